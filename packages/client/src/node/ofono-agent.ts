/**
 * oFono's agent for push notifications, over D-Bus (bootstrap-push §4.5). oFono puts parts together and hands over the
 * WSP PDU of what came to the push port.
 */
import { DeviceError } from "../device-error.ts";
import type { Clock } from "../ports.ts";
import type { PushListener, ShortMessages } from "../push-ports.ts";

export interface OfonoOptions {
  /** Address of the bus; the system's when not given. */
  readonly bus?: string;
  /** Object path of the modem; the first that can take pushes when not given. */
  readonly modem?: string;
}

const OFONO = "org.ofono";
const PUSH = "org.ofono.PushNotification";
const AGENT = "org.ofono.PushNotificationAgent";
const AGENT_PATH = "/oma_dm/push";
const SYSTEM_BUS = "unix:path=/run/dbus/system_bus_socket";
/** Between two looks for a modem, milliseconds. */
const LOOK_MS = 2_000;

/** What we use of the package `dbus-native`. */
interface Bus {
  invoke(call: Readonly<Record<string, unknown>>): PromiseLike<unknown>;
  exportInterface(
    methods: Readonly<Record<string, (...args: never[]) => unknown>>,
    path: string,
    description: Readonly<Record<string, unknown>>,
  ): void;
  readonly connection: { on(event: "error" | "end", listener: () => void): void; end(): void };
}
interface BusPackage {
  createClient(options: { readonly busAddress: string }): Bus;
  toPlain(value: unknown): unknown;
}

/** Rejects with `DeviceError` unavailable when the package or the bus is missing; a modem is waited for. */
export async function openOfono(
  { bus: address = process.env["DBUS_SYSTEM_BUS_ADDRESS"] ?? SYSTEM_BUS, modem: wanted }: OfonoOptions,
  messages: ShortMessages,
  { clock, warn }: { readonly clock: Clock; readonly warn: (message: string) => void },
): Promise<PushListener> {
  const { bus, plain } = await connectBus(address);
  const stop = new AbortController();
  let registered: string | undefined;
  bus.connection.on("error", () => warn(`the D-Bus ${address} is gone; restart to listen to oFono again`));
  bus.exportInterface(
    {
      ReceiveNotification: async (notification: Iterable<number>) => {
        await messages.push(Uint8Array.from(notification));
      },
      Release: () => {
        registered = undefined;
      },
    },
    AGENT_PATH,
    {
      name: AGENT,
      methods: { ReceiveNotification: ["aya{sv}", "", ["notification", "info"], []], Release: ["", "", [], []] },
      signals: {},
      properties: {},
    },
  );
  const call = async (path: string, iface: string, member: string, ...body: readonly unknown[]): Promise<unknown> =>
    bus.invoke({
      destination: OFONO,
      path,
      interface: iface,
      member,
      ...(body.length === 0 ? {} : { signature: "o", body }),
    });
  const register = async (): Promise<void> => {
    const modems = plain(await call("/", `${OFONO}.Manager`, "GetModems")) as readonly [
      string,
      { Interfaces?: unknown },
    ][];
    const able = modems.filter(([, { Interfaces }]) => Array.isArray(Interfaces) && Interfaces.includes(PUSH));
    const found = able.map(([path]) => path).find((path) => wanted === undefined || path === wanted);
    if (registered !== undefined && found === registered) return;
    registered = undefined;
    if (found === undefined) return;
    await call(found, PUSH, "RegisterAgent", AGENT_PATH);
    registered = found;
  };
  const loop = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      // oFono may start later than we do, and a modem later than oFono.
      await register().catch(() => undefined);
      await clock.sleep(LOOK_MS, stop.signal);
    }
  };
  const running = loop();
  return {
    name: "sms from ofono",
    isReady: () => registered !== undefined,
    close: async () => {
      if (stop.signal.aborted) return;
      stop.abort();
      await running;
      if (registered !== undefined) await call(registered, PUSH, "UnregisterAgent", AGENT_PATH).catch(() => undefined);
      bus.connection.end();
    },
  };
}

async function connectBus(busAddress: string): Promise<{ readonly bus: Bus; readonly plain: BusPackage["toPlain"] }> {
  let loaded: BusPackage;
  try {
    const found = (await import("dbus-native")) as unknown as BusPackage & { readonly default?: BusPackage };
    loaded = found.default ?? found;
  } catch {
    throw new DeviceError("unavailable", "oFono needs the package dbus-native; install it: npm install dbus-native");
  }
  const bus = loaded.createClient({ busAddress });
  const failed = new Promise<never>((_, reject) => bus.connection.on("error", () => reject(new Error())));
  try {
    const call = {
      path: "/org/freedesktop/DBus",
      destination: "org.freedesktop.DBus",
      interface: "org.freedesktop.DBus",
    };
    await Promise.race([bus.invoke({ ...call, member: "GetId" }), failed]);
  } catch {
    throw new DeviceError(
      "unavailable",
      `the D-Bus ${busAddress} cannot be reached; is it running, and is this its address?`,
    );
  }
  return { bus, plain: loaded.toPlain };
}
