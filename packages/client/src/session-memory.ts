/** What the device keeps of its sessions with a server, beside the tree. */
import { decodeBase64, encodeBase64 } from "@oma-dm/codec/auth";
import type { Store, StoreChange } from "./ports.ts";
import { type Scheme, schemeNamed } from "./security/authentication.ts";

const VERSION_KEY = "ver-proto:";
const SCHEME_KEY = "auth-type:";
const NONCE_KEY = "nonce-before:";

export interface SessionMemory {
  /** Version of the protocol the server takes (protocol §18#1). */
  readonly verProto?: string;
  /** Scheme the two sides settled on last (protocol §10.3). */
  readonly negotiated?: Scheme;
  /** A nonce the server may not know of yet, and the one it replaced (protocol §10.9). */
  readonly replaced?: { readonly current: Uint8Array; readonly previous: Uint8Array };
}

export async function readSessionMemory(store: Store, serverId: string): Promise<SessionMemory> {
  const read = async (prefix: string): Promise<string | undefined> => {
    const key = prefix + serverId;
    const value = (await store.entries(key)).find(([found]) => found === key)?.[1];
    return value && new TextDecoder().decode(value);
  };
  const verProto = await read(VERSION_KEY);
  const negotiated = schemeNamed((await read(SCHEME_KEY)) ?? "");
  const [current, previous] = ((await read(NONCE_KEY)) ?? "").split(" ").map((part) => decodeBase64(part));
  const replaced = current && previous && { current, previous };
  return { ...(verProto && { verProto }), ...(negotiated && { negotiated }), ...(replaced && { replaced }) };
}

export function rememberVersion(serverId: string, verProto: string): StoreChange {
  return { key: VERSION_KEY + serverId, value: new TextEncoder().encode(verProto) };
}

export function rememberScheme(serverId: string, scheme: Scheme): StoreChange {
  return { key: SCHEME_KEY + serverId, value: new TextEncoder().encode(scheme) };
}

export function rememberReplaced(serverId: string, current: Uint8Array, previous: Uint8Array): StoreChange {
  const value = `${encodeBase64(current)} ${encodeBase64(previous)}`;
  return { key: NONCE_KEY + serverId, value: new TextEncoder().encode(value) };
}

export function forgetReplaced(serverId: string): StoreChange {
  return { key: NONCE_KEY + serverId, value: null };
}
