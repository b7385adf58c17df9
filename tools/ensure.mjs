/** Makes a clone ready: the right Node, the locked dependencies, and (with `build`) compiled packages. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const STAMP = join(ROOT, "node_modules/.cache/installed");
const PACKAGES = ["codec", "client", "lab", "cli"].map((name) => `packages/${name}`);

/** Path of a tool of the locked set; scripts call these directly so that nothing else can answer. */
export const bin = (name) => join(ROOT, "node_modules/.bin", name);

export function ensure({ build = false } = {}) {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    stop(`this needs Node 20.19 or newer; you run ${process.versions.node}`);
  const lock = readFileSync(join(ROOT, "package-lock.json"));
  const wanted = createHash("sha256").update(lock).update(`${process.platform} ${process.arch}`).digest("hex");
  if (!existsSync(STAMP) || readFileSync(STAMP, "utf8") !== wanted) {
    console.error("installing the locked dependencies …");
    run("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"], "the installation failed");
    mkdirSync(dirname(STAMP), { recursive: true });
    writeFileSync(STAMP, wanted);
  }
  if (build) run(bin("tsc"), ["-b", ...PACKAGES], "the build failed");
}

function run(command, args, problem) {
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: ["ignore", 2, 2] });
  if (error !== undefined || status !== 0) stop(`${problem}: ${command} ended with ${error?.message ?? status}`);
}

function stop(message) {
  console.error(`error: ${message}`);
  process.exit(1);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) ensure({ build: process.argv[2] === "build" });
