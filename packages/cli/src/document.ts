/** A document of either kind, by its root element. */
import { DecodeError } from "@oma-dm/codec";
import { decodeMessage, detectEncoding, type Encoding, type Message } from "@oma-dm/codec/syncml";
import { decodeTnds, type MgmtTree } from "@oma-dm/codec/tnds";

export type Decoded =
  | { readonly kind: "syncml"; readonly encoding: Encoding; readonly document: Message }
  | { readonly kind: "tnds"; readonly encoding: Encoding; readonly document: MgmtTree };

/** Bytes to a document of that form; `auto` goes by the root element. Throws `DecodeError`. */
export function decodeDocument(bytes: Uint8Array, as: string): Decoded {
  const encoding = detectEncoding(bytes) ?? "xml";
  const tnds = (): Decoded => ({ kind: "tnds", encoding, document: decodeTnds(bytes) });
  if (as === "tnds" || as === "ddf") return tnds();
  try {
    return { kind: "syncml", encoding, document: decodeMessage(bytes).message };
  } catch (error) {
    if (as !== "auto" || !isOtherRoot(error)) throw error;
  }
  try {
    return tnds();
  } catch (error) {
    if (!isOtherRoot(error)) throw error;
    const { code, at, path } = error;
    throw new DecodeError(code, at, path, "the root is neither SyncML nor MgmtTree");
  }
}

function isOtherRoot(error: unknown): error is DecodeError {
  return error instanceof DecodeError && error.code === "unexpected-element" && error.path.length === 0;
}
