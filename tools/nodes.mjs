/** Runs the unit tests on the other supported Node versions, brought in through npm without install scripts. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ensure, ROOT } from "./ensure.mjs";

/** What judges the codec by other programs, by the clock or by a package registry says the same on every Node. */
const ELSEWHERE = ["oracles/**", "browser.test.ts", "package.test.ts", "bench.test.ts", "growth.test.ts"];
const EXCLUDED = ELSEWHERE.flatMap((path) => ["--exclude", `packages/codec/test/${path}`]);
const VERSIONS = process.argv.length > 2 ? process.argv.slice(2) : ["22", "24", "26"];
ensure({ build: true });
let failed = false;
for (const version of VERSIONS) {
  const folder = join(ROOT, "node_modules/.cache/nodes", version);
  const platform = `node-${process.platform}-${process.arch}`;
  const binary = join(folder, "node_modules", platform, "bin/node");
  if (!existsSync(binary)) {
    // The plain `node` package installs unlocked parts in a script; its platform package is just the binary.
    const args = ["install", "--prefix", folder, "--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit"];
    spawnSync("npm", [...args, "--no-fund", "--engine-strict=false", `${platform}@${version}`], {
      stdio: ["ignore", 2, 2],
    });
  }
  if (!existsSync(binary)) {
    console.log(
      `node ${version}: could not be installed (found ${existsSync(folder) ? readdirSync(folder) : "nothing"})`,
    );
    failed = true;
    continue;
  }
  const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
  const { status, stdout, stderr } = spawnSync(binary, [vitest, "run", "--reporter=dot", ...EXCLUDED], {
    cwd: ROOT,
    encoding: "utf8",
  });
  const plain = stdout.replace(/\u001b\[[0-9;]*m/g, "");
  console.log(`node ${version}: ${/Tests\s+(.*)/.exec(plain)?.[1] ?? "no test ran"}`);
  if (status === 0) continue;
  failed = true;
  process.stdout.write(plain + stderr);
}
process.exit(failed ? 1 : 0);
