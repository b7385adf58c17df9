import type { DecodeCode } from "@oma-dm/codec";
import { describe, expect, it } from "vitest";
import { checkVector } from "./vectors/check.ts";
import { GROUPS, ROWS, WRONG_ROWS } from "./vectors/rows.ts";

const EVERY_CODE: Readonly<Record<DecodeCode, true>> = {
  truncated: true,
  "bad-token": true,
  "bad-length": true,
  "bad-value": true,
  "bad-charset": true,
  "unsupported-version": true,
  "unknown-document": true,
  "not-well-formed": true,
  "doctype-refused": true,
  "unexpected-element": true,
  "unexpected-text": true,
  "missing-element": true,
  "trailing-bytes": true,
  limit: true,
};

for (const [group, rows] of Object.entries(GROUPS)) {
  describe(`vectors: ${group}`, () => {
    it.each(rows.map((row) => [row.name, row] as const))("%s", (_name, row) => checkVector(row));
  });
}

describe("the vector suite", () => {
  it.each(WRONG_ROWS.map((row) => [row.name, row] as const))("fails on %s", (_name, row) => {
    expect(() => checkVector(row)).toThrow(/expected .*, got /);
  });
  it("has a refusal for every code", () => {
    const codes = new Set(ROWS.flatMap((row) => (row.form === "refused" ? [row.code] : [])));
    expect([...codes].sort()).toEqual(Object.keys(EVERY_CODE).sort());
  });
  it("has no two rows of one name and no two that say the same", () => {
    const names = ROWS.map(({ form, name }) => `${form} ${name}`);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
    const said = ROWS.map(({ name: _, ...rest }) => JSON.stringify(rest));
    expect(ROWS.filter((_, at) => said.indexOf(said[at]!) !== at).map(({ name }) => name)).toEqual([]);
  });
});
