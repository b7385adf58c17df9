/** SyncML, SyncHdr, SyncBody and what commands are made of: each optional element on its own (protocol §3.1). */
import type { Item, Message, SyncHdr } from "@oma-dm/codec/syncml";
import { commandRows, HEADER, HEADER_XML, messageNotation, messageXml, meta, metinf, SYNC_HDR } from "./envelope.ts";
import { wbxml } from "./notation.ts";
import type { Row } from "./row.ts";

function headerRows(name: string, more: Partial<SyncHdr>, notation: string, xml: string): Row[] {
  const value: Message = { syncHdr: { ...SYNC_HDR, ...more }, syncBody: { commands: [], final: true } };
  const head = HEADER.replace(/01$/, `${notation} 01`);
  const headXml = HEADER_XML.replace("</SyncHdr>", `${xml}</SyncHdr>`);
  return [
    { name: `${name}, WBXML`, form: "message", hex: wbxml(messageNotation("12", head)), value, exact: true },
    { name: `${name}, XML`, form: "message", xml: messageXml("<Final/>", headXml), value, exact: true },
  ];
}

function itemRows(name: string, item: Item, notation: string, xml: string): Row[] {
  return commandRows(
    name,
    `60 4b'1'01 ${notation === "" ? "14" : `54 ${notation} 01`} 01`,
    `<Replace><CmdID>1</CmdID>${xml === "" ? "<Item/>" : `<Item>${xml}</Item>`}</Replace>`,
    { cmd: "Replace", cmdId: "1", items: [item] },
  );
}

const PACKAGE_1: Message = {
  syncHdr: {
    verDtd: "1.2",
    verProto: "DM/1.3",
    sessionId: "1",
    msgId: "1",
    target: { locUri: "https://s/" },
    source: { locUri: "IMEI:1" },
    meta: { maxMsgSize: "5000" },
  },
  syncBody: { commands: [{ cmd: "Alert", cmdId: "1", data: "1201" }], final: true },
};
const BEFORE_META = `03a4016a00 6d 6c 7103312e320001 7203444d2f312e330001 6503310001 5b03310001
  6e57 0368747470733a2f2f732f00 0101 6757 03494d45493a3100 0101`;
const AFTER_META = "46 4b03310001 4f033132303100 01 01 12 01 01";

export const MESSAGE_ELEMENTS: readonly Row[] = [
  {
    name: "package 1 of protocol §4.8, pages switched eagerly",
    form: "message",
    hex: wbxml(`${BEFORE_META} 5a 0001 4c 033530303000 01 0000 01 01 6b ${AFTER_META}`),
    value: PACKAGE_1,
    exact: true,
  },
  {
    name: "package 1 of protocol §4.8, pages switched lazily",
    form: "message",
    hex: wbxml(`${BEFORE_META} 5a 0001 4c 033530303000 01 01 01 0000 6b ${AFTER_META}`),
    value: PACKAGE_1,
  },
  ...headerRows("RespURI", { respUri: "https://r/?a=1" }, "61'https://r/?a=1'01", "<RespURI>https://r/?a=1</RespURI>"),
  ...headerRows("NoResp in SyncHdr", { noResp: true }, "1d", "<NoResp/>"),
  ...headerRows(
    "a Cred without Meta",
    { cred: { data: "c2VjcmV0" } },
    "4e 4f'c2VjcmV0'01 01",
    "<Cred><Data>c2VjcmV0</Data></Cred>",
  ),
  ...headerRows(
    "a Cred with Meta",
    { cred: { meta: { format: "b64", type: "syncml:auth-md5" }, data: "c2VjcmV0" } },
    `4e ${meta("47'b64'01 53'syncml:auth-md5'01")} 4f'c2VjcmV0'01 01`,
    `<Cred><Meta>${metinf("Format", "b64")}${metinf("Type", "syncml:auth-md5")}</Meta><Data>c2VjcmV0</Data></Cred>`,
  ),
  ...headerRows(
    "everything a SyncHdr may hold",
    {
      respUri: "r",
      noResp: true,
      cred: { meta: { type: "syncml:auth-basic" }, data: "eA==" },
      meta: { maxMsgSize: "5000", maxObjSize: "100000" },
    },
    `61'r'01 1d 4e ${meta("53'syncml:auth-basic'01")} 4f'eA=='01 01 ${meta("4c'5000'01 55'100000'01")}`,
    `<RespURI>r</RespURI><NoResp/><Cred><Meta>${metinf("Type", "syncml:auth-basic")}</Meta><Data>eA==</Data></Cred>` +
      `<Meta>${metinf("MaxMsgSize", "5000")}${metinf("MaxObjSize", "100000")}</Meta>`,
  ),
  {
    name: "LocName in SyncHdr Source and Target, WBXML",
    form: "message",
    hex: wbxml(
      "03a4016a00 6d 6c 71'1.2'01 72'DM/1.2'01 65'FFFF'01 5b'12'01 6e 57'd'01 56'D'01 01 67 57's'01 56'Zoë'01 01 01 6b 12 01 01",
    ),
    value: {
      syncHdr: {
        ...SYNC_HDR,
        sessionId: "FFFF",
        msgId: "12",
        target: { locUri: "d", locName: "D" },
        source: { locUri: "s", locName: "Zoë" },
      },
      syncBody: { commands: [], final: true },
    },
    exact: true,
  },
  {
    name: "a SyncBody without Final",
    form: "message",
    xml: messageXml("<Alert><CmdID>1</CmdID><Data>1222</Data></Alert>"),
    value: { syncHdr: SYNC_HDR, syncBody: { commands: [{ cmd: "Alert", cmdId: "1", data: "1222" }] } },
    exact: true,
  },
  {
    name: "commands and Final",
    form: "message",
    xml: messageXml(
      "<Alert><CmdID>1</CmdID><Data>1200</Data></Alert><Alert><CmdID>2</CmdID><Data>1223</Data></Alert><Final/>",
    ),
    value: {
      syncHdr: SYNC_HDR,
      syncBody: {
        commands: [
          { cmd: "Alert", cmdId: "1", data: "1200" },
          { cmd: "Alert", cmdId: "2", data: "1223" },
        ],
        final: true,
      },
    },
    exact: true,
  },

  ...itemRows("an empty Item", {}, "", ""),
  ...itemRows("Item Target", { target: { locUri: "./a" } }, "6e 57'./a'01 01", "<Target><LocURI>./a</LocURI></Target>"),
  ...itemRows("Item Source", { source: { locUri: "./a" } }, "67 57'./a'01 01", "<Source><LocURI>./a</LocURI></Source>"),
  ...itemRows(
    "LocName of an Item's Target and Source",
    { target: { locUri: "./a", locName: "A" }, source: { locUri: "b", locName: "B" } },
    "6e 57'./a'01 56'A'01 01 67 57'b'01 56'B'01 01",
    "<Target><LocURI>./a</LocURI><LocName>A</LocName></Target><Source><LocURI>b</LocURI><LocName>B</LocName></Source>",
  ),
  ...itemRows(
    "SourceParent and TargetParent",
    { sourceParent: { locUri: "1" }, targetParent: { locUri: "2" } },
    "79 57'1'01 01 7a 57'2'01 01",
    "<SourceParent><LocURI>1</LocURI></SourceParent><TargetParent><LocURI>2</LocURI></TargetParent>",
  ),
  ...itemRows(
    "Item Meta",
    { meta: { format: "int", size: "2" } },
    meta("47'int'01 52'2'01"),
    `<Meta>${metinf("Format", "int")}${metinf("Size", "2")}</Meta>`,
  ),
  ...itemRows("Data", { data: "text" }, "4f'text'01", "<Data>text</Data>"),
  ...itemRows("an empty Data", { data: "" }, "0f", "<Data/>"),
  ...itemRows("MoreData", { data: "part", moreData: true }, "4f'part'01 34", "<Data>part</Data><MoreData/>"),
  ...itemRows(
    "everything an Item may hold, in order",
    {
      target: { locUri: "t" },
      source: { locUri: "s" },
      sourceParent: { locUri: "sp" },
      targetParent: { locUri: "tp" },
      meta: { type: "text/plain" },
      data: "v",
      moreData: true,
    },
    `6e 57't'01 01 67 57's'01 01 79 57'sp'01 01 7a 57'tp'01 01 ${meta("53'text/plain'01")} 4f'v'01 34`,
    "<Target><LocURI>t</LocURI></Target><Source><LocURI>s</LocURI></Source><SourceParent><LocURI>sp</LocURI></SourceParent>" +
      `<TargetParent><LocURI>tp</LocURI></TargetParent><Meta>${metinf("Type", "text/plain")}</Meta><Data>v</Data><MoreData/>`,
  ),
];
