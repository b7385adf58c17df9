/** SyncML messages: bytes to values and back. Clause: DMREPU 1.2 §5–6. */
import { decodeDocumentAs } from "../content-model/decode.ts";
import { emit } from "../content-model/emitter.ts";
import { writePlain } from "../content-model/plain-writer.ts";
import { type DecodeLimits, withDefaults } from "../limits.ts";
import { looksLikeWbxml } from "../representation.ts";
import { SYNCML_1_2 } from "../wbxml/document-types.ts";
import { WbxmlWriter } from "../wbxml/writer.ts";
import { XmlWriter } from "../xml/writer.ts";
import type { Encoding, Message } from "./message.ts";
import { SYNCML_MESSAGE } from "./records.ts";
import { SYNCML_PLAIN } from "./shapes.ts";
import { inXmlForm } from "./xml-form.ts";

export { detectEncoding } from "../representation.ts";
export { dataText } from "./data-text.ts";
export * from "./message.ts";
export { dataBytes, effectiveMeta, META_DEFAULTS } from "./meta.ts";

/** Media types of messages and of TNDS objects (protocol §2.3). Clause: DMREPU 1.2 §5.4 (MIME usage). */
export const MEDIA_TYPES = {
  syncml: { xml: "application/vnd.syncml.dm+xml", wbxml: "application/vnd.syncml.dm+wbxml" },
  tnds: { xml: "application/vnd.syncml.dmtnds+xml", wbxml: "application/vnd.syncml.dmtnds+wbxml" },
} as const;

/** A message and how it came. */
export interface DecodedMessage {
  /** The message as a value. */
  readonly message: Message;
  /** The encoding it was in, and so the one to answer in. */
  readonly encoding: Encoding;
}

/** What the caller of `decodeMessage` may choose. */
export interface DecodeMessageOptions {
  /** Those given override `DEFAULT_LIMITS`, one by one. */
  readonly limits?: Partial<DecodeLimits>;
}

/**
 * Reads one message, XML or WBXML by its first byte. Order-independent and forgiving where peers are known to be
 * sloppy (protocol §3.5); throws `DecodeError` with code, place and path otherwise.
 */
export function decodeMessage(bytes: Uint8Array, options: DecodeMessageOptions = {}): DecodedMessage {
  const message = decodeDocumentAs(SYNCML_MESSAGE, bytes, { limits: withDefaults(options.limits) });
  return { message: message as Message, encoding: looksLikeWbxml(bytes[0]) ? "wbxml" : "xml" };
}

/** What the caller of `encodeMessage` may choose. */
export interface EncodeMessageOptions {
  /** How XML writes the Data of an Item: as it is shortest to read, or always in CDATA (protocol §14#7). */
  readonly itemData?: "shortest" | "cdata";
  /**
   * Gives the array that a WBXML message of known elements is put in, of `length` bytes: for whoever writes many, since
   * a new array for each, and letting it go, takes a tenth of the time. A new one when not given.
   */
  readonly allocate?: (length: number) => Uint8Array;
}

/**
 * Writes one message: DTD order, WBXML 1.3 or UTF-8 XML. Bytes, and Data that XML cannot hold, travel in XML as base64
 * with Meta Format `b64`; bytes under that Format are base64 already and become text (protocol §3.4). Throws `TypeError` when a field the DTD requires is missing.
 */
export function encodeMessage(message: Message, encoding: Encoding, options: EncodeMessageOptions = {}): Uint8Array {
  if (encoding === "xml") return new TextEncoder().encode(printMessage(message, "", options));
  const plain = writePlain(SYNCML_PLAIN, message, SYNCML_1_2, options.allocate);
  if (plain !== undefined) return plain;
  const writer = new WbxmlWriter(SYNCML_1_2);
  emit(SYNCML_MESSAGE, message, writer);
  return writer.finish();
}

/** The XML text of a message; with `indent` (such as two spaces) one element a line. Throws as `encodeMessage`. */
export function printMessage(message: Message, indent = "", options: EncodeMessageOptions = {}): string {
  const writer = new XmlWriter(indent, options.itemData);
  emit(SYNCML_MESSAGE, inXmlForm(message), writer);
  return writer.finish();
}
