/** Judges one row through the public API alone. Pure: it runs in a browser as in Node. */
import {
  basicCredential,
  bootstrapMac,
  DEFAULT_LIMITS,
  DecodeError,
  type DecodeLimits,
  decodeBase64,
  encodeBase64,
  imsiOctets,
  md5Credential,
  md5UserDigest,
  printPosition,
} from "@oma-dm/codec";
import { checkDdf, decodeDdf, encodeDdf } from "@oma-dm/codec/ddf";
import { type DmDocument, decodeDocument, encodeDocument } from "@oma-dm/codec/document";
import { decodeMessage, type Encoding, encodeMessage, type Message } from "@oma-dm/codec/syncml";
import { decodeTnds, encodeTnds, type MgmtTree } from "@oma-dm/codec/tnds";
import { readWbxml } from "@oma-dm/codec/wbxml";
import { difference } from "./difference.ts";
import { fromHex, toHex } from "./notation.ts";
import type {
  BadRow,
  Base64Row,
  CredentialRow,
  DocumentRow,
  EmbeddedRow,
  ImsiRow,
  MacRow,
  MessageRow,
  ReportRow,
  Row,
  Spelling,
  TreeRow,
} from "./row.ts";

/** Returns when the codec does what the row says; throws an Error that shows the difference otherwise. */
export function checkVector(row: Row): void {
  switch (row.form) {
    case "message":
      checkBothWays(row, MESSAGES);
      break;
    case "tnds":
      checkBothWays(row, TREES);
      break;
    case "ddf":
      checkBothWays(row, DESCRIPTIONS);
      break;
    case "document":
      checkDocument(row);
      break;
    case "embedded":
      checkEmbedded(row);
      break;
    case "refused":
      checkRefused(row);
      break;
    case "report":
      checkReport(row);
      break;
    case "base64":
      checkBase64(row);
      break;
    case "credential":
      checkCredential(row);
      break;
    case "mac":
      checkMac(row);
      break;
    case "imsi":
      checkImsi(row);
      break;
  }
}

/** The octets of a row. */
export function octets(row: Spelling): Uint8Array {
  return row.xml === undefined ? fromHex(row.hex) : new TextEncoder().encode(row.xml);
}

function encodingOf(row: Spelling & { readonly encoding?: "xml" }): Encoding {
  return row.encoding ?? (row.xml === undefined ? "wbxml" : "xml");
}

interface Codec<Value> {
  /** Fails when the decoder takes the octets for the other representation. */
  decode(bytes: Uint8Array, encoding: Encoding): Value;
  encode(value: Value, encoding: Encoding): Uint8Array;
}

const MESSAGES: Codec<Message> = {
  decode(bytes, expected) {
    const { message, encoding } = decodeMessage(bytes);
    same("representation", expected, encoding);
    return message;
  },
  encode: encodeMessage,
};
const TREES: Codec<MgmtTree> = { decode: (bytes) => decodeTnds(bytes), encode: encodeTnds };
const DESCRIPTIONS: Codec<MgmtTree> = { decode: (bytes) => decodeDdf(bytes), encode: encodeDdf };

interface GoodRow<Value> {
  readonly value: Value;
  readonly exact?: true;
  readonly oneWay?: string;
  readonly elsewhere?: Value;
}

function checkBothWays<Value>(row: (MessageRow | TreeRow) & GoodRow<Value>, codec: Codec<Value>): void {
  const encoding = encodingOf(row);
  const bytes = octets(row);
  same("decoded", row.value, codec.decode(bytes, encoding));
  if (row.oneWay !== undefined) return;
  const again = codec.encode(row.value, encoding);
  if (row.exact === true) sameOctets(row, bytes, again);
  else same("decoded again", row.value, codec.decode(again, encoding));
  const other = encoding === "xml" ? "wbxml" : "xml";
  same(`through ${other}`, row.elsewhere ?? row.value, codec.decode(codec.encode(row.value, other), other));
}

function checkDocument(row: DocumentRow): void {
  const encoding = encodingOf(row);
  const bytes = octets(row);
  const document = decodeDocument(bytes);
  same("representation", encoding, document.encoding);
  same("type", row.type, document.type.name);
  same("decoded", row.value, document.root);
  if (row.oneWay !== undefined) return;
  const again = encodeDocument(document, encoding);
  if (row.exact === true) sameOctets(row, bytes, again);
  else same("decoded again", row.value, decodeDocument(again).root);
  const other = encoding === "xml" ? "wbxml" : "xml";
  const through: DmDocument = decodeDocument(encodeDocument(document, other));
  same(`through ${other}`, row.elsewhere ?? row.value, through.root);
}

function checkEmbedded(row: EmbeddedRow): void {
  const { message } = decodeMessage(octets(row));
  same("tree", row.value, onlyTree(message));
  for (const encoding of ["xml", "wbxml"] as const) {
    const again = decodeMessage(encodeMessage(message, encoding)).message;
    same(`tree through ${encoding}`, row.value, onlyTree(again));
  }
}

function onlyTree({ syncBody }: Message): MgmtTree {
  const command = syncBody.commands[0];
  if (command?.cmd !== "Add") throw new Error(`expected an Add, got ${command?.cmd}`);
  const { data, meta } = command.items[0]!;
  return decodeTnds(data!, meta?.format === undefined ? {} : { format: meta.format });
}

/** A sink that takes every event and keeps none. */
const NOBODY = new Proxy({}, { get: () => () => undefined }) as Parameters<typeof readWbxml>[1];

type Decode = (bytes: Uint8Array, options: { limits?: Partial<DecodeLimits> }) => unknown;
const DECODERS: Readonly<Record<BadRow["as"], Decode>> = {
  message: decodeMessage,
  tnds: decodeTnds,
  ddf: decodeDdf,
  document: decodeDocument,
  wbxml: (bytes) => readWbxml(bytes, NOBODY, { limits: DEFAULT_LIMITS }),
};

function checkRefused(row: BadRow): void {
  const { code, at, path, reason } = refusal(() =>
    DECODERS[row.as](octets(row), row.limits === undefined ? {} : { limits: row.limits }),
  );
  const summary = (error: Pick<DecodeError, "code" | "at" | "path">): string =>
    `${error.code} at ${printPosition(error.at)} in ${error.path.join("/") || "nothing"}`;
  if (difference({ code: row.code, at: row.at, path: row.path }, { code, at, path }) !== undefined) {
    throw new Error(`expected ${summary(row)} (${row.reason}), got ${summary({ code, at, path })}: ${reason}`);
  }
  if (reason.length < 10 || /^undefined$|NaN|\[object/.test(reason)) throw new Error(`no plain reason: "${reason}"`);
}

function refusal(decode: () => unknown): DecodeError {
  let value: unknown;
  try {
    value = decode();
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw new Error(`expected a DecodeError, got ${String(error)}`, { cause: error });
  }
  throw new Error(`expected a DecodeError, got ${JSON.stringify(value)}`);
}

function checkReport({ xml, value, finding }: ReportRow): void {
  const { findings, ...report } = checkDdf(xml);
  const expected = finding === undefined ? [] : [finding];
  const found = findings.map(({ code, severity, at, path }) => ({ code, severity, at, path }));
  same("findings", expected, found);
  same("report", value, report);
  for (const { reason } of findings) if (reason.length < 10) throw new Error(`no plain reason: "${reason}"`);
}

function checkBase64({ text, hex, exact }: Base64Row): void {
  const bytes = decodeBase64(text);
  same("decoded", hex, bytes === undefined ? undefined : toHex(bytes));
  if (exact === true) same("encoded", text, encodeBase64(fromHex(hex!)));
}

function checkCredential({ scheme, user, secret, nextNonce, value, never }: CredentialRow): void {
  const credential =
    scheme === "basic"
      ? basicCredential(user, secret)
      : scheme === "user-digest"
        ? md5UserDigest(user, secret)
        : md5Credential(user, secret, decodeBase64(nextNonce!)!);
  same(scheme, value, credential);
  if (credential === never) throw new Error(`${scheme} gives ${never}, which it must not`);
}

function checkMac({ algorithm, key, body, value }: MacRow): void {
  same(algorithm, value, toHex(bootstrapMac(algorithm, fromHex(key), fromHex(body))));
}

function checkImsi({ imsi, hex }: ImsiRow): void {
  let octetsOfImsi: string | undefined;
  try {
    octetsOfImsi = toHex(imsiOctets(imsi));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  same("octets", hex, octetsOfImsi);
}

function same(what: string, expected: unknown, actual: unknown): void {
  const found = difference(expected, actual, what);
  if (found !== undefined) throw new Error(found);
}

function sameOctets(row: Spelling, expected: Uint8Array, actual: Uint8Array): void {
  if (row.xml === undefined) same("octets", toHex(expected), toHex(actual));
  else same("text", row.xml, new TextDecoder("utf-8", { ignoreBOM: true }).decode(actual));
}
