/** Any bytes are a message or a DecodeError; what was read can be written and read again. */
import { deepStrictEqual } from "node:assert";
import { DecodeError } from "@oma-dm/codec";
import { decodeMessage, encodeMessage } from "@oma-dm/codec/syncml";

const xml =
  '<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>1</SessionID>' +
  "<MsgID>1</MsgID><Target><LocURI>d</LocURI></Target><Source><LocURI>s</LocURI></Source></SyncHdr><SyncBody>" +
  '<Add><CmdID>1</CmdID><Item><Target><LocURI>./a</LocURI></Target><Meta><Format xmlns="syncml:metinf">chr</Format>' +
  "</Meta><Data><![CDATA[<x/>]]>&amp;</Data></Item></Add><Final/></SyncBody></SyncML>";
const bytes = new TextEncoder().encode(xml);
export const seeds = [bytes, encodeMessage(decodeMessage(bytes).message, "wbxml")];

export function fuzz(data) {
  let message;
  try {
    message = decodeMessage(data).message;
  } catch (error) {
    if (error instanceof DecodeError) return;
    throw error;
  }
  // Unknown elements are read so that they can be refused; they are never written.
  if (JSON.stringify(message).includes('"Unknown"')) return;
  const written = encodeMessage(message, "wbxml");
  deepStrictEqual(decodeMessage(written).message, message);
}
