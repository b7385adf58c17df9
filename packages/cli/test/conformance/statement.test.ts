/** The statement of our own client: every row that is built passes, and docs/conformance.md says so. */

import { readFileSync } from "node:fs";
import {
  CASES,
  PROVISIONAL,
  printHtml,
  printJunit,
  printMarkdown,
  ROWS,
  runConformance,
  type Statement,
  statementData,
} from "@oma-dm/lab";
import { beforeAll, describe, expect, it } from "vitest";
import { inProcessDriver } from "../../src/conformance/in-process.ts";
import { mismatch } from "../matches.ts";
import { isPage } from "./pages.ts";

const INTRO = [
  "# Conformance statement",
  "",
  "What `oma-dm conformance` says of the client in this repository, by the rows of the *Client Profile of OMA Device",
  "Management*. Written by `node tools/statement.mjs`; `npm test` compares it with a run of its own, `npm run check` the",
  "hash of the case data. Ids of rows and cases are ours: the profile prints none, and the enabler's own test",
  "specification was not to be had. How the cases are told apart is in [spec/conformance.md](spec/conformance.md); which",
  "broken clients they find, in [conformance-mutants.md](conformance-mutants.md).",
  "",
  "- **pass**, **fail**: every case of the row, in every encoding and security it declares, and every invariant on every",
  "  message.",
  "- **provisional**: passed, but the row rests on DM 1.3 text nobody here has read; what exactly is in the remarks.",
  "- **inspection**: no wire shows it. **not-applicable**: only for devices with a feature that this one is declared not to",
  "  have. **not-yet**: the bearer is not driven. **inconclusive**: what a case takes for granted was missing.",
  "- The card is one in memory, offered through the port for cards: a UICC and a SIM with a PKCS#15 application.",
  "- Classes of cases: M mandatory, O optional, X robustness beyond the profile, C conditional.",
];

let statement: Statement;
beforeAll(async () => {
  statement = await runConformance(inProcessDriver());
}, 180_000);

describe("our own client", () => {
  it.each(CASES.map(({ id, title }) => [id, title] as const))("%s %s", (id) => {
    const found = statement.cases.find(({ test }) => test.id === id);
    const reasons = found?.runs.flatMap((run) => run.reasons) ?? [];
    expect(["pass", "not-yet", "not-applicable"], reasons.join("; ")).toContain(found?.verdict);
  });

  it("is provisional only where the profile rests on unread text, and fails nowhere", () => {
    const verdicts = new Map(statement.rows.map(({ row, verdict }) => [row.id, verdict]));
    expect(verdicts.size).toBe(148);
    for (const [id, verdict] of verdicts) {
      expect(["pass", "provisional", "not-yet", "not-applicable", "inspection"], id).toContain(verdict);
      expect(verdict === "provisional" && PROVISIONAL[id] === undefined, id).toBe(false);
      expect(verdict === "pass" && PROVISIONAL[id] !== undefined, id).toBe(false);
    }
  });

  it("has its statement in docs/conformance.md", () => {
    isPage("conformance.md", printMarkdown(statement, INTRO));
  });
});

describe("the reports of a statement", () => {
  it("keep the JSON Schema of the verb", () => {
    const schema = JSON.parse(readFileSync(new URL("../../schema/conformance.json", import.meta.url), "utf8"));
    expect(mismatch(schema, JSON.parse(JSON.stringify(statementData(statement))))).toBeUndefined();
  });

  it("are a JUnit suite per document and a test per row", () => {
    const text = printJunit(statement);
    expect([...text.matchAll(/<testcase /g)]).toHaveLength(ROWS.length);
    expect([...text.matchAll(/<testsuite /g)]).toHaveLength(new Set(ROWS.map(({ document }) => document)).size);
    expect(text).toContain('failures="0"');
    expect(text).not.toContain("<failure");
  });

  it("are one page that loads nothing and holds no secret", () => {
    const page = printHtml(statement);
    expect(page).not.toMatch(/(?:src|href)="(?!#)/);
    for (const { row } of statement.rows) expect(page).toContain(`<td>${row.id}</td>`);
    expect(JSON.stringify(statement.cases.flatMap(({ runs }) => runs.flatMap(({ trace }) => trace)))).not.toMatch(
      /(?:client|server)-secret-[AB]-\d/,
    );
  });
});
