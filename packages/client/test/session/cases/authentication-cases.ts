/** Credentials, challenges and nonces: protocol §10, by hand against the pure step. */
import { encodeBase64, md5Credential } from "@oma-dm/codec/auth";
import { encodeMessage } from "@oma-dm/codec/syncml";
import { expect } from "vitest";
import type { Account, Credential } from "../../../src/objects/dm-acc.ts";
import { printableNonce } from "../../../src/security/authentication.ts";
import type { Peer } from "../../../src/session/state.ts";
import { sessionCredentials } from "../../../src/session-credentials.ts";
import { type Case, cases } from "../../tree/cases/case.ts";
import { CLIENT, Dialogue, get, SERVER, utf8 } from "../dialogue.ts";

export const chal = (type: string | undefined, nonce?: string) => ({
  ...(type === undefined ? {} : { type }),
  format: "b64",
  ...(nonce === undefined ? {} : { nextNonce: encodeBase64(utf8(nonce)) }),
});
const MD5 = "syncml:auth-md5";
const BASIC: Peer = { name: "gw", secret: "client-secret", scheme: "syncml:auth-basic" };
const credOf = (d: Dialogue) => d.sent.message.syncHdr.cred;
const md5 = (nonce: string) => md5Credential("gw", "client-secret", utf8(nonce));
const isExecuting = (d: Dialogue): boolean => d.effect("execute") !== undefined;
const remembered = (d: Dialogue, whose: "client" | "server") =>
  d.effects.flatMap((it) => (it.type === "remember" && it.whose === whose ? [it.nonce] : []));

const CREDENTIALS: Readonly<Record<string, Credential>> = Object.fromEntries(
  ["BASIC", "DIGEST", "HMAC", "TRANSPORT", "X509"].map((type) => [
    type,
    { type, name: `${type} name`, secret: "s", nonce: utf8(type), path: [] },
  ]),
);
function account(clients: readonly string[], preferred?: string, url = "https://dm.example/"): Account {
  return {
    path: [],
    serverId: "srv",
    url,
    ...(preferred === undefined ? {} : { preferred }),
    clients: clients.map((type) => CREDENTIALS[type]!),
    servers: [],
    http: [],
  };
}
const first = (...args: Parameters<typeof account>) => sessionCredentials(account(...args), {}).first;

/** The body of the message sent, as XML. */
function bodyOf(d: Dialogue): string {
  const text = new TextDecoder().decode(encodeMessage(d.sent.message, "xml"));
  return text.slice(text.indexOf("<SyncBody"));
}

export const AUTHENTICATION_CASES: readonly Case[] = cases({
  "protocol §10.1#1": {
    "each side proves itself to the other": async () => {
      const d = new Dialogue({ servers: [SERVER] });
      expect(credOf(d)?.data).toBe(md5("N-cs"));
      d.say([get("./A")]);
      expect(isExecuting(d)).toBe(false);
      d.say([get("./A")], { cred: { nonce: utf8("issued-1") } });
      expect(isExecuting(d)).toBe(true);
    },
    "the transport may do it, when its certificate was verified": async () => {
      for (const serverVerified of [true, false]) {
        const d = new Dialogue();
        d.say([get("./A")], { serverVerified });
        expect(isExecuting(d)).toBe(serverVerified);
      }
    },
  },
  "protocol §10.1#2": {
    "it shows itself with md5 and challenges the server for md5": async () => {
      const d = new Dialogue({ servers: [SERVER] });
      expect(credOf(d)?.meta?.type).toBe(MD5);
      d.say([get("./A")]);
      expect(d.commands[0]).toMatchObject({ data: "407", chal: { meta: { type: MD5 } } });
    },
  },
  "protocol §10.1#3": {
    "basic is never shown over plain http, but to this machine": async () => {
      expect(first(["BASIC"], "BASIC")?.scheme).toBe("syncml:auth-basic");
      expect(first(["BASIC"], "BASIC", "http://dm.example/")).toBeUndefined();
      expect(sessionCredentials(account(["BASIC"], "BASIC", "http://dm.example/"), {}).mayShowBasic).toBe(false);
      expect(first(["BASIC"], "BASIC", "http://127.0.0.1/")?.scheme).toBe("syncml:auth-basic");
    },
    "a server may demand basic": async () => {
      const d = new Dialogue({ clients: [BASIC], first: undefined, mayShowBasic: true });
      d.say([], { header: { code: "407", chal: chal("syncml:auth-basic") } });
      expect(credOf(d)?.data).toBe(encodeBase64(utf8("gw:client-secret")));
    },
  },
  "protocol §10.1#5": {
    "another type than was asked for is never the answer": async () => {
      const d = new Dialogue();
      d.say([], { header: { code: "401", chal: chal("syncml:auth-X509") } });
      expect(credOf(d)?.meta?.type).toBe(MD5);
      expect(d.alerts).toEqual(["1223"]);
      d.say([]);
      expect(d.ending).toMatchObject({ outcome: "auth-failed" });
    },
    "a server keeps to the type it began with": async () => {
      const mac = { ...SERVER, scheme: "syncml:auth-MAC" } as const;
      const d = new Dialogue({ servers: [mac] });
      d.say([get("./A")], { cred: { nonce: SERVER.nonce } });
      expect(isExecuting(d)).toBe(false);
    },
  },
  "protocol §10.2#1": {
    "CLCRED is what the client shows, with the nonce stored there": async () => {
      expect(first(["DIGEST"])).toEqual({ name: "DIGEST name", secret: "s", scheme: MD5, nonce: utf8("DIGEST") });
    },
    "the nonce the server gives is remembered for it": async () => {
      const d = new Dialogue();
      d.say([get("./A")], { header: { code: "212", chal: chal(MD5, "next") } });
      expect(remembered(d, "client")).toEqual([utf8("next")]);
    },
  },
  "protocol §10.2#2": {
    "SRVCRED is what the server must show": async () => {
      const servers = [CREDENTIALS["DIGEST"]!];
      expect(sessionCredentials({ ...account([]), servers }, {}).servers).toEqual([
        { name: "DIGEST name", secret: "s", scheme: MD5, nonce: utf8("DIGEST") },
      ]);
    },
    "the nonce issued to it is remembered for it": async () => {
      const d = new Dialogue({ servers: [SERVER] });
      d.say([get("./A")], { cred: { nonce: SERVER.nonce } });
      d.done();
      expect(remembered(d, "server")).toEqual([utf8("issued-1")]);
    },
  },
  "protocol §10.2#4": Object.fromEntries(
    (
      [
        ["BASIC", "syncml:auth-basic"],
        ["DIGEST", MD5],
        ["HMAC", "syncml:auth-MAC"],
        ["TRANSPORT", undefined],
        ["X509", undefined],
      ] as const
    ).map(([type, scheme]) => [
      `${type} is ${scheme ?? "nothing this layer shows"}`,
      async () => expect(sessionCredentials(account([type]), {}).clients.map((it) => it.scheme)[0]).toBe(scheme),
    ]),
  ),
  "protocol §10.3#1, #2": {
    "the preferred type": async () =>
      expect(first(["BASIC", "DIGEST", "HMAC"], "HMAC")?.scheme).toBe("syncml:auth-MAC"),
    "an empty preference, or none: what was settled on last": async () => {
      for (const preferred of ["", undefined]) {
        const found = sessionCredentials(account(["BASIC", "DIGEST"], preferred), { negotiated: MD5 }).first;
        expect(found?.scheme).toBe(MD5);
      }
    },
    "else the only one there is": async () => expect(first(["DIGEST"])?.scheme).toBe(MD5),
    "else none, and the challenge is waited for": async () => expect(first(["BASIC", "DIGEST"])).toBeUndefined(),
  },
  "protocol §10.3#4": {
    "TRANSPORT shows no Cred": async () => {
      const { clients, first: none } = sessionCredentials(account(["TRANSPORT"], "TRANSPORT"), {});
      expect([clients, none]).toEqual([[], undefined]);
      const d = new Dialogue({ clients, first: none });
      expect(d.sent.message.syncHdr).not.toHaveProperty("cred");
      expect(d.sent.integrity).toBeUndefined();
    },
  },
  "protocol §10.3#5": {
    "the challenged type where the account has it": async () => {
      const d = new Dialogue({ clients: [CLIENT, BASIC], mayShowBasic: true });
      d.say([], { header: { code: "407", chal: chal("syncml:auth-basic") } });
      expect(credOf(d)?.meta?.type).toBe("syncml:auth-basic");
    },
    "never down to basic where others listen: 1223": async () => {
      const d = new Dialogue({ clients: [CLIENT, BASIC] });
      d.say([], { header: { code: "407", chal: chal("syncml:auth-basic") } });
      expect(d.alerts).toEqual(["1223"]);
    },
  },
  "protocol §10.4#3": {
    "Cred says its Type and Format b64, LocName the name": async () => {
      const { cred, source } = new Dialogue().sent.message.syncHdr;
      expect(cred?.meta).toEqual({ type: MD5, format: "b64" });
      expect(source.locName).toBe("gw");
    },
  },
  "protocol §10.5#1": {
    "ours has Type, Format b64 and NextNonce, between the references and Data": async () => {
      const d = new Dialogue({ servers: [SERVER] });
      d.say([get("./A")]);
      const [status] = d.commands;
      expect(status).toMatchObject({
        chal: { meta: { type: MD5, format: "b64", nextNonce: encodeBase64(utf8("issued-1")) } },
      });
      expect(
        bodyOf(d)
          .match(/<(?:SourceRef|Chal|Data)\b/g)
          ?.slice(0, 3),
      ).toEqual(["<SourceRef", "<Chal", "<Data"]);
    },
    "401, 407 and 212 of md5 all have it": async () => {
      for (const [cred, code] of [
        [undefined, "407"],
        [{ nonce: utf8("wrong") }, "401"],
        [{ nonce: SERVER.nonce }, "212"],
      ] as const) {
        const d = new Dialogue({ servers: [SERVER] });
        d.say([get("./A")], cred === undefined ? {} : { cred });
        if (code === "212") d.done();
        expect(d.commands[0]).toMatchObject({ data: code, chal: { meta: { nextNonce: expect.any(String) } } });
      }
    },
  },
  "protocol §10.5#2": {
    "without a Type it means basic": async () => {
      const d = new Dialogue({ clients: [BASIC], first: undefined, mayShowBasic: true });
      d.say([], { header: { code: "401", chal: chal(undefined) } });
      expect(credOf(d)?.meta?.type).toBe("syncml:auth-basic");
    },
    "401 without a challenge is the end": async () => {
      const d = new Dialogue({ first: undefined });
      d.say([], { header: { code: "401" } });
      expect(d.alerts).toEqual(["1223"]);
    },
    "407 without one: what the account has, once": async () => {
      const d = new Dialogue({ first: undefined });
      d.say([], { header: { code: "407" } });
      expect(credOf(d)?.data).toBe(md5("N-cs"));
      d.say([], { header: { code: "407" } });
      expect(d.alerts).toEqual(["1223"]);
    },
  },
  "protocol §10.6#1": {
    "212: no Cred any more, and the nonce is for the next session": async () => {
      const d = new Dialogue();
      d.say([get("./A")], { header: { code: "212", chal: chal(MD5, "next") } });
      expect(remembered(d, "client")).toEqual([utf8("next")]);
      d.done();
      expect(credOf(d)).toBeUndefined();
      d.say([get("./B")]);
      d.done();
      expect(credOf(d)).toBeUndefined();
    },
  },
  "protocol §10.6#2, #6": {
    "200: Cred again, with the new nonce where there is one": async () => {
      const d = new Dialogue();
      d.say([get("./A")], { header: { code: "200", chal: chal(MD5, "two") } });
      d.done();
      expect(credOf(d)?.data).toBe(md5("two"));
      d.say([get("./B")], { header: { code: "200" } });
      d.done();
      expect(credOf(d)?.data).toBe(md5("two"));
    },
  },
  "protocol §10.6#3": {
    "200 without a Cred: the server needs none": async () => {
      const d = new Dialogue({ clients: [], first: undefined });
      d.say([get("./A")]);
      d.done();
      expect(credOf(d)).toBeUndefined();
      expect(d.statuses).toEqual(["SyncHdr 0 200", "Get 2 200"]);
    },
  },
  "protocol §10.6#4, #5": Object.fromEntries(
    ["401", "407"].map((code) => [
      `${code} is answered with the nonce of its Chal`,
      async () => {
        const d = new Dialogue();
        d.say([], { header: { code, chal: chal(MD5, "fresh") } });
        expect(credOf(d)?.data).toBe(md5("fresh"));
      },
    ]),
  ),
  "protocol §10.7#2": {
    "package 1 again, whole, with the next MsgID of the same session, where RespURI says": async () => {
      const d = new Dialogue({ alert: "1200" });
      const alert = { cmd: "Alert", data: "1226", items: [{ data: "x" }] } as const;
      d.say([], {
        header: { code: "407", chal: chal(MD5, "n") },
        syncHdr: { respUri: "https://other.example/x" },
        alerts: [{ id: "1", alert }],
      });
      const { syncHdr, syncBody } = d.sent.message;
      expect(syncHdr).toMatchObject({ msgId: "2", sessionId: "A", target: { locUri: "https://other.example/x" } });
      expect(d.sent.url).toBe("https://other.example/x");
      expect(d.commands.map((it) => ("data" in it ? `${it.cmd} ${it.data}` : it.cmd))).toEqual([
        "Status 200",
        "Alert 1200",
        "Replace",
        "Alert 1226",
      ]);
      expect(syncBody.final).toBe(true);
    },
  },
  "protocol §10.7#3": {
    "in the middle of a session too": async () => {
      const d = new Dialogue();
      d.say([get("./A")], { header: { code: "200" } });
      d.done();
      d.say([], { header: { code: "401", chal: chal(MD5, "later") } });
      expect(credOf(d)?.data).toBe(md5("later"));
      expect(d.commands.map(({ cmd }) => cmd)).toEqual(["Status", "Alert", "Replace"]);
      expect(d.sent.message.syncHdr.msgId).toBe("3");
    },
  },
  "protocol §10.7#4": {
    "commands beside a challenge are not executed: 215": async () => {
      const d = new Dialogue();
      d.say([get("./A")], { header: { code: "407", chal: chal(MD5, "n") } });
      expect(isExecuting(d)).toBe(false);
      expect(d.statuses).toEqual(["SyncHdr 0 200", "Get 2 215"]);
    },
  },
  "protocol §10.8#1": {
    "a Cred is answered 212 with a nonce, and what came with it is executed": async () => {
      const d = new Dialogue({ servers: [SERVER] });
      d.say([get("./A")], { cred: { nonce: SERVER.nonce } });
      expect(isExecuting(d)).toBe(true);
      d.done();
      expect(d.commands[0]).toMatchObject({
        data: "212",
        chal: { meta: { type: MD5, nextNonce: encodeBase64(utf8("issued-1")) } },
      });
    },
  },
  "protocol §10.8#2": {
    "none, with commands: 407 to each": async () => {
      const d = new Dialogue({ servers: [SERVER] });
      d.say([get("./A", "2"), get("./B", "3")]);
      expect(d.statuses).toEqual(["SyncHdr 0 407", "Get 2 407", "Get 3 407"]);
      expect(isExecuting(d)).toBe(false);
    },
    "none, with a challenge: 407 too": async () => {
      const d = new Dialogue({ servers: [SERVER] });
      d.say([], { header: { code: "407", chal: chal(MD5, "n") } });
      expect(d.statuses).toEqual(["SyncHdr 0 407"]);
      expect(d.commands[0]).toMatchObject({ chal: { meta: { type: MD5 } } });
    },
  },
  "protocol §10.8#3": {
    "a wrong one: 401 to each, with a fresh nonce": async () => {
      const d = new Dialogue({ servers: [SERVER] });
      d.say([get("./A")], { cred: { nonce: SERVER.nonce, secret: "guess" } });
      expect(d.statuses).toEqual(["SyncHdr 0 401", "Get 2 401"]);
      expect(d.commands[0]).toMatchObject({ chal: { meta: { nextNonce: encodeBase64(utf8("issued-1")) } } });
    },
  },
  "protocol §10.8#6": {
    "after 212, 200 without a challenge": async () => {
      const d = new Dialogue({ servers: [SERVER] });
      d.say([get("./A")], { cred: { nonce: SERVER.nonce } });
      d.done();
      d.say([get("./B")]);
      expect(isExecuting(d)).toBe(true);
      d.done();
      expect(d.commands[0]).toMatchObject({ data: "200" });
      expect(d.commands[0]).not.toHaveProperty("chal");
    },
  },
  "protocol §10.8#7": {
    "a certificate is not enough where there is a SRVCRED": async () => {
      const d = new Dialogue({ servers: [SERVER] });
      d.say([get("./A")], { serverVerified: true });
      expect(isExecuting(d)).toBe(false);
    },
    "without one it is, and nothing else": async () => {
      for (const serverVerified of [true, false]) {
        const d = new Dialogue({ servers: [] });
        d.say([get("./A")], { serverVerified });
        expect(isExecuting(d)).toBe(serverVerified);
      }
    },
  },
  "protocol §10.8#8": {
    "two failures, then 1223": async () => {
      const d = new Dialogue({ servers: [SERVER] });
      for (const code of ["407", "407"]) {
        d.say([get("./A")]);
        expect(d.statuses).toEqual([`SyncHdr 0 ${code}`, `Get 2 ${code}`]);
        expect(d.alerts).toEqual([]);
      }
      d.say([get("./A")]);
      expect(d.alerts).toEqual(["1223"]);
    },
  },
  "protocol §10.9#1": {
    "the two nonces have nothing to do with each other": async () => {
      const d = new Dialogue({ servers: [SERVER] });
      d.say([get("./A")], { cred: { nonce: SERVER.nonce }, header: { code: "200", chal: chal(MD5, "theirs") } });
      d.done();
      expect(credOf(d)?.data).toBe(md5("theirs"));
      expect(remembered(d, "server")).toEqual([utf8("issued-1")]);
    },
  },
  "protocol §10.9#2": {
    "24 printable characters, no colon and no NUL": async () => {
      const all = printableNonce(Uint8Array.from({ length: 256 }, (_, byte) => byte));
      expect(Buffer.from(all).toString("latin1")).toMatch(/^[A-Za-z0-9+/]{256}$/);
      expect(new Set(all).size).toBe(64);
    },
    "another one for every challenge": async () => {
      const d = new Dialogue({ servers: [SERVER] });
      const said: unknown[] = [];
      for (let i = 0; i < 2; i++) {
        d.say([get("./A")]);
        said.push(d.commands[0]?.cmd === "Status" && d.commands[0].chal?.meta.nextNonce);
      }
      expect(new Set(said).size).toBe(2);
    },
  },
  "protocol §10.9#3": {
    "the stored nonce, before any challenge": async () => {
      expect(credOf(new Dialogue())?.data).toBe(md5("N-cs"));
      const d = new Dialogue({ servers: [SERVER] });
      d.say([get("./A")], { cred: { nonce: SERVER.nonce } });
      expect(isExecuting(d)).toBe(true);
    },
  },
  "protocol §10.9#4, #5": {
    "a stranger's nonce makes the next Cred and is not kept until he has proved himself": async () => {
      const d = new Dialogue({ servers: [SERVER] });
      d.say([], { header: { code: "401", chal: chal(MD5, "theirs") } });
      expect(credOf(d)?.data).toBe(md5("theirs"));
      expect(remembered(d, "client")).toEqual([]);
      d.say([get("./A")], {
        cred: { nonce: utf8("issued-1") },
        header: { code: "212", chal: chal(MD5, "kept") },
      });
      expect(remembered(d, "client")).toEqual([utf8("kept")]);
    },
    "of a known server it is kept with 200 and with 212": async () => {
      for (const code of ["200", "212"]) {
        const d = new Dialogue({ servers: [SERVER] });
        d.say([get("./A")], { cred: { nonce: SERVER.nonce }, header: { code, chal: chal(MD5, "next") } });
        expect(remembered(d, "client")).toEqual([utf8("next")]);
      }
    },
    "ours is confirmed by the answer to the message that carried it; the one before is good until then": async () => {
      const d = new Dialogue({ servers: [{ ...SERVER, previousNonce: utf8("older") }] });
      d.say([get("./A")], { cred: { nonce: utf8("older") } });
      expect(isExecuting(d)).toBe(true);
      expect(d.effect("confirm")).toBeUndefined();
      d.done();
      d.say([get("./B")]);
      expect(d.effect("confirm")).toBeDefined();
    },
  },
  "protocol §18#5": {
    "212 first, 200 later, and either is taken from the server": async () => {
      const d = new Dialogue({ servers: [SERVER] });
      d.say([get("./A")], { cred: { nonce: SERVER.nonce }, header: { code: "212" } });
      d.done();
      expect(d.statuses[0]).toBe("SyncHdr 0 212");
      for (const code of ["212", "200"]) {
        d.say([get("./B")], { header: { code } });
        d.done();
        expect(d.statuses[0]).toBe("SyncHdr 0 200");
      }
    },
  },
  "protocol §18#6": {
    "401 for wrong, 407 for missing": async () => {
      const wrong = new Dialogue({ servers: [SERVER] });
      wrong.say([get("./A")], { cred: { nonce: utf8("other") } });
      expect(wrong.statuses[0]).toBe("SyncHdr 0 401");
      const missing = new Dialogue({ servers: [SERVER] });
      missing.say([get("./A")]);
      expect(missing.statuses[0]).toBe("SyncHdr 0 407");
    },
    "both alike when we are told": async () => {
      for (const code of ["401", "407"]) {
        const d = new Dialogue();
        d.say([], { header: { code, chal: chal(MD5, "n") } });
        expect(credOf(d)?.data).toBe(md5("n"));
      }
    },
  },
  "protocol §18#31": {
    "a server without credentials that wants nothing is not answered": async () => {
      const d = new Dialogue({ servers: [SERVER] });
      d.say([]);
      expect(d.effect("send")).toBeUndefined();
      expect(d.ending).toMatchObject({ error: { code: "server-not-authenticated" } });
    },
  },
});
