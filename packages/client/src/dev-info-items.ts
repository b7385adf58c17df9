/** What package 1 says of the device. Clause: DMPRO 1.2 §6.3. */
import type { Item } from "@oma-dm/codec/syncml";
import type { MaybeLater } from "./maybe-later.ts";
import type { MountedObjects } from "./objects/mounted-objects.ts";
import type { ManagementTree } from "./tree/management-tree.ts";
import type { TreeNode } from "./tree/tree-node.ts";
import type { NodeValue } from "./tree/tree-view.ts";
import { printUri } from "./tree/uri.ts";

/** One Item for each leaf of ./DevInfo, the five mandatory ones first (protocol §5.3). */
export function devInfoItems(tree: ManagementTree, objects: MountedObjects): MaybeLater<readonly Item[]> {
  const leaves: Leaf[] = [];
  collectLeaves(tree.nodeAt(["DevInfo"]), ["DevInfo"], leaves);
  const values = leaves.map(({ path }) => objects.read(path));
  return values.some((value) => value instanceof Promise)
    ? settled(leaves, values)
    : leaves.map((leaf, index) => itemOf(leaf, values[index] as NodeValue | undefined));
}

/** Where an object fails, its fault was told; the session goes on without its leaf. */
async function settled(
  leaves: readonly Leaf[],
  values: readonly ReturnType<MountedObjects["read"]>[],
): Promise<readonly Item[]> {
  const results = await Promise.allSettled(values);
  return results.flatMap((result, index) =>
    result.status === "fulfilled" ? [itemOf(leaves[index]!, result.value)] : [],
  );
}

function itemOf({ node: { format, type, value }, path }: Leaf, computed: NodeValue | undefined): Item {
  return { source: { locUri: printUri(path) }, meta: { format, type }, data: computed ?? value };
}

interface Leaf {
  readonly node: TreeNode;
  readonly path: readonly string[];
}

function collectLeaves(node: TreeNode | undefined, path: readonly string[], leaves: Leaf[]): void {
  if (node === undefined) return;
  if (node.children === undefined) leaves.push({ node, path });
  else for (const child of node.children.values()) collectLeaves(child, [...path, child.name], leaves);
}
