/**
 * How nodes are stored: one record for each, under its URI, so that a change costs what it changes. A record is a JSON
 * array, its end left out where it says nothing. Format 1 had objects without title, count or time, and no mark of its
 * own; it is still read.
 */
import { decodeBase64, encodeBase64 } from "@oma-dm/codec/auth";
import { NODE_FORMATS, type NodeFormat } from "@oma-dm/codec/tnds";
import type { StoreChange } from "../ports.ts";
import { detached, pathOf, type TreeNode } from "./tree-node.ts";
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

/** Format, Type, value (base64 of a bin one), ACL, Title, count of changes, time of the last one. */
type NodeRecord = readonly [
  format: NodeFormat,
  type: string,
  value?: string,
  acl?: string,
  title?: string,
  verNo?: number,
  changed?: number,
];

const decoder = new TextDecoder("utf-8", { fatal: true });

/** What says nothing, and is left out at the end. */
const IDLE: readonly unknown[] = ["", "", "", "", "", 0, 0];

/** In JSON, to be encoded as UTF-8. */
export function printRecord({ format, type, acl, value, title, verNo, changed }: TreeNode): string {
  const text = typeof value === "string" ? value : encodeBase64(value);
  if (changed !== 0) {
    return `["${format}",${quote(type)},${quote(text)},${quote(acl)},${quote(title)},${verNo},${changed}]`;
  }
  const record = [format, type, text, acl, title, verNo, changed] satisfies NodeRecord as unknown[];
  while (record.length > 2 && record.at(-1) === IDLE[record.length - 1]) record.pop();
  return JSON.stringify(record);
}

/** What JSON writes as it is. */
const UNESCAPED = /^[ !#-[\]-~]*$/;

function quote(text: string): string {
  return text === "" ? '""' : UNESCAPED.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** The node of a record, without a parent. Throws `StateError`. */
export function decodeRecord(key: string, name: string, bytes: Uint8Array): TreeNode {
  const node = newNode(name, readRecord(key, bytes));
  if (node === undefined) throw damaged(`the record of ${shownKey(key)} does not describe a node`);
  return node;
}

function readRecord(key: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    throw damaged(`the record of ${shownKey(key)} cannot be read`);
  }
}

function newNode(name: string, record: unknown): TreeNode | undefined {
  const fields = Array.isArray(record) ? (record as unknown as Partial<NodeRecord>) : fieldsOfFormat1(record);
  const [format, type, value = "", acl = "", title = "", verNo = 0, changed = 0] = fields;
  if (typeof type !== "string" || typeof value !== "string" || typeof acl !== "string") return undefined;
  if (typeof title !== "string" || !Number.isSafeInteger(verNo) || !Number.isSafeInteger(changed)) return undefined;
  if (format === undefined || !FORMATS.has(format)) return undefined;
  const stored = format === "bin" ? decodeBase64(value) : value;
  if (stored === undefined) return undefined;
  const node = detached({ name, format, type, value: stored, acl, title });
  node.verNo = verNo;
  node.changed = changed;
  return node;
}

const FORMATS: ReadonlySet<NodeFormat> = new Set(NODE_FORMATS);

/** `bytes` was base64 of a value of any format that had come as bytes. */
function fieldsOfFormat1(record: unknown): Partial<NodeRecord> {
  const { format, type, acl, value, bytes } = (record ?? {}) as Readonly<Record<string, unknown>>;
  return [format, type, bytes ?? value, acl] as unknown as Partial<NodeRecord>;
}

/** The name a key ends with, and the key of the parent; the root has neither. Throws `StateError`. */
export function splitKey(key: string): { readonly name: string; readonly parent: string } | undefined {
  if (key === ROOT_KEY) return undefined;
  const slash = key.lastIndexOf("/");
  const escaped = key.slice(slash + 1);
  if (key.startsWith("./", NODE_PREFIX.length) && escaped !== "") {
    try {
      const name = escaped.includes("%") ? decodeURIComponent(escaped) : escaped;
      return { name, parent: slash === NODE_PREFIX.length + 1 ? ROOT_KEY : key.slice(0, slash) };
    } catch {
      // Told below.
    }
  }
  throw damaged(`${shownKey(key)} is no node`);
}

const ROOT_KEY = `${NODE_PREFIX}.`;

export function keyAt(path: readonly string[]): string {
  return NODE_PREFIX + printUri(path);
}

/** Kept with the node: those that change do so again and again. */
export function keyOf(node: TreeNode): string {
  if (node.key === "") node.key = keyAt(pathOf(node));
  return node.key;
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

function shownKey(key: string): string {
  return JSON.stringify(key.slice(NODE_PREFIX.length, NODE_PREFIX.length + 80));
}
