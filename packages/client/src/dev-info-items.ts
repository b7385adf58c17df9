/** What package 1 says of the device. Clause: DMPRO 1.2 §6.3. */
import type { Item } from "@oma-dm/codec/syncml";
import type { MountedObjects } from "./objects/mounted-objects.ts";
import type { ManagementTree } from "./tree/management-tree.ts";
import { printUri } from "./tree/uri.ts";

/** One Item for each leaf of ./DevInfo, the five mandatory ones first (protocol §5.3). */
export async function devInfoItems(tree: ManagementTree, objects: MountedObjects): Promise<readonly Item[]> {
  const items: Item[] = [];
  const visit = async (path: readonly string[]): Promise<void> => {
    const node = tree.nodeAt(path);
    for (const name of node?.children?.keys() ?? []) await visit([...path, name]);
    if (node === undefined || node.children !== undefined) return;
    const { format, type, value } = node;
    try {
      const data = (await objects.read(path)) ?? value;
      items.push({ source: { locUri: printUri(path) }, meta: { format, type }, data });
    } catch {
      // The object's fault was told; the session goes on without its leaf.
    }
  };
  await visit(["DevInfo"]);
  return items;
}
