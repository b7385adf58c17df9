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
/** One of `NODE_FORMATS`. */
export type NodeFormat = (typeof NODE_FORMATS)[number];

/** A TNDS object or a DDF document. Clause: DMTNDS 1.2 §6; tree §9.1#7, §12.1#1. */
export interface MgmtTree {
  /** Version of the DTD: `1.2`, or `1.3` where that was taken for the number (tree §9.1#6). */
  readonly verDtd: string;
  /** Manufacturer of the device. */
  readonly man?: string;
  /** Model of the device. */
  readonly mod?: string;
  /** The nodes at the top, at least one. */
  readonly nodes: readonly TndsNode[];
  /** What vendors added to it. */
  readonly extensions?: Extensions;
}

/** Elements of vendors that the grammar does not know, kept as they stand; written behind the known ones. */
export type Extensions = readonly DocumentElement[];

/** A node: an interior one with nodes below it, or a leaf with a value. Clause: tree §9.2, §12.1. */
export interface TndsNode {
  /** Empty: the name comes from the command's Target, or (DDF) is given at creation (tree §9.2#7, §12.1#2). */
  readonly nodeName: string;
  /** The place above the node, relative to the command's Target (tree §9.2#8). */
  readonly path?: string;
  /** What the node is: TNDS. */
  readonly rtProperties?: RTProperties;
  /** What such a node may be: DDF. */
  readonly dfProperties?: DFProperties;
  /** The nodes below. */
  readonly nodes?: readonly TndsNode[];
  /**
   * Of a leaf, never trimmed (tree §9.2#12). Bytes when it arrived as OPAQUE; with Format `bin` or `b64`, text is
   * base64 (tree §9.2#11).
   */
  readonly value?: string | Uint8Array;
  /** What vendors added to it. */
  readonly extensions?: Extensions;
}

/** Properties of a node at run time. Clause: DMTND 1.2 §7.2–§7.7; tree §4.1. */
export interface RTProperties {
  /** Who may do what: `Get=*&Replace=srv1` (tree §5.1). */
  readonly acl?: string;
  /** Absent: to be inferred (tree §9.2#10). */
  readonly format?: NodeFormat;
  /** The node's name. */
  readonly name?: string;
  /** Bytes of the value, decimal text. */
  readonly size?: string;
  /** A name to show, at most 255 bytes of UTF-8. */
  readonly title?: string;
  /** Last change, in UTC: `20010711T163817Z`. */
  readonly tStamp?: string;
  /** What the value is, or which management object begins here. */
  readonly type?: TypeProperty;
  /** Counts changes: 0 to 65535, decimal text. */
  readonly verNo?: string;
  /** What vendors added to it. */
  readonly extensions?: Extensions;
}

/**
 * MIME types of a leaf or the management object identifier of an interior node. Both absent: an empty Type.
 * Clause: DMTND 1.2 §7.7.7; tree §4.3.
 */
export interface TypeProperty {
  /** One in TNDS; in a DDF, all that are allowed. */
  readonly mime?: readonly string[];
  /** Such as `urn:oma:mo:oma-dm-dmacc:1.1`. */
  readonly ddfName?: string;
}

/** The commands a description can allow on a node (tree §12.1#1). */
export const ACCESS_TYPES = ["Add", "Copy", "Delete", "Exec", "Get", "Replace"] as const;
/** One of `ACCESS_TYPES`. */
export type AccessType = (typeof ACCESS_TYPES)[number];

/** The description of a node. Clause: DMTND 1.2 §9.4; tree §12.1. */
export interface DFProperties {
  /** Commands the node allows. */
  readonly accessType?: readonly AccessType[];
  /** What the node holds when it leaves the factory. */
  readonly defaultValue?: string | Uint8Array;
  /** Prose about the node. */
  readonly description?: string;
  /** Format of its value. */
  readonly dfFormat?: NodeFormat;
  /** How many such nodes there may be. */
  readonly occurrence?: Occurrence;
  /** Whether the node is always there, or comes and goes at run time. */
  readonly scope?: "Permanent" | "Dynamic";
  /** A name to show. */
  readonly dfTitle?: string;
  /** MIME types its value may have, or the identifier of its management object. */
  readonly dfType?: TypeProperty;
  /** Whether case matters in the names below: `CS` says yes, `CIS` no. */
  readonly caseSense?: "CS" | "CIS";
  /** What vendors added to it. */
  readonly extensions?: Extensions;
}

/** How many instances of a node there may be (tree §12.1#1). */
export type Occurrence =
  | { readonly kind: "One" | "ZeroOrOne" | "ZeroOrMore" | "OneOrMore" }
  /** At most `max` instances; some writers leave the number out. */
  | { readonly kind: "ZeroOrN" | "OneOrN"; readonly max?: number };
