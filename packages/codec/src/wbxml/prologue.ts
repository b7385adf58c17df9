/** How documents begin. Clause: WBXML 1.3 §5.4–§5.7; protocol §4.1. */
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
  /** The same, on the page of the root. */
  readonly toRoot: Uint8Array;
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
    const toRoot = rootPage === 0 ? whole : Uint8Array.from([...whole, SWITCH_PAGE, rootPage]);
    prologue = { pages, beforeTable, table, whole, toRoot };
    PROLOGUES.set(type, prologue);
  }
  return prologue;
}

/** mb_u_int32: seven bits a byte, most significant first (WBXML 1.3 §5.1). */
export function multiByte(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    bytes.unshift((rest & 0x7f) | 0x80);
  }
  return bytes;
}
