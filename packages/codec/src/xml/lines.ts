/** Lines and columns of a text, as a reader of XML counts them. Clause: XML 1.0 §2.11, XML 1.1 §2.11. */
import type { Position } from "../errors.ts";

export type XmlVersion = "1.0" | "1.1";

/** The place of a character by its offset: line and column from 1. Columns are characters, which offsets are not. */
export function placeAt(text: string, offset: number, version: XmlVersion): Position {
  const lineStart = lineStartAt(text, offset, version);
  const line = countLineEnds(text, 0, lineStart, version) + 1;
  return { kind: "line", line, column: countCharacters(text, lineStart, offset) + 1 };
}

/** How many lines end between two offsets. */
export function countLineEnds(text: string, from: number, to: number, version: XmlVersion): number {
  let count = 0;
  for (let at = from; at < to; at++) if (endsLine(text, at, version)) count += 1;
  return count;
}

/** Where the line begins that holds the character at `offset`. */
export function lineStartAt(text: string, offset: number, version: XmlVersion): number {
  let at = offset;
  while (at > 0 && !endsLine(text, at - 1, version)) at -= 1;
  return at;
}

export function countCharacters(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += text.codePointAt(at)! > 0xffff ? 2 : 1) count += 1;
  return count;
}

/** Of two characters that end a line together, the second does. */
function endsLine(text: string, at: number, version: XmlVersion): boolean {
  const code = text.charCodeAt(at);
  if (code === 0x0a) return true;
  if (code === 0x0d) return !isLineFeed(text.charCodeAt(at + 1), version);
  return version === "1.1" && (code === 0x85 || code === 0x2028);
}

function isLineFeed(code: number, version: XmlVersion): boolean {
  return code === 0x0a || (version === "1.1" && code === 0x85);
}
