/** A sink of one's own: which elements of which code page a message is made of, without building any value. */
import { DEFAULT_LIMITS, encodeMessage } from "@oma-dm/codec";
import { METINF, readWbxml, SYNCML } from "@oma-dm/codec/wbxml";

const bytes = encodeMessage(
  {
    syncHdr: {
      verDtd: "1.2",
      verProto: "DM/1.2",
      sessionId: "1",
      msgId: "1",
      target: { locUri: "https://dm.example.com/" },
      source: { locUri: "IMEI:004999010640000" },
      meta: { maxMsgSize: "5000", maxObjSize: "65536" },
    },
    syncBody: { commands: [{ cmd: "Alert", cmdId: "1", data: "1201" }], final: true },
  },
  "wbxml",
);

class Census {
  seen = new Map();
  names = [];

  start() {}
  documentType(type) {
    const pages = type.pages.map((page, number) => `${number} ${page.xmlns}`);
    console.log(`${type.name}, code pages ${pages.join(", ")}`);
  }
  open(tag) {
    this.seen.set(tag.xmlns, [...(this.seen.get(tag.xmlns) ?? []), tag.name]);
    this.names.push(tag.name);
  }
  /** A literal, or a token of a page nobody knows. */
  openNamed(name) {
    this.names.push(name);
  }
  close() {
    this.names.pop();
  }
  /** An element with nothing but text. */
  leaf(tag) {
    this.open(tag);
    this.close();
  }
  text() {}
  opaque() {}
  extension() {}
  path() {
    return this.names;
  }
}

const census = new Census();
const { version } = readWbxml(bytes, census, { limits: DEFAULT_LIMITS });
console.log(`WBXML 1.${version}, ${bytes.length} bytes`);
for (const { xmlns } of [SYNCML, METINF]) console.log(`${xmlns}: ${census.seen.get(xmlns).join(" ")}`);

// Prints:
// SyncML 1.2, code pages 0 SYNCML:SYNCML1.2, 1 syncml:metinf, 2 syncml:dmddf1.2
// WBXML 1.3, 132 bytes
// SYNCML:SYNCML1.2: SyncML SyncHdr VerDTD VerProto SessionID MsgID Target LocURI Source LocURI Meta SyncBody Alert CmdID Data Final
// syncml:metinf: MaxMsgSize MaxObjSize
