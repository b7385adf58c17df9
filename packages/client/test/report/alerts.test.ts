/** Generic alerts and client events: kept until a server took them (protocol §5.3, §6.3, §6.4). */
import { DeviceClient, type DeviceError, testObject } from "@oma-dm/client";
import { bootstrapDocument, end, expectAlert, expectResults, get, script, send, startLab } from "@oma-dm/lab";
import { describe, expect, it } from "vitest";
import { lastingStore, openDevice, ownAlerts, paperServer, SERVER_ID, spoken } from "./paper-server.ts";

const ALERT = { type: "urn:x-acme:at:full", format: "chr", data: "one" } as const;
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => "none",
    (error: DeviceError) => `${error.code}: ${error.message}`,
  );

describe("an alert", () => {
  it("goes out in package 1 after the DevInfo, with all its parts, once (protocol §5.3#4, §6.3#1, §6.4#1–#7, §6.1#10, #12, §3.4#4)", async () => {
    const server = paperServer();
    const { device, events } = await openDevice(server);
    await device.alert({ ...ALERT, source: "Test", mark: "critical", correlator: "job-7" });
    await device.clientEvent({ type: "com.acme/door", format: "bin", data: Uint8Array.of(0, 255) });
    expect(await device.connect()).toMatchObject({ outcome: "completed" });
    const { commands, final } = server.sent[0]!.message.syncBody;
    expect(commands.map(({ cmd }) => cmd)).toEqual(["Alert", "Replace", "Alert", "Alert"]);
    expect(final).toBe(true);
    expect(commands.slice(2)).toEqual([
      {
        cmd: "Alert",
        cmdId: "3",
        data: "1226",
        correlator: "job-7",
        items: [
          {
            source: { locUri: "./Test" },
            meta: { format: "chr", type: "urn:x-acme:at:full", mark: "critical" },
            data: "one",
          },
        ],
      },
      {
        cmd: "Alert",
        cmdId: "4",
        data: "1224",
        items: [{ meta: { format: "bin", type: "com.acme/door" }, data: Uint8Array.of(0, 255) }],
      },
    ]);
    await device.connect();
    expect(spoken(server)).toEqual([["one", Uint8Array.of(0, 255)], []]);
    await device.close();
    expect(events.filter(({ type }) => type.startsWith("alert-"))).toEqual([
      { type: "alert-delivered", id: "0000000001", serverId: SERVER_ID, status: 200 },
      { type: "alert-delivered", id: "0000000002", serverId: SERVER_ID, status: 200 },
    ]);
  });
  it.each([
    ["200", true, "alert-delivered"],
    ["202", true, "alert-delivered"],
    ["406", true, "alert-refused"],
    ["412", true, "alert-refused"],
    ["415", true, "alert-refused"],
    ["201", false, undefined],
    ["500", false, undefined],
    ["503", false, undefined],
    [undefined, false, undefined],
  ] as const)("answered %s is forgotten: %s (protocol §6.4#9, #11)", async (status, isSettled, event) => {
    const server = paperServer({ status: () => status });
    const { device, events } = await openDevice(server);
    await device.alert(ALERT);
    expect(await device.connect()).toMatchObject({ outcome: "completed" });
    await device.connect();
    expect(spoken(server)).toEqual([["one"], isSettled ? [] : ["one"]]);
    await device.close();
    expect(events.find(({ type }) => type.startsWith("alert-"))?.type).toBe(isSettled ? event : "alert-delivered");
  });
  it("is not offered again in the session that did not take it", async () => {
    const busy = () => "500";
    const more = { commands: [{ ...get("./DevInfo/Man") }], status: busy };
    const server = paperServer(more, more, { status: busy });
    const { device } = await openDevice(server);
    await device.alert(ALERT);
    await device.connect();
    expect(spoken(server)).toEqual([["one"], [], []]);
    await device.close();
  });
  it("is repeated in package 1 after a challenge, in order (protocol §6.4#11, §10.7#2)", async () => {
    const challenge = { header: "401", status: () => "401", chal: { meta: { type: "syncml:auth-basic" } } };
    const server = paperServer(challenge, { commands: [get("./DevInfo/Man")] });
    const { device } = await openDevice(server, { authType: "TRANSPORT" });
    await device.tree.set("./DMAcc/Account/AppAuth/1/AAuthType", "BASIC");
    await device.alert(ALERT);
    await device.alert({ ...ALERT, data: "two" });
    expect(await device.connect()).toMatchObject({ outcome: "completed" });
    expect(spoken(server)).toEqual([["one", "two"], ["one", "two"], []]);
    const again = server.sent[1]!.message;
    expect(again.syncBody.commands.map(({ cmd }) => cmd)).toEqual(["Status", "Alert", "Replace", "Alert", "Alert"]);
    expect(again.syncHdr.cred).toBeDefined();
    await device.close();
  });
  it("queued during a session goes out in the next package, even when nothing else is to be said (protocol §18#40)", async () => {
    const server = paperServer(
      { meanwhile: () => device.alert(ALERT), commands: [get("./DevInfo/Man")] },
      { meanwhile: () => device.alert({ ...ALERT, data: "two" }) },
    );
    const { device } = await openDevice(server);
    expect(await device.connect()).toMatchObject({ outcome: "completed", messages: 3 });
    expect(spoken(server)).toEqual([[], ["one"], ["two"]]);
    expect(server.sent[2]!.message.syncBody.commands.map(({ cmd }) => cmd)).toEqual(["Status", "Alert"]);
    await device.connect();
    expect(spoken(server).at(-1)).toEqual([]);
    await device.close();
  });
  it("goes only to its server, or to any", async () => {
    const server = paperServer();
    const { device } = await openDevice(server);
    const other = { name: "x", secret: "y" };
    await device.bootstrap(
      bootstrapDocument({
        serverId: "other",
        url: "https://other.example/",
        deviceId: "IMEI:004999010640000",
        authType: "TRANSPORT",
        client: other,
        server: other,
        nodeName: "Other",
      }),
      { allowUnsigned: true },
    );
    await device.alert({ ...ALERT, data: "theirs", serverId: "other" });
    await device.alert({ ...ALERT, data: "anybody's" });
    await device.connect(SERVER_ID);
    await device.connect("other");
    expect(spoken(server)).toEqual([["anybody's"], ["theirs"]]);
    await device.close();
  });
  it("survives the end of the process, in order, and a session that breaks", async () => {
    const server = paperServer({ drop: true });
    const store = lastingStore();
    const first = await openDevice(server, { store });
    for (const data of ["one", "two", "three"]) await first.device.alert({ ...ALERT, data });
    expect(await first.device.connect(undefined, { attempts: 1 })).toMatchObject({ outcome: "transport" });
    await first.device.close();
    const second = await openDevice(server, { store });
    await second.device.connect();
    await second.device.connect();
    expect(spoken(server)).toEqual([["one", "two", "three"], ["one", "two", "three"], []]);
    expect(await store.entries("alert:")).toEqual([]);
    await second.device.close();
  });
  it("is removed durably before the next message leaves", async () => {
    const store = lastingStore();
    let kept = -1;
    const look = async () => {
      kept = (await store.entries("alert:")).length;
    };
    const server = paperServer({ commands: [get("./DevInfo/Man")] }, { meanwhile: look });
    const { device } = await openDevice(server, { store });
    await device.alert(ALERT);
    await device.connect();
    expect(kept).toBe(0);
    await device.close();
  });
  it("that is larger than the server takes waits, and the session goes on", async () => {
    const large = "x".repeat(3_000);
    const server = paperServer(
      { meanwhile: () => device.alert({ ...ALERT, data: large }), maxMsgSize: 1_000, maxObjSize: 2_000 },
      { meanwhile: () => undefined },
    );
    const { device } = await openDevice(server);
    const events = device.events();
    const held = (async () => {
      for await (const event of events) if (event.type === "alert-held") return event;
      return undefined;
    })();
    await device.alert(ALERT);
    expect(await device.connect()).toMatchObject({ outcome: "completed" });
    expect(await held).toMatchObject({ serverId: expect.any(String), maxObjSize: 2_000 });
    await device.connect();
    expect(spoken(server)).toEqual([["one"], [large]]);
    await device.close();
  });
  it("of many fills no message beyond what the device itself would take", async () => {
    const server = paperServer();
    const { device } = await openDevice(server);
    for (let n = 0; n < 12; n++) await device.alert({ ...ALERT, data: `${n}`.padEnd(15_000, ".") });
    expect(await device.connect()).toMatchObject({ outcome: "completed" });
    for (const { bytes } of server.sent) expect(bytes.length).toBeLessThan(80_000);
    const order = spoken(server).flat();
    expect(order.map((data) => Number.parseInt(String(data), 10))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    await device.close();
  });
  it("names its object by the name it has when it is raised (protocol §6.4#2)", async () => {
    const server = paperServer();
    const { device } = await openDevice(server);
    await device.alert({ ...ALERT, source: "./DMAcc/Account" });
    await device.tree.set("./DMAcc/Account", "Renamed", { prop: "Name" });
    await device.alert({ ...ALERT, source: "./DMAcc/Renamed" });
    await device.connect();
    const sources = ownAlerts(server.sent[0]!).map(({ items }) => items?.[0]?.source?.locUri);
    expect(sources).toEqual(["./DMAcc/Account", "./DMAcc/Renamed"]);
    await device.close();
  });
  it.each([
    [{ type: "" }, /^bad-option: type must not be empty/],
    [{ type: "a\nb" }, /^bad-option: type has control characters/],
    [{ type: "x".repeat(256) }, /^bad-option: type is longer/],
    [{ format: "node" }, /^bad-option: "node" is no format of data; give one of /],
    [{ format: "" }, /^bad-option: "" is no format/],
    [{ format: "int", data: "one" }, /^bad-option: the data is no int/],
    [{ format: "b64", data: "*" }, /^bad-option: the data is no b64/],
    [{ format: "chr", data: Uint8Array.of(1) }, /^bad-option: bytes have the format bin/],
    [{ data: "x".repeat(16_385) }, /^bad-option: the data has more than 16384 bytes/],
    [{ mark: "urgent" }, /^bad-option: "urgent" is no mark; give one of fatal, critical/],
    [{ correlator: " " }, /^bad-option: correlator must not be empty/],
    [{ source: "./none" }, /^bad-option: \.\/none does not exist/],
    [{ source: "./Test?prop=Name" }, /^bad-option: .* is no URI of a node/],
    [{ serverId: "nobody" }, /^unknown-account: /],
  ])("%j is refused, and nothing is kept", async (parts, reason) => {
    const server = paperServer();
    const { device } = await openDevice(server);
    expect(await refusal(device.alert({ ...ALERT, ...parts } as typeof ALERT))).toMatch(reason);
    await device.connect();
    expect(spoken(server)).toEqual([[]]);
    await device.close();
  });
  it("of client events has neither mark nor correlator (protocol §6.3#1)", async () => {
    const { device } = await openDevice(paperServer());
    const event = { ...ALERT, mark: "minor" } as Parameters<DeviceClient["clientEvent"]>[0];
    expect(await refusal(device.clientEvent(event))).toMatch(/^bad-option: an alert 1224 has no mark/);
    await device.close();
    expect(await refusal(device.alert(ALERT))).toMatch(/^closed: /);
  });
  it.each([
    ["urn:oma:at:diagmon:1.0:OperationComplete", false],
    ["text/plain", false],
    ["Content-Type: text/plain", false],
    ["Reversed-Domain-Name: com.acme.door", false],
    ["org.openmobilealliance.dm.firmwareupdate.devicerequest", false],
    ["door", true],
  ])("of type %s is warned of: %s (protocol §6.4#3)", async (type, isWarned) => {
    const { device } = await openDevice(paperServer());
    const { warning } = await device.alert({ ...ALERT, type });
    expect(warning !== undefined).toBe(isWarned);
    await device.close();
  });
  it("finds the queue full after 256, and says so", async () => {
    const { device } = await openDevice(paperServer());
    for (let n = 0; n < 256; n++) await device.alert(ALERT);
    expect(await refusal(device.alert(ALERT))).toMatch(/^queue-full: 256 alerts with \d+ bytes wait already; connect/);
    await device.connect();
    expect(await refusal(device.alert(ALERT))).toBe("none");
    await device.close();
  });
  it("finds the queue full when it holds too many bytes", async () => {
    const { device } = await openDevice(paperServer());
    const large = { ...ALERT, data: "x".repeat(16_000) };
    for (let n = 0; n < 16; n++) await device.alert(large);
    expect(await refusal(device.alert(large))).toMatch(/^queue-full: /);
    await device.close();
  });
  it("is gone after a factory reset", async () => {
    const store = lastingStore();
    const { device } = await openDevice(paperServer(), { store });
    await device.alert(ALERT);
    expect(await store.entries("alert:")).toHaveLength(1);
    await device.factoryReset();
    expect(await store.entries("alert:")).toEqual([]);
    await device.close();
    const server = paperServer();
    const again = await openDevice(server, { store });
    await again.device.connect();
    expect(spoken(server)).toEqual([[]]);
    await again.device.close();
  });
  it("that cannot be read stops the start", async () => {
    const store = lastingStore();
    await (await openDevice(paperServer(), { store })).device.close();
    await store.commit([{ key: "alert:0000000001", value: new TextEncoder().encode("{") }]);
    await expect(openDevice(paperServer(), { store })).rejects.toThrow(/alert:0000000001" is no alert/);
  });
});

describe("alerts in the lab", () => {
  const ACCOUNT = {
    serverId: SERVER_ID,
    deviceId: "IMEI:004999010640000",
    client: { name: "gw-1", secret: "client-pass-7", nonce: Uint8Array.of(1) },
    server: { name: SERVER_ID, secret: "server-pass-9", nonce: Uint8Array.of(2) },
  };
  it.each(["wbxml", "xml"] as const)("are as a server wants them, in %s", async (encoding) => {
    const lab = await startLab({
      accounts: [ACCOUNT],
      script: script(
        "alerts",
        { requireAuth: "md5", serverAuth: "md5" },
        expectAlert(1226, { type: "urn:x-acme:at:full", source: "./Test", correlator: "c", data: "<one&two>" }),
        expectAlert(1224, { type: "com.acme/door", data: "open" }),
        send(get("./DevInfo/Man")),
        expectResults("./DevInfo/Man", "Acme"),
        end(),
      ),
    });
    const device = await DeviceClient.open({
      device: { devId: ACCOUNT.deviceId, man: "Acme", mod: "GW-1" },
      objects: [testObject()],
    });
    await device.bootstrap(bootstrapDocument({ ...ACCOUNT, url: lab.url }), { allowUnsigned: true });
    await device.alert({ ...ALERT, data: "<one&two>", source: "./Test", correlator: "c" });
    await device.clientEvent({ type: "com.acme/door", format: "chr", data: "open" });
    expect(await device.connect(undefined, { encoding })).toMatchObject({ outcome: "completed" });
    expect((await lab.ended()).violations).toEqual([]);
    await device.close();
    await lab.close();
  });
});
