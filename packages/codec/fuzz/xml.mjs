/** XML as events: balanced, in order, and the same from text as from its bytes. */
import { strict as assert } from "node:assert";
import { DEFAULT_LIMITS } from "@oma-dm/codec";
import { readXml } from "@oma-dm/codec/xml";
import { record } from "./laws/recorder.mjs";
import { vectors } from "./seeds/vectors.mjs";

export const seeds = vectors("message", "embedded", "tnds", "ddf", "document", "report").filter(([first]) => first > 3);

export function fuzz(data) {
  const lasts = { event: { line: 1, column: 1 }, element: { line: 1, column: 1 } };
  const inOrder = (kind, at) => {
    const last = lasts[kind];
    const isBehind = at.line < last.line || (at.line === last.line && at.column < last.column);
    if (isBehind || at.column < 1) throw new Error(`place ${JSON.stringify(at)} behind ${JSON.stringify(last)}`);
    lasts[kind] = at;
  };
  const told = record((sink) => readXml(data, sink, DEFAULT_LIMITS), data, inOrder);
  if (told.refusal !== undefined) return;
  const text = new TextDecoder("utf-8", { fatal: true });
  let isUtf8 = true;
  try {
    text.decode(data);
  } catch {
    isUtf8 = false;
  }
  const declares = /encoding\s*=/.test(Buffer.from(data.subarray(0, 200)).toString("latin1"));
  if (!isUtf8 || declares) return;
  assert.deepEqual(
    record((sink) => readXml(new TextDecoder().decode(data), sink, DEFAULT_LIMITS), data),
    told,
  );
}
