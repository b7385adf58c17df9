/** The connectionless push PDU (bootstrap-push §4.2, §4.4). Clause: WAP-230-WSP §8.2.4.1, §8.4. */
import { join } from "../auth/join.ts";
import { OctetReader } from "../octets/octet-reader.ts";
import { encodeContentType, readContentType, type WspContentType } from "./content-type.ts";
import { integer, readInteger, readName, readText, readUintvar, readValueLength, text, uintvar } from "./primitives.ts";
import { APPLICATION_IDS, codeOf, HEADERS, type HeaderForm } from "./well-known.ts";

/** A header of a push. */
export interface WspHeader {
  /** As registered; of a field that is not, its number as `0x5A`, behind `page 2 ` and so on on another page. */
  readonly name: string;
  /** Octets where this codec does not know the form. A date is milliseconds since 1970. */
  readonly value: string | number | Uint8Array;
}

/** A push PDU, taken apart. */
export interface WspPush {
  /** Chosen by the gateway; says nothing. */
  readonly transactionId: number;
  /** A confirmed push belongs to a session, which we have none of; its content is the same. */
  readonly confirmed: boolean;
  readonly contentType: WspContentType;
  readonly headers: readonly WspHeader[];
  readonly data: Uint8Array;
}

/** Bounds of what is decoded. */
export interface PushLimits {
  /** Octets of the whole PDU. */
  readonly maxBytes: number;
  readonly maxHeaders: number;
}

/** A UDP datagram, or 255 short messages, holds less than 64 KiB. */
export const PUSH_LIMITS: PushLimits = { maxBytes: 64 * 1024, maxHeaders: 64 };

const PUSH = 0x06;
const CONFIRMED_PUSH = 0x07;

/** Throws `DecodeError`, whose place is an octet of `bytes`. `data` lies in the same memory. */
export function decodePush(bytes: Uint8Array, limits: PushLimits = PUSH_LIMITS): WspPush {
  const reader = new OctetReader(bytes, ["Push"]);
  if (bytes.length > limits.maxBytes) throw reader.refuse("limit", `more than ${limits.maxBytes} octets`);
  const transactionId = reader.octet("TID");
  const type = reader.octet("Type");
  if (type !== PUSH && type !== CONFIRMED_PUSH) {
    throw reader.refuse("unknown-document", `PDU type ${type} is no push`, "Type", 1);
  }
  const head = reader.within(readUintvar(reader, "HeadersLen"), "Headers");
  if (head.left === 0) throw head.refuse("missing-element", "a push without a content type");
  const contentType = readContentType(head);
  const headers = readHeaders(head, limits.maxHeaders);
  return { transactionId, confirmed: type === CONFIRMED_PUSH, contentType, headers, data: reader.rest() };
}

function readHeaders(reader: OctetReader, max: number): readonly WspHeader[] {
  const headers: WspHeader[] = [];
  let page = 1;
  while (reader.left > 0) {
    if (headers.length === max) throw reader.refuse("limit", `more than ${max} headers`);
    const first = reader.peek("field");
    if (first >= 0x80) {
      reader.octet("field");
      headers.push(readHeader(reader, first & 0x7f, page));
    } else if (first === 0x7f || (first >= 1 && first <= 0x1f)) {
      // A shift to another page of field codes, long or short (bootstrap-push §4.4#7).
      reader.octet("page");
      page = first === 0x7f ? reader.octet("page") : first;
    } else if (first >= 0x20) {
      headers.push({ name: readName(reader, "field"), value: readText(reader, "value") });
    } else throw reader.refuse("bad-value", "octet 0 begins no header", "field");
  }
  return headers;
}

function readHeader(reader: OctetReader, code: number, page: number): WspHeader {
  const known = page === 1 ? HEADERS[code] : undefined;
  const number = `0x${code.toString(16).toUpperCase().padStart(2, "0")}`;
  if (known === undefined) {
    return { name: page === 1 ? number : `page ${page} ${number}`, value: readUnknown(reader) };
  }
  return { name: known.name, value: readForm(reader, known.form) };
}

function readForm(reader: OctetReader, form: HeaderForm): string | number {
  switch (form) {
    case "integer":
      return readInteger(reader, "value");
    case "date":
      return readInteger(reader, "value") * 1000;
    case "text":
      return readText(reader, "value");
    case "application-id": {
      const first = reader.peek("value");
      if (first >= 0x20 && first < 0x80) return readText(reader, "value");
      const number = readInteger(reader, "value");
      return APPLICATION_IDS[number] ?? number;
    }
    case "version": {
      const first = reader.peek("value");
      if (first >= 0x20 && first < 0x80) return readText(reader, "value");
      const number = readInteger(reader, "value");
      const minor = number & 0x0f;
      return minor === 0x0f ? String(number >> 4) : `${number >> 4}.${minor}`;
    }
  }
}

/** Passed over by its first octet: a length and as much, text, or that octet alone (bootstrap-push §4.4#7). */
function readUnknown(reader: OctetReader): Uint8Array | string | number {
  const first = reader.peek("value");
  if (first >= 0x80) return reader.octet("value") & 0x7f;
  if (first >= 0x20) return readText(reader, "value");
  return reader.take(readValueLength(reader, "value"), "value");
}

/** Content type first, then the headers in their order. Throws `RangeError`. */
export function encodePush(push: WspPush): Uint8Array {
  const head = join(encodeContentType(push.contentType), ...push.headers.map(encodeHeader));
  const type = push.confirmed ? CONFIRMED_PUSH : PUSH;
  return join(Uint8Array.of(push.transactionId & 0xff, type), uintvar(head.length), head, push.data);
}

function encodeHeader({ name, value }: WspHeader): Uint8Array {
  const known = Object.entries(HEADERS).find(([, row]) => row.name.toLowerCase() === name.toLowerCase());
  if (known === undefined) {
    if (typeof value !== "string" || !/^[!-~]+$/.test(name)) throw new RangeError(`header ${name} cannot be written`);
    return join(text(name), text(value));
  }
  const [code, { form }] = known;
  return join(Uint8Array.of(Number(code) | 0x80), encodeForm(form, name, value));
}

function encodeForm(form: HeaderForm, name: string, value: WspHeader["value"]): Uint8Array {
  if (form === "application-id" && typeof value !== "object") {
    const number = typeof value === "number" ? value : codeOf(APPLICATION_IDS, value);
    return number === undefined ? text(String(value)) : integer(number);
  }
  if (form === "version" && typeof value === "string") {
    const [, major, minor] = /^([1-7])(?:\.(\d|1[0-4]))?$/.exec(value) ?? [];
    if (major === undefined) return text(value);
    return integer((Number(major) << 4) | (minor === undefined ? 0x0f : Number(minor)));
  }
  if (form === "date" && typeof value === "number") return seconds(Math.floor(value / 1000));
  if (form === "integer" && typeof value === "number") return integer(value);
  if (form === "text" && typeof value === "string") return text(value);
  throw new RangeError(`header ${name} cannot have such a value`);
}

/** A date is always a long-integer. */
function seconds(value: number): Uint8Array {
  return value < 0x80 ? Uint8Array.of(1, value) : integer(value);
}

/** The value of a header; of one given twice the last. */
export function headerOf(push: Pick<WspPush, "headers">, name: string): WspHeader["value"] | undefined {
  return push.headers.findLast((header) => header.name.toLowerCase() === name.toLowerCase())?.value;
}
