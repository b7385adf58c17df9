/**
 * Events to WBXML 1.3. Pages are switched eagerly — right after the start tag whose children live elsewhere and back
 * before its END — because one deployed decoder needs that form and every other takes it (protocol §4.6).
 *
 * Every token but that of OPAQUE, those with attributes and large numbers is below 0x80, and so is the same byte in
 * UTF-8: the document grows as text, which the platform joins and encodes far faster than anybody could byte by byte.
 */
import type { DocumentElement } from "../document/element.ts";
import { writeForeign } from "../document/write-wbxml.ts";
import type { Attributes, EventWriter, Tag } from "../events.ts";
import { ByteBuffer } from "./byte-buffer.ts";
import type { DocumentType } from "./document-types.ts";
import { multiByte, type Prologue, prologueOf, textToBytes } from "./prologue.ts";
import { ATTRIBUTES, CONTENT, END, LITERAL, OPAQUE, STR_I, STR_T, SWITCH_PAGE } from "./tokens.ts";

const END_TEXT = String.fromCharCode(END);
const STRING_START = String.fromCharCode(STR_I);
const STRING_END = `\0${END_TEXT}`;
/** By code below 0x80. */
const CODE = Array.from({ length: 0x80 }, (_, code) => String.fromCharCode(code));
const encoder = new TextEncoder();
const NOTHING = new Uint8Array();

const isDeclaration = (attribute: string): boolean => attribute === "xmlns" || attribute.startsWith("xmlns:");

/** Writes a document of one type. Page switches, strings and the table of literal names are its business. */
export class WbxmlWriter implements EventWriter {
  readonly writesBytes = true;
  private readonly prologue: Prologue;
  private readonly pages: Prologue["pages"];
  /** The end of the document, as far as it is not in `buffer` yet. */
  private pending = "";
  private buffer: ByteBuffer | undefined;
  private page = 0;
  private depth = 0;
  /** A start tag not written yet: only what follows shows whether it has content. */
  private opening: Tag | undefined;
  /** Page of each open element. */
  private readonly openPages: number[] = [];
  /** Index in the string table by what stands there. */
  private entries: Map<string, number> | undefined;
  private table: ByteBuffer | undefined;

  /** A document that holds nothing yet. */
  constructor(documentType: DocumentType) {
    this.prologue = prologueOf(documentType);
    this.pages = this.prologue.pages;
  }

  open(tag: Tag): void {
    if (this.opening !== undefined) this.flushOpening(this.opening);
    this.opening = tag;
  }

  close(): void {
    if (this.opening !== undefined) {
      const tag = this.opening;
      this.opening = undefined;
      this.switchTo(tag);
      this.pending += CODE[tag.token]!;
      return;
    }
    this.depth -= 1;
    const page = this.openPages[this.depth]!;
    if (page !== this.page) this.switchPage(page);
    this.pending += END_TEXT;
  }

  empty(tag: Tag): void {
    if (this.opening !== undefined) this.flushOpening(this.opening);
    this.switchTo(tag);
    this.pending += CODE[tag.token]!;
  }

  leaf(tag: Tag, text: string): void {
    if (this.opening !== undefined) this.flushOpening(this.opening);
    this.switchTo(tag);
    if (text === "") this.pending += CODE[tag.token]!;
    else if (text.includes("\0")) {
      this.pending += CODE[tag.token | CONTENT]!;
      this.opaque(encoder.encode(text));
      this.pending += END_TEXT;
    } else this.pending += START[tag.token]! + text + STRING_END;
  }

  dataLeaf(tag: Tag, text: string): void {
    this.leaf(tag, text);
  }

  text(text: string): void {
    if (text === "") return;
    if (text.includes("\0")) this.opaque(encoder.encode(text));
    else {
      if (this.opening !== undefined) this.flushOpening(this.opening);
      this.pending += `${STRING_START}${text}\0`;
    }
  }

  opaque(bytes: Uint8Array): void {
    if (this.opening !== undefined) this.flushOpening(this.opening);
    this.raw([OPAQUE, ...multiByte(bytes.length)]).append(bytes);
  }

  element(element: DocumentElement): void {
    writeForeign(element, this);
  }

  /** An element no code page knows, by its name in the string table. */
  openLiteral(name: string, attributes: Attributes): void {
    if (this.opening !== undefined) this.flushOpening(this.opening);
    const hasAttributes = Object.keys(attributes).length > 0;
    this.literal(LITERAL | CONTENT | (hasAttributes ? ATTRIBUTES : 0), name);
    this.openPages[this.depth++] = this.page;
    if (hasAttributes) this.attributes(attributes);
  }

  /** An element of a code page with attributes, which WBXML can carry and SyncML never has. */
  openWithAttributes(tag: Tag, attributes: Attributes): void {
    if (this.opening !== undefined) this.flushOpening(this.opening);
    this.switchTo(tag);
    this.raw([tag.token | CONTENT | ATTRIBUTES]);
    this.openPages[this.depth++] = this.page;
    this.attributes(attributes);
  }

  /** The whole document. */
  finish(): Uint8Array {
    const { beforeTable, table, whole } = this.prologue;
    const more = this.table;
    if (more === undefined) return textToBytes([whole, this.written()], this.pending);
    const head = Uint8Array.from([...beforeTable, ...multiByte(table.length + more.length)]);
    return textToBytes([head, table, more.bytes(), this.written()], this.pending);
  }

  private flushOpening(tag: Tag): void {
    this.opening = undefined;
    this.switchTo(tag);
    this.pending += CODE[tag.token | CONTENT]!;
    this.openPages[this.depth++] = this.page;
  }

  private switchTo(tag: Tag): void {
    const page = this.pages[tag.vocabulary];
    if (page === this.page) return;
    if (page === undefined) throw new TypeError(`${tag.name} of ${tag.xmlns} has no place in such a document`);
    this.switchPage(page);
  }

  private switchPage(page: number): void {
    this.pending += SWITCH_TO[page]!;
    this.page = page;
  }

  private attributes(attributes: Attributes): void {
    for (const name of Object.keys(attributes)) {
      this.literal(LITERAL, name);
      const value = attributes[name]!;
      // Each element has to declare its namespaces itself: their names stand in the table, once for all of them.
      if (isDeclaration(name) && !value.includes("\0")) this.literal(STR_T, value);
      else this.text(value);
    }
    this.pending += END_TEXT;
  }

  private literal(token: number, name: string): void {
    this.raw([token, ...multiByte(this.indexOf(name))]);
  }

  private indexOf(entry: string): number {
    this.entries ??= new Map();
    this.table ??= new ByteBuffer();
    let index = this.entries.get(entry);
    if (index === undefined) {
      index = this.prologue.table.length + this.table.length;
      this.entries.set(entry, index);
      this.table.appendText(`${entry}\0`);
    }
    return index;
  }

  /** Bytes that are no UTF-8 of their own. */
  private raw(bytes: readonly number[]): ByteBuffer {
    this.buffer ??= new ByteBuffer();
    this.buffer.appendText(this.pending);
    this.pending = "";
    this.buffer.append(bytes);
    return this.buffer;
  }

  private written(): Uint8Array {
    return this.buffer === undefined ? NOTHING : this.buffer.bytes();
  }
}

const SWITCH_TO = CODE.map((page) => CODE[SWITCH_PAGE]! + page);
/** What begins a leaf: its tag with content, and the string's token. */
const START = CODE.slice(0, 0x40).map((_, token) => CODE[token | CONTENT]! + STRING_START);
