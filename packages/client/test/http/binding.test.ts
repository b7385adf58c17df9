/** The binding against prepared answers and a clock that is moved by hand (protocol §12, §5.8). */
import { describe, expect, it } from "vitest";
import { HttpBinding } from "../../src/http-binding.ts";
import { seededRandom, virtualClock } from "../../src/node/index.ts";
import type { HttpFailure, HttpRequest, HttpResponse } from "../../src/ports.ts";
import { readRetryAfter } from "../../src/retry-after.ts";
import { digestServer } from "./digest-server.ts";
import { exchange, failing, MESSAGE, ok, START, URL_, WBXML, XML } from "./prepared-answers.ts";

describe("requests (protocol §12.1)", () => {
  it.each([
    ["wbxml", WBXML, `${WBXML}, ${XML}`],
    ["xml", XML, `${XML}, ${WBXML}`],
  ] as const)("carry what the profile asks for, in %s", async (encoding, type, accept) => {
    const { sent } = await exchange([ok()], { encoding, headers: { "x-syncml-hmac": "mac" } }, { timeoutMs: 9 });
    expect(sent).toMatchObject([
      {
        method: "POST",
        url: URL_,
        body: Uint8Array.of(1),
        maxResponseBytes: 1_000,
        timeoutMs: 9,
        headers: {
          "content-type": type,
          accept,
          "accept-charset": "utf-8",
          "cache-control": "no-store, private",
          "user-agent": expect.stringMatching(/^\S+.*OMA-DM 1\.3/),
          "x-syncml-hmac": "mac",
        },
      },
    ]);
    expect(sent[0]!.headers).not.toHaveProperty("authorization");
    expect((await exchange([ok()], {}, { userAgent: "Acme-DM/2" })).sent[0]!.headers["user-agent"]).toBe("Acme-DM/2");
  });
});

describe("options of an account", () => {
  it("go with every request", async () => {
    const options = { allowPlainHttp: true, minTlsVersion: "TLSv1.1", chunked: true } as const;
    expect((await exchange([ok()], {}, options)).sent).toMatchObject([options]);
    const [sent] = (await exchange([ok()])).sent;
    for (const name of Object.keys(options)) expect(sent).not.toHaveProperty(name);
  });
});

describe("responses (protocol §12.2)", () => {
  it.each([WBXML, XML, WBXML.toUpperCase(), `${XML}; charset=utf-8`, ` ${XML} ;q=1`])(
    "takes %s, whatever its parameters (protocol §2.3#5)",
    async (type) => {
      const { answer } = await exchange([ok({ headers: { "content-type": type, "x-syncml-hmac": "theirs" } })]);
      expect(answer).toMatchObject({ outcome: "response", body: MESSAGE, headers: { "x-syncml-hmac": "theirs" } });
    },
  );
  it.each(["text/html", "", "application/vnd.syncml+xml", `${XML}+more`, `x${WBXML}`])("refuses %j", async (type) => {
    const { answer, sent } = await exchange([ok({ headers: { "content-type": type } })]);
    expect(answer).toMatchObject({ outcome: "failure", kind: "unexpected-content" });
    expect(sent).toHaveLength(1);
  });
  it.each([200, 202, 204, 299])("takes HTTP %i without a message only when nothing comes after it", async (status) => {
    expect((await exchange([{ status }])).answer).toMatchObject({ outcome: "failure", kind: "no-message" });
    expect((await exchange([{ status }], { last: true })).answer).toMatchObject({ outcome: "response", status });
  });
});

describe("statuses (protocol §12.3)", () => {
  const headers = { "content-type": WBXML };
  it.each([408, 429, 500, 502, 503, 504])(
    "sends the same bytes again after HTTP %i (protocol §5.8#2)",
    async (status) => {
      const { answer, times, sent } = await exchange([{ status, headers, body: MESSAGE }, ok()]);
      expect(answer).toMatchObject({ outcome: "response" });
      expect(times).toEqual([0, 1_000]);
      expect(sent.map(({ body }) => body)).toEqual([Uint8Array.of(1), Uint8Array.of(1)]);
      const spent = await exchange([{ status }], {}, { attempts: 4 });
      expect(spent.answer).toMatchObject({ outcome: "failure", kind: "http-status" });
      expect(spent.times).toEqual([0, 1_000, 3_000, 7_000]);
      expect((await exchange([{ status }], { last: true })).sent).toHaveLength(1);
    },
  );
  it.each(["name-not-resolved", "refused", "unreachable", "reset", "timeout"] as const)(
    "sends the same bytes again after %s (protocol §5.8#2)",
    async (kind) => {
      expect((await exchange([failing(kind), ok()])).answer).toMatchObject({ outcome: "response" });
      const { answer, sent } = await exchange([failing(kind)]);
      expect(answer).toEqual(failing(kind));
      expect(sent).toHaveLength(3);
    },
  );
  it.each([300, 304, 400, 403, 404, 405, 407, 410, 501, 505])("ends with one line at HTTP %i", async (status) => {
    const { answer, sent } = await exchange([{ status, headers, body: MESSAGE }]);
    expect(answer).toMatchObject({ outcome: "failure", kind: "http-status" });
    expect(answer).toHaveProperty(
      "message",
      expect.stringMatching(new RegExp(`^the server answered HTTP ${status}; .+$`)),
    );
    expect(sent).toHaveLength(1);
  });
  it.each(["tls-untrusted", "tls-not-yet-valid", "redirect-refused", "content-encoding-refused", "aborted"] as const)(
    "does not try again after %s",
    async (kind) => {
      const { answer, sent } = await exchange([failing(kind)]);
      expect(answer).toEqual(failing(kind));
      expect(sent).toHaveLength(1);
    },
  );
  it.each([406, 415])("says that WBXML was refused by HTTP %i; XML cannot be", async (status) => {
    expect((await exchange([{ status }])).answer).toMatchObject({ kind: "encoding-refused" });
    expect((await exchange([{ status }], { encoding: "xml" })).answer).toMatchObject({ kind: "http-status" });
  });
});

describe("Retry-After (protocol §12.3#8)", () => {
  const busy = (value: string) => ({ status: 503, headers: { "retry-after": value } });
  it.each([
    ["0", 0],
    ["7", 7_000],
    ["60", 60_000],
    ["Tue, 01 Jan 2030 12:00:20 GMT", 20_000],
    ["Tuesday, 01-Jan-30 12:00:20 GMT", 20_000],
    ["Tue Jan  1 12:00:20 2030", 20_000],
    ["Mon, 31 Dec 2029 12:00:00 GMT", 0],
    ["Sunday, 06-Nov-94 08:49:37 GMT", 0],
    // Not readable: back-off.
    ["soon", 1_000],
    ["-5", 1_000],
    ["1.5", 1_000],
    ["2030-01-01T12:00:20Z", 1_000],
    ["", 1_000],
  ])("%j waits %i ms", async (value, ms) => {
    expect((await exchange([busy(value), ok()])).times).toEqual([0, ms]);
  });
  it.each([
    ["61", 61_000],
    ["9999999999", 9_999_999_999_000],
    ["Wed, 02 Jan 2030 12:00:00 GMT", 86_400_000],
  ])("%s is longer than a session waits, and is told", async (value, retryAfterMs) => {
    const { answer, sent } = await exchange([busy(value)]);
    expect(answer).toMatchObject({ kind: "http-busy", retryAfterMs });
    expect(sent).toHaveLength(1);
  });
});

it("never waits for less than nothing", () => {
  expect(readRetryAfter("Mon, 31 Dec 2029 12:00:00 GMT", START)).toBe(0);
  expect(readRetryAfter(undefined, START)).toBeUndefined();
});

describe("HTTP authentication (protocol §12.5)", () => {
  const credentials = [{ type: "HTTP-DIGEST", name: "gw", secret: "planted-secret" }] as const;
  /** Judges every request; `after` may spoil the answers. */
  const guarded = (secret: string = credentials[0].secret, spoil = (it: Partial<HttpResponse>) => it, every = 2) => {
    const server = digestServer({ algorithm: "SHA-256", name: "gw", secret, nextNonceEvery: every });
    const counts = { challenges: 0 };
    let current = "";
    const answer = (request: HttpRequest): Partial<HttpResponse> => {
      const { pathname, search } = new URL(request.url);
      const verdict = server.judge("POST", pathname + search, request.headers["authorization"]);
      if (verdict.accepted)
        return spoil(ok({ headers: { "content-type": WBXML, "authentication-info": verdict.info! } }));
      counts.challenges++;
      current = server.challenge(verdict.stale === true);
      return { status: 401, headers: { "www-authenticate": `Basic realm="x", ${current}` } };
    };
    return { answer, counts, server };
  };

  it("answers a challenge with the same bytes, and every later message without one", async () => {
    const server = guarded();
    const { answer, sent, binding, times } = await exchange([server.answer], {}, { credentials });
    expect(answer).toMatchObject({ outcome: "response" });
    expect(times).toEqual([0, 0]);
    expect(sent.map(({ body }) => body)).toEqual([Uint8Array.of(1), Uint8Array.of(1)]);
    for (let i = 0; i < 5; i++) {
      const later = await binding.exchange({ url: URL_, bytes: Uint8Array.of(9), encoding: "xml" });
      expect(later).toMatchObject({ outcome: "response" });
    }
    expect(server.counts.challenges).toBe(1);
    const cnonces = sent.flatMap(({ headers }) => /cnonce="(\w+)"/.exec(headers["authorization"] ?? "")?.[1] ?? []);
    expect(new Set(cnonces).size).toBe(6);
  });
  it("takes a stale nonce for no refusal, but not for ever", async () => {
    const server = guarded();
    const { sent, binding } = await exchange([server.answer], {}, { credentials });
    server.server.challenge();
    expect(await binding.exchange({ url: URL_, bytes: MESSAGE, encoding: "wbxml" })).toMatchObject({
      outcome: "response",
    });
    expect(sent).toHaveLength(4);
    const stale = (): Partial<HttpResponse> => ({
      status: 401,
      headers: { "www-authenticate": guarded().server.challenge(true) },
    });
    const endless = await exchange([stale], {}, { credentials });
    expect(endless.answer).toMatchObject({ kind: "http-authentication" });
    expect(endless.sent).toHaveLength(5);
  });
  it("stops at the second refusal, and says no secret", async () => {
    const { answer, sent } = await exchange([guarded("another").answer], {}, { credentials });
    expect(answer).toMatchObject({
      kind: "http-authentication",
      message: expect.stringContaining("check name and secret"),
    });
    expect(JSON.stringify(answer)).not.toContain("planted");
    expect(sent).toHaveLength(2);
  });
  it("stops at once without credentials, without a challenge, and at a wrong rspauth", async () => {
    expect((await exchange([guarded().answer])).sent).toHaveLength(1);
    expect((await exchange([{ status: 401 }], {}, { credentials })).sent).toHaveLength(1);
    const liar = guarded(undefined, (it) => ({
      ...it,
      headers: { ...it.headers, "authentication-info": 'rspauth="0"' },
    }));
    const { answer } = await exchange([liar.answer], {}, { credentials });
    expect(answer).toMatchObject({ kind: "http-authentication", message: expect.stringContaining("rspauth") });
  });
  it("names the place that answered after a redirect", async () => {
    const server = guarded();
    const moved = `${URL_}/moved?y=2`;
    const { answer, sent } = await exchange(
      [(request) => ({ ...server.answer({ ...request, url: moved }), url: moved })],
      {},
      { credentials },
    );
    expect(answer).toMatchObject({ outcome: "response" });
    expect(sent.map(({ url }) => url)).toEqual([URL_, moved]);
  });
  it("authenticates the last word of a session that was aborted, and no other", async () => {
    const aborted = AbortSignal.abort();
    const last = await exchange([guarded().answer], { last: true }, { credentials }, aborted);
    expect(last.answer).toMatchObject({ outcome: "response" });
    const other = await exchange([guarded().answer], {}, { credentials }, aborted);
    expect(other.answer).toMatchObject({ kind: "aborted" });
    expect(other.sent).toHaveLength(1);
  });
  it("goes beside retries, each with a count of its own", async () => {
    const server = guarded(undefined, undefined, 0);
    let failures = 2;
    const flaky = (request: HttpRequest): Partial<HttpResponse> => {
      const answer = server.answer(request);
      return answer.status === 401 || failures-- <= 0 ? answer : { status: 503 };
    };
    const { answer, sent } = await exchange([flaky], {}, { credentials });
    expect(answer).toMatchObject({ outcome: "response" });
    const counts = sent.map(({ headers }) => /nc=(\w+)/.exec(headers["authorization"] ?? "")?.[1]);
    expect(counts).toEqual([undefined, "00000001", "00000002", "00000003"]);
  });
});

describe("an abort", () => {
  it("is no time to try again", async () => {
    expect((await exchange([{ status: 503 }], {}, {}, AbortSignal.abort())).sent).toHaveLength(1);
  });
  it("waits for the answer under way, a little", async () => {
    const clock = virtualClock(START);
    const http = {
      exchange: (_request: HttpRequest, signal?: AbortSignal) =>
        new Promise<HttpFailure>((resolve) => signal!.addEventListener("abort", () => resolve(failing("aborted")))),
      close: async () => {},
    };
    const binding = new HttpBinding({ clock, http, random: seededRandom(1) }, { url: URL_, maxResponseBytes: 1 });
    const stop = new AbortController();
    let settled = false;
    const running = binding.exchange({ url: URL_, bytes: MESSAGE, encoding: "xml" }, stop.signal).finally(() => {
      settled = true;
    });
    stop.abort();
    await clock.advance(4_900);
    expect(settled).toBe(false);
    await clock.advance(200);
    expect(await running).toMatchObject({ kind: "aborted" });
  });
});
