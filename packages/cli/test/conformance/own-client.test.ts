/** Our own client passes every case it is judged by, in every variant. */
import { CASES, runCase } from "@oma-dm/lab";
import { expect, it } from "vitest";
import { inProcessDriver } from "../../src/conformance/in-process.ts";

const RUNS = CASES.flatMap((test) => test.variants.map((variant) => ({ test, variant })));

it.concurrent.each(RUNS)("$test.id $variant.encoding $variant.security: $test.title", async ({ test, variant }) => {
  const { verdict, reasons } = await runCase(test, variant, inProcessDriver());
  expect(["pass", "not-yet", "not-applicable"], reasons.join("; ")).toContain(verdict);
});
