/**
 * `syncml:auth-MAC`: a MAC over the exact octets of a message, in the transport header `x-syncml-hmac`, never in Cred.
 * Clause: DMSEC 1.2 §5.4; rules protocol §11.
 */
import { hmac } from "@noble/hashes/hmac.js";
import { md5 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { encodeBase64 } from "./base64.ts";
import { join } from "./join.ts";

/** Name of the transport header. */
export const INTEGRITY_HEADER = "x-syncml-hmac";

/** Hashes a message's MAC can be made with, by the names we give them. */
export type IntegrityAlgorithm = "MD5" | "SHA256";

/**
 * PROVISIONAL for SHA-256. What DM 1.3 says of the computation and of the token was never read (protocol §11.2): the
 * construction of DM 1.2 with another hash is our inference, and so are the tokens. Whatever the text turns out to say
 * is changed in these two tables and in `integrityMac`.
 */
const HASHES = { MD5: md5, SHA256: sha256 } as const;
const encoder = new TextEncoder();

/** Token of `algorithm=`, in lower case, to the hash it asks for (protocol §11.2#3). */
export const TOKENS: Readonly<Record<string, IntegrityAlgorithm>> = {
  md5: "MD5",
  sha256: "SHA256",
  "sha-256": "SHA256",
  "hmac-sha256": "SHA256",
};

/** What the header says. */
export interface IntegrityHeader {
  /** Absent: a token this codec has no hash for. */
  readonly algorithm: IntegrityAlgorithm | undefined;
  /** Whose secret the MAC was made with; equal to the LocName of the sender's SyncHdr. */
  readonly username: string;
  /** Base64 text. */
  readonly mac: string;
}

/**
 * How the parts are put together. `nested` is H(B64(H(name ":" secret)) ":" nonce ":" B64(H(body))), as DM 1.2 has it
 * whatever it calls it; `rfc2104` is HMAC keyed with B64(H(name ":" secret)) over nonce ":" B64(H(body)), the other
 * reading of DM 1.3 (protocol §11.1#4, §11.2#2).
 */
export type IntegrityConstruction = "nested" | "rfc2104";

/** What a MAC is made of. */
export interface IntegrityInput {
  /** User name of the sender. */
  readonly name: string;
  /** Its secret. */
  readonly secret: string;
  /** NextNonce, decoded. */
  readonly nonce: Uint8Array;
  /** Octets of the HTTP entity, the encodings of the transfer undone. */
  readonly body: Uint8Array;
}

/** The MAC in base64 (protocol §11.1#4; vectors §16). Clause: DMSEC 1.2 §5.4. */
export function integrityMac(
  algorithm: IntegrityAlgorithm,
  input: IntegrityInput,
  construction: IntegrityConstruction = "nested",
): string {
  const { name, secret, nonce, body } = input;
  const hash = HASHES[algorithm];
  const user = encoder.encode(encodeBase64(hash(encoder.encode(`${name}:${secret}`))));
  const colon = encoder.encode(":");
  const message = join(nonce, colon, encoder.encode(encodeBase64(hash(body))));
  return encodeBase64(construction === "nested" ? hash(join(user, colon, message)) : hmac(hash, user, message));
}

/** Value of the header, `mac` last and bare, as the strictest reader we know of wants it (protocol §11.1#3). */
export function printIntegrityHeader(algorithm: IntegrityAlgorithm, username: string, mac: string): string {
  return `algorithm=${algorithm}, username="${username.replace(/["\\]/g, "\\$&")}", mac=${mac}`;
}

/**
 * Reads the header in any order, quoted or not, names in any case, `algorithm` missing (protocol §11.1#3); `undefined`
 * when `username` or `mac` is missing or named twice. At most 4,096 characters are looked at.
 */
export function parseIntegrityHeader(value: string): IntegrityHeader | undefined {
  if (value.length > 4_096) return undefined;
  const found = new Map<string, string>();
  const parameter = /\s*([A-Za-z-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^",\s]*))\s*(?:,|$)/sy;
  while (parameter.lastIndex < value.length) {
    const match = parameter.exec(value);
    if (match === null) return undefined;
    const name = match[1]!.toLowerCase();
    if (found.has(name)) return undefined;
    found.set(name, match[2]?.replace(/\\(.)/gs, "$1") ?? match[3]!);
  }
  const username = found.get("username");
  const mac = found.get("mac");
  if (username === undefined || mac === undefined || mac === "") return undefined;
  return { algorithm: TOKENS[(found.get("algorithm") ?? "MD5").toLowerCase()], username, mac };
}
