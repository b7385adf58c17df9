/**
 * Writes docs/rules.md: for each rule of the rule book, which code stands on it and which tests cite it. A citation is
 * not yet a proof (decisions D19): what is proven by a mutant is marked by the tests that kill them.
 *
 *   node tools/proofs.mjs          write the page
 *   node tools/proofs.mjs --check  exit 1 when the page is not what it would be, or a rule of a complete sheet is
 *                                  neither cited by a test nor in tools/rule-kinds.mjs
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { COMPLETE, KINDS, UNTESTED } from "./rule-kinds.mjs";
import { citedBy, collectRules } from "./rules.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PAGE = join(ROOT, "docs/rules.md");
const CODE = /^packages\/[^/]+\/src\/.*\.ts$/;
const TESTS = /^packages\/[^/]+\/(?:test|fuzz)\/.*\.(?:ts|mjs)$/;
const SHEETS = ["tree", "protocol", "bootstrap-push", "cp-profile", "conformance", ""];
/** Tables whose rows are perturbed one by one, and the mutator with what it perturbs besides; their citations are proven ones. */
const MUTATED = [
  "packages/client/src/tree/rules.ts",
  "packages/client/src/tree/properties.ts",
  "packages/client/src/tree/queries.ts",
  "packages/client/src/tree/value.ts",
  "packages/client/test/tree/mutants.ts",
  "packages/client/src/session/header.ts",
  "packages/client/test/session/mutants.ts",
];

/** A string, which may hold what looks like a comment, or a comment. */
const STRING_OR_COMMENT = /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/.*$/gm;

export function withoutComments(text) {
  return text.replace(STRING_OR_COMMENT, (_, string) => string ?? "");
}

/** `bare`: without comments, so that of a test only what a case itself cites counts. */
function citations(files, bare = false) {
  const found = new Map();
  for (const file of files) {
    const text = readFileSync(join(ROOT, file), "utf8");
    for (const id of citedBy(bare ? withoutComments(text) : text)) {
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

/** By its own number alone: a whole section says nothing of each of its rules, unless it has only one. */
function citingOne(found, id, rules) {
  const [section] = id.split("#");
  const others = rules.some((other) => other !== id && other.startsWith(`${section}#`));
  return others ? [...(found.get(id) ?? [])] : citing(found, id);
}

/**
 * What is wrong with the tables of rule-kinds.mjs: one line each. `rules` are the ids of the book that can be proven,
 * `tested` maps ids to the tests that cite them.
 */
export function checkProofs({ rules, tested, complete, untested }) {
  const problems = [];
  const excused = new Set();
  for (const [written, kind, reason] of untested) {
    const ids = citedBy(written);
    if (ids.length === 0) problems.push(`${written}: is no rule`);
    if (!KINDS.includes(kind)) problems.push(`${written}: ${kind} is not a kind`);
    if (reason.trim() === "" || reason.includes("\n")) problems.push(`${written}: the reason must be one line`);
    for (const id of ids) {
      if (!rules.includes(id)) problems.push(`${id}: no such rule, take it out of tools/rule-kinds.mjs`);
      else if (excused.has(id)) problems.push(`${id}: stands twice in tools/rule-kinds.mjs`);
      else if (citingOne(tested, id, rules).length > 0) {
        problems.push(`${id}: is cited by a test, take it out of tools/rule-kinds.mjs`);
      }
      excused.add(id);
    }
  }
  for (const id of rules) {
    const isOwed = complete.some((sheet) => id.startsWith(`${sheet} `)) && !excused.has(id);
    if (isOwed && citingOne(tested, id, rules).length === 0) {
      problems.push(`${id}: no test cites it; cite it in one that fails without it, or add it to tools/rule-kinds.mjs`);
    }
  }
  return problems;
}

const names = (files) => [...new Set(files.map((file) => basename(file)))].sort().join(", ");

function read() {
  const listing = execFileSync("git", ["ls-files", "-coz", "--exclude-standard"], { cwd: ROOT, encoding: "utf8" });
  const files = listing.split("\0");
  return {
    rules: [...collectRules(join(ROOT, "docs/spec"))].filter((id) => id.includes("#") || !id.includes("§")),
    code: citations(files.filter((file) => CODE.test(file))),
    tested: citations(
      files.filter((file) => TESTS.test(file)),
      true,
    ),
    mutated: citations(MUTATED, true),
  };
}

function page({ rules, code, tested, mutated }) {
  const lines = [
    "# Rules and their tests",
    "",
    "Written by `node tools/proofs.mjs` from the citations in the code and the tests. `whole section` citations count for",
    "each rule of the section; of a test, only what its cases cite, not its comments. **mutant**: the rule stands on a row of a",
    "table that `packages/client/test/tree/mutants.test.ts` or `packages/client/test/session/mutants.test.ts` perturbs, and the",
    "perturbed row makes a citing case fail (decisions D19). A sheet called complete is checked: each of",
    "its rules is cited by a test under its own number, or stands in `tools/rule-kinds.mjs` with the reason why not. Of the",
    "others, rules that neither code nor test cites are left out here and counted: reading aids, provenance, and what is",
    "not built yet.",
  ];
  for (const sheet of SHEETS) {
    const own = rules.filter((id) => (sheet === "" ? !id.includes("§") : id.startsWith(`${sheet} `)));
    const isComplete = COMPLETE.includes(sheet);
    const tests = (id) => (isComplete ? citingOne(tested, id, rules) : citing(tested, id));
    const untested = UNTESTED.filter(([written]) => sheet !== "" && written.startsWith(`${sheet} `));
    const excused = new Set(untested.flatMap(([written]) => citedBy(written)));
    const cited = own.filter((id) => !excused.has(id) && citing(code, id).length + tests(id).length > 0);
    const proven = cited.filter((id) => tests(id).length > 0);
    const title = sheet === "" ? "decisions, invariants, profile rows" : sheet;
    const rest = excused.size === 0 ? "" : ` ${excused.size} have none to have.`;
    lines.push("", `## ${title}`, "");
    lines.push(
      `${own.length} rules, ${cited.length} cited, ${proven.length} by a test.${rest}${isComplete ? " Complete." : ""}`,
    );
    lines.push("", "| rule | code | tests | |", "|---|---|---|---|");
    for (const id of cited) {
      const mark = citing(mutated, id).length > 0 ? "mutant" : "";
      lines.push(`| ${id} | ${names(citing(code, id))} | ${names(tests(id))} | ${mark} |`);
    }
    if (untested.length === 0) continue;
    lines.push("", `### Rules of ${sheet} without a test`, "", "| rules | are | because |", "|---|---|---|");
    for (const [written, kind, reason] of untested) lines.push(`| ${written} | ${kind} | ${reason} |`);
  }
  return `${lines.join("\n")}\n`;
}

function main() {
  const book = read();
  const text = page(book);
  const problems = checkProofs({ ...book, complete: COMPLETE, untested: UNTESTED });
  if (!process.argv.includes("--check")) writeFileSync(PAGE, text);
  else if (readFileSync(PAGE, "utf8") !== text) {
    problems.push("docs/rules.md is not up to date; run node tools/proofs.mjs");
  }
  console.log(problems.join("\n") || "docs/rules.md is up to date, complete sheets are complete");
  process.exitCode = problems.length > 0 ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) main();
