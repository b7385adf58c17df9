/** What the rule book says of WBXML, rule by rule; tokens are written here by hand, from the sheet. */
import { DEFAULT_LIMITS, DecodeError } from "@oma-dm/codec";
import { type DocumentElement, decodeDocument, encodeDocument, printDocument } from "@oma-dm/codec/document";
import { decodeMessage, encodeMessage, MEDIA_TYPES, type Message } from "@oma-dm/codec/syncml";
import { decodeTnds, encodeTnds, type MgmtTree } from "@oma-dm/codec/tnds";
import { DEVINF, DEVINF_BEFORE_1_2, DMDDF, DOCUMENT_TYPES, METINF, SYNCML, WbxmlReader } from "@oma-dm/codec/wbxml";
import { describe, expect, it } from "vitest";
import { HEADER, message, messageNotation, SYNC_HDR } from "./vectors/envelope.ts";
import { wbxml } from "./vectors/notation.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const octets = (notation: string): Uint8Array => Uint8Array.from(Buffer.from(wbxml(notation), "hex"));

/** Code, offset and text of the refusal. */
function refusal(read: () => unknown): DecodeError {
  try {
    read();
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
  throw new Error("it was read");
}
const refused = (notation: string): string => {
  const { code, at } = refusal(() => decodeMessage(octets(notation)));
  return `${code} ${at.kind === "offset" ? at.offset : "?"}`;
};

const FINAL: Message = { syncHdr: SYNC_HDR, syncBody: { commands: [], final: true } };
const BODY = `6d ${HEADER} 6b 12 01 01`;
const FPI = '"-//SYNCML//DTD SyncML 1.2//EN"';

const element = (name: string, xmlns: string, ...children: DocumentElement["children"]): DocumentElement => ({
  name,
  xmlns,
  attributes: {},
  children,
});
const SYNCML_NS = "SYNCML:SYNCML1.2";
const syncml = (...children: DocumentElement["children"]) => element("SyncML", SYNCML_NS, ...children);
const TYPE = DOCUMENT_TYPES.find(({ name }) => name === "SyncML 1.2")!;

describe("the header (protocol §4.1#1–#4)", () => {
  const fields = [...encodeMessage(FINAL, "wbxml").subarray(0, 5)];
  it("#1: 1.3 is written, 1.1 to 1.3 are read, no other", () => {
    expect(fields[0]).toBe(0x03);
    for (const version of ["01", "02", "03"]) {
      expect(decodeMessage(octets(`${version} a401 6a 00 ${BODY}`)).message).toEqual(FINAL);
    }
    for (const version of ["00", "04"]) {
      const document = octets(`${version} a401 6a 00 ${BODY}`);
      expect(() => decodeMessage(document)).toThrow(DecodeError);
      const { code } = refusal(() => new WbxmlReader(document, { limits: DEFAULT_LIMITS }));
      expect(code).toBe("unsupported-version");
    }
  });
  it("#2: 0x1201 is written; 1.1 and an index of the identifier are read as well", () => {
    expect(fields.slice(1, 3)).toEqual([0xa4, 0x01]);
    for (const start of ["a401 6a 00", "9f53 6a 00", `00 00 6a (${FPI} 00)`]) {
      expect(decodeMessage(octets(`03 ${start} ${BODY}`)).message).toEqual(FINAL);
    }
    expect(refused(`03 a405 6a 00 ${BODY}`)).toBe("unknown-document 1");
    expect(refused(`03 00 00 6a ("-//X//DTD Y//EN" 00) ${BODY}`)).toBe("unknown-document 1");
  });
  it("#3: UTF-8 and no other", () => {
    expect(fields[3]).toBe(106);
    expect(refused(`03 a401 03 00 ${BODY}`)).toBe("bad-charset 3");
    expect(refused(`03 a401 04 00 ${BODY}`)).toBe("bad-charset 3");
  });
  it("#4: no string table is written; any is read", () => {
    expect(fields[4]).toBe(0);
    expect(decodeMessage(octets(`03 a401 6a ("x" 00 "yz") ${BODY}`)).message).toEqual(FINAL);
    const fromTable = messageNotation("4d 4b'1'01 54 6e 57 83 02 01 01 01 01").replace("6a 00", '6a ("x" 00 "./a" 00)');
    expect(decodeMessage(octets(fromTable)).message.syncBody.commands).toMatchObject([
      { cmd: "Copy", items: [{ target: { locUri: "./a" } }] },
    ]);
  });
});

describe("identifiers of documents (protocol §4.1#5)", () => {
  const NUMBERS = {
    "SyncML 1.0": [0x0fd1, "2d"],
    "DevInf 1.0": [0x0fd2, "0a"],
    "SyncML 1.1": [0x0fd3, "2d"],
    "DevInf 1.1": [0x0fd4, "0a"],
    "SyncML 1.2": [0x1201, "2d"],
    "MetInf 1.2": [0x1202, "0e"],
    "DevInf 1.2": [0x1203, "0a"],
  } as const;
  it.each(Object.entries(NUMBERS))("%s has its number", (name, [number, root]) => {
    const id = [0x80 | (number >> 7), number & 0x7f].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const document = octets(`03 ${id} 6a 00 ${root}`);
    expect(decodeDocument(document).type.name).toBe(name);
    expect(hex(encodeDocument(decodeDocument(document), "wbxml"))).toMatch(new RegExp(`^03${id}6a00`));
  });
  it("a tree has none: its identifier is text", () => {
    const numbers = DOCUMENT_TYPES.filter(({ publicId }) => publicId !== undefined).map(({ name }) => name);
    expect([...numbers].sort()).toEqual(Object.keys(NUMBERS).sort());
    const start = wbxml('03 0000 6a ("-//OMA//DTD-DM-DDF 1.2//EN" 00)');
    expect(hex(encodeTnds({ verDtd: "1.2", nodes: [] }, "wbxml"))).toMatch(new RegExp(`^${start}`));
  });
});

it.each([
  ["numeric, in WBXML 1.2", "02 a401 6a 00"],
  ["text that ends with the table", `02 00 00 6a (${FPI})`],
  ["text with its NUL", `02 00 00 6a (${FPI} 00)`],
])("a header of another's style: %s (protocol §4.1#6)", (_, start) => {
  expect(decodeMessage(octets(`${start} ${BODY}`)).message).toEqual(FINAL);
});

const item = (data: Message["syncBody"]["commands"][number] & { items: readonly unknown[] }) => message(data);
const replace = (data: string | Uint8Array, meta = {}): Message =>
  item({ cmd: "Replace", cmdId: "1", items: [{ ...(Object.keys(meta).length > 0 && { meta }), data }] });
const dataOf = (notation: string): unknown => {
  const [command] = decodeMessage(octets(notation)).message.syncBody.commands;
  return command?.cmd === "Replace" ? command.items[0]?.data : undefined;
};
const inData = (content: string, start = "03 a401 6a 00"): string =>
  `${start} 6d ${HEADER} 6b 60 4b'1'01 54 4f ${content} 01 01 01 01 01`;

describe("global tokens (protocol §4.2#1)", () => {
  it("each does what it is for", () => {
    // Page 1, a LITERAL, all four kinds of text, attributes that say nothing.
    const bytes = octets(`03 a401 6a ("Vendor" 00 "b" 00) 6d 6b 60 54 5a 00 01 47'c' 01 00 00 01
      44 00 'v' 01 cf 05 'x' 01 'a' 83 07 {"c"} 02 64 01 01 01 01 01`);
    expect(printDocument(decodeDocument(bytes))).toBe(
      '<SyncML xmlns="SYNCML:SYNCML1.2"><SyncBody><Replace><Item><Meta><Format xmlns="syncml:metinf">c</Format></Meta>' +
        '<Vendor>v</Vendor><Data page0-attribute05="x">abcd</Data></Item></Replace></SyncBody></SyncML>',
    );
  });
  it("each page is a namespace", () => {
    const tree = "60 77'1.2'01 01";
    const { root } = decodeDocument(
      octets(`03 a401 6a 00 6d 6b 60 54 5a 00 01 13 00 00 01 4f 00 02 ${tree} 00 00 01 01 01 01 01`),
    );
    const found = new Map<string, string>();
    const visit = ({ name, xmlns, children }: DocumentElement): void => {
      found.set(name, xmlns);
      for (const child of children) if (typeof child === "object" && "children" in child) visit(child);
    };
    visit(root);
    expect(found.get("Data")).toBe("SYNCML:SYNCML1.2");
    expect(found.get("Type")).toBe("syncml:metinf");
    expect(found.get("MgmtTree")).toBe("syncml:dmddf1.2");
  });
  it("no attribute bit is ever written", () => {
    const body = encodeMessage(replace("x", { format: "chr", type: "text/plain" }), "wbxml").subarray(5);
    expect(body.every((byte) => byte < 0x80)).toBe(true);
  });
});

/** The tables of the sheet, row by row. */
const SYNCML_TOKENS: Readonly<Record<string, string>> = {
  "protocol §4.3#1": "05 Add 06 Alert 07 Archive 08 Atomic",
  "protocol §4.3#2": "09 Chal 0A Cmd 0B CmdID 0C CmdRef",
  "protocol §4.3#3": "0D Copy 0E Cred 0F Data 10 Delete",
  "protocol §4.3#4": "11 Exec 12 Final 13 Get 14 Item",
  "protocol §4.3#5": "15 Lang 16 LocName 17 LocURI 18 Map",
  "protocol §4.3#6": "19 MapItem 1A Meta 1B MsgID 1C MsgRef",
  "protocol §4.3#7": "1D NoResp 1E NoResults 1F Put 20 Replace",
  "protocol §4.3#8": "21 RespURI 22 Results 23 Search 24 Sequence",
  "protocol §4.3#9": "25 SessionID 26 SftDel 27 Source 28 SourceRef",
  "protocol §4.3#10": "29 Status 2A Sync 2B SyncBody 2C SyncHdr",
  "protocol §4.3#11": "2D SyncML 2E Target 2F TargetRef",
  "protocol §4.3#12": "31 VerDTD 32 VerProto 33 NumberOfChanges 34 MoreData",
  "protocol §4.3#13": "35 Field 36 Filter 37 Record 38 FilterType",
  "protocol §4.3#14": "39 SourceParent 3A TargetParent 3B Move 3C Correlator",
};
const METINF_TOKENS = {
  "protocol §4.4#1":
    "05 Anchor 06 EMI 07 Format 08 FreeID 09 FreeMem 0A Last 0B Mark 0C MaxMsgSize 0D Mem 0E MetInf 0F Next " +
    "10 NextNonce 11 SharedMem 12 Size 13 Type 14 Version 15 MaxObjSize 16 FieldLevel",
};
const DMDDF_TOKENS = {
  "protocol §4.5#1":
    "05 AccessType 06 ACL 07 Add 08 b64 09 bin 0A bool 0B chr 0C CaseSense 0D CIS 0E Copy 0F CS 10 date 11 DDFName " +
    "12 DefaultValue 13 Delete 14 Description 15 DFFormat 16 DFProperties 17 DFTitle 18 DFType 19 Dynamic 1A Exec " +
    "1B float 1C Format 1D Get 1E int 1F Man 20 MgmtTree 21 MIME 22 Mod 23 Name 24 Node 25 node 26 NodeName 27 null " +
    "28 Occurrence 29 One 2A OneOrMore 2B OneOrN 2C Path 2D Permanent 2E Replace 2F RTProperties 30 Scope 31 Size " +
    "32 time 33 Title 34 TStamp 35 Type 36 Value 37 VerDTD 38 VerNo 39 xml 3A ZeroOrMore 3B ZeroOrN 3C ZeroOrOne",
};
const DEVINF_TOKENS =
  "05 CTCap 06 CTType 07 DataStore 08 DataType 09 DevID 0A DevInf 0B DevTyp 0C DisplayName 0D DSMem 0E Ext 0F FwV " +
  "10 HwV 11 Man 12 MaxGUIDSize 13 MaxID 14 MaxMem 15 Mod 16 OEM 17 ParamName 18 PropName 19 Rx 1A Rx-Pref " +
  "1B SharedMem 1C MaxSize 1D SourceRef 1E SwV 1F SyncCap 20 SyncType 21 Tx 22 Tx-Pref 23 ValEnum 24 VerCT 25 VerDTD " +
  "26 XNam 27 XVal 28 UTC 29 SupportNumberOfChanges 2A SupportLargeObjs 2B Property 2C PropParam 2D MaxOccur " +
  "2E NoTruncate 30 Filter-Rx 31 FilterCap 32 FilterKeyword 33 FieldLevel 34 SupportHierarchicalSync";

const namesIn = (row: string): string[] => row.split(" ").filter((_, index) => index % 2 === 1);
/** The page as a row of the same kind. */
const rowOf = (tags: Readonly<Record<string, number>>, names: readonly string[]): string =>
  names.map((name) => `${tags[name]?.toString(16).toUpperCase().padStart(2, "0")} ${name}`).join(" ");

describe.each([
  ["0", SYNCML, SYNCML_TOKENS],
  ["1", METINF, METINF_TOKENS],
  ["2", DMDDF, DMDDF_TOKENS],
])("tokens of code page %s", (_, page, rows) => {
  it.each(Object.entries(rows))("%s", (_rule, row) => expect(rowOf(page.tags, namesIn(row))).toBe(row));
  it("are all there are", () => {
    expect(Object.keys(page.tags).sort()).toEqual(Object.values(rows).flatMap(namesIn).sort());
  });
});
it("30 of page 0 is nobody's (protocol §4.3#11)", () => {
  const { root } = decodeDocument(octets("03 a401 6a 00 6d 30 01"));
  expect(root.children).toMatchObject([{ name: "page0-token30" }]);
});

describe("device information (protocol §4.9#1, #2)", () => {
  it("has a page 0 of its own", () => {
    expect(rowOf(DEVINF.tags, namesIn(DEVINF_TOKENS))).toBe(DEVINF_TOKENS);
    expect(Object.keys(DEVINF.tags).sort()).toEqual(namesIn(DEVINF_TOKENS).sort());
    expect(DEVINF_BEFORE_1_2.tags).toMatchObject({ Size: 0x1c });
    expect(DEVINF_BEFORE_1_2.tags).not.toHaveProperty("MaxSize");
  });
  it("nested as an OPAQUE, it is a document of its own", () => {
    const inner = octets("03 a403 6a 00 4a 65'1.2'01 51'm'01 01");
    const outer = octets(`03 a401 6a 00 6d 6b 5f 54 4f {${hex(inner)}} 01 01 01 01 01`);
    expect(printDocument(decodeDocument(outer))).toContain(
      '<Data><DevInf xmlns="syncml:devinf"><VerDTD>1.2</VerDTD><Man>m</Man></DevInf></Data>',
    );
  });
  it.each([
    ["1.2", "", "SYNCML1.2", "1203"],
    ["1.1", "", "SYNCML1.2", "0fd4"],
    ["1.0", "", "SYNCML1.2", "0fd2"],
    [undefined, "the message around", "SYNCML1.1", "0fd4"],
    [undefined, "the message around", "SYNCML1.2", "1203"],
  ])("its version is that of VerDTD %s%s", (verDtd, _where, around, id) => {
    const own = verDtd === undefined ? "" : `<VerDTD>${verDtd}</VerDTD>`;
    const xml = `<SyncML xmlns="SYNCML:${around}"><SyncBody><Put><Item><Data><DevInf xmlns="syncml:devinf">${own}<Man>m</Man></DevInf></Data></Item></Put></SyncBody></SyncML>`;
    const number = Number.parseInt(id, 16);
    const start = `c3..03${(0x80 | (number >> 7)).toString(16)}${(number & 0x7f).toString(16).padStart(2, "0")}6a00`;
    expect(hex(encodeDocument(decodeDocument(xml), "wbxml"))).toMatch(new RegExp(start));
  });
});

describe("text (protocol §4.6#1)", () => {
  it("is STR_I, and OPAQUE where it holds a NUL or is none", () => {
    expect(hex(encodeMessage(replace("text"), "wbxml"))).toContain(wbxml("4f'text'01"));
    expect(hex(encodeMessage(replace("a\0b"), "wbxml"))).toContain(wbxml("4f{610062}01"));
    expect(hex(encodeMessage(replace(Uint8Array.of(0x41)), "wbxml"))).toContain(wbxml("4f{41}01"));
  });
  it("comes in any mixture and is joined", () => {
    expect(dataOf(inData("'a' 83 00 02 63 'd'", '03 a401 6a ("b" 00)'))).toBe("abcd");
    expect(dataOf(inData(`'a' 83 00 {"c"} 02 64`, '03 a401 6a ("b" 00)'))).toEqual(new TextEncoder().encode("abcd"));
  });
});

describe("page switches (protocol §4.6#3)", () => {
  const value = replace("x", { format: "chr", type: "text/plain" });
  const eager = messageNotation("60 4b'1'01 54 5a 0001 47'chr'01 53'text/plain'01 0000 01 4f'x'01 01 01");
  const lazy = messageNotation("60 4b'1'01 54 5a 0001 47'chr'01 53'text/plain'01 01 0000 4f'x'01 01 01");
  it("are written eagerly", () => expect(hex(encodeMessage(value, "wbxml"))).toBe(wbxml(eager)));
  it.each([
    ["eager", eager],
    ["lazy", lazy],
  ])("are read %s", (_, notation) => expect(decodeMessage(octets(notation)).message).toEqual(value));
});

it("an empty element is its token alone (protocol §4.6#4)", () => {
  const value = { ...item({ cmd: "Add", cmdId: "1", items: [{ data: "x", moreData: true }] }) };
  const bytes = hex(encodeMessage({ ...value, syncBody: { ...value.syncBody, final: true } }, "wbxml"));
  expect(bytes).toBe(wbxml(messageNotation("45 4b'1'01 54 4f'x'01 34 01 01 12")));
  const empty = encodeDocument({ type: TYPE, root: syncml(element("SyncBody", SYNCML_NS)) }, "wbxml");
  expect(hex(empty)).toBe(wbxml("03 a401 6a 00 6d 2b 01"));
});

const TREE: MgmtTree = {
  verDtd: "1.2",
  nodes: [{ nodeName: "A", rtProperties: { format: "node", type: { ddfName: "u" } } }],
};
const TREE_BODY = "60 77'1.2'01 64 66'A'01 6f 5c 25 01 75 51'u'01 01 01 01 01";

describe("a tree in a message (protocol §4.7#1, §4.8#3)", () => {
  const start = '03 00 00 6a ("-//OMA//DTD-DM-DDF 1.2//EN" 00) 00 02';
  it("is one OPAQUE with a whole document", () => {
    const document = encodeTnds(TREE, "wbxml");
    expect(hex(document)).toBe(wbxml(`${start} ${TREE_BODY}`));
    const bytes = encodeMessage(replace(document, { format: "bin", type: MEDIA_TYPES.tnds.wbxml }), "wbxml");
    expect(hex(bytes)).toContain(wbxml(`4f {${start} ${TREE_BODY}} 01`));
  });
  it("or text under a Type that says xml, in STR_I or OPAQUE", () => {
    const text = new TextDecoder().decode(encodeTnds(TREE, "xml"));
    const meta = { format: "xml", type: MEDIA_TYPES.tnds.xml };
    expect(hex(encodeMessage(replace(text, meta), "wbxml"))).toContain(wbxml(`4f '${text}' 01`));
    for (const spelled of [`'${text}'`, `{"${text.replaceAll('"', "'")}"}`]) {
      expect(decodeTnds(dataOf(inData(spelled)) as Uint8Array)).toEqual(TREE);
    }
  });
  it("the vector, as libwbxml spells it, is read and written", () => {
    const vector = `4fc33e 0300006a1b 2d2f2f4f4d412f2f4454442d444d2d44444620312e322f2f454e00
      0002 60 7703312e320001 64 6603410001 6f 5c 25 01 75 5103750001 01 01 01 01 01`.replace(/\s/g, "");
    expect(decodeTnds(Buffer.from(vector.slice(6, -2), "hex"))).toEqual(TREE);
    expect(hex(encodeMessage(replace(encodeTnds(TREE, "wbxml")), "wbxml"))).toContain(vector);
  });
});

describe("what only WBXML can carry (protocol §4.10#1–#4)", () => {
  it("#1: an element without a token is a literal, prefix and namespaces included", () => {
    const root = syncml(element("v:Lamp", "urn:v", "on"));
    const bytes = encodeDocument({ type: TYPE, root }, "wbxml");
    expect(hex(bytes)).toBe(
      wbxml(`03 a401 6a ("v:Lamp" 00 "xmlns:v" 00 "urn:v" 00) 6d c4 00 04 07 83 0f 01 'on' 01 01`),
    );
    expect(decodeDocument(bytes).root.children).toMatchObject([{ name: "v:Lamp", xmlns: "urn:v", children: ["on"] }]);
    const plain = encodeDocument({ type: TYPE, root: syncml(element("Lamp", "urn:v")) }, "wbxml");
    expect(decodeDocument(plain).root.children).toMatchObject([{ name: "Lamp", xmlns: "urn:v" }]);
    expect(refusal(() => decodeDocument(octets('03 a401 6a ("a b" 00) 6d 04 00 01')))).toMatchObject({
      code: "bad-token",
    });
    expect(refusal(() => decodeDocument(octets('03 a401 6a ("1a" 00) 6d 44 00 01 01')))).toMatchObject({
      code: "bad-token",
    });
  });
  it("#2: attributes are read wherever an element says it has some", () => {
    const bytes = octets(
      `03 a401 6a ("a" 00 "Lamp" 00) ed 04 00 'v' 01 c4 02 04 00 83 00 01 'x' 01 ab 04 00 'w' 01 01`,
    );
    expect(decodeDocument(bytes).root).toMatchObject({
      attributes: { a: "v" },
      children: [
        { name: "Lamp", attributes: { a: "a" }, children: ["x"] },
        { name: "SyncBody", attributes: { a: "w" }, children: [] },
      ],
    });
    expect(hex(encodeDocument(decodeDocument(bytes), "wbxml"))).toContain(wbxml("ed 04 00"));
  });
  it.each(["40", "41", "42"])("#3: EXT_I %s is read to its end and refused", (token) => {
    expect(refused(`03 a401 6a 00 6d ${token} "x" 00 01`)).toBe("bad-token 6");
    expect(refused(`03 a401 6a 00 6d ${token} "x"`)).toMatch(/^truncated/);
  });
  it.each(["80", "81", "82"])("#3: EXT_T %s is read to its end and refused", (token) => {
    expect(refused(`03 a401 6a 00 6d ${token} 8100 01`)).toBe("bad-token 6");
    expect(refused(`03 a401 6a 00 6d ${token} 81`)).toMatch(/^truncated/);
  });
  it.each(["c0", "c1", "c2"])("#3: EXT %s is refused", (token) => {
    expect(refused(`03 a401 6a 00 6d ${token} 01`)).toBe("bad-token 6");
  });
  it("#4: references stand for no more than a document may hold", () => {
    const many = (count: number) => octets(inData("83 00".repeat(count), `03 a401 6a ("${"x".repeat(99)}" 00)`));
    expect(decodeMessage(many(5), { limits: { maxBytes: 500 } }).message).toEqual(replace("x".repeat(495)));
    const { code } = refusal(() => decodeMessage(many(6), { limits: { maxBytes: 500 } }));
    expect(code).toBe("limit");
  });
});

describe("a DOCTYPE (protocol §4.11#1)", () => {
  const read = (doctype: string) => decodeMessage(new TextEncoder().encode(`${doctype}${messageXml}`)).message;
  const messageXml = new TextDecoder().decode(encodeMessage(FINAL, "xml"));
  it.each([
    "<!DOCTYPE SyncML>",
    '<!DOCTYPE SyncML SYSTEM "http://nowhere.example/x.dtd">',
    "<!DOCTYPE SyncML PUBLIC \"-//X//Y\" 'x.dtd'>",
    "<!DOCTYPE SyncML [ <!-- c --> <?pi x?>\n]>",
  ])("%s says nothing", (doctype) => expect(read(doctype)).toEqual(FINAL));
  it.each([
    '<!DOCTYPE SyncML [<!ENTITY a "b">]>',
    "<!DOCTYPE SyncML [<!ELEMENT a ANY>]>",
    "<!DOCTYPE SyncML [<!ATTLIST a b CDATA #IMPLIED>]>",
    "<!DOCTYPE SyncML [<!NOTATION a SYSTEM 'b'>]>",
    "<!DOCTYPE SyncML [%a;]>",
  ])("%s declares something", (doctype) => expect(refusal(() => read(doctype)).code).toBe("doctype-refused"));
  it.each(["<!DOCTYPE>", "<!DOCTYPE SyncML PUBLIC 'x'>", "<!DOCTYPE SyncML [] x>", "<!DOCTYPE SyncML [<!-- ]>"])(
    "%s is none",
    (doctype) => expect(() => read(doctype)).toThrow(DecodeError),
  );
});
