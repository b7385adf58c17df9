/**
 * What was wrong with the bytes. A closed list: tests, metrics and callers match on it.
 * - `truncated`: the document ends too early.
 * - `bad-token`, `bad-length`: WBXML that means nothing at that place; a number that is too large.
 * - `bad-value`: characters, an index or a value that cannot be.
 * - `bad-charset`, `unsupported-version`, `unknown-document`: the beginning names something this codec does not read.
 * - `not-well-formed`, `doctype-refused`: XML that is none, or that declares something (decisions D13).
 * - `unexpected-element`, `unexpected-text`, `missing-element`: the content model is broken beyond what is forgiven.
 * - `trailing-bytes`: something follows the document.
 * - `limit`: one of `DecodeLimits` is exceeded.
 */
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

/** A position as words: `byte 17`, or `line 3, column 12`. */
export function printPosition(at: Position): string {
  return at.kind === "offset" ? `byte ${at.offset}` : `line ${at.line}, column ${at.column}`;
}

/**
 * The input is at fault. `reason` is one sentence without the place; `message` puts place and path around it:
 * `truncated at byte 17 in SyncML/SyncHdr: the document ends inside a string`.
 * Neither ever holds the text of a Data, a Value or a Cred, so a credential cannot reach a log through an error.
 */
export class DecodeError extends Error {
  override readonly name = "DecodeError";
  /** What was wrong. */
  readonly code: DecodeCode;
  /** Where it was found. */
  readonly at: Position;
  /** Element names from the root to the place, outermost first. */
  readonly path: readonly string[];
  /** One sentence, without the place. */
  readonly reason: string;

  /** The message is put together from the four. */
  constructor(code: DecodeCode, at: Position, path: readonly string[], reason: string) {
    const shown = (path.length > 6 ? [...path.slice(0, 5), "…"] : path).map(shorten);
    const inside = shown.length === 0 ? "" : ` in ${shown.join("/")}`;
    super(`${code} at ${printPosition(at)}${inside}: ${reason}`);
    this.code = code;
    this.at = at;
    this.path = path;
    this.reason = reason;
  }
}

/** A peer chooses names as it likes. */
function shorten(name: string): string {
  return name.length > 40 ? `${name.slice(0, 40)}…` : name;
}
