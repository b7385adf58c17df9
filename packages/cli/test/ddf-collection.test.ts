/** Modules of every description of the collection that loads: all of them compile, with what `defineObject` makes of them. */

import { specsFromDdf } from "@oma-dm/client";
import { DecodeError } from "@oma-dm/codec";
import { expect, it } from "vitest";
import { describeNeeding } from "../../../tools/needs.ts";
import { corpusFiles } from "../../codec/test/oracles/corpus.ts";
import { generateModule } from "../src/ddf-types/module.ts";
import { compile } from "./compile.ts";

describeNeeding(["corpus"], "the collection's descriptions", () => {
  it("become modules that compile", async () => {
    const modules = new Map<string, string>();
    const files = corpusFiles("ddf", (name) => name.endsWith(".xml"));
    for (const { path, bytes } of files) {
      try {
        const { module, objects } = generateModule(specsFromDdf(bytes).specs);
        if (objects.length === 0) continue;
        const name = `m${modules.size}-${path.replace(/\W+/g, "-")}`;
        modules.set(name, module);
        const shapes = objects.map(({ shape }) => shape);
        modules.set(
          `u${modules.size}`,
          [
            'import { defineObject } from "@oma-dm/client";',
            `import { ${shapes.join(", ")} } from "./${name}.ts";`,
            `export const objects = [${shapes.map((shape) => `defineObject(${shape}, { read: {}, exec: {} })`).join(", ")}];`,
          ].join("\n"),
        );
      } catch (error) {
        // How many there are of these is the loader's business.
        if (!(error instanceof DecodeError)) throw error;
      }
    }
    // Each with its user.
    expect(modules.size / 2).toBeGreaterThan(files.length * 0.95);
    expect(await compile(modules)).toBe("");
  }, 180_000);
});
