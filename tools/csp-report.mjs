/**
 * Executes the collection's SyncML for Windows and writes docs/csp.md and the table of answers; `--check` compares them.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { bin, ensure, ROOT } from "./ensure.mjs";

ensure();
if (!existsSync(new URL("../../shared/corpus/", import.meta.url))) {
  console.error("error: this needs the maintainers' collection beside the checkout; docs/csp.md is left as it is");
  process.exit(69);
}
const writes = process.argv[2] === "--check" ? "0" : "1";
const args = ["run", "packages/client/test/csp.test.ts"];
const env = { ...process.env, OMA_DM_WRITE_CSP_REPORT: writes, OMA_DM_NO_SKIP: "1" };
const { status } = spawnSync(bin("vitest"), args, { cwd: ROOT, env, stdio: ["ignore", "inherit", "inherit"] });
process.exit(status ?? 1);
