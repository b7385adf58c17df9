/**
 * Microsoft's SyncML on trees made of Microsoft's device descriptions: one Status for each command, in order, 200 where
 * the description allows it, and for every other code the reason. `docs/csp.md` holds the counts.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import { describeNeeding } from "../../../tools/needs.ts";
import { listingHash } from "../../codec/test/oracles/corpus.ts";
import { cspDocuments } from "./csp/documents.ts";
import { type DocumentOutcome, outcomeOf } from "./csp/outcomes.ts";
import { answersTable, page } from "./csp/report.ts";

const PAGE = new URL("../../../docs/csp.md", import.meta.url);
const ANSWERS = new URL("csp/answers.tsv", import.meta.url);
const BLOCK = /(?<=<!-- collection -->\n)[\s\S]*(?=<!-- \/collection -->)/;
const WRITES = process.env["OMA_DM_WRITE_CSP_REPORT"] === "1";

describeNeeding(["corpus"], "the collection's SyncML for Windows", () => {
  const outcomes: DocumentOutcome[] = [];
  let unreadable = 0;
  let empty = 0;

  beforeAll(async () => {
    const collected = cspDocuments();
    const withCommands = collected.documents.filter(({ commands }) => commands.length > 0);
    unreadable = collected.unreadable.length;
    empty = collected.documents.length - withCommands.length;
    for (const document of withCommands) outcomes.push(await outcomeOf(document));
  }, 120_000);

  it("is answered with one Status for each command, in order", () => {
    expect(outcomes.length).toBeGreaterThan(200);
    for (const { id, order, commands } of outcomes) {
      expect([id, ...order]).toEqual([id, ...commands.map(({ cmdId }) => cmdId)]);
    }
  });

  it("is answered 200 where the descriptions allow it, and otherwise for a reason they give", () => {
    expect(outcomes.flatMap(({ id, unexplained }) => unexplained.map((each) => `${id}: ${each}`))).toEqual([]);
  });

  it("has Results for every Get that succeeds", () => {
    for (const { id, results } of outcomes) expect([id, results[1]]).toEqual([id, results[0]]);
  });

  it("fares alike in XML and in WBXML", () => {
    expect(outcomes.filter(({ differing }) => differing.length > 0)).toEqual([]);
  });

  it("has every code other than 200 in the table, and the counts on the page", () => {
    const table = answersTable(outcomes);
    const text = page({ documents: outcomes, unreadable, empty });
    const listing = `listing \`${listingHash()}\``;
    const written = readFileSync(PAGE, "utf8");
    if (WRITES) {
      writeFileSync(ANSWERS, table);
      writeFileSync(PAGE, written.replace(BLOCK, () => text).replace(/listing `\w+`/, listing));
      return;
    }
    if (written.includes(listing)) {
      expect(table, "run node tools/csp-report.mjs").toBe(readFileSync(ANSWERS, "utf8"));
      expect(BLOCK.exec(written)?.[0], "run node tools/csp-report.mjs").toBe(text);
    }
  });
});
