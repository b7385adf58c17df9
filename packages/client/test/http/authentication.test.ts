/** HTTP authentication as values (protocol §12.5), against the examples of the RFCs and an independent reading. */
import { describe, expect, it } from "vitest";
import {
  type Authorized,
  answerChallenge,
  authorize,
  type HttpAuthentication,
  type HttpCredential,
  readAuthenticationInfo,
} from "../../src/security/http-authentication.ts";
import { parseChallenges } from "../../src/security/http-challenge.ts";
import { digestServer, readAuthorization } from "./digest-server.ts";

const URL_ = "https://dm.example/dm?x=1";
const DIGEST: HttpCredential = { type: "HTTP-DIGEST", name: "Mufasa", secret: "Circle of Life" };
const BASIC: HttpCredential = { type: "HTTP-BASIC", name: "Aladdin", secret: "open sesame" };

const fresh = (more: Partial<HttpAuthentication> = {}): HttpAuthentication => ({
  credentials: [DIGEST],
  origin: "https://dm.example",
  allowPlainBasic: false,
  ...more,
});
/** The Authorization after a challenge. */
const answered = (header: string, state = fresh(), url = URL_, cnonce = "c1") => {
  const answer = answerChallenge(state, header, { method: "POST", url }, undefined);
  if (!answer.go) throw new Error(answer.reason);
  return authorize(answer.state, { method: "POST", url }, cnonce) as readonly [HttpAuthentication, Authorized];
};
const refused = (header: string | undefined, state = fresh(), url = URL_): string => {
  const answer = answerChallenge(state, header, { method: "POST", url }, undefined);
  if (answer.go) throw new Error("answered");
  return answer.reason;
};

describe("challenges (R142)", () => {
  it.each([
    ["Basic", [["basic", {}]]],
    [
      'Basic realm="a, b", Digest qop=auth',
      [
        ["basic", { realm: "a, b" }],
        ["digest", { qop: "auth" }],
      ],
    ],
    [
      'Newauth realm="x \\" y", type=1, title="Login, please", Basic realm=simple',
      [
        ["newauth", { realm: 'x " y', type: "1", title: "Login, please" }],
        ["basic", { realm: "simple" }],
      ],
    ],
    [
      "Negotiate, NTLM abc==, Basic realm=x",
      [
        ["negotiate", {}],
        ["ntlm", {}],
        ["basic", { realm: "x" }],
      ],
    ],
    ["Negotiate dG9rZW4=", [["negotiate", {}]]],
    [
      ', ,DIGEST  Realm = "r" ,, nonce=ab+/==, STALE=true',
      [["digest", { realm: "r", nonce: "ab+/==", stale: "true" }]],
    ],
    ['Digest realm="a", realm="b"', [["digest", { realm: "a" }]]],
    ['Digest realm="never closed', [["digest", { realm: "" }]]],
    ["realm=x", []],
    ["", []],
    ["=,\u0000", []],
  ])("reads %s", (header, expected) => {
    const read = parseChallenges(header).map(({ scheme, params }) => [scheme, Object.fromEntries(params)]);
    expect(read).toEqual(expected);
  });

  it("are read in time that grows with their length alone", () => {
    const started = performance.now();
    for (const part of ['"', "a=", "a,", "\\", " ", 'a="\\"', "a ", ","]) parseChallenges(part.repeat(100_000));
    // A tenth of it on an idle machine; what grew with the square of the length would take minutes.
    expect(performance.now() - started).toBeLessThan(10_000);
  }, 60_000);
});

describe("Digest", () => {
  it("is what RFC 7616 §3.9.1 shows, SHA-256 before MD5", () => {
    const common =
      'realm="http-auth@example.org", qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", ' +
      'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUo5tdS"';
    const header = `Digest ${common}, algorithm=MD5, Digest ${common}, algorithm=SHA-256`;
    const state = fresh({ origin: "http://www.example.org" });
    const url = "http://www.example.org/dir/index.html";
    const answer = answerChallenge(state, header, { method: "GET", url }, undefined);
    expect(answer.go).toBe(true);
    if (!answer.go) return;
    const cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
    const [, shown] = authorize(answer.state, { method: "GET", url }, cnonce);
    expect(readAuthorization(shown!.header)).toEqual({
      scheme: "digest",
      username: "Mufasa",
      realm: "http-auth@example.org",
      uri: "/dir/index.html",
      algorithm: "SHA-256",
      nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
      nc: "00000001",
      cnonce,
      qop: "auth",
      response: "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
      opaque: "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUo5tdS",
    });
    expect(shown!.header).toMatch(/, algorithm=SHA-256, .*qop=auth, nc=00000001, /);
  });

  it("says no algorithm, qop, nc or cnonce to a server of RFC 2069", () => {
    const [, shown] = answered('Digest realm="r", nonce="n"');
    expect(Object.keys(readAuthorization(shown.header))).toEqual([
      "scheme",
      ..."username realm nonce uri response".split(" "),
    ]);
  });

  it.each([
    ["MD5", "Digest r, algorithm=MD5-sess, Digest r, algorithm=MD5, Basic realm=x"],
    ["SHA-256", "Basic realm=x, Digest r, algorithm=md5, Digest r, algorithm=sha-256, Digest r, algorithm=SHA-512-256"],
    ["SHA-256-sess", "Digest r, algorithm=MD5, Digest r, algorithm=SHA-256-sess"],
    [undefined, "Digest r, algorithm=SHA-3, Digest r"],
  ])("takes the strongest it knows (protocol §12.5#5): %s", (algorithm, header) => {
    const [, shown] = answered(header.replaceAll("Digest r", 'Digest realm="r", nonce="n", qop="auth"'));
    expect(readAuthorization(shown.header)["algorithm"]).toBe(algorithm);
  });

  it("prefers a count and a cnonce of its own to none", () => {
    const [, shown] = answered('Digest realm="r", nonce="old", Digest realm="r", nonce="new", qop="auth"');
    expect(readAuthorization(shown.header)).toMatchObject({ nonce: "new", qop: "auth" });
  });

  it("keeps one cnonce for a session key, and takes a new one for each request without", () => {
    for (const [algorithm, expected] of [
      ["MD5-sess", ["c1", "c1"]],
      ["MD5", ["c1", "c2"]],
    ] as const) {
      const [state, first] = answered(`Digest realm="r", nonce="n", qop=auth, algorithm=${algorithm}`);
      const [, second] = authorize(state, { method: "POST", url: URL_ }, "c2");
      const cnonces = [first, second].map((it) => readAuthorization(it!.header)["cnonce"]);
      expect(cnonces).toEqual(expected);
    }
  });

  it("counts requests, and starts anew with the next nonce", () => {
    let [state] = answered('Digest realm="r", nonce="n", qop=auth');
    const counts: unknown[] = [];
    for (let i = 0; i < 2; i++) {
      const [next, shown] = authorize(state, { method: "POST", url: URL_ }, `c${i}`);
      counts.push(readAuthorization(shown!.header)["nc"]);
      state = readAuthenticationInfo(next, i === 1 ? 'nextnonce="m"' : undefined, shown)!;
    }
    const [, last] = authorize(state, { method: "POST", url: URL_ }, "c9");
    expect(counts).toEqual(["00000002", "00000003"]);
    expect(readAuthorization(last!.header)).toMatchObject({ nonce: "m", nc: "00000001", cnonce: "c9" });
  });

  it.each(["SHA-256", "SHA-256-sess", "MD5", "MD5-sess"] as const)(
    "%s convinces an independent server, many times",
    (algorithm) => {
      const server = digestServer({ algorithm, name: 'Zoë "x\\', secret: "päss:word", nextNonceEvery: 3 });
      let state = fresh({ credentials: [{ type: "HTTP-DIGEST", name: 'Zoë "x\\', secret: "päss:word" }] });
      [state] = [
        (
          answerChallenge(state, server.challenge(), { method: "POST", url: URL_ }, undefined) as {
            state: HttpAuthentication;
          }
        ).state,
      ];
      for (let i = 0; i < 10; i++) {
        const [next, shown] = authorize(state, { method: "POST", url: URL_ }, `cnonce${i}`);
        const verdict = server.judge("POST", "/dm?x=1", shown!.header);
        expect(verdict).toMatchObject({ accepted: true });
        const after = readAuthenticationInfo(next, verdict.info, shown);
        expect(after).toBeDefined();
        state = after!;
      }
    },
  );

  it("believes no server whose proof is wrong (R141)", () => {
    const server = digestServer({ algorithm: "SHA-256", name: "Mufasa", secret: "Circle of Life" });
    const [state, shown] = answered(server.challenge());
    const { info } = server.judge("POST", "/dm?x=1", shown.header);
    expect(readAuthenticationInfo(state, info, shown)).toBeDefined();
    const upper = info!.replace(/"[0-9a-f]{64}"/, (it) => it.toUpperCase());
    expect(readAuthenticationInfo(state, upper, shown)).toBeDefined();
    for (const wrong of [
      'rspauth=""',
      `rspauth="${"0".repeat(64)}"`,
      info!.replace(/cnonce="[^"]*"/, 'cnonce="other"'),
      info!.replace("nc=00000001", "nc=00000002"),
      info!.replace("nc=00000001", "nc=x"),
    ]) {
      expect(readAuthenticationInfo(state, wrong, shown)).toBeUndefined();
    }
    expect(readAuthenticationInfo(state, "", shown)).toBe(state);
    expect(readAuthenticationInfo(state, 'nextnonce=""', shown)).toBe(state);
  });

  it("knows a stale nonce from a wrong secret", () => {
    const header = 'Digest realm="r", nonce="n", qop=auth, stale=TRUE';
    const [state, shown] = answered(header);
    expect(answerChallenge(state, header, { method: "POST", url: URL_ }, shown)).toMatchObject({
      go: true,
      stale: true,
    });
    // Nothing was shown that could be stale.
    expect(answerChallenge(state, header, { method: "POST", url: URL_ }, undefined)).toMatchObject({ stale: false });
  });

  it("stays at the origin that asked", () => {
    const [state] = answered('Digest realm="r", nonce="n", qop=auth');
    for (const url of ["https://other.example/", "http://dm.example/", "https://dm.example:8443/"]) {
      expect(authorize(state, { method: "POST", url }, "c")[1]).toBeUndefined();
    }
  });
});

describe("Basic", () => {
  const basic = (more: Partial<HttpAuthentication> = {}) => fresh({ credentials: [BASIC], ...more });

  it("is what RFC 7617 §2 shows, again and again", () => {
    const [state, shown] = answered('Basic realm="WallyWorld"', basic());
    expect(shown.header).toBe("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    expect(authorize(state, { method: "POST", url: URL_ }, "c")[1]!.header).toBe(shown.header);
  });

  it("gives way to Digest where the server knows it", () => {
    const [, shown] = answered('Basic realm="x", Digest realm="x", nonce="n", qop=auth', basic());
    expect(readAuthorization(shown.header)).toMatchObject({ scheme: "digest", username: "Aladdin" });
  });

  it("never goes over plain http, except to this machine or when opted in", () => {
    const there = (url: string, more = {}) => basic({ origin: new URL(url).origin, ...more });
    const plain = "http://dm.example/";
    expect(refused("Basic realm=x", there(plain), plain)).toContain("plain http");
    for (const url of ["http://127.0.0.1:8080/", "http://localhost/", "http://[::1]/"]) {
      expect(answered("Basic realm=x", there(url), url)[1].header).toContain("Basic ");
    }
    for (const url of ["http://127.0.0.1.evil.example/", "http://localhost.evil.example/"]) {
      expect(refused("Basic realm=x", there(url), url)).toContain("plain http");
    }
    expect(answered("Basic realm=x", there(plain, { allowPlainBasic: true }), plain)[1].header).toContain("Basic ");
  });

  it("goes to no host but the account's (protocol §12.5#6)", () => {
    expect(refused("Basic realm=x", basic(), "https://other.example/")).toContain("another host");
  });

  it("carries no name with a colon", () => {
    expect(refused("Basic realm=x", basic({ credentials: [{ ...BASIC, name: "a:b" }] }))).toContain("colon");
  });
});

describe("what cannot be answered", () => {
  it.each([
    ["no challenge", undefined],
    ["an unknown scheme", "Negotiate"],
    ["an unknown algorithm", 'Digest realm="r", nonce="n", algorithm=SHA-512-256'],
    ["only auth-int", 'Digest realm="r", nonce="n", qop="auth-int"'],
    ["a session key without qop", 'Digest realm="r", nonce="n", algorithm=MD5-sess'],
    ["no nonce", 'Digest realm="r", qop=auth'],
    ["Basic, when the account says Digest", 'Basic realm="r"'],
  ])("%s", (_name, header) => {
    const reason = refused(header);
    expect(reason).toMatch(/^the server wants HTTP authentication/);
    expect(reason).not.toMatch(/Mufasa|Circle|\n/);
  });

  it("anything, when the account has no credentials", () => {
    expect(refused('Digest realm="r", nonce="n", qop=auth', fresh({ credentials: [] }))).toContain("no credentials");
  });
});
