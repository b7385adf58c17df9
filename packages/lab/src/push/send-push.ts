/** Pushes on their way: a datagram, a request to the terminal, or one to a push proxy gateway. */
import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import { isIPv6 } from "node:net";
import { applicationHeader, DM_APPLICATION, type PushContent, wapPush } from "./make-push.ts";

/** Rejects when the host cannot be reached at all; whether anybody listens nobody says. Clause: bootstrap-push §4.1. */
export function sendDatagram(content: PushContent, host: string, port: number): Promise<number> {
  return sendPdu(wapPush(content), host, port);
}

/** A datagram as it is. */
export function sendPdu(datagram: Uint8Array, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(isIPv6(host) ? "udp6" : "udp4");
    socket.send(datagram, port, host, (error) => {
      socket.close();
      if (error === null) resolve(datagram.length);
      else reject(error);
    });
  });
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface HttpPushTarget {
  /** Of the terminal: `http://192.0.2.7:4035/wappush`. */
  readonly url: string;
  /** Put the push into a response of its own, as `application/http`; default true (bootstrap-push §6.3#1). */
  readonly embedded?: boolean;
  /** Basic credentials. */
  readonly user?: { readonly name: string; readonly secret: string };
  /** Trust anchors in PEM. */
  readonly ca?: string;
  /** Default POST. */
  readonly method?: string;
}

/** As a gateway pushes over HTTP. Clause: bootstrap-push §6.3. */
export function sendHttpPush(
  content: PushContent,
  { url, embedded = true, user, ca, method }: HttpPushTarget,
): Promise<HttpAnswer> {
  const own = { "Content-Type": content.contentType, ...applicationHeader(content.application) };
  const inner = Object.entries({ ...own, "Content-Length": String(content.data.length) });
  const head = `HTTP/1.1 200 OK\r\n${inner.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
  const body = embedded ? Buffer.concat([Buffer.from(head), content.data]) : Buffer.from(content.data);
  const basic = user && `Basic ${Buffer.from(`${user.name}:${user.secret}`).toString("base64")}`;
  return post(
    url,
    {
      "X-Wap-Push-OTA-Version": "1.0",
      ...(embedded ? { "Content-Type": "application/http" } : own),
      ...(basic === undefined ? {} : { Authorization: basic }),
    },
    body,
    ca,
    method,
  );
}

export interface PapTarget {
  /** Of the gateway: `http://192.0.2.1:28080/wappush`. */
  readonly url: string;
  /** `WAPPUSH=+358401234567/TYPE=PLMN@ppg.example` or `WAPPUSH=192.0.2.7/TYPE=IPv4@ppg.example`. */
  readonly to: string;
  /** Ask for this bearer. */
  readonly bearer?: "SMS";
}

/** The gateway's result code: 1001 is accepted for processing. Clause: WAP-247-PAP §9. */
export interface PapAnswer extends HttpAnswer {
  readonly code?: string;
}

export async function sendPap(content: PushContent, { url, to, bearer }: PapTarget): Promise<PapAnswer> {
  const boundary = `push-${randomBytes(9).toString("hex")}`;
  const quality =
    bearer === undefined
      ? ""
      : '<quality-of-service delivery-method="unconfirmed" network-required="true" network="GSM" ' +
        `bearer-required="true" bearer="${bearer}"/>`;
  const control =
    '<?xml version="1.0"?>\r\n' +
    '<!DOCTYPE pap PUBLIC "-//WAPFORUM//DTD PAP 1.0//EN" "http://www.wapforum.org/DTD/pap_1.0.dtd">\r\n' +
    `<pap><push-message push-id="${boundary}@lab"><address address-value="${escapeXml(to)}"/>${quality}</push-message></pap>`;
  const body = Buffer.concat([
    Buffer.from(`--${boundary}\r\nContent-Type: application/xml\r\n\r\n${control}\r\n--${boundary}\r\n`),
    Buffer.from(`Content-Type: ${content.contentType}\r\nX-Wap-Application-Id: ${DM_APPLICATION}\r\n\r\n`),
    content.data,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  const type = `multipart/related; boundary=${boundary}; type="application/xml"`;
  const answer = await post(url, { "Content-Type": type }, body);
  const [, code] = /<response-result\b[^>]*?\bcode\s*=\s*"(\d{4})"/.exec(answer.body) ?? [];
  return code === undefined ? answer : { ...answer, code };
}

/** One SMS-DELIVER to a listener for raw PDUs, such as the agent's. */
export function sendSmsPdu(pdu: Uint8Array, url: string): Promise<HttpAnswer> {
  return post(url, { "Content-Type": "application/octet-stream" }, Buffer.from(pdu));
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** Answers are short; what is longer is cut. */
const MAX_ANSWER = 64 * 1024;
const TIMEOUT_MS = 20_000;

function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
  ca?: string,
  method = "POST",
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const options = {
      method,
      headers: { ...headers, "Content-Length": String(body.length) },
      agent: false as const,
      timeout: TIMEOUT_MS,
    };
    const isTls = new URL(url).protocol === "https:";
    const outgoing = isTls ? tlsRequest(url, { ...options, ...(ca && { ca }) }) : plainRequest(url, options);
    outgoing.on("response", (answer) => {
      let text = "";
      answer.on("data", (data: Buffer) => {
        text = (text + data.toString("latin1")).slice(0, MAX_ANSWER);
      });
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }));
      answer.on("error", reject);
    });
    outgoing.on("timeout", () => outgoing.destroy(new Error("no answer in time")));
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
