/** From what a command or a TNDS object carries to Format, Type and value of a node. Clause: tree §4.2, §4.3. */
import type { Data } from "@oma-dm/codec/syncml";
import { NODE_FORMATS } from "@oma-dm/codec/tnds";
import type { Description } from "./description.ts";
import { demand } from "./refusal.ts";

/** What is wanted of a node. */
export interface Content {
  readonly format?: string | undefined;
  readonly type?: string | undefined;
  readonly data?: Data | undefined;
  /** `meta`: Format tells how the data travels; `node`: it is the node's own, as in a TNDS object. */
  readonly says: "meta" | "node";
}

export interface Stored {
  readonly format: string;
  readonly type: string;
  readonly value: string;
}

export function text(data: Data | undefined): string {
  if (data === undefined) return "";
  if (data instanceof Uint8Array) return Buffer.from(data).toString("utf8");
  demand(typeof data === "string", 415);
  return data;
}

/** Throws 415 when the content does not suit the description or itself. */
export function stored(content: Content, description: Description): Stored {
  // choice: protocol §3.4#1: a Format that is not said is a described leaf's own, else `chr`; `node` must be said.
  const own = typeof description === "object" && description.format !== "node" ? description.format : "chr";
  const said = content.format ?? own;
  demand((NODE_FORMATS as readonly string[]).includes(said), 415);
  const format = nodeFormat(said, content, description);
  const type = nodeType(format, content.type, description);
  return { format, type, value: format === "node" ? noData(content.data) : value(said, format, content) };
}

function nodeFormat(said: string, content: Content, description: Description): string {
  if (typeof description === "object") {
    const travels = content.says === "meta" ? (TRAVELS_AS[description.format] ?? []) : [];
    demand(said === description.format || travels.includes(said), 415);
    return description.format;
  }
  // tree §17#A10
  const binary = content.type !== undefined && !content.type.startsWith("text/");
  return said === "b64" && content.says === "meta" && binary ? "bin" : said;
}

/** Formats of Meta, besides its own, under which a described node takes its value (tree §4.2). */
const TRAVELS_AS: Record<string, readonly string[]> = { bin: ["b64"], b64: ["chr"] };

function nodeType(format: string, said: string | undefined, description: Description): string {
  const spec = typeof description === "object" ? description : undefined;
  if (format === "node") {
    const wanted = said === "text/plain" ? "" : (said ?? "");
    // choice: tree §4.3: another identifier than the description's is stored like any Type of a node without MIME list.
    return wanted === "" ? (spec?.moid ?? "") : wanted;
  }
  // choice: tree §4.3: a Type that is not said is the description's first, else text/plain.
  const wanted = said ?? spec?.mime?.[0] ?? "text/plain";
  demand(spec?.mime === undefined || spec.mime.includes(wanted), 415);
  return wanted;
}

function noData(data: Data | undefined): "" {
  // choice: tree §3: an interior node that brings data is refused with 415.
  demand(data === undefined || text(data) === "", 415);
  return "";
}

function value(said: string, format: string, { data, says }: Content): string {
  if (format === "null") return noData(data);
  if (format === "bin") {
    // choice: tree §4.2: octets as they are, text as its UTF-8, unless base64 is said; in a TNDS object text is base64.
    const raw =
      data instanceof Uint8Array ? data : says === "meta" && said !== "b64" ? Buffer.from(text(data)) : undefined;
    return raw !== undefined && said !== "b64" ? Buffer.from(raw).toString("base64") : canonicalBase64(text(data));
  }
  const wanted = text(data);
  demand(LEXICAL[format]?.test(wanted) ?? true, 415);
  if (format === "int") demand(Math.abs(Number(wanted) + 0.5) < 2 ** 31, 415);
  return wanted;
}

/** tree §4.2, §17#A23. Dates and times roughly: what they may be in detail is none of the model's business. */
const LEXICAL: Readonly<Record<string, RegExp>> = {
  int: /^[+-]?\d+$/,
  // Liberal (tree §4.2#2).
  bool: /^(?:true|false|1|0)$/i,
  float: /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i,
  date: /^\d{4}-?\d\d/,
  time: /^\d\d:?\d\d/,
};

function canonicalBase64(encoded: string): string {
  // choice: tree §4.2: the padding may be missing.
  demand(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/.test(encoded), 415);
  return Buffer.from(encoded, "base64").toString("base64");
}

/** Bytes of the value itself (tree §4.2). */
export function sizeOf({ format, value: held }: Stored): number {
  return format === "bin" ? Buffer.from(held, "base64").length : Buffer.byteLength(held);
}
