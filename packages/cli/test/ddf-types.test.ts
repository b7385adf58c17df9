/** `oma-dm ddf types`: what it writes, that it compiles, and that nothing in a DDF can break out of it (tree §12.2#5). */
import { readFileSync } from "node:fs";
import { encodeDdf, type TndsNode } from "@oma-dm/codec/ddf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { comment } from "../src/ddf-types/comments.ts";
import { pascal, propertyName, stringLiteral, TypeNames } from "../src/ddf-types/names.ts";
import { compile } from "./compile.ts";
import { conforms, run } from "./run.ts";

const EXAMPLE = new URL("../../client/examples/lamp/", import.meta.url);
const LAMP = readFileSync(new URL("lamp.ddf.xml", EXAMPLE));

const interior = (nodeName: string, nodes: readonly TndsNode[], more: Partial<TndsNode> = {}): TndsNode => ({
  nodeName,
  dfProperties: { accessType: ["Get"], dfFormat: "node" },
  nodes,
  ...more,
});
const leaf = (nodeName: string, dfFormat: "chr" | "int" | "bool" | "null" = "chr"): TndsNode => ({
  nodeName,
  dfProperties: { accessType: ["Get"], dfFormat },
});
const described = (nodeName: string, text: string): TndsNode => ({
  nodeName,
  dfProperties: { accessType: ["Get"], dfFormat: "chr", description: text, dfTitle: text },
});
const ddf = (...nodes: readonly TndsNode[]): Uint8Array => encodeDdf({ verDtd: "1.2", nodes }, "xml");

async function types(document: Uint8Array): Promise<string> {
  const { exit, out, said } = await run(["ddf", "types"], document);
  expect({ exit, said }).toEqual({ exit: 0, said: "" });
  return out;
}

describe("ddf types", () => {
  it("writes the example's module, the same each time", async () => {
    const shapes = readFileSync(new URL("shapes.ts", EXAMPLE), "utf8");
    expect(await types(LAMP)).toBe(shapes);
    expect(await types(LAMP)).toBe(shapes);
  });

  it("has a type for each kind of node (tree §12.2#5)", async () => {
    const many = { accessType: ["Add", "Get"], dfFormat: "node", occurrence: { kind: "ZeroOrMore" } } as const;
    const formats = ["b64", "bin", "bool", "chr", "date", "float", "int", "null", "time", "xml"] as const;
    const module = await types(
      ddf(
        interior("A", [
          ...formats.map((dfFormat) => ({
            nodeName: dfFormat,
            dfProperties: { accessType: ["Get"] as const, dfFormat },
          })),
          {
            nodeName: "maybe",
            dfProperties: { accessType: ["Get"], dfFormat: "int", occurrence: { kind: "ZeroOrOne" } },
          },
          { nodeName: "secret", dfProperties: { accessType: ["Replace"], dfFormat: "chr" } },
          { nodeName: "run", dfProperties: { accessType: ["Exec"], dfFormat: "null" } },
          { nodeName: "show", dfProperties: { accessType: ["Exec", "Get"], dfFormat: "int" } },
          interior("act", [leaf("x")], { dfProperties: { accessType: ["Exec", "Get"], dfFormat: "node" } }),
          interior("some", [interior("", [leaf("x", "int")], { dfProperties: many })]),
          interior("both", [leaf("fixed", "bool"), interior("*", [leaf("x", "int")], { dfProperties: many })]),
          interior("none", []),
        ]),
      ),
    );
    const [types_] = module.split("/** The shape of");
    expect(types_!.split("\n\n").slice(1).join("\n\n")).toBe(`/** ./A */
export interface A {
  b64: Uint8Array;
  bin: Uint8Array;
  bool: boolean;
  chr: string;
  date: string;
  float: number;
  int: number;
  null: null;
  time: string;
  xml: string;
  maybe?: number;
  secret: WriteOnly<string>;
  run: WriteOnly<Exec<null>>;
  show: Exec<number>;
  act: Exec<AAct>;
  some: ASome;
  both: ABoth;
  none: ANone;
}

export interface AAct {
  x: string;
}

export interface ASome {
  [name: string]: ASomeInstance;
}

export interface ASomeInstance {
  x: number;
}

export type ABoth = WithInstances<ABothNamed, ABothInstance>;

export interface ABothNamed {
  fixed: boolean;
}

export interface ABothInstance {
  x: number;
}

export interface ANone {}

`);
  });

  it("lets right uses compile, and no wrong one", async () => {
    const use = (hooks: string): string =>
      `import { defineObject, STATUS } from "@oma-dm/client";\nimport { LampShape } from "./shapes.ts";\n` +
      `export const lamp = defineObject(LampShape, ${hooks});\nexport const ok = STATUS.ok;\n`;
    const said = await compile(
      new Map([
        ["shapes", await types(LAMP)],
        ["right", use('{ read: { Lit: () => true, "Zone/*/Power": (zone) => zone.length } }')],
        ["wrong-path", use("{ read: { Lid: () => true } }")],
        ["wrong-value", use('{ read: { Lit: () => "true" } }')],
        ["wrong-exec", use("{ exec: { Brightness: () => STATUS.ok } }")],
      ]),
    );
    const files = [...said.matchAll(/^([\w-]+)\.ts\(\d+,\d+\): error/gm)].map(([, file]) => file);
    expect([...new Set(files)].sort(), said).toEqual(["wrong-exec", "wrong-path", "wrong-value"]);
  }, 120_000);

  it("gives all of it as JSON", async () => {
    const { exit, out } = await run(["ddf", "types", "--json"], LAMP);
    expect({ exit, value: conforms("ddf", out) }).toEqual({
      exit: 0,
      value: {
        objects: [{ type: "Lamp", shape: "LampShape", name: "Lamp", under: "./Vendor/Acme", nodes: 9 }],
        findings: [],
        module: readFileSync(new URL("shapes.ts", EXAMPLE), "utf8"),
      },
    });
  });

  it("says what had to be forgiven, and fails on what had to be left out", async () => {
    const sloppy = ddf({ nodeName: "A", dfProperties: { dfFormat: "chr" } });
    expect(await run(["ddf", "types"], sloppy)).toMatchObject({
      exit: 0,
      said: "warning: missing-access at ./A: DFProperties have no AccessType; Get only",
    });
    const lossy = await run(["ddf", "types"], ddf(interior("A", [leaf("b/c")])));
    expect(lossy).toMatchObject({ exit: 1 });
    expect(lossy.said).toMatch(/^error: bad-name at \.\/A: /);
    expect(lossy.out).toContain("export interface A {}");
    conforms("ddf", (await run(["ddf", "types", "--json"], ddf(interior("A", [leaf("b/c")])))).out);
  });

  it.each([
    ["no document", new Uint8Array(), /^error: truncated|^error: unknown-document|^error: not-well-formed/],
    ["no object", ddf({ nodeName: "." }), /^error: no-object at \.: /],
    ["two nodes at one place", ddf(leaf("A"), leaf("A", "int")), /^error: duplicate-node at \.\/A: /],
    ["too deep a tree", ddf({ nodeName: "A", path: "x/".repeat(30) }), /^error: limit at /],
  ])("refuses %s in one line", async (_name, document, line) => {
    const { exit, out, said } = await run(["ddf", "types"], document);
    expect({ exit, out }).toEqual({ exit: 65, out: "" });
    expect(said).toMatch(line);
    expect(said).not.toContain("\n");
  });
});

/** Names and prose that would like to be more than that. */
const HOSTILE = [
  "*/ export const evil = 1; /*",
  '"; export const evil = 1; //',
  "`\u0024{process.exit()}`",
  "\\",
  '\\"',
  "\u2028export const evil = 1;",
  "\u202eevil\u202c",
  "@ts-ignore",
  "@ts-expect-error",
  "// @ts-nocheck",
  "/// <reference path='x'/>",
  "__proto__",
  "constructor",
  "new",
  "class",
  "default",
  "1st",
  "a b",
  "ü",
  "日本",
  "🙂",
  "$",
  "[x: string]: evil",
  "?",
  "Uint8Array",
  "ObjectShape",
  "string",
  "Infinity",
  "Exec",
  "readonly x",
  "</script>",
  "a-b",
  "a_b",
  "A B",
];
const nameable = (text: string): string => text.replace(/[/<]/g, "-").replace(/[\u0000-\u001f]/g, " ");

describe("hostile names and prose", () => {
  it("are names and prose in the module, which compiles", async () => {
    const children = HOSTILE.flatMap((text) => [
      described(`leaf ${nameable(text)}`, text),
      described(nameable(text), text),
      interior(`${nameable(text)} `, [described(nameable(text), text), interior("*", [leaf(nameable(text))])]),
    ]);
    const seen = new Map(children.map((child) => [child.nodeName.trim(), child]));
    const objects = [
      interior("Root", [...seen.values()]),
      ...HOSTILE.map((text) => interior(nameable(text), [leaf("x")])),
    ];
    const tops = new Map(objects.map((object) => [object.nodeName.trim(), object]));
    const module = await types(ddf(...tops.values()));
    const uses = [...module.matchAll(/^export const (\w+): ObjectShape/gm)].map(([, shape]) => shape!);
    expect(uses).toHaveLength(tops.size);
    const user =
      `import { ${uses.join(", ")} } from "./shapes.ts";\nexport const all = [${uses.join(", ")}];\n` +
      'import * as everything from "./shapes.ts";\nexport const evil: "evil" extends keyof typeof everything ? never : 1 = 1;\n' +
      // Were a comment of the module to speak to the compiler, this would be no error.
      "export const wrong: number = RootShape.spec.format;\n";
    const said = await compile(
      new Map([
        ["shapes", module],
        ["user", user],
      ]),
    );
    expect(said.match(/^\S.*/gm)).toEqual([expect.stringMatching(/^user\.ts\(5,14\): error TS2322/)]);
    expect(module).not.toMatch(/[^\n\u0020-\u007e\u00a1-\u{10ffff}]|\u2028|\u202e/u);
  }, 120_000);

  it("become identifiers, literals and comments that end where they should", () => {
    const identifier = /^[A-Za-z][\w]*$/;
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.array(fc.string({ unit: "binary" })), (text, more) => {
        const names = new TypeNames();
        const taken = [text, ...more, text].map((each) => names.take(pascal(each)));
        expect(new Set(taken).size).toBe(taken.length);
        for (const name of taken) expect(name).toMatch(identifier);
        expect(JSON.parse(stringLiteral(text))).toBe(text);
        expect(stringLiteral(text)).toMatch(/^"[\u0020-\u007e\u00a1-\uffff]*"$/);
        if (propertyName(text) !== text) expect(JSON.parse(propertyName(text))).toBe(text);
        const lines = comment([text, ...more], "").join("\n");
        if (lines === "") return;
        expect(lines.indexOf("*/")).toBe(lines.length - 2);
        expect(lines).not.toMatch(/(?:^|[\s*/])@/);
        expect(lines.startsWith("/**")).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("say nothing to the compiler", () => {
    expect(comment(["@ts-ignore a@b {@c} */@d"], "")).toEqual(["/** \\@ts-ignore a@b {\\@c} *\\/\\@d */"]);
  });

  it("wrap long prose and keep its paragraphs apart", () => {
    expect(comment(["a", undefined, " ", "b"], "  ")).toEqual(["  /**", "   * a", "   *", "   * b", "   */"]);
    const lines = comment([Array.from({ length: 100 }, () => "word").join(" ")], "");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(116);
  });

  it("take time in step with their number, however alike they are", async () => {
    const nodes = Array.from({ length: 4_000 }, (_, index) =>
      interior(`${"?!".repeat(index % 50)}${String.fromCharCode(0x3041 + index)}`, []),
    );
    const started = performance.now();
    await types(ddf(interior("A", nodes)));
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
