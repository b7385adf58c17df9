/**
 * A device survives a server that means harm: each session ends in time with an outcome, changes nothing for a
 * stranger and leaves nothing behind. `FULL=1` runs thousands; `SEED=n` runs one alone.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { type Clock, DeviceClient, type SessionOutcome, testObject } from "@oma-dm/client";
import { memoryStore } from "@oma-dm/client/node";
import { printTnds } from "@oma-dm/codec/tnds";
import { type BootstrapAuthType, bootstrapDocument, hostileServer } from "@oma-dm/lab";
import { describe, expect, it } from "vitest";
import { bytesKept, type Subject, sessionFaults, unhandledIn } from "./session-laws.ts";

const FULL = process.env["FULL"] === "1";
const ONE = process.env["SEED"];
const SESSIONS = FULL ? 5_000 : 300;
const FROM = FULL ? Date.now() % 1_000_000 : 1;
const SEEDS = ONE === undefined ? Array.from({ length: SESSIONS }, (_, at) => FROM + at) : [Number(ONE)];

const DEVICE = { devId: "IMEI:004999010640000", man: "Acme", mod: "GW-1", swV: "1.0" };
const SERVER_ID = "com.example.dm";
const nonce = (text: string): Uint8Array => new TextEncoder().encode(text);
const CLIENT = { name: "gw-1", secret: "client-pass-7", nonce: nonce("client-nonce-1") };
const SERVER = { name: SERVER_ID, secret: "server-pass-9", nonce: nonce("server-nonce-1") };

const TIMEOUT_MS = 250;
/** Of the machine, which others use too. */
const SLACK_MS = 3_000;

/** Waits a hundredth of what it is asked to. */
const hasty: Clock = { now: Date.now, sleep: (ms, signal) => sleep(ms / 100, undefined, { signal }).catch(() => {}) };

/** Keys that a session writes for itself: its number, nonces, what the two sides settled on. */
const OF_SESSIONS = /^(session-id$|nonce-before:|nonce-spent:|auth-type:|ver-proto:|time-floor|bootstrap:due:)/;

interface Setting {
  readonly stranger: boolean;
  readonly authType: BootstrapAuthType;
  readonly abortAfterMs: number | undefined;
  readonly dripMs: number;
}

/** A third of the servers know the secret: those get deeper. */
function settingOf(seed: number): Setting {
  const stranger = seed % 3 !== 0;
  const types = ["DIGEST", "HMAC", "BASIC", "TRANSPORT"] as const;
  return {
    stranger,
    authType: stranger ? types[seed % 4]! : "DIGEST",
    abortAfterMs: seed % 10 === 0 ? seed % 40 : undefined,
    // Now and then slower than a request may be.
    dripMs: seed % 8 === 0 ? TIMEOUT_MS * 1.5 : 4,
  };
}

interface Run {
  readonly faults: readonly string[];
  readonly end: SessionOutcome["outcome"] | undefined;
  readonly messages: number;
  readonly commands: number;
}

async function run(seed: number): Promise<Run> {
  const { stranger, authType, abortAfterMs, dripMs } = settingOf(seed);
  const server = await hostileServer({
    seed,
    dripMs,
    endlessBytes: 600_000,
    ...(stranger ? {} : { account: { server: SERVER } }),
  });
  const store = memoryStore();
  const device = await DeviceClient.open({
    device: DEVICE,
    objects: [testObject()],
    ports: { store, clock: hasty },
  });
  let outcome: SessionOutcome | undefined;
  try {
    const account = { serverId: SERVER_ID, url: server.url, deviceId: DEVICE.devId, authType };
    await device.bootstrap(bootstrapDocument({ ...account, client: CLIENT, server: SERVER }), { allowUnsigned: true });
    const subject: Subject = {
      connect: async () => {
        outcome = await device.connect(SERVER_ID, {
          timeoutMs: TIMEOUT_MS,
          attempts: 2,
          encoding: seed % 2 === 0 ? "xml" : "wbxml",
          ...(abortAfterMs === undefined ? {} : { signal: AbortSignal.timeout(abortAfterMs) }),
        });
        return outcome;
      },
      kept: async () => {
        const entries = (await store.entries("")).filter(([key]) => !OF_SESSIONS.test(key) && !isNonce(key));
        const shown = entries.map(([key, value]) => `${key} ${Buffer.from(value).toString("hex")}`);
        return [printTnds(await device.tree.export(".")), ...shown].join("\n");
      },
    };
    const faults = await sessionFaults(subject, {
      stranger,
      mostMs: 60_000,
      // Each request once, and a back-off of a hundredth.
      allowedMs: () => (server.acts.length + 1) * (TIMEOUT_MS + 100) + SLACK_MS,
    });
    return {
      faults: faults.map((fault) => `SEED=${seed}: ${fault}`),
      end: outcome?.outcome,
      messages: outcome?.messages ?? 0,
      commands: outcome?.commands.length ?? 0,
    };
  } finally {
    await device.close();
    await server.close();
  }
}

const isNonce = (key: string): boolean => key.includes("AAuthData");

/** A few at a time: most of a session is waiting. */
async function runAll(seeds: readonly number[]): Promise<readonly Run[]> {
  const runs: Run[] = [];
  const left = [...seeds];
  const lane = async (): Promise<void> => {
    for (let seed = left.shift(); seed !== undefined; seed = left.shift()) runs.push(await run(seed));
  };
  await Promise.all([lane(), lane(), lane()]);
  return runs;
}

describe("a device and a hostile server", () => {
  it(`keep every law over ${SEEDS.length} sessions`, { timeout: FULL ? 1_200_000 : 120_000 }, async () => {
    const runs: Run[] = [];
    const kept: number[] = [];
    const quarter = Math.ceil(SEEDS.length / 4);
    const unhandled = await unhandledIn(async () => {
      for (let at = 0; at < SEEDS.length; at += quarter) {
        runs.push(...(await runAll(SEEDS.slice(at, at + quarter))));
        kept.push(await bytesKept());
      }
    });
    expect(runs.flatMap(({ faults }) => faults)).toEqual([]);
    expect(unhandled).toEqual([]);
    // The first quarter fills the caches of the runtime; the others add nothing to them.
    expect(Math.max(...kept) - kept[0]!).toBeLessThan(8 * 1024 * 1024);
    if (ONE !== undefined) return;
    // It was worth the while: sessions went deep, and ended in each way.
    expect(new Set(runs.map(({ end }) => end))).toEqual(
      new Set(["completed", "aborted-by-server", "aborted", "auth-failed", "transport", "protocol"]),
    );
    expect(runs.filter(({ commands }) => commands > 0).length).toBeGreaterThan(SESSIONS / 20);
    expect(runs.filter(({ messages }) => messages > 3).length).toBeGreaterThan(SESSIONS / 40);
  });
});

describe("the laws", () => {
  const good = {
    outcome: "completed",
    sessionId: "1",
    messages: 2,
    commands: [],
    server: { authenticated: false, by: "none" },
  };
  const bounds = { mostMs: 100, allowedMs: () => 50, stranger: true };
  let tree = "before";
  const faults = async (connect: Subject["connect"]) =>
    (await sessionFaults({ connect, kept: async () => tree }, bounds)).join();
  it("are kept by a session that is as it should be", async () => {
    expect(await faults(async () => good)).toBe("");
    expect(
      await faults(async () => ({ ...good, outcome: "transport", error: { code: "busy", message: "try it later" } })),
    ).toBe("");
  });
  it.each<[string, Subject["connect"]]>([
    ["rejected", () => Promise.reject(new Error("x"))],
    ["no outcome after", () => new Promise(() => {})],
    ["ms, allowed are", () => sleep(80, good)],
    ["no outcome that is known", async () => ({ ...good, outcome: "fine" })],
    ["without a known code", async () => ({ ...good, outcome: "transport" })],
    ["says nothing", async () => ({ ...good, outcome: "transport", error: { code: "busy", message: "a\nb" } })],
    ["no session", async () => ({ ...good, messages: "2" })],
    ["no such proof", async () => ({ ...good, server: { authenticated: false, by: "md5" } })],
    ["commands ran", async () => ({ ...good, commands: [{ cmd: "Get", uri: ".", status: 200 }] })],
    ["passed for the server", async () => ({ ...good, server: { authenticated: true, by: "md5" } })],
    [
      "yet it changed",
      async () => {
        tree = "after";
        return good;
      },
    ],
  ])("find a session of which is to be said: %s", async (words, connect) => {
    expect(await faults(connect)).toContain(words);
  });
  it("find what nobody handles, and what is never given back", async () => {
    const reason = new Error("nobody cares");
    expect(await unhandledIn(async () => void Promise.reject(reason))).toEqual([reason]);
    const before = await bytesKept();
    const held = Array.from({ length: 400 }, (_, at) => new Array(5_000).fill(at));
    expect((await bytesKept()) - before).toBeGreaterThan(8 * 1024 * 1024);
    expect(held.length).toBe(400);
  });
});
