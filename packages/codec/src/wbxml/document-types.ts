/** Which documents exist, how their headers name them, and which pages they use. */
import { type CodePage, DEVINF, DEVINF_BEFORE_1_2, DMDDF, METINF, SYNCML } from "./code-pages.ts";

/** A kind of document: how its header names it, and which pages its tokens are from (protocol §4.1). */
export interface DocumentType {
  /** Such as `SyncML 1.2`; the last three characters are the version. */
  readonly name: string;
  /** Name of the root element. */
  readonly root: string;
  /** Public identifier of the header. Absent where none was assigned: the header then points into its string table. */
  readonly publicId?: number;
  /** Formal public identifiers; the first is the one written. */
  readonly fpi: readonly string[];
  /** Namespace of the root element. */
  readonly xmlns: string;
  /** Code page by its number on the wire; a page that stands twice is written under its last number. */
  readonly pages: readonly (CodePage | undefined)[];
}

const SYNCML_PAGES = [SYNCML, METINF, DMDDF];

/** The messages of Device Management (protocol §2.1#2, §4.1#5). Clause: OMNA WBXML public identifiers. */
export const SYNCML_1_2: DocumentType = {
  name: "SyncML 1.2",
  root: "SyncML",
  publicId: 0x1201,
  fpi: ["-//SYNCML//DTD SyncML 1.2//EN", "-//SYNCML//DTD SYNCML 1.2//EN"],
  xmlns: "SYNCML:SYNCML1.2",
  pages: SYNCML_PAGES,
};

/** Messages of version 1.1: the same tokens under older names (protocol §2.1#1). */
export const SYNCML_1_1: DocumentType = {
  name: "SyncML 1.1",
  root: "SyncML",
  publicId: 0x0fd3,
  fpi: ["-//SYNCML//DTD SyncML 1.1//EN", "-//SYNCML//DTD SYNCML 1.1//EN"],
  xmlns: "SYNCML:SYNCML1.1",
  pages: SYNCML_PAGES,
};

/** Messages of version 1.0, with the same tokens too (protocol §4.1#5). */
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

/** Device information of version 1.1, whose MaxSize is called Size (protocol §4.1#5). */
export const DEVINF_1_1: DocumentType = {
  name: "DevInf 1.1",
  root: "DevInf",
  publicId: 0x0fd4,
  fpi: ["-//SYNCML//DTD DevInf 1.1//EN"],
  xmlns: "syncml:devinf",
  pages: [DEVINF_BEFORE_1_2, METINF],
};

/** Device information of version 1.0, whose MaxSize is called Size too (protocol §4.1#5). */
export const DEVINF_1_0: DocumentType = {
  name: "DevInf 1.0",
  root: "DevInf",
  publicId: 0x0fd2,
  fpi: ["-//SYNCML//DTD DevInf 1.0//EN"],
  xmlns: "syncml:devinf",
  pages: [DEVINF_BEFORE_1_2, METINF],
};

/** A MetInf of its own; its tokens live in page 1 as they do inside a message (protocol §2.2#6, §4.1#5). */
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

/**
 * TNDS objects and DDF documents. Their tokens live in page 2; senders that forget the switch mean the same page
 * (protocol §4.7, tree §10.1).
 */
export const DMDDF_1_2: DocumentType = {
  name: "DM DDF 1.2",
  root: "MgmtTree",
  fpi: ["-//OMA//DTD-DM-DDF 1.2//EN", "-//OMA//DTD-DM-DDF 1.3//EN"],
  xmlns: "syncml:dmddf1.2",
  pages: [DMDDF, undefined, DMDDF],
};

/** The public id that says nothing: 0x01, "unknown or missing". */
export const UNKNOWN_PUBLIC_ID = 1;

/**
 * Every type this codec knows. Of types with the same root, the one without a version in its namespace that is written
 * comes first.
 */
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
