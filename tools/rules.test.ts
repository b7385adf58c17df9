import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

interface Tool {
  collectRules(dir: string): Set<string>;
  citedBy(line: string): string[];
  checkCitations(file: string, text: string, rules: Set<string>): { count: number; problems: string[] };
}
const tool: Tool = await import(new URL("./rules.mjs", import.meta.url).href);
const { checkCitations, citedBy, collectRules } = tool;

const BOOK = fileURLToPath(new URL("../docs/spec", import.meta.url));
// Put together here, so that the tool does not take this file's examples for citations.
const at = (place: string) => `${"protocol"} ${place}`;

describe("a rule book", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "rules-"));
  });
  afterEach(() => rmSync(dir, { recursive: true }));
  const write = (...lines: string[]) => writeFileSync(join(dir, "protocol.md"), lines.join("\n"));

  it("gives sections, rows, items and paragraphs their ids, and none to code", () => {
    write(
      "## 8. Commands",
      "| **#1** | Add |",
      "### 8.5 Codes",
      "- **#1** item",
      "**#2** text",
      "```",
      "**#3** no",
      "```",
    );
    expect([...collectRules(dir)]).toEqual(["§8", "§8#1", "§8.5", "§8.5#1", "§8.5#2"].map(at));
  });

  it("refuses a rule number, a section and a name that stand twice", () => {
    write("## 8. Commands", "- **#1** one", "- **#1** other");
    expect(() => collectRules(dir)).toThrow(`protocol.md:3: stands twice: ${at("§8#1")}`);
    write("## 8. Commands", "## 8. Again");
    expect(() => collectRules(dir)).toThrow("stands twice");
    write("## 8. Commands", `| ${"D"}1 | a |`, `| ${"D"}1 | b |`);
    expect(() => collectRules(dir)).toThrow("stands twice");
  });

  it("expands a run of profile rows", () => {
    write("## 0. Rows", `| ${"R"}008–${"R"}010 | DMPRO |`);
    expect([...collectRules(dir)].slice(1)).toEqual([8, 9, 10].map((row) => `R${String(row).padStart(3, "0")}`));
  });
});

describe("citations", () => {
  it("are read in every form", () => {
    expect(citedBy(`see ${at("§8.5#7, #9")} and ${at("§5.6")}.`)).toEqual(["§8.5#7", "§8.5#9", "§5.6"].map(at));
    const run = ["§8.5#7", "§8.5#8", "§8.5#9", "§8.6#2"];
    expect(citedBy(at("§8.5#7–#9, §8.6#2"))).toEqual(run.map(at));
    expect(citedBy(`${at("§12.3, §12.4#2")}`)).toEqual(["§12.3", "§12.4#2"].map(at));
    expect(citedBy(`${"decisions"} D16, D17; (${"D"}3) D4`)).toEqual(["D16", "D17", "D3"]);
    expect(citedBy(`${"INV"}-08 on ${"R"}090, not R2D2`)).toEqual(["INV-08", "R090"]);
  });

  it("that name nothing are reported with file and line", () => {
    const rules = new Set([at("§8.5"), at("§8.5#7")]);
    const text = `// ${at("§8.5#7")}\n// ${at("§8.5#99")}\n// (${"D"}9)`;
    expect(checkCitations("a.ts", text, rules)).toEqual({
      count: 3,
      problems: [`a.ts:2: no such rule: ${at("§8.5#99")}`, `a.ts:3: no such rule: ${"decisions"} D9`],
    });
  });
});

describe("the real rule book", () => {
  const rules = collectRules(BOOK);

  it("parses and holds its rules", () => {
    expect([...rules].filter((id) => id.includes("#")).length).toBeGreaterThan(300);
    for (const id of [at("§8.5#7"), "D1", "D22", "INV-01", "INV-20", "R001", "R148"]) expect(rules).toContain(id);
    expect(rules).not.toContain(`${"R"}149`);
  });

  it("keeps its own cross-references", () => {
    for (const file of readdirSync(BOOK)) {
      expect(checkCitations(file, readFileSync(join(BOOK, file), "utf8"), rules).problems).toEqual([]);
    }
  });

  it("states a clause under every heading", () => {
    for (const file of readdirSync(BOOK).filter((name) => name !== "README.md")) {
      const text = readFileSync(join(BOOK, file), "utf8").replace(/^```[\s\S]*?^```/gm, "");
      for (const heading of text.matchAll(/^#{2,4} (?:\d|[A-Z]\.).*\n\n(.*)$/gm)) {
        expect(heading[1], `${file}: ${heading[0]}`).toMatch(/^Clause: /);
      }
    }
  });
});
