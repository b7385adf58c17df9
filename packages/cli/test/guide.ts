/** A page of docs/ as a new user follows it: its commands in one shell, in an empty folder. */
import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePorts } from "../../../tools/free-ports.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const BINARY = join(ROOT, "packages/cli/bin/oma-dm.mjs");

/** The pieces of shell a page has, in its order. */
export function shellOf(page: string): string[] {
  return [...readFileSync(join(ROOT, "docs", page), "utf8").matchAll(/^```sh\n(.*?)^```/gms)].map(([, text]) => text!);
}

export interface Followed {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The lines that tell of a failure. */
  readonly errors: readonly string[];
}

/** Runs `script` in `folder`; each of `ports`, which others may listen on, stands for a free one. */
export async function follow(script: string, folder: string, ports: readonly string[]): Promise<Followed> {
  const command = join(folder, "oma-dm");
  writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${BINARY}" "$@"\n`);
  chmodSync(command, 0o755);
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  const free = await freePorts(ports.length);
  // All at once: a free port may have the digits of one that is still to come.
  const input = script.replace(new RegExp(ports.join("|"), "g"), (port) => String(free[ports.indexOf(port)]));
  const { status, stdout, stderr } = spawnSync("bash", ["-me"], {
    cwd: folder,
    input,
    encoding: "utf8",
    env: { ...process.env, PATH: `${folder}:${process.env["PATH"]}` },
    timeout: 100_000,
  });
  return { status, stdout, stderr, errors: stderr.split("\n").filter((line) => line.startsWith("error:")) };
}
