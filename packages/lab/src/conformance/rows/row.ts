/** The shape of a profile row. Clause: conformance §0. */

/** Where a row comes from, as the profile abbreviates it. */
export type RowDocument =
  | "DMPRO"
  | "DMREPU"
  | "DMSEC"
  | "DMTND"
  | "DMTNDS"
  | "DMSTDOBJ"
  | "DMBOOT"
  | "Meta"
  | "DMNOTI"
  | "DMSESSREP"
  | "HTTPBinding"
  | "PushBinding";

/** How a row can be judged at all. `conditional`: only when the device has a smart card. */
export type RowKind = "wire" | "unit" | "conditional" | "inspection";

export interface Row {
  /** Ours: the profile prints none. */
  readonly id: string;
  readonly document: RowDocument;
  /** Section of that document. */
  readonly clause: string;
  readonly asks: string;
  readonly comment?: string;
  readonly kind: RowKind;
  /** Ids of the cases that judge it. */
  readonly cases: readonly string[];
  /** Invariants that judge it in every case beside those of its own. */
  readonly invariants: readonly string[];
}

interface RowText {
  readonly id: string;
  readonly clause: string;
  readonly asks: string;
  readonly comment?: string;
  /** Default `wire`. */
  readonly kind?: RowKind;
  /** Ids with blanks between them. */
  readonly cases: string;
  readonly invariants?: string;
}

export function rowsOf(document: RowDocument, rows: readonly RowText[]): readonly Row[] {
  return rows.map(({ cases, invariants = "", kind = "wire", ...row }) => ({
    ...row,
    document,
    kind,
    cases: words(cases),
    invariants: words(invariants),
  }));
}

function words(text: string): string[] {
  return text.split(" ").filter((word) => word !== "");
}
