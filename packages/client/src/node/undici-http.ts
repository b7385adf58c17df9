import { lookup as resolveName } from "node:dns";
import type { LookupFunction } from "node:net";
import { setImmediate } from "node:timers/promises";
import { checkServerIdentity, createSecureContext, type PeerCertificate } from "node:tls";
import { Agent, type Dispatcher } from "undici";
import { isLoopbackHost } from "../loopback.ts";
import type { HttpClient, HttpFailure, HttpRequest, HttpResponse } from "../ports.ts";
import { failureOf, httpFailure } from "./http-failure.ts";

export interface UndiciHttpOptions {
  /** Trust anchors, PEM: in place of those Node ships. */
  readonly ca?: string | Buffer;
  /** Client certificate and its key, PEM. */
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  /** Default TLSv1.2. TLSv1.1 also admits the old suites and signatures it needs (protocol §13): log its use. */
  readonly minVersion?: "TLSv1.1" | "TLSv1.2" | "TLSv1.3";
  /** Connections per origin; unlimited unless told. Idle ones are reused first. */
  readonly connections?: number;
  /** Milliseconds a body may stand still before the exchange is given up; default 30,000. */
  readonly bodyIdleMs?: number;
}

/** Longest wait for a TCP connection and its TLS handshake, in milliseconds; `timeoutMs` may end it sooner. */
const CONNECT_MS = 30_000;
/** Wait for one of several addresses before the next is tried, in milliseconds: Node's 250 is short for a cell link. */
const ADDRESS_MS = 2_000;
/** decisions D10. */
const MAX_REDIRECTS = 3;
const FOLLOWED = new Set([301, 302, 307, 308]);
/** Bytes of a redirect's body read so that its connection can be used again. */
const MAX_REDIRECT_BODY = 64 * 1024;
/** The longest delay a Node timer takes, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * HTTP/1.1 over undici. TLS is always verified: there is no switch, and NODE_TLS_REJECT_UNAUTHORIZED has no effect.
 * No cookies, no cache, no proxy, no decompression (decisions D14), redirects by decisions D10, plain http by D20.
 *
 * Throws what OpenSSL says when `ca`, `cert` or `key` cannot be read. `close` ends what is under way as `aborted`.
 */
export function undiciHttp(options: UndiciHttpOptions = {}): HttpClient {
  const minVersion = options.minVersion ?? "TLSv1.2";
  const agent = new Agent({
    ...(options.connections === undefined ? {} : { connections: options.connections }),
    connect: {
      timeout: CONNECT_MS,
      autoSelectFamilyAttemptTimeout: ADDRESS_MS,
      lookup,
      secureContext: createSecureContext({
        ...(options.ca === undefined ? {} : { ca: options.ca }),
        ...(options.cert === undefined ? {} : { cert: options.cert }),
        ...(options.key === undefined ? {} : { key: options.key }),
        minVersion,
        ...(minVersion === "TLSv1.1" ? { ciphers: "DEFAULT@SECLEVEL=0" } : {}),
      }),
      rejectUnauthorized: true,
      checkServerIdentity: checkName,
      // A resumed session skips the check of the name, and outlives the certificate it was opened with.
      maxCachedSessions: 0,
    },
  });
  let closing: Promise<void> | undefined;

  return {
    async exchange(request, signal) {
      const url = targetOf(request);
      if (!(url instanceof URL)) return url;
      if (closing !== undefined) return httpFailure("aborted", url.origin, "the HTTP client is closed");
      if (signal?.aborted === true) return httpFailure("aborted", url.origin);

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
        const answer = follow(agent, request, url, stop.signal, options.bodyIdleMs ?? 30_000);
        return await Promise.race([endedEarly, answer]);
      } catch (error) {
        return failureOf(error, url.origin);
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
      }
    },
    close() {
      closing ??= agent.destroy();
      return closing;
    },
  };
}

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
  url.hash = "";
  return url;
}

/** Sends the request, and again wherever the server redirects it within its own origin (decisions D10, protocol §12.3). */
async function follow(
  agent: Agent,
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
      origin: url.origin,
      path: url.pathname + url.search,
      method: request.method,
      headers: headersToSend(request.headers),
      ...(request.body === undefined ? {} : { body: request.body }),
      signal,
      headersTimeout: Math.min(request.timeoutMs, LONGEST_TIMER),
      bodyTimeout: Math.min(request.timeoutMs, bodyIdleMs),
    });
    // A body let go reports that as an error; whoever reads it learns of errors by the read.
    body.on("error", () => {});
    const headers = receivedHeaders(received);

    // 303 asks for a GET, which would answer a message that never arrived.
    if (FOLLOWED.has(statusCode) || statusCode === 303) {
      const next = redirectTarget(url, headers["location"]);
      const refused =
        statusCode === 303
          ? "its method would change"
          : redirects === MAX_REDIRECTS
            ? `more than ${MAX_REDIRECTS} in a row`
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

function headersToSend(headers: Readonly<Record<string, string>>): Record<string, string> {
  const sent = Object.entries(headers).filter(([name]) => name.toLowerCase() !== "accept-encoding");
  return { ...Object.fromEntries(sent), "Accept-Encoding": "identity" };
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
  for await (const part of body as AsyncIterable<Uint8Array>) {
    length += part.length;
    // Leaving the loop destroys the body, and with it the connection.
    if (length > limit) return undefined;
    parts.push(part);
  }
  // undici takes the connection for busy until the next turn, and would open a second one for the next request.
  await setImmediate();
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The names of subjectAltName alone: a common name is no server name (protocol §13). */
function checkName(host: string, certificate: PeerCertificate): Error | undefined {
  return checkServerIdentity(host, { ...certificate, subject: { ...certificate.subject, CN: "" } });
}

/** `localhost` is this machine whatever a resolver says (RFC 6761 §6.3); plain http is allowed to it (decisions D20). */
const lookup: LookupFunction = (hostname, options, callback) => {
  if (hostname !== "localhost") return resolveName(hostname, options, callback);
  const addresses = [
    { address: "127.0.0.1", family: 4 },
    { address: "::1", family: 6 },
  ].filter(({ family }) => [0, undefined, family, `IPv${family}`].includes(options.family));
  const first = addresses[0] ?? { address: "127.0.0.1", family: 4 };
  if (options.all === true) callback(null, addresses);
  else callback(null, first.address, first.family);
};
