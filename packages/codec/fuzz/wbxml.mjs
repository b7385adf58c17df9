/** WBXML as events: balanced, in order, and the same wherever in memory the bytes lie. */
import { strict as assert } from "node:assert";
import { DEFAULT_LIMITS } from "@oma-dm/codec";
import { DMDDF_1_2, readWbxml } from "@oma-dm/codec/wbxml";
import { record } from "./laws/recorder.mjs";
import { vectors } from "./seeds/vectors.mjs";

export const seeds = vectors("message", "embedded", "tnds", "ddf", "document", "wbxml").filter(([first]) => first <= 3);
const OPTIONS = { limits: DEFAULT_LIMITS, fallback: DMDDF_1_2 };

export function fuzz(data) {
  let last = 0;
  const inOrder = (_kind, { offset }) => {
    if (offset < last || offset > data.length) throw new Error(`place ${offset} behind ${last} of ${data.length}`);
    last = offset;
  };
  const told = record((sink) => readWbxml(data, sink, OPTIONS), data, inOrder);
  const moved = new Uint8Array(data.length + 1);
  moved.set(data, 1);
  assert.deepEqual(
    record((sink) => readWbxml(moved.subarray(1), sink, OPTIONS), data),
    told,
  );
}
