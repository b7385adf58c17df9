/** Generated from the rows of content-model.ts by `npm run generate`; do not edit. */
import type { RecordShape } from "../content-model/model.ts";
import { fields, list, NOT_PLAIN, type PlainText } from "../content-model/plain-text.ts";

type Fields = Record<string, unknown>;

export const TNDS_SHAPES: Readonly<Record<string, RecordShape>> = {
  MgmtTree: {
    build(values, base, present) {
      if (present === 9) return { verDtd: values[base], nodes: values[base + 3] };
      const record: Fields = { verDtd: values[base] };
      if ((present & 2) !== 0) record["man"] = values[base + 1];
      if ((present & 4) !== 0) record["mod"] = values[base + 2];
      record["nodes"] = values[base + 3];
      if ((present & 16) !== 0) record["extensions"] = values[base + 4];
      return record;
    },
  },
  Node: {
    build(values, base, present) {
      if (present === 1) return { nodeName: values[base] };
      const record: Fields = { nodeName: values[base] };
      if ((present & 2) !== 0) record["path"] = values[base + 1];
      if ((present & 4) !== 0) record["rtProperties"] = values[base + 2];
      if ((present & 8) !== 0) record["dfProperties"] = values[base + 3];
      if ((present & 16) !== 0) record["nodes"] = values[base + 4];
      if ((present & 32) !== 0) record["value"] = values[base + 5];
      if ((present & 64) !== 0) record["extensions"] = values[base + 6];
      return record;
    },
  },
  RTProperties: {
    build(values, base, present) {
      const record: Fields = {};
      if ((present & 1) !== 0) record["acl"] = values[base];
      if ((present & 2) !== 0) record["format"] = values[base + 1];
      if ((present & 4) !== 0) record["name"] = values[base + 2];
      if ((present & 8) !== 0) record["size"] = values[base + 3];
      if ((present & 16) !== 0) record["title"] = values[base + 4];
      if ((present & 32) !== 0) record["tStamp"] = values[base + 5];
      if ((present & 64) !== 0) record["type"] = values[base + 6];
      if ((present & 128) !== 0) record["verNo"] = values[base + 7];
      if ((present & 256) !== 0) record["extensions"] = values[base + 8];
      return record;
    },
  },
  Type: {
    build(values, base, present) {
      const record: Fields = {};
      if ((present & 1) !== 0) record["mime"] = values[base];
      if ((present & 2) !== 0) record["ddfName"] = values[base + 1];
      return record;
    },
  },
};

function plainMgmtTree(text: PlainText, value: unknown): void {
  const record = fields(value);
  text.tokens += "\x60";
  text.leaf("\x77\x03", "\x37", record["verDtd"]);
  if (record["man"] !== undefined) text.leaf("\x5f\x03", "\x1f", record["man"]);
  if (record["mod"] !== undefined) text.leaf("\x62\x03", "\x22", record["mod"]);
  for (const one of list(record["nodes"])) plainNode(text, one);
  if (record["extensions"] !== undefined) throw NOT_PLAIN;
  text.tokens += "\x01";
}

function plainNode(text: PlainText, value: unknown): void {
  const record = fields(value);
  text.tokens += "\x64";
  text.leaf("\x66\x03", "\x26", record["nodeName"]);
  if (record["path"] !== undefined) text.leaf("\x6c\x03", "\x2c", record["path"]);
  if (record["rtProperties"] !== undefined) plainRTProperties(text, record["rtProperties"]);
  if (record["dfProperties"] !== undefined) throw NOT_PLAIN;
  if (record["nodes"] !== undefined) for (const one of list(record["nodes"])) plainNode(text, one);
  if (record["value"] !== undefined) text.leaf("\x76\x03", "\x36", record["value"]);
  if (record["extensions"] !== undefined) throw NOT_PLAIN;
  text.tokens += "\x01";
}

function plainRTProperties(text: PlainText, value: unknown): void {
  const record = fields(value);
  const { length } = text.written;
  const { tokens } = text;
  text.tokens += "\x6f";
  if (record["acl"] !== undefined) text.leaf("\x46\x03", "\x06", record["acl"]);
  if (record["format"] !== undefined) text.token("\x5c", record["format"]);
  if (record["name"] !== undefined) text.leaf("\x63\x03", "\x23", record["name"]);
  if (record["size"] !== undefined) text.leaf("\x71\x03", "\x31", record["size"]);
  if (record["title"] !== undefined) text.leaf("\x73\x03", "\x33", record["title"]);
  if (record["tStamp"] !== undefined) text.leaf("\x74\x03", "\x34", record["tStamp"]);
  if (record["type"] !== undefined) plainType(text, record["type"]);
  if (record["verNo"] !== undefined) text.leaf("\x78\x03", "\x38", record["verNo"]);
  if (record["extensions"] !== undefined) throw NOT_PLAIN;
  text.close("\x01", length, tokens, "\x6f", "\x2f");
}

function plainType(text: PlainText, value: unknown): void {
  const record = fields(value);
  const { length } = text.written;
  const { tokens } = text;
  text.tokens += "\x75";
  if (record["mime"] !== undefined) for (const one of list(record["mime"])) text.leaf("\x61\x03", "\x21", one);
  if (record["ddfName"] !== undefined) text.leaf("\x51\x03", "\x11", record["ddfName"]);
  text.close("\x01", length, tokens, "\x75", "\x35");
}

/** A whole MgmtTree as the text of its WBXML body. */
export const TNDS_PLAIN: (text: PlainText, value: unknown) => void = plainMgmtTree;
