/** MetInf: every element and every value of Format (protocol §3.4). */
import type { Meta } from "@oma-dm/codec/syncml";
import { commandRows, commandWbxml, commandXml, message, meta, metinf } from "./envelope.ts";
import type { Row } from "./row.ts";

const replace = (value: Meta) => ({ cmd: "Replace", cmdId: "1", items: [{ meta: value }] }) as const;

/** One Item with this Meta. */
function metaRows(name: string, notation: string, xml: string, value: Meta): Row[] {
  return commandRows(
    name,
    `60 4b'1'01 54 ${meta(notation)} 01 01`,
    `<Replace><CmdID>1</CmdID><Item><Meta>${xml}</Meta></Item></Replace>`,
    replace(value),
  );
}

function textRows(name: string, token: string, content: string, value: Meta): Row[] {
  return metaRows(`Meta ${name}`, `${token}'${content}'01`, metinf(name, content), value);
}

const FORMATS = ["b64", "bin", "bool", "chr", "int", "float", "date", "time", "node", "null", "xml"];

export const METINF: readonly Row[] = [
  ...FORMATS.flatMap((format) => textRows("Format", "47", format, { format })).map((row, at) => ({
    ...row,
    name: `Format ${FORMATS[Math.floor(at / 2)]}, ${at % 2 === 0 ? "WBXML" : "XML"}`,
  })),
  ...textRows("FieldLevel", "56", "1", { fieldLevel: "1" }),
  ...textRows("Type", "53", "text/plain", { type: "text/plain" }),
  ...textRows("Mark", "4b", "fatal", { mark: "fatal" }),
  ...textRows("Size", "52", "100000", { size: "100000" }),
  ...textRows("Version", "54", "1.0", { version: "1.0" }),
  ...textRows("NextNonce", "50", "Tm9uY2U=", { nextNonce: "Tm9uY2U=" }),
  ...textRows("MaxMsgSize", "4c", "5000", { maxMsgSize: "5000" }),
  ...textRows("MaxObjSize", "55", "4000000000", { maxObjSize: "4000000000" }),
  ...metaRows("one EMI", "46'vendor'01", metinf("EMI", "vendor"), { emi: ["vendor"] }),
  ...metaRows(
    "several EMI in their order",
    "46'b'01 46'a'01 46'b'01",
    ["b", "a", "b"].map((emi) => metinf("EMI", emi)).join(""),
    {
      emi: ["b", "a", "b"],
    },
  ),
  ...metaRows(
    "an Anchor with Last and Next",
    "45 4a'1'01 4f'2'01 01",
    metinf("Anchor", "<Last>1</Last><Next>2</Next>"),
    {
      anchor: { last: "1", next: "2" },
    },
  ),
  ...metaRows(
    "an Anchor with Next alone",
    "45 4f'20261124T000000Z'01 01",
    metinf("Anchor", "<Next>20261124T000000Z</Next>"),
    {
      anchor: { next: "20261124T000000Z" },
    },
  ),
  ...metaRows(
    "Mem with SharedMem, FreeMem and FreeID",
    "4d 11 49'8100'01 48'81'01 01",
    metinf("Mem", "<SharedMem/><FreeMem>8100</FreeMem><FreeID>81</FreeID>"),
    { mem: { sharedMem: true, freeMem: "8100", freeId: "81" } },
  ),
  ...metaRows(
    "Mem without SharedMem",
    "4d 49'0'01 48'0'01 01",
    metinf("Mem", "<FreeMem>0</FreeMem><FreeID>0</FreeID>"),
    {
      mem: { freeMem: "0", freeId: "0" },
    },
  ),
  ...metaRows(
    "every MetInf element, in order",
    "56'f'01 47'chr'01 53't'01 4b'm'01 52'1'01 45 4f'n'01 01 54'v'01 50'eA=='01 4c'2'01 55'3'01 46'e'01 4d 49'4'01 48'5'01 01",
    metinf("FieldLevel", "f") +
      metinf("Format", "chr") +
      metinf("Type", "t") +
      metinf("Mark", "m") +
      metinf("Size", "1") +
      metinf("Anchor", "<Next>n</Next>") +
      metinf("Version", "v") +
      metinf("NextNonce", "eA==") +
      metinf("MaxMsgSize", "2") +
      metinf("MaxObjSize", "3") +
      metinf("EMI", "e") +
      metinf("Mem", "<FreeMem>4</FreeMem><FreeID>5</FreeID>"),
    {
      fieldLevel: "f",
      format: "chr",
      type: "t",
      mark: "m",
      size: "1",
      anchor: { next: "n" },
      version: "v",
      nextNonce: "eA==",
      maxMsgSize: "2",
      maxObjSize: "3",
      emi: ["e"],
      mem: { freeMem: "4", freeId: "5" },
    },
  ),
  ...commandRows(
    "an empty Meta",
    "60 4b'1'01 1a 54 0f 01 01",
    "<Replace><CmdID>1</CmdID><Meta/><Item><Data/></Item></Replace>",
    { cmd: "Replace", cmdId: "1", meta: {}, items: [{ data: "" }] },
  ),
  ...commandRows(
    "Meta of a command and of its Item, kept apart (protocol §3.4#9)",
    `60 4b'1'01 ${meta("47'bin'01 53'a/b'01")} 54 ${meta("52'3'01")} 4f'abc'01 01 01`,
    `<Replace><CmdID>1</CmdID><Meta>${metinf("Format", "bin")}${metinf("Type", "a/b")}</Meta><Item><Meta>${metinf("Size", "3")}</Meta><Data>abc</Data></Item></Replace>`,
    { cmd: "Replace", cmdId: "1", meta: { format: "bin", type: "a/b" }, items: [{ meta: { size: "3" }, data: "abc" }] },
  ),
  commandWbxml(
    "a MetInf wrapper",
    `60 4b'1'01 54 ${meta("4e 47'int'01 52'2'01 01")} 01 01`,
    message(replace({ format: "int", size: "2" })),
  ),
  commandXml(
    "a MetInf wrapper with the namespace",
    `<Replace><CmdID>1</CmdID><Item><Meta><MetInf xmlns="syncml:metinf"><Format>int</Format><Size>2</Size></MetInf></Meta></Item></Replace>`,
    message(replace({ format: "int", size: "2" })),
  ),
  commandXml(
    "MetInf elements in another order",
    `<Replace><CmdID>1</CmdID><Item><Meta>${metinf("Size", "2")}${metinf("Type", "t")}${metinf("Format", "int")}</Meta></Item></Replace>`,
    message(replace({ size: "2", type: "t", format: "int" })),
  ),
  commandWbxml(
    "a Meta whose pages switch lazily",
    "60 4b'1'01 54 5a 00 01 47'chr'01 53't'01 01 00 00 4f'x'01 01 01",
    message({ cmd: "Replace", cmdId: "1", items: [{ meta: { format: "chr", type: "t" }, data: "x" }] }),
  ),
  commandWbxml(
    "a Meta whose pages switch before every element",
    "60 4b'1'01 54 5a 00 01 47'chr'01 00 00 00 01 53't'01 00 00 01 4f'x'01 01 01",
    message({ cmd: "Replace", cmdId: "1", items: [{ meta: { format: "chr", type: "t" }, data: "x" }] }),
  ),
  commandWbxml(
    "a NextNonce as OPAQUE of its base64 text",
    `69 4b'1'01 5c'2'01 4c'0'01 4a'SyncHdr'01 49 ${meta('50 {"Tm9uY2U="} 01')} 01 4f'407'01 01`,
    message({
      cmd: "Status",
      cmdId: "1",
      msgRef: "2",
      cmdRef: "0",
      command: "SyncHdr",
      chal: { meta: { nextNonce: "Tm9uY2U=" } },
      data: "407",
    }),
  ),
];
