/** WBXML as tshark dissects it: a dissector that shares no line with libwbxml or with the codec. */
import { decodeMessage, encodeMessage } from "@oma-dm/codec/syncml";
import { expect, it } from "vitest";
import { describeNeeding } from "../../../../tools/needs.ts";
import { corpusFiles } from "./corpus.ts";
import { dissect, tagsOf } from "./dissection.ts";
import { type InfosetElement, parseInfoset } from "./infoset.ts";
import { Ledger } from "./ledger.ts";
import { convert } from "./ways.ts";

/** A nested document is one OPAQUE to tshark. */
const nested = ({ name }: InfosetElement): boolean => name === "MgmtTree" || name === "DevInf";

function tagsAsWeRead(wbxml: Uint8Array): readonly string[] {
  const xml = convert(wbxml, "xml");
  return xml instanceof Uint8Array ? tagsOf(parseInfoset(new TextDecoder().decode(xml)), nested) : [xml.message];
}

describeNeeding(["corpus", "tshark"], "a device's POST in tshark", () => {
  it("shows the tags the codec reads, in recorded messages and in those the codec wrote", async () => {
    const ledger = new Ledger("tshark", ["same tags"]);
    const recorded = corpusFiles("wbxml-syncml-dm", (path) => /\.(?:wbxml|bin)$/.test(path)).map((file) => ({
      row: "recorded DM messages",
      path: file.path,
      bytes: file.bytes,
    }));
    const written = corpusFiles("syncml-dm/full").flatMap(({ path, bytes }) => {
      try {
        return [
          {
            row: "DM messages written by the codec",
            path,
            bytes: encodeMessage(decodeMessage(bytes).message, "wbxml"),
          },
        ];
      } catch {
        return []; // What is refused is counted among the messages as values.
      }
    });
    const documents = [...recorded, ...written];
    const dissections = await dissect(documents.map(({ bytes }) => bytes));
    expect(dissections.length).toBe(documents.length);
    documents.forEach(({ row, path, bytes }, index) => {
      const { type, tags, complaints } = dissections[index]!;
      const ours = tagsAsWeRead(bytes).join(" ");
      if (!/SyncML 1\.[0-2]/.test(type)) ledger.leaveOpen(path, `tshark takes it for ${type || "nothing"}`);
      else if (complaints.length > 0) ledger.leaveOpen(path, complaints.join("; "));
      else if (tags.join(" ") !== ours) ledger.leaveOpen(path, `${tags.join(" ")}\n${ours}`);
      else ledger.count(row, "same tags");
    });
    ledger.settle();
  }, 120_000);
});
