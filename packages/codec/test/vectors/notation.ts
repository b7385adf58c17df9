/**
 * How the rows spell bytes. WBXML is written by hand from the token tables (protocol §4.3–§4.5), not by a token table:
 *
 *     4b 'text'      hex octets; a STR_I (03 … 00) between apostrophes
 *     "text"         UTF-8 octets as they are
 *     { … }          an OPAQUE: C3, length, content
 *     ( … )          length, content: a string table, or the tail of an OPAQUE
 *     ^              no octet: the place an error must name
 */
const encoder = new TextEncoder();

export interface Placed {
  readonly hex: string;
  /** Octets before the `^`. */
  readonly offset?: number;
}

export function placed(notation: string): Placed {
  const tokens = notation.match(/'[^']*'|"[^"]*"|[0-9a-f]{2}|[{}()^]/g) ?? [];
  if (tokens.join("") !== notation.replace(/'[^']*'|"[^"]*"|\s/g, (part) => (part.trim() === "" ? "" : part))) {
    throw new Error(`not in the notation: ${notation}`);
  }
  const open: { readonly opaque: boolean; readonly before: string }[] = [];
  let hex = "";
  let offset: number | undefined;
  for (const token of tokens) {
    if (token === "^") offset = hex.length / 2;
    else if (token === "{" || token === "(") {
      open.push({ opaque: token === "{", before: hex });
      hex = "";
    } else if (token === "}" || token === ")") {
      const group = open.pop()!;
      hex = `${group.before}${group.opaque ? "c3" : ""}${number(hex.length / 2)}${hex}`;
    } else if (token.startsWith("'")) hex += `03${utf8Hex(token.slice(1, -1))}00`;
    else hex += token.startsWith('"') ? utf8Hex(token.slice(1, -1)) : token;
  }
  return offset === undefined ? { hex } : { hex, offset };
}

export function wbxml(notation: string): string {
  return placed(notation).hex;
}

/** A mb_u_int32: seven bits an octet, the first octets marked. Clause: WBXML 1.3, variable length integers. */
function number(value: number): string {
  let hex = hexOctet(value & 0x7f);
  for (let rest = value >> 7; rest > 0; rest >>= 7) hex = hexOctet(0x80 | (rest & 0x7f)) + hex;
  return hex;
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, hexOctet).join("");
}

export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, at) => Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16));
}

/** Base64 by the definition, so that no row rests on the codec's own. */
export function base64(hex: string): string {
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const bits = Array.from(fromHex(hex), (octet) => octet.toString(2).padStart(8, "0")).join("");
  const text = bits.replace(/.{1,6}/g, (six) => digits[Number.parseInt(six.padEnd(6, "0"), 2)]!);
  return text.padEnd(Math.ceil(text.length / 4) * 4, "=");
}

export function utf8Hex(text: string): string {
  return toHex(encoder.encode(text));
}

function hexOctet(value: number): string {
  return value.toString(16).padStart(2, "0");
}
