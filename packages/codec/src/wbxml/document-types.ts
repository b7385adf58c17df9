/** Which documents exist, how their headers name them, and which pages they use. */
import { type CodePage, DEVINF, DEVINF_BEFORE_1_2, DMDDF, METINF, SYNCML } from "./code-pages.ts";

export interface DocumentType {
  readonly name: string;
  readonly root: string;
  /** Absent where none was ever assigned: the header then points into its string table. */
  readonly publicId?: number;
  /** Formal public identifiers; the first is the one written. */
  readonly fpi: readonly string[];
  /** Namespace of the root element. */
  readonly xmlns: string;
  /** Code page by its number on the wire; a page that stands twice is written under its last number. */
  readonly pages: readonly (CodePage | undefined)[];
}

const SYNCML_PAGES = [SYNCML, METINF, DMDDF];

/** protocol §2.1, §4.1. Clause: OMNA WBXML public identifiers. */
export const SYNCML_1_2: DocumentType = {
  name: "SyncML 1.2",
  root: "SyncML",
  publicId: 0x1201,
  fpi: ["-//SYNCML//DTD SyncML 1.2//EN", "-//SYNCML//DTD SYNCML 1.2//EN"],
  xmlns: "SYNCML:SYNCML1.2",
  pages: SYNCML_PAGES,
};

/** The same tokens under older names. */
export const SYNCML_1_1: DocumentType = {
  name: "SyncML 1.1",
  root: "SyncML",
  publicId: 0x0fd3,
  fpi: ["-//SYNCML//DTD SyncML 1.1//EN", "-//SYNCML//DTD SYNCML 1.1//EN"],
  xmlns: "SYNCML:SYNCML1.1",
  pages: SYNCML_PAGES,
};

export const SYNCML_1_0: DocumentType = {
  name: "SyncML 1.0",
  root: "SyncML",
  publicId: 0x0fd1,
  fpi: ["-//SYNCML//DTD SyncML 1.0//EN", "-//SYNCML//DTD SYNCML 1.0//EN"],
  xmlns: "SYNCML:SYNCML1.0",
  pages: SYNCML_PAGES,
};

/** Device information of Data Synchronisation, mostly nested in the Data of a Put or Results. */
export const DEVINF_1_2: DocumentType = {
  name: "DevInf 1.2",
  root: "DevInf",
  publicId: 0x1203,
  fpi: ["-//OMA//DTD SYNCML-DEVINF 1.2//EN", "-//SYNCML//DTD DevInf 1.2//EN"],
  xmlns: "syncml:devinf",
  pages: [DEVINF, METINF],
};

export const DEVINF_1_1: DocumentType = {
  name: "DevInf 1.1",
  root: "DevInf",
  publicId: 0x0fd4,
  fpi: ["-//SYNCML//DTD DevInf 1.1//EN"],
  xmlns: "syncml:devinf",
  pages: [DEVINF_BEFORE_1_2, METINF],
};

export const DEVINF_1_0: DocumentType = {
  name: "DevInf 1.0",
  root: "DevInf",
  publicId: 0x0fd2,
  fpi: ["-//SYNCML//DTD DevInf 1.0//EN"],
  xmlns: "syncml:devinf",
  pages: [DEVINF_BEFORE_1_2, METINF],
};

/** protocol §2.2: a MetInf of its own; its tokens live in page 1 as they do inside a message. */
export const METINF_1_2: DocumentType = {
  name: "MetInf 1.2",
  root: "MetInf",
  publicId: 0x1202,
  fpi: [
    "-//OMA//DTD SYNCML-METINF 1.2//EN",
    "-//SYNCML//DTD MetInf 1.2//EN",
    "-//SYNCML//DTD MetInf 1.1//EN",
    "-//SYNCML//DTD MetInf 1.0//EN",
  ],
  xmlns: "syncml:metinf",
  pages: [METINF, METINF],
};

/** protocol §4.7, tree §10.1: the tokens live in page 2; senders that forget the switch mean the same page. */
export const DMDDF_1_2: DocumentType = {
  name: "DM DDF 1.2",
  root: "MgmtTree",
  fpi: ["-//OMA//DTD-DM-DDF 1.2//EN", "-//OMA//DTD-DM-DDF 1.3//EN"],
  xmlns: "syncml:dmddf1.2",
  pages: [DMDDF, undefined, DMDDF],
};

/** The public id that says nothing: 0x01, "unknown or missing". */
export const UNKNOWN_PUBLIC_ID = 1;

/** Of types with the same root, the one without a version in its namespace that is written comes first. */
export const DOCUMENT_TYPES: readonly DocumentType[] = [
  SYNCML_1_2,
  SYNCML_1_1,
  SYNCML_1_0,
  DMDDF_1_2,
  DEVINF_1_2,
  DEVINF_1_1,
  DEVINF_1_0,
  METINF_1_2,
];

/** The number a vocabulary has on the wire in documents of this type; undefined when they cannot hold it. */
export function wirePages({ pages }: DocumentType): readonly (number | undefined)[] {
  const numbers: (number | undefined)[] = [];
  pages.forEach((page, number) => {
    if (page !== undefined) numbers[page.vocabulary] = number;
  });
  return numbers;
}
