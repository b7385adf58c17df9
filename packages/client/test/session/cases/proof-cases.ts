/** Headers, proofs and challenges that end a session or do not, and what settles an alert: protocol §8.3, §8.9, §10, §12.4. */
import { md5Credential } from "@oma-dm/codec/auth";
import type { Command } from "@oma-dm/codec/syncml";
import { expect } from "vitest";
import { sessionCredentials } from "../../../src/session-credentials.ts";
import { type Case, cases } from "../../tree/cases/case.ts";
import { CLIENT, Dialogue, get, SERVER, utf8 } from "../dialogue.ts";
import { chal } from "./authentication-cases.ts";

const MD5 = "syncml:auth-md5";
const BASIC = { name: "gw", secret: "client-secret", scheme: "syncml:auth-basic" } as const;
const GENERIC = { cmd: "Alert", data: "1226", items: [{ data: "x" }] } as const;

/** How a message with that in its header is answered. */
function refusalOf(
  syncHdr: NonNullable<Parameters<Dialogue["say"]>[1]>["syncHdr"],
  url = "https://dm.example/",
): Dialogue {
  const d = new Dialogue({ url });
  d.say([get("./A")], { syncHdr: syncHdr! });
  expect(d.effect("execute")).toBeUndefined();
  return d;
}

/** Whether an alert that was answered so is done with. */
function settledBy(code: string): boolean {
  const d = new Dialogue();
  d.say([], { header: { code: "401", chal: chal(MD5, "n") }, alerts: [{ id: "1", alert: GENERIC }] });
  d.say([{ cmd: "Status", cmdId: "2", msgRef: "2", cmdRef: "4", command: "Alert", data: code }, get("./A", "3")]);
  return d.effect("alert-settled") !== undefined;
}

const chunk = (cmd: string): Command =>
  ({
    cmd,
    cmdId: "2",
    items: [{ target: { locUri: "./B" }, meta: { size: "4" }, data: "01", moreData: true }],
  }) as Command;

export const PROOF_CASES: readonly Case[] = cases({
  "protocol §8.3#6": {
    "another VerDTD is 505": async () => {
      const d = refusalOf({ verDtd: "2.0" });
      expect([d.statuses, d.alerts]).toEqual([["SyncHdr 0 505"], ["1223"]]);
      for (const verDtd of ["1.1", "1.2"]) {
        const known = new Dialogue();
        known.say([get("./A")], { syncHdr: { verDtd } });
        expect(known.effect("execute")).toBeDefined();
      }
    },
  },
  "protocol §8.3#7, §18#1": {
    "another VerProto is 513, but any DM/1 is taken": async () => {
      for (const verProto of ["SyncML/1.2", "DM/2.0", ""]) {
        const d = refusalOf({ verProto });
        expect([d.statuses, d.alerts]).toEqual([["SyncHdr 0 513"], ["1223"]]);
      }
      for (const verProto of ["DM/1.1", "DM/1.2", "DM/1.3"]) {
        const known = new Dialogue();
        known.say([get("./A")], { syncHdr: { verProto } });
        expect(known.effect("execute")).toBeDefined();
      }
    },
  },
  "protocol §8.3#8": {
    "no MsgID is 412": async () => {
      const d = refusalOf({ msgId: "" });
      expect([d.statuses, d.alerts]).toEqual([["SyncHdr 0 412"], ["1223"]]);
    },
  },
  "protocol §8.3#10": {
    "another session is not answered at all": async () => {
      const d = refusalOf({ sessionId: "B" });
      expect(d.effect("send")).toBeUndefined();
      expect(d.ending).toMatchObject({ outcome: "protocol" });
      const same = new Dialogue({ sessionId: "ab" });
      same.say([get("./A")], { syncHdr: { sessionId: "AB" } });
      expect(same.effect("execute")).toBeDefined();
    },
  },
  "protocol §12.4#1": {
    "the answer goes where RespURI says, which is its Target, query and all": async () => {
      const d = new Dialogue();
      const there = "https://other.example/s?id=1&x=%2F";
      d.say([get("./A")], { syncHdr: { respUri: there } });
      d.done();
      expect([d.sent.url, d.sent.message.syncHdr.target.locUri]).toEqual([there, there]);
      d.say([get("./A")]);
      d.done();
      expect(d.sent.url).toBe(there);
      d.say([get("./A")], { syncHdr: { respUri: "https://third.example/" } });
      d.done();
      expect(d.sent.url).toBe("https://third.example/");
      expect(new Dialogue().sent.url).toBe("https://dm.example/");
    },
    "never from https to http, nor to what is no address": async () => {
      for (const respUri of ["http://dm.example/", "ftp://dm.example/", "elsewhere", "https://me:s@dm.example/"]) {
        const d = refusalOf({ respUri });
        expect([d.statuses, d.alerts]).toEqual([["SyncHdr 0 400"], ["1223"]]);
        expect(d.sent.url).toBe("https://dm.example/");
      }
      const open = new Dialogue({ url: "http://127.0.0.1/" });
      open.say([get("./A")], { syncHdr: { respUri: "http://127.0.0.1:8080/" } });
      expect(open.effect("execute")).toBeDefined();
    },
  },
  "protocol §8.9#1, §18#1": Object.fromEntries(
    (
      [
        ["505", "version-refused"],
        ["513", "version-refused"],
        ["503", "busy"],
        ["500", "protocol"],
        ["403", "protocol"],
        ["404", "protocol"],
        ["302", "protocol"],
      ] as const
    ).map(([code, error]) => [
      `${code} for our header ends the session: ${error}`,
      async () => {
        const d = new Dialogue();
        d.say([get("./A")], { header: { code, chal: chal(MD5, "n") } });
        expect(d.effects.map(({ type }) => type).filter((type) => type !== "version")).toEqual(["done"]);
        expect(d.ending).toMatchObject({ outcome: "protocol", error: { code: error } });
      },
    ]),
  ),
  "protocol §6.4#9, #11, §6.3#1": {
    "taken, or refused for good: it is done with": async () => {
      for (const code of ["200", "202", "406", "412", "415"]) expect([code, settledBy(code)]).toEqual([code, true]);
    },
    "whatever else is answered, it waits": async () => {
      for (const code of ["401", "407", "413", "417", "500", "503", "510"]) {
        expect([code, settledBy(code)]).toEqual([code, false]);
      }
    },
  },
  "protocol §7#5, #10": {
    "Add, Replace and Exec come in chunks": async () => {
      for (const cmd of ["Add", "Replace", "Exec"]) {
        const d = new Dialogue();
        d.say([chunk(cmd)], { final: false });
        expect([cmd, ...d.effect("execute")!.decided.values()]).toEqual([cmd, 213]);
      }
    },
    "nothing else does": async () => {
      for (const cmd of ["Get", "Delete", "Copy"]) {
        const d = new Dialogue();
        d.say([chunk(cmd)], { final: false });
        expect([cmd, d.effect("execute")!.decided.size]).toEqual([cmd, 0]);
      }
    },
  },
  "protocol §10.7#5": {
    "two of a scheme and three in all are answered": async () => {
      const d = new Dialogue({ clients: [CLIENT, BASIC], mayShowBasic: true });
      const asked = (type: string, nonce?: string) => d.say([], { header: { code: "401", chal: chal(type, nonce) } });
      asked(MD5, "1");
      asked(MD5, "2");
      expect(d.alerts).toEqual(["1201"]);
      asked("syncml:auth-basic");
      expect([d.alerts, d.sent.message.syncHdr.cred?.meta?.type]).toEqual([["1201"], "syncml:auth-basic"]);
      asked("syncml:auth-MAC", "4");
      expect(d.alerts).toEqual(["1223"]);
      d.say([]);
      expect(d.ending).toMatchObject({ outcome: "auth-failed", error: { code: "auth-failed" } });
    },
    "no third of one": async () => {
      const d = new Dialogue({ clients: [CLIENT, BASIC], mayShowBasic: true });
      for (const nonce of ["1", "2", "3"]) {
        expect(d.alerts).toEqual(["1201"]);
        d.say([], { header: { code: "401", chal: chal(MD5, nonce) } });
      }
      expect(d.alerts).toEqual(["1223"]);
    },
    "so may one that has accepted a MAC": async () => {
      const peer = { ...CLIENT, scheme: "syncml:auth-MAC" } as const;
      const d = new Dialogue({ clients: [peer], first: peer });
      const asked = (code: string, nonce: string) => d.say([], { header: { code, chal: chal(peer.scheme, nonce) } });
      for (const nonce of ["1", "2"]) asked("401", nonce);
      d.say([get("./A")], { header: { code: "200", chal: chal(peer.scheme, "3") } });
      d.done();
      for (const nonce of ["4", "5"]) {
        asked("401", nonce);
        expect(d.alerts).toEqual(["1201"]);
      }
    },
    "a server that has accepted may ask again": async () => {
      const d = new Dialogue({ servers: [SERVER] });
      for (const nonce of ["1", "2"])
        d.say([], { header: { code: "401", chal: chal(MD5, nonce) }, cred: { nonce: SERVER.nonce } });
      d.say([get("./A")], { header: { code: "212" }, cred: { nonce: utf8("issued-2") } });
      d.done();
      d.say([], { header: { code: "401", chal: chal(MD5, "3") } });
      expect(d.alerts).toEqual(["1201"]);
    },
  },
  "protocol §10.7#6": {
    "the same challenge is answered once, be its nonce known or not": async () => {
      for (const nonce of ["N-cs", "other"]) {
        const d = new Dialogue();
        const asked = () => d.say([], { header: { code: "401", chal: chal(MD5, nonce) } });
        asked();
        expect(d.alerts).toEqual(["1201"]);
        asked();
        expect(d.alerts).toEqual(["1223"]);
        d.say([]);
        expect(d.ending).toMatchObject({ error: { code: "auth-failed", message: expect.stringContaining("refused") } });
      }
      const basic = new Dialogue({ clients: [BASIC], first: undefined, mayShowBasic: true });
      const asked = () => basic.say([], { header: { code: "401", chal: chal("syncml:auth-basic") } });
      asked();
      expect(basic.alerts).toEqual(["1201"]);
      asked();
      expect(basic.alerts).toEqual(["1223"]);
    },
  },
  "protocol §10.4#3": {
    "LocName is the name of the record that is shown, or of the first that could be": async () => {
      const other = { ...BASIC, name: "other" };
      const locName = (options: object) =>
        new Dialogue({ clients: [other, CLIENT], ...options }).sent.message.syncHdr.source.locName;
      expect([locName({ first: CLIENT }), locName({ first: other })]).toEqual(["gw", "other"]);
      expect([locName({ first: undefined }), locName({ clients: [], first: undefined })]).toEqual(["other", undefined]);
    },
  },
  "protocol §10.8#3, §10.1#5": {
    "a Cred that says it is of another type is wrong, whatever it holds": async () => {
      const data = md5Credential(SERVER.name, SERVER.secret, SERVER.nonce);
      for (const [type, code] of [
        [MD5, undefined],
        [" SYNCML:AUTH-MD5 ", undefined],
        ["syncml:auth-basic", "401"],
        ["syncml:auth-MAC", "401"],
        ["syncml:auth-X509", "401"],
      ] as const) {
        const d = new Dialogue({ servers: [SERVER] });
        d.say([get("./A")], { syncHdr: { cred: { meta: { type, format: "b64" }, data } } });
        if (code === undefined) expect(d.effect("execute")).toBeDefined();
        else expect(d.statuses).toEqual([`SyncHdr 0 ${code}`, `Get 2 ${code}`]);
      }
    },
  },
  "protocol §10.9#5": {
    "a nonce of ours is confirmed once, by the answer to the message that carried it": async () => {
      const d = new Dialogue({ servers: [SERVER] });
      const confirmed: boolean[] = [];
      for (const saying of [{ cred: { nonce: SERVER.nonce } }, {}, {}]) {
        d.say([get("./A")], saying);
        confirmed.push(d.effect("confirm") !== undefined);
        d.done();
      }
      expect(confirmed).toEqual([false, true, false]);
    },
    "the nonce before goes along only as long as the one that replaced it is stored": async () => {
      const servers = [{ type: "DIGEST", name: "srv", secret: "s", nonce: utf8("new"), path: [] }];
      const account = { path: [], serverId: "srv", url: "https://dm.example/", clients: [], servers, http: [] };
      const previousOf = (current: string) =>
        sessionCredentials(account, { replaced: { current: utf8(current), previous: utf8("old") } }).servers[0]!
          .previousNonce;
      expect([previousOf("new"), previousOf("other")]).toEqual([utf8("old"), undefined]);
      expect(sessionCredentials(account, {}).servers[0]).not.toHaveProperty("previousNonce");
    },
  },
  "protocol §7#12": {
    "an alert of the server's MaxObjSize goes out, a larger one waits": async () => {
      for (const [bytes, isSent] of [
        [400, true],
        [401, false],
      ] as const) {
        const d = new Dialogue();
        const alert = { cmd: "Alert", data: "1226", items: [{ data: "x".repeat(bytes) }] } as const;
        d.say([get("./A")], { meta: { maxObjSize: "400" }, alerts: [{ id: "1", alert }] });
        d.done();
        expect(d.alerts).toEqual(isSent ? ["1226"] : []);
      }
    },
    "one that was begun comes whole after a challenge": async () => {
      const d = new Dialogue();
      const alert = { cmd: "Alert", data: "1226", items: [{ data: "x".repeat(2_000) }] } as const;
      d.say([get("./A")], { meta: { maxMsgSize: "600" }, alerts: [{ id: "1", alert }] });
      d.done();
      expect(d.alerts).toEqual(["1226"]);
      d.say([], { header: { code: "401", chal: chal(MD5, "n") }, meta: { maxMsgSize: "5000" } });
      expect(d.commands.at(-1)).toMatchObject({ cmd: "Alert", data: "1226", items: alert.items });
    },
  },
  "protocol §5.7#1, §10.8#2": {
    "an abort at the message of a stranger: refused, 1223, and it ends as aborted": async () => {
      const d = new Dialogue({ servers: [SERVER] });
      d.say([get("./A")], { abort: true });
      expect([d.statuses, d.alerts]).toEqual([["SyncHdr 0 407", "Get 2 407"], ["1223"]]);
      d.say([]);
      expect(d.ending).toEqual({ outcome: "aborted" });
    },
  },
  "protocol §5.7#6": {
    "whatever comes back to our 1223, the session ended as it did": async () => {
      for (const input of [
        { type: "undecodable", reason: "x" },
        { type: "failed", reason: "x" },
        { type: "failed", reason: "x", code: "protocol" },
        { type: "abort" },
        { type: "too-large", reason: "x" },
        { type: "encoding-refused", reason: "x" },
      ] as const) {
        const d = new Dialogue();
        d.say([], { header: { code: "401" } });
        expect(d.alerts).toEqual(["1223"]);
        d.take(input);
        expect(d.ending).toMatchObject({ outcome: "auth-failed", error: { code: "auth-failed" } });
        expect(d.effects).toHaveLength(1);
      }
    },
  },
  "protocol §5.8#3, §18#30": {
    "a server that repeats its message hears the same answer three times": async () => {
      const d = new Dialogue();
      d.say([get("./A")], { msgId: "7" });
      d.done();
      const { bytes } = d.sent;
      for (let round = 0; round < 3; round++) {
        d.say([get("./A")], { msgId: "7" });
        expect(d.sent.bytes).toBe(bytes);
      }
      d.say([get("./A")], { msgId: "7" });
      expect(d.alerts).toEqual(["1223"]);
    },
  },
  "protocol §10.5#2": {
    "407 without a challenge leaves no choice between two records, and nothing to show again": async () => {
      for (const options of [
        { clients: [CLIENT, BASIC], first: undefined, mayShowBasic: true },
        { clients: [CLIENT], first: CLIENT },
        { clients: [], first: undefined },
      ]) {
        const d = new Dialogue(options);
        d.say([], { header: { code: "407" } });
        expect(d.alerts).toEqual(["1223"]);
      }
    },
  },
  "protocol §10.8#1, #6": {
    "a server may show any of its credentials, and need not go on with it": async () => {
      const mac = { ...SERVER, scheme: "syncml:auth-MAC" } as const;
      const basic = { ...SERVER, scheme: "syncml:auth-basic" } as const;
      for (const servers of [
        [mac, SERVER, basic],
        [basic, SERVER, mac],
      ]) {
        const d = new Dialogue({ servers });
        d.say([get("./A")], { cred: { nonce: SERVER.nonce } });
        expect(d.effect("execute")).toBeDefined();
        d.done();
        expect(d.commands[0]).toMatchObject({ data: "212", chal: { meta: { type: MD5 } } });
        d.say([get("./B")]);
        expect(d.effect("execute")).toBeDefined();
        d.done();
        expect(d.commands[0]).toMatchObject({ data: "200" });
        expect(d.commands[0]).not.toHaveProperty("chal");
      }
    },
  },
  "protocol §10.3#3": {
    "without a nonce there is nothing to show, until a challenge brings one": async () => {
      for (const scheme of [MD5, "syncml:auth-MAC"] as const) {
        const { nonce: _, ...peer } = { ...CLIENT, scheme };
        const d = new Dialogue({ clients: [peer], first: peer });
        expect([d.sent.message.syncHdr.cred, d.sent.integrity]).toEqual([undefined, undefined]);
        d.say([], { header: { code: "407", chal: chal(scheme, "given") } });
        expect(d.sent.message.syncHdr.cred !== undefined || d.sent.integrity !== undefined).toBe(true);
      }
      const d = new Dialogue({ clients: [BASIC], first: BASIC, mayShowBasic: true });
      expect(d.sent.message.syncHdr.cred).toBeDefined();
    },
  },
  "protocol §10.3#5, §10.1#3": {
    "a secret for digests is no password, wherever it is asked for": async () => {
      for (const scheme of [MD5, "syncml:auth-MAC"] as const) {
        const peer = { ...CLIENT, scheme };
        const d = new Dialogue({ clients: [peer], first: undefined, mayShowBasic: true });
        d.say([], { header: { code: "407", chal: chal("syncml:auth-basic") } });
        expect(d.sent.message.syncHdr).not.toHaveProperty("cred");
        expect(d.alerts).toEqual(["1223"]);
      }
    },
    "a digest gives way to a MAC, a MAC never to a digest": async () => {
      const up = new Dialogue({ clients: [CLIENT], first: undefined });
      up.say([], { header: { code: "407", chal: chal("syncml:auth-MAC", "n") } });
      expect(up.sent.integrity).toBeDefined();
      const down = new Dialogue({ clients: [{ ...CLIENT, scheme: "syncml:auth-MAC" }], first: undefined });
      down.say([], { header: { code: "407", chal: chal(MD5, "n") } });
      expect(down.sent.message.syncHdr).not.toHaveProperty("cred");
      expect(down.alerts).toEqual(["1223"]);
    },
  },
});
