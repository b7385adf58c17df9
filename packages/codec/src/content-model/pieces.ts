/** Content that arrives in pieces, text and bytes. */
import { flat } from "../flat-text.ts";

export type Piece = Uint8Array | string;

const encoder = new TextEncoder();

/** Pieces of text that touch become one: a piece of a character would cost a hundred times its length. */
export function addText(pieces: Piece[], text: string): void {
  const last = pieces.length - 1;
  const piece = pieces[last];
  if (typeof piece === "string") pieces[last] = piece + text;
  else pieces.push(text);
}

/** One piece is given as it is: a view into the document. */
export function joined(pieces: readonly Piece[] | undefined, text: string | undefined): string | Uint8Array {
  if (pieces === undefined) return flat(text ?? "");
  if (pieces.length === 1 && pieces[0]!.length > 0) return pieces[0]!;
  const encoded = pieces.map((piece) => (typeof piece === "string" ? encoder.encode(piece) : piece));
  const whole = new Uint8Array(encoded.reduce((sum, piece) => sum + piece.length, 0));
  // Nothing is nothing, whether as text or as bytes.
  if (whole.length === 0) return "";
  let at = 0;
  for (const piece of encoded) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
