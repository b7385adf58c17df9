import type { IncomingMessage, RequestListener } from "node:http";
import type { ServerOptions } from "node:https";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { gzipSync } from "node:zlib";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { HttpClient, HttpFailure, HttpRequest } from "../../src/ports.ts";
import { type LocalServer, serve, serveRaw } from "./local-server.ts";
import { type TestCertificates, testCertificates } from "./test-certificates.ts";

export interface HttpClientSettings {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly minVersion?: "TLSv1.1" | "TLSv1.2" | "TLSv1.3";
  readonly bodyIdleMs?: number;
}

/** What every HTTP client owes, against real servers on loopback. */
export function httpContract(name: string, create: (settings: HttpClientSettings) => HttpClient): void {
  describe(`${name} as an HTTP client`, () => {
    let certificates: TestCertificates;
    const toClose: { close(): Promise<void> }[] = [];
    beforeAll(() => {
      certificates = testCertificates();
    });
    afterEach(async () => {
      for (const each of toClose.splice(0).reverse()) await each.close();
    });

    const client = (settings: HttpClientSettings = {}) => {
      const made = create(settings);
      toClose.push(made);
      return made;
    };
    const server = async (listener: RequestListener, tls?: ServerOptions): Promise<LocalServer> => {
      const made = await serve(listener, tls);
      toClose.push(made);
      return made;
    };
    const rawServer = async (talk: (socket: Socket) => void): Promise<LocalServer> => {
      const made = await serveRaw(talk);
      toClose.push(made);
      return made;
    };
    /** Answers each request with the given text, as it stands. */
    const sayRaw = (text: string, after?: (socket: Socket) => void) =>
      rawServer((socket) =>
        socket.once("data", () => {
          socket.write(text);
          after?.(socket);
        }),
      );
    const post = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
      method: "POST",
      url,
      headers: { "Content-Type": "application/vnd.syncml.dm+wbxml" },
      body: Uint8Array.of(1, 2, 3),
      maxResponseBytes: 1000,
      timeoutMs: 5000,
      ...more,
    });
    const plain = (port: number, path = "/dm") => `http://127.0.0.1:${port}${path}`;
    const secure = (port: number, path = "/dm") => `https://127.0.0.1:${port}${path}`;
    const ok: RequestListener = (_request, response) => response.end("ok");
    const failing = async (
      http: HttpClient,
      request: HttpRequest,
      kind: HttpFailure["kind"],
      signal?: AbortSignal,
    ): Promise<HttpFailure> => {
      const answer = await http.exchange(request, signal);
      expect(answer).toMatchObject({ outcome: "failure", kind });
      const failure = answer as HttpFailure;
      expect(failure.message).toMatch(/^\S[^\n]*\S$/);
      return failure;
    };
    const succeeding = async (http: HttpClient, request: HttpRequest) => {
      const answer = await http.exchange(request);
      if (answer.outcome === "failure") throw new Error(answer.message);
      return answer;
    };

    describe("an exchange", () => {
      it("sends the bytes and headers given and returns those received", async () => {
        const seen: { method?: string; url?: string; headers: IncomingMessage["headers"]; body: Buffer }[] = [];
        const { port } = await server(async (request, response) => {
          const body = Buffer.concat(await request.toArray());
          seen.push({ method: request.method!, url: request.url!, headers: request.headers, body });
          response.writeHead(401, {
            "X-Syncml-HMAC": "algorithm=MD5",
            "WWW-Authenticate": ["Basic", "Digest qop=auth"],
          });
          response.end(Buffer.from([0, 255, 7]));
        });
        const url = plain(port, "/dm?session=1&x=%2F");
        const answer = await succeeding(client(), post(url, { headers: { "User-Agent": "Test/1", Accept: "a, b" } }));
        expect(answer).toMatchObject({ outcome: "response", status: 401, url, serverVerified: false });
        expect(answer.body).toEqual(Uint8Array.of(0, 255, 7));
        expect(answer.headers).toMatchObject({
          "x-syncml-hmac": "algorithm=MD5",
          "www-authenticate": "Basic, Digest qop=auth",
        });
        expect(seen).toHaveLength(1);
        expect(seen[0]).toMatchObject({
          method: "POST",
          url: "/dm?session=1&x=%2F",
          headers: { "user-agent": "Test/1", accept: "a, b", "content-length": "3", host: `127.0.0.1:${port}` },
        });
        expect([...seen[0]!.body]).toEqual([1, 2, 3]);
      });

      it("gets too, and sends no fragment", async () => {
        const { port } = await server((request, response) => response.end(`${request.method} ${request.url}`));
        const answer = await succeeding(client(), {
          method: "GET",
          url: plain(port, "/a#b"),
          headers: {},
          maxResponseBytes: 100,
          timeoutMs: 5000,
        });
        expect(Buffer.from(answer.body).toString()).toBe("GET /a");
        expect(answer.url).toBe(plain(port, "/a"));
      });

      it("passes on every status that is no redirect, and the empty body", async () => {
        const { port } = await server((request, response) => response.writeHead(Number(request.url!.slice(1))).end());
        for (const status of [200, 202, 204, 300, 304, 400, 413, 429, 500, 503]) {
          const answer = await succeeding(client(), post(plain(port, `/${status}`)));
          expect(answer.status).toBe(status);
          expect(answer.body).toEqual(new Uint8Array(0));
        }
      });

      it("reads a chunked body, after an interim response", async () => {
        const { port } = await server((_request, response) => {
          response.writeProcessing();
          response.write("one ");
          setTimeout(() => response.end("two"), 20);
        });
        const answer = await succeeding(client(), post(plain(port)));
        expect([answer.status, Buffer.from(answer.body).toString()]).toEqual([200, "one two"]);
      });

      it("reuses one connection, plain and over TLS", async () => {
        const http = client({ ca: certificates.ca });
        const open = await server(ok);
        const closed = await server(ok, certificates.valid);
        for (let i = 0; i < 20; i++) await succeeding(http, post(plain(open.port)));
        for (let i = 0; i < 20; i++) await succeeding(http, post(secure(closed.port)));
        expect([open.connections, closed.connections]).toEqual([1, 1]);
      });

      it("takes header names that are names of properties of objects", async () => {
        const { port } = await sayRaw(
          "HTTP/1.1 200 OK\r\n__proto__: a\r\nconstructor: b\r\n__proto__: c\r\nContent-Length: 2\r\n\r\nok",
        );
        const { headers } = await succeeding(client(), post(plain(port)));
        expect(Object.keys(headers).sort()).toEqual(["__proto__", "constructor", "content-length"]);
        expect(Object.getPrototypeOf(headers)).toBe(Object.prototype);
      });
    });

    describe("addresses", () => {
      it("refuses what is no http or https URL", async () => {
        for (const url of ["", "dm", "/dm", "ftp://127.0.0.1/", "file:///etc/hosts", "http://", "https://a b/"]) {
          await failing(client(), post(url), "bad-url");
        }
      });

      it("refuses user-info, without repeating it", async () => {
        const target = await server(ok);
        const { message } = await failing(client(), post(`http://me:s3cret@127.0.0.1:${target.port}/`), "bad-url");
        expect(message).not.toMatch(/me:|s3cret/);
        expect(target.connections).toBe(0);
      });

      it("refuses a header that would break the request, without repeating it", async () => {
        const target = await server(ok);
        const request = post(plain(target.port), { headers: { Authorization: "s3cret\r\nX-More: 1" } });
        const { message } = await failing(client(), request, "bad-url");
        expect(message).not.toMatch(/s3cret|X-More/);
        expect(target.connections).toBe(0);
      });

      // Any traffic would show as another kind: these names and networks exist nowhere (RFC 6761, RFC 5737).
      it("refuses plain http beyond loopback, without any traffic", async () => {
        const started = Date.now();
        for (const host of [
          "name.invalid",
          "192.0.2.1",
          "[2001:db8::1]",
          "127.0.0.1.name.invalid",
          "localhost.name.invalid",
          "0.0.0.0",
          "[::ffff:127.0.0.1]",
          "[::]",
        ]) {
          await failing(client(), post(`http://${host}/`), "plain-http-refused");
        }
        expect(Date.now() - started).toBeLessThan(1000);
      });

      it("allows plain http to every spelling of loopback, and beyond when told", async () => {
        const { port } = await server(ok);
        for (const host of ["127.0.0.1", "127.1", "2130706433", "localhost", "LOCALHOST"]) {
          await succeeding(client(), post(`http://${host}:${port}/`));
        }
        // Whether or not this machine has IPv6, it is not the scheme that stands in the way.
        const six = await client().exchange(post("http://[::1]:1/"));
        expect(six).toMatchObject({ kind: expect.stringMatching(/^(refused|unreachable)$/) });
        // 0.0.0.0 connects to this machine, yet is no loopback address.
        await succeeding(client(), post(`http://0.0.0.0:${port}/`, { allowPlainHttp: true }));
      });
    });

    describe("connecting", () => {
      it("tells a name that does not resolve", async () => {
        const request = post("https://name.invalid/", { timeoutMs: 15_000 });
        expect((await failing(client(), request, "name-not-resolved")).message).toContain("https://name.invalid");
      });

      it("tells a refused connection", async () => {
        const gone = await serve(ok);
        await gone.close();
        await failing(client(), post(plain(gone.port)), "refused");
        await failing(client(), post(`http://localhost:${gone.port}/`), "refused");
      });

      it("tells a reset before, within and after the headers", async () => {
        const cuts: ((socket: Socket) => void)[] = [(socket) => socket.resetAndDestroy(), (socket) => socket.end()];
        for (const cut of cuts) {
          const http = client();
          const atOnce = await rawServer((socket) => socket.once("data", () => cut(socket)));
          await failing(http, post(plain(atOnce.port)), "reset");
          for (const part of [
            "HTTP/1.1 200 OK\r\nContent-Le",
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf",
          ]) {
            const within = await sayRaw(part, (socket) => setTimeout(() => cut(socket), 20));
            await failing(http, post(plain(within.port)), "reset");
          }
        }
      });

      it("works again after a failure", async () => {
        let broken = true;
        const { port } = await server((request, response) => (broken ? request.socket.destroy() : response.end("ok")));
        const http = client();
        await failing(http, post(plain(port)), "reset");
        broken = false;
        await succeeding(http, post(plain(port)));
      });
    });

    describe("time", () => {
      const soon = async (work: Promise<unknown>) => {
        const started = Date.now();
        await work;
        expect(Date.now() - started).toBeLessThan(1500);
      };

      it("ends with the time given: no headers, half a body, a body that drips, no TLS handshake", async () => {
        const silent = await rawServer(() => {});
        const half = await sayRaw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        const drip = await server((_request, response) => {
          const timer = setInterval(() => response.write("."), 20);
          response.on("close", () => clearInterval(timer));
        });
        const http = client();
        for (const url of [plain(silent.port), plain(half.port), plain(drip.port), secure(silent.port)]) {
          await soon(failing(http, post(url, { timeoutMs: 150 }), "timeout"));
        }
      });

      it("gives up a body that stands still", async () => {
        const half = await sayRaw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        await soon(failing(client({ bodyIdleMs: 100 }), post(plain(half.port)), "timeout"));
      });

      it("takes a time longer than a timer can hold", async () => {
        const { port } = await server((_request, response) => setTimeout(() => response.end(), 30));
        await succeeding(client(), post(plain(port), { timeoutMs: 2 ** 40 }));
      });

      it("is aborted before, while connecting, while waiting and while reading", async () => {
        const silent = await rawServer(() => {});
        const half = await sayRaw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        const http = client();
        await failing(http, post(plain(silent.port)), "aborted", AbortSignal.abort());
        expect(silent.connections).toBe(0);
        for (const url of [secure(silent.port), plain(silent.port), plain(half.port)]) {
          await soon(failing(http, post(url), "aborted", AbortSignal.timeout(100)));
        }
      });

      it("is aborted by close, which may be called again; later exchanges are aborted too", async () => {
        const silent = await rawServer(() => {});
        const http = client();
        const waiting = [plain(silent.port), secure(silent.port)].map((url) => failing(http, post(url), "aborted"));
        await new Promise((resolve) => setTimeout(resolve, 50));
        await http.close();
        await Promise.all(waiting);
        await http.close();
        await failing(http, post(plain(silent.port)), "aborted");
      });
    });

    describe("the response (decisions D14)", () => {
      it("is refused beyond the limit: announced, chunked, endless; exactly the limit is taken", async () => {
        const sent = { announced: 0, endless: 0 };
        const { port } = await server((request, response) => {
          if (request.url === "/exact") return response.end(Buffer.alloc(1000));
          if (request.url === "/announced") {
            response.writeHead(200, { "Content-Length": 1001 });
            return response.write("a");
          }
          const more = () => {
            while (!response.destroyed && sent.endless < 1e9 && response.write(Buffer.alloc(10_000)))
              sent.endless += 1e4;
          };
          response.on("drain", more);
          return more();
        });
        const http = client();
        expect((await succeeding(http, post(plain(port, "/exact")))).body).toHaveLength(1000);
        await failing(http, post(plain(port, "/announced")), "response-too-large");
        const { message } = await failing(http, post(plain(port, "/endless")), "response-too-large");
        expect(message).toContain("1000");
        expect(sent.endless).toBeLessThan(1e8);
      });

      it("is refused when its headers are endless", async () => {
        const { port } = await sayRaw(`HTTP/1.1 200 OK\r\n${`X: ${"x".repeat(1000)}\r\n`.repeat(100)}\r\n`);
        await failing(client(), post(plain(port)), "response-too-large");
      });

      it("is asked for as it is, whatever the caller says, and refused when encoded", async () => {
        const asked: unknown[] = [];
        let encoding = "gzip";
        const { port } = await server((request, response) => {
          asked.push(request.headers["accept-encoding"]);
          response.writeHead(200, { "Content-Encoding": encoding }).end(gzipSync("ok"));
        });
        const http = client();
        for (encoding of ["gzip", "GZIP", "deflate", "br", "identity, gzip", "x-unknown"]) {
          await failing(
            http,
            post(plain(port), { headers: { "ACCEPT-encoding": "gzip" } }),
            "content-encoding-refused",
          );
        }
        encoding = "Identity";
        await succeeding(http, post(plain(port)));
        expect(new Set(asked)).toEqual(new Set(["identity"]));
      });

      it("is refused when encoded for the transfer", async () => {
        const { port } = await sayRaw(
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        );
        await failing(client(), post(plain(port)), "content-encoding-refused");
      });

      it("is refused when it is not HTTP/1.1", async () => {
        for (const text of [
          "220 mail.example ESMTP\r\n",
          "\u0015\u0003\u0001\u0000\u0002\u0002\u0028",
          "HTTP/1.1 OK\r\n\r\n",
          "HTTP/1.1 200 OK\r\nBad Header\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok",
          "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        ]) {
          const { port } = await sayRaw(text);
          await failing(client(), post(plain(port), { timeoutMs: 1000 }), "malformed-response");
        }
      });
    });

    describe("redirects (decisions D10)", () => {
      /** Redirects `/n` to `/n-1` down to `/0`, which answers with what it got. */
      const countdown = (status: number) =>
        server(async (request, response) => {
          const body = Buffer.concat(await request.toArray()).toString("hex");
          const left = Number(request.url!.slice(1));
          if (left > 0) response.writeHead(status, { Location: `/${left - 1}` }).end("moved");
          else response.end(`${request.method} ${body} ${request.headers["x-syncml-hmac"]}`);
        });

      it("are followed within the origin with the same method, headers and bytes, on the same connection", async () => {
        for (const status of [301, 302, 307, 308]) {
          const target = await countdown(status);
          const request = post(plain(target.port, "/3"), { headers: { "x-syncml-hmac": "mac" } });
          const answer = await succeeding(client(), request);
          expect(Buffer.from(answer.body).toString()).toBe("POST 010203 mac");
          expect(answer.url).toBe(plain(target.port, "/0"));
          expect(target.connections).toBe(1);
        }
      });

      it("are refused beyond three", async () => {
        const { port } = await countdown(307);
        await failing(client(), post(plain(port, "/4")), "redirect-refused");
      });

      it("are refused when the method would change, or no place is named", async () => {
        const { port } = await countdown(303);
        await failing(client(), post(plain(port, "/1")), "redirect-refused");
        const nowhere = await server((_request, response) => response.writeHead(307).end());
        await failing(client(), post(plain(nowhere.port)), "redirect-refused");
      });

      it("are refused beyond the origin, which is not even contacted", async () => {
        const other = await server(ok);
        for (const location of [
          plain(other.port),
          `//127.0.0.1:${other.port}/dm`,
          "http://[",
          "https://HOST/dm",
          "http://me:s3cret@HOST/dm",
          "ftp://HOST/",
          "http://localhost:PORT/dm",
        ]) {
          const target: LocalServer = await server((_request, response) => {
            const there = location.replace("HOST", `127.0.0.1:${target.port}`).replace("PORT", `${target.port}`);
            response.writeHead(307, { Location: there }).end();
          });
          const { message } = await failing(client(), post(plain(target.port)), "redirect-refused");
          expect(message).not.toContain("s3cret");
          expect(target.connections).toBe(1);
        }
        expect(other.connections).toBe(0);
      });

      it("are refused from https to http", async () => {
        const open = await server(ok);
        const target = await server(
          (_request, response) => response.writeHead(308, { Location: plain(open.port) }).end(),
          certificates.valid,
        );
        await failing(client({ ca: certificates.ca }), post(secure(target.port)), "redirect-refused");
        expect(open.connections).toBe(0);
      });

      it("end with the time given and with an abort, even when they never cease", async () => {
        const slow = await server((_request, response) => {
          response.writeHead(307, { Location: "/" });
          response.write("half");
        });
        await failing(client(), post(plain(slow.port), { timeoutMs: 200 }), "timeout");
        await failing(client(), post(plain(slow.port)), "aborted", AbortSignal.timeout(200));
      });
    });

    describe("TLS (protocol §13)", () => {
      const tlsFailing = async (tls: ServerOptions, kind: HttpFailure["kind"], host = "127.0.0.1") => {
        let requests = 0;
        const { port } = await server((_request, response) => {
          requests++;
          response.end();
        }, tls);
        const http = client({ ca: certificates.ca });
        // Twice: nothing learned in the first handshake may let the second one pass.
        for (let i = 0; i < 2; i++) await failing(http, post(`https://${host}:${port}/`), kind);
        expect(requests).toBe(0);
      };

      it("verifies the server, by address and by name", async () => {
        const { port } = await server(ok, certificates.valid);
        const http = client({ ca: certificates.ca });
        for (const host of ["127.0.0.1", "localhost"]) {
          const answer = await succeeding(http, post(`https://${host}:${port}/`));
          expect(answer.serverVerified).toBe(true);
        }
      });

      it("refuses one no trusted authority vouches for", async () => {
        await tlsFailing(certificates.selfSigned, "tls-untrusted");
        const { port } = await server(ok, certificates.valid);
        await failing(client(), post(secure(port)), "tls-untrusted");
        await failing(client({ ca: certificates.selfSigned.cert }), post(secure(port)), "tls-untrusted");
      });

      it("refuses one that has expired", () => tlsFailing(certificates.expired, "tls-expired"));
      it("tells one that is not valid yet (decisions D15)", () =>
        tlsFailing(certificates.notYetValid, "tls-not-yet-valid"));
      it("refuses one for another name, also when TLS 1.2 offers to resume", async () => {
        await tlsFailing(certificates.otherName, "tls-name-mismatch");
        await tlsFailing({ ...certificates.otherName, maxVersion: "TLSv1.2" }, "tls-name-mismatch");
      });
      it("does not take a common name for a server name", () =>
        tlsFailing(certificates.commonNameOnly, "tls-name-mismatch", "localhost"));

      it("never resumes a session, which would skip the checks", async () => {
        for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
          const resumed: boolean[] = [];
          const { port } = await server(
            (request, response) => {
              resumed.push((request.socket as TLSSocket).isSessionReused());
              response.writeHead(200, { Connection: "close" }).end();
            },
            { ...certificates.valid, maxVersion },
          );
          const http = client({ ca: certificates.ca });
          for (let i = 0; i < 3; i++) await succeeding(http, post(secure(port)));
          expect(resumed).toEqual([false, false, false]);
        }
      });

      it("has no way around, not even through the environment", async () => {
        const before = process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
        process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
        try {
          await tlsFailing(certificates.selfSigned, "tls-untrusted");
          await tlsFailing(certificates.otherName, "tls-name-mismatch");
        } finally {
          if (before === undefined) delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
          else process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = before;
        }
      });

      it("speaks TLS 1.1 only when told to", async () => {
        const old: ServerOptions = {
          ...certificates.valid,
          minVersion: "TLSv1.1",
          maxVersion: "TLSv1.1",
          ciphers: "DEFAULT@SECLEVEL=0",
        };
        await tlsFailing(old, "tls-failed");
        const { port } = await server(ok, old);
        const answer = await succeeding(client({ ca: certificates.ca, minVersion: "TLSv1.1" }), post(secure(port)));
        expect(answer.serverVerified).toBe(true);
        await failing(client({ minVersion: "TLSv1.1" }), post(secure(port)), "tls-untrusted");
        const modern = await server(ok, { ...certificates.valid, minVersion: "TLSv1.3" });
        await succeeding(client({ ca: certificates.ca, minVersion: "TLSv1.1" }), post(secure(modern.port)));
      });

      it("keeps to the lowest version told", async () => {
        const { port } = await server(ok, { ...certificates.valid, maxVersion: "TLSv1.2" });
        await succeeding(client({ ca: certificates.ca }), post(secure(port)));
        await failing(client({ ca: certificates.ca, minVersion: "TLSv1.3" }), post(secure(port)), "tls-failed");
      });

      it("presents its client certificate to a server that asks", async () => {
        const asking = { ...certificates.valid, ca: certificates.ca, requestCert: true, rejectUnauthorized: true };
        for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
          const { port } = await server(ok, { ...asking, maxVersion });
          await succeeding(client({ ca: certificates.ca, ...certificates.client }), post(secure(port)));
          const refused = await client({ ca: certificates.ca }).exchange(post(secure(port)));
          expect(refused).toMatchObject({ outcome: "failure", kind: expect.stringMatching(/^(tls-failed|reset)$/) });
        }
      });

      it("tells a server that does not speak TLS", async () => {
        const { port } = await server(ok);
        await failing(client({ ca: certificates.ca }), post(secure(port)), "tls-failed");
      });

      it("refuses trust anchors and keys it cannot read when it is made", () => {
        expect(() => create({ cert: "nonsense", key: "nonsense" })).toThrow();
      });
    });
  });
}
