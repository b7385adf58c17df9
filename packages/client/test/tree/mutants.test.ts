/** The cases can fail: each row of the tables, perturbed, is noticed (decisions D19). All of them, every time. */
import { beforeAll, describe, expect, it } from "vitest";
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

/** The first case that fails; undefined when none does. */
async function firstFailure(cases: readonly Case[]): Promise<string | undefined> {
  for (const { rule, title, run } of cases) {
    const failed = await run().then(
      () => false,
      () => true,
    );
    if (failed) return `${rule}: ${title}`;
  }
  return undefined;
}

async function noticedBy(mutant: Mutant): Promise<string | undefined> {
  const restore = mutant.apply();
  try {
    return await firstFailure(ordered(mutant));
  } finally {
    restore();
  }
}

describe("mutants of the tree's tables", () => {
  // A case that fails anyway would notice everything.
  beforeAll(async () => {
    expect(await firstFailure(ALL_CASES), "fails before anything is changed").toBeUndefined();
  }, 60_000);

  it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))("%s", async (_, mutant) => {
    expect(await noticedBy(mutant), "no case noticed").toBeDefined();
  });

  it("leave nothing behind, and a change of nothing is not noticed", async () => {
    expect(await noticedBy({ name: "nothing", rule: "", apply: () => () => {} })).toBeUndefined();
  });
});
