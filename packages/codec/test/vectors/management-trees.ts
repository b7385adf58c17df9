/** TNDS objects: every element of a node and every format (tree §9.1, §9.2, §10). */
import type { TndsNode } from "@oma-dm/codec/tnds";
import { treeNotation, treeRows, treeXml } from "./envelope.ts";
import { wbxml } from "./notation.ts";
import type { Row, TreeRow } from "./row.ts";

function nodeRows(name: string, notation: string, xml: string, more: Omit<TndsNode, "nodeName">): Row[] {
  return treeRows("tnds", name, `64 66'a'01 ${notation} 01`, `<Node><NodeName>a</NodeName>${xml}</Node>`, {
    nodes: [{ nodeName: "a", ...more }],
  });
}

function propertyRows(
  name: string,
  notation: string,
  xml: string,
  rtProperties: NonNullable<TndsNode["rtProperties"]>,
) {
  return nodeRows(name, `6f ${notation} 01`, `<RTProperties>${xml}</RTProperties>`, { rtProperties });
}

const FORMATS = [
  ["08", "b64"],
  ["09", "bin"],
  ["0a", "bool"],
  ["0b", "chr"],
  ["10", "date"],
  ["1b", "float"],
  ["1e", "int"],
  ["25", "node"],
  ["27", "null"],
  ["32", "time"],
  ["39", "xml"],
] as const;

const LAMP = {
  verDtd: "1.2",
  nodes: [
    {
      nodeName: "Lamp",
      rtProperties: { format: "node", type: { ddfName: "urn:oma:mo:ext-lamp:1.0" } },
      nodes: [{ nodeName: "On", rtProperties: { format: "bool", type: { mime: ["text/plain"] } }, value: "true" }],
    },
  ],
} as const;

/** tree §10.3 V1 behind its version octet. */
const V1 = `00 00 6a 1b 2d2f2f4f4d412f2f4454442d444d2d44444620312e322f2f454e 00
  00 02 60 77 03 312e32 00 01 64 66 03 4c616d70 00 01
  6f 5c 25 01 75 51 03 75726e3a6f6d613a6d6f3a6578742d6c616d703a312e30 00 01 01 01
  64 66 03 4f6e 00 01 6f 5c 0a 01 75 61 03 746578742f706c61696e 00 01 01 01 76 03 74727565 00 01 01 01 01`;

export const MANAGEMENT_TREES: readonly Row[] = [
  { name: "V1 of tree §10.3", form: "tnds", hex: wbxml(`02 ${V1}`), value: LAMP },
  { name: "V1 of tree §10.3 as WBXML 1.3", form: "tnds", hex: wbxml(`03 ${V1}`), value: LAMP, exact: true },
  ...nodeRows("a Node with its name alone", "", "", {}),
  ...treeRows(
    "tnds",
    "Man and Mod",
    "5f'm'01 62'n'01 64 66'a'01 01",
    "<Man>m</Man><Mod>n</Mod><Node><NodeName>a</NodeName></Node>",
    {
      man: "m",
      mod: "n",
      nodes: [{ nodeName: "a" }],
    },
  ),
  ...treeRows(
    "tnds",
    "two Nodes at the top, one with a Path",
    "64 66'a'01 01 64 66'b'01 6c'a/c'01 76'v'01 01",
    "<Node><NodeName>a</NodeName></Node><Node><NodeName>b</NodeName><Path>a/c</Path><Value>v</Value></Node>",
    { nodes: [{ nodeName: "a" }, { nodeName: "b", path: "a/c", value: "v" }] },
  ),
  ...treeRows("tnds", "a Node without a name", "64 26 76'v'01 01", "<Node><NodeName/><Value>v</Value></Node>", {
    nodes: [{ nodeName: "", value: "v" }],
  }),
  ...nodeRows(
    "Nodes below a Node",
    "64 66'b'01 64 66'c'01 01 01 64 66'd'01 76'v'01 01",
    "<Node><NodeName>b</NodeName><Node><NodeName>c</NodeName></Node></Node><Node><NodeName>d</NodeName><Value>v</Value></Node>",
    {
      nodes: [
        { nodeName: "b", nodes: [{ nodeName: "c" }] },
        { nodeName: "d", value: "v" },
      ],
    },
  ),
  ...nodeRows("an absolute Path", "6c'./x/y'01", "<Path>./x/y</Path>", { path: "./x/y" }),
  ...nodeRows("an empty Value", "36", "<Value/>", { value: "" }),
  ...nodeRows("a Value with white space", "76' v\n'01", "<Value> v\n</Value>", { value: " v\n" }),
  ...FORMATS.flatMap(([token, format]) =>
    propertyRows(`RTProperties Format ${format}`, `5c ${token} 01`, `<Format><${format}/></Format>`, { format }),
  ),
  ...propertyRows("ACL", "46'Get=*&Replace=srv1'01", "<ACL>Get=*&amp;Replace=srv1</ACL>", {
    acl: "Get=*&Replace=srv1",
  }),
  ...propertyRows("an empty ACL", "06", "<ACL/>", { acl: "" }),
  ...propertyRows("the property Name", "63'b'01", "<Name>b</Name>", { name: "b" }),
  ...propertyRows("the property Size", "71'65535'01", "<Size>65535</Size>", { size: "65535" }),
  ...propertyRows("the property Title", "73'Grüße'01", "<Title>Grüße</Title>", { title: "Grüße" }),
  ...propertyRows("the property TStamp", "74'20010711T163817Z'01", "<TStamp>20010711T163817Z</TStamp>", {
    tStamp: "20010711T163817Z",
  }),
  ...propertyRows("the property VerNo", "78'65535'01", "<VerNo>65535</VerNo>", { verNo: "65535" }),
  ...propertyRows("a Type with MIME", "75 61'text/plain'01 01", "<Type><MIME>text/plain</MIME></Type>", {
    type: { mime: ["text/plain"] },
  }),
  ...propertyRows("a Type with DDFName", "75 51'urn:x:1.0'01 01", "<Type><DDFName>urn:x:1.0</DDFName></Type>", {
    type: { ddfName: "urn:x:1.0" },
  }),
  ...propertyRows("a Type with an empty DDFName", "75 11 01", "<Type><DDFName/></Type>", { type: { ddfName: "" } }),
  ...propertyRows("an empty Type", "35", "<Type/>", { type: {} }),
  ...nodeRows("empty RTProperties", "2f", "<RTProperties/>", { rtProperties: {} }),
  ...propertyRows(
    "every property, in order",
    "46'Get=*'01 5c 0b 01 63'n'01 71'1'01 73't'01 74's'01 75 61'm/n'01 01 78'2'01",
    "<ACL>Get=*</ACL><Format><chr/></Format><Name>n</Name><Size>1</Size><Title>t</Title><TStamp>s</TStamp><Type><MIME>m/n</MIME></Type><VerNo>2</VerNo>",
    {
      acl: "Get=*",
      format: "chr",
      name: "n",
      size: "1",
      title: "t",
      tStamp: "s",
      type: { mime: ["m/n"] },
      verNo: "2",
    },
  ),
  {
    name: "RTProperties in another order",
    form: "tnds",
    xml: treeXml(
      "<Node><RTProperties><VerNo>2</VerNo><Type><MIME>m/n</MIME></Type><ACL>Get=*</ACL></RTProperties><Value>v</Value><NodeName>a</NodeName></Node>",
    ),
    value: {
      verDtd: "1.2",
      nodes: [{ nodeName: "a", rtProperties: { acl: "Get=*", type: { mime: ["m/n"] }, verNo: "2" }, value: "v" }],
    },
  },
  {
    name: "white space around names, paths, types and the ACL, none of it theirs (tree §9.2#12)",
    form: "tnds",
    xml: treeXml(
      "<Node><NodeName> a\n</NodeName><Path>\tb </Path><RTProperties><ACL> Get=* </ACL><Type><MIME>\nm/n </MIME></Type></RTProperties></Node>",
    ),
    value: {
      verDtd: "1.2",
      nodes: [{ nodeName: "a", path: "b", rtProperties: { acl: "Get=*", type: { mime: ["m/n"] } } }],
    },
  },
  {
    name: "a Type whose MIME type stands bare (tree §9.2#10)",
    form: "tnds",
    xml: treeXml("<Node><NodeName>a</NodeName><RTProperties><Type>text/plain</Type></RTProperties></Node>"),
    value: { verDtd: "1.2", nodes: [{ nodeName: "a", rtProperties: { type: { mime: ["text/plain"] } } }] },
  },
  {
    name: "a Node without NodeName (tree §9.2#7)",
    form: "tnds",
    xml: treeXml("<Node><RTProperties><Type><DDFName>urn:x:1.0</DDFName></Type></RTProperties></Node>"),
    value: { verDtd: "1.2", nodes: [{ nodeName: "", rtProperties: { type: { ddfName: "urn:x:1.0" } } }] },
  },
  {
    name: "VerDTD 1.3",
    form: "tnds",
    xml: '<MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.3</VerDTD><Node><NodeName>a</NodeName></Node></MgmtTree>',
    value: { verDtd: "1.3", nodes: [{ nodeName: "a" }] },
    exact: true,
  },
  {
    name: "a tree without VerDTD",
    form: "tnds",
    xml: '<MgmtTree xmlns="syncml:dmddf1.2"><Node><NodeName>a</NodeName></Node></MgmtTree>',
    value: { verDtd: "", nodes: [{ nodeName: "a" }] },
  },
  {
    name: "a tree without Nodes",
    form: "tnds",
    xml: treeXml(""),
    value: { verDtd: "1.2", nodes: [] },
    oneWay: "a tree has at least one Node",
  },
  {
    name: "a Value as OPAQUE, raw (tree §9.2#11)",
    form: "tnds",
    hex: wbxml(
      `03 00 00 6a ("-//OMA//DTD-DM-DDF 1.2//EN" 00) 00 02 60 77'1.2'01 64 66'a'01 6f 5c 09 01 01 76 {00ff01} 01 01 01`,
    ),
    value: {
      verDtd: "1.2",
      nodes: [{ nodeName: "a", rtProperties: { format: "bin" }, value: Uint8Array.of(0, 255, 1) }],
    },
    exact: true,
    elsewhere: { verDtd: "1.2", nodes: [{ nodeName: "a", rtProperties: { format: "bin" }, value: "AP8B" }] },
  },
  ...(["chr", "b64", undefined] as const).map((format): TreeRow => {
    const properties = format === undefined ? {} : { rtProperties: { format } };
    const tokens = format === undefined ? "" : `6f 5c ${format === "chr" ? "0b" : "08"} 01 01`;
    const value = new TextEncoder().encode("AP8B");
    return {
      name: `a Value as OPAQUE that is text, Format ${format ?? "unknown"} (tree §9.2#11)`,
      form: "tnds",
      hex: wbxml(treeNotation(`64 66'a'01 ${tokens} 76{"AP8B"}01 01`)),
      value: { verDtd: "1.2", nodes: [{ nodeName: "a", ...properties, value }] },
      exact: true,
      elsewhere: { verDtd: "1.2", nodes: [{ nodeName: "a", ...properties, value: "AP8B" }] },
    };
  }),
  {
    name: "a Value as OPAQUE that is no text, whatever its Format",
    form: "tnds",
    hex: wbxml(treeNotation("64 66'a'01 6f 5c 0b 01 01 76{00ff01}01 01")),
    value: {
      verDtd: "1.2",
      nodes: [{ nodeName: "a", rtProperties: { format: "chr" }, value: Uint8Array.of(0, 255, 1) }],
    },
    exact: true,
    elsewhere: { verDtd: "1.2", nodes: [{ nodeName: "a", rtProperties: { format: "chr" }, value: "AP8B" }] },
  },
  {
    name: "a DefaultValue as OPAQUE that is text",
    form: "ddf",
    hex: wbxml(treeNotation(`64 66'a'01 64 66'b'01 56 52{"v"}01 01 01 01`)),
    value: {
      verDtd: "1.2",
      nodes: [
        {
          nodeName: "a",
          nodes: [{ nodeName: "b", dfProperties: { defaultValue: new TextEncoder().encode("v") } }],
        },
      ],
    },
    elsewhere: {
      verDtd: "1.2",
      nodes: [{ nodeName: "a", nodes: [{ nodeName: "b", dfProperties: { defaultValue: "v" } }] }],
    },
  },
  {
    name: "a Value of base64 text stays text (tree §9.2#11)",
    form: "tnds",
    hex: wbxml(
      `03 00 00 6a ("-//OMA//DTD-DM-DDF 1.2//EN" 00) 00 02 60 77'1.2'01 64 66'a'01 6f 5c 09 01 01 76'AP8B'01 01 01`,
    ),
    value: { verDtd: "1.2", nodes: [{ nodeName: "a", rtProperties: { format: "bin" }, value: "AP8B" }] },
    exact: true,
  },
  {
    name: "DFProperties inside a TNDS object, kept (tree §9.2#6)",
    form: "tnds",
    xml: treeXml(
      "<Node><NodeName>a</NodeName><RTProperties><Format><chr/></Format></RTProperties><DFProperties><AccessType><Get/></AccessType>" +
        "<DFFormat><chr/></DFFormat><DFType><MIME>text/plain</MIME></DFType></DFProperties><Value>v</Value></Node>",
    ),
    value: {
      verDtd: "1.2",
      nodes: [
        {
          nodeName: "a",
          rtProperties: { format: "chr" },
          dfProperties: { accessType: ["Get"], dfFormat: "chr", dfType: { mime: ["text/plain"] } },
          value: "v",
        },
      ],
    },
    exact: true,
  },
];
