/**
 * Device descriptions: the DDF shares its grammar, and so its values, with TNDS. Elements of vendors are kept.
 *
 * Clause: DMTND 1.2 §9, DTD dm_ddf-v1_2 (tree §12).
 */
import { decodeDocumentAs } from "../content-model/decode.ts";
import { decodeDocument } from "../document/index.ts";
import { DecodeError } from "../errors.ts";
import { type DecodeLimits, withDefaults } from "../limits.ts";
import type { MgmtTree } from "../tnds/model.ts";
import { MGMT_TREE } from "../tnds/records.ts";
import { DMDDF_1_2 } from "../wbxml/document-types.ts";
import { checkTree } from "./check.ts";
import type { DdfReport } from "./report.ts";

export { encodeTnds as encodeDdf, printTnds as printDdf } from "../tnds/index.ts";
export type * from "../tnds/model.ts";
export { ACCESS_TYPES, NODE_FORMATS } from "../tnds/model.ts";
export { DDF_FINDINGS, type DdfFinding, type DdfFindingCode, type DdfReport } from "./report.ts";

/** What the caller of `decodeDdf` and `checkDdf` may choose. */
export interface DdfOptions {
  /** Those given override `DEFAULT_LIMITS`, one by one. */
  readonly limits?: Partial<DecodeLimits>;
}

/** Reads a DDF document, XML or WBXML by its beginning, whatever its order. Throws `DecodeError`. */
export function decodeDdf(document: Uint8Array | string, options: DdfOptions = {}): MgmtTree {
  const limits = withDefaults(options.limits);
  return decodeDocumentAs(MGMT_TREE, document, { limits, fallback: DMDDF_1_2 }) as MgmtTree;
}

/**
 * Holds a DDF document against its DTD and against what loaders stumble over. Throws `DecodeError` only when there is
 * no document to speak of: not well-formed, over the limits, or with another root.
 */
export function checkDdf(document: Uint8Array | string, options: DdfOptions = {}): DdfReport {
  const { root, type } = decodeDocument(document, { ...options, positions: true });
  if (type.root !== MGMT_TREE.name) {
    const at = root.at ?? { kind: "offset", offset: 0 };
    throw new DecodeError("unexpected-element", at, [], `the root is ${JSON.stringify(root.name)}, not MgmtTree`);
  }
  return checkTree(root);
}
