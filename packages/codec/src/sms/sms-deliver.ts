/** SMS-DELIVER: a short message as a device gets it (bootstrap-push §4.5). Clause: 3GPP TS 23.040 §9.2.2.1. */
import { join } from "../auth/join.ts";
import { DecodeError } from "../errors.ts";
import { OctetReader } from "../octets/octet-reader.ts";
import { unpackSeptets } from "./gsm-alphabet.ts";
import { encodeUserData, MAX_USER_DATA, readUserData, type UserData } from "./user-data.ts";

/** A short message, taken apart. */
export interface SmsDeliver {
  /** Digits behind `+` where international, or a name. */
  readonly originator: string;
  readonly protocolId: number;
  readonly dataCoding: number;
  /** Milliseconds since 1970; absent: the octets are no time. */
  readonly timestamp?: number;
  /** Of eight bits; absent: text, which no push is. */
  readonly userData?: UserData;
}

const DELIVER = 0b00;
const HAS_HEADER = 0x40;
const SEPTETS = 0;

/** A TPDU, or one behind the address of its service centre as modems print it: both are told apart. Throws `DecodeError`. */
export function decodeSmsDeliver(bytes: Uint8Array): SmsDeliver {
  const reader = new OctetReader(bytes, ["SMS-DELIVER"]);
  // Up to 12 octets of service centre and 175 of message.
  if (bytes.length > 187) throw reader.refuse("limit", "more than 187 octets are no short message");
  const centre = serviceCentre(bytes);
  if (centre > 0) {
    try {
      return readDeliver(new OctetReader(bytes, ["SMS-DELIVER"], centre));
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      // What looked like a service centre was none.
      if ((bytes[0]! & 0b11) !== DELIVER) throw error;
    }
  }
  return readDeliver(reader);
}

/** Octets of the service centre's address in front; 0: there is none (bootstrap-push §4.5#1). */
function serviceCentre(bytes: Uint8Array): number {
  const [length = 0, typeOfAddress = 0] = bytes;
  if (length === 0) return 1;
  return length >= 2 && length <= 11 && typeOfAddress >= 0x80 && bytes.length > length + 1 ? length + 1 : 0;
}

function readDeliver(reader: OctetReader): SmsDeliver {
  const at = reader.offset;
  const first = reader.octet("first");
  if ((first & 0b11) !== DELIVER) throw reader.refuse("unknown-document", "is no SMS-DELIVER", "first", at);
  const originator = readAddress(reader);
  const protocolId = reader.octet("PID");
  const dataCoding = reader.octet("DCS");
  const timestamp = readTimestamp(reader.take(7, "SCTS"));
  const length = reader.octet("UDL");
  const userData = readData(reader, length, dataCoding, (first & HAS_HEADER) !== 0);
  return {
    originator,
    protocolId,
    dataCoding,
    ...(timestamp === undefined ? {} : { timestamp }),
    ...(userData && { userData }),
  };
}

/** What half an octet of an address stands for; 15 fills up. */
const DIGITS = "0123456789*#abc";

/** Its length counts digits, two of which share an octet (bootstrap-push §4.5#2). */
function readAddress(reader: OctetReader): string {
  const digits = reader.octet("OA-length");
  if (digits > 20) throw reader.refuse("bad-length", "an address has at most 20 digits", "OA", reader.offset - 1);
  const type = reader.octet("OA-type");
  const octets = reader.take(Math.ceil(digits / 2), "OA");
  if ((type & 0x70) === 0x50) return unpackSeptets(octets, Math.floor((digits * 4) / 7));
  const nibbles = Array.from(octets).flatMap((octet) => [octet & 15, octet >> 4]);
  const text = nibbles.slice(0, digits).map((nibble) => DIGITS[nibble] ?? "");
  return ((type & 0x70) === 0x10 ? "+" : "") + text.join("");
}

function readTimestamp(octets: Uint8Array): number | undefined {
  const [year, month, day, hour, minute, second] = Array.from(octets, (octet) => (octet & 15) * 10 + (octet >> 4));
  const zone = octets[6]!;
  const quarters = (zone & 7) * 10 + (zone >> 4);
  if (Array.from(octets.subarray(0, 6)).some((octet) => (octet & 15) > 9 || octet >> 4 > 9)) return undefined;
  if (month! < 1 || month! > 12 || day! < 1 || day! > 31 || hour! > 23 || minute! > 59 || second! > 59)
    return undefined;
  const local = Date.UTC(2000 + year!, month! - 1, day!, hour!, minute!, second!);
  return local - (zone & 8 ? -quarters : quarters) * 15 * 60_000;
}

/** Eight-bit data, and what some service centres call text though it is that (bootstrap-push §4.5#3). */
function readData(reader: OctetReader, length: number, coding: number, hasHeader: boolean): UserData | undefined {
  const isBinary = (coding & 0x8c) === 0x04 || (coding & 0xf4) === 0xf4;
  const isMislabelled = coding === SEPTETS && hasHeader && length === reader.left;
  if (!isBinary && !isMislabelled) return undefined;
  if (length > MAX_USER_DATA)
    throw reader.refuse("bad-length", "user data has at most 140 octets", "UDL", reader.offset - 1);
  if (length < reader.left)
    throw reader.refuse("trailing-bytes", "something follows the user data", "UD", reader.offset + length);
  const data = reader.within(length, "UD");
  return hasHeader ? readUserData(data) : { payload: data.rest() };
}

/** A short message to be written. */
export interface NewSms {
  /** Digits, behind `+` where international. */
  readonly originator: string;
  /** Milliseconds since 1970, written as UTC. */
  readonly timestamp: number;
  readonly userData: UserData;
}

/** A TPDU of eight-bit data, class 1, without a service centre. Throws `RangeError`. */
export function encodeSmsDeliver(sms: NewSms): Uint8Array {
  const { originator, timestamp, userData } = sms;
  const [, plus = "", digits = ""] = /^(\+?)(\d{1,20})$/.exec(originator) ?? [];
  if (digits === "") throw new RangeError("an originator has 1 to 20 digits");
  const hasHeader = userData.ports !== undefined || userData.concatenation !== undefined;
  const data = hasHeader ? encodeUserData(userData) : userData.payload;
  if (data.length > MAX_USER_DATA) throw new RangeError(`user data has at most ${MAX_USER_DATA} octets`);
  const time = new Date(timestamp).toISOString().replace(/\D/g, "").slice(2, 14);
  return join(
    Uint8Array.of(0x04 | (hasHeader ? HAS_HEADER : 0), digits.length, plus === "" ? 0x81 : 0x91),
    semiOctets(digits),
    Uint8Array.of(0x00, 0xf5),
    semiOctets(`${time}00`),
    Uint8Array.of(data.length),
    data,
  );
}

function semiOctets(digits: string): Uint8Array {
  const even = digits.length % 2 === 0 ? digits : `${digits}f`;
  return Uint8Array.from({ length: even.length / 2 }, (_, i) => Number.parseInt(even[2 * i + 1]! + even[2 * i]!, 16));
}
