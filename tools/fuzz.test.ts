/** The fuzzer finds what it is for: a fault behind five conditions, each a branch of its own. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

/** In a process of its own: coverage of a test runner's process would be mostly the runner's. */
const PROGRAM = `
import { explore } from "./fuzz.mjs";
const load = () => import("./fixtures/planted.mjs");
const filter = (url) => url.includes("planted.mjs");
const { crash, blocks, runs } = await explore({ load, seconds: 45, seed: 7, filter });
console.log(JSON.stringify({ found: crash?.error.message, data: crash && [...crash.data.slice(0, 5)], blocks, runs }));
`;

it("finds a planted fault behind five conditions", () => {
  const cwd = fileURLToPath(new URL(".", import.meta.url));
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", PROGRAM], { cwd, encoding: "utf8" });
  expect(JSON.parse(output)).toMatchObject({ found: "planted", data: [...Buffer.from("fuzz!")] });
}, 60_000);
