/** Item data to node values and back. Clause: DMTND 1.2 §7.7.2 (Format); rules tree §4.2. */
import { decodeBase64 } from "@oma-dm/codec/auth";
import { type Data, dataText } from "@oma-dm/codec/syncml";
import { NODE_FORMATS, type NodeFormat } from "@oma-dm/codec/tnds";
import { STATUS, type StatusCode } from "../status.ts";
import type { NodeValue } from "./management-tree.ts";
import type { NodeSpec } from "./node-spec.ts";

export interface TypedValue {
  readonly format: NodeFormat;
  readonly type: string;
  readonly value: NodeValue;
}

/** Lexical forms; a value that does not have its format's is refused with 415 (tree §17 A23). */
const LEXICAL: Partial<Record<NodeFormat, RegExp>> = {
  int: /^[+-]?\d{1,10}$/,
  bool: /^(?:true|false|True|False|TRUE|FALSE|1|0)$/,
  float: /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|-?INF|NaN)$/,
  date: /^\d{4}-?\d{2}-?\d{2}$/,
  null: /^$/,
};

/**
 * What a node is given, as it will be stored; or the status that refuses it. `spec` is the node's description where
 * there is one: its format and MIME types are then the only ones allowed (tree §17 A18).
 */
export function readValue(
  meta: { readonly format?: string; readonly type?: string },
  data: Data | undefined,
  spec: NodeSpec | undefined,
): TypedValue | StatusCode {
  const format = meta.format ?? (spec === undefined || data instanceof Uint8Array ? undefined : spec.format);
  const sent = format ?? (data instanceof Uint8Array && spec?.format !== "bin" ? "chr" : (spec?.format ?? "chr"));
  if (!isNodeFormat(sent)) return STATUS.unsupportedMediaTypeOrFormat;
  const stored = storedFormat(sent, meta.type, spec);
  if (spec !== undefined && stored !== spec.format) return STATUS.unsupportedMediaTypeOrFormat;
  const type = meta.type ?? spec?.mime?.[0] ?? (stored === "node" ? "" : "text/plain");
  if (stored !== "node" && spec?.mime !== undefined && !spec.mime.includes(type)) {
    return STATUS.unsupportedMediaTypeOrFormat;
  }
  if (stored === "node") return { format: "node", type: meta.type ?? spec?.moid ?? "", value: "" };
  if (stored === "bin") {
    const bytes = sent === "b64" ? decodeBase64(dataText(data)) : rawBytes(data);
    return bytes === undefined ? STATUS.unsupportedMediaTypeOrFormat : { format: "bin", type, value: bytes };
  }
  const value = dataText(data);
  if (LEXICAL[stored]?.test(value.trim()) === false) return STATUS.unsupportedMediaTypeOrFormat;
  return { format: stored, type, value };
}

/** Meta b64 on data that is binary by its MIME type says how it travels, not what it is. */
function storedFormat(sent: NodeFormat, type: string | undefined, spec: NodeSpec | undefined): NodeFormat {
  if (sent !== "b64") return sent;
  if (spec !== undefined) return spec.format === "bin" ? "bin" : "b64";
  return type === undefined || type.startsWith("text/") ? "b64" : "bin";
}

function rawBytes(data: Data | undefined): Uint8Array {
  return data instanceof Uint8Array ? data.slice() : new TextEncoder().encode(dataText(data));
}

function isNodeFormat(text: string): text is NodeFormat {
  return (NODE_FORMATS as readonly string[]).includes(text);
}
