/** `?list=TNDS`: a subtree as a TNDS object. Clause: DMTND 1.2 §8, DMTNDS 1.2 §6.1; rules tree §7.3. */
import type { MgmtTree, NodeFormat, RTProperties, TndsNode, TypeProperty } from "@oma-dm/codec/tnds";
import type { TreeContext } from "./conditions.ts";
import { PROPERTY_NAMES, type PropertyName, propertyOf, propertyValue } from "./properties.ts";
import { nodeValue } from "./read.ts";
import { subtree, type Visited } from "./subtree.ts";
import type { TreeNode } from "./tree-node.ts";
import { escapeName } from "./uri.ts";

export type TndsPart = PropertyName | "Value";

/** What may be asked for, in the order of the text (tree §7.3#4). */
export const TNDS_PARTS: readonly TndsPart[] = [...PROPERTY_NAMES, "Value"];

/** Name is NodeName's own; it is shown only to those who ask for it. */
const USUAL: readonly TndsPart[] = TNDS_PARTS.filter((part) => part !== "Name");

/** What `TNDS`, `TNDS+…` or `TNDS-…` asks for; undefined when it is none of them, or mixes them (tree §7.3#5). */
export function parseTndsFilter(list: string): ReadonlySet<TndsPart> | undefined {
  // `+` may come escaped; one that was taken for a space was not meant for a list.
  const [, signs = ""] = /^TNDS((?:[+-]\w+)*)$/i.exec(list.replace(/%2B/gi, "+")) ?? [undefined, undefined];
  if (!/^TNDS/i.test(list) || (signs === "" && list.length > 4)) return undefined;
  const terms = [...signs.matchAll(/([+-])(\w+)/g)].map(([, sign, name]) => ({ sign, name }));
  if (new Set(terms.map(({ sign }) => sign)).size > 1) return undefined;
  const named = terms.map(({ name }) => TNDS_PARTS.find((part) => part === name));
  if (named.includes(undefined)) return undefined;
  if (terms[0]?.sign === "+") return new Set(named as TndsPart[]);
  return new Set(USUAL.filter((part) => !named.includes(part)));
}

type Building = { -readonly [K in keyof TndsNode]: TndsNode[K] } & { nodes?: Building[] };

/** Nested, without Path; below an unreadable node, what can be read hangs at its place by a Path (tree §7.3#8). */
export async function buildTnds(
  context: TreeContext,
  start: TreeNode,
  path: readonly string[],
  parts: ReadonlySet<TndsPart>,
): Promise<MgmtTree> {
  const top: Building[] = [];
  const shown = new Map<TreeNode, Building>();
  for (const visited of subtree(context, start, path)) {
    const { node } = visited;
    // The root has no name to give its Node: its children stand at the top.
    if (!visited.readable || node.parent === undefined) continue;
    const built = await buildNode(context, visited, parts);
    shown.set(node, built);
    const parent = shown.get(node.parent);
    if (parent !== undefined) parent.nodes = [...(parent.nodes ?? []), built];
    else {
      const between = visited.path.slice(Math.max(path.length - 1, 0), -1);
      if (between.length > 0) built.path = between.map(escapeName).join("/");
      top.push(built);
    }
  }
  return { verDtd: "1.2", nodes: top };
}

async function buildNode(
  context: TreeContext,
  { node, path }: Visited,
  parts: ReadonlySet<TndsPart>,
): Promise<Building> {
  const built: Building = { nodeName: node.name };
  const properties = await rtProperties(context, node, path, parts);
  if (properties !== undefined) built.rtProperties = properties;
  if (parts.has("Value") && node.children === undefined && node.format !== "null") {
    built.value = await nodeValue(context, node, path);
  }
  return built;
}

/** Absent when nothing was asked for but the value: the DTD wants a Type inside (tree §7.3#6). */
async function rtProperties(
  context: TreeContext,
  node: TreeNode,
  path: readonly string[],
  parts: ReadonlySet<TndsPart>,
): Promise<RTProperties | undefined> {
  const text = async (name: PropertyName): Promise<string | undefined> => {
    if (!parts.has(name) || propertyOf(node, name) === undefined) return undefined;
    const value = await propertyValue(context, node, path, name);
    return value === "" ? undefined : value;
  };
  const [acl, name, size, title, tStamp, verNo] = await Promise.all([
    text("ACL"),
    text("Name"),
    text("Size"),
    text("Title"),
    text("TStamp"),
    text("VerNo"),
  ]);
  const format: NodeFormat | undefined = parts.has("Format") ? node.format : undefined;
  const asked = [acl, name, size, title, tStamp, verNo, format].some((each) => each !== undefined);
  if (!asked && !parts.has("Type")) return undefined;
  return {
    ...(acl === undefined ? {} : { acl }),
    ...(format === undefined ? {} : { format }),
    ...(name === undefined ? {} : { name }),
    ...(size === undefined ? {} : { size }),
    ...(title === undefined ? {} : { title }),
    ...(tStamp === undefined ? {} : { tStamp }),
    type: typeProperty(node),
    ...(verNo === undefined ? {} : { verNo }),
  };
}

/** A MIME type on a leaf, an identifier on an interior node; empty where there is neither (tree §9.2#2). */
export function typeProperty({ type, children }: TreeNode): TypeProperty {
  if (type === "") return {};
  return children === undefined ? { mime: [type] } : { ddfName: type };
}
