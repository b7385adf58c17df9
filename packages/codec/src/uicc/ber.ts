/** BER-TLV as cards have it: definite lengths of at most two octets, with fill between objects. Clause: ISO 7816-4 §5.2.2. */
import { type DecodeCode, DecodeError } from "../errors.ts";

/** One object: its tag octet, its content, and where it begins in the file. */
export interface Tlv {
  readonly tag: number;
  readonly value: Uint8Array;
  readonly offset: number;
}

const MAX_DEPTH = 12;
/** Bounds the work on any file of 32 KiB. */
const MAX_OBJECTS = 4_096;

/** The objects in `bytes`, in order; 00 and FF between them are fill. Throws `DecodeError`. */
export function readTlvs(bytes: Uint8Array, base = 0): readonly Tlv[] {
  const found: Tlv[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = bytes[at]!;
    if (tag === 0x00 || tag === 0xff) {
      at += 1;
      continue;
    }
    if (found.length === MAX_OBJECTS) throw fault("limit", base + at, `more than ${MAX_OBJECTS} objects`);
    if ((tag & 0x1f) === 0x1f) throw fault("bad-token", base + at, "a tag of several octets");
    const { length, start } = readLength(bytes, at + 1, base);
    if (length > bytes.length - start) throw fault("bad-length", base + at, "an object ends beyond what holds it");
    found.push({ tag, value: bytes.subarray(start, start + length), offset: base + at });
    at = start + length;
  }
  return found;
}

function readLength(bytes: Uint8Array, at: number, base: number): { length: number; start: number } {
  const first = bytes[at];
  if (first === undefined) throw fault("truncated", base + at, "the file ends inside an object");
  if (first < 0x80) return { length: first, start: at + 1 };
  const count = first & 0x7f;
  if (count < 1 || count > 2) throw fault("bad-length", base + at, "a length of no or of more than two octets");
  let length = 0;
  for (let octet = 0; octet < count; octet++) {
    const next = bytes[at + 1 + octet];
    if (next === undefined) throw fault("truncated", base + at, "the file ends inside an object");
    length = length * 256 + next;
  }
  return { length, start: at + 1 + count };
}

/** Whether an object holds others. */
export function isConstructed({ tag }: Tlv): boolean {
  return (tag & 0x20) !== 0;
}

/** Calls `visit` for `object` and all below it, outermost first, until it answers true. Throws `DecodeError`. */
export function walk(object: Tlv, visit: (object: Tlv) => boolean, depth = 0): boolean {
  if (depth === MAX_DEPTH) throw fault("limit", object.offset, `objects are nested deeper than ${MAX_DEPTH}`);
  if (visit(object)) return true;
  if (!isConstructed(object)) return false;
  const base = object.offset + 2;
  return readTlvs(object.value, base).some((child) => walk(child, visit, depth + 1));
}

export function fault(code: DecodeCode, offset: number, reason: string): DecodeError {
  return new DecodeError(code, { kind: "offset", offset }, [], reason);
}
