/** One SyncML message each way over HTTP. Clause: HTTPBinding 1.3 §4, §5.3; rules protocol §12, §5.8. */
import { type Encoding, MEDIA_TYPES } from "@oma-dm/codec/syncml";
import type { AccountHttpOptions } from "./http-options.ts";
import { mayPass, reactionTo } from "./http-reactions.ts";
import type { HttpFailure, HttpRequest, HttpResponse, Ports } from "./ports.ts";
import { backOff, RETRY, readRetryAfter } from "./retry-after.ts";
import {
  type Authorized,
  answerChallenge,
  authorize,
  type HttpAuthentication,
  type HttpCredential,
  readAuthenticationInfo,
} from "./security/http-authentication.ts";
import type { Writable } from "./writable.ts";

export interface HttpBindingOptions extends AccountHttpOptions {
  /** The account's address; HTTP Basic goes to its origin alone. */
  readonly url: string;
  /** Bytes of the largest response body accepted. */
  readonly maxResponseBytes: number;
  /** Of AAuthLevel HTTP (protocol §12.5#1). */
  readonly credentials?: readonly HttpCredential[];
  /** Milliseconds one request may take; 60,000 when not given. */
  readonly timeoutMs?: number;
  /** Tries for each message; 3 when not given (protocol §5.8#2). */
  readonly attempts?: number;
}

export interface BindingRequest {
  readonly url: string;
  /** The message as it goes on the wire: every try sends these bytes. */
  readonly bytes: Uint8Array;
  readonly encoding: Encoding;
  /** Beside those of the binding, names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Nothing comes after it: tried once, and an answer without a message will do (protocol §12.2#2). */
  readonly last?: boolean;
}

/** No message came back. */
export interface BindingFailure {
  readonly outcome: "failure";
  readonly kind:
    | HttpFailure["kind"]
    /** A status that means no message. */
    | "http-status"
    /** The server is busy for longer than a session can wait: `retryAfterMs`. */
    | "http-busy"
    | "http-authentication"
    /** 406 or 415 to WBXML: the same message in XML may be taken (protocol §12.3#4). */
    | "encoding-refused"
    /** 413: smaller messages may be taken (protocol §12.3#7). */
    | "message-too-large"
    | "unexpected-content"
    | "no-message";
  /** One line: what happened and what to do. */
  readonly message: string;
  readonly retryAfterMs?: number;
}

/** How long an abort waits for the answer under way, so that 1223 can be said at all. */
const ABORT_GRACE_MS = 5_000;
const USER_AGENT = "oma-dm (OMA-DM 1.3)";
/** Newer nonces taken for one message: a server that never has enough of them must not hold the session. */
const MAX_STALE = 3;
const CNONCE_BYTES = 16;

type HeaderRow = readonly [
  name: string,
  value: (encoding: Encoding, options: HttpBindingOptions, preferred: Encoding) => string,
];

/** Host, Content-Length, Connection and Accept-Encoding are the HTTP client's. */
// biome-ignore format: the table of protocol §12.1
export const HEADERS: readonly HeaderRow[] = [
  ["content-type", (encoding) => MEDIA_TYPES.syncml[encoding]],
  ["accept", (_, __, preferred) => accepted(preferred).join(", ")],
  ["accept-charset", () => "utf-8"],
  ["cache-control", () => "no-store, private"],
  ["user-agent", (_, { userAgent }) => userAgent ?? USER_AGENT],
];

/** The one the session began in first, whatever the server chose since (protocol §12.1#5, INV-20). */
function accepted(preferred: Encoding): readonly string[] {
  const { xml, wbxml } = MEDIA_TYPES.syncml;
  return preferred === "wbxml" ? [wbxml, xml] : [xml, wbxml];
}

/** The binding for one session: it remembers nothing but the HTTP authentication agreed with the server. */
export class HttpBinding {
  private readonly ports: Pick<Ports, "clock" | "random" | "http">;
  private readonly options: HttpBindingOptions;
  /** Headers that every request of an encoding has. */
  private readonly own: Partial<Record<Encoding, Readonly<Record<string, string>>>> = {};
  private authentication: HttpAuthentication;
  private preferred: Encoding | undefined;

  constructor(ports: Pick<Ports, "clock" | "random" | "http">, options: HttpBindingOptions) {
    this.ports = ports;
    this.options = options;
    const { credentials = [] } = options;
    this.authentication = {
      credentials,
      // Only credentials are bound to a place.
      origin: credentials.length > 0 && URL.canParse(options.url) ? new URL(options.url).origin : "",
      allowPlainBasic: options.allowPlainHttp === true,
    };
  }

  /**
   * The response that holds a message, with its headers and its body as received. `signal` ends it as `aborted`, after
   * a grace for the answer under way. Never rejects.
   */
  async exchange(request: BindingRequest, signal?: AbortSignal): Promise<HttpResponse | BindingFailure> {
    const { clock } = this.ports;
    const tries = request.last === true ? 1 : (this.options.attempts ?? RETRY.attempts);
    let { url } = request;
    let attempt = 1;
    let refusals = 0;
    let stale = 0;
    for (;;) {
      const shown = this.authorization(url);
      const answer = await this.send(request, url, shown, signal);
      const again = this.judge(request, answer);
      if (again === "authenticate") {
        const response = answer as HttpResponse;
        // After a redirect the digest must name the place that answered (decisions D10).
        url = response.url;
        const header = response.headers["www-authenticate"];
        const next = answerChallenge(this.authentication, header, { method: "POST", url }, shown);
        if (!next.go) return failure("http-authentication", next.reason);
        if (next.stale) stale++;
        else refusals++;
        // Refused what was made for a challenge to this very message: the secret is wrong (protocol §12.5#3).
        if (refusals > 1) return failure("http-authentication", REFUSED_TWICE);
        if (stale > MAX_STALE) return failure("http-authentication", "the server takes no nonce of its own for fresh");
        if (signal?.aborted === true && request.last !== true) return failure("aborted", "the session was aborted");
        this.authentication = next.state;
        continue;
      }
      if (answer.outcome === "response" && !this.serverKnowsSecret(answer, shown)) {
        return failure(
          "http-authentication",
          "the server's HTTP proof (rspauth) is wrong; it does not know the secret",
        );
      }
      if (again !== "retry") return again;
      const { wait, asked } = waitFor(answer, attempt, clock.now());
      if (asked && wait > RETRY.longestMs) return busy(answer, wait);
      if (attempt >= tries || signal?.aborted === true) return spent(answer);
      await clock.sleep(wait, signal);
      attempt++;
    }
  }

  private authorization(url: string): Authorized | undefined {
    if (this.authentication.agreed === undefined || !URL.canParse(url)) return undefined;
    const cnonce = Array.from(this.ports.random.bytes(CNONCE_BYTES), (it) => it.toString(16).padStart(2, "0")).join("");
    const [next, shown] = authorize(this.authentication, { method: "POST", url }, cnonce);
    this.authentication = next;
    return shown;
  }

  private serverKnowsSecret({ headers }: HttpResponse, shown: Authorized | undefined): boolean {
    const next = readAuthenticationInfo(this.authentication, headers["authentication-info"], shown);
    if (next === undefined) return false;
    this.authentication = next;
    return true;
  }

  private usual(encoding: Encoding, preferred: Encoding): Readonly<Record<string, string>> {
    const known = this.own[encoding];
    if (known !== undefined) return known;
    const headers: Record<string, string> = {};
    for (const [name, value] of HEADERS) headers[name] = value(encoding, this.options, preferred);
    this.own[encoding] = headers;
    return headers;
  }

  private send(
    { bytes, encoding, headers }: BindingRequest,
    url: string,
    shown: Authorized | undefined,
    signal: AbortSignal | undefined,
  ): Promise<HttpResponse | HttpFailure> {
    const { http } = this.ports;
    const { options } = this;
    const { allowPlainHttp, minTlsVersion, clientCertificate, chunked } = options;
    this.preferred ??= encoding;
    const { preferred } = this;
    const usual = this.usual(encoding, preferred);
    const isUsual = headers === undefined && shown === undefined;
    const request: Writable<HttpRequest> = {
      method: "POST",
      url,
      headers: isUsual ? usual : { ...usual, ...headers, ...(shown && { authorization: shown.header }) },
      body: bytes,
      maxResponseBytes: options.maxResponseBytes,
      timeoutMs: options.timeoutMs ?? 60_000,
    };
    if (allowPlainHttp !== undefined) request.allowPlainHttp = allowPlainHttp;
    if (minTlsVersion !== undefined) request.minTlsVersion = minTlsVersion;
    if (clientCertificate !== undefined) request.clientCertificate = clientCertificate;
    if (chunked !== undefined) request.chunked = chunked;
    return signal === undefined ? http.exchange(request) : this.graciously(request, signal);
  }

  /** An abort waits for the answer under way, but not for ever. */
  private async graciously(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse | HttpFailure> {
    const { clock, http } = this.ports;
    const gracious = new AbortController();
    const stop = (): void => void clock.sleep(ABORT_GRACE_MS, gracious.signal).then(() => gracious.abort());
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
    const answer = await http.exchange(request, gracious.signal);
    signal.removeEventListener("abort", stop);
    gracious.abort();
    return answer;
  }

  /** What the answer is, or what to do about it. */
  private judge(
    { encoding, last }: BindingRequest,
    answer: HttpResponse | HttpFailure,
  ): HttpResponse | BindingFailure | "retry" | "authenticate" {
    if (answer.outcome === "failure") return mayPass(answer.kind) ? "retry" : answer;
    const { reaction, advice } = reactionTo(answer.status);
    switch (reaction) {
      case "message":
        return checkContent(answer, last === true);
      case "retry":
      case "authenticate":
        return reaction;
      case "xml":
        return failure(encoding === "wbxml" ? "encoding-refused" : "http-status", refusal(answer.status, advice));
      case "smaller":
      case "fail":
        return failure(reaction === "smaller" ? "message-too-large" : "http-status", refusal(answer.status, advice));
      default:
        throw new TypeError(`no such reaction: ${reaction satisfies never}`);
    }
  }
}

const REFUSED_TWICE = "the server refused the HTTP credentials; check name and secret of AAuthLevel HTTP";

function failure(kind: BindingFailure["kind"], message: string): BindingFailure {
  return { outcome: "failure", kind, message };
}

function refusal(status: number, advice: string): string {
  return `the server answered HTTP ${status}; ${advice}`;
}

/** After the last try. */
function spent(answer: HttpResponse | HttpFailure): BindingFailure {
  if (answer.outcome === "failure") return answer;
  return failure("http-status", refusal(answer.status, reactionTo(answer.status).advice));
}

function busy(answer: HttpResponse | HttpFailure, wait: number): BindingFailure {
  const status = answer.outcome === "response" ? `HTTP ${answer.status}` : "nothing";
  const message = `the server answered ${status} and is busy for ${Math.ceil(wait / 1_000)} s; try again then`;
  return { outcome: "failure", kind: "http-busy", message, retryAfterMs: wait };
}

function waitFor(
  answer: HttpResponse | HttpFailure,
  attempt: number,
  now: number,
): { readonly wait: number; readonly asked: boolean } {
  const asked = answer.outcome === "response" ? readRetryAfter(answer.headers["retry-after"], now) : undefined;
  return { wait: asked ?? backOff(attempt), asked: asked !== undefined };
}

/** Whether a response of success holds a message; the body itself is not looked at. Rules: protocol §12.2#1, #2. */
function checkContent(answer: HttpResponse, last: boolean): HttpResponse | BindingFailure {
  const { status, headers, body } = answer;
  if (body.length === 0) {
    return last ? answer : failure("no-message", `the server answered HTTP ${status} without a message`);
  }
  const said = headers["content-type"] ?? "";
  if (said === MEDIA_TYPES.syncml.wbxml) return answer;
  const type = said.split(";")[0]!.trim().toLowerCase();
  if (type === MEDIA_TYPES.syncml.xml || type === MEDIA_TYPES.syncml.wbxml) return answer;
  const shown = JSON.stringify(type.slice(0, 60));
  return failure(
    "unexpected-content",
    `the server answered with ${shown}, not a DM message; check the account's address`,
  );
}
