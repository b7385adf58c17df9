import { describe, expect, it } from "vitest";
import type { Clock } from "../../src/ports.ts";

/** What every clock owes. `pass` lets `ms` go by. */
export function clockContract(name: string, create: () => { clock: Clock; pass(ms: number): Promise<void> }): void {
  describe(`${name} as a clock`, () => {
    it("counts milliseconds since 1970 and never runs backwards", async () => {
      const { clock, pass } = create();
      const before = clock.now();
      await pass(5);
      expect(before).toBeGreaterThan(0);
      expect(clock.now()).toBeGreaterThanOrEqual(before + 4);
    });

    it("wakes a sleeper after its time, not before", async () => {
      const { clock, pass } = create();
      let awake = false;
      const sleep = clock.sleep(40).then(() => {
        awake = true;
      });
      await pass(10);
      expect(awake).toBe(false);
      await pass(60);
      await sleep;
      expect(awake).toBe(true);
    });

    it("wakes at once when aborted, before or during the sleep, and never rejects", async () => {
      const { clock, pass } = create();
      await clock.sleep(1e9, AbortSignal.abort());
      const stop = new AbortController();
      const sleep = clock.sleep(1e9, stop.signal);
      stop.abort(new Error("enough"));
      await expect(sleep).resolves.toBeUndefined();
      await pass(1);
    });

    it("sleeps longer than one timer of Node can hold", async () => {
      const { clock, pass } = create();
      const stop = new AbortController();
      let awake = false;
      const sleep = clock.sleep(2 ** 31 + 1000, stop.signal).then(() => {
        awake = true;
      });
      await pass(30);
      expect(awake).toBe(false);
      stop.abort();
      await sleep;
    });

    it("takes a time of zero or less for none", async () => {
      const { clock, pass } = create();
      const sleeps = [clock.sleep(0), clock.sleep(-5)];
      await pass(5);
      await Promise.all(sleeps);
    });
  });
}
