/** The cases can fail: each row of the tables, perturbed, is noticed (decisions D19). All of them, every time. */
import { describe, expect, it } from "vitest";
import type { Case } from "./cases/case.ts";
import { ALL_CASES } from "./cases/index.ts";
import { MUTANTS, type Mutant } from "./mutants.ts";

const sections = (rule: string): readonly string[] => rule.match(/§[\d.]+(?:#\d+)?/g) ?? [];

/** Cases that share a rule with the row come first: they are the ones that should notice. */
function ordered({ rule }: Mutant): readonly Case[] {
  const wanted = sections(rule);
  const score = (each: Case): number =>
    sections(each.rule).some((one) => wanted.includes(one))
      ? 0
      : sections(each.rule).some((one) => wanted.some((other) => other.split("#")[0] === one.split("#")[0]))
        ? 1
        : 2;
  return [...ALL_CASES].sort((a, b) => score(a) - score(b));
}

async function isNoticed(mutant: Mutant): Promise<boolean> {
  const restore = mutant.apply();
  try {
    for (const { run } of ordered(mutant)) {
      const failed = await run().then(
        () => false,
        () => true,
      );
      if (failed) return true;
    }
    return false;
  } finally {
    restore();
  }
}

describe("mutants of the tree's tables", () => {
  it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))("%s", async (_, mutant) => {
    expect(await isNoticed(mutant), "no case noticed").toBe(true);
  });
});
