import { describe, expect, it } from "vitest";
import { compactXml } from "./compact.ts";
import { compareInfosets, type Difference, parseInfoset } from "./infoset.ts";
import { judge, type Way } from "./rules.ts";

const differences = (left: string, right: string): readonly Difference[] =>
  compareInfosets(parseInfoset(left), parseInfoset(right));

describe("two infosets", () => {
  it.each([
    ["white space between elements", "<a>\n <b/>\n</a>", "<a><b/></a>"],
    ["CDATA and escaped text", "<a><![CDATA[x<]]>y</a>", "<a>x&lt;y</a>"],
    ["comments and processing instructions", "<a><!-- c --><?p q?>x<!-- d -->y</a>", "<a>xy</a>"],
    ["prefixes", '<p:a xmlns:p="u"/>', '<a xmlns="u"/>'],
    ["the order of attributes", '<a b="1" c="2"/>', '<a c="2" b="1"/>'],
  ])("are equal whatever their %s", (_, left, right) => {
    expect(differences(left, right)).toEqual([]);
  });
  it.each([
    ["a lost element", "<a><b/><c/></a>", "<a><b/></a>", "content"],
    ["another order", "<a><b/><c/></a>", "<a><c/><b/></a>", "content"],
    ["a blank at the end of a value", "<a>x </a>", "<a>x</a>", "text"],
    ["a value of nothing but blanks", "<a> </a>", "<a/>", "content"],
    ["text beside elements", "<a>x<b/></a>", "<a><b/></a>", "content"],
    ["a lost attribute", '<a b="1"/>', "<a/>", "attribute"],
    ["another attribute", '<a b="1"/>', '<a b="2"/>', "attribute"],
    ["another namespace", '<a xmlns="u"/>', '<a xmlns="v"/>', "namespace"],
    ["another root", "<a/>", "<b/>", "content"],
    ["text turned into elements", "<a>&lt;b/></a>", "<a><b/></a>", "content"],
  ])("differ by %s", (_, left, right, kind) => {
    expect(differences(left, right).map((it) => it.kind)).toEqual([kind]);
  });
});

describe("the rules", () => {
  const rules = (left: string, right: string, way: Way = "ours"): readonly string[] => {
    const judged = judge(parseInfoset(left), parseInfoset(right), way);
    return judged.open.length > 0 ? ["open"] : judged.rules.map(({ id }) => id);
  };
  const syncml = (inside: string): string => `<SyncML xmlns="SYNCML:SYNCML1.2">${inside}</SyncML>`;
  it.each([
    ["a namespace the code page implies", "<SyncML/>", syncml(""), ["namespace left out"]],
    [
      "Meta's content without its namespace",
      syncml("<Meta><Type>t</Type></Meta>"),
      syncml('<Meta><Type xmlns="syncml:metinf">t</Type></Meta>'),
      ["namespace of the parent"],
    ],
    [
      "MetInf by a misspelt namespace",
      syncml('<Meta><Type xmlns="syncml:metinfo">t</Type></Meta>'),
      syncml('<Meta><Type xmlns="syncml:metinf">t</Type></Meta>'),
      ["namespace of another spelling"],
    ],
    ["one vocabulary for another", '<A xmlns="syncml:metinf"/>', '<A xmlns="syncml:devinf"/>', ["open"]],
    ["a stranger's namespace for SyncML's", '<A xmlns="urn:x"/>', '<A xmlns="SYNCML:SYNCML1.2"/>', ["open"]],
    ["a namespace lost to none", '<A xmlns="SYNCML:SYNCML1.2"/>', "<A/>", ["open"]],
  ])("judge %s", (_, left, right, expected) => {
    expect(rules(left, right)).toEqual(expected);
  });
  it("excuse a lost attribute only where libwbxml had the document in hand", () => {
    expect(rules('<a b="1"/>', "<a/>", "libwbxml")).toEqual(["libwbxml drops attributes"]);
    expect(rules('<a b="1"/>', "<a/>", "ours")).toEqual(["open"]);
    expect(rules('<a b="1"/>', '<a b="2"/>', "libwbxml")).toEqual(["open"]);
  });
  it("excuse the type of a nested document and no other text", () => {
    const type = (value: string): string => `<Item><Meta><Type>${value}</Type></Meta></Item>`;
    expect(rules(type("x/y+wbxml"), type("x/y+xml"))).toEqual(["type of a nested document"]);
    expect(rules(type("x/y+wbxml"), type("x/z+xml"))).toEqual(["open"]);
    expect(rules("<Data>x/y+wbxml</Data>", "<Data>x/y+xml</Data>")).toEqual(["open"]);
  });
});

describe("a document for libwbxml", () => {
  it("loses the white space between its elements and nothing else", () => {
    const xml =
      '<?xml version="1.0"?><!DOCTYPE a PUBLIC "p" "s">\n<a b="1&#10;">\n <b> </b> <c>x<!-- --> <![CDATA[ ]]></c>\n</a>\n';
    expect(compactXml(xml)).toBe('<!DOCTYPE a PUBLIC "p" "s"><a b="1&#10;"><b> </b><c>x <![CDATA[ ]]></c></a>');
  });
});
