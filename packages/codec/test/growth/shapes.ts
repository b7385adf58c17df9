/** Documents that grow in one respect each, and what is done with them. */
import { decodeBase64, encodeBase64 } from "@oma-dm/codec";
import { checkDdf, decodeDdf, encodeDdf, type MgmtTree } from "@oma-dm/codec/ddf";
import { decodeDocument, encodeDocument, printDocument } from "@oma-dm/codec/document";
import { decodeMessage, encodeMessage, type Message, printMessage } from "@oma-dm/codec/syncml";
import { decodeTnds } from "@oma-dm/codec/tnds";
import { HEADER, HEADER_XML, message, START, TREE_START } from "../vectors/envelope.ts";
import { fromHex, wbxml } from "../vectors/notation.ts";

export interface Shape {
  readonly name: string;
  /** Bytes of the largest such input that is not refused: 8 MiB, or 200 000 elements. */
  readonly most: number;
  /** What is measured, with its input of about this many bytes made before. */
  prepare(bytes: number): () => unknown;
}

const MOST_BYTES = 8 * 1024 * 1024;
const MOST_ELEMENTS = 200_000;

/** How a document is put together: `unit` again and again, between the two ends. */
interface Document {
  readonly head: string;
  /** One of them, or a different one for each place. */
  readonly unit: string | ((at: number) => string);
  readonly tail: string;
  /** Elements in one unit. */
  readonly elements?: number;
}

const xmlMessage = (head: string, unit: Document["unit"], tail: string, elements = 0): Document => ({
  head: `<SyncML xmlns="SYNCML:SYNCML1.2">${HEADER_XML}<SyncBody>${head}`,
  unit,
  tail: `${tail}</SyncBody></SyncML>`,
  elements,
});
const binaryMessage = (head: string, unit: Document["unit"], tail: string, elements = 0): Document => ({
  head: `${START} 6d ${HEADER} 6b ${head}`,
  unit,
  tail: `${tail} 01 01`,
  elements,
});
const xmlTree = (head: string, unit: Document["unit"], tail: string, elements = 0): Document => ({
  head: `<MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD>${head}`,
  unit,
  tail: `${tail}</MgmtTree>`,
  elements,
});

const unitAt = ({ unit }: Document, at: number): string => (typeof unit === "string" ? unit : unit(at));

/** Of the longest there are. */
function unitBytes(document: Document, isXml: boolean): number {
  const unit = unitAt(document, MOST_ELEMENTS);
  return isXml ? new TextEncoder().encode(unit).length : wbxml(unit).length / 2;
}

/** A document of at most this many bytes. */
function written(document: Document, bytes: number, isXml: boolean): Uint8Array {
  const perUnit = unitBytes(document, isXml);
  const count = Math.max(1, Math.floor((bytes - 1024) / perUnit));
  if (isXml) {
    const units = typeof document.unit === "string" ? document.unit.repeat(count) : manyUnits(document, count);
    return new TextEncoder().encode(document.head + units + document.tail);
  }
  const units =
    typeof document.unit === "string"
      ? repeated(fromHex(wbxml(document.unit)), count)
      : Uint8Array.from(Array.from({ length: count }, (_, at) => [...fromHex(wbxml(unitAt(document, at)))]).flat());
  return joined(fromHex(wbxml(document.head)), units, fromHex(wbxml(document.tail)));
}

const manyUnits = (document: Document, count: number): string =>
  Array.from({ length: count }, (_, at) => unitAt(document, at)).join("");

function repeated(unit: Uint8Array, count: number): Uint8Array {
  const bytes = new Uint8Array(unit.length * count);
  for (let at = 0; at < bytes.length; at += unit.length) bytes.set(unit, at);
  return bytes;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function mostOf(document: Document, isXml: boolean): number {
  const { elements = 0 } = document;
  const units = elements === 0 ? Number.POSITIVE_INFINITY : Math.floor((MOST_ELEMENTS - 100) / elements);
  return Math.min(MOST_BYTES, units * unitBytes(document, isXml));
}

type Read = (bytes: Uint8Array) => unknown;

function read(name: string, decode: Read, document: Document, isXml: boolean): Shape {
  return {
    name,
    most: mostOf(document, isXml),
    prepare(bytes) {
      const input = written(document, bytes, isXml);
      return () => decode(input);
    },
  };
}

const inXml = (name: string, decode: Read, document: Document): Shape => read(`XML: ${name}`, decode, document, true);
const inWbxml = (name: string, decode: Read, document: Document): Shape =>
  read(`WBXML: ${name}`, decode, document, false);

const refused =
  (decode: Read): Read =>
  (bytes) => {
    try {
      decode(bytes);
    } catch (error) {
      return String(error);
    }
    throw new Error("it was not refused");
  };

const DATA = "46 4b'1'01 54 4f";
const DATA_END = "01 01 01";
const XML_DATA = "<Alert><CmdID>1</CmdID><Item><Data>";
const XML_DATA_END = "</Data></Item></Alert>";
/** `(` and `)` around a string table. */
const withTable = (table: string, rest: string): string => `03 a401 6a (${table}) ${rest}`;
/** Without a single zero, in which every string is the entry at 2. */
const REFERRING_HEAD = "6d 6c 71 _ 72 _ 65 _ 5b _ 6e 57 _ 01 67 57 _ 01 01 6b 46 4b _ 54 4f".replaceAll("_", "83 02 01");
/** Five digits of seven bits hold every index. */
const indexOctets = (index: number): number[] => [28, 21, 14, 7, 0].map((shift) => ((index >> shift) & 0x7f) | (shift > 0 ? 0x80 : 0));

/** A name of seven octets in the table, six octets to mention it, two for its value. */
function manyAttributes(bytes: number): Uint8Array {
  const count = Math.floor((bytes - 200) / 17);
  const names = Array.from({ length: count }, (_, at) => `a${String(at).padStart(7, "0")}\0`).join("");
  const body = new Uint8Array(count * 8);
  for (let at = 0; at < count; at++) body.set([4, ...indexOctets(at * 9), 2, 0x41], at * 8);
  const length = indexOctets(names.length).map((octet) => octet.toString(16).padStart(2, "0"));
  const start = fromHex(`03a4016a${length.join("")}`);
  return joined(start, new TextEncoder().encode(names), fromHex(wbxml(`6d ${HEADER} 6b 86`)), body, fromHex("010101"));
}

const long = (bytes: number): string => "n".repeat(bytes);

/** Something whose one part grows with the document, so that a product of the two would show. */
function both(name: string, run: Read, make: (half: number) => string, most = MOST_BYTES): Shape {
  return {
    name,
    most,
    prepare(bytes) {
      const input = new TextEncoder().encode(make(bytes / 2));
      return () => run(input);
    },
  };
}

const times = (half: number, unit: string): string => unit.repeat(Math.max(1, Math.floor(half / unit.length)));
const COMMAND = binaryMessage("", "46 4b'12'01 54 6e 57'./DevDetail/SwV'01 01 4f'value'01 01 01", "", 6);
const XML_COMMAND = xmlMessage(
  "",
  "<Alert><CmdID>12</CmdID><Item><Target><LocURI>./DevDetail/SwV</LocURI></Target><Data>value</Data></Item></Alert>",
  "",
  6,
);
const decodeAll: Read = (bytes) => [decodeMessage(bytes), decodeDocument(bytes)];
const decodeTrees: Read = (bytes) => [decodeTnds(bytes), decodeDdf(bytes), JSON.stringify(checkDdf(bytes))];

const MESSAGES: readonly Shape[] = [
  inWbxml("many commands", decodeAll, COMMAND),
  inXml("many commands", decodeAll, XML_COMMAND),
  inWbxml("one long string", decodeAll, binaryMessage(`${DATA} 03`, `"abcdefghij"`, `00 ${DATA_END}`)),
  inXml("one long string", decodeAll, xmlMessage(XML_DATA, "abcdefghij", XML_DATA_END)),
  inWbxml("a character beyond ASCII here and there", decodeAll, binaryMessage(`${DATA} 03`, `"abcdefghijklmnopqrä"`, `00 ${DATA_END}`)),
  inWbxml("short strings, not ASCII here and there", decodeAll, binaryMessage("46 4b'1'01", "54 4f'abcdefghijklmnopä'01 01", "01", 2)),
  inXml("a character beyond ASCII here and there", decodeAll, xmlMessage(XML_DATA, "abcdefghijklmnopqrä", XML_DATA_END)),
  inWbxml("OPAQUE in pieces of one byte", decodeAll, binaryMessage(DATA, "{61}", DATA_END)),
  inWbxml("OPAQUE in pieces of nothing", decodeAll, binaryMessage(DATA, "{}", DATA_END)),
  inWbxml("strings of one character", decodeAll, binaryMessage(DATA, "'a'", DATA_END)),
  inWbxml("entities", decodeAll, binaryMessage(DATA, "02 41", DATA_END)),
  inWbxml("entities behind an OPAQUE", decodeAll, binaryMessage(`${DATA} {00}`, "02 41", DATA_END)),
  inWbxml("OPAQUE and strings in turn", decodeAll, binaryMessage(DATA, "{61} 'b'", DATA_END)),
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
  inWbxml("elements as deep as may be", decodeAll, binaryMessage("46 4b'1'01", `${"7d ".repeat(28)} ${"01 ".repeat(28)}`, "01", 28)),
  inXml("elements as deep as may be", decodeAll, xmlMessage("<Alert><CmdID>1</CmdID>", "<a>".repeat(28) + "</a>".repeat(28), "</Alert>", 28)),
  inXml("markup in one Data", decodeAll, xmlMessage(XML_DATA, "<b>x</b>", XML_DATA_END, 1)),
  inXml("markup in many Data", decodeAll, xmlMessage("<Alert><CmdID>1</CmdID>", '<Item><Data><v:b xmlns:v="urn:v" v:c="1"/></Data></Item>', "</Alert>", 3)),
  inXml("markup as deep as may be in Data", decodeAll, xmlMessage(XML_DATA, "<a>".repeat(26) + "</a>".repeat(26), XML_DATA_END, 26)),
  inXml("CDATA in pieces", decodeAll, xmlMessage(XML_DATA, "<![CDATA[<]]>", XML_DATA_END)),
  inXml("character references", decodeAll, xmlMessage(XML_DATA, "&lt;", XML_DATA_END)),
  inXml("brackets", decodeAll, xmlMessage(`${XML_DATA}<![CDATA[`, "]]", `]]>${XML_DATA_END}`)),
  inXml("carriage returns", decodeAll, xmlMessage(XML_DATA, "\r\n", XML_DATA_END)),
  inXml("one long comment", decodeAll, xmlMessage("<Final/><!-- ", "abc - ", " -->")),
  inXml("comments", decodeAll, xmlMessage("<Final/>", "<!-- -->", "")),
  inXml("processing instructions", decodeAll, xmlMessage("<Final/>", "<?p i?>", "")),
  inXml("comments in a DOCTYPE", decodeAll, { ...xmlMessage("", "<!-- -->", ""), head: "<!DOCTYPE SyncML [", tail: `]><SyncML>${HEADER_XML}<SyncBody/></SyncML>` }),
  inXml("white space in a DOCTYPE", decodeAll, { ...xmlMessage("", " ", ""), head: "<!DOCTYPE SyncML", tail: `><SyncML>${HEADER_XML}<SyncBody/></SyncML>` }),
  inXml("white space between elements", decodeAll, xmlMessage("", " \n\t", "")),
  inXml("attributes of one element", decodeAll, xmlMessage("<Alert ", (at) => `a${at}="v" `, "/>")),
  inXml("prefixes of one element", decodeAll, xmlMessage("<Alert ", (at) => `xmlns:a${at}="v" `, "/>")),
  inXml("attributes of an element in Data", decodeAll, xmlMessage(`${XML_DATA}<b `, (at) => `a${at}="v" `, `/>${XML_DATA_END}`)),
  inWbxml("processing instructions", decodeAll, binaryMessage("", "43 05 'a' 01", "")),
  { name: "WBXML: attributes of one element by names from the table", most: MOST_BYTES, prepare: (bytes) => decodeAll.bind(undefined, manyAttributes(bytes)) },
  inWbxml("values of one attribute", decodeAll, binaryMessage("86 05", "'a'", "01")),
  inWbxml("extension tokens", (bytes) => refused(decodeMessage)(bytes), binaryMessage(DATA, "c0", DATA_END)),
  both("XML: many prefixes around many elements of Data", decodeAll, (half) => `<SyncML>${HEADER_XML}<SyncBody>${XML_DATA}<b ${Array.from({ length: Math.floor(half / 20) }, (_, at) => `xmlns:a${at}="urn:a"`).join(" ")}>${times(half, "<c/>")}</b>${XML_DATA_END}</SyncBody></SyncML>`, 800_000),
  both("XML: a long namespace around markup in many Data", decodeAll, (half) => `<SyncML xmlns:v="${long(half)}">${HEADER_XML}<SyncBody><Alert><CmdID>1</CmdID>${times(half, "<Item><Data><v:b/></Data></Item>")}</Alert></SyncBody></SyncML>`, 4_000_000),
  both("XML: a long default namespace around markup in many Data", decodeAll, (half) => `<SyncML xmlns="${long(half)}">${HEADER_XML}<SyncBody><Alert><CmdID>1</CmdID>${times(half, "<Item><Data><b/></Data></Item>")}</Alert></SyncBody></SyncML>`, 4_000_000),
];

const REFUSED: readonly Shape[] = [
  inXml("cut inside a tag, refused", refused(decodeMessage), { head: "<SyncML ", unit: 'a="b" ', tail: "" }),
  inXml("a bare ampersand, refused", refused(decodeMessage), xmlMessage(`${XML_DATA}&`, "a ", XML_DATA_END)),
  inXml("an end tag too many, refused", refused(decodeMessage), xmlMessage("", "<Final></Final>", "</a>", 1)),
  inXml("a byte that is no UTF-8 at the end, refused", (bytes) => refused(decodeMessage)(joined(bytes, Uint8Array.of(0xff))), xmlMessage("", "\n", "")),
  inWbxml("open elements at the end, refused", refused(decodeMessage), { head: `${START} 6d ${HEADER} 6b 46 4b'1'01`, unit: "7d 01", tail: "7d", elements: 1 }),
  inXml("a doctype that declares at its end, refused", refused(decodeMessage), { head: "<!DOCTYPE SyncML [", unit: "<!-- -->", tail: "<!ENTITY a 'b'>]><SyncML/>" }),
];

const node = (name: string, rest: string): string => `<Node><NodeName>${name}</NodeName>${rest}</Node>`;
const XML_TREES: readonly Shape[] = [
  inXml("many nodes", decodeTrees, xmlTree("", (at) => node(`n${at}`, "<DFProperties><AccessType><Get/></AccessType><DFFormat><chr/></DFFormat><DFType><MIME>text/plain</MIME></DFType></DFProperties>"), "", 9)),
  inXml("many nodes of one name", decodeTrees, xmlTree("", node("n", ""), "", 2)),
  inXml("nodes with a Path", decodeTrees, xmlTree("", (at) => node(`n${at}`, "<Path>a</Path>"), "", 3)),
  inXml("a Path of slashes", decodeTrees, xmlTree("<Node><NodeName>n</NodeName><Path>", "/", "x</Path></Node>")),
  inXml("nodes as deep as may be", decodeTrees, xmlTree("", "<Node><NodeName>n</NodeName>".repeat(28) + "</Node>".repeat(28), "", 56)),
  inXml("tokens of one AccessType", decodeTrees, xmlTree("<Node><NodeName>n</NodeName><DFProperties><AccessType>", "<Get/>", "</AccessType></DFProperties></Node>", 1)),
  inXml("types", decodeTrees, xmlTree("<Node><NodeName>n</NodeName><RTProperties><Type>", "<MIME>a</MIME>", "</Type></RTProperties></Node>", 1)),
  inXml("elements of a vendor", (bytes) => encodeBoth(decodeDdf(bytes)), xmlTree(node("n", ""), '<v:x xmlns:v="urn:v" a="1">t</v:x>', "", 1)),
  inXml("elements of a vendor, checked", checkDdf, xmlTree(node("n", ""), '<v:x xmlns:v="urn:v" a="1">t</v:x>', "", 1)),
  both("XML: a long namespace of many elements of a vendor", (bytes) => encodeBoth(decodeDdf(bytes)), (half) => `<MgmtTree xmlns="syncml:dmddf1.2" xmlns:v="${long(half)}"><VerDTD>1.2</VerDTD>${node("n", "")}${times(half, "<v:x/>")}</MgmtTree>`, 2_000_000),
  both("XML: findings below a node with a long name", (bytes) => JSON.stringify(checkDdf(bytes)), (half) => `<MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD><Node><NodeName>${long(half)}</NodeName>${times(half, "<Frob/>")}</Node></MgmtTree>`, 2_400_000),
  inWbxml("trees", decodeTrees, { head: `${TREE_START} 60 77'1.2'01`, unit: "64 66'abcd'01 6f 5c 0b 01 01 76'value'01 01", tail: "01", elements: 6 }),
  inWbxml("OPAQUE in pieces in a Value", decodeTnds, { head: `${TREE_START} 60 77'1.2'01 64 66'a'01 76`, unit: "{61}", tail: "01 01 01" }),
];

function encodeBoth(tree: MgmtTree): readonly Uint8Array[] {
  return [encodeDdf(tree, "xml"), encodeDdf(tree, "wbxml")];
}

const item = (data: string | Uint8Array): Message =>
  message({ cmd: "Add", cmdId: "1", items: [{ target: { locUri: "./a" }, data }] });

function encodes(name: string, make: (bytes: number) => Message, most = MOST_BYTES): readonly Shape[] {
  const ways = {
    "to WBXML": (value: Message) => encodeMessage(value, "wbxml"),
    "to XML": (value: Message) => encodeMessage(value, "xml"),
    printed: (value: Message) => printMessage(value, "  "),
  };
  return Object.entries(ways).map(([way, write]) => ({
    name: `${name}, ${way}`,
    most,
    prepare(bytes) {
      const value = make(bytes);
      return () => write(value);
    },
  }));
}

function rewrites(name: string, document: Document, isXml: boolean): readonly Shape[] {
  const ways = {
    "to WBXML": (bytes: Uint8Array) => encodeDocument(decodeDocument(bytes), "wbxml"),
    printed: (bytes: Uint8Array) => printDocument(decodeDocument(bytes), "  "),
  };
  return Object.entries(ways).map(([way, write]) => read(`document: ${name}, ${way}`, write, document, isXml));
}

const ITEM_BYTES = 40;
const ENCODED: readonly Shape[] = [
  ...encodes("many Items", (bytes) => message({ cmd: "Add", cmdId: "1", items: Array.from({ length: bytes / ITEM_BYTES }, (_, at) => ({ target: { locUri: `./n${at}` }, data: "value" })) }), 60_000 * ITEM_BYTES),
  ...encodes("many Items of bytes", (bytes) => message({ cmd: "Add", cmdId: "1", items: Array.from({ length: bytes / ITEM_BYTES }, () => ({ data: Uint8Array.of(0, 255, 1) })) }), 60_000 * ITEM_BYTES),
  ...encodes("one long text", (bytes) => item("abcdefghi<".repeat(bytes / 10))),
  ...encodes("one long text beyond ASCII", (bytes) => item("abcdefghä\u{1f600}".repeat(bytes / 12))),
  ...encodes("the ends of CDATA", (bytes) => item(`<a>${"]]>".repeat(bytes / 3)}`)),
  ...encodes("lone surrogates", (bytes) => item("\ud800 ".repeat(bytes / 4))),
  ...encodes("many bytes", (bytes) => item(new Uint8Array(bytes).fill(255))),
  ...rewrites("many commands", COMMAND, false),
  ...rewrites("many commands", XML_COMMAND, true),
  ...rewrites("many literal names", xmlMessage("", (at) => `<x${at}/>`, "", 1), true),
  ...rewrites("many attributes", xmlMessage("<x ", (at) => `a${at}="1" `, "/>"), true),
  ...rewrites("elements of a vendor", xmlMessage("", '<v:x xmlns:v="urn:v" v:a="1">t</v:x>', "", 1), true),
  ...rewrites("text in pieces", binaryMessage(DATA, "{61} 'b'", DATA_END), false),
  ...rewrites("embedded trees", binaryMessage("45 4b'1'01", `54 4f {${TREE_START} 60 77'1.2'01 64 66'a'01 01 01} 01 01`, "01", 6), false),
  ...rewrites("children of one Meta", xmlMessage("<Add><Meta>", "<Type>a</Type>", "</Meta></Add>", 1), true),
];

const TEXT = (bytes: number): string => "abcd".repeat(bytes / 4);
const BASE64: readonly Shape[] = [
  { name: "base64: written", most: MOST_BYTES, prepare: (bytes) => encodeBase64.bind(undefined, new Uint8Array(bytes).fill(99)) },
  { name: "base64: read", most: MOST_BYTES, prepare: (bytes) => decodeBase64.bind(undefined, TEXT(bytes)) },
  { name: "base64: nothing but padding", most: MOST_BYTES, prepare: (bytes) => decodeBase64.bind(undefined, `${"=".repeat(bytes)}x`) },
  { name: "base64: nothing but white space", most: MOST_BYTES, prepare: (bytes) => decodeBase64.bind(undefined, " \n".repeat(bytes / 2)) },
];

export const SHAPES: readonly Shape[] = [...MESSAGES, ...REFUSED, ...XML_TREES, ...ENCODED, ...BASE64];
