/** Generated from the rows of content-model.ts by `npm run generate`; do not edit. */
import type { RecordShape } from "../content-model/model.ts";
import { fields, list, NOT_PLAIN, type PlainText } from "../content-model/plain-text.ts";

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

function plainSyncML(text: PlainText, value: unknown): void {
  const record = fields(value);
  text.tokens += "\x6d";
  plainSyncHdr(text, record["syncHdr"]);
  plainSyncBody(text, record["syncBody"]);
  text.tokens += "\x01";
}

function plainSyncHdr(text: PlainText, value: unknown): void {
  const record = fields(value);
  text.tokens += "\x6c";
  text.leaf("\x71\x03", "\x31", record["verDtd"]);
  text.leaf("\x72\x03", "\x32", record["verProto"]);
  text.leaf("\x65\x03", "\x25", record["sessionId"]);
  text.leaf("\x5b\x03", "\x1b", record["msgId"]);
  plainTarget(text, record["target"]);
  plainSource(text, record["source"]);
  if (record["respUri"] !== undefined) text.leaf("\x61\x03", "\x21", record["respUri"]);
  if (record["noResp"] === true) text.tokens += "\x1d";
  if (record["cred"] !== undefined) plainCred(text, record["cred"]);
  if (record["meta"] !== undefined) plainMeta(text, record["meta"]);
  text.tokens += "\x01";
}

function plainSyncBody(text: PlainText, value: unknown): void {
  const record = fields(value);
  const { length } = text.written;
  const { tokens } = text;
  text.tokens += "\x6b";
  for (const one of list(record["commands"])) plainCommand(text, one);
  if (record["final"] === true) text.tokens += "\x12";
  text.close("\x01", length, tokens, "\x6b", "\x2b");
}

function plainAdd(text: PlainText, value: unknown): void {
  const record = fields(value);
  text.tokens += "\x45";
  text.leaf("\x4b\x03", "\x0b", record["cmdId"]);
  if (record["noResp"] === true) text.tokens += "\x1d";
  if (record["cred"] !== undefined) plainCred(text, record["cred"]);
  if (record["meta"] !== undefined) plainMeta(text, record["meta"]);
  for (const one of list(record["items"])) plainItem(text, one);
  text.tokens += "\x01";
}

function plainReplace(text: PlainText, value: unknown): void {
  const record = fields(value);
  text.tokens += "\x60";
  text.leaf("\x4b\x03", "\x0b", record["cmdId"]);
  if (record["noResp"] === true) text.tokens += "\x1d";
  if (record["cred"] !== undefined) plainCred(text, record["cred"]);
  if (record["meta"] !== undefined) plainMeta(text, record["meta"]);
  for (const one of list(record["items"])) plainItem(text, one);
  text.tokens += "\x01";
}

function plainDelete(text: PlainText, value: unknown): void {
  const record = fields(value);
  text.tokens += "\x50";
  text.leaf("\x4b\x03", "\x0b", record["cmdId"]);
  if (record["noResp"] === true) text.tokens += "\x1d";
  if (record["archive"] === true) text.tokens += "\x07";
  if (record["sftDel"] === true) text.tokens += "\x26";
  if (record["cred"] !== undefined) plainCred(text, record["cred"]);
  if (record["meta"] !== undefined) plainMeta(text, record["meta"]);
  for (const one of list(record["items"])) plainItem(text, one);
  text.tokens += "\x01";
}

function plainGet(text: PlainText, value: unknown): void {
  const record = fields(value);
  text.tokens += "\x53";
  text.leaf("\x4b\x03", "\x0b", record["cmdId"]);
  if (record["noResp"] === true) text.tokens += "\x1d";
  if (record["lang"] !== undefined) text.leaf("\x55\x03", "\x15", record["lang"]);
  if (record["cred"] !== undefined) plainCred(text, record["cred"]);
  if (record["meta"] !== undefined) plainMeta(text, record["meta"]);
  for (const one of list(record["items"])) plainItem(text, one);
  text.tokens += "\x01";
}

function plainExec(text: PlainText, value: unknown): void {
  const record = fields(value);
  text.tokens += "\x51";
  text.leaf("\x4b\x03", "\x0b", record["cmdId"]);
  if (record["noResp"] === true) text.tokens += "\x1d";
  if (record["cred"] !== undefined) plainCred(text, record["cred"]);
  if (record["meta"] !== undefined) plainMeta(text, record["meta"]);
  if (record["correlator"] !== undefined) text.leaf("\x7c\x03", "\x3c", record["correlator"]);
  for (const one of list(record["items"])) plainItem(text, one);
  text.tokens += "\x01";
}

function plainAlert(text: PlainText, value: unknown): void {
  const record = fields(value);
  text.tokens += "\x46";
  text.leaf("\x4b\x03", "\x0b", record["cmdId"]);
  if (record["noResp"] === true) text.tokens += "\x1d";
  if (record["cred"] !== undefined) plainCred(text, record["cred"]);
  if (record["data"] !== undefined) text.leaf("\x4f\x03", "\x0f", record["data"]);
  if (record["correlator"] !== undefined) text.leaf("\x7c\x03", "\x3c", record["correlator"]);
  if (record["items"] !== undefined) for (const one of list(record["items"])) plainItem(text, one);
  text.tokens += "\x01";
}

function plainAtomic(text: PlainText, value: unknown): void {
  const record = fields(value);
  text.tokens += "\x48";
  text.leaf("\x4b\x03", "\x0b", record["cmdId"]);
  if (record["noResp"] === true) text.tokens += "\x1d";
  if (record["meta"] !== undefined) plainMeta(text, record["meta"]);
  for (const one of list(record["commands"])) plainCommand(text, one);
  text.tokens += "\x01";
}

function plainSequence(text: PlainText, value: unknown): void {
  const record = fields(value);
  text.tokens += "\x64";
  text.leaf("\x4b\x03", "\x0b", record["cmdId"]);
  if (record["noResp"] === true) text.tokens += "\x1d";
  if (record["meta"] !== undefined) plainMeta(text, record["meta"]);
  for (const one of list(record["commands"])) plainCommand(text, one);
  text.tokens += "\x01";
}

function plainStatus(text: PlainText, value: unknown): void {
  const record = fields(value);
  text.tokens += "\x69";
  text.leaf("\x4b\x03", "\x0b", record["cmdId"]);
  text.leaf("\x5c\x03", "\x1c", record["msgRef"]);
  text.leaf("\x4c\x03", "\x0c", record["cmdRef"]);
  text.leaf("\x4a\x03", "\x0a", record["command"]);
  if (record["targetRefs"] !== undefined) for (const one of list(record["targetRefs"])) text.leaf("\x6f\x03", "\x2f", one);
  if (record["sourceRefs"] !== undefined) for (const one of list(record["sourceRefs"])) text.leaf("\x68\x03", "\x28", one);
  if (record["cred"] !== undefined) plainCred(text, record["cred"]);
  if (record["chal"] !== undefined) plainChal(text, record["chal"]);
  text.leaf("\x4f\x03", "\x0f", record["data"]);
  if (record["items"] !== undefined) for (const one of list(record["items"])) plainItem(text, one);
  text.tokens += "\x01";
}

function plainResults(text: PlainText, value: unknown): void {
  const record = fields(value);
  text.tokens += "\x62";
  text.leaf("\x4b\x03", "\x0b", record["cmdId"]);
  if (record["msgRef"] !== undefined) text.leaf("\x5c\x03", "\x1c", record["msgRef"]);
  text.leaf("\x4c\x03", "\x0c", record["cmdRef"]);
  if (record["meta"] !== undefined) plainMeta(text, record["meta"]);
  if (record["targetRef"] !== undefined) text.leaf("\x6f\x03", "\x2f", record["targetRef"]);
  if (record["sourceRef"] !== undefined) text.leaf("\x68\x03", "\x28", record["sourceRef"]);
  for (const one of list(record["items"])) plainItem(text, one);
  text.tokens += "\x01";
}

function plainItem(text: PlainText, value: unknown): void {
  const record = fields(value);
  const { length } = text.written;
  const { tokens } = text;
  text.tokens += "\x54";
  if (record["target"] !== undefined) plainTarget(text, record["target"]);
  if (record["source"] !== undefined) plainSource(text, record["source"]);
  if (record["sourceParent"] !== undefined) throw NOT_PLAIN;
  if (record["targetParent"] !== undefined) throw NOT_PLAIN;
  if (record["meta"] !== undefined) plainMeta(text, record["meta"]);
  if (record["data"] !== undefined) text.leaf("\x4f\x03", "\x0f", record["data"]);
  if (record["moreData"] === true) text.tokens += "\x34";
  text.close("\x01", length, tokens, "\x54", "\x14");
}

function plainTarget(text: PlainText, value: unknown): void {
  const record = fields(value);
  text.tokens += "\x6e";
  text.leaf("\x57\x03", "\x17", record["locUri"]);
  if (record["locName"] !== undefined) text.leaf("\x56\x03", "\x16", record["locName"]);
  if (record["filter"] !== undefined) throw NOT_PLAIN;
  text.tokens += "\x01";
}

function plainSource(text: PlainText, value: unknown): void {
  const record = fields(value);
  text.tokens += "\x67";
  text.leaf("\x57\x03", "\x17", record["locUri"]);
  if (record["locName"] !== undefined) text.leaf("\x56\x03", "\x16", record["locName"]);
  text.tokens += "\x01";
}

function plainCred(text: PlainText, value: unknown): void {
  const record = fields(value);
  text.tokens += "\x4e";
  if (record["meta"] !== undefined) plainMeta(text, record["meta"]);
  text.leaf("\x4f\x03", "\x0f", record["data"]);
  text.tokens += "\x01";
}

function plainChal(text: PlainText, value: unknown): void {
  const record = fields(value);
  text.tokens += "\x49";
  plainMeta(text, record["meta"]);
  text.tokens += "\x01";
}

function plainMeta(text: PlainText, value: unknown): void {
  const record = fields(value);
  const { length } = text.written;
  const { tokens } = text;
  text.tokens += "\x5a\x00\x01";
  if (record["fieldLevel"] !== undefined) text.leaf("\x56\x03", "\x16", record["fieldLevel"]);
  if (record["format"] !== undefined) text.leaf("\x47\x03", "\x07", record["format"]);
  if (record["type"] !== undefined) text.leaf("\x53\x03", "\x13", record["type"]);
  if (record["mark"] !== undefined) text.leaf("\x4b\x03", "\x0b", record["mark"]);
  if (record["size"] !== undefined) text.leaf("\x52\x03", "\x12", record["size"]);
  if (record["anchor"] !== undefined) throw NOT_PLAIN;
  if (record["version"] !== undefined) text.leaf("\x54\x03", "\x14", record["version"]);
  if (record["nextNonce"] !== undefined) text.leaf("\x50\x03", "\x10", record["nextNonce"]);
  if (record["maxMsgSize"] !== undefined) text.leaf("\x4c\x03", "\x0c", record["maxMsgSize"]);
  if (record["maxObjSize"] !== undefined) text.leaf("\x55\x03", "\x15", record["maxObjSize"]);
  if (record["emi"] !== undefined) for (const one of list(record["emi"])) text.leaf("\x46\x03", "\x06", one);
  if (record["mem"] !== undefined) throw NOT_PLAIN;
  text.close("\x00\x00\x01", length, tokens, "\x5a\x00\x01", "\x1a");
}

function plainCommand(text: PlainText, value: unknown): void {
  switch (fields(value)["cmd"]) {
    case "Add":
      plainAdd(text, value);
      return;
    case "Alert":
      plainAlert(text, value);
      return;
    case "Atomic":
      plainAtomic(text, value);
      return;
    case "Delete":
      plainDelete(text, value);
      return;
    case "Exec":
      plainExec(text, value);
      return;
    case "Get":
      plainGet(text, value);
      return;
    case "Replace":
      plainReplace(text, value);
      return;
    case "Results":
      plainResults(text, value);
      return;
    case "Sequence":
      plainSequence(text, value);
      return;
    case "Status":
      plainStatus(text, value);
      return;
    default:
      throw NOT_PLAIN;
  }
}

/** A whole SyncML as the text of its WBXML body. */
export const SYNCML_PLAIN: (text: PlainText, value: unknown) => void = plainSyncML;
