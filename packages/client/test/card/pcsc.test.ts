/** The port over PC/SC, against Debian's pcscd and a virtual reader, in namespaces that nobody else sees. */
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { beforeAll, expect, it } from "vitest";
import { describeNeeding, PCSC_HOME } from "../../../../tools/needs.ts";
import { CARD_CONTRACT } from "./card-contract.ts";

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
    const child = spawn("unshare", ["-mnp", "--fork", "--kill-child", process.execPath, file], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (data) => {
      output += String(data);
    });
    child.stderr.on("data", (data) => {
      errors += String(data);
    });
    // What was said until then tells where it stands still.
    const timer = setTimeout(() => child.kill("SIGKILL"), 150_000);
    await new Promise((resolve) => child.once("close", resolve));
    clearTimeout(timer);
    for (const line of output.split("\n").filter((each) => each.startsWith("["))) {
      const [name, what] = JSON.parse(line) as [string, string];
      said.set(name, what);
    }
  }, 170_000);

  const rows: readonly (readonly [string, string])[] = [
    ["no card", "nothing"],
    ["uicc", "com.example.dm"],
    ["uicc T=0", "com.example.dm"],
    ["sim", "com.example.dm"],
    ["empty", "nothing"],
    ["lying length", "malformed"],
    ["removed mid-read", "removed"],
    ["reads again after removal", "com.example.dm"],
    ["no other reader", "no-reader"],
    ...CARD_CONTRACT.map(([title, expected]) => [title, expected] as const),
    ["no service", "not-available"],
  ];
  it.each(rows)("%s: %s", (name, what) => {
    expect(said.get(name) ?? `nothing was said; ${errors}`).toBe(what);
  });
});
