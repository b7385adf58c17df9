/** What a reader of either representation tells, and what a writer of either is told: one stream, two spellings. */
import type { DocumentElement } from "./document/element.ts";
import type { Position } from "./errors.ts";
import type { DocumentType } from "./wbxml/document-types.ts";

/** One element name of one code page. Clause: WBXML 1.3 §5.8.2. */
export interface Tag {
  /** Without a prefix, spelled as the specification spells it. */
  readonly name: string;
  /** Number of its code page among all we know, not the number that page has in a document. */
  readonly vocabulary: number;
  /** Without the content and attribute bits: 0x05…0x3f. */
  readonly token: number;
  /** Namespace of its code page. */
  readonly xmlns: string;
  /** vocabulary × 64 + token: an index into tables. */
  readonly id: number;
}

/** Attributes by their names as written, prefix included. */
export type Attributes = Readonly<Record<string, string>>;

export const NO_ATTRIBUTES: Attributes = Object.freeze({});

/** Where a reader stands; asked only when something is wrong. */
export interface Locator {
  /** The place of what is being told: the token in WBXML, the reader's line and column in XML. */
  position(): Position;
  /** Where the element that is just being opened begins. */
  elementStart(): Position;
}

/** Before a reader has begun. */
export const NOWHERE: Locator = {
  position: () => ({ kind: "offset", offset: 0 }),
  elementStart: () => ({ kind: "offset", offset: 0 }),
};

/** Told in document order; every `open` and `openNamed` has its `close`. */
export interface EventSink {
  /** Called once, before any other event. */
  start(locator: Locator): void;
  /** What a WBXML header says the document is; not called for XML. */
  documentType(type: DocumentType): void;
  /** An element by its token (WBXML). */
  open(tag: Tag, attributes: Attributes): void;
  /** An element by its name (XML, or a WBXML literal). `prefixed` is the name as written. */
  openNamed(name: string, xmlns: string, prefixed: string, attributes: Attributes): void;
  /** The end of the element opened last. */
  close(): void;
  /** Character data, unescaped. An element's text may come in several pieces. */
  text(text: string): void;
  /** The content of an OPAQUE (protocol §4.2). A view into the document: valid as long as the document is. */
  opaque(bytes: Uint8Array): void;
  /** As open, text and close in one: the commonest element there is. */
  leaf(tag: Tag, text: string): void;
  /** A WBXML extension token (WBXML 1.3 §5.8.4.2): its global token, and its string or number where it has one. */
  extension(token: number, value: string | number | undefined): void;
  /** Names of the open elements, outermost first. */
  path(): readonly string[];
}

/**
 * Told in document order; every `open` has its `close`. An element that is opened and closed with nothing in between is
 * written as an empty one.
 */
export interface EventWriter {
  /** Begins an element. */
  open(tag: Tag): void;
  /** Ends the element opened last. */
  close(): void;
  /** An element with nothing in it, such as a flag. */
  empty(tag: Tag): void;
  /** An element with nothing but text: a protocol field. */
  leaf(tag: Tag, text: string): void;
  /** An element with any characters at all: Data and Value. */
  dataLeaf(tag: Tag, text: string): void;
  /** Character data inside the open element; the writer escapes it. */
  text(text: string): void;
  /** Raw bytes inside the open element. Only where `writesBytes` is true; elsewhere it throws `TypeError`. */
  opaque(bytes: Uint8Array): void;
  /** An element no content model knows, with all it holds. */
  element(element: DocumentElement): void;
  /** Whether raw bytes can travel; otherwise the caller writes base64. */
  readonly writesBytes: boolean;
}
