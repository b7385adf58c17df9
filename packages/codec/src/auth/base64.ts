/** Base64 as credentials need it: exact out, lenient in (protocol §18#4). Clause: RFC 4648 §4. */

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const DIGITS = new TextEncoder().encode(ALPHABET);
const EQUALS = 0x3d;
const decoder = new TextDecoder();
const VALUES = new Int8Array(128).fill(-1);
for (let i = 0; i < ALPHABET.length; i++) VALUES[ALPHABET.charCodeAt(i)] = i;

/** Base64 with padding, on one line. */
export function encodeBase64(bytes: Uint8Array): string {
  // Digits as bytes, made text in one call: text that grew by a digit at a time would cost thirty times as much.
  const digits = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  for (let from = 0, to = 0; from < bytes.length; from += 3, to += 4) {
    const bits = (bytes[from]! << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0);
    digits[to] = DIGITS[bits >> 18]!;
    digits[to + 1] = DIGITS[(bits >> 12) & 63]!;
    digits[to + 2] = DIGITS[(bits >> 6) & 63]!;
    digits[to + 3] = DIGITS[bits & 63]!;
  }
  const padding = (3 - (bytes.length % 3)) % 3;
  return decoder.decode(digits.fill(EQUALS, digits.length - padding));
}

/** The bytes of base64 text. White space anywhere and missing padding are forgiven; undefined when it is no base64. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const digits = text.replace(/[\t\n\r ]/g, "").replace(/={1,2}$/, "");
  if (digits.length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let at = 0;
  let bits = 0;
  let count = 0;
  for (let i = 0; i < digits.length; i++) {
    const code = digits.charCodeAt(i);
    const value = code < 128 ? VALUES[code]! : -1;
    if (value < 0) return undefined;
    bits = ((bits << 6) | value) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes[at++] = (bits >> count) & 0xff;
    }
  }
  return bytes;
}
