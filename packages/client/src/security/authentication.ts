/** Both directions of application-layer authentication, as pure functions (protocol §10). Clause: DMSEC 1.2 §5.3. */
import {
  basicCredential,
  decodeBase64,
  encodeBase64,
  type IntegrityAlgorithm,
  type IntegrityConstruction,
  integrityMac,
  md5CredentialOf,
  md5UserDigest,
  parseIntegrityHeader,
  printIntegrityHeader,
  sameDigest,
} from "@oma-dm/codec/auth";
import { type Chal, type Cred, dataText, type Meta } from "@oma-dm/codec/syncml";

/** Schemes this client computes; the specification's names. */
export type Scheme = "syncml:auth-md5" | "syncml:auth-basic" | "syncml:auth-MAC";

interface SchemeRow {
  readonly scheme: Scheme;
  /** In the Cred of a SyncHdr, or in a header of the transport over the octets of the message (protocol §11.1#2). */
  readonly travels: "Cred" | "header";
  /** Fresh only with a nonce of the other side. */
  readonly needsNonce: boolean;
  /** How much it protects; a challenge never leads from a secret to a weaker use of it (protocol §10.7). */
  readonly strength: number;
}

/** AAuthType → scheme (protocol §10.2). */
export const SCHEMES: Readonly<Record<string, SchemeRow>> = {
  BASIC: { scheme: "syncml:auth-basic", travels: "Cred", needsNonce: false, strength: 1 },
  DIGEST: { scheme: "syncml:auth-md5", travels: "Cred", needsNonce: true, strength: 2 },
  HMAC: { scheme: "syncml:auth-MAC", travels: "header", needsNonce: true, strength: 3 },
};

const ROWS: ReadonlyMap<string, SchemeRow> = new Map(Object.values(SCHEMES).map((row) => [row.scheme, row]));
/** By name in lower case. */
const NAMED: ReadonlyMap<string, Scheme> = new Map(
  [...ROWS.values()].map(({ scheme }) => [scheme.toLowerCase(), scheme]),
);

function rowOf(scheme: Scheme): SchemeRow {
  return ROWS.get(scheme)!;
}

export interface Identity {
  readonly name: string;
  readonly secret: string;
  /** `md5UserDigest` of the two, where somebody knows it already. */
  readonly userDigest?: string;
}

export function schemeOf(authType: string): Scheme | undefined {
  return SCHEMES[authType]?.scheme;
}

/** Whether it is shown in the transport's header, anew with each message. */
export function isMac(scheme: Scheme | undefined): scheme is "syncml:auth-MAC" {
  return scheme !== undefined && rowOf(scheme).travels === "header";
}

/** Whether anything can be computed before the other side has given a nonce (protocol §10.3#3). */
export function needsNonce(scheme: Scheme): boolean {
  return rowOf(scheme).needsNonce;
}

/** Whether a secret meant for `from` may be used in `to` when a peer asks for that: never in a weaker way. */
export function mayAnswer(from: Scheme, to: Scheme): boolean {
  return from === to || (needsNonce(from) && rowOf(to).strength > rowOf(from).strength);
}

/** How the MACs of messages are made and taken (protocol §11.2#3). */
export interface IntegrityOptions {
  /** Of our own. */
  readonly algorithm: IntegrityAlgorithm;
  /** Of the server's; its header says which it is. */
  readonly accepted: readonly IntegrityAlgorithm[];
  readonly construction: IntegrityConstruction;
}

/** PROVISIONAL. Which hash goes with which version of the protocol is our inference (protocol §11.2#3). */
export const INTEGRITY_BY_VERSION: Readonly<Record<string, IntegrityOptions>> = {
  "DM/1.2": { algorithm: "MD5", accepted: ["MD5", "SHA256"], construction: "nested" },
  "DM/1.3": { algorithm: "SHA256", accepted: ["SHA256"], construction: "nested" },
};

/** Value of the header `x-syncml-hmac` for a message of ours. Clause: DMSEC 1.2 §5.4. */
export function makeIntegrity(
  { algorithm, construction }: IntegrityOptions,
  { name, secret }: Identity,
  nonce: Uint8Array,
  body: Uint8Array,
): string {
  return printIntegrityHeader(algorithm, name, integrityMac(algorithm, { name, secret, nonce, body }, construction));
}

/** Judges the header a message came with, in constant time. `nonces`: any of these will do. */
export function judgeIntegrity(
  { accepted, construction }: IntegrityOptions,
  { name, secret }: Identity,
  nonces: readonly Uint8Array[],
  body: Uint8Array,
  header: string | undefined,
): Judgement {
  if (header === undefined) return "missing";
  const said = parseIntegrityHeader(header);
  if (said?.algorithm === undefined || !accepted.includes(said.algorithm) || said.username !== name) return "wrong";
  const { algorithm, mac } = said;
  const found = nonces.map((nonce) =>
    sameDigest(mac, integrityMac(algorithm, { name, secret, nonce, body }, construction)),
  );
  return found.includes(true) ? "valid" : "wrong";
}

/** `scheme` is one that travels as Cred. */
export function makeCred(scheme: Scheme, { name, secret, userDigest }: Identity, nonce: Uint8Array): Cred {
  const data =
    scheme === "syncml:auth-md5"
      ? md5CredentialOf(userDigest ?? md5UserDigest(name, secret), nonce)
      : basicCredential(name, secret);
  return { meta: { format: "b64", type: scheme }, data };
}

export type Judgement = "valid" | "missing" | "wrong";

/** Judges the Cred a server showed, in constant time (protocol §10.8). `nonces`: any of these will do. */
export function judgeCred(
  cred: Cred | undefined,
  scheme: Scheme,
  identity: Identity,
  nonces: readonly Uint8Array[],
): Judgement {
  if (cred === undefined) return "missing";
  // Another scheme than the one agreed is no credential at all: nothing is compared.
  if (isMac(scheme) || schemeNamed(cred.meta?.type ?? "syncml:auth-basic") !== scheme) return "wrong";
  const shown = dataText(cred.data).trim();
  // Without a nonce of ours nothing that was computed can be fresh.
  const found = (needsNonce(scheme) ? nonces : [new Uint8Array()]).map((nonce) =>
    sameDigest(shown, dataText(makeCred(scheme, identity, nonce).data)),
  );
  return found.includes(true) ? "valid" : "wrong";
}

export function makeChal(scheme: Scheme, nonce: Uint8Array): Chal {
  const meta: Meta = needsNonce(scheme)
    ? { format: "b64", type: scheme, nextNonce: encodeBase64(nonce) }
    : { format: "b64", type: scheme };
  return { meta };
}

export interface Challenge {
  readonly scheme: Scheme | undefined;
  readonly nonce: Uint8Array | undefined;
}

/** A challenge without a Type means basic with some servers (protocol §10.5). */
export function readChal(chal: Chal): Challenge {
  const { type = "syncml:auth-basic", format = "b64", nextNonce } = chal.meta;
  const scheme = schemeNamed(type);
  if (nextNonce === undefined) return { scheme, nonce: undefined };
  // Under another Format the text itself is the nonce (protocol §10.4#2).
  return { scheme, nonce: format.trim() === "b64" ? decodeBase64(nextNonce) : new TextEncoder().encode(nextNonce) };
}

/** The scheme a Type names, whatever the case. */
export function schemeNamed(type: string): Scheme | undefined {
  return NAMED.get(type.trim().toLowerCase());
}

/** A nonce for the peer: printable, without `:` or NUL, because some keep nonces as C strings (protocol §10.9). */
export function printableNonce(random: Uint8Array): Uint8Array {
  return random.map((byte) => PRINTABLE.charCodeAt(byte & 63));
}

const PRINTABLE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Random bytes a nonce is made of: 24 characters of six bits. */
export const NONCE_BYTES = 24;
