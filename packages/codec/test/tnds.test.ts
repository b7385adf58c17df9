import { decodeMessage, encodeMessage, type Message } from "@oma-dm/codec/syncml";
import { decodeTnds, encodeTnds, type MgmtTree, printTnds } from "@oma-dm/codec/tnds";
import { describe, expect, it } from "vitest";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const unhex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/\s/g, ""), "hex"));

const LAMP: MgmtTree = {
  verDtd: "1.2",
  nodes: [
    {
      nodeName: "Lamp",
      rtProperties: { format: "node", type: { ddfName: "urn:oma:mo:ext-lamp:1.0" } },
      nodes: [{ nodeName: "On", rtProperties: { format: "bool", type: { mime: ["text/plain"] } }, value: "true" }],
    },
  ],
};

/** tree §10.3 V1; written by us as WBXML 1.3. */
const V1 = `02 00 00 6a 1b 2d2f2f4f4d412f2f4454442d444d2d44444620312e322f2f454e 00
  00 02 60 77 03 312e32 00 01 64 66 03 4c616d70 00 01 6f 5c 25 01 75 51 03 75726e3a6f6d613a6d6f3a6578742d6c616d703a312e30 00 01 01 01
  64 66 03 4f6e 00 01 6f 5c 0a 01 75 61 03 746578742f706c61696e 00 01 01 01 76 03 74727565 00 01 01 01 01`;

describe("TNDS", () => {
  it("reads and writes the vector of tree §10.3", () => {
    expect(decodeTnds(unhex(V1))).toEqual(LAMP);
    expect(hex(encodeTnds(LAMP, "wbxml"))).toBe(hex(unhex(V1)).replace(/^02/, "03"));
  });
  it("reads it without its page switch, with public id 1, without the NUL, from XML and from base64", () => {
    const body = hex(unhex(V1)).slice(2 * 32);
    expect(decodeTnds(unhex(`0300006a1b${hex(unhex(V1)).slice(10, 64)}${body.slice(4)}`))).toEqual(LAMP);
    expect(decodeTnds(unhex(`03016a00${body}`))).toEqual(LAMP);
    expect(decodeTnds(printTnds(LAMP))).toEqual(LAMP);
    expect(decodeTnds(encodeTnds(LAMP, "xml"))).toEqual(LAMP);
    expect(decodeTnds(Buffer.from(unhex(V1)).toString("base64"), { format: "b64" })).toEqual(LAMP);
    expect(decodeTnds(`<SyncML>${printTnds(LAMP)}</SyncML>`)).toEqual(LAMP);
  });
  it("travels inline in both encodings (tree §9.4 T2, T4)", () => {
    const message: Message = {
      syncHdr: {
        verDtd: "1.2",
        verProto: "DM/1.2",
        sessionId: "0",
        msgId: "0",
        target: { locUri: "d" },
        source: { locUri: "s" },
      },
      syncBody: {
        commands: [{ cmd: "Add", cmdId: "1", items: [{ target: { locUri: "./Inbox" }, data: LAMP }] }],
        final: true,
      },
    };
    for (const encoding of ["xml", "wbxml"] as const) {
      expect(decodeMessage(encodeMessage(message, encoding)).message).toEqual(message);
    }
  });
  it("keeps raw bytes of a Value in WBXML and writes them as base64 in XML", () => {
    const tree: MgmtTree = { verDtd: "1.2", nodes: [{ nodeName: "n", value: Uint8Array.of(0, 1) }] };
    expect(decodeTnds(encodeTnds(tree, "wbxml"))).toEqual(tree);
    expect(decodeTnds(printTnds(tree)).nodes[0]?.value).toBe("AAE=");
  });
  it("reads DDF properties", () => {
    const ddf = `<MgmtTree><VerDTD>1.2</VerDTD><Node><NodeName/><DFProperties><AccessType><Get/><Replace/></AccessType>
      <DFFormat><int/></DFFormat><Occurrence><ZeroOrN>5</ZeroOrN></Occurrence><Scope><Dynamic/></Scope>
      <DFType><MIME>text/plain</MIME></DFType></DFProperties></Node></MgmtTree>`;
    expect(decodeTnds(ddf).nodes[0]).toEqual({
      nodeName: "",
      dfProperties: {
        accessType: ["Get", "Replace"],
        dfFormat: "int",
        occurrence: { kind: "ZeroOrN", max: 5 },
        scope: "Dynamic",
        dfType: { mime: ["text/plain"] },
      },
    });
    expect(decodeTnds(printTnds(decodeTnds(ddf)))).toEqual(decodeTnds(ddf));
  });
  it.each([
    [
      "an unknown Format",
      "<MgmtTree><VerDTD>1.2</VerDTD><Node><NodeName>a</NodeName><RTProperties><Format><blob/></Format></RTProperties></Node></MgmtTree>",
      /^bad-value .*"blob" is not a Format/,
    ],
    ["other XML", "<a/>", /^unexpected-element/],
    ["neither", "%%%", /^unknown-document/],
  ])("refuses %s", (_name, text, message) => {
    expect(() => decodeTnds(text)).toThrow(message);
  });
});
