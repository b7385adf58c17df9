/** The lock names no registry, is complete, and lets nothing run at installation but classic-level's loader. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "./ensure.mjs";

const MAY_HAVE_SCRIPT = new Set(["node_modules/classic-level"]);

/** What is wrong with a parsed package-lock.json, a line each. */
export function checkLock(lock) {
  const problems = [];
  const packages = Object.entries(lock.packages ?? {});
  const names = new Set(packages.map(([path]) => path.slice(path.lastIndexOf("node_modules/") + 13)));
  for (const [path, entry] of packages) {
    if (entry.link === true) continue;
    // The root and the workspaces come from no registry; everything else holds for them too.
    const ours = !path.includes("node_modules/");
    const where = path || "the root";
    if (entry.resolved !== undefined) problems.push(`${where}: names a registry; delete "resolved"`);
    if (!ours && entry.integrity === undefined && entry.inBundle !== true) problems.push(`${where}: has no integrity`);
    if (entry.hasInstallScript === true && !MAY_HAVE_SCRIPT.has(path)) problems.push(`${where}: has an install script`);
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      if (!names.has(name)) problems.push(`${where}: ${name} is missing; npm ci would refuse the lock`);
    }
  }
  return problems;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const problems = checkLock(JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")));
  for (const problem of problems) console.log(`package-lock.json: ${problem}`);
  process.exit(problems.length === 0 ? 0 : 1);
}
