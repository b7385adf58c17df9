/** What an embedder says about HTTP, and what a device knows of the time. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DeviceClient,
  type DeviceError,
  type DeviceEvent,
  type DeviceOptions,
  type HttpClient,
  type HttpRequest,
  testObject,
} from "@oma-dm/client";
import { memoryStore, virtualClock } from "@oma-dm/client/node";
import { bootstrapDocument, demoSession, type LabTls, startLab } from "@oma-dm/lab";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { proxyServer } from "../node/local-proxy.ts";
import { serve } from "../node/local-server.ts";
import { type TestCertificates, testCertificates } from "../node/test-certificates.ts";
import { ACCOUNT, DEVICE } from "./account.ts";

const toClose: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of toClose.splice(0).reverse()) await one.close();
});

const lab = async (tls?: LabTls) => {
  const made = await startLab({ accounts: [ACCOUNT], script: demoSession, ...(tls && { tls }) });
  toClose.push(made);
  return made;
};
const open = async (options: Omit<DeviceOptions, "device">, url: string) => {
  const device = await DeviceClient.open({ device: DEVICE, objects: [testObject()], ...options });
  toClose.push(device);
  await device.bootstrap(bootstrapDocument({ ...ACCOUNT, url }), { allowUnsigned: true });
  return device;
};
const once = { attempts: 1 } as const;

describe("options for HTTP", () => {
  let certificates: TestCertificates;
  beforeAll(() => {
    certificates = testCertificates();
  });

  it("decide whom a device trusts, and what it shows", async () => {
    const { cert, key } = certificates.valid;
    const server = await lab({ cert, key, clientCa: certificates.ca });
    const { ca, client: clientCertificate } = certificates;
    const device = await open({ http: { ca, clientCertificate } }, server.url);
    expect(await device.connect(undefined, once)).toMatchObject({ outcome: "completed" });
    expect((await server.ended()).violations).toEqual([]);
    const stranger = await open({ http: { clientCertificate } }, server.url);
    expect(await stranger.connect(undefined, once)).toMatchObject({
      outcome: "transport",
      error: { code: "transport", message: expect.stringContaining("root certificate") },
    });
    const nobody = await open({ http: { ca } }, server.url);
    expect(await nobody.connect(undefined, once)).toMatchObject({ outcome: "transport" });
  });

  it("show a client certificate to the server of one account alone", async () => {
    const { cert, key } = certificates.valid;
    const server = await lab({ cert, key, clientCa: certificates.ca });
    const { ca, client: clientCertificate } = certificates;
    const device = await open({ http: { ca, accounts: { [ACCOUNT.serverId]: { clientCertificate } } } }, server.url);
    expect(await device.connect(undefined, once)).toMatchObject({ outcome: "completed" });
    const other = await open({ http: { ca, accounts: { other: { clientCertificate } } } }, server.url);
    expect(await other.connect(undefined, once)).toMatchObject({ outcome: "transport" });
  });

  it("lead through a proxy", async () => {
    const server = await lab(certificates.valid);
    const proxy = await proxyServer({ name: "gw", secret: "s" });
    toClose.push(proxy);
    const http = { ca: certificates.ca, proxy: { url: proxy.url, name: "gw", secret: "s" } };
    const device = await open({ http }, server.url);
    expect(await device.connect(undefined, once)).toMatchObject({ outcome: "completed" });
    expect(proxy.seen).toEqual([`CONNECT ${new URL(server.url).host}`]);
  });

  it("let TLS 1.1 in for one account or one session, and say so", async () => {
    const old = { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT:@SECLEVEL=0" } as const;
    const server = await serve((_request, response) => response.writeHead(404).end(), {
      ...certificates.valid,
      ...old,
    });
    toClose.push(server);
    const url = `https://127.0.0.1:${server.port}/`;
    const { ca } = certificates;
    const refused = { error: { message: expect.stringContaining("TLS could not be agreed") } };
    const reached = { error: { message: expect.stringContaining("HTTP 404") } };
    const strict = await open({ http: { ca, accounts: { other: { minTlsVersion: "TLSv1.1" } } } }, url);
    expect(await strict.connect(undefined, once)).toMatchObject(refused);
    const http = { minTlsVersion: "TLSv1.1" } as const;
    expect(await strict.connect(undefined, { ...once, http })).toMatchObject(reached);
    const lax = await open({ http: { ca, accounts: { "com.example.dm": http } } }, url);
    const events: DeviceEvent[] = [];
    const listening = (async () => {
      for await (const event of lax.events()) events.push(event);
    })();
    for (let i = 0; i < 2; i++) expect(await lax.connect(undefined, once)).toMatchObject(reached);
    await lax.close();
    await listening;
    const warnings = events.filter(({ type }) => type === "warning");
    expect(warnings).toEqual([{ type: "warning", message: expect.stringContaining("TLS 1.1") }]);
  });

  it("go with each message of the account they are for", async () => {
    const requests: HttpRequest[] = [];
    const http: HttpClient = {
      exchange: async (request) => {
        requests.push(request);
        return { outcome: "failure", kind: "tls-not-yet-valid", message: "not yet" };
      },
      close: async () => {},
    };
    const options = {
      userAgent: "Acme-DM/1",
      accounts: { "com.example.dm": { chunked: true, allowPlainHttp: true }, other: { userAgent: "no" } },
    };
    const device = await open({ ports: { http }, http: options }, "http://dm.example/");
    expect(await device.connect(undefined, once)).toMatchObject({
      outcome: "transport",
      error: { code: "tls-not-yet-valid", message: "not yet" },
    });
    await device.connect(undefined, { ...once, http: { chunked: false } });
    expect(requests).toMatchObject([
      { chunked: true, allowPlainHttp: true, headers: { "user-agent": "Acme-DM/1" } },
      { chunked: false, allowPlainHttp: true, headers: { "user-agent": "Acme-DM/1" } },
    ]);
    expect(requests[0]).not.toHaveProperty("minTlsVersion");
  });

  it("run a whole session with chunked messages", async () => {
    const server = await lab();
    const device = await open({}, server.url);
    expect(await device.connect(undefined, { http: { chunked: true } })).toMatchObject({ outcome: "completed" });
    expect((await server.ended()).violations).toEqual([]);
  });

  it("are refused when they cannot be used, and lock no state", async () => {
    const state = mkdtempSync(join(tmpdir(), "oma-dm-http-options-"));
    const http: HttpClient = { exchange: async () => Promise.reject(), close: async () => {} };
    const refused = (options: DeviceOptions) =>
      DeviceClient.open({ state, device: DEVICE, ...options }).catch((error: unknown) => error as DeviceError);
    try {
      for (const [options, said] of [
        [{ http: { ca: "s3cret" } }, /PEM/],
        [{ http: { clientCertificate: { cert: "s3cret", key: "s3cret" } } }, /PEM/],
        [{ http: { proxy: { url: "http://me:s3cret@proxy:1" } } }, /proxy/],
        [{ http: { minTlsVersion: "TLSv1" as "TLSv1.1" } }, /TLS 1\.1/],
        [{ ports: { http }, http: { ca: "x" } }, /own/],
      ] as const) {
        const error = await refused(options);
        expect(error).toMatchObject({ name: "DeviceError", code: "bad-option", message: expect.stringMatching(said) });
        expect((error as DeviceError).message).not.toContain("s3cret");
      }
      await (await DeviceClient.open({ state, device: DEVICE })).close();
      let closed = 0;
      const counting: HttpClient = { ...http, close: async () => void closed++ };
      const noDirectory = join(state, "CURRENT");
      writeFileSync(noDirectory, "");
      await expect(
        DeviceClient.open({ state: noDirectory, device: DEVICE, ports: { http: counting } }),
      ).rejects.toThrow();
      expect(closed).toBe(1);
    } finally {
      rmSync(state, { recursive: true });
    }
  });
});

describe("the floor for the time (decisions D15)", () => {
  const DAY = 86_400_000;
  const BUILT = Date.UTC(2030, 0, 1);
  const network = (verified: boolean) => {
    const floors: (number | undefined)[] = [];
    const http: HttpClient = {
      exchange: async ({ url, timeFloor }) => {
        floors.push(timeFloor);
        return { outcome: "response", status: 404, headers: {}, body: new Uint8Array(), url, serverVerified: verified };
      },
      close: async () => {},
    };
    return { http, floors };
  };
  const lasting = () => ({ ...memoryStore(), close: async () => {} });

  it("is when the software was made, and time goes on from there while the clock stands before it", async () => {
    const { http, floors } = network(false);
    const clock = virtualClock(1_000);
    const device = await open({ ports: { http, clock }, builtAt: BUILT }, "https://dm.example/");
    const stamps: number[] = [];
    const connect = () => device.connect(undefined, { ...once, trace: ({ at }) => stamps.push(at) });
    await connect();
    await clock.advance(5_000);
    await connect();
    await clock.advance(BUILT + DAY);
    await connect();
    expect(stamps).toEqual([BUILT, BUILT + 5_000, BUILT + DAY + 6_000]);
    expect(floors).toEqual([BUILT, BUILT, BUILT]);
  });

  it("is no earlier than the code itself, though nobody says when the device was built", async () => {
    const { http, floors } = network(false);
    const device = await open({ ports: { http, clock: virtualClock(0) } }, "https://dm.example/");
    await device.connect(undefined, once);
    expect(floors[0]).toBeGreaterThanOrEqual(Date.UTC(2026, 0, 1));
  });

  it("rises with every server that was verified, outlives the device, and a factory reset", async () => {
    const store = lasting();
    const { http, floors } = network(true);
    const later = virtualClock(BUILT + 10 * DAY);
    const device = await open({ ports: { http, clock: later, store }, builtAt: BUILT }, "https://dm.example/");
    await device.connect(undefined, once);
    await device.connect(undefined, once);
    expect(floors).toEqual([BUILT, BUILT + 10 * DAY]);
    await device.factoryReset();
    await device.close();
    const again = await open(
      { ports: { http, clock: virtualClock(1_000), store }, builtAt: BUILT },
      "https://dm.example/",
    );
    await again.connect(undefined, once);
    expect(floors.at(-1)).toBe(BUILT + 10 * DAY);
  });

  it("does not rise by a clock that nothing confirms", async () => {
    const store = lasting();
    const { http, floors } = network(false);
    const wrong = virtualClock(BUILT + 30_000 * DAY);
    const device = await open({ ports: { http, clock: wrong, store }, builtAt: BUILT }, "https://dm.example/");
    for (let i = 0; i < 2; i++) await device.connect(undefined, once);
    expect(floors).toEqual([BUILT, BUILT]);
    expect(await store.entries("time-floor")).toEqual([]);
  });

  it("is written at most once a day", async () => {
    const store = lasting();
    const { http } = network(true);
    const clock = virtualClock(BUILT + DAY);
    const device = await open({ ports: { http, clock, store }, builtAt: BUILT }, "https://dm.example/");
    const written: string[] = [];
    for (let hours = 0; hours < 30; hours += 10) {
      await device.connect(undefined, once);
      written.push(new TextDecoder().decode((await store.entries("time-floor"))[0]![1]));
      await clock.advance(DAY / 2.4);
    }
    expect(written).toEqual([BUILT + DAY, BUILT + DAY, BUILT + DAY].map(String));
    await device.connect(undefined, once);
    expect(new TextDecoder().decode((await store.entries("time-floor"))[0]![1])).toBe(String(BUILT + 2.25 * DAY));
  });
});
