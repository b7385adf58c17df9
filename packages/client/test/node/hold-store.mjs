// Child of store-sharing.test.ts: holds the store in argv[2] and does what it is told, line by line, saying how it went.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const place = process.argv[2];
const { module } = await runnerImport(fileURLToPath(new URL("../../src/node/level-store.ts", import.meta.url)), {
  logLevel: "error",
});
const say = (line) => process.stdout.write(`${line}\n`);
const reason = ({ code, message }) => `${code}: ${message}`;
let store;
try {
  store = await module.openLevelStore(place);
  say("open");
} catch (error) {
  say(reason(error));
  process.exit();
}
let n = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const [verb, argument] = line.split(" ");
  if (verb === "claim") {
    writeFileSync(join(place, "holder.json"), `{"pid":${argument},"since":"${new Date().toISOString()}"}\n`);
    say("claimed");
    continue;
  }
  const value = Buffer.alloc(argument === "large" ? 64 * 1024 : 10, "value");
  try {
    await store.commit([{ key: `n/${n + 1}`, value }]);
    n += 1;
    say(`committed ${n}`);
  } catch (error) {
    say(reason(error));
  }
}
