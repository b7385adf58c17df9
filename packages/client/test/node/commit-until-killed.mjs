// Child of level-store.test.ts: commits numbered batches to the store in argv[2] and prints each number once its
// commit has resolved, until it is killed.
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const { module } = await runnerImport(fileURLToPath(new URL("../../src/node/level-store.ts", import.meta.url)), {
  logLevel: "error",
});
const store = await module.openLevelStore(process.argv[2]);
const before = await store.entries("seq/");
for (let n = before.length + 1; ; n++) {
  const value = Buffer.from(String(n));
  const slots = Array.from({ length: 60 }, (_, i) => ({
    key: `slot/${i}`,
    value: Buffer.concat([value, Buffer.alloc(300)]),
  }));
  await store.commit([...slots.slice(0, 30), { key: `seq/${n}`, value }, ...slots.slice(30)]);
  process.stdout.write(`${n}\n`);
}
