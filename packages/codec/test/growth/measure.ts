/**
 * Measures every shape and says what came out, a line of JSON each; a process of its own, whose heap is bounded. With a
 * number, only the shape of that number, and up to its limit whatever that takes.
 */
import type { Shape } from "./growing.ts";
import { READ } from "./reading.ts";
import { WRITTEN } from "./writing.ts";

/** What growing sixteenfold does to a shape. */
export interface Growth {
  readonly name: string;
  /** Bytes of the larger input. */
  readonly bytes: number;
  /** CPU milliseconds of the larger input, and how many times those of the smaller one that is. */
  readonly ms: number;
  readonly time: number;
  /** It took so long that the larger input was never tried. */
  readonly isHopeless: boolean;
  /** The same for what the result keeps of the heap. */
  readonly heap: number;
  readonly heapBytes: number;
  /** The most memory the process has had so far. */
  readonly residentBytes: number;
}

/** Shares of the largest input there can be, each a quarter of the next. */
const STEPS = [512, 128, 32];
const STEPS_TO_THE_LIMIT = [16, 4, 1];
/** What takes less is measured up to the limit as well. */
const CHEAP_MS = 4;
/** Below this, time is all noise and compiling. */
const LEAST_MS = 2;
const LEAST_HEAP = 1024 * 1024;
/** Nothing linear takes so long before the last step; what does is not made larger still. */
const HOPELESS_MS = 4000;
/** Times slower for sixteen times as much: what is above is measured again, as another process may have been in the way. */
const SUSPICIOUS = 40;

const collect = (globalThis as { gc?: () => void }).gc ?? (() => {});
const held: { result: unknown } = { result: undefined };

interface Sample {
  readonly ms: number;
  readonly heap: number;
}

function sample(shape: Shape, share: number): Sample {
  const run = shape.prepare(shape.most / share);
  held.result = undefined;
  collect();
  const before = process.memoryUsage();
  const start = process.cpuUsage();
  held.result = run();
  const { user, system } = process.cpuUsage(start);
  collect();
  const after = process.memoryUsage();
  held.result = undefined;
  const heap = after.heapUsed + after.external - before.heapUsed - before.external;
  return { ms: (user + system) / 1000, heap };
}

/** From `smallest`, which is a sixteenth of what is reached, in steps of four. */
function grow(shape: Shape, shares: readonly number[]): Growth {
  const { name, most } = shape;
  const [smallest = 1] = shares;
  // Compiles what is hot, and is the better of three.
  const starts = [1, 2, 3].map(() => sample(shape, smallest));
  const small = starts.reduce((best, one) => (one.ms < best.ms ? one : best));
  let share = smallest;
  let large = small;
  for (const next of shares.slice(1)) {
    if (large.ms > HOPELESS_MS) break;
    share = next;
    large = sample(shape, share);
  }
  return {
    name,
    bytes: Math.floor(most / share),
    ms: large.ms,
    isHopeless: share !== shares.at(-1),
    time: large.ms / Math.max(small.ms, LEAST_MS),
    heap: large.heap / Math.max(small.heap, LEAST_HEAP),
    heapBytes: large.heap,
    residentBytes: process.resourceUsage().maxRSS * 1024,
  };
}

function measure(shape: Shape, isWhole: boolean): Growth {
  let steps = isWhole ? STEPS_TO_THE_LIMIT : STEPS;
  let growth = grow(shape, steps);
  if (growth.ms < CHEAP_MS && !growth.isHopeless) {
    steps = STEPS_TO_THE_LIMIT;
    growth = grow(shape, steps);
  }
  if (growth.isHopeless || growth.time < SUSPICIOUS) return growth;
  const again = grow(shape, steps);
  return again.time < growth.time ? again : growth;
}

const all = [...READ, ...WRITTEN];
const [, , number] = process.argv;
for (const shape of number === undefined ? all : [all[Number(number)]!]) {
  let line: string;
  try {
    line = JSON.stringify(measure(shape, shape.whole === true || number !== undefined));
  } catch (error) {
    line = JSON.stringify({ name: shape.name, error: String(error) });
  }
  process.stdout.write(`${line}\n`);
}
