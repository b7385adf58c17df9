/** `npm test`: installs and builds what is stale, runs every test this machine can run, says what it skipped and why. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { bin, ensure, ROOT } from "./ensure.mjs";

const REPORT = join(ROOT, "node_modules/.cache/test-report.json");
ensure({ build: true });
mkdirSync(dirname(REPORT), { recursive: true });
rmSync(REPORT, { force: true });
const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${REPORT}`, ...process.argv.slice(2)];
const { status } = spawnSync(bin("vitest"), args, { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] });
const report = existsSync(REPORT) ? JSON.parse(readFileSync(REPORT, "utf8")) : undefined;
const tests = (report?.testResults ?? []).flatMap(({ assertionResults }) => assertionResults);
const count = (wanted) => tests.filter((test) => wanted.includes(test.status)).length;
const passed = count(["passed"]);
const skipped = count(["skipped", "pending", "todo", "disabled"]);
// A file that does not load, an unhandled error or an empty run has no failed test, and is a failure all the same.
const failed = Math.max(count(["failed"]), status !== 0 || passed === 0 ? 1 : 0);
const reasons = new Set(
  tests.filter((test) => test.status !== "passed" && test.status !== "failed").map((test) => reasonOf(test)),
);
for (const reason of reasons) console.log(`skipped: ${reason}`);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed === 0 ? 0 : 1);

/** The group that says "(needs …)" names the reason once for all of its tests. */
function reasonOf({ ancestorTitles, fullName }) {
  return ancestorTitles.find((title) => title.includes("(needs ")) ?? fullName;
}
