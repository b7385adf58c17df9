/** What a notification makes the device do, seen at the network: one session for a genuine one, nothing for the rest. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeviceClient, type DeviceOptions, type UserAnswer } from "@oma-dm/client";
import { virtualClock } from "@oma-dm/client/node";
import { RESYNCHRONISATION_NONCE } from "@oma-dm/codec/notification";
import { encodePush, parseContentType } from "@oma-dm/codec/wsp";
import {
  bootstrapDocument,
  end,
  expectPackage1,
  get,
  type Lab,
  script,
  send,
  signBootstrap,
  startLab,
  withFaults,
} from "@oma-dm/lab";
import { afterEach, describe, expect, it } from "vitest";
import { scriptedUi } from "../node/scripted-ui.ts";
import { CLIENT, SERVER, SERVER_ID, setUp } from "../session/with-lab.ts";
import { KEY, knock12, knock13, namelessPush, TYPE_12, TYPE_13, wapPush, watching } from "./knocking.ts";

const AUTH = { requireAuth: "md5", serverAuth: "md5" } as const;
const KNOCKED = script("knocked", AUTH, expectPackage1({ alert: 1200 }), end());
const DEVICE = { devId: "IMEI:004999010640000", man: "Acme", mod: "GW-1", swV: "1.0" };
const NOW = Date.UTC(2026, 5, 1);
const SECONDS = NOW / 1000;
const DAY = 24 * 60 * 60;

const pushed = { bearer: "wap-push" } as const;
const closing: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of closing.splice(0)) await one.close();
});

async function device(options: Omit<DeviceOptions, "device" | "objects"> = {}) {
  const both = await setUp({ script: KNOCKED, options });
  return { ...both, watch: watching(both.device) };
}

/** What the lab sees of a device that has nothing to do: nothing. */
async function isSilent(lab: Lab): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 2));
  expect(lab.log).toEqual([]);
}

const sessionIds = (lab: Lab): readonly string[] => lab.sessions.map(({ sessionId }) => sessionId);

describe("a genuine notification", () => {
  it.each([
    ["1.2", () => wapPush(knock12()), "1A"],
    ["1.3", () => wapPush(knock13({ timestamp: Math.floor(Date.now() / 1000) }), TYPE_13), "AB"],
  ] as const)(
    "of %s opens one session with Alert 1200 and its SessionID: R010, R012, R036, R118, R120, R123, R125, protocol §2.3#4, #5, §5.2#1, bootstrap-push §2.1#1, §2.5#4, #5, §3.1#1, §3.5#3",
    async (_format, push, sessionId) => {
      const { device: one, lab, watch } = await device();
      expect(await one.inject(push(), pushed)).toEqual({ verdict: "accepted", serverId: SERVER_ID, sessionId });
      const report = await lab.ended();
      expect(report.violations).toEqual([]);
      expect(report.passed).toBe(true);
      expect(report.sessionId).toBe(sessionId);
      expect(await watch.until("session-ended")).toMatchObject({ outcome: { outcome: "completed" } });
      expect(lab.sessions.length).toBe(1);
    },
  );
  it.each([
    [0x0001, "1"],
    [0x00ab, "AB"],
    [0xffff, "FFFF"],
  ])("with SESSIONID %i opens session %s: R123", async (number, sessionId) => {
    const { device: one, lab } = await device();
    await one.inject(wapPush(knock13({ sessionId: number, timestamp: SECONDS, timeoutDays: 0 }), TYPE_13), pushed);
    expect((await lab.ended()).sessionId).toBe(sessionId);
  });
  it.each(["client", "server"] as const)(
    "is answered with 1200 whoever began it (%s): bootstrap-push §2.5#5",
    async (initiator) => {
      const { device: one, lab } = await device();
      await one.inject(wapPush(knock12({ initiator })), pushed);
      expect((await lab.ended()).passed).toBe(true);
    },
  );
  it("reaches the account it names and no other: R118", async () => {
    const { device: one, lab } = await device();
    const other = await startLab({ accounts: [{ client: CLIENT, server: SERVER }], script: KNOCKED });
    closing.push(other);
    const account = { serverId: "other", url: other.url, deviceId: DEVICE.devId, client: CLIENT, server: SERVER };
    await one.bootstrap(bootstrapDocument({ ...account, nodeName: "Other" }), { allowUnsigned: true });
    await one.inject(wapPush(knock12({ serverId: "other" }, { ...KEY, name: "other" })), pushed);
    await other.ended();
    await isSilent(lab);
  });
  it.each(["D1", "D2", "D3", "D4"] as const)("of 1.3 may have digest %s: bootstrap-push §3.4#2–#6", async (digest) => {
    const { device: one, watch, lab } = await device();
    await one.inject(wapPush(knock13({ timestamp: SECONDS, timeoutDays: 0 }, KEY, { digest }), TYPE_13), pushed);
    expect(await watch.until("notified")).toMatchObject({ digest, resynchronised: false });
    await lab.ended();
  });
  it("may be made with the server's AAuthName: bootstrap-push §2.3#2", async () => {
    const { device: one, lab } = await setUp({ script: KNOCKED, server: { name: "another-name" } });
    expect(await one.inject(wapPush(knock12({}, { ...KEY, name: "another-name" })), pushed)).toMatchObject({
      verdict: "accepted",
    });
    await lab.ended();
  });
  it.each([10, 11, 12])("of version %i is taken: bootstrap-push §2.5#3", async (version) => {
    const { device: one } = await device();
    expect(await one.inject(wapPush(knock12({ version })), pushed)).toMatchObject({ verdict: "accepted" });
  });
  it("hands its hints on: bootstrap-push §2.5#10, §3.3#8–#10, R121", async () => {
    const { device: one, watch } = await device();
    const hints = {
      targetedMos: [1],
      requestedMos: [300],
      preferredBearers: [2, 1],
      connectReason: "because",
      vendorInfo: Uint8Array.of(7),
    };
    await one.inject(wapPush(knock13({ timestamp: SECONDS, timeoutDays: 0, reserved: 31, ...hints }), TYPE_13), pushed);
    expect(await watch.until("notified")).toMatchObject({ format: "1.3", bearer: "wap-push", ...hints });
    await one.inject(wapPush(knock12({ vendorData: Uint8Array.of(1, 2) })), pushed);
    expect(await watch.until("notified", 2)).toMatchObject({ format: "1.2", vendorInfo: Uint8Array.of(1, 2) });
  });
});

describe("no network traffic at all", () => {
  const genuine = knock12();
  const tampered = (at: number): Uint8Array => genuine.map((octet, index) => (index === at ? octet ^ 1 : octet));
  const old = (over: object, more: object = {}): Uint8Array => wapPush(knock12(over, { ...KEY, ...more }));
  const vouched = encodePush({
    transactionId: 1,
    confirmed: false,
    contentType: parseContentType(TYPE_12),
    headers: [
      { name: "X-Wap-Application-Id", value: "x-wap-application:syncml.dm" },
      { name: "Push-Flag", value: 7 },
    ],
    data: knock12({}, { ...KEY, secret: "wrong" }),
  });
  const recent = (over: object): Uint8Array =>
    wapPush(knock13({ timestamp: SECONDS, timeoutDays: 0, ...over }), TYPE_13);
  it.each([
    ["a wrong secret", old({}, { secret: "wrong" }), "bad-digest", "bootstrap-push §2.5#2, R010"],
    ["the client's own secret", old({}, { secret: CLIENT.secret }), "bad-digest", "bootstrap-push §2.3#1"],
    ["the client's own nonce", old({}, { nonce: CLIENT.nonce }), "bad-digest", "bootstrap-push §2.3#1"],
    ["a gateway that vouches for it", vouched, "bad-digest", "bootstrap-push §4.4#10"],
    ["a wrong nonce", old({}, { nonce: Uint8Array.of(9) }), "bad-digest", "bootstrap-push §2.4#3"],
    [
      "the special nonce in words",
      old({}, { nonce: new TextEncoder().encode("0x00000000") }),
      "bad-digest",
      "bootstrap-push §2.4#1",
    ],
    ["a flipped bit of the digest", wapPush(tampered(3)), "bad-digest", "R119"],
    ["a flipped bit of the UI mode", wapPush(tampered(17)), "bad-digest", "R119"],
    ["a flipped bit of the SESSIONID", wapPush(tampered(22)), "bad-digest", "R119"],
    ["a flipped bit of the server", wapPush(tampered(30)), "unknown-server", "R119"],
    ["an unknown server", old({ serverId: "com.example.other" }), "unknown-server", "bootstrap-push §2.5#2, §3.5#7"],
    ["SESSIONID 0", old({ sessionId: 0 }), "bad-session-id", "bootstrap-push §2.5#4"],
    ["version 9", old({ version: 9 }), "bad-version", "bootstrap-push §2.5#3"],
    ["a truncated body", wapPush(genuine.subarray(0, 30)), "malformed", "R010"],
    ["no push at all", Uint8Array.of(1, 2, 3), "malformed", "bootstrap-push §4.6#2"],
    ["nothing", new Uint8Array(), "malformed", "R145"],
    ["another application", wapPush(genuine, TYPE_12, "x-wap-application:mms.ua"), "other-application", "R125"],
    ["no application", namelessPush(genuine), "other-application", "bootstrap-push §4.4#9, §2.5#1"],
    ["another media type", wapPush(genuine, "text/plain"), "other-content-type", "R125"],
    [
      "a session initiation request",
      wapPush(genuine, "application/vnd.wap.sia"),
      "other-content-type",
      "bootstrap-push §4.6#2",
    ],
    [
      "a 1.2 body under the type of 1.3",
      wapPush(genuine, TYPE_13),
      "malformed",
      "R120, bootstrap-push §3.5#1, decisions D6",
    ],
    ["a 1.3 body under the type of 1.2", wapPush(knock13({ timestamp: SECONDS })), "malformed", "R120"],
    ["VER 0", recent({ version: 0 }).map((octet) => octet), "malformed", "R122"],
    ["SESSIONID 0 of 1.3", recent({ sessionId: 0 }), "bad-session-id", "bootstrap-push §2.5#4"],
    ["an unknown server of 1.3", recent({ serverId: "x" }), "unknown-server", "bootstrap-push §3.5#7"],
  ] as const)("for %s", async (_title, push, reason, _rule) => {
    const { device: one, lab, watch } = await device();
    expect(await one.inject(push, pushed)).toEqual({ verdict: "ignored", reason });
    await isSilent(lab);
    expect(watch.types()).toEqual([]);
    expect(one.pushStatistics().ignored).toMatchObject({ [reason]: 1 });
  });
  it("nor a question to the user, before the digest is right: bootstrap-push §3.5#6", async () => {
    const ui = scriptedUi({ answer: "accepted" });
    const { device: one, lab } = await device({ ports: { ui } });
    const knock = { uiMode: "user-interaction", connectReason: "because" } as const;
    await one.inject(wapPush(knock12({ uiMode: "informative" }, { ...KEY, secret: "x" })), pushed);
    await one.inject(wapPush(knock13({ timestamp: SECONDS, ...knock }, { ...KEY, secret: "x" }), TYPE_13), pushed);
    await isSilent(lab);
    expect(ui.asked).toEqual([]);
  });
  it("for any truncation of a genuine one: R119", async () => {
    const { device: one, lab } = await device();
    const whole = wapPush(knock12());
    for (let length = 0; length < whole.length; length++) {
      expect(await one.inject(whole.subarray(0, length), pushed)).toMatchObject({ verdict: "ignored" });
    }
    await isSilent(lab);
  });
  it("but for a 1.2 body under the type of 1.3 that proves itself, where that is asked for: decisions D6", async () => {
    const { device: one, lab } = await device({ push: { tolerate12As13: true } });
    expect(await one.inject(wapPush(knock12({}, { ...KEY, secret: "x" }), TYPE_13), pushed)).toMatchObject({
      verdict: "ignored",
    });
    expect(await one.inject(wapPush(knock12(), TYPE_13), pushed)).toMatchObject({ verdict: "accepted" });
    await lab.ended();
  });
});

describe("duplicates: bootstrap-push §2.5#6, §3.5#5, R119", () => {
  it("open one session, and so does a replay after it", async () => {
    const { device: one, lab, watch } = await device();
    const timestamp = Math.floor(Date.now() / 1000);
    // Without the nonce, so that a replay proves itself again.
    const push = wapPush(knock13({ timestamp }, KEY, { digest: "D3" }), TYPE_13);
    expect(await one.inject(push, pushed)).toMatchObject({ verdict: "accepted" });
    expect(await one.inject(push, pushed)).toEqual({ verdict: "ignored", reason: "duplicate" });
    await watch.until("session-ended");
    expect(await one.inject(push, pushed)).toEqual({ verdict: "ignored", reason: "duplicate" });
    const later = wapPush(knock13({ timestamp: timestamp + 1 }, KEY, { digest: "D3" }), TYPE_13);
    expect(await one.inject(later, pushed)).toMatchObject({ verdict: "accepted" });
    await watch.until("session-ended", 2);
    expect(lab.sessions.length).toBe(2);
  });
  it("made with a nonce that the server may not know to be replaced are genuine: protocol §10.9#5", async () => {
    // The server never heard the device's last word, in which the new nonce was.
    const lost = withFaults(end(), { kind: "drop", times: 9 });
    const instant = { now: Date.now, sleep: () => Promise.resolve() };
    const talk = script("talk", AUTH, send(get("./DevInfo/Man")), lost);
    const { device: one, lab } = await setUp({ script: talk, options: { ports: { clock: instant } } });
    const watch = watching(one);
    await one.inject(wapPush(knock12({ sessionId: 1 })), pushed);
    await watch.until("session-ended");
    expect(await one.inject(wapPush(knock12({ sessionId: 2 })), pushed)).toMatchObject({ verdict: "accepted" });
    expect(await one.inject(wapPush(knock12({ sessionId: 3 }, { ...KEY, secret: "x" })), pushed)).toMatchObject({
      reason: "bad-digest",
    });
    await watch.until("session-ended", 2);
    expect(lab.sessions.length).toBe(2);
  });
  it("made with the nonce of the session before prove nothing any more: R119", async () => {
    const talk = script("talk", AUTH, send(get("./DevInfo/Man")), end());
    const { device: one } = await setUp({ script: talk });
    const watch = watching(one);
    await one.inject(wapPush(knock12()), pushed);
    await watch.until("session-ended");
    expect(await one.inject(wapPush(knock12()), pushed)).toEqual({ verdict: "ignored", reason: "bad-digest" });
  });
  it("are known after a restart", async () => {
    const state = mkdtempSync(join(tmpdir(), "oma-dm-knock-"));
    const lab = await startLab({ accounts: [{ client: CLIENT, server: SERVER }], script: KNOCKED });
    try {
      const push = wapPush(knock13({ timestamp: Math.floor(Date.now() / 1000) }, KEY, { digest: "D3" }), TYPE_13);
      const first = await DeviceClient.open({ state, device: DEVICE });
      const account = { serverId: SERVER_ID, url: lab.url, deviceId: DEVICE.devId, client: CLIENT, server: SERVER };
      await first.bootstrap(bootstrapDocument(account), { allowUnsigned: true });
      const watch = watching(first);
      await first.inject(push, pushed);
      await watch.until("session-ended");
      await new Promise((resolve) => setTimeout(resolve, 20));
      await first.close();
      const second = await DeviceClient.open({ state });
      expect(await second.inject(push, pushed)).toEqual({ verdict: "ignored", reason: "duplicate" });
      await second.close();
      expect(lab.sessions.length).toBe(1);
    } finally {
      await lab.close();
      rmSync(state, { recursive: true });
    }
  });
  it("may come again when the server could not be reached", async () => {
    const instant = { now: Date.now, sleep: () => Promise.resolve() };
    const { device: one, lab, watch } = await device({ ports: { clock: instant } });
    await lab.close();
    expect(await one.inject(wapPush(knock12()), pushed)).toMatchObject({ verdict: "accepted" });
    expect(await watch.until("session-ended")).toMatchObject({ outcome: { outcome: "transport" } });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await one.inject(wapPush(knock12()), pushed)).toMatchObject({ verdict: "accepted" });
    await watch.until("session-ended", 2);
  });
  it("that waited when the device was switched off are followed after it", async () => {
    const state = mkdtempSync(join(tmpdir(), "oma-dm-knock-"));
    const lab = await startLab({ accounts: [{ client: CLIENT, server: SERVER }], script: KNOCKED });
    try {
      const push = wapPush(knock12());
      const first = await DeviceClient.open({ state, device: DEVICE });
      const account = { serverId: SERVER_ID, deviceId: DEVICE.devId, client: CLIENT, server: SERVER };
      // Nobody is there: a port that was free a moment ago.
      const gone = await startLab({ accounts: [], script: KNOCKED });
      await gone.close();
      await first.bootstrap(bootstrapDocument({ ...account, url: gone.url }), { allowUnsigned: true });
      const watch = watching(first);
      await first.inject(push, pushed);
      // Retries are under way; the device is switched off.
      await watch.until("session-started");
      await first.close();
      const second = await DeviceClient.open({ state });
      await second.tree.set("./DMAcc/Account/AppAddr/1/Addr", lab.url);
      const listening = await second.listen({ wapPush: { port: 0 } });
      expect((await lab.ended()).passed).toBe(true);
      await listening.close();
      await second.close();
    } finally {
      await lab.close();
      rmSync(state, { recursive: true });
    }
  });
});

describe("age: bootstrap-push §3.5#4, R124", () => {
  it.each([
    ["an hour before its end", SECONDS - 7 * DAY + 3600, 7, "accepted"],
    ["an hour after its end", SECONDS - 7 * DAY - 3600, 7, "expired"],
    ["long ago, without an end", SECONDS - 400 * DAY, 0, "accepted"],
    ["a day ahead", SECONDS + DAY - 60, 7, "accepted"],
    ["more than a day ahead", SECONDS + DAY + 60, 7, "from-the-future"],
  ] as const)("stamped %s", async (_title, timestamp, timeoutDays, wanted) => {
    const clock = virtualClock(NOW);
    const { device: one } = await device({ ports: { clock } });
    const verdict = await one.inject(wapPush(knock13({ timestamp, timeoutDays }), TYPE_13), pushed);
    expect("reason" in verdict ? verdict.reason : verdict.verdict).toBe(wanted);
  });
  it("says nothing to a device whose clock is not set", async () => {
    const { device: one } = await device({ ports: { clock: virtualClock(0) } });
    const push = wapPush(knock13({ timestamp: SECONDS - 400 * DAY, timeoutDays: 1 }), TYPE_13);
    expect(await one.inject(push, pushed)).toMatchObject({ verdict: "accepted" });
  });
  it("is looked at again when the notification is acted on", async () => {
    const clock = virtualClock(NOW);
    const ui = scriptedUi();
    const { device: one, lab, watch } = await device({ ports: { clock, ui }, push: { consentMs: 3 * DAY * 1000 } });
    const knock = { timestamp: SECONDS - DAY, timeoutDays: 2, uiMode: "user-interaction" } as const;
    await one.inject(wapPush(knock13(knock), TYPE_13), pushed);
    await clock.advance(2 * DAY * 1000);
    ui.answer({ answer: "accepted" });
    expect(await watch.until("notification-dropped")).toMatchObject({ reason: "expired", sessionId: "AB" });
    await isSilent(lab);
  });
});

describe("what it recommends: bootstrap-push §2.5#7", () => {
  const asked = async (
    uiMode: "not-specified" | "background" | "informative" | "user-interaction",
    answer?: UserAnswer,
    push?: DeviceOptions["push"],
  ) => {
    const ui = scriptedUi(...(answer === undefined ? [] : [answer]));
    const both = await device({ ports: answer === undefined ? {} : { ui }, ...(push && { push }) });
    await both.device.inject(wapPush(knock12({ uiMode })), pushed);
    return { ...both, questions: () => ui.asked.map(({ question }) => question) };
  };
  it("in the background nobody is told", async () => {
    const { lab, questions } = await asked("background", { answer: "accepted" });
    await lab.ended();
    expect(questions()).toEqual([]);
  });
  it("informative: the user is told, and the session does not wait", async () => {
    const { lab, questions } = await asked("informative", { answer: "cancelled" });
    await lab.ended();
    expect(questions()).toEqual(["display"]);
  });
  it("with interaction it waits for consent", async () => {
    const { lab, questions } = await asked("user-interaction", { answer: "accepted" });
    await lab.ended();
    expect(questions()).toEqual(["confirm"]);
  });
  it.each(["rejected", "cancelled", "timed-out"] as const)("and a user who says %s is obeyed", async (answer) => {
    const { lab, watch } = await asked("user-interaction", { answer });
    expect(await watch.until("notification-dropped")).toMatchObject({ reason: "declined" });
    await isSilent(lab);
  });
  it("unspecified it is what the device's maker chose", async () => {
    const { watch } = await asked("not-specified", { answer: "rejected" }, { unspecifiedUiMode: "user-interaction" });
    expect(await watch.until("notification-dropped")).toMatchObject({ reason: "declined" });
    const usual = await asked("not-specified", { answer: "rejected" });
    await usual.lab.ended();
  });
  it("without a user it goes on, or not, as the maker chose", async () => {
    const { lab } = await asked("user-interaction");
    await lab.ended();
    const { watch } = await asked("user-interaction", undefined, { withoutUser: "decline" });
    expect(await watch.until("notification-dropped")).toMatchObject({ reason: "declined" });
  });
});

describe("resynchronisation: bootstrap-push §2.4", () => {
  const special = { ...KEY, nonce: RESYNCHRONISATION_NONCE };
  it("is followed, with the special nonce in the credentials of both: protocol §10.9#6, #7, §18#3, bootstrap-push §2.4#3", async () => {
    const lab = await startLab({
      // The server lost both nonces and knows the special one alone.
      accounts: [
        {
          client: { ...CLIENT, nonce: RESYNCHRONISATION_NONCE },
          server: { ...SERVER, nonce: RESYNCHRONISATION_NONCE },
        },
      ],
      script: script("knocked", AUTH, expectPackage1({ alert: 1200 }), send(get("./DevInfo/Man")), end()),
    });
    closing.push(lab);
    const { device: one } = await device();
    await one.tree.set("./DMAcc/Account/AppAddr/1/Addr", lab.url);
    const watch = watching(one);
    expect(await one.inject(wapPush(knock12({}, special)), pushed)).toMatchObject({ verdict: "accepted" });
    const report = await lab.ended();
    expect(report.refusals).toEqual([]);
    expect(report.passed).toBe(true);
    expect(report.authenticated).toEqual({ client: true, server: true });
    expect(report.messages).toBe(2);
    expect(await watch.until("notified")).toMatchObject({ resynchronised: true });
  });
  it.each(["D1", "D2", "D4"] as const)("of 1.3 is one with digest %s: bootstrap-push §3.4#7", async (digest) => {
    const { device: one, watch } = await device();
    const push = wapPush(knock13({ timestamp: SECONDS, timeoutDays: 0 }, special, { digest }), TYPE_13);
    expect(await one.inject(push, pushed)).toMatchObject({ verdict: "accepted" });
    expect(await watch.until("notified")).toMatchObject({ digest, resynchronised: true });
  });
  it("of 1.3 is none with D3, which knows no nonce: bootstrap-push §3.4#7", async () => {
    const { device: one, watch } = await device();
    const push = wapPush(knock13({ timestamp: SECONDS, timeoutDays: 0 }, special, { digest: "D3" }), TYPE_13);
    expect(await one.inject(push, pushed)).toMatchObject({ verdict: "accepted" });
    expect(await watch.until("notified")).toMatchObject({ digest: "D3", resynchronised: false });
  });
  it("is outstanding once until a new nonce is there: bootstrap-push §2.4#2", async () => {
    const clock = virtualClock(NOW);
    const { device: one } = await device({ ports: { clock, ui: scriptedUi() } });
    const knock = (sessionId: number) => wapPush(knock12({ sessionId, uiMode: "user-interaction" }, special));
    expect(await one.inject(knock(1), pushed)).toMatchObject({ verdict: "accepted" });
    expect(await one.inject(knock(2), pushed)).toEqual({ verdict: "ignored", reason: "resynchronised-before" });
    await clock.advance(61 * 60 * 1000);
    expect(await one.inject(knock(3), pushed)).toMatchObject({ verdict: "accepted" });
  });
  it("is followed again after a session that changed the nonce", async () => {
    const { device: one, watch } = await device();
    await one.inject(wapPush(knock12({ sessionId: 1 }, special)), pushed);
    await watch.until("session-ended");
    expect(await one.inject(wapPush(knock12({ sessionId: 2 }, special)), pushed)).toMatchObject({
      verdict: "accepted",
    });
  });
});

describe("one session at a time: bootstrap-push §2.5#8", () => {
  it("a notification waits for the session under way", async () => {
    const { device: one, lab, watch } = await device();
    const timestamp = Math.floor(Date.now() / 1000);
    const running = one.connect(SERVER_ID, { alert: "1200", sessionId: "77" });
    const push = wapPush(knock13({ timestamp }, KEY, { digest: "D3" }), TYPE_13);
    expect(await one.inject(push, pushed)).toMatchObject({ verdict: "accepted" });
    expect(await running).toMatchObject({ outcome: "completed" });
    await watch.until("session-ended", 2);
    expect(sessionIds(lab)).toEqual(["77", "AB"]);
    expect(watch.types().filter((type) => type.startsWith("session-"))).toEqual([
      "session-started",
      "session-ended",
      "session-started",
      "session-ended",
    ]);
  });
  it("only so many are followed in a minute", async () => {
    const clock = virtualClock(NOW);
    const { device: one } = await device({ ports: { clock, ui: scriptedUi() }, push: { burst: 2, perMinute: 1 } });
    const knock = (sessionId: number) =>
      one.inject(wapPush(knock12({ sessionId, uiMode: "user-interaction" })), pushed);
    expect(await knock(1)).toMatchObject({ verdict: "accepted" });
    expect(await knock(2)).toMatchObject({ verdict: "accepted" });
    expect(await knock(3)).toEqual({ verdict: "ignored", reason: "rate-limited" });
    await clock.advance(60_000);
    expect(await knock(4)).toMatchObject({ verdict: "accepted" });
    expect(await knock(5)).toEqual({ verdict: "ignored", reason: "rate-limited" });
  });
  it("a device that closes with one waiting begins nothing, and ends", async () => {
    const { device: one, lab } = await device({ ports: { ui: scriptedUi() } });
    await one.inject(wapPush(knock12({ uiMode: "user-interaction" })), pushed);
    await one.inject(wapPush(knock12({ sessionId: 2 })), pushed);
    await one.close();
    await isSilent(lab);
  });
  it("an unknown bearer is the caller's mistake", async () => {
    const { device: one } = await device();
    await expect(one.inject(new Uint8Array(), { bearer: "pigeon" as never })).rejects.toThrow(TypeError);
  });
  it("and a reset device forgets what waited", async () => {
    const { device: one, lab } = await device({ ports: { ui: scriptedUi() } });
    await one.inject(wapPush(knock12({ uiMode: "user-interaction" })), pushed);
    await one.factoryReset();
    await isSilent(lab);
    expect(await one.inject(wapPush(knock12()), pushed)).toEqual({ verdict: "ignored", reason: "unknown-server" });
  });
});

describe("a pushed bootstrap document: bootstrap-push §4.6#2, §7.3#10", () => {
  it("makes an account, whose server is visited with 1201", async () => {
    const introduced = script("introduced", AUTH, expectPackage1({ alert: 1201 }), end());
    const lab = await startLab({ accounts: [{ client: CLIENT, server: SERVER }], script: introduced });
    closing.push(lab);
    const one = await DeviceClient.open({ device: DEVICE, bootstrap: { imsi: "262019876543210" } });
    closing.push(one);
    const account = { serverId: SERVER_ID, url: lab.url, deviceId: DEVICE.devId, client: CLIENT, server: SERVER };
    const { bytes, contentType } = signBootstrap(bootstrapDocument(account), {
      sec: "NETWORKID",
      imsi: "262019876543210",
    });
    // Older gateways name no application.
    const push = namelessPush(bytes, contentType);
    expect(await one.inject(push, pushed)).toEqual({ verdict: "bootstrapped", accounts: [SERVER_ID] });
    expect((await lab.ended()).passed).toBe(true);
  });
  it.each([
    ["without a MAC", "application/vnd.syncml.dm+wbxml", "unsigned-refused"],
    ["with a wrong one", `application/vnd.syncml.dm+wbxml; SEC=NETWORKID; MAC=${"0".repeat(40)}`, "mac-wrong"],
  ])("%s is refused, and nobody hears of it", async (_title, contentType, code) => {
    const one = await DeviceClient.open({ device: DEVICE, bootstrap: { imsi: "262019876543210" } });
    closing.push(one);
    const watch = watching(one);
    const account = {
      serverId: SERVER_ID,
      url: "http://127.0.0.1:9/",
      deviceId: DEVICE.devId,
      client: CLIENT,
      server: SERVER,
    };
    const push = wapPush(bootstrapDocument(account), contentType);
    expect(await one.inject(push, pushed)).toEqual({ verdict: "ignored", reason: "bootstrap-refused" });
    expect(await watch.until("bootstrap-refused")).toMatchObject({ code });
    expect(one.accounts()).toEqual([]);
  });
});
