/** What the device keeps of its sessions with a server, beside the tree. */
import { decodeBase64, encodeBase64, md5UserDigest } from "@oma-dm/codec/auth";
import type { MaybeLater } from "./maybe-later.ts";
import type { Store, StoreChange } from "./ports.ts";
import { Recent } from "./recent.ts";
import { type Scheme, schemeNamed } from "./security/authentication.ts";

const VERSION_KEY = "ver-proto:";
const SCHEME_KEY = "auth-type:";
const NONCE_KEY = "nonce-before:";
const SPENT_KEY = "nonce-spent:";
const SESSION_KEY = "session-id";
const PREFIXES: readonly string[] = [VERSION_KEY, SCHEME_KEY, NONCE_KEY, SPENT_KEY, SESSION_KEY];

const encoder = new TextEncoder();
/** Made once: that costs more than many a session. */
const decoder = new TextDecoder();

export interface SessionMemory {
  /** Version of the protocol the server takes (protocol §18#1). */
  readonly verProto?: string;
  /** Scheme the two sides settled on last (protocol §10.3). */
  readonly negotiated?: Scheme;
  /** A nonce the server may not know of yet, and the one it replaced (protocol §10.9). */
  readonly replaced?: { readonly current: Uint8Array; readonly previous: Uint8Array };
  /** The nonce of the last MAC: no other is made with it (protocol §11.1#6). */
  readonly spent?: Uint8Array;
}

/** Reads each record once; what is written later it is told of. */
export class SessionMemories {
  private readonly store: Store;
  private readonly records = new Map<string, string | undefined>();
  private readonly known = new Map<string, SessionMemory>();
  private readonly digests = new Recent<string>(16);

  constructor(store: Store) {
    this.store = store;
  }

  of(serverId: string): MaybeLater<SessionMemory> {
    return this.known.get(serverId) ?? this.recall(serverId);
  }

  private async recall(serverId: string): Promise<SessionMemory> {
    const verProto = await this.read(VERSION_KEY + serverId);
    const negotiated = schemeNamed((await this.read(SCHEME_KEY + serverId)) ?? "");
    const nonces = await this.read(NONCE_KEY + serverId);
    const [current, previous] = nonces?.split(" ").map((part) => decodeBase64(part)) ?? [];
    const replaced = current && previous && { current, previous };
    const spent = decodeBase64((await this.read(SPENT_KEY + serverId)) ?? "");
    const memory = {
      ...(verProto && { verProto }),
      ...(negotiated && { negotiated }),
      ...(replaced && { replaced }),
      ...(spent !== undefined && spent.length > 0 && { spent }),
    };
    this.known.set(serverId, memory);
    return memory;
  }

  /** 1…FFFF, never repeated until all were used (protocol §18#39); used up once `rememberSessionId` is durable. */
  nextSessionId(): MaybeLater<number> {
    const after = (text: string | undefined): number => {
      const last = Number(text ?? "0");
      return last >= 0xffff || !Number.isInteger(last) ? 1 : last + 1;
    };
    return this.records.has(SESSION_KEY) ? after(this.records.get(SESSION_KEY)) : this.read(SESSION_KEY).then(after);
  }

  /** `md5UserDigest`, computed once for each of the few credentials of a device. */
  userDigest(name: string, secret: string): string {
    const key = `${name.length}:${name}${secret}`;
    return this.digests.get(key) ?? this.digests.keep(key, md5UserDigest(name, secret));
  }

  /** `changes` are durable. */
  note(changes: readonly StoreChange[]): void {
    for (const { key, value } of changes) {
      const prefix = PREFIXES.find((each) => key.startsWith(each));
      if (prefix === undefined) continue;
      this.records.set(key, value === null ? undefined : text(value));
      this.known.delete(key.slice(prefix.length));
    }
  }

  private async read(key: string): Promise<string | undefined> {
    if (!this.records.has(key)) {
      const value = (await this.store.entries(key)).find(([found]) => found === key)?.[1];
      this.records.set(key, value && text(value));
    }
    return this.records.get(key);
  }
}

const text = (bytes: Uint8Array): string => decoder.decode(bytes);

export function rememberSessionId(counter: number): StoreChange {
  const text = String(counter);
  const value = new Uint8Array(text.length);
  // Into an array that lies in V8's own heap, as small ones do: a third of what `encode` costs.
  encoder.encodeInto(text, value);
  return { key: SESSION_KEY, value };
}

export function rememberVersion(serverId: string, verProto: string): StoreChange {
  return { key: VERSION_KEY + serverId, value: encoder.encode(verProto) };
}

export function rememberScheme(serverId: string, scheme: Scheme): StoreChange {
  return { key: SCHEME_KEY + serverId, value: encoder.encode(scheme) };
}

export function rememberReplaced(serverId: string, current: Uint8Array, previous: Uint8Array): StoreChange {
  const value = `${encodeBase64(current)} ${encodeBase64(previous)}`;
  return { key: NONCE_KEY + serverId, value: encoder.encode(value) };
}

export function rememberSpent(serverId: string, nonce: Uint8Array): StoreChange {
  return { key: SPENT_KEY + serverId, value: encoder.encode(encodeBase64(nonce)) };
}

export function forgetReplaced(serverId: string): StoreChange {
  return { key: NONCE_KEY + serverId, value: null };
}

/** Its credentials are new: what was settled with the old ones no longer holds. */
export function forgetSessions(serverId: string): readonly StoreChange[] {
  return [SCHEME_KEY, NONCE_KEY, SPENT_KEY, VERSION_KEY].map((key) => ({ key: key + serverId, value: null }));
}
