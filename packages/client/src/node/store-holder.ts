/** Who holds a store. LevelDB's lock decides; what is here explains, and covers what that lock does not. */
import { readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "./store-directory.ts";
import { StoreError } from "./store-error.ts";

const HOLDER = "holder.json";

/**
 * Stores open in this process, by device and inode. LevelDB's lock is of the kind that a process cannot refuse itself:
 * a second attempt of ours, failing, would give the lock away.
 */
const heldHere = new Set<string>();

/** Takes the directory for this process; returns how to let it go. Throws `StoreError` when this process has it. */
export async function claim(place: string): Promise<() => void> {
  const { dev, ino } = await stat(place, { bigint: true });
  const identity = `${dev}:${ino}`;
  if (heldHere.has(identity)) throw locked(place, `this process (${process.pid})`);
  heldHere.add(identity);
  return () => heldHere.delete(identity);
}

/** Leaves word for others; call it while holding LevelDB's lock. */
export async function announce(place: string): Promise<void> {
  await replaceFile(place, HOLDER, `${JSON.stringify({ pid: process.pid, since: new Date().toISOString() })}\n`);
}

export async function renounce(place: string): Promise<void> {
  await rm(join(place, HOLDER), { force: true });
}

/** Why LevelDB's lock could not be had. */
export async function lockedByOther(place: string): Promise<StoreError> {
  const text = await readFile(join(place, HOLDER), "utf8").catch(() => "");
  const [, pid, since] = /^\{"pid":(\d{1,10}),"since":"([-\d:.TZ]{24})"\}\n$/.exec(text) ?? [];
  // A process that was killed leaves its word behind, and the next has not left one yet.
  if (pid === undefined || !isRunning(Number(pid))) return locked(place, "another process");
  return locked(place, `process ${pid} since ${since}`);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function locked(place: string, who: string): StoreError {
  return new StoreError(
    "locked",
    `the store in ${place} is in use by ${who}; stop it or choose another state directory`,
  );
}
