/** A device description: read, listed, and checked for what a server would stumble over. */
import { checkDdf, decodeDdf, encodeDdf } from "@oma-dm/codec/ddf";

const description = `
<MgmtTree xmlns="syncml:dmddf1.2">
  <VerDTD>1.2</VerDTD>
  <Man>Acme</Man>
  <Node>
    <NodeName>Lamp</NodeName>
    <DFProperties>
      <AccessType><Get/></AccessType>
      <DFFormat><node/></DFFormat>
      <Occurrence><ZeroOrMore/></Occurrence>
      <DFType><DDFName>urn:oma:mo:x-acme-lamp:1.0</DDFName></DFType>
    </DFProperties>
    <Node>
      <NodeName>On</NodeName>
      <DFProperties>
        <AccessType><Get/><Replace/></AccessType>
        <DFFormat><bool/></DFFormat>
        <DFType><MIME>text/plain</MIME></DFType>
        <a:Wiring xmlns:a="urn:example:acme">relay</a:Wiring>
      </DFProperties>
    </Node>
  </Node>
</MgmtTree>`;

const tree = decodeDdf(description);
function list(nodes, parent) {
  for (const { nodeName, dfProperties, nodes: children = [] } of nodes) {
    const { dfFormat, accessType = [], extensions = [] } = dfProperties;
    const vendor = extensions.map(({ name, children }) => `${name} ${children[0]}`);
    console.log([`${parent}/${nodeName}`, dfFormat, ...accessType, ...vendor].join(" "));
    list(children, `${parent}/${nodeName}`);
  }
}
list(tree.nodes, ".");
console.log(`${encodeDdf(tree, "wbxml").length} bytes of WBXML`);

// An error leaves the meaning open; a warning has one reading that every loader takes, even where the DTD forbids it.
const sloppy = description
  .replace("<AccessType><Get/></AccessType>", "")
  .replace("<DFFormat><bool/></DFFormat>", "<DefaultValue>on</DefaultValue>$&");
for (const document of [description, sloppy]) {
  const { valid, nodes, extensions, findings } = checkDdf(document);
  console.log(`${valid ? "valid" : "not valid"}: ${nodes} nodes, vendor elements ${JSON.stringify(extensions)}`);
  for (const { severity, at, path, reason } of findings)
    console.log(`${severity}, line ${at.line}, ${path}: ${reason}`);
}

// Prints:
// ./Lamp node Get
// ./Lamp/On bool Get Replace a:Wiring relay
// 186 bytes of WBXML
// valid: 2 nodes, vendor elements {"urn:example:acme":1}
// not valid: 2 nodes, vendor elements {"urn:example:acme":1}
// error, line 7, ./Lamp: DFProperties has no AccessType; add it
// warning, line 17, ./Lamp/On: DefaultValue "on" is no bool
