/**
 * A bootstrap document by HTTPS GET: from the bootstrap server, or from the web server on the card. Only a server whose
 * certificate was verified is believed. Clause: DMBOOT 1.3 §5.5.7, §6 (not read); rules bootstrap-push §10, §11.1.
 */
import { MAX_DOCUMENT_BYTES } from "./bootstrap/bootstrap.ts";
import { BootstrapError } from "./bootstrap/bootstrap-error.ts";
import type { BootstrapRequestOptions } from "./bootstrap/bootstrap-options.ts";
import { FORMS } from "./bootstrap/security.ts";
import type { HttpFailure, HttpResponse, Ports } from "./ports.ts";
import { backOff, RETRY, readRetryAfter } from "./retry-after.ts";

export interface Fetched {
  readonly document: Uint8Array;
  readonly contentType: string;
}

const USER_AGENT = "oma-dm (OMA-DM 1.3)";
const WBXML_TYPES = Object.keys(FORMS).filter((type) => type.endsWith("wbxml"));
/** Nobody is there, or nobody has an answer now: may be otherwise soon. */
const PASSING: ReadonlySet<HttpFailure["kind"]> = new Set([
  "name-not-resolved",
  "refused",
  "unreachable",
  "reset",
  "timeout",
  "proxy-unreachable",
]);

/** `{DevID}` in a URL stands for the identifier of the device (bootstrap-push §11.1#2). Throws `BootstrapError`. */
export function bootstrapUrl(template: string, deviceId: string): string {
  const url = template.trim().replaceAll("{DevID}", encodeURIComponent(deviceId));
  if (url.length > 2_048 || !URL.canParse(url) || new URL(url).protocol !== "https:" || new URL(url).username !== "") {
    throw new BootstrapError("bad-url", "a bootstrap server is reached by an https URL without user-info");
  }
  return url;
}

/**
 * The document there is. `isOptional`: a server that is not there, or has none, is no failure, and `undefined`
 * (bootstrap-push §10#3). Rejects with `BootstrapError`.
 */
export async function fetchDocument(
  { http, clock }: Pick<Ports, "http" | "clock">,
  url: string,
  options: BootstrapRequestOptions,
  isOptional: boolean,
  signal?: AbortSignal,
): Promise<Fetched | undefined> {
  const { headers, userAgent = USER_AGENT, timeoutMs = 60_000 } = options;
  const attempts = isOptional ? 1 : (options.attempts ?? 3);
  for (let attempt = 1; ; attempt++) {
    const answer = await http.exchange(
      {
        method: "GET",
        url,
        headers: { ...headers, accept: WBXML_TYPES.join(", "), "user-agent": userAgent, "cache-control": "no-store" },
        maxResponseBytes: MAX_DOCUMENT_BYTES,
        timeoutMs,
      },
      signal,
    );
    if (isOptional && hasNothing(answer)) return undefined;
    const wait = waitBefore(answer, attempt, clock.now());
    if (wait === undefined) return judged(answer);
    if (attempt >= attempts || wait > RETRY.longestMs || signal?.aborted === true) return judged(answer);
    await clock.sleep(wait, signal);
  }
}

function hasNothing(answer: HttpResponse | HttpFailure): boolean {
  if (answer.outcome === "failure") return answer.kind === "refused" || answer.kind === "unreachable";
  return answer.status === 404 || answer.status === 204;
}

/** Milliseconds; `undefined` where asking again would bring the same. */
function waitBefore(answer: HttpResponse | HttpFailure, attempt: number, now: number): number | undefined {
  if (answer.outcome === "failure") return PASSING.has(answer.kind) ? backOff(attempt) : undefined;
  const { status, headers } = answer;
  if (status < 500 && status !== 429 && status !== 408) return undefined;
  return readRetryAfter(headers["retry-after"], now) ?? backOff(attempt);
}

function judged(answer: HttpResponse | HttpFailure): Fetched {
  if (answer.outcome === "failure") throw new BootstrapError("unreachable", answer.message);
  if (!answer.serverVerified) throw new BootstrapError("unreachable", "the server's certificate was not verified");
  if (answer.status !== 200) {
    throw new BootstrapError(
      "unreachable",
      `the server answered HTTP ${answer.status} instead of a bootstrap document`,
    );
  }
  const contentType = answer.headers["content-type"] ?? "";
  const type = contentType.split(";", 1).join("").trim().toLowerCase();
  if (WBXML_TYPES.includes(type)) return { document: answer.body, contentType };
  throw new BootstrapError("refused", `content type ${JSON.stringify(type.slice(0, 60))} is no bootstrap document`);
}
