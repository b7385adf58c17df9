/** Which credentials of an account a session begins with, and which it may go over to. Rules protocol §10.2, §10.3. */
import { isLoopbackHost } from "./loopback.ts";
import type { Account, Credential } from "./objects/dm-acc.ts";
import { Recent } from "./recent.ts";
import { isMac, mayAnswer, type Scheme, schemeOf } from "./security/authentication.ts";
import { sameBytes } from "./security/same-bytes.ts";
import type { Peer } from "./session/state.ts";
import type { SessionMemory } from "./session-memory.ts";
import type { Writable } from "./writable.ts";

export interface SessionCredentials {
  readonly clients: readonly Peer[];
  readonly first: Peer | undefined;
  readonly servers: readonly Peer[];
  readonly mayShowBasic: boolean;
}

export type UserDigest = (name: string, secret: string) => string;

/**
 * A snapshot: what a session changes in its own account counts from the next one on (protocol §10.2). `userDigest`: for
 * whoever makes a session more than once.
 */
export function sessionCredentials(
  account: Account,
  memory: SessionMemory,
  userDigest?: UserDigest,
): SessionCredentials {
  const { negotiated, replaced, spent } = memory;
  const mayShowBasic = account.clients.length > 0 && isPrivate(account.url);
  const clients: Peer[] = [];
  for (const credential of account.clients) {
    const found = peerOf(credential, userDigest);
    if (found !== undefined) clients.push(unspent(found, spent));
  }
  const servers: Peer[] = [];
  for (const credential of account.servers) {
    const found = peerOf(credential, userDigest);
    if (found === undefined) continue;
    const isReplaced = replaced !== undefined && found.nonce !== undefined && sameBytes(found.nonce, replaced.current);
    if (isReplaced) found.previousNonce = replaced.previous;
    servers.push(found);
  }
  const first = firstOf(clients, account, negotiated);
  const isShown = first !== undefined && (first.scheme !== "syncml:auth-basic" || mayShowBasic);
  return { clients, first: isShown ? unspent(first, spent) : undefined, servers, mayShowBasic };
}

/** Without a nonce there is no MAC, and the server has to give one (protocol §11.1#6, §11.3#1). */
function unspent(peer: Peer, spent: Uint8Array | undefined): Peer {
  if (!isMac(peer.scheme) || peer.nonce === undefined || spent === undefined) return peer;
  const { nonce, ...rest } = peer;
  return sameBytes(nonce, spent) ? rest : peer;
}

/** AAuthPref, else what was settled on last time, else the only one there is; else the server has to ask. */
function firstOf(clients: readonly Peer[], { preferred }: Account, negotiated: Scheme | undefined): Peer | undefined {
  const wanted = preferred === undefined || preferred === "" ? negotiated : schemeOf(preferred);
  const found = wanted && (clients.find(({ scheme }) => scheme === wanted) ?? upgraded(clients, wanted));
  return found ?? (clients.length === 1 ? clients[0] : undefined);
}

function upgraded(clients: readonly Peer[], wanted: Scheme): Peer | undefined {
  const from = clients.find(({ scheme }) => mayAnswer(scheme, wanted));
  return from && { ...from, scheme: wanted };
}

/** The record whose nonce a scheme uses. */
export function credentialFor(credentials: readonly Credential[], scheme: Scheme): Credential | undefined {
  const schemes = credentials.map(({ type }) => schemeOf(type));
  const exact = schemes.indexOf(scheme);
  return credentials[exact >= 0 ? exact : schemes.findIndex((own) => own !== undefined && mayAnswer(own, scheme))];
}

function peerOf(
  { type, name, secret, nonce }: Credential,
  userDigest: UserDigest | undefined,
): Writable<Peer> | undefined {
  const scheme = schemeOf(type);
  if (scheme === undefined) return undefined;
  const peer: Writable<Peer> = { name, secret, scheme };
  if (nonce !== undefined) peer.nonce = nonce;
  const digest = scheme === "syncml:auth-md5" ? userDigest?.(name, secret) : undefined;
  if (digest !== undefined) peer.userDigest = digest;
  return peer;
}

/** Nobody listens on the way: TLS, or this machine (protocol §10.1). */
function isPrivate(url: string): boolean {
  const known = judged.get(url);
  if (known !== undefined) return known;
  const { protocol, hostname } = new URL(url);
  return judged.keep(url, protocol === "https:" || isLoopbackHost(hostname));
}

/** Devices have few servers. */
const judged = new Recent<boolean>(16);
