/** The directory of a store: made, kept for its owner alone, and on disk as far as the system lets us. */
import { readdirSync, statSync } from "node:fs";
import { chmod, mkdir, open, rename, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { StoreError } from "./store-error.ts";

/** Creates what is missing of the path and makes the directory private; throws when it cannot be. */
export async function createDirectory(place: string): Promise<void> {
  const first = await mkdir(place, { recursive: true, mode: 0o700 });
  if (first !== undefined) {
    // A new directory survives a power cut only once its parent is on disk; LevelDB syncs no further up than its own.
    for (let made = place; ; made = dirname(made)) {
      await syncDirectory(dirname(made));
      if (made === first || made === dirname(made)) break;
    }
  }
  if ((await isPrivate(place)) || process.platform === "win32") return;
  await chmod(place, 0o700).catch(() => undefined);
  if (await isPrivate(place)) return;
  throw new StoreError(
    "unavailable",
    `${place} can be entered by other users and that cannot be changed; choose a directory of your own (mode 0700)`,
  );
}

async function isPrivate(place: string): Promise<boolean> {
  return ((await stat(place)).mode & 0o777) === 0o700;
}

export async function syncDirectory(place: string): Promise<void> {
  try {
    const handle = await open(place, "r");
    await handle.sync().finally(() => handle.close());
  } catch {
    // Not every file system syncs a directory, and not every parent may be read.
  }
}

/** How long two changes may bear the same time, in milliseconds: a tick of the clock, on FAT two seconds; and some. */
const TICK_MS = 50;
const COARSE_TICK_MS = 3_000;

/**
 * Looks after the files LevelDB makes, which it does at times of its own. It leaves them readable for all, and does
 * not sync the directory when it begins a new log: a power cut could take the log whole, with the commits in it.
 */
export class FileKeeper {
  private readonly place: string;
  private known = new Set<string>();
  /** Time of the last change to the directory, once no other change can bear the same. */
  private settled = Number.NaN;

  constructor(place: string) {
    this.place = place;
  }

  /** Returns once files new since the last time are private and on disk by name. Cheap when there are none. */
  async keep(): Promise<void> {
    // This comes with every commit, and the asynchronous forms take several times as long.
    const { mtimeMs } = statSync(this.place);
    if (mtimeMs === this.settled) return;
    const tick = mtimeMs % 1_000 === 0 ? COARSE_TICK_MS : TICK_MS;
    this.settled = Date.now() - mtimeMs > tick ? mtimeMs : Number.NaN;
    const names = readdirSync(this.place);
    const fresh = names.filter((name) => !this.known.has(name));
    if (fresh.length === 0) return;
    // By name: opening a lock file, even to look at it, would give the lock away when it is closed again.
    await Promise.all(fresh.map((name) => chmod(join(this.place, name), 0o600).catch(() => undefined)));
    await syncDirectory(this.place);
    this.known = new Set(names);
  }
}

/** Writes a private file whole or not at all. */
export async function replaceFile(place: string, name: string, text: string): Promise<void> {
  const file = join(place, name);
  const handle = await open(`${file}.new`, "w", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
}
