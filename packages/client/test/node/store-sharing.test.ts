/** A store among other users and other processes. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openLevelStore, StoreError } from "../../src/node/index.ts";
import { modesOf } from "./store-files.ts";

const CHILD = fileURLToPath(new URL("./hold-store.mjs", import.meta.url));
const LARGE = Buffer.alloc(64 * 1024, "large ");

let folder: string;
let place: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "oma-dm-sharing-"));
  place = join(folder, "store");
});
afterEach(async () => {
  for (const child of children.splice(0)) await killed(child);
  rmSync(folder, { recursive: true });
});

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

/** Another process with the store open, or its refusal. */
async function other(largestFile = "unlimited") {
  const child = spawn("prlimit", [`--fsize=${largestFile}:unlimited`, process.execPath, CHILD, place], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const says = async (): Promise<string> => String((await lines.next()).value);
  const ask = (line: string): Promise<string> => {
    child.stdin.write(`${line}\n`);
    return says();
  };
  return { child, first: await says(), ask };
}

async function refusal(directory = place): Promise<StoreError> {
  const error = await openLevelStore(directory).then(
    (store) => store.close(),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StoreError);
  return error as StoreError;
}

describe("the files of a store", () => {
  const expectPrivate = (): void => {
    const modes = modesOf(place);
    expect(modes.size).toBeGreaterThan(5);
    for (const [name, mode] of modes) expect([name, mode]).toEqual([name, name === "." ? 0o700 : 0o600]);
  };

  it("are the owner's only: at first, at work, after compactions and at the end", { timeout: 60_000 }, async () => {
    const mask = process.umask(0);
    try {
      const store = await openLevelStore(place);
      expectPrivate();
      const logs = new Set<string>();
      for (let batch = 0; batch < 260; batch++) {
        await store.commit([{ key: `k/${batch % 50}`, value: LARGE }]);
        for (const name of readdirSync(place)) if (name.endsWith(".log")) logs.add(name);
      }
      // LevelDB has begun several logs, and its tables have been merged: nobody else saw to their modes.
      expect(logs.size).toBeGreaterThan(2);
      await store.commit([{ key: "k", value: LARGE }]);
      await store.close();
      expectPrivate();
    } finally {
      process.umask(mask);
    }
  });

  it("are made so when they were not", async () => {
    await (await openLevelStore(place)).close();
    chmodSync(place, 0o755);
    for (const name of readdirSync(place)) chmodSync(join(place, name), 0o644);
    const store = await openLevelStore(place);
    expectPrivate();
    await store.close();
  });
});

describe("a store that is held", () => {
  it("is refused to another process, which is told by whom and since when", async () => {
    const from = Date.now();
    const holder = await other();
    expect(holder.first).toBe("open");
    const { code, message } = await refusal();
    expect(code).toBe("locked");
    const [, pid, since] = /in use by process (\d+) since (\S+); stop it/.exec(message) ?? [];
    expect(Number(pid)).toBe(holder.child.pid);
    expect(Date.parse(since!)).toBeGreaterThanOrEqual(from - 1);
    expect(Date.parse(since!)).toBeLessThanOrEqual(Date.now());
    // The refused one has disturbed nothing.
    expect(await holder.ask("commit")).toBe("committed 1");
    expect(JSON.parse(readFileSync(join(place, "holder.json"), "utf8"))).toMatchObject({ pid: holder.child.pid });
  });

  it("is free when its holder was killed, whatever that left behind", async () => {
    const holder = await other();
    await killed(holder.child);
    const left = readFileSync(join(place, "holder.json"), "utf8");
    expect(left).toContain(String(holder.child.pid));
    const store = await openLevelStore(place);
    expect(readFileSync(join(place, "holder.json"), "utf8")).toContain(`:${process.pid},`);
    await store.close();
    expect(readdirSync(place)).not.toContain("holder.json");
  });

  it("names nobody when the one named is gone", async () => {
    const dead = spawnSync("true").pid;
    const holder = await other();
    await holder.ask(`claim ${dead}`);
    expect((await refusal()).message).toContain("in use by another process; stop it");
  });

  it("is not given away by a second attempt of the same process, by any path", async () => {
    const store = await openLevelStore(place);
    symlinkSync(place, join(folder, "alias"));
    for (const path of [place, join(folder, "alias")]) {
      expect(await refusal(path)).toMatchObject({
        code: "locked",
        message: expect.stringContaining(`in use by this process (${process.pid})`),
      });
    }
    expect((await other()).first).toContain(`locked: the store in ${place} is in use by process ${process.pid} since`);
    await store.close();
    expect((await other()).first).toBe("open");
  });
});

describe("a store on a disk that is full", () => {
  it("loses nothing committed before, nor after there is room again", { timeout: 60_000 }, async () => {
    // Room for three batches of 64 kB in a log, not for a fourth.
    const holder = await other("256000");
    for (let n = 1; n <= 3; n++) expect(await holder.ask("commit large")).toBe(`committed ${n}`);
    expect(await holder.ask("commit large")).toMatch(/^unavailable: .* has room$/);
    const { status } = spawnSync("prlimit", ["--pid", String(holder.child.pid), "--fsize=unlimited"]);
    expect(status).toBe(0);
    expect(await holder.ask("commit")).toBe("committed 4");
    expect(await holder.ask("commit")).toBe("committed 5");
    await killed(holder.child);
    const store = await openLevelStore(place);
    expect((await store.entries("n/")).map(([key]) => key)).toEqual(["n/1", "n/2", "n/3", "n/4", "n/5"]);
    await store.close();
  });
});
