import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, stat, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defaultPorts, memoryStore, openLevelStore, StoreError } from "../../src/node/index.ts";
import { storeContract } from "./store-contract.ts";
import { batchesOf } from "./store-files.ts";

const newDirectory = () => mkdtemp(join(tmpdir(), "oma-dm-store-"));

storeContract("memoryStore", async () => ({ store: memoryStore() }));

storeContract("openLevelStore", async () => {
  const directory = await newDirectory();
  return {
    store: await openLevelStore(directory),
    reopen: () => openLevelStore(directory),
    remove: () => rm(directory, { recursive: true }),
  };
});

describe("openLevelStore", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await newDirectory();
  });
  afterEach(() => rm(directory, { recursive: true }));

  const failure = async (place: string): Promise<StoreError> => {
    const error = await openLevelStore(place).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StoreError);
    expect((error as StoreError).message).not.toContain("\n");
    return error as StoreError;
  };
  const filled = async () => {
    const store = await openLevelStore(directory);
    await store.commit([{ key: "k", value: Uint8Array.of(1) }]);
    await store.close();
  };

  it("creates the directories that are missing, for this user only", async () => {
    const store = await openLevelStore(join(directory, "a", "b"));
    await store.close();
    for (const made of [join(directory, "a"), join(directory, "a", "b")]) {
      expect((await stat(made)).mode & 0o777).toBe(0o700);
    }
  });

  it("says locked while another holds the store, and opens once it is let go", async () => {
    const first = await openLevelStore(directory);
    expect(await failure(directory)).toMatchObject({
      code: "locked",
      message: expect.stringContaining("in use by"),
    });
    await first.commit([{ key: "still", value: Uint8Array.of(1) }]);
    await first.close();
    const second = await openLevelStore(directory);
    expect(await second.entries("")).toHaveLength(1);
    await second.close();
  });

  it("says damaged when a file is not what it was", async () => {
    await filled();
    await writeFile(join(directory, "CURRENT"), "nonsense");
    expect(await failure(directory)).toMatchObject({ code: "damaged", message: expect.stringContaining("restore") });
  });

  it("says damaged when the manifest is gone", async () => {
    await filled();
    for (const file of await readdir(directory)) if (file.startsWith("MANIFEST")) await unlink(join(directory, file));
    expect((await failure(directory)).code).toBe("damaged");
  });

  it("says damaged when CURRENT is gone, and leaves the data alone", async () => {
    await filled();
    const current = await readFile(join(directory, "CURRENT"));
    await unlink(join(directory, "CURRENT"));
    expect((await failure(directory)).code).toBe("damaged");
    await writeFile(join(directory, "CURRENT"), current);
    const store = await openLevelStore(directory);
    expect(await store.entries("")).toHaveLength(1);
    await store.close();
  });

  it("says unavailable when there can be no directory", async () => {
    const file = join(directory, "file");
    await writeFile(file, "");
    expect((await failure(file)).code).toBe("unavailable");
    expect((await failure(join(file, "below"))).code).toBe("unavailable");
  });

  // Killing a process cannot show this: what it wrote stays with the system. Only a power cut would.
  it("syncs each commit, as one batch (decisions D16)", async () => {
    const store = await openLevelStore(directory);
    const batches = await batchesOf(async () =>
      store.commit([
        { key: "a", value: Uint8Array.of(1) },
        { key: "b", value: null },
      ]),
    );
    // The seal is the third.
    expect(batches).toEqual([[3, { sync: true }]]);
    await store.close();
  });

  it("loses no acknowledged batch and tears none when the process is killed", { timeout: 60_000 }, async () => {
    let acknowledged = 0;
    for (let round = 1; round <= 4; round++) {
      const child = spawn(
        process.execPath,
        [fileURLToPath(new URL("./commit-until-killed.mjs", import.meta.url)), directory],
        { stdio: ["ignore", "pipe", "inherit"] },
      );
      const exited = once(child, "exit");
      const stopAt = acknowledged + 40 * round;
      for await (const line of createInterface({ input: child.stdout })) {
        acknowledged = Number(line);
        // Not at a batch's end but somewhere inside the next ones.
        if (acknowledged === stopAt) setTimeout(() => child.kill("SIGKILL"), round * 1.7);
      }
      expect((await exited)[1]).toBe("SIGKILL");

      const store = await openLevelStore(directory);
      const numbers = (await store.entries("seq/")).map(([, value]) => Number(Buffer.from(value).toString()));
      numbers.sort((a, b) => a - b);
      const last = numbers.length;
      expect(last).toBeGreaterThanOrEqual(acknowledged);
      expect(acknowledged).toBeGreaterThanOrEqual(stopAt);
      expect(numbers).toEqual(Array.from({ length: last }, (_, i) => i + 1));
      const slots = await store.entries("slot/");
      expect(slots).toHaveLength(60);
      expect(new Set(slots.map(([, value]) => Number.parseInt(Buffer.from(value).toString("latin1"), 10)))).toEqual(
        new Set([last]),
      );
      await store.close();
      acknowledged = last;
    }
  });
});

describe("defaultPorts", () => {
  it("keeps state in the directory it is given, and none without one", async () => {
    const directory = await newDirectory();
    const stateDirectory = join(directory, "state");
    const ports = await defaultPorts({ stateDirectory });
    await ports.store.commit([{ key: "k", value: Uint8Array.of(1) }]);
    await expect(defaultPorts({ stateDirectory })).rejects.toMatchObject({ code: "locked" });
    await Promise.all([ports.store.close(), ports.http.close()]);
    expect(existsSync(join(stateDirectory, "CURRENT"))).toBe(true);

    const forgetful = await defaultPorts();
    expect(await forgetful.store.entries("")).toEqual([]);
    expect(forgetful.random.bytes(4)).toHaveLength(4);
    expect(Math.abs(forgetful.clock.now() - Date.now())).toBeLessThan(1000);
    expect(forgetful.ui).toBeUndefined();
    await Promise.all([forgetful.store.close(), forgetful.http.close()]);
    await rm(directory, { recursive: true });
  });
});
