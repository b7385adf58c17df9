/**
 * HTTP/1.1 of push gateways: on a port of ours (PO-TCP), and on connections we make to a gateway (TO-TCP), served by one
 * routine (bootstrap-push §6.1). Clause: WAP-235-PushOTA §5.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { DeviceError } from "../device-error.ts";
import type { Clock } from "../ports.ts";
import type { PushListener, PushRequestHead, PushTerminal } from "../push-ports.ts";

export interface HttpPushLimits {
  readonly maxBodyBytes: number;
  /** Milliseconds a request may take, and a connection may be silent. */
  readonly requestMs: number;
}

export const HTTP_PUSH_LIMITS: HttpPushLimits = { maxBodyBytes: 64 * 1024, requestMs: 30_000 };
const MAX_HEADER_BYTES = 16 * 1024;
const MAX_CONNECTIONS = 32;

export interface HttpPushServerOptions {
  /** An address of this machine; loopback when not given. */
  readonly host?: string;
  readonly port: number;
  /** TLS, which we are the server of: PEM. With `ca` a gateway must show a certificate that verifies. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly ca?: string };
  /** Addresses that may connect; everybody when not given. */
  readonly allow?: readonly string[];
}

/** Rejects with `DeviceError` unavailable when the port cannot be had, bad-option when the certificate cannot be read. */
export async function openHttpPush(
  { host = "127.0.0.1", port, tls, allow }: HttpPushServerOptions,
  terminal: PushTerminal,
  limits: HttpPushLimits,
): Promise<PushListener & { readonly address: { readonly host: string; readonly port: number } }> {
  const name = tls === undefined ? "http-push" : "https-push";
  const server = makeServer(tls, terminal, limits);
  server.on("connection", (socket: Socket) => {
    if (allow !== undefined && !allow.includes(plainAddress(socket.remoteAddress))) socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        new DeviceError("unavailable", `${name} cannot listen on ${host} port ${port} (${error.code}); choose another`),
      );
    });
    server.listen({ host, port, exclusive: true }, resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  return { name: `${name} ${host}:${bound}`, address: { host, port: bound }, close: closing(server) };
}

function makeServer(tls: HttpPushServerOptions["tls"], terminal: PushTerminal, limits: HttpPushLimits): Server {
  const options = {
    maxHeaderSize: MAX_HEADER_BYTES,
    requestTimeout: limits.requestMs,
    headersTimeout: Math.min(limits.requestMs, 10_000),
    keepAliveTimeout: limits.requestMs,
    connectionsCheckingInterval: 1_000,
  };
  const server = tls === undefined ? createServer(options) : secureServer(tls, options);
  server.maxConnections = MAX_CONNECTIONS;
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    void answer(request, response, terminal, limits);
  };
  server.on("request", serve);
  // A head that is refused costs the gateway no body.
  server.on("checkContinue", serve);
  return server;
}

function secureServer({ key, cert, ca }: NonNullable<HttpPushServerOptions["tls"]>, options: object): Server {
  const trust = ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: true };
  try {
    return createTlsServer({ ...options, key, cert, ...trust, minVersion: "TLSv1.2" });
  } catch {
    throw new DeviceError("bad-option", "https-push: key or certificate cannot be read; they must be PEM");
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  terminal: PushTerminal,
  { maxBodyBytes }: HttpPushLimits,
): Promise<void> {
  const head = headOf(request);
  const announced = Number(head.headers["content-length"] ?? "0");
  const refusal = terminal.refuse(head);
  try {
    if (refusal !== undefined || announced > maxBodyBytes) {
      const { status, headers } = refusal ?? { status: 413, headers: {} };
      // What was not asked for is not read: the connection ends here.
      response.writeHead(status, { ...headers, ...(announced > 0 ? { Connection: "close" } : {}) }).end();
      return;
    }
    if (/100-continue/i.test(head.headers["expect"] ?? "")) response.writeContinue();
    const body = await readBody(request, maxBodyBytes);
    if (body === undefined) {
      response.writeHead(413, { Connection: "close" }).end();
      return;
    }
    const { status, headers } = await terminal.answer(head, body);
    response.writeHead(status, headers).end();
  } catch {
    // The gateway went away, or our side failed: it may send the push again.
    if (!response.headersSent) response.writeHead(503, { Connection: "close" });
    response.end();
  }
}

function headOf(request: IncomingMessage): PushRequestHead {
  const { encrypted = false, authorized = false } = request.socket as Partial<TLSSocket>;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  const path = (request.url ?? "").split("?")[0]!;
  return { method: request.method ?? "", path, headers, encrypted: encrypted === true, peerVerified: authorized };
}

async function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  return Uint8Array.from(Buffer.concat(chunks));
}

/** A v4 address that came over a v6 socket, as people write it. */
function plainAddress(address = ""): string {
  return address.replace(/^::ffff:/, "");
}

function closing(server: Server): () => Promise<void> {
  let closed: Promise<void> | undefined;
  return () => {
    closed ??= new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    return closed;
  };
}

export interface GatewayAddress {
  readonly host: string;
  readonly port: number;
  /** TLS, which we are the client of; the gateway's certificate and name are verified. `ca` in PEM. */
  readonly tls?: { readonly ca?: string; readonly key?: string; readonly cert?: string };
}

/** Between two tries, milliseconds: doubled each time, up to the last. */
const FIRST_PAUSE_MS = 1_000;
const LAST_PAUSE_MS = 5 * 60 * 1_000;

/**
 * Keeps a connection to a gateway, on which the gateway sends its requests. Never rejects: what cannot be reached is
 * tried again.
 */
export function callGateway(
  gateway: GatewayAddress,
  terminal: PushTerminal,
  limits: HttpPushLimits,
  { clock, warn }: { readonly clock: Clock; readonly warn: (message: string) => void },
): PushListener {
  // It never listens: connections are handed to it.
  const server = makeServer(undefined, terminal, limits);
  const stop = new AbortController();
  const name = `http-push to ${gateway.host}:${gateway.port}`;
  const loop = async (): Promise<void> => {
    for (let pause = FIRST_PAUSE_MS; !stop.signal.aborted; ) {
      const ended = await serveOnce(gateway, server, stop.signal);
      if (ended === "served") pause = FIRST_PAUSE_MS;
      else if (pause === FIRST_PAUSE_MS) warn(`${name} is not reached (${ended}); tried again and again`);
      await clock.sleep(pause, stop.signal);
      pause = Math.min(pause * 2, LAST_PAUSE_MS);
    }
  };
  const running = loop();
  return {
    name,
    close: async () => {
      stop.abort();
      server.closeAllConnections();
      await running;
    },
  };
}

/** Resolves when the connection is over: `served` after it was made, else why not. */
function serveOnce(gateway: GatewayAddress, server: Server, signal: AbortSignal): Promise<string> {
  const { host, port, tls } = gateway;
  return new Promise((resolve) => {
    let isOpen = false;
    const socket: Socket =
      tls === undefined
        ? connectTcp({ host, port })
        : connectTls({ host, port, ...tls, minVersion: "TLSv1.2", rejectUnauthorized: true });
    const end = (why: string): void => {
      signal.removeEventListener("abort", abort);
      socket.destroy();
      resolve(isOpen ? "served" : why);
    };
    const abort = (): void => end("closed");
    signal.addEventListener("abort", abort);
    socket.once(tls === undefined ? "connect" : "secureConnect", () => {
      isOpen = true;
      server.emit("connection", socket);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => end(error.code ?? "failed"));
    socket.once("close", () => end("closed"));
    if (signal.aborted) abort();
  });
}
