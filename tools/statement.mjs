/**
 * Runs the profile against our own client, and the broken ones, and writes docs/conformance.md and
 * docs/conformance-mutants.md.
 *
 *   node tools/statement.mjs          write the pages
 *   node tools/statement.mjs --check  exit 1 when the page was made from other case data than the sources hold
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bin, ensure, ROOT } from "./ensure.mjs";

/** The hash a page names, if it names one. */
export function hashOf(page) {
  return /^Case data: `([0-9a-f]{64})`$/m.exec(page)?.[1];
}

async function check() {
  // Built by the step before this one.
  const { caseDataHash } = await import(join(ROOT, "packages/lab/dist/index.js"));
  const page = readFileSync(join(ROOT, "docs/conformance.md"), "utf8");
  if (hashOf(page) === caseDataHash()) return console.log("docs/conformance.md was made from these cases");
  console.log("docs/conformance.md was made from other cases; run node tools/statement.mjs");
  process.exitCode = 1;
}

function write() {
  ensure({ build: true });
  const files = ["statement", "mutants"].map((name) => `packages/cli/test/conformance/${name}.test.ts`);
  const env = { ...process.env, OMA_DM_WRITE_STATEMENT: "1" };
  const { status } = spawnSync(bin("vitest"), ["run", ...files], { cwd: ROOT, env, stdio: "inherit" });
  process.exitCode = status ?? 1;
}

if (process.argv.includes("--check")) await check();
else write();
