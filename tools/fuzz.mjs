/**
 * Coverage-guided fuzzing on V8's block counts. A target is a module `packages/x/fuzz/y.mjs` with
 * `fuzz(data: Uint8Array): void` and `seeds: Uint8Array[]`; whatever it throws is a crash, 2 s without a return a hang.
 * What brought news is kept in node_modules/.cache/fuzz/y, and the next run goes on from there.
 *
 *   node tools/fuzz.mjs [--seconds 60] [--target NAME] [--seed N] [--input FILE]
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { ensure, ROOT } from "./ensure.mjs";

const HANG_MS = 2_000;
const LOAD_MS = 30_000;
const MAX_LENGTH = 4_096;
/** Bounds what a long run holds in memory and on disk. */
const MAX_KEPT = 4_000;
/** Asking for coverage costs more than a run. */
const BATCH = 16;
const WORKER_LIMITS = { maxOldGenerationSizeMb: 1_024 };
const CACHE = join(ROOT, "node_modules/.cache/fuzz");

/** xorshift32: the same seed gives the same run. */
function generator(seed) {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** A neighbour of `data`: some of its bytes changed, moved, dropped, doubled, or spliced with `other`'s. */
function mutate(data, other, random) {
  let bytes = Array.from(data);
  for (let rounds = 1 + random(4); rounds > 0; rounds--) {
    const at = random(bytes.length + 1);
    const length = 1 + random(8);
    switch (random(8)) {
      case 0:
        bytes[at] = random(256);
        break;
      case 1:
        if (at < bytes.length) bytes[at] ^= 1 << random(8);
        break;
      case 2:
        bytes.splice(at, length);
        break;
      case 3:
        bytes.splice(at, 0, ...Array.from({ length }, () => random(256)));
        break;
      case 4:
        bytes.splice(at, 0, ...bytes.slice(at, at + length));
        break;
      case 5:
        bytes[at] = [0, 1, 0x7f, 0x80, 0xff, 0x3c, 0x3e, 0x26][random(8)];
        break;
      case 6: {
        const from = random(other.length + 1);
        bytes.splice(at, 0, ...other.slice(from, from + length * 8));
        break;
      }
      default:
        bytes = [...bytes.slice(0, at), ...Array.from(other.slice(random(other.length + 1)))];
    }
  }
  return Uint8Array.from(bytes.slice(0, MAX_LENGTH), (byte) => byte ?? 0);
}

async function post(session, method, params) {
  return new Promise((resolve, reject) =>
    session.post(method, params, (error, result) => (error ? reject(error) : resolve(result))),
  );
}

/** Where each block begins and ends, with how often it ran in powers of two: a loop that runs twice as long is news. */
function* blocksOf(result, filter) {
  for (const { url, functions } of result) {
    if (!filter(url)) continue;
    for (const { ranges } of functions) {
      // Blocks that did not run count too: V8 joins a block that ran as often as its surroundings to them, and shows
      // only what was left out.
      for (const { startOffset, endOffset, count } of ranges) {
        yield `${url}:${startOffset}:${endOffset}:${Math.floor(Math.log2(count))}`;
      }
    }
  }
}

/** Whether any of `keys` is not in `seen`, which then has them all. */
function addAll(seen, keys) {
  const { size } = seen;
  for (const key of keys) seen.add(key);
  return seen.size > size;
}

/**
 * Runs the target that `load` imports until `seconds` are over or it throws. `started` is told each input before it
 * runs, `keep` each that brought news and its place among those kept; `earlier` are such inputs of another run. The
 * import comes after coverage has begun: code compiled before is counted by function only, not by block.
 */
export async function explore(options) {
  const { load, seconds, seed, filter, earlier = [], maxKept = MAX_KEPT } = options;
  const { started = () => {}, keep = () => {} } = options;
  const random = generator(seed);
  const session = new Session();
  session.connect();
  await post(session, "Profiler.enable");
  await post(session, "Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  const takeBlocks = async () => blocksOf((await post(session, "Profiler.takePreciseCoverage")).result, filter);
  const { fuzz, seeds } = await load();
  const seen = new Set();
  const seenInBatches = new Set();
  const corpus = [];
  const pick = () => corpus[random(corpus.length)];
  let runs = 0;
  const run = (data) => {
    started(data);
    runs += 1;
    fuzz(data);
  };
  const runAlone = async (data) => {
    run(data);
    if (!addAll(seen, await takeBlocks()) && corpus.length > 0) return;
    const place = corpus.length < maxKept ? corpus.length : random(maxKept);
    corpus[place] = data;
    keep(data, place);
  };
  let data;
  const end = Date.now() + seconds * 1_000;
  try {
    // Which blocks loading runs is no news of any input.
    await takeBlocks();
    const firsts = [new Uint8Array(), ...seeds, ...earlier].map((bytes) =>
      Uint8Array.from(bytes.subarray(0, MAX_LENGTH)),
    );
    for (data of firsts) await runAlone(data);
    while (Date.now() < end) {
      const batch = Array.from({ length: BATCH }, () => mutate(pick(), pick(), random));
      for (data of batch) run(data);
      // One of them ran what no batch did before; which one, only running them one by one shows.
      if (addAll(seenInBatches, await takeBlocks())) for (data of batch) await runAlone(data);
    }
    return { runs, blocks: seen.size, corpus: corpus.length };
  } catch (error) {
    return { runs, blocks: seen.size, corpus: corpus.length, crash: { data, error } };
  } finally {
    session.disconnect();
  }
}

/** What the thread tells the outside while it cannot answer: how many inputs it has begun, and the one it is at. */
class Progress {
  constructor(buffer = new SharedArrayBuffer(8 + MAX_LENGTH)) {
    this.buffer = buffer;
    this.numbers = new Uint32Array(buffer, 0, 2);
    this.bytes = new Uint8Array(buffer, 8);
  }
  begin(data) {
    this.bytes.set(data);
    this.numbers[1] = data.length;
    Atomics.add(this.numbers, 0, 1);
  }
  get begun() {
    return Atomics.load(this.numbers, 0);
  }
  get data() {
    return this.bytes.slice(0, this.numbers[1]);
  }
}

async function work() {
  const { file, folder, buffer, ...options } = workerData;
  const progress = new Progress(buffer);
  const load = () => import(pathToFileURL(file).href);
  const started = (data) => progress.begin(data);
  const earlier = existsSync(folder)
    ? readdirSync(folder).map((name) => new Uint8Array(readFileSync(join(folder, name))))
    : [];
  mkdirSync(folder, { recursive: true });
  const keep = (data, place) => writeFileSync(join(folder, String(place)), data);
  const filter = (url) => url.includes("/packages/") && url.includes("/dist/");
  const { crash, ...figures } = await explore({ ...options, load, started, keep, earlier, filter });
  if (crash === undefined) parentPort.postMessage(figures.blocks > 0 ? figures : { failure: "blind: it ran no dist" });
  else parentPort.postMessage({ failure: String(crash.error?.stack ?? crash.error), data: crash.data });
}

/**
 * Runs a target in a thread of its own, which no hang can hold up. `failure` says what went wrong; then `data` is the
 * input to blame, unless the module could not even be loaded.
 */
export function runTarget({ file, seconds, seed, folder, loadMs = LOAD_MS }) {
  return new Promise((resolve) => {
    const progress = new Progress();
    const worker = new Worker(new URL(import.meta.url), {
      workerData: { file, folder, seconds, seed, buffer: progress.buffer },
      resourceLimits: WORKER_LIMITS,
    });
    const finish = (result) => {
      clearInterval(timer);
      void worker.terminate();
      resolve(result);
    };
    const fail = (failure) => finish(progress.begun === 0 ? { failure } : { failure, data: progress.data });
    let begun = 0;
    let since = Date.now();
    const timer = setInterval(() => {
      if (progress.begun !== begun) since = Date.now();
      begun = progress.begun;
      const most = begun === 0 ? loadMs : HANG_MS;
      if (Date.now() - since > most) fail(`hang: more than ${most} ms ${begun === 0 ? "to load" : "for one input"}`);
    }, 100);
    worker.on("message", finish);
    worker.on("error", (error) => fail(String(error?.stack ?? error)));
    worker.on("exit", (code) => fail(`the thread ended with ${code}`));
  });
}

/** Tells of a failure, and keeps the input to blame with the command that runs it again. */
export function report(name, { failure, data }, folder = join(CACHE, "crashes")) {
  console.log(`${name}: FAILED: ${failure}`);
  if (data === undefined) return;
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}-${Date.now()}.bin`);
  writeFileSync(file, data);
  console.log(`  input ${Buffer.from(data).toString("hex")}`);
  console.log(`  again: node tools/fuzz.mjs --target ${name} --input ${file}`);
}

/** Modules right inside the folders `fuzz`; folders in there hold what several of them need. */
function targets() {
  return readdirSync(join(ROOT, "packages")).flatMap((name) => {
    const folder = join(ROOT, "packages", name, "fuzz");
    const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".mjs")) : [];
    return files.map((file) => ({ name: file.slice(0, -".mjs".length), file: join(folder, file) }));
  });
}

/** What the command line asks for. Throws a `TypeError` that says what is wrong with it. */
function request(args) {
  const text = { type: "string" };
  const { values } = parseArgs({ args, options: { seconds: text, target: text, seed: text, input: text } });
  const { target, input, seconds = "60", seed = String(Date.now() % 1_000_003) } = values;
  if (!(Number(seconds) > 0)) throw new TypeError(`--seconds takes a number, not ${JSON.stringify(seconds)}`);
  if (!/^\d+$/.test(seed)) throw new TypeError(`--seed takes a whole number, not ${JSON.stringify(seed)}`);
  const all = targets();
  const chosen = all.filter(({ name }) => target === undefined || name === target);
  if (chosen.length === 0) {
    throw new TypeError(`no target ${target}; there is: ${all.map(({ name }) => name).join(", ")}`);
  }
  if (input !== undefined && target === undefined) throw new TypeError("--input needs the --target it is for");
  if (input !== undefined && !existsSync(input)) throw new TypeError(`--input: no file ${input}`);
  return { chosen, input, seconds: Number(seconds) / chosen.length, seed: Number(seed) };
}

async function main() {
  let asked;
  try {
    asked = request(process.argv.slice(2));
  } catch (error) {
    console.error(`error: ${error.message.split("\n")[0]}`);
    process.exitCode = 2;
    return;
  }
  const { chosen, input, seconds, seed } = asked;
  ensure({ build: true });
  if (input !== undefined)
    return (await import(pathToFileURL(chosen[0].file).href)).fuzz(new Uint8Array(readFileSync(input)));
  console.log(`seed ${seed}, ${seconds.toFixed(0)} s for each of ${chosen.length} targets`);
  for (const { name, file } of chosen) {
    const result = await runTarget({ file, seconds, seed, folder: join(CACHE, name) });
    if (result.failure === undefined) {
      console.log(`${name}: ${result.runs} runs, ${result.blocks} blocks, ${result.corpus} kept, ok`);
    } else {
      report(name, result);
      process.exitCode = 1;
    }
  }
}

if (!isMainThread && workerData?.file !== undefined) await work();
else if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
