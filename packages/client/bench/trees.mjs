/** Trees of a size asked for: an open area, ten leaves to an interior node. */
import { interior } from "@oma-dm/client";
import { memoryStore } from "@oma-dm/client/node";

const { ManagementTree } = await import(new URL("../dist/tree/management-tree.js", import.meta.url).href);
const EVERYONE = "Add=*&Delete=*&Exec=*&Get=*&Replace=*";

/** A tree of `count` nodes below ./Big, in `store`. */
export async function treeOf(count, store = memoryStore()) {
  const tree = await ManagementTree.load(store, { now: () => 1_700_000_000_000 });
  tree.mount(interior("Big", ["Add", "Get"], [], { scope: "Permanent", open: true, acl: EVERYONE }));
  await tree.transact((transaction) => {
    const top = tree.nodeAt(["Big"]);
    let parent = top;
    for (let i = 0; i < count; i++) {
      if (i % 11 === 0) parent = transaction.insert(top, { name: `n${i}`, format: "node", type: "" });
      else transaction.insert(parent, { name: `leaf${i}`, format: "chr", type: "text/plain", value: `value ${i}` });
    }
    transaction.commit();
  });
  await tree.flush();
  return tree;
}

/** What a server asks with. */
export const contextOf = (tree) => ({ tree, transaction: undefined, actor: { kind: "server", serverId: "S" } });
