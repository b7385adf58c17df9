/** Whether a message is the server's: its MAC, its Cred, or the certificate it came under. Rules protocol §10.8, §11. */
import {
  isMac,
  type Judgement,
  judgeCred,
  judgeIntegrity,
  makeChal,
  mayAnswer,
  needsNonce,
} from "../security/authentication.ts";
import { STATUS, type StatusCode } from "../status.ts";
import type { Draft, Issue, Peer, Received, SessionState } from "./state.ts";

export interface Proof {
  readonly verdict: Judgement;
  /** The record it was judged by; absent when the transport alone speaks. */
  readonly peer?: Peer | undefined;
}

/**
 * With a MAC each message speaks for itself; a Cred that was accepted speaks for the session (protocol §10.6, §11.1#5).
 * A server that used a MAC once has to go on with it.
 */
export function judgeServer(state: SessionState, { message, bytes, integrity, serverVerified }: Received): Proof {
  const { servers, integrity: options } = state.options;
  if (servers.length === 0) return { verdict: serverVerified ? "valid" : "missing" };
  const current = servers.find(({ scheme }) => scheme === state.serverScheme);
  const byMac = servers.find(({ scheme }) => mayAnswer(scheme, "syncml:auth-MAC"));
  const expectsMac = isMac(state.serverScheme) || servers.every(({ scheme }) => isMac(scheme));
  if (byMac !== undefined && (expectsMac || (integrity !== undefined && !state.serverAuthenticated))) {
    const peer: Peer = { ...byMac, scheme: "syncml:auth-MAC" };
    return { verdict: judgeIntegrity(options, peer, noncesFor(state, byMac), bytes, integrity), peer };
  }
  if (state.serverAuthenticated) return { verdict: "valid", peer: current };
  const { cred, source } = message.syncHdr;
  // A server that gives its name speaks as that one, with no other's secret (R031, protocol §3.3#8).
  const named = servers.filter(({ name }) => source.locName === undefined || source.locName === name);
  for (const peer of named) {
    if (judgeCred(cred, peer.scheme, peer, noncesFor(state, peer)) === "valid") return { verdict: "valid", peer };
  }
  return { verdict: cred === undefined ? "missing" : "wrong", peer: current ?? servers[0] };
}

/** Issued in this session, or the last one of the sessions before and what it replaced (protocol §10.9). */
function noncesFor({ serverNonce }: SessionState, { nonce, previousNonce }: Peer): readonly Uint8Array[] {
  if (serverNonce !== undefined) return [serverNonce];
  return [nonce, previousNonce].filter((each) => each !== undefined);
}

/** What a message that does not prove itself, and each of its commands, is answered with (protocol §10.8#2, #3). */
export const UNPROVEN: Readonly<Record<Exclude<Judgement, "valid">, StatusCode>> = {
  missing: STATUS.authenticationRequired,
  wrong: STATUS.unauthorized,
};

/** How an accepted message is answered: 212 and once for a Cred, 200 and anew each time for a MAC (protocol §10.8). */
export function acceptServer(state: Draft, peer: Peer | undefined, nonce: Uint8Array): void {
  const isKnown = state.serverAuthenticated;
  state.serverAuthenticated = true;
  if (peer === undefined) return;
  const { scheme } = peer;
  state.serverScheme = scheme;
  const mac = isMac(scheme);
  if (isKnown && !mac) return;
  state.headerStatus = mac ? STATUS.ok : STATUS.authenticationAccepted;
  if (needsNonce(scheme)) state.issue = issueFor(peer, nonce);
}

export function issueFor(peer: Peer, nonce: Uint8Array): Issue {
  return { chal: makeChal(peer.scheme, nonce), nonce, peer };
}
