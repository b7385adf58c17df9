/** Documents fetched over TLS, from servers of this machine. */
import type { IncomingMessage } from "node:http";
import { type BootstrapPolicy, DeviceClient, type DeviceHttpOptions } from "@oma-dm/client";
import { virtualClock } from "@oma-dm/client/node";
import { bootstrapDocument, signBootstrap } from "@oma-dm/lab";
import { afterEach, expect, it } from "vitest";
import { describeNeeding } from "../../../../tools/needs.ts";
import { type LocalServer, serve } from "../node/local-server.ts";
import { testCertificates } from "../node/test-certificates.ts";
import { ACCOUNT, codeOf, contents, DEVICE, lastingStore } from "./device.ts";
import { IMSI } from "./vectors.ts";

const TYPE = "application/vnd.syncml.dm+wbxml";
const document = bootstrapDocument(ACCOUNT);

describeNeeding(["openssl"], "a document by HTTPS GET", () => {
  const certificates = testCertificates();
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const each of open.splice(0).reverse()) await each.close();
  });

  interface Answer {
    readonly status?: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: Uint8Array | string;
  }
  /** Answers one after the other; the last one again and again. */
  async function server(answers: readonly Answer[], options: object = {}) {
    const requests: IncomingMessage[] = [];
    const local: LocalServer = await serve(
      (request, response) => {
        const {
          status = 200,
          headers = { "content-type": TYPE },
          body = document,
        } = answers[Math.min(requests.length, answers.length - 1)]!;
        requests.push(request);
        response.writeHead(status, headers).end(body);
      },
      { ...certificates.valid, ...options },
    );
    open.push(local);
    return { url: `https://127.0.0.1:${local.port}/dm/bootstrap`, requests, local };
  }
  async function device(bootstrap: BootstrapPolicy = {}, http: DeviceHttpOptions = { ca: certificates.ca }) {
    const store = lastingStore();
    const clock = virtualClock(Date.now());
    const client = await DeviceClient.open({ device: DEVICE, ports: { store, clock }, bootstrap, http });
    open.push(client);
    return { client, store, clock };
  }

  it("makes an account, unsigned: the server's certificate says who sent it (bootstrap-push §8.1#2, #3, §11.1#1, #2, R082)", async () => {
    const { url, requests } = await server([{}]);
    const { client } = await device({ serverUrl: `${url}?id={DevID}`, request: { headers: { "x-model": "GW-1" } } });
    expect((await client.bootstrapFrom("https"))?.accounts).toEqual([ACCOUNT.serverId]);
    expect(await client.due()).toEqual([ACCOUNT.serverId]);
    const [request] = requests;
    expect([request?.method, request?.url]).toEqual(["GET", "/dm/bootstrap?id=IMEI%3A004999010640000"]);
    expect(request?.headers).toMatchObject({
      accept: `${TYPE}, application/vnd.wap.connectivity-wbxml`,
      "user-agent": expect.stringContaining("OMA-DM"),
      "x-model": "GW-1",
    });
    expect(requests).toHaveLength(1);
  });
  it("shows the client's certificate to a server that asks (bootstrap-push §8.1#3)", async () => {
    const { url, requests } = await server([{}], { ca: certificates.ca, requestCert: true, rejectUnauthorized: true });
    const known = await device({}, { ca: certificates.ca, clientCertificate: certificates.client });
    expect((await known.client.bootstrapFrom("https", { url }))?.accounts).toEqual([ACCOUNT.serverId]);
    const nameless = await device({ request: { attempts: 1 } });
    expect(await codeOf(nameless.client.bootstrapFrom("https", { url }))).toBe("unreachable");
    expect(requests).toHaveLength(1);
  });
  it("asks the URL of the caller before the tree's, and that before the device maker's (bootstrap-push §11.1#3, §11.2#3, R111)", async () => {
    const [made, set, given] = [await server([{}]), await server([{}]), await server([{}])];
    const { client, store } = await device({ serverUrl: made.url });
    await client.bootstrapFrom("https", { check: true });
    await client.tree.set("./BootConfig/BootstrapServerURL", set.url);
    await client.bootstrapFrom("https", { check: true });
    await client.bootstrapFrom("https", { check: true, url: given.url });
    expect([made, set, given].map(({ requests }) => requests.length)).toEqual([1, 1, 1]);
    expect(client.accounts()).toEqual([]);
    const before = await contents(store);
    await expect(client.tree.set("./BootConfig/BootstrapServerURL", "http://127.0.0.1/")).rejects.toThrow();
    expect(await contents(store)).toBe(before);
    await client.tree.set("./BootConfig/BootstrapServerURL", "");
    await client.bootstrapFrom("https", { check: true });
    expect(made.requests).toHaveLength(2);
  });
  it("has a Bootstrap Config object under its registered identifier (bootstrap-push §11.2#1, #2, tree §13.5#1, #2, #5, R108, R109)", async () => {
    const { client } = await device();
    expect(await client.tree.get("./BootConfig")).toMatchObject({
      type: "urn:oma:mo:oma-dm-bootstrapcfg:1.0",
      children: ["BootstrapServerURL"],
    });
    const roots = await client.tree.list(".", "MORoot");
    const found = "nodes" in roots ? roots.nodes.filter(({ type }) => type.includes("bootstrapcfg")) : [];
    expect(found.map(({ uri }) => uri)).toEqual(["./BootConfig"]);
    expect(await codeOf(client.bootstrapFrom("https"))).toBe("no-url");
  });
  it.each([
    ["an authority nobody trusts", { ...testCertificates().valid }],
    ["another name", certificates.otherName],
    ["an expired certificate", certificates.expired],
  ])("refuses %s and changes nothing (bootstrap-push §8.1#3, R082)", async (_name, certificate) => {
    const { url, requests } = await server([{}], certificate);
    const { client, store } = await device();
    const before = await contents(store);
    expect(await codeOf(client.bootstrapFrom("https", { url }))).toBe("unreachable");
    expect(await contents(store)).toBe(before);
    expect(requests).toEqual([]);
  });
  it("asks no other scheme, and nobody with a password in the URL (bootstrap-push §11.2#3, R082)", async () => {
    const { client } = await device();
    for (const url of [
      "http://127.0.0.1:1/",
      "ftp://127.0.0.1/",
      "https://u:p@127.0.0.1/",
      "nonsense",
      `https://x/${"y".repeat(2048)}`,
    ]) {
      expect(await codeOf(client.bootstrapFrom("https", { url }))).toBe("bad-url");
    }
  });
  it.each([
    ["another content type", { headers: { "content-type": "text/html" } }, "refused"],
    ["XML", { headers: { "content-type": "application/vnd.syncml.dm+xml" } }, "refused"],
    ["no content type", { headers: {} }, "refused"],
    ["garbage", { body: "garbage" }, "unknown-document"],
    ["XML under the other name", { body: "<SyncML/>" }, "xml-refused"],
    ["too much", { body: new Uint8Array(64 * 1024 + 1) }, "unreachable"],
    ["a refusal", { status: 403 }, "unreachable"],
    ["nothing", { status: 404 }, "unreachable"],
    ["a way elsewhere", { status: 302, headers: { location: "https://127.0.0.1:1/" } }, "unreachable"],
  ])("refuses %s, asks once, and changes nothing", async (_name, answer, code) => {
    const { url, requests } = await server([answer as Answer]);
    const { client, store } = await device();
    const before = await contents(store);
    expect(await codeOf(client.bootstrapFrom("https", { url }))).toBe(code);
    expect(await contents(store)).toBe(before);
    expect(requests).toHaveLength(1);
  });
  it("verifies a MAC that came all the same (bootstrap-push §8.1#2)", async () => {
    const right = signBootstrap(document, { sec: "NETWORKID", imsi: IMSI }).contentType;
    const wrong = signBootstrap(document, { sec: "NETWORKID", imsi: "1" }).contentType;
    const { url } = await server([{ headers: { "content-type": wrong } }, { headers: { "content-type": right } }]);
    const { client } = await device({ imsi: IMSI });
    expect(await codeOf(client.bootstrapFrom("https", { url }))).toBe("mac-wrong");
    expect(await codeOf(client.bootstrapFrom("https", { url }))).toBe("done");
  });
  it("asks again after a while where that may help, three times at most (bootstrap-push §11.1#1)", async () => {
    const busy = { status: 503, headers: { "retry-after": "7" } };
    const { url, requests } = await server([busy, { status: 500 }, {}]);
    const { client, clock } = await device();
    const fetched = client.bootstrapFrom("https", { url });
    await expect.poll(() => requests.length).toBe(1);
    await settle(clock, 7_000);
    await expect.poll(() => requests.length).toBe(2);
    await settle(clock, 2_000);
    expect((await fetched)?.accounts).toEqual([ACCOUNT.serverId]);
    const never = await server([{ status: 503 }]);
    const failed = codeOf(client.bootstrapFrom("https", { url: never.url }));
    for (const count of [1, 2]) {
      await expect.poll(() => never.requests.length).toBe(count);
      await settle(clock, 1_000 * 2 ** (count - 1));
    }
    expect(await failed).toBe("unreachable");
    expect(never.requests).toHaveLength(3);
    const later = await server([{ status: 503, headers: { "retry-after": "3600" } }]);
    expect(await codeOf(client.bootstrapFrom("https", { url: later.url }))).toBe("unreachable");
    expect(later.requests).toHaveLength(1);
  });

  /** Until the waiting for the answer has become waiting for the clock. */
  async function settle(clock: ReturnType<typeof virtualClock>, ms: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 100));
    await clock.advance(ms);
  }

  it("comes from the card's web server too, where having none is no failure (bootstrap-push §10#2–#4, R105, R106)", async () => {
    const { url, requests } = await server([
      {},
      { status: 404 },
      { status: 204, body: "" },
      { status: 500 },
      { headers: { "content-type": "text/html" } },
    ]);
    const { client, store } = await device({ scwsUrl: url });
    expect((await client.bootstrapFrom("scws"))?.accounts).toEqual([ACCOUNT.serverId]);
    expect([requests[0]?.method, requests[0]?.headers["accept"]?.split(",")[0]]).toEqual(["GET", TYPE]);
    const [[, origin] = []] = await store.entries("bootstrap:origin:");
    expect(JSON.parse(Buffer.from(origin!).toString())).toMatchObject({ source: "scws" });
    const before = await contents(store);
    expect(await client.bootstrapFrom("scws")).toBeUndefined();
    expect(await client.bootstrapFrom("scws")).toBeUndefined();
    expect(await codeOf(client.bootstrapFrom("scws"))).toBe("unreachable");
    expect(await codeOf(client.bootstrapFrom("scws"))).toBe("refused");
    expect(await client.bootstrapFrom("scws", { url: "https://127.0.0.1:1/" })).toBeUndefined();
    expect(await codeOf(client.bootstrapFrom("scws", { url: "http://127.0.0.1:3516/" }))).toBe("bad-url");
    expect(await contents(store)).toBe(before);
    // Any program of the machine could listen there: its certificate decides (bootstrap-push §10#4).
    const stranger = await server([{}], testCertificates().valid);
    expect(await codeOf(client.bootstrapFrom("scws", { url: stranger.url }))).toBe("unreachable");
    expect(await codeOf((await device()).client.bootstrapFrom("scws"))).toBe("no-url");
  });
});
