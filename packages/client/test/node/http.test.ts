import { describe, expect, it, vi } from "vitest";
import { failureOf, httpFailure } from "../../src/node/http-failure.ts";
import { undiciHttp } from "../../src/node/index.ts";
import { httpContract } from "./http-contract.ts";
import { serve } from "./local-server.ts";

// A resolver that lies: `localhost` must not depend on it (decisions D20).
vi.mock("node:dns", async (original) => {
  const dns = await original<typeof import("node:dns")>();
  const lookup = (hostname: string, options: object, callback: (error: Error | null) => void) =>
    hostname === "localhost"
      ? callback(Object.assign(new Error("asked for localhost"), { code: "ENOTFOUND" }))
      : dns.lookup(hostname, options, callback);
  return { ...dns, lookup };
});

httpContract("undiciHttp", undiciHttp);

describe("undiciHttp", () => {
  it("opens no more connections than told", async () => {
    for (const [connections, expected] of [
      [1, 1],
      [2, 2],
    ] as const) {
      const server = await serve((_request, response) => setTimeout(() => response.end(), 20));
      const http = undiciHttp({ connections });
      const url = `http://127.0.0.1:${server.port}/`;
      const request = { method: "GET", url, headers: {}, maxResponseBytes: 10, timeoutMs: 5000 } as const;
      const answers = await Promise.all(Array.from({ length: 4 }, () => http.exchange(request)));
      expect(answers.map(({ outcome }) => outcome)).toEqual(new Array(4).fill("response"));
      expect(server.connections).toBe(expected);
      await http.close();
      await server.close();
    }
  });
});

const coded = (code: string, options?: ErrorOptions) => Object.assign(new Error("text of a peer", options), { code });

describe("failureOf", () => {
  it.each([
    ["ENOTFOUND", "name-not-resolved"],
    ["EAI_AGAIN", "name-not-resolved"],
    ["ECONNREFUSED", "refused"],
    ["EHOSTUNREACH", "unreachable"],
    ["ENETUNREACH", "unreachable"],
    ["ECONNRESET", "reset"],
    ["EPIPE", "reset"],
    ["UND_ERR_SOCKET", "reset"],
    ["ETIMEDOUT", "timeout"],
    ["UND_ERR_CONNECT_TIMEOUT", "timeout"],
    ["UND_ERR_HEADERS_TIMEOUT", "timeout"],
    ["UND_ERR_BODY_TIMEOUT", "timeout"],
    ["CERT_HAS_EXPIRED", "tls-expired"],
    ["CERT_NOT_YET_VALID", "tls-not-yet-valid"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "tls-name-mismatch"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "tls-untrusted"],
    ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "tls-untrusted"],
    ["SELF_SIGNED_CERT_IN_CHAIN", "tls-untrusted"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "tls-untrusted"],
    ["CERT_REVOKED", "tls-untrusted"],
    ["CRL_HAS_EXPIRED", "tls-untrusted"],
    ["EPROTO", "tls-failed"],
    ["ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION", "tls-failed"],
    ["HPE_INVALID_CONSTANT", "malformed-response"],
    ["UND_ERR_HEADERS_OVERFLOW", "response-too-large"],
    ["UND_ERR_DESTROYED", "aborted"],
    ["constructor", "reset"],
  ] as const)("takes %s for %s and repeats no text of the error", (code, kind) => {
    const failure = failureOf(coded(code), "https://dm.example");
    expect(failure).toMatchObject({ outcome: "failure", kind });
    expect(failure.message).toContain(`(${code})`);
    expect(failure.message).toContain("https://dm.example: ");
    expect(failure.message).not.toContain("peer");
  });

  it("looks into causes, and into the attempts of one connection", () => {
    expect(failureOf(coded("UND_ERR_SOCKET", { cause: coded("EHOSTUNREACH") }), "x").kind).toBe("unreachable");
    expect(failureOf(new AggregateError([coded("ENETUNREACH"), coded("ECONNREFUSED")]), "x").kind).toBe("unreachable");
  });

  it("goes by the name of an error that has no code", () => {
    const parser = Object.assign(new Error("Response does not match"), { name: "HTTPParserError", code: undefined });
    expect(failureOf(parser, "x").kind).toBe("malformed-response");
  });

  it("has a word for what it does not know", () => {
    expect(failureOf("thrown", "x")).toEqual(httpFailure("reset", "x", "unknown error"));
    const circle = new Error("circle");
    circle.cause = circle;
    expect(failureOf(circle, "x").kind).toBe("reset");
  });
});
