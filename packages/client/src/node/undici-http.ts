import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import type { Dispatcher } from "undici";
import { isLoopbackHost } from "../loopback.ts";
import type { HttpClient, HttpFailure, HttpRequest, HttpResponse } from "../ports.ts";
import { type ConnectionOptions, Connections, type Route } from "./http-connections.ts";
import { failureOf, httpFailure } from "./http-failure.ts";
import { isTlsVersion } from "./tls-settings.ts";

export interface UndiciHttpOptions extends ConnectionOptions {
  /** Milliseconds a body may stand still before the exchange is given up; default 30,000. */
  readonly bodyIdleMs?: number;
  /** One line about each weakness that an option lets in, the first time it does (decisions D20). */
  readonly warn?: (message: string) => void;
}

/** decisions D10; protocol §12.3#3. */
export const REDIRECTS = { followed: new Set([301, 302, 307, 308]), most: 3 };
/** Bytes of a redirect's body read so that its connection can be used again. */
const MAX_REDIRECT_BODY = 64 * 1024;
/** Of a request's body that is sent in chunks. */
const CHUNK_BYTES = 4 * 1024;
/** The longest delay a Node timer takes, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * HTTP/1.1 over undici. TLS is always verified: there is no switch, and NODE_TLS_REJECT_UNAUTHORIZED has no effect.
 * No cookies, no cache, no decompression (decisions D14), redirects by decisions D10, plain http by D20.
 *
 * Throws what OpenSSL says when `ca` or a constant client certificate cannot be read, `TypeError` for a proxy that is
 * no origin, `RangeError` for a TLS version older than 1.1. `close` ends what is under way as `aborted`.
 */
export function undiciHttp(options: UndiciHttpOptions = {}): HttpClient {
  const connections = new Connections(options);
  const warned = new Set<string>();
  const warn = (about: string, message: string): void => {
    if (warned.has(about)) return;
    warned.add(about);
    options.warn?.(message);
  };
  let closing: Promise<void> | undefined;

  return {
    async exchange(request, signal) {
      const url = targetOf(request);
      if (!(url instanceof URL)) return url;
      if (closing !== undefined) return httpFailure("aborted", url.origin, "the HTTP client is closed");
      if (signal?.aborted === true) return httpFailure("aborted", url.origin);
      const version = request.minTlsVersion ?? options.minTlsVersion ?? "TLSv1.2";
      if (!isTlsVersion(version)) return httpFailure("tls-failed", url.origin, "none older than 1.1");
      const route = connections.route(url, version, request.timeFloor ?? 0, request.clientCertificate);
      if ("outcome" in route) return route;
      if (url.protocol === "https:" && version === "TLSv1.1") warn(version, WARNINGS.oldTls);
      if (url.protocol === "http:" && !isLoopbackHost(url.hostname)) {
        warn(url.origin, `${url.origin}: ${WARNINGS.plainHttp}`);
      }

      const stop = new AbortController();
      let end: (early: HttpFailure) => void = () => {};
      // undici notices a signal only once it has a connection; a server that never answers the handshake must not
      // hold the exchange beyond its time.
      const endedEarly = new Promise<HttpFailure>((resolve) => {
        end = (early) => {
          resolve(early);
          stop.abort();
        };
      });
      const abort = () => end(httpFailure("aborted", url.origin));
      const timer = setTimeout(
        () => end(httpFailure("timeout", url.origin, `after ${request.timeoutMs} ms`)),
        Math.min(request.timeoutMs, LONGEST_TIMER),
      );
      signal?.addEventListener("abort", abort, { once: true });
      try {
        const answer = follow(route, request, url, stop.signal, options.bodyIdleMs ?? 30_000);
        return await Promise.race([endedEarly, answer]);
      } catch (error) {
        return failureOf(error, url.origin);
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
        route.leave();
      }
    },
    close() {
      closing ??= connections.destroy();
      return closing;
    },
  };
}

const WARNINGS = {
  oldTls: "TLS 1.1 is allowed, which is broken (RFC 8996); have the server speak TLS 1.2 and take the option away",
  plainHttp: "plain http is allowed: everyone on the way reads and changes what is said; use https",
};

/** The address of a request, or why nothing may be sent to it. */
function targetOf(request: HttpRequest): URL | HttpFailure {
  if (!URL.canParse(request.url)) return httpFailure("bad-url", undefined, "not an absolute URL");
  const url = new URL(request.url);
  if (url.protocol !== "https:" && url.protocol !== "http:")
    return httpFailure("bad-url", undefined, "not http or https");
  // User-info is a secret in a URL, and URLs are logged.
  if (url.username !== "" || url.password !== "") return httpFailure("bad-url", url.origin, "user-info in the URL");
  if (url.protocol === "http:" && request.allowPlainHttp !== true && !isLoopbackHost(url.hostname)) {
    return httpFailure("plain-http-refused", url.origin);
  }
  // Setting a part parses the whole anew.
  if (url.hash !== "") url.hash = "";
  return url;
}

/** Sends the request, and again wherever the server redirects it within its own origin (decisions D10, protocol §12.3). */
async function follow(
  { agent, proxy }: Route,
  request: HttpRequest,
  start: URL,
  signal: AbortSignal,
  bodyIdleMs: number,
): Promise<HttpResponse | HttpFailure> {
  let url = start;
  for (let redirects = 0; ; redirects++) {
    const {
      statusCode,
      headers: received,
      body,
    } = await agent.request({
      ...(proxy === undefined
        ? { origin: url.origin, path: url.pathname + url.search }
        : { origin: proxy.origin, path: url.href }),
      method: request.method,
      headers: headersToSend(request.headers, proxy && { host: url.host, authorization: proxy.authorization }),
      ...(request.body === undefined
        ? {}
        : { body: request.chunked === true ? Readable.from(chunks(request.body)) : request.body }),
      signal,
      headersTimeout: Math.min(request.timeoutMs, LONGEST_TIMER),
      bodyTimeout: Math.min(request.timeoutMs, bodyIdleMs),
    });
    // A body let go reports that as an error; whoever reads it learns of errors by the read.
    body.on("error", () => {});
    const headers = receivedHeaders(received);

    if (statusCode === 407 && proxy !== undefined) {
      body.destroy();
      return httpFailure("proxy-authentication", url.origin);
    }
    // 303 asks for a GET, which would answer a message that never arrived.
    if (REDIRECTS.followed.has(statusCode) || statusCode === 303) {
      const next = redirectTarget(url, headers["location"]);
      const refused =
        statusCode === 303
          ? "its method would change"
          : redirects === REDIRECTS.most
            ? `more than ${REDIRECTS.most} in a row`
            : next === undefined
              ? "it leaves the origin, or names none"
              : undefined;
      if (refused !== undefined || next === undefined) {
        body.destroy();
        return httpFailure("redirect-refused", url.origin, `${statusCode}, ${refused}`);
      }
      await readBody(body, headers["content-length"], MAX_REDIRECT_BODY);
      url = next;
      continue;
    }

    if (isEncoded(headers)) {
      body.destroy();
      return httpFailure("content-encoding-refused", url.origin);
    }
    const content = await readBody(body, headers["content-length"], request.maxResponseBytes);
    if (content === undefined) {
      return httpFailure("response-too-large", url.origin, `limit ${request.maxResponseBytes} bytes`);
    }
    return {
      outcome: "response",
      status: statusCode,
      headers,
      body: content,
      url: url.href,
      serverVerified: url.protocol === "https:",
    };
  }
}

/** Where a redirect leads, or `undefined` when that is not the origin it came from. */
function redirectTarget(from: URL, location: string | undefined): URL | undefined {
  if (location === undefined || !URL.canParse(location, from.href)) return undefined;
  const next = new URL(location, from);
  if (next.origin !== from.origin || next.username !== "" || next.password !== "") return undefined;
  next.hash = "";
  return next;
}

/** Those that are the client's own business: what a caller says of them is not sent. */
const OWN_HEADERS: ReadonlySet<string> = new Set(["accept-encoding", "host", "proxy-authorization"]);

function headersToSend(
  headers: Readonly<Record<string, string>>,
  proxied: { readonly host: string; readonly authorization: string | undefined } | undefined,
): Record<string, string> {
  const sent: Record<string, string> = {};
  for (const name in headers) if (!OWN_HEADERS.has(name.toLowerCase())) sent[name] = headers[name]!;
  sent["Accept-Encoding"] = "identity";
  if (proxied !== undefined) sent["Host"] = proxied.host;
  if (proxied?.authorization !== undefined) sent["Proxy-Authorization"] = proxied.authorization;
  return sent;
}

/** A body whose length undici cannot know beforehand. */
async function* chunks(body: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  for (let at = 0; at < body.length; at += CHUNK_BYTES) yield body.subarray(at, at + CHUNK_BYTES);
}

function receivedHeaders(received: Dispatcher.ResponseData["headers"]): Record<string, string> {
  const entries: [string, string][] = [];
  for (const [name, value] of Object.entries(received)) {
    if (value !== undefined) entries.push([name.toLowerCase(), Array.isArray(value) ? value.join(", ") : value]);
  }
  return Object.fromEntries(entries);
}

/** Whether the body is anything but the bytes the server meant (decisions D14). */
function isEncoded(headers: Readonly<Record<string, string>>): boolean {
  const only = (value: string | undefined, allowed: string) =>
    (value ?? "").split(",").every((each) => ["", allowed].includes(each.trim().toLowerCase()));
  return !only(headers["content-encoding"], "identity") || !only(headers["transfer-encoding"], "chunked");
}

/** The whole body, or `undefined` as soon as it is known to be longer than `limit` bytes. */
async function readBody(
  body: Dispatcher.ResponseData["body"],
  announced: string | undefined,
  limit: number,
): Promise<Uint8Array | undefined> {
  if (announced !== undefined && Number(announced) > limit) {
    body.destroy();
    return undefined;
  }
  const parts: Uint8Array[] = [];
  let length = 0;
  // By events: iterating a stream costs as much as the rest of the exchange.
  const isWhole = await new Promise<boolean>((resolve, reject) => {
    body.on("data", (part: Uint8Array) => {
      length += part.length;
      parts.push(part);
      if (length <= limit) return;
      resolve(false);
      // And with it the connection.
      body.destroy();
    });
    body.once("end", () => resolve(true));
    body.once("error", reject);
    body.once("close", () => {
      if (!body.readableEnded) reject(new Error("the connection was closed"));
    });
  });
  if (!isWhole) return undefined;
  // undici takes the connection for busy until the next turn, and would open a second one for the next request.
  await setImmediate();
  if (parts.length === 1) return Uint8Array.from(parts[0]!);
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
