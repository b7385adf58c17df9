/** TNDS objects, standalone or embedded, in XML and WBXML. Clause: DMTNDS 1.2 §5–6. */
import { decodeBase64 } from "../auth/base64.ts";
import { Binder } from "../content-model/binder.ts";
import { emit } from "../content-model/emitter.ts";
import { DecodeError } from "../errors.ts";
import { type DecodeLimits, withDefaults } from "../limits.ts";
import type { Data, Encoding } from "../syncml/message.ts";
import { DMDDF_1_2 } from "../wbxml/document-types.ts";
import { readWbxml } from "../wbxml/reader.ts";
import { WbxmlWriter } from "../wbxml/writer.ts";
import { readXml } from "../xml/reader.ts";
import { XmlWriter } from "../xml/writer.ts";
import { MGMT_TREE } from "./content-model.ts";
import type { MgmtTree } from "./model.ts";

export * from "./model.ts";

export interface DecodeTndsOptions {
  readonly limits?: Partial<DecodeLimits>;
  /** The Data's Meta Format: `b64` says that text which is not XML is base64. */
  readonly format?: string;
}

/**
 * Reads a TNDS object in any of the forms T1–T6 of tree §9.4. Content decides, not Meta: `<`, a byte order mark or
 * white space begins XML, 0x01–0x03 begins WBXML, base64 text is looked into. Throws `DecodeError`.
 */
export function decodeTnds(data: Data, options: DecodeTndsOptions = {}): MgmtTree {
  if (typeof data === "object" && !(data instanceof Uint8Array)) return data;
  const limits = withDefaults(options.limits);
  const binder = new Binder(MGMT_TREE, ["SyncML"]);
  if (typeof data === "string") {
    if (options.format !== "b64" && looksLikeXml(data.charCodeAt(0))) readXml(data, binder, limits);
    else {
      const bytes = decodeBase64(data);
      if (bytes === undefined) throw notTnds("the text is neither XML nor base64");
      return decodeTnds(bytes, options.limits === undefined ? {} : { limits: options.limits });
    }
  } else if (data.length > 0 && data[0]! >= 0x01 && data[0]! <= 0x03) {
    readWbxml(data, binder, { limits, fallback: DMDDF_1_2 });
  } else if (looksLikeXml(data[0] ?? 0)) readXml(data, binder, limits);
  else throw notTnds("the bytes are neither XML nor WBXML");
  return binder.finish() as MgmtTree;
}

/** A standalone TNDS document. XML comes as UTF-8. */
export function encodeTnds(tree: MgmtTree, encoding: Encoding): Uint8Array {
  if (encoding === "wbxml") {
    const writer = new WbxmlWriter(DMDDF_1_2);
    emit(MGMT_TREE, tree, writer);
    return writer.finish();
  }
  return new TextEncoder().encode(printTnds(tree));
}

/** The XML text of a TNDS document; with `indent` one element a line. */
export function printTnds(tree: MgmtTree, indent = ""): string {
  const writer = new XmlWriter(indent);
  emit(MGMT_TREE, tree, writer);
  return writer.finish();
}

/** `<`, white space, or the first unit of a byte order mark (as UTF-8 bytes or as text). */
function looksLikeXml(first: number): boolean {
  return [0x3c, 0x09, 0x0a, 0x0d, 0x20, 0xef, 0xfe, 0xff, 0xfeff].includes(first);
}

function notTnds(reason: string): DecodeError {
  return new DecodeError("unknown-document", { kind: "offset", offset: 0 }, [], reason);
}
