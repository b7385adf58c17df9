/** Push PDUs and content types: what is read can be written, and says the same again. */
import { strict as assert } from "node:assert";
import {
  decodeContentType,
  decodePush,
  encodeContentType,
  encodePush,
  parseContentType,
  printContentType,
} from "@oma-dm/codec/wsp";
import { decoded } from "./laws/refusal.mjs";

const push = (contentType) =>
  encodePush({
    transactionId: 1,
    confirmed: false,
    contentType: parseContentType(contentType),
    headers: [
      { name: "X-Wap-Application-Id", value: "x-wap-application:syncml.dm" },
      { name: "Content-Length", value: 300 },
      { name: "Encoding-Version", value: "1.3" },
      { name: "user-agent", value: "x" },
    ],
    data: Uint8Array.of(1, 2, 3),
  });
export const seeds = [
  push("application/vnd.syncml.notification"),
  push("application/vnd.syncml.dm+wbxml; SEC=NETWORKID; MAC=19BAE20D3DD2E8E26BA02627F96E0908A336DE25"),
  push("text/plain"),
  Uint8Array.of(0x1f, 0x03, 0x02, 0x03, 0x14),
  Uint8Array.of(0x04, 0xbf, 0x00, 0x83, 0x31),
];

export function fuzz(data) {
  const alone = decoded(decodeContentType, data);
  if (alone !== undefined) sameAgain(alone);
  const read = decoded(decodePush, data);
  if (read === undefined) return;
  sameAgain(read.contentType);
  // Headers that this codec only passes over have no form to be written in.
  const headers = read.headers.filter(({ name }) => /^(?:X-Wap|Content-L|Date|Push|Enc)/.test(name));
  const bare = { ...read, headers };
  assert.deepEqual(decodePush(encodePush(bare)), { ...bare, data: Uint8Array.from(read.data) });
}

/** But for a media type or a parameter by text that has a number as well. */
function sameAgain({ length: _, ...contentType }) {
  const again = decodeContentType(encodeContentType(contentType));
  assert.equal(printContentType(again)?.toLowerCase(), printContentType(contentType)?.toLowerCase());
}
