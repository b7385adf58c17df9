/** docs/bootstrap.md as a new user follows it: every command in it is run, but those that need a card or install something. */
import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { describeNeeding } from "../../../tools/needs.ts";
import { workspace } from "./workspace.ts";

const place = workspace();
const GUIDE = fileURLToPath(new URL("../../../docs/bootstrap.md", import.meta.url));
const BINARY = fileURLToPath(new URL("../bin/oma-dm.mjs", import.meta.url));

describeNeeding(["openssl"], "the guide to bootstrap", () => {
  it("works as it stands", () => {
    const blocks = [...readFileSync(GUIDE, "utf8").matchAll(/^```sh\n(.*?)^```/gms)].map(([, text]) => text!);
    const runnable = blocks.filter((text) => !/npm install|card-ca/.test(text));
    expect([blocks.length, runnable.length]).toEqual([8, 6]);
    const command = join(place.folder, "oma-dm");
    writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${BINARY}" "$@"\n`);
    chmodSync(command, 0o755);
    const port = 20_000 + Math.floor(Math.random() * 20_000);
    const script = runnable.join("").replaceAll("8443", String(port));
    const { status, stdout, stderr } = spawnSync("bash", ["-me"], {
      cwd: place.folder,
      input: script,
      encoding: "utf8",
      env: { ...process.env, PATH: `${place.folder}:${process.env["PATH"]}` },
      timeout: 100_000,
    });
    expect([status, stderr.split("\n").filter((line) => line.startsWith("error:"))]).toEqual([0, []]);
    // Said in advance, done, signed, by provisioning, from the server.
    expect(stdout.split("\n").filter((line) => line.startsWith("./"))).toEqual([
      "./DMAcc/Operator",
      "./DMAcc/Operator",
      "./DMAcc/Operator",
      "./DMAcc/1",
      "./DMAcc/Operator",
    ]);
  }, 120_000);
});
