/**
 * Commits numbered batches of 64 kB to a store, so many that LevelDB begins new logs (each 4 MB) in between. Whenever a
 * batch is committed, `SENT n` goes to the file descriptor of `MARKS`.
 *
 *   node commit-large.mjs STATE BATCHES
 */
import { writeSync } from "node:fs";
import { openLevelStore } from "@oma-dm/client/node";

const [state, batches] = process.argv.slice(2);
const store = await openLevelStore(state);
for (let n = 1; n <= Number(batches); n++) {
  const value = Buffer.alloc(64 * 1024, `${n} `);
  await store.commit([
    { key: "large", value },
    { key: `n/${n}`, value: Buffer.from(String(n)) },
  ]);
  writeSync(Number(process.env.MARKS ?? 1), `SENT ${n}\n`);
}
await store.close();
