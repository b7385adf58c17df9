/** Device descriptions: every element of DFProperties and every one of its keywords (tree §12.1). */
import type { DFProperties, NodeFormat } from "@oma-dm/codec/tnds";
import { treeRows, treeXml } from "./envelope.ts";
import type { Row } from "./row.ts";

/** One Node with DFProperties in DTD order: the part under test in front of or behind DFFormat. */
function propertyRows(name: string, notation: string, xml: string, dfProperties: DFProperties): Row[] {
  return treeRows(
    "ddf",
    name,
    `64 66'a'01 56 ${notation} 01 01`,
    `<Node><NodeName>a</NodeName><DFProperties>${xml}</DFProperties></Node>`,
    { nodes: [{ nodeName: "a", dfProperties }] },
  );
}

const FORMATS: readonly (readonly [string, NodeFormat])[] = [
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
];
const ACCESS = [
  ["07", "Add"],
  ["0e", "Copy"],
  ["13", "Delete"],
  ["1a", "Exec"],
  ["1d", "Get"],
  ["2e", "Replace"],
] as const;
const OCCURRENCES = [
  ["29", "One"],
  ["2a", "OneOrMore"],
  ["3a", "ZeroOrMore"],
  ["3c", "ZeroOrOne"],
] as const;

export const DESCRIPTIONS: readonly Row[] = [
  ...FORMATS.flatMap(([token, dfFormat]) =>
    propertyRows(`DFFormat ${dfFormat}`, `55 ${token} 01`, `<DFFormat><${dfFormat}/></DFFormat>`, { dfFormat }),
  ),
  ...ACCESS.flatMap(([token, access]) =>
    propertyRows(`AccessType ${access}`, `45 ${token} 01`, `<AccessType><${access}/></AccessType>`, {
      accessType: [access],
    }),
  ),
  ...propertyRows(
    "AccessType with everything",
    "45 07 0e 13 1a 1d 2e 01",
    "<AccessType><Add/><Copy/><Delete/><Exec/><Get/><Replace/></AccessType>",
    { accessType: ["Add", "Copy", "Delete", "Exec", "Get", "Replace"] },
  ),
  ...propertyRows("an empty AccessType", "05", "<AccessType/>", { accessType: [] }),
  ...OCCURRENCES.flatMap(([token, kind]) =>
    propertyRows(`Occurrence ${kind}`, `68 ${token} 01`, `<Occurrence><${kind}/></Occurrence>`, {
      occurrence: { kind },
    }),
  ),
  ...propertyRows("Occurrence ZeroOrN", "68 7b'2'01 01", "<Occurrence><ZeroOrN>2</ZeroOrN></Occurrence>", {
    occurrence: { kind: "ZeroOrN", max: 2 },
  }),
  ...propertyRows(
    "Occurrence OneOrN at its maximum",
    "68 6b'65536'01 01",
    "<Occurrence><OneOrN>65536</OneOrN></Occurrence>",
    {
      occurrence: { kind: "OneOrN", max: 65536 },
    },
  ),
  ...propertyRows("Scope Permanent", "70 2d 01", "<Scope><Permanent/></Scope>", { scope: "Permanent" }),
  ...propertyRows("Scope Dynamic", "70 19 01", "<Scope><Dynamic/></Scope>", { scope: "Dynamic" }),
  ...propertyRows("CaseSense CS", "4c 0f 01", "<CaseSense><CS/></CaseSense>", { caseSense: "CS" }),
  ...propertyRows("CaseSense CIS", "4c 0d 01", "<CaseSense><CIS/></CaseSense>", { caseSense: "CIS" }),
  ...propertyRows("DefaultValue", "52' w7 '01", "<DefaultValue> w7 </DefaultValue>", { defaultValue: " w7 " }),
  ...propertyRows("an empty DefaultValue", "12", "<DefaultValue/>", { defaultValue: "" }),
  ...propertyRows("Description", "54'What it is'01", "<Description>What it is</Description>", {
    description: "What it is",
  }),
  ...propertyRows("DFTitle", "57'A title'01", "<DFTitle>A title</DFTitle>", { dfTitle: "A title" }),
  ...propertyRows("DFType with one MIME type", "58 61'text/plain'01 01", "<DFType><MIME>text/plain</MIME></DFType>", {
    dfType: { mime: ["text/plain"] },
  }),
  ...propertyRows(
    "DFType with several MIME types",
    "58 61'a/b'01 61'c/d'01 61'e/f'01 01",
    "<DFType><MIME>a/b</MIME><MIME>c/d</MIME><MIME>e/f</MIME></DFType>",
    { dfType: { mime: ["a/b", "c/d", "e/f"] } },
  ),
  ...propertyRows("DFType with a DDFName", "58 51'urn:x:1.0'01 01", "<DFType><DDFName>urn:x:1.0</DDFName></DFType>", {
    dfType: { ddfName: "urn:x:1.0" },
  }),
  ...propertyRows("DFType with an empty DDFName", "58 11 01", "<DFType><DDFName/></DFType>", {
    dfType: { ddfName: "" },
  }),
  ...propertyRows("an empty DFType", "18", "<DFType/>", { dfType: {} }),
  ...propertyRows(
    "every element of DFProperties, in order",
    "45 1d 01 52'd'01 54'x'01 55 0b 01 68 29 01 70 2d 01 57't'01 58 61'm/n'01 01 4c 0f 01",
    "<AccessType><Get/></AccessType><DefaultValue>d</DefaultValue><Description>x</Description><DFFormat><chr/></DFFormat>" +
      "<Occurrence><One/></Occurrence><Scope><Permanent/></Scope><DFTitle>t</DFTitle><DFType><MIME>m/n</MIME></DFType><CaseSense><CS/></CaseSense>",
    {
      accessType: ["Get"],
      defaultValue: "d",
      description: "x",
      dfFormat: "chr",
      occurrence: { kind: "One" },
      scope: "Permanent",
      dfTitle: "t",
      dfType: { mime: ["m/n"] },
      caseSense: "CS",
    },
  ),
  ...treeRows(
    "ddf",
    "supported properties and an initial value",
    "64 26 6f 06 5c 0b 01 23 75 61'text/plain'01 01 01 56 55 0b 01 01 76'start'01 01",
    "<Node><NodeName/><RTProperties><ACL/><Format><chr/></Format><Name/><Type><MIME>text/plain</MIME></Type></RTProperties>" +
      "<DFProperties><DFFormat><chr/></DFFormat></DFProperties><Value>start</Value></Node>",
    {
      nodes: [
        {
          nodeName: "",
          rtProperties: { acl: "", format: "chr", name: "", type: { mime: ["text/plain"] } },
          dfProperties: { dfFormat: "chr" },
          value: "start",
        },
      ],
    },
  ),
  {
    name: "AccessType in another order, which the order of commands does not carry",
    form: "ddf",
    xml: treeXml(
      "<Node><NodeName>a</NodeName><DFProperties><AccessType><Replace/><Get/><Add/></AccessType></DFProperties></Node>",
    ),
    value: { verDtd: "1.2", nodes: [{ nodeName: "a", dfProperties: { accessType: ["Replace", "Get", "Add"] } }] },
    exact: true,
  },

  // What published descriptions do (tree §12.2#8).
  {
    name: "the namespace of a publisher of its own",
    form: "ddf",
    xml: '<MgmtTree xmlns="http://tempuri.org/DM_DDF-V1_2"><VerDTD>1.2</VerDTD><Node><NodeName>a</NodeName></Node></MgmtTree>',
    value: { verDtd: "1.2", nodes: [{ nodeName: "a" }] },
  },
  {
    name: "a DOCTYPE with an instruction in its internal subset",
    form: "ddf",
    xml: `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE MgmtTree PUBLIC "-//OMA//DTD-DM-DDF 1.2//EN" "http://www.openmobilealliance.org/tech/DTD/DM_DDF-V1_2.dtd" [<?oma-dm-ddf-ver supported-versions="1.2"?>]>
${treeXml("<Node><NodeName>a</NodeName></Node>")}`,
    value: { verDtd: "1.2", nodes: [{ nodeName: "a" }] },
  },
  ...["1.1", "1.1.2", "1.3"].map(
    (verDtd): Row => ({
      name: `VerDTD ${verDtd} in a description`,
      form: "ddf",
      xml: treeXml("<Node><NodeName>*</NodeName></Node>").replace("1.2</VerDTD>", `${verDtd}</VerDTD>`),
      value: { verDtd, nodes: [{ nodeName: "*" }] },
      exact: true,
    }),
  ),
  {
    name: "quoted defaults and a ZeroOrN of 0",
    form: "ddf",
    xml: treeXml(
      '<Node><NodeName>a</NodeName><DFProperties><DefaultValue>"w7"</DefaultValue><Occurrence><ZeroOrN>0</ZeroOrN></Occurrence></DFProperties></Node>',
    ),
    value: {
      verDtd: "1.2",
      nodes: [{ nodeName: "a", dfProperties: { defaultValue: '"w7"', occurrence: { kind: "ZeroOrN", max: 0 } } }],
    },
    exact: true,
  },
  {
    name: "a MIME type on an interior node and a Path on each",
    form: "ddf",
    xml: treeXml(
      "<Node><NodeName>a</NodeName><Path>./x</Path><DFProperties><DFFormat><node/></DFFormat><DFType><MIME>text/plain</MIME></DFType></DFProperties>" +
        "<Node><NodeName>b</NodeName><Path>./x/a</Path></Node></Node>",
    ),
    value: {
      verDtd: "1.2",
      nodes: [
        {
          nodeName: "a",
          path: "./x",
          dfProperties: { dfFormat: "node", dfType: { mime: ["text/plain"] } },
          nodes: [{ nodeName: "b", path: "./x/a" }],
        },
      ],
    },
    exact: true,
  },
  {
    name: "elements of a vendor, kept in each place a vendor puts them",
    form: "ddf",
    xml:
      '<MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD><Node><NodeName>a</NodeName><DFProperties><DFFormat><chr/></DFFormat>' +
      '<Deprecated xmlns="urn:v" since="2"/></DFProperties><Note xmlns="urn:v">n<B>b</B></Note></Node></MgmtTree>',
    value: {
      verDtd: "1.2",
      nodes: [
        {
          nodeName: "a",
          dfProperties: {
            dfFormat: "chr",
            extensions: [{ name: "Deprecated", xmlns: "urn:v", attributes: { since: "2" }, children: [] }],
          },
          extensions: [
            {
              name: "Note",
              xmlns: "urn:v",
              attributes: {},
              children: ["n", { name: "B", xmlns: "urn:v", attributes: {}, children: ["b"] }],
            },
          ],
        },
      ],
    },
    exact: true,
  },
  {
    name: "elements of a vendor by the prefix the vendor likes",
    form: "ddf",
    xml: '<MgmtTree xmlns="syncml:dmddf1.2" xmlns:V="urn:v"><VerDTD>1.2</VerDTD><Node><NodeName>a</NodeName><V:Note V:k="1">n</V:Note></Node></MgmtTree>',
    value: {
      verDtd: "1.2",
      nodes: [
        {
          nodeName: "a",
          extensions: [{ name: "V:Note", xmlns: "urn:v", attributes: { "V:k": "1" }, children: ["n"] }],
        },
      ],
    },
  },
];
