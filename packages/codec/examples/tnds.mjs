/** A management object as TNDS: read, walked, and put into an Add as WBXML. */
import { encodeMessage } from "@oma-dm/codec/syncml";
import { decodeTnds, encodeTnds } from "@oma-dm/codec/tnds";

const lamp = decodeTnds(`
  <MgmtTree xmlns="syncml:dmddf1.2">
    <VerDTD>1.2</VerDTD>
    <Node>
      <NodeName>Lamp</NodeName>
      <RTProperties><Format><node/></Format><Type><DDFName>urn:oma:mo:x-acme-lamp:1.0</DDFName></Type></RTProperties>
      <Node>
        <NodeName>On</NodeName>
        <RTProperties><Format><bool/></Format><Type><MIME>text/plain</MIME></Type></RTProperties>
        <Value>true</Value>
      </Node>
    </Node>
  </MgmtTree>`);

function walk(nodes, parent) {
  for (const { nodeName, rtProperties, value, nodes: children = [] } of nodes) {
    const uri = `${parent}/${nodeName}`;
    console.log(`${uri} ${rtProperties?.format}${value === undefined ? "" : ` = ${value}`}`);
    walk(children, uri);
  }
}
walk(lamp.nodes, ".");

const data = encodeTnds(lamp, "wbxml");
const type = "application/vnd.syncml.dmtnds+wbxml";
const add = { cmd: "Add", cmdId: "2", items: [{ target: { locUri: "./Lamp" }, meta: { format: "bin", type }, data }] };
const message = encodeMessage(
  {
    syncHdr: {
      verDtd: "1.2",
      verProto: "DM/1.2",
      sessionId: "1A",
      msgId: "2",
      target: { locUri: "IMEI:004999010640000" },
      source: { locUri: "https://dm.example.com/" },
    },
    syncBody: { commands: [add], final: true },
  },
  "wbxml",
);
console.log(`${data.length} bytes of tree in ${message.length} bytes of message`);

// Prints:
// ./Lamp node
// ./Lamp/On bool = true
// 127 bytes of tree in 299 bytes of message
