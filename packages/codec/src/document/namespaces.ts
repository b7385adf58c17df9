/** Which namespace declarations an element must carry where it is written. */
import type { Attributes } from "../events.ts";
import type { DocumentElement } from "./element.ts";

/** What the elements around have declared. */
export interface Scope {
  /** The default namespace. */
  readonly xmlns: string;
  readonly prefixes: ReadonlyMap<string, string>;
}

export const NO_SCOPE: Scope = { xmlns: "", prefixes: new Map() };

/** A prefix somebody used without declaring it; XML needs a namespace for it. */
const undeclared = (prefix: string): string => `urn:undeclared:${prefix}`;

/** The element's own attributes with exactly the declarations that `scope` lacks, and the scope inside it. */
export function declare(element: DocumentElement, scope: Scope): { attributes: Attributes; inside: Scope } {
  const attributes: Record<string, string> = {};
  const prefixes = new Map(scope.prefixes);
  const bind = (prefix: string, xmlns: string): void => {
    if (prefixes.get(prefix) === xmlns) return;
    prefixes.set(prefix, xmlns);
    define(attributes, `xmlns:${prefix}`, xmlns);
  };
  let { xmlns } = scope;
  const prefix = prefixOf(element.name);
  if (prefix === "" && element.xmlns !== "" && element.xmlns !== xmlns) {
    xmlns = element.xmlns;
    define(attributes, "xmlns", xmlns);
  }
  for (const name of Object.keys(element.attributes)) {
    if (name.startsWith("xmlns:")) bind(name.slice("xmlns:".length), element.attributes[name]!);
  }
  if (prefix !== "") bind(prefix, element.xmlns || (prefixes.get(prefix) ?? undeclared(prefix)));
  for (const name of Object.keys(element.attributes)) {
    const own = prefixOf(name);
    if (own === "xmlns" || name === "xmlns") continue;
    if (own !== "" && own !== "xml" && !prefixes.has(own)) bind(own, undeclared(own));
    define(attributes, name, element.attributes[name]!);
  }
  return { attributes, inside: { xmlns, prefixes } };
}

function prefixOf(name: string): string {
  return name.slice(0, Math.max(name.indexOf(":"), 0));
}

/** A name may be anything, `__proto__` included. */
function define(attributes: Record<string, string>, name: string, value: string): void {
  Object.defineProperty(attributes, name, { value, writable: true, enumerable: true, configurable: true });
}
