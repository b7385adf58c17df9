/** Documents cut short and documents with a byte changed: a value or a refusal, and nothing else. */
import { DecodeError } from "@oma-dm/codec";
import { decodeMessage } from "@oma-dm/codec/syncml";
import { it } from "vitest";
import { describeNeeding } from "../../../../tools/needs.ts";
import { type CorpusFile, corpusFiles } from "./corpus.ts";
import { isWellFormed, XML_KINDS } from "./documents.ts";
import { type Difference, type InfosetElement, parseInfoset, printDifference } from "./infoset.ts";
import { Ledger, type Rule } from "./ledger.ts";
import { decodeWithLibwbxml } from "./libwbxml.ts";
import { judge, readPrinted, renamed } from "./rules.ts";
import { convert, decode } from "./ways.ts";

const isWbxml = (path: string): boolean => /\.(?:wbxml|bin)$/.test(path);

/** All of a short document's beginnings; of a long one's the first, the last and some between. */
function cuts(length: number, most: number): readonly number[] {
  if (length <= most) return Array.from({ length }, (_, cut) => cut);
  const edge = Math.floor(most / 3);
  const step = (length - 2 * edge) / edge;
  return Array.from({ length: 3 * edge }, (_, index) => {
    if (index < edge) return index;
    return index < 2 * edge ? Math.floor(edge + (index - edge) * step) : length - 3 * edge + index;
  });
}

describeNeeding(["corpus"], "truncated documents", () => {
  it("are refused, wherever they end", () => {
    const ledger = new Ledger("truncations", ["refused"]);
    const kinds = ["wbxml-syncml-dm", "wbxml-syncml-ds", "wbxml-ddf", "wbxml-gen"];
    for (const kind of kinds)
      for (const file of corpusFiles(kind, isWbxml)) cutOff(ledger, kind, file, file.bytes.length, 600);
    for (const kind of XML_KINDS) {
      for (const file of corpusFiles(kind, (path) => path.endsWith(".xml"))) {
        cutOff(ledger, kind, file, endOfRoot(file.bytes), file.bytes.length > 20_000 ? 12 : 60);
      }
    }
    ledger.settle();
  }, 120_000);
});

/** Blanks and comments after the root may go; without the root's last bracket nothing is whole. */
function endOfRoot(bytes: Uint8Array): number {
  const text = Buffer.from(bytes).toString("latin1");
  const end = text.trimEnd();
  const comment = end.endsWith("-->") ? end.lastIndexOf("<!--") : end.length;
  return end.slice(0, comment).trimEnd().length;
}

function cutOff(ledger: Ledger, kind: string, { path, bytes }: CorpusFile, end: number, most: number): void {
  for (const cut of cuts(end, most)) {
    const outcome = attempt(() => decode(bytes.subarray(0, cut)));
    if (outcome instanceof DecodeError) ledger.count(kind, "refused");
    else ledger.leaveOpen(path, `cut at ${cut} of ${bytes.length}: ${outcome instanceof Error ? outcome : "accepted"}`);
  }
}

interface Mutation {
  readonly base: string;
  readonly mutation: string;
  readonly hex: string;
  readonly libwbxml: string;
}

/** What libwbxml takes and the codec refuses, by the refusal. */
const LIBWBXML_TAKES: readonly (Rule & { readonly refusal: RegExp })[] = [
  {
    id: "libwbxml copies what is no text",
    refusal: /^bad-(?:value|charset)/,
    because: "a string is no UTF-8 or an entity no character; libwbxml copies the bytes",
  },
  {
    id: "libwbxml never looks past the root",
    refusal: /^trailing-bytes/,
    because: "bytes follow the end of the root element",
  },
  {
    id: "libwbxml drops extension tokens",
    refusal: /^bad-token .*: extension token/,
    because: "an extension token has no meaning in these vocabularies, and to drop one is to guess",
  },
];
const ATTRIBUTES: Rule = {
  id: "attributes skipped",
  because: "a document without an attribute table may still carry attributes, which mean nothing: the codec skips them",
};

const UNKNOWN_TOKENS: Rule = {
  id: "tokens without a name",
  because: "a token no page has is `unknown` to libwbxml; the codec keeps its page and number",
};
const unknownToken = ({ name }: InfosetElement): string => (/^page\d+-token[\da-f]+$/.test(name) ? "unknown" : name);

const EMBEDDED: Rule = {
  id: "embedded document refused",
  because:
    "the mutation hit the document inside an OPAQUE; the codec refuses it and keeps the bytes, libwbxml reads on",
};
/** On our side bytes as base64 that are indeed no document. */
function isRefusedEmbedding(it: Difference): boolean {
  if (it.kind !== "content" || !it.path.endsWith("/Data") || it.right.length !== 1) return false;
  const [text] = it.right;
  return typeof text === "string" && decode(new Uint8Array(Buffer.from(text, "base64"))) instanceof DecodeError;
}
const isFormat = (it: Difference): boolean =>
  it.kind === "text" && it.path.endsWith("/Meta/Format") && it.right === "b64";

describeNeeding(["corpus", "libwbxml"], "mutated WBXML", () => {
  it("becomes a value or a refusal, and as a value it is the one libwbxml reads", async () => {
    const ledger = new Ledger("mutations", [
      "refused by both",
      "equal",
      "equal by rules",
      "libwbxml writes no XML",
      "refused by the codec only",
      "accepted by the codec only",
    ]);
    const mutations = corpusFiles("hostile-wbxml", (path) => /\/mutations[^/]*\.jsonl$/.test(path)).flatMap(
      ({ bytes }) =>
        new TextDecoder()
          .decode(bytes)
          .split("\n")
          .filter((line) => line !== "")
          .map((line) => JSON.parse(line) as Mutation),
    );
    const inputs = mutations.map(({ hex }) => new Uint8Array(Buffer.from(hex, "hex")));
    const theirs = await decodeWithLibwbxml(inputs);
    for (const [index, { base, mutation, libwbxml }] of mutations.entries()) {
      const name = `${base} ${mutation}`;
      const row = mutation.replace(/@.*/, "");
      const { exit, output } = theirs[index]!;
      const ours = attempt(() => convert(inputs[index]!, "xml"));
      for (const outcome of [ours, attempt(() => decodeMessage(inputs[index]!))]) {
        if (outcome instanceof Error && !(outcome instanceof DecodeError)) ledger.leaveOpen(name, String(outcome));
      }
      if ((exit === 0) !== (libwbxml === "accept")) ledger.leaveOpen(name, `recorded: ${libwbxml}`);
      if (ours instanceof Error) {
        ledger.count(row, exit === 0 ? "refused by the codec only" : "refused by both");
        if (exit === 0 && ours instanceof DecodeError) excuseRefusal(ledger, name, ours);
      } else if (mutation === "trunc") ledger.leaveOpen(name, "accepted");
      else if (exit !== 0) {
        ledger.count(row, "accepted by the codec only");
        if (/Attribute Table Undefined/.test(libwbxml)) ledger.excuse(ATTRIBUTES, name);
        else ledger.leaveOpen(name, `accepted; libwbxml: ${libwbxml}`);
      } else compareMutated(ledger, row, name, output, ours);
    }
    ledger.settle();
  }, 60_000);
});

function excuseRefusal(ledger: Ledger, name: string, { message }: DecodeError): void {
  const rule = LIBWBXML_TAKES.find(({ refusal }) => refusal.test(message));
  if (rule === undefined) ledger.leaveOpen(name, `libwbxml accepts; ${message}`);
  else ledger.excuse(rule, name);
}

function compareMutated(ledger: Ledger, row: string, name: string, printed: Uint8Array, ours: Uint8Array): void {
  const mine = new TextDecoder().decode(ours);
  const left = readPrinted(printed);
  if (!isWellFormed(mine)) ledger.leaveOpen(name, "what the codec writes is not XML");
  else if (left === undefined) ledger.leaveOpen(name, "libwbxml: not XML");
  else if ("because" in left) {
    ledger.count(row, "libwbxml writes no XML");
    ledger.excuse(left, name);
  } else {
    const right = renamed(parseInfoset(mine), unknownToken);
    const { rules, open } = judge(left.infoset, right.element, "libwbxml");
    const refused = open.some(isRefusedEmbedding);
    const needed = [...left.rules, ...rules, ...(right.used ? [UNKNOWN_TOKENS] : []), ...(refused ? [EMBEDDED] : [])];
    const rest = refused ? open.filter((it) => !isRefusedEmbedding(it) && !isFormat(it)) : open;
    ledger.compared(row, name, needed, rest.map(printDifference));
  }
}

/** What came of it: a value, a refusal, or an error that must never be. */
function attempt<T>(action: () => T): T | Error {
  try {
    return action();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
