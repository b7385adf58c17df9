/** Bytes in every place that may have them, and what becomes of them in XML (protocol §3.4#9, #11). */
import type { Command, SyncHdr } from "@oma-dm/codec/syncml";
import { commandWbxml, commandXml, HEADER, message, messageNotation, meta, SYNC_HDR } from "./envelope.ts";
import { utf8Hex, wbxml } from "./notation.ts";
import type { Row } from "./row.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const BASE64 = `{${utf8Hex("AP8=")}}`;
const AS_BASE64 = utf8("AP8=");
const B64 = meta("47'b64'01");
const BYTES = Uint8Array.of(0, 255);

/** What `elsewhere` is the same in XML. */
function inXml(name: string, notation: string, value: Command, elsewhere: Command): Row {
  return commandWbxml(name, notation, message(value), { exact: true, elsewhere: message(elsewhere) });
}

const add = (item: object, more: object = {}): Command => ({ cmd: "Add", cmdId: "1", ...more, items: [item] });
const search = (format: string, data: Uint8Array | string): Command => ({
  cmd: "Search",
  cmdId: "1",
  sources: [{ locUri: "s" }],
  meta: { format },
  data,
});
const filtered = (part: object, format = "chr"): Command => ({
  cmd: "Get",
  cmdId: "1",
  items: [{ target: { locUri: "t", filter: { meta: { format }, ...part } } }],
});

function headerCred(name: string, notation: string, cred: SyncHdr["cred"], elsewhere: SyncHdr["cred"]): Row {
  const body = { syncBody: { commands: [], final: true } } as const;
  const header = HEADER.replace(/ 01$/, ` 4e ${notation} 01 01`);
  return {
    name: `${name}, WBXML`,
    form: "message",
    hex: wbxml(messageNotation("12", header)),
    value: { syncHdr: { ...SYNC_HDR, cred: cred! }, ...body },
    elsewhere: { syncHdr: { ...SYNC_HDR, cred: elsewhere! }, ...body },
    exact: true,
  };
}

export const BINARY_DATA: readonly Row[] = [
  // Under Format b64 the characters are the value
  inXml(
    "base64 as OPAQUE under the Item's b64 is text in XML",
    `45 4b'1'01 54 ${B64} 4f${BASE64}01 01 01`,
    add({ meta: { format: "b64" }, data: AS_BASE64 }),
    add({ meta: { format: "b64" }, data: "AP8=" }),
  ),
  inXml(
    "base64 as OPAQUE under the command's b64 is text in XML",
    `45 4b'1'01 ${B64} 54 4f${BASE64}01 01 01`,
    add({ data: AS_BASE64 }, { meta: { format: "b64" } }),
    add({ data: "AP8=" }, { meta: { format: "b64" } }),
  ),
  inXml(
    "base64 as OPAQUE under the b64 of a Sequence in an Atomic is text in XML",
    `48 4b'1'01 64 4b'2'01 ${B64} 45 4b'1'01 54 4f${BASE64}01 01 01 01 01`,
    {
      cmd: "Atomic",
      cmdId: "1",
      commands: [{ cmd: "Sequence", cmdId: "2", meta: { format: "b64" }, commands: [add({ data: AS_BASE64 })] }],
    },
    {
      cmd: "Atomic",
      cmdId: "1",
      commands: [{ cmd: "Sequence", cmdId: "2", meta: { format: "b64" }, commands: [add({ data: "AP8=" })] }],
    },
  ),
  inXml(
    "the Item's Format holds before the command's b64",
    `45 4b'1'01 ${B64} 54 ${meta("47'bin'01")} 4f${BASE64}01 01 01`,
    add({ meta: { format: "bin" }, data: AS_BASE64 }, { meta: { format: "b64" } }),
    add({ meta: { format: "b64" }, data: "QVA4PQ==" }, { meta: { format: "b64" } }),
  ),
  inXml(
    "bytes under b64 that are no text are base64 in XML",
    `45 4b'1'01 54 ${B64} 4f{00ff}01 01 01`,
    add({ meta: { format: "b64" }, data: BYTES }),
    add({ meta: { format: "b64" }, data: "AP8=" }),
  ),
  commandXml(
    "what would steer a terminal is escaped",
    "<Add><CmdID>1</CmdID><Item><Data>&lt;a&gt;&#127;&#155;2J&#133;</Data></Item></Add>",
    message(add({ data: "<a>\u007f\u009b2J\u0085" })),
    { exact: true },
  ),
  inXml(
    "text as OPAQUE in a tree in place is text in XML",
    `45 4b'1'01 54 4f 00 02 60 77'1.2'01 64 66'a'01 76{"v"}01 01 01 00 00 01 01 01`,
    add({ data: { verDtd: "1.2", nodes: [{ nodeName: "a", value: utf8("v") }] } }),
    add({ data: { verDtd: "1.2", nodes: [{ nodeName: "a", value: "v" }] } }),
  ),

  // Everything else that has Data
  headerCred(
    "bytes in the Cred of a header get Format b64 in XML",
    "4f{00ff}01",
    { data: BYTES },
    { meta: { format: "b64" }, data: "AP8=" },
  ),
  headerCred(
    "bytes in a Cred keep its Type in XML",
    `${meta("53'syncml:auth-MAC'01")} 4f{00ff}01`,
    { meta: { type: "syncml:auth-MAC" }, data: BYTES },
    { meta: { format: "b64", type: "syncml:auth-MAC" }, data: "AP8=" },
  ),
  headerCred(
    "a digest as OPAQUE of its base64 is text in XML",
    `${B64} 4f${BASE64}01`,
    { meta: { format: "b64" }, data: AS_BASE64 },
    { meta: { format: "b64" }, data: "AP8=" },
  ),
  inXml(
    "the command's b64 does not hold for its Cred",
    `45 4b'1'01 4e 4f${BASE64}01 01 ${B64} 54 4f'AA=='01 01 01`,
    add({ data: "AA==" }, { cred: { data: AS_BASE64 }, meta: { format: "b64" } }),
    add({ data: "AA==" }, { cred: { meta: { format: "b64" }, data: "QVA4PQ==" }, meta: { format: "b64" } }),
  ),
  inXml(
    "bytes in the Cred of an Alert get Format b64 in XML",
    "46 4b'1'01 4e 4f{00ff}01 01 4f'1201'01 01",
    { cmd: "Alert", cmdId: "1", cred: { data: BYTES }, data: "1201" },
    { cmd: "Alert", cmdId: "1", cred: { meta: { format: "b64" }, data: "AP8=" }, data: "1201" },
  ),
  inXml(
    "bytes of a Search get Format b64 in XML",
    `63 4b'1'01 67 57's'01 01 ${meta("47'bin'01")} 4f{00ff}01 01`,
    search("bin", BYTES),
    search("b64", "AP8="),
  ),
  inXml(
    "bytes of a Filter's Record get Format b64 in XML",
    `53 4b'1'01 54 6e 57't'01 76 ${meta("47'chr'01")} 77 54 4f{00ff}01 01 01 01 01 01 01`,
    filtered({ record: { item: { data: BYTES } } }),
    filtered({ record: { item: { meta: { format: "b64" }, data: "AP8=" } } }),
  ),
  inXml(
    "bytes of a Filter's Field get Format b64 in XML",
    `53 4b'1'01 54 6e 57't'01 76 ${meta("47'chr'01")} 75 54 4f{00ff}01 01 01 01 01 01 01`,
    filtered({ field: { item: { data: BYTES } } }),
    filtered({ field: { item: { meta: { format: "b64" }, data: "AP8=" } } }),
  ),
  inXml(
    "base64 as OPAQUE under a Filter's b64 is text in XML",
    `53 4b'1'01 54 6e 57't'01 76 ${B64} 77 54 4f${BASE64}01 01 01 01 01 01 01`,
    filtered({ record: { item: { data: AS_BASE64 } } }, "b64"),
    filtered({ record: { item: { data: "AP8=" } } }, "b64"),
  ),
];
