/**
 * A strict reader for the XML a client emits: UTF-8, namespaces, the five entities, CDATA, comments. No DOCTYPE.
 *
 * Clause: protocol §2.2 (namespaces, "emit no DOCTYPE").
 */
import { type Element, StrictReadError } from "./element.ts";

interface OpenElement {
  readonly tag: string;
  readonly name: string;
  readonly namespace: string;
  readonly scope: ReadonlyMap<string, string>;
  readonly children: Element[];
  text: string;
  opaque: boolean;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const NAME = "[A-Za-z_][A-Za-z0-9_.-]*(?::[A-Za-z_][A-Za-z0-9_.-]*)?";
const TOKEN = new RegExp(
  `<!--(?:(?!--)[^])*-->|<!\\[CDATA\\[([^]*?)\\]\\]>|<\\?[^]*?\\?>|<(/?)(${NAME})((?:\\s+${NAME}\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*)\\s*(/?)>|([^<]+)`,
  "y",
);
const ATTRIBUTE = new RegExp(`(${NAME})\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, "g");

/** Reads one XML document. @throws StrictReadError when it is not well-formed or has a DOCTYPE */
export function readXml(bytes: Uint8Array): Element {
  const source = decodeUtf8(bytes).replace(/^\uFEFF/, "");
  const open: OpenElement[] = [];
  let root: Element | undefined;
  let at = 0;
  while (at < source.length) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(source);
    if (token === null)
      throw refuse(source.startsWith("<!DOCTYPE", at) ? "a DOCTYPE is never emitted" : "bad markup", at);
    const [whole, cdata, closing, tag, attributes, selfClosing, chars] = token;
    const parent = open.at(-1);
    if (tag !== undefined && closing === "/") {
      if (parent === undefined || parent.tag !== tag) throw refuse(`</${tag}> closes nothing`, at);
      open.pop();
      root = attach(parent, open.at(-1), root, at);
    } else if (tag !== undefined) {
      const element = openElement(tag, attributes ?? "", parent?.scope, at);
      if (selfClosing === "/") root = attach(element, parent, root, at);
      else open.push(element);
    } else if (cdata !== undefined || chars !== undefined) {
      const text = cdata ?? unescapeText(chars ?? "", at);
      if (parent !== undefined) {
        parent.text += text;
        parent.opaque ||= cdata !== undefined;
      } else if (text.trim() !== "") throw refuse("text outside the root element", at);
    }
    at += whole.length;
  }
  if (open.length > 0) throw refuse(`<${open.at(-1)?.tag}> is not closed`, at);
  if (root === undefined) throw refuse("no root element", at);
  return root;
}

function attach(
  done: OpenElement,
  parent: OpenElement | undefined,
  root: Element | undefined,
  at: number,
): Element | undefined {
  const { name, namespace, children, text, opaque } = done;
  const element: Element = { name, namespace, children, text, opaque };
  if (parent !== undefined) {
    parent.children.push(element);
    return root;
  }
  if (root !== undefined) throw refuse("a second root element", at);
  return element;
}

function openElement(
  tag: string,
  attributes: string,
  outer: ReadonlyMap<string, string> | undefined,
  at: number,
): OpenElement {
  const scope = new Map(outer);
  for (const [, name, double, single] of attributes.matchAll(ATTRIBUTE)) {
    const value = unescapeText(double ?? single ?? "", at);
    if (name === "xmlns") scope.set("", value);
    else if (name?.startsWith("xmlns:") === true) scope.set(name.slice(6), value);
  }
  const colon = tag.indexOf(":");
  const prefix = colon < 0 ? "" : tag.slice(0, colon);
  const namespace = scope.get(prefix);
  if (namespace === undefined && prefix !== "") throw refuse(`prefix "${prefix}" is not declared`, at);
  return { tag, name: tag.slice(colon + 1), namespace: namespace ?? "", scope, children: [], text: "", opaque: false };
}

function unescapeText(text: string, at: number): string {
  return text.replace(/&([^;&]*;?)/g, (_whole, body: string) => {
    if (!body.endsWith(";")) throw refuse("a bare &", at);
    const name = body.slice(0, -1);
    const known = ENTITIES[name];
    if (known !== undefined) return known;
    const code = /^#x([0-9a-fA-F]{1,6})$/.exec(name) ?? /^#([0-9]{1,7})$/.exec(name);
    if (code?.[1] === undefined) throw refuse(`unknown entity &${name};`, at);
    return String.fromCodePoint(Number.parseInt(code[1], name.startsWith("#x") ? 16 : 10));
  });
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new StrictReadError("the document is not UTF-8");
  }
}

function refuse(what: string, at: number): StrictReadError {
  return new StrictReadError(`${what} at character ${at}`);
}
