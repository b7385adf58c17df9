/** What becomes of a value on its way through XML, which holds neither bytes nor every character (protocol §3.4). */
import { fitsXml } from "@oma-dm/codec/xml";

const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;
const base64 = (bytes) => Buffer.from(bytes).toString("base64");

export function inXml(value) {
  if (typeof value === "string") return value.replace(NOT_XML, "\ufffd");
  if (value instanceof Uint8Array) return base64(value);
  if (Array.isArray(value)) return value.map(inXml);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, part]) => {
    const isCommand = "cmd" in value && key === "items";
    return [key, isCommand ? part.map((item) => inXml(withFormat(item))) : inXml(part)];
  });
  return Object.fromEntries(entries);
}

/** Of a command's Item, bytes and what XML cannot hold are base64 that says so. */
function withFormat(item) {
  const { data } = item;
  const bytes = typeof data === "string" && !fitsXml(data) ? new TextEncoder().encode(data) : data;
  return bytes instanceof Uint8Array ? { ...item, meta: { ...item.meta, format: "b64" }, data: base64(bytes) } : item;
}
