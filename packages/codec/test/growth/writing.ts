/** What is written, and base64, in every respect in which it can grow. */
import { decodeBase64, encodeBase64 } from "@oma-dm/codec";
import { decodeDocument, encodeDocument, printDocument } from "@oma-dm/codec/document";
import { encodeMessage, type Message, printMessage } from "@oma-dm/codec/syncml";
import { message, TREE_START } from "../vectors/envelope.ts";
import {
  binaryMessage,
  COMMAND,
  DATA,
  DATA_END,
  type Document,
  MOST_BYTES,
  read,
  type Shape,
  XML_COMMAND,
  xmlMessage,
} from "./growing.ts";

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
  return Object.entries(ways).map(([way, write]) =>
    read(`${isXml ? "XML" : "WBXML"}: ${name}, rewritten: ${way}`, write, document, isXml),
  );
}

const ITEM_BYTES = 40;
const ENCODED: readonly Shape[] = [
  ...encodes(
    "many Items",
    (bytes) =>
      message({
        cmd: "Add",
        cmdId: "1",
        items: Array.from({ length: bytes / ITEM_BYTES }, (_, at) => ({
          target: { locUri: `./n${at}` },
          data: "value",
        })),
      }),
    60_000 * ITEM_BYTES,
  ),
  ...encodes(
    "many Items of bytes",
    (bytes) =>
      message({
        cmd: "Add",
        cmdId: "1",
        items: Array.from({ length: bytes / ITEM_BYTES }, () => ({ data: Uint8Array.of(0, 255, 1) })),
      }),
    60_000 * ITEM_BYTES,
  ),
  ...encodes("one long text", (bytes) => item("abcdefghi<".repeat(bytes / 10))),
  ...encodes("one long text beyond ASCII", (bytes) => item("abcdefghä\u{1f600}".repeat(bytes / 12))),
  ...encodes("the ends of CDATA", (bytes) => item(`<a>${"]]>".repeat(bytes / 3)}`)),
  ...encodes("lone surrogates", (bytes) => item("\ud800 ".repeat(bytes / 4))),
  ...encodes("many bytes", (bytes) => item(new Uint8Array(bytes).fill(255))),
  ...rewrites("many commands", COMMAND, false),
  ...rewrites("many commands", XML_COMMAND, true),
  ...rewrites(
    "many literal names",
    xmlMessage("", (at) => `<x${at}/>`, "", 1),
    true,
  ),
  ...rewrites(
    "many attributes",
    xmlMessage("<x ", (at) => `a${at}="1" `, "/>"),
    true,
  ),
  ...rewrites("elements of a vendor", xmlMessage("", '<v:x xmlns:v="urn:v" v:a="1">t</v:x>', "", 1), true),
  ...rewrites("text in pieces", binaryMessage(DATA, "{61} 'b'", DATA_END, 1), false),
  ...rewrites(
    "embedded trees",
    binaryMessage("45 4b'1'01", `54 4f {${TREE_START} 60 77'1.2'01 64 66'a'01 01 01} 01 01`, "01", 6),
    false,
  ),
  ...rewrites("children of one Meta", xmlMessage("<Add><Meta>", "<Type>a</Type>", "</Meta></Add>", 1), true),
];

const TEXT = (bytes: number): string => "abcd".repeat(bytes / 4);
const BASE64: readonly Shape[] = [
  {
    name: "base64: written",
    most: MOST_BYTES,
    prepare: (bytes) => encodeBase64.bind(undefined, new Uint8Array(bytes).fill(99)),
  },
  { name: "base64: read", most: MOST_BYTES, prepare: (bytes) => decodeBase64.bind(undefined, TEXT(bytes)) },
  {
    name: "base64: nothing but padding",
    most: MOST_BYTES,
    prepare: (bytes) => decodeBase64.bind(undefined, `${"=".repeat(bytes)}x`),
  },
  {
    name: "base64: nothing but white space",
    most: MOST_BYTES,
    prepare: (bytes) => decodeBase64.bind(undefined, " \n".repeat(bytes / 2)),
  },
];

export const WRITTEN: readonly Shape[] = [...ENCODED, ...BASE64];
