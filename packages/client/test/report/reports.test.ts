/** Sessionless reports: the message, its delivery, what becomes of it when nobody takes it (protocol §14). */
import { DeviceClient, type DeviceError, type DeviceEvent, type HttpClient, testObject } from "@oma-dm/client";
import { decodeBase64, encodeBase64, md5Credential } from "@oma-dm/codec/auth";
import { type Chal, dataText } from "@oma-dm/codec/syncml";
import { bootstrapDocument, end, exec, get, script, send, startLab } from "@oma-dm/lab";
import { describe, expect, it } from "vitest";
import { lastingStore, openDevice, type PaperServer, paperServer, SERVER_ID, type Turn } from "./paper-server.ts";

const REPORT = { type: "urn:x-acme:report:level", format: "chr", data: "21.5" } as const;
const once = { attempts: 1 } as const;
const chal = (nonce: Uint8Array): Chal => ({
  meta: { type: "syncml:auth-md5", format: "b64", nextNonce: encodeBase64(nonce) },
});
const xmlOf = ({ sent }: PaperServer, index = 0): string => new TextDecoder().decode(sent[index]!.bytes);
const kinds = (events: readonly DeviceEvent[]): readonly string[] =>
  events.map(({ type }) => type).filter((type) => type.startsWith("report-"));

describe("the message", () => {
  it("has an Alert 1230 with one Item, Final, and nothing else (protocol §14#7, #1, §6.1#13)", async () => {
    const server = paperServer();
    const { device, events } = await openDevice(server);
    await device.alert({ ...REPORT, data: "an alert that waits" });
    const outcome = await device.report({ ...REPORT, source: "./Test" }, { encoding: "xml" });
    expect(outcome).toEqual({ id: "0000000001", delivered: true, sessionId: "1", status: 200 });
    expect(server.sent[0]!.message).toEqual({
      syncHdr: {
        verDtd: "1.2",
        verProto: "DM/1.3",
        sessionId: "1",
        msgId: "1",
        target: { locUri: "https://dm.example/" },
        source: { locUri: "IMEI:004999010640000" },
      },
      syncBody: {
        commands: [
          {
            cmd: "Alert",
            cmdId: "1",
            data: "1230",
            items: [
              {
                source: { locUri: "./Test" },
                meta: { format: "chr", type: "urn:x-acme:report:level" },
                data: "21.5",
              },
            ],
          },
        ],
        final: true,
      },
    });
    expect(server.sent).toHaveLength(1);
    await device.close();
    expect(events).toContainEqual({ type: "report-delivered", id: "0000000001", serverId: SERVER_ID, status: 200 });
  });
  it.each([
    ["21.5", "<![CDATA[21.5]]>"],
    ["", "<![CDATA[]]>"],
    ["a<b&c", "<![CDATA[a<b&c]]>"],
    ["x]]>y", "<![CDATA[x]]]]><![CDATA[>y]]>"],
    ["a\r\nb", "<![CDATA[a]]>&#13;<![CDATA[\nb]]>"],
    ["]]>\r", "<![CDATA[]]]]><![CDATA[>]]>&#13;<![CDATA[]]>"],
  ])("has %j in CDATA, and it arrives (protocol §14#2, #7)", async (data, raw) => {
    const server = paperServer();
    const { device } = await openDevice(server);
    await device.report({ ...REPORT, data }, { encoding: "xml" });
    expect(xmlOf(server)).toContain(`<Data>${raw}</Data></Item>`);
    expect(xmlOf(server)).toContain("<Data>1230</Data>");
    const [alert] = server.sent[0]!.message.syncBody.commands;
    expect(alert?.cmd === "Alert" && dataText(alert.items?.[0]?.data)).toBe(data);
    await device.close();
  });
  it("has bytes in CDATA as base64", async () => {
    const server = paperServer();
    const { device } = await openDevice(server);
    await device.report({ ...REPORT, format: "bin", data: Uint8Array.of(0, 255) }, { encoding: "xml" });
    expect(xmlOf(server)).toContain("<Data><![CDATA[AP8=]]></Data>");
    expect(xmlOf(server)).toContain('<Format xmlns="syncml:metinf">b64</Format>');
    await device.close();
  });
  it("has them as OPAQUE in WBXML, text too (protocol §14#2)", async () => {
    const server = paperServer();
    const { device } = await openDevice(server);
    await device.report({ ...REPORT, data: "x]]>y" });
    const { encoding, message, bytes } = server.sent[0]!;
    expect(encoding).toBe("wbxml");
    expect(message.syncBody.commands).toMatchObject([{ items: [{ data: new TextEncoder().encode("x]]>y") }] }]);
    // OPAQUE, its length, its bytes.
    expect(Buffer.from(bytes).includes(Buffer.from([0xc3, 5, ...Buffer.from("x]]>y")]))).toBe(true);
    await device.close();
  });
  it.each([
    [{ type: "" }, "bad-option"],
    [{ format: "" }, "bad-option"],
    [{ mark: "minor" }, "bad-option"],
    [{ correlator: "c" }, "bad-option"],
    [{ serverId: "nobody" }, "unknown-account"],
  ])("with %j is not made", async (parts, code) => {
    const server = paperServer();
    const { device } = await openDevice(server);
    const refused = await device.report({ ...REPORT, ...parts }).catch((error: DeviceError) => error.code);
    expect(refused).toBe(code);
    expect(server.sent).toEqual([]);
    await device.close();
  });
  it("of a device without an account goes nowhere", async () => {
    const device = await DeviceClient.open({ device: { devId: "IMEI:1", man: "Acme", mod: "GW-1" } });
    const refused = await device.report(REPORT).catch((error: DeviceError) => error.code);
    expect(refused).toBe("no-account");
    await device.close();
  });
});

describe("credentials", () => {
  const nonce = Uint8Array.of(1, 2, 3);
  const shown = (server: PaperServer, index: number): string | undefined => {
    const cred = server.sent[index]?.message.syncHdr.cred;
    return cred && dataText(cred.data);
  };
  const digest = (of: Uint8Array): string => md5Credential("gw-1", "client-pass", of);
  it("are made with the stored nonce, which is neither used up nor replaced (protocol §14#1)", async () => {
    const server = paperServer({ header: "212", chal: chal(Uint8Array.of(9)) });
    const { device } = await openDevice(server, { authType: "DIGEST" });
    expect(await device.report(REPORT)).toMatchObject({ delivered: true });
    expect(await device.report(REPORT)).toMatchObject({ delivered: true });
    expect([shown(server, 0), shown(server, 1)]).toEqual([digest(nonce), digest(nonce)]);
    await device.close();
  });
  it.each(["401", "407"])("are made anew, once, when the server asks with %s (protocol §14#4)", async (header) => {
    const challenge = { header, status: () => header, chal: chal(Uint8Array.of(7, 8)) };
    const server = paperServer(challenge, {}, {});
    const { device } = await openDevice(server, { authType: "DIGEST" });
    expect(await device.report(REPORT)).toEqual({ id: "0000000001", delivered: true, sessionId: "1", status: 200 });
    expect(server.sent.map(({ message }) => [message.syncHdr.sessionId, message.syncHdr.msgId])).toEqual([
      ["1", "1"],
      ["1", "2"],
    ]);
    expect(shown(server, 1)).toBe(digest(Uint8Array.of(7, 8)));
    expect(server.sent[1]!.message.syncBody.commands.map(({ cmd }) => cmd)).toEqual(["Alert"]);
    await device.report(REPORT);
    expect(shown(server, 2)).toBe(digest(nonce));
    await device.close();
  });
  it("that are refused twice end the delivery", async () => {
    const challenge = (of: number) => ({ header: "401", status: () => "401", chal: chal(Uint8Array.of(of)) });
    const server = paperServer(challenge(7), challenge(8));
    const { device } = await openDevice(server, { authType: "DIGEST" });
    expect(await device.report(REPORT)).toMatchObject({ delivered: false, error: { code: "auth-failed" } });
    expect(server.sent).toHaveLength(2);
    await device.close();
  });
  it("are not shown in a weaker way than the account says", async () => {
    const basic = { header: "401", status: () => "401", chal: { meta: { type: "syncml:auth-basic" } } };
    const server = paperServer(basic);
    const { device } = await openDevice(server, { authType: "DIGEST" });
    expect(await device.report(REPORT)).toMatchObject({ delivered: false, error: { code: "auth-failed" } });
    expect(server.sent).toHaveLength(1);
    await device.close();
  });
  it("of a MAC wait for the challenge: no nonce makes two (protocol §11.1#6)", async () => {
    const fresh = Uint8Array.of(7, 8);
    const mac = { meta: { type: "syncml:auth-MAC", format: "b64", nextNonce: encodeBase64(fresh) } };
    const server = paperServer({ header: "407", status: () => "407", chal: mac });
    const headers: (string | undefined)[] = [];
    const watched = {
      ...server,
      http: {
        ...server.http,
        exchange: (...request: Parameters<typeof server.http.exchange>) => {
          headers.push(request[0].headers["x-syncml-hmac"]);
          return server.http.exchange(...request);
        },
      },
    };
    const { device } = await openDevice(watched, { authType: "DIGEST" });
    await device.tree.set("./DMAcc/Account/AppAuth/1/AAuthType", "HMAC");
    await device.tree.set("./DMAcc/Account/AAuthPref", "HMAC");
    expect(await device.report(REPORT)).toMatchObject({ delivered: true });
    expect(headers).toEqual([undefined, expect.stringMatching(/^algorithm=SHA256, username="gw-1", mac=\S+$/)]);
    expect(server.sent.map(({ message }) => message.syncHdr.cred)).toEqual([undefined, undefined]);
    await device.close();
  });
});

const SUCCESSES: readonly (readonly [string, Turn])[] = [
  ["an empty answer", { empty: true }],
  ["an answer without a word on the report", { status: () => undefined }],
  ["an answer with commands", { commands: [get("./DevInfo/Man"), exec("./Test/exec")] }],
  ["a refusal in the answer", { status: () => "406" }],
  ["HTTP 202", { http: 202 }],
];

describe("delivery", () => {
  it.each(SUCCESSES)("succeeds with %s, and nothing more is sent (protocol §14#4, §18#37)", async (_name, turn) => {
    const server = paperServer(turn);
    const store = lastingStore();
    const { device } = await openDevice(server, { store });
    expect(await device.report(REPORT)).toMatchObject({ delivered: true });
    expect(server.sent).toHaveLength(1);
    expect(await store.entries("report:")).toEqual([]);
    await device.close();
  });
  it("says what the server said", async () => {
    const { device } = await openDevice(paperServer({ status: () => "406" }));
    expect(await device.report(REPORT)).toMatchObject({ delivered: true, status: 406 });
    await device.close();
  });
  it("is tried again by HTTP's rules, with the same bytes", async () => {
    const server = paperServer({ drop: true }, { http: 503 });
    const clock = { now: () => 0, sleep: async () => {} };
    const { device } = await openDevice(server, { ports: { clock } });
    expect(await device.report(REPORT)).toMatchObject({ delivered: true });
    expect(server.sent).toHaveLength(3);
    expect(new Set(server.sent.map(({ bytes }) => encodeBase64(bytes))).size).toBe(1);
    await device.close();
  });
  it("that fails keeps the report, over the end of the process, until the next report or session (protocol §14#5, §18#36)", async () => {
    const server = paperServer({ drop: true }, { drop: true });
    const store = lastingStore();
    const first = await openDevice(server, { store });
    expect(await first.device.report(REPORT, once)).toMatchObject({
      delivered: false,
      error: { code: "transport", message: "the connection broke" },
    });
    await first.device.close();
    const second = await openDevice(server, { store });
    // The older one goes first, and does not get through either.
    expect(await second.device.report({ ...REPORT, data: "two" }, once)).toMatchObject({ delivered: false });
    expect(server.sent).toHaveLength(2);
    await second.device.connect();
    const said = server.sent.map(({ message }) => message.syncBody.commands.map(({ cmd }) => cmd).join());
    expect(said).toEqual(["Alert", "Alert", "Alert,Replace", "Alert", "Alert"]);
    const data = server.sent.slice(3).map(({ message }) => {
      const [alert] = message.syncBody.commands;
      return alert?.cmd === "Alert" && dataText(alert.items?.[0]?.data);
    });
    expect(data).toEqual(["21.5", "two"]);
    expect(server.sent.map(({ message }) => message.syncHdr.sessionId)).toEqual(["1", "2", "3", "4", "5"]);
    expect(await store.entries("report:")).toEqual([]);
    await second.device.close();
    expect(kinds(second.events)).toEqual(["report-delivered", "report-delivered"]);
  });
  it("is given up after five tries in vain", async () => {
    const server = paperServer(...Array.from({ length: 5 }, () => ({ drop: true })));
    const store = lastingStore();
    const { device, events } = await openDevice(server, { store });
    for (let n = 1; n <= 5; n++) {
      await device.report({ ...REPORT, data: `${n}` }, once);
      expect(await store.entries("report:")).toHaveLength(n === 5 ? 4 : n);
    }
    await device.close();
    expect(events.at(-1)).toEqual({
      type: "report-lost",
      id: "0000000001",
      serverId: SERVER_ID,
      reason: "the connection broke",
    });
  });
  it("waits for the end of a session, which nothing interrupts (protocol §14#6)", async () => {
    let during: unknown;
    const server = paperServer({
      meanwhile: async () => {
        during = await gw.device.report(REPORT);
      },
      commands: [get("./DevInfo/Man")],
    });
    const gw = await openDevice(server);
    const { device } = gw;
    await device.connect();
    expect(during).toMatchObject({ id: "0000000001", delivered: false, error: { code: "busy" } });
    const said = server.sent.map(({ message }) => message.syncBody.commands.map(({ cmd }) => cmd).join());
    expect(said).toEqual(["Alert,Replace", "Status,Status,Results", "Alert"]);
    await device.close();
  });
  it("is one after the other when several are made at once, in their order", async () => {
    let together = 0;
    let most = 0;
    const server = paperServer();
    const http: HttpClient = {
      ...server.http,
      exchange: async (...request) => {
        most = Math.max(most, ++together);
        await new Promise(setImmediate);
        const answer = await server.http.exchange(...request);
        together -= 1;
        return answer;
      },
    };
    const { device } = await openDevice({ ...server, http });
    const outcomes = await Promise.all(["1", "2", "3"].map((data) => device.report({ ...REPORT, data })));
    expect(outcomes.map(({ id, delivered }) => `${id} ${delivered}`)).toEqual([
      "0000000001 true",
      "0000000002 true",
      "0000000003 true",
    ]);
    expect(most).toBe(1);
    const data = server.sent.map(({ message: { syncBody } }) => {
      const [alert] = syncBody.commands;
      return alert?.cmd === "Alert" ? dataText(alert.items?.[0]?.data) : "";
    });
    expect(data).toEqual(["1", "2", "3"]);
    await device.close();
  });
  it("is beside no session", async () => {
    const server = paperServer({
      meanwhile: async () => {
        expect(await device.connect().catch((error: DeviceError) => error.code)).toBe("busy");
      },
    });
    const { device } = await openDevice(server);
    expect(await device.report(REPORT)).toMatchObject({ delivered: true });
    expect(await device.connect()).toMatchObject({ outcome: "completed" });
    await device.close();
  });
  it("goes on in XML with a server that takes no WBXML", async () => {
    const server = paperServer({ http: 415 });
    const { device } = await openDevice(server);
    expect(await device.report(REPORT)).toMatchObject({ delivered: true });
    expect(server.sent.map(({ encoding }) => encoding)).toEqual(["wbxml", "xml"]);
    await device.close();
  });
  it("that is aborted counts for nothing", async () => {
    const stop = new AbortController();
    const server = paperServer({ drop: true, meanwhile: () => stop.abort() });
    const store = lastingStore();
    const { device } = await openDevice(server, { store });
    expect(await device.report(REPORT, { signal: stop.signal })).toMatchObject({
      delivered: false,
      error: { code: "aborted" },
    });
    expect(server.sent).toHaveLength(1);
    const kept = (await store.entries("report:")).map(([, value]) => JSON.parse(new TextDecoder().decode(value)));
    expect(kept).toEqual([{ code: "1230", ...REPORT, serverId: SERVER_ID }]);
    await device.close();
  });
});

describe("reports in the lab", () => {
  it.each(["wbxml", "xml"] as const)("are as a server wants them, in %s", async (encoding) => {
    const account = {
      serverId: SERVER_ID,
      deviceId: "IMEI:004999010640000",
      client: { name: "gw-1", secret: "client-pass-7", nonce: decodeBase64("bm9uY2U=")! },
      server: { name: SERVER_ID, secret: "server-pass-9", nonce: Uint8Array.of(2) },
    };
    const session = script("session", { requireAuth: "md5", serverAuth: "md5" }, send(get("./DevInfo/Man")), end());
    const lab = await startLab({ accounts: [account], script: session });
    const device = await DeviceClient.open({
      device: { devId: account.deviceId, man: "Acme", mod: "GW-1" },
      objects: [testObject()],
    });
    await device.bootstrap(bootstrapDocument({ ...account, url: lab.url }), { allowUnsigned: true });
    expect(await device.report({ ...REPORT, data: "a<b&c", source: "./Test" }, { encoding })).toMatchObject({
      delivered: true,
      status: 200,
    });
    expect(await lab.ended(1)).toMatchObject({ outcome: "report", violations: [] });
    await device.close();
    await lab.close();
  });
});
