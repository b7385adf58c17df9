/** What becomes of a value on its way through XML, which holds neither bytes nor every character (protocol §3.4). */
import { fitsXml } from "@oma-dm/codec/xml";

const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;
const base64 = (bytes) => Buffer.from(bytes).toString("base64");

/** `around` is the Format that holds where `value` names none of its own. */
export function inXml(value, around) {
  if (typeof value === "string") return value.replace(NOT_XML, "\ufffd");
  if (value instanceof Uint8Array) return base64(value);
  if (Array.isArray(value)) return value.map((part) => inXml(part, around));
  if (typeof value !== "object" || value === null) return value;
  const format = value.meta?.format ?? around;
  const holder = ["Alert", "Status"].includes(value.cmd) ? value : withFormat(value, format);
  const texts = {
    value: textOfTree(value.value, value.rtProperties?.format),
    defaultValue: textOfTree(value.defaultValue, value.dfFormat),
  };
  const entries = Object.entries(withDefined(holder, texts)).map(([key, part]) => [
    key,
    inXml(part, key === "cred" ? undefined : format),
  ]);
  return Object.fromEntries(entries);
}

/** Of a tree, bytes that are text are that text, but under Format bin (tree §9.2#11). */
function textOfTree(bytes, format) {
  const text = bytes instanceof Uint8Array && format !== "bin" ? utf8(bytes) : undefined;
  return text !== undefined && fitsXml(text) ? text : undefined;
}

function withDefined(value, parts) {
  return { ...value, ...Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)) };
}

/** Data that XML cannot hold is base64 that says so; bytes that are base64 already are its text. */
function withFormat(holder, format) {
  const { data } = holder;
  const bytes = typeof data === "string" && !fitsXml(data) ? new TextEncoder().encode(data) : data;
  if (!(bytes instanceof Uint8Array)) return holder;
  const text = format === "b64" && bytes === data ? utf8(bytes) : undefined;
  if (text !== undefined && fitsXml(text)) return { ...holder, data: text };
  return { ...holder, meta: { ...holder.meta, format: "b64" }, data: base64(bytes) };
}

function utf8(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
