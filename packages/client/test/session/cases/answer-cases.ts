/** The order of commands, answers and checks: protocol §8.1, §8.2, §8.4. */
import type { Command } from "@oma-dm/codec/syncml";
import { expect } from "vitest";
import { TREE_LIMITS } from "../../../src/tree/value.ts";
import { type Case, cases } from "../../tree/cases/case.ts";
import { command, copy, type World, world } from "../../tree/world.ts";
import { Dialogue, get, SERVER } from "../dialogue.ts";
import { add, at, atomic, FOREIGN, read, remove, replace, sequence, several } from "../requests.ts";

/** `cmd ref` of everything answered, in order. */
async function order(w: World, ...commands: readonly Command[]): Promise<readonly string[]> {
  const { replies } = await w.run("S", ...commands);
  return replies.map((it) => (it.cmd === "Status" || it.cmd === "Results" ? `${it.cmd} ${it.cmdRef}` : it.cmd));
}

export const ANSWER_CASES: readonly Case[] = cases({
  "protocol §8.1#1": {
    "in the order of the document": async () => {
      const w = await world();
      const codes = (await w.run("S", add("./Open/n", "1"), remove("./Open/n", "2"), read("./Open/n", "3"))).codes;
      expect(codes).toEqual({ 1: ["200"], 2: ["200"], 3: ["404"] });
    },
  },
  "protocol §8.1#2": {
    "in a Sequence and in an Atomic too": async () => {
      const w = await world();
      const inside = [replace("./Open/a", "first", "1"), replace("./Open/a", "second", "2")];
      for (const cmd of ["Sequence", "Atomic"] as const) {
        await w.run("S", { cmd, cmdId: "9", commands: inside });
        expect(w.value("./Open/a")).toBe("second");
        await w.run("S", { cmd, cmdId: "9", commands: [...inside].reverse() });
        expect(w.value("./Open/a")).toBe("first");
      }
    },
  },
  "protocol §8.1#3": {
    "a Status counts wherever it stands, and before the commands run": async () => {
      const alert = { cmd: "Alert", data: "1226", items: [{ data: "x" }] } as const;
      const d = new Dialogue();
      d.say([], { alerts: [{ id: "a", alert }] });
      d.say([get("./A", "1"), { cmd: "Status", cmdId: "2", msgRef: "2", cmdRef: "2", command: "Alert", data: "200" }]);
      expect(d.effects.map(({ type }) => type)).toEqual(["alert-settled", "execute"]);
      expect(d.effect("execute")?.commands.map(({ cmd }) => cmd)).toEqual(["Get"]);
    },
  },
  "protocol §8.2#2": {
    "in the order of the commands, a container before what it holds": async () => {
      const w = await world();
      const inSequence = sequence("8", add("./Open/m", "1", "3"), read("./Open/m", "2"));
      const inAtomic = atomic("9", add("./Open/n", "1", "5"), add("./Open/o", "1", "4"));
      const found = await order(w, read("./Open/a", "7"), inSequence, inAtomic, add("./Open/p", "1", "1"));
      expect(found.filter((it) => it.startsWith("Status"))).toEqual(
        ["7", "8", "3", "2", "9", "5", "4", "1"].map((ref) => `Status ${ref}`),
      );
    },
  },
  "protocol §8.2#3": {
    "a Sequence is fine though each of its commands fails": async () => {
      const { codes } = await (await world()).run("S", sequence("8", read("./none", "1"), add("./Open/a", "x", "2")));
      expect(codes).toEqual({ 8: ["200"], 1: ["404"], 2: ["418"] });
    },
  },
  "protocol §8.2#4": {
    "one for all that fared alike, without references": async () => {
      const { replies } = await (await world()).run(
        "S",
        several("Replace", [at("./Open/a", "1"), at("./Open/dir/x", "2")]),
      );
      expect(replies).toEqual([{ cmd: "Status", msgRef: "1", cmdRef: "1", command: "Replace", data: "200" }]);
    },
    "one each where they differ, each with its Target": async () => {
      const { replies } = await (await world()).run(
        "S",
        several("Replace", [at("./Open/a", "1"), at("./Open/none", "2")]),
      );
      expect(replies).toMatchObject([
        { data: "200", targetRefs: ["./Open/a"] },
        { data: "404", targetRefs: ["./Open/none"] },
      ]);
    },
    "a single Item has its Target too, a Copy its Source": async () => {
      const w = await world();
      expect((await w.run("S", add("./Open/n", "1"))).replies).toMatchObject([{ targetRefs: ["./Open/n"] }]);
      expect((await w.run("S", copy("./Open/a", "./Open/c"))).replies).toMatchObject([
        { targetRefs: ["./Open/c"], sourceRefs: ["./Open/a"] },
      ]);
    },
  },
  "protocol §8.2#5": {
    "all Statuses, then all Results": async () => {
      const found = await order(await world(), read("./Open/a", "1"), add("./Open/n", "1", "2"), read("./Open/n", "3"));
      expect(found).toEqual(["Status 1", "Status 2", "Status 3", "Results 1", "Results 3"]);
    },
    "none for what failed": async () =>
      expect(await order(await world(), read("./Open/none", "1"))).toEqual(["Status 1"]),
  },
  "protocol §8.2#6": {
    "one Results with an Item for each that was found, under the URI asked for": async () => {
      const w = await world();
      const { replies } = await w.run(
        "S",
        several("Get", [at("./Obj/num"), at("./Open/none"), at("Open/a?prop=Format")]),
      );
      expect(replies.filter(({ cmd }) => cmd === "Results")).toEqual([
        {
          cmd: "Results",
          msgRef: "1",
          cmdRef: "1",
          items: [
            { source: { locUri: "./Obj/num" }, meta: { format: "int", type: "text/plain" }, data: "1" },
            { source: { locUri: "Open/a?prop=Format" }, meta: { format: "chr", type: "text/plain" }, data: "chr" },
          ],
        },
      ]);
    },
  },
  "protocol §8.2#7": {
    "the node that could not be made on the way": async () => {
      const { replies } = await (await world()).run("S", add("./Obj/late/x", "v"));
      expect(replies).toMatchObject([{ data: "405", items: [{ target: { locUri: "./Obj/late" } }] }]);
    },
  },
  "protocol §8.4#1, #2": Object.fromEntries(
    (
      [
        ["no CmdID before no Item", several("Get", [], ""), 400],
        ["no CmdID before what no client is sent", { ...FOREIGN["Put"]!, cmdId: "" }, 400],
        ["what no client is sent before no Item", { cmd: "Put", cmdId: "1", items: [] }, 405],
        ["no Item before anything about its place", several("Exec", [at("./none"), at("./none")]), 412],
        ["no Target before the tree", several("Get", [{}]), 412],
        ["too long before missing", read(`./none/${"x".repeat(256)}`), 414],
        ["malformed before rights", read("./Closed/c/../c"), 404],
        ["missing before rights", read("./Closed/none"), 404],
        ["there already before rights", add("./Closed/c", "x"), 418],
        ["rights before what the node is", replace("./Closed/d", "x"), 425],
        ["rights before Format", command("Replace", "./Closed/c", "x", { format: "nonsense" }), 425],
        ["AccessType before Format", command("Replace", "./Obj/ro", "x", { format: "nonsense" }), 405],
        ["permanent before Format", add("./Obj/deep/absent", "x", "1", { format: "nonsense" }), 405],
        ["Format before size", add("./Open/n", "x".repeat(1024 * 1024 + 1), "1", { format: "nonsense" }), 415],
      ] as const
    ).map(([title, one, code]) => [title, async () => expect(await (await world()).code("S", one)).toBe(code)]),
  ),
  "protocol §8.4#1": {
    "credentials before everything else": async () => {
      const d = new Dialogue({ servers: [SERVER] });
      d.say([several("Get", [], ""), FOREIGN["Put"]!]);
      expect(d.statuses).toEqual(["SyncHdr 0 407", "Get  407", "Put 1 407"]);
    },
    "bypassed before what is wrong with it": async () => {
      const { codes } = await (await world()).run("S", atomic("9", read("./none", "1"), several("Replace", [], "2")));
      expect(codes).toEqual({ 9: ["507"], 1: ["500"], 2: ["215"] });
    },
    "its container before its URI": async () => {
      const { codes } = await (await world()).run("S", atomic("9", read(`./${"x".repeat(256)}`, "1")));
      expect(codes).toEqual({ 9: ["507"], 1: ["500"] });
    },
    "storage after everything about the command": async () => {
      const w = await world();
      const before = TREE_LIMITS.maxNodes;
      try {
        TREE_LIMITS.maxNodes = w.tree.size;
        expect(await w.code("S", add("./Open/n", "x", "1", { format: "nonsense" }))).toBe(415);
        expect(await w.code("S", add("./Open/n", "x"))).toBe(420);
      } finally {
        TREE_LIMITS.maxNodes = before;
      }
    },
  },
});
