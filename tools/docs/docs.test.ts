import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { compareFolders, entryPoints } from "../docs.mjs";

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folder(files: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(tmpdir(), "oma-dm-docs-"));
  made.push(path);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return path;
}

describe("the reference's generator", () => {
  it("takes every export path that has a source, the root last", () => {
    const exports = {
      ".": { "@oma-dm/source": "./src/index.ts", default: "./dist/index.js" },
      "./xml": { "@oma-dm/source": "./src/xml/index.ts", default: "./dist/xml/index.js" },
      "./package.json": "./package.json",
    };
    expect(entryPoints(exports)).toEqual(["./src/xml/index.ts", "./src/index.ts"]);
  });
  it("names what is missing, left over and out of date", () => {
    const wanted = folder({ "a.md": "1", "b.md": "2", "deep/c.md": "3" });
    expect(compareFolders(wanted, folder({ "a.md": "1", "b.md": "2", "deep/c.md": "3" }))).toEqual([]);
    expect(compareFolders(wanted, folder({ "a.md": "1", "b.md": "0", "d.md": "4" }))).toEqual([
      "b.md is out of date",
      "d.md is left over",
      "deep/c.md is missing",
    ]);
    expect(compareFolders(folder({ "a.md": "1" }), join(tmpdir(), "oma-dm-docs-none"))).toEqual(["a.md is missing"]);
  });
});
