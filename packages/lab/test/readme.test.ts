import { readFileSync, writeFileSync } from "node:fs";
import * as labModule from "@oma-dm/lab";
import { expect, it } from "vitest";

const README = new URL("../README.md", import.meta.url);

/** With UPDATE_README=1 the shown output is written instead of compared. */
it("the README's example prints what the README says", async () => {
  const text = readFileSync(README, "utf8");
  const code = /```js\n(.*?)```/s.exec(text)?.[1] ?? "";
  const shown = /```text\n(.*?)```/s.exec(text)?.[1] ?? "";
  const body = code.replace(/^import (\{[^}]*\}) from "@oma-dm\/lab";/m, "const $1 = module;");
  const printed: string[] = [];
  const run = new Function("module", "console", `return (async () => {${body}})();`) as (
    module: typeof labModule,
    console: { log(line: string): void },
  ) => Promise<void>;
  await run(labModule, { log: (line) => printed.push(`${line}\n`) });
  const output = printed.join("").replace(/\n\n/g, "\n");
  if (process.env["UPDATE_README"] === "1")
    writeFileSync(
      README,
      text.replace(/```text\n.*?```/s, () => `\`\`\`text\n${output}\`\`\``),
    );
  else expect(shown).toBe(output);
});
