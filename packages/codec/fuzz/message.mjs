/** Any bytes are a message or a DecodeError; what was read can be written and read again, by every lane. */
import { strict as assert } from "node:assert";
import { decodeMessage, encodeMessage, printMessage } from "@oma-dm/codec/syncml";
import { SYNCML_1_2 } from "@oma-dm/codec/wbxml";
import { SYNCML_MESSAGE } from "../dist/syncml/records.js";
import { SYNCML_PLAIN } from "../dist/syncml/shapes.js";
import { inXml } from "./laws/in-xml.mjs";
import { sameWhenRead, sameWhenWritten } from "./laws/lanes.mjs";
import { withoutLayout } from "./laws/layout.mjs";
import { decoded } from "./laws/refusal.mjs";
import { vectors } from "./seeds/vectors.mjs";

export const seeds = vectors("message", "embedded");

export function fuzz(data) {
  const read = decoded(decodeMessage, data);
  if (read === undefined) return;
  const { message, encoding } = read;
  if (encoding === "wbxml") sameWhenRead(data, SYNCML_MESSAGE, message);
  // Unknown elements are read so that they can be refused; they are never written.
  if (JSON.stringify(message).includes('"cmd":"Unknown"')) return;
  assert.deepEqual(withoutLayout(decodeMessage(encodeMessage(message, "wbxml")).message), withoutLayout(message));
  sameWhenWritten(message, SYNCML_MESSAGE, SYNCML_PLAIN, SYNCML_1_2);
  // Vendors' elements have rules of their own: see the target "document".
  if (JSON.stringify(message).includes('"extensions"')) return;
  assert.deepEqual(decodeMessage(encodeMessage(message, "xml")).message, inXml(message));
  assert.deepEqual(decodeMessage(Buffer.from(printMessage(message, "\t"))).message, inXml(message));
}
