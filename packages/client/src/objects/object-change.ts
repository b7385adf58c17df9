/** A transaction as one object sees it. */
import type { ManagementTree } from "../tree/management-tree.ts";
import type { Transaction } from "../tree/transaction.ts";
import type { NodeChange, ObjectChange } from "./management-object.ts";

/** What differs below an object's root; undefined when nothing does. */
export function changeOf(
  tree: ManagementTree,
  transaction: Transaction,
  isOwn: (path: readonly string[]) => boolean,
): ObjectChange | undefined {
  const nodes = transaction.changes
    .filter(({ path }) => isOwn(path))
    .map(({ path, node: before }): NodeChange => {
      const after = tree.find(path);
      return { path, ...(before && { before }), ...(after && { after }) };
    })
    // Added and removed again, it never was.
    .filter(({ before, after }) => before !== undefined || after !== undefined)
    .sort((a, b) => a.path.length - b.path.length);
  return nodes.length === 0 ? undefined : { nodes, tree };
}
