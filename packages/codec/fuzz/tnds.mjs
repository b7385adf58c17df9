/** Any bytes are a TNDS object or a DecodeError; what was read can be written and read again. */
import { deepStrictEqual } from "node:assert";
import { DecodeError } from "@oma-dm/codec";
import { decodeTnds, encodeTnds } from "@oma-dm/codec/tnds";

const tree = {
  verDtd: "1.2",
  nodes: [
    {
      nodeName: "Lamp",
      rtProperties: { acl: "Get=*", format: "node", type: { ddfName: "urn:x" } },
      dfProperties: { accessType: ["Get"], occurrence: { kind: "OneOrN", max: 3 }, scope: "Dynamic" },
      nodes: [
        { nodeName: "On", rtProperties: { format: "bin", type: { mime: ["text/plain"] } }, value: Uint8Array.of(0, 1) },
      ],
    },
  ],
};
export const seeds = [encodeTnds(tree, "wbxml"), encodeTnds(tree, "xml")];

export function fuzz(data) {
  let read;
  try {
    read = decodeTnds(data);
  } catch (error) {
    if (error instanceof DecodeError) return;
    throw error;
  }
  deepStrictEqual(decodeTnds(encodeTnds(read, "wbxml")), read);
}
