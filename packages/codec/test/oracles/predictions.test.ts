/** What the MANIFEST predicts of programs, asked of the programs: the codec has no part in this. */
import { it } from "vitest";
import { describeNeeding } from "../../../../tools/needs.ts";
import { type CorpusFile, corpusFiles } from "./corpus.ts";
import { isWellFormed, PROLOG, XML_KINDS } from "./documents.ts";
import { compareInfosets, type InfosetElement, parseInfoset, printDifference } from "./infoset.ts";
import { Ledger } from "./ledger.ts";
import { runOnAll, type Verdict } from "./programs.ts";

const OUTCOMES = ["as predicted", "otherwise"] as const;

const REASONS: readonly (readonly [string, (text: string, expected: string) => boolean])[] = [
  ["a namespace name that is no URI is still a name", (_, expected) => /is not a valid URI/.test(expected)],
  ["an XML declaration stands after something else", (text) => /\S\s*<\?xml\s|^\s+<\?xml\s/.test(text)],
];

describeNeeding(["corpus", "libwbxml"], "predictions", () => {
  it("hold for what is well-formed, or fail for a reason", () => {
    const ledger = new Ledger("predicted-xml", OUTCOMES);
    for (const kind of [...XML_KINDS, "syncml-dm/malformed", "syncml-ds/malformed", "xml-other"]) {
      for (const { path, bytes, expected } of corpusFiles(kind, (name) => name.endsWith(".xml"))) {
        const [predicted] = /^(?:NOT )?well-formed/.exec(expected) ?? [];
        if (predicted === undefined) continue;
        // A fragment need not be a document: several roots and text around them are what it is for.
        const text = new TextDecoder().decode(bytes);
        const content = kind.endsWith("/fragment") ? `<all>${text.replace(PROLOG, "")}</all>` : text;
        const seen = isWellFormed(content) ? "well-formed" : "NOT well-formed";
        ledger.count(kind, predicted === seen ? "as predicted" : "otherwise");
        if (predicted === seen) continue;
        const reason = REASONS.find(([, holds]) => holds(content, expected));
        if (reason === undefined) ledger.leaveOpen(path, `${predicted} predicted, ${seen}`);
        else ledger.disagree(path, predicted.toLowerCase(), seen.toLowerCase(), reason[0]);
      }
    }
    ledger.settle();
  });

  it("hold for libwbxml's round trips, or fail for a reason", async () => {
    const ledger = new Ledger("predicted-round-trips", OUTCOMES);
    const files = ["syncml-dm/full", "syncml-dm/nohdr", "syncml-ds/full", "syncml-ds/nohdr", "tnds"].flatMap((kind) =>
      corpusFiles(kind).flatMap((file) => {
        const [predicted] = TRIP.exec(file.expected) ?? [];
        return predicted === undefined ? [] : [{ kind, file, predicted }];
      }),
    );
    const written = await runOnAll(
      "xml2wbxml -v 1.3 -o $1.out $1.in",
      files.map(({ file }) => file.bytes),
    );
    const read = await runOnAll(
      "wbxml2xml -m 2 -o $1.out $1.in",
      written.map(({ output }) => output),
    );
    for (const [index, { kind, file, predicted }] of files.entries()) {
      const seen = roundTrip(file, written[index]!, read[index]!);
      ledger.count(kind, seen.outcome === predicted ? "as predicted" : "otherwise");
      if (seen.outcome === predicted) continue;
      if (predicted === "round trip identical" && seen.attributesOnly) {
        ledger.disagree(
          file.path,
          predicted,
          seen.outcome,
          "libwbxml drops attributes; the prediction did not look at them",
        );
      } else ledger.leaveOpen(file.path, `${predicted} predicted, ${seen.outcome}: ${seen.detail}`);
    }
    ledger.settle();
  }, 60_000);

  it("hold for libwbxml's reading of binary documents", async () => {
    const ledger = new Ledger("predicted-binary", OUTCOMES);
    const kinds = ["wbxml-syncml-dm", "wbxml-syncml-ds", "wbxml-ddf", "wbxml-other", "wbxml-vendor", "hostile-wbxml"];
    const files = kinds.flatMap((kind) =>
      corpusFiles(kind, (path) => /\.(?:wbxml|bin)$/.test(path)).flatMap((file) => {
        const [, predicted] = /^libwbxml [\d.]+: (OK|ERR [^;]*|CRASH signal \d+)/.exec(file.expected) ?? [];
        return predicted === undefined ? [] : [{ kind, file, predicted }];
      }),
    );
    const verdicts = await runOnAll(
      "wbxml2xml -m 2 -o $1.out $1.in",
      files.map(({ file }) => file.bytes),
    );
    for (const [index, { kind, file, predicted }] of files.entries()) {
      const { exit, message } = verdicts[index]!;
      const refused = message.replace(/^.*wbxml2xml failed: /s, "ERR ");
      const seen = exit === undefined ? "CRASH" : exit === 0 ? "OK" : refused;
      ledger.count(kind, predicted.startsWith(seen) ? "as predicted" : "otherwise");
      if (!predicted.startsWith(seen)) ledger.leaveOpen(file.path, `${predicted} predicted, ${seen}`);
    }
    ledger.settle();
  }, 60_000);
});

const TRIP = /libwbxml encode|round trip identical|round trip differs|decode fails|decode not parseable/;

interface Trip {
  readonly outcome: string;
  readonly detail: string;
  readonly attributesOnly: boolean;
}

function roundTrip({ bytes }: CorpusFile, written: Verdict, read: Verdict): Trip {
  if (written.exit !== 0) return { outcome: "libwbxml encode", detail: written.message, attributesOnly: false };
  if (read.exit !== 0) return { outcome: "decode fails", detail: read.message, attributesOnly: false };
  let printed: InfosetElement;
  try {
    printed = parseInfoset(new TextDecoder("utf-8", { fatal: true }).decode(read.output));
  } catch (error) {
    return { outcome: "decode not parseable", detail: String(error), attributesOnly: false };
  }
  const before = trimmed(parseInfoset(new TextDecoder().decode(bytes)));
  const differences = compareInfosets(before, trimmed(printed)).filter(({ kind }) => kind !== "namespace");
  return {
    outcome: differences.length === 0 ? "round trip identical" : "round trip differs",
    detail: differences.map(printDifference).join("; ").slice(0, 300),
    attributesOnly: differences.every((it) => it.kind === "attribute" && it.right === undefined),
  };
}

/** The predictions were made with libwbxml trimming every text. */
function trimmed(element: InfosetElement): InfosetElement {
  const children = element.children
    .map((child) => (typeof child === "string" ? child.trim().replace(/\r\n?/g, "\n") : trimmed(child)))
    .filter((child) => child !== "");
  return { ...element, children };
}
