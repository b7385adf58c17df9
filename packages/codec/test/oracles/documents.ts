/** The collection's XML documents by kind, fragments wrapped so that each is a document of its own. */
import { type CorpusFile, corpusFiles } from "./corpus.ts";
import { parseInfoset } from "./infoset.ts";

export interface XmlDocument {
  readonly file: CorpusFile;
  readonly kind: string;
  readonly xml: string;
  /** What the codec is given: the file as it is, or the text around a fragment. */
  readonly source: Uint8Array | string;
}

export const MESSAGE_KINDS = ["syncml-dm/full", "syncml-ds/full"] as const;
export const XML_KINDS = [
  "syncml-dm/full",
  "syncml-dm/nohdr",
  "syncml-dm/fragment",
  "syncml-ds/full",
  "syncml-ds/nohdr",
  "syncml-ds/fragment",
  "tnds",
  "tnds-other",
  "ddf",
] as const;

/** Every file of these kinds that is well-formed XML; the others are the business of the refusals. */
export function xmlDocuments(kinds: readonly string[]): readonly XmlDocument[] {
  return kinds.flatMap((kind) =>
    corpusFiles(kind, (path) => path.endsWith(".xml"))
      .map((file) => {
        const text = new TextDecoder().decode(file.bytes);
        const xml = kind.endsWith("/fragment") ? wrapped(text) : text;
        return { file, kind, xml, source: xml === text ? file.bytes : xml };
      })
      .filter(({ xml }) => isWellFormed(xml)),
  );
}

export function isWellFormed(xml: string): boolean {
  try {
    parseInfoset(xml);
    return true;
  } catch {
    return false;
  }
}

/** What may stand before a document and not inside one. */
export const PROLOG = /^\s*(?:<\?xml[^>]*\?>)?\s*(?:<!DOCTYPE[^>]*>)?/;

/** A fragment is a command or several, parts of a command, a header or a body. */
function wrapped(text: string): string {
  const bare = text.replace(PROLOG, "");
  const [, first] = /<([A-Za-z]+)/.exec(bare.replace(/<!--.*?-->/gs, "")) ?? [];
  if (first === "SyncML") return bare;
  const inside = first === "SyncHdr" || first === "SyncBody" ? bare : `<SyncBody>${bare}</SyncBody>`;
  return `<SyncML xmlns="SYNCML:SYNCML1.2">${inside}</SyncML>`;
}
