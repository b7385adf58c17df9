/** What is read, in every respect in which it can grow. */
import { checkDdf, decodeDdf, encodeDdf, type MgmtTree } from "@oma-dm/codec/ddf";
import { decodeDocument } from "@oma-dm/codec/document";
import { decodeMessage } from "@oma-dm/codec/syncml";
import { decodeTnds } from "@oma-dm/codec/tnds";
import { HEADER, HEADER_XML, START, TREE_START } from "../vectors/envelope.ts";
import {
  binaryMessage,
  both,
  COMMAND,
  DATA,
  DATA_END,
  inWbxml,
  inXml,
  joined,
  long,
  MOST_BYTES,
  manyAttributes,
  REFERRING_HEAD,
  type Read,
  refused,
  type Shape,
  times,
  whole,
  withTable,
  XML_COMMAND,
  XML_DATA,
  XML_DATA_END,
  xmlMessage,
  xmlTree,
} from "./growing.ts";

const decodeAll: Read = (bytes) => [decodeMessage(bytes), decodeDocument(bytes)];
const decodeTrees: Read = (bytes) => [decodeTnds(bytes), decodeDdf(bytes), JSON.stringify(checkDdf(bytes))];

const LONGEST_NAMESPACE = "n".repeat(256);

const MESSAGES: readonly Shape[] = [
  whole(inWbxml("many commands", decodeAll, COMMAND)),
  whole(inXml("many commands", decodeAll, XML_COMMAND)),
  inWbxml("page switches", decodeAll, binaryMessage("", "00 00", "")),
  inWbxml("one long string", decodeAll, binaryMessage(`${DATA} 03`, `"abcdefghij"`, `00 ${DATA_END}`)),
  inXml("one long string", decodeAll, xmlMessage(XML_DATA, "abcdefghij", XML_DATA_END)),
  inWbxml(
    "a character beyond ASCII here and there",
    decodeAll,
    binaryMessage(`${DATA} 03`, `"abcdefghijklmnopqrä"`, `00 ${DATA_END}`),
  ),
  inWbxml(
    "short strings, not ASCII here and there",
    decodeAll,
    binaryMessage("46 4b'1'01", "54 4f'abcdefghijklmnopä'01 01", "01", 2),
  ),
  inXml(
    "a character beyond ASCII here and there",
    decodeAll,
    xmlMessage(XML_DATA, "abcdefghijklmnopqrä", XML_DATA_END),
  ),
  inWbxml("OPAQUE in pieces of one byte", decodeAll, binaryMessage(DATA, "{61}", DATA_END, 1)),
  inWbxml("OPAQUE in pieces of nothing", decodeAll, binaryMessage(DATA, "{}", DATA_END, 1)),
  inWbxml("strings of one character", decodeAll, binaryMessage(DATA, "'a'", DATA_END)),
  inWbxml("entities", decodeAll, binaryMessage(DATA, "02 41", DATA_END)),
  inWbxml("entities behind an OPAQUE", decodeAll, binaryMessage(`${DATA} {00}`, "02 41", DATA_END)),
  inWbxml("OPAQUE and strings in turn", decodeAll, binaryMessage(DATA, "{61} 'b'", DATA_END, 1)),
  inWbxml("references to a string without its end", decodeAll, {
    head: withTable('"xaa"', REFERRING_HEAD),
    unit: "83 02",
    tail: `${DATA_END} 01 01`,
  }),
  inWbxml("references and strings in turn", decodeAll, {
    ...binaryMessage("", "83 00 'abcdefghijklmnopqrstuvwxyz'", DATA_END),
    head: withTable(`"abcdefghijklm" 00`, `6d ${HEADER} 6b ${DATA}`),
  }),
  inWbxml("text fields from references and strings in turn", decodeAll, {
    ...binaryMessage("", "54 6e 57 83 00 01 56'abcdefghijklmnopqrstuvwxyz'01 01 01", "01", 4),
    head: withTable(`"abcdefghijklm" 00`, `6d ${HEADER} 6b 46 4b'1'01`),
  }),
  inWbxml("unknown commands", decodeAll, binaryMessage("", "7d 4b'1'01 01", "", 2)),
  inWbxml("unknown elements", decodeAll, binaryMessage("46 4b'1'01", "7d 3d 01", "01", 2)),
  inXml("unknown elements", decodeAll, xmlMessage("<Alert><CmdID>1</CmdID>", "<Frob><x/></Frob>", "</Alert>", 2)),
  inWbxml(
    "elements as deep as may be",
    decodeAll,
    binaryMessage("46 4b'1'01", `${"7d ".repeat(28)} ${"01 ".repeat(28)}`, "01", 28),
  ),
  inXml(
    "elements as deep as may be",
    decodeAll,
    xmlMessage("<Alert><CmdID>1</CmdID>", "<a>".repeat(28) + "</a>".repeat(28), "</Alert>", 28),
  ),
  inXml("markup in one Data", decodeAll, xmlMessage(XML_DATA, "<b>x</b>", XML_DATA_END, 1)),
  inXml(
    "markup in many Data",
    decodeAll,
    xmlMessage("<Alert><CmdID>1</CmdID>", '<Item><Data><v:b xmlns:v="urn:v" v:c="1"/></Data></Item>', "</Alert>", 3),
  ),
  inXml(
    "markup as deep as may be in Data",
    decodeAll,
    xmlMessage(XML_DATA, "<a>".repeat(26) + "</a>".repeat(26), XML_DATA_END, 26),
  ),
  inXml("CDATA in pieces", decodeAll, xmlMessage(XML_DATA, "<![CDATA[<]]>", XML_DATA_END)),
  inXml("character references", decodeAll, xmlMessage(XML_DATA, "&lt;", XML_DATA_END)),
  inXml("brackets", decodeAll, xmlMessage(`${XML_DATA}<![CDATA[`, "]]", `]]>${XML_DATA_END}`)),
  inXml("carriage returns", decodeAll, xmlMessage(XML_DATA, "\r\n", XML_DATA_END)),
  inXml("one long comment", decodeAll, xmlMessage("<Final/><!-- ", "abc - ", " -->")),
  inXml("comments", decodeAll, xmlMessage("<Final/>", "<!-- -->", "")),
  inXml("processing instructions", decodeAll, xmlMessage("<Final/>", "<?p i?>", "")),
  inXml("comments in a DOCTYPE", decodeAll, {
    ...xmlMessage("", "<!-- -->", ""),
    head: "<!DOCTYPE SyncML [",
    tail: `]><SyncML>${HEADER_XML}<SyncBody/></SyncML>`,
  }),
  inXml("white space in a DOCTYPE", decodeAll, {
    ...xmlMessage("", " ", ""),
    head: "<!DOCTYPE SyncML",
    tail: `><SyncML>${HEADER_XML}<SyncBody/></SyncML>`,
  }),
  inXml("white space between elements", decodeAll, xmlMessage("", " \n\t", "")),
  inXml(
    "attributes of one element",
    decodeAll,
    xmlMessage("<Alert ", (at) => `a${at}="v" `, "/>"),
  ),
  inXml(
    "prefixes of one element",
    decodeAll,
    xmlMessage("<Alert ", (at) => `xmlns:a${at}="v" `, "/>"),
  ),
  inXml(
    "attributes of an element in Data",
    decodeAll,
    xmlMessage(`${XML_DATA}<b `, (at) => `a${at}="v" `, `/>${XML_DATA_END}`),
  ),
  inWbxml("processing instructions", decodeAll, binaryMessage("", "43 05 'a' 01", "")),
  {
    name: "WBXML: attributes of one element by names from the table",
    most: MOST_BYTES,
    prepare: (bytes) => decodeAll.bind(undefined, manyAttributes(bytes)),
  },
  inWbxml("values of one attribute", decodeAll, binaryMessage("86 05", "'a'", "01")),
  inWbxml("extension tokens", (bytes) => refused(decodeMessage)(bytes), binaryMessage(DATA, "c0", DATA_END)),
  whole(
    both(
      "XML: many prefixes around many elements of Data",
      decodeAll,
      (half) =>
        `<SyncML>${HEADER_XML}<SyncBody>${XML_DATA}<b ${Array.from({ length: Math.floor(half / 20) }, (_, at) => `xmlns:a${at}="urn:a"`).join(" ")}>${times(half, "<c/>")}</b>${XML_DATA_END}</SyncBody></SyncML>`,
      800_000,
    ),
  ),
  inXml("markup of a namespace as long as may be in many Data", decodeAll, {
    head: `<SyncML xmlns="${LONGEST_NAMESPACE}">${HEADER_XML}<SyncBody><Alert><CmdID>1</CmdID>`,
    unit: "<Item><Data><b/></Data></Item>",
    tail: "</Alert></SyncBody></SyncML>",
    // Written out, the namespaces are more than Data may have of them beyond this.
    elements: 4,
  }),
];

const REFUSED: readonly Shape[] = [
  inXml("cut inside a tag, refused", refused(decodeMessage), { head: "<SyncML ", unit: 'a="b" ', tail: "" }),
  inXml("a bare ampersand, refused", refused(decodeMessage), xmlMessage(`${XML_DATA}&`, "a ", XML_DATA_END)),
  inXml("an end tag too many, refused", refused(decodeMessage), xmlMessage("", "<Final></Final>", "</a>", 1)),
  inXml(
    "a byte that is no UTF-8 at the end, refused",
    (bytes) => refused(decodeMessage)(joined(bytes, Uint8Array.of(0xff))),
    xmlMessage("", "\n", ""),
  ),
  inWbxml("open elements at the end, refused", refused(decodeMessage), {
    head: `${START} 6d ${HEADER} 6b 46 4b'1'01`,
    unit: "7d 01",
    tail: "7d",
    elements: 1,
  }),
  inXml("a doctype that declares at its end, refused", refused(decodeMessage), {
    head: "<!DOCTYPE SyncML [",
    unit: "<!-- -->",
    tail: "<!ENTITY a 'b'>]><SyncML/>",
  }),
];

const node = (name: string, rest: string): string => `<Node><NodeName>${name}</NodeName>${rest}</Node>`;
const XML_TREES: readonly Shape[] = [
  inXml(
    "many nodes",
    decodeTrees,
    xmlTree(
      "",
      (at) =>
        node(
          `n${at}`,
          "<DFProperties><AccessType><Get/></AccessType><DFFormat><chr/></DFFormat><DFType><MIME>text/plain</MIME></DFType></DFProperties>",
        ),
      "",
      9,
    ),
  ),
  inXml("many nodes of one name", decodeTrees, xmlTree("", node("n", ""), "", 2)),
  inXml(
    "nodes with a Path",
    decodeTrees,
    xmlTree("", (at) => node(`n${at}`, "<Path>a</Path>"), "", 3),
  ),
  inXml("a Path of slashes", decodeTrees, xmlTree("<Node><NodeName>n</NodeName><Path>", "/", "x</Path></Node>")),
  inXml(
    "nodes as deep as may be",
    decodeTrees,
    xmlTree("", "<Node><NodeName>n</NodeName>".repeat(28) + "</Node>".repeat(28), "", 56),
  ),
  inXml(
    "tokens of one AccessType",
    decodeTrees,
    xmlTree(
      "<Node><NodeName>n</NodeName><DFProperties><AccessType>",
      "<Get/>",
      "</AccessType></DFProperties></Node>",
      1,
    ),
  ),
  inXml(
    "types",
    decodeTrees,
    xmlTree("<Node><NodeName>n</NodeName><RTProperties><Type>", "<MIME>a</MIME>", "</Type></RTProperties></Node>", 1),
  ),
  inXml(
    "elements of a vendor",
    (bytes) => encodeBoth(decodeDdf(bytes)),
    xmlTree(node("n", ""), '<v:x xmlns:v="urn:v" a="1">t</v:x>', "", 1),
  ),
  inXml("elements of a vendor, checked", checkDdf, xmlTree(node("n", ""), '<v:x xmlns:v="urn:v" a="1">t</v:x>', "", 1)),
  inXml("elements of a vendor with a namespace as long as may be", (bytes) => encodeBoth(decodeDdf(bytes)), {
    head: `<MgmtTree xmlns="syncml:dmddf1.2" xmlns:v="${LONGEST_NAMESPACE}"><VerDTD>1.2</VerDTD>${node("n", "")}`,
    unit: "<v:x/>",
    tail: "</MgmtTree>",
    elements: 1,
  }),
  both(
    "XML: findings below a node with a long name",
    (bytes) => JSON.stringify(checkDdf(bytes)),
    (half) =>
      `<MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD><Node><NodeName>${long(half)}</NodeName>${times(half, "<Frob/>")}</Node></MgmtTree>`,
    2_400_000,
  ),
  inWbxml("trees", decodeTrees, {
    head: `${TREE_START} 60 77'1.2'01`,
    unit: "64 66'abcd'01 6f 5c 0b 01 01 76'value'01 01",
    tail: "01",
    elements: 6,
  }),
  inWbxml("OPAQUE in pieces in a Value", decodeTnds, {
    head: `${TREE_START} 60 77'1.2'01 64 66'a'01 76`,
    unit: "{61}",
    tail: "01 01 01",
    elements: 1,
  }),
];

function encodeBoth(tree: MgmtTree): readonly Uint8Array[] {
  return [encodeDdf(tree, "xml"), encodeDdf(tree, "wbxml")];
}

export const READ: readonly Shape[] = [...MESSAGES, ...REFUSED, ...XML_TREES];
