/** A store's directory as a test looks at it from outside. */
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClassicLevel } from "classic-level";
import { vi } from "vitest";

/** Where files may be made that no power cut need survive: syncing costs nothing there. */
export const QUICK = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** Name → digest of the content, of all files below. */
export function bytesOf(directory: string): Map<string, string> {
  const names = readdirSync(directory, { recursive: true, encoding: "utf8" }).sort();
  return new Map(
    names
      .filter((name) => statSync(join(directory, name)).isFile())
      .map((name) => [
        name,
        createHash("sha256")
          .update(readFileSync(join(directory, name)))
          .digest("hex"),
      ]),
  );
}

/** What reaches LevelDB while `work` runs: of each batch how many operations it holds, and how it was written. */
export async function batchesOf(work: () => Promise<unknown>): Promise<readonly (readonly [number, unknown])[]> {
  const level = new ClassicLevel(mkdtempSync(join(QUICK, "oma-dm-batch-")));
  await level.open();
  const probe = level.batch();
  const prototype = Object.getPrototypeOf(Object.getPrototypeOf(probe)) as typeof probe;
  await probe.close();
  await level.close();
  rmSync(level.location, { recursive: true });
  const { write } = prototype;
  const found: (readonly [number, unknown])[] = [];
  const spies = [
    vi.spyOn(prototype, "write").mockImplementation(function (this: typeof probe, options?: object) {
      found.push([this.length, options]);
      return write.call(this, options ?? {});
    }),
    // The other ways to write.
    ...(["put", "del", "clear"] as const).map((name) =>
      vi.spyOn(ClassicLevel.prototype, name).mockRejectedValue(new Error(`${name} instead of a batch`)),
    ),
  ];
  try {
    await work();
    return found;
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** Name → permission bits, of the directory (".") and all files. */
export function modesOf(directory: string): Map<string, number> {
  const names = [".", ...readdirSync(directory, { recursive: true, encoding: "utf8" })];
  return new Map(names.map((name) => [name, statSync(join(directory, name)).mode & 0o777]));
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
