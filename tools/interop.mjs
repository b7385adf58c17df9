/** Runs the codec's oracle suites and writes their numbers into docs/interop.md. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { bin, ensure, ROOT } from "./ensure.mjs";

ensure();
if (!existsSync(new URL("../../shared/corpus/", import.meta.url))) {
  console.error("error: this needs the maintainers' collection beside the checkout; docs/interop.md is left as it is");
  process.exit(69);
}
// One file at a time: each writes its own part of the page.
const args = ["run", "--no-file-parallelism", "packages/codec/test/oracles"];
const env = { ...process.env, OMA_DM_WRITE_INTEROP: "1", OMA_DM_NO_SKIP: "1" };
const { status } = spawnSync(bin("vitest"), args, { cwd: ROOT, env, stdio: ["ignore", "inherit", "inherit"] });
process.exit(status ?? 1);
