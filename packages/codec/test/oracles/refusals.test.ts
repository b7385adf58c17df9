/** What must not be taken: other vocabularies, XML that is not well-formed, files made to hurt. */
import { DEFAULT_LIMITS, DecodeError } from "@oma-dm/codec";
import { readXml } from "@oma-dm/codec/xml";
import { expect, it } from "vitest";
import { describeNeeding } from "../../../../tools/needs.ts";
import { corpusFiles } from "./corpus.ts";
import { isWellFormed, XML_KINDS } from "./documents.ts";
import { Ledger, type Rule } from "./ledger.ts";
import { runOnAll } from "./programs.ts";
import { declaresInDoctype } from "./refusal-rules.ts";
import { decode } from "./ways.ts";

/** Reading and forgetting: whether the XML reader takes a document, whatever its vocabulary. */
function refusedByReader(document: Uint8Array | string): DecodeError | undefined {
  const ignore = (): void => {};
  try {
    readXml(
      document,
      {
        start: ignore,
        documentType: ignore,
        open: ignore,
        openNamed: ignore,
        close: ignore,
        text: ignore,
        opaque: ignore,
        leaf: ignore,
        extension: ignore,
        path: () => [],
      },
      DEFAULT_LIMITS,
    );
    return undefined;
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
}

const isWbxml = (path: string): boolean => /\.(?:wbxml|bin)$/.test(path);
const isXml = (path: string): boolean => /\.(?:xml|xsl)$/.test(path);

const REFUSED: readonly string[] = ["unknown-document", "unsupported-version", "bad-charset"];

describeNeeding(["corpus"], "WBXML of other vocabularies", () => {
  it("is refused, every document", () => {
    const ledger = new Ledger("other-wbxml", REFUSED);
    for (const kind of ["wbxml-vendor", "wbxml-other"]) {
      for (const { path, bytes } of corpusFiles(kind, isWbxml)) {
        const outcome = decode(bytes);
        if (!(outcome instanceof DecodeError)) ledger.leaveOpen(path, "taken");
        else if (REFUSED.includes(outcome.code)) ledger.count(kind, outcome.code);
        else ledger.leaveOpen(path, outcome.message);
      }
    }
    ledger.settle();
  });
});

const ELSEWHERE: Rule = {
  id: "error in an external subset",
  because:
    "what is not well-formed stands in another file that the DOCTYPE names, and nothing is ever fetched (decisions D13)",
};
const NAMES_WITH_COLONS: Rule = {
  id: "names that namespaces forbid",
  because: "XML without namespaces allows the name, XML with namespaces does not; xmllint reports it too",
};
const NAMESPACE_URI: Rule = {
  id: "odd namespace name",
  because: "libxml2 asks namespace names to be URIs; to a parser they are names, and this one is no vocabulary's",
};

describeNeeding(["corpus", "xmllint"], "XML that is not well-formed", () => {
  it("is refused, and what is well-formed is refused for its DOCTYPE only", async () => {
    const ledger = new Ledger("well-formedness", ["refused", "refused: declarations in the DOCTYPE", "accepted"]);
    const files = ["xmlconf/not-wf", "xmlconf/valid", "xmlconf/invalid"].flatMap((kind) =>
      corpusFiles(kind, (path) => path.endsWith(".xml")).map((file) => ({ kind, ...file })),
    );
    const verdicts = await lint(files.map(({ bytes }) => bytes));
    files.forEach(({ kind, path, bytes }, index) => {
      const refusal = refusedByReader(bytes);
      const predicted = kind !== "xmlconf/not-wf";
      if (refusal === undefined) {
        ledger.count(kind, "accepted");
        if (predicted) return;
        const fetched = verdicts[index] === "" && namesAnotherFile(bytes);
        if (fetched) ledger.disagree(path, "not well-formed", "accepted", ELSEWHERE.because);
        if (fetched) ledger.excuse(ELSEWHERE, path);
        else ledger.leaveOpen(path, "accepted");
      } else if (declaresInDoctype(textOf(bytes))) ledger.count(kind, "refused: declarations in the DOCTYPE");
      else {
        ledger.count(kind, "refused");
        if (!predicted) return;
        const unbound = /namespace error/.test(verdicts[index]!);
        if (unbound) ledger.disagree(path, "well-formed", "refused", NAMES_WITH_COLONS.because);
        if (unbound) ledger.excuse(NAMES_WITH_COLONS, path);
        else ledger.leaveOpen(path, refusal.message);
      }
    });
    // What stands behind the DOCTYPE would go untested: without it, xmllint has the word on each.
    const bare = files.map(({ bytes }) => withoutDoctype(bytes));
    const bareVerdicts = await lint(bare);
    files.forEach(({ kind, path }, index) => {
      const good = bareVerdicts[index] === "";
      const refusal = refusedByReader(bare[index]!);
      if (good !== (refusal === undefined)) {
        ledger.leaveOpen(`${path} without DOCTYPE`, refusal?.message ?? bareVerdicts[index]!);
      } else ledger.count(`${kind} without DOCTYPE`, good ? "accepted" : "refused");
    });
    for (const kind of ["syncml-dm/malformed", "syncml-ds/malformed"]) {
      for (const { path, bytes, expected } of corpusFiles(kind)) {
        const refusal = refusedByReader(bytes);
        if (refusal !== undefined) ledger.count(kind, "refused");
        else if (/xmlns: .* is not a valid URI/.test(expected)) {
          ledger.count(kind, "accepted");
          ledger.excuse(NAMESPACE_URI, path);
          ledger.disagree(path, "not well-formed", "accepted", NAMESPACE_URI.because);
        } else ledger.leaveOpen(path, "accepted");
      }
    }
    for (const kind of XML_KINDS) {
      const broken = corpusFiles(kind, isXml).filter(({ bytes }) => !isWellFormed(new TextDecoder().decode(bytes)));
      for (const { path, bytes } of broken) {
        if (refusedByReader(bytes) === undefined) ledger.leaveOpen(path, "accepted");
        else ledger.count(`${kind}, what saxes refuses`, "refused");
      }
    }
    ledger.settle();
  }, 60_000);
});

const namesAnotherFile = (bytes: Uint8Array): boolean => /<!DOCTYPE[^>[]*(?:SYSTEM|PUBLIC)/.test(textOf(bytes));

/** What xmllint has against each, by way of its namespaces too; empty when nothing. It fetches nothing either. */
async function lint(documents: readonly Uint8Array[]): Promise<readonly string[]> {
  const verdicts = await runOnAll("xmllint --noout --nonet $1.in", documents);
  return verdicts.map(({ exit, message }) => (exit === 0 && !/error/.test(message) ? "" : message || "killed"));
}

/** As a reader would see it: a byte order mark tells UTF-16. */
function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  return new TextDecoder().decode(bytes);
}

/** In the encoding it came in; a DOCTYPE whose brackets do not match takes what follows with it. */
function withoutDoctype(bytes: Uint8Array): Uint8Array {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf16le" : "latin1";
  const text = Buffer.from(bytes).toString(encoding);
  return Buffer.from(text.replace(/<!DOCTYPE\s[^[>]*(?:\[[\s\S]*?\]\s*)?>/, ""), encoding);
}

/** The reader of XML itself must refuse: that no vocabulary has such a root is luck, except for a stylesheet. */
function refusedBy(kind: string, expected: string, bytes: Uint8Array): DecodeError | undefined {
  if (kind === "hostile-xml" && !/XSLT/.test(expected)) return refusedByReader(bytes);
  const outcome = decode(bytes);
  return outcome instanceof DecodeError ? outcome : undefined;
}

describeNeeding(["corpus"], "hostile documents", () => {
  it("are refused at once and without memory; the benign ones among them are read", () => {
    const ledger = new Ledger("hostile", ["refused", "accepted"]);
    for (const { path, bytes, expected } of [
      ...corpusFiles("hostile-xml", isXml),
      ...corpusFiles("hostile-wbxml", isWbxml),
    ]) {
      const kind = path.split("/")[0]!;
      const before = process.memoryUsage();
      const started = performance.now();
      const outcome = refusedBy(kind, expected, bytes);
      expect(performance.now() - started, path).toBeLessThan(1000);
      const grown = process.memoryUsage();
      const held = grown.heapUsed + grown.arrayBuffers - before.heapUsed - before.arrayBuffers;
      expect(held, path).toBeLessThan(32 * 2 ** 20);
      ledger.count(kind, outcome === undefined ? "accepted" : "refused");
      // What makes libwbxml crash may be a document all the same.
      if (kind !== "hostile-xml" || /benign/.test(expected) === (outcome === undefined)) continue;
      if (outcome === undefined && namesAnotherFile(bytes) && !declaresInDoctype(textOf(bytes))) {
        ledger.disagree(path, "refused", "accepted", "its DOCTYPE names a DTD, which is never fetched (decisions D13)");
      } else ledger.leaveOpen(path, outcome?.message ?? "accepted");
    }
    ledger.settle();
  });
});
