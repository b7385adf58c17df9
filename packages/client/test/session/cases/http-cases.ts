/** One message each way over HTTP: protocol §12, by the binding against prepared answers. */
import { encodeBase64 } from "@oma-dm/codec/auth";
import { expect } from "vitest";
import type { BindingRequest } from "../../../src/http-binding.ts";
import { httpCredentials } from "../../../src/http-credentials.ts";
import type { Credential } from "../../../src/objects/dm-acc.ts";
import type { HttpFailure, HttpRequest, HttpResponse } from "../../../src/ports.ts";
import { digestServer } from "../../http/digest-server.ts";
import { exchange, failing, MESSAGE, ok, URL_, WBXML, XML } from "../../http/prepared-answers.ts";
import { type Case, cases } from "../../tree/cases/case.ts";
import { CLIENT, Dialogue, get } from "../dialogue.ts";

const BYTES = Uint8Array.of(1);
const BASIC = { type: "HTTP-BASIC", name: "gw", secret: "web-pass" } as const;
const DIGEST = { type: "HTTP-DIGEST", name: "gw", secret: "web-pass" } as const;
const basicWanted = { status: 401, headers: { "www-authenticate": 'Basic realm="x"' } };

/** The headers of a request for one message. */
async function headersOf(request: Partial<BindingRequest> = {}): Promise<Readonly<Record<string, string>>> {
  return (await exchange([ok()], request)).sent[0]!.headers;
}

/** A server that wants Digest of the given secret; `spoil` changes what it answers. */
function guarded(secret: string = DIGEST.secret, spoil = (it: Partial<HttpResponse>) => it) {
  const server = digestServer({ algorithm: "SHA-256", name: "gw", secret, nextNonceEvery: 1 });
  return (request: HttpRequest): Partial<HttpResponse> => {
    const { pathname, search } = new URL(request.url);
    const verdict = server.judge("POST", pathname + search, request.headers["authorization"]);
    if (!verdict.accepted) return { status: 401, headers: { "www-authenticate": server.challenge(false) } };
    return spoil(ok({ headers: { "content-type": WBXML, "authentication-info": verdict.info! } }));
  };
}

/** What becomes of a status or a failure that is given again and again. */
async function repeated(answer: Partial<HttpResponse> | HttpFailure, request: Partial<BindingRequest> = {}) {
  const { answer: outcome, sent, times } = await exchange([answer], request);
  expect(outcome.outcome).toBe("failure");
  expect(sent.every(({ body }) => Buffer.from(body!).equals(BYTES))).toBe(true);
  return { kind: (outcome as HttpFailure).kind as string, message: (outcome as HttpFailure).message, times };
}

export const HTTP_CASES: readonly Case[] = cases({
  "protocol §12.1#1": {
    "POST, whatever is asked before": async () => {
      const { sent } = await exchange([{ status: 503 }, basicWanted, ok()], {}, { credentials: [BASIC] });
      expect(sent.map(({ method }) => method)).toEqual(["POST", "POST", "POST"]);
    },
  },
  "protocol §12.1#4": {
    "the media type of the message's representation": async () => {
      expect((await headersOf({ encoding: "wbxml" }))["content-type"]).toBe("application/vnd.syncml.dm+wbxml");
      expect((await headersOf({ encoding: "xml" }))["content-type"]).toBe("application/vnd.syncml.dm+xml");
    },
  },
  "protocol §12.1#5": {
    "both are accepted, the one in use first": async () => {
      expect((await headersOf({ encoding: "wbxml" }))["accept"]).toBe(`${WBXML}, ${XML}`);
      expect((await headersOf({ encoding: "xml" }))["accept"]).toBe(`${XML}, ${WBXML}`);
    },
  },
  "protocol §12.1#6": {
    "UTF-8 alone": async () => expect((await headersOf())["accept-charset"]).toBe("utf-8"),
  },
  "protocol §12.1#7": {
    "nobody keeps a message": async () => expect((await headersOf())["cache-control"]).toBe("no-store, private"),
  },
  "protocol §12.1#9": {
    "a product, ours or the maker's": async () => {
      expect((await headersOf())["user-agent"]).toMatch(/^[\w-]+(?:\/[\w.]+)? \(OMA-DM 1\.3\)$/);
      const { sent } = await exchange([ok()], {}, { userAgent: "Acme-DM/2" });
      expect(sent[0]!.headers["user-agent"]).toBe("Acme-DM/2");
    },
  },
  "protocol §12.1#10": {
    "an Authorization only when it is asked for": async () => {
      const { sent } = await exchange([basicWanted, ok()], {}, { credentials: [BASIC] });
      expect(sent.map(({ headers }) => headers["authorization"])).toEqual([
        undefined,
        `Basic ${encodeBase64(new TextEncoder().encode("gw:web-pass"))}`,
      ]);
    },
  },
  "protocol §12.1#12": {
    "the MAC of a message goes with every try of it": async () => {
      const { sent } = await exchange([{ status: 503 }, ok()], { headers: { "x-syncml-hmac": "mac" } });
      expect(sent.map(({ headers }) => headers["x-syncml-hmac"])).toEqual(["mac", "mac"]);
      expect(await headersOf()).not.toHaveProperty("x-syncml-hmac");
    },
  },
  "protocol §12.2#1": {
    "200 with either media type, in any case, with any parameter, is a message": async () => {
      for (const type of [WBXML, XML, XML.toUpperCase(), `${XML}; charset=utf-8`, `${WBXML};x=y`]) {
        const { answer } = await exchange([ok({ headers: { "content-type": type } })]);
        expect([type, answer]).toMatchObject([type, { outcome: "response", body: MESSAGE }]);
      }
    },
    "another type is an error of the transport, and nothing is tried again": async () => {
      for (const type of ["text/html", "application/vnd.syncml+xml", `${XML}x`]) {
        const { kind, times } = await repeated(ok({ headers: { "content-type": type } }));
        expect([kind, times]).toEqual(["unexpected-content", [0]]);
      }
    },
    "the other representation is taken, and used from then on": async () => {
      const d = new Dialogue();
      expect(d.sent.encoding).toBe("wbxml");
      for (const encoding of ["xml", "wbxml"] as const) {
        d.say([get("./A")], { encoding });
        d.done();
        expect(d.sent.encoding).toBe(encoding);
      }
    },
  },
  "protocol §12.2#2": {
    "an empty answer is one only where nothing comes after it": async () => {
      for (const status of [200, 202, 204]) {
        expect((await repeated({ status })).kind).toBe("no-message");
        expect((await exchange([{ status }], { last: true })).answer).toMatchObject({ outcome: "response", status });
      }
    },
    "to a message of a session it is an error of the protocol": async () => {
      const d = new Dialogue();
      d.take({ type: "failed", reason: "empty", code: "protocol" });
      expect(d.ending).toEqual({ outcome: "protocol", error: { code: "protocol", message: "empty" } });
    },
  },
  "protocol §12.3#1, §12.5#4": {
    "401 is answered with what the account has for HTTP, and no message is made of it": async () => {
      const { answer, sent } = await exchange([{ ...ok(), ...basicWanted }, ok()], {}, { credentials: [BASIC] });
      expect(sent).toHaveLength(2);
      expect(answer).toMatchObject({ outcome: "response", status: 200 });
      const none = await repeated({ ...ok(), ...basicWanted });
      expect([none.kind, none.times]).toEqual(["http-authentication", [0]]);
    },
    "the message is the same, Cred and MAC and all": async () => {
      const { sent } = await exchange(
        [basicWanted, ok()],
        { headers: { "x-syncml-hmac": "mac" } },
        { credentials: [BASIC] },
      );
      expect(sent.map(({ body, headers }) => [body, headers["x-syncml-hmac"]])).toEqual([
        [BYTES, "mac"],
        [BYTES, "mac"],
      ]);
    },
  },
  "protocol §12.3#4": Object.fromEntries([
    ...[400, 403, 404, 405].map((status) => [
      `HTTP ${status} is the end`,
      async () => {
        const { kind, message, times } = await repeated({ ...ok(), status });
        expect([kind, times]).toEqual(["http-status", [0]]);
        expect(message).toMatch(new RegExp(`^the server answered HTTP ${status}; \\S.+$`));
      },
    ]),
    ...[406, 415].map((status) => [
      `HTTP ${status} asks for XML, once`,
      async () => {
        expect((await repeated({ status }, { encoding: "wbxml" })).kind).toBe("encoding-refused");
        expect((await repeated({ status }, { encoding: "xml" })).kind).toBe("http-status");
        const d = new Dialogue();
        d.take({ type: "encoding-refused", reason: "415" });
        expect(d.sent.encoding).toBe("xml");
        d.take({ type: "encoding-refused", reason: "415" });
        expect(d.ending).toMatchObject({ outcome: "transport" });
      },
    ]),
  ]),
  "protocol §12.3#5": Object.fromEntries([
    ...[408, 500, 502, 503, 504].map((status) => [
      `HTTP ${status} is tried three times, each after a longer wait`,
      async () => expect(await repeated({ ...ok(), status })).toMatchObject({ times: [0, 1_000, 3_000] }),
    ]),
    ...(["name-not-resolved", "refused", "unreachable", "reset", "timeout", "proxy-unreachable"] as const).map(
      (kind) => [
        `so is a network that says ${kind}`,
        async () => expect(await repeated(failing(kind))).toMatchObject({ kind, times: [0, 1_000, 3_000] }),
      ],
    ),
    ...(["tls-untrusted", "tls-expired", "redirect-refused", "bad-url"] as const).map((kind) => [
      `what does not pass by itself is not: ${kind}`,
      async () => expect(await repeated(failing(kind))).toMatchObject({ kind, times: [0] }),
    ]),
    [
      "no wait is longer than a minute",
      async () => {
        const { times } = await exchange([{ status: 500 }], {}, { attempts: 9 });
        const waits = times.slice(1).map((at, index) => at - times[index]!);
        expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
      },
    ],
    [
      "the wait the server asks for comes first",
      async () => {
        const { times } = await exchange([{ status: 503, headers: { "retry-after": "9" } }, ok()]);
        expect(times).toEqual([0, 9_000]);
      },
    ],
  ]),
  "protocol §12.3#2": {
    "HTTP 407 without a proxy of ours is the end": async () =>
      expect(await repeated({ ...ok(), status: 407 })).toMatchObject({ kind: "http-status", times: [0] }),
  },
  "protocol §12.3#6": {
    "HTTP 429 waits as long as it says": async () => {
      const { times, answer } = await exchange([{ status: 429, headers: { "retry-after": "30" } }, ok()]);
      expect([times, answer.outcome]).toEqual([[0, 30_000], "response"]);
    },
  },
  "protocol §12.3#7": {
    "HTTP 413 is told for what it is, and the same message is not sent again": async () => {
      for (const encoding of ["wbxml", "xml"] as const) {
        const { kind, message, times } = await repeated({ ...ok(), status: 413 }, { encoding });
        expect([kind, times]).toEqual(["message-too-large", [0]]);
        expect(message).toContain("too large");
      }
    },
    "what was said is said in smaller messages": async () => {
      const d = new Dialogue();
      d.say([get("./Big")]);
      d.done({
        cmd: "Results",
        msgRef: "1",
        cmdRef: "2",
        items: [{ source: { locUri: "./Big" }, data: "x".repeat(3_000) }],
      });
      const { bytes, message } = d.sent;
      expect([message.syncHdr.msgId, message.syncBody.final]).toEqual(["2", true]);
      d.take({ type: "too-large", reason: "413" });
      expect(d.sent.bytes.length).toBeLessThanOrEqual(bytes.length / 2);
      expect([d.sent.message.syncHdr.msgId, d.sent.message.syncBody.final]).toEqual(["2", undefined]);
      let data = "";
      for (let i = 0; i < 20; i++) {
        for (const each of d.commands) if (each.cmd === "Results") data += String(each.items[0]!.data);
        if (d.sent.message.syncBody.final === true) break;
        d.say([{ cmd: "Alert", cmdId: "2", data: "1222" }], { final: false });
        d.done();
        expect(d.sent.bytes.length).toBeLessThanOrEqual(bytes.length / 2);
      }
      expect(data).toBe("x".repeat(3_000));
    },
    "as long as that can be, and no MAC is made twice with a nonce; else it fails": async () => {
      const d = new Dialogue();
      const sizes: number[] = [];
      for (let i = 0; i < 20 && d.ending === undefined; i++) {
        sizes.push(d.sent.bytes.length);
        d.take({ type: "too-large", reason: "413" });
      }
      expect(sizes.length).toBeLessThan(5);
      expect(d.ending).toEqual({ outcome: "transport", error: { code: "transport", message: "413" } });
      const peer = { ...CLIENT, scheme: "syncml:auth-MAC" } as const;
      const mac = new Dialogue({ clients: [peer], first: peer });
      const next = { type: "syncml:auth-MAC", format: "b64", nextNonce: "bmV4dA==" };
      mac.say(
        Array.from({ length: 20 }, (_, at) => get("./A", String(at + 2))),
        { header: { chal: next } },
      );
      mac.done();
      expect(mac.sent.integrity).toBeDefined();
      mac.take({ type: "too-large", reason: "413" });
      expect(mac.ending).toMatchObject({ outcome: "transport" });
    },
  },
  "protocol §12.3#8": {
    "a wait of more than a minute is told, not spent": async () => {
      const at = (seconds: string) => exchange([{ status: 503, headers: { "retry-after": seconds } }, ok()]);
      expect((await at("60")).times).toEqual([0, 60_000]);
      expect((await at("61")).answer).toMatchObject({ kind: "http-busy", retryAfterMs: 61_000 });
    },
    "a date is a wait too": async () => {
      const { times } = await exchange([
        { status: 503, headers: { "retry-after": "Tue, 01 Jan 2030 12:00:20 GMT" } },
        ok(),
      ]);
      expect(times).toEqual([0, 20_000]);
    },
  },
  "protocol §10.2#3, §12.5#1": {
    "of the records of level HTTP those for Basic and Digest are credentials": async () => {
      const http = ["BASIC", "DIGEST", "HMAC", "TRANSPORT", "HTTP-BASIC", "HTTP-DIGEST"].map(
        (type): Credential => ({ type, name: "gw", secret: "web-pass", path: [] }),
      );
      const account = { path: [], serverId: "srv", url: URL_, clients: [], servers: [], http };
      expect(httpCredentials(account)).toEqual([BASIC, DIGEST]);
    },
    "those for the session are none": async () => {
      const own: Credential = { type: "HTTP-BASIC", name: "gw", secret: "s", path: [] };
      const account = { path: [], serverId: "srv", url: URL_, clients: [own], servers: [own], http: [] };
      expect(httpCredentials(account)).toEqual([]);
    },
  },
  "protocol §12.5#2": {
    "the next nonce of an answer is used, and counted from one": async () => {
      const { sent, binding } = await exchange([guarded()], {}, { credentials: [DIGEST] });
      for (let i = 0; i < 3; i++) await binding.exchange({ url: URL_, bytes: BYTES, encoding: "wbxml" });
      const shown = sent.slice(1).map(({ headers }) => headers["authorization"]!);
      expect(shown.map((it) => /nc=(\w+)/.exec(it)?.[1])).toEqual(Array(4).fill("00000001"));
      expect(new Set(shown.map((it) => /nonce="([^"]+)"/.exec(it)?.[1])).size).toBe(4);
    },
    "a server whose proof is wrong is not believed": async () => {
      const liar = guarded(undefined, (it) => ({
        ...it,
        headers: { ...it.headers, "authentication-info": 'rspauth="0"' },
      }));
      const { answer } = await exchange([liar], {}, { credentials: [DIGEST] });
      expect(answer).toMatchObject({ kind: "http-authentication" });
    },
  },
  "protocol §12.5#3": {
    "once agreed it goes with every message": async () => {
      const { sent, binding } = await exchange([basicWanted, ok()], {}, { credentials: [BASIC] });
      await binding.exchange({ url: URL_, bytes: BYTES, encoding: "wbxml" });
      expect(sent.map(({ headers }) => "authorization" in headers)).toEqual([false, true, true]);
    },
    "refused again, it is the end": async () => {
      for (const [answer, credentials] of [
        [basicWanted, BASIC],
        [guarded("another"), DIGEST],
      ] as const) {
        const { answer: outcome, sent } = await exchange([answer], {}, { credentials: [credentials] });
        expect(outcome).toMatchObject({ kind: "http-authentication" });
        expect(sent).toHaveLength(2);
      }
    },
  },
  "protocol §12.5#5": {
    "of several challenges the strongest that can be computed is answered": async () => {
      const digest = (algorithm: string) => `Digest realm="x", nonce="n", qop="auth", algorithm=${algorithm}`;
      const strongest = ["SHA-256", "SHA-256-sess", "MD5", "MD5-sess"];
      for (let at = 0; at < strongest.length; at++) {
        const offered = ["SHA-512-256", ...strongest.slice(at)].reverse().map(digest);
        const challenge = { status: 401, headers: { "www-authenticate": [`Basic realm="x"`, ...offered].join(", ") } };
        for (const credential of [DIGEST, BASIC]) {
          const { sent } = await exchange([challenge, ok()], {}, { credentials: [credential] });
          expect(sent[1]!.headers["authorization"]).toMatch(new RegExp(`^Digest .*algorithm=${strongest[at]},`));
        }
      }
    },
    "Basic is no answer of a record for Digest": async () => {
      const { answer, sent } = await exchange([basicWanted, ok()], {}, { credentials: [DIGEST] });
      expect([answer, sent.length]).toMatchObject([{ kind: "http-authentication" }, 1]);
    },
  },
  "protocol §12.5#6": {
    "Basic goes to the account's origin alone, and never in the clear": async () => {
      const shown = async (url: string, more = {}) => {
        const { sent } = await exchange([basicWanted, ok()], { url }, { credentials: [BASIC], ...more });
        return sent.length === 2;
      };
      expect(await shown(URL_)).toBe(true);
      expect(await shown("https://other.example/dm")).toBe(false);
      const plain = "http://dm.example/dm";
      expect(await shown(plain, { url: plain })).toBe(false);
      expect(await shown(plain, { url: plain, allowPlainHttp: true })).toBe(true);
      expect(await shown("http://127.0.0.1/", { url: "http://127.0.0.1/" })).toBe(true);
    },
  },
  "protocol §13#7, §10.8#7": {
    "a server counts by its certificate only where that was verified": async () => {
      for (const serverVerified of [true, false]) {
        const d = new Dialogue({ servers: [] });
        d.say([get("./A")], { serverVerified });
        expect(d.effect("execute") !== undefined).toBe(serverVerified);
        expect(d.state.serverAuthenticated).toBe(serverVerified);
      }
    },
  },
  "protocol §15.1#1": {
    "what HTTP calls a failure is no message, whatever stands in it": async () => {
      for (const status of [300, 400, 403, 404, 410, 501]) {
        expect((await exchange([{ ...ok(), status }])).answer).toMatchObject({ outcome: "failure" });
      }
    },
    "what is of another type is none either": async () => {
      const { answer } = await exchange([ok({ headers: { "content-type": "text/plain" } })]);
      expect(answer).toMatchObject({ outcome: "failure" });
      expect(answer).not.toHaveProperty("body");
    },
  },
});
