/** What a server could send to exhaust a device: refused within limits, nothing written, in little time. */
import type { TndsNode } from "@oma-dm/codec/tnds";
import { describe, expect, it } from "vitest";
import { TREE_LIMITS } from "../../src/tree/value.ts";
import { structureText } from "./cases/structure-text.ts";
import { command, world } from "./world.ts";

const leaf = (nodeName: string, value = "1"): TndsNode => ({ nodeName, value });
const TNDS = { format: "xml", type: "application/vnd.syncml.dmtnds+xml" };
const document = (nodes: string): string => `<MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD>${nodes}</MgmtTree>`;

describe("hostile objects (tree §9.5#1, #5, §6.2#13, #14, §11#18)", () => {
  const deep = (levels: number): TndsNode => {
    let node = leaf("end");
    for (let i = 0; i < levels; i++) node = { nodeName: `n${i}`, nodes: [node] };
    return node;
  };
  it.each([
    ["too deep for the tree", 414, () => command("Add", "./Open", { verDtd: "1.2", nodes: [deep(25)] })],
    [
      "too deep for the reader",
      413,
      () => command("Add", "./Open", document("<Node><NodeName>n</NodeName>".repeat(5_000)), TNDS),
    ],
    [
      "more siblings than the tree holds",
      420,
      () => {
        const nodes = Array.from({ length: TREE_LIMITS.maxNodes }, (_, i) => leaf(`n${i}`));
        return command("Add", "./Open", { verDtd: "1.2", nodes: [{ nodeName: "d", nodes }] });
      },
    ],
    [
      "more elements than the reader takes",
      413,
      () => command("Add", "./Open", document("<Node><NodeName>n</NodeName><Value/></Node>".repeat(1_000_000)), TNDS),
    ],
    [
      "more instances than a description allows",
      420,
      () => {
        const nodes = Array.from({ length: 20_000 }, (_, i) => ({ nodeName: `n${i}`, nodes: [leaf("name")] }));
        return command("Add", "./Obj", { verDtd: "1.2", nodes: [{ nodeName: "list", nodes }] });
      },
    ],
    [
      "more objects for the Inbox than one document may bring",
      420,
      () => {
        const type = { ddfName: "urn:oma:mo:ext-lamp:1.0" };
        const rtProperties = { format: "node", type } as const;
        const nodes = Array.from({ length: 50_000 }, (_, i) => ({
          nodeName: `n${i}`,
          rtProperties,
          nodes: [leaf("Id")],
        }));
        return command("Add", "./Inbox", { verDtd: "1.2", nodes });
      },
    ],
    [
      "a Path that leads outside",
      404,
      () => command("Add", "./Open", { verDtd: "1.2", nodes: [{ ...leaf("x"), path: "../../Obj" }] }),
    ],
    [
      "Paths that refer to each other",
      418,
      () => {
        const nodes = [
          { ...leaf("x"), path: "a/x" },
          { ...leaf("a"), path: "a/x/x" },
          { ...leaf("x"), path: "a/x" },
        ];
        return command("Add", "./Open", { verDtd: "1.2", nodes });
      },
    ],
    [
      "a value too large",
      413,
      () => command("Add", "./Open", { verDtd: "1.2", nodes: [leaf("x", "x".repeat(2 ** 21))] }),
    ],
  ] as const)("%s: %i", async (_, code, make) => {
    const w = await world();
    const before = structureText(w.tree);
    const hostile = make();
    const began = performance.now();
    expect(await w.code("S", hostile)).toBe(code);
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(structureText(w.tree)).toBe(before);
  });
});
