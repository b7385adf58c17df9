import { X509Certificate } from "node:crypto";
import {
  checkServerIdentity,
  createSecureContext,
  type DetailedPeerCertificate,
  type PeerCertificate,
  type SecureContext,
} from "node:tls";
import type { ClientCertificate } from "../http-options.ts";
import type { TlsVersion } from "../ports.ts";

interface VersionRow {
  readonly minVersion: TlsVersion;
  /** Those of Node unless told. */
  readonly ciphers?: string;
}

/** protocol §13#3, #4. TLS 1.1 needs suites and signatures that OpenSSL gives up by default. */
const VERSIONS: Readonly<Record<TlsVersion, VersionRow>> = {
  "TLSv1.1": { minVersion: "TLSv1.1", ciphers: "DEFAULT:@SECLEVEL=0" },
  "TLSv1.2": { minVersion: "TLSv1.2" },
  "TLSv1.3": { minVersion: "TLSv1.3" },
};

/** Nothing older, whatever a caller without types asks for. */
export function isTlsVersion(version: string): version is TlsVersion {
  return Object.hasOwn(VERSIONS, version);
}

/** Throws what OpenSSL says when `ca`, the certificate or its key cannot be read. */
export function secureContext(
  ca: string | Uint8Array | undefined,
  certificate: ClientCertificate | undefined,
  version: TlsVersion,
): SecureContext {
  const pem = (it: string | Uint8Array): string | Buffer => (typeof it === "string" ? it : Buffer.from(it));
  const { cert, key, passphrase } = certificate ?? {};
  // Node passes over trust anchors it cannot read, and would trust nobody without a word.
  if (ca !== undefined) new X509Certificate(ca);
  return createSecureContext({
    ...VERSIONS[version],
    ...(ca === undefined ? {} : { ca: pem(ca) }),
    ...(cert === undefined ? {} : { cert: pem(cert) }),
    ...(key === undefined ? {} : { key: pem(key) }),
    ...(passphrase === undefined ? {} : { passphrase }),
  });
}

/**
 * Whether a verified certificate is that of `host`: by the names of subjectAltName alone, for a common name is no
 * server name (protocol §13#5). A chain that ended before `timeFloor` (milliseconds since 1970) has expired, even if
 * the clock of the device was set back (protocol §13#8).
 */
export function checkCertificate(host: string, certificate: PeerCertificate, timeFloor: number): Error | undefined {
  const seen = new Set<PeerCertificate>();
  let it: PeerCertificate | undefined = certificate;
  // The certificate of a root is its own issuer.
  while (it !== undefined && !seen.has(it)) {
    seen.add(it);
    if (Date.parse(it.valid_to) < timeFloor) return Object.assign(new Error("expired"), { code: "CERT_HAS_EXPIRED" });
    it = "issuerCertificate" in it ? (it as DetailedPeerCertificate).issuerCertificate : undefined;
  }
  return checkServerIdentity(host, { ...certificate, subject: { ...certificate.subject, CN: "" } });
}
