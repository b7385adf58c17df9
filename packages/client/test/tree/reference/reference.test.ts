/** The model against what the text itself says in examples; whether the product agrees is model.test.ts's matter. */
import type { Command, Item } from "@oma-dm/codec/syncml";
import { describe, expect, test } from "vitest";
import { interior, leaf } from "../../../src/tree/node-spec.ts";
import { ReferenceTree } from "./reference-tree.ts";

const at = (locUri: string, rest: Omit<Item, "target"> = {}): Item => ({ target: { locUri }, ...rest });
const request = (cmd: "Add" | "Replace" | "Delete" | "Get" | "Copy", ...items: Item[]): Command => ({
  cmd,
  cmdId: cmd,
  items,
});
const NODE = { meta: { format: "node" } };

/** Codes of one command, an Item each. */
function codes(tree: ReferenceTree, server: string, ...commands: Command[]): string[] {
  return tree.run(server, commands, "1").statuses.map(({ code }) => code);
}

function read(tree: ReferenceTree, server: string, uri: string): string | undefined {
  return tree.run(server, [request("Get", at(uri))], "1").results[0]?.data;
}

/** Where servers may create what they like. */
const AREA = interior("Area", ["Add", "Get"], [], { scope: "Permanent", min: 1, open: true });

describe("access control (tree §5.8)", () => {
  const ACCESS = ["Add", "Delete", "Get", "Replace"] as const;
  const world = () =>
    new ReferenceTree([
      AREA,
      interior("Ops", ACCESS, [leaf("A", "chr", ACCESS, { initial: "1", acl: "Get=*" })], {
        acl: "Get=S3&Replace=S3",
      }),
      interior(
        "Net",
        ACCESS,
        [
          leaf("X", "chr", ACCESS, { initial: "x" }),
          leaf("Y", "chr", ACCESS, { initial: "y", acl: "Get=S2&Replace=S2&Delete=S2" }),
        ],
        { acl: "Get=S1&Replace=S1" },
      ),
    ]);

  test("a right counts where the closest list has it", () => {
    expect(read(world(), "S1", "./Net/X")).toBe("x");
    expect(codes(world(), "S1", request("Replace", at("./Net/X", { data: "2" })))).toEqual(["200"]);
    expect(codes(world(), "S1", request("Get", at("./Net/Y")))).toEqual(["425"]);
    expect(codes(world(), "S3", request("Replace", at("./Ops/A", { data: "2" })))).toEqual(["425"]);
  });

  test("a leaf's list is its parent's matter", () => {
    expect(codes(world(), "S3", request("Replace", at("./Ops/A?prop=ACL", { data: "Get=S3" })))).toEqual(["200"]);
    expect(codes(world(), "S1", request("Replace", at("./Net/Y?prop=ACL", { data: "Get=S1" })))).toEqual(["200"]);
    expect(codes(world(), "S2", request("Replace", at("./Net/Y?prop=ACL", { data: "Get=S2" })))).toEqual(["425"]);
  });

  test("the root's Add is hidden by a list without it", () => {
    expect(codes(world(), "S2", request("Add", at("./Area/New", NODE)), request("Add", at("./Ops/B")))).toEqual([
      "200",
      "425",
    ]);
  });

  test("who makes an interior node without Replace above gets a list of its own, a leaf's maker none", () => {
    const tree = world();
    expect(codes(tree, "S2", request("Add", at("./Area/New/Below/Leaf", { data: "v" })))).toEqual(["200"]);
    expect(read(tree, "S2", "./Area/New?prop=ACL")).toBe("Add=S2&Delete=S2&Get=*&Replace=S2");
    expect(read(tree, "S2", "./Area/New/Below?prop=ACL")).toBe("");
    expect(read(tree, "S2", "./Area/New/Below/Leaf?prop=ACL")).toBe("");
  });
});

describe("Atomic (protocol §8.6)", () => {
  const atomic = (...commands: Command[]): Command => ({ cmd: "Atomic", cmdId: "Atomic", commands });

  test("a failing child takes back those before it and keeps those behind it from running", () => {
    const tree = new ReferenceTree([AREA]);
    const children = [
      request("Add", at("./Area/A", NODE)),
      request("Delete", at("./Area/B")),
      request("Add", at("./Area/C", NODE)),
    ];
    expect(codes(tree, "S1", atomic(...children))).toEqual(["507", "216", "404", "215"]);
    expect([...tree.nodes().keys()]).toEqual([".", "./Area"]);
  });

  test("an illegal child is found before anything runs", () => {
    const tree = new ReferenceTree([AREA]);
    expect(codes(tree, "S1", atomic(request("Add", at("./Area/A", NODE)), request("Get", at("."))))).toEqual([
      "507",
      "215",
      "500",
    ]);
  });
});

test("the worked example of a TNDS object, and its flat form (tree §9.8)", () => {
  const moid = "urn:oma:mo:ext-lamp:1.0";
  const on = {
    nodeName: "On",
    rtProperties: { format: "bool" as const, type: { mime: ["text/plain"] } },
    value: "true",
  };
  const lamp = {
    nodeName: "Lamp",
    rtProperties: { acl: "Get=*&Replace=srv1", format: "node" as const, type: { ddfName: moid } },
  };
  const add = (nodes: readonly object[]) =>
    request("Add", at("./Area/Net", { data: { verDtd: "1.2", nodes } as Item["data"] & object }));
  const nested = new ReferenceTree([AREA]);
  const flat = new ReferenceTree([AREA]);
  for (const tree of [nested, flat]) codes(tree, "srv1", request("Add", at("./Area/Net", NODE)));
  expect(codes(nested, "srv1", add([{ ...lamp, nodes: [on] }]))).toEqual(["200"]);
  expect(codes(flat, "srv1", add([lamp, { ...on, path: "Lamp" }]))).toEqual(["200"]);
  expect(nested.nodes()).toEqual(flat.nodes());
  expect(nested.nodes().get("./Area/Net/Lamp")).toMatchObject({ type: moid, acl: "Get=*&Replace=srv1" });
  expect(nested.nodes().get("./Area/Net/Lamp/On")).toMatchObject({ format: "bool", value: "true" });
  expect(codes(nested, "srv1", add([{ ...lamp, nodes: [on] }]))).toEqual(["418"]);
});
