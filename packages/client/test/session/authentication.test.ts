/** Who shows what, and what is made of it: protocol §10, §11, by hand against the pure step. */
import { decodeBase64, encodeBase64, integrityMac, md5Credential, printIntegrityHeader } from "@oma-dm/codec/auth";
import { describe, expect, it } from "vitest";
import { CLIENT, Dialogue, get, type Saying, SERVER, utf8 } from "./dialogue.ts";

const chal = (type: string, nonce?: string) => ({
  type,
  format: "b64",
  ...(nonce === undefined ? {} : { nextNonce: encodeBase64(utf8(nonce)) }),
});
const MAC_CLIENT = { ...CLIENT, scheme: "syncml:auth-MAC" } as const;
const MAC_SERVER = { ...SERVER, scheme: "syncml:auth-MAC" } as const;
const macOf = (nonce: string, { secret = SERVER.secret as string, algorithm = "SHA256" as "MD5" | "SHA256" } = {}) =>
  ({
    integrity: (body: Uint8Array) =>
      printIntegrityHeader(
        algorithm,
        SERVER.name,
        integrityMac(algorithm, { name: SERVER.name, secret, nonce: utf8(nonce), body }),
      ),
  }) satisfies Saying;
const credOf = (d: Dialogue) => d.sent.message.syncHdr.cred;

describe("the client shows itself", () => {
  it("with the stored nonce, once (protocol §10.10, flow A)", () => {
    const d = new Dialogue();
    expect(credOf(d)).toEqual({
      meta: { format: "b64", type: "syncml:auth-md5" },
      data: md5Credential("gw", "client-secret", CLIENT.nonce),
    });
    d.say([get("./DevInfo")], { header: { code: "212", chal: chal("syncml:auth-md5", "next") } });
    expect(d.effect("remember")).toMatchObject({ whose: "client", scheme: "syncml:auth-md5", nonce: utf8("next") });
    d.done();
    expect(credOf(d)).toBeUndefined();
    expect(d.sent.message.syncHdr.source.locName).toBe("gw");
  });
  it("anew with each message when the server only says 200 (protocol §10.6, flow E)", () => {
    const d = new Dialogue();
    d.say([get("./DevInfo")], { header: { chal: chal("syncml:auth-md5", "second") } });
    d.done();
    expect(credOf(d)?.data).toBe(md5Credential("gw", "client-secret", utf8("second")));
  });
  it("not before it is asked when there is no nonce (protocol §10.3#3)", () => {
    const { nonce: _, ...fresh } = CLIENT;
    const d = new Dialogue({ clients: [fresh], first: fresh });
    expect(credOf(d)).toBeUndefined();
    d.say([], { header: { code: "407", chal: chal("syncml:auth-md5", "given") } });
    expect(credOf(d)?.data).toBe(md5Credential("gw", "client-secret", utf8("given")));
    expect(d.sent.message.syncHdr.msgId).toBe("2");
    expect(d.statuses).toEqual(["SyncHdr 0 200"]);
    expect(d.commands.map(({ cmd }) => cmd)).toEqual(["Status", "Alert", "Replace"]);
  });
  it("takes a nonce under another Format for what it is (protocol §10.4#2)", () => {
    const d = new Dialogue();
    d.say([], { header: { code: "401", chal: { type: "syncml:auth-md5", format: "chr", nextNonce: "raw text" } } });
    expect(credOf(d)?.data).toBe(md5Credential("gw", "client-secret", utf8("raw text")));
  });
  it("gives up at the third challenge of a scheme, and when the same one comes again (protocol §10.7#5, #6)", () => {
    const refused = (nonce: string) => ({ header: { code: "401", chal: chal("syncml:auth-md5", nonce) } });
    const d = new Dialogue();
    d.say([], refused("one"));
    d.say([], refused("two"));
    expect(d.ending).toBeUndefined();
    d.say([], refused("three"));
    expect(d.alerts).toEqual(["1223"]);
    d.say([]);
    expect(d.ending).toMatchObject({ outcome: "auth-failed", error: { code: "auth-failed" } });
    const same = new Dialogue();
    same.say([], refused("one"));
    same.say([], refused("one"));
    expect(same.alerts).toEqual(["1223"]);
  });
  it("never shows a password meant for digests (protocol §10.7)", () => {
    for (const options of [{}, { mayShowBasic: true }]) {
      const d = new Dialogue(options);
      d.say([], { header: { code: "401", chal: chal("syncml:auth-basic") } });
      expect(d.alerts).toEqual(["1223"]);
      expect(JSON.stringify(d.sent.message)).not.toContain(encodeBase64(utf8("gw:client-secret")));
    }
  });
  it("shows basic where its account has it and nobody listens, the same one once", () => {
    const basic = { name: "gw", secret: "client-secret", scheme: "syncml:auth-basic" } as const;
    const asked = { header: { code: "407", chal: chal("syncml:auth-basic") } };
    const d = new Dialogue({ clients: [basic], first: undefined, mayShowBasic: true });
    d.say([], asked);
    expect(credOf(d)?.data).toBe(encodeBase64(utf8("gw:client-secret")));
    d.say([], asked);
    expect(d.alerts).toEqual(["1223"]);
    const open = new Dialogue({ clients: [basic], first: undefined });
    open.say([], asked);
    expect(credOf(open)).toBeUndefined();
    expect(open.alerts).toEqual(["1223"]);
  });
  it("shows no password for a 407 that says nothing, where somebody may listen (protocol §10.1)", () => {
    const basic = { name: "gw", secret: "client-secret", scheme: "syncml:auth-basic" } as const;
    const d = new Dialogue({ clients: [basic], first: undefined });
    d.say([], { header: { code: "407" } });
    expect(credOf(d)).toBeUndefined();
    expect(d.alerts).toEqual(["1223"]);
    const open = new Dialogue({ clients: [basic], first: undefined, mayShowBasic: true });
    open.say([], { header: { code: "407" } });
    expect(credOf(open)?.data).toBe(encodeBase64(utf8("gw:client-secret")));
  });
  it("tells what was executed, challenged or not (protocol §10.7#3)", () => {
    const d = new Dialogue();
    d.say(
      Array.from({ length: 20 }, (_, at) => get("./DevInfo", String(at + 2))),
      { meta: { maxMsgSize: "600" }, header: { code: "212" } },
    );
    d.done();
    const told = d.statuses.length - 1;
    expect(told).toBeLessThan(20);
    d.say([], { header: { code: "401", chal: chal("syncml:auth-md5", "fresh") }, meta: { maxMsgSize: "5000" } });
    expect(d.statuses.length - 1).toBe(20 - told);
    expect(d.commands.slice(-2).map(({ cmd }) => cmd)).toEqual(["Alert", "Replace"]);
  });
  it("says what it settled on (protocol §10.3#1)", () => {
    const d = new Dialogue({ negotiated: "syncml:auth-basic" });
    d.say([], { header: { code: "212" } });
    expect(d.effect("negotiated")).toEqual({ type: "negotiated", scheme: "syncml:auth-md5" });
    const again = new Dialogue({ negotiated: "syncml:auth-md5" });
    again.say([], { header: { code: "212" } });
    expect(again.effect("negotiated")).toBeUndefined();
  });
  it("uses what it has when a 407 says nothing, once (protocol §10.5)", () => {
    const d = new Dialogue({ first: undefined });
    expect(credOf(d)).toBeUndefined();
    d.say([], { header: { code: "407" } });
    expect(credOf(d)?.data).toBe(md5Credential("gw", "client-secret", CLIENT.nonce));
    d.say([], { header: { code: "407" } });
    expect(d.alerts).toEqual(["1223"]);
  });
});

describe("a nonce", () => {
  const refused = (nonce: string) => ({ header: { code: "401", chal: chal("syncml:auth-MAC", nonce) } });
  it("is good for one MAC, whoever gives it again (protocol §11.1#6)", () => {
    const d = new Dialogue({ clients: [MAC_CLIENT], first: MAC_CLIENT });
    expect(d.sent.integrity).toBeDefined();
    d.say([], refused("N-cs"));
    expect(d.effect("send")).toBeUndefined();
    expect(d.ending).toMatchObject({ outcome: "auth-failed", error: { code: "auth-failed" } });
  });
  it("is not used again for the same message in XML", () => {
    const d = new Dialogue({ clients: [MAC_CLIENT], first: MAC_CLIENT });
    d.take({ type: "encoding-refused", reason: "HTTP 415" });
    expect(d.sent).toMatchObject({ encoding: "xml" });
    expect(d.sent.integrity).toBeUndefined();
    d.say([], refused("fresh"));
    expect(d.sent.integrity).toBeDefined();
  });
});

describe("the client's MAC", () => {
  const macSent = (d: Dialogue, nonce: string) =>
    printIntegrityHeader(
      "SHA256",
      "gw",
      integrityMac("SHA256", { name: "gw", secret: "client-secret", nonce: utf8(nonce), body: d.sent.bytes }),
    );
  it("goes with every message, each with the nonce given last (protocol §11.1#5, #6, §11.3#1)", () => {
    const d = new Dialogue({ clients: [MAC_CLIENT], first: MAC_CLIENT });
    expect(d.sent.integrity).toBe(macSent(d, "N-cs"));
    expect(credOf(d)).toBeUndefined();
    d.say([get("./A")], { header: { chal: chal("syncml:auth-MAC", "two") } });
    expect(d.effect("remember")).toMatchObject({ whose: "client", scheme: "syncml:auth-MAC", nonce: utf8("two") });
    d.done();
    expect(d.sent.integrity).toBe(macSent(d, "two"));
    expect(d.sent.message.syncHdr.source.locName).toBe("gw");
  });
  it("ends the session where the server gives no nonce for the next", () => {
    const d = new Dialogue({ clients: [MAC_CLIENT], first: MAC_CLIENT });
    d.say([get("./A")]);
    d.done();
    expect(d.ending).toMatchObject({ outcome: "auth-failed" });
    expect(d.effect("send")).toBeUndefined();
  });
  it("is made when a server asks an account with DIGEST for it, never the other way round", () => {
    const d = new Dialogue();
    d.say([], { header: { code: "401", chal: chal("syncml:auth-MAC", "asked") } });
    expect(d.sent.integrity).toBe(macSent(d, "asked"));
    const down = new Dialogue({ clients: [MAC_CLIENT], first: MAC_CLIENT });
    down.say([], { header: { code: "401", chal: chal("syncml:auth-md5", "asked") } });
    expect(down.effect("send")).toBeUndefined();
    expect(down.ending).toMatchObject({ outcome: "auth-failed" });
  });
});

describe("the server shows itself", () => {
  const options = { servers: [SERVER] };
  const executed = (d: Dialogue) => d.effect("execute") !== undefined;
  it("once, and is given a nonce for the next session (protocol §10.8, §10.9)", () => {
    const d = new Dialogue(options);
    d.say([get("./A")], { cred: { nonce: SERVER.nonce } });
    expect(executed(d)).toBe(true);
    d.done();
    expect(d.statuses).toEqual(["SyncHdr 0 212", "Get 2 200"]);
    expect(d.commands[0]).toMatchObject({
      chal: { meta: { type: "syncml:auth-md5", nextNonce: encodeBase64(utf8("issued-1")) } },
    });
    expect(d.effect("remember")).toMatchObject({ whose: "server", nonce: utf8("issued-1") });
    d.say([get("./B")]);
    expect(executed(d)).toBe(true);
    expect(d.effect("confirm")).toBeDefined();
    d.done();
    expect(d.statuses[0]).toBe("SyncHdr 0 200");
    expect(d.commands[0]).not.toHaveProperty("chal");
  });
  it("with the nonce before, as long as the last one may not have arrived (protocol §10.9)", () => {
    const servers = [{ ...SERVER, previousNonce: utf8("older") }];
    const d = new Dialogue({ servers });
    d.say([get("./A")], { cred: { nonce: utf8("older") } });
    expect(executed(d)).toBe(true);
    for (const [nonce, known] of [
      ["older", [SERVER]],
      ["oldest", servers],
    ] as const) {
      const stale = new Dialogue({ servers: known });
      stale.say([get("./A")], { cred: { nonce: utf8(nonce) } });
      expect(executed(stale)).toBe(false);
      expect(stale.statuses).toEqual(["SyncHdr 0 401", "Get 2 401"]);
    }
  });
  it("not at all, or wrongly: each command is refused, twice, then it is over (protocol §10.8)", () => {
    const d = new Dialogue(options);
    d.say([get("./A")]);
    expect(d.statuses).toEqual(["SyncHdr 0 407", "Get 2 407"]);
    d.say([get("./A")], { cred: { nonce: utf8("issued-1"), secret: "guess" } });
    expect(d.statuses).toEqual(["SyncHdr 0 401", "Get 2 401"]);
    d.say([get("./A")], { cred: { nonce: utf8("issued-1") } });
    expect(d.alerts).toEqual(["1223"]);
    d.say([]);
    expect(d.ending).toMatchObject({ outcome: "auth-failed", error: { code: "server-not-authenticated" } });
  });
  it("and nothing is answered to a stranger who wants nothing (protocol §10.8#4)", () => {
    const d = new Dialogue(options);
    d.say([]);
    expect(d.effect("send")).toBeUndefined();
    expect(d.ending).toMatchObject({ outcome: "auth-failed" });
  });
  it("a certificate does not stand in for the secret an account asks for (protocol §10.8)", () => {
    const d = new Dialogue(options);
    d.say([get("./A")], { serverVerified: true });
    expect(executed(d)).toBe(false);
    const tls = new Dialogue({ servers: [] });
    tls.say([get("./A")], { serverVerified: false });
    expect(executed(tls)).toBe(false);
  });
  it("a challenge of a stranger is answered, its nonce not kept (protocol §10.9)", () => {
    const d = new Dialogue(options);
    d.say([], { header: { code: "401", chal: chal("syncml:auth-md5", "from whom") } });
    expect(credOf(d)?.data).toBe(md5Credential("gw", "client-secret", utf8("from whom")));
    expect(d.effects.filter((it) => it.type === "remember" && it.whose === "client")).toEqual([]);
  });
});

describe("the server's MAC", () => {
  const options = { servers: [MAC_SERVER] };
  const executed = (d: Dialogue) => d.effect("execute") !== undefined;
  it("is wanted of every message, with the nonce issued last (protocol §11.1#5, #6)", () => {
    const d = new Dialogue(options);
    d.say([get("./A")], macOf("N-sc"));
    expect(executed(d)).toBe(true);
    d.done();
    expect(d.statuses[0]).toBe("SyncHdr 0 200");
    const { chal: issued } = d.commands[0] as { chal: { meta: { type: string; nextNonce: string } } };
    expect(issued.meta.type).toBe("syncml:auth-MAC");
    d.say([get("./B")], macOf(Buffer.from(decodeBase64(issued.meta.nextNonce)!).toString()));
    expect(executed(d)).toBe(true);
    d.done();
    d.say([get("./C")], macOf("issued-1"));
    expect(executed(d)).toBe(false);
    expect(d.statuses).toEqual(["SyncHdr 0 401", "Get 2 401"]);
  });
  it.each([
    ["none", {}, "407"],
    ["of another secret", macOf("N-sc", { secret: "guess" }), "401"],
    ["of another nonce", macOf("other"), "401"],
    ["with a hash this version does not take", macOf("N-sc", { algorithm: "MD5" }), "401"],
    ["that is no MAC", { integrity: () => "mac" }, "401"],
    [
      "in the name of somebody else",
      { integrity: (body: Uint8Array) => macOf("N-sc").integrity(body).replace('"srv"', '"x"') },
      "401",
    ],
    ["of other octets", { integrity: () => macOf("N-sc").integrity(utf8("x")) }, "401"],
    ["a Cred in its place", { cred: { nonce: SERVER.nonce } }, "407"],
  ] satisfies readonly (readonly [string, Saying, string])[])("%s: nothing is executed", (_, saying, code) => {
    const d = new Dialogue(options);
    d.say([get("./A")], saying);
    expect(executed(d)).toBe(false);
    expect(d.statuses).toEqual([`SyncHdr 0 ${code}`, `Get 2 ${code}`]);
  });
  it("may come unasked from a server with DIGEST, and has to go on then (protocol §11.1#1, #5)", () => {
    const d = new Dialogue({ servers: [SERVER] });
    d.say([get("./A")], macOf("N-sc"));
    expect(executed(d)).toBe(true);
    d.done();
    d.say([get("./B")], { cred: { nonce: utf8("issued-1") } });
    expect(executed(d)).toBe(false);
    expect(d.statuses[0]).toBe("SyncHdr 0 407");
  });
  it("takes MD5 where the account says so", () => {
    const integrity = { algorithm: "MD5", accepted: ["MD5", "SHA256"], construction: "nested" } as const;
    const d = new Dialogue({ ...options, integrity });
    d.say([get("./A")], macOf("N-sc", { algorithm: "MD5" }));
    expect(executed(d)).toBe(true);
  });
});

describe("a message without a Status for ours", () => {
  it("is an error, unless TLS vouches for the server (protocol §18#32)", () => {
    const d = new Dialogue({ servers: [SERVER] });
    d.say([get("./A")], { header: null, cred: { nonce: SERVER.nonce } });
    expect(d.ending).toMatchObject({ outcome: "protocol" });
    const tls = new Dialogue();
    tls.say([get("./A")], { header: null });
    expect(tls.effect("execute")).toBeDefined();
  });
});
