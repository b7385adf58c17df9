/** What `checkDdf` says of a document. */
import type { Position } from "../errors.ts";

/** Every finding there can be; `dtd` marks those that the DTD itself forbids. Rules: tree §9.1, §12.1, §12.2. */
export const DDF_FINDINGS = {
  "missing-element": { severity: "error", dtd: true },
  "out-of-order": { severity: "warning", dtd: true },
  repeated: { severity: "error", dtd: true },
  "not-allowed": { severity: "error", dtd: true },
  "unknown-element": { severity: "error", dtd: true },
  "unexpected-text": { severity: "error", dtd: true },
  "unknown-version": { severity: "warning", dtd: false },
  "bad-name": { severity: "error", dtd: false },
  "duplicate-node": { severity: "error", dtd: false },
  "wrong-format": { severity: "error", dtd: false },
  "bad-value": { severity: "warning", dtd: false },
  "bad-occurrence": { severity: "warning", dtd: false },
  "wrong-type": { severity: "warning", dtd: false },
  "misplaced-path": { severity: "warning", dtd: false },
} as const satisfies Readonly<Record<string, { severity: "error" | "warning"; dtd: boolean }>>;

export type DdfFindingCode = keyof typeof DDF_FINDINGS;

export interface DdfFinding {
  readonly code: DdfFindingCode;
  /** An error leaves the meaning open; a warning has one reading that every loader we know takes. */
  readonly severity: "error" | "warning";
  readonly at: Position;
  /** URI of the node concerned, unnamed nodes as `<X>`; `.` for the document itself. */
  readonly path: string;
  /** One sentence: what is there and what to do. */
  readonly reason: string;
}

export interface DdfReport {
  /** VerDTD as written. */
  readonly version: string;
  /** Whether the DTD allows the document once vendor elements are taken out. */
  readonly valid: boolean;
  /** Node elements. */
  readonly nodes: number;
  /** Elements of vendors by namespace, outermost ones only. */
  readonly extensions: Readonly<Record<string, number>>;
  /** In document order. */
  readonly findings: readonly DdfFinding[];
}
