/** What real peers send against the DTD, read all the same and written in order (protocol §3.3, §3.5, §18). */
import { commandWbxml, commandXml, HEADER_XML, message, messageXml, meta, SYNC_HDR } from "./envelope.ts";
import { wbxml } from "./notation.ts";
import type { Row } from "./row.ts";

const STATUS = { cmd: "Status", cmdId: "2", msgRef: "1", cmdRef: "3", command: "Add", data: "200" } as const;
const ITEM_XML = "<Item><Target><LocURI>./a</LocURI></Target></Item>";
const ITEMS = [{ target: { locUri: "./a" } }];
const NEVER_SENT = "a client never sends it";

export const SLOPPY_PEERS: readonly Row[] = [
  commandXml(
    "MsgRef before CmdID",
    "<Status><MsgRef>1</MsgRef><CmdID>2</CmdID><CmdRef>3</CmdRef><Cmd>Add</Cmd><Data>200</Data></Status>",
    message(STATUS),
  ),
  commandWbxml("MsgRef before CmdID", "69 5c'1'01 4b'2'01 4c'3'01 4a'Add'01 4f'200'01 01", message(STATUS)),
  commandXml(
    "a Status in reverse",
    "<Status><Data>200</Data><Cmd>Add</Cmd><CmdRef>3</CmdRef><MsgRef>1</MsgRef><CmdID>2</CmdID></Status>",
    message(STATUS),
  ),
  commandXml(
    "Chal behind Data",
    '<Status><CmdID>2</CmdID><MsgRef>1</MsgRef><CmdRef>3</CmdRef><Cmd>Add</Cmd><Data>200</Data><Chal><Meta><Type xmlns="syncml:metinf">syncml:auth-basic</Type></Meta></Chal></Status>',
    message({ ...STATUS, chal: { meta: { type: "syncml:auth-basic" } } }),
  ),
  commandXml(
    "a Status without CmdID",
    "<Status><MsgRef>1</MsgRef><CmdRef>3</CmdRef><Cmd>Add</Cmd><Data>200</Data></Status>",
    message({ ...STATUS, cmdId: "" }),
  ),
  commandXml(
    "a Status for SyncHdr without CmdRef (protocol §3.5#1)",
    "<Status><CmdID>2</CmdID><MsgRef>1</MsgRef><Cmd>SyncHdr</Cmd><Data>212</Data></Status>",
    message({ cmd: "Status", cmdId: "2", msgRef: "1", cmdRef: "", command: "SyncHdr", data: "212" }),
  ),
  commandXml(
    "a Get without CmdID (protocol §18#20)",
    `<Get>${ITEM_XML}</Get>`,
    message({ cmd: "Get", cmdId: "", items: ITEMS }),
  ),
  commandXml(
    "a Get with an empty CmdID",
    `<Get><CmdID/>${ITEM_XML}</Get>`,
    message({ cmd: "Get", cmdId: "", items: ITEMS }),
  ),
  commandXml(
    "the CmdID behind the Item",
    `<Get>${ITEM_XML}<CmdID>1</CmdID></Get>`,
    message({ cmd: "Get", cmdId: "1", items: ITEMS }),
  ),
  commandXml(
    "Results without MsgRef and CmdRef (protocol §3.3#6)",
    "<Results><CmdID>1</CmdID><Item><Data>v</Data></Item></Results>",
    message({ cmd: "Results", cmdId: "1", cmdRef: "", items: [{ data: "v" }] }),
  ),
  commandXml(
    "a Cmd inside Results (protocol §3.3#6)",
    "<Results><CmdID>1</CmdID><MsgRef>1</MsgRef><CmdRef>2</CmdRef><Cmd>Get</Cmd><Item><Data>v</Data></Item></Results>",
    message({ cmd: "Results", cmdId: "1", msgRef: "1", cmdRef: "2", items: [{ data: "v" }] }),
  ),
  commandXml(
    "Meta before Target",
    '<Add><CmdID>1</CmdID><Item><Meta><Format xmlns="syncml:metinf">chr</Format></Meta><Target><LocURI>./a</LocURI></Target><Data>v</Data></Item></Add>',
    message({ cmd: "Add", cmdId: "1", items: [{ target: { locUri: "./a" }, meta: { format: "chr" }, data: "v" }] }),
  ),
  commandWbxml(
    "Data before Meta before Target",
    `45 4b'1'01 54 4f'v'01 ${meta("47'chr'01")} 6e 57'./a'01 01 01 01`,
    message({ cmd: "Add", cmdId: "1", items: [{ target: { locUri: "./a" }, meta: { format: "chr" }, data: "v" }] }),
  ),
  commandXml(
    "Items before the Meta of the command",
    `<Get><CmdID>1</CmdID>${ITEM_XML}<Meta><Type xmlns="syncml:metinf">a/b</Type></Meta></Get>`,
    message({ cmd: "Get", cmdId: "1", meta: { type: "a/b" }, items: ITEMS }),
  ),
  commandXml(
    "a Target and a Source that hold bare text",
    "<Copy><CmdID>1</CmdID><Item><Target> ./b </Target><Source>./a</Source></Item></Copy>",
    message({ cmd: "Copy", cmdId: "1", items: [{ target: { locUri: "./b" }, source: { locUri: "./a" } }] }),
  ),
  commandWbxml(
    "a Target that holds bare text",
    "53 4b'1'01 54 6e './a' 01 01 01",
    message({ cmd: "Get", cmdId: "1", items: ITEMS }),
  ),
  commandXml(
    "Correlator before Data in an Alert",
    "<Alert><CmdID>1</CmdID><Correlator>c</Correlator><Data>1226</Data></Alert>",
    message({ cmd: "Alert", cmdId: "1", correlator: "c", data: "1226" }),
  ),
  commandWbxml(
    "Correlator before Data in an Alert",
    "46 4b'1'01 7c'c'01 4f'1226'01 01",
    message({ cmd: "Alert", cmdId: "1", correlator: "c", data: "1226" }),
  ),
  commandXml(
    "a Type outside Meta",
    '<Replace><CmdID>1</CmdID><Item><Type xmlns="syncml:metinf">a/b</Type><Data>v</Data></Item></Replace>',
    message({ cmd: "Replace", cmdId: "1", items: [{ meta: { type: "a/b" }, data: "v" }] }),
  ),
  commandXml(
    "Meta's children without their namespace",
    "<Replace><CmdID>1</CmdID><Item><Meta><Format>chr</Format><Type>a/b</Type></Meta></Item></Replace>",
    message({ cmd: "Replace", cmdId: "1", items: [{ meta: { format: "chr", type: "a/b" } }] }),
  ),
  commandXml(
    "white space around every protocol field (protocol §3.3#11)",
    "<Status><CmdID> 2</CmdID><MsgRef>\n1\n</MsgRef><CmdRef>3 </CmdRef><Cmd>\tAdd</Cmd><TargetRef> ./a </TargetRef><Data> 200\n</Data></Status>",
    message({ ...STATUS, targetRefs: ["./a"] }),
  ),
  commandXml(
    "white space around Alert Data, Mark, Type and Format",
    '<Alert><CmdID>1</CmdID><Data>\n1226\n</Data><Item><Meta><Format xmlns="syncml:metinf"> chr </Format><Type xmlns="syncml:metinf">\nurn:x</Type><Mark xmlns="syncml:metinf"> fatal</Mark></Meta><Data> kept </Data></Item></Alert>',
    message({
      cmd: "Alert",
      cmdId: "1",
      data: "1226",
      items: [{ meta: { format: "chr", type: "urn:x", mark: "fatal" }, data: " kept " }],
    }),
  ),
  commandXml(
    "white space around NextNonce and the Correlator",
    '<Status><CmdID>2</CmdID><MsgRef>1</MsgRef><CmdRef>3</CmdRef><Cmd>Add</Cmd><Chal><Meta><NextNonce xmlns="syncml:metinf">\n Tm9uY2U=\n</NextNonce></Meta></Chal><Data>200</Data></Status>' +
      "<Exec><CmdID>4</CmdID><Correlator> c 1 </Correlator><Item/></Exec>",
    message(
      { ...STATUS, chal: { meta: { nextNonce: "Tm9uY2U=" } } },
      { cmd: "Exec", cmdId: "4", correlator: "c 1", items: [{}] },
    ),
  ),
  {
    name: "white space around every field of SyncHdr",
    form: "message",
    xml: messageXml(
      "<Final/>",
      "<SyncHdr><VerDTD> 1.2 </VerDTD><VerProto>\nDM/1.2\n</VerProto><SessionID>\t1</SessionID><MsgID>1 </MsgID><Target><LocURI> d</LocURI></Target><Source><LocURI>s </LocURI></Source></SyncHdr>",
    ),
    value: { syncHdr: SYNC_HDR, syncBody: { commands: [], final: true } },
  },
  {
    name: "SyncHdr in another order",
    form: "message",
    xml: messageXml(
      "<Final/>",
      "<SyncHdr><Source><LocURI>s</LocURI></Source><Target><LocURI>d</LocURI></Target><MsgID>1</MsgID><SessionID>1</SessionID><VerProto>DM/1.2</VerProto><VerDTD>1.2</VerDTD></SyncHdr>",
    ),
    value: { syncHdr: SYNC_HDR, syncBody: { commands: [], final: true } },
  },
  {
    name: "SyncBody before SyncHdr",
    form: "message",
    xml: '<SyncML xmlns="SYNCML:SYNCML1.2"><SyncBody><Final/></SyncBody><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>1</SessionID><MsgID>1</MsgID><Target><LocURI>d</LocURI></Target><Source><LocURI>s</LocURI></Source></SyncHdr></SyncML>',
    value: { syncHdr: SYNC_HDR, syncBody: { commands: [], final: true } },
  },
  {
    name: "Final before the commands",
    form: "message",
    xml: messageXml("<Final/><Alert><CmdID>1</CmdID><Data>1201</Data></Alert>"),
    value: { syncHdr: SYNC_HDR, syncBody: { commands: [{ cmd: "Alert", cmdId: "1", data: "1201" }], final: true } },
  },
  commandXml(
    "an unknown element among the commands, its CmdID known (protocol §18#19)",
    `<Frob><CmdID>9</CmdID><X><CmdID>8</CmdID></X></Frob><Get><CmdID>1</CmdID>${ITEM_XML}</Get>`,
    message({ cmd: "Unknown", element: "Frob", cmdId: "9" }, { cmd: "Get", cmdId: "1", items: ITEMS }),
    { oneWay: NEVER_SENT },
  ),
  commandXml(
    "an unknown element inside an Atomic",
    "<Atomic><CmdID>1</CmdID><Frob><CmdID>2</CmdID></Frob></Atomic>",
    message({ cmd: "Atomic", cmdId: "1", commands: [{ cmd: "Unknown", element: "Frob", cmdId: "2" }] }),
    { oneWay: NEVER_SENT },
  ),
  commandXml(
    "text among the elements of an unknown command",
    "<Frob>a<CmdID>9</CmdID>b</Frob>",
    message({ cmd: "Unknown", element: "Frob", cmdId: "9" }),
    { oneWay: NEVER_SENT },
  ),
  commandWbxml(
    "octets among the elements of an unknown command",
    "7d {ff} 4b'9'01 01",
    message({ cmd: "Unknown", element: "page0-token3d", cmdId: "9" }),
    { oneWay: NEVER_SENT },
  ),
  {
    name: "a LITERAL among the commands is an unknown command, WBXML",
    form: "message",
    hex: wbxml(
      `03 a401 6a ("Frob" 00) 6d 6c 71'1.2'01 72'DM/1.2'01 65'1'01 5b'1'01 6e 57'd'01 01 67 57's'01 01 01 6b 44 00 4b'9'01 01 01 01`,
    ),
    value: message({ cmd: "Unknown", element: "Frob", cmdId: "9" }),
    oneWay: NEVER_SENT,
  },
  commandXml(
    "unknown elements where a grammar knows better, skipped whole (protocol §18#35)",
    `<Get><CmdID>1</CmdID><Vendor><Deep a="1">text<More/></Deep></Vendor><Item><Target><LocURI>./a</LocURI><Extra/></Target><Extra>x</Extra></Item></Get>`,
    message({ cmd: "Get", cmdId: "1", items: ITEMS }),
  ),
  commandWbxml(
    "a token no page has, skipped whole (protocol §18#35)",
    "53 4b'1'01 54 7f 4b'9'01 {00} 01 3f 6e 57'./a'01 01 01 01",
    message({ cmd: "Get", cmdId: "1", items: ITEMS }),
  ),
  commandWbxml(
    "a token of a page nobody has, skipped whole",
    "53 4b'1'01 54 00 09 45 'x' 01 00 00 6e 57'./a'01 01 01 01",
    message({ cmd: "Get", cmdId: "1", items: ITEMS }),
  ),
  commandXml(
    "an element of another vocabulary with a known name, skipped",
    `<Get><CmdID>1</CmdID><v:Item xmlns:v="urn:vendor"><v:Data>no</v:Data></v:Item>${ITEM_XML}</Get>`,
    message({ cmd: "Get", cmdId: "1", items: ITEMS }),
  ),
  commandXml(
    "vendor elements inside Meta, skipped",
    '<Get><CmdID>1</CmdID><Meta><Format xmlns="syncml:metinf">chr</Format><v:Hint xmlns:v="urn:vendor"><v:A/></v:Hint></Meta><Item/></Get>',
    message({ cmd: "Get", cmdId: "1", meta: { format: "chr" }, items: [{}] }),
  ),
  {
    name: "a VerDTD and a VerProto nobody expects, left to the session (protocol §2.1#6)",
    form: "message",
    xml: messageXml(
      "<Final/>",
      "<SyncHdr><VerDTD>9.9</VerDTD><VerProto>XY/7</VerProto><SessionID>12345678</SessionID><MsgID>0</MsgID><Target><LocURI>d</LocURI></Target><Source><LocURI>s</LocURI></Source></SyncHdr>",
    ),
    value: {
      syncHdr: { ...SYNC_HDR, verDtd: "9.9", verProto: "XY/7", sessionId: "12345678", msgId: "0" },
      syncBody: { commands: [], final: true },
    },
    exact: true,
  },
  ...(
    [
      ["VerDTD", { verDtd: "" }],
      ["VerProto", { verProto: "" }],
      ["SessionID", { sessionId: "" }],
      ["MsgID", { msgId: "" }],
      ["Target", { target: { locUri: "" } }],
      ["Source", { source: { locUri: "" } }],
    ] as const
  ).map(
    ([name, more]): Row => ({
      name: `a SyncHdr without ${name}: the session answers, not the codec`,
      form: "message",
      xml: messageXml("<Final/>", HEADER_XML.replace(new RegExp(`<${name}>.*?</${name}>`), "")),
      value: { syncHdr: { ...SYNC_HDR, ...more }, syncBody: { commands: [], final: true } },
    }),
  ),
  commandXml(
    "something inside elements that are empty, ignored",
    "<Get><CmdID>1</CmdID><NoResp>1</NoResp><Item><MoreData>true</MoreData></Item></Get>",
    message({ cmd: "Get", cmdId: "1", noResp: true, items: [{ moreData: true }] }),
  ),
  commandXml("an empty SyncBody", "", message(), { oneWay: "a body holds at least one command" }),
  commandXml(
    "a command without Items",
    "<Get><CmdID>1</CmdID></Get><Atomic><CmdID>2</CmdID></Atomic>",
    message({ cmd: "Get", cmdId: "1", items: [] }, { cmd: "Atomic", cmdId: "2", commands: [] }),
    { oneWay: "both need something inside" },
  ),
  commandXml(
    "an Exec with two Items",
    "<Exec><CmdID>1</CmdID><Item/><Item><Data>2</Data></Item></Exec>",
    message({ cmd: "Exec", cmdId: "1", items: [{}, { data: "2" }] }),
    { oneWay: "an Exec has exactly one" },
  ),
  commandXml(
    "foreign markup inside Data, serialised (protocol §3.3#11)",
    '<Add><CmdID>1</CmdID><Item><Data>a<w xmlns="urn:w" b="1">x<y/></w></Data></Item></Add>',
    message({ cmd: "Add", cmdId: "1", items: [{ data: 'a<w xmlns="urn:w" b="1">x<y/></w>' }] }),
  ),
  commandWbxml(
    "text in Data as an OPAQUE, byte for byte (protocol §4.6#2)",
    "60 4b'1'01 54 4f{\"text\"}01 01 01",
    message({ cmd: "Replace", cmdId: "1", items: [{ data: new TextEncoder().encode("text") }] }),
    {
      exact: true,
      elsewhere: message({ cmd: "Replace", cmdId: "1", items: [{ meta: { format: "b64" }, data: "dGV4dA==" }] }),
    },
  ),
  ...["", "00 00"].map((switched) =>
    commandWbxml(
      `an OPAQUE of nothing is empty text${switched && ", with a page switch behind it"}`,
      `60 4b'1'01 54 4f c300 ${switched} 01 01 01`,
      message({ cmd: "Replace", cmdId: "1", items: [{ data: "" }] }),
    ),
  ),
  commandWbxml(
    "binary data with Format bin, base64 with Format b64 in XML (protocol §3.4#11)",
    `62 4b'1'01 5c'1'01 4c'2'01 54 67 57'./a'01 01 ${meta("47'bin'01 53'a/b'01")} 4f{00ff}01 01 01`,
    message({
      cmd: "Results",
      cmdId: "1",
      msgRef: "1",
      cmdRef: "2",
      items: [{ source: { locUri: "./a" }, meta: { format: "bin", type: "a/b" }, data: Uint8Array.of(0, 255) }],
    }),
    {
      exact: true,
      elsewhere: message({
        cmd: "Results",
        cmdId: "1",
        msgRef: "1",
        cmdRef: "2",
        items: [{ source: { locUri: "./a" }, meta: { format: "b64", type: "a/b" }, data: "AP8=" }],
      }),
    },
  ),
  commandWbxml(
    "properties of a tree in place by the tokens of MetInf",
    "45 4b'1'01 54 4f 00 02 60 77'1.2'01 64 66'a'01 6f 00 01 47'chr'01 52'1'01 00 02 01 01 01 00 00 01 01 01",
    message({
      cmd: "Add",
      cmdId: "1",
      items: [{ data: { verDtd: "1.2", nodes: [{ nodeName: "a", rtProperties: { format: "chr", size: "1" } }] } }],
    }),
  ),
  commandXml(
    "base64 stays text: what it means is the node's affair (tree §4.2#14)",
    '<Add><CmdID>1</CmdID><Item><Meta><Format xmlns="syncml:metinf">b64</Format></Meta><Data>AP8=</Data></Item></Add>',
    message({ cmd: "Add", cmdId: "1", items: [{ meta: { format: "b64" }, data: "AP8=" }] }),
    { exact: true },
  ),
];
