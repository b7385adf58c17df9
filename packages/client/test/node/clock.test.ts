import { describe, expect, it, vi } from "vitest";
import { systemClock, virtualClock } from "../../src/node/index.ts";
import { clockContract } from "./clock-contract.ts";

clockContract("systemClock", () => ({
  clock: systemClock(),
  pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}));

clockContract("virtualClock", () => {
  const clock = virtualClock(1_000);
  return { clock, pass: (ms) => clock.advance(ms) };
});

describe("systemClock", () => {
  it("sleeps the whole of a span that takes several timers", async () => {
    vi.useFakeTimers();
    try {
      const span = 2 ** 31 * 2 + 5;
      let awake = false;
      void systemClock()
        .sleep(span)
        .then(() => {
          awake = true;
        });
      await vi.advanceTimersByTimeAsync(span - 1);
      expect(awake).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      expect(awake).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("virtualClock", () => {
  it("stands still until advanced, then wakes sleepers in order, each at its own time", async () => {
    const clock = virtualClock(0);
    const woken: string[] = [];
    const sleeper = async (name: string, ...spans: number[]) => {
      for (const ms of spans) {
        await clock.sleep(ms);
        woken.push(`${name}@${clock.now()}`);
      }
    };
    const all = Promise.all([sleeper("late", 30), sleeper("twice", 10, 10), sleeper("tie", 10), sleeper("beyond", 31)]);
    await clock.advance(30);
    expect(woken).toEqual(["twice@10", "tie@10", "twice@20", "late@30"]);
    expect(clock.now()).toBe(30);
    await clock.advance(1);
    await all;
    await expect(clock.advance(-1)).rejects.toThrow(RangeError);
  });
});
