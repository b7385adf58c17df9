/** Well-formed documents that the codec refuses all the same, by what is wrong with them as saxes, not the codec, sees it. */
import type { DecodeError } from "@oma-dm/codec";
import { type InfosetElement, parseInfoset } from "./infoset.ts";
import type { Rule } from "./ledger.ts";

interface RefusalRule extends Rule {
  readonly code: string;
  readonly holds: (root: InfosetElement | undefined, text: string) => boolean;
}

const CONTAINERS =
  /^(?:SyncML|SyncHdr|SyncBody|Add|Alert|Atomic|Copy|Delete|Exec|Get|Item|Map|MapItem|Put|Replace|Results|Search|Sequence|Status|Sync|MgmtTree|Node|RTProperties|DFProperties)$/;
const ROOTS = /^(?:SyncML|DevInf|MetInf|MgmtTree)$/;

const REFUSAL_RULES: readonly RefusalRule[] = [
  {
    id: "ellipsis between elements",
    code: "unexpected-text",
    because: "the example leaves parts out and says so with dots or words where the DTD has elements only",
    holds: (root) => root !== undefined && hasStrayText(root),
  },
  {
    id: "UTF-16 declared",
    code: "bad-charset",
    because: "the declaration names UTF-16 and the bytes are something else; libxml2 refuses it too",
    holds: (_, text) => /^<\?xml[^>]*encoding=["']utf-16["']/i.test(text),
  },
  {
    id: "two bodies",
    code: "unexpected-element",
    because: "SyncML holds a second SyncBody; the file's own name calls it invalid",
    holds: (root) =>
      (root?.children ?? []).filter((child) => typeof child !== "string" && child.name === "SyncBody").length > 1,
  },
  {
    id: "a property twice",
    code: "unexpected-element",
    because:
      "a node holds its Value or a property twice where the DTD has it once, and neither is better than the other",
    holds: (root) => root !== undefined && repeatsProperty(root),
  },
  {
    id: "declarations in the DOCTYPE",
    code: "doctype-refused",
    because: "decisions D13",
    holds: (_, text) => declaresInDoctype(text),
  },
  {
    id: "another vocabulary",
    code: "unexpected-element",
    because: "the root element is of no document this codec knows",
    holds: (root) => root !== undefined && !ROOTS.test(root.name),
  },
];

export function refusalRule(error: DecodeError, bytes: Uint8Array | string): Rule | undefined {
  const text = typeof bytes === "string" ? bytes : new TextDecoder().decode(bytes);
  return REFUSAL_RULES.find(({ code, holds }) => code === error.code && holds(infoset(text), text));
}

function infoset(text: string): InfosetElement | undefined {
  try {
    return parseInfoset(text.replace(/^<\?xml[^>]*\?>/, ""));
  } catch {
    return undefined;
  }
}

/** Character data where no content model of SyncML has any. */
function hasStrayText({ name, children }: InfosetElement): boolean {
  const elements = children.filter((child): child is InfosetElement => typeof child !== "string");
  if (CONTAINERS.test(name) && children.some((child) => typeof child === "string" && child.trim() !== "")) return true;
  return elements.some(hasStrayText);
}

function repeatsProperty({ name, children }: InfosetElement): boolean {
  const elements = children.filter((child): child is InfosetElement => typeof child !== "string");
  const names = elements.map((child) => child.name).filter((child) => name !== "Node" || child !== "Node");
  if (/^(?:Node|RTProperties|DFProperties)$/.test(name) && new Set(names).size < names.length) return true;
  return elements.some(repeatsProperty);
}

/** An element, attribute list, entity, notation or parameter entity in the internal subset (decisions D13). */
export function declaresInDoctype(text: string): boolean {
  const [, subset = ""] = /<!DOCTYPE\s[^[>]*\[([\s\S]*?)\]\s*>/.exec(text) ?? [];
  return /<!(?:ELEMENT|ATTLIST|ENTITY|NOTATION)|%[\w.:-]+;/.test(subset.replace(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>/g, ""));
}
