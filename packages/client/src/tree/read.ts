/** Values on their way out. Clause: DMTND 1.2 §6.1; tree §3#2, #3. */
import type { TreeContext } from "./conditions.ts";
import type { TreeNode } from "./tree-node.ts";
import type { NodeValue } from "./tree-view.ts";
import { escapeName } from "./uri.ts";

export interface Read {
  readonly format: string;
  readonly type: string;
  /** A promise where a management object computes it in its own time. */
  readonly data: NodeValue | Promise<NodeValue>;
}

/** A leaf's value, or the names of an interior node's children as they stand in URIs. */
export function readNode(context: TreeContext, node: TreeNode, path: readonly string[]): Read {
  if (node.children !== undefined) {
    return { format: "node", type: "text/plain", data: [...node.children.keys()].map(escapeName).join("/") };
  }
  return { format: node.format, type: node.type, data: nodeValue(context, node, path) };
}

/** What the object behind a leaf says, else what is stored. */
export function nodeValue(
  { read }: TreeContext,
  node: TreeNode,
  path: readonly string[],
): NodeValue | Promise<NodeValue> {
  const computed = read?.(path);
  return computed instanceof Promise ? valueAfter(computed, node) : (computed ?? node.value);
}

async function valueAfter(computed: Promise<NodeValue | undefined>, node: TreeNode): Promise<NodeValue> {
  return (await computed) ?? node.value;
}
