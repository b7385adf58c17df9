/** The façade: what an embedder holds in hand. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DeviceClient,
  type DeviceError,
  type DeviceEvent,
  type HttpClient,
  interior,
  leaf,
  testObject,
} from "@oma-dm/client";
import { decodeMessage } from "@oma-dm/codec/syncml";
import { bootstrapDocument, demoSession, end, exec, expectStatus, script, send, startLab } from "@oma-dm/lab";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const DEVICE = { devId: "IMEI:004999010640000", man: "Acme", mod: "GW-1", swV: "1.0" };
const ACCOUNT = {
  serverId: "com.example.dm",
  deviceId: DEVICE.devId,
  client: { name: "gw-1", secret: "planted-client-secret", nonce: Uint8Array.of(1) },
  server: { name: "com.example.dm", secret: "planted-server-secret", nonce: Uint8Array.of(2) },
};
let state = "";
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "oma-dm-device-"));
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

const code = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => (error as DeviceError).code);

describe("a device", () => {
  it("is described once and comes back with its accounts and nonces", async () => {
    const lab = await startLab({ accounts: [ACCOUNT], script: demoSession });
    const first = await DeviceClient.open({ state, device: DEVICE, objects: [testObject()] });
    await first.bootstrap(bootstrapDocument({ ...ACCOUNT, url: lab.url }), { allowUnsigned: true });
    expect(await first.connect()).toMatchObject({ outcome: "completed", sessionId: "1" });
    await first.close();
    const second = await DeviceClient.open({ state, objects: [testObject()] });
    expect(second.accounts()).toEqual(["com.example.dm"]);
    expect(await second.connect()).toMatchObject({ outcome: "completed", sessionId: "2" });
    expect((await lab.ended(2)).violations).toEqual([]);
    await second.factoryReset();
    expect(second.accounts()).toEqual([]);
    expect((await second.tree.get("./DevInfo/Man")).value).toBe("Acme");
    await second.close();
    const third = await DeviceClient.open({ state });
    expect(third.accounts()).toEqual([]);
    await third.close();
    await lab.close();
  });
  it("says what it cannot do, and why", async () => {
    expect(await code(DeviceClient.open({ state }))).toBe("no-device");
    expect(await code(DeviceClient.open({ device: { ...DEVICE, devId: "no urn" } }))).toBe("bad-option");
    const device = await DeviceClient.open({ device: DEVICE });
    expect(await code(device.connect())).toBe("no-account");
    await device.bootstrap(bootstrapDocument({ ...ACCOUNT, url: "https://a.example/" }), { allowUnsigned: true });
    await device.bootstrap(bootstrapDocument({ ...ACCOUNT, serverId: "b", url: "https://b.example/" }), {
      allowUnsigned: true,
    });
    expect(await code(device.connect())).toBe("unknown-account");
    expect(await code(device.connect("c"))).toBe("unknown-account");
    expect(await code(device.connect("b", { sessionId: "12345" }))).toBe("bad-option");
    await device.close();
    await device.close();
    expect(await code(device.connect("b"))).toBe("closed");
    expect(await code(device.inject(new Uint8Array(), { bearer: "wap-push" }))).toBe("closed");
    expect(await code(device.listen({}))).toBe("closed");
  });
  it("begins with the root ACL its maker chose, and only then (decisions D21, tree §5.6#1)", async () => {
    const acl = async (device: DeviceClient) => (await device.tree.get(".", "ACL")).value;
    const usual = await DeviceClient.open({ device: DEVICE });
    expect(await acl(usual)).toBe("Add=*&Get=*");
    await usual.close();
    for (const rootAcl of ["", "everyone", "Get=a b"]) {
      expect(await code(DeviceClient.open({ device: DEVICE, rootAcl }))).toBe("bad-option");
    }
    const first = await DeviceClient.open({ state, device: DEVICE, rootAcl: "Get=*&Add=*&Replace=com.example.dm" });
    expect(await acl(first)).toBe("Add=*&Get=*&Replace=com.example.dm");
    await first.factoryReset();
    expect(await acl(first)).toBe("Add=*&Get=*&Replace=com.example.dm");
    await first.tree.set(".", "Add=*&Get=*&Delete=a", { prop: "ACL" });
    await first.close();
    const again = await DeviceClient.open({ state, rootAcl: "Add=*" });
    expect(await acl(again)).toBe("Add=*&Delete=a&Get=*");
    await again.close();
  });
  it("refuses to set what an object computes", async () => {
    const device = await DeviceClient.open({ device: DEVICE });
    await expect(device.tree.set("./DevInfo/DevId", "IMEI:1")).rejects.toThrow(/computed by its object/);
    expect((await device.tree.get("./DevInfo/DevId")).value).toBe(DEVICE.devId);
    await device.close();
  });
  it("runs one session at a time", async () => {
    let answer = (): void => {};
    const waiting = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const http: HttpClient = {
      exchange: async () => {
        await waiting;
        return { outcome: "failure", kind: "refused", message: "nobody there" };
      },
      close: async () => {},
    };
    const device = await DeviceClient.open({ device: DEVICE, ports: { http } });
    await device.bootstrap(bootstrapDocument({ ...ACCOUNT, url: "https://a.example/" }), { allowUnsigned: true });
    const first = device.connect(undefined, { attempts: 1 });
    expect(await code(device.connect())).toBe("busy");
    expect(await code(device.factoryReset())).toBe("busy");
    answer();
    expect(await first).toMatchObject({ outcome: "transport", error: { message: "nobody there" } });
    await device.close();
  });
  it("begins with every leaf of ./DevInfo (tree §13.1#1, #9)", async () => {
    const sent: Uint8Array[] = [];
    const http: HttpClient = {
      exchange: async ({ body }) => {
        sent.push(body ?? new Uint8Array());
        return { outcome: "failure", kind: "refused", message: "nobody there" };
      },
      close: async () => {},
    };
    const ext = {
      spec: interior("Ext", ["Get"], [leaf("Colour", "chr", ["Get"], { initial: "red" })], { initial: "" }),
    };
    const device = await DeviceClient.open({
      device: { ...DEVICE, lang: "de" },
      ports: { http },
      objects: [{ ...ext, under: "./DevInfo" }],
    });
    await device.bootstrap(bootstrapDocument({ ...ACCOUNT, url: "https://a.example/" }), { allowUnsigned: true });
    await device.connect(undefined, { attempts: 1 });
    await device.close();
    const { commands } = decodeMessage(sent[0]!).message.syncBody;
    const replace = commands.find((command) => command.cmd === "Replace");
    const items = (replace?.cmd === "Replace" ? replace.items : []).map(({ source, data }) => [source?.locUri, data]);
    expect(items).toEqual([
      ["./DevInfo/DevId", DEVICE.devId],
      ["./DevInfo/Man", "Acme"],
      ["./DevInfo/Mod", "GW-1"],
      ["./DevInfo/DmV", "1.3"],
      ["./DevInfo/Lang", "de"],
      ["./DevInfo/Ext/Colour", "red"],
    ]);
  });
  it("tells what happens, until it is closed", async () => {
    const lab = await startLab({ accounts: [ACCOUNT], script: demoSession });
    const device = await DeviceClient.open({ device: DEVICE, objects: [testObject()] });
    const events: DeviceEvent["type"][] = [];
    const listening = (async () => {
      for await (const event of device.events()) events.push(event.type);
    })();
    await device.bootstrap(bootstrapDocument({ ...ACCOUNT, url: lab.url }), { allowUnsigned: true });
    await device.connect();
    await device.close();
    await listening;
    expect(events).toEqual(["bootstrapped", "session-started", "session-ended"]);
    await lab.close();
  });
  it("outlives an object that throws, and makes what came before durable before it runs one", async () => {
    const lab = await startLab({
      accounts: [ACCOUNT],
      script: script(
        "throws",
        { requireAuth: "md5", serverAuth: "md5" },
        send(exec("./Bad/Go")),
        expectStatus("./Bad/Go", 500),
        end(),
      ),
    });
    const device = await DeviceClient.open({
      device: DEVICE,
      objects: [
        {
          spec: interior("Bad", ["Get"], [leaf("Go", "null", ["Exec"], { scope: "Permanent" })], {
            scope: "Permanent",
            acl: "Exec=*",
          }),
          exec: () => {
            throw new Error("a fault of the object");
          },
        },
      ],
    });
    await device.bootstrap(bootstrapDocument({ ...ACCOUNT, url: lab.url }), { allowUnsigned: true });
    expect(await device.connect()).toMatchObject({ outcome: "completed" });
    expect((await lab.ended()).violations).toEqual([]);
    await device.close();
    await lab.close();
  });
});

describe("secrets", () => {
  it("stand in nothing a device says of itself, and only in its own store", async () => {
    const lab = await startLab({ accounts: [ACCOUNT], script: demoSession });
    const device = await DeviceClient.open({ state, device: DEVICE, objects: [testObject()] });
    await device.bootstrap(bootstrapDocument({ ...ACCOUNT, url: lab.url }), { allowUnsigned: true });
    const outcome = await device.connect();
    const said = JSON.stringify([outcome, await device.tree.export("."), lab.trace()]);
    for (const secret of [ACCOUNT.client.secret, ACCOUNT.server.secret]) {
      const forms = [secret, Buffer.from(secret).toString("base64"), Buffer.from(secret).toString("hex")];
      for (const form of forms) expect(said).not.toContain(form);
    }
    await device.close();
    await lab.close();
    const stored = readdirSync(state)
      .map((file) => readFileSync(join(state, file)).toString("latin1"))
      .join("");
    expect(stored).toContain(ACCOUNT.client.secret);
  });
});
