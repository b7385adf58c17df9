/** The device outlives servers that mean harm: every session ends, in time, with an outcome and not an exception. */
import { DeviceClient, testObject } from "@oma-dm/client";
import { bootstrapDocument, HOSTILE_BODIES, type HostileServer, hostileServer } from "@oma-dm/lab";
import { afterEach, describe, expect, it } from "vitest";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const CLIENT = { name: "gw-1", secret: "client-pass-7", nonce: bytes("client-nonce-1") };
const SERVER = { name: "com.example.dm", secret: "server-pass-9", nonce: bytes("server-nonce-1") };
const SERVER_ID = "com.example.dm";
const DEV_ID = "IMEI:004999010640000";

let server: HostileServer | undefined;
afterEach(async () => server?.close());

async function meet(url: string, encoding: "xml" | "wbxml"): Promise<{ outcome: string; ms: number }> {
  const device = await DeviceClient.open({
    device: { devId: DEV_ID, man: "Acme", mod: "GW-1" },
    objects: [testObject()],
  });
  try {
    const account = { serverId: SERVER_ID, url, deviceId: DEV_ID, client: CLIENT, server: SERVER };
    await device.bootstrap(bootstrapDocument(account), { allowUnsigned: true });
    const before = await device.tree.get("./DevInfo/DevId");
    const begun = performance.now();
    const { outcome } = await device.connect(SERVER_ID, { attempts: 1, encoding });
    const ms = performance.now() - begun;
    // It is as it was, and still of use.
    expect(await device.tree.get("./DevInfo/DevId")).toEqual(before);
    return { outcome, ms };
  } finally {
    await device.close();
  }
}

/** `HOSTILE_SESSIONS` plays more of them; `HOSTILE_SEED` begins elsewhere. */
const COUNT = Number(process.env["HOSTILE_SESSIONS"] ?? 120);
const FIRST = Number(process.env["HOSTILE_SEED"] ?? 1);

describe("a device among hostile servers", () => {
  it(`outlives ${COUNT} seeds`, { timeout: 30_000 + COUNT * 100 }, async () => {
    server = await hostileServer({ seed: FIRST, account: { server: SERVER }, dripMs: 5, endlessBytes: 256 * 1024 });
    const outcomes = new Set<string>();
    for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
      const met = await meet(server.urlFor(seed), seed % 2 === 0 ? "xml" : "wbxml").catch((error: unknown) => {
        throw new Error(`seed ${seed}: ${JSON.stringify(server?.acts.filter((act) => act.seed === seed))}`, {
          cause: error,
        });
      });
      outcomes.add(met.outcome);
      const acts = met.ms < 5000 ? [] : server.acts.filter((act) => act.seed === seed);
      expect(met.ms, `seed ${seed}: ${JSON.stringify(acts)}`).toBeLessThan(5000);
    }
    // Among so many there are sessions that come to their end and some that do not.
    expect(outcomes.size).toBeGreaterThan(3);
    expect(outcomes).toContain("completed");
  });

  it.each(HOSTILE_BODIES)("outlives %s", async (name) => {
    server = await hostileServer({
      seed: FIRST,
      account: { server: SERVER },
      bodies: ["decent", name],
      deliveries: ["whole"],
    });
    for (let seed = FIRST; seed < FIRST + 4; seed++) {
      expect((await meet(server.urlFor(seed), seed % 2 === 0 ? "xml" : "wbxml")).ms, `seed ${seed}`).toBeLessThan(5000);
    }
  });
});
