/**
 * Opens a stored tree in a process of its own. `make FOLDER COUNT` writes one; `open FOLDER` prints, as JSON, the seconds
 * it took from the files to the tree, and the bytes of memory it takes up.
 */
import { openLevelStore } from "@oma-dm/client/node";
import { treeOf } from "./trees.mjs";

const { ManagementTree } = await import(new URL("../dist/tree/management-tree.js", import.meta.url).href);
const [verb, folder, count] = process.argv.slice(2);

if (verb === "make") {
  const store = await openLevelStore(folder);
  await treeOf(Number(count), store);
  await store.close();
} else {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const began = performance.now();
  const store = await openLevelStore(folder);
  const tree = await ManagementTree.load(store);
  const seconds = (performance.now() - began) / 1_000;
  globalThis.gc?.();
  const bytes = process.memoryUsage().heapUsed - before;
  console.log(JSON.stringify({ seconds, nodes: tree.size, bytes }));
  await store.close();
}
