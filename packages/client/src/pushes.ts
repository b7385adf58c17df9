/** Everything a device has to do with pushes: the desk they arrive at, and the bearers that bring them. */
import type { ConnectOptions, SessionOutcome } from "./connect.ts";
import type { Account } from "./objects/dm-acc.ts";
import type { Occupation } from "./occupation.ts";
import type { Ports } from "./ports.ts";
import { PushDesk, type PushParts } from "./push/push-desk.ts";
import type { InjectOptions, PushOptions, PushStatistics, PushVerdict } from "./push/push-types.ts";
import { type Listening, type ListenOptions, openBearers } from "./push-bearers.ts";
import { pushSessions } from "./push-sessions.ts";

export interface PushesParts
  extends Pick<PushParts, "accounts" | "bootstrap" | "clockIsWrong" | "emit" | "replacedNonce"> {
  readonly ports: Ports;
  readonly options: PushOptions;
  readonly devId: string;
  readonly occupation: Occupation;
  /** Runs one session and rejects with `DeviceError` busy while another is under way. */
  readonly begin: (account: Account, options: ConnectOptions) => Promise<SessionOutcome>;
}

export class Pushes {
  private readonly parts: PushesParts;
  private readonly open = new Set<Listening>();
  private desk: PushDesk;
  /** Of sockets that are closed by now. */
  private drops: number | undefined;

  constructor(parts: PushesParts) {
    this.parts = parts;
    this.desk = this.newDesk();
  }

  private newDesk(): PushDesk {
    const { ports, occupation, begin, ...rest } = this.parts;
    const { clock, store, ui } = ports;
    const connect = pushSessions(rest.accounts, begin);
    return new PushDesk({ ...rest, clock, store, ui, connect, whenFree: () => occupation.whenFree() });
  }

  take(push: Uint8Array, options: InjectOptions): Promise<PushVerdict> {
    return this.desk.take(push, options);
  }

  async listen(bearers: ListenOptions): Promise<Listening> {
    const { ports, devId, emit } = this.parts;
    const { listeners, close } = await openBearers(bearers, {
      clock: ports.clock,
      random: ports.random,
      devId,
      take: (push, options) => this.desk.take(push, options),
      refuse: (reason) => this.desk.refuse(reason),
      warn: (message) => emit({ type: "warning", message }),
    });
    const listening: Listening = {
      listeners,
      close: async () => {
        if (this.open.delete(listening)) this.drops = sum([this.drops, ...dropsOf(listening)]);
        await close();
      },
    };
    this.open.add(listening);
    await this.desk.resume();
    return listening;
  }

  get statistics(): PushStatistics {
    const kernelDrops = sum([this.drops, ...[...this.open].flatMap(dropsOf)]);
    return { ...this.desk.statistics, ...(kernelDrops === undefined ? {} : { kernelDrops }) };
  }

  /** What waited is forgotten; the bearers stay open. */
  async reset(): Promise<void> {
    await this.desk.close();
    this.desk = this.newDesk();
  }

  async close(): Promise<void> {
    // At once, so that no session is begun any more.
    const desk = this.desk.close();
    for (const listening of [...this.open]) await listening.close();
    await desk;
  }
}

function dropsOf({ listeners }: Listening): readonly (number | undefined)[] {
  return listeners.map((listener) => listener.kernelDrops?.());
}

/** `undefined` where nothing is known. */
function sum(counts: readonly (number | undefined)[]): number | undefined {
  const known = counts.filter((count) => count !== undefined);
  return known.length === 0 ? undefined : known.reduce((total, count) => total + count, 0);
}
