/** Which documents exist, how their headers name them, and which pages they use. */
import { type CodePage, DMDDF, METINF, SYNCML } from "./code-pages.ts";

export interface DocumentType {
  readonly name: string;
  readonly root: string;
  /** Absent where none was ever assigned: the header then points into its string table. */
  readonly publicId?: number;
  /** Formal public identifiers; the first is the one written. */
  readonly fpi: readonly string[];
  /** Code page by number as it stands in this document. */
  readonly pages: readonly (CodePage | undefined)[];
}

/** protocol §2.1, §4.1. Clause: OMNA WBXML public identifiers. */
export const SYNCML_1_2: DocumentType = {
  name: "SyncML 1.2",
  root: "SyncML",
  publicId: 0x1201,
  fpi: ["-//SYNCML//DTD SyncML 1.2//EN", "-//SYNCML//DTD SYNCML 1.2//EN"],
  pages: [SYNCML, METINF, DMDDF],
};

/** The same tokens; read, never written. */
export const SYNCML_1_1: DocumentType = {
  name: "SyncML 1.1",
  root: "SyncML",
  publicId: 0x0fd3,
  fpi: ["-//SYNCML//DTD SyncML 1.1//EN"],
  pages: [SYNCML, METINF, DMDDF],
};

/** protocol §4.7, tree §10.1: the tokens live in page 2; senders that forget the switch mean the same page. */
export const DMDDF_1_2: DocumentType = {
  name: "DM DDF 1.2",
  root: "MgmtTree",
  fpi: ["-//OMA//DTD-DM-DDF 1.2//EN"],
  pages: [DMDDF, undefined, DMDDF],
};

/** The public id that says nothing: 0x01, "unknown or missing". */
export const UNKNOWN_PUBLIC_ID = 1;

export const DOCUMENT_TYPES: readonly DocumentType[] = [SYNCML_1_2, SYNCML_1_1, DMDDF_1_2];
