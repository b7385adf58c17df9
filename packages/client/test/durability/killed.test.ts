/**
 * A device killed at any moment has what it answered for, and no half of an Atomic or of a TNDS object (decisions D16).
 *
 * Most are not really killed, for a process takes longer to begin than to be looked at: it is stopped, its files are
 * copied, and it goes on. What it had written by then lies with the system, exactly as if it had been killed.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { QUICK, randomOf } from "../node/store-files.ts";
import { answeredBy, faultOfState } from "./managed-state.ts";

const folder = mkdtempSync(join(QUICK, "oma-dm-killed-"));
const children: ChildProcess[] = [];
afterAll(async () => {
  await Promise.all(children.map(end));
  rmSync(folder, { recursive: true, force: true });
});

const TIMES = process.env["FULL"] === "1" ? 5 : 1;
const SEED = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
/** More than any run gets to. */
const SESSIONS = 1_000_000;
const PROGRAM = fileURLToPath(new URL("manage.mjs", import.meta.url));

interface Run {
  readonly child: ChildProcess;
  readonly state: string;
  /** How many messages have left. */
  sent(): number;
}

/** A device at work, whose first message has left. */
async function run(name: string, wrong = ""): Promise<Run> {
  const [state, marks] = [join(folder, name), join(folder, `${name}.marks`)];
  const child = spawn(process.execPath, [PROGRAM, state, String(SESSIONS)], {
    stdio: ["ignore", "ignore", "inherit", openSync(marks, "w")],
    env: { ...process.env, MARKS: "3", WRONG: wrong },
  });
  children.push(child);
  const sent = () => readFileSync(marks, "latin1").split("\n").length - 1;
  while (sent() === 0) {
    if (child.exitCode !== null) throw new Error(`the device ended by itself (${child.exitCode})`);
    await sleep(1);
  }
  return { child, state, sent };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

/** Whether the process, all of its threads, has come to a stop. */
function isStopped({ pid }: ChildProcess): boolean {
  const tasks = readdirSync(`/proc/${pid}/task`);
  return tasks.every((task) => /\) T /.test(readFileSync(`/proc/${pid}/task/${task}/stat`, "latin1")));
}

/** What is wrong with the device as it stands on disk, if it should have died now. */
async function faultNow({ child, state, sent }: Run): Promise<string | undefined> {
  const copy = `${state}-copy`;
  child.kill("SIGSTOP");
  while (!isStopped(child)) await sleep(0);
  const acknowledged = answeredBy(sent());
  cpSync(state, copy, { recursive: true });
  child.kill("SIGCONT");
  try {
    return await faultOfState(copy, acknowledged);
  } catch (error) {
    return `cannot be opened: ${String(error)}`;
  } finally {
    rmSync(copy, { recursive: true });
  }
}

/** The faults of a device stopped that often, at moments spread over several sessions. */
async function faultsOf(device: Run, stops: number, seed: number): Promise<readonly string[]> {
  const random = randomOf(seed);
  const faults: string[] = [];
  for (let stop = 0; stop < stops; stop++) {
    await sleep(random() * 12);
    const fault = await faultNow(device);
    if (fault !== undefined) faults.push(`seed ${seed}, stop ${stop}: ${fault}`);
  }
  await end(device.child);
  return faults;
}

describe(`a killed device (SEED=${SEED})`, () => {
  it(`keeps what it answered for, killed ${20 * TIMES} times`, { timeout: 600_000 }, async () => {
    const random = randomOf(SEED);
    const faults: string[] = [];
    let messages = 0;
    for (let kill = 0; kill < 20 * TIMES; kill++) {
      // A new state each time: the numbers begin again, and the very first batches are among those that are cut.
      const device = await run(`killed-${kill}`);
      await sleep(random() * 60);
      await end(device.child);
      messages += device.sent();
      const fault = await faultOfState(device.state, answeredBy(device.sent())).catch((error: unknown) =>
        String(error),
      );
      if (fault !== undefined) faults.push(`kill ${kill}: ${fault}`);
    }
    expect(faults).toEqual([]);
    expect(messages).toBeGreaterThan(25 * TIMES);
  });

  it(`keeps what it answered for, as of ${240 * TIMES} moments`, { timeout: 600_000 }, async () => {
    for (let part = 0; part < 4 * TIMES; part++) {
      const device = await run(`stopped-${part}`);
      expect(await faultsOf(device, 60, SEED + part)).toEqual([]);
      expect(device.sent()).toBeGreaterThan(60);
    }
  });

  it.each([
    ["is answered before it is written", "late", /: lost: /],
    ["is written in two steps", "split", /half|has lost or changed/],
  ] as const)("would be seen to fail where a batch %s", { timeout: 120_000 }, async (_, wrong, fault) => {
    const faults = await faultsOf(await run(wrong, wrong), 25, SEED);
    expect(faults.filter((each) => fault.test(each)).length).toBeGreaterThan(3);
  });
});
