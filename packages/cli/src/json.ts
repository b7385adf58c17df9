/** JSON leaves these as they are; a terminal obeys them. */
const CONTROLS = /[\u007f-\u009f]/g;

/** Values as JSON: bytes become `{ "base64": … }`. */
import { encodeBase64 } from "@oma-dm/codec/auth";

export function toJson(value: unknown): string {
  const replace = (_key: string, part: unknown): unknown =>
    part instanceof Uint8Array ? { base64: encodeBase64(Uint8Array.from(part)) } : part;
  const json = JSON.stringify(plain(value), replace, 2);
  return `${json.replace(CONTROLS, (char) => `\\u00${char.charCodeAt(0).toString(16)}`)}\n`;
}

/** Buffer brings a toJSON of its own, which would come before any replacer. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
}
