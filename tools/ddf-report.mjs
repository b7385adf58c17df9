/** Reads every description of the collection and writes into docs/ddf.md how many load, and what the rest lack. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { bin, ensure, ROOT } from "./ensure.mjs";

ensure();
if (!existsSync(new URL("../../shared/corpus/", import.meta.url))) {
  console.error("error: this needs the maintainers' collection beside the checkout; docs/ddf.md is left as it is");
  process.exit(69);
}
const args = ["run", "packages/client/test/objects/ddf-collection.test.ts"];
const env = { ...process.env, OMA_DM_WRITE_DDF_REPORT: "1", OMA_DM_NO_SKIP: "1" };
const { status } = spawnSync(bin("vitest"), args, { cwd: ROOT, env, stdio: ["ignore", "inherit", "inherit"] });
process.exit(status ?? 1);
