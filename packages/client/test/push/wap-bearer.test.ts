/** WAP push over UDP: the port, the secure port, and what the kernel says of them. */
import { createSocket } from "node:dgram";
import { DeviceClient, type DeviceError, type ListenOptions } from "@oma-dm/client";
import { end, expectPackage1, script } from "@oma-dm/lab";
import { afterEach, describe, expect, it } from "vitest";
import { setUp } from "../session/with-lab.ts";
import { knock12, wapPush, watching } from "./knocking.ts";
import { sealedDatagrams } from "./sealed-datagram.ts";
import { secureDatagramContract } from "./secure-datagram-contract.ts";

const KNOCKED = script("knocked", { requireAuth: "md5", serverAuth: "md5" }, expectPackage1({ alert: 1200 }), end());
const closing: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of closing.splice(0)) await one.close();
});

async function listening(wapPush: NonNullable<ListenOptions["wapPush"]>) {
  const both = await setUp({ script: KNOCKED });
  const open = await both.device.listen({ wapPush });
  closing.push(open);
  return { ...both, open, ports: open.listeners.map(({ address }) => address!.port) };
}

function send(port: number, ...datagrams: readonly Uint8Array[]): Promise<void> {
  return new Promise((resolve) => {
    const socket = createSocket("udp4");
    let left = datagrams.length;
    for (const datagram of datagrams) {
      socket.send(datagram, port, "127.0.0.1", () => {
        if (--left > 0) return;
        socket.close(() => resolve());
      });
    }
  });
}

async function received(device: DeviceClient, count: number): Promise<void> {
  while (device.pushStatistics().received < count) await new Promise((resolve) => setTimeout(resolve, 2));
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createSocket("udp4");
    socket.once("error", () => resolve(false));
    socket.bind({ address: "127.0.0.1", port, exclusive: true }, () => socket.close(() => resolve(true)));
  });

describe("the push port: R125, R145, bootstrap-push §4.1#1", () => {
  it("opens a session for a datagram, and is free when it is closed", async () => {
    const { lab, open, ports } = await listening({ port: 0 });
    expect(open.listeners.map(({ name }) => name)).toEqual([`wap-push 127.0.0.1:${ports[0]}`]);
    expect(await isFree(ports[0]!)).toBe(false);
    await send(ports[0]!, wapPush(knock12()));
    expect((await lab.ended()).passed).toBe(true);
    await open.close();
    await open.close();
    expect(await isFree(ports[0]!)).toBe(true);
  });
  it("never answers, whatever comes: bootstrap-push §2.5#9, §4.6#1", async () => {
    const { device, ports } = await listening({ port: 0 });
    const socket = createSocket("udp4");
    const answers: Uint8Array[] = [];
    socket.on("message", (answer) => answers.push(answer));
    for (const datagram of [wapPush(knock12()), wapPush(knock12({ serverId: "x" })), Uint8Array.of(1, 7)]) {
      socket.send(datagram, ports[0]!, "127.0.0.1");
    }
    await received(device, 3);
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.close();
    expect(answers).toEqual([]);
  });
  it("counts what comes and what becomes of it, with what the kernel dropped", async () => {
    const { device, ports } = await listening({ port: 0 });
    await send(ports[0]!, Uint8Array.of(1), wapPush(knock12({ serverId: "x" })), wapPush(knock12(), "text/plain"));
    await received(device, 3);
    const { ignored, accepted, kernelDrops } = device.pushStatistics();
    expect(ignored).toMatchObject({ malformed: 1, "unknown-server": 1, "other-content-type": 1 });
    expect(accepted).toBe(0);
    if (process.platform === "linux") expect(kernelDrops).toBe(0);
  });
  it("is 2948 unless told otherwise", async () => {
    const one = await DeviceClient.open({ device: { devId: "IMEI:1", man: "a", mod: "b" } });
    closing.push(one);
    const open = await one.listen({ wapPush: {} });
    expect(open.listeners[0]!.address).toEqual({ host: "127.0.0.1", port: 2948 });
    await open.close();
  });
  it("that somebody else has is told, and nothing stays open", async () => {
    const { device, ports } = await listening({ port: 0 });
    const again = device.listen({ wapPush: { port: 0, secure: { port: ports[0]! } } });
    await expect(again).rejects.toMatchObject({
      name: "DeviceError",
      code: "unavailable",
    } satisfies Partial<DeviceError>);
  });
  it("closes with the device", async () => {
    const { device, ports } = await listening({ port: 0 });
    await device.close();
    expect(await isFree(ports[0]!)).toBe(true);
  });
});

describe("the secure port: R146, decisions D18, bootstrap-push §5#4", () => {
  it("reads nothing that is plain, however genuine", async () => {
    const { device, lab, ports } = await listening({ port: 0, secure: { port: 0 } });
    await send(ports[1]!, wapPush(knock12()));
    await received(device, 1);
    expect(device.pushStatistics().ignored["not-secured"]).toBe(1);
    expect(lab.log).toEqual([]);
  });
  it("takes what its layer opened, and only that", async () => {
    const { layer, wrap, forge } = sealedDatagrams();
    const { device, lab, ports } = await listening({ port: 0, secure: { port: 0, layer } });
    await send(ports[1]!, wapPush(knock12()), forge(wapPush(knock12())));
    await received(device, 2);
    expect(lab.log).toEqual([]);
    await send(ports[1]!, wrap(wapPush(knock12())));
    expect((await lab.ended()).passed).toBe(true);
  });
  it("is marked secure when it comes from a bearer of one's own", async () => {
    const { device, lab } = await listening({ port: 0 });
    const watch = watching(device);
    const verdict = await device.inject(wapPush(knock12()), { bearer: "wap-push", secure: true });
    expect(verdict).toMatchObject({ verdict: "accepted" });
    expect(await watch.until("notified")).toMatchObject({ bearer: "wap-push", secure: true });
    await lab.ended();
  });
});

describe("a security layer, by its contract", () => {
  secureDatagramContract(() => sealedDatagrams());
});
