/**
 * Measures the packages against others doing the same work. A bench is a module `packages/x/bench/y.bench.mjs` with
 * `figures(folder)`, which may build what it needs in `folder` and returns rows:
 *
 *   { name, bytes, ours, rival?, target?, floor? }   rates; each side is `{ name, run }`, one operation of this process,
 *                                                    or `{ name, measure(ms) }`, operations a second of another one,
 *                                                    or, of a rival, `{ name, missing }`: where to get it
 *   { name, size(), limit }                          bytes: `size` returns `{ raw, gzip }`, the limit is for gzip
 *
 * Machines are noisy: the two sides take turns in short spells within one run, ratios are formed pair by pair, and the
 * medians are reported. One process measures all of our sides, so that none has the machine code to itself.
 *
 *   node tools/bench.mjs [--only TEXT] [--rounds 15] [--ms 100] [--json FILE] [--check] [FILE.bench.mjs …]
 *
 * With `--check` a missed floor or limit ends in exit code 1, and `OMA_DM_NO_SKIP=1` does not forgive a missing rival.
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { Bench } from "tinybench";
import { ensure, ROOT } from "./ensure.mjs";

const FOLDER = join(ROOT, "node_modules/.cache/bench");
/** One sample holds as many operations as fit in this time, so that reading the clock costs nothing. */
const SAMPLE_MS = 1;

/** Holds the last result, so that no optimiser can drop the work that made it. */
const kept = { result: undefined };

/** How many operations make a sample; also the warming up, which every figure gets before any is measured. */
function warmUp({ run }, ms) {
  const end = performance.now() + ms;
  let fastest = Number.POSITIVE_INFINITY;
  let now = performance.now();
  do {
    const before = now;
    kept.result = run();
    now = performance.now();
    fastest = Math.min(fastest, now - before);
  } while (now < end);
  return Math.max(1, Math.round(SAMPLE_MS / fastest));
}

function rate(side, ms) {
  if (side.measure !== undefined) return side.measure(ms);
  const { run, batch } = side;
  const bench = new Bench({ time: ms, iterations: 1, warmup: false, throws: true });
  bench.add("batch", () => {
    for (let i = 0; i < batch; i++) kept.result = run();
  });
  const [{ result }] = bench.runSync();
  return (batch * 1_000) / result.latency.mean;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * `met`: the target, or the floor where there is no target; `floor`: the floor only; `free`: nothing was asked.
 * @param {number} ratio
 * @param {{ target?: number, floor?: number }} asked
 */
export function judge(ratio, { target, floor }) {
  if (floor === undefined && target === undefined) return "free";
  if (ratio >= (target ?? floor)) return "met";
  return floor !== undefined && ratio >= floor ? "floor" : "missed";
}

/** All rates of `rows`, side by side in turn. */
export function measure(rows, { rounds, ms, progress = () => {} }) {
  const pairs = rows.map(({ ours, rival }) =>
    [ours, rival]
      .filter((side) => side !== undefined && side.missing === undefined)
      .map((side) => ({ ...side, batch: side.run && warmUp(side, ms), rates: [] })),
  );
  for (let round = 1; round <= rounds; round++) {
    progress(`round ${round} of ${rounds}`);
    for (const side of pairs.flat()) side.rates.push(rate(side, ms));
  }
  return rows.map((row, index) => result(row, pairs[index]));
}

function result({ name, bytes, ours, rival, target, floor }, [mine, other]) {
  const side = ({ name }, { rates }) => {
    const perSecond = median(rates);
    return { name, perSecond, bytesPerSecond: perSecond * bytes };
  };
  const row = { name, bytes, target, floor, ours: side(ours, mine) };
  if (rival === undefined) return { ...row, verdict: "free" };
  if (rival.missing !== undefined) return { ...row, verdict: "skipped", reason: `${rival.name}: ${rival.missing}` };
  const ratios = mine.rates.map((value, round) => value / other.rates[round]);
  const ratio = { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) };
  return { ...row, rival: side(rival, other), ratio, verdict: judge(ratio.median, { target, floor }) };
}

async function weigh({ name, size, limit }) {
  const { raw, gzip } = await size();
  return { name, raw, gzip, limit, verdict: gzip <= limit ? "met" : "missed" };
}

const WORDS = { met: "met", floor: "floor met, target not", missed: "**missed**", free: "", skipped: "skipped" };

/** The results as Markdown, which people can read as it is and a document can take over. */
export function table({ rates, sizes }) {
  const count = (value) => Math.round(value).toLocaleString("en-US");
  const perByte = ({ bytesPerSecond }) => `${(bytesPerSecond / 1e6).toFixed(1)} MB/s`;
  const lines = [];
  if (rates.length > 0) {
    lines.push(["what", "bytes", "operations/s", "rate", "against", "its rate", "ratio (least to most)", "asked", ""]);
    for (const { name, bytes, ours, rival, ratio, target, floor, verdict, reason } of rates) {
      const asked = [target && `≥ ${target}`, floor && (target ? `floor ${floor}` : `≥ ${floor}`)];
      lines.push([
        name,
        count(bytes),
        count(ours.perSecond),
        perByte(ours),
        rival?.name ?? (reason === undefined ? "" : `needs ${reason}`),
        rival === undefined ? "" : perByte(rival),
        ratio === undefined ? "" : `${ratio.median.toFixed(2)} (${ratio.least.toFixed(2)} to ${ratio.most.toFixed(2)})`,
        asked.filter((part) => part !== undefined).join(", "),
        WORDS[verdict],
      ]);
    }
  }
  const weights = sizes.map(({ name, raw, gzip, limit, verdict }) => [
    name,
    `${count(raw)} bytes`,
    `${count(gzip)} bytes`,
    `≤ ${count(limit)} bytes`,
    WORDS[verdict],
  ]);
  if (weights.length > 0) weights.unshift(["what", "minified", "gzip", "asked", ""]);
  return [lines, weights]
    .filter((rows) => rows.length > 0)
    .map(aligned)
    .join("\n\n");
}

function aligned([head, ...body]) {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...body].map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`;
  return [line(head), `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...body.map(line)].join("\n");
}

function discovered() {
  return readdirSync(join(ROOT, "packages")).flatMap((name) => {
    const folder = join(ROOT, "packages", name, "bench");
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((file) => file.endsWith(".bench.mjs"))
      .map((file) => join(folder, file));
  });
}

async function main() {
  const text = (fallback) => ({ type: "string", default: fallback });
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { only: text(""), rounds: text("15"), ms: text("100"), json: text(""), check: { type: "boolean" } },
  });
  ensure({ build: true });
  mkdirSync(FOLDER, { recursive: true });
  const rows = [];
  for (const file of positionals.length > 0 ? positionals.map((name) => resolve(name)) : discovered()) {
    const prefix = /packages[\\/](\w+)[\\/]bench[\\/][^\\/]*$/.exec(file)?.[1];
    // What is not asked for is not even prepared.
    if (prefix !== undefined && /^\w+: /.test(values.only) && !values.only.startsWith(`${prefix}: `)) continue;
    const { figures } = await import(pathToFileURL(file).href);
    for (const row of await figures(FOLDER)) {
      rows.push({ ...row, name: prefix === undefined ? row.name : `${prefix}: ${row.name}` });
    }
  }
  const chosen = rows.filter(({ name }) => name.includes(values.only));
  if (chosen.length === 0) throw new Error(`no such figure; there is: ${rows.map(({ name }) => name).join(", ")}`);
  const progress = process.stderr.isTTY ? (words) => process.stderr.write(`\r${words} `) : () => {};
  const options = { rounds: Number(values.rounds), ms: Number(values.ms), progress };
  const rates = measure(
    chosen.filter(({ size }) => size === undefined),
    options,
  );
  const sizes = [];
  for (const row of chosen) if (row.size !== undefined) sizes.push(await weigh(row));
  progress("\n");
  console.log(table({ rates, sizes }));
  if (values.json !== "") {
    const machine = { node: process.version, processor: cpus()[0]?.model ?? "", cores: availableParallelism() };
    const { rounds, ms } = options;
    writeFileSync(values.json, `${JSON.stringify({ ...machine, rounds, ms, rates, sizes }, undefined, 2)}\n`);
  }
  const unforgiven = process.env["OMA_DM_NO_SKIP"] === "1" ? ["missed", "skipped"] : ["missed"];
  const bad = [...rates, ...sizes].filter(({ verdict }) => unforgiven.includes(verdict));
  for (const { name, verdict } of bad) console.error(`${name}: ${verdict}`);
  if (values.check && bad.length > 0) process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
