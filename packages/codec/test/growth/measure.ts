/** Measures every shape of a share and tells the outcome as JSON, one line each. Runs in a process of its own. */
import { readFileSync, writeFileSync } from "node:fs";
import { SHAPES } from "./shapes.ts";

const only = process.argv[2] ?? "";
const kept: { result: unknown } = { result: undefined };
const collect = (globalThis as { gc?: () => void }).gc!;

function cpuMs(run: () => unknown): number {
  const before = process.cpuUsage();
  kept.result = run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
function least(run: () => unknown, times: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < times; i++) best = Math.min(best, cpuMs(run));
  return best;
}
const peakKb = (): number => Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))![1]);
const used = (): number => { const { heapUsed, external } = process.memoryUsage(); return heapUsed + external; };

for (const shape of SHAPES.filter(({ name }) => name.includes(only))) {
  try {
  for (let i = 0; i < 3; i++) kept.result = shape.prepare(shape.most / 256)();
  const ms: number[] = [];
  let note = "";
  for (const part of [64, 16, 4, 1]) {
    const run = shape.prepare(shape.most / part);
    kept.result = undefined;
    if (part === 1) {
      collect();
      writeFileSync("/proc/self/clear_refs", "5");
      const rss = peakKb();
      const before = used();
      ms.push(cpuMs(run));
      const peak = ((peakKb() - rss) * 1024) / shape.most;
      collect();
      note = `peak ×${peak.toFixed(1)}, retained ×${((used() - before) / shape.most).toFixed(1)}`;
    } else ms.push(least(run, 2));
    if (ms.at(-1)! > 3000) { note = `STOPPED at 1/${part}`; break; }
  }
  const ratio = ms.at(-1)! / ms.at(-2)!;
  console.log(`${ratio > 7 && ms.at(-1)! > 50 ? "!!" : "  "} ${shape.name}: ${shape.most} bytes: ${ms.map((x) => x.toFixed(0)).join(" ")} ms, ×${ratio.toFixed(1)} ${note}`);
  } catch (error) { console.log(`?? ${shape.name}: ${String((error as Error).stack).slice(0, 300)}`); }
}
