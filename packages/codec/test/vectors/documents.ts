/** The lossless layer: any document of the family with its order, its unknown elements and its embedded documents. */
import type { DocumentElement, DocumentNode } from "@oma-dm/codec/document";
import { metinf, START, TREE_START, treeXml } from "./envelope.ts";
import { base64, utf8Hex, wbxml } from "./notation.ts";
import type { DocumentRow, Row } from "./row.ts";

type Build = (name: string, ...children: readonly DocumentNode[]) => DocumentElement;
const vocabulary =
  (xmlns: string): Build =>
  (name, ...children) => ({ name, xmlns, attributes: {}, children });
const s = vocabulary("SYNCML:SYNCML1.2");
const m = vocabulary("syncml:metinf");
const d = vocabulary("syncml:dmddf1.2");
const i = vocabulary("syncml:devinf");

const vendor = vocabulary("urn:v");

const octets = (...values: readonly number[]) => Uint8Array.from(values);

interface Case {
  readonly name: string;
  readonly type?: string;
  readonly root: DocumentElement;
  readonly wbxml?: string;
  readonly xml?: string;
  /** What the XML spelling becomes in WBXML and back, and the other way round. */
  readonly throughWbxml?: DocumentElement;
  readonly throughXml?: DocumentElement;
}

/** A row for each spelling given; each must come back octet for octet. */
function both({ name, type = "SyncML 1.2", root, ...of }: Case): DocumentRow[] {
  const rows: DocumentRow[] = [];
  const fixed = { form: "document", type, value: root, exact: true } as const;
  if (of.wbxml !== undefined) {
    const row = { ...fixed, name: `${name}, WBXML`, hex: wbxml(of.wbxml) } as const;
    rows.push(of.throughXml === undefined ? row : { ...row, elsewhere: of.throughXml });
  }
  if (of.xml !== undefined) {
    const row = { ...fixed, name: `${name}, XML`, xml: of.xml } as const;
    rows.push(of.throughWbxml === undefined ? row : { ...row, elsewhere: of.throughWbxml });
  }
  return rows;
}

/** Spellings that are read like the value and written in another way. */
function alike(
  name: string,
  spelling: { readonly hex: string } | { readonly xml: string },
  root: DocumentElement,
): Row {
  return { name, form: "document", type: "SyncML 1.2", ...spelling, value: root };
}

const syncml = (content: string): string => `<SyncML xmlns="SYNCML:SYNCML1.2">${content}</SyncML>`;

const TREE = d("MgmtTree", d("VerDTD", "1.2"), d("Node", d("NodeName", "A")));
const TREE_XML = treeXml("<Node><NodeName>A</NodeName></Node>");
const TREE_WBXML = `${TREE_START} 60 77'1.2'01 64 66'A'01 01 01`;
const TNDS = "application/vnd.syncml.dmtnds";

const DEV_INF = i("DevInf", i("VerDTD", "1.2"), i("Man", "m"), i("DevID", "IMEI:1"));
const DEV_INF_XML = '<DevInf xmlns="syncml:devinf"><VerDTD>1.2</VerDTD><Man>m</Man><DevID>IMEI:1</DevID></DevInf>';
const DEV_INF_WBXML = "03 a403 6a 00 4a 65'1.2'01 51'm'01 49'IMEI:1'01 01";
const DEV_INF_TYPE = "application/vnd.syncml-devinf";

/** A document in the Data of an Item with this Type: what stands there differs between the representations. */
function embedding(type: string, data: DocumentNode): DocumentElement {
  return s("SyncML", s("SyncBody", s("Put", s("CmdID", "1"), s("Item", s("Meta", m("Type", type)), s("Data", data)))));
}
function embeddingXml(type: string, data: string): string {
  return syncml(
    `<SyncBody><Put><CmdID>1</CmdID><Item><Meta>${metinf("Type", type)}</Meta><Data>${data}</Data></Item></Put></SyncBody>`,
  );
}
function embeddingWbxml(type: string, data: string): string {
  return `${START} 6d 6b 5f 4b'1'01 54 5a 0001 53'${type}'01 0000 01 4f ${data} 01 01 01 01 01`;
}
/** Items under a command whose Meta has a Type for all of them. */
function sharing(type: string, ...items: readonly DocumentElement[]): DocumentElement {
  return s("SyncML", s("SyncBody", s("Add", s("CmdID", "1"), s("Meta", m("Type", type)), ...items)));
}
const item = (data: DocumentNode): DocumentElement => s("Item", s("Data", data));
const hexOctets = (notation: string): Uint8Array =>
  Uint8Array.from(wbxml(notation).match(/../g)!, (pair) => Number.parseInt(pair, 16));

export const DOCUMENTS: readonly Row[] = [
  ...both({
    name: "elements in an order no grammar knows",
    root: s(
      "SyncML",
      s("SyncBody", s("Final"), s("Get", s("Item", s("Data", "v"), s("Target", "./a")), s("CmdID", "1"))),
    ),
    wbxml: `${START} 6d 6b 12 53 54 4f'v'01 6e'./a'01 01 4b'1'01 01 01 01`,
    xml: syncml(
      "<SyncBody><Final/><Get><Item><Data>v</Data><Target>./a</Target></Item><CmdID>1</CmdID></Get></SyncBody>",
    ),
  }),
  ...both({
    name: "text among elements",
    root: s("SyncML", "a", s("SyncBody", "b", s("Final"), "c"), "d"),
    wbxml: `${START} 6d 'a' 6b 'b' 12 'c' 01 'd' 01`,
    xml: syncml("a<SyncBody>b<Final/>c</SyncBody>d"),
  }),
  ...both({
    name: "a vocabulary inside another",
    root: s("SyncML", s("SyncHdr", s("Meta", m("Format", "chr"), m("Anchor", m("Next", "2")))), s("SyncBody")),
    wbxml: `${START} 6d 6c 5a 0001 47'chr'01 45 4f'2'01 01 0000 01 01 2b 01`,
    xml: syncml(
      `<SyncHdr><Meta>${metinf("Format", "chr")}${metinf("Anchor", "<Next>2</Next>")}</Meta></SyncHdr><SyncBody/>`,
    ),
  }),
  ...both({
    name: "two of what a grammar allows once",
    root: s("SyncML", s("SyncHdr", s("MsgID", "1"), s("MsgID", "2")), s("SyncHdr")),
    wbxml: `${START} 6d 6c 5b'1'01 5b'2'01 01 2c 01`,
    xml: syncml("<SyncHdr><MsgID>1</MsgID><MsgID>2</MsgID></SyncHdr><SyncHdr/>"),
  }),
  {
    name: "white space between elements is layout: read, and not written",
    form: "document",
    type: "SyncML 1.2",
    xml: syncml("\n <SyncHdr/>\n"),
    value: s("SyncML", "\n ", s("SyncHdr"), "\n"),
    oneWay: "layout is not content",
  },
  ...both({
    name: "white space alone in an element is content",
    root: s("SyncML", s("SyncBody", s("Data", " \n "))),
    wbxml: `${START} 6d 6b 4f ' \n ' 01 01 01`,
    xml: syncml("<SyncBody><Data> \n </Data></SyncBody>"),
  }),
  alike(
    "comments and instructions are not kept",
    { xml: syncml("<!-- c --><SyncHdr/><?p i?>") },
    s("SyncML", s("SyncHdr")),
  ),
  alike("pieces of text become one", { xml: syncml("a<![CDATA[<]]>&amp;<!-- c -->b") }, s("SyncML", "a<&b")),
  alike(
    "pieces of text in WBXML become one",
    { hex: wbxml(`03 a401 6a ("t" 00) 6d 'a' 83 00 02 41 01`) },
    s("SyncML", "atA"),
  ),
  ...both({
    name: "text that needs escapes",
    root: s("SyncML", s("SyncBody", s("Final", "a&b<c"))),
    wbxml: `${START} 6d 6b 52 'a&b<c' 01 01 01`,
  }),
  {
    name: "an element nobody knows",
    form: "document",
    type: "SyncML 1.2",
    xml: syncml('<SyncBody><Frob xmlns="urn:frob" a="1" b="&lt;&amp;&quot;"><Inner>x</Inner></Frob></SyncBody>'),
    value: s(
      "SyncML",
      s("SyncBody", {
        name: "Frob",
        xmlns: "urn:frob",
        attributes: { a: "1", b: '<&"' },
        children: [{ name: "Inner", xmlns: "urn:frob", attributes: {}, children: ["x"] }],
      }),
    ),
  },
  {
    name: "attributes of a known element",
    form: "document",
    type: "SyncML 1.2",
    xml: syncml('<SyncBody a="1"/>'),
    value: s("SyncML", { name: "SyncBody", xmlns: "SYNCML:SYNCML1.2", attributes: { a: "1" }, children: [] }),
    exact: true,
  },
  {
    name: "an attribute by a literal name, WBXML",
    form: "document",
    type: "SyncML 1.2",
    hex: wbxml(`03 a401 6a ("a" 00) 6d ab 04 00 '1' 01 01`),
    value: s("SyncML", { name: "SyncBody", xmlns: "SYNCML:SYNCML1.2", attributes: { a: "1" }, children: [] }),
  },
  {
    name: "a LITERAL is an element by its name, WBXML",
    form: "document",
    type: "SyncML 1.2",
    hex: wbxml(`03 a401 6a ("Frob" 00) 6d 44 00 'x' 01 01`),
    value: s("SyncML", s("Frob", "x")),
  },
  {
    name: "a namespace stands in the string table, however many declare it, WBXML",
    form: "document",
    type: "SyncML 1.2",
    hex: wbxml(`03 a401 6a ("v:x" 00 "xmlns:v" 00 "urn:v" 00) 6d c4 00 04 04 83 0c 01 01 c4 00 04 04 83 0c 01 01 01`),
    value: s("SyncML", vendor("v:x"), vendor("v:x")),
    exact: true,
  },
  {
    name: "names as written, prefix included",
    form: "document",
    type: "SyncML 1.2",
    xml: '<s:SyncML xmlns:s="SYNCML:SYNCML1.2"><s:SyncBody/></s:SyncML>',
    value: {
      name: "s:SyncML",
      xmlns: "SYNCML:SYNCML1.2",
      attributes: {},
      children: [{ name: "s:SyncBody", xmlns: "SYNCML:SYNCML1.2", attributes: {}, children: [] }],
    },
    exact: true,
    elsewhere: s("SyncML", s("SyncBody")),
  },
  ...(["1.0", "1.1"] as const).flatMap((version) => {
    const root = vocabulary(`SYNCML:SYNCML${version}`);
    return both({
      name: `SyncML ${version} keeps its version`,
      type: `SyncML ${version}`,
      root: root("SyncML", root("SyncHdr", root("VerDTD", version)), root("SyncBody", root("Final"))),
      wbxml: `03 ${version === "1.0" ? "9f51" : "9f53"} 6a 00 6d 6c 71'${version}'01 01 6b 12 01 01`,
      xml: `<SyncML xmlns="SYNCML:SYNCML${version}"><SyncHdr><VerDTD>${version}</VerDTD></SyncHdr><SyncBody><Final/></SyncBody></SyncML>`,
    });
  }),
  ...both({ name: "DevInf 1.2", type: "DevInf 1.2", root: DEV_INF, wbxml: DEV_INF_WBXML, xml: DEV_INF_XML }),
  ...both({
    name: "DevInf 1.1, where MaxSize is called Size",
    type: "DevInf 1.1",
    root: i("DevInf", i("VerDTD", "1.1"), i("CTCap", i("CTType", "a/b"), i("Size", "9"))),
    wbxml: "03 9f54 6a 00 4a 65'1.1'01 45 46'a/b'01 5c'9'01 01 01",
    xml: '<DevInf xmlns="syncml:devinf"><VerDTD>1.1</VerDTD><CTCap><CTType>a/b</CTType><Size>9</Size></CTCap></DevInf>',
  }),
  ...both({
    name: "DevInf 1.0",
    type: "DevInf 1.0",
    root: i("DevInf", i("VerDTD", "1.0"), i("Ext", i("XNam", "n"), i("XVal", "v"))),
    wbxml: "03 9f52 6a 00 4a 65'1.0'01 4e 66'n'01 67'v'01 01 01",
    xml: '<DevInf xmlns="syncml:devinf"><VerDTD>1.0</VerDTD><Ext><XNam>n</XNam><XVal>v</XVal></Ext></DevInf>',
  }),
  ...both({
    name: "what only DevInf 1.2 has",
    type: "DevInf 1.2",
    root: i(
      "DevInf",
      i("VerDTD", "1.2"),
      i("UTC"),
      i("SupportLargeObjs"),
      i("SupportNumberOfChanges"),
      i(
        "DataStore",
        i("SourceRef", "s"),
        i("DSMem", i("SharedMem"), i("MaxMem", "1"), i("MaxID", "2")),
        i("SupportHierarchicalSync"),
        i("Rx-Pref", i("CTType", "t"), i("VerCT", "v")),
        i("Tx", i("CTType", "t")),
        i(
          "CTCap",
          i(
            "Property",
            i("PropName", "p"),
            i("MaxSize", "3"),
            i("NoTruncate"),
            i("MaxOccur", "4"),
            i("PropParam", i("ParamName", "q"), i("ValEnum", "e")),
          ),
        ),
        i("SyncCap", i("SyncType", "1")),
        i("FilterCap", i("FilterKeyword", "k")),
        i("Filter-Rx", i("CTType", "t")),
      ),
    ),
    wbxml:
      "03 a403 6a 00 4a 65'1.2'01 28 2a 29 47 5d's'01 4d 1b 54'1'01 53'2'01 01 34 5a 46't'01 64'v'01 01 61 46't'01 01 " +
      "45 6b 58'p'01 5c'3'01 2e 6d'4'01 6c 57'q'01 63'e'01 01 01 01 5f 60'1'01 01 71 72'k'01 01 70 46't'01 01 01 01",
  }),
  ...both({
    name: "a MetInf document",
    type: "MetInf 1.2",
    root: m("MetInf", m("Format", "b64"), m("Type", "a/b")),
    xml: '<MetInf xmlns="syncml:metinf"><Format>b64</Format><Type>a/b</Type></MetInf>',
  }),
  ...both({
    name: "a DDF document",
    type: "DM DDF 1.2",
    root: TREE,
    wbxml: TREE_WBXML,
    xml: TREE_XML,
  }),
  {
    name: "a DDF document with elements of a vendor",
    form: "document",
    type: "DM DDF 1.2",
    xml: `<MgmtTree xmlns="syncml:dmddf1.2" xmlns:V="urn:v"><VerDTD>1.2</VerDTD><Node><NodeName>A</NodeName><V:Since>5</V:Since></Node></MgmtTree>`,
    value: {
      name: "MgmtTree",
      xmlns: "syncml:dmddf1.2",
      attributes: { "xmlns:V": "urn:v" },
      children: [
        d("VerDTD", "1.2"),
        d("Node", d("NodeName", "A"), { name: "V:Since", xmlns: "urn:v", attributes: {}, children: ["5"] }),
      ],
    },
    exact: true,
    // A known element has a token and no place for declarations: the unknown one brings its own.
    elsewhere: d(
      "MgmtTree",
      d("VerDTD", "1.2"),
      d("Node", d("NodeName", "A"), {
        name: "V:Since",
        xmlns: "urn:v",
        attributes: {},
        children: ["5"],
      }),
    ),
  },
  ...both({
    name: "a TNDS document embedded",
    root: embedding(`${TNDS}+wbxml`, hexOctets(TREE_WBXML)),
    wbxml: embeddingWbxml(`${TNDS}+wbxml`, `{ ${TREE_WBXML} }`),
    throughXml: embedding(`${TNDS}+xml`, TREE),
  }),
  ...both({
    name: "a TNDS document embedded",
    root: embedding(`${TNDS}+xml`, TREE),
    xml: embeddingXml(`${TNDS}+xml`, TREE_XML),
    throughWbxml: embedding(`${TNDS}+wbxml`, hexOctets(TREE_WBXML)),
  }),
  ...both({
    name: "a DevInf document embedded",
    root: embedding(`${DEV_INF_TYPE}+wbxml`, hexOctets(DEV_INF_WBXML)),
    wbxml: embeddingWbxml(`${DEV_INF_TYPE}+wbxml`, `{ ${DEV_INF_WBXML} }`),
    throughXml: embedding(`${DEV_INF_TYPE}+xml`, DEV_INF),
  }),
  ...both({
    name: "a DevInf document embedded",
    root: embedding(`${DEV_INF_TYPE}+xml`, DEV_INF),
    xml: embeddingXml(`${DEV_INF_TYPE}+xml`, DEV_INF_XML),
    throughWbxml: embedding(`${DEV_INF_TYPE}+wbxml`, hexOctets(DEV_INF_WBXML)),
  }),
  ...both({
    name: "a TNDS document whose Type has parameters",
    root: embedding(`${TNDS}+wbxml; charset=utf-8`, hexOctets(TREE_WBXML)),
    wbxml: embeddingWbxml(`${TNDS}+wbxml; charset=utf-8`, `{ ${TREE_WBXML} }`),
    throughXml: embedding(`${TNDS}+xml; charset=utf-8`, TREE),
  }),
  ...both({
    name: "a TNDS document whose Type has parameters",
    root: embedding(`${TNDS}+xml; charset=utf-8`, TREE),
    xml: embeddingXml(`${TNDS}+xml; charset=utf-8`, TREE_XML),
    throughWbxml: embedding(`${TNDS}+wbxml; charset=utf-8`, hexOctets(TREE_WBXML)),
  }),
  ...both({
    name: "what looks like a document under a Type that says otherwise",
    root: embedding("application/octet-stream", hexOctets(TREE_WBXML)),
    wbxml: embeddingWbxml("application/octet-stream", `{ ${TREE_WBXML} }`),
    throughXml: s(
      "SyncML",
      s(
        "SyncBody",
        s(
          "Put",
          s("CmdID", "1"),
          s(
            "Item",
            s("Meta", m("Format", "b64"), m("Type", "application/octet-stream")),
            s("Data", base64(wbxml(TREE_WBXML))),
          ),
        ),
      ),
    ),
  }),
  ...both({
    name: "a tree in place under a Type that says otherwise stays in place",
    root: embedding("text/plain", TREE),
    wbxml: embeddingWbxml("text/plain", "00 02 60 77'1.2'01 64 66'A'01 01 01 00 00"),
    xml: embeddingXml("text/plain", TREE_XML),
  }),
  ...both({
    name: "a Type for two Items that both hold a document",
    root: sharing(`${TNDS}+xml`, item(TREE), item(TREE)),
    xml: syncml(
      `<SyncBody><Add><CmdID>1</CmdID><Meta>${metinf("Type", `${TNDS}+xml`)}</Meta>${`<Item><Data>${TREE_XML}</Data></Item>`.repeat(2)}</Add></SyncBody>`,
    ),
    throughWbxml: sharing(`${TNDS}+wbxml`, item(hexOctets(TREE_WBXML)), item(hexOctets(TREE_WBXML))),
  }),
  ...both({
    name: "a Type for two Items of which one holds a document",
    root: sharing(`${TNDS}+xml`, item(TREE), item(TREE_XML)),
    xml: syncml(
      `<SyncBody><Add><CmdID>1</CmdID><Meta>${metinf("Type", `${TNDS}+xml`)}</Meta><Item><Data>${TREE_XML}</Data></Item><Item><Data><![CDATA[${TREE_XML}]]></Data></Item></Add></SyncBody>`,
    ),
    throughWbxml: sharing(
      `${TNDS}+xml`,
      s("Item", s("Meta", m("Type", `${TNDS}+wbxml`)), s("Data", hexOctets(TREE_WBXML))),
      item(TREE_XML),
    ),
  }),
  {
    name: "a Type of the Atomic around",
    form: "document",
    type: "SyncML 1.2",
    xml: syncml(
      `<SyncBody><Atomic><Meta>${metinf("Type", `${TNDS}+xml`)}</Meta><Add><Item><Data>${TREE_XML}</Data></Item></Add></Atomic></SyncBody>`,
    ),
    value: s(
      "SyncML",
      s("SyncBody", s("Atomic", s("Meta", m("Type", `${TNDS}+xml`)), s("Add", s("Item", s("Data", TREE))))),
    ),
    exact: true,
    elsewhere: s(
      "SyncML",
      s(
        "SyncBody",
        s(
          "Atomic",
          s("Meta", m("Type", `${TNDS}+xml`)),
          s("Add", s("Item", s("Meta", m("Type", `${TNDS}+wbxml`)), s("Data", hexOctets(TREE_WBXML)))),
        ),
      ),
    ),
  },
  ...both({
    name: "an element of a tree in Data is no tree",
    root: s("SyncML", s("SyncBody", s("Data", s("Node")))),
    wbxml: `03 a401 6a ("Node" 00) 6d 6b 4f 44 00 01 01 01 01`,
    xml: syncml("<SyncBody><Data><Node/></Data></SyncBody>"),
  }),
  ...both({
    name: "octets beside an element",
    root: s("SyncML", s("SyncBody", s("Final"), octets(0, 255, 128), s("Final"), octets(0x61))),
    wbxml: `${START} 6d 6b 12 {00ff80} 12 {61} 01 01`,
    throughXml: s("SyncML", s("SyncBody", s("Final"), "AP+A", s("Final"), "a")),
  }),
  {
    name: "two prefixes for one namespace, WBXML",
    form: "document",
    type: "SyncML 1.2",
    hex: wbxml(
      `03 a401 6a ("a:x" 00 "xmlns:a" 00 "xmlns:b" 00 "b:k" 00) 6d 84 00 04 04 'urn:v' 04 0c 'urn:v' 04 14 '1' 01 01`,
    ),
    value: s("SyncML", {
      name: "a:x",
      xmlns: "urn:v",
      attributes: { "xmlns:b": "urn:v", "b:k": "1" },
      children: [],
    }),
  },
  {
    name: "an attribute twice, under two prefixes of one namespace declared apart, WBXML",
    form: "document",
    type: "SyncML 1.2",
    hex: wbxml(
      `03 a401 6a ("a:x" 00 "xmlns:a" 00 "xmlns:b" 00 "a:k" 00 "b:k" 00) 6d c4 00 04 04 'urn:v' 01 84 00 04 0c 'urn:v' 04 14 '1' 04 18 '2' 01 01 01`,
    ),
    value: s("SyncML", {
      name: "a:x",
      xmlns: "urn:v",
      attributes: {},
      children: [
        {
          name: "a:x",
          xmlns: "urn:v",
          attributes: { "xmlns:b": "urn:v", "a:k": "1", "b:k": "2" },
          children: [],
        },
      ],
    }),
    oneWay: "XML has each attribute once",
  },
  {
    name: "octets that are no document become base64 in XML (protocol §3.4#11)",
    form: "document",
    type: "SyncML 1.2",
    hex: wbxml(`${START} 6d 6b 60 4b'1'01 54 5a 0001 47'bin'01 53'a/b'01 0000 01 4f {00ff80} 01 01 01 01 01`),
    value: s(
      "SyncML",
      s(
        "SyncBody",
        s(
          "Replace",
          s("CmdID", "1"),
          s("Item", s("Meta", m("Format", "bin"), m("Type", "a/b")), s("Data", octets(0, 255, 128))),
        ),
      ),
    ),
    exact: true,
    elsewhere: s(
      "SyncML",
      s(
        "SyncBody",
        s("Replace", s("CmdID", "1"), s("Item", s("Meta", m("Format", "b64"), m("Type", "a/b")), s("Data", "AP+A"))),
      ),
    ),
  },
  {
    name: "a TNDS document as text stays text",
    form: "document",
    type: "SyncML 1.2",
    hex: wbxml(
      `${START} 6d 6b 60 4b'1'01 54 5a 0001 53'${TNDS}+xml'01 0000 01 4f 03 ${utf8Hex(TREE_XML)} 00 01 01 01 01 01`,
    ),
    value: s(
      "SyncML",
      s("SyncBody", s("Replace", s("CmdID", "1"), s("Item", s("Meta", m("Type", `${TNDS}+xml`)), s("Data", TREE_XML)))),
    ),
    exact: true,
  },
];
