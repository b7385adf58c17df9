/** Delivers one sessionless report: a POST, and one more when the server asks for credentials (protocol §14). */
import { INTEGRITY_HEADER } from "@oma-dm/codec/auth";
import { decodeMessage, type Encoding, type Status } from "@oma-dm/codec/syncml";
import { type BindingFailure, HttpBinding } from "./http-binding.ts";
import { httpCredentials } from "./http-credentials.ts";
import type { AccountHttpOptions } from "./http-options.ts";
import type { Account } from "./objects/dm-acc.ts";
import type { HttpResponse, Ports } from "./ports.ts";
import type { CheckedAlert } from "./report/alert-content.ts";
import { REPORT_FORM, type ReportMessage, type ReportParts, reportMessage } from "./report/report-message.ts";
import type { IntegrityOptions } from "./security/authentication.ts";
import { answerTo } from "./session/challenge.ts";
import { headerStatusOf } from "./session/header.ts";
import { isChallenge } from "./session/header-status.ts";
import { sessionCredentials } from "./session-credentials.ts";
import type { SessionMemory } from "./session-memory.ts";

export interface ReportOptions {
  /** Aborting it gives up; the report stays queued. */
  readonly signal?: AbortSignal;
  /** WBXML when not given. */
  readonly encoding?: Encoding;
  /** Milliseconds one request may take; 60,000 when not given. */
  readonly timeoutMs?: number;
  /** Tries for each message; 3 when not given (protocol §5.8#2). */
  readonly attempts?: number;
  /** In place of what the device was opened with for this server. */
  readonly http?: AccountHttpOptions;
}

/** How one delivery went. */
export type Delivery =
  | {
      readonly delivered: true;
      readonly sessionId: string;
      /** What the server said of the report, where it said anything. */
      readonly status?: number;
    }
  | {
      readonly delivered: false;
      readonly sessionId: string;
      readonly error: { readonly code: "auth-failed" | "transport" | "aborted"; readonly message: string };
    };

export interface DeliveryParts {
  readonly ports: Ports;
  readonly account: Account;
  readonly memory: SessionMemory;
  readonly integrity: IntegrityOptions;
  readonly sessionId: string;
  readonly verProto: string;
  readonly deviceId: string;
}

/** Bytes of the largest answer looked at. */
const MAX_ANSWER_BYTES = 256 * 1024;

/** Failures of the binding that were a success of HTTP: whatever stands in the answer, the report arrived (protocol §14#4). */
export const ARRIVED: ReadonlySet<BindingFailure["kind"]> = new Set(["no-message", "unexpected-content"]);

/** Never rejects for what a server or the network does. */
export async function sendReport(
  parts: DeliveryParts,
  report: CheckedAlert,
  options: ReportOptions,
): Promise<Delivery> {
  const { ports, account, sessionId, integrity, verProto, deviceId } = parts;
  const { encoding = "wbxml", signal, timeoutMs, attempts } = options;
  const binding = new HttpBinding(ports, {
    ...options.http,
    url: account.url,
    credentials: httpCredentials(account),
    maxResponseBytes: MAX_ANSWER_BYTES,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(attempts === undefined ? {} : { attempts }),
  });
  const credentials = sessionCredentials(account, parts.memory);
  const { url } = account;
  const { first } = credentials;
  const common = { report, sessionId, url, deviceId, verProto, integrity };
  const unasked = { ...common, client: first, nonce: first?.nonce, challenged: false, msgId: REPORT_FORM.firstMsgId };

  const post = async (message: Omit<ReportParts, "encoding">): Promise<HttpResponse | BindingFailure> => {
    const answer = await exchange(message);
    // Whatever it failed at, it was not tried to the end.
    return answer.outcome === "failure" && signal?.aborted === true ? { ...answer, kind: "aborted" } : answer;
  };
  const exchange = async (message: Omit<ReportParts, "encoding">): Promise<HttpResponse | BindingFailure> => {
    const answer = await binding.exchange(request(url, reportMessage({ ...message, encoding }), encoding), signal);
    if (answer.outcome === "response" || answer.kind !== "encoding-refused") return answer;
    return binding.exchange(request(url, reportMessage({ ...message, encoding: "xml" }), "xml"), signal);
  };

  const told = readAnswer(await post(unasked), unasked.msgId, sessionId);
  if (!("challenge" in told)) return told;
  const challenged = { options: credentials, client: first, clientNonce: first?.nonce, challenges: [] };
  const answer = answerTo(challenged, told.challenge);
  if (typeof answer === "string") return authFailed(sessionId, answer);
  const { client, clientNonce } = answer;
  // Once, with the nonce of the challenge, which is kept for nothing else (protocol §14#4).
  const asked = { ...common, client, nonce: clientNonce, challenged: true, msgId: unasked.msgId + 1 };
  const again = readAnswer(await post(asked), asked.msgId, sessionId);
  if (!("challenge" in again)) return again;
  return authFailed(sessionId, "the server refused the credentials; check name and secret");
}

function request(url: string, { bytes, integrity }: ReportMessage, encoding: Encoding) {
  const headers = integrity === undefined ? {} : { [INTEGRITY_HEADER]: integrity };
  return { url, bytes, encoding, headers };
}

function authFailed(sessionId: string, message: string): Delivery {
  return { delivered: false, sessionId, error: { code: "auth-failed", message } };
}

/** Commands in the answer are not looked at: a report never becomes a session (protocol §14#4, §18#37). */
function readAnswer(
  answer: HttpResponse | BindingFailure,
  msgId: number,
  sessionId: string,
): Delivery | { readonly challenge: Status } {
  if (answer.outcome === "failure") {
    if (ARRIVED.has(answer.kind)) return { delivered: true, sessionId };
    const code = answer.kind === "aborted" ? "aborted" : (CODES[answer.kind] ?? "transport");
    return { delivered: false, sessionId, error: { code, message: answer.message } };
  }
  const statuses = statusesIn(answer.body);
  const header = headerStatusOf(statuses, msgId);
  if (header !== undefined && isChallenge(Number(header.data))) return { challenge: header };
  const own = statuses.find(({ msgRef, cmdRef }) => msgRef === String(msgId) && cmdRef === "1") ?? header;
  const status = Number(own?.data);
  return { delivered: true, sessionId, ...(Number.isInteger(status) ? { status } : {}) };
}

const CODES: Readonly<Partial<Record<BindingFailure["kind"], "auth-failed">>> = {
  "http-authentication": "auth-failed",
};

/** None when the answer cannot be read: it was a success of HTTP all the same. */
function statusesIn(body: Uint8Array): readonly Status[] {
  try {
    const { commands } = decodeMessage(body).message.syncBody;
    return commands.filter((command): command is Status => command.cmd === "Status");
  } catch {
    return [];
  }
}
