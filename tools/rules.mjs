/** Every citation in code, tests and docs resolves in the rule book, docs/spec. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "./ensure.mjs";

const SHEETS = ["protocol", "tree", "bootstrap-push", "conformance"];
const CITATION = /\b(protocol|tree|bootstrap-push|conformance) §(\d+(?:\.\d+)*)(?:\s?#(\d+))?/g;

/** Ids of a sheet's text: `8.5` for a section, `8.5#7` for a rule in it. Throws when one stands twice. */
export function collectRules(sheet, text) {
  const ids = new Set();
  const add = (id) => {
    if (ids.has(id)) throw new Error(`${sheet} §${id} stands twice`);
    ids.add(id);
  };
  let section = "";
  for (const line of text.split("\n")) {
    const heading = /^#{2,4} (\d+(?:\.\d+)*)/.exec(line);
    if (heading !== null) {
      section = heading[1];
      add(section);
    }
    const rule = /^(?:\| |- )\*\*#(\d+)\*\*/.exec(line);
    if (rule !== null) add(`${section}#${rule[1]}`);
  }
  return ids;
}

/** Citations of `text` that resolve nowhere, as `line: message`. */
export function checkCitations(text, rules, decisions, invariants) {
  const problems = [];
  let count = 0;
  text.split("\n").forEach((line, index) => {
    const report = (cited) => problems.push(`${index + 1}: no such rule: ${cited}`);
    for (const [cited, sheet, section, rule] of line.matchAll(CITATION)) {
      count += 1;
      if (!rules[sheet].has(rule === undefined ? section : `${section}#${rule}`)) report(cited);
    }
    for (const [cited, id] of line.matchAll(/\bdecisions (D\d+)/g)) {
      count += 1;
      if (!decisions.has(id)) report(cited);
    }
    for (const [id] of line.matchAll(/\bINV-\d\d\b/g)) {
      count += 1;
      if (!invariants.has(id)) report(id);
    }
  });
  return { problems, count };
}

function main() {
  const read = (file) => readFileSync(join(ROOT, file), "utf8");
  const rules = Object.fromEntries(SHEETS.map((sheet) => [sheet, collectRules(sheet, read(`docs/spec/${sheet}.md`))]));
  const decisions = new Set(read("docs/spec/decisions.md").match(/(?<=^\| )D\d+/gm));
  const invariants = new Set(read("docs/spec/conformance.md").match(/INV-\d\d/g));
  const listed = ["ls-files", "-co", "--exclude-standard", "packages", "tools", "test", "docs", "README.md"];
  const files = execFileSync("git", listed, { cwd: ROOT, encoding: "utf8" }).split("\n");
  let citations = 0;
  let failed = false;
  for (const file of files) {
    if (!/\.(?:ts|mjs|md)$/.test(file) || file.startsWith("docs/spec/") || file.startsWith("tools/rules")) continue;
    const { problems, count } = checkCitations(read(file), rules, decisions, invariants);
    citations += count;
    for (const problem of problems) console.log(`${file}:${problem}`);
    failed ||= problems.length > 0;
  }
  const total = Object.values(rules).reduce((sum, ids) => sum + ids.size, 0);
  if (!failed) console.log(`${total} rules, ${citations} citations, all resolve`);
  process.exit(failed ? 1 : 0);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) main();
