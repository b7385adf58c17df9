/** What a session makes of its HTTP: a device and the lab, with something in between that answers first. */
import {
  DeviceClient,
  type HttpClient,
  type HttpFailure,
  type HttpRequest,
  type HttpResponse,
  testObject,
} from "@oma-dm/client";
import { undiciHttp } from "@oma-dm/client/node";
import { decodeMessage, encodeMessage, MEDIA_TYPES } from "@oma-dm/codec/syncml";
import {
  accountTree,
  bootstrapDocument,
  demoSession,
  end,
  expectResults,
  get,
  type Script,
  script,
  send,
  startLab,
  tndsItem,
} from "@oma-dm/lab";
import { afterEach, describe, expect, it } from "vitest";
import { ACCOUNT, DEVICE } from "./account.ts";
import { digestServer } from "./digest-server.ts";

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** `before` answers a request, or lets it through to the lab. */
async function setUp(
  before: (request: HttpRequest) => Partial<HttpResponse> | HttpFailure | undefined,
  played: Script = demoSession,
) {
  const lab = await startLab({ accounts: [ACCOUNT], script: played });
  const network = undiciHttp();
  open.push(lab);
  const requests: HttpRequest[] = [];
  const http: HttpClient = {
    exchange: async (request, signal) => {
      requests.push(request);
      const answer = before(request);
      if (answer === undefined) return network.exchange(request, signal);
      if (answer.outcome === "failure") return answer;
      const empty = { headers: {}, body: new Uint8Array(), url: request.url, serverVerified: false };
      return { status: 200, ...empty, ...answer, outcome: "response" };
    },
    close: () => network.close(),
  };
  const device = await DeviceClient.open({ device: DEVICE, ports: { http }, objects: [testObject()] });
  open.push(device);
  await device.bootstrap(bootstrapDocument({ ...ACCOUNT, url: lab.url }), { allowUnsigned: true });
  return { lab, device, requests };
}

const addCredential = async (device: DeviceClient, type: string, secret: string) => {
  const at = "./DMAcc/Account/AppAuth/3";
  await device.tree.set(at, "", { format: "node" });
  for (const [leaf, value] of Object.entries({
    AAuthLevel: "HTTP",
    AAuthType: type,
    AAuthName: "web",
    AAuthSecret: secret,
  })) {
    await device.tree.set(`${at}/${leaf}`, value);
  }
};

describe("HTTP authentication of an account (R139, R142)", () => {
  it("runs a whole session behind a server that wants Digest, beside the credentials of DM (protocol §12.5#1, #4)", async () => {
    const guard = digestServer({ algorithm: "SHA-256", name: "web", secret: "web-pass" });
    let challenges = 0;
    const { lab, device, requests } = await setUp(({ url, headers }) => {
      if (guard.judge("POST", new URL(url).pathname, headers["authorization"]).accepted) return undefined;
      challenges++;
      return { status: 401, headers: { "www-authenticate": `Basic realm="x", ${guard.challenge()}` } };
    });
    await addCredential(device, "HTTP-DIGEST", "web-pass");
    expect(await device.connect()).toMatchObject({ outcome: "completed", server: { authenticated: true, by: "md5" } });
    expect((await lab.ended()).violations).toEqual([]);
    expect(challenges).toBe(1);
    expect(requests[0]!.body).toEqual(requests[1]!.body);
    expect(JSON.stringify(requests.map(({ headers }) => headers))).not.toContain("web-pass");
  });

  it("ends with a code of its own when the secret is wrong, and says neither it nor the name", async () => {
    const guard = digestServer({ algorithm: "MD5", name: "web", secret: "another" });
    const { device, requests } = await setUp(() => ({
      status: 401,
      headers: { "www-authenticate": guard.challenge() },
    }));
    await addCredential(device, "HTTP-DIGEST", "web-pass");
    const outcome = await device.connect();
    expect(outcome).toMatchObject({ outcome: "transport", error: { code: "http-authentication" } });
    expect(JSON.stringify(outcome)).not.toMatch(/web-pass|"web"/);
    expect(requests).toHaveLength(2);
  });

  it("is part of an account that must be complete", async () => {
    const device = await DeviceClient.open({ device: DEVICE });
    open.push(device);
    const withHttp = (secret: string) => {
      const tree = accountTree({ ...ACCOUNT, url: "https://dm.example/" });
      const leaf = (nodeName: string, value: string) => ({
        nodeName,
        rtProperties: { format: "chr" as const, type: { mime: ["text/plain"] } },
        value,
      });
      const record = {
        nodeName: "3",
        rtProperties: { format: "node" as const, type: {} },
        nodes: [
          leaf("AAuthLevel", "HTTP"),
          leaf("AAuthType", "HTTP-BASIC"),
          leaf("AAuthName", "web"),
          leaf("AAuthSecret", secret),
        ],
      };
      const [root] = tree.nodes;
      const nodes = root!.nodes!.map((it) =>
        it.nodeName === "AppAuth" ? { ...it, nodes: [...it.nodes!, record] } : it,
      );
      return { ...tree, nodes: [{ ...root!, nodes }] };
    };
    const bootstrap = (secret: string) => {
      const document = bootstrapDocument({ ...ACCOUNT, url: "https://dm.example/" });
      const { message } = decodeMessage(document);
      const item = tndsItem("./Inbox", withHttp(secret), "wbxml");
      const commands = [{ cmd: "Add" as const, cmdId: "1", items: [item] }];
      return device.bootstrap(encodeMessage({ ...message, syncBody: { ...message.syncBody, commands } }, "wbxml"), {
        allowUnsigned: true,
      });
    };
    await expect(bootstrap("")).rejects.toThrow();
    expect(await bootstrap("s")).toMatchObject({ accounts: ["com.example.dm"] });
  });
});

describe("a server that takes no WBXML (protocol §12.3#4)", () => {
  it.each([406, 415])("gets the same message in XML after HTTP %i, and the rest of the session too", async (status) => {
    const { lab, device, requests } = await setUp(({ headers }) =>
      headers["content-type"] === MEDIA_TYPES.syncml.wbxml ? { status } : undefined,
    );
    expect(await device.connect()).toMatchObject({ outcome: "completed" });
    expect((await lab.ended()).violations).toEqual([]);
    const types = requests.map(({ headers }) => headers["content-type"]);
    expect(types[0]).toBe(MEDIA_TYPES.syncml.wbxml);
    expect(new Set(types.slice(1))).toEqual(new Set([MEDIA_TYPES.syncml.xml]));
    const [first, second] = requests.map(({ body }) => decodeMessage(body!).message);
    expect(second).toEqual(first);
  });
  it("is not asked a third time", async () => {
    const { device, requests } = await setUp(() => ({ status: 415 }));
    expect(await device.connect()).toMatchObject({
      outcome: "transport",
      error: { message: expect.stringContaining("HTTP 415") },
    });
    expect(requests).toHaveLength(2);
  });
});

describe("a server whose HTTP takes no large messages (protocol §12.3#7)", () => {
  it("gets smaller ones, each of them once", async () => {
    let refused = 0;
    const text = "x".repeat(3_000);
    const { lab, device, requests } = await setUp(
      ({ body }) => {
        if (body!.length <= 900) return undefined;
        refused++;
        return { status: 413 };
      },
      script("big", {}, send(get("./Test/text")), expectResults("./Test/text", text), end()),
    );
    await device.tree.set("./Test/text", text);
    expect(await device.connect()).toMatchObject({ outcome: "completed" });
    expect((await lab.ended()).violations).toEqual([]);
    expect(refused).toBeGreaterThan(0);
    expect(requests.length).toBeGreaterThan(refused + 4);
  });
  it("and none at all ends the session", async () => {
    const { device, requests } = await setUp(() => ({ status: 413 }));
    expect(await device.connect()).toMatchObject({ outcome: "transport", error: { code: "transport" } });
    expect(requests.length).toBeLessThan(5);
  });
});

describe("what a caller may act upon", () => {
  it.each([200, 202, 204])("is told when HTTP %i has no message (protocol §12.2#2)", async (status) => {
    const { device, requests } = await setUp(() => ({ status }));
    expect(await device.connect()).toMatchObject({ outcome: "protocol", error: { code: "protocol" } });
    expect(requests).toHaveLength(1);
  });
  it("is told when the server is busy for longer", async () => {
    const { device } = await setUp(() => ({ status: 503, headers: { "retry-after": "3600" } }));
    expect(await device.connect()).toMatchObject({
      outcome: "transport",
      error: { code: "busy", message: expect.stringContaining("3600 s") },
    });
  });
});

describe("an abort", () => {
  it("is said once, though nobody answers", async () => {
    const stop = new AbortController();
    const codes = (request: HttpRequest) =>
      decodeMessage(request.body!).message.syncBody.commands.flatMap((it) => (it.cmd === "Alert" ? [it.data] : []));
    const { device, requests } = await setUp((request) =>
      codes(request).includes("1223") ? { outcome: "failure", kind: "aborted", message: "aborted" } : undefined,
    );
    const trace = ({ direction }: { direction: string }) => direction === "in" && stop.abort();
    expect(await device.connect(undefined, { signal: stop.signal, trace })).toMatchObject({ outcome: "aborted" });
    expect(requests.filter((it) => codes(it).includes("1223"))).toHaveLength(1);
  });
});
