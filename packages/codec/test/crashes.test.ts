/** What the fuzzer and the reviewers found, once each, so that it stays mended. */
import { DecodeError } from "@oma-dm/codec";
import { checkDdf, decodeDdf } from "@oma-dm/codec/ddf";
import { decodeDocument, encodeDocument, printDocument } from "@oma-dm/codec/document";
import { decodeMessage, encodeMessage, type Message } from "@oma-dm/codec/syncml";
import { decodeTnds, encodeTnds } from "@oma-dm/codec/tnds";
import { expect, it } from "vitest";

const unhex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/\s/g, ""), "hex"));
const HEAD =
  "03a4016a00 6d 6c 7103312e320001 7203444d2f312e320001 6503310001 5b03310001 6e5703640001 01 6757037300 0101 01";
const SYNC_HDR: Message["syncHdr"] = {
  verDtd: "1.2",
  verProto: "DM/1.2",
  sessionId: "1",
  msgId: "1",
  target: { locUri: "d" },
  source: { locUri: "s" },
};
const ddf = (inner: string): string =>
  `<MgmtTree><VerDTD>1.2</VerDTD><Node><NodeName>a</NodeName><DFProperties>${inner}</DFProperties></Node></MgmtTree>`;

it("refuses a message that is cut where no whole word of four bytes is left", () => {
  for (let start = 0; start < 4; start++) {
    const shifted = new Uint8Array(11 + start);
    shifted.set(unhex("03a4016a006d6c71034100"), start);
    expect(() => decodeMessage(shifted.subarray(start))).toThrow(DecodeError);
  }
});

it("writes a list with nothing in it as an empty element, whichever way it goes", () => {
  const message: Message = { syncHdr: SYNC_HDR, syncBody: { commands: [] } };
  const bytes = encodeMessage(message, "wbxml");
  expect(Buffer.from(bytes.subarray(-2)).toString("hex")).toBe("2b01");
  expect(decodeMessage(bytes).message).toEqual(message);
});

it("refuses text beside the number of an Occurrence and takes the number alone", () => {
  expect(() => decodeDdf(ddf("<Occurrence><ZeroOrN>0</ZeroOrN>x</Occurrence>"))).toThrow(/text beside ZeroOrN$/);
  const tree = decodeDdf(ddf("<Occurrence> <ZeroOrN> 7 </ZeroOrN> </Occurrence>"));
  expect(tree.nodes[0]?.dfProperties?.occurrence).toEqual({ kind: "ZeroOrN", max: 7 });
});

it("prints an OPAQUE of no bytes as nothing", () => {
  const document = decodeDocument(unhex(`${HEAD} 6b 60 4b03310001 54 6e 57 c300 01 01 01 01 01 01`));
  expect(printDocument(document)).toContain("<LocURI/>");
});

it("writes an attribute once whose two prefixes mean one namespace", () => {
  const names = ["a:x", "xmlns:a", "xmlns:b", "a:k", "b:k"].map((name) => `${Buffer.from(name).toString("hex")}00`);
  const outer = "c400 0404 0375726e3a7600 01";
  const inner = "8400 040c 0375726e3a7600 0414 033100 0418 033200 01";
  const document = decodeDocument(unhex(`03a4016a 1c ${names.join("")} 6d ${outer} ${inner} 01 01`));
  const text = printDocument(document);
  expect(text).toContain('<a:x xmlns:b="urn:v" a:k="1"/>');
  expect(printDocument(decodeDocument(encodeDocument(document, "wbxml")))).toBe(text);
});

it("keeps a string table entry from being named more often than a document may be long", () => {
  const entry = "41".repeat(60_000);
  const named = "8300".repeat(200);
  const head = HEAD.replace("03a4016a00", `03a4016a 83d460 ${entry}`);
  const bomb = unhex(`${head} 6b 60 4b03310001 54 4f ${named} 01 01 01 01 01`);
  expect(() => decodeMessage(bomb)).toThrow(/^limit .*string table/);
});

it("refuses a namespace that would be written again for each element", () => {
  const long = "u".repeat(300);
  expect(() => decodeDdf(ddf(`<v:a xmlns:v="${long}"/>`))).toThrow(/^limit .*namespace/);
  expect(() => decodeDocument(`<SyncML xmlns="${long}"/>`)).toThrow(/^limit .*namespace/);
});

it("says where an element begins in characters, whatever they are", () => {
  const document = decodeDocument('<MgmtTree éa="𝄞"><VerDTD b="𝄞\n𝄞"/></MgmtTree>', {
    positions: true,
  });
  expect(document.root.at).toEqual({ kind: "line", line: 1, column: 1 });
  expect(document.root.children[0]).toMatchObject({ at: { kind: "line", line: 1, column: 18 } });
});

it("looks through one SyncML around a tree and says what else stands there", () => {
  const tree = "<MgmtTree><VerDTD>1.2</VerDTD></MgmtTree>";
  expect(decodeTnds(`<SyncML>${tree}</SyncML>`).nodes).toEqual([]);
  expect(() => decodeTnds(`<SyncML><SyncML>${tree}</SyncML></SyncML>`)).toThrow(/SyncML holds "SyncML", not MgmtTree$/);
  expect(() => decodeTnds("<SyncML/>")).toThrow(/SyncML holds no MgmtTree$/);
});

it("reports findings in the order of the document, and two of what excludes each other as such", () => {
  const report = checkDdf(ddf("<DFType><MIME/></DFType><DFFormat><int/><chr/></DFFormat>"));
  const columns = report.findings.map(({ at }) => (at.kind === "line" ? at.column : 0));
  expect(columns).toEqual(columns.toSorted((a, b) => a - b));
  expect(report.findings.map(({ code }) => code)).toContain("repeated");
});

it("keeps bytes inside Sync when it writes XML", () => {
  const add = { cmd: "Add", cmdId: "2", items: [{ meta: { format: "xml" }, data: Uint8Array.of(0, 1) }] } as const;
  const message: Message = {
    syncHdr: SYNC_HDR,
    syncBody: { commands: [{ cmd: "Sync", cmdId: "1", commands: [add] }] },
  };
  const [sync] = decodeMessage(encodeMessage(message, "xml")).message.syncBody.commands;
  expect(sync).toMatchObject({ commands: [{ items: [{ meta: { format: "b64" }, data: "AAE=" }] }] });
});

it("writes what it has read of a document whose prefixes nobody declared", () => {
  const literal = unhex("03a4016a04 763a6100 6d 44 00 0378 00 01 01".replace("0378 00", "037800"));
  const xml = printDocument(decodeDocument(literal));
  expect(xml).toBe('<SyncML xmlns="SYNCML:SYNCML1.2"><v:a xmlns:v="urn:undeclared:v">x</v:a></SyncML>');
  expect(printDocument(decodeDocument(encodeDocument(decodeDocument(xml), "wbxml")))).toBe(xml);
});

it.each(["constructor", "__proto__", "toString"])(
  "refuses the encoding %s as any other that it does not know",
  (name) => {
    const document = new TextEncoder().encode(`<?xml version="1.0" encoding="${name}"?><SyncML/>`);
    expect(() => decodeMessage(document)).toThrow(/^(?:bad-charset|not-well-formed) /);
    expect(() => decodeDocument(document)).toThrow(DecodeError);
  },
);

it("reports a Format that only JavaScript knows, and what is missing beside what is misplaced", () => {
  const odd = checkDdf(ddf("<AccessType/><DefaultValue>x</DefaultValue><DFFormat><constructor/></DFFormat><DFType/>"));
  expect(odd.findings.map(({ code }) => code)).toContain("unknown-element");
  const { findings } = checkDdf(ddf("<DFFormat><int/></DFFormat><AccessType/>"));
  expect(findings.map(({ code }) => code)).toEqual(expect.arrayContaining(["missing-element", "out-of-order"]));
});

it("keeps a vendor's element a vendor's in either encoding, whatever its name", () => {
  const tree = decodeDdf(
    '<MgmtTree><VerDTD>1.2</VerDTD><Node xmlns:v="urn:v"><NodeName>A</NodeName><v:Path>x</v:Path></Node></MgmtTree>',
  );
  expect(tree.nodes[0]).toMatchObject({ nodeName: "A", extensions: [{ name: "v:Path", xmlns: "urn:v" }] });
  expect(decodeTnds(encodeTnds(tree, "wbxml"))).toEqual(tree);
});

it("keeps the same limits in every lane", () => {
  const bytes = encodeTnds({ verDtd: "1.2", nodes: [{ nodeName: "A", value: "x" }] }, "wbxml");
  expect(() => decodeTnds(bytes, { limits: { maxElements: 4 } })).toThrow(/^limit /);
  expect(() => decodeTnds(bytes, { limits: { maxDepth: 2 } })).toThrow(/^limit /);
  expect(decodeTnds(bytes, { limits: { maxElements: 5, maxDepth: 3 } }).nodes).toHaveLength(1);
});

it("takes what belongs into Meta where it stands beside it, once", () => {
  const message = (item: string): Uint8Array =>
    new TextEncoder().encode(
      "<SyncML><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>1</SessionID><MsgID>1</MsgID>" +
        `<Target><LocURI>d</LocURI></Target><Source><LocURI>s</LocURI></Source></SyncHdr><SyncBody><Add><CmdID>1</CmdID>` +
        `<Item>${item}</Item></Add></SyncBody></SyncML>`,
    );
  const items = (item: string): unknown => decodeMessage(message(item)).message.syncBody.commands;
  expect(
    items("<Source><LocURI>s</LocURI></Source><Format>chr</Format><Meta><Type>t</Type></Meta><Size>5</Size>"),
  ).toMatchObject([{ items: [{ source: { locUri: "s" }, meta: { format: "chr", type: "t", size: "5" } }] }]);
  expect(items("<EMI>a</EMI><EMI>b</EMI>")).toMatchObject([{ items: [{ meta: { emi: ["a", "b"] } }] }]);
  expect(() => items("<Type>t</Type><Type>u</Type>")).toThrow(/a second Type$/);
});

it("refuses markup inside Data that is much longer written out", () => {
  const prefixes = Array.from({ length: 300 }, (_, i) => `xmlns:p${i}="${"u".repeat(246)}${i}"`).join(" ");
  const uses = Array.from({ length: 300 }, (_, i) => `p${i}:a=""`).join(" ");
  const bomb = `<SyncML ${prefixes}><SyncHdr/><SyncBody><Add><Item><Data>${`<x ${uses}/>`.repeat(400)}`;
  expect(() => decodeMessage(new TextEncoder().encode(bomb))).toThrow(/^limit .*written out$/);
});

it("keeps the namespace of a prefixed attribute on an element that has a token", () => {
  const xml = '<SyncML xmlns="SYNCML:SYNCML1.2"><SyncBody><Add xmlns:v="urn:v" v:x="1"/></SyncBody></SyncML>';
  const back = decodeDocument(encodeDocument(decodeDocument(xml), "wbxml"));
  expect(printDocument(back)).toBe(xml);
});
