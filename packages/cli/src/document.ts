/** A document named on the command line: as it stands, and as the values it holds. */
import {
  DecodeError,
  type DmDocument,
  type DocumentElement,
  decodeDocument,
  isElement,
  localName,
} from "@oma-dm/codec";
import { decodeMessage } from "@oma-dm/codec/syncml";
import { decodeTnds } from "@oma-dm/codec/tnds";
import { fitsXml } from "@oma-dm/codec/xml";

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

/** What people should know of a document that has been shown or written, a line each. */
export function warnings({ document, refusal }: ReadDocument): readonly string[] {
  const lost = document.encoding === "wbxml" ? countLost(document.root) : 0;
  return [
    ...(lost === 0 ? [] : [`${lost} characters that XML cannot hold stand as U+FFFD`]),
    // Whoever looks into a bad message wants to see it all the same, and a lab may want just such a document.
    ...(refusal === undefined ? [] : [`a strict receiver refuses this document: ${refusal.message}`]),
  ].map((warning) => `warning: ${warning}`);
}

/** Characters that become U+FFFD in XML. Data is no matter: there they travel as base64. */
function countLost(element: DocumentElement): number {
  if (localName(element) === "Data" && !element.children.some(isElement)) return 0;
  return element.children.reduce((sum, child) => {
    if (isElement(child)) return sum + countLost(child);
    return typeof child === "string" && !fitsXml(child) ? sum + [...child].filter((one) => !fitsXml(one)).length : sum;
  }, 0);
}
