/** The port over PC/SC, against Debian's pcscd and a virtual reader, in namespaces that nobody else sees. */
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { beforeAll, expect, it } from "vitest";
import { describeNeeding, PCSC_HOME } from "../../../../tools/needs.ts";

const SCENARIO = fileURLToPath(new URL("pcsc-scenario.ts", import.meta.url));

/** In the folder that has the optional package, so that it is found from there. */
async function bundled(): Promise<string> {
  mkdirSync(PCSC_HOME, { recursive: true });
  const file = join(PCSC_HOME, "scenario.mjs");
  const bundle = await rolldown({
    input: SCENARIO,
    platform: "node",
    tsconfig: false,
    resolve: { conditionNames: ["@oma-dm/source", "import", "node", "default"] },
    external: ["pcsc-mini", "classic-level"],
  });
  await bundle.write({ file, format: "es", codeSplitting: false });
  await bundle.close();
  return file;
}

describeNeeding(["pcscd", "pcscMini"], "a card over PC/SC (bootstrap-push §9.1#1, §9.3#1–#5, R100)", () => {
  const said = new Map<string, string>();
  let errors = "";
  beforeAll(async () => {
    const file = await bundled();
    const child = spawn("unshare", ["-mn", process.execPath, file], { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (data) => {
      output += String(data);
    });
    child.stderr.on("data", (data) => {
      errors += String(data);
    });
    await new Promise((resolve) => child.once("close", resolve));
    for (const line of output.split("\n").filter((each) => each.startsWith("["))) {
      const [name, what] = JSON.parse(line) as [string, string];
      said.set(name, what);
    }
  }, 120_000);

  it.each([
    ["no card", "nothing"],
    ["uicc", "com.example.dm"],
    ["uicc T=0", "com.example.dm"],
    ["sim", "com.example.dm"],
    ["empty", "nothing"],
    ["lying length", "malformed"],
    ["removed mid-read", "removed"],
    ["reads again after removal", "com.example.dm"],
    ["no other reader", "no-reader"],
    // As card-contract.ts has it for the reader in memory.
    ["port: none, then one, again, the next", "undefined 9000 failed 9000 failed 9000 failed 9000 failed"],
    ["port: taken out while open", "removed"],
    ["port: closed", "not-available"],
    ["no service", "not-available"],
  ])("%s: %s", (name, what) => {
    expect(said.get(name) ?? errors).toBe(what);
  });
});
