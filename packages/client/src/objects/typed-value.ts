/** Node values as values of TypeScript, by the Format of the node (tree §4.2, §12.2#5). */
import { decodeBase64, encodeBase64 } from "@oma-dm/codec/auth";
import type { NodeFormat } from "@oma-dm/codec/tnds";
import type { NodeValue } from "../tree/tree-view.ts";
import { hasForm } from "../tree/value.ts";

export type PlainValue = string | number | boolean | Uint8Array | null;

const SPECIAL_FLOATS = new Map([
  ["INF", Number.POSITIVE_INFINITY],
  ["-INF", Number.NEGATIVE_INFINITY],
  ["NaN", Number.NaN],
]);

/** What a stored value means. Throws `TypeError` for one that its format cannot have. */
export function fromNodeValue(format: NodeFormat, value: NodeValue): PlainValue {
  if (format === "bin") return typeof value === "string" ? new TextEncoder().encode(value) : value;
  const text = typeof value === "string" ? value : new TextDecoder().decode(value);
  if (format === "b64") return decodeBase64(text) ?? wrong(format);
  if (format === "null") return null;
  if (format !== "int" && format !== "float" && format !== "bool") return text;
  const trimmed = text.trim();
  if (!hasForm(format, trimmed)) return wrong(format);
  if (format === "bool") return /^(?:true|1)$/i.test(trimmed);
  return SPECIAL_FLOATS.get(trimmed) ?? Number(trimmed);
}

/** What to store for a value. Throws `TypeError` for one that no node of the format can hold. */
export function toNodeValue(format: NodeFormat, value: unknown): NodeValue {
  const text = textFor(format, value);
  return text === undefined || (typeof text === "string" && !hasForm(format, text)) ? wrong(format) : text;
}

function textFor(format: NodeFormat, value: unknown): NodeValue | undefined {
  switch (format) {
    case "int":
      return typeof value === "number" ? String(value) : undefined;
    case "float":
      return typeof value === "number" ? floatText(value) : undefined;
    case "bool":
      return typeof value === "boolean" ? String(value) : undefined;
    case "bin":
      return value instanceof Uint8Array ? value : undefined;
    case "b64":
      return value instanceof Uint8Array ? encodeBase64(value) : undefined;
    case "null":
      return value === null ? "" : undefined;
    default:
      return typeof value === "string" ? value : undefined;
  }
}

/** XML Schema writes infinity in its own way (tree §4.2#4). */
function floatText(value: number): string {
  const special = [...SPECIAL_FLOATS].find(([, number]) => Object.is(number, value));
  return special?.[0] ?? String(value);
}

/** The value itself stays out of messages: it may be a secret. */
function wrong(format: NodeFormat): never {
  throw new TypeError(`this value is none that a node of format ${format} can have`);
}
