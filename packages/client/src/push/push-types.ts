/** Pushes as the device sees them, whatever brought them. */
import type { DigestName, Initiator, UiMode } from "@oma-dm/codec/notification";

/** What brought a push: a WSP PDU in a datagram, a short message, or an HTTP request. */
export type Bearer = "wap-push" | "sms" | "http-push";

export interface InjectOptions {
  readonly bearer: Bearer;
  /** The bearer itself proved who sent it: the secure port, TLS with a known client (decisions D18). */
  readonly secure?: boolean;
  /** Of `http-push`: its media type, with parameters. */
  readonly contentType?: string;
  /** Of `http-push`: X-Wap-Application-Id. */
  readonly applicationId?: string;
  /**
   * Of `sms`: an SMS-DELIVER (when not given), user data that begins with its header, or the WSP PDU that came to the
   * push port.
   */
  readonly form?: "pdu" | "user-data" | "push";
  /** Of `sms` as user data: who sent it, so that parts of different senders are kept apart. */
  readonly from?: string;
}

/** Why a push led to nothing. Whoever sent it is never told. */
export type IgnoreReason = (typeof IGNORE_REASONS)[number];

export const IGNORE_REASONS = [
  /** No push, no notification, or one that breaks its layout. */
  "malformed",
  /** For another application, or for none where one must be named. */
  "other-application",
  "other-content-type",
  /** A 1.2 notification of a version other than 10 to 12 (bootstrap-push §2.5#3). */
  "bad-version",
  /** No account of that server. */
  "unknown-server",
  "bad-digest",
  /** SESSIONID 0. */
  "bad-session-id",
  "expired",
  /** Stamped more than a day ahead of the device's clock. */
  "from-the-future",
  "duplicate",
  /** A knock with the special nonce while an earlier one is not settled (bootstrap-push §2.4#2). */
  "resynchronised-before",
  "rate-limited",
  /** A bootstrap document that was refused. */
  "bootstrap-refused",
  /** Plain octets on the secure port, or what its layer refused. */
  "not-secured",
] as const;

export type PushVerdict =
  /** A session follows. */
  | { readonly verdict: "accepted"; readonly serverId: string; readonly sessionId: string }
  | { readonly verdict: "bootstrapped"; readonly accounts: readonly string[] }
  /** A part of a message; the others have not come yet. */
  | { readonly verdict: "incomplete" }
  | { readonly verdict: "ignored"; readonly reason: IgnoreReason };

/** A notification whose digest is right, and what it recommends: hints, none of which has to be followed. */
export interface Knock {
  readonly bearer: Bearer;
  /** The bearer itself proved who sent it. */
  readonly secure: boolean;
  readonly format: "1.2" | "1.3";
  readonly serverId: string;
  /** Upper-case hexadecimal without leading zeros (bootstrap-push §2.5#4). */
  readonly sessionId: string;
  readonly uiMode: UiMode;
  readonly initiator: Initiator;
  /** Which formula the digest was made with. */
  readonly digest: "MD5" | DigestName;
  /** It was made with the special nonce: the server lost the one it had (bootstrap-push §2.4). */
  readonly resynchronised: boolean;
  /** Of a 1.3 notification: seconds since 1970, and days it holds from then on; 0 days: no end. */
  readonly timestamp?: number;
  readonly timeoutDays?: number;
  readonly connectReason?: string;
  readonly vendorInfo?: Uint8Array;
  /** By number, the most wanted first; the code points are not known (bootstrap-push §3.3#9). */
  readonly preferredBearers?: readonly number[];
  readonly targetedMos?: readonly number[];
  readonly requestedMos?: readonly number[];
}

/** What becomes of notifications; pushed bootstrap documents go by `BootstrapPolicy`. */
export interface PushOptions {
  /** What a notification that recommends nothing is taken for; `background` when not given (bootstrap-push §2.5#7). */
  readonly unspecifiedUiMode?: Exclude<UiMode, "not-specified">;
  /** What becomes of a notification that wants the user's consent where there is no user; `proceed` when not given. */
  readonly withoutUser?: "proceed" | "decline";
  /** Milliseconds a user has to consent; 120,000 when not given. */
  readonly consentMs?: number;
  /** Sessions one server's notifications may open a minute, lasting; 6 when not given. */
  readonly perMinute?: number;
  /** And how many at once; 20 when not given. */
  readonly burst?: number;
  /** Take a 1.2 notification under the media type of 1.3, if its digest is right (decisions D6). */
  readonly tolerate12As13?: boolean;
}

/** What came in since the device was opened. */
export interface PushStatistics {
  /** Datagrams, messages and requests handed in. */
  readonly received: number;
  /** Notifications that lead to a session. */
  readonly accepted: number;
  readonly bootstrapped: number;
  /** Parts of messages. */
  readonly parts: number;
  readonly ignored: Readonly<Record<IgnoreReason, number>>;
  /** Datagrams the kernel dropped because nobody fetched them in time; absent where it does not say. */
  readonly kernelDrops?: number;
}

export type PushEvent =
  /** A genuine notification came; a session follows as soon as nothing else is under way. */
  | ({ readonly type: "notified" } & Knock)
  /** It led to no session after all. */
  | {
      readonly type: "notification-dropped";
      readonly serverId: string;
      readonly sessionId: string;
      readonly reason: "expired" | "declined" | "account-gone";
    }
  /** A pushed bootstrap document was refused; `code` says why, as `BootstrapError` has it. */
  | { readonly type: "bootstrap-refused"; readonly bearer: Bearer; readonly code: string };
