/** Short messages from whatever has them: PDUs, a spool directory, lines, HTTP (bootstrap-push §4.5). */
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SmsOptions } from "@oma-dm/client";
import { decodeUserData, encodeSmsDeliver, splitUserData } from "@oma-dm/codec/sms";
import { end, expectPackage1, script } from "@oma-dm/lab";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { setUp } from "../session/with-lab.ts";
import { knock12, wapPush } from "./knocking.ts";

const KNOCKED = script("knocked", { requireAuth: "md5", serverAuth: "md5" }, expectPackage1({ alert: 1200 }), end());
const PORTS = { destination: 2948, source: 9200 };
/** Too long for one message, thanks to its vendor's tail. */
const LONG = wapPush(knock12({ vendorData: new Uint8Array(200) }));
const SHORT = wapPush(knock12());

let spool = "";
const closing: { close(): Promise<unknown> }[] = [];
beforeEach(() => {
  spool = mkdtempSync(join(tmpdir(), "oma-dm-spool-"));
});
afterEach(async () => {
  for (const one of closing.splice(0)) await one.close();
  rmSync(spool, { recursive: true });
});

const pdus = (push: Uint8Array, originator = "+358501234567", ports = PORTS): readonly Uint8Array[] =>
  splitUserData(push, ports, { reference: 7 }).map((part) =>
    encodeSmsDeliver({ originator, timestamp: 0, userData: decodeUserData(part) }),
  );

async function listening(sms: SmsOptions) {
  const both = await setUp({ script: KNOCKED });
  const open = await both.device.listen({ sms });
  closing.push(open);
  return { ...both, open };
}

describe("SMS-DELIVER", () => {
  it("to the push port opens a session: R125, bootstrap-push §4.5#9", async () => {
    const { device, lab } = await setUp({ script: KNOCKED });
    expect(await device.inject(pdus(SHORT)[0]!, { bearer: "sms" })).toMatchObject({ verdict: "accepted" });
    expect((await lab.ended()).passed).toBe(true);
  });
  it("in parts opens one when the last has come, in any order: R125, bootstrap-push §4.5#10", async () => {
    const { device, lab } = await setUp({ script: KNOCKED });
    const [first, second, third] = pdus(LONG);
    expect(third).toBeUndefined();
    expect(await device.inject(second!, { bearer: "sms" })).toEqual({ verdict: "incomplete" });
    expect(await device.inject(second!, { bearer: "sms" })).toEqual({ verdict: "incomplete" });
    expect(await device.inject(first!, { bearer: "sms" })).toMatchObject({ verdict: "accepted" });
    await lab.ended();
    expect(device.pushStatistics()).toMatchObject({ received: 3, parts: 2, accepted: 1 });
  });
  it.each([
    ["to another port", pdus(SHORT, "+1", { destination: 2949 - 2, source: 1 })[0]!, "other-application"],
    [
      "to the secure port, plain: decisions D18",
      pdus(SHORT, "+1", { destination: 2949, source: 1 })[0]!,
      "not-secured",
    ],
    [
      "that is text",
      Uint8Array.of(4, 4, 0x81, 0x21, 0x43, 0, 8, 0x62, 0x70, 0x50, 0x90, 0, 0, 0, 2, 0, 65),
      "other-application",
    ],
    ["that is none", Uint8Array.of(2, 1), "malformed"],
  ] as const)("%s opens none", async (_title, pdu, reason) => {
    const { device, lab } = await setUp({ script: KNOCKED });
    expect(await device.inject(pdu, { bearer: "sms" })).toEqual({ verdict: "ignored", reason });
    expect(lab.log).toEqual([]);
  });
});

/** A file as smstools writes it: user data header in the head, the rest behind the empty line. */
function spooled(userData: Uint8Array, over: Readonly<Record<string, string>> = {}): Uint8Array {
  const length = userData[0]! + 1;
  const udh = Buffer.from(userData.subarray(0, length))
    .toString("hex")
    .toUpperCase()
    .replace(/..(?=.)/g, "$& ");
  const head = { From: "358501234567", Alphabet: "binary", UDH: "true", "UDH-DATA": udh, ...over };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\n`);
  return Buffer.concat([Buffer.from(`${lines.join("")}\n`), userData.subarray(length)]);
}

describe("a spool directory", () => {
  const parts = (push: Uint8Array) => splitUserData(push, PORTS, { reference: 7 });
  it("is emptied of what is ours, and of nothing else", async () => {
    writeFileSync(join(spool, "GSM1.text"), "From: 1\nAlphabet: ISO\n\nhello");
    writeFileSync(join(spool, "GSM1.other"), spooled(Uint8Array.of(6, 5, 4, 0x0b, 0x83, 0, 0, 1)));
    writeFileSync(join(spool, "GSM1.1"), spooled(parts(SHORT)[0]!));
    const { lab } = await listening({ spool, spoolEveryMs: 20 });
    expect((await lab.ended()).passed).toBe(true);
    while (existsSync(join(spool, "GSM1.1"))) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(readdirSync(spool).sort()).toEqual(["GSM1.other", "GSM1.text"]);
  });
  it("brings parts in files of their own, and files that come later", async () => {
    const { lab, device } = await listening({ spool, spoolEveryMs: 20 });
    const [first, second] = parts(LONG);
    writeFileSync(join(spool, "b"), spooled(second!));
    while (device.pushStatistics().parts === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    writeFileSync(join(spool, "a"), spooled(first!));
    expect((await lab.ended()).passed).toBe(true);
  });
  it("may hold anything: what is too long, hidden, locked, a folder or a link is left", async () => {
    writeFileSync(join(spool, "big"), Buffer.alloc(100_000));
    writeFileSync(join(spool, ".hidden"), spooled(parts(SHORT)[0]!));
    writeFileSync(join(spool, "x.LOCK"), "");
    writeFileSync(join(spool, "odd"), spooled(parts(SHORT)[0]!, { "UDH-DATA": "0G" }));
    symlinkSync("/etc/passwd", join(spool, "link"));
    const { lab, open } = await listening({ spool, spoolEveryMs: 5 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await open.close();
    expect(readdirSync(spool).length).toBe(5);
    expect(lab.log).toEqual([]);
  });
  it("that is not there is told", async () => {
    const { device } = await setUp({ script: KNOCKED });
    await expect(device.listen({ sms: { spool: join(spool, "none") } })).rejects.toMatchObject({ code: "unavailable" });
  });
});

describe("oFono", () => {
  it("on a bus that is not there is told", async () => {
    const { device } = await setUp({ script: KNOCKED });
    const bus = `unix:path=${join(spool, "no-bus")}`;
    await expect(device.listen({ sms: { ofono: { bus } } })).rejects.toMatchObject({ code: "unavailable" });
  });
});

describe("lines of digits", () => {
  it("are PDUs, however they are cut; the rest is passed over", async () => {
    const digits = pdus(LONG).map((pdu) => Buffer.from(pdu).toString("hex").toUpperCase());
    const text = `+CMT: ,140\r\n${"A".repeat(5_000)}\n\nzz\n${digits.join("\r\n")}`;
    async function* lines() {
      for (let at = 0; at < text.length; at += 37) yield Buffer.from(text.slice(at, at + 37));
    }
    const { lab, device } = await listening({ lines: lines() });
    expect((await lab.ended()).passed).toBe(true);
    expect(device.pushStatistics().received).toBe(2);
  });
});

describe("PDUs over HTTP", () => {
  const post = (port: number, body: string | Uint8Array, type = "text/plain", path = "/sms", method = "POST") =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { "Content-Type": type },
      ...(method === "POST" ? { body: body as string } : {}),
    }).then(({ status }) => status);
  it("come as digits or as they are", async () => {
    const { lab, open } = await listening({ http: { port: 0 } });
    const { port } = open.listeners[0]!.address!;
    const [first, second] = pdus(LONG);
    expect(await post(port, `${Buffer.from(first!).toString("hex")}\n`)).toBe(204);
    expect(await post(port, second!, "application/octet-stream")).toBe(204);
    expect((await lab.ended()).passed).toBe(true);
  });
  it.each([
    ["no digits", "hello", "text/plain", "/sms", "POST", 400],
    ["too many", "00".repeat(600), "text/plain", "/sms", "POST", 413],
    ["another path", "00", "text/plain", "/", "POST", 404],
    ["another method", "", "text/plain", "/sms", "GET", 405],
    ["what is no SMS, which nobody is told", "00", "text/plain", "/sms", "POST", 204],
  ] as const)("%s", async (_title, body, type, path, method, status) => {
    const { open } = await listening({ http: { port: 0 } });
    expect(await post(open.listeners[0]!.address!.port, body, type, path, method)).toBe(status);
  });
});
