/** Any document of the family as it stands: order, unknown elements and attributes survive the way through WBXML. */
import { childElement, decodeDocument, encodeDocument, printDocument, textOf } from "@oma-dm/codec/document";

const xml = `
<SyncML xmlns="SYNCML:SYNCML1.2">
  <SyncHdr>
    <VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>1A</SessionID><MsgID>3</MsgID>
    <Target><LocURI>IMEI:004999010640000</LocURI></Target><Source><LocURI>https://dm.example.com/</LocURI></Source>
  </SyncHdr>
  <SyncBody>
    <Add>
      <CmdID>4</CmdID>
      <Item>
        <Target><LocURI>./Lamp</LocURI></Target>
        <Meta>
          <Format xmlns="syncml:metinf">xml</Format>
          <Type xmlns="syncml:metinf">application/vnd.syncml.dmtnds+xml</Type>
        </Meta>
        <Data>
          <MgmtTree xmlns="syncml:dmddf1.2">
            <VerDTD>1.2</VerDTD><Node><NodeName>On</NodeName><Value>true</Value></Node>
          </MgmtTree>
        </Data>
      </Item>
      <a:Note xmlns:a="urn:example:acme" a:kind="remark">kept</a:Note>
    </Add>
  </SyncBody>
</SyncML>`;

const written = decodeDocument(xml);
console.log(
  `${written.type.name}, session ${textOf(childElement(childElement(written.root, "SyncHdr"), "SessionID"))}`,
);

// The tree becomes an OPAQUE with a WBXML document of its own, and the Type that names it follows.
const wbxml = encodeDocument(written, "wbxml");
const read = decodeDocument(wbxml);
console.log(`${wbxml.length} bytes of ${read.encoding}`);
const add = childElement(childElement(read.root, "SyncBody"), "Add");
const meta = childElement(childElement(add, "Item"), "Meta");
console.log(`on the wire: ${textOf(childElement(meta, "Type"))}`);
console.log(printDocument({ root: add }, "  "));

// Prints:
// SyncML 1.2, session 1A
// 293 bytes of wbxml
// on the wire: application/vnd.syncml.dmtnds+wbxml
// <Add xmlns="SYNCML:SYNCML1.2">
//   <CmdID>4</CmdID>
//   <Item>
//     <Target>
//       <LocURI>./Lamp</LocURI>
//     </Target>
//     <Meta>
//       <Format xmlns="syncml:metinf">xml</Format>
//       <Type xmlns="syncml:metinf">application/vnd.syncml.dmtnds+xml</Type>
//     </Meta>
//     <Data>
//       <MgmtTree xmlns="syncml:dmddf1.2">
//         <VerDTD>1.2</VerDTD>
//         <Node>
//           <NodeName>On</NodeName>
//           <Value>true</Value>
//         </Node>
//       </MgmtTree>
//     </Data>
//   </Item>
//   <a:Note xmlns:a="urn:example:acme" a:kind="remark">kept</a:Note>
// </Add>
