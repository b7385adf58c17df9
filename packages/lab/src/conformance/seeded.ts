/** Bytes that look random and are the same in every run: nonces of a run that can be repeated. */
import { createHash } from "node:crypto";

export function seededBytes(seed: string): (length: number) => Uint8Array {
  let drawn = 0;
  return (length) => {
    const blocks: Buffer[] = [];
    for (let have = 0; have < length; have += 32) {
      drawn += 1;
      blocks.push(createHash("sha256").update(`${seed} ${drawn}`).digest());
    }
    return new Uint8Array(Buffer.concat(blocks).subarray(0, length));
  };
}

/** A number for whoever wants one instead. */
export function seedOf(text: string): number {
  return createHash("sha256").update(text).digest().readUInt32BE(0);
}
