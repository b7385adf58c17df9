/** `npm run check`: format, lint, types, generated code, arrows, lock, citations, conformance cases, proofs. */
import { spawnSync } from "node:child_process";
import { bin, ensure, ROOT } from "./ensure.mjs";

ensure();
const node = process.execPath;
const STEPS = [
  ["format and lint", bin("biome"), ["check", "--error-on-warnings", "."]],
  ["types", bin("tsc"), ["-b"]],
  ["generated code", node, ["tools/shapes.mjs", "--check"]],
  ["import direction", node, ["tools/imports.mjs"]],
  ["lock", node, ["tools/lockcheck.mjs"]],
  ["citations", node, ["tools/rules.mjs"]],
  ["conformance cases", node, ["tools/statement.mjs", "--check"]],
  ["proofs", node, ["tools/proofs.mjs", "--check"]],
];
let failed = false;
for (const [name, command, args] of STEPS) {
  const started = Date.now();
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: ROOT, encoding: "utf8" });
  console.log(`${status === 0 ? "ok  " : "FAIL"} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (status === 0) continue;
  failed = true;
  process.stdout.write(`${stdout ?? ""}${stderr ?? ""}\n`);
}
process.exit(failed ? 1 : 0);
