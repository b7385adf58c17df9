/**
 * Differences between a document and what became of it on a way through WBXML that are nobody's loss, or not ours.
 * Each rule looks at one difference, says exactly what it allows, and is counted where it was needed.
 */
import { compareInfosets, type Difference, type InfosetElement, parseInfoset } from "./infoset.ts";
import type { Rule } from "./ledger.ts";

/** Whose hands the WBXML went through: the codec's, libwbxml's on one side or on both, or its first author's. */
export type Way = "ours" | "ours to libwbxml" | "libwbxml to ours" | "libwbxml" | "twin";

interface DifferenceRule extends Rule {
  readonly explains: (difference: Difference, way: Way) => boolean;
}

/** The four vocabularies by their namespaces; SyncML's and its MetInf's carry versions, and people misspell both. */
const VOCABULARIES: readonly (readonly [string, RegExp])[] = [
  ["SyncML", /^SYNCML:SYNCML1\.[0-2]$/i],
  ["MetInf", /^syncml:metinfo?(?:1\.[0-2])?$/i],
  ["DevInf", /^syncml:devinf(?:1\.[0-2])?$/i],
  ["DM DDF", /^syncml:dmddf1\.[23]$/i],
];
const vocabulary = (namespace: string): string | undefined =>
  VOCABULARIES.find(([, pattern]) => pattern.test(namespace))?.[0];

const libwbxmlWrites = (way: Way): boolean => way === "libwbxml to ours" || way === "libwbxml";
const libwbxmlReads = (way: Way): boolean => way === "ours to libwbxml" || way === "libwbxml";
const withLineFeeds = (text: string): string => text.replace(/\r\n?/g, "\n");

/** Declarations of prefixes and of a literal's own namespace are attributes to WBXML. */
export const ATTRIBUTES_LOST: DifferenceRule = {
  id: "libwbxml drops attributes",
  because:
    "libwbxml neither writes nor reads attributes where a vocabulary has none, declarations of namespaces included",
  explains: (it, way) =>
    way !== "ours" &&
    way !== "twin" &&
    ((it.kind === "attribute" && it.right === undefined) ||
      (it.kind === "namespace" && libwbxmlReads(way) && it.right === it.parents?.[1])),
};

/** Reads left to right: left is what went in, right is what came out. */
export const DIFFERENCE_RULES: readonly DifferenceRule[] = [
  {
    id: "namespace left out",
    because: "the source gives no namespace; WBXML implies one by its code page (protocol §4.2)",
    explains: (it) => it.kind === "namespace" && it.left === "" && vocabulary(it.right) !== undefined,
  },
  {
    id: "namespace of the parent",
    because: "the source forgets the namespace of Meta's or Data's content; the code page knows it (protocol §4.2)",
    explains: (it) =>
      it.kind === "namespace" &&
      it.left === it.parents?.[0] &&
      vocabulary(it.left) !== undefined &&
      vocabulary(it.right) !== undefined,
  },
  {
    id: "namespace of another spelling",
    because: "the same vocabulary by another version's or a misspelt namespace; a code page has one",
    explains: (it) =>
      it.kind === "namespace" && vocabulary(it.left) !== undefined && vocabulary(it.left) === vocabulary(it.right),
  },
  {
    id: "MetInf by another name",
    because: "the source gives a child of Meta the namespace of another vocabulary; only MetInf has that element there",
    explains: (it) =>
      it.kind === "namespace" &&
      /\/Meta\/\w+$/.test(it.path) &&
      vocabulary(it.left) !== undefined &&
      vocabulary(it.right) === "MetInf",
  },
  ATTRIBUTES_LOST,
  {
    id: "libwbxml goes by names",
    because: "libwbxml writes a stranger's element as a token when a vocabulary has one of that name",
    explains: (it, way) =>
      it.kind === "namespace" &&
      libwbxmlWrites(way) &&
      vocabulary(it.left) === undefined &&
      (vocabulary(it.right) !== undefined || it.right === it.parents?.[1]),
  },
  {
    id: "libwbxml writes line ends as CR LF",
    because: "libwbxml turns every line end of an item's data into CR LF when it writes WBXML, where they count",
    explains: (it, way) => it.kind === "text" && libwbxmlWrites(way) && it.left === withLineFeeds(it.right),
  },
  {
    id: "libwbxml writes CR into XML as it is",
    because: "libwbxml does not escape a CR, and a reader of XML takes a bare one for part of a line end",
    explains: (it, way) => it.kind === "text" && libwbxmlReads(way) && withLineFeeds(it.left) === it.right,
  },
  {
    id: "libwbxml's word for types",
    because: "libwbxml swaps +xml for +wbxml in the Type of what could hold a document, even if none is there",
    explains: (it, way) =>
      it.kind === "text" &&
      it.path.endsWith("/Meta/Type") &&
      libwbxmlWrites(way) &&
      it.left.replace(/\+xml$/, "+wbxml") === it.right,
  },
  {
    id: "twin with other line ends",
    because: "XML reads every line end as LF, the WBXML of the same value holds CR LF",
    explains: (it, way) => way === "twin" && it.kind === "text" && it.left === withLineFeeds(it.right),
  },
  {
    id: "twin with blanks",
    because: "whoever wrote the WBXML left out the blanks that begin or end a value of its XML twin",
    explains: (it, way) =>
      way === "twin" && it.kind === "text" && it.left.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, "") === it.right,
  },
  {
    id: "type of a nested document",
    because: "what travels as +wbxml inside WBXML is +xml once it is XML (protocol §4.7)",
    explains: (it) =>
      it.kind === "text" && it.path.endsWith("/Meta/Type") && it.left.replace(/\+wbxml$/, "+xml") === it.right,
  },
];

/** The rules a comparison needs, and what none of them explains. */
export function judge(
  left: InfosetElement,
  right: InfosetElement,
  way: Way,
): { readonly rules: readonly Rule[]; readonly open: readonly Difference[] } {
  const rules = new Set<Rule>();
  const open: Difference[] = [];
  for (const difference of compareInfosets(left, right)) {
    const rule = DIFFERENCE_RULES.find(({ explains }) => explains(difference, way));
    if (rule === undefined) open.push(difference);
    else rules.add(rule);
  }
  return { rules: [...rules], open };
}

const RAW_BYTES: Rule = {
  id: "libwbxml prints bytes",
  because: "libwbxml copies an OPAQUE whose Type does not tell it otherwise into its XML, which is then no UTF-8",
};
const NO_CHARACTER: Rule = {
  id: "character XML cannot hold",
  because: "WBXML text may hold control characters; libwbxml prints them as they are, which is no XML",
};
const CDATA_TWICE: Rule = {
  id: "libwbxml closes CDATA twice",
  because: "where text follows elements or CDATA inside Data, libwbxml ends a section that has ended",
};

const FIELD_LEVEL: Rule = {
  id: "libwbxml lacks FieldLevel",
  because: "libwbxml knows FieldLevel of MetInf only and prints DevInf's, token 0x33, as `unknown`",
};

/** The same tree, in which `rename` has given some elements another name; and whether it has given any. */
export function renamed(
  element: InfosetElement,
  rename: (element: InfosetElement, parent: string) => string,
  parent = "",
): { readonly element: InfosetElement; readonly used: boolean } {
  const name = rename(element, parent);
  let used = name !== element.name;
  const children = element.children.map((child) => {
    if (typeof child === "string") return child;
    const inner = renamed(child, rename, element.name);
    used ||= inner.used;
    return inner.element;
  });
  return { element: used ? { ...element, name, children } : element, used };
}

const fieldLevel = ({ name, namespace }: InfosetElement, parent: string): string =>
  parent === "CTCap" && name === "unknown" && namespace === "syncml:devinf" ? "FieldLevel" : name;

/** What libwbxml printed, as an infoset; or why that is no XML document although libwbxml thinks so. */
export function readPrinted(
  output: Uint8Array,
  prefixes: Readonly<Record<string, string>> = {},
): { readonly infoset: InfosetElement; readonly rules: readonly Rule[] } | Rule | undefined {
  const text = new TextDecoder().decode(output);
  for (const declared of [{}, prefixes]) {
    try {
      const { element, used } = renamed(parseInfoset(text, declared), fieldLevel);
      const rules = [...(declared === prefixes ? [ATTRIBUTES_LOST] : []), ...(used ? [FIELD_LEVEL] : [])];
      return { infoset: element, rules };
    } catch (error) {
      if (/"]]>" is disallowed/.test(String(error))) return CDATA_TWICE;
      if (text.includes("\uFFFD")) return RAW_BYTES;
      if (/disallowed character/.test(String(error))) return NO_CHARACTER;
    }
  }
  return undefined;
}
