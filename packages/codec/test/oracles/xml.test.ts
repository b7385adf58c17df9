/** Every XML document of the collection to WBXML and back, with libwbxml on either side and alone. */
import { DecodeError } from "@oma-dm/codec";
import { it } from "vitest";
import { describeNeeding } from "../../../../tools/needs.ts";
import { XML_KINDS, type XmlDocument, xmlDocuments } from "./documents.ts";
import { declaredPrefixes, parseInfoset, printDifference } from "./infoset.ts";
import { Ledger } from "./ledger.ts";
import { decodeWithLibwbxml, encodeWithLibwbxml } from "./libwbxml.ts";
import { refusalRule } from "./refusal-rules.ts";
import { judge, readPrinted, type Way } from "./rules.ts";
import { convert } from "./ways.ts";

const OUTCOMES = [
  "equal",
  "equal by rules",
  "libwbxml refuses",
  "libwbxml writes no XML",
  "refused by a rule",
] as const;

const UNWRITTEN = {
  id: "libwbxml cannot write it",
  because: "the MANIFEST predicts that libwbxml fails: the document has text where only elements may stand",
  holds: ({ file }: XmlDocument, message: string): boolean =>
    /libwbxml encode: /.test(file.expected) && /Internal Error/.test(message),
};

describeNeeding(["corpus", "libwbxml"], "XML documents", () => {
  it("come back equal, through libwbxml and without it", async () => {
    const ledger = new Ledger("xml", OUTCOMES);
    const documents = xmlDocuments(XML_KINDS).filter((document) => accepted(document, ledger));

    const ours = documents.map(({ source }) => must(convert(source, "wbxml")));
    for (const [index, document] of documents.entries()) {
      const way = "ours";
      compare(document, "to XML", must(convert(document.source, "xml")), way, ledger);
      compare(document, "to WBXML and back", must(convert(ours[index]!, "xml")), way, ledger);
    }
    const theirs = await decodeWithLibwbxml(ours);
    for (const [index, document] of documents.entries()) {
      const { exit, output, message } = theirs[index]!;
      if (exit === 0) compare(document, "to WBXML, back by libwbxml", output, "ours to libwbxml", ledger);
      else ledger.leaveOpen(document.file.path, `libwbxml reads ours: ${exit} ${message}`);
    }
    const written = await encodeWithLibwbxml(documents.map(({ xml }) => xml));
    for (const [index, document] of documents.entries()) {
      const row = "to WBXML by libwbxml, back";
      const { exit, output, message } = written[index]!;
      if (exit !== 0 && UNWRITTEN.holds(document, message)) {
        ledger.count(`${document.kind}: ${row}`, "libwbxml refuses");
        ledger.excuse(UNWRITTEN, document.file.path);
      } else if (exit !== 0) ledger.leaveOpen(document.file.path, `${row}: libwbxml: ${message || "killed"}`);
      else compare(document, row, convert(output, "xml"), "libwbxml to ours", ledger);
    }
    ledger.settle();
  }, 120_000);
});

function accepted({ file, kind, source }: XmlDocument, ledger: Ledger): boolean {
  const outcome = convert(source, "xml");
  if (!(outcome instanceof DecodeError)) return true;
  const rule = refusalRule(outcome, source);
  if (rule === undefined) ledger.leaveOpen(file.path, outcome.message);
  else {
    ledger.count(`${kind}: to XML`, "refused by a rule");
    ledger.excuse(rule, file.path);
  }
  return false;
}

function compare(
  { file, kind, xml }: XmlDocument,
  way: string,
  output: Uint8Array | DecodeError,
  hands: Way,
  ledger: Ledger,
): void {
  const row = `${kind}: ${way}`;
  const printsItself = hands === "ours to libwbxml";
  const came = output instanceof DecodeError ? output : readPrinted(output, printsItself ? declaredPrefixes(xml) : {});
  if (came instanceof DecodeError) ledger.leaveOpen(file.path, `${way}: ${came.message}`);
  else if (came === undefined || (!printsItself && "because" in came)) ledger.leaveOpen(file.path, `${way}: not XML`);
  else if ("because" in came) {
    ledger.count(row, "libwbxml writes no XML");
    ledger.excuse(came, file.path);
  } else {
    const { rules, open } = judge(parseInfoset(xml), came.infoset, hands);
    ledger.compared(row, file.path, [...came.rules, ...rules], open.map(printDifference));
  }
}

function must(outcome: Uint8Array | DecodeError): Uint8Array {
  if (outcome instanceof DecodeError) throw outcome;
  return outcome;
}
