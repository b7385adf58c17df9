/** What the binder knows of an element while it is open. */
import { isBlank, isWhiteSpace } from "../xml/white-space.ts";
import type { ElementModel, Slot } from "./model.ts";
import { joined, type Piece } from "./pieces.ts";

/** An open element. Frames are reused: one for each depth. */
export interface Frame {
  slot: Slot;
  model: ElementModel;
  /** Namespace as far as it is known; empty in WBXML. */
  xmlns: string;
  /** Where a record's fields begin in the row of values. */
  base: number;
  /** Bits of the fields that have a value. */
  present: number;
  text: string | undefined;
  /** From the first OPAQUE on, all content in pieces. */
  pieces: Piece[] | undefined;
  /** An inline MgmtTree, names of tokens, an occurrence, or an unknown command's name, as the kind has it. */
  inner: unknown;
  /** Depth of elements read through, which have no frame of their own. */
  wrapped: number;
  /** Stands in its parent's place: it belongs into a record beside it. */
  isAstray: boolean;
}

/** Nobody knows what it holds, so that nothing in it is wrong. */
export function isUnknown(model: ElementModel): boolean {
  return model.name === "Unknown";
}

/** Whether what a Data holds so far is white space, as text or as bytes. */
export function isLayout({ text, pieces }: Frame): boolean {
  const whole = joined(pieces, text);
  return typeof whole === "string" ? isBlank(whole) : whole.every(isWhiteSpace);
}

/** Name of the element inside an open Occurrence. */
export function boundOf({ model, inner }: Frame): string | undefined {
  return model.kind === "occurrence" ? (inner as { kind?: string } | undefined)?.kind : undefined;
}

/** Whether an occurrence has a number: the most there may be (tree §12.1). */
export function isBounded(kind: string): boolean {
  return kind === "ZeroOrN" || kind === "OneOrN";
}
