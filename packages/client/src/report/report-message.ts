/**
 * The message of a sessionless report. PROVISIONAL beyond what the profile says: the text of DMSESSREP 1.3 was never
 * read. Certain are Alert 1230, one Item, Type and Format, Data in CDATA, and nothing else in the body (protocol §14#7);
 * the rest is our recommendation (§14#1–#6). What the text turns out to say is changed here and nowhere else.
 */
import { type Alert, type Encoding, encodeMessage, type Message, type SyncHdr } from "@oma-dm/codec/syncml";
import {
  type IntegrityOptions,
  isMac,
  makeCred,
  makeIntegrity,
  needsNonce,
  type Scheme,
} from "../security/authentication.ts";
import type { Peer } from "../session/state.ts";
import type { CheckedAlert } from "./alert-content.ts";
import { alertCommand } from "./alert-record.ts";

/** PROVISIONAL (protocol §14#1). */
export const REPORT_FORM = {
  verDtd: "1.2",
  /** Of the first message; one that answers a challenge counts on. */
  firstMsgId: 1,
  /** The body ends a package. */
  final: true,
} as const;

/**
 * PROVISIONAL. Which credentials go out before the server asks: the stored nonce stays the next session's (protocol
 * §14#1), but no MAC is made twice with one nonce (§11.1#6), so that one waits for a nonce of its own.
 */
export const SHOWN_UNASKED: Readonly<Record<Scheme, boolean>> = {
  "syncml:auth-basic": true,
  "syncml:auth-md5": true,
  "syncml:auth-MAC": false,
};

export interface ReportParts {
  readonly report: CheckedAlert;
  readonly encoding: Encoding;
  readonly sessionId: string;
  readonly msgId: number;
  readonly url: string;
  readonly deviceId: string;
  readonly verProto: string;
  /** What the server is shown. */
  readonly client?: Peer | undefined;
  readonly nonce?: Uint8Array | undefined;
  /** The server asked for it: `nonce` is of its challenge. */
  readonly challenged: boolean;
  readonly integrity: IntegrityOptions;
}

export interface ReportMessage {
  readonly message: Message;
  readonly bytes: Uint8Array;
  /** Value of the header `x-syncml-hmac`. */
  readonly integrity?: string;
}

export function reportMessage(parts: ReportParts): ReportMessage {
  const { report, encoding, client, nonce, challenged } = parts;
  const isShown = client !== undefined && (challenged || SHOWN_UNASKED[client.scheme]);
  const peer = isShown && (!needsNonce(client.scheme) || nonce !== undefined) ? client : undefined;
  const message: Message = {
    syncHdr: header(parts, peer),
    syncBody: { commands: [{ ...inOpaque(alertCommand(report), encoding), cmdId: "1" }], final: REPORT_FORM.final },
  };
  const bytes = encodeMessage(message, encoding, { itemData: "cdata" });
  if (peer === undefined || !isMac(peer.scheme)) return { message, bytes };
  return { message, bytes, integrity: makeIntegrity(parts.integrity, peer, nonce!, bytes) };
}

function header({ sessionId, msgId, url, deviceId, verProto, client, nonce }: ReportParts, peer?: Peer): SyncHdr {
  const locName = client === undefined ? {} : { locName: client.name };
  const showsCred = peer !== undefined && !isMac(peer.scheme);
  return {
    verDtd: REPORT_FORM.verDtd,
    verProto,
    sessionId,
    msgId: String(msgId),
    target: { locUri: url },
    source: { locUri: deviceId, ...locName },
    ...(showsCred ? { cred: makeCred(peer.scheme, peer, nonce ?? new Uint8Array()) } : {}),
  };
}

/** WBXML has no CDATA: there the Data is an OPAQUE (protocol §14#2). */
function inOpaque(alert: Omit<Alert, "cmdId">, encoding: Encoding): Omit<Alert, "cmdId"> {
  if (encoding === "xml") return alert;
  const items = (alert.items ?? []).map((item) =>
    typeof item.data === "string" ? { ...item, data: new TextEncoder().encode(item.data) } : item,
  );
  return { ...alert, items };
}
