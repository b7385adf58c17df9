/** Makes the octets of a case's pushes: sound ones, and what they are spoilt to. Clause: bootstrap-push §2.2, §3.2. */
import {
  encodeNotification12,
  encodeNotification13,
  NOTIFICATION_1_2_TYPE,
  NOTIFICATION_1_3_TYPE,
  RESYNCHRONISATION_NONCE,
} from "@oma-dm/codec/notification";
import type { PushContent } from "../push/make-push.ts";
import { SERVERS } from "./bench.ts";
import type { Knock, Push } from "./push-case.ts";

/** What a notification is made with, beside what stands in the case. */
export interface KnockGround {
  /** The server's nonce. */
  readonly nonce: Uint8Array;
  /** The device's clock, in milliseconds since 1970. */
  readonly now: number;
  readonly random: (length: number) => Uint8Array;
}

/** As many as the push says. */
export function contentsOf(push: Push, ground: KnockGround): readonly PushContent[] {
  const { knock, contentType, application, spoilt, http } = push;
  const data = notificationOf(knock, ground);
  const type = knock.format === "1.3" ? NOTIFICATION_1_3_TYPE : NOTIFICATION_1_2_TYPE;
  const more = new Uint8Array(http?.more ?? 0);
  const made = (octets: Uint8Array): PushContent => ({
    contentType: contentType ?? type,
    data: more.length === 0 ? octets : join(octets, more),
    ...(application === undefined ? {} : { application }),
  });
  return spoil(data, spoilt, ground.random).map(made);
}

function notificationOf(knock: Knock, { nonce, now }: KnockGround): Uint8Array {
  const { serverId: own, secrets } = SERVERS[knock.server ?? "A"];
  const { serverId = own, sessionId, uiMode = "background", initiator = "server", reserved, digest } = knock;
  const secret = knock.wrongSecret === true ? `not ${secrets[1]}` : secrets[1];
  const key = { name: serverId, secret, nonce: knock.nonce === "lost" ? RESYNCHRONISATION_NONCE : nonce };
  const common = { serverId, sessionId, uiMode, initiator };
  const vendor = knock.vendor === undefined ? undefined : new TextEncoder().encode(knock.vendor);
  if (knock.format !== "1.3") {
    const { version = 11 } = knock;
    const futureUse = reserved === true ? 2 ** 27 - 1 : 0;
    return encodeNotification12({ ...common, version, futureUse, vendorData: vendor ?? new Uint8Array() }, key);
  }
  const { version = 1, ageHours = 0, timeoutDays = 7, connectReason, unknownOption } = knock;
  const body = {
    ...common,
    version,
    reserved: reserved === true ? 0b11111 : 0,
    timestamp: Math.floor(now / 1000) - ageHours * 3600,
    timeoutDays,
    targetedMos: [],
    requestedMos: [],
    preferredBearers: [],
    unknownOptions: unknownOption === true ? [{ number: 9, value: Uint8Array.of(1, 2, 3) }] : [],
    ...(connectReason === undefined ? {} : { connectReason }),
    ...(vendor === undefined ? {} : { vendorInfo: vendor }),
  };
  return encodeNotification13(body, key, digest === undefined ? {} : { digest });
}

function spoil(data: Uint8Array, how: Push["spoilt"], random: KnockGround["random"]): readonly Uint8Array[] {
  const changed = (at: number, bits: number): Uint8Array =>
    data.map((octet, each) => (each === at ? octet ^ bits : octet));
  const places = Array.from(data, (_, at) => at);
  switch (how) {
    case undefined:
      return [data];
    case "cut":
      return places.map((at) => data.subarray(0, at));
    case "octet":
      return places.flatMap((at) => [changed(at, 1), changed(at, 0xff)]);
    case "longer":
      return [1, 2, 16, 200].map((length) => join(data, random(length)));
    default:
      return Array.from({ length: how }, () => noise(data, random));
  }
}

/** Random octets, or the notification with one octet changed. */
function noise(data: Uint8Array, random: KnockGround["random"]): Uint8Array {
  const [kind = 0, at = 0, bits = 0, length = 0] = random(4);
  if (kind < 64) return random(length);
  return data.map((octet, each) => (each === at % data.length ? octet ^ (bits || 1) : octet));
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.concat([first, second]));
}
