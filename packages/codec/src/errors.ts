/** What was wrong with the bytes. A closed list: tests, metrics and callers match on it. */
export type DecodeCode =
  | "truncated"
  | "bad-token"
  | "bad-length"
  | "bad-value"
  | "bad-charset"
  | "unsupported-version"
  | "unknown-document"
  | "not-well-formed"
  | "doctype-refused"
  | "unexpected-element"
  | "unexpected-text"
  | "missing-element"
  | "trailing-bytes"
  | "limit";

/** Where decoding stopped: a byte offset in WBXML (and binary PDUs), line and column (both from 1) in XML. */
export type Position =
  | { readonly kind: "offset"; readonly offset: number }
  | { readonly kind: "line"; readonly line: number; readonly column: number };

export function printPosition(at: Position): string {
  return at.kind === "offset" ? `byte ${at.offset}` : `line ${at.line}, column ${at.column}`;
}

/**
 * The input is at fault. `reason` is one sentence without the place; `message` puts place and path around it:
 * `truncated at byte 17 in SyncML/SyncHdr: the document ends inside a string`.
 * Neither ever holds the content of a Data element, so a credential cannot reach a log through an error.
 */
export class DecodeError extends Error {
  override readonly name = "DecodeError";
  readonly code: DecodeCode;
  readonly at: Position;
  /** Element names from the root to the place, outermost first. */
  readonly path: readonly string[];
  readonly reason: string;

  constructor(code: DecodeCode, at: Position, path: readonly string[], reason: string) {
    const shown = path.length > 6 ? [...path.slice(0, 5), "…"] : path;
    const inside = shown.length === 0 ? "" : ` in ${shown.join("/")}`;
    super(`${code} at ${printPosition(at)}${inside}: ${reason}`);
    this.code = code;
    this.at = at;
    this.path = path;
    this.reason = reason;
  }
}
