/**
 * The API reference of the codec, from its sources, as Markdown in docs/api. What has no description and a link that
 * leads nowhere are errors.
 *
 *   node tools/docs.mjs           write it
 *   node tools/docs.mjs --check   exit 1 when what stands there is not what the sources say
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { ensure, ROOT } from "./ensure.mjs";
import { checkLock } from "./lockcheck.mjs";

const TOOL = join(ROOT, "tools/docs");
const STAMP = join(TOOL, "node_modules/.cache/installed");
const PACKAGE = join(ROOT, "packages/codec");
const OUT = join(ROOT, "docs/api/codec");

/** The sources behind the export paths. The root comes last, so that what it passes on is described where it belongs. */
export function entryPoints(exports) {
  const paths = Object.keys(exports).filter((path) => exports[path]["@oma-dm/source"] !== undefined);
  return [...paths.filter((path) => path !== "."), "."].map((path) => exports[path]["@oma-dm/source"]);
}

/** How the files of two folders differ, a line each. */
export function compareFolders(wanted, found) {
  const files = new Map([wanted, found].map((folder) => [folder, contents(folder)]));
  const names = [...new Set([...files.values()].flatMap((folder) => [...folder.keys()]))].sort();
  return names.flatMap((name) => {
    const [a, b] = [files.get(wanted).get(name), files.get(found).get(name)];
    if (a === b) return [];
    if (b === undefined) return [`${name} is missing`];
    return [a === undefined ? `${name} is left over` : `${name} is out of date`];
  });
}

function contents(folder) {
  if (!existsSync(folder)) return new Map();
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries.map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      return [relative(folder, file), readFileSync(file, "utf8")];
    }),
  );
}

/** The generator has a lock of its own, because it needs a compiler with an API (docs/dependencies.md). */
function installGenerator() {
  const lock = readFileSync(join(TOOL, "package-lock.json"), "utf8");
  const problems = checkLock(JSON.parse(lock));
  if (problems.length > 0) stop(problems.map((problem) => `tools/docs/package-lock.json: ${problem}`).join("\n"));
  const wanted = createHash("sha256").update(lock).digest("hex");
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === wanted) return;
  const args = ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
  if (spawnSync("npm", args, { cwd: TOOL, stdio: ["ignore", 2, 2] }).status !== 0) stop("the installation failed");
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, wanted);
}

function generate(out) {
  const { exports } = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8"));
  const sources = entryPoints(exports).flatMap((source) => ["--entryPoints", join(PACKAGE, source)]);
  const options = ["--options", join(TOOL, "typedoc.json"), "--out", out, "--logLevel", "Warn"];
  const args = [join(TOOL, "node_modules/typedoc/bin/typedoc"), ...options, ...sources];
  if (spawnSync(process.execPath, args, { cwd: ROOT, stdio: ["ignore", 2, 2] }).status !== 0) {
    stop("the reference was not written; see above");
  }
}

function check() {
  const out = mkdtempSync(join(tmpdir(), "oma-dm-docs-"));
  process.on("exit", () => rmSync(out, { recursive: true, force: true }));
  generate(out);
  const differences = compareFolders(out, OUT);
  if (differences.length > 0) stop(`docs/api/codec: ${differences.join(", ")}; run npm run docs`);
}

function stop(message) {
  console.error(`error: ${message}`);
  process.exit(1);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  ensure();
  installGenerator();
  if (process.argv[2] === "--check") check();
  else generate(OUT);
}
