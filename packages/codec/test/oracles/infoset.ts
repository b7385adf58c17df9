/**
 * What two documents have in common when they say the same: elements by namespace and local name, attributes without
 * namespace declarations, text with adjacent pieces merged. CDATA is text; comments and processing instructions are
 * nothing. White space between elements is dropped; the text of an element that holds no elements is kept to the
 * last blank, because a value is a value (protocol §3.3). Order counts.
 *
 * saxes reads, not the reader under test.
 */
import { SaxesParser } from "saxes";

export interface InfosetElement {
  readonly namespace: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly InfosetNode[];
}
export type InfosetNode = InfosetElement | string;

export type Difference = { readonly path: string } & (
  | {
      readonly kind: "namespace";
      readonly element: string;
      readonly left: string;
      readonly right: string;
      /** Namespaces of the elements around; undefined at the root. */
      readonly parents: readonly [string, string] | undefined;
    }
  | { readonly kind: "attribute"; readonly name: string; readonly left?: string; readonly right?: string }
  | { readonly kind: "text"; readonly left: string; readonly right: string }
  | { readonly kind: "content"; readonly left: readonly InfosetNode[]; readonly right: readonly InfosetNode[] }
);

const WHITE = /^[\t\n\r ]*$/;

/** Throws what saxes throws when the text is not well-formed; `prefixes` are taken as declared around the document. */
export function parseInfoset(xml: string, prefixes: Readonly<Record<string, string>> = {}): InfosetElement {
  const stack: { namespace: string; name: string; attributes: Record<string, string>; children: InfosetNode[] }[] = [];
  let root: InfosetElement | undefined;
  const parser = new SaxesParser({ xmlns: true, position: false, additionalNamespaces: prefixes });
  const text = (piece: string): void => {
    const children = stack.at(-1)?.children;
    if (children === undefined || piece === "") return;
    if (typeof children.at(-1) === "string") children[children.length - 1] += piece;
    else children.push(piece);
  };
  parser.on("opentag", ({ uri, local, attributes }) => {
    const own: Record<string, string> = {};
    for (const { uri: space, local: name, prefix, value } of Object.values(attributes)) {
      if (prefix !== "xmlns" && !(prefix === "" && name === "xmlns"))
        own[space === "" ? name : `{${space}}${name}`] = value;
    }
    const element = { namespace: uri, name: local, attributes: own, children: [] };
    stack.at(-1)?.children.push(element);
    stack.push(element);
  });
  parser.on("closetag", () => {
    const element = stack.pop()!;
    if (element.children.some((child) => typeof child !== "string")) {
      element.children = element.children.filter((child) => typeof child !== "string" || !WHITE.test(child));
    }
    if (stack.length === 0) root = element;
  });
  parser.on("text", text);
  parser.on("cdata", text);
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(xml).close();
  return root!;
}

/** The prefixes a document declares anywhere. */
export function declaredPrefixes(xml: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...xml.matchAll(/\sxmlns:([\w.-]+)\s*=\s*["']([^"']*)["']/g)].map(([, prefix, uri]) => [prefix, uri]),
  );
}

/** Every place where two infosets part. Below a place whose children differ in number or name nothing is compared. */
export function compareInfosets(left: InfosetElement, right: InfosetElement): readonly Difference[] {
  if (left.name !== right.name) return [{ kind: "content", path: "", left: [left], right: [right] }];
  const found: Difference[] = [];
  compareElements(left, right, left.name, undefined, found);
  return found;
}

function compareElements(
  left: InfosetElement,
  right: InfosetElement,
  path: string,
  parents: readonly [string, string] | undefined,
  found: Difference[],
): void {
  if (left.namespace !== right.namespace) {
    found.push({ kind: "namespace", path, element: left.name, left: left.namespace, right: right.namespace, parents });
  }
  for (const name of new Set([...Object.keys(left.attributes), ...Object.keys(right.attributes)])) {
    const [mine, theirs] = [left.attributes[name], right.attributes[name]];
    if (mine === theirs) continue;
    found.push({
      kind: "attribute",
      path,
      name,
      ...(mine === undefined ? {} : { left: mine }),
      ...(theirs === undefined ? {} : { right: theirs }),
    });
  }
  if (shape(left.children) !== shape(right.children)) {
    found.push({ kind: "content", path, left: left.children, right: right.children });
    return;
  }
  left.children.forEach((mine, index) => {
    const theirs = right.children[index]!;
    if (typeof mine === "string" || typeof theirs === "string") {
      if (mine !== theirs) found.push({ kind: "text", path, left: mine as string, right: theirs as string });
    } else compareElements(mine, theirs, `${path}/${mine.name}`, [left.namespace, right.namespace], found);
  });
}

const shape = (children: readonly InfosetNode[]): string =>
  children.map((child) => (typeof child === "string" ? "#" : child.name)).join(" ");

/** One line a person can act on; long values are cut. */
export function printDifference(difference: Difference): string {
  const { path, kind } = difference;
  const cut = (value: unknown): string => {
    const text = JSON.stringify(value) ?? "nothing";
    return text.length > 200 ? `${text.slice(0, 200)}…` : text;
  };
  const what = kind === "attribute" ? `attribute ${difference.name}` : kind;
  const [left, right] =
    kind === "content"
      ? [difference.left, difference.right].map((children) =>
          cut(children.map((child) => (typeof child === "string" ? child : `<${child.name}>`))),
        )
      : [cut(difference.left), cut(difference.right)];
  return `${path}: ${what}: ${left} / ${right}`;
}
