/** Packages and messages, how a session ends, and its states: protocol §5, §15, §18; by hand against the pure step. */
import { encodeBase64 } from "@oma-dm/codec/auth";
import { type Command, encodeMessage } from "@oma-dm/codec/syncml";
import { expect } from "vitest";
import { type Case, cases } from "../../tree/cases/case.ts";
import { Dialogue, get, OPTIONS, SERVER, utf8 } from "../dialogue.ts";

const alert = (data: string, cmdId = "2"): Command => ({ cmd: "Alert", cmdId, data });
const MD5 = "syncml:auth-md5";
const refused = (nonce: string) => ({
  header: { code: "401", chal: { type: MD5, format: "b64", nextNonce: encodeBase64(utf8(nonce)) } },
});
const GENERIC = { cmd: "Alert", data: "1226", items: [{ data: "x" }] } as const;
const names = (d: Dialogue) => d.commands.map((it) => (it.cmd === "Alert" ? `Alert ${it.data}` : it.cmd));
const results = (cmdRef: string, data: string) =>
  ({ cmd: "Results", msgRef: "1", cmdRef, items: [{ source: { locUri: "./Big" }, data }] }) as const;
const isFinal = (d: Dialogue): boolean => d.sent.message.syncBody.final === true;
/** What a device makes of one command of the server. */
const BIG = "0123456789".repeat(200);

/** The server has asked for an object that takes several messages of `max` bytes; the first of them was sent. */
function sending(max = "600"): Dialogue {
  const d = new Dialogue();
  d.say([get("./Big")], { meta: { maxMsgSize: max } });
  d.done(results("2", BIG));
  return d;
}

/** An object arrives in chunks; the first was answered. */
function receiving(): Dialogue {
  const d = new Dialogue();
  const item = { target: { locUri: "./Big" }, meta: { size: "9" }, data: "012", moreData: true } as const;
  d.say([{ cmd: "Add", cmdId: "2", items: [item] }], { final: false });
  d.done();
  return d;
}

export const PACKAGE_CASES: readonly Case[] = cases({
  "protocol §5.1#1": {
    "each command is whole in its message; only the Data of an Item is cut": async () => {
      const d = new Dialogue();
      d.say(
        Array.from({ length: 40 }, (_, i) => get(`./A${i}`, String(i + 2))),
        { meta: { maxMsgSize: "700" } },
      );
      d.done();
      const found: string[] = [];
      for (let i = 0; i < 20; i++) {
        found.push(...d.statuses.filter((it) => it.startsWith("Get")));
        if (isFinal(d)) break;
        d.say([alert("1222")], { final: false });
        d.done();
      }
      expect(found).toEqual(Array.from({ length: 40 }, (_, i) => `Get ${i + 2} 200`));
    },
  },
  "protocol §5.1#2": {
    "nothing but Replace, Alert, Results and Status": async () => {
      const d = new Dialogue();
      expect(names(d)).toEqual(["Alert 1201", "Replace"]);
      d.say([get("./A")]);
      d.done(results("2", "v"));
      expect(names(d)).toEqual(["Status", "Status", "Results"]);
    },
  },
  "protocol §5.2#1, §6.2#1": {
    "a session of the server begins with 1200, once, and says no more in it": async () => {
      const d = new Dialogue({ alert: "1200", sessionId: "1F" });
      expect(d.commands[0]).toEqual({ cmd: "Alert", cmdId: "1", data: "1200" });
      expect(d.alerts).toEqual(["1200"]);
      expect(d.sent.message.syncHdr.sessionId).toBe("1F");
    },
  },
  "protocol §5.3#1": {
    "package 1 again begins with the Status of the server's SyncHdr": async () => {
      const d = new Dialogue();
      d.say([], refused("n"));
      expect(d.commands[0]).toMatchObject({ cmd: "Status", cmdRef: "0", command: "SyncHdr" });
      expect(names(d)).toEqual(["Status", "Alert 1201", "Replace"]);
    },
  },
  "protocol §5.3#2, #9": {
    "exactly one session Alert without Item, then the Replace": async () => {
      const d = new Dialogue();
      expect(d.commands[0]).toEqual({ cmd: "Alert", cmdId: "1", data: "1201" });
      expect(d.commands[1]).toMatchObject({ cmd: "Replace" });
      expect(d.commands[1]).not.toHaveProperty("meta");
    },
  },
  "protocol §5.3#3, #7": {
    "an Item for each leaf of DevInfo, under Source": async () => {
      const devInfo = [
        { source: { locUri: "./DevInfo/DevId" }, meta: { format: "chr", type: "text/plain" }, data: "IMEI:1" },
        { source: { locUri: "./DevInfo/Ext/x" }, meta: { format: "chr", type: "text/plain" }, data: "1" },
      ];
      expect(new Dialogue({ devInfo }).commands[1]).toEqual({ cmd: "Replace", cmdId: "2", items: devInfo });
    },
  },
  "protocol §5.3#4, §18#10": {
    "the device's own alerts follow the Replace": async () => {
      const d = new Dialogue();
      d.say([], { ...refused("n"), alerts: [{ id: "1", alert: GENERIC }] });
      expect(names(d)).toEqual(["Status", "Alert 1201", "Replace", "Alert 1226"]);
    },
  },
  "protocol §5.3#5": {
    "Final at its end, and there alone": async () => {
      expect(isFinal(new Dialogue())).toBe(true);
      expect(isFinal(sending())).toBe(false);
    },
  },
  "protocol §5.3#6": {
    "the SyncHdr of package 1": async () => {
      expect(new Dialogue().sent.message.syncHdr).toEqual({
        verDtd: "1.2",
        verProto: "DM/1.3",
        sessionId: "A",
        msgId: "1",
        target: { locUri: "https://dm.example/" },
        source: { locUri: "IMEI:1", locName: "gw" },
        cred: { meta: { format: "b64", type: MD5 }, data: expect.any(String) },
        meta: { maxMsgSize: "5000", maxObjSize: "10000" },
      });
    },
  },
  "protocol §5.3#8": {
    "the Replace comes again whenever package 1 does": async () => {
      const d = new Dialogue();
      d.say([], refused("n"));
      expect(d.commands.filter(({ cmd }) => cmd === "Replace")).toMatchObject([{ items: OPTIONS.devInfo }]);
      d.say([get("./A")]);
      d.done();
      expect(names(d)).not.toContain("Replace");
    },
  },
  "protocol §5.4#1, §15#12": {
    "Statuses and Final alone end the session, and nothing is sent": async () => {
      const d = new Dialogue();
      d.say([{ cmd: "Status", cmdId: "2", msgRef: "1", cmdRef: "1", command: "Alert", data: "200" }]);
      expect(d.effect("send")).toBeUndefined();
      expect(d.ending).toEqual({ outcome: "completed" });
    },
  },
  "protocol §5.5#1": {
    "package 3: header, every command, Results, own alerts, Final; and so on as long as commands come": async () => {
      const d = new Dialogue();
      for (let round = 0; round < 5; round++) {
        d.say([get("./A")]);
        d.take({
          type: "executed",
          replies: [{ cmd: "Status", msgRef: "1", cmdRef: "2", command: "Get", data: "200" }, results("2", "v")],
          alerts: [{ id: String(round), alert: GENERIC }],
        });
        expect(names(d)).toEqual(["Status", "Status", "Results", "Alert 1226"]);
        expect(isFinal(d)).toBe(true);
      }
      d.say([]);
      expect(d.ending).toEqual({ outcome: "completed" });
    },
  },
  "protocol §5.5#2, §18#40": {
    "a Status of the header alone is not sent": async () => {
      const d = new Dialogue();
      d.say([get("./A")]);
      d.done();
      d.say([]);
      expect(d.effect("send")).toBeUndefined();
    },
    "an alert of ours that waits is something to send, and the session goes on": async () => {
      const d = new Dialogue();
      d.say([], { alerts: [{ id: "1", alert: GENERIC }] });
      expect(names(d)).toEqual(["Status", "Alert 1226"]);
      expect(d.ending).toBeUndefined();
    },
    "so is a package that is not at its end": async () => {
      const d = new Dialogue();
      d.say([], { final: false });
      expect(names(d)).toEqual(["Status", "Alert 1222"]);
    },
  },
  "protocol §5.6#1, #10, §15#14, #15": {
    "of a package in several messages only the last says Final": async () => {
      const d = sending();
      const finals = [isFinal(d)];
      while (!isFinal(d)) {
        d.say([alert("1222")], { final: false });
        d.done();
        finals.push(isFinal(d));
      }
      expect(finals.length).toBeGreaterThan(3);
      expect(finals.filter((it) => it)).toEqual([true]);
      expect(finals.at(-1)).toBe(true);
    },
  },
  "protocol §5.6#2": {
    "ours is not closed before the server's": async () => {
      const d = new Dialogue();
      d.say([get("./A")], { final: false });
      d.done();
      expect(isFinal(d)).toBe(false);
      d.say([get("./B", "3")]);
      d.done();
      expect(isFinal(d)).toBe(true);
    },
  },
  "protocol §5.6#3, #9, §15#9": {
    "a message that is not the last is executed, answered and the next one asked for": async () => {
      const d = new Dialogue();
      d.say([get("./A")], { final: false });
      expect(d.effect("execute")).toBeDefined();
      d.done(results("2", "v"));
      expect(names(d)).toEqual(["Status", "Status", "Results", "Alert 1222"]);
      expect(isFinal(d)).toBe(false);
    },
  },
  "protocol §5.6#7, §8.2#8": {
    "a Status for Alert 1222, none for Statuses and Results": async () => {
      const d = sending();
      d.say(
        [
          { cmd: "Status", cmdId: "2", msgRef: "2", cmdRef: "3", command: "Results", data: "213" },
          { cmd: "Results", cmdId: "4", msgRef: "1", cmdRef: "1", items: [] },
          alert("1222", "3"),
        ],
        { final: false },
      );
      expect(d.effect("execute")?.commands.map(({ cmd }) => cmd)).toEqual(["Alert"]);
      d.done();
      expect(d.statuses).toEqual(["SyncHdr 0 200", "Alert 3 200"]);
    },
  },
  "protocol §5.6#8, §15#13": {
    "no message is larger than the server takes; each goes on after the Status of 1222": async () => {
      const d = sending();
      for (let i = 0; i < 30 && !isFinal(d); i++) {
        expect(d.sent.bytes.length).toBeLessThanOrEqual(600);
        d.say([alert("1222")], { final: false });
        d.done();
        expect(names(d).slice(0, 3)).toEqual(["Status", "Status", "Results"]);
      }
      expect(isFinal(d)).toBe(true);
    },
    "the server's limit counts, not our own": async () => {
      const d = new Dialogue({ maxMsgSize: 300 });
      d.say([get("./Big")], { meta: { maxMsgSize: "3000" } });
      d.done(results("2", "x".repeat(1_500)));
      expect(isFinal(d)).toBe(true);
      expect(d.sent.bytes.length).toBeGreaterThan(1_500);
    },
  },
  "protocol §5.6#11": {
    "the worked exchange": async () => {
      const d = new Dialogue();
      expect([names(d), isFinal(d)]).toEqual([["Alert 1201", "Replace"], true]);
      d.say([get("./Big")], { meta: { maxMsgSize: "1400" } });
      d.done(results("2", "x".repeat(2_000)));
      expect([names(d), isFinal(d)]).toEqual([["Status", "Status", "Results"], false]);
      d.say([alert("1222")], { final: false });
      d.done();
      expect([names(d), isFinal(d)]).toEqual([["Status", "Status", "Results"], true]);
      const chunk = (data: string, more: { size?: string; moreData?: true }) =>
        ({
          cmd: "Add",
          cmdId: "2",
          items: [
            {
              target: { locUri: "./B" },
              data,
              ...(more.size ? { meta: { size: more.size } } : {}),
              ...(more.moreData && { moreData: true }),
            },
          ],
        }) as Command;
      d.say([chunk("01", { size: "4", moreData: true })], { final: false });
      expect([...d.effect("execute")!.decided.values()]).toEqual([213]);
      d.done();
      expect([names(d), isFinal(d)]).toEqual([["Status", "Status", "Alert 1222"], false]);
      d.say([chunk("23", {})]);
      d.done();
      expect([names(d), isFinal(d)]).toEqual([["Status", "Status"], true]);
      d.say([]);
      expect(d.ending).toEqual({ outcome: "completed" });
    },
  },
  "protocol §5.6#12": {
    "absent it is unlimited": async () => {
      const d = new Dialogue();
      d.say([get("./Big")]);
      d.done(results("2", "x".repeat(100_000)));
      expect(isFinal(d)).toBe(true);
    },
    "Results that no message can hold become 413; a server that takes nothing ends the session": async () => {
      const d = new Dialogue();
      d.say([get("./Big")], { meta: { maxMsgSize: "330" } });
      d.done({
        cmd: "Results",
        msgRef: "1",
        cmdRef: "2",
        items: [{ source: { locUri: `./${"long/".repeat(40)}` }, data: "x" }],
      });
      expect(d.statuses).toEqual(["SyncHdr 0 200", "Get 2 413"]);
      const none = new Dialogue();
      none.say([get("./A")], { meta: { maxMsgSize: "50" } });
      none.done();
      expect(none.alerts).toEqual(["1223"]);
    },
  },
  "protocol §5.7#1, §6.5#1, §5.7#6": {
    "it says what was executed, Alert 1223 and Final; what comes back is not read": async () => {
      const d = new Dialogue();
      d.say([get("./A")]);
      d.take({
        type: "abort",
        replies: [{ cmd: "Status", msgRef: "1", cmdRef: "2", command: "Get", data: "200" }, results("2", "v")],
      });
      expect(names(d)).toEqual(["Status", "Status", "Results", "Alert 1223"]);
      expect(d.statuses).toEqual(["SyncHdr 0 200", "Get 2 200"]);
      expect(d.commands.at(-1)).toEqual({ cmd: "Alert", cmdId: "4", data: "1223" });
      expect(isFinal(d)).toBe(true);
      expect(d.sent.last).toBe(true);
      d.say([get("./Evil")]);
      expect(d.effects).toEqual([{ type: "done", ending: { outcome: "aborted" } }]);
    },
    "at the server's message: nothing of it is executed": async () => {
      const d = new Dialogue();
      d.say([get("./A")], { abort: true });
      expect(d.effect("execute")).toBeUndefined();
      expect(d.statuses).toEqual(["SyncHdr 0 200", "Get 2 215"]);
      expect(d.alerts).toEqual(["1223"]);
    },
  },
  "protocol §5.7#2, §18#41": {
    "while a request is under way nothing is said": async () => {
      const d = new Dialogue();
      d.take({ type: "abort" });
      expect(d.effect("send")).toBeUndefined();
      expect(d.ending).toEqual({ outcome: "aborted" });
    },
  },
  "protocol §5.7#3, §15#8": {
    "the server's 1223 is not answered; its Statuses count, its commands do not": async () => {
      const d = new Dialogue();
      d.say([], { ...refused("n"), alerts: [{ id: "1", alert: GENERIC }] });
      d.say([
        { cmd: "Status", cmdId: "2", msgRef: "2", cmdRef: "4", command: "Alert", data: "200" },
        alert("1223", "3"),
        get("./A", "4"),
      ]);
      expect(d.effect("execute")).toBeUndefined();
      expect(d.effect("send")).toBeUndefined();
      expect(d.effect("alert-settled")).toEqual({ type: "alert-settled", id: "1", status: 200 });
      expect(d.ending).toEqual({ outcome: "aborted-by-server" });
    },
  },
  "protocol §5.7#4": {
    "a connection that is lost ends it": async () => {
      const d = new Dialogue();
      d.take({ type: "failed", reason: "gone" });
      expect(d.ending).toEqual({ outcome: "transport", error: { code: "transport", message: "gone" } });
    },
  },
  "protocol §5.7#5, §7#11": {
    "an object that is not complete is never executed": async () => {
      const d = receiving();
      d.take({ type: "abort" });
      expect(d.effect("execute")).toBeUndefined();
      const more = new Dialogue();
      more.say([{ cmd: "Add", cmdId: "2", items: [{ target: { locUri: "./Big" }, data: "345678" }] }]);
      expect([...more.effect("execute")!.decided.values()]).toEqual([]);
    },
    "alerts that were not answered are not settled": async () => {
      const d = new Dialogue();
      d.say([], { ...refused("n"), alerts: [{ id: "1", alert: GENERIC }] });
      d.say([alert("1223")]);
      expect(d.effect("alert-settled")).toBeUndefined();
    },
  },
  "protocol §5.8#3": {
    "a message that was answered is not executed again: the same bytes go out": async () => {
      const d = new Dialogue();
      d.say([get("./A")], { msgId: "7" });
      d.done();
      const { sent } = d;
      d.say([get("./A")], { msgId: "7" });
      expect(d.effect("execute")).toBeUndefined();
      expect(d.sent.bytes).toBe(sent.bytes);
    },
  },
  "protocol §15#1": {
    "a start makes package 1, once": async () => {
      const d = new Dialogue();
      expect(names(d)).toEqual(["Alert 1201", "Replace"]);
      d.take({ type: "start" });
      expect(d.effects).toEqual([]);
    },
  },
  "protocol §15#2": {
    "a message that can be read is processed; one that cannot be is the end": async () => {
      const d = new Dialogue();
      d.say([get("./A")]);
      expect(d.state.phase).toBe("executing");
      const bad = new Dialogue();
      bad.take({ type: "undecodable", reason: "x" });
      expect(bad.ending).toMatchObject({ outcome: "protocol", error: { code: "undecodable" } });
    },
  },
  "protocol §15#3": {
    "a transport that has failed for good": async () => {
      const d = new Dialogue();
      d.take({ type: "failed", reason: "x" });
      expect([d.state.phase, d.ending?.outcome]).toEqual(["done", "transport"]);
    },
  },
  "protocol §15#4, #5, §15.1#8": {
    "challenged: package 1 again as long as that makes sense, then 1223": async () => {
      const d = new Dialogue();
      for (const nonce of ["1", "2"]) {
        d.say([], refused(nonce));
        expect(names(d)).toEqual(["Status", "Alert 1201", "Replace"]);
      }
      d.say([], refused("3"));
      expect(names(d)).toEqual(["Status", "Alert 1223"]);
      const other = new Dialogue();
      other.say([], { header: { code: "401", chal: { type: "syncml:auth-digipass" } } });
      expect(other.alerts).toEqual(["1223"]);
    },
  },
  "protocol §15#6, #7": {
    "a stranger with commands is refused and challenged, one without is left alone": async () => {
      const d = new Dialogue({ servers: [SERVER] });
      d.say([get("./A")]);
      expect(d.statuses).toEqual(["SyncHdr 0 407", "Get 2 407"]);
      const idle = new Dialogue({ servers: [SERVER] });
      idle.say([]);
      expect([idle.effect("send"), idle.ending?.outcome]).toEqual([undefined, "auth-failed"]);
    },
  },
  "protocol §15#10": {
    "Final with commands: executed, then said": async () => {
      const d = new Dialogue();
      d.say([get("./A")]);
      expect(d.effects.map(({ type }) => type)).toContain("execute");
      d.done();
      expect([d.statuses, isFinal(d)]).toEqual([["SyncHdr 0 200", "Get 2 200"], true]);
    },
  },
  "protocol §15#11": {
    "Final and Alert 1222 alone: its Status, and Final": async () => {
      const d = new Dialogue();
      d.say([alert("1222")]);
      d.done();
      expect([d.statuses, isFinal(d)]).toEqual([["SyncHdr 0 200", "Alert 2 200"], true]);
    },
  },
  "protocol §15#16": {
    "a fatal error is told with 1223": async () => {
      const d = new Dialogue();
      d.say([get("./A")]);
      d.done();
      d.take({ type: "undecodable", reason: "x" });
      expect(d.alerts).toEqual(["1223"]);
      expect(isFinal(d)).toBe(true);
    },
  },
  "protocol §15#17": {
    "an end is the end: nothing happens afterwards": async () => {
      const d = new Dialogue();
      d.say([]);
      const { state } = d;
      d.say([get("./A")]);
      expect([d.state, d.effects]).toEqual([state, []]);
    },
  },
  "protocol §15.1#4": {
    "the header is checked before anything of the message counts": async () => {
      const d = new Dialogue();
      d.say([get("./A")], {
        header: { code: "212", chal: { type: MD5, nextNonce: "bm9uY2U=" } },
        syncHdr: { verDtd: "2.0" },
      });
      expect(d.effects.map(({ type }) => type)).toEqual(["send"]);
      expect(d.statuses).toEqual(["SyncHdr 0 505"]);
    },
  },
  "protocol §15.1#5, §7#13": {
    "the limits announced last are those that count": async () => {
      const d = new Dialogue();
      d.say([get("./A")], { meta: { maxMsgSize: "5000", maxObjSize: "1000" } });
      d.done(results("2", "x".repeat(900)));
      expect(d.statuses.at(-1)).toBe("Get 2 200");
      d.say([get("./A")], { meta: { maxObjSize: "800" } });
      d.done(results("2", "x".repeat(900)));
      expect(d.statuses.at(-1)).toBe("Get 2 413");
      d.say([get("./A")]);
      d.done(results("2", "x".repeat(900)));
      expect(d.statuses.at(-1)).toBe("Get 2 413");
    },
  },
  "protocol §15.1#6, #7": {
    "a Status of our header from somebody unknown changes nothing that lasts": async () => {
      const d = new Dialogue({ servers: [SERVER] });
      d.say([get("./A")], { header: { code: "212", chal: { type: MD5, format: "b64", nextNonce: "bm9uY2U=" } } });
      expect(d.effects.map(({ type }) => type)).toEqual(["remember", "send"]);
      expect(d.effect("remember")).toMatchObject({ whose: "server" });
    },
  },
  "protocol §15.1#9, #11": {
    "1223 is seen before any command": async () => {
      const d = new Dialogue();
      d.say([get("./A", "2"), alert("1223", "3")]);
      expect(d.effect("execute")).toBeUndefined();
      expect(d.ending).toEqual({ outcome: "aborted-by-server" });
    },
  },
  "protocol §15.1#10": {
    "an object broken off is told after the commands that broke it": async () => {
      const d = receiving();
      d.say([get("./A", "5")]);
      expect(d.effect("execute")?.commands).toHaveLength(1);
      d.done();
      expect(names(d)).toEqual(["Status", "Status", "Alert 1225"]);
    },
  },
  "protocol §15.1#12": {
    "what there is to say is said; what there is not ends it": async () => {
      const d = new Dialogue();
      d.say([get("./A")]);
      d.done();
      expect(d.effect("send")).toBeDefined();
      d.say([]);
      expect(d.effect("send")).toBeUndefined();
    },
  },
  "protocol §15.1#13": {
    "both fail at once: package 1 with Cred and the refusal of the server's header": async () => {
      const d = new Dialogue({ servers: [SERVER] });
      d.say([], refused("n"));
      expect(d.commands[0]).toMatchObject({ cmdRef: "0", data: "407", chal: { meta: { type: MD5 } } });
      expect(names(d)).toEqual(["Status", "Alert 1201", "Replace"]);
      expect(d.sent.message.syncHdr.cred).toBeDefined();
    },
  },
  "protocol §15.2#1": {
    "Status of the header, Statuses, Results, own alerts, 1225, 1222": async () => {
      const d = receiving();
      d.say([get("./A", "5")], { final: false });
      d.done(results("5", "v"));
      expect(names(d)).toEqual(["Status", "Status", "Results", "Alert 1225", "Alert 1222"]);
      const own = new Dialogue();
      own.say([get("./A")], { alerts: [{ id: "1", alert: GENERIC }] });
      own.done(results("2", "v"));
      expect(names(own)).toEqual(["Status", "Status", "Results", "Alert 1226"]);
    },
  },
  "protocol §18#4": {
    "a nonce with white space around it and no padding": async () => {
      const d = new Dialogue();
      const again = new Dialogue();
      d.say([], { header: { code: "401", chal: { type: MD5, format: "b64", nextNonce: " Tm9u\r\nY2U \n" } } });
      again.say([], { header: { code: "401", chal: { type: MD5, format: "b64", nextNonce: "Tm9uY2U=" } } });
      expect(d.sent.message.syncHdr.cred).toEqual(again.sent.message.syncHdr.cred);
    },
  },
  "protocol §18#7, #8": {
    "RespURI holds for the session, and is the Target": async () => {
      const d = new Dialogue();
      d.say([get("./A")], { syncHdr: { respUri: "https://dm.example/s?id=1&x=2" } });
      d.done();
      expect(d.sent.url).toBe("https://dm.example/s?id=1&x=2");
      expect(d.sent.message.syncHdr.target.locUri).toBe("https://dm.example/s?id=1&x=2");
      d.say([get("./B")]);
      d.done();
      expect(d.sent.url).toBe("https://dm.example/s?id=1&x=2");
    },
  },
  "protocol §18#29": {
    "commands before the end of our package are executed and answered in it": async () => {
      const d = sending();
      d.say([alert("1222", "2"), get("./B", "3")], { final: false });
      expect(d.effect("execute")?.commands).toHaveLength(2);
      d.done();
      expect(d.statuses).toEqual(["SyncHdr 0 200", "Alert 2 200", "Get 3 200"]);
    },
  },
  "protocol §18#30": {
    "a server that never ends its package is asked three times": async () => {
      const d = new Dialogue();
      for (let round = 0; round < 3; round++) {
        d.say([], { final: false });
        expect(d.alerts).toEqual(["1222"]);
      }
      d.say([], { final: false });
      expect(d.alerts).toEqual(["1223"]);
      expect(isFinal(d)).toBe(true);
    },
  },
  "protocol §18#23": {
    "a Correlator stands behind Data": async () => {
      const d = new Dialogue();
      d.say([], { alerts: [{ id: "1", alert: { ...GENERIC, correlator: "c" } }] });
      const text = new TextDecoder().decode(encodeMessage(d.sent.message, "xml"));
      expect(text).toMatch(/<Data>1226<\/Data><Correlator>c<\/Correlator><Item>/);
    },
  },
});
