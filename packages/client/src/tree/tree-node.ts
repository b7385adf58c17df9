/** Nodes as they stand in memory. Change them through a `Transaction` only. Clause: DMTND 1.2 §6.1, §7. */
import type { NodeFormat } from "@oma-dm/codec/tnds";
import type { NodeSpec } from "./node-spec.ts";
import type { NodeValue, NodeView } from "./tree-view.ts";

export type { NodeValue } from "./tree-view.ts";

export interface TreeNode {
  name: string;
  format: NodeFormat;
  /** MIME type of a leaf, management object identifier (or empty) of an interior node. */
  type: string;
  /** The node's own ACL; empty inherits. */
  acl: string;
  value: NodeValue;
  title: string;
  /** Counts changes, modulo 65536 (tree §4.1#8). */
  verNo: number;
  /** Time of the last change, seconds since 1970; 0 when it is not known. */
  changed: number;
  parent: TreeNode | undefined;
  /** Of its record in the store, once somebody has asked for it; empty before. */
  key: string;
  /** Its description, as it was found in the description `describedIn` of the whole tree. */
  spec: NodeSpec | undefined;
  describedIn: NodeSpec | undefined;
  /** Present on interior nodes only. */
  readonly children: Map<string, TreeNode> | undefined;
}

export interface NewNode {
  readonly name: string;
  readonly format: NodeFormat;
  readonly type: string;
  readonly value?: NodeValue;
  readonly acl?: string;
  readonly title?: string;
}

/** A node that hangs nowhere yet. */
export function detached({ name, format, type, value = "", acl = "", title = "" }: NewNode): TreeNode {
  const children = format === "node" ? new Map<string, TreeNode>() : undefined;
  return {
    name,
    format,
    type,
    acl,
    value,
    title,
    verNo: 0,
    changed: 0,
    parent: undefined,
    key: "",
    spec: undefined,
    describedIn: undefined,
    children,
  };
}

/** Names from the root; empty for the root. */
export function pathOf(node: TreeNode): readonly string[] {
  let depth = 0;
  for (let at = node; at.parent !== undefined; at = at.parent) depth += 1;
  const path = new Array<string>(depth);
  for (let at = node; at.parent !== undefined; at = at.parent) path[--depth] = at.name;
  return path;
}

/** Whether every node above has it, up to `root`. */
export function isBelow(root: TreeNode, node: TreeNode): boolean {
  let at = node;
  while (at.parent !== undefined) {
    if (at.parent.children?.get(at.name) !== at) return false;
    at = at.parent;
  }
  return at === root;
}

/** Nodes of the subtree, the node itself included. */
export function countNodes(node: TreeNode): number {
  let count = 1;
  for (const child of node.children?.values() ?? []) count += countNodes(child);
  return count;
}

/** What code outside the tree may see. */
export function viewOf(node: TreeNode): NodeView {
  const view = leafView(node);
  return node.children === undefined ? view : { ...view, children: [...node.children.keys()] };
}

/** The same without the names of children. */
export function leafView({ name, format, type, acl, value }: TreeNode): NodeView {
  return { name, format, type, acl, value };
}
