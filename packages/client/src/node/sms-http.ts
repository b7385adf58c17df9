/** Short messages that a gateway hands over as raw PDUs in HTTP requests (bootstrap-push §4.5#1). */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DeviceError } from "../device-error.ts";
import type { PushListener, ShortMessages } from "../push-ports.ts";

export interface SmsHttpOptions {
  /** An address of this machine; loopback when not given. */
  readonly host?: string;
  readonly port: number;
}

/** A PDU has at most 187 octets: twice as many digits, and white space. */
const MAX_BODY = 1_024;

/** `POST /sms`, one SMS-DELIVER as hexadecimal text or, as `application/octet-stream`, as it is; answered 204. */
export async function openSmsHttp(
  { host = "127.0.0.1", port }: SmsHttpOptions,
  messages: ShortMessages,
): Promise<PushListener & { readonly address: { readonly host: string; readonly port: number } }> {
  const server = createServer({ maxHeaderSize: 4_096, requestTimeout: 10_000 }, async (request, response) => {
    const end = (status: number): void => void response.writeHead(status, { Connection: "close" }).end();
    if (request.url !== "/sms") return end(404);
    if (request.method !== "POST") return end(405);
    const chunks: Uint8Array[] = [];
    let size = 0;
    try {
      for await (const chunk of request as AsyncIterable<Uint8Array>) {
        size += chunk.length;
        if (size > MAX_BODY) return end(413);
        chunks.push(chunk);
      }
      const isBinary = /^application\/octet-stream/i.test(request.headers["content-type"] ?? "");
      const pdu = isBinary ? Buffer.concat(chunks) : fromHex(Buffer.concat(chunks).toString("latin1"));
      if (pdu === undefined) return end(400);
      await messages.pdu(Uint8Array.from(pdu));
      end(204);
    } catch {
      end(503);
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        new DeviceError("unavailable", `sms cannot listen on ${host} port ${port} (${error.code}); choose another`),
      );
    });
    server.listen({ host, port, exclusive: true }, resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  let closed: Promise<void> | undefined;
  return {
    name: `sms over http ${host}:${bound}`,
    address: { host, port: bound },
    close: () => {
      closed ??= new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      return closed;
    },
  };
}

function fromHex(text: string): Uint8Array | undefined {
  const digits = text.replace(/\s/g, "");
  return /^(?:[0-9a-f]{2})+$/i.test(digits) ? Buffer.from(digits, "hex") : undefined;
}
