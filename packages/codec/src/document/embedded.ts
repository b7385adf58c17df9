/**
 * Documents inside documents. WBXML carries a TNDS or DevInf object as an OPAQUE that is a whole document (tree §9.4
 * T3); XML carries it as child elements (T2). Where the one becomes the other, so does the Type that names it.
 */
import { encodeBase64 } from "../auth/base64.ts";
import { METINF } from "../wbxml/code-pages.ts";
import { isBlank, isWhiteSpace } from "../xml/white-space.ts";
import { fitsXml, textInXml } from "../xml/writer.ts";
import { childElement, type DocumentElement, type DocumentNode, isElement, localName, textOf } from "./element.ts";

/** Reads the document in an OPAQUE; undefined when it holds none. */
export type ReadEmbedded = (bytes: Uint8Array) => DocumentElement | undefined;
/** Writes one as the bytes of an OPAQUE. */
export type WriteEmbedded = (root: DocumentElement) => Uint8Array;

const EMBEDDED_ROOTS = new Set(["MgmtTree", "DevInf"]);

/** What holds for an Item: the text of its Meta, or of the Meta around it (protocol §3.4#9). */
interface Holding {
  readonly format: string | undefined;
  readonly type: string | undefined;
}

/** What becomes of an Item's Data. */
interface NewData {
  readonly children: readonly DocumentNode[];
  /** A whole document stands in it, so that Type says how that document is written. */
  readonly embedded?: true;
  readonly format?: string;
}

type Change = (data: DocumentElement, holding: Holding) => NewData | undefined;

interface Swap {
  readonly from: RegExp;
  readonly to: string;
}

/** Before the parameters of the Type, if there are any. */
const END = "(?=[\\t\\n\\r ]*(?:;|$))";
const TO_XML: Swap = { from: new RegExp(`\\+wbxml${END}`, "i"), to: "+xml" };
const TO_WBXML: Swap = { from: new RegExp(`\\+xml${END}`, "i"), to: "+wbxml" };
/** Types of documents that are opened in XML; anything else that looks like one is somebody's file (decisions D23). */
const OPENED = /dmtnds|dmddf|devinf|\+wbxml/i;

const opens = (type: string | undefined): boolean => type === undefined || OPENED.test(type);

/** Every OPAQUE as XML can hold it: as elements, as text, or as base64 with Format b64 (protocol §3.4). */
export function inXmlForm(root: DocumentElement, read: ReadEmbedded): DocumentElement {
  const converted = convertItems(root, TO_XML, (data, { format, type }) => {
    if (embeddedElement(data) !== undefined) return { children: data.children, embedded: true };
    const embedded = opens(type) ? embeddedBytes(data) : undefined;
    const root = embedded === undefined ? undefined : read(embedded);
    if (root !== undefined) return { children: [root], embedded: true };
    const bytes = opaqueOf(data) ?? unfitText(data);
    if (bytes === undefined) return undefined;
    const text = format?.trim() === "bin" ? undefined : textInXml(bytes);
    return text === undefined ? { children: [encodeBase64(bytes)], format: "b64" } : { children: content(text) };
  });
  return opaqueAsText(converted);
}

/** Every TNDS or DevInf object that stands as elements in Data, as an OPAQUE; what none would open again stays. */
export function inWbxmlForm(root: DocumentElement, write: WriteEmbedded): DocumentElement {
  return convertItems(root, TO_WBXML, (data, { type }) => {
    const embedded = opens(type?.replace(TO_WBXML.from, TO_WBXML.to)) ? embeddedElement(data) : undefined;
    return embedded === undefined ? undefined : { children: [write(embedded)], embedded: true };
  });
}

const NOTHING: Holding = { format: undefined, type: undefined };

function convertItems(element: DocumentElement, swap: Swap, change: Change, around = NOTHING): DocumentElement {
  if (!element.children.some(isElement)) return element;
  const type = metaText(element, "Type");
  const holding = holdingIn(element, around);
  const swapped = (text: string): string => text.replace(swap.from, swap.to);
  /** Items with Data whose Type is the one of this element: those that change, and how many there are. */
  const sharing = new Set<DocumentNode>();
  let sharers = 0;
  const converted = element.children.map((child) => {
    if (!isElement(child)) return child;
    if (localName(child) !== "Item") return convertItems(child, swap, change, holding);
    const data = childElement(child, "Data");
    if (data === undefined) return child;
    const own = metaText(child, "Type");
    if (own === undefined) sharers += 1;
    const changed = change(data, holdingIn(child, holding));
    if (changed === undefined) return child;
    let item = replaceChild(child, data, { ...data, children: changed.children });
    if (changed.format !== undefined) item = withMeta(item, "Format", changed.format);
    if (changed.embedded !== true) return item;
    if (own !== undefined) return swap.from.test(own) ? withMeta(item, "Type", swapped(own)) : item;
    sharing.add(item);
    return item;
  });
  if (holding.type === undefined || sharing.size === 0 || !swap.from.test(holding.type)) {
    return { ...element, children: converted };
  }
  const shared = swapped(holding.type);
  if (type !== undefined && sharing.size === sharers) {
    return withMeta({ ...element, children: converted }, "Type", shared);
  }
  // It holds for other Data too, which has not changed.
  const children = converted.map((child) =>
    isElement(child) && sharing.has(child) ? withMeta(child, "Type", shared) : child,
  );
  return { ...element, children };
}

function holdingIn(element: DocumentElement, around: Holding): Holding {
  return { format: metaText(element, "Format") ?? around.format, type: metaText(element, "Type") ?? around.type };
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
 * Bytes that are all a Value of Format bin holds, as base64: there text would be taken for it (tree §9.2#11). What is
 * left is for the printer, which writes text where it can.
 */
function opaqueAsText(element: DocumentElement, isBinary = false): DocumentElement {
  const bytes = opaqueOf(element);
  if (bytes !== undefined) {
    const text = isBinary ? undefined : textInXml(bytes);
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
