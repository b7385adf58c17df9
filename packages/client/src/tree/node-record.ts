/**
 * How nodes are stored: one record for each, under its URI, so that a change costs what it changes. Format 1 had no
 * title, count or time, and no mark of its own.
 */
import { decodeBase64, encodeBase64 } from "@oma-dm/codec/auth";
import { NODE_FORMATS, type NodeFormat } from "@oma-dm/codec/tnds";
import type { StoreChange } from "../ports.ts";
import { detached, type TreeNode } from "./tree-node.ts";
import { printUri } from "./uri.ts";

/** Of the records' format; the store keeps it beside them. */
export const RECORD_FORMAT = 2;
export const FORMAT_KEY = "tree-format";
export const NODE_PREFIX = "node:";

export type StateErrorCode = "damaged" | "newer";

/** What is stored cannot be used. `message` is one line: what happened and what to do; it never holds a value. */
export class StateError extends Error {
  override readonly name = "StateError";
  readonly code: StateErrorCode;
  constructor(code: StateErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Refuses a state of a later program; a state without the mark is of format 1, or new. */
export function checkFormat(stored: Uint8Array | undefined): void {
  if (stored === undefined) return;
  const text = new TextDecoder().decode(stored);
  if (!/^\d{1,6}$/.test(text)) throw damaged(`its ${FORMAT_KEY} is no number`);
  if (Number(text) > RECORD_FORMAT) {
    throw new StateError(
      "newer",
      `the tree was written by a later version (format ${text}, this one knows ${RECORD_FORMAT}); upgrade to open it`,
    );
  }
}

export function damaged(what: string): StateError {
  return new StateError(
    "damaged",
    `the stored tree is damaged: ${what}; restore a copy, or move the state away and bootstrap the device again`,
  );
}

export const formatMark = (): StoreChange => ({
  key: FORMAT_KEY,
  value: new TextEncoder().encode(String(RECORD_FORMAT)),
});

interface NodeRecord {
  readonly format: NodeFormat;
  readonly type: string;
  readonly acl?: string;
  readonly value?: string;
  /** The value was bytes: base64 here. */
  readonly bytes?: string;
  readonly title?: string;
  /** Count of changes; time of the last one. */
  readonly n?: number;
  readonly t?: number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

export function encodeRecord({ format, type, acl, value, title, verNo, changed }: TreeNode): Uint8Array {
  const record: NodeRecord = {
    format,
    type,
    ...(acl === "" ? {} : { acl }),
    ...(typeof value !== "string" ? { bytes: encodeBase64(value) } : value === "" ? {} : { value }),
    ...(title === "" ? {} : { title }),
    ...(verNo === 0 ? {} : { n: verNo }),
    ...(changed === 0 ? {} : { t: changed }),
  };
  return encoder.encode(JSON.stringify(record));
}

/** The node of a record, without a parent. Throws `StateError`. */
export function decodeRecord(key: string, name: string, bytes: Uint8Array): TreeNode {
  let record: Partial<NodeRecord> | null;
  try {
    record = JSON.parse(decoder.decode(bytes)) as Partial<NodeRecord> | null;
  } catch {
    throw damaged(`the record of ${shownKey(key)} cannot be read`);
  }
  const { format, type, acl = "", value, bytes: base64, title = "", n = 0, t = 0 } = record ?? {};
  const texts = [type, acl, title].every((it) => typeof it === "string");
  const numbers = Number.isSafeInteger(n) && Number.isSafeInteger(t);
  const stored = base64 === undefined ? (value ?? "") : typeof base64 === "string" ? decodeBase64(base64) : undefined;
  const known = (NODE_FORMATS as readonly unknown[]).includes(format);
  if (!texts || !numbers || !known || stored === undefined || !(typeof stored === "string" || base64 !== undefined)) {
    throw damaged(`the record of ${shownKey(key)} does not describe a node`);
  }
  const node = detached({ name, format: format!, type: type!, acl, title, value: stored });
  node.verNo = n;
  node.changed = t;
  return node;
}

/** The path a key stands for. Throws `StateError`. */
export function pathOfKey(key: string): readonly string[] {
  const uri = key.slice(NODE_PREFIX.length);
  if (uri === ".") return [];
  try {
    const names = uri.startsWith("./") ? uri.slice(2).split("/") : [""];
    const path = uri.includes("%") ? names.map(decodeURIComponent) : names;
    if (!path.includes("")) return path;
  } catch {
    // Told below.
  }
  throw damaged(`${shownKey(key)} is no node`);
}

export function keyOf(path: readonly string[]): string {
  return NODE_PREFIX + printUri(path);
}

function shownKey(key: string): string {
  return JSON.stringify(key.slice(NODE_PREFIX.length, NODE_PREFIX.length + 80));
}
