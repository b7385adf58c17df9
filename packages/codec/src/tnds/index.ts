/** TNDS objects, standalone or embedded, in XML and WBXML. Clause: DMTNDS 1.2 §5–6. */
import { decodeBase64 } from "../auth/base64.ts";
import { decodeDocumentAs } from "../content-model/decode.ts";
import { emit } from "../content-model/emitter.ts";
import { writePlain } from "../content-model/plain-writer.ts";
import { DecodeError } from "../errors.ts";
import { type DecodeLimits, withDefaults } from "../limits.ts";
import { type Encoding, looksLikeXml } from "../representation.ts";
import type { Data } from "../syncml/message.ts";
import { DMDDF_1_2 } from "../wbxml/document-types.ts";
import { WbxmlWriter } from "../wbxml/writer.ts";
import { XmlWriter } from "../xml/writer.ts";
import type { MgmtTree } from "./model.ts";
import { MGMT_TREE } from "./records.ts";
import { TNDS_PLAIN } from "./shapes.ts";
import { treeInXml } from "./xml-form.ts";

export * from "./model.ts";

/** What the caller of `decodeTnds` may choose. */
export interface DecodeTndsOptions {
  /** Those given override `DEFAULT_LIMITS`, one by one. */
  readonly limits?: Partial<DecodeLimits>;
  /** The Data's Meta Format: `b64` says that text which is not XML is base64. */
  readonly format?: string;
}

/**
 * Reads a TNDS object in any of the forms T1–T6 of tree §9.4. Content decides, not Meta: `<`, a byte order mark or
 * white space begins XML, 0x01–0x03 begins WBXML, base64 text is looked into (tree §9.4#8). Throws `DecodeError`.
 */
export function decodeTnds(data: Data, options: DecodeTndsOptions = {}): MgmtTree {
  if (typeof data === "object" && !(data instanceof Uint8Array)) return data;
  const limits = withDefaults(options.limits);
  let document = data;
  if (typeof data === "string" && (options.format === "b64" || !looksLikeXml(data.charCodeAt(0)))) {
    const bytes = decodeBase64(data);
    if (bytes === undefined) throw notTnds("the text is neither XML nor base64");
    document = bytes;
  }
  const decodeOptions = { limits, fallback: DMDDF_1_2, wrappers: ["SyncML"] };
  return decodeDocumentAs(MGMT_TREE, document, decodeOptions) as MgmtTree;
}

/**
 * A standalone TNDS document: WBXML 1.3 with a textual public identifier (tree §10.1#1), or UTF-8 XML, where
 * bytes are base64 where the Format is bin, and elsewhere where they are no text (tree §9.2#11). Throws `TypeError` when a field the DTD requires is missing.
 */
export function encodeTnds(tree: MgmtTree, encoding: Encoding): Uint8Array {
  if (encoding === "wbxml") {
    const plain = writePlain(TNDS_PLAIN, tree, DMDDF_1_2);
    if (plain !== undefined) return plain;
    const writer = new WbxmlWriter(DMDDF_1_2);
    emit(MGMT_TREE, tree, writer);
    return writer.finish();
  }
  return new TextEncoder().encode(printTnds(tree));
}

/** The XML text of a TNDS document; with `indent` (such as two spaces) one element a line. Throws as `encodeTnds`. */
export function printTnds(tree: MgmtTree, indent = ""): string {
  const writer = new XmlWriter(indent);
  emit(MGMT_TREE, treeInXml(tree), writer);
  return writer.finish();
}

function notTnds(reason: string): DecodeError {
  return new DecodeError("unknown-document", { kind: "offset", offset: 0 }, [], reason);
}
