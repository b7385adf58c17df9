/** Generated from the rows of content-model.ts by `npm run generate`; do not edit. */
import type { RecordShape } from "../content-model/model.ts";
import { close, fields, leaf, list, NOT_PLAIN, open, token } from "../content-model/plain-writer.ts";
import type { ByteBuffer } from "../wbxml/byte-buffer.ts";

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

function plainMgmtTree(to: ByteBuffer, value: unknown): void {
  const record = fields(value);
  const start = open(to, 0x60);
  leaf(to, 0x77, record["verDtd"]);
  if (record["man"] !== undefined) leaf(to, 0x5f, record["man"]);
  if (record["mod"] !== undefined) leaf(to, 0x62, record["mod"]);
  for (const one of list(record["nodes"])) plainNode(to, one);
  if (record["extensions"] !== undefined) throw NOT_PLAIN;
  close(to, start, 0x60);
}

function plainNode(to: ByteBuffer, value: unknown): void {
  const record = fields(value);
  const start = open(to, 0x64);
  leaf(to, 0x66, record["nodeName"]);
  if (record["path"] !== undefined) leaf(to, 0x6c, record["path"]);
  if (record["rtProperties"] !== undefined) plainRTProperties(to, record["rtProperties"]);
  if (record["dfProperties"] !== undefined) throw NOT_PLAIN;
  if (record["nodes"] !== undefined) for (const one of list(record["nodes"])) plainNode(to, one);
  if (record["value"] !== undefined) leaf(to, 0x76, record["value"]);
  if (record["extensions"] !== undefined) throw NOT_PLAIN;
  close(to, start, 0x64);
}

function plainRTProperties(to: ByteBuffer, value: unknown): void {
  const record = fields(value);
  const start = open(to, 0x6f);
  if (record["acl"] !== undefined) leaf(to, 0x46, record["acl"]);
  if (record["format"] !== undefined) token(to, 0x5c, record["format"]);
  if (record["name"] !== undefined) leaf(to, 0x63, record["name"]);
  if (record["size"] !== undefined) leaf(to, 0x71, record["size"]);
  if (record["title"] !== undefined) leaf(to, 0x73, record["title"]);
  if (record["tStamp"] !== undefined) leaf(to, 0x74, record["tStamp"]);
  if (record["type"] !== undefined) plainType(to, record["type"]);
  if (record["verNo"] !== undefined) leaf(to, 0x78, record["verNo"]);
  if (record["extensions"] !== undefined) throw NOT_PLAIN;
  close(to, start, 0x6f);
}

function plainType(to: ByteBuffer, value: unknown): void {
  const record = fields(value);
  const start = open(to, 0x75);
  if (record["mime"] !== undefined) for (const one of list(record["mime"])) leaf(to, 0x61, one);
  if (record["ddfName"] !== undefined) leaf(to, 0x51, record["ddfName"]);
  close(to, start, 0x75);
}

/** Writes a whole MgmtTree. */
export const TNDS_PLAIN: (to: ByteBuffer, value: unknown) => void = plainMgmtTree;
