/** Events to XML: default namespaces, no prefixes, no DOCTYPE, no white space of our own. */
import type { DocumentElement } from "../document/element.ts";
import { printElement } from "../document/write-xml.ts";
import type { EventWriter, Tag } from "../events.ts";

/** What XML 1.0 cannot hold at all, escaped or not. */
const NOT_XML =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const MARKUP = /<[a-z_/!?]/i;
const NOT_XML_ALL = new RegExp(NOT_XML.source, "g");
/** Everything but the characters that need nothing done; surrogates are looked at closely. */
const MUST_CHANGE = /[^\t\n\u0020-%'-;=?-~\u00a0-\ud7ff\ue000-\ufffd]/;
/** Characters that XML holds and that would not arrive, or would steer the terminal of who looks at them. */
const CONTROLS = /[\r\u007f-\u009f]/;

/** Whether `text` can travel as XML character data and arrive as it was. */
export function fitsXml(text: string): boolean {
  return !NOT_XML.test(text);
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** What bytes say in UTF-8; undefined when that is no text, or none that XML can hold. */
export function textInXml(bytes: Uint8Array): string | undefined {
  try {
    const text = decoder.decode(bytes);
    return fitsXml(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a document as text. Namespaces, escapes and indentation are its business. */
export class XmlWriter implements EventWriter {
  readonly writesBytes = false;
  private xml = "";
  private readonly indent: string;
  /** Whether the last thing written was the end of a child, so that the parent's end tag gets a line of its own. */
  private afterChild = false;
  /** A start tag without its end: only what follows shows whether it has content. */
  private isOpening = false;
  private readonly open_: { readonly name: string; readonly xmlns: string }[] = [];

  private readonly itemData: "shortest" | "cdata";

  /**
   * `indent` is put before each element, once for each level; none writes everything on one line. `itemData`: how the
   * Data of an Item is written.
   */
  constructor(indent = "", itemData: "shortest" | "cdata" = "shortest") {
    this.indent = indent;
    this.itemData = itemData;
  }

  open(tag: Tag): void {
    this.beginContent();
    this.newLine();
    this.afterChild = false;
    this.xml += `<${tag.name}${this.declaration(tag)}`;
    this.isOpening = true;
    this.open_.push(tag);
  }

  close(): void {
    const tag = this.open_.pop();
    if (this.isOpening) this.xml += "/>";
    else {
      if (this.afterChild) this.newLine();
      if (tag !== undefined) this.xml += `</${tag.name}>`;
    }
    this.isOpening = false;
    this.afterChild = true;
  }

  empty(tag: Tag): void {
    this.open(tag);
    this.close();
  }

  leaf(tag: Tag, text: string): void {
    this.open(tag);
    this.text(text);
    this.close();
  }

  dataLeaf(tag: Tag, text: string): void {
    const inCdata = this.itemData === "cdata" && this.open_.at(-1)?.name === "Item";
    this.open(tag);
    if (text !== "" || inCdata) {
      this.beginContent();
      this.xml += inCdata ? cdata(text) : characterData(text);
    }
    this.close();
  }

  text(text: string): void {
    if (text === "") return;
    this.beginContent();
    this.xml += escapeText(text);
  }

  element(element: DocumentElement): void {
    this.beginContent();
    this.newLine();
    this.afterChild = true;
    this.xml += printElement(element, this.open_.at(-1)?.xmlns ?? "");
  }

  opaque(): never {
    throw new TypeError("XML carries no raw bytes; write base64 text");
  }

  /** The text of the whole document. */
  finish(): string {
    return this.xml;
  }

  private beginContent(): void {
    if (this.isOpening) this.xml += ">";
    this.isOpening = false;
  }

  private newLine(): void {
    if (this.indent !== "" && this.xml !== "") this.xml += `\n${this.indent.repeat(this.open_.length)}`;
  }

  private declaration(tag: Tag): string {
    const parent = this.open_.at(-1);
    return parent?.xmlns === tag.xmlns ? "" : ` xmlns="${tag.xmlns}"`;
  }
}

/** Text as it is shortest to read: markup in CDATA, where nothing can be escaped. */
export function characterData(text: string): string {
  if (!MARKUP.test(text) || CONTROLS.test(text) || !fitsXml(text)) return escapeText(text);
  return cdata(text);
}

/** In CDATA whatever it is; characters that would not arrive stand as references between two sections. */
function cdata(text: string): string {
  const content = text
    .replaceAll("]]>", "]]]]><![CDATA[>")
    .replace(/[\r\u007f-\u009f]/g, (char) => `]]>&#${char.charCodeAt(0)};<![CDATA[`);
  return `<![CDATA[${content}]]>`;
}

/** Characters XML cannot hold become U+FFFD: an echoed field must never make a message unreadable. */
export function escapeText(text: string): string {
  if (!MUST_CHANGE.test(text)) return text;
  return text
    .replace(/[&<>\r\u007f-\u009f]/g, (char) => ESCAPES[char] ?? `&#${char.charCodeAt(0)};`)
    .replace(NOT_XML_ALL, "\ufffd");
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
