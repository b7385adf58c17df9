/**
 * The fast lane from values to WBXML: what a message of known elements and text looks like, appended piece by piece to
 * one text (see wbxml/writer.ts for why text). The functions generated into shapes.ts do the appending; what is not
 * that plain — bytes, a NUL, an inline tree, vendors' elements, a missing field — they leave to the emitter, which
 * writes the document from its beginning or says what is wrong. Both write the same bytes, which a test shows.
 */
import { NODE_FORMATS } from "../tnds/model.ts";
import { DM_TAGS, DMDDF } from "../wbxml/code-pages.ts";
import type { DocumentType } from "../wbxml/document-types.ts";
import { type Allocate, prologueOf, textToBytes } from "../wbxml/prologue.ts";

/** Thrown by what gives up. It says nothing to anybody and so needs no stack. */
export const NOT_PLAIN = new Error("not plain");

/** The bytes of a document whose root `write` writes; undefined when the value is not that plain. */
export function writePlain(
  write: (text: PlainText, value: unknown) => void,
  value: unknown,
  type: DocumentType,
  allocate?: Allocate,
): Uint8Array | undefined {
  const { whole, firstPage } = prologueOf(type);
  const text = new PlainText(firstPage);
  try {
    write(text, value);
  } catch (error) {
    if (error === NOT_PLAIN) return undefined;
    throw error;
  }
  return textToBytes([whole], text.written + text.tokens, allocate);
}

/** A body being written. */
export class PlainText {
  /** Up to the last string. */
  written = "";
  /** What has come since: joined to the text together with the next string, which halves the pieces. */
  tokens: string;

  constructor(tokens: string) {
    this.tokens = tokens;
  }

  /** An element with text; `open` ends with the token of an inline string. */
  leaf(open: string, empty: string, text: unknown): void {
    if (typeof text !== "string" || text.includes("\0")) throw NOT_PLAIN;
    if (text === "") this.tokens += empty;
    else {
      this.written += this.tokens + open;
      this.written += text;
      this.tokens = "\0\x01";
    }
  }

  /** An element with one empty child, such as Format. */
  token(open: string, name: unknown): void {
    const inner = FORMATS.get(name);
    if (inner === undefined) throw NOT_PLAIN;
    this.tokens += `${open + inner}\x01`;
  }

  /** Ends a record that may have had nothing in it: `length` and `tokens` are from before its start tag. */
  close(behind: string, length: number, tokens: string, open: string, empty: string): void {
    const isEmpty = this.written.length === length && this.tokens.length === tokens.length + open.length;
    this.tokens = isEmpty ? tokens + empty : this.tokens + behind;
  }
}

/** A record's fields. */
export function fields(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) throw NOT_PLAIN;
  return value as Readonly<Record<string, unknown>>;
}

export function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw NOT_PLAIN;
  return value;
}

const FORMATS: ReadonlyMap<unknown, string> = new Map(
  NODE_FORMATS.map((name) => [name, String.fromCharCode(DM_TAGS.find(DMDDF, name)!.token)]),
);
