/** A document to the value of its root element, whichever way it is written. */
import { DecodeError } from "../errors.ts";
import type { DecodeLimits } from "../limits.ts";
import { looksLikeWbxml, looksLikeXml } from "../representation.ts";
import type { DocumentType } from "../wbxml/document-types.ts";
import { WbxmlReader } from "../wbxml/reader.ts";
import { readXml } from "../xml/reader.ts";
import { Binder } from "./binder.ts";
import type { ElementModel } from "./model.ts";
import { readPlain } from "./plain-reader.ts";

export interface DecodeOptions {
  readonly limits: DecodeLimits;
  /** What WBXML with an unknown public id is taken for. */
  readonly fallback?: DocumentType;
  /** Root elements to look through. */
  readonly wrappers?: readonly string[];
}

/** Decodes bytes, or XML text, by their beginning. Throws `DecodeError`. */
export function decodeDocumentAs(model: ElementModel, document: Uint8Array | string, options: DecodeOptions): unknown {
  const first = typeof document === "string" ? document.charCodeAt(0) : document[0];
  if (typeof document !== "string" && looksLikeWbxml(first)) return decodeWbxmlAs(model, document, options);
  if (!looksLikeXml(first)) throw neither(document.length === 0);
  const binder = new Binder(model, options.wrappers);
  readXml(document, binder, options.limits);
  return binder.finish();
}

/** What begins like no document. */
export function neither(isEmpty: boolean): DecodeError {
  const reason = isEmpty ? "the document is empty" : "the document is neither XML nor WBXML";
  return new DecodeError(isEmpty ? "truncated" : "unknown-document", { kind: "offset", offset: 0 }, [], reason);
}

function decodeWbxmlAs(model: ElementModel, bytes: Uint8Array, options: DecodeOptions): unknown {
  const reader = new WbxmlReader(bytes, options);
  const plain = readPlain(reader, model, options.limits);
  if (plain !== undefined) return plain;
  const binder = new Binder(model, options.wrappers);
  reader.read(binder);
  return binder.finish();
}
