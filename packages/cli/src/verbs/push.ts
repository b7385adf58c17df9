/** `push`: a notification or a bootstrap document on its way to a device, for labs. */

import { readFile } from "node:fs/promises";
import { decodeBase64 } from "@oma-dm/codec/auth";
import type { DigestName, UiMode } from "@oma-dm/codec/notification";
import { MEDIA_TYPES } from "@oma-dm/codec/syncml";
import { WAP_PUSH_PORT } from "@oma-dm/codec/wsp";
import {
  type BootstrapKey,
  makeNotification,
  type PushContent,
  sendDatagram,
  sendHttpPush,
  sendPap,
  sendSmsPdu,
  shortMessages,
  signBootstrap,
} from "@oma-dm/lab";
import { EXIT, Failure } from "../failure.ts";
import { readInput } from "../input.ts";
import type { Io } from "../io.ts";
import { toJson } from "../json.ts";
import { printable } from "../printable.ts";

export const PUSH_KINDS = ["notification", "bootstrap"] as const;
export type PushKind = (typeof PUSH_KINDS)[number];

export interface PushFlags {
  readonly udp?: string;
  readonly http?: string;
  readonly pap?: string;
  readonly smsHttp?: string;
  readonly sms?: boolean;
  readonly to?: string;
  readonly bearer?: "SMS";
  readonly plain?: boolean;
  readonly user?: string;
  readonly ca?: string;
  readonly from: string;
  readonly server?: string;
  readonly secret?: string;
  readonly secretFile?: string;
  readonly nonce?: string;
  readonly lostNonce?: boolean;
  readonly sessionId: string;
  readonly format: "1.2" | "1.3";
  readonly uiMode: UiMode;
  readonly initiator: "client" | "server";
  readonly timeoutDays: string;
  readonly reason?: string;
  readonly digest?: DigestName;
  readonly contentType?: string;
  readonly sec?: BootstrapKey["sec"];
  readonly imsi?: string;
  readonly pin?: string;
  readonly json?: boolean;
}

/** What the other side said, where it says anything. */
interface Sent {
  readonly way: "udp" | "http" | "pap" | "sms" | "sms-http";
  /** Datagrams, requests or messages. */
  readonly count: number;
  readonly status?: number;
  /** X-Wap-Push-Status, or the result code of PAP. */
  readonly code?: string;
  readonly pdus?: readonly string[];
  readonly isGood: boolean;
}

export async function push(io: Io, kind: PushKind, file: string | undefined, flags: PushFlags): Promise<number> {
  const ways = [flags.udp, flags.http, flags.pap, flags.smsHttp, flags.sms].filter((way) => way !== undefined);
  if (ways.length !== 1) throw new Failure(EXIT.usage, "push takes one of --udp, --http, --pap, --sms, --sms-http");
  const content = kind === "notification" ? await notification(flags) : await bootstrap(io, file, flags);
  const { isGood, pdus, ...sent } = await send(content, flags);
  if (flags.json === true) {
    io.out(
      toJson({
        kind,
        contentType: content.contentType.split(";")[0],
        bytes: content.data.length,
        ...sent,
        ...(pdus && { pdus }),
      }),
    );
  } else {
    for (const pdu of pdus ?? []) io.out(`${pdu}\n`);
    const said = [
      sent.status === undefined ? "" : `, HTTP ${sent.status}`,
      sent.code === undefined ? "" : `, ${sent.code}`,
    ];
    if (pdus === undefined) io.say(printable(`${kind} sent by ${sent.way}${said.join("")}`));
  }
  if (isGood) return EXIT.done;
  io.say(printable(`error: the ${kind} was not accepted; see the status above and the gateway's log`));
  return EXIT.failed;
}

async function notification(flags: PushFlags): Promise<PushContent> {
  const { server, nonce, lostNonce, format, uiMode, initiator, reason, digest } = flags;
  if (server === undefined) throw new Failure(EXIT.usage, "push notification needs --server and the server's secret");
  const timeoutDays = Number(flags.timeoutDays);
  if (!/^[0-9A-Fa-f]{1,4}$/.test(flags.sessionId)) {
    throw new Failure(EXIT.usage, "--session-id has 1 to 4 hexadecimal digits");
  }
  if (!/^\d{1,3}$/.test(flags.timeoutDays) || timeoutDays > 255) {
    throw new Failure(EXIT.usage, "--timeout-days is a number from 0 to 255");
  }
  const decoded = nonce === undefined ? undefined : decodeBase64(nonce);
  if (nonce !== undefined && decoded === undefined) throw new Failure(EXIT.usage, "--nonce is base64");
  const secret = await secretOf(flags);
  return ranged(() =>
    makeNotification({
      serverId: server,
      secret,
      sessionId: Number.parseInt(flags.sessionId, 16),
      ...(lostNonce === true ? { nonce: "lost" as const } : decoded === undefined ? {} : { nonce: decoded }),
      format,
      uiMode,
      initiator,
      timeoutDays,
      ...(reason === undefined ? {} : { connectReason: reason }),
      ...(digest === undefined ? {} : { digest }),
    }),
  );
}

/** What cannot be written is a mistake of whoever asked for it. */
function ranged<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) throw new Failure(EXIT.usage, error.message);
    throw error;
  }
}

/** A command line can be read by everybody on the machine: a file, or the environment, is the better place. */
async function secretOf({ secret, secretFile }: PushFlags): Promise<string> {
  if (secretFile !== undefined) return (await readFile(secretFile, "utf8")).replace(/\r?\n$/, "");
  const given = secret ?? process.env["OMA_DM_SERVER_SECRET"];
  if (given !== undefined) return given;
  throw new Failure(EXIT.usage, "the server's secret is missing: --secret-file FILE, or OMA_DM_SERVER_SECRET");
}

async function bootstrap(io: Io, file: string | undefined, flags: PushFlags): Promise<PushContent> {
  if (file === undefined) throw new Failure(EXIT.usage, "push bootstrap needs a FILE");
  const data = await readInput(io, file);
  const { sec, imsi, pin, contentType } = flags;
  if (sec === undefined) return { contentType: contentType ?? MEDIA_TYPES.syncml.wbxml, data };
  const signed = ranged(() => signBootstrap(data, keyOf(sec, imsi, pin)));
  return { contentType: signed.contentType, data: signed.bytes };
}

function keyOf(sec: BootstrapKey["sec"], imsi: string | undefined, pin: string | undefined): BootstrapKey {
  if (sec !== "USERPIN" && imsi === undefined) throw new Failure(EXIT.usage, `--sec ${sec} needs --imsi`);
  if (sec !== "NETWORKID" && pin === undefined) throw new Failure(EXIT.usage, `--sec ${sec} needs --pin`);
  if (sec === "NETWORKID") return { sec, imsi: imsi! };
  return sec === "USERPIN" ? { sec, pin: pin! } : { sec, pin: pin!, imsi: imsi! };
}

async function send(content: PushContent, flags: PushFlags): Promise<Sent> {
  if (flags.sms === true || flags.smsHttp !== undefined) return sendSms(content, flags);
  try {
    if (flags.udp !== undefined) {
      const [, host = "", port] = /^\[?([^\]]+?)\]?(?::(\d{1,5}))?$/.exec(flags.udp) ?? [];
      await sendDatagram(content, host, port === undefined ? WAP_PUSH_PORT : Number(port));
      return { way: "udp", count: 1, isGood: true };
    }
    if (flags.pap !== undefined) return await sendToGateway(content, flags.pap, flags);
    return await sendToTerminal(content, flags.http!, flags);
  } catch (error) {
    throw unreachable(error);
  }
}

async function sendToTerminal(content: PushContent, url: string, { plain, user, ca }: PushFlags): Promise<Sent> {
  checkUrl(url);
  const [, name, secret] = /^([^:]+):(.*)$/.exec(user ?? "") ?? [];
  const { status, headers } = await sendHttpPush(content, {
    url,
    embedded: plain !== true,
    ...(name === undefined ? {} : { user: { name, secret: secret! } }),
    ...(ca === undefined ? {} : { ca: await readFile(ca, "utf8") }),
  });
  const code = headers["x-wap-push-status"];
  const isGood = status === 204 && /^400\b/.test(String(code));
  return { way: "http", count: 1, status, ...(code === undefined ? {} : { code: String(code) }), isGood };
}

async function sendToGateway(content: PushContent, url: string, { to, bearer }: PushFlags): Promise<Sent> {
  checkUrl(url);
  if (to === undefined) throw new Failure(EXIT.usage, "--pap needs --to, such as WAPPUSH=+358401234567/TYPE=PLMN@ppg");
  const { status, code } = await sendPap(content, { url, to, ...(bearer && { bearer }) });
  return { way: "pap", count: 1, status, ...(code && { code }), isGood: code === "1001" || code === "1000" };
}

async function sendSms(content: PushContent, { smsHttp, from }: PushFlags): Promise<Sent> {
  const reference = Math.floor(Math.random() * 256);
  const pdus = ranged(() => shortMessages(content, { originator: from, reference }));
  if (smsHttp === undefined) {
    return {
      way: "sms",
      count: pdus.length,
      pdus: pdus.map((pdu) => Buffer.from(pdu).toString("hex").toUpperCase()),
      isGood: true,
    };
  }
  checkUrl(smsHttp);
  let status = 0;
  try {
    for (const pdu of pdus) ({ status } = await sendSmsPdu(pdu, smsHttp));
  } catch (error) {
    throw unreachable(error);
  }
  return { way: "sms-http", count: pdus.length, status, isGood: status === 204 };
}

function checkUrl(url: string): void {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) throw new Failure(EXIT.usage, "an http or https URL is wanted");
}

/** The network's refusals are the outcome of the command. */
function unreachable(error: unknown): unknown {
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  if (error instanceof Failure || typeof code !== "string" || "path" in (error as object)) return error;
  return new Failure(EXIT.failed, `it could not be sent (${code}); check address and port`);
}
