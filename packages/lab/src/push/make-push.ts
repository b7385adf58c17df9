/** Notifications and bootstrap documents as a server pushes them. Clause: bootstrap-push §2, §3, §4.4#8, §8.2. */
import {
  type DigestName,
  encodeNotification12,
  encodeNotification13,
  type Initiator,
  NOTIFICATION_1_2_TYPE,
  NOTIFICATION_1_3_TYPE,
  RESYNCHRONISATION_NONCE,
  type UiMode,
} from "@oma-dm/codec/notification";
import { decodeUserData, encodeSmsDeliver, splitUserData } from "@oma-dm/codec/sms";
import { encodePush, parseContentType, WAP_PUSH_PORT } from "@oma-dm/codec/wsp";

/** What is pushed: a media type with its parameters, and the octets. */
export interface PushContent {
  readonly contentType: string;
  readonly data: Uint8Array;
  /** In place of that of Device Management; `none`: none is named. */
  readonly application?: string;
}

export interface NotificationOptions {
  readonly serverId: string;
  /** AAuthSecret of the server. */
  readonly secret: string;
  /** The server's nonce; absent: none. `lost`: the special one, because the server has none any more. */
  readonly nonce?: Uint8Array | "lost";
  /** 1 to 65535. */
  readonly sessionId: number;
  /** Default 1.2. */
  readonly format?: "1.2" | "1.3";
  /** Default `background`. */
  readonly uiMode?: UiMode;
  /** Default `server`. */
  readonly initiator?: Initiator;
  /** Of 1.3: seconds since 1970; default now. */
  readonly timestamp?: number;
  /** Of 1.3: default 7; 0: no end. */
  readonly timeoutDays?: number;
  /** Of 1.3. */
  readonly connectReason?: string;
  /** Of 1.3: how the digest is made; default D1. Provisional (bootstrap-push §3.4). */
  readonly digest?: DigestName;
}

/** @throws RangeError on what a field cannot hold */
export function makeNotification(options: NotificationOptions): PushContent {
  const { serverId, secret, sessionId, uiMode = "background", initiator = "server" } = options;
  const nonce = options.nonce === "lost" ? RESYNCHRONISATION_NONCE : (options.nonce ?? new Uint8Array());
  const key = { name: serverId, secret, nonce };
  const common = { serverId, sessionId, uiMode, initiator };
  if (options.format !== "1.3") {
    const data = encodeNotification12({ ...common, version: 11, futureUse: 0, vendorData: new Uint8Array() }, key);
    return { contentType: NOTIFICATION_1_2_TYPE, data };
  }
  const { timestamp = Math.floor(Date.now() / 1000), timeoutDays = 7, connectReason, digest } = options;
  const lists = { targetedMos: [], requestedMos: [], preferredBearers: [], unknownOptions: [] };
  const reason = connectReason === undefined ? {} : { connectReason };
  const body = { ...common, ...lists, ...reason, version: 1, reserved: 0, timestamp, timeoutDays };
  return {
    contentType: NOTIFICATION_1_3_TYPE,
    data: encodeNotification13(body, key, digest === undefined ? {} : { digest }),
  };
}

/** The application all of these are for (bootstrap-push §4.4#8). */
export const DM_APPLICATION = "x-wap-application:syncml.dm";

/** The push PDU; type and application by their numbers, as a sender must (bootstrap-push §4.3#7, §4.4#8). */
export function wapPush({ contentType, data, application }: PushContent, transactionId = 1): Uint8Array {
  return encodePush({
    transactionId,
    confirmed: false,
    contentType: parseContentType(contentType),
    headers: Object.entries(applicationHeader(application)).map(([name, value]) => ({ name, value })),
    data,
  });
}

/** The header that names the application, if one is named. */
export function applicationHeader(application: string = DM_APPLICATION): Readonly<Record<string, string>> {
  return application === "none" ? {} : { "X-Wap-Application-Id": application };
}

/** The same PDU with everything in words, as a receiver must take it, too (bootstrap-push §4.3, §4.4). */
export function wapPushInWords({ contentType, data, application }: PushContent, transactionId = 1): Uint8Array {
  const words = [contentType, ...Object.entries(applicationHeader(application)).flat()];
  const head = Buffer.from(words.map((word) => `${word}\0`).join(""), "latin1");
  return new Uint8Array(Buffer.concat([Uint8Array.of(transactionId, 6), uintvar(head.length), head, data]));
}

function uintvar(value: number): Uint8Array {
  return value < 0x80 ? Uint8Array.of(value) : Uint8Array.of(0x80 | (value >> 7), value & 0x7f);
}

/** As many SMS-DELIVER as it takes (bootstrap-push §4.5#11). @throws RangeError on an originator that is no number */
export function shortMessages(
  content: PushContent,
  { originator, reference, now = Date.now() }: { originator: string; reference: number; now?: number },
): readonly Uint8Array[] {
  const parts = splitUserData(wapPush(content), { destination: WAP_PUSH_PORT, source: 9200 }, { reference });
  return parts.map((part) => encodeSmsDeliver({ originator, timestamp: now, userData: decodeUserData(part) }));
}
