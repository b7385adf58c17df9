/** Any bytes are a document or a DecodeError; as text and in either representation it says the same. */
import { strict as assert } from "node:assert";
import { decodeDocument, encodeDocument, isElement, localName, printDocument, textOf } from "@oma-dm/codec/document";
import { decoded } from "./laws/refusal.mjs";
import { vectors } from "./seeds/vectors.mjs";

export const seeds = vectors("document", "message", "embedded", "tnds", "ddf", "report");

/** Documents in an OPAQUE become elements, which adds to the depth, and escapes to the length. */
const AGAIN = { limits: { maxDepth: 100 } };

const child = (element, name) => element?.children.find((one) => isElement(one) && localName(one) === name);

/** The Type in the Meta of an element, and where it stands. */
function typeOf(element) {
  const meta = child(element, "Meta");
  const holder = child(meta, "MetInf") ?? meta;
  const type = child(holder, "Type");
  return type === undefined ? undefined : { meta, holder, type, text: textOf(type) };
}

/** An Item that says again which Type holds for it gets to say so where others under the same Meta change theirs. */
function withoutRepeatedType(element, around) {
  const own = typeOf(element);
  if (localName(element) !== "Item" || own === undefined || own.text !== around) return element;
  const without = (from, part) => ({ ...from, children: from.children.filter((one) => one !== part) });
  const holder = without(own.holder, own.type);
  if (own.holder === own.meta && !holder.children.some(isElement)) return without(element, own.meta);
  const replaced = (from, part, by) => ({ ...from, children: from.children.map((one) => (one === part ? by : one)) });
  const meta = own.holder === own.meta ? holder : replaced(own.meta, own.holder, holder);
  return replaced(element, own.meta, meta);
}

/** What counts of an element: namespaces follow from code pages, and white space between elements is layout. */
function infoset(whole, around) {
  const element = withoutRepeatedType(whole, around);
  const type = typeOf(whole)?.text ?? around;
  const attributes = Object.entries(element.attributes).filter(([name]) => !name.startsWith("xmlns:"));
  const children = element.children.map((child) => (isElement(child) ? infoset(child, type) : child));
  const isLayout =
    children.some((child) => typeof child !== "string") &&
    children.every((child) => typeof child !== "string" || /^[\t\n\r ]*$/.test(child));
  return {
    name: localName(element),
    attributes: Object.fromEntries(attributes),
    children: isLayout ? children.filter((child) => typeof child !== "string") : children,
  };
}

export function fuzz(data) {
  const document = decoded(decodeDocument, data);
  if (document === undefined) return;
  const text = printDocument(document);
  const again = decodeDocument(text, AGAIN);
  // What XML cannot hold has become U+FFFD, and may be spelled in another way now.
  const settled = printDocument(again);
  assert.equal(printDocument(decodeDocument(settled, AGAIN)), settled);
  const indented = decodeDocument(printDocument(document, "  "), AGAIN);
  assert.deepEqual(infoset(indented.root), infoset(again.root));
  const binary = decodeDocument(encodeDocument(document, "wbxml"), AGAIN);
  const through = decodeDocument(printDocument(binary), AGAIN);
  assert.deepEqual(infoset(through.root), infoset(again.root));
}
