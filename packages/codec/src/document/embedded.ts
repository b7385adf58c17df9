/**
 * Documents inside documents. WBXML carries a TNDS or DevInf object as an OPAQUE that is a whole document (tree §9.4
 * T3); XML carries it as child elements (T2). Where the one becomes the other, so does the Type that names it.
 */
import { encodeBase64 } from "../auth/base64.ts";
import { METINF } from "../wbxml/code-pages.ts";
import { isBlank, isWhiteSpace } from "../xml/white-space.ts";
import { fitsXml } from "../xml/writer.ts";
import { childElement, type DocumentElement, type DocumentNode, isElement, localName, textOf } from "./element.ts";

/** Reads the document in an OPAQUE; undefined when it holds none. */
export type ReadEmbedded = (bytes: Uint8Array) => DocumentElement | undefined;
/** Writes one as the bytes of an OPAQUE. */
export type WriteEmbedded = (root: DocumentElement) => Uint8Array;

const EMBEDDED_ROOTS = new Set(["MgmtTree", "DevInf"]);
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** What becomes of an Item's Data. */
interface NewData {
  readonly children: readonly DocumentNode[];
  /** A whole document stands in it, so that Type says how that document is written. */
  readonly embedded?: true;
  readonly format?: string;
}

type Change = (data: DocumentElement, format: string | undefined) => NewData | undefined;

interface Swap {
  readonly from: RegExp;
  readonly to: string;
}

/** Every OPAQUE as XML can hold it: as elements, as text, or as base64 with Format b64 (protocol §3.4). */
export function inXmlForm(root: DocumentElement, read: ReadEmbedded): DocumentElement {
  const converted = convertItems(root, { from: /\+wbxml([\t\n\r ]*)$/, to: "+xml$1" }, (data, format) => {
    if (embeddedElement(data) !== undefined) return { children: data.children, embedded: true };
    const embedded = embeddedBytes(data);
    const root = embedded === undefined ? undefined : read(embedded);
    if (root !== undefined) return { children: [root], embedded: true };
    const bytes = opaqueOf(data) ?? unfitText(data);
    if (bytes === undefined) return undefined;
    const text = format === "bin" ? undefined : asText(bytes);
    return text === undefined ? { children: [encodeBase64(bytes)], format: "b64" } : { children: content(text) };
  });
  return opaqueAsText(converted);
}

/** Every TNDS or DevInf object that stands as elements in Data, as an OPAQUE. */
export function inWbxmlForm(root: DocumentElement, write: WriteEmbedded): DocumentElement {
  return convertItems(root, { from: /\+xml([\t\n\r ]*)$/, to: "+wbxml$1" }, (data) => {
    const embedded = embeddedElement(data);
    return embedded === undefined ? undefined : { children: [write(embedded)], embedded: true };
  });
}

function convertItems(element: DocumentElement, swap: Swap, change: Change): DocumentElement {
  if (!element.children.some(isElement)) return element;
  const format = metaText(element, "Format");
  const type = metaText(element, "Type");
  let swapsOwnType = false;
  const children = element.children.map((child) => {
    if (!isElement(child)) return child;
    if (localName(child) !== "Item") return convertItems(child, swap, change);
    const data = childElement(child, "Data");
    const changed = data === undefined ? undefined : change(data, (metaText(child, "Format") ?? format)?.trim());
    if (data === undefined || changed === undefined) return child;
    let item = replaceChild(child, data, { ...data, children: changed.children });
    if (changed.format !== undefined) item = withMeta(item, "Format", changed.format);
    if (changed.embedded !== true) return item;
    const own = metaText(child, "Type");
    // Where the Item has no Type, the command's is meant.
    if (own === undefined) swapsOwnType = type !== undefined;
    return own === undefined || !swap.from.test(own) ? item : withMeta(item, "Type", own.replace(swap.from, swap.to));
  });
  const converted = { ...element, children };
  return swapsOwnType && swap.from.test(type!)
    ? withMeta(converted, "Type", type!.replace(swap.from, swap.to))
    : converted;
}

const content = (text: string): readonly DocumentNode[] => (text === "" ? [] : [text]);

/** White space, as text or as bytes. */
function isLayout(child: DocumentNode): boolean {
  if (typeof child === "string") return isBlank(child);
  return child instanceof Uint8Array && child.every(isWhiteSpace);
}

/** The one MgmtTree or DevInf that an element holds, and nothing else but white space. */
function embeddedElement({ children }: DocumentElement): DocumentElement | undefined {
  const rest = children.filter((child) => !isLayout(child));
  const [only] = rest;
  if (rest.length !== 1 || only === undefined || !isElement(only)) return undefined;
  return EMBEDDED_ROOTS.has(localName(only)) ? only : undefined;
}

/** All content of an element that holds at least one OPAQUE and no element. */
function opaqueOf({ children }: DocumentElement): Uint8Array | undefined {
  if (!children.some((child) => child instanceof Uint8Array) || children.some(isElement)) return undefined;
  if (children.length === 1) return children[0] as Uint8Array;
  const pieces = children.map((child) =>
    typeof child === "string" ? new TextEncoder().encode(child) : (child as Uint8Array),
  );
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

/** The one OPAQUE of an element beside which there is nothing but white space, which may be OPAQUE too. */
function embeddedBytes({ children }: DocumentElement): Uint8Array | undefined {
  const rest = children.filter((child) => !isLayout(child));
  const [only] = rest;
  return rest.length === 1 && only instanceof Uint8Array ? only : undefined;
}

/** Text that XML cannot hold, as bytes. */
function unfitText(element: DocumentElement): Uint8Array | undefined {
  if (element.children.some(isElement)) return undefined;
  const text = textOf(element);
  return fitsXml(text) ? undefined : new TextEncoder().encode(text);
}

function asText(bytes: Uint8Array): string | undefined {
  try {
    const text = decoder.decode(bytes);
    return fitsXml(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

function metaText(parent: DocumentElement, name: string): string | undefined {
  const meta = childElement(parent, "Meta");
  if (meta === undefined) return undefined;
  const found = childElement(childElement(meta, "MetInf") ?? meta, name);
  return found === undefined ? undefined : textOf(found);
}

function replaceChild(parent: DocumentElement, from: DocumentNode, to: DocumentNode): DocumentElement {
  return { ...parent, children: parent.children.map((child) => (child === from ? to : child)) };
}

/** Sets an element of Meta, and adds what is missing to hold it. */
function withMeta(parent: DocumentElement, name: string, text: string): DocumentElement {
  const meta = childElement(parent, "Meta");
  const fresh: DocumentElement = { name, xmlns: METINF.xmlns, attributes: {}, children: [text] };
  if (meta === undefined) {
    const added = { name: "Meta", xmlns: parent.xmlns, attributes: {}, children: [fresh] };
    const before = parent.children.findIndex((child) => isElement(child) && localName(child) === "Data");
    return { ...parent, children: parent.children.toSpliced(before, 0, added) };
  }
  const wrapper = childElement(meta, "MetInf");
  const holder = wrapper ?? meta;
  const found = childElement(holder, name);
  const changed =
    found === undefined
      ? { ...holder, children: [fresh, ...holder.children] }
      : replaceChild(holder, found, { ...found, children: [text] });
  return replaceChild(parent, meta, wrapper === undefined ? changed : replaceChild(meta, wrapper, changed));
}

/**
 * Bytes that stand outside the Data of an Item as text or as base64. A Value of Format bin is always base64: there
 * text would be taken for it (tree §9.2).
 */
function opaqueAsText(element: DocumentElement, isBinary = false): DocumentElement {
  const bytes = opaqueOf(element);
  if (bytes !== undefined) {
    const text = isBinary ? undefined : asText(bytes);
    return { ...element, children: content(text ?? encodeBase64(bytes)) };
  }
  if (!element.children.some(isElement)) return element;
  const properties = childElement(element, "RTProperties") ?? element;
  const format = childElement(properties, "Format");
  const binary = format !== undefined && childElement(format, "bin") !== undefined;
  const children = element.children.map((child) =>
    isElement(child) ? opaqueAsText(child, binary && localName(child) === "Value") : child,
  );
  return { ...element, children };
}
