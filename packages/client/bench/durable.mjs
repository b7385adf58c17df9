/**
 * What durability costs: a message of 20 Replaces made durable, against one bare synced batch of the same bytes in a
 * LevelDB of its own; the two take turns in one run, medians. And the bytes that reach the disk for it.
 *
 *   node packages/client/bench/durable.mjs [ROUNDS]
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { interior, leaf } from "@oma-dm/client";
import { openLevelStore, systemClock } from "@oma-dm/client/node";
import { ClassicLevel } from "classic-level";

const load = (file) => import(new URL(`../dist/${file}.js`, import.meta.url).href);
const { ManagementTree } = await load("tree/management-tree");
const { MountedObjects } = await load("objects/mounted-objects");
const { execute } = await load("session/execute");

const ROUNDS = Number(process.argv[2] ?? 200);
const LEAVES = Array.from({ length: 20 }, (_, i) => `value${i}`);
const folder = mkdtempSync(join(tmpdir(), "oma-dm-durable-"));
const store = await openLevelStore(join(folder, "ours"));
const bare = new ClassicLevel(join(folder, "bare"), { keyEncoding: "buffer", valueEncoding: "buffer" });
await bare.open();

let batch = [];
const counting = {
  ...store,
  entries: (prefix) => store.entries(prefix),
  commit: (changes) => {
    batch = changes;
    return store.commit(changes);
  },
};
const tree = await ManagementTree.load(counting, { now: () => Date.now() });
const objects = new MountedObjects(tree, systemClock());
const P = { scope: "Permanent", initial: "0" };
const nodes = LEAVES.map((name) => leaf(name, "chr", ["Get", "Replace"], P));
objects.mount({ spec: interior("Bench", ["Get"], nodes, { scope: "Permanent", acl: "Get=*&Replace=*" }) });
await objects.flush();
const actor = { kind: "server", serverId: "S" };
const executor = {
  tree,
  objects,
  actor,
  placements: [],
  decided: new Map(),
  encoding: "wbxml",
  flush: () => objects.flush(),
};

const written = () => Number(/^write_bytes: (\d+)/m.exec(readFileSync("/proc/self/io", "utf8"))?.[1] ?? 0);
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const ours = [];
const theirs = [];
const bytes = [];
/** The batch before, byte for byte, without us. */
async function bareBatch() {
  const operations = batch.map(({ key, value }) => ({ type: "put", key: Buffer.from(key), value: Buffer.from(value) }));
  const began = performance.now();
  await bare.batch(operations, { sync: true });
  theirs.push(performance.now() - began);
}

for (let round = 0; round < ROUNDS; round++) {
  const commands = LEAVES.map((name, i) => ({
    cmd: "Replace",
    cmdId: String(i + 1),
    items: [{ target: { locUri: `./Bench/${name}` }, data: `round ${round}, a value of usual length` }],
  }));
  const replies = await execute(executor, commands, "1");
  if (replies.some(({ data }) => data !== "200")) throw new Error("a Replace was refused");
  // Whoever syncs first after a pause waits longer for the disk: they take turns in that too.
  if (round % 2 === 1) await bareBatch();
  const [before, start] = [written(), performance.now()];
  await objects.flush();
  ours.push(performance.now() - start);
  bytes.push(written() - before);
  if (round % 2 === 0) await bareBatch();
}
const ratios = ours.map((value, i) => value / theirs[i]);
const payload = batch.reduce((sum, { key, value }) => sum + key.length + value.length, 0);
console.log(
  JSON.stringify({
    rounds: ROUNDS,
    ms: { durableMessage: median(ours), bareBatch: median(theirs), ratio: median(ratios) },
    bytes: { records: payload, onDisk: median(bytes) },
  }),
);
await store.close();
await bare.close();
rmSync(folder, { recursive: true });
