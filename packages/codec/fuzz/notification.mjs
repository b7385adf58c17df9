/** Notifications: whatever is read is written again octet by octet; the rest is refused in words of ours. */
import { strict as assert } from "node:assert";
import {
  decodeNotification12,
  decodeNotification13,
  encodeNotification12,
  encodeNotification13,
  encodeNotification13Body,
  encodeTrigger,
} from "@oma-dm/codec/notification";
import { decoded } from "./laws/refusal.mjs";

const KEY = { name: "com.example.dm", secret: "secret", nonce: new Uint8Array(4) };
const OLD = {
  version: 11,
  uiMode: "background",
  initiator: "server",
  futureUse: 0,
  sessionId: 0x1234,
  serverId: "com.example.dm",
  vendorData: Uint8Array.of(1, 2, 3),
};
const NEW = {
  version: 1,
  uiMode: "informative",
  initiator: "server",
  reserved: 0,
  sessionId: 7,
  timestamp: 1_356_998_400,
  timeoutDays: 7,
  serverId: "com.example.dm",
  targetedMos: [1, 300],
  requestedMos: [2],
  preferredBearers: [1, 2],
  connectReason: "reason",
  vendorInfo: Uint8Array.of(1),
  unknownOptions: [{ number: 9, value: Uint8Array.of(5) }],
};
export const seeds = [
  encodeNotification12(OLD, KEY),
  encodeNotification13(NEW, KEY),
  encodeNotification13(NEW, KEY, { digest: "D4" }),
];

export function fuzz(data) {
  const old = decoded(decodeNotification12, data);
  if (old !== undefined) assert.deepEqual(Buffer.from(encodeTrigger(old)), Buffer.from(old.signed));
  const recent = decoded(decodeNotification13, data);
  if (recent === undefined) return;
  const { digest: _, signed: __, ...values } = recent;
  // A number may come in more octets than it needs, so that only the values need be the same.
  const { digest: ___, signed: ____, ...again } = decodeNotification13(encodeNotification13(recent, KEY));
  assert.deepEqual(again, values);
  assert(encodeNotification13Body(recent).length <= recent.signed.length);
}
