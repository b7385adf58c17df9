/**
 * The scripted server on a real socket: HTTP or HTTPS on a loopback address, every request judged and logged.
 *
 * Clause: protocol §12 (HTTP binding), conformance §2#1.
 */
import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { SecureVersion } from "node:tls";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { DecodeError } from "@oma-dm/codec";
import { decodeMessage } from "@oma-dm/codec/syncml";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { AccountBook, type LabAccount, type NonceStore } from "./account.ts";
import type { Reply } from "./composer.ts";
import { Conversation, type Incoming, secretsOf } from "./conversation.ts";
import { deliver } from "./delivery.ts";
import { type GateVerdict, HttpGate, type LabHttpAuth } from "./http-auth.ts";
import { isReport } from "./judge-session.ts";
import type { LogEntry, SessionReport } from "./log.ts";
import type { HeaderList } from "./rule.ts";
import type { Fault, Script } from "./script.ts";
import type { Secret } from "./secrets.ts";
import { type TraceEvent, traceOf } from "./trace.ts";

export interface LabTls {
  readonly key: string | Uint8Array;
  readonly cert: string | Uint8Array;
  /** Ask for, and demand, a client certificate of this authority. */
  readonly clientCa?: string | Uint8Array;
  readonly minVersion?: SecureVersion;
  readonly maxVersion?: SecureVersion;
  readonly ciphers?: string;
}

export interface LabOptions {
  readonly accounts: readonly LabAccount[];
  /** One script for every session, or one chosen by the session's number (from 1) and device. */
  readonly script: Script | ((session: number, deviceId: string) => Script);
  /** Default 0: any free port. */
  readonly port?: number;
  /** Address to listen on and host of `url`; default 127.0.0.1. */
  readonly host?: string;
  /** Default plain http. */
  readonly tls?: LabTls;
  /** HTTP authentication before anything else (protocol §12.5). */
  readonly httpAuth?: LabHttpAuth;
  /** Faults of the answer to the HTTP request of that number, from 1, beside those of the script. */
  readonly faults?: (request: number) => readonly Fault[];
  /** Largest request body in bytes; default 1 MiB. Larger ones get HTTP 413. */
  readonly maxBodyBytes?: number;
  /** Milliseconds since the epoch; default `Date.now`. */
  readonly clock?: () => number;
  /** Source of nonces; default the system's. */
  readonly random?: (length: number) => Uint8Array;
  /** Called for every entry as it is logged. */
  readonly onEntry?: (entry: LogEntry) => void;
}

export interface Lab {
  /** Where the device sends package 1. */
  readonly url: string;
  readonly port: number;
  /** Every HTTP message so far, unmasked. */
  readonly log: readonly LogEntry[];
  /** A report per session, in the order of their beginning. */
  readonly sessions: readonly SessionReport[];
  /** Secrets and nonces of every device seen so far: what traces must not show. */
  readonly secrets: readonly Secret[];
  /** The nonces of a device between its sessions, as the server keeps them; `undefined` for a stranger. May be changed. */
  nonces(deviceId: string): NonceStore | undefined;
  /** The log with `secrets` masked. */
  trace(): TraceEvent[];
  /** Requests that belong to no session: wrong method, undecodable, unknown device. One sentence each. */
  readonly strays: readonly string[];
  /** Why requests were answered with HTTP 401, one sentence each. */
  readonly httpRefusals: readonly string[];
  /** Resolves with the report of the session of that number (from 1) when it is over, or when the lab closes. */
  ended(session?: number): Promise<SessionReport>;
  /** Stops listening and closes every connection. Safe to call twice. */
  close(): Promise<void>;
}

const PATH = "/dm";

/** Starts a lab. Rejects when the port is taken or the key does not fit the certificate. */
export async function startLab(options: LabOptions): Promise<Lab> {
  const { accounts, host = "127.0.0.1", clock = Date.now, maxBodyBytes = 1024 * 1024 } = options;
  const random = options.random ?? ((length: number): Uint8Array => new Uint8Array(randomBytes(length)));
  const book = new AccountBook(accounts);
  const log: LogEntry[] = [];
  const strays: string[] = [];
  const httpRefusals: string[] = [];
  const gate = options.httpAuth === undefined ? undefined : new HttpGate(options.httpAuth, random);
  const ownSecrets: Secret[] =
    options.httpAuth === undefined ? [] : [{ name: "HTTP secret", bytes: Buffer.from(options.httpAuth.secret) }];
  let requests = 0;
  const conversations: Conversation[] = [];
  const waiting: { readonly index: number; resolve(report: SessionReport): void; reject(error: Error): void }[] = [];
  let url = "";

  const secrets = (): Secret[] => [...ownSecrets, ...book.devices.flatMap(secretsOf)];
  const note = (entry: Omit<LogEntry, "n" | "timeMs">): void => {
    const full: LogEntry = { n: log.length + 1, timeMs: clock(), ...entry };
    log.push(full);
    options.onEntry?.(full);
  };

  const conversationFor = (incoming: Incoming): Conversation | undefined => {
    const { message } = incoming;
    const open = conversations.filter((each) => !each.isOver);
    // Bytes nobody can read belong to the one session there is, if there is one.
    if (message === undefined) return open.length === 1 ? open[0] : undefined;
    const { sessionId, msgId, source } = message.syncHdr;
    const own = conversations.findLast(
      (each) => each.device.deviceId === source.locUri && each.sessionId === sessionId,
    );
    // A finished session's id may come again for a new session, but only from MsgID 1 on.
    if (own !== undefined && (!own.isOver || msgId !== "1" || own.isRepeat(incoming.bytes))) return own;
    const waiting = open.findLast((each) => each.device.deviceId === source.locUri && each.awaitsReport);
    if (waiting !== undefined && isReport(message)) return waiting;
    const sameDevice = open.findLast((each) => each.device.deviceId === source.locUri);
    if (msgId !== "1" && sameDevice !== undefined) return sameDevice;
    const device = book.find(source.locUri);
    if (device === undefined) return undefined;
    const script =
      typeof options.script === "function" ? options.script(conversations.length + 1, device.deviceId) : options.script;
    const fresh = new Conversation(sessionId, { device, script, url, random, secrets: ownSecrets });
    conversations.push(fresh);
    return fresh;
  };

  /** HTTP 401: the request is nobody's, and no message of a session (protocol §12.5#4). */
  const turnAway = (
    incoming: Incoming,
    outgoing: ServerResponse,
    { headers, why }: Extract<GateVerdict, { admitted: false }>,
  ): void => {
    const { path, method } = incoming;
    httpRefusals.push(why);
    note({ direction: "to-server", ...incoming });
    outgoing.writeHead(401, headers.flat() as string[]).end();
    note({ direction: "to-device", path, method, status: 401, headers, bytes: new Uint8Array(), fault: "HTTP 401" });
  };

  const answer = async (incoming: Incoming, outgoing: ServerResponse): Promise<void> => {
    const { path, method, message, encoding } = incoming;
    const admission = gate?.admit(incoming);
    if (admission?.admitted === false) return turnAway(incoming, outgoing, admission);
    requests += 1;
    const faults = options.faults?.(requests) ?? [];
    const conversation = conversationFor(incoming);
    const again = conversation?.replyAgain(incoming.bytes, faults);
    const about = conversation === undefined ? {} : { sessionId: conversation.sessionId };
    note({ direction: "to-server", ...incoming, ...about, ...(again === undefined ? {} : { repeat: true }) });

    const refuse = (status: number, why: string): void => {
      strays.push(why);
      const headers: HeaderList = [["content-type", "text/plain"]];
      outgoing.writeHead(status, Object.fromEntries(headers)).end(why);
      note({ direction: "to-device", path, method, status, headers, bytes: Buffer.from(why), fault: why, ...about });
    };
    if (method !== "POST") return refuse(405, `method ${method} is not POST`);
    if (message === undefined || encoding === undefined) {
      conversation?.refuse(incoming);
      return refuse(400, `no DM message: ${incoming.error?.message ?? "empty"}`);
    }
    if (conversation === undefined) return refuse(404, `no account for ${message.syncHdr.source.locUri}`);

    const reply: Reply = again ?? conversation.receive({ ...incoming, message, encoding }, faults);
    const info = admission?.info(reply.bytes) ?? [];
    const delivered = await deliver(outgoing, { ...reply, headers: [...(reply.headers ?? []), ...info] }, reply.faults);
    const { status, headers, bytes, fault } = delivered;
    note({
      direction: "to-device",
      path,
      method,
      headers,
      bytes,
      encoding: reply.encoding,
      ...about,
      ...(status === undefined ? {} : { status }),
      ...(reply.message === undefined || bytes !== reply.bytes ? {} : { message: reply.message }),
      ...(fault === undefined ? {} : { fault }),
      ...(again === undefined ? {} : { repeat: true }),
    });
    settleWaiting(false);
    if (delivered.stop) void close();
  };

  const settleWaiting = (closing: boolean): void => {
    for (const each of waiting.splice(0)) {
      const conversation = conversations[each.index];
      if (conversation !== undefined && (closing || conversation.isOver)) each.resolve(conversation.report());
      else if (closing) each.reject(new Error(`the lab closed before session ${each.index + 1}`));
      else waiting.push(each);
    }
  };

  const app = new Hono<{ Bindings: HttpBindings }>();
  const tooLarge = `a body of more than ${maxBodyBytes} bytes`;
  app.use(
    bodyLimit({
      maxSize: maxBodyBytes,
      onError: (context) => {
        strays.push(tooLarge);
        return context.text(tooLarge, 413);
      },
    }),
  );
  app.all("*", async (context) => {
    const { incoming, outgoing } = context.env;
    const bytes = new Uint8Array(await context.req.arrayBuffer());
    await answer({ ...readBody(bytes), ...readRequest(incoming), bytes }, outgoing);
    return RESPONSE_ALREADY_SENT;
  });
  app.onError((error, context) => {
    const { outgoing } = context.env;
    // A client that goes away in mid-request is part of the game, not an error of ours.
    if (outgoing.headersSent || outgoing.destroyed) return RESPONSE_ALREADY_SENT;
    const why = `the lab failed: ${error.message}`;
    strays.push(why);
    return context.text(why, 500);
  });

  const server = createAdaptorServer({ fetch: app.fetch, ...tlsOptions(options.tls) });
  const close = async (): Promise<void> => {
    if ("closeAllConnections" in server) server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    settleWaiting(true);
  };
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, host, () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  url = `${options.tls === undefined ? "http" : "https"}://${host.includes(":") ? `[${host}]` : host}:${port}${PATH}`;

  return {
    url,
    port,
    log,
    strays,
    httpRefusals,
    get secrets() {
      return secrets();
    },
    nonces: (deviceId) => book.find(deviceId)?.nonces,
    trace: () => traceOf(log, secrets()),
    get sessions() {
      return conversations.map((each) => each.report());
    },
    ended: (session = 1) =>
      new Promise((resolve, reject) => {
        waiting.push({ index: session - 1, resolve, reject });
        settleWaiting(!server.listening);
      }),
    close,
  };
}

function readBody(bytes: Uint8Array): Pick<Incoming, "message" | "encoding" | "error"> {
  try {
    return decodeMessage(bytes);
  } catch (error) {
    if (error instanceof DecodeError) return { error };
    throw error;
  }
}

function readRequest(incoming: HttpBindings["incoming"]): Pick<Incoming, "method" | "path" | "headers"> {
  const { rawHeaders, method = "", url = "/" } = incoming as IncomingMessage;
  const headers: (readonly [string, string])[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) headers.push([rawHeaders[at] ?? "", rawHeaders[at + 1] ?? ""]);
  return { method, path: url, headers };
}

function tlsOptions(tls: LabTls | undefined): object {
  if (tls === undefined) return {};
  const { key, cert, clientCa, minVersion, maxVersion, ciphers } = tls;
  const serverOptions = {
    key,
    cert,
    ...(clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true }),
    ...(minVersion === undefined ? {} : { minVersion }),
    ...(maxVersion === undefined ? {} : { maxVersion }),
    ...(ciphers === undefined ? {} : { ciphers }),
  };
  return { createServer: createHttpsServer, serverOptions };
}
