/** The example of examples/gateway works against the lab, and the README shows it as it stands. */
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { bootstrapDocument, flowA, startLab } from "@oma-dm/lab";
import { expect, it } from "vitest";
import { openGateway } from "../../examples/gateway/gateway.ts";
import { proxyServer } from "../node/local-proxy.ts";
import { serve } from "../node/local-server.ts";
import { testCertificates } from "../node/test-certificates.ts";

const ACCOUNT = {
  deviceId: "IMEI:004999010640000",
  client: { name: "gw", secret: "a" },
  server: { name: "server", secret: "b" },
};

it("stands in the README as it is run here", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const example = readFileSync(new URL("../../examples/gateway/gateway.ts", import.meta.url), "utf8");
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);
});

it("is managed through its proxy, shows its renewed certificate and tells of TLS 1.1", async () => {
  const directory = mkdtempSync(join(tmpdir(), "oma-dm-gateway-"));
  const certificates = testCertificates();
  const files = { ca: join(directory, "ca"), cert: join(directory, "cert"), key: join(directory, "key") };
  const write = ({ cert, key }: { cert: string; key: string }, at: number) => {
    writeFileSync(files.cert, cert);
    writeFileSync(files.key, key);
    utimesSync(files.cert, at, at);
  };
  writeFileSync(files.ca, certificates.ca);
  write(certificates.client, 1_000);
  const proxy = await proxyServer({ name: "gw", secret: "s" });
  const account = { ...ACCOUNT, serverId: "com.example.dm" };
  const mutual = { ...certificates.valid, clientCa: certificates.ca };
  const lab = await startLab({ accounts: [account], script: flowA, tls: mutual });
  const shown: string[] = [];
  const legacy = await serve(
    (request: IncomingMessage, response) => {
      shown.push((request.socket as TLSSocket).getPeerCertificate().serialNumber);
      response.writeHead(404).end();
    },
    {
      ...certificates.valid,
      ca: certificates.ca,
      requestCert: true,
      minVersion: "TLSv1.1",
      maxVersion: "TLSv1.1",
      ciphers: "DEFAULT:@SECLEVEL=0",
    },
  );
  const lines: string[] = [];
  const device = await openGateway(files, { url: proxy.url, name: "gw", secret: "s" }, (line) => lines.push(line));
  try {
    const old = { ...ACCOUNT, serverId: "com.example.legacy", url: `https://127.0.0.1:${legacy.port}/` };
    await device.bootstrap(bootstrapDocument({ ...account, url: lab.url }), { allowUnsigned: true });
    await device.bootstrap(bootstrapDocument({ ...old, nodeName: "Old" }), { allowUnsigned: true });
    expect(await device.connect("com.example.dm")).toMatchObject({ outcome: "completed" });
    expect((await lab.ended()).violations).toEqual([]);
    expect(proxy.seen).toEqual([`CONNECT ${new URL(lab.url).host}`]);
    await device.connect("com.example.legacy");
    write(certificates.renewedClient, 2_000);
    await device.connect("com.example.legacy");
    expect(new Set(shown).size).toBe(2);
    expect(lines).toEqual([expect.stringContaining("TLS 1.1")]);
  } finally {
    await device.close();
    await legacy.close();
    await lab.close();
    await proxy.close();
    rmSync(directory, { recursive: true });
  }
});
