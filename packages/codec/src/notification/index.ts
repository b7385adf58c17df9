/**
 * Notifications, with which a server asks a device to come: the format of DM 1.2, and that of DM 1.3 as a provisional
 * reconstruction. Digests are made and named here; whether one is right is the receiver's to judge.
 * Clause: DMNOTI 1.2 §6, DMNOTI 1.3 §6; rules bootstrap-push §2, §3.
 */
export type { BitLayout, Fields, Layout } from "../octets/bit-layout.ts";
export { type DigestKey, RESYNCHRONISATION_NONCE } from "./digest-key.ts";
export { INITIATORS, type Initiator, UI_MODES, type UiMode } from "./hints.ts";
export {
  type DigestName,
  type DigestRow,
  type HeaderField,
  NOTIFICATION_1_3_TYPE,
  type NotificationLayout,
  type OptionField,
  type OptionRow,
  R1,
} from "./layout-1.3.ts";
export {
  decodeNotification12,
  encodeNotification12,
  encodeTrigger,
  NOTIFICATION_1_2_TYPE,
  type Notification12,
  type Received,
  TRIGGER_LAYOUT,
  triggerDigest,
} from "./notification-1.2.ts";
export {
  decodeNotification13,
  digestCandidates,
  encodeNotification13,
  encodeNotification13Body,
  type Notification13,
  type UnknownOption,
} from "./notification-1.3.ts";
