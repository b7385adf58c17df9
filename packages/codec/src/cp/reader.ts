/**
 * Provisioning documents in WBXML. The token stream is WBXML's; what differs from SyncML is attributes, with a page
 * register of their own. Clause: WBXML 1.3 §5; cp-profile §3.1.
 */
import { type DecodeCode, DecodeError, type Position } from "../errors.ts";
import {
  ATTRIBUTES,
  CONTENT,
  END,
  ENTITY,
  LITERAL,
  OPAQUE,
  PI,
  STR_I,
  STR_T,
  SWITCH_PAGE,
  TOKEN_MASK,
} from "../wbxml/tokens.ts";
import { type Attributes, ProvisioningBuilder } from "./builder.ts";
import type { ProvisioningDocument, ProvisioningLimits } from "./model.ts";
import { ATTRIBUTE_STARTS, ATTRIBUTE_VALUES, PROV_PUBLIC_ID, PROV_PUBLIC_NAME, TAGS } from "./tables.ts";

/** MIBenum to decoder: what senders use, and what they mean by saying nothing (cp-profile §1#6). */
const CHARSETS: Readonly<Record<number, string>> = { 0: "utf-8", 3: "utf-8", 4: "latin1", 106: "utf-8" };
const UNKNOWN_PUBLIC_ID = 0x01;
const FIRST_VALUE = 0x85;

export function readProvisioning(bytes: Uint8Array, limits: ProvisioningLimits): ProvisioningDocument {
  return new ProvisioningReader(bytes, limits).read();
}

class ProvisioningReader {
  private readonly bytes: Uint8Array;
  private readonly limits: ProvisioningLimits;
  private readonly builder: ProvisioningBuilder;
  private decoder = new TextDecoder("utf-8", { fatal: true });
  private offset = 0;
  private tokenAt = 0;
  private tableStart = 0;
  private tableEnd = 0;
  /** Two registers, neither reset at the end of an element (cp-profile §3.1#1). */
  private tagPage = 0;
  private attributePage = 0;

  constructor(bytes: Uint8Array, limits: ProvisioningLimits) {
    this.bytes = bytes;
    this.limits = limits;
    this.builder = new ProvisioningBuilder(limits, (): Position => ({ kind: "offset", offset: this.tokenAt }));
  }

  read(): ProvisioningDocument {
    if (this.bytes.length > this.limits.maxBytes) {
      this.fail("limit", `the document has more than ${this.limits.maxBytes} bytes`);
    }
    this.readHeader();
    this.readBody();
    return this.builder.finish();
  }

  private readHeader(): void {
    const version = this.readByte();
    if (version < 0x01 || version > 0x03) this.fail("unsupported-version", "the version byte is not WBXML 1.1 to 1.3");
    this.tokenAt = this.offset;
    const publicId = this.readNumber();
    const index = publicId === 0 ? this.readNumber() : 0;
    const charset = CHARSETS[this.readNumber()];
    if (charset === undefined) this.fail("bad-charset", "the charset is none of UTF-8, US-ASCII and ISO-8859-1");
    this.decoder = new TextDecoder(charset, { fatal: true });
    const length = this.readNumber();
    if (length > this.bytes.length - this.offset)
      this.fail("truncated", "the string table is longer than the document");
    this.tableStart = this.offset;
    this.tableEnd = this.offset + length;
    this.offset = this.tableEnd;
    const isKnown = publicId === PROV_PUBLIC_ID || publicId === UNKNOWN_PUBLIC_ID;
    if (isKnown || (publicId === 0 && this.tableString(index) === PROV_PUBLIC_NAME)) return;
    this.fail("unknown-document", "the public id is not that of a provisioning document");
  }

  private readBody(): void {
    const { bytes, builder } = this;
    while (this.offset < bytes.length) {
      this.tokenAt = this.offset;
      const byte = this.readByte();
      if (byte === SWITCH_PAGE) this.tagPage = this.readByte();
      else if (byte === PI) this.readAttributes();
      else if (byte === END) {
        if (builder.depth === 0) this.fail("bad-token", "END without an open element");
        builder.close();
        if (builder.depth === 0) {
          this.checkEnd();
          return;
        }
      } else if (builder.depth > 0 && this.skippedContent(byte)) continue;
      else {
        const token = byte & TOKEN_MASK;
        if (token < LITERAL) this.fail("bad-token", "a token that has no meaning here");
        const name = token === LITERAL ? this.tableString(this.readNumber()) : (TAGS[this.tagPage]?.[token] ?? "");
        const attributes = (byte & ATTRIBUTES) === 0 ? NONE : this.readAttributes();
        builder.open(name, attributes);
        if ((byte & CONTENT) !== 0) continue;
        builder.close();
        if (builder.depth === 0) {
          this.checkEnd();
          return;
        }
      }
    }
    this.fail("truncated", builder.depth === 0 ? "the document has no root element" : "elements are left open");
  }

  /** Elements hold no text; what stands there is passed over. */
  private skippedContent(byte: number): boolean {
    if (byte === STR_I) this.inlineString();
    else if (byte === STR_T) this.tableString(this.readNumber());
    else if (byte === ENTITY) this.readNumber();
    else if (byte === OPAQUE) this.opaque();
    else return false;
    return true;
  }

  private checkEnd(): void {
    // Files on cards and some gateways fill up behind the document.
    while (this.offset < this.bytes.length) {
      this.tokenAt = this.offset;
      const byte = this.readByte();
      if (byte !== 0x00 && byte !== 0xff) this.fail("trailing-bytes", "something follows the document");
    }
  }

  /** Up to the END that closes the list (cp-profile §3.1#4, #5). */
  private readAttributes(): Attributes {
    const found = new Map<string, string>();
    let name: string | undefined;
    for (;;) {
      const at = this.offset;
      const byte = this.readByte();
      if (byte === END) return found;
      if (byte === SWITCH_PAGE) this.attributePage = this.readByte();
      else if (byte === LITERAL || (byte < 0x80 && byte > LITERAL && (byte & TOKEN_MASK) > LITERAL)) {
        const start =
          byte === LITERAL
            ? { attribute: this.tableString(this.readNumber()), text: "" }
            : (ATTRIBUTE_STARTS[this.attributePage]?.get(byte) ?? { attribute: `token-${byte}`, text: "" });
        name = start.attribute;
        this.tokenAt = at;
        if (found.has(name)) this.fail("bad-value", "an attribute stands twice");
        found.set(name, start.text);
      } else {
        const value = this.attributeValue(byte, at);
        if (name === undefined) this.fail("bad-token", "an attribute value without its name");
        const whole = `${found.get(name)}${value}`;
        this.tokenAt = at;
        if (whole.length > this.limits.maxValue) {
          this.fail("limit", `a value has more than ${this.limits.maxValue} characters`);
        }
        found.set(name, whole);
      }
    }
  }

  private attributeValue(byte: number, at: number): string {
    if (byte === STR_I) return this.inlineString();
    if (byte === STR_T) return this.tableString(this.readNumber());
    if (byte === OPAQUE) return this.text(...this.opaque());
    if (byte === ENTITY) return this.entity();
    // A token nobody assigned must not be taken for nothing: it makes its value one that names nothing.
    if (byte >= FIRST_VALUE && (byte & TOKEN_MASK) > LITERAL) {
      return ATTRIBUTE_VALUES[this.attributePage]?.[byte] ?? "\ufffd";
    }
    this.tokenAt = at;
    return this.fail("bad-token", "a token that cannot stand in an attribute list");
  }

  private entity(): string {
    const code = this.readNumber();
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) this.fail("bad-value", "an entity is no character");
    return String.fromCodePoint(code);
  }

  private opaque(): readonly [start: number, end: number] {
    const length = this.readNumber();
    if (length > this.bytes.length - this.offset) this.fail("bad-length", "an opaque block ends beyond the document");
    const start = this.offset;
    this.offset += length;
    return [start, this.offset];
  }

  private inlineString(): string {
    const end = this.bytes.indexOf(0, this.offset);
    if (end < 0) this.fail("truncated", "the document ends inside a string");
    const start = this.offset;
    this.offset = end + 1;
    return this.text(start, end);
  }

  private tableString(index: number): string {
    const start = this.tableStart + index;
    if (start >= this.tableEnd) this.fail("bad-value", "an index lies beyond the string table");
    const end = this.bytes.subarray(0, this.tableEnd).indexOf(0, start);
    return this.text(start, end < 0 ? this.tableEnd : end);
  }

  private text(start: number, end: number): string {
    if (end - start > 4 * this.limits.maxValue) {
      this.fail("limit", `a value has more than ${this.limits.maxValue} characters`);
    }
    try {
      return this.decoder.decode(this.bytes.subarray(start, end));
    } catch {
      return this.fail("bad-charset", "a string is not in the charset of the document");
    }
  }

  /** mb_u_int32 (WBXML 1.3 §5.1). */
  private readNumber(): number {
    let value = 0;
    for (let count = 0; count < 5; count++) {
      const byte = this.readByte();
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) {
        if (value > 0xffff_ffff) this.fail("bad-length", "a number has more than 32 bits");
        return value;
      }
    }
    return this.fail("bad-length", "a number has more than five bytes");
  }

  private readByte(): number {
    const byte = this.bytes[this.offset];
    if (byte === undefined) this.fail("truncated", "the document ends in the middle of a token");
    this.offset += 1;
    return byte;
  }

  private fail(code: DecodeCode, reason: string): never {
    throw new DecodeError(code, { kind: "offset", offset: this.tokenAt }, [...this.builder.path()], reason);
  }
}

const NONE: Attributes = new Map();
