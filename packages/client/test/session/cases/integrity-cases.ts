/** MACs over the octets of messages, and what digests are never made of: protocol §11, §16; the digests are the lab's. */
import { encodeBase64 } from "@oma-dm/codec/auth";
import { digestText, type HmacConstruction, macText, printHmacHeader } from "@oma-dm/lab";
import { expect } from "vitest";
import { INTEGRITY_BY_VERSION } from "../../../src/security/authentication.ts";
import type { SessionOptions } from "../../../src/session/state.ts";
import { sessionCredentials } from "../../../src/session-credentials.ts";
import { openDevice, paperServer } from "../../report/paper-server.ts";
import { type Case, cases } from "../../tree/cases/case.ts";
import { CLIENT, Dialogue, get, type Saying, SERVER, utf8 } from "../dialogue.ts";

const MAC = "syncml:auth-MAC";
const MAC_CLIENT = { ...CLIENT, scheme: MAC } as const;
const MAC_SERVER = { ...SERVER, scheme: MAC } as const;
const chal = (type: string, nonce: string) => ({ type, format: "b64", nextNonce: encodeBase64(utf8(nonce)) });
const NEXT = { header: { chal: chal(MAC, "next") } };

interface Making {
  /** The token of the header. */
  readonly algorithm?: string;
  readonly construction?: HmacConstruction;
  readonly secret?: string;
  readonly username?: string;
  /** In place of the octets of the message. */
  readonly body?: Uint8Array;
}

/** The server's MAC over its message. */
function macOf(nonce: string, making: Making = {}): Pick<Saying, "integrity"> {
  const { algorithm = "SHA256", construction = "nested", secret = SERVER.secret, username = SERVER.name } = making;
  return {
    integrity: (bytes) => {
      const { body = bytes } = making;
      const mac = macText({ algorithm, construction, name: SERVER.name, secret, nonce: utf8(nonce), body });
      return printHmacHeader({ algorithm, username, mac });
    },
  };
}

/** What the client's header has to be for the message it sent last. */
function ours(d: Dialogue, nonce: string, algorithm = "SHA256", construction: HmacConstruction = "nested"): string {
  const { name, secret } = CLIENT;
  const mac = macText({ algorithm, construction, name, secret, nonce: utf8(nonce), body: d.sent.bytes });
  return printHmacHeader({ algorithm, username: name, mac });
}

const executed = (d: Dialogue): boolean => d.effect("execute") !== undefined;
const clientSide = (options: Partial<SessionOptions> = {}): Dialogue =>
  new Dialogue({ clients: [MAC_CLIENT], first: MAC_CLIENT, ...options });
const serverSide = (options: Partial<SessionOptions> = {}): Dialogue =>
  new Dialogue({ servers: [MAC_SERVER], ...options });
/** Whether a server's first message with such a MAC is believed. */
function believed(saying: Saying, options: Partial<SessionOptions> = {}): boolean {
  const d = serverSide(options);
  d.say([get("./A")], saying);
  return executed(d);
}

const V13 = INTEGRITY_BY_VERSION["DM/1.3"]!;
const V12 = INTEGRITY_BY_VERSION["DM/1.2"]!;

/** A challenge for the one user the vectors are of. */
function credFor(nextNonce: string): unknown {
  const peer = { name: "Bruce2", secret: "OhBehave", scheme: "syncml:auth-md5" } as const;
  const d = new Dialogue({ clients: [peer], first: undefined });
  d.say([], { header: { code: "407", chal: { type: "syncml:auth-md5", format: "b64", nextNonce } } });
  return d.sent.message.syncHdr.cred?.data;
}

export const INTEGRITY_CASES: readonly Case[] = cases({
  "protocol §10.8#5": {
    "a MAC that is right: 200 and a fresh nonce each time, and what came is executed": async () => {
      const d = serverSide();
      let nonce: string = "N-sc";
      for (const next of ["issued-1", "issued-2", "issued-3"]) {
        d.say([get("./A")], macOf(nonce));
        expect(executed(d)).toBe(true);
        d.done();
        expect(d.commands[0]).toMatchObject({ data: "200", chal: { meta: chal(MAC, next) } });
        nonce = next;
      }
    },
  },
  "protocol §11.1#1": {
    "asked for by a challenge": async () => {
      const d = new Dialogue({ clients: [MAC_CLIENT], first: undefined });
      expect(d.sent.integrity).toBeUndefined();
      d.say([], { header: { code: "407", chal: chal(MAC, "given") } });
      expect(d.sent.integrity).toBe(ours(d, "given"));
    },
    "as the account prefers": async () => {
      const d = clientSide();
      expect(d.sent.integrity).toBe(ours(d, "N-cs"));
    },
    "unprompted by a server": async () => {
      expect(believed(macOf("N-sc"), { servers: [SERVER] })).toBe(true);
    },
  },
  "protocol §11.1#2": {
    "ours stands beside the message, never in its Cred": async () => {
      const d = clientSide();
      d.say([get("./A")], NEXT);
      d.done();
      expect(d.sent.integrity).toBe(ours(d, "next"));
      expect(d.sent.message.syncHdr).not.toHaveProperty("cred");
    },
    "in a Cred it is none": async () => {
      const cred = { meta: { type: MAC, format: "b64" }, data: digestText(SERVER.name, SERVER.secret, SERVER.nonce) };
      expect(believed({ syncHdr: { cred } })).toBe(false);
    },
  },
  "protocol §11.1#3": {
    "algorithm, username, mac, in this order, the mac bare": async () => {
      const d = clientSide();
      expect(d.sent.integrity).toMatch(/^algorithm=SHA256, username="gw", mac=[A-Za-z0-9+/]{43}=$/);
      expect(d.sent.message.syncHdr.source.locName).toBe("gw");
    },
    "the server's in any order, quoted or not, in any case": async () => {
      const mac = (bytes: Uint8Array) => /mac=(.*)/.exec(macOf("N-sc").integrity!(bytes))![1]!;
      for (const write of [
        (bytes: Uint8Array) => `mac="${mac(bytes)}" ,username=srv,algorithm=SHA256`,
        (bytes: Uint8Array) => `MAC=${mac(bytes)}, Algorithm="sha-256", USERNAME="s\\rv"`,
      ]) {
        expect(believed({ integrity: write })).toBe(true);
      }
    },
    "without an algorithm it is MD5": async () => {
      const bare = (bytes: Uint8Array) => macOf("N-sc", { algorithm: "MD5" }).integrity!(bytes).replace(/^.*?, /, "");
      expect(believed({ integrity: bare }, { integrity: V12 })).toBe(true);
    },
  },
  "protocol §11.1#4": {
    "the nested hash of DM 1.2, of the octets as they are": async () => {
      const d = clientSide({ integrity: V12 });
      expect(d.sent.integrity).toBe(ours(d, "N-cs", "MD5"));
      expect(believed(macOf("N-sc", { algorithm: "MD5" }), { integrity: V12 })).toBe(true);
    },
  },
  "protocol §11.1#5": {
    "once begun it goes on, and a message without it is refused": async () => {
      const d = serverSide();
      d.say([get("./A")], macOf("N-sc"));
      d.done();
      d.say([get("./B")]);
      expect(executed(d)).toBe(false);
      expect(d.statuses).toEqual(["SyncHdr 0 407", "Get 2 407"]);
    },
    "ours too, or the session ends": async () => {
      const d = clientSide();
      d.say([get("./A")]);
      d.done();
      expect(d.effect("send")).toBeUndefined();
      expect(d.ending).toMatchObject({ outcome: "auth-failed" });
    },
  },
  "protocol §11.1#6": {
    "a nonce is good for one message, in either direction": async () => {
      const d = serverSide();
      d.say([get("./A")], macOf("N-sc"));
      d.done();
      d.say([get("./B")], macOf("N-sc"));
      expect(executed(d)).toBe(false);
      const own = clientSide();
      own.say([get("./A")], { header: { chal: chal(MAC, "N-cs") } });
      own.done();
      expect(own.effect("send")).toBeUndefined();
    },
  },
  "protocol §11.1#6, §11.3#1": {
    "nor is one of a former session, whatever became of its message": async () => {
      const record = { type: "HMAC", name: "gw", secret: "s", nonce: utf8("N-cs"), path: [] };
      const digest = { ...record, type: "DIGEST" };
      const of = (clients: readonly (typeof record)[], spent?: string) =>
        sessionCredentials(
          { path: [], serverId: "srv", url: "https://dm.example/", preferred: "HMAC", clients, servers: [], http: [] },
          spent === undefined ? {} : { spent: utf8(spent) },
        );
      for (const clients of [[record], [digest]]) {
        expect(of(clients).first?.nonce).toEqual(utf8("N-cs"));
        expect(of(clients, "other").first?.nonce).toEqual(utf8("N-cs"));
        expect(of(clients, "N-cs").first).toEqual({ name: "gw", secret: "s", scheme: MAC });
      }
      expect(of([record], "N-cs").clients[0]).not.toHaveProperty("nonce");
      // A digest may be shown again until the server gives a new nonce.
      expect(of([digest], "N-cs").clients[0]?.nonce).toEqual(utf8("N-cs"));
    },
    "nor is one of a message that had to be said again in XML": async () => {
      const d = clientSide();
      d.take({ type: "encoding-refused", reason: "415" });
      d.say([get("./A")], { header: { chal: chal(MAC, "N-cs") }, encoding: "xml" });
      d.done();
      expect([d.sent.integrity, d.effect("spent")]).toEqual([undefined, undefined]);
      d.say([get("./A")], { header: { chal: chal(MAC, "fresh") }, encoding: "xml" });
      d.done();
      expect(d.sent.integrity).toBe(ours(d, "fresh"));
    },
    "each message with a MAC says which nonce it cost, the last one too": async () => {
      const d = clientSide();
      expect(d.effect("spent")?.nonce).toEqual(utf8("N-cs"));
      d.say([get("./A")], NEXT);
      d.take({ type: "abort" });
      expect([d.effect("spent")?.nonce, d.sent.last]).toEqual([utf8("next"), true]);
      expect(new Dialogue().effect("spent")).toBeUndefined();
    },
    "a session that broke off costs the next one a challenge, and no nonce twice": async () => {
      const macs: (string | undefined)[] = [];
      const server = paperServer({ drop: true }, { header: "407", chal: { meta: chal(MAC, "given") } });
      const http = {
        ...server.http,
        exchange: (...[request, signal]: Parameters<typeof server.http.exchange>) => {
          macs.push(request.headers["x-syncml-hmac"]);
          return server.http.exchange(request, signal);
        },
      };
      const { device } = await openDevice({ ...server, http }, { authType: "HMAC" });
      for (let i = 0; i < 2; i++) await device.connect(undefined, { attempts: 1 });
      await device.close();
      expect(macs.map((mac) => mac !== undefined)).toEqual([true, false, true]);
    },
  },
  "protocol §11.1#7, §15.1#2": {
    "of somebody else, of other octets, of another secret: nothing of the message acts": async () => {
      const alert = { cmd: "Alert", data: "1226", items: [{ data: "x" }] } as const;
      for (const making of [{ username: "other" }, { body: utf8("other") }, { secret: "guess" }]) {
        const d = serverSide();
        d.say([], {
          ...macOf("N-sc"),
          header: { code: "401", chal: chal("syncml:auth-md5", "n") },
          alerts: [{ id: "1", alert }],
        });
        expect(d.alerts).toEqual(["1201", "1226"]);
        d.say(
          [get("./A", "3"), { cmd: "Status", cmdId: "2", msgRef: "2", cmdRef: "4", command: "Alert", data: "200" }],
          {
            ...macOf("issued-1", making),
            header: { code: "212", chal: chal("syncml:auth-md5", "theirs") },
            syncHdr: { respUri: "https://other.example/" },
          },
        );
        expect(executed(d)).toBe(false);
        expect(d.statuses).toEqual(["SyncHdr 0 401", "Get 3 401"]);
        expect(d.effects.map(({ type }) => type)).toEqual(["remember", "send"]);
        expect(d.effect("remember")).toMatchObject({ whose: "server" });
        expect(d.sent.url).toBe("https://dm.example/");
      }
    },
    "the octets are judged, not what they say": async () => {
      const d = serverSide();
      d.say([get("./A")], { ...macOf("N-sc"), encoding: "xml" });
      expect(executed(d)).toBe(true);
    },
  },
  "protocol §11.2#1, #3": {
    "SHA-256 for DM/1.3, MD5 for DM/1.2, and the header always says which": async () => {
      for (const [integrity, algorithm] of [
        [V13, "SHA256"],
        [V12, "MD5"],
      ] as const) {
        const d = clientSide({ integrity });
        expect(d.sent.integrity).toBe(ours(d, "N-cs", algorithm));
        expect(d.sent.integrity).toMatch(new RegExp(`^algorithm=${algorithm},`));
      }
    },
    "the token of the server's header decides": async () => {
      for (const algorithm of ["SHA256", "SHA-256", "HMAC-SHA256", "sha256"]) {
        for (const integrity of [V13, V12]) expect(believed(macOf("N-sc", { algorithm }), { integrity })).toBe(true);
      }
    },
    "MD5 is nothing to DM/1.3, unless it is let in": async () => {
      const md5 = macOf("N-sc", { algorithm: "MD5" });
      expect(believed(md5, { integrity: V13 })).toBe(false);
      expect(believed(md5, { integrity: V12 })).toBe(true);
      expect(believed(md5, { integrity: { ...V13, accepted: ["SHA256", "MD5"] } })).toBe(true);
    },
    "the construction is nested, or RFC 2104 where an account says so": async () => {
      const integrity = { ...V13, construction: "rfc2104" } as const;
      const d = clientSide({ integrity });
      expect(d.sent.integrity).toBe(ours(d, "N-cs", "SHA256", "rfc2104"));
      const other = macOf("N-sc", { construction: "rfc2104" });
      expect(believed(other, { integrity })).toBe(true);
      for (const strict of [V13, V12]) expect(believed(other, { integrity: strict })).toBe(false);
    },
  },
  "protocol §11.3#1": {
    "each message with the nonce of the one before, and no Cred": async () => {
      const d = clientSide({ servers: [MAC_SERVER] });
      expect(d.sent.integrity).toBe(ours(d, "N-cs"));
      d.say([get("./A")], { ...macOf("N-sc"), ...NEXT });
      d.done();
      expect(d.sent.integrity).toBe(ours(d, "next"));
      d.say([get("./B")], { ...macOf("issued-1"), header: { chal: chal(MAC, "third") } });
      d.done();
      expect(d.sent.integrity).toBe(ours(d, "third"));
      expect(d.sent.message.syncHdr).not.toHaveProperty("cred");
      expect(d.sent.message.syncHdr.source.locName).toBe("gw");
    },
    "a server that asks for none gets none": async () => {
      const { nonce: _, ...fresh } = MAC_CLIENT;
      const d = clientSide({ clients: [fresh], first: fresh });
      d.say([get("./A")]);
      d.done();
      expect(d.sent.integrity).toBeUndefined();
      expect(d.statuses).toEqual(["SyncHdr 0 200", "Get 2 200"]);
    },
    "without a stored nonce, none until the challenge": async () => {
      const { nonce: _, ...fresh } = MAC_CLIENT;
      const d = clientSide({ clients: [fresh], first: fresh });
      expect(d.sent.integrity).toBeUndefined();
      d.say([], { header: { code: "407", chal: chal(MAC, "given") } });
      expect(d.sent.integrity).toBe(ours(d, "given"));
    },
  },
  "protocol §15.1#3": {
    "what cannot be parsed is executed in no part, and ends the session": async () => {
      const d = new Dialogue();
      d.take({ type: "undecodable", reason: "bad-token at 7" });
      expect(d.effects.map(({ type }) => type)).toEqual(["done"]);
      expect(d.ending).toMatchObject({ error: { code: "undecodable", message: expect.stringContaining("at 7") } });
    },
  },
  "protocol §16#4": {
    "NextNonce is decoded before it is hashed": async () => {
      expect(credFor("Tm9uY2U=")).toBe("Zz6EivR3yeaaENcRN6lpAQ==");
      expect(credFor("Tm9uY2U=")).not.toBe("CmO/kTaDnxgwUdBvdtRh4A==");
    },
  },
  "protocol §16#9": {
    "a nonce of four zero bytes is four zero bytes": async () => {
      expect(credFor("AAAAAA==")).toBe("cnPI6nO9RgujiHU0y58kNA==");
      expect(credFor("AAAAAA==")).not.toBe("/rEaWnNuFj+omqNv8Zls6w==");
    },
  },
  "protocol §18#2": {
    "nested, SHA-256, by the token SHA256": async () => {
      expect(V13).toMatchObject({ algorithm: "SHA256", construction: "nested" });
      const d = clientSide({ integrity: V13 });
      expect(d.sent.integrity).toBe(ours(d, "N-cs", "SHA256", "nested"));
    },
    "MD5 stays for DM/1.2": async () => expect(V12).toMatchObject({ algorithm: "MD5", construction: "nested" }),
  },
});
