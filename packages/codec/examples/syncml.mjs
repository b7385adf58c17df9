/** A server asks a device who made it; the message as WBXML, and read back as values and as XML. */
import { decodeMessage, encodeMessage, printMessage } from "@oma-dm/codec/syncml";

const question = {
  syncHdr: {
    verDtd: "1.2",
    verProto: "DM/1.2",
    sessionId: "1A",
    msgId: "1",
    target: { locUri: "IMEI:004999010640000" },
    source: { locUri: "https://dm.example.com/" },
  },
  syncBody: {
    commands: [{ cmd: "Get", cmdId: "1", items: [{ target: { locUri: "./DevInfo/Man" } }] }],
    final: true,
  },
};

const wbxml = encodeMessage(question, "wbxml");
console.log(`WBXML: ${wbxml.length} bytes, XML: ${encodeMessage(question, "xml").length} bytes`);

const { message, encoding } = decodeMessage(wbxml);
for (const command of message.syncBody.commands) {
  if (command.cmd === "Get") console.log(`${encoding}: Get ${command.items[0].target.locUri}`);
}
console.log(printMessage(message, "  "));

// Prints:
// WBXML: 123 bytes, XML: 376 bytes
// wbxml: Get ./DevInfo/Man
// <SyncML xmlns="SYNCML:SYNCML1.2">
//   <SyncHdr>
//     <VerDTD>1.2</VerDTD>
//     <VerProto>DM/1.2</VerProto>
//     <SessionID>1A</SessionID>
//     <MsgID>1</MsgID>
//     <Target>
//       <LocURI>IMEI:004999010640000</LocURI>
//     </Target>
//     <Source>
//       <LocURI>https://dm.example.com/</LocURI>
//     </Source>
//   </SyncHdr>
//   <SyncBody>
//     <Get>
//       <CmdID>1</CmdID>
//       <Item>
//         <Target>
//           <LocURI>./DevInfo/Man</LocURI>
//         </Target>
//       </Item>
//     </Get>
//     <Final/>
//   </SyncBody>
// </SyncML>
