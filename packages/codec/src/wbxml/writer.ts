/**
 * Events to WBXML 1.3. Pages are switched eagerly — right after the start tag whose children live elsewhere and back
 * before its END — because one deployed decoder needs that form and every other takes it (protocol §4.6).
 */
import type { EventWriter, Tag } from "../events.ts";
import type { DocumentType } from "./document-types.ts";

const CONTENT = 0x40;
const encoder = new TextEncoder();

export class WbxmlWriter implements EventWriter {
  readonly writesBytes = true;
  private bytes = new Uint8Array(1024);
  private length = 0;
  private page = 0;
  private readonly pages: number[] = [];

  constructor(documentType: DocumentType) {
    this.byte(0x03);
    if (documentType.publicId !== undefined) {
      this.number(documentType.publicId);
      this.byte(0x6a);
      this.byte(0);
      return;
    }
    // No number was assigned: public id 0, then index 0 of a string table that holds the identifier.
    const identifier = encoder.encode(`${documentType.fpi[0]}\0`);
    this.byte(0);
    this.byte(0);
    this.byte(0x6a);
    this.number(identifier.length);
    this.raw(identifier);
  }

  open(tag: Tag): void {
    this.switchTo(tag.page);
    this.byte(tag.token | CONTENT);
    this.pages.push(tag.page);
  }

  close(): void {
    const page = this.pages.pop();
    if (page !== undefined) this.switchTo(page);
    this.byte(0x01);
  }

  empty(tag: Tag): void {
    this.switchTo(tag.page);
    this.byte(tag.token);
  }

  text(text: string): void {
    this.data(text);
  }

  data(text: string): void {
    if (text === "") return;
    if (text.includes("\0")) {
      this.opaque(encoder.encode(text));
      return;
    }
    this.byte(0x03);
    this.reserve(text.length * 3 + 1);
    let at = this.length;
    let i = 0;
    for (; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) break;
      this.bytes[at++] = code;
    }
    if (i < text.length) at += encoder.encodeInto(text.slice(i), this.bytes.subarray(at)).written;
    this.bytes[at++] = 0;
    this.length = at;
  }

  opaque(bytes: Uint8Array): void {
    this.byte(0xc3);
    this.number(bytes.length);
    this.raw(bytes);
  }

  /** The document so far; a copy of its own. */
  finish(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }

  private switchTo(page: number): void {
    if (page === this.page) return;
    this.byte(0x00);
    this.byte(page);
    this.page = page;
  }

  private number(value: number): void {
    let shift = 28;
    while (shift > 0 && value < 2 ** shift) shift -= 7;
    for (; shift > 0; shift -= 7) this.byte((Math.floor(value / 2 ** shift) & 0x7f) | 0x80);
    this.byte(value & 0x7f);
  }

  private byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  private raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + count));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}
