/** A document named on the command line: as it stands, and as the values it holds. */
import { DecodeError, type DmDocument, decodeDocument } from "@oma-dm/codec";
import { decodeMessage } from "@oma-dm/codec/syncml";
import { decodeTnds } from "@oma-dm/codec/tnds";

/** What a document is, by its root. */
export type DocumentKind = "syncml" | "tnds" | "devinf" | "metinf";

export interface ReadDocument {
  readonly kind: DocumentKind;
  readonly document: DmDocument;
  /** What a receiver makes of it: a message or a tree; of DevInf and MetInf the elements. */
  readonly value: unknown;
  /** Why a receiver would refuse it; then there is no value. */
  readonly refusal?: DecodeError;
}

const KINDS: Readonly<Record<string, DocumentKind>> = {
  SyncML: "syncml",
  MgmtTree: "tnds",
  DevInf: "devinf",
  MetInf: "metinf",
};

/** Forms that name a root; a document asked for as one of them must be one, and one that a receiver takes. */
const ROOT_OF: Readonly<Record<string, DocumentKind>> = { syncml: "syncml", tnds: "tnds", ddf: "tnds" };

/** Reads bytes as that form; `auto` and `bootstrap` go by the root element. Throws `DecodeError`. */
export function readDocument(bytes: Uint8Array, as: string): ReadDocument {
  const document = decodeDocument(bytes);
  const kind = KINDS[document.type.root]!;
  const wanted = ROOT_OF[as];
  if (wanted === undefined) return { kind, document, ...readValue(kind, document, bytes) };
  // TNDS may stand in a SyncML of its own (tree §9.4); the value then says more than the root.
  const read = readValue(wanted, document, bytes);
  if (read.refusal !== undefined) throw read.refusal;
  return { kind: wanted, document, ...read };
}

function readValue(
  kind: DocumentKind,
  { root }: DmDocument,
  bytes: Uint8Array,
): { readonly value: unknown; readonly refusal?: DecodeError } {
  try {
    if (kind === "syncml") return { value: decodeMessage(bytes).message };
    return { value: kind === "tnds" ? decodeTnds(bytes) : root };
  } catch (error) {
    if (error instanceof DecodeError) return { value: undefined, refusal: error };
    throw error;
  }
}
