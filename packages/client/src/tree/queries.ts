/** `?list=`: which query is asked, and who answers it. Clause: DMTND 1.2 §8; rules tree §7. */
import type { MgmtTree } from "@oma-dm/codec/tnds";
import { STATUS, type StatusCode } from "../status.ts";
import { Situation, type TreeContext } from "./conditions.ts";
import { decide } from "./decide.ts";
import { listMoRoots } from "./mo-roots.ts";
import { GET, GET_VALUE } from "./rules.ts";
import { type ListedNode, listed, subtree } from "./subtree.ts";
import { buildTnds, parseTndsFilter } from "./tnds-list.ts";
import type { TreeNode } from "./tree-node.ts";
import type { NodeAddress } from "./uri.ts";

export type { ListedNode } from "./subtree.ts";

/** Nodes are found as they are asked for; a TNDS object is whole once its values are there. */
export type QueryAnswer =
  | { readonly kind: "nodes"; readonly nodes: Iterable<ListedNode> }
  | { readonly kind: "tnds"; readonly build: () => Promise<MgmtTree> };

interface Query {
  readonly rule: string;
  /** Whether leaves are shown with their values. */
  readonly data: boolean;
  readonly selects: "every node" | "management objects";
}

export const QUERIES: Readonly<Record<string, Query>> = {
  Struct: { rule: "tree §7.2#1", data: false, selects: "every node" },
  StructData: { rule: "tree §7.2#2", data: true, selects: "every node" },
  MORoot: { rule: "tree §7.4#1", data: false, selects: "management objects" },
  MORootData: { rule: "tree §7.4#4", data: true, selects: "management objects" },
};

/** The answer, or the Status that refuses the query. `filter` is the Get's own Data (tree §7.4#3). */
export function query(context: TreeContext, address: NodeAddress, filter = ""): QueryAnswer | StatusCode {
  const situation = new Situation(context, address);
  const { node: start, spec } = situation;
  const refusal = decide(GET, situation) ?? (spec?.format === "node" ? undefined : decide(GET_VALUE, situation));
  if (refusal !== undefined) return refusal;
  const { path, list = "" } = address;
  const asked = queryNamed(list);
  if (asked?.selects === "every node") {
    return { kind: "nodes", nodes: structure(context, start!, path, asked.data) };
  }
  if (asked !== undefined) {
    const nodes = listMoRoots(context, start!, path, asked.data, filter);
    return typeof nodes === "number" ? nodes : { kind: "nodes", nodes };
  }
  const parts = parseTndsFilter(list);
  if (parts === undefined) return STATUS.optionalFeatureNotSupported;
  return { kind: "tnds", build: () => buildTnds(context, start!, path, parts) };
}

/** Exact first, then whatever the case (tree §17#21). */
function queryNamed(list: string): Query | undefined {
  const names = Object.keys(QUERIES);
  const name = names.find((each) => each === list) ?? names.find((each) => each.toLowerCase() === list.toLowerCase());
  return name === undefined ? undefined : QUERIES[name];
}

function* structure(
  context: TreeContext,
  start: TreeNode,
  path: readonly string[],
  withData: boolean,
): Generator<ListedNode> {
  for (const visited of subtree(context, start, path)) {
    if (visited.readable) yield listed(context, visited, withData);
  }
}
