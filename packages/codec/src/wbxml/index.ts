export { type CodePage, DMDDF, METINF, SYNCML } from "./code-pages.ts";
export { DMDDF_1_2, type DocumentType, SYNCML_1_1, SYNCML_1_2 } from "./document-types.ts";
export { type ReadWbxmlOptions, readWbxml, type WbxmlHeader } from "./reader.ts";
export { WbxmlWriter } from "./writer.ts";
