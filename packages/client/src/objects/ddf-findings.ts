/** What is said of a DDF that a loader reads: a closed list of findings, and the errors that end the reading. */
import type { DecodeLimits } from "@oma-dm/codec";

/** Everything there can be to say; `leftOut` marks what costs the node with all below it. Rules: tree §9.1, §12.1, §12.2. */
export const LOADER_FINDINGS = {
  /** VerDTD is another than 1.2 or 1.3, of the same major version (tree §17#27). */
  "unknown-version": { leftOut: false },
  /** No DFProperties: Get only, Dynamic, One. */
  "missing-properties": { leftOut: false },
  /** DFProperties without AccessType: Get only. */
  "missing-access": { leftOut: false },
  /** No DFFormat: RTProperties say it, or what the node holds. */
  "missing-format": { leftOut: false },
  /** The Format of a leaf on a node with nodes below it: the nodes count. */
  "wrong-format": { leftOut: false },
  /** MIME type of an interior node, object identifier of a leaf: taken for the other where it looks like that. */
  "wrong-type": { leftOut: false },
  /** `ZeroOrN` or `OneOrN` without a number that could be meant: no upper bound. */
  "bad-occurrence": { leftOut: false },
  /** A node with a name that may be there more than once: once. */
  "named-many": { leftOut: false },
  /** A value in quotes: the quotes are taken off. */
  "quoted-value": { leftOut: false },
  /** A value that its Format cannot have: the node begins without one. */
  "bad-value": { leftOut: false },
  /** RTProperties with an ACL that is none: the node inherits. */
  "bad-acl": { leftOut: false },
  /** Path on a nested node that is not its parent's place: Path counts. */
  "path-elsewhere": { leftOut: false },
  /** A place that Paths name and no node describes, in an object. */
  "undescribed-place": { leftOut: false },
  /** One place described twice, in the same words. */
  "repeated-node": { leftOut: false },
  /** A name no URI could hold. */
  "bad-name": { leftOut: true },
  /** A Path that leads nowhere. */
  "bad-path": { leftOut: true },
  /** An unnamed node directly at the root: no object can be told from it. */
  "unnamed-object": { leftOut: true },
} as const satisfies Readonly<Record<string, { leftOut: boolean }>>;

export type LoaderFindingCode = keyof typeof LOADER_FINDINGS;

export interface LoaderFinding {
  readonly code: LoaderFindingCode;
  /** URI of the node concerned, unnamed nodes as `*`; `.` for the document itself. */
  readonly path: string;
  /** One sentence: what is there and what is made of it. */
  readonly reason: string;
}

/**
 * - `limit`: one of `DdfLimits` is exceeded.
 * - `unknown-version`: VerDTD is of another major version.
 * - `duplicate-node`: one place is described twice, and differently.
 * - `no-object`, `several-objects`: one object was asked for, the document describes none or more.
 * - `left-out`: one object was asked for, and a part of it cannot be read.
 */
export type DdfErrorCode =
  | "limit"
  | "unknown-version"
  | "duplicate-node"
  | "no-object"
  | "several-objects"
  | "left-out";

/** The document is at fault, and nothing of it is used. */
export class DdfError extends Error {
  override readonly name = "DdfError";
  readonly code: DdfErrorCode;
  /** URI of the node concerned, unnamed nodes as `*`. */
  readonly path: string;
  /** One sentence, without the place. */
  readonly reason: string;
  constructor(code: DdfErrorCode, path: string, reason: string) {
    super(`${code} at ${path}: ${reason}`);
    this.code = code;
    this.path = path;
    this.reason = reason;
  }
}

/** Bounds of the decoder (for bytes and text), and of the tree that is made. */
export interface DdfLimits extends DecodeLimits {
  /** Nodes, those that Paths imply included. */
  readonly maxNodes: number;
  /** Nodes above one another. */
  readonly maxTreeDepth: number;
  /** Characters of a name. */
  readonly maxNameLength: number;
}

/** What `maxNodes`, `maxTreeDepth` and `maxNameLength` are where the caller sets nothing else; the last two by tree §2. */
export const DDF_LIMITS: Pick<DdfLimits, "maxNodes" | "maxTreeDepth" | "maxNameLength"> = {
  maxNodes: 20_000,
  maxTreeDepth: 20,
  maxNameLength: 255,
};

/** Text of others in a sentence of ours. */
export function show(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
