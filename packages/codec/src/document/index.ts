/**
 * Documents as they stand: any SyncML, DevInf, MetInf, TNDS or DDF document to a tree of elements and back, in XML and
 * WBXML. Order, unknown elements and attributes are kept; no content model is applied. For values, see the modules
 * `syncml`, `tnds` and `ddf`.
 */
import { neither } from "../content-model/decode.ts";
import { type DecodeCode, DecodeError, type Position } from "../errors.ts";
import { type Attributes, type EventSink, type Locator, NO_ATTRIBUTES, NOWHERE, type Tag } from "../events.ts";
import { DEFAULT_LIMITS, type DecodeLimits, withDefaults } from "../limits.ts";
import { type Encoding, looksLikeWbxml, looksLikeXml } from "../representation.ts";
import { DMDDF_1_2, DOCUMENT_TYPES, type DocumentType, SYNCML_1_2 } from "../wbxml/document-types.ts";
import { WbxmlReader } from "../wbxml/reader.ts";
import { WbxmlWriter } from "../wbxml/writer.ts";
import { readXml } from "../xml/reader.ts";
import { childElement, type DocumentElement, ElementBuilder, isElement, localName, textOf } from "./element.ts";
import { inWbxmlForm, inXmlForm } from "./embedded.ts";
import { writeRoot } from "./write-wbxml.ts";
import { printElement } from "./write-xml.ts";

export {
  childElement,
  type DocumentElement,
  type DocumentNode,
  isElement,
  localName,
  textOf,
} from "./element.ts";

/** A document and what its header, or in XML its root, says it is. */
export interface DmDocument {
  /** How it came. */
  readonly encoding: Encoding;
  /** Which of the family it is. */
  readonly type: DocumentType;
  /** As on the wire: an OPAQUE is bytes, whatever it holds. */
  readonly root: DocumentElement;
}

/** What the caller of `decodeDocument` may choose. */
export interface DecodeDocumentOptions {
  /** Those given override `DEFAULT_LIMITS`, one by one. */
  readonly limits?: Partial<DecodeLimits>;
  /** Whether each element says where it begins. */
  readonly positions?: boolean;
}

/** Reads a document, bytes or XML text, by its first byte. Throws `DecodeError`. */
export function decodeDocument(document: Uint8Array | string, options: DecodeDocumentOptions = {}): DmDocument {
  const limits = withDefaults(options.limits);
  const positions = options.positions === true;
  const first = typeof document === "string" ? document.charCodeAt(0) : document[0];
  if (typeof document !== "string" && looksLikeWbxml(first)) {
    const reader = new WbxmlReader(document, { limits, fallback: DMDDF_1_2 });
    const { documentType: type, isFallback } = reader.header;
    // A header that does not say what the document is leaves it to the root.
    const sink = new DocumentSink(positions, [type.root], isFallback ? "unknown-document" : "unexpected-element");
    reader.read(sink);
    return { encoding: "wbxml", type, root: sink.root() };
  }
  if (!looksLikeXml(first)) throw neither(document.length === 0);
  const sink = new DocumentSink(positions, ROOTS, "unexpected-element");
  readXml(document, sink, limits);
  const root = sink.root();
  return { encoding: "xml", type: documentTypeOf(root) ?? DMDDF_1_2, root };
}

/**
 * Writes a document in either representation, whichever it came in. Documents embedded in Data become elements in XML
 * and an OPAQUE in WBXML, and their Type follows. Throws `TypeError` when the root is not that of the type.
 */
export function encodeDocument(document: Pick<DmDocument, "type" | "root">, encoding: Encoding): Uint8Array {
  if (encoding === "xml") return new TextEncoder().encode(printDocument(document));
  const { type, root } = document;
  if (localName(root) !== type.root) throw new TypeError(`the root of ${type.name} is ${type.root}`);
  const version = type.name.slice(-3);
  return writeDocument(
    inWbxmlForm(root, (embedded) => writeDocument(embedded, documentTypeOf(embedded, version) ?? DMDDF_1_2)),
    type,
  );
}

/** The XML text of a document, or of one element of it; with `indent` (such as two spaces) one element a line. */
export function printDocument(document: Pick<DmDocument, "root">, indent = ""): string {
  return printElement(inXmlForm(document.root, embeddedReader()), "", indent);
}

function writeDocument(root: DocumentElement, type: DocumentType): Uint8Array {
  const writer = new WbxmlWriter(type);
  writeRoot(root, type, writer);
  return writer.finish();
}

/**
 * Reads embedded documents, one deep: what is embedded in them stays bytes. All of them together may have as many
 * elements as a document may; what is beyond that stays bytes too.
 */
function embeddedReader(): (bytes: Uint8Array) => DocumentElement | undefined {
  let left = DEFAULT_LIMITS.maxElements;
  return (bytes) => {
    if (!looksLikeWbxml(bytes[0])) return undefined;
    try {
      const { root, type } = decodeDocument(bytes, { limits: { maxElements: left } });
      left -= countElements(root);
      return type.root === SYNCML_1_2.root ? undefined : root;
    } catch (error) {
      if (error instanceof DecodeError) return undefined;
      throw error;
    }
  };
}

function countElements({ children }: DocumentElement): number {
  return children.reduce((sum, child) => sum + (isElement(child) ? countElements(child) : 0), 1);
}

const ROOTS = [...new Set(DOCUMENT_TYPES.map(({ root }) => root))];

/**
 * The type an element is the root of. Where the namespace does not tell the version, VerDTD does, and then the version
 * of the document around.
 */
function documentTypeOf(root: DocumentElement, around?: string): DocumentType | undefined {
  const types = DOCUMENT_TYPES.filter((type) => type.root === localName(root));
  if (types.length < 2) return types[0];
  const byNamespace = types.filter(({ xmlns }) => xmlns.toLowerCase() === root.xmlns.toLowerCase());
  if (byNamespace.length === 1) return byNamespace[0];
  const verDtd = childElement(root.name === "SyncML" ? (childElement(root, "SyncHdr") ?? root) : root, "VerDTD");
  const version = verDtd === undefined ? around : textOf(verDtd).trim();
  return types.find(({ name }) => name.endsWith(` ${version}`)) ?? types[0];
}

class DocumentSink implements EventSink {
  private builder = new ElementBuilder();
  private locator: Locator = NOWHERE;
  private readonly positions: boolean;
  private readonly roots: readonly string[];
  private readonly otherRoot: DecodeCode;

  /** `otherRoot` is what a document with none of `roots` is refused as. */
  constructor(positions: boolean, roots: readonly string[], otherRoot: DecodeCode) {
    this.positions = positions;
    this.roots = roots;
    this.otherRoot = otherRoot;
  }

  /** The root element; a reader that has returned has told of one. */
  root(): DocumentElement {
    const { root } = this.builder;
    if (root === undefined) throw new TypeError("no document has been read");
    return root;
  }

  start(locator: Locator): void {
    this.locator = locator;
  }

  documentType(type: DocumentType): void {
    if (type.root === SYNCML_1_2.root) this.builder = new ElementBuilder(type.xmlns);
  }

  open(tag: Tag, attributes: Attributes): void {
    if (this.builder.depth === 0) this.checkRoot(tag.name);
    this.builder.openTag(tag, attributes, this.at());
  }

  openNamed(name: string, xmlns: string, prefixed: string, attributes: Attributes): void {
    if (this.builder.depth === 0) this.checkRoot(name);
    this.builder.open(prefixed, xmlns, attributes, this.at());
  }

  leaf(tag: Tag, text: string): void {
    this.open(tag, NO_ATTRIBUTES);
    this.builder.text(text);
    this.builder.close();
  }

  close(): void {
    this.builder.close();
  }

  text(text: string): void {
    this.builder.text(text);
  }

  opaque(bytes: Uint8Array): void {
    this.builder.bytes(bytes);
  }

  extension(token: number): void {
    this.fail("bad-token", `extension token 0x${token.toString(16)} has no meaning in SyncML`);
  }

  path(): readonly string[] {
    return this.builder.path();
  }

  private checkRoot(name: string): void {
    if (this.roots.includes(name)) return;
    this.fail(this.otherRoot, `the root ${show(name)} begins none of ${this.roots.join(", ")}`);
  }

  private fail(code: DecodeCode, reason: string): never {
    throw new DecodeError(code, this.locator.position(), this.path(), reason);
  }

  private at(): Position | undefined {
    return this.positions ? this.locator.elementStart() : undefined;
  }
}

function show(name: string): string {
  return JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}…` : name);
}
