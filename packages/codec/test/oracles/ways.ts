/** The codec's document layer as the suites use it: bytes in, bytes or a refusal out. */
import { DecodeError } from "@oma-dm/codec";
import { type DmDocument, decodeDocument, encodeDocument } from "@oma-dm/codec/document";
import type { Encoding } from "@oma-dm/codec/syncml";

export function decode(bytes: Uint8Array | string): DmDocument | DecodeError {
  try {
    return decodeDocument(bytes);
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
}

/** From one representation to another; the codec must be able to write whatever it has read. */
export function convert(bytes: Uint8Array | string, to: Encoding): Uint8Array | DecodeError {
  const document = decode(bytes);
  return document instanceof DecodeError ? document : encodeDocument(document, to);
}
