/**
 * XML to events: saxes behind the limits it lacks. Nothing is ever fetched, and a DOCTYPE can declare nothing
 * (decisions D13).
 *
 * Clause: XML 1.0; DMREPU 1.3 §6.1.
 */
import { type SaxesAttributeNS, SaxesParser } from "saxes";
import { type DecodeCode, DecodeError, type Position } from "../errors.ts";
import { type Attributes, type EventSink, type Locator, NO_ATTRIBUTES } from "../events.ts";
import { type DecodeLimits, isLongNamespace, LONG_NAMESPACE } from "../limits.ts";
import { doctypeFault } from "./doctype.ts";
import { countCharacters, countLineEnds, lineStartAt, placeAt, type XmlVersion } from "./lines.ts";

/** Reads a whole document, bytes or text, into `sink`. Throws `DecodeError`. */
export function readXml(document: Uint8Array | string, sink: EventSink, limits: DecodeLimits): void {
  // A JavaScript string is bounded by its length; its UTF-8 form is at most three times that.
  if (document.length > limits.maxBytes) {
    throw new DecodeError("limit", START, [], `the document has more than ${limits.maxBytes} bytes`);
  }
  new XmlReader(sink, limits).read(typeof document === "string" ? document : decodeText(document));
}

const START: Position = { kind: "line", line: 1, column: 1 };

class XmlReader implements Locator {
  private readonly parser = new SaxesParser({ xmlns: true, position: true });
  private readonly sink: EventSink;
  private readonly limits: DecodeLimits;
  private text = "";
  private depth = 0;
  private elements = 0;
  /** An end tag has been read and not told yet, and where it ended. */
  private isClosing = false;
  private closeLine = 0;
  private closeColumn = 0;

  constructor(sink: EventSink, limits: DecodeLimits) {
    this.sink = sink;
    this.limits = limits;
  }

  position(): Position {
    // saxes counts columns from 0 and stands behind what it has just read.
    return this.isClosing
      ? { kind: "line", line: this.closeLine, column: this.closeColumn + 1 }
      : { kind: "line", line: this.parser.line, column: this.parser.column + 1 };
  }

  elementStart(): Position {
    const { line, column, position } = this.parser;
    // No attribute holds a "<", so the last one begins the tag that has just ended.
    const start = this.text.lastIndexOf("<", position - 1);
    const lines = countLineEnds(this.text, start, position, this.version());
    if (lines === 0) return { kind: "line", line, column: column - countCharacters(this.text, start, position) + 1 };
    const lineStart = lineStartAt(this.text, start, this.version());
    return { kind: "line", line: line - lines, column: countCharacters(this.text, lineStart, start) + 1 };
  }

  read(text: string): void {
    const { parser, sink } = this;
    this.text = text;
    sink.start(this);
    // Six handlers and no more: with a seventh the parser's object becomes a dictionary and four times slower.
    parser.on("error", (error) => this.refuse(error.message.replace(/^\d+:\d+: /, "").replace(/\.$/, "")));
    parser.on("doctype", (doctype) => this.checkDoctype(doctype));
    parser.on("opentag", (tag) => {
      this.endClosing();
      if (this.depth === this.limits.maxDepth) {
        this.fail("limit", `elements are nested deeper than ${this.limits.maxDepth}`);
      }
      this.depth += 1;
      this.elements += 1;
      if (this.elements > this.limits.maxElements) this.fail("limit", `more than ${this.limits.maxElements} elements`);
      for (const name in tag.attributes) {
        if (isLongNamespace(name, tag.attributes[name]!.value)) this.fail("limit", LONG_NAMESPACE);
      }
      sink.openNamed(tag.local, tag.uri, tag.name, plainAttributes(tag.attributes));
    });
    parser.on("closetag", () => {
      this.endClosing();
      this.depth -= 1;
      this.isClosing = true;
      this.closeLine = parser.line;
      this.closeColumn = parser.column;
    });
    parser.on("text", (value) => {
      this.endClosing();
      // White space around the root reaches here too.
      if (this.depth > 0) sink.text(value);
    });
    parser.on("cdata", (value) => {
      this.endClosing();
      sink.text(value);
    });
    parser.write(text).close();
    this.endClosing();
  }

  /** Tells the sink of an end tag once it is known to be the right one: saxes says so only afterwards. */
  private endClosing(): void {
    if (!this.isClosing) return;
    this.sink.close();
    this.isClosing = false;
  }

  private refuse(reason: string): never {
    const isMismatch = reason === "unexpected close tag";
    if (!isMismatch) this.endClosing();
    this.isClosing = false;
    const isCut =
      reason.startsWith("document must contain a root") || (this.depth > 0 && reason.startsWith("unclosed"));
    if (!isCut) this.fail("not-well-formed", reason);
    const ampersand = this.bareAmpersand();
    if (ampersand < 0) this.fail("truncated", reason);
    const at = placeAt(this.text, ampersand, this.version());
    throw new DecodeError("not-well-formed", at, this.sink.path(), 'a "&" that begins no reference; write &amp;');
  }

  /** Offset of one that saxes took for a reference, whose end it then sought through the rest of the document; or -1. */
  private bareAmpersand(): number {
    const { text } = this;
    const ampersand = text.lastIndexOf("&");
    const isOpen = ampersand > Math.max(text.lastIndexOf(";"), text.lastIndexOf("<![CDATA["), text.lastIndexOf("<!--"));
    return isOpen && !/^&[#\w.:-]*$/.test(text.slice(ampersand, ampersand + 64)) ? ampersand : -1;
  }

  /** What counts as the end of a line depends on it. */
  private version(): XmlVersion {
    return this.parser.xmlDecl.version === "1.1" ? "1.1" : "1.0";
  }

  private checkDoctype(doctype: string): void {
    const fault = doctypeFault(doctype);
    if (fault === "declares") {
      this.fail("doctype-refused", "the DOCTYPE declares something; declarations are not read");
    } else if (fault === "malformed") this.fail("not-well-formed", "the DOCTYPE is malformed");
  }

  private fail(code: DecodeCode, reason: string): never {
    throw new DecodeError(code, this.position(), this.sink.path(), reason);
  }
}

/** Without the default namespace, which the element itself says; a prefix in use is always declared. */
function plainAttributes(attributes: Record<string, SaxesAttributeNS>): Attributes {
  let plain: Record<string, string> | undefined;
  for (const name in attributes) {
    if (name === "xmlns") continue;
    const { prefix, uri, value } = attributes[name]!;
    plain ??= {};
    define(plain, name, value);
    if (prefix !== "" && prefix !== "xmlns" && prefix !== "xml") define(plain, `xmlns:${prefix}`, uri);
  }
  return plain ?? NO_ATTRIBUTES;
}

/** A name may be anything, `__proto__` included. */
function define(attributes: Record<string, string>, name: string, value: string): void {
  Object.defineProperty(attributes, name, { value, writable: true, enumerable: true, configurable: true });
}

/** Encodings a declaration may name; anything else is refused rather than guessed. */
const ENCODINGS: Readonly<Record<string, string>> = {
  "utf-8": "utf-8",
  utf8: "utf-8",
  "us-ascii": "utf-8",
  ascii: "utf-8",
  "utf-16": "utf-16le",
  "iso-8859-1": "iso-8859-1",
};

function decodeText(bytes: Uint8Array): string {
  const label = encodingOf(bytes);
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    throw new DecodeError("bad-charset", badBytesAt(bytes, label), [], `the document is not ${label}`);
  }
}

/** Where the first character stands that the bytes do not make. */
function badBytesAt(bytes: Uint8Array, label: string): Position {
  const text = new TextDecoder(label).decode(bytes);
  return placeAt(text, text.indexOf("\ufffd"), versionOf(text));
}

function versionOf(text: string): XmlVersion {
  return /^<\?xml\s+version\s*=\s*["']1\.1["']/.test(text) ? "1.1" : "1.0";
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  let head = "";
  for (let i = 0; i < Math.min(bytes.length, 200) && bytes[i] !== 0x3e; i++) head += String.fromCharCode(bytes[i]!);
  const declared = /^\s*(?:\u00ef\u00bb\u00bf)?<\?xml[^>]*?encoding\s*=\s*["']([^"']*)/.exec(head)?.[1];
  if (declared === undefined) return "utf-8";
  const name = declared.toLowerCase();
  const label = Object.hasOwn(ENCODINGS, name) ? ENCODINGS[name] : undefined;
  if (label === undefined || label === "utf-16le") {
    throw new DecodeError("bad-charset", START, [], `encoding ${JSON.stringify(declared)} is not read; send UTF-8`);
  }
  return label;
}
