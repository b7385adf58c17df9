/**
 * Credentials, the MACs of messages and bootstrap documents, and the base64 they travel in. Names and secrets are
 * hashed as UTF-8.
 * Clause: DMSEC 1.2 §5.3, §5.4, §5.7.2; RFC 4648 §4.
 */
export { decodeBase64, encodeBase64 } from "./base64.ts";
export {
  type BootstrapMacAlgorithm,
  basicCredential,
  bootstrapMac,
  imsiOctets,
  md5Credential,
  md5CredentialOf,
  md5UserDigest,
  sameDigest,
} from "./credentials.ts";
export {
  INTEGRITY_HEADER,
  type IntegrityAlgorithm,
  type IntegrityConstruction,
  type IntegrityHeader,
  type IntegrityInput,
  integrityMac,
  parseIntegrityHeader,
  printIntegrityHeader,
} from "./integrity.ts";
