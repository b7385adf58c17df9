/** The check of a complete sheet can fail: it is shown every way to be incomplete. */
import { describe, expect, it } from "vitest";

interface Tool {
  checkProofs(book: {
    rules: readonly string[];
    tested: ReadonlyMap<string, ReadonlySet<string>>;
    complete: readonly string[];
    untested: readonly (readonly [rules: string, kind: string, reason: string])[];
  }): string[];
  withoutComments(text: string): string;
}
const { checkProofs, withoutComments }: Tool = await import(new URL("./proofs.mjs", import.meta.url).href);

// Put together here, so that the tool does not take this file's examples for citations.
const at = (place: string) => `${"protocol"} ${place}`;
const RULES = ["§1#1", "§1#2", "§1#3", "§2#1"].map(at);

function problems(tested: readonly string[], ...untested: readonly (readonly [string, string, string])[]): string[] {
  const found = new Map(tested.map((place) => [at(place), new Set(["a.test.ts"])]));
  return checkProofs({ rules: RULES, tested: found, complete: ["protocol"], untested });
}

describe("a complete sheet", () => {
  it("has a test or a reason for each rule", () => {
    expect(problems(["§1#1", "§1#2", "§1#3", "§2#1"])).toEqual([]);
    expect(problems(["§1#1", "§2#1"], [at("§1#2–#3"), "evidence", "seen"])).toEqual([]);
    expect(problems(["§1#1", "§1#2", "§1#3"])).toEqual([expect.stringMatching(/§2#1: no test cites it/)]);
  });
  it("takes a whole section for the only rule of it, and for no other", () => {
    expect(problems(["§1#1", "§1#2", "§1#3", "§2"])).toEqual([]);
    expect(problems(["§1", "§2"])).toHaveLength(3);
  });
  it("does not ask this of another sheet", () => {
    expect(checkProofs({ rules: RULES, tested: new Map(), complete: ["conformance"], untested: [] })).toEqual([]);
  });
  it.each([
    ["a rule that a test cites", [at("§1#1"), "evidence", "seen"], /§1#1: is cited by a test/],
    ["a rule there is not", [at("§9#9"), "evidence", "seen"], /§9#9: no such rule/],
    ["what is no rule", ["nothing", "evidence", "seen"], /nothing: is no rule/],
    ["a kind there is not", [at("§1#3"), "boring", "seen"], /boring is not a kind/],
    ["no reason", [at("§1#3"), "evidence", " "], /must be one line/],
  ] as const)("refuses in its table %s", (_, row, message) => {
    const tested = row[0] === at("§1#3") ? ["§1#1", "§1#2", "§2#1"] : ["§1#1", "§1#2", "§1#3", "§2#1"];
    expect(problems(tested, row)).toEqual([expect.stringMatching(message)]);
  });
  it("refuses a rule that stands in its table twice", () => {
    const row = [at("§1#3"), "evidence", "seen"] as const;
    expect(problems(["§1#1", "§1#2", "§2#1"], row, row)).toEqual([expect.stringMatching(/§1#3: stands twice/)]);
  });
});

describe("of a test", () => {
  it.each([
    ['it("a"); // b\nc', 'it("a"); \nc'],
    ["a /* b\n */ c", "a  c"],
    ['get("https://a.example/"); b', 'get("https://a.example/"); b'],
    ['["DMAcc/*/AppID", "DMAcc/*"] // b', '["DMAcc/*/AppID", "DMAcc/*"] '],
    ["`a // /* c */\n` // d", "`a // /* c */\n` "],
    ["'it\\'s // no' // d", "'it\\'s // no' "],
  ])("only what is no comment counts: %j", (text, bare) => expect(withoutComments(text)).toBe(bare));
});
