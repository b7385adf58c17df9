/** What bad input looks like to the caller, and how to make the bounds of a decoder narrower. */
import { DecodeError, decodeMessage, encodeMessage, printPosition } from "@oma-dm/codec";

const message = {
  syncHdr: {
    verDtd: "1.2",
    verProto: "DM/1.2",
    sessionId: "1",
    msgId: "1",
    target: { locUri: "d" },
    source: { locUri: "s" },
  },
  syncBody: { commands: [{ cmd: "Alert", cmdId: "1", data: "1201" }], final: true },
};
const wbxml = encodeMessage(message, "wbxml");

function explain(bytes, limits) {
  try {
    decodeMessage(bytes, { limits });
    console.log("fine");
  } catch (error) {
    // Everything else would be a defect of the codec.
    if (!(error instanceof DecodeError)) throw error;
    console.log(`${error.code} | ${printPosition(error.at)} | ${error.path.join("/")} | ${error.reason}`);
  }
}

explain(wbxml);
explain(wbxml.subarray(0, 30));
explain(new TextEncoder().encode("<SyncML>\n  <SyncHdr></SyncML>"));
explain(new TextEncoder().encode('<!DOCTYPE SyncML [<!ENTITY a "b">]><SyncML/>'));
explain(wbxml, { maxBytes: 64 });
explain(wbxml, { maxDepth: 3 });

// Prints:
// fine
// truncated | byte 30 | SyncML/SyncHdr/MsgID | the document ends with 3 open elements
// not-well-formed | line 2, column 21 | SyncML/SyncHdr | unexpected close tag
// doctype-refused | line 1, column 36 |  | the DOCTYPE declares something; declarations are not read
// limit | byte 0 |  | the document has more than 64 bytes
// limit | byte 35 | SyncML/SyncHdr/Target | elements are nested deeper than 3
