/** Sessions by the clock: one with each server, again and again. */
import { randomInt } from "node:crypto";
import { type DeviceClient, DeviceError } from "@oma-dm/client";
import { type AgentConfiguration, toMs } from "./configuration.ts";

type Schedule = NonNullable<AgentConfiguration["schedule"]>;

/** The interval, longer or shorter by up to its jitter. */
export function nextPause({ interval, jitter = "0%" }: Schedule, random = (below: number) => randomInt(below)): number {
  const ms = toMs(interval);
  const span = Math.floor((ms * Number.parseInt(jitter, 10)) / 100);
  return Math.max(1_000, ms - span + random(2 * span + 1));
}

export async function runSchedule(device: DeviceClient, schedule: Schedule, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sleep(nextPause(schedule), signal);
    for (const serverId of device.accounts()) {
      if (signal.aborted) return;
      try {
        await device.connect(serverId, { signal });
      } catch (error) {
        // A session is under way, or the account went meanwhile: the next turn will do.
        if (!(error instanceof DeviceError)) throw error;
      }
    }
  }
}

/** Ends early, without an error, when `signal` does. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done);
  });
}
