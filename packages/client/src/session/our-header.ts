/**
 * How each message of ours begins: the SyncHdr with what it shows of us, the MAC over the whole, the Status of the
 * server's header. Clause: DMREPU 1.2 §6.1, DMSEC 1.2 §5.3, §5.4; rules protocol §10, §11.
 */
import { encodeBase64 } from "@oma-dm/codec/auth";
import type { SyncHdr } from "@oma-dm/codec/syncml";
import { isMac, makeCred, makeIntegrity, needsNonce } from "../security/authentication.ts";
import { type Outgoing, statusOf } from "./reply.ts";
import type { Draft, Effect, SessionState } from "./state.ts";

/** Version of the DTD our messages are written by (protocol §2.1#3). */
export const VER_DTD = "1.2";

export function headerOf(state: SessionState, msgId: number): SyncHdr {
  const { options, client, clientNonce } = state;
  const shows =
    client !== undefined &&
    !isMac(client.scheme) &&
    !state.clientAuthenticated &&
    (!needsNonce(client.scheme) || clientNonce !== undefined);
  const locName = (client ?? options.clients[0])?.name;
  const { deviceId: locUri, verProto, sessionId } = options;
  const header = {
    verDtd: VER_DTD,
    verProto,
    sessionId,
    msgId: String(msgId),
    target: { locUri: state.url },
    source: locName === undefined ? { locUri } : { locUri, locName },
    meta: { maxMsgSize: String(options.maxMsgSize), maxObjSize: String(options.maxObjSize) },
  };
  return shows ? { cred: makeCred(client.scheme, client, clientNonce ?? new Uint8Array()), ...header } : header;
}

export function headerStatus(state: SessionState): Outgoing {
  const { msgId, target, source } = state.server!;
  return statusOf({
    msgRef: msgId,
    cmdRef: "0",
    command: "SyncHdr",
    code: state.headerStatus,
    targetRef: target === "" ? undefined : target,
    sourceRef: source === "" ? undefined : source,
    chal: state.issue?.chal,
    items: state.ours === undefined ? undefined : [{ data: state.ours }],
  });
}

/** What the next MAC is made with: no nonce that made one before, whoever gave it again (protocol §11.1#6). */
function macNonce({ client, clientNonce, spentNonces }: SessionState): Uint8Array | undefined {
  if (!isMac(client?.scheme) || clientNonce === undefined) return undefined;
  return spentNonces.includes(encodeBase64(clientNonce)) ? undefined : clientNonce;
}

/** A MAC was shown before, and cannot be shown again (protocol §11.1#5). */
export function lacksNonce(state: SessionState): boolean {
  return isMac(state.client?.scheme) && state.macShown && macNonce(state) === undefined;
}

export function integrityOf(state: SessionState, bytes: Uint8Array): { integrity?: string } {
  const nonce = macNonce(state);
  if (nonce === undefined) return {};
  return { integrity: makeIntegrity(state.options.integrity, state.client!, nonce, bytes) };
}

/** The nonce a message carries counts from then on; the one it was made with is used up by a MAC. */
export function noteSending(state: Draft): void {
  const nonce = macNonce(state);
  if (nonce !== undefined) {
    state.macShown = true;
    state.spentNonces = [...state.spentNonces, encodeBase64(nonce)];
  }
  if (isMac(state.client?.scheme)) state.clientNonce = undefined;
  state.issued = state.issue !== undefined;
  state.serverNonce = state.issue?.nonce ?? state.serverNonce;
  state.issue = undefined;
}

/** What a message with a MAC costs (protocol §11.1#6). */
export function spent(state: SessionState): readonly Effect[] {
  const nonce = macNonce(state);
  return nonce === undefined ? [] : [{ type: "spent", nonce }];
}

export function issued({ issue }: SessionState): readonly Effect[] {
  if (issue === undefined || !needsNonce(issue.peer.scheme)) return [];
  return [{ type: "remember", whose: "server", scheme: issue.peer.scheme, nonce: issue.nonce }];
}
