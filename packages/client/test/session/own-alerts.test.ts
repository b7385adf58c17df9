/** The device's own alerts in a session: protocol §5.3, §6.4#11, §8.9, by hand against the pure step. */
import type { Command } from "@oma-dm/codec/syncml";
import { describe, expect, it } from "vitest";
import type { WaitingAlert } from "../../src/session/session-alerts.ts";
import { newSession, type SessionOptions } from "../../src/session/state.ts";
import { Dialogue, get, OPTIONS, SERVER, utf8 } from "./dialogue.ts";

const waiting = (id: string, size = 4): WaitingAlert => ({
  id,
  alert: {
    cmd: "Alert",
    data: "1226",
    items: [{ meta: { format: "chr", type: "urn:x-acme:at" }, data: id.padEnd(size, ".") }],
  },
});

/** A session that begins with alerts. */
function dialogue(alerts: readonly WaitingAlert[], options: Partial<SessionOptions> = {}): Dialogue {
  const d = new Dialogue(options);
  d.state = newSession({ ...OPTIONS, ...options });
  d.take({ type: "start", alerts });
  return d;
}

const status = (msgRef: string, cmdRef: string, data = "200"): Command => ({
  cmd: "Status",
  cmdId: "8",
  msgRef,
  cmdRef,
  command: "Alert",
  data,
});
const settled = (d: Dialogue): readonly string[] =>
  d.effects.flatMap((effect) => (effect.type === "alert-settled" ? [`${effect.id} ${effect.status}`] : []));

describe("an answer", () => {
  it("belongs to the alert of its MsgRef and CmdRef, and to no other", () => {
    const d = dialogue([waiting("a"), waiting("b")]);
    expect(d.alerts).toEqual(["1201", "1226", "1226"]);
    d.say([status("1", "4"), status("1", "9"), status("7", "3"), get("./DevInfo")]);
    expect(settled(d)).toEqual(["b 200"]);
    d.done();
    d.say([status("1", "3", "202"), get("./DevInfo")]);
    expect(settled(d)).toEqual(["a 202"]);
    d.done();
    d.say([status("1", "3", "202"), status("1", "4", "500")]);
    expect(settled(d)).toEqual([]);
  });
  it("without MsgRef is for the last message", () => {
    const d = dialogue([waiting("a")]);
    d.say([status("", "3")]);
    expect(settled(d)).toEqual(["a 200"]);
    const late = dialogue([waiting("a")]);
    late.say([get("./DevInfo")]);
    late.done();
    late.say([status("", "3")]);
    expect(settled(late)).toEqual([]);
  });
  it("comes before everything that is sent after it", () => {
    const d = dialogue([waiting("a")]);
    d.say([status("1", "3"), get("./DevInfo")]);
    expect(d.effects.map(({ type }) => type)).toEqual(["negotiated", "alert-settled", "execute"]);
    const last = dialogue([waiting("a")]);
    last.say([status("1", "3")]);
    expect(last.effects.map(({ type }) => type)).toEqual(["negotiated", "alert-settled", "done"]);
  });
  it("beside the server's Alert 1223 counts (protocol §5.7)", () => {
    const d = dialogue([waiting("a")]);
    d.say([status("1", "3"), { cmd: "Alert", cmdId: "9", data: "1223" }]);
    expect(settled(d)).toEqual(["a 200"]);
    expect(d.ending).toEqual({ outcome: "aborted-by-server" });
  });
  it("of a server that has not proved itself waits until it has", () => {
    const d = dialogue([waiting("a"), waiting("b")], { servers: [SERVER] });
    d.say([status("1", "3"), get("./DevInfo")], { serverVerified: false });
    expect(settled(d)).toEqual([]);
    expect(d.alerts).toEqual([]);
    d.say([get("./DevInfo")], { cred: { nonce: utf8("issued-1") }, serverVerified: false });
    expect(settled(d)).toEqual(["a 200"]);
    const never = dialogue([waiting("a")], { servers: [SERVER] });
    never.say([status("1", "3")], { serverVerified: false });
    expect(settled(never)).toEqual([]);
    expect(never.ending).toMatchObject({ outcome: "auth-failed" });
  });
});

describe("an alert", () => {
  it("in a later message of a package is answered by that message's number", () => {
    const d = dialogue([]);
    d.say([get("./DevInfo")], { meta: { maxMsgSize: "600" } });
    const results = { cmd: "Results", msgRef: "1", cmdRef: "2", items: [{ data: "x".repeat(200) }] } as const;
    const replies = [{ cmd: "Status", msgRef: "1", cmdRef: "2", command: "Get", data: "200" }, results] as const;
    d.take({ type: "executed", replies, alerts: [waiting("a", 200)] });
    expect(d.alerts).toEqual([]);
    expect(d.sent.message.syncBody.final).toBeUndefined();
    d.say([{ cmd: "Alert", cmdId: "2", data: "1222" }], { final: false });
    d.done();
    expect(d.alerts).toEqual(["1226"]);
    const cmdId = d.commands.find((each) => each.cmd === "Alert")!.cmdId;
    d.say([status("2", cmdId), get("./DevInfo")]);
    expect(settled(d)).toEqual([]);
    d.done();
    d.say([status("3", cmdId)]);
    expect(settled(d)).toEqual(["a 200"]);
  });
  it("waits while the server's package is open", () => {
    const d = dialogue([]);
    d.say([get("./DevInfo")], { final: false });
    d.take({
      type: "executed",
      replies: [{ cmd: "Status", msgRef: "1", cmdRef: "2", command: "Get", data: "200" }],
      alerts: [waiting("a")],
    });
    expect(d.alerts).toEqual(["1222"]);
    d.say([], { final: true });
    expect(d.alerts).toEqual(["1226"]);
  });
  it("is not among the last words of a session, whose answer nobody reads (protocol §5.7#1)", () => {
    const d = dialogue([]);
    d.say([get("./DevInfo")], { meta: { maxMsgSize: "600" } });
    const results = { cmd: "Results", msgRef: "1", cmdRef: "2", items: [{ data: "x".repeat(200) }] } as const;
    const replies = [{ cmd: "Status", msgRef: "1", cmdRef: "2", command: "Get", data: "200" }, results] as const;
    d.take({ type: "executed", replies, alerts: [waiting("a", 200)] });
    expect(d.state.queue.map(({ cmd }) => cmd)).toContain("Alert");
    d.say([], { msgId: "" });
    expect(d.alerts).toEqual(["1223"]);
  });
  it("goes out again in XML when the server takes no WBXML, and is answered there", () => {
    const d = dialogue([waiting("a")]);
    d.take({ type: "encoding-refused", reason: "415" });
    expect(d.sent.encoding).toBe("xml");
    expect(d.alerts).toEqual(["1201", "1226"]);
    d.say([status("1", "3")]);
    expect(settled(d)).toEqual(["a 200"]);
  });
  it("answered for good is not repeated after a challenge in the middle of a session (protocol §10.7#3)", () => {
    const d = dialogue([waiting("a"), waiting("b"), waiting("c")]);
    d.say([status("1", "3"), status("1", "4", "500"), get("./DevInfo")]);
    d.done();
    d.say([], { header: { code: "401", chal: { type: "syncml:auth-md5", format: "b64", nextNonce: "bmV3" } } });
    const data = d.commands.flatMap((each) => (each.cmd === "Alert" ? (each.items ?? []).map((it) => it.data) : []));
    expect(data).toEqual(["c..."]);
  });
  it("known from before is not offered twice", () => {
    const d = dialogue([waiting("a")]);
    d.say([get("./DevInfo")]);
    d.take({ type: "executed", replies: [], alerts: [waiting("a"), waiting("b")] });
    expect(d.alerts).toEqual(["1226"]);
    expect(d.state.alerts.map(({ id, offered }) => `${id} ${offered}`)).toEqual(["a true", "b true"]);
  });
});
