/** What an agent does when the device is switched on: the doors of bootstrap, then the first sessions that are due. */
import { readFile } from "node:fs/promises";
import { type BootstrapPolicy, type DeviceClient, DeviceError, type DeviceEvent } from "@oma-dm/client";
import { type AgentConfiguration, toMs } from "./configuration.ts";
import type { Log } from "./log.ts";
import { sleep } from "./schedule.ts";

/** How often a first session looks whether one that is under way has ended, and for how long, in milliseconds. */
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

/** Tries the doors, and visits the servers whose first session is due: of those doors, of a push, or of another day. */
export class StartUp {
  private readonly device: DeviceClient;
  private readonly log: Log;
  private readonly signal: AbortSignal;
  /** One visit after the other: each looks anew for what is due. */
  private visited: Promise<void> = Promise.resolve();

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
    await this.visit();
  }

  /** A document that came, whichever way: its servers are due. */
  async note({ type }: DeviceEvent): Promise<void> {
    if (type === "bootstrapped") await this.visit();
  }

  private visit(): Promise<void> {
    const visit = this.visited.then(() => this.visitDue());
    this.visited = visit.catch(() => undefined);
    return visit;
  }

  private async visitDue(): Promise<void> {
    for (const serverId of await this.device.due()) {
      for (let tries = 0; tries < BUSY_WAIT.times && !this.signal.aborted; tries++) {
        // The session that was under way may have been its first.
        if (tries > 0 && !(await this.device.due()).includes(serverId)) break;
        if (await this.first(serverId)) break;
        await sleep(BUSY_WAIT.each, this.signal);
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
