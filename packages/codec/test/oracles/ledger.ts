/**
 * What a suite saw, as numbers: how many documents of each kind came out how, which rule excused which difference, and
 * where the MANIFEST predicted something else. `docs/interop.md` holds the same text; `node tools/interop.mjs` writes it.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { listingHash } from "./corpus.ts";

const PAGE = fileURLToPath(new URL("../../../../docs/interop.md", import.meta.url));
const WRITES = process.env["OMA_DM_WRITE_INTEROP"] === "1";

export interface Rule {
  readonly id: string;
  /** Why a difference of this sort is nobody's loss, or whose it is. One sentence. */
  readonly because: string;
}

export class Ledger {
  readonly #section: string;
  readonly #outcomes: readonly string[];
  readonly #rows = new Map<string, Map<string, number>>();
  readonly #rules = new Map<string, { because: string; files: Set<string> }>();
  readonly #disagreements: string[] = [];
  readonly #unexplained: string[] = [];

  /** `outcomes` are the columns, in order; the first column is always how many were tried. */
  constructor(section: string, outcomes: readonly string[]) {
    this.#section = section;
    this.#outcomes = outcomes;
  }

  count(row: string, outcome: string): void {
    if (!this.#outcomes.includes(outcome)) throw new RangeError(`no such outcome: ${outcome}`);
    const counts = this.#rows.get(row) ?? new Map<string, number>();
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    this.#rows.set(row, counts);
  }

  excuse(rule: Rule, file: string): void {
    const used = this.#rules.get(rule.id) ?? { because: rule.because, files: new Set<string>() };
    used.files.add(file);
    this.#rules.set(rule.id, used);
  }

  /** A comparison's end: equal, equal by the rules it needed, or open. */
  compared(row: string, file: string, rules: readonly Rule[], open: readonly string[]): void {
    for (const rule of rules) this.excuse(rule, file);
    if (open.length > 0) this.leaveOpen(file, `${row}: ${open.slice(0, 3).join("; ")}`);
    else this.count(row, rules.length === 0 ? "equal" : "equal by rules");
  }

  /** The MANIFEST predicted one thing, we see another, and we can say why. */
  disagree(file: string, predicted: string, seen: string, because: string): void {
    this.#disagreements.push(`| \`${file}\` | ${predicted} | ${seen} | ${because} |`);
  }

  /** Nobody can say why: this fails the suite. */
  leaveOpen(file: string, what: string): void {
    this.#unexplained.push(`${file}: ${what}`);
  }

  get open(): readonly string[] {
    return this.#unexplained;
  }

  /** Nothing is unexplained; and where the documented listing lies here, the documented numbers are today's. */
  settle(): void {
    expect(this.#unexplained).toEqual([]);
    const page = readFileSync(PAGE, "utf8");
    const listing = `listing \`${listingHash()}\``;
    if (WRITES) writeFileSync(PAGE, replaceBlock(page, this.#section, this.#print()).replace(LISTING, listing));
    else if (page.includes(listing)) {
      expect(block(page, this.#section), "run node tools/interop.mjs").toBe(this.#print());
    }
  }

  #print(): string {
    const lines = [
      `| documents | tried | ${this.#outcomes.join(" | ")} |`,
      `|---|${"---:|".repeat(this.#outcomes.length + 1)}`,
      ...[...this.#rows].map(([row, counts]) => {
        const tried = [...counts.values()].reduce((sum, count) => sum + count, 0);
        return `| ${row} | ${tried} | ${this.#outcomes.map((outcome) => counts.get(outcome) ?? "").join(" | ")} |`;
      }),
    ];
    if (this.#rules.size > 0) {
      lines.push("", "| rule | documents | because |", "|---|---:|---|");
      for (const id of [...this.#rules.keys()].sort()) {
        const { files, because } = this.#rules.get(id)!;
        lines.push(`| ${id} | ${files.size} | ${because} |`);
      }
    }
    if (this.#disagreements.length > 0) {
      lines.push("", "| file | predicted | seen | because |", "|---|---|---|---|", ...this.#disagreements.sort());
    }
    return `\n${lines.join("\n")}\n\n`;
  }
}

/** Names the listing the numbers come from. */
const LISTING = /listing `\w+`/;

const markers = (section: string): readonly [string, string] => [`<!-- ${section} -->\n`, `<!-- /${section} -->`];

function block(page: string, section: string): string {
  const [open, close] = markers(section);
  const start = page.indexOf(open) + open.length;
  const end = page.indexOf(close, start);
  if (start < open.length || end < 0) throw new Error(`docs/interop.md has no section ${section}`);
  return page.slice(start, end);
}

function replaceBlock(page: string, section: string, text: string): string {
  const [open, close] = markers(section);
  const held = block(page, section);
  return page.replace(`${open}${held}${close}`, () => `${open}${text}${close}`);
}
