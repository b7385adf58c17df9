/**
 * Whether a notification is genuine. Its digest comes before everything that could cost anything or be seen by anybody
 * (bootstrap-push §3.5#6).
 */
import { DecodeError } from "@oma-dm/codec";
import {
  type DigestName,
  decodeNotification12,
  decodeNotification13,
  digestCandidates,
  type Notification12,
  type Notification13,
  RESYNCHRONISATION_NONCE,
  type Received,
  triggerDigest,
} from "@oma-dm/codec/notification";
import type { Account } from "../objects/dm-acc.ts";
import type { Destination } from "./dispatch.ts";
import type { IgnoreReason, Knock } from "./push-types.ts";

type Notification = (Notification12 | Notification13) & Received;
type Proof = Pick<Knock, "digest" | "resynchronised">;

export interface JudgeOptions {
  readonly tolerate12As13: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The clock is known to stand wrong, and says nothing about the age of a message (bootstrap-push §3.5#4). */
  readonly clockIsWrong: boolean;
}

/** What is known of a knock, without what brought it. */
export type Judged = Omit<Knock, "bearer" | "secure">;

export function judgeKnock(
  data: Uint8Array,
  destination: Exclude<Destination, "bootstrap">,
  accounts: readonly Account[],
  options: JudgeOptions,
): Judged | IgnoreReason {
  const judged = judgeAs(data, destination, accounts, options);
  if (destination === "notification-1.2" || !options.tolerate12As13 || typeof judged !== "string") return judged;
  // A sender of a draft's time: only a right digest can tell (decisions D6).
  const older = judgeAs(data, "notification-1.2", accounts, options);
  return typeof older === "string" ? judged : older;
}

function judgeAs(
  data: Uint8Array,
  destination: Exclude<Destination, "bootstrap">,
  accounts: readonly Account[],
  options: JudgeOptions,
): Judged | IgnoreReason {
  const notification = decode(data, destination);
  if (notification === undefined) return "malformed";
  const { format, serverId, sessionId, version, uiMode, initiator } = notification;
  const account = accounts.find((each) => each.serverId === serverId);
  if (account === undefined) return "unknown-server";
  const proof = prove(notification, account);
  if (proof === undefined) return "bad-digest";
  if (format === "1.2" && (version < 10 || version > 12)) return "bad-version";
  if (sessionId === 0) return "bad-session-id";
  const age = notification.format === "1.3" ? ageOf(notification, options) : undefined;
  if (age !== undefined) return age;
  const common = { format, serverId, sessionId: sessionId.toString(16).toUpperCase(), uiMode, initiator, ...proof };
  return { ...common, ...hintsOf(notification) };
}

function decode(data: Uint8Array, destination: Exclude<Destination, "bootstrap">): Notification | undefined {
  try {
    return destination === "notification-1.2" ? decodeNotification12(data) : decodeNotification13(data);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

/** The stored nonce first, then the special one (bootstrap-push §2.4#3); names as in bootstrap-push §2.3#2. */
function prove(notification: Notification, { serverId, servers }: Account): Proof | undefined {
  for (const resynchronised of [false, true]) {
    for (const credential of servers) {
      // Whoever knows an empty secret knows nothing.
      if (credential.secret === "") continue;
      const nonce = resynchronised ? RESYNCHRONISATION_NONCE : (credential.nonce ?? new Uint8Array());
      for (const name of new Set([serverId, ...(credential.name === "" ? [] : [credential.name])])) {
        const digest = digestOf(notification, { name, secret: credential.secret, nonce }, resynchronised);
        if (digest !== undefined) return { digest, resynchronised };
      }
    }
  }
  return undefined;
}

function digestOf(
  notification: Notification,
  key: { readonly name: string; readonly secret: string; readonly nonce: Uint8Array },
  resynchronised: boolean,
): "MD5" | DigestName | undefined {
  const { signed, digest } = notification;
  if (notification.format === "1.2") return sameSecret(triggerDigest(signed, key), digest) ? "MD5" : undefined;
  const rows = digestCandidates(digest).filter(({ usesNonce }) => usesNonce || !resynchronised);
  return rows.find(({ make }) => sameSecret(make(signed, key), digest))?.name;
}

/** In time that does not tell where they differ. */
function sameSecret(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ (b[i] ?? 0);
  return difference === 0;
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Too old, or from too far ahead (bootstrap-push §3.5#4). */
export function ageOf(
  { timestamp, timeoutDays }: { readonly timestamp: number; readonly timeoutDays: number },
  { now, clockIsWrong }: Pick<JudgeOptions, "now" | "clockIsWrong">,
): "expired" | "from-the-future" | undefined {
  if (clockIsWrong) return undefined;
  const ageMs = now - timestamp * 1_000;
  if (ageMs < -DAY_MS) return "from-the-future";
  return timeoutDays > 0 && ageMs > timeoutDays * DAY_MS ? "expired" : undefined;
}

function hintsOf(notification: Notification): Partial<Judged> {
  if (notification.format === "1.2") {
    const { vendorData } = notification;
    return vendorData.length === 0 ? {} : { vendorInfo: vendorData.slice() };
  }
  const { timestamp, timeoutDays, connectReason, vendorInfo, preferredBearers, targetedMos, requestedMos } =
    notification;
  return {
    timestamp,
    timeoutDays,
    ...(connectReason === undefined ? {} : { connectReason }),
    ...(vendorInfo === undefined ? {} : { vendorInfo: vendorInfo.slice() }),
    ...(preferredBearers.length === 0 ? {} : { preferredBearers }),
    ...(targetedMos.length === 0 ? {} : { targetedMos }),
    ...(requestedMos.length === 0 ? {} : { requestedMos }),
  };
}
