/** Generated from the rows of content-model.ts by `npm run generate`; do not edit. */
import type { RecordShape } from "../content-model/model.ts";

type Fields = Record<string, unknown>;

export const METINF_SHAPES: Readonly<Record<string, RecordShape>> = {
  Anchor: {
    build(values, base, present) {
      const record: Fields = {};
      if ((present & 1) !== 0) record["last"] = values[base];
      record["next"] = values[base + 1];
      return record;
    },
    visit(record, fields, visitor, writer) {
      if (record["last"] !== undefined) writer.leaf(fields[0]!.tag, record["last"] as string);
      if (record["next"] === undefined) visitor.field(fields[1]!, record["next"]);
      else writer.leaf(fields[1]!.tag, record["next"] as string);
    },
  },
  Mem: {
    build(values, base, present) {
      const record: Fields = {};
      if ((present & 1) !== 0) record["sharedMem"] = values[base];
      record["freeMem"] = values[base + 1];
      record["freeId"] = values[base + 2];
      return record;
    },
    visit(record, fields, visitor, writer) {
      if (record["sharedMem"] !== undefined) visitor.field(fields[0]!, record["sharedMem"]);
      if (record["freeMem"] === undefined) visitor.field(fields[1]!, record["freeMem"]);
      else writer.leaf(fields[1]!.tag, record["freeMem"] as string);
      if (record["freeId"] === undefined) visitor.field(fields[2]!, record["freeId"]);
      else writer.leaf(fields[2]!.tag, record["freeId"] as string);
    },
  },
};

export const SYNCML_SHAPES: Readonly<Record<string, RecordShape>> = {
  SyncML: {
    build(values, base) {
      const record: Fields = { syncHdr: values[base], syncBody: values[base + 1] };
      return record;
    },
    visit(record, fields, visitor) {
      visitor.field(fields[0]!, record["syncHdr"]);
      visitor.field(fields[1]!, record["syncBody"]);
    },
  },
  SyncHdr: {
    build(values, base, present) {
      const record: Fields = { verDtd: values[base], verProto: values[base + 1], sessionId: values[base + 2], msgId: values[base + 3], target: values[base + 4], source: values[base + 5] };
      if ((present & 64) !== 0) record["respUri"] = values[base + 6];
      if ((present & 128) !== 0) record["noResp"] = values[base + 7];
      if ((present & 256) !== 0) record["cred"] = values[base + 8];
      if ((present & 512) !== 0) record["meta"] = values[base + 9];
      return record;
    },
    visit(record, fields, visitor, writer) {
      if (record["verDtd"] === undefined) visitor.field(fields[0]!, record["verDtd"]);
      else writer.leaf(fields[0]!.tag, record["verDtd"] as string);
      if (record["verProto"] === undefined) visitor.field(fields[1]!, record["verProto"]);
      else writer.leaf(fields[1]!.tag, record["verProto"] as string);
      if (record["sessionId"] === undefined) visitor.field(fields[2]!, record["sessionId"]);
      else writer.leaf(fields[2]!.tag, record["sessionId"] as string);
      if (record["msgId"] === undefined) visitor.field(fields[3]!, record["msgId"]);
      else writer.leaf(fields[3]!.tag, record["msgId"] as string);
      visitor.field(fields[4]!, record["target"]);
      visitor.field(fields[5]!, record["source"]);
      if (record["respUri"] !== undefined) writer.leaf(fields[6]!.tag, record["respUri"] as string);
      if (record["noResp"] !== undefined) visitor.field(fields[7]!, record["noResp"]);
      if (record["cred"] !== undefined) visitor.field(fields[8]!, record["cred"]);
      if (record["meta"] !== undefined) visitor.field(fields[9]!, record["meta"]);
    },
  },
  SyncBody: {
    build(values, base, present) {
      const record: Fields = { commands: values[base] };
      if ((present & 2) !== 0) record["final"] = values[base + 1];
      return record;
    },
    visit(record, fields, visitor) {
      visitor.field(fields[0]!, record["commands"]);
      if (record["final"] !== undefined) visitor.field(fields[1]!, record["final"]);
    },
  },
  Add: {
    build(values, base, present) {
      const record: Fields = { cmd: "Add", cmdId: values[base] };
      if ((present & 2) !== 0) record["noResp"] = values[base + 1];
      if ((present & 4) !== 0) record["cred"] = values[base + 2];
      if ((present & 8) !== 0) record["meta"] = values[base + 3];
      record["items"] = values[base + 4];
      return record;
    },
    visit(record, fields, visitor, writer) {
      if (record["cmdId"] === undefined) visitor.field(fields[0]!, record["cmdId"]);
      else writer.leaf(fields[0]!.tag, record["cmdId"] as string);
      if (record["noResp"] !== undefined) visitor.field(fields[1]!, record["noResp"]);
      if (record["cred"] !== undefined) visitor.field(fields[2]!, record["cred"]);
      if (record["meta"] !== undefined) visitor.field(fields[3]!, record["meta"]);
      visitor.field(fields[4]!, record["items"]);
    },
  },
  Replace: {
    build(values, base, present) {
      const record: Fields = { cmd: "Replace", cmdId: values[base] };
      if ((present & 2) !== 0) record["noResp"] = values[base + 1];
      if ((present & 4) !== 0) record["cred"] = values[base + 2];
      if ((present & 8) !== 0) record["meta"] = values[base + 3];
      record["items"] = values[base + 4];
      return record;
    },
    visit(record, fields, visitor, writer) {
      if (record["cmdId"] === undefined) visitor.field(fields[0]!, record["cmdId"]);
      else writer.leaf(fields[0]!.tag, record["cmdId"] as string);
      if (record["noResp"] !== undefined) visitor.field(fields[1]!, record["noResp"]);
      if (record["cred"] !== undefined) visitor.field(fields[2]!, record["cred"]);
      if (record["meta"] !== undefined) visitor.field(fields[3]!, record["meta"]);
      visitor.field(fields[4]!, record["items"]);
    },
  },
  Copy: {
    build(values, base, present) {
      const record: Fields = { cmd: "Copy", cmdId: values[base] };
      if ((present & 2) !== 0) record["noResp"] = values[base + 1];
      if ((present & 4) !== 0) record["cred"] = values[base + 2];
      if ((present & 8) !== 0) record["meta"] = values[base + 3];
      record["items"] = values[base + 4];
      return record;
    },
    visit(record, fields, visitor, writer) {
      if (record["cmdId"] === undefined) visitor.field(fields[0]!, record["cmdId"]);
      else writer.leaf(fields[0]!.tag, record["cmdId"] as string);
      if (record["noResp"] !== undefined) visitor.field(fields[1]!, record["noResp"]);
      if (record["cred"] !== undefined) visitor.field(fields[2]!, record["cred"]);
      if (record["meta"] !== undefined) visitor.field(fields[3]!, record["meta"]);
      visitor.field(fields[4]!, record["items"]);
    },
  },
  Delete: {
    build(values, base, present) {
      const record: Fields = { cmd: "Delete", cmdId: values[base] };
      if ((present & 2) !== 0) record["noResp"] = values[base + 1];
      if ((present & 4) !== 0) record["archive"] = values[base + 2];
      if ((present & 8) !== 0) record["sftDel"] = values[base + 3];
      if ((present & 16) !== 0) record["cred"] = values[base + 4];
      if ((present & 32) !== 0) record["meta"] = values[base + 5];
      record["items"] = values[base + 6];
      return record;
    },
    visit(record, fields, visitor, writer) {
      if (record["cmdId"] === undefined) visitor.field(fields[0]!, record["cmdId"]);
      else writer.leaf(fields[0]!.tag, record["cmdId"] as string);
      if (record["noResp"] !== undefined) visitor.field(fields[1]!, record["noResp"]);
      if (record["archive"] !== undefined) visitor.field(fields[2]!, record["archive"]);
      if (record["sftDel"] !== undefined) visitor.field(fields[3]!, record["sftDel"]);
      if (record["cred"] !== undefined) visitor.field(fields[4]!, record["cred"]);
      if (record["meta"] !== undefined) visitor.field(fields[5]!, record["meta"]);
      visitor.field(fields[6]!, record["items"]);
    },
  },
  Get: {
    build(values, base, present) {
      const record: Fields = { cmd: "Get", cmdId: values[base] };
      if ((present & 2) !== 0) record["noResp"] = values[base + 1];
      if ((present & 4) !== 0) record["lang"] = values[base + 2];
      if ((present & 8) !== 0) record["cred"] = values[base + 3];
      if ((present & 16) !== 0) record["meta"] = values[base + 4];
      record["items"] = values[base + 5];
      return record;
    },
    visit(record, fields, visitor, writer) {
      if (record["cmdId"] === undefined) visitor.field(fields[0]!, record["cmdId"]);
      else writer.leaf(fields[0]!.tag, record["cmdId"] as string);
      if (record["noResp"] !== undefined) visitor.field(fields[1]!, record["noResp"]);
      if (record["lang"] !== undefined) writer.leaf(fields[2]!.tag, record["lang"] as string);
      if (record["cred"] !== undefined) visitor.field(fields[3]!, record["cred"]);
      if (record["meta"] !== undefined) visitor.field(fields[4]!, record["meta"]);
      visitor.field(fields[5]!, record["items"]);
    },
  },
  Exec: {
    build(values, base, present) {
      const record: Fields = { cmd: "Exec", cmdId: values[base] };
      if ((present & 2) !== 0) record["noResp"] = values[base + 1];
      if ((present & 4) !== 0) record["cred"] = values[base + 2];
      if ((present & 8) !== 0) record["meta"] = values[base + 3];
      if ((present & 16) !== 0) record["correlator"] = values[base + 4];
      record["items"] = values[base + 5];
      return record;
    },
    visit(record, fields, visitor, writer) {
      if (record["cmdId"] === undefined) visitor.field(fields[0]!, record["cmdId"]);
      else writer.leaf(fields[0]!.tag, record["cmdId"] as string);
      if (record["noResp"] !== undefined) visitor.field(fields[1]!, record["noResp"]);
      if (record["cred"] !== undefined) visitor.field(fields[2]!, record["cred"]);
      if (record["meta"] !== undefined) visitor.field(fields[3]!, record["meta"]);
      if (record["correlator"] !== undefined) writer.leaf(fields[4]!.tag, record["correlator"] as string);
      visitor.field(fields[5]!, record["items"]);
    },
  },
  Alert: {
    build(values, base, present) {
      const record: Fields = { cmd: "Alert", cmdId: values[base] };
      if ((present & 2) !== 0) record["noResp"] = values[base + 1];
      if ((present & 4) !== 0) record["cred"] = values[base + 2];
      if ((present & 8) !== 0) record["data"] = values[base + 3];
      if ((present & 16) !== 0) record["correlator"] = values[base + 4];
      if ((present & 32) !== 0) record["items"] = values[base + 5];
      return record;
    },
    visit(record, fields, visitor, writer) {
      if (record["cmdId"] === undefined) visitor.field(fields[0]!, record["cmdId"]);
      else writer.leaf(fields[0]!.tag, record["cmdId"] as string);
      if (record["noResp"] !== undefined) visitor.field(fields[1]!, record["noResp"]);
      if (record["cred"] !== undefined) visitor.field(fields[2]!, record["cred"]);
      if (record["data"] !== undefined) visitor.field(fields[3]!, record["data"]);
      if (record["correlator"] !== undefined) writer.leaf(fields[4]!.tag, record["correlator"] as string);
      if (record["items"] !== undefined) visitor.field(fields[5]!, record["items"]);
    },
  },
  Atomic: {
    build(values, base, present) {
      const record: Fields = { cmd: "Atomic", cmdId: values[base] };
      if ((present & 2) !== 0) record["noResp"] = values[base + 1];
      if ((present & 4) !== 0) record["meta"] = values[base + 2];
      record["commands"] = values[base + 3];
      return record;
    },
    visit(record, fields, visitor, writer) {
      if (record["cmdId"] === undefined) visitor.field(fields[0]!, record["cmdId"]);
      else writer.leaf(fields[0]!.tag, record["cmdId"] as string);
      if (record["noResp"] !== undefined) visitor.field(fields[1]!, record["noResp"]);
      if (record["meta"] !== undefined) visitor.field(fields[2]!, record["meta"]);
      visitor.field(fields[3]!, record["commands"]);
    },
  },
  Sequence: {
    build(values, base, present) {
      const record: Fields = { cmd: "Sequence", cmdId: values[base] };
      if ((present & 2) !== 0) record["noResp"] = values[base + 1];
      if ((present & 4) !== 0) record["meta"] = values[base + 2];
      record["commands"] = values[base + 3];
      return record;
    },
    visit(record, fields, visitor, writer) {
      if (record["cmdId"] === undefined) visitor.field(fields[0]!, record["cmdId"]);
      else writer.leaf(fields[0]!.tag, record["cmdId"] as string);
      if (record["noResp"] !== undefined) visitor.field(fields[1]!, record["noResp"]);
      if (record["meta"] !== undefined) visitor.field(fields[2]!, record["meta"]);
      visitor.field(fields[3]!, record["commands"]);
    },
  },
  Status: {
    build(values, base, present) {
      const record: Fields = { cmd: "Status", cmdId: values[base], msgRef: values[base + 1], cmdRef: values[base + 2], command: values[base + 3] };
      if ((present & 16) !== 0) record["targetRefs"] = values[base + 4];
      if ((present & 32) !== 0) record["sourceRefs"] = values[base + 5];
      if ((present & 64) !== 0) record["cred"] = values[base + 6];
      if ((present & 128) !== 0) record["chal"] = values[base + 7];
      record["data"] = values[base + 8];
      if ((present & 512) !== 0) record["items"] = values[base + 9];
      return record;
    },
    visit(record, fields, visitor, writer) {
      if (record["cmdId"] === undefined) visitor.field(fields[0]!, record["cmdId"]);
      else writer.leaf(fields[0]!.tag, record["cmdId"] as string);
      if (record["msgRef"] === undefined) visitor.field(fields[1]!, record["msgRef"]);
      else writer.leaf(fields[1]!.tag, record["msgRef"] as string);
      if (record["cmdRef"] === undefined) visitor.field(fields[2]!, record["cmdRef"]);
      else writer.leaf(fields[2]!.tag, record["cmdRef"] as string);
      if (record["command"] === undefined) visitor.field(fields[3]!, record["command"]);
      else writer.leaf(fields[3]!.tag, record["command"] as string);
      if (record["targetRefs"] !== undefined) visitor.field(fields[4]!, record["targetRefs"]);
      if (record["sourceRefs"] !== undefined) visitor.field(fields[5]!, record["sourceRefs"]);
      if (record["cred"] !== undefined) visitor.field(fields[6]!, record["cred"]);
      if (record["chal"] !== undefined) visitor.field(fields[7]!, record["chal"]);
      visitor.field(fields[8]!, record["data"]);
      if (record["items"] !== undefined) visitor.field(fields[9]!, record["items"]);
    },
  },
  Results: {
    build(values, base, present) {
      const record: Fields = { cmd: "Results", cmdId: values[base] };
      if ((present & 2) !== 0) record["msgRef"] = values[base + 1];
      record["cmdRef"] = values[base + 2];
      if ((present & 8) !== 0) record["meta"] = values[base + 3];
      if ((present & 16) !== 0) record["targetRef"] = values[base + 4];
      if ((present & 32) !== 0) record["sourceRef"] = values[base + 5];
      record["items"] = values[base + 6];
      return record;
    },
    visit(record, fields, visitor, writer) {
      if (record["cmdId"] === undefined) visitor.field(fields[0]!, record["cmdId"]);
      else writer.leaf(fields[0]!.tag, record["cmdId"] as string);
      if (record["msgRef"] !== undefined) writer.leaf(fields[1]!.tag, record["msgRef"] as string);
      if (record["cmdRef"] === undefined) visitor.field(fields[2]!, record["cmdRef"]);
      else writer.leaf(fields[2]!.tag, record["cmdRef"] as string);
      if (record["meta"] !== undefined) visitor.field(fields[3]!, record["meta"]);
      if (record["targetRef"] !== undefined) writer.leaf(fields[4]!.tag, record["targetRef"] as string);
      if (record["sourceRef"] !== undefined) writer.leaf(fields[5]!.tag, record["sourceRef"] as string);
      visitor.field(fields[6]!, record["items"]);
    },
  },
  Map: {
    build(values, base, present) {
      const record: Fields = { cmd: "Map", cmdId: values[base], target: values[base + 1], source: values[base + 2] };
      if ((present & 8) !== 0) record["cred"] = values[base + 3];
      if ((present & 16) !== 0) record["meta"] = values[base + 4];
      record["mapItems"] = values[base + 5];
      return record;
    },
    visit(record, fields, visitor, writer) {
      if (record["cmdId"] === undefined) visitor.field(fields[0]!, record["cmdId"]);
      else writer.leaf(fields[0]!.tag, record["cmdId"] as string);
      visitor.field(fields[1]!, record["target"]);
      visitor.field(fields[2]!, record["source"]);
      if (record["cred"] !== undefined) visitor.field(fields[3]!, record["cred"]);
      if (record["meta"] !== undefined) visitor.field(fields[4]!, record["meta"]);
      visitor.field(fields[5]!, record["mapItems"]);
    },
  },
  MapItem: {
    build(values, base) {
      const record: Fields = { target: values[base], source: values[base + 1] };
      return record;
    },
    visit(record, fields, visitor) {
      visitor.field(fields[0]!, record["target"]);
      visitor.field(fields[1]!, record["source"]);
    },
  },
  Move: {
    build(values, base, present) {
      const record: Fields = { cmd: "Move", cmdId: values[base] };
      if ((present & 2) !== 0) record["noResp"] = values[base + 1];
      if ((present & 4) !== 0) record["cred"] = values[base + 2];
      if ((present & 8) !== 0) record["meta"] = values[base + 3];
      record["items"] = values[base + 4];
      return record;
    },
    visit(record, fields, visitor, writer) {
      if (record["cmdId"] === undefined) visitor.field(fields[0]!, record["cmdId"]);
      else writer.leaf(fields[0]!.tag, record["cmdId"] as string);
      if (record["noResp"] !== undefined) visitor.field(fields[1]!, record["noResp"]);
      if (record["cred"] !== undefined) visitor.field(fields[2]!, record["cred"]);
      if (record["meta"] !== undefined) visitor.field(fields[3]!, record["meta"]);
      visitor.field(fields[4]!, record["items"]);
    },
  },
  Put: {
    build(values, base, present) {
      const record: Fields = { cmd: "Put", cmdId: values[base] };
      if ((present & 2) !== 0) record["noResp"] = values[base + 1];
      if ((present & 4) !== 0) record["lang"] = values[base + 2];
      if ((present & 8) !== 0) record["cred"] = values[base + 3];
      if ((present & 16) !== 0) record["meta"] = values[base + 4];
      record["items"] = values[base + 5];
      return record;
    },
    visit(record, fields, visitor, writer) {
      if (record["cmdId"] === undefined) visitor.field(fields[0]!, record["cmdId"]);
      else writer.leaf(fields[0]!.tag, record["cmdId"] as string);
      if (record["noResp"] !== undefined) visitor.field(fields[1]!, record["noResp"]);
      if (record["lang"] !== undefined) writer.leaf(fields[2]!.tag, record["lang"] as string);
      if (record["cred"] !== undefined) visitor.field(fields[3]!, record["cred"]);
      if (record["meta"] !== undefined) visitor.field(fields[4]!, record["meta"]);
      visitor.field(fields[5]!, record["items"]);
    },
  },
  Search: {
    build(values, base, present) {
      const record: Fields = { cmd: "Search", cmdId: values[base] };
      if ((present & 2) !== 0) record["noResp"] = values[base + 1];
      if ((present & 4) !== 0) record["noResults"] = values[base + 2];
      if ((present & 8) !== 0) record["cred"] = values[base + 3];
      if ((present & 16) !== 0) record["target"] = values[base + 4];
      record["sources"] = values[base + 5];
      if ((present & 64) !== 0) record["lang"] = values[base + 6];
      record["meta"] = values[base + 7];
      record["data"] = values[base + 8];
      return record;
    },
    visit(record, fields, visitor, writer) {
      if (record["cmdId"] === undefined) visitor.field(fields[0]!, record["cmdId"]);
      else writer.leaf(fields[0]!.tag, record["cmdId"] as string);
      if (record["noResp"] !== undefined) visitor.field(fields[1]!, record["noResp"]);
      if (record["noResults"] !== undefined) visitor.field(fields[2]!, record["noResults"]);
      if (record["cred"] !== undefined) visitor.field(fields[3]!, record["cred"]);
      if (record["target"] !== undefined) visitor.field(fields[4]!, record["target"]);
      visitor.field(fields[5]!, record["sources"]);
      if (record["lang"] !== undefined) writer.leaf(fields[6]!.tag, record["lang"] as string);
      visitor.field(fields[7]!, record["meta"]);
      visitor.field(fields[8]!, record["data"]);
    },
  },
  Sync: {
    build(values, base, present) {
      const record: Fields = { cmd: "Sync", cmdId: values[base] };
      if ((present & 2) !== 0) record["noResp"] = values[base + 1];
      if ((present & 4) !== 0) record["cred"] = values[base + 2];
      if ((present & 8) !== 0) record["target"] = values[base + 3];
      if ((present & 16) !== 0) record["source"] = values[base + 4];
      if ((present & 32) !== 0) record["meta"] = values[base + 5];
      if ((present & 64) !== 0) record["numberOfChanges"] = values[base + 6];
      if ((present & 128) !== 0) record["commands"] = values[base + 7];
      return record;
    },
    visit(record, fields, visitor, writer) {
      if (record["cmdId"] === undefined) visitor.field(fields[0]!, record["cmdId"]);
      else writer.leaf(fields[0]!.tag, record["cmdId"] as string);
      if (record["noResp"] !== undefined) visitor.field(fields[1]!, record["noResp"]);
      if (record["cred"] !== undefined) visitor.field(fields[2]!, record["cred"]);
      if (record["target"] !== undefined) visitor.field(fields[3]!, record["target"]);
      if (record["source"] !== undefined) visitor.field(fields[4]!, record["source"]);
      if (record["meta"] !== undefined) visitor.field(fields[5]!, record["meta"]);
      if (record["numberOfChanges"] !== undefined) writer.leaf(fields[6]!.tag, record["numberOfChanges"] as string);
      if (record["commands"] !== undefined) visitor.field(fields[7]!, record["commands"]);
    },
  },
  Item: {
    build(values, base, present) {
      const record: Fields = {};
      if ((present & 1) !== 0) record["target"] = values[base];
      if ((present & 2) !== 0) record["source"] = values[base + 1];
      if ((present & 4) !== 0) record["sourceParent"] = values[base + 2];
      if ((present & 8) !== 0) record["targetParent"] = values[base + 3];
      if ((present & 16) !== 0) record["meta"] = values[base + 4];
      if ((present & 32) !== 0) record["data"] = values[base + 5];
      if ((present & 64) !== 0) record["moreData"] = values[base + 6];
      return record;
    },
    visit(record, fields, visitor) {
      if (record["target"] !== undefined) visitor.field(fields[0]!, record["target"]);
      if (record["source"] !== undefined) visitor.field(fields[1]!, record["source"]);
      if (record["sourceParent"] !== undefined) visitor.field(fields[2]!, record["sourceParent"]);
      if (record["targetParent"] !== undefined) visitor.field(fields[3]!, record["targetParent"]);
      if (record["meta"] !== undefined) visitor.field(fields[4]!, record["meta"]);
      if (record["data"] !== undefined) visitor.field(fields[5]!, record["data"]);
      if (record["moreData"] !== undefined) visitor.field(fields[6]!, record["moreData"]);
    },
  },
  Target: {
    build(values, base, present) {
      const record: Fields = { locUri: values[base] };
      if ((present & 2) !== 0) record["locName"] = values[base + 1];
      if ((present & 4) !== 0) record["filter"] = values[base + 2];
      return record;
    },
    visit(record, fields, visitor, writer) {
      if (record["locUri"] === undefined) visitor.field(fields[0]!, record["locUri"]);
      else writer.leaf(fields[0]!.tag, record["locUri"] as string);
      if (record["locName"] !== undefined) writer.leaf(fields[1]!.tag, record["locName"] as string);
      if (record["filter"] !== undefined) visitor.field(fields[2]!, record["filter"]);
    },
  },
  Source: {
    build(values, base, present) {
      const record: Fields = { locUri: values[base] };
      if ((present & 2) !== 0) record["locName"] = values[base + 1];
      return record;
    },
    visit(record, fields, visitor, writer) {
      if (record["locUri"] === undefined) visitor.field(fields[0]!, record["locUri"]);
      else writer.leaf(fields[0]!.tag, record["locUri"] as string);
      if (record["locName"] !== undefined) writer.leaf(fields[1]!.tag, record["locName"] as string);
    },
  },
  SourceParent: {
    build(values, base, present) {
      const record: Fields = { locUri: values[base] };
      if ((present & 2) !== 0) record["locName"] = values[base + 1];
      return record;
    },
    visit(record, fields, visitor, writer) {
      if (record["locUri"] === undefined) visitor.field(fields[0]!, record["locUri"]);
      else writer.leaf(fields[0]!.tag, record["locUri"] as string);
      if (record["locName"] !== undefined) writer.leaf(fields[1]!.tag, record["locName"] as string);
    },
  },
  TargetParent: {
    build(values, base, present) {
      const record: Fields = { locUri: values[base] };
      if ((present & 2) !== 0) record["locName"] = values[base + 1];
      return record;
    },
    visit(record, fields, visitor, writer) {
      if (record["locUri"] === undefined) visitor.field(fields[0]!, record["locUri"]);
      else writer.leaf(fields[0]!.tag, record["locUri"] as string);
      if (record["locName"] !== undefined) writer.leaf(fields[1]!.tag, record["locName"] as string);
    },
  },
  Filter: {
    build(values, base, present) {
      const record: Fields = { meta: values[base] };
      if ((present & 2) !== 0) record["field"] = values[base + 1];
      if ((present & 4) !== 0) record["record"] = values[base + 2];
      if ((present & 8) !== 0) record["filterType"] = values[base + 3];
      return record;
    },
    visit(record, fields, visitor, writer) {
      visitor.field(fields[0]!, record["meta"]);
      if (record["field"] !== undefined) visitor.field(fields[1]!, record["field"]);
      if (record["record"] !== undefined) visitor.field(fields[2]!, record["record"]);
      if (record["filterType"] !== undefined) writer.leaf(fields[3]!.tag, record["filterType"] as string);
    },
  },
  Field: {
    build(values, base) {
      const record: Fields = { item: values[base] };
      return record;
    },
    visit(record, fields, visitor) {
      visitor.field(fields[0]!, record["item"]);
    },
  },
  Record: {
    build(values, base) {
      const record: Fields = { item: values[base] };
      return record;
    },
    visit(record, fields, visitor) {
      visitor.field(fields[0]!, record["item"]);
    },
  },
  Cred: {
    build(values, base, present) {
      const record: Fields = {};
      if ((present & 1) !== 0) record["meta"] = values[base];
      record["data"] = values[base + 1];
      return record;
    },
    visit(record, fields, visitor) {
      if (record["meta"] !== undefined) visitor.field(fields[0]!, record["meta"]);
      visitor.field(fields[1]!, record["data"]);
    },
  },
  Chal: {
    build(values, base) {
      const record: Fields = { meta: values[base] };
      return record;
    },
    visit(record, fields, visitor) {
      visitor.field(fields[0]!, record["meta"]);
    },
  },
  Meta: {
    build(values, base, present) {
      const record: Fields = {};
      if ((present & 1) !== 0) record["fieldLevel"] = values[base];
      if ((present & 2) !== 0) record["format"] = values[base + 1];
      if ((present & 4) !== 0) record["type"] = values[base + 2];
      if ((present & 8) !== 0) record["mark"] = values[base + 3];
      if ((present & 16) !== 0) record["size"] = values[base + 4];
      if ((present & 32) !== 0) record["anchor"] = values[base + 5];
      if ((present & 64) !== 0) record["version"] = values[base + 6];
      if ((present & 128) !== 0) record["nextNonce"] = values[base + 7];
      if ((present & 256) !== 0) record["maxMsgSize"] = values[base + 8];
      if ((present & 512) !== 0) record["maxObjSize"] = values[base + 9];
      if ((present & 1024) !== 0) record["emi"] = values[base + 10];
      if ((present & 2048) !== 0) record["mem"] = values[base + 11];
      return record;
    },
    visit(record, fields, visitor, writer) {
      if (record["fieldLevel"] !== undefined) writer.leaf(fields[0]!.tag, record["fieldLevel"] as string);
      if (record["format"] !== undefined) writer.leaf(fields[1]!.tag, record["format"] as string);
      if (record["type"] !== undefined) writer.leaf(fields[2]!.tag, record["type"] as string);
      if (record["mark"] !== undefined) writer.leaf(fields[3]!.tag, record["mark"] as string);
      if (record["size"] !== undefined) writer.leaf(fields[4]!.tag, record["size"] as string);
      if (record["anchor"] !== undefined) visitor.field(fields[5]!, record["anchor"]);
      if (record["version"] !== undefined) writer.leaf(fields[6]!.tag, record["version"] as string);
      if (record["nextNonce"] !== undefined) writer.leaf(fields[7]!.tag, record["nextNonce"] as string);
      if (record["maxMsgSize"] !== undefined) writer.leaf(fields[8]!.tag, record["maxMsgSize"] as string);
      if (record["maxObjSize"] !== undefined) writer.leaf(fields[9]!.tag, record["maxObjSize"] as string);
      if (record["emi"] !== undefined) visitor.field(fields[10]!, record["emi"]);
      if (record["mem"] !== undefined) visitor.field(fields[11]!, record["mem"]);
    },
  },
};
