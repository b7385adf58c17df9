/** What a reader of either representation tells, and what a writer of either is told: one stream, two spellings. */
import type { Position } from "./errors.ts";

/** One element name of one code page. Clause: WBXML 1.3 §5.8.2. */
export interface Tag {
  readonly name: string;
  readonly page: number;
  /** Without the content and attribute bits: 0x05…0x3f. */
  readonly token: number;
  readonly xmlns: string;
  /** page × 64 + token: an index into tables. */
  readonly id: number;
}

export type Attributes = Readonly<Record<string, string>>;

/** Where a reader stands; asked only when something is wrong. */
export interface Locator {
  position(): Position;
}

export interface EventSink {
  /** Called once, before any other event. */
  start(locator: Locator): void;
  /** An element by its token (WBXML). */
  open(tag: Tag): void;
  /** An element by its name (XML, or a WBXML literal). `prefixed` is the name as written. */
  openNamed(name: string, xmlns: string, prefixed: string, attributes: Attributes): void;
  close(): void;
  text(text: string): void;
  /** A view into the document: valid as long as the document is. */
  opaque(bytes: Uint8Array): void;
  /** Names of the open elements, outermost first. */
  path(): readonly string[];
}

export interface EventWriter {
  open(tag: Tag): void;
  close(): void;
  empty(tag: Tag): void;
  /** A protocol field. */
  text(text: string): void;
  /** Content of Data and Value: any characters at all. */
  data(text: string): void;
  /** Only where `writesBytes` is true. */
  opaque(bytes: Uint8Array): void;
  /** Whether raw bytes can travel; otherwise the caller writes base64. */
  readonly writesBytes: boolean;
}
