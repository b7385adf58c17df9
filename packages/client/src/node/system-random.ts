import { randomFillSync } from "node:crypto";
import type { Random } from "../ports.ts";

/** Random bytes of the operating system. `bytes` throws `RangeError` for a length that is no size. */
export function systemRandom(): Random {
  return { bytes: (length) => randomFillSync(new Uint8Array(length)) };
}
