/**
 * The daemon itself under a flood of bad knocks, asked on its control socket all the while (bootstrap-push §2.5):
 * `FULL=1` makes it half a minute of 10,000 a second.
 */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { bootstrapDocument, demoSession, makeNotification, wapPush } from "@oma-dm/lab";
import { expect, it } from "vitest";
import { askStatus } from "../src/agent/control.ts";
import { run } from "./run.ts";
import { workspace } from "./workspace.ts";

const here = workspace();
const FULL = process.env["FULL"] === "1";
const [PER_SECOND, SECONDS] = FULL ? [10_000, 30] : [10_000, 3];
const file = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const CLIENT = { name: "gw-1", secret: "client-pass-7", nonce: Uint8Array.of(1, 2, 3) };
const SERVER = { name: "com.example.dm", secret: "server-pass-9", nonce: Uint8Array.of(4, 5, 6) };

interface Pushes {
  readonly received: number;
  readonly accepted: number;
  readonly kernelDrops?: number;
}

/** Bytes of memory a process has now. */
function memoryOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;
}

it(`an agent answers while ${PER_SECOND} bad knocks a second come in, for ${SECONDS} s`, async () => {
  const lab = await here.lab({ accounts: [{ client: CLIENT, server: SERVER }], script: demoSession });
  const [state, control] = [join(here.folder, "state"), join(here.folder, "agent.sock")];
  await run(["init", "--state", state, "--dev-id", "IMEI:1", "--man", "a", "--mod", "b"]);
  const account = { serverId: SERVER.name, url: lab.url, deviceId: "IMEI:1", client: CLIENT, server: SERVER };
  writeFileSync(join(here.folder, "account.wbxml"), bootstrapDocument(account));
  expect((await run(["bootstrap", join(here.folder, "account.wbxml"), "--state", state])).exit).toBe(0);
  const configuration = join(here.folder, "agent.yaml");
  writeFileSync(configuration, "state: state\ncontrol: ./agent.sock\npush: { wap: { port: 0 } }\n");
  const agent = spawn(process.execPath, [file("../bin/oma-dm.mjs"), "agent", "--config", configuration], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  try {
    let port = 0;
    for await (const line of createInterface(agent.stderr)) {
      const { msg, listeners } = JSON.parse(line) as { msg: string; listeners?: readonly string[] };
      if (msg !== "ready") continue;
      port = Number(listeners![0]!.split(":").at(-1));
      break;
    }
    expect(existsSync(control)).toBe(true);
    const wrong = makeNotification({ ...SERVER, secret: "wrong", serverId: SERVER.name, sessionId: 43 });
    const bad = [wapPush(wrong), Uint8Array.of(1, 6, 200, 1)].map((bytes) => Buffer.from(bytes).toString("hex"));
    const pushes = async (): Promise<Pushes> => (await askStatus(control)).push as Pushes;
    await pushes();
    const before = memoryOf(agent.pid!);
    let isOver = false;
    const sender = file("../../client/test/push/flood-sender.mjs");
    const flood = promisify(execFile)(process.execPath, [sender, `${port}`, `${PER_SECOND}`, `${SECONDS}`, ...bad]);
    const over = flood.finally(() => {
      isOver = true;
    });
    const waits: number[] = [];
    while (!isOver) {
      const asked = performance.now();
      await pushes();
      waits.push(performance.now() - asked);
      await sleep(60);
    }
    const sent = Number((await over).stdout);
    expect(sent).toBe(PER_SECOND * SECONDS);
    let now = await pushes();
    for (let last = -1; now.received !== last; now = await pushes()) {
      last = now.received;
      await sleep(100);
    }
    waits.sort((a, b) => a - b);
    const p99 = waits[Math.floor(waits.length * 0.99)]!;
    const grown = memoryOf(agent.pid!) - before;
    console.log(
      `agent: ${sent} sent, ${now.received} judged, ${now.kernelDrops ?? 0} dropped by the kernel, ` +
        `status p99 ${p99.toFixed(1)} ms, memory +${(grown / 1024 / 1024).toFixed(1)} MiB`,
    );
    expect(now.received + (now.kernelDrops ?? 0)).toBe(sent);
    expect(now.accepted).toBe(0);
    expect(lab.log).toEqual([]);
    expect(p99).toBeLessThan(200);
    expect(grown).toBeLessThan(50 * 1024 * 1024);
  } finally {
    agent.kill("SIGTERM");
    await once(agent, "exit");
  }
}, 120_000);
