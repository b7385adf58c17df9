/** A document as it stands: every element in its order, known or not. */
import type { Position } from "../errors.ts";
import { type Attributes, NO_ATTRIBUTES, type Tag } from "../events.ts";
import { flat } from "../flat-text.ts";
import { SYNCML } from "../wbxml/code-pages.ts";

/** What an element holds: elements, character data, and (from WBXML) the bytes of an OPAQUE. */
export type DocumentNode = DocumentElement | string | Uint8Array;

/** One element as it stands. */
export interface DocumentElement {
  /** As written, prefix included. */
  readonly name: string;
  /** Namespace; empty where the document gives none. */
  readonly xmlns: string;
  /** By their names as written; declarations only of prefixes other than the element's own. */
  readonly attributes: Attributes;
  /** What it holds, in document order; text that touches is one string. */
  readonly children: readonly DocumentNode[];
  /** Where the element begins; only where positions were asked for. */
  readonly at?: Position;
}

/** Whether a node is an element, and not text or bytes. */
export const isElement = (node: DocumentNode): node is DocumentElement =>
  typeof node !== "string" && !(node instanceof Uint8Array);

/** The name without its prefix. */
export const localName = (element: Pick<DocumentElement, "name">): string =>
  element.name.slice(element.name.indexOf(":") + 1);

/** The first child element of that local name, whatever its namespace; undefined when there is none. */
export function childElement(parent: DocumentElement, name: string): DocumentElement | undefined {
  return parent.children.find((child): child is DocumentElement => isElement(child) && localName(child) === name);
}

/** The character data directly inside an element; bytes count as nothing. */
export function textOf(element: DocumentElement): string {
  return element.children.filter((child) => typeof child === "string").join("");
}

function prefixOf(name: string): string {
  return name.slice(0, Math.max(name.indexOf(":"), 0));
}

interface OpenElement {
  name: string;
  xmlns: string;
  attributes: Attributes;
  children: DocumentNode[];
  at?: Position;
}

/** Elements out of events, from the first `open` to its `close`. */
export class ElementBuilder {
  /** The finished element, once `depth` is back at zero. */
  root: DocumentElement | undefined;
  private readonly open_: OpenElement[] = [];
  private readonly syncmlXmlns: string;

  /** `syncmlXmlns` is the namespace of page 0, whose name is all that differs between versions of SyncML. */
  constructor(syncmlXmlns: string = SYNCML.xmlns) {
    this.syncmlXmlns = syncmlXmlns;
  }

  get depth(): number {
    return this.open_.length;
  }

  openTag(tag: Tag, attributes: Attributes, at?: Position): void {
    const xmlns = tag.vocabulary === SYNCML.vocabulary ? this.syncmlXmlns : tag.xmlns;
    this.open(tag.name, xmlns, attributes, at);
  }

  open(name: string, xmlns: string, attributes: Attributes = NO_ATTRIBUTES, at?: Position): void {
    const element: OpenElement = { name, xmlns, attributes, children: [] };
    if (attributes !== NO_ATTRIBUTES && Object.hasOwn(attributes, "xmlns")) {
      const { xmlns: declared, ...rest } = attributes;
      element.attributes = rest;
      element.xmlns ||= declared ?? "";
    }
    if (element.xmlns === "") element.xmlns = this.inherited(name, attributes);
    const own = `xmlns:${prefixOf(name)}`;
    if (Object.hasOwn(element.attributes, own) && element.attributes[own] === element.xmlns) {
      // The name and its namespace say this already.
      const { [own]: _, ...rest } = element.attributes;
      element.attributes = rest;
    }
    if (at !== undefined) element.at = at;
    const parent = this.open_.at(-1);
    if (parent === undefined) this.root = element;
    else parent.children.push(element);
    this.open_.push(element);
  }

  close(): void {
    const children = this.open_.pop()?.children ?? [];
    const last = children.length - 1;
    const text = children[last];
    if (typeof text === "string") children[last] = flat(text);
  }

  /** Pieces of text that touch become one. */
  text(text: string): void {
    const children = this.open_.at(-1)?.children;
    if (children === undefined || text === "") return;
    const last = children.length - 1;
    if (typeof children[last] === "string") children[last] += text;
    else children.push(text);
  }

  bytes(bytes: Uint8Array): void {
    this.open_.at(-1)?.children.push(bytes);
  }

  /** Literals of WBXML say their namespace in attributes, or stand in that of their parent. */
  private inherited(name: string, attributes: Attributes): string {
    const prefix = prefixOf(name);
    if (prefix === "") return this.open_.at(-1)?.xmlns ?? "";
    const key = `xmlns:${prefix}`;
    if (Object.hasOwn(attributes, key)) return attributes[key]!;
    for (const around of this.open_.toReversed()) {
      if (prefixOf(around.name) === prefix) return around.xmlns;
      if (Object.hasOwn(around.attributes, key)) return around.attributes[key]!;
    }
    return "";
  }

  path(): readonly string[] {
    return this.open_.map(({ name }) => name.slice(name.indexOf(":") + 1));
  }
}
