/**
 * TNDS objects and DDF documents: one grammar serves both.
 *
 * Clause: DMTND 1.2 §9 (DDF), DMTNDS 1.2 §5; DTD dm_ddf-v1_2.
 */
import type { DocumentElement } from "../document/element.ts";

/** The eleven formats of a node (tree §4.2). */
export const NODE_FORMATS = [
  "b64",
  "bin",
  "bool",
  "chr",
  "date",
  "float",
  "int",
  "node",
  "null",
  "time",
  "xml",
] as const;
export type NodeFormat = (typeof NODE_FORMATS)[number];

export interface MgmtTree {
  readonly verDtd: string;
  readonly man?: string;
  readonly mod?: string;
  readonly nodes: readonly TndsNode[];
  readonly extensions?: Extensions;
}

/** Elements of vendors that the grammar does not know, kept as they stand; written behind the known ones. */
export type Extensions = readonly DocumentElement[];

export interface TndsNode {
  /** Empty: the name comes from the command's Target, or (DDF) is given at creation. */
  readonly nodeName: string;
  readonly path?: string;
  readonly rtProperties?: RTProperties;
  readonly dfProperties?: DFProperties;
  readonly nodes?: readonly TndsNode[];
  /** Bytes when it arrived as OPAQUE. */
  readonly value?: string | Uint8Array;
  readonly extensions?: Extensions;
}

export interface RTProperties {
  readonly acl?: string;
  readonly format?: NodeFormat;
  readonly name?: string;
  readonly size?: string;
  readonly title?: string;
  readonly tStamp?: string;
  readonly type?: TypeProperty;
  readonly verNo?: string;
  readonly extensions?: Extensions;
}

/** MIME types of a leaf or the management object identifier of an interior node. Both absent: an empty Type. */
export interface TypeProperty {
  readonly mime?: readonly string[];
  readonly ddfName?: string;
}

export const ACCESS_TYPES = ["Add", "Copy", "Delete", "Exec", "Get", "Replace"] as const;
export type AccessType = (typeof ACCESS_TYPES)[number];

export interface DFProperties {
  readonly accessType?: readonly AccessType[];
  readonly defaultValue?: string;
  readonly description?: string;
  readonly dfFormat?: NodeFormat;
  readonly occurrence?: Occurrence;
  readonly scope?: "Permanent" | "Dynamic";
  readonly dfTitle?: string;
  readonly dfType?: TypeProperty;
  readonly caseSense?: "CS" | "CIS";
  readonly extensions?: Extensions;
}

export type Occurrence =
  | { readonly kind: "One" | "ZeroOrOne" | "ZeroOrMore" | "OneOrMore" }
  /** At most `max` instances; some writers leave the number out. */
  | { readonly kind: "ZeroOrN" | "OneOrN"; readonly max?: number };
