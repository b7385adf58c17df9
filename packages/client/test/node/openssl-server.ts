/** `openssl s_server` on loopback: a TLS server that is not Node's own. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "../../../../tools/free-ports.ts";
import type { TestCertificate } from "./test-certificates.ts";

export interface OpensslServerOptions {
  readonly certificate: TestCertificate;
  /** As s_server takes them: `-tls1_1`, `-cipher`, … */
  readonly args?: readonly string[];
  /** Authority of the client certificates it demands; none unless told. */
  readonly clientCa?: string;
  /** Prints what it is sent and never answers; otherwise a page about the connection is the answer. */
  readonly printing?: boolean;
}

export interface OpensslServer {
  readonly port: number;
  /** Everything it printed. */
  readonly log: string;
  close(): Promise<void>;
}

export async function opensslServer({
  certificate,
  args = [],
  clientCa,
  printing = false,
}: OpensslServerOptions): Promise<OpensslServer> {
  const directory = mkdtempSync(join(tmpdir(), "oma-dm-s-server-"));
  const file = (name: string, content: string): string => {
    const path = join(directory, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  // s_server does not tell the port it was given for 0.
  const [port] = (await freePorts(1)) as [number];
  const verify =
    clientCa === undefined ? [] : ["-Verify", "3", "-verify_return_error", "-CAfile", file("ca.pem", clientCa)];
  const child = spawn(
    "openssl",
    [
      ...["s_server", "-accept", `127.0.0.1:${port}`, "-4", ...(printing ? [] : ["-www"])],
      ...["-cert", file("cert.pem", certificate.cert), "-key", file("key.pem", certificate.key)],
      ...verify,
      ...args,
    ],
    // It ends with its standard input.
    { stdio: ["pipe", "pipe", "pipe"] },
  );
  let log = "";
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  try {
    await new Promise<void>((resolve, reject) => {
      const read = (bytes: Buffer): void => {
        log += bytes.toString("latin1");
        if (log.includes("ACCEPT")) resolve();
      };
      child.stdout.on("data", read);
      child.stderr.on("data", read);
      child.once("error", reject);
      child.once("close", () => reject(new Error(`openssl s_server ended: ${log}`)));
    });
  } catch (error) {
    rmSync(directory, { recursive: true });
    throw error;
  }
  return {
    port,
    get log() {
      return log;
    },
    async close() {
      child.kill();
      await ended;
      rmSync(directory, { recursive: true });
    },
  };
}
