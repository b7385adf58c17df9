/** The small encodings WSP is made of (bootstrap-push §4.2#1, §4.3). Clause: WAP-230-WSP §8.1.2, §8.4.2. */
import type { OctetReader } from "../octets/octet-reader.ts";

/** Octets of the longest uintvar: a 32-bit number. */
const MAX_UINTVAR = 5;

/** Seven bits an octet, the most significant group first; the high bit says that more follow. */
export function readUintvar(reader: OctetReader, field: string): number {
  const from = reader.offset;
  let value = 0;
  for (let count = 1; ; count++) {
    const octet = reader.octet(field);
    value = value * 128 + (octet & 0x7f);
    if (octet < 0x80) break;
    if (count === MAX_UINTVAR) throw reader.refuse("bad-length", "a uintvar has at most 5 octets", field, from);
  }
  if (value > 0xffff_ffff) throw reader.refuse("bad-length", "a uintvar has at most 32 bits", field, from);
  return value;
}

export function uintvar(value: number): Uint8Array {
  if (!Number.isInteger(value) || value < 0 || value > 0xffff_ffff) throw new RangeError("a uintvar has 32 bits");
  const octets = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) octets.unshift((rest % 128) | 0x80);
  return Uint8Array.from(octets);
}

/** Length of a value: the octet itself, or a uintvar behind the length quote 31. */
export function readValueLength(reader: OctetReader, field: string): number {
  const first = reader.octet(field);
  if (first <= 30) return first;
  if (first === 31) return readUintvar(reader, field);
  throw reader.refuse("bad-value", `octet ${first} begins no value with a length`, field, reader.offset - 1);
}

export function valueLength(length: number): Uint8Array {
  return length <= 30 ? Uint8Array.of(length) : Uint8Array.of(31, ...uintvar(length));
}

/** Octets of the longest integer this codec reads as a number. */
const MAX_LONG = 6;

/** A short-integer (128 and more), or a long-integer: its length and its octets. */
export function readInteger(reader: OctetReader, field: string): number {
  const from = reader.offset;
  const first = reader.octet(field);
  if (first >= 0x80) return first & 0x7f;
  if (first > 30) throw reader.refuse("bad-value", "an integer was expected", field, from);
  if (first > MAX_LONG) throw reader.refuse("limit", `an integer of more than ${MAX_LONG} octets`, field, from);
  return reader.uint(first, field);
}

export function integer(value: number): Uint8Array {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** (8 * MAX_LONG))
    throw new RangeError("an integer is wanted");
  if (value < 0x80) return Uint8Array.of(value | 0x80);
  const octets: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return Uint8Array.of(octets.length, ...octets);
}

/** Text up to NUL; the quote 127, which stands before text that could be taken for something else, is taken off. */
export function readText(reader: OctetReader, field: string): string {
  const octets = reader.untilNul(field);
  return latin1(octets[0] === 0x7f ? octets.subarray(1) : octets);
}

/** As `readText`, of what has to be called something. */
export function readName(reader: OctetReader, field: string): string {
  const from = reader.offset;
  const name = readText(reader, field);
  if (name === "") throw reader.refuse("bad-value", "a name without characters", field, from);
  return name;
}

/** Characters outside 1 to 255 cannot be written. */
export function text(value: string): Uint8Array {
  const codes = Array.from(value, (char) => char.codePointAt(0)!);
  // The NUL of a text without characters would be taken for a length.
  const first = codes[0] ?? 0;
  if (codes.some((code) => code < 1 || code > 255)) throw new RangeError("text holds octets other than NUL");
  return Uint8Array.of(...(first < 0x20 || first >= 0x7f ? [0x7f] : []), ...codes, 0);
}

export function latin1(octets: Uint8Array): string {
  let value = "";
  for (const octet of octets) value += String.fromCharCode(octet);
  return value;
}
