/** Any bytes are a provisioning document or a DecodeError; what was read is written, and read again as the same. */
import { strict as assert } from "node:assert";
import { decodeProvisioning, encodeProvisioning, PROVISIONING_LIMITS } from "@oma-dm/codec/cp";
import { decoded } from "./laws/refusal.mjs";

const FULL =
  "030b6a00c54503312e310001c65501871106034e415031000187070603496f540001871006ab0187080603696f742e6578616d706c6500018709068901c65a01870c069a01870d0603750001870e06037000010101c600015501873600000603773700018700013800000603636f6d2e6d676d747372762e6d616e6167650001870706034f70730001872206034e4150310001870503494e49540001c60001560187340000060368747470733a2f2f646d2e6578616d706c652e636f6d2f646d0001c65301872306033834343300010101c600015701873000000600018d01873300000600019301873100000603646576343200018700013200000603636c73656372657400018700012f00000603626d3975593255784d6a4d30000101c600015701873000000603434c49454e5400018700013300000600019301873100000603636f6d2e6d676d747372762e6d616e6167650001870001320000060373727673656372657400018700012f000006034d54497a4e413d3d0001010101";
const STICKY =
  "030b6a00c54503312e310001c600015501873606037737000187380603636f6d2e6d676d747372762e6d616e6167650001870706034f70730001c656018734060368747470733a2f2f646d2e6578616d706c652e636f6d2f646d000101c657018730068d01873306919301873106036465763432000187320603636c7365637265740001010101";
const TABLE = "030b6a0461626300c54503312e310001c655018711068300028301c3026869020041010101";
const XML =
  '<wap-provisioningdoc version="1.1"><x/><characteristic type="APPLICATION"><parm name="APPID" value="w7"/><parm name="INIT"/></characteristic></wap-provisioningdoc>';

export const seeds = [FULL, STICKY, TABLE].map((hex) => new Uint8Array(Buffer.from(hex, "hex")));
seeds.push(new Uint8Array(Buffer.from(XML)));

function count({ parms, characteristics }) {
  return characteristics.reduce((sum, each) => sum + count(each), parms.length);
}

export function fuzz(data) {
  const document = decoded(decodeProvisioning, data);
  if (document === undefined) return;
  assert(count({ parms: [], ...document }) <= PROVISIONING_LIMITS.maxParms);
  // What an ENTITY or a string table may hold, and a string of its own cannot.
  if (JSON.stringify(document).includes("\\u0000")) return;
  const written = encodeProvisioning(document);
  // References to one string can stand for more than fits a document.
  if (written.length > PROVISIONING_LIMITS.maxBytes) return;
  assert.deepEqual(decodeProvisioning(written), document);
}
