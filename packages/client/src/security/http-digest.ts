/** HTTP Digest access authentication. Clause: RFC 7616 §3.4 (SHA-256, MD5, their -sess forms), RFC 2617 §3.2.2 (no qop). */
import { createHash } from "node:crypto";

/** Values of `algorithm=` there is a hash for. */
export type HttpDigestAlgorithm = "SHA-256" | "SHA-256-sess" | "MD5" | "MD5-sess";

/** What a digest is made of. */
export interface HttpDigestInput {
  readonly algorithm: HttpDigestAlgorithm;
  readonly username: string;
  readonly secret: string;
  readonly realm: string;
  readonly nonce: string;
  /** Absent with a server of RFC 2069, which named no `qop`. */
  readonly auth?: {
    readonly cnonce: string;
    /** Requests sent with this nonce, this one included. */
    readonly count: number;
  };
  /** Of a -sess algorithm: nonce and cnonce of the first request after the challenge (RFC 7616 §3.4.2). */
  readonly session?: { readonly nonce: string; readonly cnonce: string };
  /** Of the request; the empty string for what the server proves with `rspauth` (RFC 7616 §3.5). */
  readonly method: string;
  /** The request target as it is sent. */
  readonly uri: string;
}

/** `nc` as it is written: eight hexadecimal digits. */
export function digestCount(count: number): string {
  return count.toString(16).padStart(8, "0");
}

/** The `response` of a request, or its `rspauth`, in lower-case hexadecimal. Everything is hashed as UTF-8. */
export function httpDigest(input: HttpDigestInput): string {
  const { algorithm, username, secret, realm, nonce, auth, session, method, uri } = input;
  const hash = algorithm.startsWith("MD5") ? "md5" : "sha256";
  const hex = (text: string): string => createHash(hash).update(text, "utf8").digest("hex");
  const user = hex(`${username}:${realm}:${secret}`);
  const key = session === undefined ? user : hex(`${user}:${session.nonce}:${session.cnonce}`);
  const middle = auth === undefined ? nonce : `${nonce}:${digestCount(auth.count)}:${auth.cnonce}:auth`;
  return hex(`${key}:${middle}:${hex(`${method}:${uri}`)}`);
}
