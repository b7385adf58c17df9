/**
 * A certificate for a lab that speaks https: self-signed, P-256, made on the spot so that no key lies in a repository.
 *
 * Clause: RFC 5280 §4.1 (fields), protocol §13 (what a client checks: SAN, validity, trust anchor).
 */
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isIPv4 } from "node:net";

export interface SelfSignedOptions {
  /** DNS names and IPv4 addresses of subjectAltName; default 127.0.0.1 and localhost. */
  readonly hosts?: readonly string[];
  /** Default: a day ago. */
  readonly notBefore?: Date;
  /** Default: in thirty days. */
  readonly notAfter?: Date;
}

/** Key and certificate as PEM. The certificate is its own trust anchor. @throws RangeError on a year past 2049 */
export function selfSignedCertificate(options: SelfSignedOptions = {}): { key: string; cert: string } {
  const day = 24 * 60 * 60 * 1000;
  const {
    hosts = ["127.0.0.1", "localhost"],
    notBefore = new Date(Date.now() - day),
    notAfter = new Date(Date.now() + 30 * day),
  } = options;
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = sequence(set(sequence(COMMON_NAME, tagged(0x0c, Buffer.from(hosts[0] ?? "lab")))));
  const certificate = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([0x40]), randomBytes(15)])),
    sequence(ECDSA_SHA256),
    name,
    sequence(utcTime(notBefore), utcTime(notAfter)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    tagged(0xa3, sequence(extension(BASIC_CONSTRAINTS, sequence(tagged(0x01, Buffer.from([0xff])))), altNames(hosts))),
  );
  const signature = sign("sha256", certificate, privateKey);
  const der = sequence(certificate, sequence(ECDSA_SHA256), tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = der.toString("base64").replace(/.{64}/g, "$&\n").trimEnd();
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}

const ECDSA_SHA256 = objectId("2a8648ce3d040302");
const COMMON_NAME = objectId("550403");
const BASIC_CONSTRAINTS = objectId("551d13");
const SUBJECT_ALT_NAME = objectId("551d11");

function altNames(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) =>
    isIPv4(host) ? tagged(0x87, Buffer.from(host.split(".").map(Number))) : tagged(0x82, Buffer.from(host, "ascii")),
  );
  return extension(SUBJECT_ALT_NAME, sequence(...names));
}

function extension(id: Buffer, value: Buffer): Buffer {
  return sequence(id, tagged(0x04, value));
}

function utcTime(date: Date): Buffer {
  if (date.getUTCFullYear() > 2049) throw new RangeError("UTCTime ends with 2049");
  return tagged(0x17, Buffer.from(`${date.toISOString().slice(2, 19).replace(/[-:T]/g, "")}Z`));
}

function objectId(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, "hex"));
}

function integer(value: Buffer): Buffer {
  return tagged(0x02, value);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function set(...parts: readonly Buffer[]): Buffer {
  return tagged(0x31, Buffer.concat(parts));
}

/** One DER value: tag, definite length, content. */
function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, Math.floor(length / 0x100), length % 0x100];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
