/** WBXML 1.1, 1.2 and 1.3 to events. Every length is checked before it is used. Clause: WBXML 1.3 §5. */
import { type DecodeCode, DecodeError, type Position } from "../errors.ts";
import { type Attributes, type EventSink, type Locator, NO_ATTRIBUTES, type Tag } from "../events.ts";
import { type DecodeLimits, isLongNamespace, LONG_NAMESPACE } from "../limits.ts";
import { isXmlName } from "../xml/names.ts";
import { type CodePage, DM_TAGS } from "./code-pages.ts";
import { DOCUMENT_TYPES, type DocumentType, UNKNOWN_PUBLIC_ID } from "./document-types.ts";
import { TextWindow } from "./text-window.ts";
import {
  ATTRIBUTES,
  CONTENT,
  END,
  ENTITY,
  EXT_I_2,
  EXT_T_2,
  FIRST_ATTRIBUTE_VALUE,
  LITERAL,
  OPAQUE,
  PI,
  STR_I,
  STR_T,
  SWITCH_PAGE,
  TOKEN_MASK,
  UTF_8,
} from "./tokens.ts";

/** What stands before the body of a document. Clause: WBXML 1.3 §5.4–§5.7; protocol §4.1. */
export interface WbxmlHeader {
  /** 0x01…0x03 for WBXML 1.1…1.3. */
  readonly version: number;
  /** What the public identifier names. */
  readonly documentType: DocumentType;
  /** The header did not say what the document is, and the caller did. */
  readonly isFallback: boolean;
  /** Offset of the first byte after the string table. */
  readonly bodyOffset: number;
}

/** What the caller of `readWbxml` has to say, and may. */
export interface ReadWbxmlOptions {
  /** All of them: `DEFAULT_LIMITS`, or others. */
  readonly limits: DecodeLimits;
  /** What a document with an unknown public id is taken for. Without it such a document is refused. */
  readonly fallback?: DocumentType;
}

/** Reads a whole document into `sink` and says what it was. Throws `DecodeError`. */
export function readWbxml(bytes: Uint8Array, sink: EventSink, options: ReadWbxmlOptions): WbxmlHeader {
  const reader = new WbxmlReader(bytes, options);
  reader.read(sink);
  return reader.header;
}

/** A document whose header has been read. The constructor throws `DecodeError`. */
export class WbxmlReader implements Locator {
  /** What it says of itself. */
  readonly header: WbxmlHeader;
  /** The whole document. */
  readonly bytes: Uint8Array;
  /** @internal */
  readonly strings: TextWindow;
  private offset = 0;
  /** Where the token now told to the sink begins. */
  private tokenAt = 0;
  private tableStart = 0;
  private tableEnd = 0;
  private page = 0;
  /** Opaque blocks: each costs as much as an element. */
  private pieces = 0;
  /** Bytes that references into the string table have stood for. */
  private expanded = 0;
  private sink: EventSink | undefined;
  private readonly limits: DecodeLimits;

  /** Reads the header. Throws `DecodeError`. */
  constructor(bytes: Uint8Array, options: ReadWbxmlOptions) {
    const { limits, fallback } = options;
    this.bytes = bytes;
    this.strings = new TextWindow(bytes);
    this.limits = limits;
    if (bytes.length > limits.maxBytes) this.fail("limit", `the document has more than ${limits.maxBytes} bytes`);
    this.header = this.readHeader(fallback);
  }

  position(): Position {
    return { kind: "offset", offset: this.tokenAt };
  }

  elementStart(): Position {
    return this.position();
  }

  /** Tells `sink` the body. Throws `DecodeError`. */
  read(sink: EventSink): void {
    this.sink = sink;
    this.offset = this.header.bodyOffset;
    this.page = 0;
    this.expanded = 0;
    this.pieces = 0;
    sink.start(this);
    sink.documentType(this.header.documentType);
    this.readBody(sink);
  }

  /** version, public id, charset, string table (protocol §4.1). */
  private readHeader(fallback: DocumentType | undefined): WbxmlHeader {
    const version = this.readByte();
    if (version < 0x01 || version > 0x03) {
      this.failAt(0, "unsupported-version", `version byte ${hex(version)} is not WBXML 1.1, 1.2 or 1.3`);
    }
    const publicIdAt = this.offset;
    const publicId = this.readNumber();
    const indexAt = this.offset;
    const publicIdIndex = publicId === 0 ? this.readNumber() : -1;
    const charsetAt = this.offset;
    const charset = this.readNumber();
    if (charset !== UTF_8) this.failAt(charsetAt, "bad-charset", `charset ${charset} is not UTF-8 (106)`);
    const lengthAt = this.offset;
    const tableLength = this.readNumber();
    if (tableLength > this.bytes.length - this.offset) {
      this.failAt(lengthAt, "truncated", `the string table has ${tableLength} bytes, more than the document`);
    }
    this.tableStart = this.offset;
    this.tableEnd = this.offset + tableLength;
    this.offset = this.tableEnd;
    const documentType =
      publicIdIndex < 0
        ? this.typeByNumber(publicId, publicIdAt, fallback)
        : this.typeByIdentifier(this.tableString(publicIdIndex, indexAt), publicIdAt);
    const isFallback = documentType === fallback && publicId === UNKNOWN_PUBLIC_ID;
    return { version, documentType, isFallback, bodyOffset: this.offset };
  }

  private typeByNumber(publicId: number, at: number, fallback: DocumentType | undefined): DocumentType {
    for (const type of DOCUMENT_TYPES) if (type.publicId === publicId) return type;
    if (publicId === UNKNOWN_PUBLIC_ID && fallback !== undefined) return fallback;
    return this.failAt(at, "unknown-document", `public id ${hex(publicId)} is not a document this codec knows`);
  }

  private typeByIdentifier(identifier: string, at: number): DocumentType {
    const known = DOCUMENT_TYPES.find((type) => type.fpi.includes(identifier));
    if (known !== undefined) return known;
    return this.failAt(at, "unknown-document", `public id ${JSON.stringify(identifier.slice(0, 60))} is not known`);
  }

  /**
   * The tokens every message is made of are read here, with nothing in the way; `readOther` reads the rest. The place
   * is kept in a local variable and given to `this` where somebody else may ask for it.
   */
  private readBody(sink: EventSink): void {
    const { bytes, strings } = this;
    const { documentType } = this.header;
    const { maxDepth, maxElements } = this.limits;
    const { length } = bytes;
    let tags = tagsOf(documentType.pages[0]);
    let at = this.offset;
    let depth = 0;
    let elements = 0;
    while (at < length) {
      const byte = bytes[at]!;
      this.tokenAt = at;
      if (byte === END) {
        if (depth === 0) this.failAt(at, "bad-token", "END without an open element");
        depth -= 1;
        at += 1;
        sink.close();
      } else if (byte > LITERAL && byte < ATTRIBUTES && (byte & TOKEN_MASK) > LITERAL) {
        if (depth === maxDepth) this.failAt(at, "limit", `elements are nested deeper than ${maxDepth}`);
        elements += 1;
        if (elements > maxElements) this.failAt(at, "limit", `more than ${maxElements} elements`);
        const tag = tags[byte & TOKEN_MASK];
        at += 1;
        if (tag === undefined) this.openUnnamed(sink, byte, NO_ATTRIBUTES);
        else if (byte > CONTENT && bytes[at] === STR_I) {
          // Mostly the string is all there is.
          const start = at + 1;
          let end = start;
          while (end < length && bytes[end] !== 0) end += 1;
          if (end + 1 < length && bytes[end + 1] === END) {
            at = end + 2;
            const text = strings.cut(start, end);
            if (text === undefined) {
              sink.open(tag, NO_ATTRIBUTES);
              this.failAt(start, "bad-charset", NOT_UTF_8);
            }
            sink.leaf(tag, text);
            if (depth === 0) this.checkNothingFollows(at);
            continue;
          }
          sink.open(tag, NO_ATTRIBUTES);
        } else sink.open(tag, NO_ATTRIBUTES);
        if (byte > CONTENT) {
          depth += 1;
          continue;
        }
        sink.close();
      } else if (byte === SWITCH_PAGE) {
        this.offset = at + 1;
        this.page = this.readByte();
        tags = tagsOf(documentType.pages[this.page]);
        at += 2;
        continue;
      } else {
        this.offset = at + 1;
        const opened = this.readOther(sink, byte, at, depth, tags);
        at = this.offset;
        if (opened === undefined) continue;
        elements += 1;
        if (elements > maxElements) this.failAt(this.tokenAt, "limit", `more than ${maxElements} elements`);
        if (opened) {
          depth += 1;
          continue;
        }
      }
      if (depth === 0) {
        this.checkNothingFollows(at);
        return;
      }
    }
    this.offset = length;
    if (elements === 0) this.fail("truncated", "the document has no root element");
    if (depth > 0) this.fail("truncated", `the document ends with ${depth} open elements`);
  }

  /**
   * What is rare: content that is not one inline string, processing instructions, and elements with attributes or
   * literal names. For an element, whether it stays open; otherwise undefined.
   */
  private readOther(sink: EventSink, byte: number, at: number, depth: number, tags: Tags): boolean | undefined {
    if (byte === PI) {
      this.readAttributes(at);
      return undefined;
    }
    if (byte === STR_I || byte === STR_T || byte === OPAQUE || byte === ENTITY || isExtension(byte)) {
      if (depth === 0) this.failAt(at, "bad-token", "content outside the root element");
      if (byte === STR_I) sink.text(this.inlineString());
      else if (byte === STR_T) sink.text(this.readTableString());
      else if (byte === OPAQUE) {
        this.pieces += 1;
        if (this.pieces > this.limits.maxElements) {
          this.failAt(at, "limit", `more than ${this.limits.maxElements} opaque blocks`);
        }
        sink.opaque(this.readOpaque());
      } else if (byte === ENTITY) sink.text(this.readEntity(at));
      else sink.extension(byte, this.readExtension(byte));
      return undefined;
    }
    if (depth === this.limits.maxDepth) this.failAt(at, "limit", `elements are nested deeper than ${depth}`);
    const token = byte & TOKEN_MASK;
    if (token < LITERAL) this.failAt(at, "bad-token", `token ${hex(byte)} is reserved`);
    const name = token === LITERAL ? this.literalName(at) : undefined;
    if (name !== undefined && /^xml(?:ns)?:/.test(name)) {
      this.failAt(at, "bad-token", "an element with a prefix of XML itself");
    }
    const attributes = (byte & ATTRIBUTES) === 0 ? NO_ATTRIBUTES : this.readAttributes(at);
    const tag = tags[token];
    if (name !== undefined) sink.openNamed(name.slice(name.indexOf(":") + 1), "", name, attributes);
    else if (tag !== undefined) sink.open(tag, attributes);
    else this.openUnnamed(sink, byte, attributes);
    if ((byte & CONTENT) !== 0) return true;
    sink.close();
    return false;
  }

  /** A tag of a newer or a vendor's page: its place in the document is known, its meaning is not. */
  private openUnnamed(sink: EventSink, byte: number, attributes: Attributes): void {
    const name = `page${this.page}-token${(byte & TOKEN_MASK).toString(16).padStart(2, "0")}`;
    sink.openNamed(name, "", name, attributes);
  }

  private literalName(at: number): string {
    const name = this.readTableString();
    if (!isXmlName(name)) this.failAt(at, "bad-token", "a literal name is no XML name");
    if (/^xmlns:xml(?:ns)?$/.test(name)) this.failAt(at, "bad-token", "a prefix of XML itself is declared");
    return name;
  }

  /** An attribute list, or a processing instruction, up to its END (WBXML 1.3 §5.8.3). */
  private readAttributes(tokenAt: number): Attributes {
    const attributes: Record<string, string> = {};
    let name: string | undefined;
    let page = 0;
    for (;;) {
      const at = this.offset;
      const byte = this.readByte();
      let value: string;
      if (byte === END) {
        this.checkNamespaces(attributes, tokenAt);
        return attributes;
      }
      if (byte === SWITCH_PAGE) {
        page = this.readByte();
        continue;
      }
      if (byte === LITERAL || (byte < FIRST_ATTRIBUTE_VALUE && (byte & TOKEN_MASK) > LITERAL)) {
        name = byte === LITERAL ? this.literalName(at) : `page${page}-attribute${byte.toString(16).padStart(2, "0")}`;
        if (Object.hasOwn(attributes, name)) this.failAt(at, "bad-value", "an attribute stands twice");
        // A name may be anything, "__proto__" included: it is defined, never assigned.
        Object.defineProperty(attributes, name, { value: "", writable: true, enumerable: true, configurable: true });
        continue;
      }
      if (byte === STR_I) value = this.inlineString();
      else if (byte === STR_T) value = this.readTableString();
      else if (byte === ENTITY) value = this.readEntity(at);
      else if (byte === OPAQUE) value = this.readOpaqueText();
      else if ((byte & TOKEN_MASK) <= LITERAL) {
        this.failAt(at, "bad-token", `token ${hex(byte)} cannot stand in an attribute list`);
      } else value = "";
      if (name === undefined) this.failAt(tokenAt, "bad-token", "an attribute value without its name");
      attributes[name] += value;
      if (isLongNamespace(name, attributes[name]!)) this.failAt(at, "limit", LONG_NAMESPACE);
    }
  }

  /** What could be read, and not be written as XML again. */
  private checkNamespaces(attributes: Attributes, at: number): void {
    const names = new Set<string>();
    for (const name of Object.keys(attributes)) {
      const colon = name.indexOf(":");
      if (name === "xmlns" || name.startsWith("xmlns:")) {
        const uri = attributes[name]!;
        const isBad = (uri === "" && name !== "xmlns") || uri.startsWith("http://www.w3.org/2000/xmlns");
        if (isBad || uri === "http://www.w3.org/XML/1998/namespace") {
          this.failAt(at, "bad-value", "a namespace that is empty, or XML's own");
        }
      } else if (colon > 0) {
        const declaration = `xmlns:${name.slice(0, colon)}`;
        if (!Object.hasOwn(attributes, declaration)) continue;
        const expanded = `${attributes[declaration]} ${name.slice(colon + 1)}`;
        if (names.has(expanded)) this.failAt(at, "bad-value", "an attribute stands twice under two prefixes");
        names.add(expanded);
      }
    }
  }

  private readOpaqueText(): string {
    const { length } = this.readOpaque();
    return this.text(this.offset - length, this.offset);
  }

  /** Inline string, number, or nothing, by the token's kind. */
  private readExtension(byte: number): string | number | undefined {
    if (byte <= EXT_I_2) return this.inlineString();
    return byte <= EXT_T_2 ? this.readNumber() : undefined;
  }

  private checkNothingFollows(from: number): void {
    this.offset = from;
    // Only processing instructions may follow the root (WBXML 1.3 §5.3).
    while (this.offset < this.bytes.length) {
      if (this.bytes[this.offset] !== PI) {
        this.fail("trailing-bytes", `${this.bytes.length - this.offset} bytes follow the end of the document`);
      }
      this.offset += 1;
      this.readAttributes(this.offset - 1);
    }
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
    return this.text(start, end);
  }

  private readTableString(): string {
    const at = this.offset;
    return this.tableString(this.readNumber(), at);
  }

  /** An entry ends at its NUL or, with some senders, at the end of the table (protocol §4.1). */
  private tableString(index: number, at: number): string {
    const start = this.tableStart + index;
    if (start >= this.tableEnd) this.failAt(at, "bad-value", `index ${index} is outside the string table`);
    const nul = this.bytes.subarray(start, this.tableEnd).indexOf(0);
    const end = nul < 0 ? this.tableEnd : start + nul;
    // A few bytes can name a long entry, and name it again and again.
    this.expanded += end - start;
    if (this.expanded > this.limits.maxBytes) {
      this.failAt(at, "limit", `the string table stands for more than ${this.limits.maxBytes} bytes`);
    }
    return this.strings.cutAlone(start, end) ?? this.failAt(start, "bad-charset", NOT_UTF_8);
  }

  private text(start: number, end: number): string {
    return this.strings.cut(start, end) ?? this.failAt(start, "bad-charset", NOT_UTF_8);
  }

  private readOpaque(): Uint8Array {
    const at = this.offset;
    const length = this.readNumber();
    if (length > this.bytes.length - this.offset) {
      this.failAt(at, "truncated", `an opaque block of ${length} bytes is longer than the document`);
    }
    this.offset += length;
    return this.bytes.subarray(this.offset - length, this.offset);
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
    throw new DecodeError(code, { kind: "offset", offset }, this.sink?.path() ?? [], reason);
  }
}

const NOT_UTF_8 = "a string is not UTF-8";

/** Of the global tokens in the way of a tag's, the three kinds of extension end in 0, 1 and 2. */
function isExtension(byte: number): boolean {
  return (byte & TOKEN_MASK) < ENTITY + 1;
}

type Tags = readonly (Tag | undefined)[];

const NO_TAGS: Tags = new Array(64).fill(undefined);
const TAGS_OF_PAGE = new Map<CodePage, Tags>();

/** The sixty-four places of a page, by token. */
function tagsOf(page: CodePage | undefined): Tags {
  if (page === undefined) return NO_TAGS;
  let tags = TAGS_OF_PAGE.get(page);
  if (tags === undefined) {
    tags = DM_TAGS.byId.slice(page.vocabulary * 64, page.vocabulary * 64 + 64);
    TAGS_OF_PAGE.set(page, tags);
  }
  return tags;
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(2, "0")}`;
}
