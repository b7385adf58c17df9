/**
 * Time and memory grow with the input and no faster. All is measured in one process of its own, by its processor time,
 * with a heap that what grows out of proportion would not fit in: shapes that cost little up to the limits, the others to
 * a part of them. With GROWTH=whole each shape has a process of its own, and all go up to the limits (some minutes).
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
/** 64 times the largest input: the heap, and all memory there ever was. */
const HEAP_MB = 512;
const MOST_RESIDENT = HEAP_MB * 1024 * 1024;
const IS_WHOLE = process.env["GROWTH"] === "whole";
const SHAPES = [...READ, ...WRITTEN];

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
    const measure = (...shape: readonly string[]): string =>
      execFileSync(process.execPath, ["--expose-gc", `--max-old-space-size=${HEAP_MB}`, file, ...shape], {
        encoding: "utf8",
        timeout: 150_000,
      });
    const output = IS_WHOLE ? SHAPES.map((_, at) => measure(String(at))).join("") : measure();
    const lines: readonly Growth[] = output
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    if (IS_WHOLE) console.log(summary(lines));
    grown = new Map(lines.map((growth) => [growth.name, growth]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 900_000);

it.each(SHAPES.map(({ name }) => name))("grows in step with the input: %s", (name) => {
  expect(grown.get(name)).toMatchObject({ name, isHopeless: false });
  const { time, heap, residentBytes } = grown.get(name)!;
  expect(time).toBeLessThan(MOST_TIMES);
  expect(heap).toBeLessThan(MOST_HEAP);
  expect(residentBytes).toBeLessThan(MOST_RESIDENT);
});

/** What docs/performance.md says of a run up to the limits. */
function summary(grown: readonly Growth[]): string {
  const worst = (key: "ms" | "time" | "residentBytes"): string => {
    const most = grown.reduce((worst, one) => (one[key] > worst[key] ? one : worst));
    return `${key}: ${most[key].toFixed(0)} (${most.name})`;
  };
  return [`${grown.length} shapes`, worst("ms"), worst("time"), worst("residentBytes")].join("\n");
}
