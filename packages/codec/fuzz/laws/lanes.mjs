/** The fast lanes give what the general path gives, and take nothing that it refuses. */
import { strict as assert } from "node:assert";
import { DEFAULT_LIMITS } from "@oma-dm/codec";
import { WbxmlReader, WbxmlWriter } from "@oma-dm/codec/wbxml";
import { Binder } from "../../dist/content-model/binder.js";
import { emit } from "../../dist/content-model/emitter.js";
import { readPlain } from "../../dist/content-model/plain-reader.js";
import { writePlain } from "../../dist/content-model/plain-writer.js";

/** For a document that was read: `value` is what came out. */
export function sameWhenRead(bytes, model, value, { fallback, wrappers } = {}) {
  const reader = new WbxmlReader(bytes, { limits: DEFAULT_LIMITS, fallback });
  const plain = readPlain(reader, model, DEFAULT_LIMITS);
  const binder = new Binder(model, wrappers);
  reader.read(binder);
  assert.deepEqual(binder.finish(), value);
  if (plain !== undefined) assert.deepEqual(plain, value);
}

export function sameWhenWritten(value, model, write, type) {
  const plain = writePlain(write, value, type);
  const writer = new WbxmlWriter(type);
  emit(model, value, writer);
  if (plain !== undefined) assert.deepEqual(plain, writer.finish());
}
