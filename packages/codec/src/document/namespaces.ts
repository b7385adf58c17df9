/** Which namespace declarations an element must carry where it is written. */
import type { Attributes } from "../events.ts";
import type { DocumentElement } from "./element.ts";

/** What an element and those around it have declared; elements that declare nothing share their parent's. */
export interface Scope {
  /** The default namespace. */
  readonly xmlns: string;
  readonly prefixes: Prefixes | undefined;
}

interface Prefixes {
  readonly own: ReadonlyMap<string, string>;
  readonly around: Prefixes | undefined;
}

export const NO_SCOPE: Scope = { xmlns: "", prefixes: undefined };

/** A prefix somebody used without declaring it; XML needs a namespace for it. */
const undeclared = (prefix: string): string => `urn:undeclared:${prefix}`;

/** The element's own attributes with exactly the declarations that `scope` lacks, and the scope inside it. */
export function declare(element: DocumentElement, scope: Scope): { attributes: Attributes; inside: Scope } {
  const attributes: Record<string, string> = {};
  const own = new Map<string, string>();
  const bound = (prefix: string): string | undefined => own.get(prefix) ?? lookUp(prefix, scope.prefixes);
  const bind = (prefix: string, xmlns: string): void => {
    if (bound(prefix) === xmlns) return;
    own.set(prefix, xmlns);
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
  if (prefix !== "") bind(prefix, element.xmlns || (bound(prefix) ?? undeclared(prefix)));
  const names = new Set<string>();
  for (const name of Object.keys(element.attributes)) {
    const of = prefixOf(name);
    if (of === "xmlns" || name === "xmlns") continue;
    if (of !== "" && of !== "xml" && bound(of) === undefined) bind(of, undeclared(of));
    // Under two prefixes of one namespace an attribute would stand twice: the first holds.
    const expanded = of === "" ? name : `${bound(of)} ${name.slice(of.length + 1)}`;
    if (names.has(expanded)) continue;
    names.add(expanded);
    define(attributes, name, element.attributes[name]!);
  }
  const prefixes = own.size === 0 ? scope.prefixes : { own, around: scope.prefixes };
  return { attributes, inside: { xmlns, prefixes } };
}

function lookUp(prefix: string, prefixes: Prefixes | undefined): string | undefined {
  for (let at = prefixes; at !== undefined; at = at.around) {
    const xmlns = at.own.get(prefix);
    if (xmlns !== undefined) return xmlns;
  }
  return undefined;
}

function prefixOf(name: string): string {
  return name.slice(0, Math.max(name.indexOf(":"), 0));
}

/** A name may be anything, `__proto__` included. */
function define(attributes: Record<string, string>, name: string, value: string): void {
  Object.defineProperty(attributes, name, { value, writable: true, enumerable: true, configurable: true });
}
