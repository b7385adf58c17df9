import type { Clock } from "../ports.ts";

/** The longest delay a Node timer takes, in milliseconds; anything longer fires at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The clock of the machine. A sleep is measured on the monotonic clock: setting the date neither cuts nor stretches it. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    async sleep(ms, signal) {
      // Polling intervals may be months: longer than one timer can hold.
      for (let left = ms; signal?.aborted !== true; left -= LONGEST_TIMER) {
        await delay(Math.max(0, Math.min(left, LONGEST_TIMER)), signal);
        if (!(left > LONGEST_TIMER)) return;
      }
    },
  };
}

function delay(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done, { once: true });
  });
}
