/**
 * Values that name other nodes. They follow when the nodes they name get another URI (tree §4.4, §11#8): an account
 * names its connectivity so.
 */
import type { TreeContext } from "./conditions.ts";
import type { TreeNode } from "./tree-node.ts";
import { parseUri, printUri } from "./uri.ts";

/** Leaves whose value is the URI of a node, by name: the standard objects have no other mark for them. */
export const REFERENCE_LEAVES: readonly string[] = ["ConRef", "PrefConRef", "ProxyRef", "NAPRef", "ToRef"];

/** Everything in the tree that named `from`, or a node below, names `to` instead. */
export function rewriteReferences(context: TreeContext, from: readonly string[], to: readonly string[]): void {
  const visit = (node: TreeNode): void => {
    if (node.children === undefined) {
      if (!REFERENCE_LEAVES.includes(node.name) || typeof node.value !== "string") return;
      const value = rewritten(node.value, from, to);
      if (value !== undefined) context.transaction.set(node, { value });
    } else for (const child of node.children.values()) visit(child);
  };
  visit(context.tree.root);
}

/** The value with `to` in the place of `from`; undefined when it names something else. */
export function rewritten(value: string, from: readonly string[], to: readonly string[]): string | undefined {
  const address = parseUri(value.trim());
  if (typeof address === "number" || address.prop !== undefined || address.list !== undefined) return undefined;
  if (!from.every((name, index) => address.path[index] === name)) return undefined;
  return printUri([...to, ...address.path.slice(from.length)]);
}
