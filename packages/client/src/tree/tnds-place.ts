/**
 * Which nodes a TNDS object names. Clause: DMTNDS 1.2 §5.3, §6.3.1; rules tree §9.2, §9.3.
 */
import type { MgmtTree, NodeFormat, TndsNode } from "@oma-dm/codec/tnds";
import { STATUS, type StatusCode } from "../status.ts";
import { parseUri, printUri } from "./uri.ts";

/** One node of a TNDS object with the place it asks for. */
export interface PlacedNode {
  readonly path: readonly string[];
  readonly format: NodeFormat;
  readonly type: string | undefined;
  readonly acl: string | undefined;
  readonly title: string | undefined;
  readonly value: string | Uint8Array | undefined;
  /** A leaf that is there keeps its value. */
  readonly keepsValue?: boolean;
  /** It came in a command of its own: Format and Type as that has them (tree §4.2#14). */
  readonly sent?: { readonly format?: string; readonly type?: string };
}

export interface Origin {
  readonly path: readonly string[];
  /** Whether the one Node at the top that is called like the Target is the Target (tree §9.3). */
  readonly isTarget?: (name: string) => boolean;
  /** The Format a description gives a place, for nodes that say none themselves. */
  readonly formatAt?: (path: readonly string[]) => NodeFormat | undefined;
}

/** Parents before children; or the status of the first name, Path or repetition that cannot be. */
export function placeNodes(tree: MgmtTree, origin: Origin): readonly PlacedNode[] | StatusCode {
  // Another major version is another grammar (tree §17#27).
  if (!/^\s*1(?:\.|\s*$)/.test(tree.verDtd)) return STATUS.unsupportedMediaTypeOrFormat;
  const placed = new Map<string, PlacedNode>();
  const visit = (node: TndsNode, parent: readonly string[], top: boolean): StatusCode | undefined => {
    const name = node.nodeName.trim();
    const base = node.path === undefined ? parent : resolvePath(node.path.trim(), origin.path);
    if (typeof base === "number") return base;
    const isTarget = name === "" || (top && node.path === undefined && origin.isTarget?.(name) === true);
    const path = isTarget ? base : [...base, name];
    const uri = printUri(path);
    const checked = parseUri(uri);
    if (typeof checked === "number") return checked;
    const merged = merge(placed.get(uri), placedNode(node, path, origin));
    if (typeof merged === "number") return merged;
    placed.set(uri, merged);
    for (const child of node.nodes ?? []) {
      const refusal = visit(child, path, false);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  };
  for (const node of tree.nodes) {
    const refusal = visit(node, origin.path, true);
    if (refusal !== undefined) return refusal;
  }
  return [...placed.values()].sort((a, b) => a.path.length - b.path.length);
}

/** Nodes no other node of the object lies above: where a Replace begins (tree §9.6#2). */
export function topsOf(nodes: readonly PlacedNode[]): readonly PlacedNode[] {
  const uris = new Set(nodes.map(({ path }) => printUri(path)));
  return nodes.filter(({ path }) => !path.some((_, depth) => depth > 0 && uris.has(printUri(path.slice(0, depth)))));
}

function placedNode(node: TndsNode, path: readonly string[], { formatAt }: Origin): PlacedNode {
  const { type, acl, title } = node.rtProperties ?? {};
  return {
    path,
    format: node.rtProperties?.format ?? impliedFormat(node, formatAt?.(path)),
    type: (type?.ddfName ?? type?.mime?.[0])?.trim(),
    acl: acl?.trim(),
    title,
    value: node.value,
  };
}

/**
 * RTProperties may be missing although the text wants them (tree §9.2#10). A leaf that has a value to hold must bring
 * one, whatever describes it: makers refuse an object that forgot it.
 */
function impliedFormat({ nodes = [], value, dfProperties }: TndsNode, described: NodeFormat | undefined): NodeFormat {
  if (nodes.length > 0) return "node";
  const format = dfProperties?.dfFormat ?? described;
  if (value === undefined) return format === "null" ? "null" : "node";
  return format === undefined || format === "node" ? "chr" : format;
}

/** The same place twice: the first tells where, the second may bring the value; two values cannot be (tree §17#29). */
function merge(first: PlacedNode | undefined, second: PlacedNode): PlacedNode | StatusCode {
  if (first === undefined) return second;
  if (first.value !== undefined && second.value !== undefined) return STATUS.alreadyExists;
  const from = second.value === undefined ? first : second;
  return {
    path: first.path,
    format: from.format,
    type: from.type ?? first.type ?? second.type,
    acl: second.acl ?? first.acl,
    title: second.title ?? first.title,
    value: from.value,
  };
}

function resolvePath(path: string, origin: readonly string[]): readonly string[] | StatusCode {
  const absolute = /^(?:\.\/|\/)/.test(path);
  const text = path.replace(/^(?:\.\/|\/)/, "").replace(/\/$/, "");
  if (text === "" || text === ".") return absolute ? [] : origin;
  const address = parseUri(text);
  if (typeof address === "number") return address;
  if (address.prop !== undefined || address.list !== undefined) return STATUS.notFound;
  return absolute ? address.path : [...origin, ...address.path];
}
