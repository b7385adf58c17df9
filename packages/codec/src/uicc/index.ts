/**
 * The files of a UICC or SIM that lead to bootstrap data: EF DIR, the PKCS#15 directory files, and what a SELECT says of
 * a file. Clause: ETSI TS 102 221 §11.1.1, §13.1; PKCS#15 v1.1 §5, §6; bootstrap-push §9.2–§9.4.
 */
import { fault, readTlvs, type Tlv, walk } from "./ber.ts";

/** Application identifier of PKCS#15 (bootstrap-push §9.2#1). */
export const PKCS15_AID: Uint8Array = Uint8Array.of(0xa0, 0, 0, 0, 0x63, 0x50, 0x4b, 0x43, 0x53, 0x2d, 0x31, 0x35);

/** 2.23.43.7.1 in DER: the object that holds a DM bootstrap document (bootstrap-push §9.2#3). */
export const DM_BOOTSTRAP_OID: Uint8Array = Uint8Array.of(0x67, 0x2b, 0x07, 0x01);

/** Where a file lies, and which part of it is meant. */
export interface CardPath {
  /** File identifiers, outermost first; a single one is relative to the PKCS#15 directory. */
  readonly files: readonly number[];
  /** First octet; 0 where none is given. */
  readonly index: number;
  /** Octets; absent: up to the end of the file. */
  readonly length?: number;
}

/** One application a card says it has. */
export interface CardApplication {
  /** Its identifier. */
  readonly aid: Uint8Array;
  /** File identifiers of its directory, where one is given. */
  readonly path?: readonly number[];
}

/** EF DIR, or one record of it. Throws `DecodeError`. */
export function decodeApplications(bytes: Uint8Array): readonly CardApplication[] {
  return readTlvs(bytes)
    .filter(({ tag }) => tag === 0x61)
    .flatMap(({ value, offset }) => {
      const parts = readTlvs(value, offset + 2);
      const aid = parts.find(({ tag }) => tag === 0x4f)?.value;
      const path = parts.find(({ tag }) => tag === 0x51);
      if (aid === undefined) return [];
      return [{ aid, ...(path === undefined ? {} : { path: filesOf(path) }) }];
    });
}

/** EF ODF: the files that list data objects, in the order of their priority (bootstrap-push §9.2#2). Throws `DecodeError`. */
export function decodeObjectDirectory(bytes: Uint8Array): readonly CardPath[] {
  return readTlvs(bytes)
    .filter(({ tag }) => tag === 0xa7)
    .flatMap((entry) => firstPath(entry) ?? []);
}

/** EF DODF: where the objects with this identifier (the content of its DER) lie. Throws `DecodeError`. */
export function decodeDataObjects(bytes: Uint8Array, oid: Uint8Array): readonly CardPath[] {
  return readTlvs(bytes).flatMap((entry) => {
    let isMeant = false;
    walk(entry, ({ tag, value }) => {
      isMeant = tag === 0x06 && endsWithOid(value, oid);
      return isMeant;
    });
    return isMeant ? (firstPath(entry) ?? []) : [];
  });
}

/** One card nests the identifier in another of its kind: `06 06 06 04 …` (bootstrap-push §9.4#2). */
function endsWithOid(value: Uint8Array, oid: Uint8Array): boolean {
  const nested = value[0] === 0x06 && value[1] === value.length - 2 ? value.subarray(2) : value;
  return nested.length === oid.length && nested.every((octet, index) => octet === oid[index]);
}

/** The first SEQUENCE that begins with an OCTET STRING of file identifiers (bootstrap-push §9.4#3). */
function firstPath(entry: Tlv): CardPath | undefined {
  let path: CardPath | undefined;
  walk(entry, (object) => {
    if (object.tag !== 0x30) return false;
    const [first, ...more] = readTlvs(object.value, object.offset + 2);
    if (first?.tag !== 0x04 || first.value.length < 2 || first.value.length % 2 === 1) return false;
    const index = more.find(({ tag }) => tag === 0x02);
    const length = more.find(({ tag }) => tag === 0x80);
    path = {
      files: filesOf(first),
      index: index === undefined ? 0 : numberOf(index),
      ...(length === undefined ? {} : { length: numberOf(length) }),
    };
    return true;
  });
  return path;
}

function filesOf({ value, offset }: Tlv): readonly number[] {
  if (value.length % 2 === 1 || value.length > 16)
    throw fault("bad-value", offset, "a path is no list of file identifiers");
  return Array.from({ length: value.length / 2 }, (_, i) => value[2 * i]! * 256 + value[2 * i + 1]!);
}

function numberOf({ value, offset }: Tlv): number {
  if (value.length === 0 || value.length > 3) throw fault("bad-value", offset, "a place in a file is no number");
  return value.reduce((sum, octet) => sum * 256 + octet, 0);
}

/** What SELECT says of a file. */
export interface FileInfo {
  /** Octets of the content; absent where the card does not say. */
  readonly size?: number;
  /** Records have one length; absent: a transparent file. */
  readonly recordLength?: number;
  /** Of a file with records. */
  readonly recordCount?: number;
}

/** The file control parameters of a UICC, tag 62. Throws `DecodeError`. */
export function decodeFileInfo(bytes: Uint8Array): FileInfo {
  const template = readTlvs(bytes).find(({ tag }) => tag === 0x62);
  if (template === undefined) return {};
  const parts = readTlvs(template.value, template.offset + 2);
  const size = parts.find(({ tag }) => tag === 0x80);
  const descriptor = parts.find(({ tag }) => tag === 0x82)?.value ?? new Uint8Array();
  // Structure in the low three bits: 2 is linear fixed, 6 cyclic (ETSI TS 102 221 §11.1.1.4.3).
  const hasRecords = [2, 6].includes(descriptor[0]! & 0x07) && descriptor.length >= 5;
  return {
    ...(size === undefined ? {} : { size: numberOf(size) }),
    ...(hasRecords ? { recordLength: descriptor[2]! * 256 + descriptor[3]!, recordCount: descriptor[4]! } : {}),
  };
}

/** The response data of a SELECT on a 2G SIM; octets 3 and 4 are the size (GSM 11.11 §9.2.1). */
export function decodeSimFileInfo(bytes: Uint8Array): FileInfo {
  if (bytes.length < 4) return {};
  const size = bytes[2]! * 256 + bytes[3]!;
  const recordLength = bytes[13] === 0x01 ? (bytes[14] ?? 0) : 0;
  return recordLength === 0 ? { size } : { size, recordLength, recordCount: Math.floor(size / recordLength) };
}

/** EF ICCID: digits, nibbles swapped, F behind an odd count (ETSI TS 102 221 §13.2). */
export function decodeIccid(bytes: Uint8Array): string | undefined {
  const digits = [...bytes.subarray(0, 10)].map(
    (octet) => `${(octet & 0x0f).toString(16)}${(octet >> 4).toString(16)}`,
  );
  const text = digits.join("").replace(/f+$/, "");
  return /^\d{10,20}$/.test(text) ? text : undefined;
}
