import { X509Certificate } from "node:crypto";
import { request } from "node:https";
import { type Lab, script, selfSignedCertificate, startLab } from "@oma-dm/lab";
import { afterEach, expect, it } from "vitest";
import { ACCOUNT } from "./paper-device.ts";

let lab: Lab | undefined;
afterEach(async () => lab?.close());

function status(url: string, ca: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method: "GET", ca, agent: false }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode));
    });
    call.on("error", reject);
    call.end();
  });
}

it("speaks https with a certificate made on the spot", async () => {
  const tls = selfSignedCertificate();
  lab = await startLab({ accounts: [ACCOUNT], script: script("x", {}), tls });
  expect(lab.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/dm$/);
  expect(await status(lab.url, tls.cert)).toBe(405);
  await expect(status(lab.url, selfSignedCertificate().cert)).rejects.toThrow(
    /self-signed|unable to verify|signature/i,
  );
});

it("makes certificates for other hosts and other times, for clients to refuse", async () => {
  const wrongHost = selfSignedCertificate({ hosts: ["dm.example.com"] });
  expect(new X509Certificate(wrongHost.cert).subjectAltName).toBe("DNS:dm.example.com");
  lab = await startLab({ accounts: [ACCOUNT], script: script("x", {}), tls: wrongHost });
  await expect(status(lab.url, wrongHost.cert)).rejects.toThrow(/altnames/);
  await lab.close();
  const expired = selfSignedCertificate({ notBefore: new Date("2020-01-01"), notAfter: new Date("2020-02-01") });
  expect(new X509Certificate(expired.cert).validTo).toBe("Feb  1 00:00:00 2020 GMT");
  lab = await startLab({ accounts: [ACCOUNT], script: script("x", {}), tls: expired });
  await expect(status(lab.url, expired.cert)).rejects.toThrow(/expired/);
});

it("demands a client certificate when it is told to", async () => {
  const tls = selfSignedCertificate();
  lab = await startLab({ accounts: [ACCOUNT], script: script("x", {}), tls: { ...tls, clientCa: tls.cert } });
  await expect(status(lab.url, tls.cert)).rejects.toThrow();
});
