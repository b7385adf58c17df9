/** What a check of a description finds: one fault a row, and where it stands (tree §9.1, §12.1, §12.2). */
import { placedXml } from "./envelope.ts";
import type { ReportRow, Row } from "./row.ts";

type Finding = NonNullable<ReportRow["finding"]>;

const PROPERTIES = "<AccessType><Get/></AccessType><DFFormat><chr/></DFFormat><DFType><MIME>text/plain</MIME></DFType>";
const INTERIOR =
  "<DFProperties><AccessType><Get/></AccessType><DFFormat><node/></DFFormat><DFType><DDFName/></DFType></DFProperties>";
const leaf = (name: string, more = ""): string =>
  `<Node><NodeName>${name}</NodeName><DFProperties>${PROPERTIES}</DFProperties>${more}</Node>`;
const tree = (content: string): string => `<MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD>${content}</MgmtTree>`;
const withProperties = (properties: string): string =>
  tree(`<Node><NodeName>a</NodeName><DFProperties>${properties}</DFProperties></Node>`);

const SOUND = { version: "1.2", valid: true, nodes: 1, extensions: {} } as const;

function sound(name: string, xml: string, report: Partial<ReportRow["value"]> = {}): Row {
  return { name, form: "report", xml, value: { ...SOUND, ...report } };
}

/** Errors the DTD forbids make the report invalid; the others do not. */
function faulty(
  name: string,
  marked: string,
  code: Finding["code"],
  severity: Finding["severity"],
  path: string,
  report: Partial<ReportRow["value"]> = {},
): Row {
  const { xml, at } = placedXml(marked);
  return { name, form: "report", xml, value: { ...SOUND, ...report }, finding: { code, severity, at, path } };
}

const INVALID = { valid: false } as const;

export const DESCRIPTION_REPORTS: readonly Row[] = [
  sound("a sound leaf", tree(leaf("a"))),
  sound(
    "a sound description of several levels",
    tree(`<Node><NodeName>a</NodeName>${INTERIOR}${leaf("b")}${leaf("")}</Node>`),
    {
      nodes: 3,
    },
  ),
  sound("VerDTD 1.3", tree(leaf("a")).replace("1.2</VerDTD>", "1.3</VerDTD>"), { version: "1.3" }),
  sound(
    "elements of vendors, counted by namespace",
    tree(`<x xmlns="urn:v"><y/></x>${leaf("a", '<z xmlns="urn:v"/><w xmlns="urn:w"/>')}`),
    {
      extensions: { "urn:v": 2, "urn:w": 1 },
    },
  ),
  faulty("no VerDTD", `^<MgmtTree xmlns="syncml:dmddf1.2">${leaf("a")}</MgmtTree>`, "missing-element", "error", ".", {
    ...INVALID,
    version: "",
  }),
  faulty(
    "no Node in a document of carriage returns",
    `<?xml version="1.0"?>\r\r\n^${tree("").replace(" xmlns", "\r xmlns")}`,
    "missing-element",
    "error",
    ".",
    { ...INVALID, nodes: 0 },
  ),
  faulty("no Node", `^${tree("")}`, "missing-element", "error", ".", { ...INVALID, nodes: 0 }),
  faulty(
    "no AccessType",
    withProperties("<DFFormat><chr/></DFFormat><DFType><MIME>a/b</MIME></DFType>").replace(
      "<DFProperties>",
      "^<DFProperties>",
    ),
    "missing-element",
    "error",
    "./a",
    INVALID,
  ),
  faulty(
    "no DFFormat",
    withProperties("<AccessType><Get/></AccessType><DFType><MIME>a/b</MIME></DFType>").replace(
      "<DFProperties>",
      "^<DFProperties>",
    ),
    "missing-element",
    "error",
    "./a",
    INVALID,
  ),
  faulty(
    "no DFType",
    withProperties("<AccessType><Get/></AccessType><DFFormat><chr/></DFFormat>").replace(
      "<DFProperties>",
      "^<DFProperties>",
    ),
    "missing-element",
    "error",
    "./a",
    INVALID,
  ),
  faulty(
    "DFProperties in another order",
    withProperties("^<DFFormat><chr/></DFFormat><AccessType><Get/></AccessType><DFType><MIME>a/b</MIME></DFType>"),
    "out-of-order",
    "warning",
    "./a",
    INVALID,
  ),
  faulty(
    "a NodeName behind the properties",
    tree(`<Node>^<DFProperties>${PROPERTIES}</DFProperties><NodeName>a</NodeName></Node>`),
    "out-of-order",
    "warning",
    "./a",
    INVALID,
  ),
  faulty("two Values", tree(leaf("a", "<Value>1</Value>^<Value>2</Value>")), "repeated", "error", "./a", INVALID),
  faulty(
    "two Scopes",
    withProperties(
      `${PROPERTIES.replace("<DFType>", "<Scope><Dynamic/></Scope>^<Scope><Permanent/></Scope><DFType>")}`,
    ),
    "repeated",
    "error",
    "./a",
    INVALID,
  ),
  faulty(
    "an element of the vocabulary where it cannot stand",
    tree(leaf("a", "^<Occurrence><One/></Occurrence>")),
    "not-allowed",
    "error",
    "./a",
    INVALID,
  ),
  faulty("an element nobody knows", tree(leaf("a", "^<Frob/>")), "unknown-element", "error", "./a", INVALID),
  faulty(
    "text in a Node",
    tree(leaf("a", "text")).replace("<Node>", "^<Node>"),
    "unexpected-text",
    "error",
    "./a",
    INVALID,
  ),
  faulty("VerDTD 1.1", tree(leaf("a")).replace("<VerDTD>1.2", "^<VerDTD>1.1"), "unknown-version", "warning", ".", {
    version: "1.1",
  }),
  faulty("a slash in a name", tree(leaf("a/b")).replace("<Node>", "^<Node>"), "bad-name", "error", "./a/b"),
  faulty("a name twice", tree(`${leaf("a")}^${leaf("a")}`), "duplicate-node", "error", "./a", { nodes: 2 }),
  faulty(
    "a Format of leaves on a Node with Nodes",
    tree(leaf("a", leaf("b")))
      .replace("<Node>", "^<Node>")
      .replace("<MIME>text/plain</MIME>", "<DDFName/>"),
    "wrong-format",
    "error",
    "./a",
    { nodes: 2 },
  ),
  faulty(
    "a default that is no int",
    withProperties(
      PROPERTIES.replace("</AccessType>", "</AccessType>^<DefaultValue>ten</DefaultValue>").replace("chr", "int"),
    ),
    "bad-value",
    "warning",
    "./a",
  ),
  faulty(
    "an initial value that is no bool",
    tree(leaf("a", "^<Value>perhaps</Value>").replace("chr", "bool")),
    "bad-value",
    "warning",
    "./a",
  ),
  ...(
    [
      ["ZeroOrN", "0"],
      ["OneOrN", "1"],
      ["ZeroOrN", "65537"],
      ["OneOrN", "many"],
    ] as const
  ).map(([kind, count]) =>
    faulty(
      `an Occurrence ${kind} of ${count}`,
      withProperties(PROPERTIES.replace("<DFType>", `<Occurrence>^<${kind}>${count}</${kind}></Occurrence><DFType>`)),
      "bad-occurrence",
      "warning",
      "./a",
    ),
  ),
  faulty(
    "a MIME type on an interior node",
    tree(
      `<Node><NodeName>a</NodeName>${INTERIOR.replace("<DFType><DDFName/>", "^<DFType><MIME>text/plain</MIME>")}${leaf("b")}</Node>`,
    ),
    "wrong-type",
    "warning",
    "./a",
    { nodes: 2 },
  ),
  faulty(
    "a Path on a Node inside a Node",
    tree(
      `<Node><NodeName>a</NodeName>${INTERIOR}^<Node><NodeName>b</NodeName><Path>./a</Path><DFProperties>${PROPERTIES}</DFProperties></Node></Node>`,
    ),
    "misplaced-path",
    "warning",
    "./a/b",
    { nodes: 2 },
  ),
];
