/** An element and all it holds as XML text. */
import { encodeBase64 } from "../auth/base64.ts";
import { isBlank } from "../xml/white-space.ts";
import { characterData, escapeText, textInXml } from "../xml/writer.ts";
import { type DocumentElement, isElement } from "./element.ts";
import { declare, NO_SCOPE, type Scope } from "./namespaces.ts";

/**
 * `xmlns` is the default namespace where the text will stand. Bytes are written as the text they are, and as base64
 * when they are none that XML can hold. With `indent` every child element begins a line, except
 * where text stands beside elements, which new lines would change.
 */
export function printElement(element: DocumentElement, xmlns = "", indent = ""): string {
  return print(element, { ...NO_SCOPE, xmlns }, indent, "\n");
}

function print(element: DocumentElement, scope: Scope, indent: string, newLine: string): string {
  const { attributes, inside } = declare(element, scope);
  let start = `<${element.name}`;
  for (const name of Object.keys(attributes)) {
    start += ` ${name}="${escapeAttribute(attributes[name]!)}"`;
  }
  const children = withoutLayout(element);
  if (children.length === 0) return `${start}/>`;
  const inline = indent === "" || !children.every(isElement);
  const line = newLine + indent;
  let content = "";
  for (const child of children) {
    if (typeof child === "string") content += characterData(child);
    else if (child instanceof Uint8Array) content += characterData(textInXml(child) ?? encodeBase64(child));
    else if (inline) content += print(child, inside, "", "");
    else content += line + print(child, inside, indent, line);
  }
  return `${start}>${content}${inline ? "" : newLine}</${element.name}>`;
}

/** White space between elements is layout; beside nothing but itself, or beside text, it is content. */
export function withoutLayout({ children }: DocumentElement): DocumentElement["children"] {
  if (!children.some(isElement)) return children;
  const isLayout = children.every((child) => typeof child !== "string" || isBlank(child));
  return isLayout ? children.filter((child) => typeof child !== "string") : children;
}

function escapeAttribute(value: string): string {
  return escapeText(value).replace(/["\t\n]/g, (char) => (char === '"' ? "&quot;" : `&#${char.charCodeAt(0)};`));
}
