/** Any bytes are a TNDS object or a DecodeError; what was read can be written and read again, by every lane. */
import { strict as assert } from "node:assert";
import { decodeTnds, encodeTnds } from "@oma-dm/codec/tnds";
import { DMDDF_1_2 } from "@oma-dm/codec/wbxml";
import { MGMT_TREE } from "../dist/tnds/records.js";
import { TNDS_PLAIN } from "../dist/tnds/shapes.js";
import { inXml } from "./laws/in-xml.mjs";
import { sameWhenRead, sameWhenWritten } from "./laws/lanes.mjs";
import { withoutLayout } from "./laws/layout.mjs";
import { decoded } from "./laws/refusal.mjs";
import { vectors } from "./seeds/vectors.mjs";

export const seeds = vectors("tnds", "ddf");

export function fuzz(data) {
  // As text it may be base64.
  decoded(decodeTnds, Buffer.from(data).toString("latin1"));
  const tree = decoded(decodeTnds, data);
  if (tree === undefined) return;
  if (data[0] <= 3) sameWhenRead(data, MGMT_TREE, tree, { fallback: DMDDF_1_2, wrappers: ["SyncML"] });
  assert.deepEqual(withoutLayout(decodeTnds(encodeTnds(tree, "wbxml"))), withoutLayout(tree));
  sameWhenWritten(tree, MGMT_TREE, TNDS_PLAIN, DMDDF_1_2);
  // Vendors' elements have rules of their own: see the target "ddf".
  if (JSON.stringify(tree).includes('"extensions"')) return;
  assert.deepEqual(decodeTnds(encodeTnds(tree, "xml")), inXml(tree));
}
