/**
 * Every citation in code, tests and docs resolves in the rule book, docs/spec.
 *
 *   node tools/rules.mjs          check, exit 1 when a citation names nothing
 *   node tools/rules.mjs --list   print every id
 */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SCANNED = /^(?:(?:packages|test)\/.*\.(?:ts|mts|mjs)|tools\/.*|(?:docs|packages|test)\/.*\.md|[^/]+\.md)$/;

// Definitions: a heading, a numbered rule, a row that opens with its own name, a run of profile rows.
const HEADING = /^#{2,4} (\d+(?:\.\d+)*|[A-Z])\.? /;
const NUMBERED = /^(?:\| |- )?\*\*#(\d+)\*\*/;
const NAMED = /^\| (?:\*\*#\d+\*\* \| )?(D\d+|INV-\d+) \|/;
const RUN = /^\| R(\d{3})–R(\d{3}) \|/;

// Citations: `protocol §8.5#7, #9, §8.6` reads on as long as the sheet stays the same.
const SECTION = String.raw`§(?:\d+(?:\.\d+)*|[A-Z]\b)(?:#\d+)?`;
const STEP = String.raw`(?:, (?:and )?| and |–|-|\/)`;
const SHEETS = String.raw`\b(protocol|tree|bootstrap-push|cp-profile|conformance) (${SECTION}(?:${STEP}(?:${SECTION}|#\d+))*)`;
const DECISIONS = String.raw`\bdecisions (D\d+(?:${STEP}D\d+)*)|\((D\d+)\)`;
const NAMES = String.raw`\b(INV-\d+|R[01]\d\d)\b`;
const CITATION = new RegExp([SHEETS, DECISIONS, NAMES].join("|"), "g");

/** The ids the rule book in `dir` defines: `protocol §8.5`, `protocol §8.5#7`, `D16`, `INV-08`, `R090`. */
export function collectRules(dir) {
  const ids = new Set();
  for (const file of readdirSync(dir).sort()) {
    if (!file.endsWith(".md") || file === "README.md") continue;
    const sheet = file.slice(0, -".md".length);
    let section;
    let inCode = false;
    readFileSync(join(dir, file), "utf8")
      .split("\n")
      .forEach((line, index) => {
        if (line.startsWith("```")) inCode = !inCode;
        if (inCode) return;
        const heading = HEADING.exec(line);
        if (heading !== null) section = heading[1];
        for (const id of definedBy(line, heading !== null, `${sheet} §${section}`)) {
          if (ids.has(id)) throw new Error(`${file}:${index + 1}: stands twice: ${id}`);
          ids.add(id);
        }
      });
  }
  return ids;
}

function definedBy(line, isHeading, section) {
  if (isHeading) return [section];
  const [, first, last] = RUN.exec(line) ?? [];
  if (first !== undefined) {
    return Array.from({ length: last - first + 1 }, (_, i) => `R${String(Number(first) + i).padStart(3, "0")}`);
  }
  const number = NUMBERED.exec(line)?.[1];
  const name = NAMED.exec(line)?.[1];
  return [number === undefined ? undefined : `${section}#${number}`, name].filter((id) => id !== undefined);
}

/** The ids one line cites, in order. */
export function citedBy(line) {
  const cited = [];
  for (const [, sheet, places, decisions, bracketed, name] of line.matchAll(CITATION)) {
    if (decisions !== undefined) cited.push(...decisions.match(/D\d+/g));
    else if (sheet === undefined) cited.push(bracketed ?? name);
    else cited.push(...placesIn(places).map((place) => `${sheet} ${place}`));
  }
  return cited;
}

/** The places of one citation; a run (`#7–#9`) names every number between its ends. */
function placesIn(text) {
  const found = [];
  let section = "";
  for (const [, run, place] of text.matchAll(new RegExp(`(–)?(${SECTION}|#\\d+)`, "g"))) {
    if (place.startsWith("§")) section = place.split("#")[0];
    const last = Number(/#(\d+)$/.exec(place)?.[1]);
    const first = Number(/#(\d+)$/.exec(found.at(-1) ?? "")?.[1]);
    for (let between = first + 1; run && place.startsWith("#") && between < last; between++) {
      found.push(`${section}#${between}`);
    }
    found.push(place.startsWith("§") ? place : section + place);
  }
  return found;
}

/** How many citations `text` holds, and one message for each that names nothing in `rules`. */
export function checkCitations(file, text, rules) {
  const problems = [];
  let count = 0;
  text.split("\n").forEach((line, index) => {
    for (const id of citedBy(line)) {
      count += 1;
      const written = /^D\d/.test(id) ? `decisions ${id}` : id;
      if (!rules.has(id)) problems.push(`${file}:${index + 1}: no such rule: ${written}`);
    }
  });
  return { count, problems };
}

function main() {
  const rules = collectRules(join(ROOT, "docs/spec"));
  if (process.argv.includes("--list")) return console.log([...rules].join("\n"));
  const listing = execFileSync("git", ["ls-files", "-coz", "--exclude-standard"], { cwd: ROOT, encoding: "utf8" });
  const files = new Set(listing.split("\0").filter((file) => SCANNED.test(file) && !file.startsWith("docs/spec/")));
  const results = [...files]
    .filter((file) => existsSync(join(ROOT, file)))
    .map((file) => checkCitations(file, readFileSync(join(ROOT, file), "utf8"), rules));
  const problems = results.flatMap((result) => result.problems);
  const citations = results.reduce((sum, result) => sum + result.count, 0);
  const numbered = [...rules].filter((id) => !id.includes("§") || id.includes("#")).length;
  console.log(problems.join("\n") || `rules: ${numbered} rules, ${citations} citations, all resolve`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) main();
