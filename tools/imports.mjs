/** The arrows of the house: who may import whom. Tests are free; sources are not. */
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "./ensure.mjs";

/** Package → packages of ours it may import. `lab` and `client` never meet: one must not mirror the other's misreading. */
const ARROWS = { codec: [], client: ["codec"], lab: ["codec"], cli: ["codec", "client", "lab"] };
/** Folder of the client → folders it may import; files beside the folders are open to all but `tree`'s own rule. */
const CLIENT_ARROWS = {
  tree: [],
  security: [],
  objects: ["tree"],
  session: ["tree", "security"],
  bootstrap: ["tree", "objects"],
  report: ["tree", "session", "security"],
  push: ["objects", "bootstrap", "security"],
  node: [],
};
/** What may reach outside: everything else is pure. */
const MAY_USE_NODE = [/^packages\/client\/src\/node\//, /^packages\/lab\//, /^packages\/cli\//];
/** Digests and random numbers are no I/O. */
const MAY_USE_CRYPTO = /^packages\/client\/src\/security\//;
/** Of the files beside the folders these fill in the edges: those the device is not given, and the bearers of pushes. */
const FACADES = ["packages/client/src/device-parts.ts", "packages/client/src/push-bearers.ts"];
const LEAVES = new Set([
  "card-error.ts",
  "device-error.ts",
  "ports.ts",
  "push-ports.ts",
  "status.ts",
  "loopback.ts",
  "http-options.ts",
  "maybe-later.ts",
  "recent.ts",
  "turns.ts",
  "writable.ts",
]);

/** A static import or re-export, over as many lines as it takes, a bare import, or a dynamic one. */
const STATEMENT =
  /^[ \t]*(?:import|export)\b[^;"']*?\bfrom\s*["']([^"']+)["']|^[ \t]*import\s*["']([^"']+)["']|\bimport\s*\(\s*["']([^"']+)["']/gm;

/** `sources` maps a path to its text, `manifests` a package to its package.json. */
export function checkImports(sources, manifests) {
  const problems = [];
  for (const [file, text] of Object.entries(sources)) {
    const [, name = "", , folder] = /^packages\/(\w+)\/src\/(([\w-]+)\/)?/.exec(file) ?? [];
    for (const match of text.matchAll(STATEMENT)) {
      const target = match[1] ?? match[2] ?? match[3];
      const line = text.slice(0, match.index + match[0].length).split("\n").length;
      const why = refuse(file, name, folder, target, manifests[name] ?? {});
      if (why !== undefined) problems.push(`${file}:${line}: ${why}`);
    }
  }
  return problems;
}

function refuse(file, name, folder, target, manifest) {
  if (target.startsWith(".")) return refuseInside(file, name, folder, target);
  if (target === "node:crypto" && MAY_USE_CRYPTO.test(file)) return undefined;
  if (target.startsWith("node:")) {
    return MAY_USE_NODE.some((allowed) => allowed.test(file)) ? undefined : `${target}: only the edges may use Node`;
  }
  const dependency = target.startsWith("@") ? target.split("/").slice(0, 2).join("/") : target.split("/")[0];
  if ({ ...manifest.optionalDependencies, ...manifest.dependencies }[dependency] === undefined)
    return `${dependency} is not a dependency of ${name}`;
  const own = dependency === "oma-dm" ? "cli" : /^@oma-dm\/(\w+)$/.exec(dependency)?.[1];
  if (own !== undefined) return ARROWS[name]?.includes(own) ? undefined : `${name} must not import ${own}`;
  if (name === "client" && folder !== "node") return `${dependency}: only src/node reaches outside`;
  return undefined;
}

function refuseInside(file, name, folder, target) {
  const reached = posix.join(posix.dirname(file), target);
  if (!reached.startsWith(`packages/${name}/`)) return `${target} leaves the package`;
  if (name !== "client") return undefined;
  const [, to, rest = ""] = /^packages\/client\/src\/(?:([\w-]+)\/)?(.*)$/.exec(reached) ?? [];
  if (folder === undefined) {
    return to === "node" && !FACADES.includes(file)
      ? "only device-parts.ts, push-bearers.ts and src/node import src/node"
      : undefined;
  }
  if (to === folder || (to === undefined && LEAVES.has(rest))) return undefined;
  return CLIENT_ARROWS[folder]?.includes(to) ? undefined : `${folder} must not import ${to ?? rest}`;
}

function read() {
  const sources = {};
  const manifests = {};
  for (const name of Object.keys(ARROWS)) {
    const base = `packages/${name}`;
    manifests[name] = JSON.parse(readFileSync(join(ROOT, base, "package.json"), "utf8"));
    for (const file of readdirSync(join(ROOT, base, "src"), { recursive: true })) {
      if (/\.[mc]?tsx?$/.test(file))
        sources[`${base}/src/${file}`] = readFileSync(join(ROOT, base, "src", file), "utf8");
    }
  }
  return { sources, manifests };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { sources, manifests } = read();
  const problems = checkImports(sources, manifests);
  for (const problem of problems) console.log(problem);
  process.exit(problems.length === 0 ? 0 : 1);
}
