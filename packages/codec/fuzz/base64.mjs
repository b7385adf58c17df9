/** Base64 against the platform's: the same text out of all bytes, the same bytes out of whatever is taken for base64. */
import { strict as assert } from "node:assert";
import { decodeBase64, encodeBase64 } from "@oma-dm/codec";
import { vectors } from "./seeds/vectors.mjs";

export const seeds = [...vectors("base64"), Buffer.from("AAECAwQ="), Buffer.from("/+8 \r\n\t==")];

export function fuzz(data) {
  const written = encodeBase64(data);
  assert.equal(written, Buffer.from(data).toString("base64"));
  assert.deepEqual(Buffer.from(decodeBase64(written)), Buffer.from(data));
  const text = Buffer.from(data).toString("latin1");
  const read = decodeBase64(text);
  const isBase64 = /^[A-Za-z0-9+/]*={0,2}$/.test(text.replace(/[\t\n\r ]/g, ""));
  if (read === undefined) assert(!isBase64 || text.replace(/[\t\n\r =]/g, "").length % 4 === 1);
  else {
    assert(isBase64);
    assert.deepEqual(Buffer.from(read), Buffer.from(text, "base64"));
  }
}
