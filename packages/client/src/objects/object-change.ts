/** A transaction as objects see it. */
import type { ManagementTree } from "../tree/management-tree.ts";
import type { Transaction } from "../tree/transaction.ts";
import type { NodeChange, ObjectChange } from "./management-object.ts";

/**
 * What differs, object by object, each as `ownerOf` says whose a path is. Places that nobody owns, and nodes that were
 * added and removed again, are left out.
 */
export function changesBy<Owner>(
  tree: ManagementTree,
  transaction: Transaction,
  ownerOf: (path: readonly string[]) => Owner | undefined,
): ReadonlyMap<Owner, ObjectChange> {
  const nodes = new Map<Owner, NodeChange[]>();
  for (const { path, node: before } of transaction.changes) {
    const owner = ownerOf(path);
    const after = tree.find(path);
    if (owner === undefined || (before === undefined && after === undefined)) continue;
    const own = nodes.get(owner) ?? [];
    own.push({ path, ...(before && { before }), ...(after && { after }) });
    nodes.set(owner, own);
  }
  return new Map(
    [...nodes].map(([owner, own]) => [owner, { nodes: own.sort((a, b) => a.path.length - b.path.length), tree }]),
  );
}
