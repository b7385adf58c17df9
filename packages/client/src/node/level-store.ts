import { mkdir, open, readdir, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { ClassicLevel } from "classic-level";
import type { Store } from "../ports.ts";
import { StoreError, storeClosed } from "./store-error.ts";

/**
 * Opens, or creates, the durable store of a device in `directory`. Directories that are missing are created for this
 * user only (mode 0700): the store holds credentials. One process at a time. A commit is one LevelDB batch, synced to
 * disk before it resolves (decisions D16).
 *
 * Rejects with `StoreError`, here and in every method.
 */
export async function openLevelStore(directory: string): Promise<Store> {
  const place = resolve(directory);
  let database: ClassicLevel<Buffer, Buffer>;
  try {
    await createDirectory(place);
    await refuseHeadless(place);
    // Not before: it begins to open, and to create what it misses, as soon as it is constructed.
    database = new ClassicLevel(place, { keyEncoding: "buffer", valueEncoding: "buffer" });
    await database.open();
  } catch (error) {
    const failure = storeError(error, place);
    if (failure.code !== "unavailable" || !(await lostManifest(place).catch(() => false))) throw failure;
    throw new StoreError("damaged", `the store in ${place} has lost its manifest; ${RECOVER}`, { cause: error });
  }

  let closing: Promise<void> | undefined;
  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closing !== undefined) throw storeClosed();
    try {
      return await work();
    } catch (error) {
      throw storeError(error, place);
    }
  };

  return {
    entries: (prefix) =>
      run(async () => {
        const found = await database.iterator(rangeOf(prefix)).all();
        return found.map(([key, value]) => [key.toString("utf8"), Uint8Array.from(value)] as const);
      }),
    commit: (changes) =>
      run(() =>
        database.batch(
          changes.map(({ key: name, value }) => {
            const key = Buffer.from(name, "utf8");
            return value === null
              ? ({ type: "del", key } as const)
              : ({ type: "put", key, value: Buffer.from(value) } as const);
          }),
          { sync: true },
        ),
      ),
    close() {
      closing ??= database.close().catch((error: unknown) => {
        throw storeError(error, place);
      });
      return closing;
    },
  };
}

/** Keys that begin with `prefix`, as a range of bytes: no byte of UTF-8 is 0xff, so the last one can be counted up. */
function rangeOf(prefix: string): { gte?: Buffer; lt?: Buffer } {
  if (prefix === "") return {};
  const gte = Buffer.from(prefix, "utf8");
  const lt = Buffer.from(gte);
  lt.writeUInt8(lt.readUInt8(lt.length - 1) + 1, lt.length - 1);
  return { gte, lt };
}

async function createDirectory(place: string): Promise<void> {
  const first = await mkdir(place, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  // A new directory survives a power cut only once its parent is on disk; LevelDB syncs no further up than its own.
  for (let made = place; ; made = dirname(made)) {
    await syncDirectory(dirname(made));
    if (made === first || made === dirname(made)) return;
  }
}

async function syncDirectory(place: string): Promise<void> {
  try {
    const handle = await open(place, "r");
    await handle.sync().finally(() => handle.close());
  } catch {
    // Not every file system syncs a directory, and not every parent may be read.
  }
}

/** LevelDB takes data files without a CURRENT file for a new database and deletes them: a device would forget it all. */
async function refuseHeadless(place: string): Promise<void> {
  const current = async () => (await readdir(place)).includes("CURRENT");
  // Asked twice: another process may just be creating it.
  if ((await current()) || !(await readdir(place)).some((name) => /^\d+\.(ldb|sst|log)$/.test(name))) return;
  if (!(await current())) {
    throw new StoreError("damaged", `the store in ${place} has data but no CURRENT file; ${RECOVER}`);
  }
}

/** Whether CURRENT names a file that is not there, which LevelDB reports like any file it cannot open. */
async function lostManifest(place: string): Promise<boolean> {
  const current = await readFile(join(place, "CURRENT"), "utf8").catch(() => "");
  return /^MANIFEST-\d+\n$/.test(current) && !(await readdir(place)).includes(current.trimEnd());
}

const RECOVER = "restore a copy, or move the directory away and bootstrap the device again";

/** Closed list by error code; the code of interest is the innermost one. */
function storeError(error: unknown, place: string): StoreError {
  if (error instanceof StoreError) return error;
  const codes: string[] = [];
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    if ("code" in each && typeof each.code === "string") codes.push(each.code);
  }
  if (codes.includes("LEVEL_LOCKED")) {
    return new StoreError(
      "locked",
      `the store in ${place} is in use; stop the other process or choose another state directory`,
      { cause: error },
    );
  }
  if (codes.includes("LEVEL_CORRUPTION")) {
    return new StoreError("damaged", `the store in ${place} is damaged; ${RECOVER}`, { cause: error });
  }
  const code = codes.at(-1) ?? "no code";
  return new StoreError(
    "unavailable",
    `the store in ${place} cannot be used (${code}); check that the directory exists, is writable and has room`,
    { cause: error },
  );
}
