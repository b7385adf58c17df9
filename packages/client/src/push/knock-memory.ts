/**
 * Which notifications were acted on and which still wait, over restarts (bootstrap-push §2.5#6, §3.5#5), and which
 * resynchronisation is outstanding (bootstrap-push §2.4#2).
 */
import { decodeBase64, encodeBase64 } from "@oma-dm/codec/auth";
import type { Store, StoreChange } from "../ports.ts";
import type { Knock } from "./push-types.ts";

const PREFIX = "knocks:";
/** Notifications of one server remembered; the oldest goes. */
const MAX_KEPT = 64;
/** A server may use a SESSIONID again after this. */
const KEPT_MS = 24 * 60 * 60 * 1_000;
/** A session that never came about must not shut a server out that lost its nonce. */
const RESYNCHRONISATION_MS = 60 * 60 * 1_000;

interface Record_ {
  /** SESSIONID, and the time stamp of a 1.3 notification. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Absent: a session was had. */
  readonly waiting?: Knock;
}

interface Page {
  readonly records: readonly Record_[];
  readonly resynchronised?: { readonly nonce: string; readonly at: number };
}

const EMPTY: Page = { records: [] };

export class KnockMemory {
  private readonly store: Store;
  private readonly pages: Map<string, Page>;

  private constructor(store: Store, pages: Map<string, Page>) {
    this.store = store;
    this.pages = pages;
  }

  static async load(store: Store): Promise<KnockMemory> {
    const entries = await store.entries(PREFIX);
    return new KnockMemory(
      store,
      new Map(entries.map(([key, value]) => [key.slice(PREFIX.length), parsePage(new TextDecoder().decode(value))])),
    );
  }

  /** Those that were accepted and led to no session yet, the oldest first. */
  waiting(): readonly Knock[] {
    const all = [...this.pages.values()].flatMap(({ records }) => records.filter(({ waiting }) => waiting));
    return all.sort((a, b) => a.at - b.at).map(({ waiting }) => waiting!);
  }

  knows(knock: Knock, now: number): boolean {
    return this.fresh(knock.serverId, now).some(({ id }) => id === idOf(knock));
  }

  /** `nonce` is the server's stored one: as long as it stays, an earlier resynchronisation is not settled. */
  mayResynchronise(serverId: string, nonce: Uint8Array, now: number): boolean {
    const before = this.pages.get(serverId)?.resynchronised;
    return before === undefined || before.nonce !== encodeBase64(nonce) || now - before.at >= RESYNCHRONISATION_MS;
  }

  /** Durable when it resolves; `nonce` with a resynchronisation. What is told at once is known at once. */
  async accept(knock: Knock, now: number, nonce: Uint8Array | undefined): Promise<void> {
    const page = this.pages.get(knock.serverId) ?? EMPTY;
    await this.write(knock.serverId, {
      ...page,
      records: [...this.fresh(knock.serverId, now), { id: idOf(knock), at: now, waiting: knock }].slice(-MAX_KEPT),
      ...(nonce === undefined ? {} : { resynchronised: { nonce: encodeBase64(nonce), at: now } }),
    });
  }

  /** It was acted on; `forget`: the server was never reached and may ask again. */
  async settle(knock: Knock, { forget }: { readonly forget: boolean }): Promise<void> {
    const page = this.pages.get(knock.serverId) ?? EMPTY;
    const id = idOf(knock);
    const records = page.records.flatMap((record): readonly Record_[] => {
      if (record.id !== id) return [record];
      return forget ? [] : [{ id, at: record.at }];
    });
    await this.write(knock.serverId, { ...page, records });
  }

  private fresh(serverId: string, now: number): readonly Record_[] {
    const records = this.pages.get(serverId)?.records ?? [];
    return records.filter(({ at, waiting }) => waiting !== undefined || Math.abs(now - at) < KEPT_MS);
  }

  private async write(serverId: string, page: Page): Promise<void> {
    this.pages.set(serverId, page);
    const text = JSON.stringify(page, (_key, value: unknown) =>
      value instanceof Uint8Array ? { base64: encodeBase64(Uint8Array.from(value)) } : value,
    );
    const change: StoreChange = { key: PREFIX + serverId, value: new TextEncoder().encode(text) };
    await this.store.commit([change]);
  }
}

function idOf({ sessionId, timestamp }: Knock): string {
  return timestamp === undefined ? sessionId : `${sessionId}@${timestamp}`;
}

/** What cannot be read is forgotten: at worst a notification is followed twice. */
function parsePage(text: string): Page {
  try {
    const page = JSON.parse(text, (_key, value: unknown) => {
      const { base64 } = (value ?? {}) as { readonly base64?: unknown };
      return typeof base64 === "string" ? decodeBase64(base64) : value;
    }) as Page;
    return Array.isArray(page.records) ? page : EMPTY;
  } catch {
    return EMPTY;
  }
}
