/** The bearers that come with this package, opened as asked; loaded only when one is. */
import { encodeBase64 } from "@oma-dm/codec/auth";
import { WAP_PUSH_PORT, WAP_PUSH_SECURE_PORT } from "@oma-dm/codec/wsp";
import type { GatewayAddress, HttpPushServerOptions } from "./node/push-http.ts";
import type { Clock, Random } from "./ports.ts";
import { GatewayAuthentication, type GatewayUser, terminalAuthorization } from "./push/gateway-authentication.ts";
import { capabilities, HttpTerminal } from "./push/http-terminal.ts";
import type { IgnoreReason, InjectOptions, PushVerdict } from "./push/push-types.ts";
import type { PushListener, SecureDatagram, ShortMessages } from "./push-ports.ts";

export interface WapPushOptions {
  /** An address of this machine; loopback when not given. */
  readonly host?: string;
  /** 2948 when not given; 0: any. */
  readonly port?: number;
  /** Binds the secure port, too. Without a `layer` whatever comes there is counted and dropped (decisions D18). */
  readonly secure?: { readonly port?: number; readonly layer?: SecureDatagram };
}

export interface HttpPushOptions extends Omit<HttpPushServerOptions, "port"> {
  /** 4035 when not given, 4036 with TLS; 0: any. */
  readonly port?: number;
  /** Who may push; asked for with 401. */
  readonly authentication?: { readonly scheme: "basic" | "digest"; readonly users: readonly GatewayUser[] };
  /** Gateways to connect to, in place of listening (TO-TCP). */
  readonly gateways?: readonly GatewayAddress[];
  /** Our own credentials for gateways that ask. */
  readonly credentials?: GatewayUser;
  /** Octets of the largest body taken; 65,536 when not given. */
  readonly maxBodyBytes?: number;
  /** X-Wap-Terminal-ID; the device's identifier when not given. */
  readonly terminalId?: string;
}

export interface SmsOptions {
  /** Where smstools leaves incoming messages. */
  readonly spool?: string;
  /** Milliseconds between two looks at it; 2,000 when not given. */
  readonly spoolEveryMs?: number;
  /** oFono's push agent, over the D-Bus at this address: the system's when `true`. */
  readonly ofono?: true | { readonly bus?: string; readonly modem?: string };
  /** PDUs in hexadecimal, one a line. */
  readonly lines?: AsyncIterable<Uint8Array | string>;
  /** PDUs in HTTP requests, for gateways. */
  readonly http?: { readonly host?: string; readonly port: number };
}

export interface ListenOptions {
  readonly wapPush?: WapPushOptions;
  readonly httpPush?: HttpPushOptions;
  readonly sms?: SmsOptions;
}

/** Bearers that are open. */
export interface Listening {
  readonly listeners: readonly PushListener[];
  /** Nothing comes in any more. */
  close(): Promise<void>;
}

export interface BearerParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly devId: string;
  readonly take: (push: Uint8Array, options: InjectOptions) => Promise<PushVerdict>;
  readonly refuse: (reason: IgnoreReason) => void;
  readonly warn: (message: string) => void;
}

/** All of them or none. Rejects with `DeviceError` unavailable or bad-option. */
export async function openBearers(options: ListenOptions, parts: BearerParts): Promise<Listening> {
  const edges = await import("./node/push-edges.ts");
  const listeners: PushListener[] = [];
  const close = async (): Promise<void> => {
    for (const listener of listeners) await listener.close();
  };
  try {
    for await (const listener of opening(edges, options, parts)) listeners.push(listener);
  } catch (error) {
    await close();
    throw error;
  }
  return { listeners, close };
}

type Edges = typeof import("./node/push-edges.ts");

async function* opening(
  edges: Edges,
  { wapPush, httpPush, sms }: ListenOptions,
  parts: BearerParts,
): AsyncGenerator<PushListener> {
  if (wapPush !== undefined) yield* openWapPush(edges, wapPush, parts);
  if (httpPush !== undefined) yield* openHttpPush(edges, httpPush, parts);
  if (sms !== undefined) yield* openSms(edges, sms, parts);
}

/** A push that fails on our own side, with a full disk for one, is told and is no reason to end. */
function quietly(parts: BearerParts, taking: Promise<unknown>): void {
  taking.catch((error: unknown) => {
    parts.warn(`a push could not be taken: ${error instanceof Error ? error.message : String(error)}`);
  });
}

async function* openWapPush(
  edges: Edges,
  { host, port = WAP_PUSH_PORT, secure }: WapPushOptions,
  parts: BearerParts,
): AsyncGenerator<PushListener> {
  const where = host === undefined ? {} : { host };
  yield await edges.openUdp("wap-push", { ...where, port }, (datagram) => {
    quietly(parts, parts.take(datagram, { bearer: "wap-push" }));
  });
  if (secure === undefined) return;
  const { layer, port: securePort = WAP_PUSH_SECURE_PORT } = secure;
  yield await edges.openUdp("secure wap-push", { ...where, port: securePort }, (datagram, from) => {
    const pdu = layer?.open(datagram, from);
    if (pdu === undefined) parts.refuse("not-secured");
    else quietly(parts, parts.take(pdu, { bearer: "wap-push", secure: true }));
  });
}

async function* openHttpPush(edges: Edges, options: HttpPushOptions, parts: BearerParts): AsyncGenerator<PushListener> {
  const { authentication, gateways, credentials, terminalId = parts.devId, port, ...server } = options;
  const limits = { ...edges.HTTP_PUSH_LIMITS, ...(server.maxBodyBytes && { maxBodyBytes: server.maxBodyBytes }) };
  const terminal = new HttpTerminal({
    terminalId,
    maxBodyBytes: limits.maxBodyBytes,
    cpiTag: tagOf(capabilities(limits.maxBodyBytes)),
    ...(authentication && {
      authentication: new GatewayAuthentication(authentication.scheme, authentication.users, parts),
    }),
    authorize: (head) => terminalAuthorization(head, credentials, parts.random),
    deliver: parts.take,
    now: () => parts.clock.now(),
  });
  for (const gateway of gateways ?? []) yield edges.callGateway(gateway, terminal, limits, parts);
  if (gateways !== undefined && port === undefined) return;
  yield await edges.openHttpPush(
    { ...server, port: port ?? (server.tls === undefined ? 4035 : 4036) },
    terminal,
    limits,
  );
}

/** Four octets that stand for what we can do (bootstrap-push §6.2#11). */
function tagOf(headers: Readonly<Record<string, string>>): string {
  let hash = 0x811c9dc5;
  for (const octet of new TextEncoder().encode(JSON.stringify(headers)))
    hash = Math.imul(hash ^ octet, 0x01000193) >>> 0;
  return encodeBase64(Uint8Array.of(hash >>> 24, (hash >>> 16) & 255, (hash >>> 8) & 255, hash & 255));
}

async function* openSms(edges: Edges, options: SmsOptions, parts: BearerParts): AsyncGenerator<PushListener> {
  const { spool, spoolEveryMs, ofono, lines, http } = options;
  const take = async (octets: Uint8Array, more: Omit<InjectOptions, "bearer">): Promise<boolean> => {
    const taking = parts.take(octets, { bearer: "sms", ...more });
    quietly(parts, taking);
    return isOurs(await taking);
  };
  const messages: ShortMessages = {
    pdu: (octets) => take(octets, { form: "pdu" }),
    userData: (from, octets) => take(octets, { form: "user-data", from }),
    push: (octets) => take(octets, { form: "push" }),
  };
  if (spool !== undefined) {
    const every = spoolEveryMs === undefined ? {} : { everyMs: spoolEveryMs };
    yield await edges.openSpool({ directory: spool, ...every }, messages, parts.clock);
  }
  if (http !== undefined) yield await edges.openSmsHttp(http, messages);
  if (lines !== undefined) yield edges.readSmsLines(lines, messages);
  if (ofono !== undefined) yield await edges.openOfono(ofono === true ? {} : ofono, messages, parts);
}

/** Another application's message is left to it, and so are parts, which may be; one for us is ours even if it is refused. */
function isOurs(verdict: PushVerdict): boolean {
  if (verdict.verdict !== "ignored") return verdict.verdict !== "incomplete";
  return !["malformed", "other-application", "other-content-type"].includes(verdict.reason);
}
