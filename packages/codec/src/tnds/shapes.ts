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
    visit(record, fields, visitor, writer) {
      if (record["verDtd"] === undefined) visitor.field(fields[0]!, record["verDtd"]);
      else writer.leaf(fields[0]!.tag, record["verDtd"] as string);
      if (record["man"] !== undefined) writer.leaf(fields[1]!.tag, record["man"] as string);
      if (record["mod"] !== undefined) writer.leaf(fields[2]!.tag, record["mod"] as string);
      visitor.field(fields[3]!, record["nodes"]);
      if (record["extensions"] !== undefined) visitor.field(fields[4]!, record["extensions"]);
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
    visit(record, fields, visitor, writer) {
      if (record["nodeName"] === undefined) visitor.field(fields[0]!, record["nodeName"]);
      else writer.leaf(fields[0]!.tag, record["nodeName"] as string);
      if (record["path"] !== undefined) writer.leaf(fields[1]!.tag, record["path"] as string);
      if (record["rtProperties"] !== undefined) visitor.field(fields[2]!, record["rtProperties"]);
      if (record["dfProperties"] !== undefined) visitor.field(fields[3]!, record["dfProperties"]);
      if (record["nodes"] !== undefined) visitor.field(fields[4]!, record["nodes"]);
      if (record["value"] !== undefined) visitor.field(fields[5]!, record["value"]);
      if (record["extensions"] !== undefined) visitor.field(fields[6]!, record["extensions"]);
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
    visit(record, fields, visitor, writer) {
      if (record["acl"] !== undefined) writer.leaf(fields[0]!.tag, record["acl"] as string);
      if (record["format"] !== undefined) visitor.field(fields[1]!, record["format"]);
      if (record["name"] !== undefined) writer.leaf(fields[2]!.tag, record["name"] as string);
      if (record["size"] !== undefined) writer.leaf(fields[3]!.tag, record["size"] as string);
      if (record["title"] !== undefined) writer.leaf(fields[4]!.tag, record["title"] as string);
      if (record["tStamp"] !== undefined) writer.leaf(fields[5]!.tag, record["tStamp"] as string);
      if (record["type"] !== undefined) visitor.field(fields[6]!, record["type"]);
      if (record["verNo"] !== undefined) writer.leaf(fields[7]!.tag, record["verNo"] as string);
      if (record["extensions"] !== undefined) visitor.field(fields[8]!, record["extensions"]);
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
    visit(record, fields, visitor, writer) {
      if (record["accessType"] !== undefined) visitor.field(fields[0]!, record["accessType"]);
      if (record["defaultValue"] !== undefined) writer.leaf(fields[1]!.tag, record["defaultValue"] as string);
      if (record["description"] !== undefined) writer.leaf(fields[2]!.tag, record["description"] as string);
      if (record["dfFormat"] !== undefined) visitor.field(fields[3]!, record["dfFormat"]);
      if (record["occurrence"] !== undefined) visitor.field(fields[4]!, record["occurrence"]);
      if (record["scope"] !== undefined) visitor.field(fields[5]!, record["scope"]);
      if (record["dfTitle"] !== undefined) writer.leaf(fields[6]!.tag, record["dfTitle"] as string);
      if (record["dfType"] !== undefined) visitor.field(fields[7]!, record["dfType"]);
      if (record["caseSense"] !== undefined) visitor.field(fields[8]!, record["caseSense"]);
      if (record["extensions"] !== undefined) visitor.field(fields[9]!, record["extensions"]);
    },
  },
  Type: {
    build(values, base, present) {
      const record: Fields = {};
      if ((present & 1) !== 0) record["mime"] = values[base];
      if ((present & 2) !== 0) record["ddfName"] = values[base + 1];
      return record;
    },
    visit(record, fields, visitor, writer) {
      if (record["mime"] !== undefined) visitor.field(fields[0]!, record["mime"]);
      if (record["ddfName"] !== undefined) writer.leaf(fields[1]!.tag, record["ddfName"] as string);
    },
  },
  DFType: {
    build(values, base, present) {
      const record: Fields = {};
      if ((present & 1) !== 0) record["mime"] = values[base];
      if ((present & 2) !== 0) record["ddfName"] = values[base + 1];
      return record;
    },
    visit(record, fields, visitor, writer) {
      if (record["mime"] !== undefined) visitor.field(fields[0]!, record["mime"]);
      if (record["ddfName"] !== undefined) writer.leaf(fields[1]!.tag, record["ddfName"] as string);
    },
  },
};
