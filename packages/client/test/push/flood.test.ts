/**
 * A flood of bad knocks: no session, an answer all the while, each counted or known to be dropped. `FULL=1` makes it half
 * a minute of 10,000 a second.
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { end, expectPackage1, script } from "@oma-dm/lab";
import { expect, it } from "vitest";
import { setUp } from "../session/with-lab.ts";
import { KEY, knock12, knock13, TYPE_13, wapPush, watching } from "./knocking.ts";

const FULL = process.env["FULL"] === "1";
const [PER_SECOND, SECONDS] = FULL ? [10_000, 30] : [10_000, 3];
const SENDER = fileURLToPath(new URL("flood-sender.mjs", import.meta.url));
const KNOCKED = script("knocked", { requireAuth: "md5", serverAuth: "md5" }, expectPackage1({ alert: 1200 }), end());

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const wrong = { ...KEY, secret: "wrong" };
/** Those that cost most: a known server and a digest that has to be made several times to be found wrong. */
const BAD = [
  wapPush(knock12({}, wrong)),
  wapPush(knock13({ timestamp: 1, timeoutDays: 0 }, wrong), TYPE_13),
  wapPush(knock12({ serverId: "unknown" })),
  Uint8Array.of(1, 6, 200, 1),
];

it(`of ${PER_SECOND} a second for ${SECONDS} s opens no session and hides nothing: R119, R145`, async () => {
  const { device, lab } = await setUp({ script: KNOCKED });
  const watch = watching(device);
  const { listeners } = await device.listen({ wapPush: { port: 0 } });
  const { port } = listeners[0]!.address!;
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const flood = promisify(execFile)(process.execPath, [
    SENDER,
    `${port}`,
    `${PER_SECOND}`,
    `${SECONDS}`,
    ...BAD.map(hex),
  ]);
  let isOver = false;
  const over = flood.finally(() => {
    isOver = true;
  });
  const waits: number[] = [];
  while (!isOver) {
    // How long whoever asks waits: for a turn of the event loop, and for the answer.
    const asked = performance.now();
    await new Promise((resolve) => setImmediate(resolve));
    device.pushStatistics();
    waits.push(performance.now() - asked);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const sent = Number((await over).stdout);
  expect(sent).toBe(PER_SECOND * SECONDS);
  let statistics = device.pushStatistics();
  for (let last = -1; statistics.received !== last; statistics = device.pushStatistics()) {
    last = statistics.received;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  // Each datagram is counted by us or by the kernel.
  expect(statistics.received + (statistics.kernelDrops ?? 0)).toBe(sent);
  expect(Object.values(statistics.ignored).reduce((sum, count) => sum + count, 0)).toBe(statistics.received);
  expect(statistics.accepted).toBe(0);
  expect(lab.log).toEqual([]);
  expect(watch.types()).toEqual([]);
  waits.sort((a, b) => a - b);
  expect(waits[Math.floor(waits.length * 0.99)]).toBeLessThan(200);
  expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1024 * 1024);
  console.log(
    `flood: ${sent} sent, ${statistics.received} judged, ${statistics.kernelDrops ?? "?"} dropped by the kernel, ` +
      `status p99 ${waits[Math.floor(waits.length * 0.99)]!.toFixed(1)} ms, ` +
      `memory +${((process.memoryUsage().rss - before) / 1024 / 1024).toFixed(1)} MiB`,
  );
  // And a genuine one is heard after it.
  await device.inject(wapPush(knock12()), { bearer: "wap-push" });
  expect((await lab.ended()).passed).toBe(true);
}, 120_000);
