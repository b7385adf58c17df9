/** The tree: does a node cost more in a large one, how fast is a whole subtree read, how fast is a stored one opened. */
import { strictEqual } from "node:assert";
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { contextOf, treeOf } from "./trees.mjs";

const load = (file) => import(new URL(`../dist/tree/${file}.js`, import.meta.url).href);
const { getNode } = await load("commands");
const { query } = await load("queries");
const { parseUri } = await load("uri");

const LARGE = 100_000;
const SMALL = 1_000;
const SUBTREE = 10_000;
/** Nodes a second that were asked for. */
const ASKED = 200_000;

/** One Get as a server asks it: from the URI to the value. */
function getLeaf(tree) {
  const context = contextOf(tree);
  const leaves = Array.from({ length: 64 }, (_, i) => {
    const at = Math.floor((tree.size * i) / 80) - (Math.floor((tree.size * i) / 80) % 11) + 1;
    return `./Big/n${at - 1}/leaf${at}`;
  });
  let next = 0;
  return () => {
    const read = getNode(context, parseUri(leaves[next++ % leaves.length]));
    if (typeof read.data !== "string") throw new Error("no value");
    return read;
  };
}

function structData(tree) {
  const context = contextOf(tree);
  return () => {
    let count = 0;
    for (const node of query(context, { path: ["Big"], list: "StructData" }).nodes) if (node.uri !== "") count++;
    return count;
  };
}

const asked = (nodes) => ({ name: `${ASKED.toLocaleString("en-US")} nodes/s`, measure: () => ASKED / nodes });

function opened(folder) {
  const program = fileURLToPath(new URL("open-tree.mjs", import.meta.url));
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--expose-gc", program, "open", folder], {
    encoding: "utf8",
    timeout: 120_000,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

export async function figures(folder) {
  const [small, large, subtree] = [await treeOf(SMALL), await treeOf(LARGE), await treeOf(SUBTREE - 1)];
  strictEqual(structData(subtree)(), SUBTREE);
  const stored = join(folder, "tree");
  rmSync(stored, { recursive: true, force: true });
  const program = fileURLToPath(new URL("open-tree.mjs", import.meta.url));
  const made = spawnSync(process.execPath, [program, "make", stored, String(LARGE)], { encoding: "utf8" });
  strictEqual(made.status, 0, made.stderr);
  const { bytes, nodes } = opened(stored);
  const perNode = Math.round(bytes / nodes);
  return [
    {
      name: `Get a leaf of ${LARGE.toLocaleString("en-US")} nodes`,
      bytes: 0,
      ours: { name: "large tree", run: getLeaf(large) },
      rival: { name: `the same of ${SMALL.toLocaleString("en-US")}`, run: getLeaf(small) },
      floor: 0.5,
    },
    {
      name: "StructData of 10,000 nodes",
      bytes: 0,
      ours: { name: "StructData", run: structData(subtree) },
      rival: asked(SUBTREE),
      floor: 1,
    },
    {
      name: `open a stored tree of ${LARGE.toLocaleString("en-US")} nodes (${perNode} bytes of heap a node)`,
      bytes: 0,
      ours: { name: "open", measure: () => 1 / opened(stored).seconds },
      rival: asked(LARGE),
      floor: 1,
    },
  ];
}
