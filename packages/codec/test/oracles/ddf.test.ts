/** DDF documents and TNDS objects: the DTD by xmllint, the MANIFEST's prediction, and the codec's own check. */

import { isDeepStrictEqual } from "node:util";
import { DecodeError } from "@oma-dm/codec";
import { checkDdf, decodeDdf, encodeDdf } from "@oma-dm/codec/ddf";
import { decodeTnds, encodeTnds } from "@oma-dm/codec/tnds";
import { it } from "vitest";
import { describeNeeding } from "../../../../tools/needs.ts";
import { xmlDocuments } from "./documents.ts";
import { DDF_DTD, printBare, validate } from "./dtd.ts";
import { type InfosetElement, parseInfoset } from "./infoset.ts";
import { Ledger, type Rule } from "./ledger.ts";
import { refusalRule } from "./refusal-rules.ts";

/** Vendors' elements stand in namespaces of their own; the DTD knows none of them. */
const isVendors = ({ namespace }: InfosetElement): boolean => namespace !== "" && !namespace.startsWith("syncml:");

const STRANGERS: Rule = {
  id: "strangers' elements written anew",
  because:
    "a stranger's element is declared where it stands: its prefix on itself, the namespace it lacked, no indentation",
};
/** A tree whose strangers' elements carry no declarations, no white space between elements and some namespace. */
function placed(value: unknown): unknown {
  if (Array.isArray(value)) {
    const holdsElements = value.some((child) => typeof child === "object");
    return value.filter((child) => !holdsElements || typeof child !== "string" || child.trim() !== "").map(placed);
  }
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !key.startsWith("xmlns:"))
      .map(([key, held]) => [key, key === "xmlns" && held === "" ? "syncml:dmddf1.2" : placed(held)]),
  );
}

function firstDifference(before: unknown, after: unknown): string {
  const [left, right] = [before, after].map((value) => JSON.stringify(value));
  let at = 0;
  while (left![at] === right![at] && at < left!.length) at += 1;
  return `${left!.slice(Math.max(at - 80, 0), at + 80)} / ${right!.slice(Math.max(at - 80, 0), at + 80)}`;
}

describeNeeding(["corpus", "xmllint"], "DDF documents and TNDS objects", () => {
  it("are as valid as predicted, and the codec's check agrees with xmllint", async () => {
    const ledger = new Ledger("ddf", ["valid", "invalid"]);
    const documents = xmlDocuments(["ddf", "tnds"]);
    const bare = documents.map(({ xml }) => printBare(parseInfoset(xml), isVendors));
    const verdicts = await validate(DDF_DTD, bare);
    documents.forEach(({ file, kind, source }, index) => {
      const verdict = verdicts[index]!;
      const seen = verdict === "" ? "VALID" : `INVALID: ${/Element \w+ content/.exec(verdict)?.[0] ?? verdict}`;
      const [predicted] = /\bVALID|INVALID: Element \w+ content/.exec(file.expected) ?? [];
      if (predicted !== undefined && predicted !== seen) ledger.leaveOpen(file.path, `${predicted} predicted, ${seen}`);
      const [, nodes] = /(\d+) Node elements/.exec(file.expected) ?? [];
      const counted = bare[index]!.match(/<Node>/g)?.length ?? 0;
      if (nodes !== undefined && Number(nodes) !== counted)
        ledger.leaveOpen(file.path, `${nodes} nodes predicted, ${counted}`);

      const report = checkDdf(source);
      if (report.valid !== (verdict === "")) {
        ledger.leaveOpen(file.path, `xmllint: ${seen}; checkDdf: ${report.findings[0]?.reason ?? "valid"}`);
      }
      if (report.nodes !== counted) ledger.leaveOpen(file.path, `${counted} nodes, checkDdf counts ${report.nodes}`);
      ledger.count(kind, verdict === "" ? "valid" : "invalid");
    });
    ledger.settle();
  }, 120_000);

  it("become values and come back the same from either encoding", () => {
    const ledger = new Ledger("trees", ["equal from XML and WBXML", "refused by a rule"]);
    for (const { file, kind, source } of xmlDocuments(["ddf", "tnds"])) {
      try {
        const tree = kind === "ddf" ? decodeDdf(source) : decodeTnds(source);
        for (const encoding of ["xml", "wbxml"] as const) {
          const again = kind === "ddf" ? decodeDdf(encodeDdf(tree, encoding)) : decodeTnds(encodeTnds(tree, encoding));
          if (isDeepStrictEqual(again, tree)) continue;
          if (isDeepStrictEqual(placed(again), placed(tree))) ledger.excuse(STRANGERS, file.path);
          else ledger.leaveOpen(file.path, `${encoding}: ${firstDifference(tree, again)}`);
        }
        ledger.count(kind, "equal from XML and WBXML");
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
        const rule = refusalRule(error, source);
        if (rule === undefined) ledger.leaveOpen(file.path, error.message);
        else {
          ledger.count(kind, "refused by a rule");
          ledger.excuse(rule, file.path);
        }
      }
    }
    ledger.settle();
  });
});
