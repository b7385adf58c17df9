/**
 * Credentials computed with node:crypto and never with the codec, so that a fault in the shared code shows here.
 *
 * Clause: protocol §10.4 (formulas), §10.5 (Chal), §16 (vectors).
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { Chal, Cred } from "@oma-dm/codec/syncml";
import { AUTH_MAC } from "./hmac.ts";

export const AUTH_MD5 = "syncml:auth-md5";
export const AUTH_BASIC = "syncml:auth-basic";

const utf8 = (text: string): Buffer => Buffer.from(text, "utf8");
const md5 = (bytes: Uint8Array): Buffer => createHash("md5").update(bytes).digest();

/** Base64 text of MD5( B64(MD5(name ":" secret)) ":" nonce ). Clause: protocol §10.4. */
export function digestText(name: string, secret: string, nonce: Uint8Array): string {
  const inner = md5(utf8(`${name}:${secret}`)).toString("base64");
  return md5(Buffer.concat([utf8(`${inner}:`), nonce])).toString("base64");
}

/** Base64 text of name ":" secret. Clause: protocol §10.4. */
export function basicText(name: string, secret: string): string {
  return utf8(`${name}:${secret}`).toString("base64");
}

/** What the judge says of a Cred: `missing` asks for 407, `wrong` for 401 (protocol §10.6). */
export type CredVerdict =
  | { readonly kind: "accepted" }
  | { readonly kind: "missing"; readonly why: string }
  | { readonly kind: "wrong"; readonly why: string };

/** Text of a Cred's Data; bytes count as UTF-8, because some peers send text as OPAQUE. */
export function credText(cred: Cred): string {
  const data = cred.data;
  if (typeof data === "string") return data.trim();
  return data instanceof Uint8Array ? Buffer.from(data).toString("utf8").trim() : "";
}

/**
 * Judges the credentials of a message.
 * @param nonces the nonces the digest may have been made with, newest first
 */
export function judgeCred(
  cred: Cred | undefined,
  scheme: "md5" | "basic",
  owner: { readonly name: string; readonly secret: string },
  nonces: readonly Uint8Array[],
): CredVerdict {
  if (cred === undefined) return { kind: "missing", why: "no Cred" };
  const type = cred.meta?.type ?? "";
  if (type !== (scheme === "md5" ? AUTH_MD5 : AUTH_BASIC)) {
    return { kind: "missing", why: `Cred of type "${type}", ${scheme} is required` };
  }
  const shown = credText(cred);
  if (scheme === "basic") {
    return sameBytes(shown, basicText(owner.name, owner.secret))
      ? { kind: "accepted" }
      : { kind: "wrong", why: "basic credentials do not match" };
  }
  if (nonces.some((nonce) => sameBytes(shown, digestText(owner.name, owner.secret, nonce))))
    return { kind: "accepted" };
  return { kind: "wrong", why: explainDigest(shown, owner, nonces) };
}

/** Names the usual mistakes behind a digest that does not match (protocol §16, the rows "must NOT be produced"). */
function explainDigest(
  shown: string,
  owner: { readonly name: string; readonly secret: string },
  nonces: readonly Uint8Array[],
): string {
  const variants: (readonly [string, Uint8Array])[] = [
    ["is made with an empty nonce", new Uint8Array()],
    ["is made with four zero bytes as nonce", new Uint8Array(4)],
    ['is made with the text "0x00000000" as nonce', utf8("0x00000000")],
  ];
  for (const nonce of nonces) {
    variants.push(["hashes the base64 text of the nonce, not its bytes", utf8(Buffer.from(nonce).toString("base64"))]);
  }
  const match = variants.find(([, nonce]) => digestText(owner.name, owner.secret, nonce) === shown);
  return match === undefined ? "the digest does not match: stale nonce or wrong secret" : `the digest ${match[0]}`;
}

function sameBytes(a: string, b: string): boolean {
  const left = utf8(a);
  const right = utf8(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** A Chal as the server issues it: Type, Format b64 and the nonce in base64 (protocol §10.5). */
export function chalFor(scheme: "md5" | "basic" | "hmac", nonce: Uint8Array): Chal {
  if (scheme === "basic") return { meta: { format: "b64", type: AUTH_BASIC } };
  const type = scheme === "hmac" ? AUTH_MAC : AUTH_MD5;
  return { meta: { format: "b64", type, nextNonce: Buffer.from(nonce).toString("base64") } };
}

/** Bytes of the NextNonce in a Chal; `undefined` when it has none. */
export function nonceOf(chal: Chal | undefined): Uint8Array | undefined {
  const text = chal?.meta.nextNonce?.trim();
  if (text === undefined || text === "") return undefined;
  if (chal?.meta.format !== undefined && chal.meta.format.trim() !== "b64") return utf8(text);
  return new Uint8Array(Buffer.from(text, "base64"));
}

/** A nonce of 16 random bytes as 24 printable characters: free of NUL and ":" (protocol §10.9). */
export function printableNonce(random: (length: number) => Uint8Array): Uint8Array {
  return new Uint8Array(utf8(Buffer.from(random(16)).toString("base64").replaceAll("+", "-").replaceAll("/", "_")));
}
