/**
 * Events to WBXML 1.3. Pages are switched eagerly — right after the start tag whose children live elsewhere and back
 * before its END — because one deployed decoder needs that form and every other takes it (protocol §4.6).
 */
import type { DocumentElement } from "../document/element.ts";
import { writeForeign } from "../document/write-wbxml.ts";
import type { Attributes, EventWriter, Tag } from "../events.ts";
import { type DocumentType, wirePages } from "./document-types.ts";
import { ATTRIBUTES, CONTENT, END, LITERAL, OPAQUE, STR_I, SWITCH_PAGE, UTF_8 } from "./tokens.ts";

const VERSION_1_3 = 0x03;
/** From here on the encoder of the platform is faster than looking at each character. */
const LONG_TEXT = 96;
const encoder = new TextEncoder();

/** The start of every document of a type; only a string table of our own changes it. */
interface Prologue {
  readonly pages: readonly (number | undefined)[];
  readonly beforeTable: readonly number[];
  readonly table: Uint8Array;
}

const PROLOGUES = new Map<DocumentType, Prologue>();

function prologueOf(type: DocumentType): Prologue {
  let prologue = PROLOGUES.get(type);
  if (prologue === undefined) {
    // Where no number was assigned: public id 0, then index 0 of a string table that holds the identifier.
    const numbered = type.publicId !== undefined;
    prologue = {
      pages: wirePages(type),
      beforeTable: [VERSION_1_3, ...(numbered ? multiByte(type.publicId) : [0, 0]), UTF_8],
      table: numbered ? new Uint8Array() : encoder.encode(`${type.fpi[0]}\0`),
    };
    PROLOGUES.set(type, prologue);
  }
  return prologue;
}

export class WbxmlWriter implements EventWriter {
  readonly writesBytes = true;
  private bytes = new Uint8Array(2048);
  private length = 0;
  private page = 0;
  private depth = 0;
  /** Page of each open element. */
  private readonly openPages: number[] = [];
  private readonly prologue: Prologue;
  /** Index in the string table by name. */
  private names: Map<string, number> | undefined;
  private table: number[] | undefined;

  constructor(documentType: DocumentType) {
    this.prologue = prologueOf(documentType);
  }

  open(tag: Tag): void {
    this.reserve(3);
    this.switchTo(this.pageOf(tag));
    this.bytes[this.length++] = tag.token | CONTENT;
    this.openPages[this.depth++] = this.page;
  }

  close(): void {
    this.reserve(3);
    if (this.depth > 0) this.switchTo(this.openPages[--this.depth]!);
    this.bytes[this.length++] = END;
  }

  empty(tag: Tag): void {
    this.reserve(3);
    this.switchTo(this.pageOf(tag));
    this.bytes[this.length++] = tag.token;
  }

  leaf(tag: Tag, text: string): void {
    this.reserve(text.length * 3 + 6);
    this.switchTo(this.pageOf(tag));
    this.bytes[this.length++] = tag.token | CONTENT;
    this.data(text);
    this.bytes[this.length++] = END;
  }

  text(text: string): void {
    this.data(text);
  }

  data(text: string): void {
    const { length } = text;
    if (length === 0) return;
    this.reserve(length * 3 + 3);
    const { bytes } = this;
    const start = this.length;
    let at = start + 1;
    let i = 0;
    if (length < LONG_TEXT) {
      for (; i < length; i++) {
        const code = text.charCodeAt(i);
        // Neither what needs more than a byte nor a NUL, which an inline string cannot hold.
        if (code > 0x7f || code === 0) break;
        bytes[at++] = code;
      }
    }
    if (i < length) {
      if (text.includes("\0")) {
        this.opaque(encoder.encode(text));
        return;
      }
      at += encoder.encodeInto(i === 0 ? text : text.slice(i), bytes.subarray(at)).written;
    }
    bytes[start] = STR_I;
    bytes[at] = 0;
    this.length = at + 1;
  }

  opaque(bytes: Uint8Array): void {
    const length = multiByte(bytes.length);
    // The END of a leaf follows without a further check.
    this.reserve(bytes.length + length.length + 2);
    this.bytes[this.length++] = OPAQUE;
    for (const byte of length) this.bytes[this.length++] = byte;
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  element(element: DocumentElement): void {
    writeForeign(element, this);
  }

  /** An element no code page knows, by its name in the string table. */
  openLiteral(name: string, attributes: Attributes): void {
    const names = Object.keys(attributes);
    this.literal(LITERAL | CONTENT | (names.length === 0 ? 0 : ATTRIBUTES), name);
    this.openPages[this.depth++] = this.page;
    if (names.length > 0) this.attributes(attributes, names);
  }

  /** An element of a code page with attributes, which WBXML can carry and SyncML never has. */
  openWithAttributes(tag: Tag, attributes: Attributes): void {
    this.reserve(3);
    this.switchTo(this.pageOf(tag));
    this.bytes[this.length++] = tag.token | CONTENT | ATTRIBUTES;
    this.openPages[this.depth++] = this.page;
    this.attributes(attributes, Object.keys(attributes));
  }

  /** The document so far; a copy of its own. */
  finish(): Uint8Array {
    const { beforeTable, table: identifier } = this.prologue;
    const names = this.table ?? [];
    const head = [...beforeTable, ...multiByte(identifier.length + names.length)];
    const document = new Uint8Array(head.length + identifier.length + names.length + this.length);
    document.set(head);
    document.set(identifier, head.length);
    document.set(names, head.length + identifier.length);
    document.set(this.bytes.subarray(0, this.length), document.length - this.length);
    return document;
  }

  private attributes(attributes: Attributes, names: readonly string[]): void {
    for (const name of names) {
      this.literal(LITERAL, name);
      this.data(attributes[name]!);
    }
    this.reserve(1);
    this.bytes[this.length++] = END;
  }

  private literal(token: number, name: string): void {
    const index = multiByte(this.indexOf(name));
    this.reserve(index.length + 1);
    this.bytes[this.length++] = token;
    for (const byte of index) this.bytes[this.length++] = byte;
  }

  private indexOf(name: string): number {
    this.names ??= new Map();
    this.table ??= [];
    let index = this.names.get(name);
    if (index === undefined) {
      index = this.prologue.table.length + this.table.length;
      this.names.set(name, index);
      for (const byte of encoder.encode(`${name}\0`)) this.table.push(byte);
    }
    return index;
  }

  private pageOf(tag: Tag): number {
    const page = this.prologue.pages[tag.vocabulary];
    if (page === undefined) throw new TypeError(`${tag.name} of ${tag.xmlns} has no place in such a document`);
    return page;
  }

  /** Room for the two bytes has been reserved. */
  private switchTo(page: number): void {
    if (page === this.page) return;
    this.bytes[this.length++] = SWITCH_PAGE;
    this.bytes[this.length++] = page;
    this.page = page;
  }

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + count));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}

/** mb_u_int32: seven bits a byte, most significant first (WBXML 1.3 §5.1). */
function multiByte(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    bytes.unshift((rest & 0x7f) | 0x80);
  }
  return bytes;
}
