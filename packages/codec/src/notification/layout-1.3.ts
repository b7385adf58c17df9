/**
 * PROVISIONAL: the whole of what is ours in the notification of DM 1.3. Its text was never read; header, option
 * encoding and digests are reconstruction R1 of bootstrap-push §3.2–§3.4. Whatever the text turns out to say is changed
 * here and nowhere else; a layout of another shape can be given to the decoder and the encoder.
 */
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { encodeBase64 } from "../auth/base64.ts";
import { join } from "../auth/join.ts";
import { type BitLayout, bitLayout } from "../octets/bit-layout.ts";
import type { DigestKey } from "./digest-key.ts";
import { triggerDigest } from "./notification-1.2.ts";

/** Media type of this format; WSP code 0x58 (bootstrap-push §3.1#1). */
export const NOTIFICATION_1_3_TYPE = "application/vnd.syncml.dm.notification";

/** Names every layout gives its fields, however wide they are and whatever their order. */
export type HeaderField =
  | "version"
  | "optionCount"
  | "uiMode"
  | "initiator"
  | "reserved"
  | "sessionId"
  | "timestamp"
  | "timeoutDays";

/** Names every layout gives the parts of an option's head. */
export type OptionField = "number" | "length";

/** What may stand in an option, and how often. */
export interface OptionRow {
  readonly name: "serverId" | "targetedMo" | "requestedMo" | "preferredBearer" | "connectReason" | "vendorInfo";
  readonly format: "uint" | "string" | "opaque";
  readonly min: number;
  readonly max: number;
  readonly occurs: "one" | "zero-or-one" | "zero-or-more";
}

/** How a digest is made; names as in bootstrap-push §3.4. */
export type DigestName = "D1" | "D2" | "D3" | "D4";

/** One way to make the digest. */
export interface DigestRow {
  readonly name: DigestName;
  readonly length: number;
  /** D3 knows no nonce, so the special one says nothing (bootstrap-push §3.4#7). */
  readonly usesNonce: boolean;
  /** The digest over these octets. */
  readonly make: (signed: Uint8Array, key: DigestKey) => Uint8Array;
}

/** Everything the codec of a 1.3 notification goes by. */
export interface NotificationLayout {
  readonly version: number;
  readonly header: BitLayout<Readonly<Record<HeaderField, number>>>;
  readonly option: BitLayout<Readonly<Record<OptionField, number>>>;
  readonly options: Readonly<Record<number, OptionRow>>;
  /** Tried in this order; the first makes what we send. */
  readonly digests: readonly DigestRow[];
}

const encoder = new TextEncoder();
const user = ({ name, secret }: DigestKey): Uint8Array => sha256(encoder.encode(`${name}:${secret}`));
const b64 = (bytes: Uint8Array): Uint8Array => encoder.encode(encodeBase64(bytes));
const COLON = Uint8Array.of(0x3a);

/** PROVISIONAL: reconstruction R1 (bootstrap-push §3.2–§3.4). */
// biome-ignore format: the tables of bootstrap-push §3.2–§3.4
export const R1: NotificationLayout = {
  version: 1,                                                                                      // §3.1#4
  header: bitLayout({
    version: 4, optionCount: 4, uiMode: 2, initiator: 1, reserved: 5, sessionId: 16,               // §3.2#1–#6
    timestamp: 32, timeoutDays: 8,                                                                 // §3.2#7, #8
  }),
  option: bitLayout({ number: 4, length: 12 }),                                                    // §3.3#12
  options: {
    1: { name: "serverId",        format: "string", min: 1, max: 256,  occurs: "one" },            // §3.3#1
    2: { name: "targetedMo",      format: "uint",   min: 1, max: 2,    occurs: "zero-or-more" },   // §3.3#2
    3: { name: "requestedMo",     format: "uint",   min: 1, max: 2,    occurs: "zero-or-more" },   // §3.3#3
    4: { name: "preferredBearer", format: "uint",   min: 1, max: 1,    occurs: "zero-or-more" },   // §3.3#4
    5: { name: "connectReason",   format: "string", min: 1, max: 4095, occurs: "zero-or-one" },    // §3.3#5
    6: { name: "vendorInfo",      format: "opaque", min: 1, max: 4095, occurs: "zero-or-one" },    // §3.3#6, #10
  },
  digests: [
    { name: "D1", length: 32, usesNonce: true, make: (signed, key) =>                              // §3.4#3
        sha256(join(b64(user(key)), COLON, key.nonce, COLON, b64(sha256(signed)))) },
    { name: "D2", length: 32, usesNonce: true, make: (signed, key) =>                              // §3.4#4
        hmac(sha256, b64(user(key)), join(key.nonce, COLON, b64(sha256(signed)))) },
    { name: "D3", length: 32, usesNonce: false, make: (signed, key) =>                             // §3.4#5
        hmac(sha256, user(key), signed) },
    { name: "D4", length: 16, usesNonce: true, make: triggerDigest },                              // §3.4#6
  ],
};
