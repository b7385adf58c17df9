import { setImmediate } from "node:timers/promises";
import type { Clock } from "../ports.ts";

/** A clock that moves only when told to: for tests and the lab. */
export interface VirtualClock extends Clock {
  /**
   * Moves time forward by `ms`, waking sleepers in the order they are due, each at its own time. A sleep begun by
   * something just woken counts too when it ends within the span. Throws `RangeError` when `ms` is negative.
   */
  advance(ms: number): Promise<void>;
}

interface Sleeper {
  readonly due: number;
  wake(): void;
}

/** `start` in milliseconds since 1970, UTC. */
export function virtualClock(start: number): VirtualClock {
  let now = start;
  const sleepers = new Set<Sleeper>();

  const firstDue = (until: number): Sleeper | undefined => {
    let first: Sleeper | undefined;
    // Strictly earlier: of two due at the same time, the one that slept first wakes first.
    for (const each of sleepers) if (each.due <= until && (first === undefined || each.due < first.due)) first = each;
    return first;
  };

  return {
    now: () => now,
    sleep(ms, signal) {
      if (!(ms > 0) || signal?.aborted === true) return Promise.resolve();
      return new Promise((resolve) => {
        const wake = () => {
          sleepers.delete(sleeper);
          signal?.removeEventListener("abort", wake);
          resolve();
        };
        const sleeper: Sleeper = { due: now + ms, wake };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", wake, { once: true });
      });
    },
    async advance(ms) {
      if (!(ms >= 0)) throw new RangeError("time moves forward: ms must not be negative");
      const until = now + ms;
      for (let next = firstDue(until); next !== undefined; next = firstDue(until)) {
        now = next.due;
        next.wake();
        // One turn of the event loop, so that what was woken can run, and sleep again, before time moves on.
        await setImmediate();
      }
      now = until;
      await setImmediate();
    },
  };
}
