/**
 * The examples run as they stand and print what they say, and the README shows them as they are. `vitest -u` writes
 * both anew.
 */
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";

const PACKAGE = fileURLToPath(new URL("../", import.meta.url));
const FOLDER = join(PACKAGE, "examples");
const README = join(PACKAGE, "README.md");
const EXAMPLES = readdirSync(FOLDER).sort();
const PRINTS = "\n// Prints:\n";
const EMBEDDED = /(<!-- examples\/([\w-]+\.mjs) -->\n\n```js\n)[\s\S]*?(```\n)/g;

const exec = promisify(execFile);
const example = (name: string): string => readFileSync(join(FOLDER, name), "utf8");

/** The paths of package.json that code can be imported from, as one writes them. */
function importPaths(): readonly string[] {
  const { name, exports } = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8")) as {
    readonly name: string;
    readonly exports: Readonly<Record<string, unknown>>;
  };
  return Object.keys(exports)
    .filter((path) => typeof exports[path] === "object")
    .map((path) => name + path.slice(1));
}

describe("the examples", () => {
  // They import the package by its name, as its users do, and so what is built.
  beforeAll(() => exec(process.execPath, [join(PACKAGE, "../../tools/ensure.mjs"), "build"]), 60_000);

  it.each(EXAMPLES)("%s prints what its last lines say", async (name) => {
    const { stdout, stderr } = await exec(process.execPath, [join(FOLDER, name)], { cwd: PACKAGE });
    expect(stderr).toBe("");
    const [program] = example(name).split(PRINTS);
    const prints = stdout.trimEnd().replace(/^/gm, "// ").replace(/ $/gm, "");
    await expect(`${program}${PRINTS}${prints}\n`).toMatchFileSnapshot(join(FOLDER, name));
  });

  it.each(importPaths())("there is one for %s", (path) => {
    const users = EXAMPLES.filter((name) => example(name).includes(`from ${JSON.stringify(path)};`));
    expect(users).not.toEqual([]);
  });
});

describe("the README", () => {
  it("shows every example as it stands", async () => {
    const readme = readFileSync(README, "utf8");
    expect([...readme.matchAll(EMBEDDED)].map(([, , name]) => name).sort()).toEqual(EXAMPLES);
    const current = readme.replace(EMBEDDED, (_all, head, name, tail) => head + example(name) + tail);
    await expect(current).toMatchFileSnapshot(README);
  });

  it.each(importPaths())("says what %s is for", (path) => {
    expect(readFileSync(README, "utf8")).toMatch(new RegExp(`^\\| \`${path}\` \\| .{20,} \\|$`, "m"));
  });
});
