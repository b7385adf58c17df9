/**
 * What the device remembers of bootstraps beside the tree, so that a restart forgets none of it: tries of a PIN, MACs
 * that were wrong, documents that were taken, one that waits for its PIN, and where each account came from.
 * Rules bootstrap-push §7.3#12, §8.4, §8.5.
 */
import { bootstrapMac, decodeBase64, encodeBase64 } from "@oma-dm/codec/auth";
import type { Store, StoreChange } from "../ports.ts";
import type { BootstrapSource } from "./bootstrap-options.ts";

const PREFIX = "bootstrap:";
const PIN = `${PREFIX}pin:`;
const SEEN = `${PREFIX}seen:`;
const FAILED = `${PREFIX}failed`;
const PENDING = `${PREFIX}pending`;
const ORIGIN = `${PREFIX}origin:`;
const DUE = `${PREFIX}due:`;

/** How long a PIN may be tried, a document waits for one, and a pushed document counts as sent again (bootstrap-push §8.4). */
export const DAY_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;
/** Records of one kind; the oldest go first. */
const MAX_RECORDS = 64;
/** Tries of a PIN before a document is discarded (bootstrap-push §8.4#1). */
export const PIN_TRIES = 3;
/** Wrong MACs an hour that are looked at (bootstrap-push §8.5#1). */
const FAILURES_PER_HOUR = 5;

/** Where an account came from. */
export interface Origin {
  readonly source: BootstrapSource;
  /** Tells the document from others; nothing of it can be learnt from this. */
  readonly fingerprint: string;
  /** Of the card it came from. */
  readonly iccid?: string;
  /** URIs of what the document made. */
  readonly created: readonly string[];
}

/** A pushed document whose PIN nobody has given yet. */
export interface PendingBootstrap {
  readonly document: Uint8Array;
  readonly contentType: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

interface Tries {
  readonly tries: number;
  readonly at: number;
}

export function fingerprintOf(document: Uint8Array): string {
  return [...bootstrapMac("sha256", new Uint8Array(), document)]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}

export class BootstrapRecords {
  private readonly store: Store;
  private readonly now: () => number;

  constructor(store: Store, now: () => number) {
    this.store = store;
    this.now = now;
  }

  /** Tries left for a document. */
  async triesLeft(fingerprint: string): Promise<number> {
    const record = await this.read<Tries>(PIN + fingerprint);
    return record === undefined || this.isOver(record.at) ? PIN_TRIES : Math.max(0, PIN_TRIES - record.tries);
  }

  /** Counts one, durably, before anybody learns what came of it. */
  async spendTry(fingerprint: string): Promise<number> {
    const left = (await this.triesLeft(fingerprint)) - 1;
    const record: Tries = { tries: PIN_TRIES - left, at: this.now() };
    await this.store.commit([...(await this.surplus(PIN)), put(PIN + fingerprint, record)]);
    return left;
  }

  forgetTries(fingerprint: string): StoreChange {
    return drop(PIN + fingerprint);
  }

  /** Whether so many MACs were wrong in the last hour that no further one is looked at. */
  async isThrottled(): Promise<boolean> {
    return (await this.failures()).length >= FAILURES_PER_HOUR;
  }

  async noteFailure(): Promise<void> {
    await this.store.commit([put(FAILED, [...(await this.failures()), this.now()])]);
  }

  private async failures(): Promise<readonly number[]> {
    const times = (await this.read<readonly number[]>(FAILED)) ?? [];
    return times.filter((at) => at > this.now() - HOUR_MS && at <= this.now());
  }

  /** Whether this document was taken within a day (bootstrap-push §A#16). */
  async wasTaken(fingerprint: string): Promise<boolean> {
    const at = await this.read<number>(SEEN + fingerprint);
    return at !== undefined && !this.isOver(at);
  }

  async taken(fingerprint: string): Promise<readonly StoreChange[]> {
    return [...(await this.surplus(SEEN)), put(SEEN + fingerprint, this.now())];
  }

  async pending(): Promise<PendingBootstrap | undefined> {
    const record = await this.read<{ document: string; contentType: string; at: number }>(PENDING);
    const document = decodeBase64(record?.document ?? "");
    if (record === undefined || document === undefined || this.isOver(record.at)) return undefined;
    return { document, contentType: record.contentType, at: record.at };
  }

  /** One at most: a later one takes its place. */
  async keepPending(document: Uint8Array, contentType: string): Promise<void> {
    await this.store.commit([put(PENDING, { document: encodeBase64(document), contentType, at: this.now() })]);
  }

  async forgetPending(fingerprint: string): Promise<readonly StoreChange[]> {
    const pending = await this.pending();
    return pending !== undefined && fingerprintOf(pending.document) === fingerprint ? [drop(PENDING)] : [];
  }

  /** By ServerID. */
  async origins(): Promise<ReadonlyMap<string, Origin>> {
    const found = new Map<string, Origin>();
    for (const [key, value] of await this.store.entries(ORIGIN)) {
      const origin = parse<Origin>(value);
      if (origin !== undefined) found.set(key.slice(ORIGIN.length), origin);
    }
    return found;
  }

  /** Its server has not been told yet: the first session is due (bootstrap-push §7.3#10). */
  setOrigin(serverId: string, origin: Origin): readonly StoreChange[] {
    return [put(ORIGIN + serverId, origin), put(DUE + serverId, this.now())];
  }

  forgetOrigin(serverId: string): readonly StoreChange[] {
    return [drop(ORIGIN + serverId), drop(DUE + serverId)];
  }

  /** ServerIDs. */
  async due(): Promise<readonly string[]> {
    return (await this.store.entries(DUE)).map(([key]) => key.slice(DUE.length));
  }

  async notDue(serverId: string): Promise<void> {
    await this.store.commit([drop(DUE + serverId)]);
  }

  /** What is older than a day, and the oldest where there is no room for one more. */
  private async surplus(prefix: string): Promise<readonly StoreChange[]> {
    const entries = (await this.store.entries(prefix)).map(([key, value]) => ({ key, at: timeOf(value) }));
    const over = entries.filter(({ at }) => this.isOver(at));
    const rest = entries.filter(({ at }) => !this.isOver(at)).sort((a, b) => a.at - b.at);
    return [...over, ...rest.slice(0, Math.max(0, rest.length - MAX_RECORDS + 1))].map(({ key }) => drop(key));
  }

  /** A clock that was set back makes a record no younger than it is. */
  private isOver(at: number): boolean {
    return Math.abs(this.now() - at) > DAY_MS;
  }

  private async read<T>(key: string): Promise<T | undefined> {
    const entry = (await this.store.entries(key)).find(([each]) => each === key);
    return entry && parse<T>(entry[1]);
  }
}

function timeOf(value: Uint8Array): number {
  const record = parse<number | { at: number }>(value);
  return typeof record === "number" ? record : (record?.at ?? 0);
}

function parse<T>(value: Uint8Array): T | undefined {
  try {
    return JSON.parse(new TextDecoder().decode(value)) as T;
  } catch {
    return undefined;
  }
}

function put(key: string, value: unknown): StoreChange {
  return { key, value: new TextEncoder().encode(JSON.stringify(value)) };
}

function drop(key: string): StoreChange {
  return { key, value: null };
}
