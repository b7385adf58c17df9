/** Measures each shape in a process of its own making and says what came out, a line of JSON each. */
import { SHAPES, type Shape } from "./shapes.ts";

/** What growing sixteenfold does to a shape. */
export interface Growth {
  readonly name: string;
  /** Bytes of the larger input. */
  readonly bytes: number;
  /** CPU milliseconds of the larger input, and how many times those of the smaller one that is. */
  readonly ms: number;
  readonly time: number;
  /** The same for what the result keeps of the heap. */
  readonly heap: number;
  readonly heapBytes: number;
}

const FACTOR = 16;
/** Below this, time is all noise and compiling. */
const LEAST_MS = 2;
const LEAST_HEAP = 1024 * 1024;
/** What is slower than this at a quarter of its limit is not measured at the limit. */
const CHEAP_MS = 60;
/** Nothing linear takes so long; what does is not made larger still. */
const HOPELESS_MS = 3000;

const collect = (globalThis as { gc?: () => void }).gc ?? (() => {});
const held: { result: unknown } = { result: undefined };

interface Sample {
  readonly ms: number;
  readonly heap: number;
}

/** The better of some runs: whatever disturbs makes it worse. */
function sample(shape: Shape, bytes: number, runs: number): Sample {
  const run = shape.prepare(bytes);
  let ms = Number.POSITIVE_INFINITY;
  let heap = 0;
  for (let i = 0; i < runs && ms > CHEAP_MS / 8; i++) {
    held.result = undefined;
    collect();
    const before = process.memoryUsage();
    const start = process.cpuUsage();
    held.result = run();
    const { user, system } = process.cpuUsage(start);
    ms = Math.min(ms, (user + system) / 1000);
    collect();
    const after = process.memoryUsage();
    heap = after.heapUsed + after.external - before.heapUsed - before.external;
  }
  held.result = undefined;
  return { ms, heap };
}

function measure(shape: Shape): Growth {
  const { name, most } = shape;
  const samples = new Map<number, Sample>();
  for (const part of [64, 16, 4, 1]) {
    const last = [...samples.values()].at(-1);
    if (last !== undefined && (last.ms > HOPELESS_MS || (part === 1 && last.ms > CHEAP_MS))) break;
    samples.set(part, sample(shape, most / part, part > 4 ? 3 : 2));
  }
  const [part, large] = [...samples].at(-1)!;
  const small = samples.get(part * FACTOR) ?? [...samples.values()][0]!;
  return {
    name,
    bytes: Math.floor(most / part),
    ms: large.ms,
    time: large.ms / Math.max(small.ms, LEAST_MS),
    heap: large.heap / Math.max(small.heap, LEAST_HEAP),
    heapBytes: large.heap,
  };
}

const only = process.argv[2] ?? "";
for (const shape of SHAPES.filter(({ name }) => name.includes(only))) {
  let line: string;
  try {
    line = JSON.stringify(measure(shape));
  } catch (error) {
    line = JSON.stringify({ name: shape.name, error: String(error) });
  }
  process.stdout.write(`${line}\n`);
}
