import type { IncomingMessage, RequestListener } from "node:http";
import type { ServerOptions } from "node:https";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { gzipSync } from "node:zlib";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { HttpClient, HttpFailure, HttpRequest, TlsVersion } from "../../src/ports.ts";
import { proxyServer } from "./local-proxy.ts";
import { type LocalServer, serve, serveRaw } from "./local-server.ts";
import { type TestCertificate, type TestCertificates, testCertificates } from "./test-certificates.ts";

export interface HttpClientSettings {
  readonly ca?: string;
  readonly clientCertificate?: TestCertificate | (() => TestCertificate | undefined);
  readonly minTlsVersion?: TlsVersion;
  readonly bodyIdleMs?: number;
  readonly proxy?: { readonly url: string; readonly name?: string; readonly secret?: string };
  readonly warn?: (message: string) => void;
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
      it("sends the bytes and headers given, Host and Content-Length with them (protocol §12.1#3)", async () => {
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

      it("reads a chunked body, after an interim response (protocol §12.1#8)", async () => {
        const { port } = await server((_request, response) => {
          response.writeProcessing();
          response.write("one ");
          setTimeout(() => response.end("two"), 20);
        });
        const answer = await succeeding(client(), post(plain(port)));
        expect([answer.status, Buffer.from(answer.body).toString()]).toEqual([200, "one two"]);
      });

      it("sends the body chunked when told, also where a redirect leads (protocol §12.1#8)", async () => {
        const seen: [encoding: unknown, length: unknown, body: number][] = [];
        const { port } = await server(async (request, response) => {
          const { "transfer-encoding": encoding, "content-length": length } = request.headers;
          const body = Buffer.concat(await request.toArray());
          seen.push([encoding, length, body.reduce((sum, byte) => sum + byte, 0)]);
          if (request.url === "/there") response.end("ok");
          else response.writeHead(307, { Location: "/there" }).end();
        });
        const body = new Uint8Array(10_000).fill(1);
        await succeeding(client(), post(plain(port), { body, chunked: true }));
        await succeeding(client(), post(plain(port, "/there"), { body, chunked: false }));
        expect(seen).toEqual([
          ["chunked", undefined, 10_000],
          ["chunked", undefined, 10_000],
          [undefined, "10000", 10_000],
        ]);
      });

      it("reads chunks of a byte, with extensions and trailers", async () => {
        const bytes = [..."a message"].map((each) => `1;x="y"\r\n${each}\r\n`).join("");
        const { port } = await sayRaw(
          `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n${bytes}0\r\nX-T: 1\r\n\r\n`,
        );
        const answer = await succeeding(client(), post(plain(port)));
        expect(Buffer.from(answer.body).toString()).toBe("a message");
      });

      it("keeps the headers that are its own business to itself", async () => {
        let seen: IncomingMessage["headers"] = {};
        const { port } = await server((request, response) => {
          seen = request.headers;
          response.end();
        });
        const headers = { Host: "elsewhere.example", "Proxy-Authorization": "Basic s3cret" };
        await succeeding(client(), post(plain(port), { headers }));
        expect(seen.host).toBe(`127.0.0.1:${port}`);
        expect(seen).not.toHaveProperty("proxy-authorization");
      });

      it("reuses one connection, plain and over TLS", async () => {
        const http = client({ ca: certificates.ca });
        const open = await server(ok);
        const closed = await server(ok, certificates.valid);
        for (let i = 0; i < 20; i++) await succeeding(http, post(plain(open.port)));
        for (let i = 0; i < 20; i++) await succeeding(http, post(secure(closed.port)));
        expect([open.connections, closed.connections]).toEqual([1, 1]);
      });

      it("speaks HTTP/1.1, on no connection the next request before the answer (protocol §12.1#2)", async () => {
        const underWay = new Map<Socket, number>();
        const seen: { readonly version: string; readonly together: number }[] = [];
        const { port } = await server((request, response) => {
          const together = (underWay.get(request.socket) ?? 0) + 1;
          underWay.set(request.socket, together);
          seen.push({ version: request.httpVersion, together });
          setTimeout(() => {
            underWay.set(request.socket, together - 1);
            response.end("ok");
          }, 20);
        });
        const http = client();
        await Promise.all(Array.from({ length: 6 }, () => succeeding(http, post(plain(port)))));
        expect(seen).toEqual(Array(6).fill({ version: "1.1", together: 1 }));
      });

      it("takes another connection where the server closes this one (protocol §12.1#13)", async () => {
        const target = await server((_request, response) => {
          response.writeHead(200, { Connection: "close" }).end("ok");
        });
        const http = client();
        for (let i = 1; i <= 3; i++) {
          await succeeding(http, post(plain(target.port)));
          expect(target.connections).toBe(i);
        }
      });

      it("gives every header of an answer (protocol §12.2#3)", async () => {
        const given = {
          "www-authenticate": 'Digest realm="x", nonce="n"',
          "authentication-info": 'nextnonce="n"',
          "x-syncml-hmac": 'algorithm=MD5, username="u", mac=AA==',
          "content-type": "application/vnd.syncml.dm+xml",
          "cache-control": "no-store",
          "retry-after": "9",
          connection: "keep-alive",
        };
        const { port } = await server((request, response) => {
          if (request.url === "/whole") response.setHeader("Content-Length", 2);
          response.writeHead(200, given).end("ok");
        });
        for (const [path, more] of [
          ["/chunked", { "transfer-encoding": "chunked" }],
          ["/whole", { "content-length": "2" }],
        ] as const) {
          const { headers, body } = await succeeding(client(), post(plain(port, path)));
          expect(headers).toMatchObject({ ...given, ...more });
          expect(Buffer.from(body).toString()).toBe("ok");
        }
      });

      it("asks again, whatever may be kept (protocol §12.2#4)", async () => {
        let asked = 0;
        const { port } = await server((_request, response) => {
          asked += 1;
          response.writeHead(200, { "Cache-Control": "public, max-age=3600, immutable", ETag: '"1"' }).end(`${asked}`);
        });
        const http = client();
        const got = { method: "GET", url: plain(port), headers: {}, maxResponseBytes: 100, timeoutMs: 5_000 } as const;
        for (const request of [post(plain(port)), post(plain(port)), got, got]) {
          expect(Buffer.from((await succeeding(http, request)).body).toString()).toBe(`${asked}`);
        }
        expect(asked).toBe(4);
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

      it("is asked for as it is, whatever the caller says, and refused when encoded (protocol §12.1#14)", async () => {
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

      it("are followed within the origin with the same method, headers and bytes, on the same connection (protocol §12.3#3)", async () => {
        for (const status of [301, 302, 307, 308]) {
          const target = await countdown(status);
          const request = post(plain(target.port, "/3"), { headers: { "x-syncml-hmac": "mac" } });
          const answer = await succeeding(client(), request);
          expect(Buffer.from(answer.body).toString()).toBe("POST 010203 mac");
          expect(answer.url).toBe(plain(target.port, "/0"));
          expect(target.connections).toBe(1);
        }
      });

      it("are refused beyond three (protocol §12.3#3)", async () => {
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

      it("are refused from https to http (protocol §12.3#3)", async () => {
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

      it("verifies the server, by address and by name (protocol §13#5, #7)", async () => {
        const { port } = await server(ok, certificates.valid);
        const http = client({ ca: certificates.ca });
        for (const host of ["127.0.0.1", "localhost"]) {
          const answer = await succeeding(http, post(`https://${host}:${port}/`));
          expect(answer.serverVerified).toBe(true);
        }
      });

      it("refuses one no trusted authority vouches for (protocol §13#5)", async () => {
        await tlsFailing(certificates.selfSigned, "tls-untrusted");
        const { port } = await server(ok, certificates.valid);
        await failing(client(), post(secure(port)), "tls-untrusted");
        await failing(client({ ca: certificates.selfSigned.cert }), post(secure(port)), "tls-untrusted");
      });

      it("refuses one that has expired (protocol §13#5)", () => tlsFailing(certificates.expired, "tls-expired"));
      it("tells one that is not valid yet (decisions D15)", () =>
        tlsFailing(certificates.notYetValid, "tls-not-yet-valid"));
      it("refuses one for another name (protocol §13#5), also when TLS 1.2 offers to resume", async () => {
        await tlsFailing(certificates.otherName, "tls-name-mismatch");
        await tlsFailing({ ...certificates.otherName, maxVersion: "TLSv1.2" }, "tls-name-mismatch");
      });
      it("does not take a common name for a server name (protocol §13#5)", () =>
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

      it("speaks TLS 1.1 only when told to (protocol §13#2, #3)", async () => {
        const old: ServerOptions = {
          ...certificates.valid,
          minVersion: "TLSv1.1",
          maxVersion: "TLSv1.1",
          ciphers: "DEFAULT@SECLEVEL=0",
        };
        await tlsFailing(old, "tls-failed");
        const { port } = await server(ok, old);
        const answer = await succeeding(client({ ca: certificates.ca, minTlsVersion: "TLSv1.1" }), post(secure(port)));
        expect(answer.serverVerified).toBe(true);
        await failing(client({ minTlsVersion: "TLSv1.1" }), post(secure(port)), "tls-untrusted");
        const modern = await server(ok, { ...certificates.valid, minVersion: "TLSv1.3" });
        await succeeding(client({ ca: certificates.ca, minTlsVersion: "TLSv1.1" }), post(secure(modern.port)));
      });

      it("keeps to the lowest version told", async () => {
        const { port } = await server(ok, { ...certificates.valid, maxVersion: "TLSv1.2" });
        await succeeding(client({ ca: certificates.ca }), post(secure(port)));
        await failing(client({ ca: certificates.ca, minTlsVersion: "TLSv1.3" }), post(secure(port)), "tls-failed");
      });

      it("presents its client certificate to a server that asks", async () => {
        const asking = { ...certificates.valid, ca: certificates.ca, requestCert: true, rejectUnauthorized: true };
        for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
          const { port } = await server(ok, { ...asking, maxVersion });
          await succeeding(client({ ca: certificates.ca, clientCertificate: certificates.client }), post(secure(port)));
          const refused = await client({ ca: certificates.ca }).exchange(post(secure(port)));
          expect(refused).toMatchObject({ outcome: "failure", kind: expect.stringMatching(/^(tls-failed|reset)$/) });
        }
      });

      it("shows the certificate of a request where one goes with it, and its own to the others", async () => {
        const seen: string[] = [];
        const listener: RequestListener = (request, response) => {
          seen.push((request.socket as TLSSocket).getPeerCertificate().serialNumber);
          response.end("ok");
        };
        const asking = { ...certificates.valid, ca: certificates.ca, requestCert: true, rejectUnauthorized: true };
        const target = await server(listener, asking);
        const http = client({ ca: certificates.ca, clientCertificate: certificates.client });
        const other = post(secure(target.port), { clientCertificate: certificates.renewedClient });
        for (let i = 0; i < 2; i++) {
          await succeeding(http, post(secure(target.port)));
          await succeeding(http, other);
        }
        expect(target.connections).toBe(2);
        expect([seen[0], seen[1]]).toEqual([seen[2], seen[3]]);
        expect(seen[0]).not.toBe(seen[1]);
        const none = await http.exchange(post(secure(target.port), { clientCertificate: () => undefined }));
        expect(none).toMatchObject({ kind: expect.stringMatching(/^(tls-failed|reset)$/) });
        const broken = post(secure(target.port), { clientCertificate: { cert: "s3cret", key: "s3cret" } });
        expect((await failing(http, broken, "client-certificate-unusable")).message).not.toContain("s3cret");
      });

      it("keeps to the lowest version of each request, and beside it to its own", async () => {
        const { port } = await server(ok, { ...certificates.valid, maxVersion: "TLSv1.2" });
        const http = client({ ca: certificates.ca });
        await failing(http, post(secure(port), { minTlsVersion: "TLSv1.3" }), "tls-failed");
        await succeeding(http, post(secure(port)));
        const old: ServerOptions = { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT:@SECLEVEL=0" };
        const ancient = await server(ok, { ...certificates.valid, ...old });
        await succeeding(http, post(secure(ancient.port), { minTlsVersion: "TLSv1.1" }));
        await failing(http, post(secure(ancient.port)), "tls-failed");
      });

      it("allows nothing older than TLS 1.1, even untyped (protocol §13#3)", async () => {
        for (const version of ["TLSv1", "SSLv3", "toString"] as unknown as TlsVersion[]) {
          expect(() => create({ minTlsVersion: version })).toThrow(RangeError);
          await failing(client(), post("https://127.0.0.1:1/", { minTlsVersion: version }), "tls-failed");
        }
      });

      it("tells of TLS 1.1 and of plain http when they are let in, once each", async () => {
        const warnings: string[] = [];
        const http = client({ ca: certificates.ca, warn: (message) => warnings.push(message) });
        const closed = await server(ok, certificates.valid);
        const plainServer = await server(ok);
        await succeeding(http, post(secure(closed.port)));
        await succeeding(http, post(plain(plainServer.port), { allowPlainHttp: true }));
        expect(warnings).toEqual([]);
        for (let i = 0; i < 2; i++) {
          await succeeding(http, post(secure(closed.port), { minTlsVersion: "TLSv1.1" }));
          await succeeding(http, post(`http://0.0.0.0:${plainServer.port}/?s3cret`, { allowPlainHttp: true }));
        }
        expect(warnings).toEqual([expect.stringContaining("TLS 1.1"), expect.stringContaining("plain http")]);
        expect(warnings.join()).not.toMatch(/s3cret|\n/);
      });

      it("takes for expired what ended before it is known to be later (protocol §13#8, decisions D15)", async () => {
        const { port } = await server(ok, certificates.valid);
        const http = client({ ca: certificates.ca });
        await succeeding(http, post(secure(port), { timeFloor: Date.now() }));
        const later = client({ ca: certificates.ca });
        await failing(later, post(secure(port), { timeFloor: Date.now() + 2 * 86_400_000 }), "tls-expired");
        const outliving = await server(ok, certificates.outliving);
        const at = (days: number) => ({ timeFloor: Date.now() + days * 86_400_000 });
        await succeeding(client({ ca: certificates.ca }), post(secure(outliving.port), at(8)));
        await failing(client({ ca: certificates.ca }), post(secure(outliving.port), at(10)), "tls-expired");
        // What is once known stays known.
        await failing(later, post(secure(port)), "tls-expired");
      });

      it("presents a renewed client certificate from the next exchange on, over new connections (protocol §13#9)", async () => {
        const seen: string[] = [];
        const listener: RequestListener = (request, response) => {
          seen.push((request.socket as TLSSocket).getPeerCertificate().serialNumber);
          response.end("ok");
        };
        const asking = { ...certificates.valid, ca: certificates.ca, requestCert: true, rejectUnauthorized: true };
        const target = await server(listener, asking);
        let current: TestCertificate | undefined = certificates.client;
        const http = client({ ca: certificates.ca, clientCertificate: () => current });
        for (let i = 0; i < 2; i++) await succeeding(http, post(secure(target.port)));
        current = certificates.renewedClient;
        for (let i = 0; i < 2; i++) await succeeding(http, post(secure(target.port)));
        expect(target.connections).toBe(2);
        expect(seen[0]).toBe(seen[1]);
        expect(seen[2]).toBe(seen[3]);
        expect(seen[1]).not.toBe(seen[2]);
        current = undefined;
        const refused = await http.exchange(post(secure(target.port)));
        expect(refused).toMatchObject({ kind: expect.stringMatching(/^(tls-failed|reset)$/) });
        current = { cert: "s3cret", key: "s3cret" };
        const unusable = await failing(http, post(secure(target.port)), "client-certificate-unusable");
        expect(unusable.message).not.toContain("s3cret");
        current = certificates.client;
        await succeeding(http, post(secure(target.port)));
      });

      it("lets what is under way end with the certificate it began with", async () => {
        const slow = await server(
          (_request, response) => setTimeout(() => response.end("ok"), 100),
          certificates.valid,
        );
        const { port } = slow;
        let current = certificates.client;
        const http = client({ ca: certificates.ca, clientCertificate: () => current });
        const before = succeeding(http, post(secure(port)));
        await expect.poll(() => slow.connections, { timeout: 5_000 }).toBe(1);
        current = certificates.renewedClient;
        await Promise.all([before, succeeding(http, post(secure(port)))]);
        // And no longer: only the connection of the new one stays.
        await expect.poll(() => slow.open, { timeout: 3_000 }).toBe(1);
      });

      it("ends that too when it is closed", async () => {
        const silent = await server(() => {}, certificates.valid);
        let current = certificates.client;
        const http = client({ ca: certificates.ca, clientCertificate: () => current });
        const before = failing(http, post(secure(silent.port)), "aborted");
        await expect.poll(() => silent.connections, { timeout: 5_000 }).toBe(1);
        current = certificates.renewedClient;
        const after = failing(http, post(secure(silent.port)), "aborted");
        await new Promise((resolve) => setTimeout(resolve, 50));
        await http.close();
        await Promise.all([before, after]);
      });

      it("tells a server that does not speak TLS", async () => {
        const { port } = await server(ok);
        await failing(client({ ca: certificates.ca }), post(secure(port)), "tls-failed");
      });

      it("refuses trust anchors and keys it cannot read when it is made", () => {
        expect(() => create({ ca: "nonsense" })).toThrow();
        expect(() => create({ clientCertificate: { cert: "nonsense", key: "nonsense" } })).toThrow();
      });
    });

    describe("a proxy", () => {
      const through = async (options: Parameters<typeof proxyServer>[0] = {}) => {
        const made = await proxyServer(options);
        toClose.push(made);
        return made;
      };

      it("tunnels https, whose server is verified as ever, over one connection (protocol §12.1#15)", async () => {
        const { port } = await server(ok, certificates.valid);
        const wrong = await server(ok, certificates.otherName);
        const proxy = await through();
        const http = client({ ca: certificates.ca, proxy: { url: proxy.url } });
        for (let i = 0; i < 3; i++) {
          expect(await succeeding(http, post(secure(port)))).toMatchObject({ serverVerified: true, url: secure(port) });
        }
        expect(proxy.seen).toEqual([`CONNECT 127.0.0.1:${port}`]);
        expect(proxy.authorizations).toEqual([undefined]);
        await failing(http, post(secure(wrong.port)), "tls-name-mismatch");
        await failing(http, post(secure(port), { minTlsVersion: "TLSv1.3", timeFloor: 4e12 }), "tls-expired");
      });

      it("is asked for the whole URL in plain http", async () => {
        const seen: IncomingMessage["headers"][] = [];
        const { port } = await server((request, response) => {
          seen.push(request.headers);
          if (request.url === "/dm?x") response.writeHead(307, { Location: "/there" }).end();
          else response.end("ok");
        });
        const proxy = await through();
        const http = client({ proxy: { url: proxy.url } });
        const answer = await succeeding(http, post(plain(port, "/dm?x")));
        expect(answer).toMatchObject({ url: plain(port, "/there"), serverVerified: false });
        expect(proxy.seen).toEqual([`POST ${plain(port, "/dm?x")}`, `POST ${plain(port, "/there")}`]);
        expect(seen.map(({ host }) => host)).toEqual([`127.0.0.1:${port}`, `127.0.0.1:${port}`]);
      });

      it("gets its credentials, and the server never does (protocol §12.3#2)", async () => {
        const seen: IncomingMessage["headers"][] = [];
        const listener: RequestListener = (request, response) => {
          seen.push(request.headers);
          response.end();
        };
        const open = await server(listener);
        const closed = await server(listener, certificates.valid);
        const proxy = await through({ name: "gw", secret: "päss:s3cret" });
        const http = client({ ca: certificates.ca, proxy: { url: proxy.url, name: "gw", secret: "päss:s3cret" } });
        await succeeding(http, post(secure(closed.port)));
        await succeeding(http, post(plain(open.port)));
        expect(JSON.stringify(seen)).not.toMatch(/proxy-authorization/);
        for (const more of [{}, { name: "gw", secret: "wr0ng" }]) {
          const stranger = client({ ca: certificates.ca, proxy: { url: proxy.url, ...more } });
          for (const url of [secure(closed.port), plain(open.port)]) {
            const { message } = await failing(stranger, post(url), "proxy-authentication");
            expect(message).not.toMatch(/s3cret|wr0ng/);
          }
        }
        expect(seen).toHaveLength(2);
      });

      it("is told from the server when it fails", async () => {
        const { port } = await server(ok, certificates.valid);
        const gone = await through();
        await gone.close();
        const failingThrough = async (url: string, kind: HttpFailure["kind"]) => {
          const http = client({ ca: certificates.ca, proxy: { url } });
          await failing(http, post(secure(port), { timeoutMs: kind === "timeout" ? 500 : 5_000 }), kind);
        };
        await failingThrough(gone.url, "proxy-unreachable");
        const open = client({ proxy: { url: gone.url } });
        await failing(open, post(plain(port)), "proxy-unreachable");
        for (const [answer, kind] of [
          ["HTTP/1.1 403 No\r\n\r\n", "proxy-refused"],
          ["HTTP/1.1 502 Bad Gateway\r\n\r\n", "proxy-unreachable"],
          ["HTTP/1.1 200 OK\r\n\r\nmore than asked for", "proxy-refused"],
          ["SSH-2.0-x\r\n\r\n", "proxy-refused"],
          [`HTTP/1.1 200 OK\r\nX: ${"x".repeat(20_000)}`, "proxy-refused"],
          ["HTTP/1.1 200 OK\r\n", "timeout"],
        ] as const) {
          const { port: at } = await sayRaw(answer);
          await failingThrough(`http://127.0.0.1:${at}`, kind);
        }
        const refusing = await rawServer((socket) => socket.on("data", () => socket.write("HTTP/1.1 403 No\r\n\r\n")));
        const http = client({ proxy: { url: `http://127.0.0.1:${refusing.port}` } });
        await failing(http, post(secure(port)), "proxy-refused");
        await expect.poll(() => refusing.open, { timeout: 5_000 }).toBe(0);
        const cut = await rawServer((socket) => socket.once("data", () => socket.destroy()));
        await failingThrough(`http://127.0.0.1:${cut.port}`, "proxy-unreachable");
      });

      it("may itself want TLS, and is verified too", async () => {
        const { port } = await server(ok, certificates.valid);
        const proxy = await through({ tls: certificates.valid });
        await succeeding(client({ ca: certificates.ca, proxy: { url: proxy.url } }), post(secure(port)));
        const impostor = await through({ tls: certificates.otherName });
        const http = client({ ca: certificates.ca, proxy: { url: impostor.url } });
        await failing(http, post(secure(port)), "tls-name-mismatch");
        expect(impostor.seen).toEqual([]);
      });

      it("holds no tunnel open after close", async () => {
        const silent = await rawServer((socket) => socket.resume());
        const http = client({ proxy: { url: `http://127.0.0.1:${silent.port}` } });
        const waiting = failing(http, post(secure(1)), "aborted");
        await new Promise((resolve) => setTimeout(resolve, 50));
        await http.close();
        await waiting;
        await expect.poll(() => silent.open, { timeout: 5_000 }).toBe(0);
      });

      it("must be an origin, with its secret beside it", () => {
        for (const url of ["proxy", "ftp://p/", "http://me:s3cret@p:1/", "http://p/path", "socks5://p:1"]) {
          let message = "";
          try {
            create({ proxy: { url } });
          } catch (error) {
            message = (error as Error).message;
          }
          expect(message).toMatch(/proxy/);
          expect(message).not.toContain("s3cret");
        }
      });
    });
  });
}
