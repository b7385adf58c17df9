/** syncml:auth-MAC on both sides. Clause: protocol §11. */
import {
  expectResults,
  flowHmac,
  flowHmacBothFail,
  get,
  type Lab,
  type LabAccount,
  largeObject,
  macText,
  multiMessage,
  parseHmacHeader,
  printHmacHeader,
  type Script,
  script,
  send,
  startLab,
  withFaults,
} from "@oma-dm/lab";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { ACCOUNT, hangUp, type PaperOptions, playSession } from "./paper-device.ts";

let lab: Lab | undefined;
afterEach(async () => lab?.close());
afterAll(hangUp);

const LEAVES = { "./DevInfo/DevId": "IMEI:004999010640000", "./DevInfo/Man": "Paper" };
const HMAC = { requireAuth: "hmac", serverAuth: "hmac" } as const;

async function play(chosen: Script, options: Partial<PaperOptions> = {}, account: LabAccount = ACCOUNT) {
  lab = await startLab({ accounts: [account], script: chosen });
  const messages = await playSession({ url: lab.url, leaves: LEAVES, hmac: { algorithm: "SHA256" }, ...options });
  const report = lab.sessions.at(-1);
  if (report === undefined) throw new Error("no session");
  return { messages, report };
}

const answers = () => lab?.log.filter((entry) => entry.direction === "to-device") ?? [];
const macOf = (entry: { headers: readonly (readonly [string, string])[] }) =>
  entry.headers.find(([name]) => name === "x-syncml-hmac")?.[1];

describe("the digest (protocol §16)", () => {
  const given = { name: "Bruce2", secret: "OhBehave", nonce: Buffer.from("Nonce") };
  const body = Buffer.from("<SyncML xmlns='SYNCML:SYNCML1.2'/>");
  it.each([
    ["MD5", "nested", "91o6k7iTz9rwVedoZ8A0PQ=="],
    ["SHA256", "nested", "tU9tsaTtBYFypKlMYeGYCJOUQVDkmQ0WMWsS9LRbJ8E="],
    ["sha-256", "nested", "tU9tsaTtBYFypKlMYeGYCJOUQVDkmQ0WMWsS9LRbJ8E="],
    ["SHA256", "rfc2104", "3PVBBhnUaHPqRGl7zCLkQ1rUPkkuOwyN+1NuExnMBuw="],
    ["MD5", "rfc2104", "91o6k7iTz9rwVedoZ8A0PQ=="],
  ] as const)("%s %s", (algorithm, construction, mac) => {
    expect(macText({ ...given, algorithm, construction, body })).toBe(mac);
  });
  it("has no algorithm by another name", () => {
    expect(() => macText({ ...given, algorithm: "SHA1", body })).toThrow(TypeError);
  });
});

describe("the header (protocol §11.1#3)", () => {
  it("is written with the mac last, and read again", () => {
    const header = { algorithm: "SHA256", username: 'Zoë "the" \\', mac: "AAAA" };
    expect(printHmacHeader(header)).toMatch(/^algorithm=SHA256, username="Zo.+ \\"the\\" \\\\", mac=AAAA$/);
    expect(parseHmacHeader(printHmacHeader(header))).toEqual({ ...header, quoted: true });
  });
  it.each([
    ['mac=AAAA,username="a"', { algorithm: "MD5", username: "a", mac: "AAAA", quoted: true }],
    [
      'MAC="AA==" , Username=a, ALGORITHM = "sha256"',
      { algorithm: "SHA256", username: "a", mac: "AA==", quoted: false },
    ],
    ["mac=AAAA", "no username"],
    ['username="a"', "mac is not base64"],
    ['username="a", mac=AAAA, mac=BBBB', "mac twice"],
    ['username="a" mac=AAAA', "no attribute=value at character 0"],
    ["", "no attribute=value at character 0"],
  ])("%s", (text, read) => {
    expect(parseHmacHeader(text)).toEqual(read);
  });
});

describe("a session with macs", () => {
  it.each([
    ["MD5", "xml"],
    ["SHA256", "wbxml"],
  ] as const)("%s in %s: one on every message, 200 and a new nonce each time", async (algorithm, encoding) => {
    const { messages, report } = await play(flowHmac, { hmac: { algorithm }, encoding });
    expect(report).toMatchObject({ violations: [], passed: true, messages: 2 });
    expect(report.authenticated).toEqual({ client: true, server: true });
    const headers = messages.map(({ syncBody }) => syncBody.commands[0] as { data: string; chal?: { meta: object } });
    expect(headers.map((each) => each.data)).toEqual(["200", "200"]);
    expect(headers.map((each) => each.chal?.meta)).toEqual([
      expect.objectContaining({ type: "syncml:auth-MAC", format: "b64" }),
      expect.objectContaining({ type: "syncml:auth-MAC", format: "b64" }),
    ]);
    expect(messages.every((each) => each.syncHdr.cred === undefined)).toBe(true);
    const macs = answers().map((entry) => parseHmacHeader(macOf(entry) ?? ""));
    expect(macs).toEqual([
      expect.objectContaining({ algorithm, username: "com.example.lab" }),
      expect.objectContaining({ algorithm, username: "com.example.lab" }),
    ]);
    expect(lab?.trace().flatMap((event) => event.headers.filter(([name]) => name === "x-syncml-hmac"))).toEqual(
      Array.from({ length: 4 }, () => ["x-syncml-hmac", "…"]),
    );
  });

  it("challenges a stale mac with 401 and auth-MAC, and is challenged with 407", async () => {
    const { messages, report } = await play(flowHmacBothFail);
    expect(report).toMatchObject({ violations: [], passed: true, messages: 3 });
    expect(report.refusals).toEqual(["the mac does not match: stale nonce, wrong secret or changed body"]);
    const codes = messages.map(({ syncBody }) => (syncBody.commands[0] as { data: string }).data);
    expect(codes).toEqual(["401", "200", "200"]);
    expect(answers().map((entry) => macOf(entry) !== undefined)).toEqual([false, true, true]);
  });

  it("challenges a message without a mac with 407", async () => {
    const { client } = ACCOUNT;
    const account = { ...ACCOUNT, client: { name: client.name, secret: client.secret } };
    const { messages, report } = await play(flowHmac, { account });
    expect(report).toMatchObject({ violations: [], passed: true });
    expect(messages[0]?.syncBody.commands[0]).toMatchObject({ data: "407" });
  });

  it("computes the rfc2104 form where the account says so", async () => {
    const { report } = await play(flowHmac, {}, { ...ACCOUNT, hmac: { construction: "rfc2104" } });
    expect(report.refusals[0]).toBe("the mac is put together as nested");
    expect(report.outcome).toBe("auth-failed");
  });

  it("refuses an algorithm the account does not take", async () => {
    const { report } = await play(
      flowHmac,
      { hmac: { algorithm: "MD5" } },
      { ...ACCOUNT, hmac: { accept: ["SHA256"], algorithm: "SHA-256" } },
    );
    expect(report.refusals[0]).toBe("algorithm MD5 is not accepted");
    expect(parseHmacHeader(macOf(answers()[0] ?? { headers: [] }) ?? "")).toMatchObject({ algorithm: "SHA-256" });
  });

  it.each([
    ["username is not a quoted string", (header: string) => header.replace(/"/g, "")],
    ["username is not the LocName", (header: string) => header.replace("device-user", "other")],
    ["mac is not base64", (header: string) => header.replace(/mac=.*/, "mac=%%")],
  ])("blames a header whose %s", async (what, twist) => {
    const { report } = await play(flowHmac, { hmac: { algorithm: "SHA256", twist }, maxMessages: 1 });
    expect(report.violations.filter((each) => each.rule === "protocol §11.1")[0]?.what).toContain(what);
  });

  it("refuses a mac in another user's name", async () => {
    const twist = (header: string) => header.replace("device-user", "other");
    const { report } = await play(flowHmac, { hmac: { algorithm: "SHA256", twist }, maxMessages: 1 });
    expect(report.refusals).toEqual(["the mac is of another user"]);
  });

  it("blames a mac that is left out in mid-session", async () => {
    let sent = 0;
    const twist = (header: string) => (++sent === 2 ? undefined : header);
    const { report } = await play(flowHmac, { hmac: { algorithm: "SHA256", twist } });
    expect(report.violations.map((each) => each.what)).toContain(
      "no x-syncml-hmac although the messages before had one",
    );
  });

  it("blames a client that accepts a body changed on its way, or a wrong mac", async () => {
    const tampered = { kind: "tampered", from: "./DevInfo/Man", to: "./DevInfo/Mod" } as const;
    const leaf = "./DevInfo/Man";
    const chosen = script("tampered", HMAC, withFaults(send(get(leaf)), tampered), expectResults(leaf, "Paper"));
    const { report, messages } = await play(chosen);
    expect(report).toMatchObject({ violations: [], passed: true, messages: 3 });
    const asked = JSON.stringify(messages[0]?.syncBody);
    expect(asked.includes("./DevInfo/Mod") && !asked.includes(leaf)).toBe(true);
    await lab?.close();
    const wrong = script("wrong", { ...HMAC, serverAuth: "hmac-wrong" }, send(get("./DevInfo/Man")));
    const trusting = await play(wrong, { verifies: false });
    expect(trusting.report.violations).toContainEqual({
      rule: "protocol §10.8",
      message: 2,
      what: "the server showed wrong credentials and got Status 200",
    });
  });

  it.each(["xml", "wbxml"] as const)(
    "goes on over packages of several messages and chunks, in %s",
    async (encoding) => {
      for (const chosen of [multiMessage, largeObject]) {
        const leaves = { ...LEAVES, "./DevInfo/Mod": "P-1", "./Test/dyn/Big": "one, two, three" };
        const { report } = await play({ ...chosen, ...HMAC }, { encoding, leaves });
        expect(report).toMatchObject({ violations: [], passed: true });
        expect(answers().every((entry) => macOf(entry) !== undefined)).toBe(true);
        await lab?.close();
      }
    },
  );

  it.each([
    ["protocol §11.1", 'Chal of type "syncml:auth-md5" for a mac', { type: "syncml:auth-md5" }],
    ["protocol §10.9", "the client issues a nonce that was in use before", { nextNonce: btoa("nonce-for-server") }],
  ])("%s: %s", async (rule, what, change) => {
    const { report } = await play(flowHmac, {
      twist: (message, msgId) => {
        if (msgId !== 2) return message;
        const commands = message.syncBody.commands.map((each) =>
          each.cmd === "Status" && each.chal !== undefined
            ? { ...each, chal: { meta: { ...each.chal.meta, ...change } } }
            : each,
        );
        return { ...message, syncBody: { ...message.syncBody, commands } };
      },
      maxMessages: 2,
    });
    expect(report.violations).toContainEqual({ rule, message: 2, what });
  });

  it("blames 212, and a Status without the next nonce", async () => {
    const { report } = await play(flowHmac, {
      twist: (message, msgId) => {
        if (msgId !== 2) return message;
        const commands = message.syncBody.commands.map((each) => {
          if (each.cmd !== "Status" || each.cmdRef !== "0") return each;
          const { chal: _, ...rest } = each;
          return { ...rest, data: "212" };
        });
        return { ...message, syncBody: { ...message.syncBody, commands } };
      },
    });
    expect(report.violations.map((each) => each.what)).toEqual([
      "SyncHdr Status 212 for a mac, not 200",
      "SyncHdr Status 200 for a mac without Chal",
    ]);
  });
});
