/** What package 1 says of the device. Clause: DMPRO 1.2 §6.3. */
import type { Item } from "@oma-dm/codec/syncml";
import type { MountedObjects } from "./objects/mounted-objects.ts";
import type { ManagementTree } from "./tree/management-tree.ts";
import type { TreeNode } from "./tree/tree-node.ts";
import { printUri } from "./tree/uri.ts";

/** One Item for each leaf of ./DevInfo, the five mandatory ones first (protocol §5.3). */
export async function devInfoItems(tree: ManagementTree, objects: MountedObjects): Promise<readonly Item[]> {
  const items: Item[] = [];
  const leaves: Leaf[] = [];
  collectLeaves(tree.nodeAt(["DevInfo"]), ["DevInfo"], leaves);
  for (const { node, path } of leaves) {
    const { format, type, value } = node;
    try {
      const computed = objects.read(path);
      const data = (computed instanceof Promise ? await computed : computed) ?? value;
      items.push({ source: { locUri: printUri(path) }, meta: { format, type }, data });
    } catch {
      // The object's fault was told; the session goes on without its leaf.
    }
  }
  return items;
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
