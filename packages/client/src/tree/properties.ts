/** `?prop=`: what each property is and what may be done to it. Clause: DMTND 1.2 §7; table tree §4.1. */
import { STATUS, type StatusCode } from "../status.ts";
import { parseAcl, printAcl } from "./acl.ts";
import { propertyText, type Situation, type TreeContext } from "./conditions.ts";
import { decide } from "./decide.ts";
import type { Read } from "./read.ts";
import { nodeValue } from "./read.ts";
import { rewriteReferences } from "./references.ts";
import { RENAME, REPLACE_ACL, REPLACE_PROPERTY } from "./rules.ts";
import type { TreeNode } from "./tree-node.ts";
import type { NodeValue } from "./tree-view.ts";
import { valueBytes } from "./value.ts";

export const PROPERTY_NAMES = ["ACL", "Format", "Name", "Size", "Title", "TStamp", "Type", "VerNo"] as const;
export type PropertyName = (typeof PROPERTY_NAMES)[number];

export interface Property {
  readonly rule: string;
  /** Size is a leaf's alone. */
  readonly interior: boolean;
  readonly replace: "acl" | "name" | "title" | "refused";
}

export const PROPERTIES: Readonly<Record<PropertyName, Property>> = {
  ACL: { rule: "tree §4.1#1", interior: true, replace: "acl" },
  Format: { rule: "tree §4.1#2", interior: true, replace: "refused" },
  Name: { rule: "tree §4.1#3", interior: true, replace: "name" },
  Type: { rule: "tree §4.1#4", interior: true, replace: "refused" },
  Size: { rule: "tree §4.1#5", interior: false, replace: "refused" },
  Title: { rule: "tree §4.1#6", interior: true, replace: "title" },
  TStamp: { rule: "tree §4.1#7", interior: true, replace: "refused" },
  VerNo: { rule: "tree §4.1#8", interior: true, replace: "refused" },
};

/** Bytes of UTF-8 (tree §4.1#6, #14). */
const MAX_TITLE_BYTES = 255;

export function isTitle(text: string): boolean {
  return valueBytes(text) <= MAX_TITLE_BYTES;
}

const VALUES: Readonly<
  Record<PropertyName, (node: TreeNode, value: () => NodeValue | Promise<NodeValue>) => string | Promise<string>>
> = {
  ACL: ({ acl }) => acl,
  Format: ({ format }) => format,
  Name: ({ name }) => name,
  Type: ({ type }) => type,
  Title: ({ title }) => title,
  VerNo: ({ verNo }) => String(verNo),
  TStamp: ({ changed }) => (changed === 0 ? "" : printTime(changed)),
  Size: (_, value) => {
    const found = value();
    return found instanceof Promise ? found.then((it) => String(valueBytes(it))) : String(valueBytes(found));
  },
};

/** The property a node has under that name; undefined for names unknown, and for Size on an interior node. */
export function propertyOf(node: TreeNode, name: string): PropertyName | undefined {
  const known = PROPERTY_NAMES.find((each) => each === name);
  return known !== undefined && (node.children === undefined || PROPERTIES[known].interior) ? known : undefined;
}

/** A property's value as it travels: text, a leaf's Size computed where its value is. */
export function propertyValue(
  context: TreeContext,
  node: TreeNode,
  path: readonly string[],
  name: PropertyName,
): string | Promise<string> {
  return VALUES[name](node, () => nodeValue(context, node, path));
}

export function readProperty(
  context: TreeContext,
  node: TreeNode,
  path: readonly string[],
  name: string,
): Read | StatusCode {
  const property = propertyOf(node, name);
  if (property === undefined) return STATUS.optionalFeatureNotSupported;
  return { format: "chr", type: "text/plain", data: propertyValue(context, node, path, property) };
}

export function replaceProperty(situation: Situation): StatusCode {
  const { node, address, write, context } = situation;
  const property = node && propertyOf(node, address.prop ?? "");
  const how = property === undefined ? "unsupported" : PROPERTIES[property].replace;
  const refusal = decide(how === "acl" ? REPLACE_ACL : REPLACE_PROPERTY, situation);
  if (refusal !== undefined) return refusal;
  const text = propertyText(write.data);
  switch (how) {
    case "acl":
      context.transaction.set(node!, { acl: printAcl(parseAcl(text)!) });
      return STATUS.ok;
    case "name":
      return rename(situation, text);
    case "title":
      if (!isTitle(text)) return STATUS.requestEntityTooLarge;
      context.transaction.set(node!, { title: text });
      return STATUS.ok;
    case "refused":
      return STATUS.commandNotAllowed;
    default:
      return STATUS.optionalFeatureNotSupported;
  }
}

/** Everything below moves along, and what refers to it follows (tree §4.4, §11#8). */
function rename(situation: Situation, name: string): StatusCode {
  const refusal = decide(RENAME, situation);
  if (refusal !== undefined) return refusal;
  const { context, node, address } = situation;
  if (node!.name === name) return STATUS.ok;
  context.transaction.rename(node!, name);
  rewriteReferences(context, address.path, [...address.path.slice(0, -1), name]);
  return STATUS.ok;
}

/** `20010711T163817Z` (tree §4.1#7). */
function printTime(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().replace(/[-:]|\.\d{3}/g, "");
}
