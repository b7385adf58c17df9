/** Digests of the application layer. Clause: DMSEC 1.2 §5.3; formulas and vectors protocol §10.4, §16. */
import { hmac } from "@noble/hashes/hmac.js";
import { md5, sha1 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { encodeBase64 } from "./base64.ts";
import { join } from "./join.ts";

const encoder = new TextEncoder();

/** Data of a `syncml:auth-basic` Cred: B64(name ":" secret), in UTF-8 (protocol §10.4#1). Clause: DMSEC 1.2 §5.3.1. */
export function basicCredential(name: string, secret: string): string {
  return encodeBase64(encoder.encode(`${name}:${secret}`));
}

/** B64(MD5(name ":" secret)): all a verifier needs to keep of a password (protocol §10.4#4). */
export function md5UserDigest(name: string, secret: string): string {
  return encodeBase64(md5(encoder.encode(`${name}:${secret}`)));
}

/**
 * Data of a `syncml:auth-md5` Cred: B64(MD5(B64(MD5(name ":" secret)) ":" nonce)) (protocol §10.4#2). `nonce` is
 * NextNonce decoded, never its text. Clause: DMSEC 1.2 §5.3.2.
 */
export function md5Credential(name: string, secret: string, nonce: Uint8Array): string {
  return md5CredentialOf(md5UserDigest(name, secret), nonce);
}

/** The same from what `md5UserDigest` gives, for whoever keeps no password, or is asked often (protocol §10.4#4). */
export function md5CredentialOf(userDigest: string, nonce: Uint8Array): string {
  return encodeBase64(md5(join(encoder.encode(`${userDigest}:`), nonce)));
}

/** Whether two digests are equal, in time that depends on their lengths alone. */
export function sameDigest(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(b.length === 0 ? 0 : i % b.length);
  return difference === 0;
}

/** Hash of a bootstrap MAC; the length of the MAC received tells which (bootstrap-push §8.2#2). */
export type BootstrapMacAlgorithm = "sha1" | "sha256";

/**
 * HMAC over the exact octets of a bootstrap document: 20 octets with SHA-1, 32 with SHA-256; on the wire they travel in
 * hexadecimal (bootstrap-push §8.2). Clause: DMSEC 1.2 §5.7.2.1.
 */
export function bootstrapMac(algorithm: BootstrapMacAlgorithm, key: Uint8Array, document: Uint8Array): Uint8Array {
  return hmac(algorithm === "sha1" ? sha1 : sha256, key, document);
}

/**
 * The content of EF_IMSI without its length: the NETWORKID secret of 3GPP devices (bootstrap-push §8.3#6).
 * An odd count of digits is preceded by 9, an even one by 1 and followed by F; then the nibbles of each octet swap.
 * Throws `RangeError` unless `imsi` is 1 to 15 digits.
 */
export function imsiOctets(imsi: string): Uint8Array {
  if (!/^\d{1,15}$/.test(imsi)) throw new RangeError("an IMSI has 1 to 15 decimal digits");
  const digits = imsi.length % 2 === 1 ? `9${imsi}` : `1${imsi}f`;
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
    Number.parseInt(`${digits[2 * i + 1]}${digits[2 * i]}`, 16),
  );
}
