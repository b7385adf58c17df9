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
    spread(record, values, base) {
      values[base] = record["last"];
      values[base + 1] = record["next"];
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
    spread(record, values, base) {
      values[base] = record["sharedMem"];
      values[base + 1] = record["freeMem"];
      values[base + 2] = record["freeId"];
    },
  },
};

export const SYNCML_SHAPES: Readonly<Record<string, RecordShape>> = {
  SyncML: {
    build(values, base) {
      const record: Fields = { syncHdr: values[base], syncBody: values[base + 1] };
      return record;
    },
    spread(record, values, base) {
      values[base] = record["syncHdr"];
      values[base + 1] = record["syncBody"];
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
    spread(record, values, base) {
      values[base] = record["verDtd"];
      values[base + 1] = record["verProto"];
      values[base + 2] = record["sessionId"];
      values[base + 3] = record["msgId"];
      values[base + 4] = record["target"];
      values[base + 5] = record["source"];
      values[base + 6] = record["respUri"];
      values[base + 7] = record["noResp"];
      values[base + 8] = record["cred"];
      values[base + 9] = record["meta"];
    },
  },
  SyncBody: {
    build(values, base, present) {
      const record: Fields = { commands: values[base] };
      if ((present & 2) !== 0) record["final"] = values[base + 1];
      return record;
    },
    spread(record, values, base) {
      values[base] = record["commands"];
      values[base + 1] = record["final"];
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
    spread(record, values, base) {
      values[base] = record["cmdId"];
      values[base + 1] = record["noResp"];
      values[base + 2] = record["cred"];
      values[base + 3] = record["meta"];
      values[base + 4] = record["items"];
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
    spread(record, values, base) {
      values[base] = record["cmdId"];
      values[base + 1] = record["noResp"];
      values[base + 2] = record["cred"];
      values[base + 3] = record["meta"];
      values[base + 4] = record["items"];
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
    spread(record, values, base) {
      values[base] = record["cmdId"];
      values[base + 1] = record["noResp"];
      values[base + 2] = record["cred"];
      values[base + 3] = record["meta"];
      values[base + 4] = record["items"];
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
    spread(record, values, base) {
      values[base] = record["cmdId"];
      values[base + 1] = record["noResp"];
      values[base + 2] = record["archive"];
      values[base + 3] = record["sftDel"];
      values[base + 4] = record["cred"];
      values[base + 5] = record["meta"];
      values[base + 6] = record["items"];
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
    spread(record, values, base) {
      values[base] = record["cmdId"];
      values[base + 1] = record["noResp"];
      values[base + 2] = record["lang"];
      values[base + 3] = record["cred"];
      values[base + 4] = record["meta"];
      values[base + 5] = record["items"];
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
    spread(record, values, base) {
      values[base] = record["cmdId"];
      values[base + 1] = record["noResp"];
      values[base + 2] = record["cred"];
      values[base + 3] = record["meta"];
      values[base + 4] = record["correlator"];
      values[base + 5] = record["items"];
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
    spread(record, values, base) {
      values[base] = record["cmdId"];
      values[base + 1] = record["noResp"];
      values[base + 2] = record["cred"];
      values[base + 3] = record["data"];
      values[base + 4] = record["correlator"];
      values[base + 5] = record["items"];
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
    spread(record, values, base) {
      values[base] = record["cmdId"];
      values[base + 1] = record["noResp"];
      values[base + 2] = record["meta"];
      values[base + 3] = record["commands"];
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
    spread(record, values, base) {
      values[base] = record["cmdId"];
      values[base + 1] = record["noResp"];
      values[base + 2] = record["meta"];
      values[base + 3] = record["commands"];
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
    spread(record, values, base) {
      values[base] = record["cmdId"];
      values[base + 1] = record["msgRef"];
      values[base + 2] = record["cmdRef"];
      values[base + 3] = record["command"];
      values[base + 4] = record["targetRefs"];
      values[base + 5] = record["sourceRefs"];
      values[base + 6] = record["cred"];
      values[base + 7] = record["chal"];
      values[base + 8] = record["data"];
      values[base + 9] = record["items"];
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
    spread(record, values, base) {
      values[base] = record["cmdId"];
      values[base + 1] = record["msgRef"];
      values[base + 2] = record["cmdRef"];
      values[base + 3] = record["meta"];
      values[base + 4] = record["targetRef"];
      values[base + 5] = record["sourceRef"];
      values[base + 6] = record["items"];
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
    spread(record, values, base) {
      values[base] = record["cmdId"];
      values[base + 1] = record["target"];
      values[base + 2] = record["source"];
      values[base + 3] = record["cred"];
      values[base + 4] = record["meta"];
      values[base + 5] = record["mapItems"];
    },
  },
  MapItem: {
    build(values, base) {
      const record: Fields = { target: values[base], source: values[base + 1] };
      return record;
    },
    spread(record, values, base) {
      values[base] = record["target"];
      values[base + 1] = record["source"];
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
    spread(record, values, base) {
      values[base] = record["cmdId"];
      values[base + 1] = record["noResp"];
      values[base + 2] = record["cred"];
      values[base + 3] = record["meta"];
      values[base + 4] = record["items"];
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
    spread(record, values, base) {
      values[base] = record["cmdId"];
      values[base + 1] = record["noResp"];
      values[base + 2] = record["lang"];
      values[base + 3] = record["cred"];
      values[base + 4] = record["meta"];
      values[base + 5] = record["items"];
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
    spread(record, values, base) {
      values[base] = record["cmdId"];
      values[base + 1] = record["noResp"];
      values[base + 2] = record["noResults"];
      values[base + 3] = record["cred"];
      values[base + 4] = record["target"];
      values[base + 5] = record["sources"];
      values[base + 6] = record["lang"];
      values[base + 7] = record["meta"];
      values[base + 8] = record["data"];
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
    spread(record, values, base) {
      values[base] = record["cmdId"];
      values[base + 1] = record["noResp"];
      values[base + 2] = record["cred"];
      values[base + 3] = record["target"];
      values[base + 4] = record["source"];
      values[base + 5] = record["meta"];
      values[base + 6] = record["numberOfChanges"];
      values[base + 7] = record["commands"];
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
    spread(record, values, base) {
      values[base] = record["target"];
      values[base + 1] = record["source"];
      values[base + 2] = record["sourceParent"];
      values[base + 3] = record["targetParent"];
      values[base + 4] = record["meta"];
      values[base + 5] = record["data"];
      values[base + 6] = record["moreData"];
    },
  },
  Target: {
    build(values, base, present) {
      const record: Fields = { locUri: values[base] };
      if ((present & 2) !== 0) record["locName"] = values[base + 1];
      if ((present & 4) !== 0) record["filter"] = values[base + 2];
      return record;
    },
    spread(record, values, base) {
      values[base] = record["locUri"];
      values[base + 1] = record["locName"];
      values[base + 2] = record["filter"];
    },
  },
  Source: {
    build(values, base, present) {
      const record: Fields = { locUri: values[base] };
      if ((present & 2) !== 0) record["locName"] = values[base + 1];
      return record;
    },
    spread(record, values, base) {
      values[base] = record["locUri"];
      values[base + 1] = record["locName"];
    },
  },
  SourceParent: {
    build(values, base, present) {
      const record: Fields = { locUri: values[base] };
      if ((present & 2) !== 0) record["locName"] = values[base + 1];
      return record;
    },
    spread(record, values, base) {
      values[base] = record["locUri"];
      values[base + 1] = record["locName"];
    },
  },
  TargetParent: {
    build(values, base, present) {
      const record: Fields = { locUri: values[base] };
      if ((present & 2) !== 0) record["locName"] = values[base + 1];
      return record;
    },
    spread(record, values, base) {
      values[base] = record["locUri"];
      values[base + 1] = record["locName"];
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
    spread(record, values, base) {
      values[base] = record["meta"];
      values[base + 1] = record["field"];
      values[base + 2] = record["record"];
      values[base + 3] = record["filterType"];
    },
  },
  Field: {
    build(values, base) {
      const record: Fields = { item: values[base] };
      return record;
    },
    spread(record, values, base) {
      values[base] = record["item"];
    },
  },
  Record: {
    build(values, base) {
      const record: Fields = { item: values[base] };
      return record;
    },
    spread(record, values, base) {
      values[base] = record["item"];
    },
  },
  Cred: {
    build(values, base, present) {
      const record: Fields = {};
      if ((present & 1) !== 0) record["meta"] = values[base];
      record["data"] = values[base + 1];
      return record;
    },
    spread(record, values, base) {
      values[base] = record["meta"];
      values[base + 1] = record["data"];
    },
  },
  Chal: {
    build(values, base) {
      const record: Fields = { meta: values[base] };
      return record;
    },
    spread(record, values, base) {
      values[base] = record["meta"];
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
    spread(record, values, base) {
      values[base] = record["fieldLevel"];
      values[base + 1] = record["format"];
      values[base + 2] = record["type"];
      values[base + 3] = record["mark"];
      values[base + 4] = record["size"];
      values[base + 5] = record["anchor"];
      values[base + 6] = record["version"];
      values[base + 7] = record["nextNonce"];
      values[base + 8] = record["maxMsgSize"];
      values[base + 9] = record["maxObjSize"];
      values[base + 10] = record["emi"];
      values[base + 11] = record["mem"];
    },
  },
};
