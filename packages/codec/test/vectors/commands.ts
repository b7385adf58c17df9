/** Commands of Device Management, each with nothing optional and with each optional child (protocol §3.1#4–#12). */
import { commandRows, meta, metinf } from "./envelope.ts";
import type { Row } from "./row.ts";

const FORMAT = meta("47'chr'01");
const FORMAT_XML = `<Meta>${metinf("Format", "chr")}</Meta>`;
const CRED = "4e 4f'eA=='01 01";
const CRED_XML = "<Cred><Data>eA==</Data></Cred>";
const ITEM = "54 6e 57'./a'01 01 01";
const ITEM_XML = "<Item><Target><LocURI>./a</LocURI></Target></Item>";
const ITEMS = [{ target: { locUri: "./a" } }];
const START = { cmdId: "7", items: ITEMS } as const;

/** NoResp, Cred and Meta, which six commands share; `token` has its content bit. */
function requestRows(cmd: "Add" | "Copy" | "Delete" | "Exec" | "Get" | "Replace", token: string): Row[] {
  const rows = (name: string, notation: string, xml: string, more: object): Row[] =>
    commandRows(`${cmd} ${name}`, `${token} 4b'7'01 ${notation} 01`, `<${cmd}><CmdID>7</CmdID>${xml}</${cmd}>`, {
      cmd,
      ...START,
      ...more,
    });
  return [
    ...rows("with nothing optional", ITEM, ITEM_XML, {}),
    ...rows("with NoResp", `1d ${ITEM}`, `<NoResp/>${ITEM_XML}`, { noResp: true }),
    ...rows("with Cred", `${CRED} ${ITEM}`, CRED_XML + ITEM_XML, { cred: { data: "eA==" } }),
    ...rows("with Meta", `${FORMAT} ${ITEM}`, FORMAT_XML + ITEM_XML, { meta: { format: "chr" } }),
  ];
}

export const COMMANDS: readonly Row[] = [
  ...requestRows("Add", "45"),
  ...requestRows("Copy", "4d"),
  ...requestRows("Delete", "50"),
  ...requestRows("Exec", "51"),
  ...requestRows("Get", "53"),
  ...requestRows("Replace", "60"),
  ...commandRows(
    "Add with three Items",
    "45 4b'1'01 54 4f'a'01 01 54 4f'b'01 01 14 01",
    "<Add><CmdID>1</CmdID><Item><Data>a</Data></Item><Item><Data>b</Data></Item><Item/></Add>",
    { cmd: "Add", cmdId: "1", items: [{ data: "a" }, { data: "b" }, {}] },
  ),
  ...commandRows(
    "Delete with Archive and SftDel",
    `50 4b'7'01 1d 07 26 ${FORMAT} ${ITEM} 01`,
    `<Delete><CmdID>7</CmdID><NoResp/><Archive/><SftDel/>${FORMAT_XML}${ITEM_XML}</Delete>`,
    { cmd: "Delete", ...START, noResp: true, archive: true, sftDel: true, meta: { format: "chr" } },
  ),
  ...commandRows(
    "Get with Lang",
    `53 4b'7'01 55'de'01 ${CRED} ${ITEM} 01`,
    `<Get><CmdID>7</CmdID><Lang>de</Lang>${CRED_XML}${ITEM_XML}</Get>`,
    { cmd: "Get", ...START, lang: "de", cred: { data: "eA==" } },
  ),
  ...commandRows(
    "Exec with Correlator",
    `51 4b'7'01 ${FORMAT} 7c'c-1'01 ${ITEM} 01`,
    `<Exec><CmdID>7</CmdID>${FORMAT_XML}<Correlator>c-1</Correlator>${ITEM_XML}</Exec>`,
    { cmd: "Exec", ...START, meta: { format: "chr" }, correlator: "c-1" },
  ),
  ...commandRows(
    "Alert with its code alone",
    "46 4b'1'01 4f'1201'01 01",
    "<Alert><CmdID>1</CmdID><Data>1201</Data></Alert>",
    {
      cmd: "Alert",
      cmdId: "1",
      data: "1201",
    },
  ),
  ...commandRows("Alert without Data", "46 4b'1'01 01", "<Alert><CmdID>1</CmdID></Alert>", {
    cmd: "Alert",
    cmdId: "1",
  }),
  ...commandRows(
    "Alert with NoResp",
    "46 4b'1'01 1d 4f'1224'01 01",
    "<Alert><CmdID>1</CmdID><NoResp/><Data>1224</Data></Alert>",
    {
      cmd: "Alert",
      cmdId: "1",
      noResp: true,
      data: "1224",
    },
  ),
  ...commandRows(
    "Alert with Cred",
    `46 4b'1'01 ${CRED} 4f'1226'01 01`,
    `<Alert><CmdID>1</CmdID>${CRED_XML}<Data>1226</Data></Alert>`,
    { cmd: "Alert", cmdId: "1", cred: { data: "eA==" }, data: "1226" },
  ),
  ...commandRows(
    "a generic alert: Data, Correlator and an Item with Mark",
    `46 4b'1'01 4f'1226'01 7c'c'01 54 67 57'./F'01 01 ${meta("47'chr'01 53'urn:x:y'01 4b'critical'01")} 4f'r'01 01 01`,
    "<Alert><CmdID>1</CmdID><Data>1226</Data><Correlator>c</Correlator><Item><Source><LocURI>./F</LocURI></Source><Meta>" +
      `${metinf("Format", "chr")}${metinf("Type", "urn:x:y")}${metinf("Mark", "critical")}</Meta><Data>r</Data></Item></Alert>`,
    {
      cmd: "Alert",
      cmdId: "1",
      data: "1226",
      correlator: "c",
      items: [{ source: { locUri: "./F" }, meta: { format: "chr", type: "urn:x:y", mark: "critical" }, data: "r" }],
    },
  ),
  ...commandRows(
    "a user interaction alert with its Items in order",
    "46 4b'2'01 4f'1103'01 54 4f'MINDT=10'01 01 54 4f'Choose'01 01 54 4f'One'01 01 54 4f'Two'01 01 01",
    "<Alert><CmdID>2</CmdID><Data>1103</Data><Item><Data>MINDT=10</Data></Item><Item><Data>Choose</Data></Item>" +
      "<Item><Data>One</Data></Item><Item><Data>Two</Data></Item></Alert>",
    {
      cmd: "Alert",
      cmdId: "2",
      data: "1103",
      items: [{ data: "MINDT=10" }, { data: "Choose" }, { data: "One" }, { data: "Two" }],
    },
  ),
  ...commandRows(
    "Atomic",
    `48 4b'1'01 45 4b'2'01 ${ITEM} 01 50 4b'3'01 ${ITEM} 01 01`,
    `<Atomic><CmdID>1</CmdID><Add><CmdID>2</CmdID>${ITEM_XML}</Add><Delete><CmdID>3</CmdID>${ITEM_XML}</Delete></Atomic>`,
    {
      cmd: "Atomic",
      cmdId: "1",
      commands: [
        { cmd: "Add", cmdId: "2", items: ITEMS },
        { cmd: "Delete", cmdId: "3", items: ITEMS },
      ],
    },
  ),
  ...commandRows(
    "Atomic with NoResp and Meta",
    `48 4b'1'01 1d ${FORMAT} 60 4b'2'01 ${ITEM} 01 01`,
    `<Atomic><CmdID>1</CmdID><NoResp/>${FORMAT_XML}<Replace><CmdID>2</CmdID>${ITEM_XML}</Replace></Atomic>`,
    {
      cmd: "Atomic",
      cmdId: "1",
      noResp: true,
      meta: { format: "chr" },
      commands: [{ cmd: "Replace", cmdId: "2", items: ITEMS }],
    },
  ),
  ...commandRows(
    "Sequence with NoResp, Meta and an Alert, an Exec, a Copy and a Get",
    `64 4b'1'01 1d ${FORMAT} 46 4b'2'01 4f'1100'01 01 51 4b'3'01 ${ITEM} 01 4d 4b'4'01 ${ITEM} 01 53 4b'5'01 ${ITEM} 01 01`,
    `<Sequence><CmdID>1</CmdID><NoResp/>${FORMAT_XML}<Alert><CmdID>2</CmdID><Data>1100</Data></Alert>` +
      `<Exec><CmdID>3</CmdID>${ITEM_XML}</Exec><Copy><CmdID>4</CmdID>${ITEM_XML}</Copy><Get><CmdID>5</CmdID>${ITEM_XML}</Get></Sequence>`,
    {
      cmd: "Sequence",
      cmdId: "1",
      noResp: true,
      meta: { format: "chr" },
      commands: [
        { cmd: "Alert", cmdId: "2", data: "1100" },
        { cmd: "Exec", cmdId: "3", items: ITEMS },
        { cmd: "Copy", cmdId: "4", items: ITEMS },
        { cmd: "Get", cmdId: "5", items: ITEMS },
      ],
    },
  ),
  ...commandRows(
    "an Atomic and a Sequence inside each other",
    `64 4b'1'01 48 4b'2'01 64 4b'3'01 53 4b'4'01 ${ITEM} 01 01 01 01`,
    `<Sequence><CmdID>1</CmdID><Atomic><CmdID>2</CmdID><Sequence><CmdID>3</CmdID><Get><CmdID>4</CmdID>${ITEM_XML}</Get></Sequence></Atomic></Sequence>`,
    {
      cmd: "Sequence",
      cmdId: "1",
      commands: [
        {
          cmd: "Atomic",
          cmdId: "2",
          commands: [{ cmd: "Sequence", cmdId: "3", commands: [{ cmd: "Get", cmdId: "4", items: ITEMS }] }],
        },
      ],
    },
  ),
  ...commandRows(
    "Status with nothing optional",
    "69 4b'1'01 5c'2'01 4c'0'01 4a'SyncHdr'01 4f'212'01 01",
    "<Status><CmdID>1</CmdID><MsgRef>2</MsgRef><CmdRef>0</CmdRef><Cmd>SyncHdr</Cmd><Data>212</Data></Status>",
    { cmd: "Status", cmdId: "1", msgRef: "2", cmdRef: "0", command: "SyncHdr", data: "212" },
  ),
  ...commandRows(
    "Status with several TargetRefs and SourceRefs",
    "69 4b'1'01 5c'2'01 4c'3'01 4a'Copy'01 6f'./a'01 6f'./b'01 68's'01 68't'01 4f'200'01 01",
    "<Status><CmdID>1</CmdID><MsgRef>2</MsgRef><CmdRef>3</CmdRef><Cmd>Copy</Cmd><TargetRef>./a</TargetRef>" +
      "<TargetRef>./b</TargetRef><SourceRef>s</SourceRef><SourceRef>t</SourceRef><Data>200</Data></Status>",
    {
      cmd: "Status",
      cmdId: "1",
      msgRef: "2",
      cmdRef: "3",
      command: "Copy",
      targetRefs: ["./a", "./b"],
      sourceRefs: ["s", "t"],
      data: "200",
    },
  ),
  ...commandRows(
    "Status with Cred",
    `69 4b'1'01 5c'2'01 4c'0'01 4a'SyncHdr'01 ${CRED} 4f'200'01 01`,
    `<Status><CmdID>1</CmdID><MsgRef>2</MsgRef><CmdRef>0</CmdRef><Cmd>SyncHdr</Cmd>${CRED_XML}<Data>200</Data></Status>`,
    { cmd: "Status", cmdId: "1", msgRef: "2", cmdRef: "0", command: "SyncHdr", cred: { data: "eA==" }, data: "200" },
  ),
  ...commandRows(
    "Status with Chal",
    `69 4b'1'01 5c'2'01 4c'0'01 4a'SyncHdr'01 49 ${meta("47'b64'01 53'syncml:auth-md5'01 50'Tm9uY2U='01")} 01 4f'407'01 01`,
    "<Status><CmdID>1</CmdID><MsgRef>2</MsgRef><CmdRef>0</CmdRef><Cmd>SyncHdr</Cmd><Chal><Meta>" +
      `${metinf("Format", "b64")}${metinf("Type", "syncml:auth-md5")}${metinf("NextNonce", "Tm9uY2U=")}</Meta></Chal><Data>407</Data></Status>`,
    {
      cmd: "Status",
      cmdId: "1",
      msgRef: "2",
      cmdRef: "0",
      command: "SyncHdr",
      chal: { meta: { format: "b64", type: "syncml:auth-md5", nextNonce: "Tm9uY2U=" } },
      data: "407",
    },
  ),
  ...commandRows(
    "Status with Items",
    `69 4b'1'01 5c'2'01 4c'3'01 4a'Add'01 4f'404'01 ${ITEM} ${ITEM} 01`,
    `<Status><CmdID>1</CmdID><MsgRef>2</MsgRef><CmdRef>3</CmdRef><Cmd>Add</Cmd><Data>404</Data>${ITEM_XML}${ITEM_XML}</Status>`,
    {
      cmd: "Status",
      cmdId: "1",
      msgRef: "2",
      cmdRef: "3",
      command: "Add",
      data: "404",
      items: [...ITEMS, ...ITEMS],
    },
  ),
  ...commandRows(
    "Results with nothing optional",
    `62 4b'1'01 4c'3'01 ${ITEM} 01`,
    `<Results><CmdID>1</CmdID><CmdRef>3</CmdRef>${ITEM_XML}</Results>`,
    { cmd: "Results", cmdId: "1", cmdRef: "3", items: ITEMS },
  ),
  ...commandRows(
    "Results with MsgRef, Meta, TargetRef, SourceRef and two Items",
    `62 4b'1'01 5c'2'01 4c'3'01 ${FORMAT} 6f'./a'01 68's'01 54 67 57'./a'01 01 4f'v'01 01 14 01`,
    `<Results><CmdID>1</CmdID><MsgRef>2</MsgRef><CmdRef>3</CmdRef>${FORMAT_XML}<TargetRef>./a</TargetRef>` +
      "<SourceRef>s</SourceRef><Item><Source><LocURI>./a</LocURI></Source><Data>v</Data></Item><Item/></Results>",
    {
      cmd: "Results",
      cmdId: "1",
      msgRef: "2",
      cmdRef: "3",
      meta: { format: "chr" },
      targetRef: "./a",
      sourceRef: "s",
      items: [{ source: { locUri: "./a" }, data: "v" }, {}],
    },
  ),
];
