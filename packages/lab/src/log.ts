/** The raw log: every HTTP message, in and out, with its bytes. Unmasked; `trace.ts` makes the form fit to be shown. */
import type { DecodeError } from "@oma-dm/codec";
import type { Encoding, Message } from "@oma-dm/codec/syncml";
import type { HeaderList, Violation } from "./rule.ts";
import type { Outcome } from "./server-session.ts";

export interface LogEntry {
  /** Position among all HTTP messages of the lab, from 1. */
  readonly n: number;
  readonly direction: "to-server" | "to-device";
  /** Milliseconds since the epoch, by the lab's clock. */
  readonly timeMs: number;
  /** Path and query of the request. */
  readonly path: string;
  readonly method: string;
  /** HTTP status; absent for requests and when nothing was answered. */
  readonly status?: number;
  readonly headers: HeaderList;
  /** The body as it went over the wire (for a truncated answer: as far as it went). */
  readonly bytes: Uint8Array;
  readonly encoding?: Encoding;
  readonly message?: Message;
  /** Why the bytes are no message. */
  readonly error?: DecodeError;
  /** SessionID, once the entry belongs to a session. */
  readonly sessionId?: string;
  /** What was done to the answer on purpose. */
  readonly fault?: string;
  /** The answer (or request) repeats one before, byte for byte. */
  readonly repeat?: boolean;
}

/** What the lab says of a session. */
export interface SessionReport {
  readonly sessionId: string;
  readonly deviceId: string;
  readonly script: string;
  readonly outcome: Outcome;
  /** Client messages, re-POSTs not counted. */
  readonly messages: number;
  readonly authenticated: { readonly client: boolean; readonly server: boolean };
  /** Why the client's credentials were refused, one entry for each time; a stale nonce is no violation. */
  readonly refusals: readonly string[];
  readonly violations: readonly Violation[];
  /** The script came to its end and there is no violation. */
  readonly passed: boolean;
}
