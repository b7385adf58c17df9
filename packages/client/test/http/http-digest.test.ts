/** The formulas of HTTP Digest: the examples of the RFCs, and an independent hash for what they have no example of. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { digestCount, type HttpDigestInput, httpDigest } from "../../src/security/http-digest.ts";

/** RFC 7616 §3.9.1. */
const RFC_7616: HttpDigestInput = {
  algorithm: "SHA-256",
  username: "Mufasa",
  secret: "Circle of Life",
  realm: "http-auth@example.org",
  nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
  auth: { cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", count: 1 },
  method: "GET",
  uri: "/dir/index.html",
};
/** RFC 2617 §3.5. */
const RFC_2617: HttpDigestInput = {
  algorithm: "MD5",
  username: "Mufasa",
  secret: "Circle Of Life",
  realm: "testrealm@host.com",
  nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093",
  auth: { cnonce: "0a4f113b", count: 1 },
  method: "GET",
  uri: "/dir/index.html",
};
const { auth: _none, ...WITHOUT_QOP } = RFC_2617;

describe("HTTP Digest (protocol §12.5#2)", () => {
  it.each([
    ["RFC 7616 §3.9.1, SHA-256", RFC_7616, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"],
    ["RFC 7616 §3.9.1, MD5", { ...RFC_7616, algorithm: "MD5" }, "8ca523f5e9506fed4657c9700eebdbec"],
    ["RFC 2617 §3.5 (protocol §16#17)", RFC_2617, "6629fae49393a05397450978507c4ef1"],
    // The digest printed there is wrong; the erratum has this one.
    ["RFC 2069 §2.4, no qop", { ...WITHOUT_QOP, secret: "CircleOfLife" }, "1949323746fe6a43ef61f9606e7febea"],
  ] as const)("%s", (_name, input, response) => {
    expect(httpDigest(input)).toBe(response);
  });

  it.each([
    ["MD5-sess", "md5"],
    ["SHA-256-sess", "sha256"],
  ] as const)("%s keys with the first nonce and cnonce, whatever came after", (algorithm, name) => {
    const hex = (text: string) => createHash(name).update(text).digest("hex");
    const key = hex(`${hex("Zoë:realm:päss")}:first:c1`);
    const expected = hex(`${key}:later:0000000a:c2:auth:${hex("POST:/dm?x=1")}`);
    const input: HttpDigestInput = {
      algorithm,
      username: "Zoë",
      secret: "päss",
      realm: "realm",
      nonce: "later",
      auth: { cnonce: "c2", count: 10 },
      session: { nonce: "first", cnonce: "c1" },
      method: "POST",
      uri: "/dm?x=1",
    };
    expect(httpDigest(input)).toBe(expected);
  });

  it("is another for every single part", () => {
    const right = httpDigest(RFC_7616);
    const changes: Partial<HttpDigestInput>[] = [
      { username: "mufasa" },
      { secret: "circle of life" },
      { realm: "x" },
      { nonce: "x" },
      { auth: { cnonce: "x", count: 1 } },
      { auth: { cnonce: RFC_7616.auth!.cnonce, count: 2 } },
      { method: "" },
      { uri: "/" },
      { session: { nonce: "x", cnonce: "y" } },
    ];
    for (const change of changes) expect(httpDigest({ ...RFC_7616, ...change })).not.toBe(right);
  });

  it("counts in eight digits", () => {
    expect([1, 10, 0xffffffff].map(digestCount)).toEqual(["00000001", "0000000a", "ffffffff"]);
  });
});
