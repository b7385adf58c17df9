/** Runs the cases a selection of rows asks for, and says of each row what came of it. Clause: conformance §2#5. */
import { createHash } from "node:crypto";
import type { ConformanceCase, Variant } from "./case.ts";
import { CASES } from "./cases/index.ts";
import type { ClientDriver } from "./driver.ts";
import { ROWS } from "./rows/index.ts";
import type { Row } from "./rows/row.ts";
import { CARD_ROWS, INSPECTION, PROVISIONAL } from "./rows/standing.ts";
import { type CaseOptions, type CaseRun, runCase } from "./run-case.ts";
import { type Verdict, worst } from "./verdict.ts";

export interface CaseStatement {
  readonly test: ConformanceCase;
  readonly verdict: Verdict;
  readonly runs: readonly CaseRun[];
}

export interface RowStatement {
  readonly row: Row;
  readonly verdict: Verdict;
  /** Why it is not a plain pass. */
  readonly reasons: readonly string[];
  /** Verdicts of its cases, by id. */
  readonly cases: readonly (readonly [id: string, verdict: Verdict])[];
}

export interface Statement {
  readonly client: string;
  readonly rows: readonly RowStatement[];
  readonly cases: readonly CaseStatement[];
}

export interface RunOptions extends CaseOptions {
  /** Rows to judge; default all. */
  readonly rows?: readonly Row[];
  /** Cases at a time; default 4. */
  readonly parallel?: number;
  readonly onRun?: (run: CaseRun, done: number, all: number) => void;
}

/** Rows by id, by range or by document: `R001`, `R010-R020`, `DMPRO`. @throws RangeError for what names none */
export function selectRows(selection: readonly string[]): readonly Row[] {
  if (selection.length === 0) return ROWS;
  const wanted = new Set(selection.flatMap(rowsNamed));
  return ROWS.filter((row) => wanted.has(row));
}

function rowsNamed(name: string): readonly Row[] {
  const [, first, last = first] = /^(R\d{3})(?:-(R\d{3}))?$/i.exec(name) ?? [];
  const found =
    first === undefined || last === undefined
      ? ROWS.filter(({ document }) => document.toLowerCase() === name.toLowerCase())
      : ROWS.filter(({ id }) => id >= first.toUpperCase() && id <= last.toUpperCase());
  if (found.length === 0)
    throw new RangeError(`${name} names no row; give R001, R010-R020 or a document such as DMPRO`);
  return found;
}

/** The cases that judge these rows, and for all rows every case. */
export function casesFor(rows: readonly Row[]): readonly ConformanceCase[] {
  if (rows.length === ROWS.length) return CASES;
  const wanted = new Set(rows.flatMap(({ cases }) => cases));
  // A case in several parts is called SE-15, SE-15b, AL-08-500.
  return CASES.filter(({ id }) => wanted.has(baseOf(id)));
}

/** The catalogue's id of a case that stands in several parts. */
export function baseOf(id: string): string {
  return id.slice(0, 5);
}

export async function runConformance(driver: ClientDriver, options: RunOptions = {}): Promise<Statement> {
  const rows = options.rows ?? ROWS;
  const tests = casesFor(rows);
  const plan = tests.flatMap((test) => variantsFor(test, driver).map((variant) => ({ test, variant })));
  const runs = new Map<string, CaseRun[]>();
  let done = 0;
  const queue = plan.values();
  const worker = async (): Promise<void> => {
    for (const { test, variant } of queue) {
      const run = await runCase(test, variant, driver, options);
      runs.set(test.id, [...(runs.get(test.id) ?? []), run]);
      done += 1;
      options.onRun?.(run, done, plan.length);
    }
  };
  await Promise.all(Array.from({ length: options.parallel ?? 4 }, worker));
  const cases = tests.map((test) => caseStatement(test, runs.get(test.id) ?? []));
  return { client: driver.name, cases, rows: rows.map((row) => rowStatement(row, cases, driver)) };
}

/**
 * The ways of a case that the client knows; one at least, so that what it lacks is said. HMAC and TLS have cases of their
 * own: where a client has neither, the other ways are enough.
 */
function variantsFor({ variants }: ConformanceCase, { encodings, offers }: ClientDriver): readonly Variant[] {
  const [first] = variants;
  if (first === undefined) return [];
  const secured = variants.filter(({ security }) => security === "md5" || offers.has(security));
  const ways = secured.length === 0 ? [first] : secured;
  if (encodings === undefined) return ways;
  const spoken = ways.filter(({ encoding }) => encodings.includes(encoding));
  const [encoding = first.encoding] = encodings;
  return spoken.length > 0 ? spoken : [{ ...first, encoding }];
}

function caseStatement(test: ConformanceCase, runs: readonly CaseRun[]): CaseStatement {
  const inOrder = test.variants.flatMap((variant) => runs.filter((run) => same(run.variant, variant)));
  const all = inOrder.length === runs.length ? inOrder : runs;
  return { test, runs: all, verdict: worst(all.map(({ verdict }) => verdict)) };
}

function same(a: Variant, b: Variant): boolean {
  return a.encoding === b.encoding && a.security === b.security;
}

function rowStatement(row: Row, cases: readonly CaseStatement[], driver: ClientDriver): RowStatement {
  const { id } = row;
  const own = cases.filter(({ test }) => row.cases.includes(baseOf(test.id)));
  const judged = own.map(({ test, verdict }) => [test.id, verdict] as const);
  const said = (verdict: Verdict, ...reasons: readonly string[]): RowStatement => ({
    row,
    verdict,
    reasons,
    cases: judged,
  });
  if (CARD_ROWS.includes(id) && !driver.offers.has("smart-card")) {
    return said("not-applicable", "only for devices with a smart card; this one is declared to have none");
  }
  if (INSPECTION[id] !== undefined) return said("inspection", INSPECTION[id]);
  const broken = brokenInvariants(row, cases);
  const verdict = broken.length > 0 ? "fail" : worst(counted(own).map((each) => each.verdict));
  const basis = PROVISIONAL[id];
  if (verdict === "pass" && basis !== undefined) return said("provisional", `rests on: ${basis}`);
  if (verdict === "pass") return said("pass");
  return said(verdict, ...broken, ...reasonsFor(own, verdict));
}

/** What is optional or beyond the profile, and could not be judged, stands in no row's way. */
function counted(own: readonly CaseStatement[]): readonly CaseStatement[] {
  const needed = own.filter(({ test, verdict }) => verdict !== "inconclusive" || !["O", "X"].includes(test.class));
  return needed.length === 0 ? own : needed;
}

function brokenInvariants({ invariants }: Row, cases: readonly CaseStatement[]): string[] {
  const runs = cases.flatMap((each) => each.runs);
  return invariants.flatMap((rule) => {
    const by = runs.find(({ broken }) => broken.includes(rule));
    return by === undefined ? [] : [`${rule} is broken in ${by.id}`];
  });
}

function reasonsFor(own: readonly CaseStatement[], verdict: Verdict): string[] {
  return own
    .filter((each) => each.verdict === verdict)
    .flatMap(({ test, runs }) => {
      const reasons = runs.filter((run) => run.verdict === verdict).flatMap((run) => run.reasons);
      return [...new Set(reasons)].map((reason) => `${test.id}: ${reason}`);
    });
}

export function countVerdicts(verdicts: readonly Verdict[]): Partial<Record<Verdict, number>> {
  const counts: Partial<Record<Verdict, number>> = {};
  for (const verdict of verdicts) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}

/** Of everything a run of the cases depends on: rows and cases, patterns included. */
export function caseDataHash(): string {
  const text = JSON.stringify([ROWS, PROVISIONAL, CASES], (_key, value: unknown) => {
    if (value instanceof RegExp) return String(value);
    return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
  });
  return createHash("sha256").update(text).digest("hex");
}
