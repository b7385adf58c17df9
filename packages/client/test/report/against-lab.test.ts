/** Alerts, reports and questions against a server written from the specification by someone else, over sockets. */
import { DeviceClient, type DeviceEvent, testObject, type UserInterface } from "@oma-dm/client";
import * as lab from "@oma-dm/lab";
import {
  bootstrapDocument,
  end,
  expectAlert,
  expectStatusOf,
  expectUserAnswer,
  get,
  type Script,
  type ScriptOptions,
  script,
  send,
  startLab,
} from "@oma-dm/lab";
import { afterEach, describe, expect, it } from "vitest";
import { scriptedUi } from "../node/scripted-ui.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const ACCOUNT = {
  serverId: "com.example.dm",
  deviceId: "IMEI:004999010640000",
  client: { name: "gw-1", secret: "client-pass-7", nonce: bytes("client-nonce-1") },
  server: { name: "com.example.dm", secret: "server-pass-9", nonce: bytes("server-nonce-1") },
};
const ALERT = { type: "urn:x-acme:at:full", format: "int", data: "97" } as const;
const AUTH = { requireAuth: "md5", serverAuth: "md5" } as const;

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

interface Setup {
  readonly authType?: "DIGEST" | "BASIC" | "HMAC";
  readonly ui?: UserInterface;
}

async function meet(session: Script, { authType = "DIGEST", ui }: Setup = {}) {
  const server = await startLab({ accounts: [ACCOUNT], script: session });
  const device = await DeviceClient.open({
    device: { devId: ACCOUNT.deviceId, man: "Acme", mod: "GW-1" },
    objects: [testObject()],
    ports: ui === undefined ? {} : { ui },
  });
  open.push(device, server);
  const events: DeviceEvent[] = [];
  void (async () => {
    for await (const event of device.events()) events.push(event);
  })();
  await device.bootstrap(bootstrapDocument({ ...ACCOUNT, authType, url: server.url }), { allowUnsigned: true });
  return { server, device, events };
}

/** How often the alert went out. */
const offered = (server: lab.Lab): number =>
  server.log.flatMap(({ direction, message }) =>
    direction === "to-server"
      ? (message?.syncBody.commands ?? []).filter((each) => each.cmd === "Alert" && each.data === "1226")
      : [],
  ).length;

describe("an alert", () => {
  const { flowA, flowB, flowC, flowD, flowE } = lab;
  it.each([
    ["A", flowA, 1],
    ["B", flowB, 2],
    ["C", flowC, 1],
    ["D", flowD, 2],
    ["E", flowE, 1],
  ] as const)("is delivered once in flow %s of protocol §10.10", async (_name, flow, times) => {
    const { device, server, events } = await meet(flow);
    await device.alert(ALERT);
    expect(await device.connect()).toMatchObject({ outcome: "completed" });
    expect((await server.ended()).violations).toEqual([]);
    expect(offered(server)).toBe(times);
    await new Promise(setImmediate);
    expect(events.map(({ type }) => type).filter((type) => type.startsWith("alert-"))).toEqual(["alert-delivered"]);
    await device.connect();
    expect(offered(server)).toBe(times);
  });
  it.each([
    [200, 1],
    [202, 1],
    [415, 1],
    [500, 2],
    ["none", 2],
  ] as const)("answered %s goes out in %i of two sessions", async (status, times) => {
    const { device, server } = await meet(
      script("statuses", { ...AUTH, alertStatus: { 1226: status } }, send(get("./DevInfo/Man")), end()),
    );
    await device.alert(ALERT);
    expect(await device.connect()).toMatchObject({ outcome: "completed" });
    expect(await device.connect()).toMatchObject({ outcome: "completed" });
    expect((await server.ended(1)).violations).toEqual([]);
    expect((await server.ended(2)).violations).toEqual([]);
    expect(offered(server)).toBe(times);
  });
  it("of an HMAC session is covered by the MAC like the rest", async () => {
    const { device, server } = await meet(
      script(
        "mac",
        { requireAuth: "hmac", serverAuth: "hmac" },
        expectAlert(1226, ALERT),
        send(get("./Test/int")),
        end(),
      ),
      { authType: "HMAC" },
    );
    await device.alert({ ...ALERT });
    expect(await device.connect()).toMatchObject({ outcome: "completed", server: { by: "hmac" } });
    expect((await server.ended()).violations).toEqual([]);
  });
});

describe("a report", () => {
  const session = (options: ScriptOptions): Script => script("reports", options, send(get("./DevInfo/Man")), end());
  it.each([
    ["DIGEST", { requireAuth: "md5" }],
    ["BASIC", { requireAuth: "basic", serverAuth: "basic" }],
    ["HMAC", { requireAuth: "hmac", serverAuth: "hmac" }],
  ] as const)("proves who sent it by %s, and leaves the nonces to the session after it", async (authType, options) => {
    for (const encoding of ["wbxml", "xml"] as const) {
      const { device, server } = await meet(session(options), { authType });
      const outcome = await device.report({ ...ALERT, data: "1", source: "./Test" }, { encoding });
      expect(outcome).toMatchObject({ delivered: true, status: 200 });
      expect(await device.connect()).toMatchObject({ outcome: "completed" });
      expect(await server.ended(1)).toMatchObject({ outcome: "report", violations: [] });
      expect(await server.ended(2)).toMatchObject({ outcome: "completed", violations: [] });
    }
  });
  it.each([401, 407] as const)("answers the challenge %i once", async (challenge) => {
    const { device, server } = await meet(session({ ...AUTH, report: { challenge } }));
    expect(await device.report(ALERT)).toMatchObject({ delivered: true, status: 200 });
    expect(await server.ended(1)).toMatchObject({ outcome: "report", messages: 2, violations: [] });
  });
  it("with the wrong secret is not delivered", async () => {
    const { device, server } = await meet(session(AUTH));
    await device.tree.set("./DMAcc/Account/AppAuth/1/AAuthSecret", "wrong");
    expect(await device.report(ALERT)).toMatchObject({ delivered: false, error: { code: "auth-failed" } });
    expect(await server.ended(1)).toMatchObject({ outcome: "auth-failed", messages: 2, violations: [] });
  });
  it.each([200, 202, 204] as const)("is delivered by an empty HTTP %i", async (empty) => {
    const { device, server } = await meet(session({ ...AUTH, report: { empty } }));
    expect(await device.report(ALERT)).toMatchObject({ delivered: true });
    expect(await server.ended(1)).toMatchObject({ outcome: "report", violations: [] });
  });
  it("is tried again over a connection that breaks, with the same bytes", async () => {
    const { device, server } = await meet(session({ ...AUTH, report: { faults: [{ kind: "drop" }] } }));
    expect(await device.report(ALERT)).toMatchObject({ delivered: true });
    expect(await server.ended(1)).toMatchObject({ outcome: "report", messages: 1, violations: [] });
  });
});

describe("questions", () => {
  it.each(["wbxml", "xml"] as const)("are answered in their order, in %s", async (encoding) => {
    const ui = scriptedUi(
      { answer: "accepted" },
      { answer: "rejected" },
      { answer: "accepted", text: "Ada & Grace" },
      { answer: "accepted", choices: [2] },
      { answer: "accepted", choices: [1, 3] },
    );
    const items = (...texts: readonly string[]) => texts.map((data) => (data === "" ? {} : { data }));
    const { device, server } = await meet(
      script(
        "questions",
        AUTH,
        send(
          lab.alert(1100, items("MINDT=1", "Hello")),
          lab.alert(1101, items("", "Sure?")),
          lab.alert(1102, items("MAXLEN=20", "Name?")),
          lab.alert(1103, items("DR=1", "Which?", "a", "b")),
          lab.alert(1104, items("", "Which?", "a", "b", "c")),
        ),
        expectUserAnswer(1100, 200, []),
        expectUserAnswer(1101, 304, []),
        expectUserAnswer(1102, 200, ["Ada & Grace"]),
        expectUserAnswer(1103, 200, ["2"]),
        expectUserAnswer(1104, 200, ["1", "3"]),
        end(),
      ),
      { ui },
    );
    expect(await device.connect(undefined, { encoding })).toMatchObject({ outcome: "completed" });
    expect((await server.ended()).violations).toEqual([]);
    expect(ui.asked.map(({ question }) => question)).toEqual(["display", "confirm", "input", "choose", "choose"]);
  });
  it("nobody answers are refused", async () => {
    const { device, server } = await meet(
      script("nobody", AUTH, send(lab.alert(1101, [{}, { data: "Sure?" }])), expectStatusOf("Alert", 406), end()),
    );
    expect(await device.connect()).toMatchObject({ outcome: "completed" });
    expect((await server.ended()).violations).toEqual([]);
  });
});
