/** The fuzzer finds what it is for, and says so when a target is no target. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));

/** In a process of its own: coverage of a test runner's process would be mostly the runner's. */
const EXPLORE = `
import { explore } from "./fuzz.mjs";
const load = () => import("./fixtures/planted.mjs");
const filter = (url) => url.includes("planted.mjs");
const { crash, blocks, runs } = await explore({ load, seconds: 45, seed: 7, filter });
console.log(JSON.stringify({ found: crash?.error.message, data: crash && [...crash.data.slice(0, 5)], blocks, runs }));
`;

it("finds a planted fault behind five conditions", () => {
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", EXPLORE], {
    cwd: FOLDER,
    encoding: "utf8",
  });
  expect(JSON.parse(output)).toMatchObject({ found: "planted", data: [...Buffer.from("fuzz!")] });
}, 60_000);

it("keeps no more than it may, however much is news", () => {
  const program = `
    import { explore } from "./fuzz.mjs";
    const load = () => import("./fixtures/planted.mjs");
    const places = [];
    const filter = (url) => url.includes("planted.mjs");
    const keep = (_data, place) => places.push(place);
    const { corpus } = await explore({ load, seconds: 45, seed: 7, filter, keep, maxKept: 3 });
    console.log(JSON.stringify({ corpus, news: places.length, last: Math.max(...places) }));`;
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", program], {
    cwd: FOLDER,
    encoding: "utf8",
  });
  const { corpus, news, last } = JSON.parse(output);
  expect(news).toBeGreaterThan(3);
  expect({ corpus, last }).toEqual({ corpus: 3, last: 2 });
}, 60_000);

describe("a run of a target", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "oma-dm-fuzz-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** What the fuzzer says of a module with this text. */
  function run(text: string): { failure?: string; data?: Record<string, number>; runs?: number } {
    const file = join(folder, "target.mjs");
    writeFileSync(file, text);
    // A file, because threads would inherit the option that a program on the command line needs.
    const program = join(folder, "program.mjs");
    const source = `
      import { runTarget } from ${JSON.stringify(join(FOLDER, "fuzz.mjs"))};
      const asked = { file: ${JSON.stringify(file)}, folder: ${JSON.stringify(join(folder, "kept"))} };
      console.log(JSON.stringify(await runTarget({ ...asked, seconds: 1, seed: 1, loadMs: 1000 })));`;
    writeFileSync(program, source);
    return JSON.parse(execFileSync(process.execPath, [program], { encoding: "utf8", timeout: 20_000 }));
  }

  it.each([
    ["throws while loading", 'throw new Error("no such table");', /no such table/],
    ["hangs while loading", "for (;;) ;", /^hang: more than 1000 ms to load/],
    ["hangs at an input", "export const seeds = []; export function fuzz() { for (;;) ; }", /^hang: .* for one input/],
    ["ends the thread", "export const seeds = []; export function fuzz() { process.exit(3); }", /ended with 3/],
    ["reaches none of our code", "export const seeds = []; export function fuzz() {}", /blind|no block|reach/],
  ])("fails when it %s", (_name, text, failure) => {
    expect(run(text).failure).toMatch(failure);
  });

  it("writes down the input to blame and the command that runs it again", () => {
    const program = join(folder, "program.mjs");
    const kept = join(folder, "crashes");
    writeFileSync(
      program,
      `import { report } from ${JSON.stringify(join(FOLDER, "fuzz.mjs"))};
      report("lamp", { failure: "it is dark", data: Uint8Array.of(1, 255) }, ${JSON.stringify(kept)});`,
    );
    const output = execFileSync(process.execPath, [program], { encoding: "utf8" });
    const [file = ""] = readdirSync(kept);
    expect([...readFileSync(join(kept, file))]).toEqual([1, 255]);
    expect(output).toContain("lamp: FAILED: it is dark\n  input 01ff\n");
    expect(output).toContain(`again: node tools/fuzz.mjs --target lamp --input ${join(kept, file)}\n`);
  });

  it("keeps what brought news for the next run", () => {
    const codec = fileURLToPath(new URL("../packages/codec/dist/auth/base64.js", import.meta.url));
    const text = `import { decodeBase64 } from ${JSON.stringify(codec)};
      export const seeds = [new Uint8Array([65, 65])];
      export const fuzz = (data) => void decodeBase64(Buffer.from(data).toString("latin1"));`;
    expect(run(text)).toMatchObject({ runs: expect.any(Number) });
    expect(readdirSync(join(folder, "kept")).length).toBeGreaterThan(0);
  });
});

it.each([
  [["--target", "nonsense"], /^error: no target nonsense; there is: .*base64, /],
  [["--seconds", "many"], /^error: --seconds takes a number/],
  [["--seed", "x"], /^error: --seed takes a whole number/],
  [["--input", "/no/such/file", "--target", "message"], /^error: --input: no file/],
  [["--nonsense"], /^error: /],
])("is told in one line that %j makes no sense", (args, line) => {
  const { status, stderr } = spawnSync(process.execPath, ["fuzz.mjs", ...args], { cwd: FOLDER, encoding: "utf8" });
  expect(status).toBe(2);
  expect(stderr.trimEnd()).toMatch(line);
  expect(stderr.trimEnd()).not.toContain("\n");
});
