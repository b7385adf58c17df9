/** A cursor over the octets of a binary PDU. What lies outside them is a `DecodeError` with its place. */
import { type DecodeCode, DecodeError } from "../errors.ts";

export class OctetReader {
  private readonly bytes: Uint8Array;
  private readonly path: readonly string[];
  readonly end: number;
  offset: number;

  constructor(bytes: Uint8Array, path: readonly string[], offset = 0, end = bytes.length) {
    this.bytes = bytes;
    this.path = path;
    this.offset = offset;
    this.end = end;
  }

  get left(): number {
    return this.end - this.offset;
  }

  refuse(code: DecodeCode, reason: string, field?: string, offset = this.offset): DecodeError {
    const path = field === undefined ? this.path : [...this.path, field];
    return new DecodeError(code, { kind: "offset", offset }, path, reason);
  }

  peek(field: string): number {
    if (this.left < 1) throw this.refuse("truncated", "an octet is missing", field);
    return this.bytes[this.offset]!;
  }

  octet(field: string): number {
    const value = this.peek(field);
    this.offset++;
    return value;
  }

  /** An unsigned integer, most significant octet first; up to six octets. */
  uint(length: number, field: string): number {
    let value = 0;
    for (const octet of this.take(length, field)) value = value * 256 + octet;
    return value;
  }

  /** The next octets, as they lie in memory. */
  take(length: number, field: string): Uint8Array {
    if (length > this.left) {
      throw this.refuse("truncated", `${length} octets are announced, ${this.left} are there`, field);
    }
    const taken = this.bytes.subarray(this.offset, this.offset + length);
    this.offset += length;
    return taken;
  }

  rest(): Uint8Array {
    return this.take(this.left, "rest");
  }

  /** A reader of the next octets alone. */
  within(length: number, field: string): OctetReader {
    const from = this.offset;
    this.take(length, field);
    return new OctetReader(this.bytes, [...this.path, field], from, this.offset);
  }

  /** Octets up to NUL, which is passed over. */
  untilNul(field: string): Uint8Array {
    const from = this.offset;
    const nul = this.bytes.indexOf(0, from);
    if (nul < 0 || nul >= this.end) throw this.refuse("truncated", "the text has no end", field);
    this.offset = nul + 1;
    return this.bytes.subarray(from, nul);
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Octets as UTF-8; `undefined` when they are none. */
export function utf8Text(octets: Uint8Array): string | undefined {
  try {
    return utf8.decode(octets);
  } catch {
    return undefined;
  }
}
