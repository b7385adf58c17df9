/** What `checkDdf` says of a document. */
import type { Position } from "../errors.ts";

/** Every finding there can be; `dtd` marks those that the DTD itself forbids. Rules: tree §9.1, §12.1, §12.2. */
export const DDF_FINDINGS = {
  /** What the DTD requires is not there. */
  "missing-element": { severity: "error", dtd: true },
  /** An element stands before or behind its place. */
  "out-of-order": { severity: "warning", dtd: true },
  /** An element stands more often than once. */
  repeated: { severity: "error", dtd: true },
  /** An element of a DDF stands where it cannot. */
  "not-allowed": { severity: "error", dtd: true },
  /** No element of a DDF, and in no namespace of a vendor. */
  "unknown-element": { severity: "error", dtd: true },
  /** Text among elements. */
  "unexpected-text": { severity: "error", dtd: true },
  /** VerDTD names no version of this DTD (tree §9.1#6). */
  "unknown-version": { severity: "warning", dtd: false },
  /** A NodeName holds a slash. */
  "bad-name": { severity: "error", dtd: false },
  /** Two nodes of one place and name. */
  "duplicate-node": { severity: "error", dtd: false },
  /** A node with nodes below it has the DFFormat of a leaf. */
  "wrong-format": { severity: "error", dtd: false },
  /** A DefaultValue is none of its DFFormat, or stands in quotes (tree §4.2). */
  "bad-value": { severity: "warning", dtd: false },
  /** `ZeroOrN` or `OneOrN` without a number from 2 to 65536 (tree §12.1#1). */
  "bad-occurrence": { severity: "warning", dtd: false },
  /** An interior node with a MIME type, or a leaf with an object identifier (tree §4.3#1). */
  "wrong-type": { severity: "warning", dtd: false },
  /** A Path on a nested node (tree §9.2#8). */
  "misplaced-path": { severity: "warning", dtd: false },
} as const satisfies Readonly<Record<string, { severity: "error" | "warning"; dtd: boolean }>>;

/** What is wrong: a key of `DDF_FINDINGS`. */
export type DdfFindingCode = keyof typeof DDF_FINDINGS;

/** One thing that is wrong with a document, and where. */
export interface DdfFinding {
  /** What is wrong. */
  readonly code: DdfFindingCode;
  /** An error leaves the meaning open; a warning has one reading that every loader we know takes. */
  readonly severity: "error" | "warning";
  /** Where the element concerned begins. */
  readonly at: Position;
  /** URI of the node concerned, unnamed nodes as `<X>`; `.` for the document itself. */
  readonly path: string;
  /** One sentence: what is there and what to do. */
  readonly reason: string;
}

/** What `checkDdf` found out about a document. */
export interface DdfReport {
  /** VerDTD as written. */
  readonly version: string;
  /** Whether the DTD allows the document once vendor elements are taken out. */
  readonly valid: boolean;
  /** How many Node elements it has. */
  readonly nodes: number;
  /** Elements of vendors by namespace, outermost ones only. */
  readonly extensions: Readonly<Record<string, number>>;
  /** In document order; empty when there is nothing to say. */
  readonly findings: readonly DdfFinding[];
}
