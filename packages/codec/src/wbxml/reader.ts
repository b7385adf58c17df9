/**
 * WBXML 1.1–1.3 to events. One pass, no recursion, bounded by `DecodeLimits`.
 *
 * Clause: WBXML 1.3 §5 (syntax), §7.1 (global tokens); DMREPU 1.3 §6.2.
 */
import { type DecodeCode, DecodeError, type Position } from "../errors.ts";
import type { Attributes, EventSink, Locator, Tag } from "../events.ts";
import type { DecodeLimits } from "../limits.ts";
import { DM_TAGS } from "./code-pages.ts";
import { DOCUMENT_TYPES, type DocumentType, UNKNOWN_PUBLIC_ID } from "./document-types.ts";

// Global tokens, protocol §4.2.
const SWITCH_PAGE = 0x00;
const END = 0x01;
const ENTITY = 0x02;
const STR_I = 0x03;
const LITERAL = 0x04;
const EXT_I_0 = 0x40;
const EXT_I_2 = 0x42;
const PI = 0x43;
const EXT_T_0 = 0x80;
const EXT_T_2 = 0x82;
const STR_T = 0x83;
const EXT_0 = 0xc0;
const EXT_2 = 0xc2;
const OPAQUE = 0xc3;
const CONTENT = 0x40;
const ATTRIBUTES = 0x80;

const UTF_8 = 106;
const NO_ATTRIBUTES: Attributes = {};

export interface WbxmlHeader {
  /** 0x01…0x03 for WBXML 1.1…1.3. */
  readonly version: number;
  readonly documentType: DocumentType;
  /** Offset of the first byte after the string table. */
  readonly bodyOffset: number;
}

export interface ReadWbxmlOptions {
  readonly limits: DecodeLimits;
  /** What a document with an unknown public id is taken for. Without it such a document is refused. */
  readonly fallback?: DocumentType;
}

/** Reads a whole document into `sink` and says what it was. Throws `DecodeError`. */
export function readWbxml(bytes: Uint8Array, sink: EventSink, options: ReadWbxmlOptions): WbxmlHeader {
  return new WbxmlReader(bytes, sink, options).read();
}

class WbxmlReader implements Locator {
  private offset = 0;
  private tableStart = 0;
  private tableEnd = 0;
  private readonly bytes: Uint8Array;
  private readonly sink: EventSink;
  private readonly limits: DecodeLimits;
  private readonly fallback: DocumentType | undefined;

  constructor(bytes: Uint8Array, sink: EventSink, options: ReadWbxmlOptions) {
    this.bytes = bytes;
    this.sink = sink;
    this.limits = options.limits;
    this.fallback = options.fallback;
  }

  position(): Position {
    return { kind: "offset", offset: this.offset };
  }

  read(): WbxmlHeader {
    this.sink.start(this);
    if (this.bytes.length > this.limits.maxBytes) {
      this.fail("limit", `the document has more than ${this.limits.maxBytes} bytes`);
    }
    const header = this.readHeader();
    this.readBody(header.documentType);
    return header;
  }

  /** version, public id, charset, string table (protocol §4.1). */
  private readHeader(): WbxmlHeader {
    const version = this.readByte();
    if (version < 0x01 || version > 0x03) {
      this.failAt(0, "unsupported-version", `version byte ${hex(version)} is not WBXML 1.1, 1.2 or 1.3`);
    }
    const publicId = this.readNumber();
    const publicIdIndex = publicId === 0 ? this.readNumber() : -1;
    const charset = this.readNumber();
    if (charset !== UTF_8) this.fail("bad-charset", `charset ${charset} is not UTF-8 (106)`);
    const tableLength = this.readNumber();
    if (tableLength > this.bytes.length - this.offset) {
      this.fail("truncated", `the string table has ${tableLength} bytes, more than the document`);
    }
    this.tableStart = this.offset;
    this.tableEnd = this.offset + tableLength;
    this.offset = this.tableEnd;
    const documentType =
      publicIdIndex < 0 ? this.typeByNumber(publicId) : this.typeByIdentifier(this.tableString(publicIdIndex));
    return { version, documentType, bodyOffset: this.offset };
  }

  private typeByNumber(publicId: number): DocumentType {
    const known = DOCUMENT_TYPES.find((type) => type.publicId === publicId);
    if (known !== undefined) return known;
    if (publicId === UNKNOWN_PUBLIC_ID && this.fallback !== undefined) return this.fallback;
    return this.fail("unknown-document", `public id ${hex(publicId)} is not a document this codec knows`);
  }

  private typeByIdentifier(identifier: string): DocumentType {
    const known = DOCUMENT_TYPES.find((type) => type.fpi.includes(identifier));
    if (known !== undefined) return known;
    return this.fail("unknown-document", `public id ${JSON.stringify(identifier.slice(0, 60))} is not known`);
  }

  private readBody(documentType: DocumentType): void {
    const { bytes, sink } = this;
    const { maxDepth, maxElements } = this.limits;
    let page = 0;
    let depth = 0;
    let elements = 0;
    let rootSeen = false;
    const end = bytes.length;
    while (this.offset < end) {
      const at = this.offset;
      const byte = bytes[this.offset++]!;
      switch (byte) {
        case SWITCH_PAGE:
          page = this.readByte();
          continue;
        case END:
          if (depth === 0) this.failAt(at, "bad-token", "END without an open element");
          depth -= 1;
          sink.close();
          if (depth === 0) this.checkNothingFollows();
          continue;
        case STR_I:
          this.needElement(depth, at);
          sink.text(this.inlineString());
          continue;
        case STR_T:
          this.needElement(depth, at);
          sink.text(this.tableString(this.readNumber()));
          continue;
        case OPAQUE: {
          this.needElement(depth, at);
          const length = this.readLength();
          sink.opaque(bytes.subarray(this.offset, this.offset + length));
          this.offset += length;
          continue;
        }
        case ENTITY:
          this.needElement(depth, at);
          sink.text(this.readEntity(at));
          continue;
        case PI:
          this.skipAttributes();
          continue;
        default:
      }
      if (isExtension(byte)) this.failAt(at, "bad-token", `extension token ${hex(byte)} has no meaning in SyncML`);
      if (depth === 0 && rootSeen) this.failAt(at, "trailing-bytes", "a second root element");
      if (depth === maxDepth) this.failAt(at, "limit", `elements are nested deeper than ${maxDepth}`);
      elements += 1;
      if (elements > maxElements) this.failAt(at, "limit", `more than ${maxElements} elements`);
      rootSeen = true;
      this.openElement(byte, page, documentType, at);
      if ((byte & ATTRIBUTES) !== 0) this.skipAttributes();
      if ((byte & CONTENT) === 0) {
        sink.close();
        if (depth === 0) this.checkNothingFollows();
      } else depth += 1;
    }
    if (!rootSeen) this.fail("truncated", "the document has no root element");
    if (depth > 0) this.fail("truncated", `the document ends with ${depth} open elements`);
  }

  private openElement(byte: number, page: number, documentType: DocumentType, at: number): void {
    const token = byte & 0x3f;
    if (token === LITERAL) {
      const name = this.tableString(this.readNumber());
      if (name === "") this.failAt(at, "bad-token", "a literal element without a name");
      this.sink.openNamed(name, "", name, NO_ATTRIBUTES);
      return;
    }
    const codePage = documentType.pages[page];
    const tag: Tag | undefined = codePage === undefined ? undefined : DM_TAGS.byId[codePage.page * 64 + token];
    if (tag !== undefined) this.sink.open(tag);
    else if (token < 0x05) this.failAt(at, "bad-token", `token ${hex(byte)} is reserved`);
    else {
      // A tag of a newer or a vendor's page: its place in the document is known, its meaning is not.
      const name = `page${page}-token${token.toString(16).padStart(2, "0")}`;
      this.sink.openNamed(name, "", name, NO_ATTRIBUTES);
    }
  }

  /** Attribute lists carry nothing in SyncML; they are read past, token by token (WBXML 1.3 §5.8.3). */
  private skipAttributes(): void {
    for (;;) {
      const at = this.offset;
      const byte = this.readByte();
      if (byte === END) return;
      if (byte === SWITCH_PAGE) this.readByte();
      else if (byte === STR_I) this.inlineString();
      else if (byte === STR_T || byte === ENTITY || byte === LITERAL) this.readNumber();
      else if (byte === OPAQUE) this.offset += this.readLength();
      else if (isExtension(byte)) this.failAt(at, "bad-token", `extension token ${hex(byte)} in an attribute`);
      else if (byte === PI || (byte & 0x3f) === LITERAL) {
        this.failAt(at, "bad-token", `token ${hex(byte)} cannot stand in an attribute list`);
      }
    }
  }

  private checkNothingFollows(): void {
    // Only processing instructions may follow the root (WBXML 1.3 §5.3).
    while (this.offset < this.bytes.length) {
      if (this.bytes[this.offset] !== PI) {
        this.fail("trailing-bytes", `${this.bytes.length - this.offset} bytes follow the end of the document`);
      }
      this.offset += 1;
      this.skipAttributes();
    }
  }

  private needElement(depth: number, at: number): void {
    if (depth === 0) this.failAt(at, "bad-token", "content outside the root element");
  }

  private readEntity(at: number): string {
    const code = this.readNumber();
    if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
      this.failAt(at, "bad-value", `entity ${code} is not a character`);
    }
    return String.fromCodePoint(code);
  }

  private inlineString(): string {
    const start = this.offset;
    const end = this.bytes.indexOf(0, start);
    if (end < 0) return this.fail("truncated", "the document ends inside a string");
    this.offset = end + 1;
    return this.decode(start, end);
  }

  /** An entry ends at its NUL or, with some senders, at the end of the table (protocol §4.1). */
  private tableString(index: number): string {
    const start = this.tableStart + index;
    if (start >= this.tableEnd) return this.fail("bad-value", `index ${index} is outside the string table`);
    const nul = this.bytes.indexOf(0, start);
    return this.decode(start, nul < 0 || nul > this.tableEnd ? this.tableEnd : nul);
  }

  private decode(start: number, end: number): string {
    try {
      return decodeUtf8(this.bytes, start, end);
    } catch {
      return this.failAt(start, "bad-value", "a string is not UTF-8");
    }
  }

  private readLength(): number {
    const at = this.offset;
    const length = this.readNumber();
    if (length > this.bytes.length - this.offset) {
      this.failAt(at, "truncated", `an opaque block of ${length} bytes is longer than the document`);
    }
    return length;
  }

  /** mb_u_int32: seven bits a byte, most significant first, at most five bytes (WBXML 1.3 §5.1). */
  private readNumber(): number {
    const at = this.offset;
    let value = 0;
    for (let i = 0; i < 5; i++) {
      const byte = this.readByte();
      value = value * 128 + (byte & 0x7f);
      if ((byte & 0x80) === 0) {
        if (value > 0xffffffff) this.failAt(at, "bad-length", "a number has more than 32 bits");
        return value;
      }
    }
    return this.failAt(at, "bad-length", "a number has more than five bytes");
  }

  private readByte(): number {
    if (this.offset >= this.bytes.length) this.fail("truncated", "the document ends too early");
    return this.bytes[this.offset++]!;
  }

  private fail(code: DecodeCode, reason: string): never {
    return this.failAt(this.offset, code, reason);
  }

  private failAt(offset: number, code: DecodeCode, reason: string): never {
    throw new DecodeError(code, { kind: "offset", offset }, this.sink.path(), reason);
  }
}

function isExtension(byte: number): boolean {
  return (
    (byte >= EXT_I_0 && byte <= EXT_I_2) || (byte >= EXT_T_0 && byte <= EXT_T_2) || (byte >= EXT_0 && byte <= EXT_2)
  );
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Short ASCII, which nearly all protocol text is, is cheaper character by character than through TextDecoder. */
function decodeUtf8(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > 48) return decoder.decode(bytes.subarray(start, end));
  let text = "";
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (byte > 0x7f) return decoder.decode(bytes.subarray(start, end));
    text += String.fromCharCode(byte);
  }
  return text;
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(2, "0")}`;
}
