/** User data of a short message: its header and what follows it (bootstrap-push §4.5#4–#8). Clause: 3GPP TS 23.040 §9.2.3.24. */
import { join } from "../auth/join.ts";
import { OctetReader } from "../octets/octet-reader.ts";

/** This message is one part of several. */
export interface Concatenation {
  /** Octets the reference has on the wire: two messages are parts of one only when they agree in it. */
  readonly width: 8 | 16;
  readonly reference: number;
  readonly total: number;
  /** From 1. */
  readonly sequence: number;
}

/** What a short message carries, and what its header says. */
export interface UserData {
  readonly ports?: { readonly destination: number; readonly source: number };
  readonly concatenation?: Concatenation;
  readonly payload: Uint8Array;
}

/** Octets of the longest user data of eight bits. */
export const MAX_USER_DATA = 140;

/** The information elements this codec reads: number, length, what they say. */
const CONCATENATION_8 = { id: 0x00, length: 3 };
const CONCATENATION_16 = { id: 0x08, length: 4 };
const PORTS_8 = { id: 0x04, length: 2 };
const PORTS_16 = { id: 0x05, length: 4 };

/** User data that begins with a header. Throws `DecodeError`. */
export function decodeUserData(bytes: Uint8Array): UserData {
  const reader = new OctetReader(bytes, ["User-Data"]);
  return readUserData(reader);
}

/** Unknown elements are passed over; of one that stands twice the last counts (bootstrap-push §4.5#4). */
export function readUserData(reader: OctetReader): UserData {
  const header = reader.within(reader.octet("UDHL"), "Header");
  let ports: UserData["ports"];
  let concatenation: Concatenation | undefined;
  while (header.left > 0) {
    const id = header.octet("IEI");
    const element = header.within(header.octet("IEDL"), "IE");
    const is = (row: { readonly id: number; readonly length: number }): boolean =>
      row.id === id && row.length === element.left;
    if (is(PORTS_8) || is(PORTS_16)) {
      const width = id === PORTS_8.id ? 1 : 2;
      ports = { destination: element.uint(width, "port"), source: element.uint(width, "port") };
    } else if (is(CONCATENATION_8) || is(CONCATENATION_16)) {
      const width = id === CONCATENATION_8.id ? 8 : 16;
      const reference = element.uint(width / 8, "reference");
      const [total, sequence] = [element.octet("total"), element.octet("sequence")];
      // What counts to nowhere is ignored as a whole (bootstrap-push §4.5#10).
      if (total > 0 && sequence > 0 && sequence <= total) concatenation = { width, reference, total, sequence };
    }
  }
  return { ...(ports && { ports }), ...(concatenation && { concatenation }), payload: reader.rest() };
}

/** Ports first, then the place among the parts, as gateways write them. Throws `RangeError`. */
export function encodeUserData(userData: UserData): Uint8Array {
  const { ports, concatenation, payload } = userData;
  const elements = join(
    ...(ports === undefined ? [] : [element(PORTS_16, [...uint16(ports.destination), ...uint16(ports.source)])]),
    ...(concatenation === undefined ? [] : [encodeConcatenation(concatenation)]),
  );
  return join(Uint8Array.of(elements.length), elements, payload);
}

function encodeConcatenation({ width, reference, total, sequence }: Concatenation): Uint8Array {
  if (total < 1 || total > 255 || sequence < 1 || sequence > total || reference < 0 || reference >= 2 ** width) {
    throw new RangeError("parts are numbered from 1 to at most 255");
  }
  return width === 8
    ? element(CONCATENATION_8, [reference, total, sequence])
    : element(CONCATENATION_16, [...uint16(reference), total, sequence]);
}

function element(
  { id, length }: { readonly id: number; readonly length: number },
  value: readonly number[],
): Uint8Array {
  return Uint8Array.of(id, length, ...value);
}

function uint16(value: number): readonly number[] {
  if (!Number.isInteger(value) || value < 0 || value > 0xffff) throw new RangeError("a port or reference has 16 bits");
  return [value >> 8, value & 0xff];
}

/**
 * A PDU as the user data of as many short messages as it needs: one where it fits (133 octets), else parts of 128
 * octets, or of 127 with a reference of 16 bits (bootstrap-push §4.5#11). Throws `RangeError` beyond 255 parts.
 */
export function splitUserData(
  pdu: Uint8Array,
  ports: { readonly destination: number; readonly source: number },
  numbering: { readonly reference: number; readonly width?: 8 | 16 },
): readonly Uint8Array[] {
  const { reference, width = 8 } = numbering;
  const single = encodeUserData({ ports, payload: pdu });
  if (single.length <= MAX_USER_DATA) return [single];
  const room = width === 8 ? 128 : 127;
  const total = Math.ceil(pdu.length / room);
  return Array.from({ length: total }, (_, index) =>
    encodeUserData({
      ports,
      concatenation: { width, reference, total, sequence: index + 1 },
      payload: pdu.subarray(index * room, (index + 1) * room),
    }),
  );
}
