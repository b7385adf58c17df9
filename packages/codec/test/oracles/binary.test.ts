/** Every WBXML document of the collection as XML, next to libwbxml's reading and the twins its authors published. */
import { DecodeError } from "@oma-dm/codec";
import { it } from "vitest";
import { describeNeeding } from "../../../../tools/needs.ts";
import { type CorpusFile, corpusFile, corpusFiles } from "./corpus.ts";
import { type InfosetElement, parseInfoset, printDifference } from "./infoset.ts";
import { Ledger } from "./ledger.ts";
import { decodeWithLibwbxml } from "./libwbxml.ts";
import { judge, readPrinted, type Way } from "./rules.ts";
import { convert } from "./ways.ts";

const KINDS = [
  "wbxml-syncml-dm",
  "wbxml-syncml-ds",
  "wbxml-ddf",
  "wbxml-gen/syncml-dm",
  "wbxml-gen/syncml-ds",
  "wbxml-gen/tnds",
];
const OUTCOMES = [
  "equal",
  "equal by rules",
  "libwbxml refuses",
  "libwbxml writes no XML",
  "refused by a rule",
] as const;

/** Non-ASCII strings and pieces that repeat make libwbxml state a string table longer than the one it writes. */
const MISCOUNTED = {
  id: "libwbxml miscounts its string table",
  because: "the body begins inside the stated string table; libwbxml fails to read the document back, or reads another",
  holds: ({ expected }: CorpusFile, { code }: DecodeError): boolean =>
    /decode fails|round trip differs/.test(expected) &&
    ["bad-token", "bad-length", "trailing-bytes", "unexpected-element"].includes(code),
};

const UNREAD = {
  id: "libwbxml cannot read it",
  because: "the MANIFEST predicts that libwbxml fails or crashes, and the codec reads the document",
};

interface BinaryDocument {
  readonly kind: string;
  readonly file: CorpusFile;
  readonly ours: InfosetElement;
  readonly again: Uint8Array;
}

describeNeeding(["corpus", "libwbxml"], "WBXML documents", () => {
  it("say the same to the codec, to libwbxml and to whoever wrote them as XML too", async () => {
    const ledger = new Ledger("binary", OUTCOMES);
    const documents = KINDS.flatMap((kind) =>
      corpusFiles(kind, (path) => /\.(?:wbxml|bin)$/.test(path)).flatMap((file) => read(kind, file, ledger)),
    );
    const theirs = await decodeWithLibwbxml(documents.map(({ file }) => file.bytes));
    const theirsOfOurs = await decodeWithLibwbxml(documents.map(({ again }) => again));
    for (const [index, { kind, file, ours }] of documents.entries()) {
      const compare = (as: string, printed: Uint8Array, way: Way): void => {
        const row = `${kind}: ${as}`;
        const left = readPrinted(printed);
        if (left === undefined) ledger.leaveOpen(file.path, `${as}: not XML`);
        else if ("because" in left) {
          ledger.count(row, "libwbxml writes no XML");
          ledger.excuse(left, file.path);
        } else {
          const { rules, open } = judge(left.infoset, ours, way);
          ledger.compared(row, file.path, [...left.rules, ...rules], open.map(printDifference));
        }
      };
      const { exit, output, message } = theirs[index]!;
      if (exit === 0) compare("as libwbxml reads it", output, "libwbxml");
      else if (/decode fails|libwbxml [\d.]+: (?:ERR|CRASH)/.test(file.expected)) {
        ledger.count(`${kind}: as libwbxml reads it`, "libwbxml refuses");
        ledger.excuse(UNREAD, file.path);
      } else ledger.leaveOpen(file.path, `libwbxml: ${message || "killed"}`);
      for (const [row, name, way] of [
        ["its decoded form in the collection", `${file.path}.libwbxml.xml`, "libwbxml"],
        ["its twin", file.path.replace(/\.\w+$/, ".twin.xml"), "twin"],
      ] as const) {
        const bytes = corpusFile(name);
        if (bytes !== undefined) compare(row, bytes, way);
      }
      const round = theirsOfOurs[index]!;
      if (round.exit === 0) compare("by way of XML and back, read by libwbxml", round.output, "libwbxml");
      else ledger.leaveOpen(file.path, `libwbxml reads ours: ${round.exit} ${round.message}`);
    }
    ledger.settle();
  }, 120_000);
});

function read(kind: string, file: CorpusFile, ledger: Ledger): readonly BinaryDocument[] {
  const xml = convert(file.bytes, "xml");
  const again = xml instanceof DecodeError ? xml : convert(xml, "wbxml");
  const ours = xml instanceof DecodeError ? undefined : parseInfoset(new TextDecoder().decode(xml));
  if (!(again instanceof DecodeError) && ours !== undefined) return [{ kind, file, ours, again }];
  if (again instanceof DecodeError && MISCOUNTED.holds(file, again)) {
    ledger.count(`${kind}: as libwbxml reads it`, "refused by a rule");
    ledger.excuse(MISCOUNTED, file.path);
  } else ledger.leaveOpen(file.path, again instanceof DecodeError ? again.message : "what the codec writes is not XML");
  return [];
}
