/** Bad input ends in a `DecodeError` that names a place inside it, and in nothing else. */
import { strict as assert } from "node:assert";
import { DecodeError } from "@oma-dm/codec";

/** What `decode` makes of `data`; undefined when it refuses it as it should. */
export function decoded(decode, data) {
  try {
    return decode(data);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const { at, path, reason } = error;
    if (at.kind === "offset") assert(at.offset >= 0 && at.offset <= data.length, error.message);
    else assert(at.line >= 1 && at.column >= 1, error.message);
    assert(path.every((name) => typeof name === "string") && reason !== "", error.message);
    return undefined;
  }
}
