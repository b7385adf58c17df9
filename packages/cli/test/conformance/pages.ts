/** Pages of the documentation that the tests write when they are told to, and compare otherwise. */
import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "vitest";

const WRITES = process.env["OMA_DM_WRITE_STATEMENT"] === "1";

export function isPage(name: string, text: string): void {
  const file = new URL(`../../../../docs/${name}`, import.meta.url);
  if (WRITES) writeFileSync(file, text);
  expect(text === readFileSync(file, "utf8"), `docs/${name} is out of date; run node tools/statement.mjs`).toBe(true);
}
