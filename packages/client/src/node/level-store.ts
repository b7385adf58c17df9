import { resolve } from "node:path";
import type { Store, StoreChange } from "../ports.ts";
import {
  checkStore,
  type Database,
  type Entry,
  openable,
  readStore,
  removeUnborn,
  writeFormat,
} from "./store-check.ts";
import { createDirectory, FileKeeper, syncDirectory } from "./store-directory.ts";
import { isLocked, storeClosed, storeError } from "./store-error.ts";
import { announce, claim, lockedByOther, renounce } from "./store-holder.ts";
import { printSeal, SEAL_KEY, type Seal, STORE_VERSION } from "./store-seal.ts";
import type { Tally } from "./store-tally.ts";

/**
 * Opens, or creates, the durable store of a device in `directory`. The directory, those missing above it and all files
 * are this user's only (mode 0700, 0600): the store holds credentials. One process at a time. A commit is one LevelDB
 * batch, synced to disk before it resolves (decisions D16). After a commit that failed, the next one opens the store
 * anew: where it stands is known then.
 *
 * A store of an older version is upgraded in one batch; one of a newer version, or one that has lost or changed
 * entries, is refused as it is. A store whose last batches were lost whole, as by a power cut, is not damaged.
 *
 * Rejects with `StoreError`, here and in every method.
 */
export async function openLevelStore(directory: string): Promise<Store> {
  const place = resolve(directory);
  let release: (() => void) | undefined;
  try {
    await createDirectory(place);
    release = await claim(place);
    const { held, entries } = await hold(place);
    return new LevelStore(place, release, held, entries);
  } catch (error) {
    release?.();
    throw storeError(error, place);
  }
}

class LevelStore implements Store {
  private readonly place: string;
  private readonly release: () => void;
  private held: Held | undefined;
  /** What was read to be checked, for whoever reads first. */
  private fresh: Fresh | undefined;
  /** Settles when the last commit asked for has; never rejects. */
  private idle: Promise<unknown> = Promise.resolve();
  private closing: Promise<void> | undefined;

  constructor(place: string, release: () => void, held: Held, entries: readonly Entry[]) {
    this.place = place;
    this.release = release;
    this.held = held;
    this.fresh = new Fresh(entries);
  }

  async entries(prefix: string): Promise<readonly Entry[]> {
    if (this.closing !== undefined) throw storeClosed();
    const known = this.fresh?.take(prefix);
    if (known !== undefined) return known;
    try {
      const { database } = await this.hold();
      const found = await database.iterator(rangeOf(prefix)).all();
      return found.map(([key, value]) => [key.toString("utf8"), Uint8Array.from(value)] as const);
    } catch (error) {
      throw storeError(error, this.place);
    }
  }

  async commit(changes: readonly StoreChange[]): Promise<void> {
    if (this.closing !== undefined) throw storeClosed();
    this.fresh = undefined;
    const encoded = changes.map(
      ({ key, value }): Change => ({
        key: Buffer.from(key, "utf8"),
        value: value && Buffer.from(value.buffer, value.byteOffset, value.length),
      }),
    );
    // One after the other: each seal counts on the batch before it.
    const done = this.idle.then(() => this.write(encoded));
    this.idle = done.catch(() => undefined);
    return done;
  }

  private async write(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return;
    let held: Held | undefined;
    try {
      held = await this.hold();
      const { database, tally, files } = held;
      for (const { key, value } of changes) {
        // As it will be read again, should it be no proper text.
        const name = key.toString("utf8");
        if (value === null) tally.remove(name);
        else tally.put(name, value);
      }
      held.batch += 1;
      await writeBatch(database, [...changes, sealing(tally, held.batch)]);
      await files.keep();
    } catch (error) {
      // LevelDB would go on behind a record half written, and not find what follows it when it opens the log again.
      this.held = undefined;
      await held?.database.close().catch(() => undefined);
      throw storeError(error, this.place);
    }
  }

  /** The store, opened again if a commit failed. */
  private async hold(): Promise<Held> {
    const held = this.held ?? (await hold(this.place)).held;
    this.held = held;
    return held;
  }

  close(): Promise<void> {
    this.closing ??= this.idle.then(() => this.letGo());
    return this.closing;
  }

  private async letGo(): Promise<void> {
    this.fresh = undefined;
    try {
      if (this.held === undefined) return;
      const { database, files } = this.held;
      // While the lock is still ours: afterwards the file may be another's.
      await renounce(this.place);
      await database.close();
      await files.keep();
    } catch (error) {
      throw storeError(error, this.place);
    } finally {
      this.release();
    }
  }
}

interface Change {
  readonly key: Buffer;
  readonly value: Buffer | null;
}

/** On disk when it resolves. Put together piece by piece: given as a list, a batch takes four times as long to begin. */
async function writeBatch(database: Database, changes: readonly Change[]): Promise<void> {
  const batch = database.batch();
  for (const { key, value } of changes) {
    if (value === null) batch.del(key);
    else batch.put(key, value);
  }
  await batch.write({ sync: true });
}

/** Entries in the order of their keys, each given out once. */
class Fresh {
  private entries: readonly Entry[];
  private readonly taken: string[] = [];

  constructor(entries: readonly Entry[]) {
    this.entries = entries;
  }

  /** `undefined` when some of them were taken before. */
  take(prefix: string): readonly Entry[] | undefined {
    if (this.taken.some((other) => other.startsWith(prefix) || prefix.startsWith(other))) return undefined;
    this.taken.push(prefix);
    const found: Entry[] = [];
    const others: Entry[] = [];
    for (const entry of this.entries) (entry[0].startsWith(prefix) ? found : others).push(entry);
    this.entries = others;
    return found;
  }
}

/** A store that is open and was found whole. */
interface Held {
  readonly database: Database;
  readonly files: FileKeeper;
  /** Of all entries, and the number of the last batch. */
  readonly tally: Tally;
  batch: number;
}

async function hold(place: string): Promise<{ readonly held: Held; readonly entries: readonly Entry[] }> {
  const checked = await checkStore(place);
  const database = await opened(place);
  try {
    // Somebody may have been here between the check and the lock.
    const unchanged = checked !== undefined && (await hasSeal(database, checked.seal));
    const { tally, entries, seal } = unchanged ? checked : await readStore(database, place);
    const batch = seal?.batch ?? 0;
    if (seal === undefined) {
      // LevelDB leaves the name of what describes a new database to fate, and so all that the first batch holds.
      await syncDirectory(place);
      await writeBatch(database, [sealing(tally, batch)]);
    }
    await announce(place);
    await writeFormat(place);
    const files = new FileKeeper(place);
    await files.keep();
    return { held: { database, files, tally, batch }, entries };
  } catch (error) {
    await database.close().catch(() => undefined);
    throw error;
  }
}

async function opened(place: string): Promise<Database> {
  for (;;) {
    const database = openable(place, true);
    try {
      await database.open();
      return database;
    } catch (error) {
      await database.close().catch(() => undefined);
      if (isLocked(error)) throw await lockedByOther(place);
      if (!(await removeUnborn(place))) throw error;
    }
  }
}

async function hasSeal(database: Database, seal: Seal | undefined): Promise<boolean> {
  return seal !== undefined && (await database.get(SEAL_KEY))?.toString("latin1") === printSeal(seal);
}

function sealing({ count, sum }: Tally, batch: number): Change {
  const seal = { version: STORE_VERSION, batch, entries: count, sum };
  return { key: SEAL_KEY, value: Buffer.from(printSeal(seal), "latin1") };
}

/** Keys that begin with `prefix`, as a range of bytes: no byte of UTF-8 is 0xff, so the last one can be counted up. */
function rangeOf(prefix: string): { gte?: Buffer; lt: Buffer } {
  if (prefix === "") return { lt: SEAL_KEY };
  const gte = Buffer.from(prefix, "utf8");
  const lt = Buffer.from(gte);
  lt.writeUInt8(lt.readUInt8(lt.length - 1) + 1, lt.length - 1);
  return { gte, lt };
}
