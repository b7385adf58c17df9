/**
 * WBXML as events, in and out, with the code pages and document types of Device Management. For what builds on it, see
 * the modules `document` and `syncml`. Clause: WBXML 1.3 §5; protocol §4.
 */
export type { Attributes, EventSink, EventWriter, Locator, Tag } from "../events.ts";
export {
  CODE_PAGES,
  type CodePage,
  DEVINF,
  DEVINF_BEFORE_1_2,
  DM_TAGS,
  DMDDF,
  METINF,
  pageOfNamespace,
  SYNCML,
  type TagTable,
  tagTable,
} from "./code-pages.ts";
export {
  DEVINF_1_0,
  DEVINF_1_1,
  DEVINF_1_2,
  DMDDF_1_2,
  DOCUMENT_TYPES,
  type DocumentType,
  METINF_1_2,
  SYNCML_1_0,
  SYNCML_1_1,
  SYNCML_1_2,
} from "./document-types.ts";
export { type ReadWbxmlOptions, readWbxml, type WbxmlHeader, WbxmlReader } from "./reader.ts";
export { WbxmlWriter } from "./writer.ts";
