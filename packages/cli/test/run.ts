/** Runs a command in this process, the way a program that scripts it would. */
import { readFileSync } from "node:fs";
import type { Clock } from "@oma-dm/client";
import { type Io, main } from "oma-dm";
import { expect } from "vitest";
import { mismatch } from "./matches.ts";

/** Waits for nothing: retries follow each other at once. */
const instant: Clock = {
  now: Date.now,
  sleep: (ms, signal) =>
    ms < 5_000 ? Promise.resolve() : new Promise((done) => signal?.addEventListener("abort", () => done())),
};

export async function run(
  argv: readonly string[],
  stdin: string | Uint8Array = "",
  terminal = false,
  more: Partial<Io> = {},
) {
  const out: Buffer[] = [];
  const said: string[] = [];
  const exit = await main(argv, {
    stdin: async (limit) => {
      const bytes = Buffer.from(stdin as string);
      return bytes.length > limit ? undefined : bytes;
    },
    out: (data) => void out.push(Buffer.from(data as string)),
    say: (text) => void said.push(text),
    outIsTerminal: terminal,
    ports: { clock: instant },
    ...more,
  });
  return { exit, out: Buffer.concat(out).toString("utf8"), bytes: Buffer.concat(out), said: said.join("\n") };
}

/** The JSON as a value, once it has kept the schema of its verb. */
export function conforms(verb: string, json: string): unknown {
  const schema = JSON.parse(readFileSync(new URL(`../schema/${verb}.json`, import.meta.url), "utf8"));
  const value = JSON.parse(json);
  expect(mismatch(schema, value)).toBeUndefined();
  return value;
}
