/** XML or WBXML: which of the two a document is in. */

/** How a document travels. */
export type Encoding = "xml" | "wbxml";

/** The first byte of WBXML is its version: 1.1, 1.2 or 1.3. */
export function looksLikeWbxml(first: number | undefined): boolean {
  return first !== undefined && first >= 0x01 && first <= 0x03;
}

/** `<`, white space, or the first unit of a byte order mark (as bytes or as text). */
export function looksLikeXml(first: number | undefined): boolean {
  return first !== undefined && [0x3c, 0x09, 0x0a, 0x0d, 0x20, 0xef, 0xfe, 0xff, 0xfeff].includes(first);
}

/** Which representation a document is in, by its first byte; undefined when it is neither. */
export function detectEncoding(bytes: Uint8Array): Encoding | undefined {
  if (looksLikeWbxml(bytes[0])) return "wbxml";
  return looksLikeXml(bytes[0]) ? "xml" : undefined;
}
