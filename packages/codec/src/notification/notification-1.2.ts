/** The notification of DM 1.2, General Package #0 (bootstrap-push §2). Clause: DMNOTI 1.2 §6. */
import { md5 } from "@noble/hashes/legacy.js";
import { encodeBase64 } from "../auth/base64.ts";
import { join } from "../auth/join.ts";
import { bitLayout } from "../octets/bit-layout.ts";
import { OctetReader, utf8Text } from "../octets/octet-reader.ts";
import type { DigestKey } from "./digest-key.ts";
import { INITIATORS, type Initiator, UI_MODES, type UiMode } from "./hints.ts";

/** Media type of this format; WSP code 0x44 (bootstrap-push §2.1). */
export const NOTIFICATION_1_2_TYPE = "application/vnd.syncml.notification";

const DIGEST_LENGTH = 16;

/** The fixed part of the trigger (bootstrap-push §2.2). */
export const TRIGGER_LAYOUT = bitLayout({
  version: 10,
  uiMode: 2,
  initiator: 1,
  futureUse: 27,
  sessionId: 16,
  serverIdLength: 8,
});

/** A notification of DM 1.2 without its digest. */
export interface Notification12 {
  readonly format: "1.2";
  /** Ten times the version; 11 is what DM 1.2 sends (bootstrap-push §2.2). */
  readonly version: number;
  readonly uiMode: UiMode;
  readonly initiator: Initiator;
  /** 27 bits that mean nothing yet. */
  readonly futureUse: number;
  readonly sessionId: number;
  readonly serverId: string;
  /** Whatever stands behind the server's identifier. */
  readonly vendorData: Uint8Array;
}

/** What was received beside the values. */
export interface Received {
  readonly digest: Uint8Array;
  /** The octets the digest is over, as they lie in memory. */
  readonly signed: Uint8Array;
}

/** Longest message taken: it came in a short message or a datagram, and a vendor's tail has no bound of its own. */
const MAX_BYTES = 16 * 1024;

/** Throws `DecodeError`. The digest is not judged. */
export function decodeNotification12(bytes: Uint8Array): Notification12 & Received {
  const reader = new OctetReader(bytes, ["Notification"]);
  if (bytes.length > MAX_BYTES) throw reader.refuse("limit", `more than ${MAX_BYTES} octets`);
  const digest = reader.take(DIGEST_LENGTH, "digest");
  const signed = bytes.subarray(reader.offset);
  const fields = TRIGGER_LAYOUT.decode(reader.take(TRIGGER_LAYOUT.length, "trigger"));
  const { version, uiMode, initiator, futureUse, sessionId, serverIdLength } = fields;
  if (serverIdLength === 0) throw reader.refuse("bad-length", "the server's identifier is empty", "server-id");
  const at = reader.offset;
  const serverId = utf8Text(reader.take(serverIdLength, "server-id"));
  if (serverId === undefined) throw reader.refuse("bad-value", "the server's identifier is not UTF-8", "server-id", at);
  return {
    format: "1.2",
    version,
    uiMode: UI_MODES[uiMode]!,
    initiator: INITIATORS[initiator]!,
    futureUse,
    sessionId,
    serverId,
    vendorData: reader.rest(),
    digest,
    signed,
  };
}

const encoder = new TextEncoder();

/** The octets that are signed. Throws `RangeError`. */
export function encodeTrigger(notification: Omit<Notification12, "format">): Uint8Array {
  const { uiMode, initiator, serverId, vendorData, ...numbers } = notification;
  const id = encoder.encode(serverId);
  if (id.length === 0 || id.length > 255) throw new RangeError("a server's identifier has 1 to 255 octets");
  const fields = { ...numbers, uiMode: UI_MODES.indexOf(uiMode), initiator: INITIATORS.indexOf(initiator) };
  return join(TRIGGER_LAYOUT.encode({ ...fields, serverIdLength: id.length }), id, vendorData);
}

/** A notification as it is sent. Throws `RangeError`. */
export function encodeNotification12(notification: Omit<Notification12, "format">, key: DigestKey): Uint8Array {
  const trigger = encodeTrigger(notification);
  return join(triggerDigest(trigger, key), trigger);
}

/** H(B64(H(name ":" secret)) ":" nonce ":" B64(H(trigger))) with MD5, raw (bootstrap-push §2.3#4). */
export function triggerDigest(trigger: Uint8Array, key: DigestKey): Uint8Array {
  const { name, secret, nonce } = key;
  const user = encodeBase64(md5(encoder.encode(`${name}:${secret}`)));
  return md5(join(encoder.encode(`${user}:`), nonce, encoder.encode(`:${encodeBase64(md5(trigger))}`)));
}
