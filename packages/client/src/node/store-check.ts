/**
 * Looks at a store before LevelDB may touch it. LevelDB has no way of only reading: as it opens, it writes what it
 * could make out of a log into a table and deletes the log. So it is given a copy to open, of which all but the
 * tables, which never change, is really copied.
 */
import { copyFile, link, mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ClassicLevel } from "classic-level";
import { replaceFile } from "./store-directory.ts";
import { storeDamaged, storeError, storeNewer } from "./store-error.ts";
import { parseSeal, printMark, SEAL_KEY, type Seal, STORE_VERSION, versionOfMark } from "./store-seal.ts";
import { isTableWhole } from "./store-table.ts";
import { Tally } from "./store-tally.ts";

export type Database = ClassicLevel<Buffer, Buffer>;
export type Entry = readonly [key: string, value: Uint8Array];

/** Everything in a store, found whole. */
export interface Content {
  readonly entries: readonly Entry[];
  readonly tally: Tally;
  /** Absent in a store of version 1. */
  readonly seal: Seal | undefined;
}

/** Name of the file that says a store has a seal, so that one without is known to have lost it. */
const FORMAT = "FORMAT";
const COPY = "check";
const TABLE = /^\d+\.(ldb|sst)$/;
const LOG = /^\d+\.log$/;
/** Milliseconds a store half made has to lie untouched before it is cleared away. */
const UNBORN_MS = 100;
/** Entries fetched at once. */
const PAGE = 4_000;
const PAGE_BYTES = 1 << 20;
/** How often a store may change under our eyes before LevelDB's lock is left to say who does that. */
const MAX_LOOKS = 3;

/**
 * The content of the store in `place`; `undefined` when there is none yet, or somebody is changing it. Throws
 * `StoreError`, `damaged` or `newer` among them, having changed nothing.
 */
export async function checkStore(place: string): Promise<Content | undefined> {
  for (let look = 0; look < MAX_LOOKS; look++) {
    const before = await appearance(place);
    try {
      return await checkOnce(place);
    } catch (error) {
      // Somebody else at work looks like damage.
      if ((await appearance(place)) === before) throw error;
    }
  }
  return undefined;
}

async function checkOnce(place: string): Promise<Content | undefined> {
  const version = await readFormat(place);
  if (version !== undefined && version > STORE_VERSION) throw storeNewer(place, version);
  if (await isUnborn(place)) return undefined;
  const names = await readdir(place);
  // LevelDB takes data without a CURRENT file for a new database and deletes them: a device would forget it all.
  if (!names.includes("CURRENT")) throw storeDamaged(place, "has data but no CURRENT file");
  const manifest = (await readFile(join(place, "CURRENT"), "utf8")).trimEnd();
  if (!names.includes(manifest)) throw storeDamaged(place, "has lost its manifest");
  const copy = join(place, COPY);
  await rm(copy, { recursive: true, force: true });
  await mkdir(copy, { mode: 0o700 });
  try {
    for (const name of names) {
      const [from, to] = [join(place, name), join(copy, name)];
      if (TABLE.test(name)) await linkTable(from, to);
      else if (LOG.test(name) || name === "CURRENT" || name === manifest) await copyFile(from, to);
    }
    const database = openable(copy, false);
    try {
      await database.open();
      return await readStore(database, place);
    } finally {
      await database.close();
    }
  } catch (error) {
    throw storeError(error, place);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** Whether nothing was ever put in: there is no table, no log with anything in it, and the store was never handed out. */
async function isUnborn(place: string): Promise<boolean> {
  if ((await readFormat(place)) !== undefined) return false;
  const names = await readdir(place);
  if (names.some((name) => TABLE.test(name))) return false;
  const logs = names.filter((name) => LOG.test(name)).map((name) => stat(join(place, name)));
  return (await Promise.all(logs)).every(({ size }) => size === 0);
}

/**
 * Clears away what a power cut left of a store that was being made, and LevelDB cannot open. Returns whether it is worth
 * another try: that was cleared, or somebody else is about it.
 */
export async function removeUnborn(place: string): Promise<boolean> {
  if (!(await isUnborn(place))) return false;
  const before = await appearance(place);
  await sleep(UNBORN_MS);
  if ((await appearance(place)) !== before) return true;
  const rests = (await readdir(place)).filter(
    (name) => LOG.test(name) || /^(CURRENT|MANIFEST-\d+|\d+\.dbtmp)$/.test(name),
  );
  for (const name of rests) await rm(join(place, name), { force: true });
  return rests.length > 0;
}

/** A table that is not whole is left out: LevelDB misses it if it is one of the store's, and not only a leftover. */
async function linkTable(from: string, to: string): Promise<void> {
  if (isTableWhole(await readFile(from))) await link(from, to).catch(() => copyFile(from, to));
}

/** Says that the store has a seal, once that is on disk. */
export async function writeFormat(place: string): Promise<void> {
  if ((await readFormat(place)) !== STORE_VERSION) await replaceFile(place, FORMAT, printMark());
}

/** The version the file names; 0 when it is there and cannot be read. */
async function readFormat(place: string): Promise<number | undefined> {
  const text = await readFile(join(place, FORMAT), "utf8").catch(() => undefined);
  return text === undefined ? undefined : versionOfMark(text);
}

export function openable(place: string, createIfMissing: boolean): Database {
  return new ClassicLevel(place, { keyEncoding: "buffer", valueEncoding: "buffer", createIfMissing });
}

/** Reads all entries. Throws `StoreError` when they are not what the seal says. */
export async function readStore(database: Database, place: string): Promise<Content> {
  const text = await database.get(SEAL_KEY);
  const seal = text && parseSeal(text.toString("latin1"));
  if (text !== undefined && seal === undefined) throw storeDamaged(place, "has a seal that cannot be read");
  if (text === undefined && (await readFormat(place)) !== undefined) throw storeDamaged(place, "has lost its seal");
  if (seal !== undefined && !("sum" in seal)) throw storeNewer(place, seal.version);
  const entries: Entry[] = [];
  const tally = new Tally();
  let last: [string, Uint8Array] | undefined;
  const take = (entry: [string, Uint8Array]): void => {
    const value = entry[1];
    // Plain bytes, in the place of the Buffer: of so many entries, each object less is noticed.
    entry[1] = new Uint8Array(value.buffer, value.byteOffset, value.length);
    entries.push(entry);
    tally.put(entry[0], entry[1]);
  };
  // Keys as text: most of the time goes into making a Buffer of each.
  const iterator = database.iterator<string, Uint8Array>({
    keyEncoding: "utf8",
    highWaterMarkBytes: PAGE_BYTES,
  });
  try {
    let page = iterator.nextv(PAGE);
    for (let read = await page; read.length > 0; read = await page) {
      // The next ones are fetched while these are summed up.
      page = iterator.nextv(PAGE);
      for (const entry of read) {
        if (last !== undefined) take(last);
        last = entry;
      }
    }
  } finally {
    await iterator.close();
  }
  // The last one is the seal, where there is one: as text, its key could be another's.
  if (last !== undefined && seal === undefined) take(last);
  if (seal !== undefined && (seal.entries !== tally.count || seal.sum !== tally.sum))
    throw storeDamaged(place, "has lost or changed entries");
  return { entries, tally, seal };
}

/** Names, sizes and times of all files: the same before and after means that nobody wrote in between. */
async function appearance(place: string): Promise<string> {
  const names = (await readdir(place)).filter((name) => name !== COPY).sort();
  const files = names.map(async (name) => {
    const file = await stat(join(place, name), { bigint: true }).catch(() => undefined);
    return `${name} ${file?.ino} ${file?.size} ${file?.mtimeNs}`;
  });
  return (await Promise.all(files)).join("\n");
}
