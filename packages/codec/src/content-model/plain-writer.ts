/**
 * The fast lane from values to WBXML, for messages of known elements and text. The functions generated into shapes.ts
 * say in which order; what is not that plain — bytes, a NUL, an inline tree, vendors' elements, a missing field — they
 * leave to the emitter, which writes the document from its beginning or says what is wrong. Both write the same bytes,
 * which a test shows.
 */
import { NODE_FORMATS } from "../tnds/model.ts";
import { type Allocate, ByteBuffer } from "../wbxml/byte-buffer.ts";
import { DM_TAGS, DMDDF } from "../wbxml/code-pages.ts";
import type { DocumentType } from "../wbxml/document-types.ts";
import { prologueOf } from "../wbxml/prologue.ts";
import { END, SWITCH_PAGE, TOKEN_MASK } from "../wbxml/tokens.ts";

/** Thrown by what gives up. It says nothing to anybody and so needs no stack. */
export const NOT_PLAIN = new Error("not plain");

/** The bytes of a document whose root `write` writes; undefined when the value is not that plain. */
export function writePlain(
  write: (to: ByteBuffer, value: unknown) => void,
  value: unknown,
  type: DocumentType,
  allocate?: Allocate,
): Uint8Array | undefined {
  const to = new ByteBuffer();
  try {
    to.append(prologueOf(type).toRoot);
    write(to, value);
    return to.finish([], allocate);
  } catch (error) {
    to.release();
    if (error === NOT_PLAIN) return undefined;
    throw error;
  }
}

/** An element with text. */
export function leaf(to: ByteBuffer, token: number, text: unknown): void {
  if (typeof text !== "string" || !to.leaf(token, text)) throw NOT_PLAIN;
}

/** An element with one empty child, such as Format. */
export function token(to: ByteBuffer, start: number, name: unknown): void {
  const inner = FORMATS.get(name);
  if (inner === undefined) throw NOT_PLAIN;
  to.byte(start);
  to.byte(inner);
  to.byte(END);
}

/** Begins a record whose fields are on `page`, where that is another page of the wire; says where it begins. */
export function open(to: ByteBuffer, token: number, page?: number): number {
  const { length } = to;
  to.byte(token);
  if (page !== undefined) switchTo(to, page);
  return length;
}

/** Ends the record that began at `start`, and goes back to `page`; with nothing in it, it is an element without content. */
export function close(to: ByteBuffer, start: number, token: number, page?: number): void {
  if (to.length === start + (page === undefined ? 1 : 3)) {
    to.length = start;
    to.byte(token & TOKEN_MASK);
    return;
  }
  if (page !== undefined) switchTo(to, page);
  to.byte(END);
}

function switchTo(to: ByteBuffer, page: number): void {
  to.byte(SWITCH_PAGE);
  to.byte(page);
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

const FORMATS: ReadonlyMap<unknown, number> = new Map(
  NODE_FORMATS.map((name) => [name, DM_TAGS.find(DMDDF, name)!.token]),
);
