/**
 * The log in a form that may be kept and shown: one JSON object per HTTP message, secrets masked.
 *
 * Clause: decisions D11.
 */
import { type Encoding, encodeMessage, type Message } from "@oma-dm/codec/syncml";
import type { LogEntry } from "./log.ts";
import { MASK, maskMessage } from "./masking.ts";
import type { HeaderList } from "./rule.ts";
import { countSecret, type Secret, textsOf } from "./secrets.ts";

/** One line of a trace file. Fields that do not apply are left out. */
export interface TraceEvent {
  /** Position in the trace, from 1. */
  readonly n: number;
  readonly direction: "to-server" | "to-device";
  /** ISO 8601, UTC. */
  readonly time: string;
  /** SessionID. */
  readonly session?: string;
  readonly method: string;
  /** Path and query of the request. */
  readonly path: string;
  /** HTTP status of an answer. */
  readonly status?: number;
  /** Values of Authorization, x-syncml-hmac and the like are "…". */
  readonly headers: HeaderList;
  readonly encoding?: Encoding;
  /** Bytes of the body on the wire. */
  readonly size: number;
  /**
   * The body in base64. With `masked` it is the message encoded again without its secrets, so its length is not `size`.
   * Left out when the bytes are no message and may hold a secret.
   */
  readonly bytes?: string;
  readonly masked?: true;
  /** The message as XML text, whatever it travelled as. */
  readonly xml?: string;
  /** Why the bytes are no message. */
  readonly error?: string;
  /** What the lab did to the answer on purpose. */
  readonly fault?: string;
  /** The same bytes as once before. */
  readonly repeat?: true;
}

/** The trace of a log. `secrets` are masked wherever they show; Cred, NextNonce and AAuth leaves always are. */
export function traceOf(log: readonly LogEntry[], secrets: readonly Secret[] = []): TraceEvent[] {
  return log.map((entry) => traceEvent(entry, secrets));
}

/** One entry of the log as a trace event. */
export function traceEvent(entry: LogEntry, secrets: readonly Secret[] = []): TraceEvent {
  const { n, direction, method, path, bytes, encoding, message, fault, error } = entry;
  return {
    n,
    direction,
    time: new Date(entry.timeMs).toISOString(),
    ...(entry.sessionId === undefined ? {} : { session: entry.sessionId }),
    method,
    path: maskText(path, secrets),
    ...(entry.status === undefined ? {} : { status: entry.status }),
    headers: maskHeaders(entry.headers, secrets),
    ...(encoding === undefined ? {} : { encoding }),
    size: bytes.length,
    ...(message === undefined || encoding === undefined
      ? rawBody(bytes, secrets)
      : messageBody(bytes, message, encoding, secrets)),
    ...(error === undefined ? {} : { error: error.message }),
    ...(fault === undefined ? {} : { fault }),
    ...(entry.repeat === true ? { repeat: true } : {}),
  };
}

/** JSONL: one event per line. */
export function printTrace(events: readonly TraceEvent[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join("");
}

/** Reads what `printTrace` wrote. Blank lines are skipped. @throws SyntaxError on a line that is no JSON */
export function parseTrace(text: string): TraceEvent[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as TraceEvent);
}

function messageBody(
  bytes: Uint8Array,
  message: Message,
  encoding: Encoding,
  secrets: readonly Secret[],
): Pick<TraceEvent, "bytes" | "masked" | "xml"> {
  const masked = maskMessage(message, secrets);
  try {
    const shown = masked === message ? bytes : encodeMessage(masked, encoding);
    if (holdsSecret(shown, secrets)) return { masked: true };
    const xml = Buffer.from(encodeMessage(masked, "xml")).toString("utf8");
    const body = { bytes: base64(shown), xml };
    return masked === message ? body : { ...body, masked: true };
  } catch (error) {
    // A lenient decoder reads messages that a strict encoder will not write, such as a Status without CmdID.
    if (error instanceof TypeError) return masked === message ? { bytes: base64(bytes) } : { masked: true };
    throw error;
  }
}

/** Both Cred and Chal name their scheme as plain text in XML and in WBXML. */
const AUTH_SCHEME = "syncml:auth-";

function rawBody(bytes: Uint8Array, secrets: readonly Secret[]): Pick<TraceEvent, "bytes"> {
  if (bytes.length === 0) return {};
  if (Buffer.from(bytes).includes(AUTH_SCHEME) || holdsSecret(bytes, secrets)) return {};
  return { bytes: base64(bytes) };
}

function maskHeaders(headers: HeaderList, secrets: readonly Secret[]): HeaderList {
  return headers.map(([name, value]) => [
    name,
    /(auth(orization|entication-info)|x-syncml-hmac)$/i.test(name) ? MASK : maskText(value, secrets),
  ]);
}

function maskText(text: string, secrets: readonly Secret[]): string {
  return holdsSecret(Buffer.from(text, "utf8"), secrets) ? MASK : text;
}

function holdsSecret(bytes: Uint8Array, secrets: readonly Secret[]): boolean {
  if (secrets.length === 0) return false;
  const texts = textsOf(bytes);
  return secrets.some((secret) => texts.some((text) => countSecret(secret, text) > 0));
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
