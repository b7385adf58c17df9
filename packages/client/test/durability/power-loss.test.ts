/**
 * A power cut loses nothing a server was told of (decisions D16): of a run the writes and syncs are recorded, the disk as
 * it would be after each message that left is rebuilt, and the device opened from it. The disk is one whose file system
 * keeps names with any sync; one that wants each directory synced, and a cut while the store is being made, are not tried.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { openLevelStore } from "@oma-dm/client/node";
import { afterAll, expect, it } from "vitest";
import { describeNeeding } from "../../../../tools/needs.ts";
import { afterPowerCut, type DiskEvent, readTrace, TRACED } from "./disk-trace.ts";
import { answeredBy, faultOfState } from "./managed-state.ts";

const folder = mkdtempSync(join(tmpdir(), "oma-dm-power-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SESSIONS = process.env["FULL"] === "1" ? 40 : 8;

/** The system calls of a program of this folder that is given a state and how much to do with it. */
function record(
  program: string,
  name: string,
  amount: number,
  env: Readonly<Record<string, string>> = {},
): { state: string; events: readonly DiskEvent[] } {
  const state = join(folder, name);
  const [trace, marks] = [join(folder, `${name}.trace`), join(folder, `${name}.marks`)];
  const { status, stderr } = spawnSync(
    "strace",
    ["-f", "-y", "-xx", "-s", "10000000", "-e", `trace=${TRACED}`, "-e", "signal=none", "-o", trace].concat(
      process.execPath,
      fileURLToPath(new URL(program, import.meta.url)),
      state,
      String(amount),
    ),
    {
      encoding: "utf8",
      timeout: 120_000,
      env: { ...process.env, ...env, MARKS: "3" },
      stdio: ["ignore", "ignore", "pipe", openSync(marks, "w")],
    },
  );
  expect([status, stderr]).toEqual([0, expect.any(String)]);
  return { state, events: readTrace(readFileSync(trace, "utf8"), state, marks) };
}

/** What is wrong with the state on a disk that holds `files`, as `judge` finds it. */
async function faultOf(
  files: ReadonlyMap<string, Uint8Array>,
  state: string,
  judge: (state: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  const rebuilt = mkdtempSync(join(folder, "cut-"));
  try {
    for (const [path, bytes] of files) {
      const place = join(rebuilt, path.slice(state.length));
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, bytes);
    }
    return await judge(rebuilt);
  } catch (error) {
    return `cannot be opened: ${String(error)}`;
  } finally {
    rmSync(rebuilt, { recursive: true, force: true });
  }
}

async function faults(
  { state, events }: ReturnType<typeof record>,
  luck?: (path: string) => number,
  strict = false,
): Promise<readonly string[]> {
  const found: string[] = [];
  let sent = 0;
  for (const [index, event] of events.entries()) {
    if (event.type !== "mark") continue;
    sent += 1;
    const answered = answeredBy(sent);
    const files = afterPowerCut(events.slice(0, index), luck, strict);
    const fault = await faultOf(files, state, (rebuilt) => faultOfState(rebuilt, answered));
    if (fault !== undefined) found.push(`message ${sent}: ${fault}`);
  }
  expect(sent).toBe(2 * SESSIONS);
  return found;
}

/** Repeatable from its seed. */
function randomLuck(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

describeNeeding(["strace"], "power loss", () => {
  it("loses nothing that was answered, and leaves no half Atomic", { timeout: 300_000 }, async () => {
    const run = record("manage.mjs", "synced", SESSIONS);
    expect(await faults(run)).toEqual([]);
    expect(await faults(run, undefined, true)).toEqual([]);
    for (const seed of [1, 2, 3]) expect([seed, await faults(run, randomLuck(seed))]).toEqual([seed, []]);
  });
  it.each([false, true])(
    "leaves a state that opens, whenever it comes (strict: %s)",
    { timeout: 300_000 },
    async (strict) => {
      const { state, events } = record("manage.mjs", `any-${strict}`, 3);
      const found: string[] = [];
      let sent = 0;
      for (const [index, event] of events.entries()) {
        if (event.type === "mark") sent += 1;
        const answered = answeredBy(sent);
        const files = afterPowerCut(events.slice(0, index + 1), undefined, strict);
        const fault = await faultOf(files, state, (rebuilt) => faultOfState(rebuilt, answered));
        if (fault !== undefined) found.push(`${index}, ${event.type}: ${fault}`);
      }
      expect(events.length).toBeGreaterThan(50);
      expect(found).toEqual([]);
    },
  );
  it("is noticed where nothing is synced: this test can fail", { timeout: 300_000 }, async () => {
    const found = await faults(record("manage.mjs", "unsynced", SESSIONS, { WRONG: "unsynced" }));
    expect(
      found.filter((fault) => fault.includes("lost") || fault.includes("cannot be opened")).length,
    ).toBeGreaterThan(SESSIONS);
  });

  /** LevelDB begins a log, writes to it and syncs it, and leaves its name in the directory to fate. */
  it("loses nothing when a new log was just begun, on a disk that keeps no name for free", {
    timeout: 300_000,
  }, async () => {
    const { state, events } = record("commit-large.mjs", "large", 150);
    const found: string[] = [];
    let cuts = 0;
    let marks = 0;
    let soon = 0;
    for (const [index, event] of events.entries()) {
      if (event.type === "truncate" && /large\/\d+\.log$/.test(event.path)) soon = 3;
      if (event.type !== "mark") continue;
      marks += 1;
      if (soon-- <= 0) continue;
      cuts += 1;
      const sent = marks;
      const fault = await faultOf(afterPowerCut(events.slice(0, index), undefined, true), state, async (rebuilt) => {
        const store = await openLevelStore(rebuilt);
        const kept = (await store.entries("n/")).length;
        await store.close();
        return kept < sent ? `${kept} batches of ${sent}` : undefined;
      });
      if (fault !== undefined) found.push(fault);
    }
    expect(marks).toBe(150);
    expect(cuts).toBeGreaterThan(5);
    expect(found).toEqual([]);
  });
});
