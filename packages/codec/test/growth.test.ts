/**
 * Time and memory grow with the input and no faster, up to the limits. All is measured in one process of its own, by
 * its processor time, with a heap that what grows out of proportion would not fit in.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { beforeAll, expect, it } from "vitest";
import type { Growth } from "./growth/measure.ts";
import { READ } from "./growth/reading.ts";
import { WRITTEN } from "./growth/writing.ts";

/** For sixteen times the input. What grows with the square takes 256 times as long; the reserve is for the collector. */
const MOST_TIMES = 100;
/** What is kept of the heap, in the same step. */
const MOST_HEAP = 64;
/** 64 times the largest input. */
const HEAP_MB = 512;

let grown: ReadonlyMap<string, Growth>;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "oma-dm-growth-"));
  try {
    const file = join(folder, "measure.mjs");
    const bundle = await rolldown({
      input: fileURLToPath(new URL("growth/measure.ts", import.meta.url)),
      platform: "node",
      resolve: { conditionNames: ["@oma-dm/source", "import", "default"] },
      tsconfig: false,
    });
    await bundle.write({ file, format: "es" });
    await bundle.close();
    const output = execFileSync(process.execPath, ["--expose-gc", `--max-old-space-size=${HEAP_MB}`, file], {
      encoding: "utf8",
      timeout: 150_000,
    });
    const lines: readonly Growth[] = output
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    grown = new Map(lines.map((growth) => [growth.name, growth]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 180_000);

it.each([...READ, ...WRITTEN].map(({ name }) => name))("grows in step with the input: %s", (name) => {
  expect(grown.get(name)).toMatchObject({ name, isHopeless: false });
  const { time, heap } = grown.get(name)!;
  expect(time).toBeLessThan(MOST_TIMES);
  expect(heap).toBeLessThan(MOST_HEAP);
});
