/** A device killed at any moment has what it answered for, and no half of an Atomic (decisions D16). */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { answeredBy, faultOfState } from "./managed-state.ts";

const folder = mkdtempSync(join(tmpdir(), "oma-dm-killed-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const KILLS = process.env["FULL"] === "1" ? 500 : 100;
/** More than any run gets to. */
const SESSIONS = 100_000;
const PROGRAM = fileURLToPath(new URL("manage.mjs", import.meta.url));

/** Runs a device until `ms` after its first message, then kills it. The answer is how many messages had left. */
function runUntilKilled(state: string, ms: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [PROGRAM, state, String(SESSIONS)], { stdio: ["ignore", "pipe", "pipe"] });
    let marks = "";
    let said = "";
    child.stderr.on("data", (chunk) => {
      said += chunk;
    });
    child.stdout.on("data", (chunk) => {
      if (marks === "") setTimeout(() => child.kill("SIGKILL"), ms);
      marks += chunk;
    });
    child.on("error", reject);
    child.on("close", (_, signal) => {
      if (signal === "SIGKILL") resolve(marks.split("\n").length - 1);
      else reject(new Error(`ended by itself: ${said}`));
    });
  });
}

describe("a killed device", () => {
  it(`keeps what it answered for, ${KILLS} times over`, { timeout: 600_000 }, async () => {
    const seed = Date.now() % 1_000_000;
    const faults: string[] = [];
    let messages = 0;
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let turn = next++; turn < KILLS; turn = next++) {
        // A new state each time: the numbers begin again, and the very first batches are among those that are cut.
        const state = join(folder, `state-${turn}`);
        // Spread over 0 to 40 ms, in steps no session length divides.
        const ms = ((seed + turn * 617) % 4_000) / 100;
        const sent = await runUntilKilled(state, ms);
        messages += sent;
        const fault = await faultOfState(state, answeredBy(sent)).catch((error: unknown) => String(error));
        if (fault !== undefined)
          faults.push(`seed ${seed}, kill ${turn} after ${ms} ms and ${sent} messages: ${fault}`);
        rmSync(state, { recursive: true, force: true });
      }
    };
    await Promise.all([worker(), worker()]);
    expect(faults).toEqual([]);
    expect(messages).toBeGreaterThan(KILLS);
  });
});
