/** The tree's rules, one by one, on its own interface. */
import { describe, it } from "vitest";
import type { Case } from "./cases/case.ts";
import { ALL_CASES } from "./cases/index.ts";

const byRule = new Map<string, Case[]>();
for (const each of ALL_CASES) byRule.set(each.rule, [...(byRule.get(each.rule) ?? []), each]);
for (const [rule, rows] of byRule) {
  describe(rule, () => {
    for (const { title, run } of rows) it(title, run);
  });
}
