/** Add, Replace, Delete, Get, Exec and Copy: tree §3, §6.2; protocol §8.5. */
import { expect } from "vitest";
import { deleteNode } from "../../../src/tree/commands.ts";
import { TREE_LIMITS } from "../../../src/tree/value.ts";
import { command, copy, world } from "../world.ts";
import { type Case, cases } from "./case.ts";

const NODE = { format: "node" };

/** Server `S` may do everything in ./Open and ./Obj, nothing in ./Closed. */
function says(code: number, ...args: Parameters<typeof command>): () => Promise<void> {
  return async () => expect(await (await world()).code("S", command(...args))).toBe(code);
}

const copies =
  (code: number, from: string, to: string, server = "S") =>
  async () =>
    expect(await (await world()).code(server, copy(from, to))).toBe(code);

export const COMMAND_CASES: readonly Case[] = cases({
  "tree §6.2#1": {
    "Add makes a leaf": async () => {
      const w = await world();
      expect(await w.code("S", command("Add", "./Open/n", "v"))).toBe(200);
      expect(w.value("./Open/n")).toBe("v");
    },
    "Replace changes it": async () => {
      const w = await world();
      expect(await w.code("S", command("Replace", "./Open/a", "9"))).toBe(200);
      expect(w.value("./Open/a")).toBe("9");
    },
    "Delete takes the subtree": async () => {
      const w = await world();
      expect(await w.code("S", command("Delete", "./Open/dir"))).toBe(200);
      expect(w.value("./Open/dir/x")).toBeUndefined();
    },
    "Get answers with Format and Type": async () => {
      const { codes, items } = await (await world()).run("S", command("Get", "./Obj/num"));
      expect(codes).toEqual({ 1: ["200"] });
      expect(items).toEqual([
        { source: { locUri: "./Obj/num" }, meta: { format: "int", type: "text/plain" }, data: "1" },
      ]);
    },
  },
  "tree §6.2#2": {
    "Replace never creates": says(404, "Replace", "./Open/none", "x"),
    "Delete of nothing": says(404, "Delete", "./Open/none"),
    "Get of nothing": says(404, "Get", "./Open/none"),
    "Exec of nothing": says(404, "Exec", "./Open/none"),
    "existence before rights": says(404, "Replace", "./Closed/none", "x"),
  },
  "tree §6.2#3": {
    "a leaf is there": says(418, "Add", "./Open/a", "x"),
    "an interior node is there": says(418, "Add", "./Open/dir", undefined, NODE),
    "existence before rights": says(418, "Add", "./Closed/c", "x"),
  },
  "tree §6.2#4, §3#15": {
    "ancestors are made": async () => {
      const w = await world();
      expect(await w.code("S", command("Add", "./Open/p/q/r", "v"))).toBe(200);
      expect(w.tree.nodeAt(["Open", "p", "q"])?.format).toBe("node");
    },
    "the Status names the ancestor that cannot be": async () => {
      const { codes, about } = await (await world()).run("S", command("Add", "./Obj/late/x", "v"));
      expect(codes["1"]).toEqual(["405"]);
      expect(about).toEqual(["./Obj/late"]);
    },
    "below a missing node nothing is there": says(404, "Get", "./Open/p/q"),
  },
  "tree §6.2#5": {
    "Add below a leaf": says(405, "Add", "./Open/a/b", "x"),
    "Add below a node described as a leaf": async () => {
      const { codes, about } = await (await world()).run("S", command("Add", "./Obj/deep/flat/b", "x"));
      expect([codes["1"], about]).toEqual([["415"], ["./Obj/deep/flat"]]);
    },
    "Add below a leaf that comes with its parent": async () => {
      const { codes, about } = await (await world()).run("S", command("Add", "./Obj/deep/bears/born/b", "x"));
      expect([codes["1"], about]).toEqual([["405"], ["./Obj/deep/bears/born"]]);
    },
    "Get below a leaf": says(404, "Get", "./Open/a/b"),
    "Replace below a leaf": says(404, "Replace", "./Open/a/b", "x"),
  },
  "tree §6.2#6, §17#15": {
    "Replace of an interior node": says(405, "Replace", "./Open/dir", "x"),
    "a leaf does not become an interior node": says(405, "Replace", "./Open/a", undefined, NODE),
    "Exec without AccessType": says(405, "Exec", "./Open/dir"),
    "Get lists the children, escaped": async () => {
      const { items } = await (await world()).run("S", command("Get", "./Open"));
      expect(String(items[0]?.data).split("/").sort()).toEqual(["%C3%A9", "a", "dir"]);
      expect(items[0]?.meta).toEqual({ format: "node", type: "text/plain" });
    },
  },
  "tree §3#2": {
    "no children, an empty Data": async () => {
      const w = await world();
      await w.code("S", command("Add", "./Open/e", undefined, NODE));
      expect((await w.run("S", command("Get", "./Open/e"))).items[0]?.data).toBe("");
    },
  },
  "tree §6.2#7": {
    Add: async () => {
      const w = await world();
      await w.tree.transact((transaction) => {
        transaction.remove(w.tree.nodeAt(["Obj", "ro"])!);
        transaction.commit();
      });
      expect(await w.code("S", command("Add", "./Obj/ro", "x"))).toBe(405);
    },
    "Add where AccessType would let it": says(405, "Add", "./Obj/deep/absent", "x"),
    Delete: says(405, "Delete", "./Obj/deep/perm"),
    "Replace of its value": says(200, "Replace", "./Obj/fixed", "x"),
    "another Format": says(405, "Replace", "./Obj/fixed", "1", { format: "int" }),
    "another Type": says(405, "Replace", "./Obj/fixed", "x", { type: "image/png" }),
    "base64 is not another Format": says(200, "Replace", "./Obj/blob", "AAE=", {
      format: "b64",
      type: "application/octet-stream",
    }),
  },
  "tree §6.2#8, §3#9": {
    Add: says(418, "Add", ".", "x"),
    Replace: async () => {
      const w = await world();
      await w.tree.transact((transaction) => {
        transaction.set(w.tree.root, { acl: "Add=*&Delete=S&Get=*&Replace=S" });
        transaction.commit();
      });
      expect(await w.code("S", command("Replace", ".", "x"))).toBe(405);
      expect(await w.code("S", command("Delete", "."))).toBe(405);
      expect(await w.code("S", command("Replace", ".?prop=Name", "x"))).toBe(405);
    },
    Get: says(200, "Get", "."),
    "not even the device deletes it": async () => {
      const { tree } = await world();
      const status = await tree.transact((transaction) =>
        deleteNode({ tree, transaction, actor: { kind: "device" } }, { path: [] }),
      );
      expect(status).toEqual({ status: 405 });
    },
  },
  "tree §6.2#9, §17#22": {
    "Replace of a read-only leaf": says(405, "Replace", "./Obj/ro", "x"),
    "Delete without AccessType Delete": says(405, "Delete", "./Obj/keep"),
    "Get of a write-only leaf": says(405, "Get", "./Obj/wo"),
    "Exec runs where it may": says(405, "Exec", "./Obj/ro"),
    "Add without AccessType Add": says(405, "Add", "./Obj/late", "x"),
  },
  "tree §6.2#10, §5.3#1, #2, #3, #4, #5, #10": {
    Add: says(425, "Add", "./Closed/n", "x"),
    Replace: says(425, "Replace", "./Closed/c", "x"),
    Delete: says(425, "Delete", "./Closed/c"),
    Get: says(425, "Get", "./Closed/c"),
    Exec: says(425, "Exec", "./Closed/c"),
    "before what the node is": says(425, "Replace", "./Closed/d", "x"),
    "before what the parent is": says(425, "Add", "./Closed/c/n", "x"),
  },
  "tree §6.2#11, §2#11, #12, #13": {
    "too many segments": says(414, "Get", `./${Array(21).fill("x").join("/")}`),
    "a segment too long": says(414, "Get", `./${"x".repeat(256)}`),
    "too long, too many characters": says(414, "Add", `./${Array(5).fill("é".repeat(250)).join("/")}`, "x"),
  },
  "tree §6.2#12": {
    "no such Format": says(415, "Add", "./Open/n", "x", { format: "nonsense" }),
    "not the described Format": says(415, "Add", "./Obj/deep/mid/end", "1", { format: "int" }),
    "not a described Type": says(415, "Add", "./Obj/deep/mid/end", "1", { type: "image/png" }),
    "an interior node takes no Data": says(415, "Add", "./Open/n", "x", NODE),
  },
  "tree §6.2#13": {
    "the tree is full": async () => {
      const w = await world();
      const before = TREE_LIMITS.maxNodes;
      try {
        TREE_LIMITS.maxNodes = w.tree.size + 1;
        expect(await w.code("S", command("Add", "./Open/p/q", "x"))).toBe(420);
        expect(await w.code("S", command("Add", "./Open/p", "x"))).toBe(200);
        expect(await w.code("S", command("Add", "./Open/q", "x"))).toBe(420);
        expect(await w.code("S", command("Delete", "./Open/p"))).toBe(200);
        expect(await w.code("S", command("Add", "./Open/q", "x"))).toBe(200);
      } finally {
        TREE_LIMITS.maxNodes = before;
      }
    },
  },
  "tree §6.2#14": {
    "text too large": async () => {
      const w = await world();
      expect(await w.code("S", command("Add", "./Open/n", "x".repeat(1024 * 1024)))).toBe(200);
      expect(await w.code("S", command("Replace", "./Open/a", "x".repeat(1024 * 1024 + 1)))).toBe(413);
      expect(await w.code("S", command("Replace", "./Obj/blob", new Uint8Array(1024 * 1024 + 1)))).toBe(413);
      expect(w.value("./Open/a")).toBe("1");
    },
  },
  "tree §6.2#15, §11#3": {
    "Get of the Inbox": says(405, "Get", "./Inbox"),
    "Get below it": says(405, "Get", "./Inbox/x"),
    "Get of its properties": says(405, "Get", "./Inbox?prop=ACL"),
    Delete: says(405, "Delete", "./Inbox/x"),
    Exec: says(405, "Exec", "./Inbox/x"),
    "Add of a plain value to itself": says(405, "Add", "./Inbox", "v"),
    "Replace of a plain value": says(405, "Replace", "./Inbox/x", "v"),
    "Copy out of it": copies(405, "./Inbox/x", "./Open/n"),
  },
  "tree §6.2#21, #20": {
    "Add to a query": says(405, "Add", "./Open/a?list=Struct", "x"),
    "Replace of a query": says(405, "Replace", "./Open/a?list=Struct", "x"),
    "Delete of a query": says(405, "Delete", "./Open/a?list=Struct"),
    "Exec of a query": says(405, "Exec", "./Obj/run?list=Struct"),
    "Copy of a query": copies(405, "./Open/a?list=Struct", "./Open/n"),
    "Copy to a query": copies(405, "./Open/a", "./Open/a?list=Struct"),
    "Add of a property": says(405, "Add", "./Open/a?prop=Title", "x"),
    "Delete of a property": says(405, "Delete", "./Open/a?prop=Title"),
    "Exec of a property": says(405, "Exec", "./Obj/run?prop=Title"),
    "Copy of a property": copies(405, "./Open/a?prop=Title", "./Open/n"),
    "Copy to a property": copies(405, "./Open/a", "./Open/a?prop=Title"),
  },
  "tree §6.2#22, #23, §5.3#6; protocol §8.5#52": {
    "a leaf over a leaf": async () => {
      const w = await world();
      expect(await w.code("S", copy("./Open/a", "./Open/dir/x"))).toBe(200);
      expect(w.value("./Open/dir/x")).toBe("1");
    },
    "a leaf to a new place": async () => {
      const w = await world();
      expect(await w.code("S", copy("./Obj/num", "./Open/n"))).toBe(200);
      expect(w.tree.nodeAt(["Open", "n"])).toMatchObject({ format: "int", value: "1" });
    },
    "no source": copies(404, "./Open/none", "./Open/n"),
    "no Get on the source": copies(425, "./Closed/c", "./Open/n"),
    "a write-only source": copies(405, "./Obj/wo", "./Open/n"),
    "an interior source": copies(405, "./Open/dir", "./Open/n"),
    "no Replace on the target": copies(425, "./Open/a", "./Closed/c"),
    "no Add at the target": copies(425, "./Open/a", "./Closed/n"),
    "a source is needed": async () => {
      const bare = { cmd: "Copy", cmdId: "1", items: [{ target: { locUri: "./Open/n" } }] } as const;
      expect(await (await world()).code("S", bare)).toBe(412);
    },
  },
  "tree §3#8, #9": {
    "AccessType protects its own node alone": async () => {
      const w = await world();
      expect(await w.code("S", command("Add", "./Obj/deep/mid", undefined, NODE))).toBe(200);
      expect(await w.code("S", command("Add", "./Obj/deep/mid/end", "x"))).toBe(200);
      expect(await w.code("S", command("Delete", "./Obj/deep/mid"))).toBe(200);
    },
  },
  "tree §3#10, §6.2#24": {
    "what lives in the device is not deleted with its parent": async () => {
      const backed = {
        spec: {
          name: "Dev",
          format: "node",
          access: ["Get", "Delete"],
          scope: "Dynamic",
          min: 1,
          max: 1,
          initial: "",
          acl: "Delete=*&Get=*",
          children: [{ name: "t", format: "chr", access: ["Get"], scope: "Permanent", min: 1, max: 1, initial: "" }],
        },
        read: () => "20 C",
      } as const;
      const w = await world(backed);
      expect(await w.code("S", command("Delete", "./Dev"))).toBe(405);
      expect((await w.run("S", command("Get", "./Dev/t"))).items[0]?.data).toBe("20 C");
    },
  },
  "tree §3#17": {
    "no description, no node": says(405, "Add", "./Obj/unknown", "x"),
    "limits come after the value": async () => {
      const w = await world();
      for (const name of ["a", "b"]) await w.code("S", command("Add", `./Obj/list/${name}`, undefined, NODE));
      expect(await w.code("S", command("Add", "./Obj/list/c", "x"))).toBe(415);
    },
    "no more than its occurrence": async () => {
      const w = await world();
      for (const [name, code] of [
        ["a", 200],
        ["b", 200],
        ["c", 420],
      ] as const) {
        expect(await w.code("S", command("Add", `./Obj/list/${name}`, undefined, NODE))).toBe(code);
      }
    },
  },
  "tree §3#13": {
    "an interior node must be called one": says(415, "Add", "./Obj/deep/mid"),
  },
  "tree §12.3#1, §17#11": {
    "Add by the child's own AccessType": async () => {
      const w = await world();
      await w.code("S", command("Delete", "./Obj/num"));
      expect(await w.code("S", command("Add", "./Obj/num", "5"))).toBe(200);
    },
    "Add by the parent's": says(200, "Add", "./Obj/list/x/name", "n"),
  },
  "tree §2#5": {
    "CIS takes any case": async () => {
      const { items } = await (await world()).run("S", command("Get", "./Obj/case/mIXED"));
      expect(items[0]?.data).toBe("m");
    },
    "and does not take the name twice": says(418, "Add", "./Obj/case/MIXED", "x"),
    "CS does not": says(404, "Get", "./open/a"),
  },
  "tree §17#18": {
    "without a description another Format is taken": async () => {
      const w = await world();
      expect(await w.code("S", command("Replace", "./Open/a", "7", { format: "int", type: "text/x" }))).toBe(200);
      expect(w.tree.nodeAt(["Open", "a"])).toMatchObject({ format: "int", type: "text/x", value: "7" });
      expect(await w.code("S", command("Replace", "./Open/a", "x"))).toBe(415);
    },
  },
  "tree §4.2#13": {
    "where base64 is the value, Meta may call it text": async () => {
      const w = await world();
      for (const format of [undefined, "chr", "b64"]) {
        expect(await w.code("S", command("Replace", "./Obj/key", "AP8=", format === undefined ? {} : { format }))).toBe(
          200,
        );
      }
      expect(await w.code("S", command("Replace", "./Obj/key", "1", { format: "int" }))).toBe(405);
      expect(w.tree.nodeAt(["Obj", "key"])).toMatchObject({ format: "b64", value: "AP8=" });
    },
  },
  "tree §4.2#14, §17#10": {
    "b64 of a binary type is bin": async () => {
      const w = await world();
      await w.code("S", command("Add", "./Open/b", "AP8=", { format: "b64", type: "audio/x" }));
      expect(w.tree.nodeAt(["Open", "b"])).toMatchObject({ format: "bin", value: Uint8Array.of(0, 255) });
    },
    "b64 of text stays b64": async () => {
      const w = await world();
      await w.code("S", command("Add", "./Open/b", "AP8=", { format: "b64" }));
      expect(w.tree.nodeAt(["Open", "b"])).toMatchObject({ format: "b64", value: "AP8=" });
    },
  },
});

/** Lexical forms (tree §4.2): what a format takes and what it does not. */
const FORMS: Readonly<Record<string, readonly [rule: string, good: readonly string[], bad: readonly string[]]>> = {
  int: [
    "tree §4.2#2, §17#23",
    ["0", "-1", "+2147483647", "-2147483648"],
    ["", "1.5", "x", "2147483648", "-2147483649"],
  ],
  bool: ["tree §4.2#3, §17#23", ["true", "false", "True", "1"], ["", "yes", "2"]],
  float: ["tree §4.2#4, §17#23", ["1", "-1.5e3", ".5", "INF", "NaN"], ["", "1,5", "e3"]],
  date: ["tree §4.2#5, §17#23", ["2026-11-24", "20261124"], ["", "26-11-24", "today"]],
  time: ["tree §4.2#6, §17#23", ["12:30", "123000Z", "12:30:00.5+01:00"], ["", "noon", "1"]],
  null: ["tree §4.2#8", [""], ["x"]],
  chr: ["tree §4.2#1", ["", "x"], []],
  xml: ["tree §4.2#7", ["<a/>"], []],
};

export const FORM_CASES: readonly Case[] = Object.entries(FORMS).map(([format, [rule, good, bad]]) => ({
  rule,
  title: format,
  run: async () => {
    const w = await world();
    for (const [index, value] of good.entries()) {
      expect(await w.code("S", command("Add", `./Open/g${index}`, value, { format })), `${format} ${value}`).toBe(200);
    }
    for (const value of bad) {
      expect(await w.code("S", command("Add", "./Open/bad", value, { format })), `${format} ${value}`).toBe(415);
    }
  },
}));
