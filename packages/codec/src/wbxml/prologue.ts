/** How documents begin, and how their text becomes bytes. Clause: WBXML 1.3 §5.4–§5.7; protocol §4.1. */
import { type DocumentType, wirePages } from "./document-types.ts";
import { SWITCH_PAGE, UTF_8 } from "./tokens.ts";

const VERSION_1_3 = 0x03;
const encoder = new TextEncoder();

/** The start of every document of a type; only literal names change it. */
export interface Prologue {
  /** Page on the wire by vocabulary. */
  readonly pages: readonly (number | undefined)[];
  readonly beforeTable: readonly number[];
  readonly table: Uint8Array;
  /** All of it, for a document without literal names. */
  readonly whole: Uint8Array;
  /** What goes before the root where its page is not the first. */
  readonly firstPage: string;
}

const PROLOGUES = new Map<DocumentType, Prologue>();

export function prologueOf(type: DocumentType): Prologue {
  let prologue = PROLOGUES.get(type);
  if (prologue === undefined) {
    // Where no number was assigned: public id 0, then index 0 of a string table that holds the identifier.
    const numbered = type.publicId !== undefined;
    const beforeTable = [VERSION_1_3, ...(numbered ? multiByte(type.publicId) : [0, 0]), UTF_8];
    const table = numbered ? new Uint8Array() : encoder.encode(`${type.fpi[0]}\0`);
    const whole = Uint8Array.from([...beforeTable, ...multiByte(table.length), ...table]);
    const pages = wirePages(type);
    const rootPage =
      pages[type.pages.find((page) => page !== undefined && type.root in page.tags)?.vocabulary ?? 0] ?? 0;
    const firstPage = rootPage === 0 ? "" : String.fromCharCode(SWITCH_PAGE, rootPage);
    prologue = { pages, beforeTable, table, whole, firstPage };
    PROLOGUES.set(type, prologue);
  }
  return prologue;
}

/** Where short texts are encoded, whose length in bytes nobody knows before; wiped after each use. */
const scratch = new Uint8Array(16_384);

export type Allocate = (length: number) => Uint8Array;

const newArray: Allocate = (length) => new Uint8Array(length);

/** `parts`, then `text` in UTF-8. */
export function textToBytes(parts: readonly Uint8Array[], text: string, allocate = newArray): Uint8Array {
  // One code unit becomes three bytes at the most.
  const isShort = text.length * 3 <= scratch.length;
  const written = isShort ? encoder.encodeInto(text, scratch).written : 0;
  const encoded = isShort ? scratch.subarray(0, written) : encoder.encode(text);
  let length = encoded.length;
  for (const part of parts) length += part.length;
  const document = allocate(length);
  let at = 0;
  for (const part of parts) {
    document.set(part, at);
    at += part.length;
  }
  document.set(encoded, at);
  scratch.fill(0, 0, written);
  return document;
}

/** mb_u_int32: seven bits a byte, most significant first (WBXML 1.3 §5.1). */
export function multiByte(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    bytes.unshift((rest & 0x7f) | 0x80);
  }
  return bytes;
}
