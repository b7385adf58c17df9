/** What each command is answered: protocol §8.5. */
import { interior, leaf, type ManagementObject, STATUS } from "@oma-dm/client";
import { type Command, MEDIA_TYPES } from "@oma-dm/codec/syncml";
import { type MgmtTree, printTnds } from "@oma-dm/codec/tnds";
import { expect } from "vitest";
import { TREE_LIMITS } from "../../../src/tree/value.ts";
import { type Case, cases } from "../../tree/cases/case.ts";
import { structureText } from "../../tree/cases/structure-text.ts";
import { command, copy, EVERYONE, world } from "../../tree/world.ts";
import { Dialogue, get } from "../dialogue.ts";
import { add, at, FOREIGN, object, read, remove, replace, run, several } from "../requests.ts";

const NODE = { format: "node" };
const P = { scope: "Permanent" } as const;
const XML = { format: "xml", type: MEDIA_TYPES.tnds.xml };
const DOCUMENT = { verDtd: "1.2" } as const;

/** One command of server `S`, which may do everything but in ./Closed; a refusal changes nothing. */
function says(code: number, one: Command, ...objects: readonly ManagementObject[]): () => Promise<void> {
  return async () => {
    const w = await world(...objects);
    const before = structureText(w.tree);
    const { codes } = await w.run("S", one);
    expect(codes).toEqual({ [one.cmdId]: [String(code)] });
    if (code >= 300) expect(structureText(w.tree)).toBe(before);
  };
}

const tnds = (cmd: "Add" | "Replace", uri: string, ...nodes: MgmtTree["nodes"]): Command =>
  command(cmd, uri, printTnds({ ...DOCUMENT, nodes }), XML);
const text = (nodeName: string, value: string, format = "chr") =>
  ({ nodeName, rtProperties: { format, type: { mime: ["text/plain"] } }, value }) as MgmtTree["nodes"][number];
const dir = (nodeName: string, ...nodes: MgmtTree["nodes"]) =>
  ({ nodeName, rtProperties: { format: "node", type: {} }, nodes }) as MgmtTree["nodes"][number];

const executing = (outcome: number): ManagementObject => object({ exec: () => outcome as 200 });
const RUN = run("./A/run");

export const COMMAND_CASES: readonly Case[] = cases({
  "protocol §8.5#1": {
    Add: says(200, add("./Open/n", "x")),
    Replace: says(200, replace("./Open/a", "x")),
    Get: says(200, read("./Open/a")),
    Delete: says(200, remove("./Open/a")),
    Exec: says(200, RUN, executing(200)),
    Copy: says(200, copy("./Open/a", "./Open/n")),
    Alert: says(200, { cmd: "Alert", cmdId: "1", data: "1222" }),
    Atomic: says(200, { cmd: "Atomic", cmdId: "1", commands: [] }),
    Sequence: says(200, { cmd: "Sequence", cmdId: "1", commands: [] }),
  },
  "protocol §8.5#2": {
    "400 to nothing, and the rest is done": async () => {
      const w = await world();
      const nameless: readonly Command[] = [
        read("./Open/a", ""),
        { cmd: "Alert", cmdId: "", data: "1222" },
        { cmd: "Sequence", cmdId: "", commands: [add("./Open/no", "1", "7")] },
        { cmd: "Unknown", cmdId: "", element: "Frob" },
      ];
      const { replies } = await w.run("S", ...nameless, add("./Open/n", "1", "2"));
      expect(replies.map((it) => (it.cmd === "Status" ? `${it.command} ${it.cmdRef} ${it.data}` : it.cmd))).toEqual([
        "Get  400",
        "Alert  400",
        "Sequence  400",
        "Add 7 215",
        "Frob  400",
        "Add 2 200",
      ]);
      expect([w.value("./Open/n"), w.value("./Open/no")]).toEqual(["1", undefined]);
    },
  },
  "protocol §8.5#3": {
    ...Object.fromEntries(
      (["Add", "Replace", "Delete", "Get", "Exec"] as const).flatMap((cmd) => [
        [`${cmd} without Item`, says(412, several(cmd, []))],
        [`${cmd} of an Item without Target`, says(412, several(cmd, [{ data: "x" }]))],
        [`${cmd} of an empty Target`, says(412, several(cmd, [at("")]))],
      ]),
    ),
    "Copy without Item": says(412, { cmd: "Copy", cmdId: "1", items: [] }),
    "Copy of nothing": says(412, { cmd: "Copy", cmdId: "1", items: [at("./Open/n")] }),
  },
  "protocol §8.5#4": {
    "a segment": says(414, add(`./Open/${"x".repeat(256)}`, "v")),
    segments: says(414, read(`./${Array(21).fill("x").join("/")}`)),
    altogether: says(414, read(`./${Array(5).fill("x".repeat(255)).join("/")}`)),
  },
  "protocol §8.5#5": Object.fromEntries(
    ["./Open//a", "./Open/../Open/a", "./Open/./a", "./Open/%zz", "./Open/a/", "/Open/a"].map((uri) => [
      JSON.stringify(uri),
      async () => {
        const w = await world();
        const codes = [await w.code("S", read(uri)), await w.code("S", remove(uri))];
        expect(codes).toEqual([404, 404]);
      },
    ]),
  ),
  "protocol §8.5#7": {
    "an element that is none of SyncML": says(400, { cmd: "Unknown", cmdId: "1", element: "Frob" }),
  },
  "protocol §8.5#8": {
    ...Object.fromEntries(["Put", "Map", "Search", "Move"].map((cmd) => [cmd, says(405, FOREIGN[cmd]!)])),
    "Sync, and what it holds": async () => {
      const { codes } = await (await world()).run("S", FOREIGN["Sync"]!);
      expect(codes).toEqual({ 1: ["405"], 2: ["215"] });
    },
    Results: says(405, { cmd: "Results", cmdId: "1", cmdRef: "1", items: [at("./Open/a")] }),
  },
  "protocol §8.5#9": {
    Add: says(425, add("./Closed/n", "x")),
    Replace: says(425, replace("./Closed/c", "x")),
    Delete: says(425, remove("./Closed/c")),
    Get: says(425, read("./Closed/c")),
    Exec: says(425, run("./Closed/c")),
    Copy: says(425, copy("./Closed/c", "./Open/n")),
  },
  "protocol §8.5#10": {
    "an object that fails": says(
      500,
      replace("./A/v", "1"),
      object({
        validate: () => {
          throw new Error("broken");
        },
      }),
    ),
    "an object that cannot keep it": says(
      510,
      replace("./A/v", "1"),
      object({ validate: () => STATUS.dataStoreFailure }),
    ),
  },
  "protocol §8.5#11": {
    "a leaf": says(418, add("./Open/a", "x")),
    "an interior node": says(418, add("./Open/dir", undefined, "1", NODE)),
  },
  "protocol §8.5#12": { "405": says(405, add("./Open/a/b", "x")) },
  "protocol §8.5#14": {
    "without an ACL where the creator may do everything above": async () => {
      const w = await world();
      expect(await w.code("S", add("./Open/p/q", "x"))).toBe(200);
      expect(w.acl("./Open/p")).toBe("");
    },
    "else with one that gives it the rights": async () => {
      const half = { spec: interior("Half", ["Add", "Get"], [], { ...P, open: true, acl: "Add=S&Get=*" }) };
      const w = await world(half);
      expect(await w.code("S", add("./Half/p/q", "x"))).toBe(200);
      expect(w.acl("./Half/p")).toBe("Add=S&Delete=S&Get=*&Replace=S");
    },
  },
  "protocol §8.5#15": {
    "no AccessType Add": says(405, add("./Obj/late", "x")),
    "not described": says(405, add("./Obj/unknown", "x")),
  },
  "protocol §8.5#16": {
    Format: says(415, add("./Open/n", "x", "1", { format: "nonsense" })),
    Type: says(415, add("./Obj/deep/mid/end", "x", "1", { type: "image/png" })),
    "no TNDS": says(415, add("./Open/n", "<MgmtTree", "1", XML)),
  },
  "protocol §8.5#17": {
    "too big": says(413, add("./Open/n", "x".repeat(1024 * 1024 + 1))),
    full: async () => {
      const w = await world();
      const before = TREE_LIMITS.maxNodes;
      try {
        TREE_LIMITS.maxNodes = w.tree.size;
        expect(await w.code("S", add("./Open/n", "x"))).toBe(420);
      } finally {
        TREE_LIMITS.maxNodes = before;
      }
    },
  },
  "protocol §8.5#18": {
    "213 for a chunk, 424 for a whole that is not what it said": async () => {
      const chunk = (data: string, more: boolean): Command => ({
        cmd: "Add",
        cmdId: "2",
        items: [{ target: { locUri: "./B" }, meta: more ? { size: "9" } : {}, data, ...(more && { moreData: true }) }],
      });
      const d = new Dialogue();
      d.say([chunk("0123", true)], { final: false });
      expect([...d.effect("execute")!.decided.values()]).toEqual([213]);
      d.done();
      d.say([chunk("45", false)]);
      expect([...d.effect("execute")!.decided.values()]).toEqual([424]);
    },
  },
  "protocol §8.5#19": {
    "the code of the node that failed, once, and nothing changed": async () => {
      const w = await world();
      const before = structureText(w.tree);
      const { codes } = await w.run("S", tnds("Add", "./Open", dir("n", text("ok", "1"), text("bad", "x", "int"))));
      expect(codes).toEqual({ 1: ["415"] });
      expect(structureText(w.tree)).toBe(before);
    },
  },
  "protocol §8.5#20": {
    "placed where its kind belongs": async () => {
      const w = await world();
      const lamp = {
        ...dir("three", text("Id", "3")),
        rtProperties: { format: "node", type: { ddfName: "urn:oma:mo:ext-lamp:1.0" } },
      };
      expect(await w.code("S", tnds("Add", "./Inbox", lamp as MgmtTree["nodes"][number]))).toBe(200);
      expect(w.value("./Lamps/three/Id")).toBe("3");
    },
    "a kind nobody knows": async () =>
      expect([404, 415]).toContain(await (await world()).code("S", tnds("Add", "./Inbox", dir("n", text("Id", "3"))))),
  },
  "protocol §8.5#21": { "405": says(405, add("./Open/a?prop=Title", "x")) },
  "protocol §8.5#22": { "404": says(404, replace("./Open/none", "x")) },
  "protocol §8.5#23": { "405": says(405, replace("./Open/dir", "x")) },
  "protocol §8.5#24": {
    "an object that is using it": says(403, replace("./A/v", "1"), object({ validate: () => STATUS.forbidden })),
  },
  "protocol §8.5#25": { "418": says(418, replace("./Open/dir?prop=Name", "a")) },
  "protocol §8.5#26": {
    Format: says(405, command("Replace", "./Obj/fixed", "1", { format: "int" })),
    Name: says(405, replace("./Obj/fixed?prop=Name", "other")),
    Type: says(405, command("Replace", "./Obj/fixed", "x", { type: "image/png" })),
  },
  "protocol §8.5#27": { "405": says(405, replace("./Obj/ro", "x")) },
  "protocol §8.5#28": {
    "none of that name": says(406, replace("./Open/a?prop=Colour", "x")),
    "one that is fixed": says(405, replace("./Open/a?prop=Size", "9")),
  },
  "protocol §8.5#29": {
    Format: says(415, replace("./Obj/num", "x")),
    Type: says(415, command("Replace", "./Lamps/one/Id", "x", { type: "image/png" })),
  },
  "protocol §8.5#30": {
    "the whole subtree, or nothing": async () => {
      const w = await world();
      expect(await w.code("S", tnds("Replace", "./Open/dir", dir("dir", text("new", "1"))))).toBe(200);
      expect([w.value("./Open/dir/new"), w.value("./Open/dir/x")]).toEqual(["1", undefined]);
      const before = structureText(w.tree);
      expect(
        await w.code("S", tnds("Replace", "./Open/dir", dir("dir", text("n", "1"), text("bad", "x", "int")))),
      ).toBe(415);
      expect(structureText(w.tree)).toBe(before);
    },
  },
  "protocol §8.5#31": {
    "200 and the value with what it is": async () => {
      const { codes, items } = await (await world()).run("S", read("./Obj/num"));
      expect(codes).toEqual({ 1: ["200"] });
      expect(items).toEqual([
        { source: { locUri: "./Obj/num" }, meta: { format: "int", type: "text/plain" }, data: "1" },
      ]);
    },
  },
  "protocol §8.5#32": {
    "the names of its children": async () => {
      const w = await world();
      await w.run("S", add("./Open/e", undefined, "1", NODE));
      const meta = { format: "node", type: "text/plain" };
      expect((await w.run("S", read("./Open/dir"))).items).toEqual([
        { source: { locUri: "./Open/dir" }, meta, data: "x/sub" },
      ]);
      expect((await w.run("S", read("./Open/e"))).items).toEqual([{ source: { locUri: "./Open/e" }, meta, data: "" }]);
    },
  },
  "protocol §8.5#33": { "404": says(404, read("./Open/none")) },
  "protocol §8.5#34": { "405": says(405, read("./Obj/wo")) },
  "protocol §8.5#35": { itself: says(405, read("./Inbox")), "below it": says(405, read("./Inbox/x")) },
  "protocol §8.5#36": {
    "a property": says(406, read("./Open/a?prop=Colour")),
    "a query": says(406, read("./Open?list=Nothing")),
  },
  "protocol §8.5#37": { "406": says(406, read("./Open?prop=Size")) },
  "protocol §8.5#38": {
    "413 and no Results": async () => {
      const d = new Dialogue();
      d.say([get("./Big")], { meta: { maxObjSize: "10" } });
      d.done({
        cmd: "Results",
        msgRef: "1",
        cmdRef: "2",
        items: [{ source: { locUri: "./Big" }, data: "x".repeat(11) }],
      });
      expect(d.statuses).toEqual(["SyncHdr 0 200", "Get 2 413"]);
      expect(d.commands.map(({ cmd }) => cmd)).not.toContain("Results");
      const fits = new Dialogue();
      fits.say([get("./Big")], { meta: { maxObjSize: "10" } });
      fits.done({
        cmd: "Results",
        msgRef: "1",
        cmdRef: "2",
        items: [{ source: { locUri: "./Big" }, data: "x".repeat(10) }],
      });
      expect(fits.statuses).toEqual(["SyncHdr 0 200", "Get 2 200"]);
    },
  },
  "protocol §8.5#39": {
    "405": async () => {
      const w = await world();
      await w.tree.transact((transaction) => {
        transaction.set(w.tree.root, { acl: "Add=*&Delete=*&Get=*" });
        transaction.commit();
      });
      expect(await w.code("S", remove("."))).toBe(405);
    },
  },
  "protocol §8.5#40": {
    "the node itself": says(405, remove("./Obj/deep/perm")),
    "one below it that the device computes": async () => {
      const t = leaf("t", "chr", ["Get"], { ...P, initial: "" });
      const w = await world({
        spec: interior("Dev", ["Get", "Delete"], [t, leaf("o", "chr", ["Get"], { initial: "" })], {
          initial: "",
          acl: EVERYONE,
        }),
        read: () => "20 C",
      });
      const before = structureText(w.tree);
      expect(await w.code("S", remove("./Dev"))).toBe(405);
      expect(structureText(w.tree)).toBe(before);
    },
  },
  "protocol §8.5#41": { "405": says(405, remove("./Obj/keep")) },
  "protocol §8.5#42": { "404": says(404, remove("./Open/none")) },
  "protocol §8.5#43": {
    "an object that is using it": says(403, remove("./A/v"), object({ validate: () => STATUS.forbidden })),
  },
  "protocol §8.5#44": {
    "the whole subtree is gone": async () => {
      const w = await world();
      expect(await w.code("S", remove("./Open/dir"))).toBe(200);
      for (const uri of ["./Open/dir", "./Open/dir/x", "./Open/dir/sub/y"])
        expect(await w.code("S", read(uri))).toBe(404);
    },
  },
  "protocol §8.5#45": { "200": says(200, RUN, executing(200)) },
  "protocol §8.5#46": { "202": says(202, RUN, executing(202)) },
  "protocol §8.5#47": { "404": says(404, run("./Open/none")) },
  "protocol §8.5#48": { "405": says(405, run("./Open/a")) },
  "protocol §8.5#49": Object.fromEntries(
    [403, 420, 500, 510].map((code) => [String(code), says(code, RUN, executing(code))]),
  ),
  "protocol §8.5#50": { "412": says(412, several("Exec", [at("./A/run"), at("./A/run")]), executing(200)) },
});
