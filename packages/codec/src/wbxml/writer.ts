/**
 * Events to WBXML 1.3. Pages are switched eagerly — right after the start tag whose children live elsewhere and back
 * before its END — because one deployed decoder needs that form and every other takes it (protocol §4.6).
 */
import type { DocumentElement } from "../document/element.ts";
import { writeForeign } from "../document/write-wbxml.ts";
import type { Attributes, EventWriter, Tag } from "../events.ts";
import { ByteBuffer } from "./byte-buffer.ts";
import type { DocumentType } from "./document-types.ts";
import { multiByte, type Prologue, prologueOf } from "./prologue.ts";
import { ATTRIBUTES, CONTENT, END, LITERAL, OPAQUE, STR_I, STR_T, SWITCH_PAGE } from "./tokens.ts";

const encoder = new TextEncoder();

const isDeclaration = (attribute: string): boolean => attribute === "xmlns" || attribute.startsWith("xmlns:");

/** Writes a document of one type. Page switches, strings and the table of literal names are its business. */
export class WbxmlWriter implements EventWriter {
  readonly writesBytes = true;
  private readonly prologue: Prologue;
  private readonly pages: Prologue["pages"];
  private readonly body = new ByteBuffer();
  private page = 0;
  private depth = 0;
  /** A start tag not written yet: only what follows shows whether it has content. */
  private opening: Tag | undefined;
  /** Page of each open element. */
  private readonly openPages: number[] = [];
  /** Index in the string table by what stands there. */
  private entries: Map<string, number> | undefined;
  private readonly table: Uint8Array[] = [];
  private tableLength: number;

  /** A document that holds nothing yet. */
  constructor(documentType: DocumentType) {
    this.prologue = prologueOf(documentType);
    this.pages = this.prologue.pages;
    this.tableLength = this.prologue.table.length;
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
      this.body.byte(tag.token);
      return;
    }
    this.depth -= 1;
    const page = this.openPages[this.depth]!;
    if (page !== this.page) this.switchPage(page);
    this.body.byte(END);
  }

  empty(tag: Tag): void {
    if (this.opening !== undefined) this.flushOpening(this.opening);
    this.switchTo(tag);
    this.body.byte(tag.token);
  }

  leaf(tag: Tag, text: string): void {
    if (this.opening !== undefined) this.flushOpening(this.opening);
    this.switchTo(tag);
    if (this.body.leaf(tag.token | CONTENT, text)) return;
    this.body.byte(tag.token | CONTENT);
    this.opaque(encoder.encode(text));
    this.body.byte(END);
  }

  dataLeaf(tag: Tag, text: string): void {
    this.leaf(tag, text);
  }

  text(text: string): void {
    if (text === "") return;
    if (this.opening !== undefined) this.flushOpening(this.opening);
    const bytes = encoder.encode(text);
    if (text.includes("\0")) this.opaque(bytes);
    else {
      this.body.byte(STR_I);
      this.body.append(bytes);
      this.body.byte(0);
    }
  }

  opaque(bytes: Uint8Array): void {
    if (this.opening !== undefined) this.flushOpening(this.opening);
    this.body.append([OPAQUE, ...multiByte(bytes.length)]);
    this.body.append(bytes);
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
    this.body.byte(tag.token | CONTENT | ATTRIBUTES);
    this.openPages[this.depth++] = this.page;
    this.attributes(attributes);
  }

  /** The whole document. The writer is of no use afterwards. */
  finish(): Uint8Array {
    const { beforeTable, table, whole } = this.prologue;
    if (this.table.length === 0) return this.body.finish([whole]);
    const head = Uint8Array.from([...beforeTable, ...multiByte(this.tableLength)]);
    return this.body.finish([head, table, ...this.table]);
  }

  private flushOpening(tag: Tag): void {
    this.opening = undefined;
    this.switchTo(tag);
    this.body.byte(tag.token | CONTENT);
    this.openPages[this.depth++] = this.page;
  }

  private switchTo(tag: Tag): void {
    const page = this.pages[tag.vocabulary];
    if (page === this.page) return;
    if (page === undefined) throw new TypeError(`${tag.name} of ${tag.xmlns} has no place in such a document`);
    this.switchPage(page);
  }

  private switchPage(page: number): void {
    this.body.byte(SWITCH_PAGE);
    this.body.byte(page);
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
    this.body.byte(END);
  }

  private literal(token: number, name: string): void {
    this.body.append([token, ...multiByte(this.indexOf(name))]);
  }

  private indexOf(entry: string): number {
    this.entries ??= new Map();
    let index = this.entries.get(entry);
    if (index === undefined) {
      index = this.tableLength;
      this.entries.set(entry, index);
      const bytes = encoder.encode(`${entry}\0`);
      this.table.push(bytes);
      this.tableLength += bytes.length;
    }
    return index;
  }
}
