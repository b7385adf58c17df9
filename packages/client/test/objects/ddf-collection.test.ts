/** Every description of the collection: how many load, and why the others do not. `docs/ddf.md` holds the same numbers. */
import { readFileSync, writeFileSync } from "node:fs";
import { DdfError, type DdfSpecs, LOADER_FINDINGS, type NodeSpec, specsFromDdf } from "@oma-dm/client";
import { DecodeError } from "@oma-dm/codec";
import { expect, it } from "vitest";
import { describeNeeding } from "../../../../tools/needs.ts";
import { type CorpusFile, corpusFiles, listingHash } from "../../../codec/test/oracles/corpus.ts";

const PAGE = new URL("../../../../docs/ddf.md", import.meta.url);
const BLOCK = /(?<=<!-- collection -->\n)[\s\S]*(?=<!-- \/collection -->)/;
const WRITES = process.env["OMA_DM_WRITE_DDF_REPORT"] === "1";

/** Where a document comes from, by the beginning of its name. */
const SOURCES: readonly (readonly [RegExp, string])[] = [
  [/^(?:microsoft|mscsp|msddf)-/, "Microsoft"],
  [/^(?:aosp|motodm)-/, "Android and Motorola"],
  [/^nokia-/, "Nokia"],
  [/^sonyericsson-/, "Sony Ericsson"],
  [/^/, "other tools and texts"],
];

type Outcome = { readonly loaded: DdfSpecs } | { readonly refused: DecodeError | DdfError };

function load({ bytes }: CorpusFile): Outcome {
  try {
    return { loaded: specsFromDdf(bytes) };
  } catch (error) {
    if (error instanceof DecodeError || error instanceof DdfError) return { refused: error };
    throw error;
  }
}

const count = ({ children = [] }: NodeSpec): number => children.reduce((sum, child) => sum + count(child), 1);
const add = (counts: Map<string, number[]>, key: string, ...more: readonly number[]): void => {
  const sums = counts.get(key) ?? more.map(() => 0);
  counts.set(
    key,
    sums.map((sum, index) => sum + more[index]!),
  );
};
const rows = (counts: ReadonlyMap<string, readonly number[]>, order: readonly string[]): readonly string[] =>
  order.flatMap((key) => (counts.has(key) ? [`| ${key} | ${counts.get(key)!.join(" | ")} |`] : []));

function report(outcomes: ReadonlyMap<string, Outcome>): string {
  const sources = new Map<string, number[]>();
  const reasons = new Map<string, number[]>();
  const findings = new Map<string, number[]>();
  for (const [name, outcome] of outcomes) {
    const source = SOURCES.find(([pattern]) => pattern.test(name))![1];
    if ("refused" in outcome) {
      add(sources, source, 1, 0, 0, 0);
      add(reasons, `${outcome.refused.code} | ${outcome.refused.reason}`, 1);
      continue;
    }
    const { specs } = outcome.loaded;
    const nodes = specs.reduce((sum, { spec }) => sum + count(spec), 0);
    add(sources, source, 1, 1, specs.length, nodes);
    for (const code of new Set(outcome.loaded.findings.map((finding) => finding.code))) {
      add(findings, code, outcome.loaded.findings.filter((finding) => finding.code === code).length, 1);
    }
  }
  const all = [...sources.values()].reduce((sums, each) => sums.map((sum, index) => sum + each[index]!));
  return `\n${[
    "| descriptions of | tried | loaded | objects | nodes |",
    "|---|---:|---:|---:|---:|",
    ...rows(
      sources,
      SOURCES.map(([, name]) => name),
    ),
    `| all | ${all.join(" | ")} |`,
    "",
    "Why the others do not load:",
    "",
    "| code | reason | documents |",
    "|---|---|---:|",
    ...rows(reasons, [...reasons.keys()].sort()),
    "",
    "What was found in those that do:",
    "",
    "| finding | times | documents |",
    "|---|---:|---:|",
    ...rows(findings, Object.keys(LOADER_FINDINGS)),
  ].join("\n")}\n\n`;
}

describeNeeding(["corpus"], "the collection's descriptions", () => {
  it("load, or are refused for a documented reason", () => {
    const files = corpusFiles("ddf", (path) => path.endsWith(".xml"));
    const outcomes = new Map(files.map((file) => [file.path.slice("ddf/".length), load(file)]));
    const text = report(outcomes);
    const page = readFileSync(PAGE, "utf8");
    const listing = `listing \`${listingHash()}\``;
    if (WRITES) writeFileSync(PAGE, page.replace(BLOCK, () => text).replace(/listing `\w+`/, listing));
    else if (page.includes(listing)) expect(BLOCK.exec(page)?.[0], "run node tools/ddf-report.mjs").toBe(text);
    // Whatever lies here: what is well-formed and follows the DTD loads.
    const refused = [...outcomes].filter(([, outcome]) => "refused" in outcome);
    expect(refused.length).toBeLessThan(outcomes.size * 0.05);
  }, 60_000);
});
