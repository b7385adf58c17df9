import type { HttpFailure } from "../ports.ts";

export type HttpFailureKind = HttpFailure["kind"];

/** Error codes of Node, OpenSSL, llhttp and undici, each with what it means to the client. */
const KIND_OF_CODE: Readonly<Record<string, HttpFailureKind>> = {
  ENOTFOUND: "name-not-resolved",
  EAI_AGAIN: "name-not-resolved",
  EAI_FAIL: "name-not-resolved",
  EAI_NODATA: "name-not-resolved",
  EAI_NONAME: "name-not-resolved",
  ECONNREFUSED: "refused",
  EHOSTUNREACH: "unreachable",
  EHOSTDOWN: "unreachable",
  ENETUNREACH: "unreachable",
  ENETDOWN: "unreachable",
  EADDRNOTAVAIL: "unreachable",
  // A firewall rule of the device itself, or a broadcast address.
  EACCES: "unreachable",
  EPERM: "unreachable",
  ECONNRESET: "reset",
  ECONNABORTED: "reset",
  EPIPE: "reset",
  UND_ERR_SOCKET: "reset",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "malformed-response",
  // The name of an error: undici leaves out the llhttp code (HPE_…) of most.
  HTTPParserError: "malformed-response",
  ETIMEDOUT: "timeout",
  UND_ERR_CONNECT_TIMEOUT: "timeout",
  UND_ERR_HEADERS_TIMEOUT: "timeout",
  UND_ERR_BODY_TIMEOUT: "timeout",
  CERT_HAS_EXPIRED: "tls-expired",
  CERT_NOT_YET_VALID: "tls-not-yet-valid",
  ERR_TLS_CERT_ALTNAME_INVALID: "tls-name-mismatch",
  ERR_TLS_CERT_ALTNAME_FORMAT: "tls-name-mismatch",
  HOSTNAME_MISMATCH: "tls-name-mismatch",
  CERT_CHAIN_TOO_LONG: "tls-untrusted",
  CERT_REJECTED: "tls-untrusted",
  CERT_REVOKED: "tls-untrusted",
  CERT_SIGNATURE_FAILURE: "tls-untrusted",
  CERT_UNTRUSTED: "tls-untrusted",
  DEPTH_ZERO_SELF_SIGNED_CERT: "tls-untrusted",
  INVALID_CA: "tls-untrusted",
  INVALID_PURPOSE: "tls-untrusted",
  PATH_LENGTH_EXCEEDED: "tls-untrusted",
  SELF_SIGNED_CERT_IN_CHAIN: "tls-untrusted",
  UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY: "tls-untrusted",
  UNABLE_TO_DECRYPT_CERT_SIGNATURE: "tls-untrusted",
  UNABLE_TO_GET_ISSUER_CERT: "tls-untrusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "tls-untrusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "tls-untrusted",
  EPROTO: "tls-failed",
  // Of proxy-tunnel.
  PROXY_UNREACHABLE: "proxy-unreachable",
  PROXY_REFUSED: "proxy-refused",
  PROXY_AUTHENTICATION: "proxy-authentication",
  UND_ERR_HEADERS_OVERFLOW: "response-too-large",
  UND_ERR_RES_EXCEEDED_MAX_SIZE: "response-too-large",
  UND_ERR_ABORTED: "aborted",
  UND_ERR_CLOSED: "aborted",
  UND_ERR_DESTROYED: "aborted",
  // Only the address and the headers of the caller can be at fault.
  UND_ERR_INVALID_ARG: "bad-url",
  UND_ERR_NOT_SUPPORTED: "bad-url",
};

const KIND_OF_FAMILY: readonly (readonly [prefix: string, kind: HttpFailureKind])[] = [
  ["HPE_", "malformed-response"],
  ["ERR_SSL_", "tls-failed"],
  ["ERR_TLS_", "tls-failed"],
  ["ERR_OSSL_", "tls-failed"],
  // What OpenSSL says of a certificate it could not accept, beyond the names above.
  ["CERT_", "tls-untrusted"],
  ["CRL_", "tls-untrusted"],
  ["UNABLE_TO_", "tls-untrusted"],
];

const ADVICE: Readonly<Record<HttpFailureKind, string>> = {
  "bad-url": "the address or a header cannot be sent; correct the account",
  "plain-http-refused": "plain http is refused; use https, or allow plain http for this account",
  "name-not-resolved": "the name was not resolved; check the address and the DNS of the device",
  refused: "the connection was refused; check the port and that the server runs",
  unreachable: "there is no route to the server; check the network of the device",
  reset: "the connection was cut before the response was complete; try again",
  timeout: "no complete response in time; try again later",
  "tls-untrusted": "no trusted authority vouches for the certificate; install the server's root certificate",
  "tls-name-mismatch": "the certificate is for another name; check the address, or the server's certificate",
  "tls-expired": "the certificate has expired; renew it on the server, or check the clock of the device",
  "tls-not-yet-valid": "the certificate is not valid yet; set the clock of the device",
  "tls-failed": "TLS could not be agreed; check the versions and the client certificate the server asks for",
  "client-certificate-unusable": "the client certificate or its key cannot be read; check both",
  "proxy-unreachable": "the proxy cannot be reached, or cannot reach the server; check its address, or try again",
  "proxy-refused": "the proxy refuses to connect to the server; ask whoever runs it",
  "proxy-authentication": "the proxy refuses the credentials; check its name and secret",
  "redirect-refused": "the redirect was refused; set the account to the final address",
  "content-encoding-refused": "the response is compressed though identity was asked for; turn compression off",
  "response-too-large": "the response is larger than accepted; raise the limit, or lower it on the server",
  "malformed-response": "the response is not HTTP/1.1; check that the port is that of a web server",
  aborted: "the exchange was aborted",
};

/** `server` is an origin (never a whole URL: a query may hold a secret); `detail` a code, a status or a number. */
export function httpFailure(kind: HttpFailureKind, server: string | undefined, detail?: string): HttpFailure {
  const where = server === undefined ? "" : `${server}: `;
  const why = detail === undefined ? "" : ` (${detail})`;
  return { outcome: "failure", kind, message: `${where}${ADVICE[kind]}${why}` };
}

/** What an error thrown by undici means. Judged by code alone: texts of errors change, and may quote the peer. */
export function failureOf(error: unknown, server: string): HttpFailure {
  const codes = codesOf(error);
  for (const code of codes) {
    const kind = Object.hasOwn(KIND_OF_CODE, code)
      ? KIND_OF_CODE[code]
      : KIND_OF_FAMILY.find(([prefix]) => code.startsWith(prefix))?.[1];
    if (kind !== undefined) return httpFailure(kind, server, code);
  }
  return httpFailure("reset", server, codes[0] ?? "unknown error");
}

/** Codes, or names where there is none, innermost cause first: undici wraps what the socket said; a connection to several addresses fails once for each. */
function codesOf(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error) || depth > 8) return [];
  const inner = [error.cause, ...(error instanceof AggregateError ? error.errors : [])];
  const own = "code" in error && typeof error.code === "string" ? error.code : error.name;
  return [...inner.flatMap((each) => codesOf(each, depth + 1)), own];
}
