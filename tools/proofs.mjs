/**
 * Writes docs/rules.md: for each rule of the rule book, which code stands on it and which tests cite it. A citation is
 * not yet a proof (decisions D19): what is proven by a mutant is marked by the tests that kill them.
 *
 *   node tools/proofs.mjs          write the page
 *   node tools/proofs.mjs --check  exit 1 when the page is not what it would be
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { citedBy, collectRules } from "./rules.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PAGE = join(ROOT, "docs/rules.md");
const CODE = /^packages\/[^/]+\/src\/.*\.ts$/;
const TESTS = /^packages\/[^/]+\/(?:test|fuzz)\/.*\.(?:ts|mjs)$/;
/** Tables whose rows are perturbed one by one; their citations are proven ones. */
const MUTATED = [
  "packages/client/src/tree/rules.ts",
  "packages/client/src/tree/properties.ts",
  "packages/client/src/tree/queries.ts",
  "packages/client/src/tree/value.ts",
];

/** `bare`: without comments, so that of a test only what a case itself cites counts. */
function citations(files, bare = false) {
  const found = new Map();
  for (const file of files) {
    const text = readFileSync(join(ROOT, file), "utf8");
    for (const id of citedBy(bare ? text.replace(/\/\*.*?\*\/|\/\/.*$/gms, "") : text)) {
      found.set(id, (found.get(id) ?? new Set()).add(file));
    }
  }
  return found;
}

/** A rule is cited by its own number, or with its whole section. */
function citing(found, id) {
  const section = id.includes("#") ? id.split("#")[0] : undefined;
  return [...(found.get(id) ?? []), ...((section && found.get(section)) ?? [])];
}

const names = (files) => [...new Set(files.map((file) => basename(file)))].sort().join(", ");

function page() {
  const listing = execFileSync("git", ["ls-files", "-coz", "--exclude-standard"], { cwd: ROOT, encoding: "utf8" });
  const files = listing.split("\0");
  const code = citations(files.filter((file) => CODE.test(file)));
  const tests = citations(
    files.filter((file) => TESTS.test(file)),
    true,
  );
  const mutated = citations(MUTATED);
  const lines = [
    "# Rules and their tests",
    "",
    "Written by `node tools/proofs.mjs` from the citations in the code and the tests. `whole section` citations count for",
    "each rule of the section; of a test, only what its cases cite, not its comments. **mutant**: the rule stands on a row of a table that `packages/client/test/tree/mutants.test.ts`",
    "perturbs, and the perturbed row makes a citing case fail (decisions D19). Rules that neither code nor test cites are",
    "left out here and counted below: reading aids, provenance, and what is not built yet.",
  ];
  const rules = [...collectRules(join(ROOT, "docs/spec"))].filter((id) => id.includes("#") || !id.includes("§"));
  for (const sheet of ["tree", "protocol", "bootstrap-push", "conformance", ""]) {
    const own = rules.filter((id) => (sheet === "" ? !id.includes("§") : id.startsWith(`${sheet} `)));
    const cited = own.filter((id) => citing(code, id).length + citing(tests, id).length > 0);
    const tested = cited.filter((id) => citing(tests, id).length > 0);
    const title = sheet === "" ? "decisions, invariants, profile rows" : sheet;
    lines.push("", `## ${title}`, "", `${own.length} rules, ${cited.length} cited, ${tested.length} by a test.`, "");
    lines.push("| rule | code | tests | |", "|---|---|---|---|");
    for (const id of cited) {
      const mark = citing(mutated, id).length > 0 ? "mutant" : "";
      lines.push(`| ${id} | ${names(citing(code, id))} | ${names(citing(tests, id))} | ${mark} |`);
    }
  }
  return `${lines.join("\n")}\n`;
}

const text = page();
if (!process.argv.includes("--check")) writeFileSync(PAGE, text);
else if (readFileSync(PAGE, "utf8") !== text) {
  console.error("docs/rules.md is not up to date; run node tools/proofs.mjs");
  process.exitCode = 1;
} else console.log("docs/rules.md is up to date");
