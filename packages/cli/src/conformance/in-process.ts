/** Our own client, driven inside this process: memory for a store, a clock that waits for nothing, real sockets. */
import {
  BootstrapError,
  type BootstrapPolicy,
  CardError,
  DeviceClient,
  DeviceError,
  type DeviceOptions,
  interior,
  leaf,
  type ManagementObject,
  type Ports,
  STATUS,
  type Store,
  testObject,
  type UserAnswer,
  type UserInterface,
} from "@oma-dm/client";
import { memoryStore, seededRandom, undiciHttp } from "@oma-dm/client/node";
import { DecodeError } from "@oma-dm/codec";
import type {
  BootstrapEnd,
  BootstrapRequest,
  ClientDriver,
  DeviceAct,
  DeviceSetup,
  DrivenDevice,
  Feature,
  OpenPushPorts,
  PushControl,
  PushPorts,
  SessionEnd,
  SessionRequest,
  Told,
} from "@oma-dm/lab";
import { MemoryReader } from "./memory-reader.ts";

const OFFERS: readonly Feature[] = [
  ...([
    "test-object",
    "bench-object",
    "md5",
    "two-servers",
    "session",
    "abort",
    "alert",
    "alert-in-session",
    "event",
    "report",
    "restart",
    "reset",
    "ui",
    "ui-absent",
  ] as const),
  ...(["tls", "client-certificate", "hmac", "basic", "http-auth", "account-setup", "large-objects"] as const),
  ...(["tnds", "struct", "old-tls", "disk-full", "notification", "push-ports", "clock"] as const),
  ...(["bootstrap", "bootstrap-server", "smart-card"] as const),
];

export interface InProcessOptions {
  /** Changes the device's edges: tests make it worse on purpose. */
  readonly ports?: (ports: Ports) => Ports;
}

export function inProcessDriver(options: InProcessOptions = {}): ClientDriver {
  return {
    name: "oma-dm, in this process",
    offers: new Set(OFFERS),
    open: (setup) => InProcessDevice.open(setup, options),
  };
}

class InProcessDevice implements DrivenDevice {
  readonly pushes: PushControl & { told: Told[] } = {
    told: [],
    inject: async (pdu, bearer) => void (await this.#device.inject(pdu, { bearer })),
    listen: (ports) => this.#listen(ports),
  };

  /** Store and random numbers are one for all its lives: who wakes up must not draw the same nonces again. */
  readonly #store = lastingStore();
  readonly #random: Ports["random"];
  readonly #setup: DeviceSetup;
  readonly #options: InProcessOptions;
  /** The store is full once the server's first message is in, and has room again afterwards. */
  #fills = false;
  readonly #reader = new MemoryReader();
  #device!: DeviceClient;

  private constructor(setup: DeviceSetup, options: InProcessOptions) {
    this.#setup = setup;
    this.#options = options;
    this.#random = seededRandom(setup.seed);
  }

  static async open(setup: DeviceSetup, options: InProcessOptions): Promise<InProcessDevice> {
    const device = new InProcessDevice(setup, options);
    await device.#start();
    await device.#bootstrap();
    device.#fills = setup.fullDisk === true;
    return device;
  }

  async #start(): Promise<void> {
    const { deviceId, ca, clientCertificate, allowOldTls, ui, rootAcl, now, bootstrap } = this.#setup;
    const ports: Ports = {
      clock: leapingClock(now),
      random: this.#random,
      store: this.#store,
      http: undiciHttp({
        ...(ca === undefined ? {} : { ca }),
        ...(clientCertificate === undefined ? {} : { clientCertificate }),
        ...(allowOldTls === true ? { minTlsVersion: "TLSv1.1" as const } : {}),
      }),
      ...(ui === undefined ? {} : { ui: preparedUi(ui) }),
      card: this.#reader,
    };
    const opened: DeviceOptions = {
      device: { devId: deviceId, man: "Acme", mod: "GW-1", fwV: "1.0", swV: "2.0", hwV: "3.0" },
      objects: [testObject(), benchObject(), refusal()],
      ports: this.#options.ports?.(ports) ?? ports,
      bootstrap: policyOf(bootstrap),
      ...(rootAcl === undefined ? {} : { rootAcl }),
    };
    this.#device = await DeviceClient.open(opened);
    void this.#hear(this.#device);
  }

  /** Until the device is closed. */
  async #hear(device: DeviceClient): Promise<void> {
    for await (const event of device.events()) if (event.type === "notified") this.pushes.told.push(toldOf(event));
  }

  async #listen({ tls, user }: PushPorts): Promise<OpenPushPorts> {
    const { close, listeners } = await this.#device.listen({
      wapPush: { port: 0 },
      httpPush: {
        port: 0,
        ...(tls === undefined ? {} : { tls }),
        ...(user === undefined
          ? {}
          : { authentication: { scheme: user.scheme, users: [{ user: user.name, secret: user.secret }] } }),
      },
    });
    const [wap, http] = listeners.map(({ address }) => address);
    return { wap: wap!, http: http!, close };
  }

  async #bootstrap(): Promise<void> {
    for (const { bytes, contentType, imsi } of this.#setup.bootstraps) {
      await this.#device.bootstrap(bytes, { contentType, imsi });
    }
  }

  async session({ serverId, encoding, alert, sessionId, cancelAfter, raise }: SessionRequest): Promise<SessionEnd> {
    const stop = new AbortController();
    let received = 0;
    const connecting = this.#device.connect(serverId, {
      encoding,
      signal: stop.signal,
      timeoutMs: 3_000,
      trace: ({ direction }) => {
        if (direction !== "in") return;
        this.#store.full = this.#fills;
        received += 1;
        if (received === cancelAfter) stop.abort();
        if (raise !== undefined && received === raise.after)
          void this.#device.alert({ type: raise.type, format: raise.format, data: raise.data });
      },
      ...(alert === undefined ? {} : { alert: alert === 1200 ? "1200" : "1201" }),
      ...(sessionId === undefined ? {} : { sessionId }),
    });
    // A store that fails is the end of a session too; the next one finds it working again.
    const outcome = await connecting.catch(
      (error: unknown): SessionEnd => ({ outcome: "failed", error: String(error) }),
    );
    this.#store.full = false;
    this.#fills = false;
    if (outcome.outcome === "failed") return outcome as SessionEnd;
    return "error" in outcome && typeof outcome.error === "object"
      ? { outcome: outcome.outcome, error: `${outcome.error.code}: ${outcome.error.message}` }
      : { outcome: outcome.outcome };
  }

  async act(act: DeviceAct, about: Parameters<DrivenDevice["act"]>[1]): Promise<string | undefined> {
    try {
      return await this.#act(act, about);
    } catch (error) {
      if (error instanceof DeviceError) return error.message;
      throw error;
    }
  }

  async #act(act: DeviceAct, { serverId, encoding }: Parameters<DrivenDevice["act"]>[1]): Promise<string | undefined> {
    switch (act.act) {
      case "alert": {
        const { mark, correlator, ...about } = reported(act);
        await this.#device.alert({
          ...about,
          ...(mark === undefined ? {} : { mark: mark as never }),
          ...(correlator === undefined ? {} : { correlator }),
        });
        return undefined;
      }
      case "event":
        await this.#device.clientEvent(reported(act));
        return undefined;
      case "report": {
        const { type, format, data } = act;
        const outcome = await this.#device.report({ serverId, type, format, data }, { encoding, timeoutMs: 3_000 });
        return outcome.delivered ? undefined : outcome.error.message;
      }
      case "restart":
        await this.#device.close();
        await this.#start();
        return undefined;
      case "reset":
        await this.#device.factoryReset();
        return undefined;
    }
  }

  async bootstrap(request: BootstrapRequest): Promise<BootstrapEnd> {
    const { card } = request;
    if (card !== undefined) this.#reader.card = card === "none" ? undefined : card;
    const refusal = await this.#bootstrapBy(request).catch((error: unknown) => {
      if (error instanceof BootstrapError || error instanceof CardError || error instanceof DecodeError) return error;
      throw error;
    });
    const due = await this.#device.due();
    return refusal === undefined ? { due } : { due, refusal: refusal.message };
  }

  async #bootstrapBy({ door, document, pin }: BootstrapRequest): Promise<Error | undefined> {
    const typed = pin === undefined ? {} : { pin };
    if (door === "power-on") {
      await this.#device.close();
      await this.#start();
      const reports = await this.#device.powerOn();
      return reports.find(({ error }) => error !== undefined)?.error;
    }
    if (door === "https" || door === "scws") await this.#device.bootstrapFrom(door, typed);
    else if (document !== undefined) {
      const { bytes, contentType } = document;
      await this.#device.bootstrap(bytes, { contentType, source: door, ...typed });
    }
    return undefined;
  }

  async close(): Promise<void> {
    await this.#device.close();
  }
}

/** Nobody is asked twice and nothing is waited for: the clock of this device stands still in between. */
function policyOf(known: DeviceSetup["bootstrap"]): BootstrapPolicy {
  const { imsi, serverUrl, scwsUrl, cardUrlOid, cardsDisabled, cardsRejected } = known;
  return {
    imsi,
    ...(serverUrl === undefined ? {} : { serverUrl }),
    ...(scwsUrl === undefined ? {} : { scwsUrl }),
    card: {
      serverUrlOid: cardUrlOid,
      ...(cardsDisabled === true ? { enabled: false } : {}),
      ...(cardsRejected === true ? { accepts: () => false } : {}),
    },
    holdOffMs: 0,
    request: { attempts: 1, timeoutMs: 3_000 },
  };
}

/** What the object ./Test of the client does not have: a child that only goes with its parent, a leaf that cannot go back. */
function benchObject(): ManagementObject {
  const own = ["Add", "Delete", "Get", "Replace"] as const;
  const kept = leaf("kept", "chr", ["Add", "Get"]);
  const stubborn = leaf("stubborn", "chr", ["Get", "Replace"], { scope: "Permanent", initial: "old" });
  return {
    spec: interior("Bench", ["Add", "Get"], [stubborn, interior(null, own, [kept])], {
      scope: "Permanent",
      moid: "urn:oma:mo:x-oma-dm-bench:1.0",
      acl: "Add=*&Delete=*&Exec=*&Get=*&Replace=*",
    }),
    rollBack: () => {
      throw new Error("this object never goes back");
    },
  };
}

/** Refuses whatever changes it, but only when everything else was found good. */
function refusal(): ManagementObject {
  const value = leaf("value", "chr", ["Get", "Replace"], { scope: "Permanent", initial: "old" });
  return {
    spec: interior("Refusal", ["Get"], [value], { scope: "Permanent", acl: "Get=*&Replace=*" }),
    validate: () => STATUS.commandFailed,
  };
}

/** What of it is text or a number. */
function toldOf(knock: object): Told {
  return Object.fromEntries(
    Object.entries(knock).filter(([, value]) => typeof value === "string" || typeof value === "number"),
  );
}

function reported({ act: _act, refused: _refused, ...about }: Extract<DeviceAct, { act: "alert" | "event" }>) {
  return about;
}

/** A store that outlives the device: closing it is a restart. */
function lastingStore(): Store & { full: boolean } {
  const inner = memoryStore();
  return {
    full: false,
    entries: (prefix) => inner.entries(prefix),
    async commit(changes) {
      if (this.full) throw new Error("no space left on the device");
      await inner.commit(changes);
    },
    close: async () => undefined,
  };
}

/** Time that passes when someone waits for it. Long waits are for something else to happen first. */
function leapingClock(start = Date.now()): Ports["clock"] {
  let now = start;
  return {
    now: () => now,
    sleep: (ms, signal) => {
      if (ms >= 5_000) return new Promise((done) => signal?.addEventListener("abort", () => done(), { once: true }));
      now += ms;
      return Promise.resolve();
    },
  };
}

/** Answers in the order they were prepared; after the last one nobody is there any more. */
function preparedUi(answers: NonNullable<DeviceSetup["ui"]>): UserInterface {
  const left = [...answers];
  const next = async (): Promise<UserAnswer> => left.shift() ?? { answer: "timed-out" };
  return { display: next, confirm: next, input: next, choose: next, pin: async () => undefined };
}
