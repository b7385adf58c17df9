/** Item data to node values. Clause: DMTND 1.2 §7.7.2 (Format); rules tree §4.2. */
import { decodeBase64 } from "@oma-dm/codec/auth";
import { type Data, dataText } from "@oma-dm/codec/syncml";
import { NODE_FORMATS, type NodeFormat } from "@oma-dm/codec/tnds";
import { STATUS, type StatusCode } from "../status.ts";
import type { NodeSpec } from "./node-spec.ts";
import type { NodeValue } from "./tree-view.ts";

const encoder = new TextEncoder();

export interface TypedValue {
  readonly format: NodeFormat;
  readonly type: string;
  readonly value: NodeValue;
}

/** What a command wants to write. */
export interface Write {
  readonly format?: string | undefined;
  readonly type?: string | undefined;
  readonly data?: Data | undefined;
  /** `format` is the node's, not how its value travels: text of a bin one is base64, b64 is what it is (tree §9.2#11). */
  readonly isOwnFormat?: boolean;
}

interface Lexical {
  readonly rule: string;
  readonly form: RegExp;
}

/** Lexical forms; a value that does not have its format's is refused with 415 (tree §17#23). White space around is not looked at. */
export const LEXICAL: Readonly<Partial<Record<NodeFormat, Lexical>>> = {
  int: { rule: "tree §4.2#2", form: /^[+-]?\d{1,10}$/ },
  bool: { rule: "tree §4.2#3", form: /^(?:true|false|True|False|TRUE|FALSE|1|0)$/ },
  float: { rule: "tree §4.2#4", form: /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|-?INF|NaN)$/ },
  date: { rule: "tree §4.2#5", form: /^\d{4}(?:-\d{2}-\d{2}|\d{4}|-W\d{2}-\d|-?\d{3})(?:Z|[+-]\d{2}(?::?\d{2})?)?$/ },
  time: { rule: "tree §4.2#6", form: /^T?\d{2}(?::?\d{2}(?::?\d{2}(?:[.,]\d+)?)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?$/ },
  null: { rule: "tree §4.2#8", form: /^$/ },
};

/** The range of an int (tree §4.2#2). */
export const INT_RANGE = { min: -(2 ** 31), max: 2 ** 31 - 1 };

export const TREE_LIMITS = {
  /** Bytes of one value; more is refused with 413 (tree §6.2#14). */
  maxValueBytes: 1024 * 1024,
  /** Nodes of a whole tree; more is refused with 420 (tree §6.2#13). */
  maxNodes: 200_000,
};

/**
 * What a node is given, as it will be stored; or the status that refuses it. `spec` is the node's description where
 * there is one: its format and MIME types are then the only ones allowed (tree §17#18).
 */
export function readValue(write: Write, spec: NodeSpec | undefined): TypedValue | StatusCode {
  const { data } = write;
  const sent = sentFormat(write, spec);
  if (!isNodeFormat(sent)) return STATUS.unsupportedMediaTypeOrFormat;
  const stored = write.isOwnFormat === true ? sent : storedFormat(sent, write.type, spec);
  if (spec !== undefined && stored !== spec.format) return STATUS.unsupportedMediaTypeOrFormat;
  if (stored === "node") {
    if (dataText(data) !== "") return STATUS.unsupportedMediaTypeOrFormat;
    return { format: "node", type: interiorType(write.type, spec), value: "" };
  }
  const type = write.type ?? spec?.mime?.[0] ?? "text/plain";
  if (spec?.mime !== undefined && !spec.mime.includes(type)) return STATUS.unsupportedMediaTypeOrFormat;
  if (stored === "bin") {
    const isBase64 = sent === "b64" || (write.isOwnFormat === true && typeof data === "string");
    const bytes = isBase64 ? decodeBase64(dataText(data)) : rawBytes(data);
    if (bytes === undefined) return STATUS.unsupportedMediaTypeOrFormat;
    return bytes.length > TREE_LIMITS.maxValueBytes
      ? STATUS.requestEntityTooLarge
      : { format: "bin", type, value: bytes };
  }
  const value = dataText(data);
  if (value.length * 3 > TREE_LIMITS.maxValueBytes && valueBytes(value) > TREE_LIMITS.maxValueBytes)
    return STATUS.requestEntityTooLarge;
  return hasForm(stored, value) ? { format: stored, type, value } : STATUS.unsupportedMediaTypeOrFormat;
}

/** Meta's, else the description's; bytes that nothing describes are text, as Meta's default has it. */
function sentFormat({ format, data }: Write, spec: NodeSpec | undefined): string {
  return format ?? (data instanceof Uint8Array && spec?.format !== "bin" ? "chr" : (spec?.format ?? "chr"));
}

/** Meta b64 on data that is binary by its MIME type says how it travels, not what it is (tree §4.2#14). */
function storedFormat(sent: NodeFormat, type: string | undefined, spec: NodeSpec | undefined): NodeFormat {
  // Where base64 is the value itself, Meta b64 may be left out (tree §4.2#13).
  if (sent === "chr" && spec?.format === "b64") return "b64";
  if (sent !== "b64") return sent;
  if (spec !== undefined) return spec.format === "bin" ? "bin" : "b64";
  return type === undefined || type.startsWith("text/") ? "b64" : "bin";
}

/** The default type of a leaf says nothing about an interior node (tree §4.3#2). */
function interiorType(type: string | undefined, spec: NodeSpec | undefined): string {
  return type === undefined || type === "text/plain" ? (spec?.moid ?? "") : type;
}

export function hasForm(format: NodeFormat, value: string): boolean {
  const text = value.trim();
  if (LEXICAL[format]?.form.test(text) === false) return false;
  return format !== "int" || (Number(text) >= INT_RANGE.min && Number(text) <= INT_RANGE.max);
}

/** The value a described node begins with; a `bin` one is base64 in the description. */
export function initialValue({ format, initial = "" }: NodeSpec): NodeValue {
  return format === "bin" ? (decodeBase64(initial) ?? new Uint8Array()) : format === "node" ? "" : initial;
}

/** Length of the value itself (tree §4.2#15). */
export function valueBytes(value: NodeValue): number {
  return typeof value === "string" ? encoder.encode(value).length : value.length;
}

function rawBytes(data: Data | undefined): Uint8Array {
  return data instanceof Uint8Array ? data.slice() : encoder.encode(dataText(data));
}

export function isNodeFormat(text: string): text is NodeFormat {
  return (NODE_FORMATS as readonly string[]).includes(text);
}
