/** Clients that are broken on purpose: each is killed by the case it is named with, and passes its control. */
import { CASES, runCase } from "@oma-dm/lab";
import { describe, expect, it } from "vitest";
import { inProcessDriver } from "../../src/conformance/in-process.ts";
import { BOOTSTRAP_MUTANTS } from "./mutants/bootstrap.ts";
import { EDGE_MUTANTS } from "./mutants/edges.ts";
import { MESSAGE_MUTANTS } from "./mutants/messages.ts";
import type { Mutant } from "./mutants/mutant.ts";
import { PUSH_MUTANTS } from "./mutants/push.ts";
import { TREE_MUTANTS } from "./mutants/tree.ts";
import { isPage } from "./pages.ts";

const GROUPS: Readonly<Record<string, readonly Mutant[]>> = {
  "in what they say": MESSAGE_MUTANTS,
  "at their edges": EDGE_MUTANTS,
  "in their tree": TREE_MUTANTS,
  "in what they do with a push": PUSH_MUTANTS,
  "in how they are bootstrapped": BOOTSTRAP_MUTANTS,
};
const MUTANTS = Object.values(GROUPS).flat();

async function verdictOf(id: string, { encoding, ports, apply }: Mutant) {
  const test = CASES.find((each) => each.id === id);
  if (test === undefined) throw new TypeError(`no case ${id}`);
  const variant = test.variants.find((each) => encoding === undefined || each.encoding === encoding)!;
  const restore = apply?.();
  try {
    return await runCase(test, variant, inProcessDriver(ports === undefined ? {} : { ports }), { actTimeoutMs: 8_000 });
  } finally {
    restore?.();
  }
}

describe.each(Object.entries(GROUPS))("clients broken %s", (_group, mutants) => {
  it.each(mutants.map((mutant) => [mutant.name, mutant] as const))("%s", async (_name, mutant) => {
    const control = await verdictOf(mutant.control ?? "DI-01", mutant);
    expect(control.verdict, `control: ${control.reasons.join("; ")}`).toBe("pass");
    expect((await verdictOf(mutant.killer, mutant)).verdict).toBe("fail");
  });
});

it("are at least forty, each of another kind, and listed in docs/conformance-mutants.md", () => {
  expect(MUTANTS.length).toBeGreaterThanOrEqual(40);
  expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  const tables = Object.entries(GROUPS).flatMap(([group, mutants]) => [
    "",
    `## Clients broken ${group}`,
    "",
    "| what is wrong with it | case that kills it | control it passes |",
    "|---|---|---|",
    ...mutants.map(({ name, killer, control = "DI-01" }) => `| ${name} | ${killer} | ${control} |`),
  ]);
  const intro = [
    "# Broken clients",
    "",
    `A suite that cannot fail proves nothing. These ${MUTANTS.length} clients are ours with one thing broken on purpose; each is run with the`,
    "case named here, which must fail, and with a control, which must pass. Written by `node tools/statement.mjs` together",
    "with [conformance.md](conformance.md); `npm test` runs them all.",
  ];
  isPage("conformance-mutants.md", [...intro, ...tables, ""].join("\n"));
});
