/** TLS against OpenSSL's own server (R144, R074): what Node's server does not refuse by itself, this one may. */
import { X509Certificate } from "node:crypto";
import { afterEach, beforeAll, expect, it } from "vitest";
import { describeNeeding } from "../../../../tools/needs.ts";
import { type UndiciHttpOptions, undiciHttp } from "../../src/node/index.ts";
import type { HttpFailure, HttpRequest } from "../../src/ports.ts";
import { type OpensslServerOptions, opensslServer } from "./openssl-server.ts";
import { type TestCertificate, type TestCertificates, testCertificates } from "./test-certificates.ts";

const OLD = ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"];

describeNeeding(["openssl"], "TLS with openssl s_server", () => {
  let certificates: TestCertificates;
  const toClose: { close(): Promise<void> }[] = [];
  beforeAll(() => {
    certificates = testCertificates();
  });
  afterEach(async () => {
    for (const each of toClose.splice(0).reverse()) await each.close();
  });

  const server = async (options: Partial<OpensslServerOptions> = {}) => {
    const made = await opensslServer({ certificate: certificates.valid, ...options });
    toClose.push(made);
    return made;
  };
  const client = (options: UndiciHttpOptions = {}) => {
    const made = undiciHttp({ ca: certificates.ca, ...options });
    toClose.push(made);
    return made;
  };
  /** The status page of s_server says which protocol and suite were agreed. */
  const get = (port: number, host = "127.0.0.1", more: Partial<HttpRequest> = {}): HttpRequest => ({
    method: "GET",
    url: `https://${host}:${port}/`,
    headers: {},
    maxResponseBytes: 100_000,
    timeoutMs: 10_000,
    ...more,
  });
  const page = async (http: ReturnType<typeof client>, request: HttpRequest): Promise<string> => {
    const answer = await http.exchange(request);
    if (answer.outcome === "failure") throw new Error(answer.message);
    expect(answer).toMatchObject({ status: 200, serverVerified: true });
    return Buffer.from(answer.body).toString("latin1");
  };
  const refused = async (http: ReturnType<typeof client>, request: HttpRequest, kind: HttpFailure["kind"]) =>
    expect(await http.exchange(request)).toMatchObject({ outcome: "failure", kind });

  it("speaks TLS 1.1 only by its opt-in, which is told (protocol §13#2, #3, #4)", async () => {
    // The one suite of DM 1.2's list that OpenSSL still has (protocol §13#4).
    const args = ["-tls1_1", "-cipher", "AES128-SHA:@SECLEVEL=0"];
    const { port } = await server({ args, certificate: certificates.validRsa });
    await refused(client(), get(port), "tls-failed");
    const warnings: string[] = [];
    const old = client({ minTlsVersion: "TLSv1.1", warn: (message) => warnings.push(message) });
    const text = await page(old, get(port));
    expect(text).toMatch(/Protocol *: TLSv1\.1/);
    expect(text).toMatch(/Cipher *: AES128-SHA/);
    expect(warnings).toEqual([expect.stringContaining("TLS 1.1")]);
    // Of one request, and of no other.
    const modern = client();
    expect(await page(modern, get(port, "127.0.0.1", { minTlsVersion: "TLSv1.1" }))).toContain("TLSv1.1");
    await refused(modern, get(port), "tls-failed");
  });

  it.each([
    ["TLS 1.2", ["-tls1_2"], "TLSv1.2"],
    ["TLS 1.3", ["-tls1_3"], "TLSv1.3"],
    ["the highest of all", ["-cipher", "ALL:@SECLEVEL=0"], "TLSv1.3"],
  ] as const)("speaks %s, opted in to TLS 1.1 or not (protocol §13#3, #4)", async (_name, args, protocol) => {
    const { port } = await server({ args });
    for (const http of [client(), client({ minTlsVersion: "TLSv1.1" })]) {
      expect(await page(http, get(port))).toMatch(new RegExp(`Protocol *: ${protocol.replace(".", "\\.")}`));
    }
  });

  it("never speaks TLS 1.0, opted in to TLS 1.1 or not (protocol §13#3)", async () => {
    const { port } = await server({ args: ["-tls1", "-cipher", "ALL:@SECLEVEL=0"] });
    for (const http of [client(), client({ minTlsVersion: "TLSv1.1" })]) await refused(http, get(port), "tls-failed");
  });

  it.each([
    ["1.1", OLD, { minTlsVersion: "TLSv1.1" }],
    ["1.2", ["-tls1_2"], {}],
    ["1.3", ["-tls1_3"], {}],
  ] as const)("refuses every certificate that is not right, in TLS %s", async (_version, args, options) => {
    const cases: readonly (readonly [keyof TestCertificates, HttpFailure["kind"]])[] = [
      ["otherName", "tls-name-mismatch"],
      ["commonNameOnly", "tls-name-mismatch"],
      ["expired", "tls-expired"],
      ["notYetValid", "tls-not-yet-valid"],
      ["selfSigned", "tls-untrusted"],
    ];
    for (const [name, kind] of cases) {
      const target = await server({ args, certificate: certificates[name] as TestCertificate, printing: true });
      await refused(client(options), get(target.port, "localhost"), kind);
      // Not a byte of the request went out.
      expect(target.log).not.toContain("GET /");
    }
    const right = await server({ args, printing: true });
    const stop = new AbortController();
    const asked = client(options).exchange(get(right.port, "localhost"), stop.signal);
    await expect.poll(() => right.log, { timeout: 10_000 }).toContain("GET /");
    stop.abort();
    expect(await asked).toMatchObject({ kind: "aborted" });
    const { port } = await server({ args });
    const stranger = undiciHttp(options);
    toClose.push(stranger);
    await refused(stranger, get(port), "tls-untrusted");
    expect(await page(client(options), get(port, "localhost"))).toContain("Protocol");
  });

  it.each([
    ["1.1", OLD, { minTlsVersion: "TLSv1.1" }],
    ["1.2", ["-tls1_2"], {}],
    ["1.3", ["-tls1_3"], {}],
  ] as const)("shows its certificate, and the renewed one, in TLS %s", async (_version, args, options) => {
    const { port } = await server({ args, clientCa: certificates.ca });
    const none = await client(options).exchange(get(port));
    expect(none).toMatchObject({ outcome: "failure", kind: expect.stringMatching(/^(tls-failed|reset)$/) });
    let current = certificates.client;
    const http = client({ ...options, clientCertificate: () => current });
    const serial = ({ cert }: TestCertificate) => new X509Certificate(cert).serialNumber;
    const first = await page(http, get(port));
    current = certificates.renewedClient;
    const second = await page(http, get(port));
    const serialOf = (text: string) =>
      /Serial Number:\s*([0-9a-f]{2}(?::[0-9a-f]{2})+)/i.exec(text)?.[1]?.replaceAll(":", "").toUpperCase();
    expect(serialOf(first)).toBe(serial(certificates.client));
    expect(serialOf(second)).toBe(serial(certificates.renewedClient));
  });
});
