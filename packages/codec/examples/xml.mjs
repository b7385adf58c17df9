/** The events of an XML document: an outline with the line of each element, in one pass. */
import { DEFAULT_LIMITS } from "@oma-dm/codec";
import { fitsXml, readXml } from "@oma-dm/codec/xml";

const document = `<?xml version="1.0"?>
<SyncBody xmlns="SYNCML:SYNCML1.2">
  <Alert>
    <CmdID>1</CmdID>
    <Data>1201</Data>
  </Alert>
  <a:Note xmlns:a="urn:example:acme" a:kind="remark"/>
</SyncBody>`;

/** XML names its elements, so that a sink for it needs no more than this. */
class Outline {
  names = [];

  start(locator) {
    this.locator = locator;
  }
  openNamed(name, xmlns, prefixed, attributes) {
    const { line } = this.locator.position();
    const more = Object.hasOwn(attributes, "a:kind") ? `, a ${attributes["a:kind"]}` : "";
    console.log(`${String(line).padStart(2)} ${"  ".repeat(this.names.length)}${prefixed} of ${xmlns}${more}`);
    this.names.push(name);
  }
  close() {
    this.names.pop();
  }
  text() {}
  path() {
    return this.names;
  }
}

readXml(document, new Outline(), DEFAULT_LIMITS);

// What XML cannot hold has to travel as base64.
console.log(fitsXml("Zoë ✓"), fitsXml("bell\u0007"));

// Prints:
//  2 SyncBody of SYNCML:SYNCML1.2
//  3   Alert of SYNCML:SYNCML1.2
//  4     CmdID of SYNCML:SYNCML1.2
//  5     Data of SYNCML:SYNCML1.2
//  7   a:Note of urn:example:acme, a remark
// true false
