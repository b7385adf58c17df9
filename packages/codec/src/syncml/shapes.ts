/** Generated from the rows of content-model.ts by `npm run generate`; do not edit. */
import type { RecordShape } from "../content-model/model.ts";
import { close, fields, leaf, list, NOT_PLAIN, open } from "../content-model/plain-writer.ts";
import type { ByteBuffer } from "../wbxml/byte-buffer.ts";

type Fields = Record<string, unknown>;

export const METINF_SHAPES: Readonly<Record<string, RecordShape>> = {

};

export const SYNCML_SHAPES: Readonly<Record<string, RecordShape>> = {
  SyncML: {
    build(values, base) {
      return { syncHdr: values[base], syncBody: values[base + 1] };
    },
  },
  SyncHdr: {
    build(values, base, present) {
      if (present === 63) return { verDtd: values[base], verProto: values[base + 1], sessionId: values[base + 2], msgId: values[base + 3], target: values[base + 4], source: values[base + 5] };
      const record: Fields = { verDtd: values[base], verProto: values[base + 1], sessionId: values[base + 2], msgId: values[base + 3], target: values[base + 4], source: values[base + 5] };
      if ((present & 64) !== 0) record["respUri"] = values[base + 6];
      if ((present & 128) !== 0) record["noResp"] = values[base + 7];
      if ((present & 256) !== 0) record["cred"] = values[base + 8];
      if ((present & 512) !== 0) record["meta"] = values[base + 9];
      return record;
    },
  },
  SyncBody: {
    build(values, base, present) {
      if (present === 1) return { commands: values[base] };
      const record: Fields = { commands: values[base] };
      if ((present & 2) !== 0) record["final"] = values[base + 1];
      return record;
    },
  },
  Add: {
    build(values, base, present) {
      if (present === 17) return { cmd: "Add", cmdId: values[base], items: values[base + 4] };
      if (present === 25) return { cmd: "Add", cmdId: values[base], meta: values[base + 3], items: values[base + 4] };
      const record: Fields = { cmd: "Add", cmdId: values[base] };
      if ((present & 2) !== 0) record["noResp"] = values[base + 1];
      if ((present & 4) !== 0) record["cred"] = values[base + 2];
      if ((present & 8) !== 0) record["meta"] = values[base + 3];
      record["items"] = values[base + 4];
      return record;
    },
  },
  Replace: {
    build(values, base, present) {
      if (present === 17) return { cmd: "Replace", cmdId: values[base], items: values[base + 4] };
      if (present === 25) return { cmd: "Replace", cmdId: values[base], meta: values[base + 3], items: values[base + 4] };
      const record: Fields = { cmd: "Replace", cmdId: values[base] };
      if ((present & 2) !== 0) record["noResp"] = values[base + 1];
      if ((present & 4) !== 0) record["cred"] = values[base + 2];
      if ((present & 8) !== 0) record["meta"] = values[base + 3];
      record["items"] = values[base + 4];
      return record;
    },
  },
  Delete: {
    build(values, base, present) {
      if (present === 65) return { cmd: "Delete", cmdId: values[base], items: values[base + 6] };
      const record: Fields = { cmd: "Delete", cmdId: values[base] };
      if ((present & 2) !== 0) record["noResp"] = values[base + 1];
      if ((present & 4) !== 0) record["archive"] = values[base + 2];
      if ((present & 8) !== 0) record["sftDel"] = values[base + 3];
      if ((present & 16) !== 0) record["cred"] = values[base + 4];
      if ((present & 32) !== 0) record["meta"] = values[base + 5];
      record["items"] = values[base + 6];
      return record;
    },
  },
  Get: {
    build(values, base, present) {
      if (present === 33) return { cmd: "Get", cmdId: values[base], items: values[base + 5] };
      const record: Fields = { cmd: "Get", cmdId: values[base] };
      if ((present & 2) !== 0) record["noResp"] = values[base + 1];
      if ((present & 4) !== 0) record["lang"] = values[base + 2];
      if ((present & 8) !== 0) record["cred"] = values[base + 3];
      if ((present & 16) !== 0) record["meta"] = values[base + 4];
      record["items"] = values[base + 5];
      return record;
    },
  },
  Exec: {
    build(values, base, present) {
      if (present === 33) return { cmd: "Exec", cmdId: values[base], items: values[base + 5] };
      const record: Fields = { cmd: "Exec", cmdId: values[base] };
      if ((present & 2) !== 0) record["noResp"] = values[base + 1];
      if ((present & 4) !== 0) record["cred"] = values[base + 2];
      if ((present & 8) !== 0) record["meta"] = values[base + 3];
      if ((present & 16) !== 0) record["correlator"] = values[base + 4];
      record["items"] = values[base + 5];
      return record;
    },
  },
  Alert: {
    build(values, base, present) {
      if (present === 1) return { cmd: "Alert", cmdId: values[base] };
      const record: Fields = { cmd: "Alert", cmdId: values[base] };
      if ((present & 2) !== 0) record["noResp"] = values[base + 1];
      if ((present & 4) !== 0) record["cred"] = values[base + 2];
      if ((present & 8) !== 0) record["data"] = values[base + 3];
      if ((present & 16) !== 0) record["correlator"] = values[base + 4];
      if ((present & 32) !== 0) record["items"] = values[base + 5];
      return record;
    },
  },
  Atomic: {
    build(values, base, present) {
      if (present === 9) return { cmd: "Atomic", cmdId: values[base], commands: values[base + 3] };
      const record: Fields = { cmd: "Atomic", cmdId: values[base] };
      if ((present & 2) !== 0) record["noResp"] = values[base + 1];
      if ((present & 4) !== 0) record["meta"] = values[base + 2];
      record["commands"] = values[base + 3];
      return record;
    },
  },
  Sequence: {
    build(values, base, present) {
      if (present === 9) return { cmd: "Sequence", cmdId: values[base], commands: values[base + 3] };
      const record: Fields = { cmd: "Sequence", cmdId: values[base] };
      if ((present & 2) !== 0) record["noResp"] = values[base + 1];
      if ((present & 4) !== 0) record["meta"] = values[base + 2];
      record["commands"] = values[base + 3];
      return record;
    },
  },
  Status: {
    build(values, base, present) {
      if (present === 271) return { cmd: "Status", cmdId: values[base], msgRef: values[base + 1], cmdRef: values[base + 2], command: values[base + 3], data: values[base + 8] };
      const record: Fields = { cmd: "Status", cmdId: values[base], msgRef: values[base + 1], cmdRef: values[base + 2], command: values[base + 3] };
      if ((present & 16) !== 0) record["targetRefs"] = values[base + 4];
      if ((present & 32) !== 0) record["sourceRefs"] = values[base + 5];
      if ((present & 64) !== 0) record["cred"] = values[base + 6];
      if ((present & 128) !== 0) record["chal"] = values[base + 7];
      record["data"] = values[base + 8];
      if ((present & 512) !== 0) record["items"] = values[base + 9];
      return record;
    },
  },
  Results: {
    build(values, base, present) {
      if (present === 69) return { cmd: "Results", cmdId: values[base], cmdRef: values[base + 2], items: values[base + 6] };
      const record: Fields = { cmd: "Results", cmdId: values[base] };
      if ((present & 2) !== 0) record["msgRef"] = values[base + 1];
      record["cmdRef"] = values[base + 2];
      if ((present & 8) !== 0) record["meta"] = values[base + 3];
      if ((present & 16) !== 0) record["targetRef"] = values[base + 4];
      if ((present & 32) !== 0) record["sourceRef"] = values[base + 5];
      record["items"] = values[base + 6];
      return record;
    },
  },
  Item: {
    build(values, base, present) {
      if (present === 1) return { target: values[base] };
      if (present === 33) return { target: values[base], data: values[base + 5] };
      if (present === 49) return { target: values[base], meta: values[base + 4], data: values[base + 5] };
      if (present === 50) return { source: values[base + 1], meta: values[base + 4], data: values[base + 5] };
      if (present === 32) return { data: values[base + 5] };
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
  },
  Target: {
    build(values, base, present) {
      if (present === 1) return { locUri: values[base] };
      const record: Fields = { locUri: values[base] };
      if ((present & 2) !== 0) record["locName"] = values[base + 1];
      if ((present & 4) !== 0) record["filter"] = values[base + 2];
      return record;
    },
  },
  Source: {
    build(values, base, present) {
      if (present === 1) return { locUri: values[base] };
      const record: Fields = { locUri: values[base] };
      if ((present & 2) !== 0) record["locName"] = values[base + 1];
      return record;
    },
  },
  Cred: {
    build(values, base, present) {
      if (present === 2) return { data: values[base + 1] };
      const record: Fields = {};
      if ((present & 1) !== 0) record["meta"] = values[base];
      record["data"] = values[base + 1];
      return record;
    },
  },
  Chal: {
    build(values, base) {
      return { meta: values[base] };
    },
  },
  Meta: {
    build(values, base, present) {
      if (present === 6) return { format: values[base + 1], type: values[base + 2] };
      if (present === 2) return { format: values[base + 1] };
      if (present === 4) return { type: values[base + 2] };
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
  },
};

function plainSyncML(to: ByteBuffer, value: unknown): void {
  const record = fields(value);
  const start = open(to, 0x6d);
  plainSyncHdr(to, record["syncHdr"]);
  plainSyncBody(to, record["syncBody"]);
  close(to, start, 0x6d);
}

function plainSyncHdr(to: ByteBuffer, value: unknown): void {
  const record = fields(value);
  const start = open(to, 0x6c);
  leaf(to, 0x71, record["verDtd"]);
  leaf(to, 0x72, record["verProto"]);
  leaf(to, 0x65, record["sessionId"]);
  leaf(to, 0x5b, record["msgId"]);
  plainTarget(to, record["target"]);
  plainSource(to, record["source"]);
  if (record["respUri"] !== undefined) leaf(to, 0x61, record["respUri"]);
  if (record["noResp"] === true) to.byte(0x1d);
  if (record["cred"] !== undefined) plainCred(to, record["cred"]);
  if (record["meta"] !== undefined) plainMeta(to, record["meta"]);
  close(to, start, 0x6c);
}

function plainSyncBody(to: ByteBuffer, value: unknown): void {
  const record = fields(value);
  const start = open(to, 0x6b);
  for (const one of list(record["commands"])) plainCommand(to, one);
  if (record["final"] === true) to.byte(0x12);
  close(to, start, 0x6b);
}

function plainAdd(to: ByteBuffer, value: unknown): void {
  const record = fields(value);
  const start = open(to, 0x45);
  leaf(to, 0x4b, record["cmdId"]);
  if (record["noResp"] === true) to.byte(0x1d);
  if (record["cred"] !== undefined) plainCred(to, record["cred"]);
  if (record["meta"] !== undefined) plainMeta(to, record["meta"]);
  for (const one of list(record["items"])) plainItem(to, one);
  close(to, start, 0x45);
}

function plainReplace(to: ByteBuffer, value: unknown): void {
  const record = fields(value);
  const start = open(to, 0x60);
  leaf(to, 0x4b, record["cmdId"]);
  if (record["noResp"] === true) to.byte(0x1d);
  if (record["cred"] !== undefined) plainCred(to, record["cred"]);
  if (record["meta"] !== undefined) plainMeta(to, record["meta"]);
  for (const one of list(record["items"])) plainItem(to, one);
  close(to, start, 0x60);
}

function plainDelete(to: ByteBuffer, value: unknown): void {
  const record = fields(value);
  const start = open(to, 0x50);
  leaf(to, 0x4b, record["cmdId"]);
  if (record["noResp"] === true) to.byte(0x1d);
  if (record["archive"] === true) to.byte(0x07);
  if (record["sftDel"] === true) to.byte(0x26);
  if (record["cred"] !== undefined) plainCred(to, record["cred"]);
  if (record["meta"] !== undefined) plainMeta(to, record["meta"]);
  for (const one of list(record["items"])) plainItem(to, one);
  close(to, start, 0x50);
}

function plainGet(to: ByteBuffer, value: unknown): void {
  const record = fields(value);
  const start = open(to, 0x53);
  leaf(to, 0x4b, record["cmdId"]);
  if (record["noResp"] === true) to.byte(0x1d);
  if (record["lang"] !== undefined) leaf(to, 0x55, record["lang"]);
  if (record["cred"] !== undefined) plainCred(to, record["cred"]);
  if (record["meta"] !== undefined) plainMeta(to, record["meta"]);
  for (const one of list(record["items"])) plainItem(to, one);
  close(to, start, 0x53);
}

function plainExec(to: ByteBuffer, value: unknown): void {
  const record = fields(value);
  const start = open(to, 0x51);
  leaf(to, 0x4b, record["cmdId"]);
  if (record["noResp"] === true) to.byte(0x1d);
  if (record["cred"] !== undefined) plainCred(to, record["cred"]);
  if (record["meta"] !== undefined) plainMeta(to, record["meta"]);
  if (record["correlator"] !== undefined) leaf(to, 0x7c, record["correlator"]);
  for (const one of list(record["items"])) plainItem(to, one);
  close(to, start, 0x51);
}

function plainAlert(to: ByteBuffer, value: unknown): void {
  const record = fields(value);
  const start = open(to, 0x46);
  leaf(to, 0x4b, record["cmdId"]);
  if (record["noResp"] === true) to.byte(0x1d);
  if (record["cred"] !== undefined) plainCred(to, record["cred"]);
  if (record["data"] !== undefined) leaf(to, 0x4f, record["data"]);
  if (record["correlator"] !== undefined) leaf(to, 0x7c, record["correlator"]);
  if (record["items"] !== undefined) for (const one of list(record["items"])) plainItem(to, one);
  close(to, start, 0x46);
}

function plainAtomic(to: ByteBuffer, value: unknown): void {
  const record = fields(value);
  const start = open(to, 0x48);
  leaf(to, 0x4b, record["cmdId"]);
  if (record["noResp"] === true) to.byte(0x1d);
  if (record["meta"] !== undefined) plainMeta(to, record["meta"]);
  for (const one of list(record["commands"])) plainCommand(to, one);
  close(to, start, 0x48);
}

function plainSequence(to: ByteBuffer, value: unknown): void {
  const record = fields(value);
  const start = open(to, 0x64);
  leaf(to, 0x4b, record["cmdId"]);
  if (record["noResp"] === true) to.byte(0x1d);
  if (record["meta"] !== undefined) plainMeta(to, record["meta"]);
  for (const one of list(record["commands"])) plainCommand(to, one);
  close(to, start, 0x64);
}

function plainStatus(to: ByteBuffer, value: unknown): void {
  const record = fields(value);
  const start = open(to, 0x69);
  leaf(to, 0x4b, record["cmdId"]);
  leaf(to, 0x5c, record["msgRef"]);
  leaf(to, 0x4c, record["cmdRef"]);
  leaf(to, 0x4a, record["command"]);
  if (record["targetRefs"] !== undefined) for (const one of list(record["targetRefs"])) leaf(to, 0x6f, one);
  if (record["sourceRefs"] !== undefined) for (const one of list(record["sourceRefs"])) leaf(to, 0x68, one);
  if (record["cred"] !== undefined) plainCred(to, record["cred"]);
  if (record["chal"] !== undefined) plainChal(to, record["chal"]);
  leaf(to, 0x4f, record["data"]);
  if (record["items"] !== undefined) for (const one of list(record["items"])) plainItem(to, one);
  close(to, start, 0x69);
}

function plainResults(to: ByteBuffer, value: unknown): void {
  const record = fields(value);
  const start = open(to, 0x62);
  leaf(to, 0x4b, record["cmdId"]);
  if (record["msgRef"] !== undefined) leaf(to, 0x5c, record["msgRef"]);
  leaf(to, 0x4c, record["cmdRef"]);
  if (record["meta"] !== undefined) plainMeta(to, record["meta"]);
  if (record["targetRef"] !== undefined) leaf(to, 0x6f, record["targetRef"]);
  if (record["sourceRef"] !== undefined) leaf(to, 0x68, record["sourceRef"]);
  for (const one of list(record["items"])) plainItem(to, one);
  close(to, start, 0x62);
}

function plainItem(to: ByteBuffer, value: unknown): void {
  const record = fields(value);
  const start = open(to, 0x54);
  if (record["target"] !== undefined) plainTarget(to, record["target"]);
  if (record["source"] !== undefined) plainSource(to, record["source"]);
  if (record["sourceParent"] !== undefined) throw NOT_PLAIN;
  if (record["targetParent"] !== undefined) throw NOT_PLAIN;
  if (record["meta"] !== undefined) plainMeta(to, record["meta"]);
  if (record["data"] !== undefined) leaf(to, 0x4f, record["data"]);
  if (record["moreData"] === true) to.byte(0x34);
  close(to, start, 0x54);
}

function plainTarget(to: ByteBuffer, value: unknown): void {
  const record = fields(value);
  const start = open(to, 0x6e);
  leaf(to, 0x57, record["locUri"]);
  if (record["locName"] !== undefined) leaf(to, 0x56, record["locName"]);
  if (record["filter"] !== undefined) throw NOT_PLAIN;
  close(to, start, 0x6e);
}

function plainSource(to: ByteBuffer, value: unknown): void {
  const record = fields(value);
  const start = open(to, 0x67);
  leaf(to, 0x57, record["locUri"]);
  if (record["locName"] !== undefined) leaf(to, 0x56, record["locName"]);
  close(to, start, 0x67);
}

function plainCred(to: ByteBuffer, value: unknown): void {
  const record = fields(value);
  const start = open(to, 0x4e);
  if (record["meta"] !== undefined) plainMeta(to, record["meta"]);
  leaf(to, 0x4f, record["data"]);
  close(to, start, 0x4e);
}

function plainChal(to: ByteBuffer, value: unknown): void {
  const record = fields(value);
  const start = open(to, 0x49);
  plainMeta(to, record["meta"]);
  close(to, start, 0x49);
}

function plainMeta(to: ByteBuffer, value: unknown): void {
  const record = fields(value);
  const start = open(to, 0x5a, 1);
  if (record["fieldLevel"] !== undefined) leaf(to, 0x56, record["fieldLevel"]);
  if (record["format"] !== undefined) leaf(to, 0x47, record["format"]);
  if (record["type"] !== undefined) leaf(to, 0x53, record["type"]);
  if (record["mark"] !== undefined) leaf(to, 0x4b, record["mark"]);
  if (record["size"] !== undefined) leaf(to, 0x52, record["size"]);
  if (record["anchor"] !== undefined) throw NOT_PLAIN;
  if (record["version"] !== undefined) leaf(to, 0x54, record["version"]);
  if (record["nextNonce"] !== undefined) leaf(to, 0x50, record["nextNonce"]);
  if (record["maxMsgSize"] !== undefined) leaf(to, 0x4c, record["maxMsgSize"]);
  if (record["maxObjSize"] !== undefined) leaf(to, 0x55, record["maxObjSize"]);
  if (record["emi"] !== undefined) for (const one of list(record["emi"])) leaf(to, 0x46, one);
  if (record["mem"] !== undefined) throw NOT_PLAIN;
  close(to, start, 0x5a, 0);
}

function plainCommand(to: ByteBuffer, value: unknown): void {
  switch (fields(value)["cmd"]) {
    case "Add":
      plainAdd(to, value);
      return;
    case "Alert":
      plainAlert(to, value);
      return;
    case "Atomic":
      plainAtomic(to, value);
      return;
    case "Delete":
      plainDelete(to, value);
      return;
    case "Exec":
      plainExec(to, value);
      return;
    case "Get":
      plainGet(to, value);
      return;
    case "Replace":
      plainReplace(to, value);
      return;
    case "Results":
      plainResults(to, value);
      return;
    case "Sequence":
      plainSequence(to, value);
      return;
    case "Status":
      plainStatus(to, value);
      return;
    default:
      throw NOT_PLAIN;
  }
}

/** Writes a whole SyncML. */
export const SYNCML_PLAIN: (to: ByteBuffer, value: unknown) => void = plainSyncML;
