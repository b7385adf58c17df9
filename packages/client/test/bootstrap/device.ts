/** Devices to bootstrap, and a look at every byte they keep. */
import {
  BootstrapError,
  type BootstrapPolicy,
  DeviceClient,
  type DeviceEvent,
  type HttpClient,
  type Store,
  type UserInterface,
} from "@oma-dm/client";
import { memoryStore, virtualClock } from "@oma-dm/client/node";
import { DecodeError } from "@oma-dm/codec";
import { afterEach } from "vitest";

export const DEVICE = { devId: "IMEI:004999010640000", man: "Acme", mod: "GW-1" };

export const ACCOUNT = {
  serverId: "com.example.dm",
  url: "https://dm.example/dm",
  deviceId: DEVICE.devId,
  client: { name: "gw", secret: "pass-7", nonce: Uint8Array.of(0, 1, 2) },
  server: { name: "com.example.dm", secret: "pass-9" },
};

export interface Bench {
  readonly client: DeviceClient;
  readonly store: Store;
  readonly clock: ReturnType<typeof virtualClock>;
  readonly events: DeviceEvent[];
}

const open: DeviceClient[] = [];
afterEach(async () => {
  for (const device of open.splice(0)) await device.close();
});

/** A store that outlives the device: restarts are another `bench` on it. */
export function lastingStore(): Store {
  const store = memoryStore();
  return { ...store, close: async () => {} };
}

export async function bench(
  policy: BootstrapPolicy = {},
  {
    ui,
    exchange,
    store = lastingStore(),
    clock = virtualClock(Date.UTC(2026, 10, 1)),
  }: Partial<Bench & { ui: UserInterface; exchange: (url: string) => void }> = {},
): Promise<Bench> {
  const failure = { outcome: "failure", kind: "refused", message: "nobody is there" } as const;
  const http: HttpClient = {
    exchange: async ({ url }) => {
      exchange?.(url);
      return failure;
    },
    close: async () => {},
  };
  const ports = { store, clock, http, ...(ui === undefined ? {} : { ui }) };
  const client = await DeviceClient.open({ device: DEVICE, ports, bootstrap: policy });
  open.push(client);
  const events: DeviceEvent[] = [];
  void (async () => {
    for await (const event of client.events()) events.push(event);
  })();
  return { client, store, clock, events };
}

/** Every byte of the store, but what counts tries and failures where `without` says so. */
export async function contents(store: Store, without: readonly string[] = []): Promise<string> {
  const entries = (await store.entries("")).filter(([key]) => !without.some((prefix) => key.startsWith(prefix)));
  return JSON.stringify(entries.map(([key, value]) => [key, Buffer.from(value).toString("hex")]));
}

/** What a rejected bootstrap says, by its code; the message where it is something else. */
export async function codeOf(outcome: Promise<unknown>): Promise<string> {
  const error = await outcome.then(
    () => "done",
    (reason: unknown) => reason,
  );
  if (error instanceof BootstrapError || error instanceof DecodeError) return error.code;
  return String(error);
}

/** A person who types these, one after the other, and then nothing. */
export function typing(...pins: readonly string[]): UserInterface & { readonly asked: string[] } {
  const left = [...pins];
  const asked: string[] = [];
  const never = async () => ({ answer: "cancelled" }) as const;
  return {
    asked,
    display: never,
    confirm: async ({ text }) => {
      asked.push(text);
      return { answer: left.shift() === "yes" ? "accepted" : "rejected" };
    },
    input: never,
    choose: never,
    pin: async (purpose) => {
      asked.push(purpose);
      return left.shift();
    },
  };
}
