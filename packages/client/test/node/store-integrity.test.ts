/** What of a store is found again after its files were changed behind its back. */
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ClassicLevel } from "classic-level";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openLevelStore, StoreError } from "../../src/node/index.ts";
import type { StoreChange } from "../../src/ports.ts";
import { batchesOf, bytesOf, QUICK, randomOf } from "./store-files.ts";

const SEAL_KEY = Buffer.from("\u00ffseal", "latin1");
const SEED = 20_240_611;
const FULL = process.env["FULL"] === "1";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(QUICK, "oma-dm-integrity-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

type Entries = readonly (readonly [key: string, value: Uint8Array])[];

function digestOf(entries: Entries): string {
  const hash = createHash("sha256");
  for (const [key, value] of entries) hash.update(`${key.length}:${key}:${value.length}:`).update(value);
  return hash.digest("hex");
}

/** The store as it opens: its entries, or why it does not. */
async function outcomeOf(place: string): Promise<Entries | StoreError> {
  try {
    const store = await openLevelStore(place);
    const entries = await store.entries("");
    await store.close();
    return entries;
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
}

/** Its entries to LevelDB alone, which keeps what it can read. */
async function bareOutcomeOf(place: string): Promise<Entries | undefined> {
  const level = new ClassicLevel<Buffer, Buffer>(place, { keyEncoding: "buffer", valueEncoding: "buffer" });
  try {
    await level.open();
    return (await level.iterator({ lt: SEAL_KEY }).all()).map(([key, value]) => [key.toString("utf8"), value] as const);
  } catch {
    return undefined;
  } finally {
    await level.close();
  }
}

describe("a store whose files were changed", () => {
  const BATCHES = 400;
  /** One digest for each batch boundary. */
  const states = new Set<string>();
  let latest: string;
  let pristine: string;

  beforeAll(async () => {
    pristine = join(folder, "pristine");
    const random = randomOf(SEED);
    const below = (limit: number) => Math.floor(random() * limit);
    const model = new Map<string, Uint8Array>();
    let store = await openLevelStore(pristine);
    const note = (): void => {
      latest = digestOf([...model].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
      states.add(latest);
    };
    note();
    for (let batch = 1; batch <= BATCHES; batch++) {
      const changes = Array.from({ length: 1 + below(12) }, (): StoreChange => {
        const key = `node:./Test/dyn/${below(60)}`;
        const value = random() < 0.2 ? null : Buffer.from(`${batch} `.repeat(1 + below(120)));
        return { key, value };
      });
      await store.commit(changes);
      for (const { key, value } of changes) {
        if (value === null) model.delete(key);
        else model.set(key, value);
      }
      note();
      // Tables are made when a store is opened. The last batches stay in the log, over several blocks of it.
      if (batch === 60 || batch === 150) {
        await store.close();
        store = await openLevelStore(pristine);
      }
    }
    await store.close();
  });

  /** Opens the store after `change`; returns what kind of end it came to. */
  async function judge(name: string, change: (file: string) => void): Promise<"latest" | "older" | "damaged"> {
    const place = join(folder, "changed");
    rmSync(place, { recursive: true, force: true });
    cpSync(pristine, place, { recursive: true });
    change(join(place, name));
    const before = bytesOf(place);
    const outcome = await outcomeOf(place);
    if (outcome instanceof StoreError) {
      expect(outcome).toMatchObject({ code: "damaged", message: expect.stringContaining("restore a copy") });
      expect(bytesOf(place)).toEqual(before);
      return "damaged";
    }
    const digest = digestOf(outcome);
    expect(states).toContain(digest);
    return digest === latest ? "latest" : "older";
  }

  const flip = (random: () => number) => (file: string) => {
    const bytes = readFileSync(file);
    if (bytes.length === 0) return;
    const at = Math.floor(random() * bytes.length);
    bytes[at] = bytes[at]! ^ (1 << Math.floor(random() * 8));
    writeFileSync(file, bytes);
  };
  const cut = (random: () => number) => (file: string) =>
    truncateSync(file, Math.floor(random() * statSync(file).size));

  it.each([
    ["bits flipped", flip, FULL ? 400 : 30, "latest"],
    ["an end missing", cut, FULL ? 200 : 15, "older"],
  ] as const)(
    "with %s is an older state or damaged, never a mixture",
    { timeout: 600_000 },
    async (_, change, times, also) => {
      const random = randomOf(SEED);
      const ends = { latest: 0, older: 0, damaged: 0 };
      for (const name of readdirSync(pristine)) {
        for (let i = 0; i < times; i++) ends[await judge(name, change(random))] += 1;
      }
      expect(ends.damaged).toBeGreaterThan(0);
      expect(ends[also]).toBeGreaterThan(0);
    },
  );

  it("would be a mixture to LevelDB alone", async () => {
    const random = randomOf(SEED);
    let mixtures = 0;
    // Not the tables: of what LevelDB makes of one that was changed, the end of this process is a part.
    const log = readdirSync(pristine).find((name) => name.endsWith(".log"))!;
    for (let i = 0; i < 40; i++) {
      const place = join(folder, "bare");
      rmSync(place, { recursive: true, force: true });
      cpSync(pristine, place, { recursive: true });
      flip(random)(join(place, log));
      const entries = await bareOutcomeOf(place);
      if (entries !== undefined && !states.has(digestOf(entries))) mixtures += 1;
    }
    expect(mixtures).toBeGreaterThan(0);
  });

  it("is as it was before a batch that was cut off, and goes on from there", async () => {
    const log = readdirSync(pristine).find((name) => name.endsWith(".log"))!;
    expect(await judge(log, (file) => truncateSync(file, statSync(file).size - 3))).toBe("older");
    const place = join(folder, "changed");
    const store = await openLevelStore(place);
    await store.commit([{ key: "on", value: Uint8Array.of(1) }]);
    await store.close();
    const entries = (await outcomeOf(place)) as Entries;
    expect(entries).toContainEqual(["on", Uint8Array.of(1)]);
  });
});

describe("the seal of a store", () => {
  let place: string;
  beforeEach(async () => {
    place = mkdtempSync(join(folder, "sealed-"));
    const store = await openLevelStore(place);
    await store.commit([
      { key: "a", value: Buffer.from("first") },
      { key: "b", value: Buffer.from("other") },
    ]);
    await store.close();
  });
  /** As another program would: without the seal. */
  type Operation =
    | { readonly type: "put"; readonly key: Buffer; readonly value: Buffer }
    | { readonly type: "del"; readonly key: Buffer };
  async function behind(...batch: readonly Operation[]): Promise<void> {
    const level = new ClassicLevel<Buffer, Buffer>(place, { keyEncoding: "buffer", valueEncoding: "buffer" });
    await level.open();
    await level.batch([...batch], { sync: true });
    await level.close();
  }
  const put = (key: string, value: string) =>
    ({ type: "put", key: Buffer.from(key, "utf8"), value: Buffer.from(value) }) as const;

  it.each<readonly [string, readonly Operation[]]>([
    ["added", [put("c", "more")]],
    ["changed", [put("a", "First")]],
    ["removed", [{ type: "del", key: Buffer.from("a") }]],
    ["replaced by another", [{ type: "del", key: Buffer.from("a") }, put("c", "first")]],
    ["exchanged", [put("a", "other"), put("b", "first")]],
    ["moved between key and value", [{ type: "del", key: Buffer.from("a") }, put("af", "irst")]],
    ["left without the seal", [{ type: "del", key: SEAL_KEY }]],
    ["left with another seal", [{ type: "put", key: SEAL_KEY, value: Buffer.from("oma-dm store 3; crc 00000000") }]],
  ])("tells of an entry %s", async (_, batch) => {
    await behind(...batch);
    const before = bytesOf(place);
    expect(await outcomeOf(place)).toMatchObject({ code: "damaged" });
    expect(bytesOf(place)).toEqual(before);
  });

  it("is no entry, and no key can be taken for it", async () => {
    const store = await openLevelStore(place);
    const keys = async () => (await store.entries("")).map(([key]) => key);
    expect(await keys()).toEqual(["a", "b"]);
    await store.commit([{ key: "\ufffdseal", value: Uint8Array.of(1) }]);
    expect(await keys()).toEqual(["a", "b", "\ufffdseal"]);
    await store.close();
    expect(((await outcomeOf(place)) as Entries).map(([key]) => key)).toEqual(["a", "b", "\ufffdseal"]);
  });

  it("of a newer version is left as it is, and said so", async () => {
    // The checksum is that of the text before it: a version to come is known by these alone.
    const seal = "oma-dm store 3; whatever that holds; crc 9f181f41";
    await behind({ type: "put", key: SEAL_KEY, value: Buffer.from(seal) });
    const before = bytesOf(place);
    expect(await outcomeOf(place)).toMatchObject({ code: "newer", message: expect.stringContaining("version 3") });
    expect(bytesOf(place)).toEqual(before);
  });

  it("of a newer version need not even be LevelDB's", async () => {
    writeFileSync(join(place, "FORMAT"), "oma-dm store 12; of some other kind; crc 0e8758f0\n");
    rmSync(join(place, "CURRENT"));
    const before = bytesOf(place);
    expect(await outcomeOf(place)).toMatchObject({ code: "newer", message: expect.stringContaining("version 12") });
    expect(bytesOf(place)).toEqual(before);
  });
});

describe("a store of version 1", () => {
  it("is upgraded in one batch, its entries as they were", async () => {
    const place = mkdtempSync(join(folder, "old-"));
    const level = new ClassicLevel<string, string>(place);
    await level.batch([
      { type: "put", key: "node:./Test", value: "{}" },
      { type: "put", key: "é", value: "ü" },
    ]);
    await level.close();

    let upgraded: Entries = [];
    const batches = await batchesOf(async () => {
      upgraded = (await outcomeOf(place)) as Entries;
    });
    // Nothing but the seal; the check has written nothing.
    expect(batches).toEqual([[1, { sync: true }]]);
    expect(upgraded.map(([key, value]) => [key, Buffer.from(value).toString()])).toEqual([
      ["node:./Test", "{}"],
      ["é", "ü"],
    ]);
    expect(readFileSync(join(place, "FORMAT"), "utf8")).toMatch(/^oma-dm store 2; sealed; crc /);
    expect(await outcomeOf(place)).toEqual(upgraded);
  });
});
