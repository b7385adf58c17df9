/** Execs that answer 202 and tell the server later (protocol §8.8). */
import {
  DeviceClient,
  defineObject,
  type Exec,
  type ExecOutcome,
  interior,
  leaf,
  longExec,
  type ManagementObject,
  type ObjectShape,
  testObject,
  type WriteOnly,
} from "@oma-dm/client";
import { bootstrapDocument, end, exec, expectAlert, expectStatus, get, script, send, startLab } from "@oma-dm/lab";
import { describe, expect, it } from "vitest";
import { lastingStore, openDevice, ownAlerts, paperServer, SERVER_ID, spoken } from "./paper-server.ts";

const PERMANENT = { scope: "Permanent" } as const;
const TYPE = "org.openmobilealliance.dm.firmwareupdate.update";

/** A firmware object whose Update ends when the test says so. */
function firmware(): {
  object: ManagementObject;
  finish(outcome: ExecOutcome | Error): Promise<void>;
  readonly signals: AbortSignal[];
} {
  const ends: ((outcome: ExecOutcome | Error) => void)[] = [];
  const signals: AbortSignal[] = [];
  const object: ManagementObject = {
    spec: interior("Fw", ["Get"], [leaf("Update", "null", ["Exec"], PERMANENT)], {
      ...PERMANENT,
      moid: "urn:oma:mo:oma-fumo:1.0",
      acl: "Exec=*&Get=*",
    }),
    exec: () =>
      longExec({
        type: TYPE,
        failed: { data: "410" },
        work: (signal) => {
          signals.push(signal);
          return new Promise((resolve, reject) => {
            ends.push((outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome)));
          });
        },
      }),
  };
  const finish = async (outcome: ExecOutcome | Error): Promise<void> => {
    ends.shift()!(outcome);
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  return { object, finish, signals };
}

const update = (correlator?: string) => ({
  commands: [exec("./Fw/Update", correlator === undefined ? {} : { correlator })],
});

describe("an Exec that goes on", () => {
  it("is answered 202, and ends with an alert in package 1 of the next session, to the same server (protocol §8.8#1)", async () => {
    const server = paperServer(update("job-1"));
    const { object, finish } = firmware();
    const { device, events } = await openDevice(server, { objects: [object] });
    expect(await device.connect()).toMatchObject({ commands: [{ cmd: "Exec", uri: "./Fw/Update", status: 202 }] });
    expect(spoken(server)).toEqual([[], []]);
    await finish({ data: "200" });
    await device.connect();
    expect(ownAlerts(server.sent[2]!)).toEqual([
      {
        cmd: "Alert",
        cmdId: "3",
        data: "1226",
        correlator: "job-1",
        items: [{ source: { locUri: "./Fw" }, meta: { format: "chr", type: TYPE }, data: "200" }],
      },
    ]);
    await device.connect();
    expect(spoken(server).at(-1)).toEqual([]);
    await device.close();
    expect(events).toContainEqual({ type: "exec-ended", uri: "./Fw/Update", alertId: "0000000001" });
  });
  it("ends in the next package when the session is still there", async () => {
    const { object, finish } = firmware();
    const server = paperServer(update("job-1"), {
      meanwhile: () => finish({ data: "7", format: "int" }),
      commands: [get("./DevInfo/Man")],
    });
    const { device } = await openDevice(server, { objects: [object] });
    await device.connect();
    expect(spoken(server)).toEqual([[], [], ["7"]]);
    await device.close();
  });
  it("without a Correlator ends without one (protocol §8.8#1, §6.4#7)", async () => {
    const server = paperServer(update());
    const { object, finish } = firmware();
    const { device } = await openDevice(server, { objects: [object] });
    await device.connect();
    await finish({ data: "200" });
    await device.connect();
    expect(ownAlerts(server.sent[2]!)[0]).not.toHaveProperty("correlator");
    await device.close();
  });
  it("that throws is told as failed", async () => {
    const server = paperServer(update("job-1"));
    const { object, finish } = firmware();
    const { device, events } = await openDevice(server, { objects: [object] });
    await device.connect();
    await finish(new Error("no battery\nat line 1"));
    await device.connect();
    expect(spoken(server)[2]).toEqual(["410"]);
    await device.close();
    expect(events).toContainEqual({
      type: "exec-ended",
      uri: "./Fw/Update",
      alertId: "0000000001",
      reason: "no battery",
    });
  });
  it("that ran when the device stopped is told as failed once it is opened again", async () => {
    const store = lastingStore();
    const { object, signals, finish } = firmware();
    const first = await openDevice(paperServer(update("job-1")), { store, objects: [object] });
    await first.device.connect();
    expect(signals[0]!.aborted).toBe(false);
    await first.device.close();
    expect(signals[0]!.aborted).toBe(true);
    // Whatever it says now comes too late.
    await finish({ data: "200" });
    const server = paperServer();
    const second = await openDevice(server, { store, objects: [object] });
    await second.device.connect();
    await second.device.connect();
    expect(ownAlerts(server.sent[0]!)).toMatchObject([{ correlator: "job-1", items: [{ data: "410" }] }]);
    expect(spoken(server)[1]).toEqual([]);
    expect(await store.entries("exec-job:")).toEqual([]);
    await second.device.close();
  });
  it("is on record before it begins, and its alert before it leaves the record", async () => {
    const store = lastingStore();
    const kept: string[] = [];
    const object: ManagementObject = {
      ...firmware().object,
      exec: () =>
        longExec({
          type: TYPE,
          work: async () => {
            kept.push(...(await store.entries("exec-job:")).map(([key]) => key));
            return { data: "200" };
          },
        }),
    };
    const server = paperServer(update("job-1"));
    const { device } = await openDevice(server, { store, objects: [object] });
    await device.connect();
    expect(kept).toEqual(["exec-job:1"]);
    expect(await store.entries("exec-job:")).toEqual([]);
    await device.close();
  });
  it("has a place for its alert when the queue is full; the 65th at a time is told to come later", async () => {
    const { object, finish } = firmware();
    const server = paperServer({ commands: Array.from({ length: 65 }, () => exec("./Fw/Update")) });
    const { device } = await openDevice(server, { objects: [object] });
    const { commands } = await device.connect();
    expect(commands.map(({ status }) => status)).toEqual([...Array.from({ length: 64 }, () => 202), 417]);
    for (let n = 0; n < 256; n++) await device.alert({ type: TYPE, format: "chr", data: `${n}` });
    await finish({ data: "done" });
    await device.connect();
    expect(spoken(server).flat()).toContain("done");
    await device.close();
  });
  it("stops with a factory reset, and nobody is told", async () => {
    const store = lastingStore();
    const { object, signals, finish } = firmware();
    const { device } = await openDevice(paperServer(update("job-1")), { store, objects: [object] });
    await device.connect();
    await device.factoryReset();
    expect(signals[0]!.aborted).toBe(true);
    await finish({ data: "200" });
    expect([...(await store.entries("exec-job:")), ...(await store.entries("alert:"))]).toEqual([]);
    await device.close();
  });
  it("of a typed object is written the same way", async () => {
    const shape: ObjectShape<{ readonly Update: Exec<WriteOnly<null>> }> = { spec: firmware().object.spec };
    const object = defineObject(shape, {
      exec: {
        Update: () => longExec({ type: TYPE, source: "./Fw/Update", work: async () => ({ data: "1" }) }),
      },
    });
    const server = paperServer(update("job-1"));
    const { device } = await openDevice(server, { objects: [object] });
    await device.connect();
    await device.connect();
    const alerts = server.sent.flatMap((each) => ownAlerts(each));
    expect(alerts).toMatchObject([{ items: [{ source: { locUri: "./Fw/Update" }, data: "1" }] }]);
    await device.close();
  });
});

it("answers the lab's asynchronous Exec with 202 and, later, 1226 with the same Correlator", async () => {
  const account = {
    serverId: SERVER_ID,
    deviceId: "IMEI:004999010640000",
    client: { name: "gw-1", secret: "client-pass-7", nonce: Uint8Array.of(1) },
    server: { name: SERVER_ID, secret: "server-pass-9", nonce: Uint8Array.of(2) },
  };
  const lab = await startLab({
    accounts: [account],
    script: script(
      "async",
      { requireAuth: "md5", serverAuth: "md5" },
      send(exec("./Test/async", { data: "42", correlator: "c-1" })),
      expectStatus("./Test/async", 202),
      expectAlert(1226, { type: "urn:x-oma-dm-test:at:async", source: "./Test", correlator: "c-1", data: "42" }),
      end(),
    ),
  });
  const device = await DeviceClient.open({
    device: { devId: account.deviceId, man: "Acme", mod: "GW-1" },
    objects: [testObject()],
  });
  await device.bootstrap(bootstrapDocument({ ...account, url: lab.url }), { allowUnsigned: true });
  expect(await device.connect()).toMatchObject({ outcome: "completed" });
  expect((await lab.ended()).violations).toEqual([]);
  await device.close();
  await lab.close();
});
