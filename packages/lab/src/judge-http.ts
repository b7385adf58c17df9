/** INV-01 and INV-20: the HTTP request around a message. Clause: protocol §12.1. */
import { MEDIA_TYPES } from "@oma-dm/codec/syncml";
import { type ClientMessage, headerValue, looksLikeXml, type Rule } from "./rule.ts";

/** Headers whose value stays the same for a whole session. Clause: conformance §3 INV-20. */
const CONSTANT_HEADERS = ["accept", "accept-charset", "cache-control", "user-agent"] as const;

export const HTTP_RULES: readonly Rule[] = [
  {
    id: "INV-01",
    what: "HTTP POST; the body is what Content-Type says; one message per request",
    judge: ({ current }) => {
      const faults: string[] = [];
      if (current.method !== "POST") faults.push(`method ${current.method}, not POST`);
      const declared = mediaType(current);
      const actual = bodyType(current.bytes);
      if (declared === undefined) faults.push("no Content-Type");
      else if (declared !== MEDIA_TYPES.syncml.xml && declared !== MEDIA_TYPES.syncml.wbxml) {
        faults.push(`Content-Type ${declared} is no DM media type`);
      } else if (declared !== actual) faults.push(`Content-Type ${declared}, but the body is ${actual}`);
      return faults;
    },
  },
  {
    id: "INV-20",
    what: "Cache-Control, Accept, Accept-Charset, User-Agent and a framed body in every request, constant in a session",
    judge: ({ current, earlier }) => {
      const faults: string[] = [];
      const has = (name: string): string => headerValue(current.headers, name)?.toLowerCase() ?? "";
      if (!/\b(no-store|private)\b/.test(has("cache-control")))
        faults.push("Cache-Control has neither no-store nor private");
      if (!has("accept").includes("application/vnd.syncml.dm+")) faults.push("Accept lists no DM media type");
      if (!has("accept-charset").includes("utf-8")) faults.push("Accept-Charset does not list utf-8");
      if (!/^[^\s/()]+(\/[^\s()]+)?/.test(has("user-agent"))) faults.push("User-Agent has no product token");
      if (has("content-length") === "" && has("transfer-encoding") === "") {
        faults.push("neither Content-Length nor Transfer-Encoding");
      }
      const first = earlier[0]?.client;
      for (const name of first === undefined ? [] : CONSTANT_HEADERS) {
        const before = headerValue(first?.headers ?? [], name);
        if (headerValue(current.headers, name) !== before) faults.push(`${name} changed within the session`);
      }
      return faults;
    },
  },
];

function mediaType(message: ClientMessage): string | undefined {
  return headerValue(message.headers, "content-type")?.split(";")[0]?.trim().toLowerCase();
}

function bodyType(bytes: Uint8Array): string {
  if (looksLikeXml(bytes)) return MEDIA_TYPES.syncml.xml;
  // The first byte of WBXML is its version: 1.1, 1.2 or 1.3.
  return [1, 2, 3].includes(bytes[0] ?? 0) ? MEDIA_TYPES.syncml.wbxml : "neither XML nor WBXML";
}
