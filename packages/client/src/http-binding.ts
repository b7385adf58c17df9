/** One SyncML message each way over HTTP. Clause: HTTPBinding 1.3 §4, §5.3; rules protocol §12, §5.8. */
import { type Encoding, MEDIA_TYPES } from "@oma-dm/codec/syncml";
import type { HttpFailure, HttpRequest, HttpResponse, Ports } from "./ports.ts";

export interface HttpBindingOptions {
  /** Milliseconds one request may take; 60,000 when not given. */
  readonly timeoutMs?: number;
  /** Tries for each message; 3 when not given (protocol §5.8#2). */
  readonly attempts?: number;
  /** Bytes of the largest response body accepted. */
  readonly maxResponseBytes: number;
}

export interface BindingRequest {
  readonly url: string;
  /** The message as it goes on the wire: every try sends these bytes. */
  readonly bytes: Uint8Array;
  readonly encoding: Encoding;
  /** Beside those of the binding, names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Nothing comes after it: tried once, and an answer without a message will do (protocol §12.2#2). */
  readonly last: boolean;
}

/** No message came back. */
export interface BindingFailure {
  readonly outcome: "failure";
  readonly kind: HttpFailure["kind"] | "http-refused";
  /** One line: what happened and what to do. */
  readonly message: string;
}

/** How long an abort waits for the answer under way, so that 1223 can be said at all. */
const ABORT_GRACE_MS = 5_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
const USER_AGENT = "oma-dm (OMA-DM 1.3)";

/** The binding for one session: it remembers nothing but what the server's HTTP asks of the session. */
export class HttpBinding {
  private readonly ports: Pick<Ports, "clock" | "http">;
  private readonly options: HttpBindingOptions;

  constructor(ports: Pick<Ports, "clock" | "http">, options: HttpBindingOptions) {
    this.ports = ports;
    this.options = options;
  }

  /**
   * The response that holds a message, its headers and its body as received. Never rejects. `signal` ends it as
   * `aborted`, after a grace for the answer under way.
   */
  async exchange(request: BindingRequest, signal?: AbortSignal): Promise<HttpResponse | BindingFailure> {
    const answer = await this.answerTo(request, signal);
    if (answer.outcome === "failure") return answer;
    const refused = checkResponse(answer);
    return refused === undefined ? answer : { outcome: "failure", kind: "http-refused", message: refused };
  }

  /** The same bytes again after a failure that may pass (protocol §5.8, §12.3). */
  private async answerTo(request: BindingRequest, signal?: AbortSignal): Promise<HttpResponse | HttpFailure> {
    const { clock, http } = this.ports;
    const tries = request.last ? 1 : (this.options.attempts ?? 3);
    const sent: HttpRequest = {
      method: "POST",
      url: request.url,
      headers: { ...headersFor(request.encoding), ...request.headers },
      body: request.bytes,
      maxResponseBytes: this.options.maxResponseBytes,
      timeoutMs: this.options.timeoutMs ?? 60_000,
    };
    for (let attempt = 1; ; attempt++) {
      const gracious = new AbortController();
      const stop = (): void => void clock.sleep(ABORT_GRACE_MS, gracious.signal).then(() => gracious.abort());
      if (signal?.aborted === true) stop();
      else signal?.addEventListener("abort", stop, { once: true });
      const answer = await http.exchange(sent, gracious.signal);
      signal?.removeEventListener("abort", stop);
      gracious.abort();
      if (attempt >= tries || signal?.aborted === true || !mayPass(answer)) return answer;
      await clock.sleep(waitFor(answer, attempt), signal);
    }
  }
}

/** protocol §12.1. */
function headersFor(encoding: Encoding): Record<string, string> {
  return {
    "content-type": MEDIA_TYPES.syncml[encoding],
    accept: acceptFor(encoding),
    "accept-charset": "utf-8",
    "cache-control": "no-store, private",
    "user-agent": USER_AGENT,
  };
}

function acceptFor(encoding: Encoding): string {
  const { xml, wbxml } = MEDIA_TYPES.syncml;
  return encoding === "wbxml" ? `${wbxml}, ${xml}` : `${xml}, ${wbxml}`;
}

/** One line when the response is no message; its body is not looked at then. */
function checkResponse({ status, headers, body }: HttpResponse): string | undefined {
  if (status === 401) return "the server wants HTTP authentication; the account has none";
  if (status < 200 || status > 299) return `the server answered HTTP ${status}; check the account's address`;
  if (body.length === 0) return `the server answered HTTP ${status} without a message`;
  const type = (headers["content-type"] ?? "").split(";")[0]!.trim().toLowerCase();
  if (type === MEDIA_TYPES.syncml.xml || type === MEDIA_TYPES.syncml.wbxml) return undefined;
  return `the server answered with ${JSON.stringify(type.slice(0, 60))}, not a DM message; check the account's address`;
}

const PASSING_FAILURES: ReadonlySet<HttpFailure["kind"]> = new Set([
  "name-not-resolved",
  "refused",
  "unreachable",
  "reset",
  "timeout",
]);
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

function mayPass(answer: HttpResponse | HttpFailure): boolean {
  return answer.outcome === "failure" ? PASSING_FAILURES.has(answer.kind) : PASSING_STATUSES.has(answer.status);
}

function waitFor(answer: HttpResponse | HttpFailure, attempt: number): number {
  const asked = answer.outcome === "response" ? Number(answer.headers["retry-after"]) * 1_000 : Number.NaN;
  const ms = Number.isFinite(asked) && asked >= 0 ? asked : FIRST_RETRY_MS * 2 ** (attempt - 1);
  return Math.min(ms, LONGEST_RETRY_MS);
}
