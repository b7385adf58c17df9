import { createHash } from "node:crypto";
import type { Random } from "../ports.ts";

/**
 * The same bytes for the same seed: for tests only, **never in a device**, whose nonces must not be foreseeable.
 * `bytes` throws `RangeError` for a length that is no size.
 */
export function seededRandom(seed: number | string): Random {
  let block = 0;
  let left: Uint8Array = new Uint8Array(0);
  return {
    bytes(length) {
      const out = new Uint8Array(length);
      for (let filled = 0; filled < length; ) {
        if (left.length === 0) left = createHash("sha256").update(`${seed}/${block++}`).digest();
        const part = left.subarray(0, length - filled);
        out.set(part, filled);
        filled += part.length;
        left = left.subarray(part.length);
      }
      return out;
    },
  };
}
