export { decodeBase64, encodeBase64 } from "./base64.ts";
export {
  type BootstrapMacAlgorithm,
  basicCredential,
  bootstrapMac,
  imsiOctets,
  md5Credential,
  md5UserDigest,
  sameDigest,
} from "./credentials.ts";
