/**
 * Short messages that carry a push: SMS-DELIVER, the user data's header with ports and parts, and the parts put
 * together again.
 * Clause: 3GPP TS 23.040 §9; rules bootstrap-push §4.5.
 */
export { REASSEMBLY_LIMITS, Reassembly, type ReassemblyLimits, type WholeMessage } from "./reassembly.ts";
export { decodeSmsDeliver, encodeSmsDeliver, type NewSms, type SmsDeliver } from "./sms-deliver.ts";
export {
  type Concatenation,
  decodeUserData,
  encodeUserData,
  MAX_USER_DATA,
  splitUserData,
  type UserData,
} from "./user-data.ts";
