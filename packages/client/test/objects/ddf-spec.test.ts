/** The loader of DDF documents, step by step: tree §12.2, §12.3, §17#26, §17#27. */
import {
  DDF_LIMITS,
  DdfError,
  type DdfLimits,
  LOADER_FINDINGS,
  type LoaderFindingCode,
  type NodeSpec,
  objectFromDdf,
  STATUS,
  specsFromDdf,
} from "@oma-dm/client";
import { DecodeError } from "@oma-dm/codec";
import { decodeDdf, encodeDdf, type TndsNode } from "@oma-dm/codec/ddf";
import { describe, expect, it } from "vitest";
import { ddf, GET, leafOf, node } from "./ddf-text.ts";

const only = (text: string): NodeSpec => {
  const { specs } = specsFromDdf(text);
  expect(specs).toHaveLength(1);
  return specs[0]!.spec;
};
const codes = (text: string): readonly LoaderFindingCode[] => specsFromDdf(text).findings.map(({ code }) => code);
/** The tree of names, unnamed nodes as `*`. */
const outline = (spec: NodeSpec): unknown => [spec.name ?? "*", ...(spec.children ?? []).map(outline)];
const outlines = (text: string) => specsFromDdf(text).specs.map(({ spec, under }) => [under, outline(spec)]);
const refusal = (text: string, limits: Partial<DdfLimits> = {}): unknown => {
  try {
    return specsFromDdf(text, { limits }).specs.length;
  } catch (error) {
    if (!(error instanceof DdfError || error instanceof DecodeError)) throw error;
    return [error.code, error instanceof DdfError ? error.path : error.path.join("/")];
  }
};

describe("places (tree §12.2#1, §12.2#2)", () => {
  it.each([
    [
      "the root without a word on it",
      [node("A"), node("B")],
      [
        [".", ["A"]],
        [".", ["B"]],
      ],
    ],
    ["the Path of the root", [node("A", { path: "." })], [[".", ["A"]]]],
    ["an empty Path", [node("A", { path: "" })], [[".", ["A"]]]],
    [
      "a described root",
      [node(".", { path: "", below: node("A") + node("B") })],
      [
        [".", ["A"]],
        [".", ["B"]],
      ],
    ],
    ["a Path from the root", [node("A", { path: "./V/M" })], [["./V/M", ["A"]]]],
    ["a Path without its dot", [node("A", { path: "/V" })], [["./V", ["A"]]]],
    ["a bare Path", [node("A", { path: "V" })], [["./V", ["A"]]]],
    ["a Path with a slash at its end", [node("A", { path: "./V/" })], [["./V", ["A"]]]],
    ["a Path with a name to be escaped", [node("A", { path: "./a b" })], [["./a%20b", ["A"]]]],
    [
      "nodes scattered over Paths",
      [node("C", { path: "./A/B" }), node("A", { below: node("B", { below: node("D") }) }), node("E", { path: "./A" })],
      [[".", ["A", ["B", ["C"], ["D"]], ["E"]]]],
    ],
    [
      "Paths through unnamed nodes",
      [
        node("Acc", { below: node("*", { below: node("N") }) }),
        node("One", { path: "./Acc/*" }),
        node("Two", { path: "./Acc/&lt;X>" }),
        node("Six", { path: "./Acc//Sub" }),
      ],
      [[".", ["Acc", ["*", ["N"], ["One"], ["Two"], ["Sub", ["Six"]]]]]],
    ],
    [
      "two places with the same name",
      [node("A", { path: "./User" }), node("A", { path: "./Device" })],
      [
        ["./User", ["A"]],
        ["./Device", ["A"]],
      ],
    ],
    ["an unnamed node where only a Path leads", [node("", { path: "./V/Acc" })], [["./V", ["Acc", ["*"]]]]],
    ["a Path on each node", [node("A", { below: node("B", { path: "./A" }) })], [[".", ["A", ["B"]]]]],
    [
      "a Path that leads into its own node",
      [node("A", { below: node("B", { path: "./A/B/A/B" }) })],
      [[".", ["A", ["B", ["A", ["B", ["B"]]]]]]],
    ],
  ] as const)("%s", (_name, nodes, expected) => expect(outlines(ddf(...nodes))).toEqual(expected));

  it.each(["", "*", "&lt;X>", "&lt;server>"])("takes %j for an unnamed node", (name) => {
    expect(only(ddf(node("A", { below: node(name) }))).children?.[0]?.name).toBeNull();
  });

  it("makes what nobody describes readable, and unnamed nodes of it as many as one likes", () => {
    const text = ddf(node("X", { path: "./Acc/*" }));
    const { children, ...acc } = only(text);
    expect(acc).toEqual({ name: "Acc", format: "node", access: ["Get"], scope: "Permanent", min: 1, max: 1 });
    expect(children?.[0]).toMatchObject({ name: null, scope: "Dynamic", min: 0, max: Infinity });
    expect(codes(text)).toEqual(["undescribed-place", "undescribed-place"]);
  });
});

describe("descriptions (tree §3#6, §12.1#2, §12.2#3, #7)", () => {
  it("keeps everything a description says", () => {
    const text = node("A", {
      rt: "<ACL>Get=*</ACL><Title>rt</Title><Type/>",
      df:
        "<AccessType><Replace/><Add/><Get/></AccessType><Description> about A </Description><DFFormat><node/></DFFormat>" +
        "<Occurrence><ZeroOrOne/></Occurrence><Scope><Permanent/></Scope><DFTitle>a title</DFTitle>" +
        "<DFType><DDFName>urn:oma:mo:x:1.0</DDFName></DFType><CaseSense><CIS/></CaseSense>",
      below: node("B", { df: leafOf("int", "", "<Scope><Dynamic/></Scope>"), value: "7" }),
    });
    expect(only(ddf(text))).toEqual({
      name: "A",
      format: "node",
      access: ["Replace", "Add", "Get"],
      scope: "Permanent",
      min: 0,
      max: 1,
      moid: "urn:oma:mo:x:1.0",
      acl: "Get=*",
      caseSense: "CIS",
      title: "a title",
      description: "about A",
      children: [
        {
          name: "B",
          format: "int",
          access: ["Get"],
          scope: "Dynamic",
          min: 1,
          max: 1,
          mime: ["text/plain"],
          initial: "7",
        },
      ],
    });
  });

  it.each([
    ["One", 1, 1],
    ["ZeroOrOne", 0, 1],
    ["ZeroOrMore", 0, Infinity],
    ["OneOrMore", 1, Infinity],
  ] as const)("Occurrence %s", (kind, min, max) => {
    const df = leafOf("chr", "", `<Occurrence><${kind}/></Occurrence>`);
    expect(only(ddf(node("A", { below: node("", { df }) }))).children?.[0]).toMatchObject({ min, max });
  });

  it.each([
    ["ZeroOrN", "5", 0, 5, []],
    ["OneOrN", "1", 1, 1, []],
    ["ZeroOrN", "0", 0, Infinity, ["bad-occurrence"]],
    ["OneOrN", "", 1, Infinity, ["bad-occurrence"]],
  ] as const)("Occurrence %s %j", (kind, number, min, max, findings) => {
    const df = leafOf("chr", "", `<Occurrence><${kind}>${number}</${kind}></Occurrence>`);
    const text = ddf(node("A", { below: node("", { df }) }));
    expect(only(text).children?.[0]).toMatchObject({ min, max });
    expect(codes(text)).toEqual(findings);
  });

  it("lets a node with a name be there once", () => {
    const text = ddf(node("A", { df: leafOf("chr", "", "<Occurrence><OneOrMore/></Occurrence>") }));
    expect(only(text)).toMatchObject({ min: 1, max: 1 });
    expect(codes(text)).toEqual(["named-many"]);
  });

  it.each([
    ["nothing, a leaf", undefined, "", { value: "x" }, "chr", ["missing-properties"]],
    ["nothing, an interior node", undefined, "", { below: node("B") }, "node", ["missing-properties"]],
    ["nothing, and nothing below", undefined, "", {}, "node", ["missing-properties"]],
    ["RTProperties", undefined, "<Format><bool/></Format><Type/>", {}, "bool", ["missing-properties"]],
    ["no DFFormat", GET, "<Format><int/></Format><Type/>", {}, "int", ["missing-format"]],
    ["no AccessType", "<DFFormat><int/></DFFormat>", "", {}, "int", ["missing-access"]],
    ["the Format of a leaf", leafOf("chr"), "", { below: node("B") }, "node", ["wrong-format", "wrong-type"]],
  ] as const)("%s", (_name, df, rt, more, format, findings) => {
    const text = ddf(node("A", { df, rt, ...more }));
    expect(only(text)).toMatchObject({ format, access: ["Get"], scope: "Dynamic", min: 1, max: 1 });
    expect(codes(text)).toEqual(findings);
  });

  it.each([
    ["node", "<MIME>text/plain</MIME>", {}, ["wrong-type"]],
    ["node", "<MIME>com.acme/1.0/Lamp</MIME>", { moid: "com.acme/1.0/Lamp" }, ["wrong-type"]],
    ["node", "<MIME/>", {}, []],
    ["node", "<DDFName>urn:oma:mo:x:1.0</DDFName>", { moid: "urn:oma:mo:x:1.0" }, []],
    ["chr", "<DDFName>text/plain</DDFName>", { mime: ["text/plain"] }, ["wrong-type"]],
    ["chr", "<DDFName>urn:oma:mo:x:1.0</DDFName>", {}, ["wrong-type"]],
    ["chr", "<DDFName/>", {}, []],
    ["chr", "<MIME>a/b</MIME><MIME> c/d </MIME>", { mime: ["a/b", "c/d"] }, []],
  ] as const)("a %s of DFType %s", (format, type, expected, findings) => {
    const text = ddf(node("A", { df: `${GET}<DFFormat><${format}/></DFFormat><DFType>${type}</DFType>` }));
    const { moid, mime } = only(text);
    expect({ ...(moid && { moid }), ...(mime && { mime }) }).toEqual(expected);
    expect(codes(text)).toEqual(findings);
  });

  it("takes the type of RTProperties where DFProperties have none", () => {
    const rt = "<Type><DDFName>urn:oma:mo:x:1.0</DDFName></Type>";
    expect(only(ddf(node("A", { rt, df: `${GET}<DFFormat><node/></DFFormat>` }))).moid).toBe("urn:oma:mo:x:1.0");
  });

  it("refuses an ACL that is none, and says so", () => {
    const text = ddf(node("A", { rt: "<ACL>everyone</ACL><Type/>" }));
    expect(only(text).acl).toBeUndefined();
    expect(codes(text)).toEqual(["bad-acl"]);
  });

  it("says CaseSense where it begins to hold, the root's for every object", () => {
    const cased = `${GET}<DFFormat><node/></DFFormat><DFType><DDFName/></DFType><CaseSense><CIS/></CaseSense>`;
    const text = ddf(node(".", { df: cased, below: node("A", { df: cased, below: node("B") }) }), node("C"));
    const [a, c] = specsFromDdf(text).specs;
    expect([a?.spec.caseSense, a?.spec.children?.[0]?.caseSense, c?.spec.caseSense]).toEqual(["CIS", undefined, "CIS"]);
  });
});

describe("values (tree §12.1#2, §12.2#6, §17#26)", () => {
  it.each([
    ["chr", "a", undefined, "a", []],
    ["chr", " a ", undefined, " a ", []],
    ["chr", "", undefined, undefined, []],
    ["chr", undefined, "b", "b", []],
    ["chr", "a", "b", "a", []],
    ["chr", undefined, '"w7"', "w7", ["quoted-value"]],
    ["chr", undefined, '""', undefined, ["quoted-value"]],
    ["chr", undefined, 'say "hi"', 'say "hi"', []],
    ["int", undefined, ' "7" ', "7", ["quoted-value"]],
    ["int", undefined, " 7 ", "7", []],
    ["int", undefined, "0x7", undefined, ["bad-value"]],
    ["int", undefined, "2147483648", undefined, ["bad-value"]],
    ["bool", undefined, "True", "true", []],
    ["bool", undefined, "0", "false", []],
    ["bool", undefined, "yes", undefined, ["bad-value"]],
    ["date", undefined, "2026-02-30x", undefined, ["bad-value"]],
    ["bin", undefined, "AAE=", "AAE=", []],
    ["bin", undefined, "*", undefined, ["bad-value"]],
    ["null", undefined, "x", undefined, ["bad-value"]],
  ] as const)("%s: Value %j, DefaultValue %j", (format, value, factory, initial, findings) => {
    const before = factory === undefined ? "" : `<DefaultValue>${factory}</DefaultValue>`;
    const text = ddf(node("A", { df: leafOf(format, before), ...(value !== undefined && { value }) }));
    expect(only(text).initial).toBe(initial);
    expect(codes(text)).toEqual(findings);
  });

  it("gives a DefaultValue only to nodes that must be there, a Value to all", () => {
    const optional = "<Occurrence><ZeroOrOne/></Occurrence>";
    const df = leafOf("int", "<DefaultValue>7</DefaultValue>", optional);
    expect(only(ddf(node("A", { df }))).initial).toBeUndefined();
    expect(only(ddf(node("A", { df, value: "8" }))).initial).toBe("8");
  });

  it("reads bytes of a WBXML document", () => {
    const nodes: TndsNode[] = [
      { nodeName: "A", dfProperties: { accessType: ["Get"], dfFormat: "bin" }, value: Uint8Array.of(0, 255) },
    ];
    const { specs } = specsFromDdf(encodeDdf({ verDtd: "1.2", nodes }, "wbxml"));
    expect(specs[0]?.spec.initial).toBe("AP8=");
  });
});

describe("what is left out or refused", () => {
  it.each([
    ["bad-name", node("a/b"), "./A"],
    ["bad-name", node(".."), "./A"],
    ["bad-name", node("a&#9;b"), "./A"],
    ["bad-name", node("x".repeat(256)), "./A"],
    ["bad-path", node("B", { path: "./A/../B" }), "./A"],
    ["bad-path", node("B", { path: "././A" }), "./A"],
  ] as const)("%s", (code, below, path) => {
    const text = ddf(node("A", { below: below + node("Kept") }));
    const { specs, findings } = specsFromDdf(text);
    expect(specs.map(({ spec }) => outline(spec))).toEqual([["A", ["Kept"]]]);
    expect(findings).toMatchObject([{ code, path }]);
    expect(LOADER_FINDINGS[code].leftOut).toBe(true);
    expect(() => objectFromDdf(text)).toThrow(new RegExp(`^left-out at ${path.replaceAll(".", "\\.")}: ${code}: `));
  });

  it("is left out for these reasons alone", () => {
    const leftOut = Object.entries(LOADER_FINDINGS).filter(([, finding]) => finding.leftOut);
    expect(leftOut.map(([code]) => code)).toEqual(["bad-name", "bad-path", "unnamed-object"]);
  });

  it("an unnamed node at the root", () => {
    const { specs, findings } = specsFromDdf(ddf(node("")));
    expect({ specs, codes: findings.map(({ code }) => code) }).toEqual({ specs: [], codes: ["unnamed-object"] });
  });

  it("one place described twice in the same words is one node, in other words an error", () => {
    const same = ddf(node("A", { below: node("B") + node("B") }));
    expect(outlines(same)).toEqual([[".", ["A", ["B"]]]]);
    expect(codes(same)).toEqual(["repeated-node"]);
    expect(refusal(ddf(node("A", { below: node("B") + node("B", { df: leafOf("int") }) })))).toEqual([
      "duplicate-node",
      "./A/B",
    ]);
    expect(refusal(ddf(node("A", { below: node("") + node("*", { df: leafOf("int") }) })))).toEqual([
      "duplicate-node",
      "./A/*",
    ]);
    // What only holds nodes together says nothing twice.
    expect(refusal(ddf(node("A", { df: undefined, below: node("B") }), node("A", { below: node("C") })))).toBe(1);
  });

  it.each([
    ["1.3", []],
    ["1.1.2", ["unknown-version"]],
    ["", ["unknown-version"]],
  ])("reads VerDTD %j", (version, findings) => {
    expect(codes(ddf(node("A")).replace(">1.2<", `>${version}<`))).toEqual(findings);
  });
  it.each(["2.0", "11", "x"])("refuses VerDTD %j", (version) => {
    expect(refusal(ddf(node("A")).replace(">1.2<", `>${version}<`))).toEqual(["unknown-version", "."]);
  });

  const chain = (depth: number): string =>
    Array.from({ length: depth }).reduce<string>((below) => node("a", { below }), node("b"));
  it.each([
    ["many siblings", ddf(...Array.from({ length: 101 }, (_, index) => node(`n${index}`))), { maxNodes: 100 }, "limit"],
    ["many nodes of one name", ddf(...Array.from({ length: 101 }, () => node("n"))), { maxNodes: 100 }, "limit"],
    ["many implied nodes", ddf(node("A", { path: "./b/c/d/e/f" })), { maxNodes: 5 }, "limit"],
    ["a deep tree", ddf(chain(20)), {}, "limit"],
    ["a deep Path", ddf(node("A", { path: `./${"a/".repeat(1_000_000)}b` })), {}, "limit"],
    ["Paths one behind the other", ddf(node("A", { path: `./${"a/".repeat(15)}b`, below: chain(10) })), {}, "limit"],
    ["many elements", ddf(...Array.from({ length: 50 }, () => node("n"))), { maxElements: 100 }, "limit"],
    ["many bytes", ddf(node("A")), { maxBytes: 20 }, "limit"],
    ["nested elements", ddf(chain(5)), { maxDepth: 4 }, "limit"],
  ] as const)("%s", (_name, text, limits, code) => {
    const started = performance.now();
    expect(refusal(text, limits)).toMatchObject([code, expect.anything()]);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it("a document of values that goes round in circles", () => {
    const nodes: TndsNode[] = [];
    nodes.push({ nodeName: "A", dfProperties: { dfFormat: "node" }, nodes });
    expect(() => specsFromDdf({ verDtd: "1.2", nodes })).toThrow(/^limit at .*nested deeper than 20$/);
  });

  it("keeps the limits of the tree itself", () => {
    expect(DDF_LIMITS).toEqual({ maxNodes: 20_000, maxTreeDepth: 20, maxNameLength: 255 });
    expect(outlines(ddf(node("x".repeat(255))))).toHaveLength(1);
  });

  it("prints nothing of a hostile name but a piece on one line", () => {
    const { findings } = specsFromDdf(ddf(node(`a/\u202e\n${"b".repeat(500)}`)));
    expect(findings[0]?.reason).not.toMatch(/\n/);
    expect(findings[0]!.reason.length).toBeLessThan(200);
  });
});

describe("what published descriptions do (tree §12.2#8)", () => {
  const get = "<AccessType><Get/></AccessType>";
  it.each([
    [
      "elements and a namespace of a maker's own",
      `<MgmtTree xmlns="http://tempuri.org/DM_DDF-V1_2" xmlns:MSFT="http://schemas.example/MDM"><VerDTD>1.2</VerDTD>
        <Node><NodeName>A</NodeName><DFProperties>${get}<DFFormat><chr/></DFFormat><MSFT:Applicability><MSFT:OsBuildVersion>1
        </MSFT:OsBuildVersion></MSFT:Applicability></DFProperties></Node></MgmtTree>`,
      ["A"],
      [],
    ],
    [
      "a DOCTYPE with an instruction inside",
      `<!DOCTYPE MgmtTree PUBLIC "-//OMA//DTD-DM-DDF 1.2//EN" "http://www.openmobilealliance.org/tech/DTD/DM_DDF-V1_2.dtd"
        [<?oma-dm-ddf-ver supported-versions="1.2"?>]>${ddf(node("A"))}`,
      ["A"],
      [],
    ],
    ["a star for a name", ddf(node("A", { below: node("*") })), ["A", ["*"]], []],
    [
      "quoted defaults",
      ddf(node("A", { df: leafOf("chr", '<DefaultValue>"w7"</DefaultValue>') })),
      ["A"],
      ["quoted-value"],
    ],
    [
      "ZeroOrN of 0",
      ddf(node("A", { below: node("", { df: leafOf("chr", "", "<Occurrence><ZeroOrN>0</ZeroOrN></Occurrence>") }) })),
      ["A", ["*"]],
      ["bad-occurrence"],
    ],
    [
      "a MIME type on an interior node, and a Path on each node",
      ddf(
        node("A", {
          path: ".",
          df: `${get}<DFFormat><node/></DFFormat><DFType><MIME>text/plain</MIME></DFType>`,
          below: node("B", { path: "./A" }),
        }),
      ),
      ["A", ["B"]],
      ["wrong-type"],
    ],
    ["an older version", ddf(node("A")).replace(">1.2<", ">1.1.2<"), ["A"], ["unknown-version"]],
    [
      "neither Occurrence nor Scope, and an empty DDFName",
      ddf(node("A", { df: `${get}<DFFormat><node/></DFFormat><DFType><DDFName/></DFType>` })),
      ["A"],
      [],
    ],
  ] as const)("%s", (_name, text, expected, findings) => {
    expect(outline(only(text))).toEqual(expected);
    expect(codes(text)).toEqual(findings);
  });
});

describe("objectFromDdf", () => {
  it("is one object with its hooks", () => {
    const object = objectFromDdf(decodeDdf(ddf(node("A", { path: "./V" }))), { exec: () => STATUS.ok });
    expect({
      ...object,
      exec: object.exec?.([], "", { signal: new AbortController().signal, progress: () => {} }),
    }).toEqual({ ...specsFromDdf(ddf(node("A", { path: "./V" }))).specs[0], exec: 200 });
  });
  it.each([
    ["several-objects", ddf(node("A"), node("B"))],
    ["no-object", ddf(node(".", { df: undefined }))],
  ])("%s", (code, text) => expect(() => objectFromDdf(text)).toThrow(new RegExp(`^${code} at `)));
});
