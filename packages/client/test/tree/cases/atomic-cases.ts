/** Atomic, Sequence and the objects' say in a transaction: protocol §8.6, §8.7; tree §9.7; decisions D4, D16. */
import { interior, leaf, type ManagementObject, type ObjectChange, STATUS } from "@oma-dm/client";
import { memoryStore, virtualClock } from "@oma-dm/client/node";
import type { Command } from "@oma-dm/codec/syncml";
import { expect } from "vitest";
import { command, copy, EVERYONE, type World, world, worldWith } from "../world.ts";
import { type Case, cases } from "./case.ts";
import { structureText } from "./structure-text.ts";

const atomic = (...commands: readonly Command[]): Command => ({ cmd: "Atomic", cmdId: "9", commands }) as Command;
const sequence = (...commands: readonly Command[]): Command => ({ cmd: "Sequence", cmdId: "8", commands }) as Command;
const add = (uri: string, data: string, id: string) => command("Add", uri, data, undefined, id);
const replace = (uri: string, data: string, id: string) => command("Replace", uri, data, undefined, id);

/** An object with one leaf and the hooks a case gives it. */
function object(name: string, hooks: Omit<ManagementObject, "spec">): ManagementObject {
  const leaves = [leaf("v", "chr", ["Get", "Replace"], { scope: "Permanent", initial: "0" })];
  const run = leaf("run", "null", ["Exec", "Get"], { scope: "Permanent" });
  return { spec: interior(name, ["Get"], [...leaves, run], { scope: "Permanent", acl: EVERYONE }), ...hooks };
}

const everything = ({ tree }: World): string => structureText(tree);

export const ATOMIC_CASES: readonly Case[] = cases({
  "protocol §8.6#2": {
    "all succeed": async () => {
      const w = await world();
      const { codes } = await w.run("S", atomic(add("./Open/n", "1", "1"), replace("./Open/a", "2", "2")));
      expect(codes).toEqual({ 9: ["200"], 1: ["200"], 2: ["200"] });
      expect([w.value("./Open/n"), w.value("./Open/a")]).toEqual(["1", "2"]);
    },
  },
  "protocol §8.6#3; tree §6.3#7, §17#30": {
    "one fails: before it undone, after it not executed": async () => {
      const w = await world();
      const before = everything(w);
      const { codes } = await w.run(
        "S",
        atomic(
          add("./Open/p/q", "1", "1"),
          replace("./Open/dir?prop=Name", "renamed", "2"),
          replace("./Open/renamed?prop=ACL", "Get=*", "3"),
          command("Delete", "./Open/a", undefined, undefined, "4"),
          copy("./Obj/num", "./Open/copied", "5"),
          replace("./Obj/num?prop=Title", "t", "6"),
          replace("./Open/none", "x", "7"),
          add("./Open/late", "1", "10"),
        ),
      );
      expect(codes).toEqual({
        9: ["507"],
        1: ["216"],
        2: ["216"],
        3: ["216"],
        4: ["216"],
        5: ["216"],
        6: ["216"],
        7: ["404"],
        10: ["215"],
      });
      expect(everything(w)).toBe(before);
    },
    "Items of the failing command": async () => {
      const w = await world();
      const two = {
        cmd: "Replace",
        cmdId: "1",
        items: [
          { target: { locUri: "./Open/a" }, data: "9" },
          { target: { locUri: "./Open/none" }, data: "9" },
          { target: { locUri: "./Open/dir/x" }, data: "9" },
        ],
      } as const;
      expect((await w.run("S", atomic(two))).codes).toEqual({ 9: ["507"], 1: ["216", "404", "215"] });
      expect(w.value("./Open/a")).toBe("1");
    },
  },
  "protocol §8.6#4": {
    "illegal children, nothing executed": async () => {
      for (const illegal of [
        command("Get", "./Open/a", undefined, undefined, "2"),
        command("Exec", "./Obj/run", undefined, undefined, "2"),
        { cmd: "Sequence", cmdId: "2", commands: [] } as Command,
      ]) {
        const w = await world();
        const { codes } = await w.run("S", atomic(add("./Open/n", "1", "1"), illegal));
        expect(codes).toEqual({ 9: ["507"], 1: ["215"], 2: ["500"] });
        expect(w.value("./Open/n")).toBeUndefined();
      }
    },
    "a nested Atomic and what it holds": async () => {
      const inner = { cmd: "Atomic", cmdId: "2", commands: [add("./Open/m", "1", "3")] } as Command;
      const { codes } = await (await world()).run("S", atomic(inner));
      expect(codes).toEqual({ 9: ["507"], 2: ["500"], 3: ["215"] });
    },
  },
  "protocol §8.7; tree §6.3#8": {
    "a failing child stops nothing": async () => {
      const w = await world();
      const { codes, items } = await w.run(
        "S",
        sequence(
          replace("./Open/none", "x", "1"),
          add("./Open/n", "1", "2"),
          command("Get", "./Open/n", undefined, undefined, "3"),
        ),
      );
      expect(codes).toEqual({ 8: ["200"], 1: ["404"], 2: ["200"], 3: ["200"] });
      expect(items[0]?.data).toBe("1");
    },
    "what is not executed says so": async () => {
      const w = await world();
      const inner = { cmd: "Sequence", cmdId: "2", commands: [add("./Open/m", "1", "3")] } as Command;
      const { codes } = await w.run("S", sequence(inner, add("./Open/n", "1", "4")));
      expect(codes).toEqual({ 8: ["200"], 2: ["500"], 3: ["215"], 4: ["200"] });
      expect([w.value("./Open/m"), w.value("./Open/n")]).toEqual([undefined, "1"]);
    },
  },
  "decisions D4": {
    "one Status where Items fared alike, else one each": async () => {
      const items = (...uris: string[]) => uris.map((locUri) => ({ target: { locUri }, data: "x" }));
      const w = await world();
      const alike = { cmd: "Replace", cmdId: "1", items: items("./Open/a", "./Open/dir/x") } as const;
      const not = { cmd: "Replace", cmdId: "2", items: items("./Open/a", "./Open/none") } as const;
      expect((await w.run("S", alike, not)).codes).toEqual({ 1: ["200"], 2: ["200", "404"] });
    },
  },
  "tree §9.7#1": {
    "validate sees the whole transaction, before and after": async () => {
      const seen: ObjectChange[] = [];
      const w = await world(
        object("A", {
          validate: (change) => {
            seen.push(change);
            return STATUS.ok;
          },
        }),
      );
      await w.run("S", atomic(replace("./A/v", "1", "1"), replace("./Open/a", "2", "2"), replace("./A/v", "3", "3")));
      expect(seen).toHaveLength(1);
      expect(seen[0]!.nodes).toMatchObject([{ path: ["A", "v"], before: { value: "0" }, after: { value: "3" } }]);
      expect(seen[0]!.tree.find(["Open", "a"])?.value).toBe("2");
    },
    "validate refuses a command": async () => {
      const w = await world(object("A", { validate: () => STATUS.forbidden }));
      expect(await w.code("S", command("Replace", "./A/v", "1"))).toBe(403);
      expect(w.value("./A/v")).toBe("0");
    },
    "validate refuses an Atomic": async () => {
      const w = await world(object("A", { validate: async () => STATUS.forbidden }));
      const before = everything(w);
      const { codes } = await w.run("S", atomic(replace("./Open/a", "2", "1"), replace("./A/v", "1", "2")));
      expect(codes).toEqual({ 9: ["507"], 1: ["216"], 2: ["216"] });
      expect(everything(w)).toBe(before);
    },
    "objects that agreed are rolled back, and one that cannot says so": async () => {
      const undone: string[] = [];
      const w = await world(
        object("A", { validate: () => STATUS.ok, rollBack: () => void undone.push("A") }),
        object("B", {
          rollBack: () => {
            throw new Error("stuck");
          },
        }),
        object("Z", { validate: () => STATUS.commandFailed }),
      );
      const { codes } = await w.run(
        "S",
        atomic(replace("./A/v", "1", "1"), replace("./B/v", "1", "2"), replace("./Z/v", "1", "3")),
      );
      expect(codes).toEqual({ 9: ["507"], 1: ["216"], 2: ["516"], 3: ["216"] });
      expect(undone).toEqual(["A"]);
      expect([w.value("./A/v"), w.value("./B/v")]).toEqual(["0", "0"]);
      expect(w.faults).toEqual([{ hook: "rollBack", uri: "./B", reason: "stuck" }]);
    },
    "a hook that throws fails its own command": async () => {
      const w = await world(
        object("A", {
          validate: () => {
            throw new Error("broken\nsecond line");
          },
        }),
      );
      expect(await w.code("S", command("Replace", "./A/v", "1"))).toBe(500);
      expect(await w.code("S", command("Replace", "./Open/a", "1"))).toBe(200);
      expect(w.faults).toEqual([{ hook: "validate", uri: "./A", reason: "broken" }]);
    },
    "a hook that never settles runs out of time": async () => {
      const clock = virtualClock(0);
      const aborted: boolean[] = [];
      const w = await worldWith(
        { clock },
        object("A", {
          validate: (_, signal) => new Promise(() => signal.addEventListener("abort", () => aborted.push(true))),
        }),
      );
      const code = w.code("S", command("Replace", "./A/v", "1"));
      await new Promise((resolve) => setImmediate(resolve));
      await clock.advance(10_000);
      expect(await code).toBe(500);
      expect(aborted).toEqual([true]);
      expect(w.value("./A/v")).toBe("0");
    },
    "a read that fails is a failed Get, and left out of a list": async () => {
      const w = await world(
        object("A", {
          read: () => {
            throw new Error("no sensor");
          },
        }),
        object("B", { read: async ([, name]) => (name === "v" ? "computed" : undefined) }),
      );
      expect(await w.code("S", command("Get", "./A/v"))).toBe(500);
      const { items } = await w.run("S", command("Get", ".?list=StructData"));
      expect(items.map(({ source }) => source?.locUri)).not.toContain("./A/v");
      expect(items.find(({ source }) => source?.locUri === "./B/v")?.data).toBe("computed");
    },
  },
  "tree §4.1#9, §6.2#21, §6.2#9": {
    "Exec runs what its description says, and only that": async () => {
      const ran: string[] = [];
      const w = await world(
        object("A", {
          exec: (path) => {
            ran.push(path.join("/"));
            return STATUS.acceptedForProcessing;
          },
        }),
      );
      expect(await w.code("S", command("Exec", "./A/run?prop=Title"))).toBe(405);
      expect(await w.code("S", command("Exec", "./A/run?list=Struct"))).toBe(405);
      expect(await w.code("S", command("Exec", "./A/v"))).toBe(405);
      expect(await w.code("S", command("Exec", "./A"))).toBe(405);
      expect(ran).toEqual([]);
      expect(await w.code("S", command("Exec", "./A/run"))).toBe(202);
      expect(ran).toEqual(["A/run"]);
    },
  },
  "tree §3#5; decisions D16": {
    "what a server deleted stays deleted when the device starts again": async () => {
      const store = memoryStore();
      const w = await worldWith({ store });
      expect(await w.code("S", command("Delete", "./Obj/num"))).toBe(200);
      await w.objects.flush();
      const again = await worldWith({ store });
      expect(again.value("./Obj/num")).toBeUndefined();
      expect(again.value("./Obj/fixed")).toBe("f");
    },
  },
  "decisions D16": {
    "applied runs once its change is durable, and again after a crash": async () => {
      const store = memoryStore();
      const log: string[] = [];
      let dies = true;
      const hooks: Omit<ManagementObject, "spec"> = {
        applied: async (paths, tree) => {
          const stored = (await store.entries("node:./A/v")).map(([, value]) => new TextDecoder().decode(value));
          log.push(`${paths.join()} ${tree.find(["A", "v"])?.value} ${stored.join().includes('"1"')}`);
          if (dies) throw new Error("power cut");
        },
      };
      const w = await worldWith({ store }, object("A", hooks));
      await w.objects.flush();
      await w.code("S", command("Replace", "./A/v", "1"));
      expect(log).toEqual([]);
      await w.objects.flush();
      expect(log).toEqual(["A,v 1 true"]);
      dies = false;
      const again = await worldWith({ store }, object("A", hooks));
      await again.objects.recover(await store.entries("applied:"));
      expect(log).toEqual(["A,v 1 true", "A,v 1 true"]);
      await again.objects.flush();
      expect(await store.entries("applied:")).toEqual([]);
    },
    "an Exec finds everything before it durable": async () => {
      const store = memoryStore();
      const seen: boolean[] = [];
      const w = await worldWith(
        { store },
        object("A", {
          exec: async () => {
            seen.push((await store.entries("node:./Open/n")).length === 1);
            return STATUS.ok;
          },
        }),
      );
      const run = command("Exec", "./A/run", undefined, undefined, "2");
      expect((await w.run("S", add("./Open/n", "1", "1"), run)).codes).toEqual({ 1: ["200"], 2: ["200"] });
      expect(seen).toEqual([true]);
    },
  },
});
