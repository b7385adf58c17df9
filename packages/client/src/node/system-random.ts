import { randomFillSync } from "node:crypto";
import type { Random } from "../ports.ts";

/** Drawn at once, since each call costs as much as a kilobyte. */
const POOL_BYTES = 1_024;

/** Random bytes of the operating system. `bytes` throws `RangeError` for a length that is no size. */
export function systemRandom(): Random {
  const pool = new Uint8Array(POOL_BYTES);
  let left = 0;
  return {
    bytes(length) {
      const out = new Uint8Array(length);
      if (length > POOL_BYTES) return randomFillSync(out);
      if (length > left) {
        randomFillSync(pool);
        left = POOL_BYTES;
      }
      const from = POOL_BYTES - left;
      out.set(pool.subarray(from, from + length));
      // Nobody else is to find them.
      pool.fill(0, from, from + length);
      left -= length;
      return out;
    },
  };
}
