/** Both directions of application-layer authentication, as pure functions (protocol §10). Clause: DMSEC 1.2 §5.3. */
import { basicCredential, decodeBase64, encodeBase64, md5Credential, sameDigest } from "@oma-dm/codec/auth";
import { type Chal, type Cred, dataText, type Meta } from "@oma-dm/codec/syncml";

/** Schemes this client computes; the specification's names. */
export type Scheme = "syncml:auth-md5" | "syncml:auth-basic";

/** AAuthType → scheme (protocol §10.2). */
const SCHEMES: Readonly<Record<string, Scheme>> = { DIGEST: "syncml:auth-md5", BASIC: "syncml:auth-basic" };

export interface Identity {
  readonly name: string;
  readonly secret: string;
}

export function schemeOf(authType: string): Scheme | undefined {
  return SCHEMES[authType];
}

export function makeCred(scheme: Scheme, { name, secret }: Identity, nonce: Uint8Array): Cred {
  const data = scheme === "syncml:auth-md5" ? md5Credential(name, secret, nonce) : basicCredential(name, secret);
  return { meta: { format: "b64", type: scheme }, data };
}

export type Judgement = "valid" | "missing" | "wrong";

/** Judges what a server showed, in constant time (protocol §10.8). */
export function judgeCred(
  cred: Cred | undefined,
  scheme: Scheme,
  identity: Identity,
  nonce: Uint8Array | undefined,
): Judgement {
  if (cred === undefined) return "missing";
  // Another scheme than the one agreed is no credential at all: nothing is compared.
  if ((cred.meta?.type ?? "syncml:auth-basic").toLowerCase() !== scheme) return "wrong";
  const expected = makeCred(scheme, identity, nonce ?? new Uint8Array());
  const valid = sameDigest(dataText(cred.data).trim(), dataText(expected.data));
  // Without a nonce of ours nothing that was computed can be fresh.
  return valid && (scheme === "syncml:auth-basic" || nonce !== undefined) ? "valid" : "wrong";
}

export function makeChal(scheme: Scheme, nonce: Uint8Array): Chal {
  const meta: Meta = { format: "b64", type: scheme };
  return { meta: scheme === "syncml:auth-md5" ? { ...meta, nextNonce: encodeBase64(nonce) } : meta };
}

export interface Challenge {
  readonly scheme: Scheme | undefined;
  readonly nonce: Uint8Array | undefined;
}

/** A challenge without a Type means basic with some servers (protocol §10.5). */
export function readChal(chal: Chal): Challenge {
  const { type = "syncml:auth-basic", nextNonce } = chal.meta;
  const scheme = Object.values(SCHEMES).find((known) => known === type.toLowerCase());
  return { scheme, nonce: nextNonce === undefined ? undefined : decodeBase64(nextNonce) };
}

/** A nonce for the peer: printable, without `:` or NUL, because some keep nonces as C strings (protocol §10.9). */
export function printableNonce(random: Uint8Array): Uint8Array {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  return Uint8Array.from(random, (byte) => alphabet.charCodeAt(byte & 63));
}

/** Random bytes a nonce is made of: 24 characters of six bits. */
export const NONCE_BYTES = 24;
