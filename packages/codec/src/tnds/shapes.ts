/** Generated from the rows of content-model.ts by `npm run generate`; do not edit. */
import type { RecordShape } from "../content-model/model.ts";

type Fields = Record<string, unknown>;

export const TNDS_SHAPES: Readonly<Record<string, RecordShape>> = {
  MgmtTree: {
    build(values, base, present) {
      const record: Fields = { verDtd: values[base] };
      if ((present & 2) !== 0) record["man"] = values[base + 1];
      if ((present & 4) !== 0) record["mod"] = values[base + 2];
      record["nodes"] = values[base + 3];
      if ((present & 16) !== 0) record["extensions"] = values[base + 4];
      return record;
    },
    spread(record, values, base) {
      values[base] = record["verDtd"];
      values[base + 1] = record["man"];
      values[base + 2] = record["mod"];
      values[base + 3] = record["nodes"];
      values[base + 4] = record["extensions"];
    },
  },
  Node: {
    build(values, base, present) {
      const record: Fields = { nodeName: values[base] };
      if ((present & 2) !== 0) record["path"] = values[base + 1];
      if ((present & 4) !== 0) record["rtProperties"] = values[base + 2];
      if ((present & 8) !== 0) record["dfProperties"] = values[base + 3];
      if ((present & 16) !== 0) record["nodes"] = values[base + 4];
      if ((present & 32) !== 0) record["value"] = values[base + 5];
      if ((present & 64) !== 0) record["extensions"] = values[base + 6];
      return record;
    },
    spread(record, values, base) {
      values[base] = record["nodeName"];
      values[base + 1] = record["path"];
      values[base + 2] = record["rtProperties"];
      values[base + 3] = record["dfProperties"];
      values[base + 4] = record["nodes"];
      values[base + 5] = record["value"];
      values[base + 6] = record["extensions"];
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
    spread(record, values, base) {
      values[base] = record["acl"];
      values[base + 1] = record["format"];
      values[base + 2] = record["name"];
      values[base + 3] = record["size"];
      values[base + 4] = record["title"];
      values[base + 5] = record["tStamp"];
      values[base + 6] = record["type"];
      values[base + 7] = record["verNo"];
      values[base + 8] = record["extensions"];
    },
  },
  DFProperties: {
    build(values, base, present) {
      const record: Fields = {};
      if ((present & 1) !== 0) record["accessType"] = values[base];
      if ((present & 2) !== 0) record["defaultValue"] = values[base + 1];
      if ((present & 4) !== 0) record["description"] = values[base + 2];
      if ((present & 8) !== 0) record["dfFormat"] = values[base + 3];
      if ((present & 16) !== 0) record["occurrence"] = values[base + 4];
      if ((present & 32) !== 0) record["scope"] = values[base + 5];
      if ((present & 64) !== 0) record["dfTitle"] = values[base + 6];
      if ((present & 128) !== 0) record["dfType"] = values[base + 7];
      if ((present & 256) !== 0) record["caseSense"] = values[base + 8];
      if ((present & 512) !== 0) record["extensions"] = values[base + 9];
      return record;
    },
    spread(record, values, base) {
      values[base] = record["accessType"];
      values[base + 1] = record["defaultValue"];
      values[base + 2] = record["description"];
      values[base + 3] = record["dfFormat"];
      values[base + 4] = record["occurrence"];
      values[base + 5] = record["scope"];
      values[base + 6] = record["dfTitle"];
      values[base + 7] = record["dfType"];
      values[base + 8] = record["caseSense"];
      values[base + 9] = record["extensions"];
    },
  },
  Type: {
    build(values, base, present) {
      const record: Fields = {};
      if ((present & 1) !== 0) record["mime"] = values[base];
      if ((present & 2) !== 0) record["ddfName"] = values[base + 1];
      return record;
    },
    spread(record, values, base) {
      values[base] = record["mime"];
      values[base + 1] = record["ddfName"];
    },
  },
  DFType: {
    build(values, base, present) {
      const record: Fields = {};
      if ((present & 1) !== 0) record["mime"] = values[base];
      if ((present & 2) !== 0) record["ddfName"] = values[base + 1];
      return record;
    },
    spread(record, values, base) {
      values[base] = record["mime"];
      values[base + 1] = record["ddfName"];
    },
  },
};
