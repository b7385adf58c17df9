/**
 * PROVISIONAL. Addressing relative to a management object: the text of DMTND 1.3 §7.2 was never read; the syntax is
 * that of published drafts, the rest our recommendation (tree §8). Whatever the text turns out to say is changed here
 * and nowhere else.
 */
import { STATUS, type StatusCode } from "../status.ts";
import { mayDo } from "./access.ts";
import type { TreeContext } from "./conditions.ts";
import { sameMoid } from "./moid.ts";
import { subtree, type Visited } from "./subtree.ts";
import { knownAddress, type NodeAddress, parseUri } from "./uri.ts";

/** What an Item says of the node it is for. */
export interface ItemAddress {
  readonly target: string;
  /** TargetParent: the object, or the node, that `target` is relative to. */
  readonly parent?: string | undefined;
}

export interface Resolved {
  readonly address?: NodeAddress;
  readonly status: StatusCode;
  /** URIs of the objects that all match, for the server to choose from (tree §8.2#1). */
  readonly candidates?: readonly string[];
  /** The address came from a relative form: results tell where it led (tree §8.2#4). */
  readonly relative?: boolean;
}

/** Part A of a relative URI: which object is meant. */
interface ObjectReference {
  readonly subtree: string;
  readonly moid: string;
  readonly condition?: { readonly leaf: string; readonly value: string };
}

/** The absolute address of an Item's node; absolute ones pass as they are. */
export function resolveAddress(context: TreeContext, item: ItemAddress): Resolved {
  const { target, parent } = item;
  const known = parent === undefined ? knownAddress(target) : undefined;
  if (known !== undefined) return resolved(known, false);
  const parts = parent === undefined ? splitTarget(target) : splitParent(parent, target);
  if (parts === undefined) return parsed(target, false);
  if (parts === "not understood") return { status: STATUS.optionalFeatureNotSupported };
  const { reference, below } = parts;
  if (typeof reference === "string") return parsed(below === "" ? reference : join(reference, below), true);
  const found = findObjects(context, reference);
  if (typeof found === "number") return { status: found };
  const [first, ...others] = found;
  if (first === undefined) return { status: STATUS.notFound };
  if (others.length > 0) {
    const candidates = found.filter(({ readable }) => readable).map(({ uri }) => uri);
    return { status: STATUS.incompleteCommand, candidates };
  }
  return parsed(below === "" ? first.uri : join(first.uri, below), true);
}

function parsed(uri: string, relative: boolean): Resolved {
  return resolved(parseUri(uri), relative);
}

function resolved(address: NodeAddress | StatusCode, relative: boolean): Resolved {
  return typeof address === "number" ? { status: address } : { status: STATUS.ok, address, relative };
}

/** `below` may be only a property or a query of the object itself (tree §8.2#8). */
function join(uri: string, below: string): string {
  return below.startsWith("?") ? uri + below : `${uri}/${below}`;
}

interface Parts {
  /** An object to look for, or the URI of a node. */
  readonly reference: ObjectReference | string;
  readonly below: string;
}

/** One LocURI: identifiers that are URNs hold no slash, so the first one begins what lies below the object. */
function splitTarget(target: string): Parts | "not understood" | undefined {
  if (!target.includes("MOID=")) return undefined;
  const [, area = "", rest] = /^(?:([^?]*)\?)?(MOID=.*)$/.exec(target) ?? [];
  if (rest === undefined) return undefined;
  const end = /[/?]/.exec(rest)?.index ?? rest.length;
  const reference = parseReference(area, rest.slice(0, end));
  return reference === undefined ? "not understood" : { reference, below: rest.slice(end).replace(/^\//, "") };
}

function splitParent(parent: string, target: string): Parts | "not understood" {
  const below = target.replace(/^\.?\//, "").replace(/^\.$/, "");
  const [, area = "", rest] = /^(?:([^?]*)\?)?(MOID=.*)$/.exec(parent) ?? [];
  const reference = rest === undefined ? parent : parseReference(area, rest);
  return reference === undefined ? "not understood" : { reference, below };
}

/** At most one condition (tree §8.1#3); undefined for what is none (tree §8.2#6). */
function parseReference(area: string, text: string): ObjectReference | undefined {
  const [moid = "", ...conditions] = text.slice("MOID=".length).split("&");
  if (conditions.length > 1) return undefined;
  const [, leaf, value] = /^([^=]+)=(.*)$/.exec(conditions[0] ?? "") ?? [];
  if (conditions.length === 1 && leaf === undefined) return undefined;
  return {
    subtree: area === "" ? "." : area,
    moid: decoded(moid),
    ...(leaf === undefined ? {} : { condition: { leaf: decoded(leaf), value: decoded(value ?? "") } }),
  };
}

/** The objects that match, in the order of the tree. */
function findObjects(context: TreeContext, reference: ObjectReference): readonly Visited[] | StatusCode {
  const area = parseUri(reference.subtree);
  if (typeof area === "number") return area;
  const start = context.tree.nodeAt(area.path);
  if (start === undefined) return STATUS.notFound;
  return [...subtree(context, start, area.path)].filter((visited) => matches(context, visited, reference));
}

/** A leaf the server may not read never matches: it would tell its value (tree §8.2#2). */
function matches(context: TreeContext, { node, path, spec }: Visited, { moid, condition }: ObjectReference): boolean {
  if (node.children === undefined || node.type === "" || !sameMoid(node.type, moid)) return false;
  if (condition === undefined) return true;
  const leaf = node.children.get(condition.leaf);
  if (leaf === undefined || leaf.children !== undefined || !mayDo(context.actor, "Get", leaf)) return false;
  const described = spec?.children?.find(({ name }) => name === condition.leaf);
  if (described !== undefined && !described.access.includes("Get")) return false;
  const computed = context.read?.([...path, condition.leaf]);
  const value = computed === undefined || computed instanceof Promise ? leaf.value : computed;
  return value === condition.value;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
