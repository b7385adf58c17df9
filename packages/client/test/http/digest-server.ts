/** A server's side of HTTP Digest, written from RFC 7616 with Node's own hashes: the client's are others. */
import { createHash, randomBytes } from "node:crypto";

export interface DigestServerOptions {
  readonly algorithm: "MD5" | "MD5-sess" | "SHA-256" | "SHA-256-sess";
  readonly name: string;
  readonly secret: string;
  /** Every so many requests the answer carries another nonce; never unless told. */
  readonly nextNonceEvery?: number;
}

export interface Verdict {
  readonly accepted: boolean;
  /** The nonce is not the current one, or its count was used before. */
  readonly stale?: boolean;
  /** Authentication-Info. */
  readonly info?: string;
}

/** Parameters of an Authorization, with its scheme; values without their quotes and escapes. */
export function readAuthorization(header: string): Record<string, string> {
  const [scheme = "", rest = ""] = [header.slice(0, header.indexOf(" ")), header.slice(header.indexOf(" ") + 1)];
  const params: Record<string, string> = { scheme: scheme.toLowerCase() };
  for (const [, name, quoted, bare] of rest.matchAll(/([\w*]+)=(?:"((?:[^"\\]|\\.)*)"|([^,\s]+))/g)) {
    params[name!] = quoted === undefined ? bare! : quoted.replaceAll(/\\(.)/g, "$1");
  }
  return params;
}

export function digestServer({ algorithm, name, secret, nextNonceEvery = 0 }: DigestServerOptions) {
  const hash = algorithm.startsWith("MD5") ? "md5" : "sha256";
  const hex = (text: string): string => createHash(hash).update(text, "utf8").digest("hex");
  const realm = 'devices, "all"';
  let nonce = randomBytes(12).toString("base64");
  let lastCount = 0;
  let served = 0;
  /** H(A1) of a -sess algorithm lasts as long as the authentication session (RFC 2617 §3.2.2.2). */
  let sessionKey: string | undefined;

  return {
    challenge(stale = false): string {
      nonce = randomBytes(12).toString("base64");
      lastCount = 0;
      sessionKey = undefined;
      const quoted = realm.replaceAll('"', '\\"');
      const more = stale ? ", stale=true" : "";
      return `Digest realm="${quoted}", qop="auth", algorithm=${algorithm}, nonce="${nonce}", opaque="o"${more}`;
    },
    judge(method: string, uri: string, header: string | undefined): Verdict {
      const shown = readAuthorization(header ?? " ");
      const encoded = shown["username*"]?.replace(/^UTF-8''/, "");
      const username = encoded === undefined ? shown["username"] : decodeURIComponent(encoded);
      if (shown["scheme"] !== "digest" || username !== name || shown["realm"] !== realm) return { accepted: false };
      if (shown["uri"] !== uri || shown["opaque"] !== "o" || shown["qop"] !== "auth") return { accepted: false };
      const { nc = "", cnonce = "" } = shown;
      if (shown["nonce"] !== nonce || Number.parseInt(nc, 16) <= lastCount) return { accepted: false, stale: true };
      lastCount = Number.parseInt(nc, 16);
      const user = hex(`${name}:${realm}:${secret}`);
      if (algorithm.endsWith("-sess")) sessionKey ??= hex(`${user}:${nonce}:${cnonce}`);
      const respond = (verb: string) =>
        hex(`${sessionKey ?? user}:${nonce}:${nc}:${cnonce}:auth:${hex(`${verb}:${uri}`)}`);
      if (shown["response"] !== respond(method)) return { accepted: false };
      const proof = `rspauth="${respond("")}", qop=auth, cnonce="${cnonce}", nc=${nc}`;
      served++;
      if (nextNonceEvery === 0 || served % nextNonceEvery !== 0) return { accepted: true, info: proof };
      nonce = randomBytes(12).toString("base64");
      lastCount = 0;
      return { accepted: true, info: `${proof}, nextnonce="${nonce}"` };
    },
  };
}
