/** What the rule book says of TNDS and DDF documents, rule by rule; forms in all their spellings are the vectors' affair. */
import { decodeDdf } from "@oma-dm/codec/ddf";
import { decodeMessage, encodeMessage, MEDIA_TYPES, type Message } from "@oma-dm/codec/syncml";
import { decodeTnds, encodeTnds, type MgmtTree, NODE_FORMATS, printTnds } from "@oma-dm/codec/tnds";
import { describe, expect, it } from "vitest";
import { DMDDF, METINF, SYNCML } from "../src/wbxml/code-pages.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const unhex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/\s/g, ""), "hex"));
const ascii = (text: string): string => Buffer.from(text).toString("hex");
const FPI = "-//OMA//DTD-DM-DDF 1.2//EN";

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
const SMALL: MgmtTree = { verDtd: "1.2", nodes: [{ nodeName: "A" }] };
/** Tokens of `SMALL`, behind the page switch. */
const SMALL_BODY = `60 77 03 ${ascii("1.2")} 00 01 64 66 03 ${ascii("A")} 00 01 01 01`;

/** Everything a TNDS object can hold. */
const FULL: MgmtTree = {
  verDtd: "1.2",
  man: "Acme",
  mod: "GW-1",
  nodes: [
    {
      nodeName: "n",
      path: "a/b",
      rtProperties: {
        acl: "Get=*&Replace=s",
        format: "node",
        name: "n",
        size: "1",
        title: "t",
        tStamp: "20010711T163817Z",
        type: { ddfName: "urn:oma:mo:x-n:1.0" },
        verNo: "7",
      },
      nodes: [{ nodeName: "v", rtProperties: { format: "chr", type: { mime: ["text/plain"] } }, value: "1" }],
    },
  ],
};

function message(data: MgmtTree | Uint8Array, meta = {}): Message {
  return {
    syncHdr: {
      verDtd: "1.2",
      verProto: "DM/1.2",
      sessionId: "0",
      msgId: "0",
      target: { locUri: "d" },
      source: { locUri: "s" },
    },
    syncBody: {
      commands: [{ cmd: "Add", cmdId: "1", items: [{ target: { locUri: "./Inbox" }, meta, data }] }],
      final: true,
    },
  } as Message;
}

/** The tree in the Data of a message's only command. */
function treeIn(bytes: Uint8Array): MgmtTree {
  const [command] = decodeMessage(bytes).message.syncBody.commands;
  const [item] = command?.cmd === "Add" ? command.items : [];
  return decodeTnds(item!.data!);
}

describe("the names of a tree document (tree §9.1#1–#4, #6, #8)", () => {
  it("has its namespace on the outermost element, and no other attribute", () => {
    const text = printTnds(FULL);
    expect(text).toMatch(/^<MgmtTree xmlns="syncml:dmddf1\.2"><VerDTD>1\.2<\/VerDTD>/);
    expect(text.match(/=["']/g)).toHaveLength(1);
  });
  it.each(["", ' xmlns="syncml:dmddf1.2"', " xmlns='syncml:dmddf1.2' id=\"x\""])("reads it with%s", (attributes) => {
    expect(
      decodeTnds(`<MgmtTree${attributes}><VerDTD>1.2</VerDTD><Node><NodeName>A</NodeName></Node></MgmtTree>`),
    ).toEqual(SMALL);
  });
  it.each(["dm_ddf-v1_2.dtd", "DM_DDF-V1_2.dtd"])("reads it behind a DOCTYPE of %s", (file) => {
    const doctype = `<!DOCTYPE MgmtTree PUBLIC "${FPI}" "http://www.openmobilealliance.org/tech/DTD/${file}">`;
    expect(decodeTnds(doctype + printTnds(SMALL))).toEqual(SMALL);
  });
  it("names its public identifier in WBXML", () => {
    expect(hex(encodeTnds(SMALL, "wbxml"))).toContain(ascii(FPI));
  });
  it("knows the media types of a TNDS object", () => {
    expect(Object.values(MEDIA_TYPES.tnds)).toEqual([
      "application/vnd.syncml.dmtnds+xml",
      "application/vnd.syncml.dmtnds+wbxml",
    ]);
  });
  it.each(["1.2", "1.3"])("takes version %s", (verDtd) => {
    for (const encoding of ["xml", "wbxml"] as const) {
      expect(decodeTnds(encodeTnds({ ...SMALL, verDtd }, encoding)).verDtd).toBe(verDtd);
    }
  });
});

describe("the elements of a TNDS object (tree §9.1#7, §9.2#1–#5)", () => {
  it.each(["xml", "wbxml"] as const)("come back from %s, every one", (encoding) => {
    expect(decodeTnds(encodeTnds(FULL, encoding))).toEqual(FULL);
  });
  it("are written in the order of the grammar", () => {
    const names = [...printTnds(FULL).matchAll(/<([A-Za-z]+)/g)].map(([, name]) => name);
    expect(names.join(" ")).toBe(
      "MgmtTree VerDTD Man Mod Node NodeName Path RTProperties ACL Format node Name Size Title TStamp Type DDFName VerNo " +
        "Node NodeName RTProperties Format chr Type MIME Value",
    );
  });
  it.each([...NODE_FORMATS])("holds the Format %s, empty", (format) => {
    const tree: MgmtTree = { verDtd: "1.2", nodes: [{ nodeName: "n", rtProperties: { format, type: {} } }] };
    expect(printTnds(tree)).toContain(`<Format><${format}/></Format>`);
    for (const encoding of ["xml", "wbxml"] as const) expect(decodeTnds(encodeTnds(tree, encoding))).toEqual(tree);
  });
});

describe("what is not in the grammar (tree §17#28)", () => {
  const document = (inside: string) =>
    `<MgmtTree><VerDTD>1.2</VerDTD><Node><NodeName>A</NodeName>${inside}</Node></MgmtTree>`;
  it("an element with all below it says nothing", () => {
    const tree = decodeTnds(document("<Vendor><Node><NodeName>B</NodeName></Node></Vendor><Value>v</Value>"));
    expect(tree.nodes[0]).toMatchObject({ nodeName: "A", value: "v" });
    expect(tree.nodes[0]?.nodes).toBeUndefined();
  });
  it("a Format nobody knows is refused", () => {
    expect(() => decodeTnds(document("<RTProperties><Format><blob/></Format></RTProperties>"))).toThrow(/^bad-value /);
  });
});

describe("the header in WBXML (tree §10.1#1–#3)", () => {
  const header = `0000 6a 1b ${ascii(FPI)} 00`;
  it("is written so", () => {
    expect(hex(encodeTnds(SMALL, "wbxml"))).toBe(hex(unhex(`03 ${header} 00 02 ${SMALL_BODY}`)));
  });
  it.each([
    ["version 1", `01 ${header} 00 02`],
    ["version 2", `02 ${header} 00 02`],
    ["no NUL in the table", `02 0000 6a 1a ${ascii(FPI)} 00 02`],
    ["an unknown identifier and an empty table", "03 01 6a 00 00 02"],
    ["no page switch", `03 ${header}`],
  ])("is read with %s", (_, start) => expect(decodeTnds(unhex(start + SMALL_BODY))).toEqual(SMALL));
  it("is not there where the tokens stand in a message", () => {
    const bytes = hex(encodeMessage(message(unhex("ff")), "wbxml"));
    const inline = hex(unhex(`4f 00 02 ${SMALL_BODY} 00 00 01`));
    expect(treeIn(unhex(bytes.replace("4fc301ff01", inline)))).toEqual(SMALL);
  });
});

/** The table of the sheet, row by row. */
const TOKENS: Readonly<Record<string, string>> = {
  "tree §10.2#1": "05 AccessType 06 ACL 07 Add 08 b64 09 bin 0A bool",
  "tree §10.2#2": "0B chr 0C CaseSense 0D CIS 0E Copy 0F CS 10 date",
  "tree §10.2#3": "11 DDFName 12 DefaultValue 13 Delete 14 Description 15 DFFormat 16 DFProperties",
  "tree §10.2#4": "17 DFTitle 18 DFType 19 Dynamic 1A Exec 1B float 1C Format",
  "tree §10.2#5": "1D Get 1E int 1F Man 20 MgmtTree 21 MIME 22 Mod",
  "tree §10.2#6": "23 Name 24 Node 25 node 26 NodeName 27 null 28 Occurrence",
  "tree §10.2#7": "29 One 2A OneOrMore 2B OneOrN 2C Path 2D Permanent 2E Replace",
  "tree §10.2#8": "2F RTProperties 30 Scope 31 Size 32 time 33 Title 34 TStamp",
  "tree §10.2#9": "35 Type 36 Value 37 VerDTD 38 VerNo 39 xml 3A ZeroOrMore",
  "tree §10.2#10": "3B ZeroOrN 3C ZeroOrOne",
};

/** The page as rows of the same kind. */
function tokensOf(tags: Readonly<Record<string, number>>, names: readonly string[]): string {
  return names.map((name) => `${tags[name]?.toString(16).toUpperCase().padStart(2, "0")} ${name}`).join(" ");
}

describe("tokens of code page 2", () => {
  it.each(Object.entries(TOKENS))("%s", (_, row) => {
    const names = row.split(" ").filter((_, index) => index % 2 === 1);
    expect(tokensOf(DMDDF.tags, names)).toBe(row);
  });
  it("are all there are", () => {
    const names = Object.values(TOKENS).flatMap((row) => row.split(" ").filter((_, index) => index % 2 === 1));
    expect(Object.keys(DMDDF.tags).sort()).toEqual([...names].sort());
  });
  it("tell Node from node, and attributes say nothing (tree §10.2#11)", () => {
    const format = `6f 5c 25 01 01`;
    const body = `60 77 03 ${ascii("1.2")} 00 01 64 66 03 ${ascii("A")} 00 01 ${format} 01 01`;
    expect(decodeTnds(unhex(`03 01 6a 00 00 02 ${body}`)).nodes).toEqual([
      { nodeName: "A", rtProperties: { format: "node" } },
    ]);
    const attribute = `e0 05 03 ${ascii("x")} 00 01`;
    expect(decodeTnds(unhex(`03 01 6a 00 00 02 ${SMALL_BODY.replace("60", attribute)}`))).toEqual(SMALL);
  });
  it("stand beside these of the other pages (tree §10.2#12)", () => {
    const page0 = ["Target", "TargetRef", "SourceParent", "TargetParent", "Correlator"];
    expect(tokensOf(SYNCML.tags, page0)).toBe("2E Target 2F TargetRef 39 SourceParent 3A TargetParent 3C Correlator");
    expect(tokensOf(METINF.tags, ["Format", "Size", "Type"])).toBe("07 Format 12 Size 13 Type");
  });
});

describe("vectors (tree §10.3#1, #2)", () => {
  const V1 = `0000 6a 1b ${ascii(FPI)} 00 00 02 60 77 03 312e32 00 01 64 66 03 4c616d70 00 01
    6f 5c 25 01 75 51 03 75726e3a6f6d613a6d6f3a6578742d6c616d703a312e30 00 01 01 01
    64 66 03 4f6e 00 01 6f 5c 0a 01 75 61 03 746578742f706c61696e 00 01 01 01 76 03 74727565 00 01 01 01 01`;
  it("V1 is read in 1.2 and written in 1.3, byte by byte", () => {
    expect(unhex(`02 ${V1}`)).toHaveLength(124);
    expect(decodeTnds(unhex(`02 ${V1}`))).toEqual(LAMP);
    expect(hex(encodeTnds(LAMP, "wbxml"))).toBe(hex(unhex(`03 ${V1}`)));
  });
  it("V2, a document in the Data of an Add, comes back as elements", () => {
    const document = unhex(`03 0000 6a 1b ${ascii(FPI)} 00 00 02 ${SMALL_BODY}`);
    expect(document).toHaveLength(50);
    const bytes = encodeMessage(message(document, { format: "xml", type: MEDIA_TYPES.tnds.wbxml }), "wbxml");
    const meta = `5a 00 01 47 03 ${ascii("xml")} 00 01 53 03 ${ascii(MEDIA_TYPES.tnds.wbxml)} 00 01`;
    expect(hex(bytes)).toContain(hex(unhex(meta)));
    expect(hex(bytes)).toContain(`4fc332${hex(document)}01`);
    expect(treeIn(bytes)).toEqual(SMALL);
    const elements = encodeMessage(message(SMALL, { format: "xml", type: MEDIA_TYPES.tnds.xml }), "xml");
    expect(new TextDecoder().decode(elements)).toContain("<NodeName>A</NodeName>");
    expect(treeIn(elements)).toEqual(SMALL);
  });
});

describe("where a tree may stand in a message (tree §9.4#1–#6)", () => {
  const open = (type: string, format: string, data: string): Uint8Array => {
    const text = new TextDecoder().decode(encodeMessage(message(SMALL, { format, type }), "xml"));
    return new TextEncoder().encode(text.replace(/<Data>.*<\/Data>/s, () => `<Data>${data}</Data>`));
  };
  const xml = printTnds(SMALL);
  const { xml: XML, wbxml: WBXML } = MEDIA_TYPES.tnds;
  it.each([
    ["T1, CDATA", XML, "xml", `<![CDATA[<?xml version="1.0"?>${xml}]]>`],
    ["T1, escaped", XML, "xml", xml.replaceAll("&", "&amp;").replaceAll("<", "&lt;")],
    ["T2, elements", XML, "xml", xml],
  ])("%s", (_, type, format, data) => expect(treeIn(open(type, format, data))).toEqual(SMALL));
  it("T3, a WBXML document in an OPAQUE", () => {
    const bytes = encodeMessage(message(encodeTnds(SMALL, "wbxml"), { format: "bin", type: WBXML }), "wbxml");
    expect(treeIn(bytes)).toEqual(SMALL);
  });
  it("T4, tokens in place", () => {
    const bytes = hex(encodeMessage(message(unhex("ff"), { type: WBXML }), "wbxml"));
    expect(treeIn(unhex(bytes.replace("4fc301ff01", hex(unhex(`4f 00 02 ${SMALL_BODY} 00 00 01`)))))).toEqual(SMALL);
  });
  it("T5, base64 of a WBXML document", () => {
    const data = Buffer.from(encodeTnds(SMALL, "wbxml")).toString("base64");
    expect(treeIn(open(WBXML, "b64", data))).toEqual(SMALL);
  });
  it("T6, XML text in a WBXML message", () => {
    const bytes = encodeMessage(message(new TextEncoder().encode(xml), { format: "xml", type: XML }), "wbxml");
    expect(treeIn(bytes)).toEqual(SMALL);
  });
});

describe("the grammar of a description (tree §12.1#1)", () => {
  const rows = (name: string, kinds: readonly string[]) => kinds.map((kind) => [name, kind] as const);
  const read = (properties: string) =>
    decodeDdf(
      `<MgmtTree><VerDTD>1.2</VerDTD><Node><NodeName/><DFProperties>${properties}</DFProperties></Node></MgmtTree>`,
    ).nodes[0]?.dfProperties;

  it("holds every property", () => {
    const properties =
      "<AccessType><Replace/><Add/><Copy/><Delete/><Exec/><Get/></AccessType><DefaultValue>d</DefaultValue>" +
      "<Description>text</Description><DFFormat><chr/></DFFormat><Occurrence><OneOrN>65536</OneOrN></Occurrence>" +
      "<Scope><Permanent/></Scope><DFTitle>t</DFTitle><DFType><MIME>a/b</MIME><MIME>c/d</MIME></DFType><CaseSense><CIS/></CaseSense>";
    expect(read(properties)).toEqual({
      accessType: ["Replace", "Add", "Copy", "Delete", "Exec", "Get"],
      defaultValue: "d",
      description: "text",
      dfFormat: "chr",
      occurrence: { kind: "OneOrN", max: 65536 },
      scope: "Permanent",
      dfTitle: "t",
      dfType: { mime: ["a/b", "c/d"] },
      caseSense: "CIS",
    });
  });
  it.each([
    ...rows("DFFormat", NODE_FORMATS),
    ...rows("Occurrence", ["One", "ZeroOrOne", "ZeroOrMore", "OneOrMore"]),
    ...rows("Scope", ["Permanent", "Dynamic"]),
    ...rows("CaseSense", ["CS", "CIS"]),
  ])("takes %s %s", (name, kind) => {
    const found = read(`<${name}><${kind}/></${name}>`);
    expect(JSON.stringify(found)).toContain(JSON.stringify(kind));
  });
  it.each([
    ["DFFormat", "blob"],
    ["Occurrence", "Two"],
    ["Scope", "Forever"],
    ["CaseSense", "Any"],
  ])("takes no %s %s", (name, kind) => expect(() => read(`<${name}><${kind}/></${name}>`)).toThrow());
});
