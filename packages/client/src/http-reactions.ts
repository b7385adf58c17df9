/** What the binding does about each status and each failed exchange (protocol §12.3, §5.8#2). Clause: RFC 9110 §15. */
import type { HttpFailure } from "./ports.ts";

export type Reaction =
  /** The body is the server's message. */
  | "message"
  /** The same bytes again, after a wait. */
  | "retry"
  /** The same bytes again, with an Authorization. */
  | "authenticate"
  /** The same message in XML, once, when it went out in WBXML. */
  | "xml"
  /** The same in smaller messages. */
  | "smaller"
  | "fail";

export interface StatusRow {
  readonly reaction: Reaction;
  /** What to do when that does not help. */
  readonly advice: string;
}

const ADDRESS = "check the account's address";
const LATER = "try again later";

// biome-ignore format: the table of protocol §12.3
export const STATUSES: Readonly<Record<number, StatusRow>> = {
  400: { reaction: "fail", advice: "the server took the request for a wrong one; check the account's address" },
  401: { reaction: "authenticate", advice: "give the account credentials of AAuthLevel HTTP that the server takes" },
  403: { reaction: "fail", advice: "the server refuses this device; ask its operator" },
  404: { reaction: "fail", advice: ADDRESS },
  405: { reaction: "fail", advice: "no DM server takes messages there; check the account's address" },
  406: { reaction: "xml", advice: "the server takes no encoding of this client; check the account's address" },
  407: { reaction: "fail", advice: "a proxy wants credentials; give them with the proxy" },
  408: { reaction: "retry", advice: LATER },
  413: { reaction: "smaller", advice: "the message is too large for the server; have its limit raised" },
  415: { reaction: "xml", advice: "the server takes no encoding of this client; check the account's address" },
  429: { reaction: "retry", advice: LATER },
  500: { reaction: "retry", advice: LATER },
  502: { reaction: "retry", advice: LATER },
  503: { reaction: "retry", advice: LATER },
  504: { reaction: "retry", advice: LATER },
};

const SUCCESS: StatusRow = { reaction: "message", advice: ADDRESS };
const OTHER: StatusRow = { reaction: "fail", advice: ADDRESS };

export function reactionTo(status: number): StatusRow {
  return STATUSES[status] ?? (status >= 200 && status <= 299 ? SUCCESS : OTHER);
}

/** Failures of the network that may pass by themselves. */
export const PASSING: ReadonlySet<HttpFailure["kind"]> = new Set([
  "name-not-resolved",
  "refused",
  "unreachable",
  "reset",
  "timeout",
  "proxy-unreachable",
]);

export function mayPass(kind: HttpFailure["kind"]): boolean {
  return PASSING.has(kind);
}
