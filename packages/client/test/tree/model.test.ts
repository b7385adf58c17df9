/** The product's tree and the reference model tell the same story. `FULL=1` tells twenty times as many. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { plainAnswer, plainNodes } from "./comparison.ts";
import { openRealTree } from "./real-tree.ts";
import { ReferenceTree } from "./reference/reference-tree.ts";
import { type Story, story } from "./stories.ts";
import { SPECS } from "./universe.ts";

const RUNS = 300 * (process.env["FULL"] === "1" ? 20 : 1);

async function tell({ rootAcl, steps }: Story): Promise<void> {
  const model = new ReferenceTree(SPECS, rootAcl);
  const real = await openRealTree(SPECS, rootAcl);
  expect(plainNodes(await real.nodes()), "before anything").toEqual(plainNodes(model.nodes()));
  for (const [index, step] of steps.entries()) {
    const at = `step ${index}`;
    if (step === "reopen") await real.reopen();
    else {
      const msgRef = String(index + 1);
      const answer = await real.run(step.server, step.commands, msgRef);
      const expected = model.run(step.server, step.commands, msgRef);
      expect(plainAnswer(step.commands, answer), at).toEqual(plainAnswer(step.commands, expected));
    }
    expect(plainNodes(await real.nodes()), `tree after ${at}`).toEqual(plainNodes(model.nodes()));
  }
}

test("answers and trees are those of the reference model", { timeout: RUNS * 200 }, async () => {
  // The same stories every time, so that a failure is of the change at hand; FULL=1 tells new ones.
  const seed = process.env["FULL"] === "1" ? {} : { seed: 20_261_124 };
  await fc.assert(fc.asyncProperty(story, tell), { numRuns: RUNS, ...seed });
});
