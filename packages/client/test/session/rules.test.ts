/** The rules of the session, one by one: the pure step, and the commands it hands out. */
import { describe, it } from "vitest";
import type { Case } from "../tree/cases/case.ts";
import { SESSION_CASES } from "./cases/index.ts";

const byRule = new Map<string, Case[]>();
for (const each of SESSION_CASES) byRule.set(each.rule, [...(byRule.get(each.rule) ?? []), each]);
for (const [rule, rows] of byRule) {
  describe(rule, () => {
    for (const { title, run } of rows) it(title, run);
  });
}
