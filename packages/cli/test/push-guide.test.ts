/** docs/push.md as a new user follows it: every command of its first part is run. */
import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it } from "vitest";
import { workspace } from "./workspace.ts";

const place = workspace();
const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const BINARY = join(ROOT, "packages/cli/bin/oma-dm.mjs");

beforeAll(() => void spawnSync(process.execPath, [join(ROOT, "tools/ensure.mjs"), "build"]), 60_000);

it("the guide to push works as it stands", () => {
  const blocks = [...readFileSync(join(ROOT, "docs/push.md"), "utf8").matchAll(/^```sh\n(.*?)^```/gms)];
  expect(blocks.length).toBe(3);
  const command = join(place.folder, "oma-dm");
  writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${BINARY}" "$@"\n`);
  chmodSync(command, 0o755);
  symlinkSync(join(ROOT, "node_modules"), join(place.folder, "node_modules"));
  // Other tests listen on the usual ports.
  const base = 20_000 + Math.floor(Math.random() * 20_000);
  const port = (text: string, from: string, offset: number): string => text.replaceAll(from, String(base + offset));
  const script = ["2948", "4035", "4037"].reduce(port, blocks.map(([, text]) => text).join(""));
  const { status, stdout, stderr } = spawnSync("bash", ["-me"], {
    cwd: place.folder,
    input: script,
    encoding: "utf8",
    env: { ...process.env, PATH: `${place.folder}:${process.env["PATH"]}` },
    timeout: 60_000,
  });
  expect([status, stderr.split("\n").filter((line) => line.startsWith("error:"))]).toEqual([0, []]);
  expect(stdout).toContain("1A completed []");
  expect(stderr).toContain('"msg": "notified"');
  expect(JSON.parse(stdout.slice(stdout.indexOf("{")))).toMatchObject({
    push: { received: 2, accepted: 1, ignored: { "bad-digest": 1 } },
  });
}, 120_000);
