/** A gateway behind a proxy, with a certificate of its own that somebody renews on its disk. */
import { readFileSync, statSync } from "node:fs";
import { type ClientCertificate, DeviceClient, type ProxyOptions } from "@oma-dm/client";

export interface GatewayFiles {
  /** Of the authorities it trusts; the certificate and key it shows: PEM. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** The same object until the file changes. */
function certificateIn({ cert, key }: GatewayFiles): () => ClientCertificate {
  let current: ClientCertificate = { cert: readFileSync(cert), key: readFileSync(key) };
  let read = statSync(cert).mtimeMs;
  return () => {
    const changed = statSync(cert).mtimeMs;
    if (changed !== read) {
      current = { cert: readFileSync(cert), key: readFileSync(key) };
      read = changed;
    }
    return current;
  };
}

export async function openGateway(
  files: GatewayFiles,
  proxy: ProxyOptions,
  log: (line: string) => void,
): Promise<DeviceClient> {
  const device = await DeviceClient.open({
    device: { devId: "IMEI:004999010640000", man: "Acme", mod: "GW-1" },
    http: {
      proxy,
      ca: readFileSync(files.ca),
      clientCertificate: certificateIn(files),
      userAgent: "Acme-DM/1.0 (OMA-DM 1.3)",
      // A server nobody updates any more: it alone may speak TLS 1.1.
      accounts: { "com.example.legacy": { minTlsVersion: "TLSv1.1" } },
    },
    builtAt: Date.parse("2026-06-01"),
  });
  void (async () => {
    for await (const event of device.events()) if (event.type === "warning") log(event.message);
  })();
  return device;
}
