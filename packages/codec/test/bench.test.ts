/** The bench measures what it says and can fail; its figures themselves are for quiet machines. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { judge, measure, table } from "../../../tools/bench.mjs";
import { describeNeeding } from "../../../tools/needs.ts";

const BENCH = fileURLToPath(new URL("../../../tools/bench.mjs", import.meta.url));
/** A program of the bench, plain JavaScript that runs as it is. */
const { BUNDLE_LIMIT, bundleSize } = (await import(new URL("../bench/bundle.mjs", import.meta.url).href)) as {
  BUNDLE_LIMIT: number;
  bundleSize: (input?: string) => Promise<{ raw: number; gzip: number; exports: string[] }>;
};
const folder = mkdtempSync(join(tmpdir(), "oma-dm-bench-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Rate {
  readonly name: string;
  readonly bytes: number;
  readonly ours: { readonly perSecond: number; readonly bytesPerSecond: number };
  readonly rival?: { readonly name: string; readonly perSecond: number };
  readonly ratio?: { readonly median: number; readonly least: number; readonly most: number };
  readonly verdict: string;
  readonly reason?: string;
}
interface Report {
  readonly node: string;
  readonly rounds: number;
  readonly rates: readonly Rate[];
  readonly sizes: readonly { readonly name: string; readonly gzip: number; readonly verdict: string }[];
}

function bench(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const json = join(folder, "report.json");
  const { OMA_DM_NO_SKIP: _, ...inherited } = process.env;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [BENCH, "--rounds", "1", "--ms", "2", "--json", json, ...args],
    { encoding: "utf8", env: { ...inherited, ...env } },
  );
  return { status, stdout, stderr, report: () => JSON.parse(readFileSync(json, "utf8")) as Report };
}

/** A bench module with one figure whose own side does `work` times what its rival does. */
function planted(name: string, work: number, asked: string): string {
  const file = join(folder, `${name}.bench.mjs`);
  const loop = (turns: number) =>
    `run: () => { let sum = 0; for (let i = 0; i < ${turns}; i++) sum += i % 7; return sum; }`;
  writeFileSync(
    file,
    `export const figures = async () => [{ name: "${name}", bytes: 1000, ${asked},
      ours: { name: "ours", ${loop(20_000 * work)} }, rival: { name: "theirs", ${loop(20_000)} } }];`,
  );
  return file;
}

describe("the bench", () => {
  it.each([
    [2.4, { target: 2.3, floor: 2 }, "met"],
    [2.1, { target: 2.3, floor: 2 }, "floor"],
    [1.9, { target: 2.3, floor: 2 }, "missed"],
    [0.6, { floor: 0.6 }, "met"],
    [0.59, { floor: 0.6 }, "missed"],
    [1, {}, "free"],
  ])("judges a ratio of %d, asked %o: %s", (ratio, asked, verdict) => {
    expect(judge(ratio, asked)).toBe(verdict);
  });

  it("forms ratios pair by pair, and takes their median", () => {
    const rates = (...values: number[]) => ({ name: "side", measure: () => values.shift()! });
    const [row] = measure([{ name: "x", bytes: 10, ours: rates(20, 90, 40), rival: rates(10, 30, 40), floor: 3 }], {
      rounds: 3,
      ms: 1,
    });
    expect(row).toMatchObject({ ratio: { median: 2, least: 1, most: 3 }, verdict: "missed" });
    expect(row?.ours).toMatchObject({ perSecond: 40, bytesPerSecond: 400 });
    expect(table({ rates: [row!], sizes: [] })).toMatch(/\| 2\.00 \(1\.00 to 3\.00\) +\| ≥ 3 +\| \*\*missed\*\* \|$/);
  });

  it("ends in 1 with --check when a floor is missed, and only then", () => {
    const slow = planted("slow", 20, "floor: 1");
    expect(bench([slow, "--check"])).toMatchObject({ status: 1, stderr: "slow: missed\n" });
    expect(bench([slow]).status).toBe(0);
    const fast = planted("fast", 0.05, "floor: 1");
    expect(bench([fast, "--check", "--rounds", "5"])).toMatchObject({ status: 0, stderr: "" });
  });

  it("ends in 1 when nothing has the name it was asked for", () => {
    expect(bench([planted("some", 1, "floor: 1"), "--only", "other"]).stderr).toContain("there is: some");
  });

  it("says what is missing where libwbxml cannot be built, and measures the rest", () => {
    const without = { CC: join(folder, "no-compiler") };
    const { status, stdout, report } = bench(["--only", "codec: "], without);
    expect(status).toBe(0);
    const skipped = report().rates.filter(({ verdict }) => verdict === "skipped");
    expect(skipped.map(({ name }) => name)).toEqual([
      "codec: decode WBXML, 0.5 kB",
      "codec: decode WBXML, 2 kB",
      "codec: decode WBXML, 100 kB",
      "codec: decode WBXML, 2 kB, umlauts",
      "codec: encode WBXML, 0.5 kB",
      "codec: encode WBXML, 2 kB",
      "codec: encode WBXML, 100 kB",
      "codec: encode WBXML, 2 kB, umlauts",
      "codec: decode WBXML, TNDS",
    ]);
    for (const { ours, reason } of skipped) {
      expect(ours.perSecond).toBeGreaterThan(0);
      expect(reason).toContain("Debian packages gcc, libwbxml2-dev");
    }
    expect(stdout).toContain("Debian packages gcc, libwbxml2-dev");
    expect(report().sizes.map(({ name }) => name)).toEqual(["codec: browser bundle"]);
    const strict = bench(["--only", "codec: decode WBXML, TNDS", "--check"], { ...without, OMA_DM_NO_SKIP: "1" });
    expect(strict.status).toBe(1);
  });
});

describeNeeding(["libwbxmlDev"], "the bench of the codec", () => {
  it("measures every figure against somebody, at three sizes, and each has a verdict", () => {
    const { stderr, report } = bench(["--only", "codec: "]);
    const { rates, ...rest } = report();
    expect(rest, stderr).toMatchObject({ node: process.version, rounds: 1, sizes: [{ verdict: "met" }] });
    expect(rates).toHaveLength(16);
    for (const { name, bytes, ours, rival, ratio, verdict } of rates) {
      expect(ours.bytesPerSecond / ours.perSecond, name).toBeCloseTo(bytes);
      if (name.startsWith("codec: encode XML")) expect(rival, name).toBeUndefined();
      else {
        expect(rival?.name, name).toMatch(name.includes("WBXML") ? /^libwbxml/ : /^saxes/);
        expect(ratio?.median, name).toBeCloseTo(ours.perSecond / rival!.perSecond);
      }
      const asked = !/TNDS|umlauts/.test(name) && !name.startsWith("codec: encode XML");
      expect(asked ? ["met", "floor", "missed"] : ["free"], name).toContain(verdict);
    }
    const lengths = rates.slice(0, 3).map(({ bytes }) => bytes);
    expect(lengths.map((length) => Math.round(length / 100))).toEqual([5, 19, 992]);
  });
});

describe("the browser bundle", () => {
  it("has all the index exports, needs nothing else, and stays within its limit", async () => {
    const { gzip, exports } = await bundleSize();
    expect(exports.sort()).toEqual(Object.keys(await import("@oma-dm/codec")).sort());
    expect(gzip).toBeLessThanOrEqual(BUNDLE_LIMIT);
    expect(gzip).toBeGreaterThan(10_000);
  });

  it("is refused when it would leave something to be found by the page", async () => {
    const entry = join(folder, "entry.js");
    writeFileSync(entry, 'import { readFileSync } from "node:fs";\nexport const all = readFileSync("x");\n');
    await expect(bundleSize(entry)).rejects.toThrow(/node:fs/);
  });
});
