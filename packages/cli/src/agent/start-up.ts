/** What an agent does when the device is switched on: the doors of bootstrap, then the first sessions that are due. */

import { readFile } from "node:fs/promises";
import { type BootstrapPolicy, type DeviceClient, DeviceError, type DeviceEvent } from "@oma-dm/client";
import { type AgentConfiguration, toMs } from "./configuration.ts";
import type { Log } from "./log.ts";

/** How long a first session waits for one that is under way, milliseconds, and how often it looks. */
const BUSY_WAIT = { each: 500, times: 240 };

/** The doors a configuration opens; the factory's document is read. */
export async function doorsOf({ push, bootstrap }: AgentConfiguration): Promise<BootstrapPolicy> {
  const { server, factory, holdOff } = bootstrap ?? {};
  return {
    ...(push?.imsi === undefined ? {} : { imsi: push.imsi }),
    ...(server === undefined ? {} : { serverUrl: server }),
    ...(holdOff === undefined ? {} : { holdOffMs: toMs(holdOff) }),
    ...(factory === undefined ? {} : { factory: { document: await readFile(factory) } }),
  };
}

/**
 * Tries the doors, then visits the servers whose first session is due, and from then on those of every document that
 * comes. Resolves when the doors were tried and what was due then has been visited.
 */
export class StartUp {
  private readonly device: DeviceClient;
  private readonly log: Log;
  private readonly signal: AbortSignal;
  private isReady = false;

  constructor(device: DeviceClient, log: Log, signal: AbortSignal) {
    this.device = device;
    this.log = log;
    this.signal = signal;
  }

  async run(): Promise<void> {
    for (const { door, outcome, error } of await this.device.powerOn({ signal: this.signal })) {
      if (error !== undefined) this.log.write("warn", "door-failed", { door, reason: error.message });
      else this.log.write("info", "door-tried", { door, accounts: outcome?.accounts ?? [] });
    }
    this.isReady = true;
    await this.visit();
  }

  /** A document that came meanwhile, from a push: its servers are due, too. */
  async note({ type }: DeviceEvent): Promise<void> {
    if (type === "bootstrapped" && this.isReady) await this.visit();
  }

  private async visit(): Promise<void> {
    for (const serverId of await this.device.due()) {
      for (let tries = 0; tries < BUSY_WAIT.times && !this.signal.aborted; tries++) {
        if (await this.first(serverId)) break;
        await new Promise((resolve) => setTimeout(resolve, BUSY_WAIT.each));
      }
    }
  }

  /** Whether there is nothing to wait for; a session that fails leaves its server due for the schedule, or the next start. */
  private async first(serverId: string): Promise<boolean> {
    try {
      await this.device.connect(serverId, { signal: this.signal });
      return true;
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      return error.code !== "busy";
    }
  }
}
