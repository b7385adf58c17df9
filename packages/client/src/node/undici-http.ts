import { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import type { HttpClient, HttpFailure, HttpRequest, HttpResponse } from "../ports.ts";
import { type ConnectionOptions, Connections, type Route } from "./http-connections.ts";
import { failureOf, httpFailure } from "./http-failure.ts";
import { type Head, receive, Stop } from "./http-reception.ts";
import { type HttpTarget, parseTarget, targetAt } from "./http-target.ts";
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
      const target = targetOf(request);
      if ("outcome" in target) return target;
      const { origin, protocol } = target;
      if (closing !== undefined) return httpFailure("aborted", origin, "the HTTP client is closed");
      if (signal?.aborted === true) return httpFailure("aborted", origin);
      const version = request.minTlsVersion ?? options.minTlsVersion ?? "TLSv1.2";
      if (!isTlsVersion(version)) return httpFailure("tls-failed", origin, "none older than 1.1");
      const route = connections.route(target, version, request.timeFloor ?? 0, request.clientCertificate);
      if ("outcome" in route) return route;
      if (protocol === "https:" && version === "TLSv1.1") warn(version, WARNINGS.oldTls);
      if (protocol === "http:" && !target.isLocal) warn(origin, `${origin}: ${WARNINGS.plainHttp}`);

      const stop = new Stop();
      const abort = () => stop.now(httpFailure("aborted", origin));
      const timer = setTimeout(
        () => stop.now(httpFailure("timeout", origin, `after ${request.timeoutMs} ms`)),
        Math.min(request.timeoutMs, LONGEST_TIMER),
      );
      signal?.addEventListener("abort", abort, { once: true });
      try {
        return await follow(route, request, target, stop, options.bodyIdleMs ?? 30_000);
      } catch (error) {
        return failureOf(error, origin);
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
function targetOf(request: HttpRequest): HttpTarget | HttpFailure {
  const target = parseTarget(request.url);
  if (target === undefined) return httpFailure("bad-url", undefined, "not an absolute URL");
  const { protocol, origin, hasUserInfo, isLocal } = target;
  if (protocol !== "https:" && protocol !== "http:") return httpFailure("bad-url", undefined, "not http or https");
  if (hasUserInfo) return httpFailure("bad-url", origin, "user-info in the URL");
  if (protocol === "http:" && request.allowPlainHttp !== true && !isLocal) {
    return httpFailure("plain-http-refused", origin);
  }
  return target;
}

/** Sends the request, and again wherever the server redirects it within its own origin (decisions D10, protocol §12.3). */
async function follow(
  { agent, proxy }: Route,
  request: HttpRequest,
  start: HttpTarget,
  stop: Stop,
  bodyIdleMs: number,
): Promise<HttpResponse | HttpFailure> {
  let target = start;
  for (let redirects = 0; ; redirects++) {
    let next: HttpTarget | undefined;
    const { origin } = target;
    const judge = ({ status, headers }: Head): number | HttpFailure => {
      if (status === 407 && proxy !== undefined) return httpFailure("proxy-authentication", origin);
      if (isRedirect(status)) {
        next = redirectTarget(target, headers["location"]);
        const refused = refusedRedirect(status, redirects, next);
        if (refused === undefined) return MAX_REDIRECT_BODY;
        return httpFailure("redirect-refused", origin, `${status}, ${refused}`);
      }
      return isEncoded(headers) ? httpFailure("content-encoding-refused", origin) : request.maxResponseBytes;
    };
    const received = await receive(agent, requestTo(target, request, proxy, bodyIdleMs), stop, judge);
    if ("outcome" in received) return received;
    if (next !== undefined) {
      target = next;
      continue;
    }
    const { status, headers, body } = received;
    if (body === undefined) {
      return httpFailure("response-too-large", origin, `limit ${request.maxResponseBytes} bytes`);
    }
    const serverVerified = target.protocol === "https:";
    return { outcome: "response", status, headers, body, url: target.href, serverVerified };
  }
}

function requestTo(
  { origin, path, href, url }: HttpTarget,
  { method, headers, body, chunked, timeoutMs }: HttpRequest,
  proxy: Route["proxy"],
  bodyIdleMs: number,
): Dispatcher.DispatchOptions {
  return {
    origin: proxy === undefined ? origin : proxy.origin,
    path: proxy === undefined ? path : href,
    method,
    headers: headersToSend(headers, proxy && { host: url.host, authorization: proxy.authorization }),
    body: body === undefined ? null : chunked === true ? Readable.from(chunks(body)) : body,
    headersTimeout: Math.min(timeoutMs, LONGEST_TIMER),
    bodyTimeout: Math.min(timeoutMs, bodyIdleMs),
  };
}

/** 303 asks for a GET, which would answer a message that never arrived. */
function isRedirect(status: number): boolean {
  return REDIRECTS.followed.has(status) || status === 303;
}

/** Why a redirect is not followed. */
function refusedRedirect(status: number, redirects: number, next: HttpTarget | undefined): string | undefined {
  if (status === 303) return "its method would change";
  if (redirects === REDIRECTS.most) return `more than ${REDIRECTS.most} in a row`;
  return next === undefined ? "it leaves the origin, or names none" : undefined;
}

/** Where a redirect leads, or `undefined` when that is not the origin it came from. */
function redirectTarget(from: HttpTarget, location: string | undefined): HttpTarget | undefined {
  if (location === undefined || !URL.canParse(location, from.href)) return undefined;
  const next = targetAt(new URL(location, from.url));
  return next.origin === from.origin && !next.hasUserInfo ? next : undefined;
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

/** Whether the body is anything but the bytes the server meant (decisions D14). */
function isEncoded(headers: Readonly<Record<string, string>>): boolean {
  const only = (value: string | undefined, allowed: string) =>
    value === undefined || value.split(",").every((each) => ["", allowed].includes(each.trim().toLowerCase()));
  return !only(headers["content-encoding"], "identity") || !only(headers["transfer-encoding"], "chunked");
}
