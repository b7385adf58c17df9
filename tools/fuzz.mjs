/**
 * Coverage-guided fuzzing on V8's block counts. A target is a module `packages/x/fuzz/y.mjs` with
 * `fuzz(data: Uint8Array): void` and `seeds: Uint8Array[]`; whatever it throws is a crash, 2 s without a return a hang.
 *
 *   node tools/fuzz.mjs [--seconds 60] [--target NAME] [--seed N] [--input FILE]
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { ensure, ROOT } from "./ensure.mjs";

const HANG_MS = 2_000;
const MAX_LENGTH = 4_096;
const CRASHES = join(ROOT, "node_modules/.cache/fuzz");

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
    switch (random(7)) {
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

/**
 * Runs the target that `load` imports until `seconds` are over or it throws; `started` is told each input before it
 * runs. The import comes after coverage has begun: code compiled before is counted by function only, not by block.
 */
export async function explore({ load, seconds, seed, filter, started = () => {} }) {
  const random = generator(seed);
  const session = new Session();
  session.connect();
  await post(session, "Profiler.enable");
  await post(session, "Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  const { fuzz, seeds } = await load();
  const seen = new Set();
  const corpus = [];
  /**
   * How often each block ran, in powers of two: a loop that runs twice as long is news. Blocks that did not run count
   * too: V8 joins a block that ran as often as its surroundings to them, and shows only what was left out.
   */
  const isNews = async () => {
    let news = false;
    const { result } = await post(session, "Profiler.takePreciseCoverage");
    for (const { url, functions } of result) {
      if (!filter(url)) continue;
      for (const { ranges } of functions) {
        for (const { startOffset, endOffset, count } of ranges) {
          const key = `${url}:${startOffset}:${endOffset}:${Math.floor(Math.log2(count))}`;
          if (seen.has(key)) continue;
          seen.add(key);
          news = true;
        }
      }
    }
    return news;
  };
  const end = Date.now() + seconds * 1_000;
  let runs = 0;
  const queue = [...seeds, new Uint8Array()];
  while (Date.now() < end || queue.length > 0) {
    const data = queue.pop() ?? mutate(corpus[random(corpus.length)], corpus[random(corpus.length)], random);
    started(data);
    runs += 1;
    try {
      fuzz(data);
    } catch (error) {
      session.disconnect();
      return { runs, blocks: seen.size, corpus: corpus.length, crash: { data, error } };
    }
    if ((await isNews()) || corpus.length === 0) corpus.push(data);
  }
  session.disconnect();
  return { runs, blocks: seen.size, corpus: corpus.length };
}

async function work() {
  const { file, seconds, seed, current } = workerData;
  const load = () => import(pathToFileURL(file).href);
  const shared = new Uint8Array(current);
  const started = (data) => {
    new DataView(current).setUint32(0, data.length);
    shared.set(data, 4);
    parentPort.postMessage({ started: true });
  };
  const filter = (url) => url.includes("/packages/") && url.includes("/dist/");
  const result = await explore({ load, seconds, seed, filter, started });
  const crash = result.crash && {
    data: result.crash.data,
    error: String(result.crash.error?.stack ?? result.crash.error),
  };
  parentPort.postMessage({ done: { ...result, crash } });
}

function runTarget(name, file, seconds, seed) {
  return new Promise((resolve) => {
    const current = new SharedArrayBuffer(MAX_LENGTH + 4);
    const worker = new Worker(new URL(import.meta.url), { workerData: { file, seconds, seed, current } });
    let timer;
    const finish = (failure, data) => {
      clearTimeout(timer);
      void worker.terminate();
      if (failure !== undefined) report(name, failure, data);
      resolve(failure === undefined);
    };
    worker.on("message", ({ done }) => {
      clearTimeout(timer);
      if (done === undefined) {
        timer = setTimeout(() => {
          const length = new DataView(current).getUint32(0);
          finish(`hang: more than ${HANG_MS} ms`, new Uint8Array(current).slice(4, 4 + length));
        }, HANG_MS);
        return;
      }
      if (done.crash !== undefined) return finish(done.crash.error, done.crash.data);
      console.log(`${name}: ${done.runs} runs, ${done.blocks} blocks, ${done.corpus} kept, ok`);
      finish();
    });
    worker.on("error", (error) => finish(String(error), new Uint8Array()));
  });
}

function report(name, failure, data) {
  mkdirSync(CRASHES, { recursive: true });
  const file = join(CRASHES, `${name}-${Date.now()}.bin`);
  writeFileSync(file, data);
  console.log(`${name}: FAILED: ${failure}\n  input ${Buffer.from(data).toString("hex")}`);
  console.log(`  again: node tools/fuzz.mjs --target ${name} --input ${file}`);
}

function targets() {
  return readdirSync(join(ROOT, "packages")).flatMap((name) => {
    const folder = join(ROOT, "packages", name, "fuzz");
    return existsSync(folder)
      ? readdirSync(folder).map((file) => ({ name: file.replace(/\.mjs$/, ""), file: join(folder, file) }))
      : [];
  });
}

async function main() {
  const option = (name, fallback) => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? fallback : process.argv[at + 1];
  };
  ensure({ build: true });
  const wanted = option("target", undefined);
  const chosen = targets().filter(({ name }) => wanted === undefined || name === wanted);
  if (chosen.length === 0)
    throw new Error(
      `no such target; there is: ${targets()
        .map(({ name }) => name)
        .join(", ")}`,
    );
  const input = option("input", undefined);
  if (input !== undefined) return (await import(pathToFileURL(chosen[0].file).href)).fuzz(readFileSync(input));
  const seconds = Number(option("seconds", "60")) / chosen.length;
  const seed = Number(option("seed", String(Date.now() % 1_000_003)));
  console.log(`seed ${seed}, ${seconds.toFixed(0)} s for each of ${chosen.length} targets`);
  let ok = true;
  for (const { name, file } of chosen) ok = (await runTarget(name, file, seconds, seed)) && ok;
  process.exitCode = ok ? 0 : 1;
}

if (!isMainThread && workerData?.file !== undefined) await work();
else if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
