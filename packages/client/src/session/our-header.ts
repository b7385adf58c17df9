/**
 * How each message of ours begins: the SyncHdr with what it shows of us, the MAC over the whole, the Status of the
 * server's header. Clause: DMREPU 1.2 §6.1, DMSEC 1.2 §5.3, §5.4; rules protocol §10, §11.
 */
import { encodeBase64 } from "@oma-dm/codec/auth";
import type { SyncHdr } from "@oma-dm/codec/syncml";
import { isMac, makeCred, makeIntegrity, needsNonce } from "../security/authentication.ts";
import { type Outgoing, statusOf } from "./reply.ts";
import type { Effect, SessionState } from "./state.ts";

/** Version of the DTD our messages are written by (protocol §2.1#3). */
export const VER_DTD = "1.2";

export function headerOf(state: SessionState, msgId: number): SyncHdr {
  const { options, client, clientNonce } = state;
  const shows =
    client !== undefined &&
    !isMac(client.scheme) &&
    !state.clientAuthenticated &&
    (!needsNonce(client.scheme) || clientNonce !== undefined);
  const name = (client ?? options.clients[0])?.name;
  return {
    verDtd: VER_DTD,
    verProto: options.verProto,
    sessionId: options.sessionId,
    msgId: String(msgId),
    target: { locUri: state.url },
    source: { locUri: options.deviceId, ...(name === undefined ? {} : { locName: name }) },
    ...(shows ? { cred: makeCred(client.scheme, client, clientNonce ?? new Uint8Array()) } : {}),
    meta: { maxMsgSize: String(options.maxMsgSize), maxObjSize: String(options.maxObjSize) },
  };
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

/** A MAC was shown before, and cannot be shown again: there is no nonce, or an old one (protocol §11.1#5, #6). */
export function lacksNonce({ client, macShown, clientNonce, spentNonces }: SessionState): boolean {
  if (!isMac(client?.scheme) || !macShown) return false;
  return clientNonce === undefined || spentNonces.includes(encodeBase64(clientNonce));
}

export function integrityOf({ client, clientNonce, options }: SessionState, bytes: Uint8Array): { integrity?: string } {
  if (client === undefined || !isMac(client.scheme) || clientNonce === undefined) return {};
  return { integrity: makeIntegrity(options.integrity, client, clientNonce, bytes) };
}

/** The nonce a message carries counts from then on; the one it was made with is used up by a MAC. */
export function afterSending(state: SessionState): SessionState {
  const mac = isMac(state.client?.scheme);
  return {
    ...state,
    issue: undefined,
    issued: state.issue !== undefined,
    serverNonce: state.issue?.nonce ?? state.serverNonce,
    macShown: state.macShown || (mac && state.clientNonce !== undefined),
    clientNonce: mac ? undefined : state.clientNonce,
    spentNonces:
      mac && state.clientNonce !== undefined
        ? [...state.spentNonces, encodeBase64(state.clientNonce)]
        : state.spentNonces,
  };
}

/** What a message with a MAC costs (protocol §11.1#6). */
export function spent({ client, clientNonce }: SessionState): readonly Effect[] {
  return isMac(client?.scheme) && clientNonce !== undefined ? [{ type: "spent", nonce: clientNonce }] : [];
}

export function issued({ issue }: SessionState): readonly Effect[] {
  if (issue === undefined || !needsNonce(issue.peer.scheme)) return [];
  return [{ type: "remember", whose: "server", scheme: issue.peer.scheme, nonce: issue.nonce }];
}
