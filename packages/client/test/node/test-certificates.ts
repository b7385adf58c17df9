import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
}

export interface TestCertificates {
  /** The authority that signed all of the following but `selfSigned`. */
  readonly ca: string;
  readonly valid: TestCertificate;
  /** With an RSA key; the others' are elliptic. */
  readonly validRsa: TestCertificate;
  /** Ends long after its authority's own certificate. */
  readonly outliving: TestCertificate;
  readonly expired: TestCertificate;
  readonly notYetValid: TestCertificate;
  readonly otherName: TestCertificate;
  /** The right host, but only as a common name. */
  readonly commonNameOnly: TestCertificate;
  readonly client: TestCertificate;
  /** Another for the same client. */
  readonly renewedClient: TestCertificate;
  readonly selfSigned: TestCertificate;
}

const DAY = 86_400_000;

/** Made anew by the openssl program for each run, so that none can lapse. Valid for 127.0.0.1, ::1 and localhost. */
export function testCertificates(): TestCertificates {
  const directory = mkdtempSync(join(tmpdir(), "oma-dm-certificates-"));
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: directory, stdio: "pipe" });
  const read = (file: string) => readFileSync(join(directory, file), "utf8");
  try {
    mkdirSync(join(directory, "issued"));
    writeFileSync(join(directory, "index.txt"), "");
    writeFileSync(join(directory, "ca.cnf"), CONFIGURATION);
    const request = (name: string, subject: string, key = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]) =>
      openssl(
        ...["req", "-new", "-newkey", ...key, "-nodes", "-config", "ca.cnf"],
        ...["-subj", subject, "-keyout", `${name}.key`, "-out", `${name}.csr`],
      );
    const sign = (name: string, extensions: string, from: number, to: number, ...self: string[]) => {
      openssl(
        ...["ca", "-batch", "-notext", "-config", "ca.cnf", "-extensions", extensions, "-in", `${name}.csr`],
        ...["-startdate", asn1Time(from), "-enddate", asn1Time(to), "-out", `${name}.crt`, ...self],
      );
      return { cert: read(`${name}.crt`), key: read(`${name}.key`) };
    };
    const issue = (name: string, extensions: string, from = -DAY, to = DAY, host = "server") => {
      request(name, `/CN=${host}`);
      return sign(name, extensions, from, to);
    };

    request("ca", "/CN=test authority");
    const ca = sign("ca", "authority", -9 * DAY, 9 * DAY, "-selfsign", "-keyfile", "ca.key").cert;
    request("self", "/CN=server");
    request("rsa", "/CN=server", ["rsa:2048"]);
    return {
      ca,
      valid: issue("valid", "server"),
      validRsa: sign("rsa", "server", -DAY, DAY),
      outliving: issue("outliving", "server", -DAY, 30 * DAY),
      expired: issue("expired", "server", -2 * DAY, -DAY),
      notYetValid: issue("later", "server", DAY, 2 * DAY),
      otherName: issue("other", "other"),
      commonNameOnly: issue("common", "nameless", -DAY, DAY, "localhost"),
      client: issue("client", "nameless"),
      renewedClient: issue("renewed", "nameless"),
      selfSigned: sign("self", "server", -DAY, DAY, "-selfsign", "-keyfile", "self.key"),
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function asn1Time(fromNow: number): string {
  return `${new Date(Date.now() + fromNow).toISOString().replaceAll(/[-:T]/g, "").slice(0, 14)}Z`;
}

const CONFIGURATION = `
[ca]
default_ca = test
[test]
database = index.txt
new_certs_dir = issued
rand_serial = yes
unique_subject = no
default_md = sha256
policy = any
certificate = ca.crt
private_key = ca.key
[any]
commonName = supplied
[req]
distinguished_name = dn
[dn]
[authority]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[server]
subjectAltName = IP:127.0.0.1, IP:::1, DNS:localhost
[other]
subjectAltName = DNS:elsewhere.example
[nameless]
basicConstraints = CA:false
`;
