import { beforeAll, describe, expect, it } from "vitest";
import { describeNeeding } from "../../../tools/needs.ts";
import { type Bundle, bundlePage, htmlPage, nodeUses } from "./browser/bundle.ts";
import { domOf } from "./browser/chromium.ts";
import type { Outcome } from "./browser/page.ts";
import { ROWS, WRONG_ROWS } from "./vectors/rows.ts";

let bundle: Bundle;
beforeAll(async () => {
  bundle = await bundlePage();
}, 60_000);

describe("the codec as one script", () => {
  it("stands alone and refers to nothing of Node", () => {
    expect(bundle.imports).toEqual([]);
    expect(nodeUses(bundle.code)).toEqual([]);
  });
  it("would be seen referring to it", () => {
    const code =
      'import fs from "node:fs"; globalThis.process.cwd(); typeof Buffer; ({ require: 1 }).module; import("node:os");';
    expect(nodeUses(code)).toEqual(["Buffer", "import of node:fs", "import of node:os", "process"]);
  });
});

describeNeeding(["chromium"], "the vectors in a browser", () => {
  let outcome: Outcome;
  beforeAll(async () => {
    const dom = await domOf(htmlPage(bundle.code));
    const [, text] = dom.match(/<body>([^<]*)<\/body>/) ?? [];
    expect(text, dom.slice(-500)).toBeDefined();
    outcome = JSON.parse(decodeURIComponent(text!)) as Outcome;
  }, 90_000);

  it("all pass, as many as in Node", () => {
    expect(outcome.failures).toEqual([]);
    expect(outcome.rows).toBe(ROWS.length);
  });
  it("fail where they must", () => {
    expect(outcome.letPass).toEqual([]);
    expect(outcome.wrongRows).toBe(WRONG_ROWS.length);
    expect(WRONG_ROWS.length).toBeGreaterThan(0);
  });
});
