/** What each command is answered, and how an answer is put together: protocol §8.1, §8.2, §8.4, §8.5. */
import { interior, leaf, type ManagementObject, STATUS } from "@oma-dm/client";
import { type Command, type Item, MEDIA_TYPES, type Meta } from "@oma-dm/codec/syncml";
import { type MgmtTree, printTnds } from "@oma-dm/codec/tnds";
import { expect } from "vitest";
import { TREE_LIMITS } from "../../../src/tree/value.ts";
import { type Case, cases } from "../../tree/cases/case.ts";
import { structureText } from "../../tree/cases/structure-text.ts";
import { command, copy, EVERYONE, type World, world } from "../../tree/world.ts";
import { Dialogue, get, SERVER } from "../dialogue.ts";

const NODE = { format: "node" };
const P = { scope: "Permanent" } as const;
const XML = { format: "xml", type: MEDIA_TYPES.tnds.xml };
const DOCUMENT = { verDtd: "1.2" } as const;

const add = (uri: string, data?: string, id = "1", meta?: Meta) => command("Add", uri, data, meta, id);
const read = (uri: string, id = "1") => command("Get", uri, undefined, undefined, id);
const several = (cmd: "Add" | "Replace" | "Get" | "Delete" | "Exec", items: readonly Item[], id = "1"): Command =>
  ({ cmd, cmdId: id, items }) as Command;
const at = (locUri: string, data?: string): Item => ({ target: { locUri }, ...(data === undefined ? {} : { data }) });

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

/** An object whose hooks a case gives. */
function object(hooks: Omit<ManagementObject, "spec">): ManagementObject {
  const leaves = [
    leaf("v", "chr", ["Get", "Replace", "Delete"], { initial: "0" }),
    leaf("run", "null", ["Exec", "Get"], P),
  ];
  return { spec: interior("A", ["Get"], leaves, { ...P, acl: EVERYONE }), ...hooks };
}
const executing = (outcome: number): ManagementObject => object({ exec: () => outcome as 200 });
const RUN = command("Exec", "./A/run");

/** `cmd ref` of everything answered, in order. */
async function order(w: World, ...commands: readonly Command[]): Promise<readonly string[]> {
  const { replies } = await w.run("S", ...commands);
  return replies.map((it) => (it.cmd === "Status" || it.cmd === "Results" ? `${it.cmd} ${it.cmdRef}` : it.cmd));
}
const foreign = (cmd: string): Command =>
  ({
    cmd,
    cmdId: "1",
    target: { locUri: "a" },
    source: { locUri: "b" },
    items: [at("./Open/a")],
  }) as unknown as Command;

export const COMMAND_CASES: readonly Case[] = cases({
  "protocol §8.1#1": {
    "in the order of the document": async () => {
      const w = await world();
      const codes = (
        await w.run(
          "S",
          add("./Open/n", "1"),
          command("Delete", "./Open/n", undefined, undefined, "2"),
          read("./Open/n", "3"),
        )
      ).codes;
      expect(codes).toEqual({ 1: ["200"], 2: ["200"], 3: ["404"] });
    },
  },
  "protocol §8.1#2": {
    "in a Sequence and in an Atomic too": async () => {
      const w = await world();
      const inside = [
        command("Replace", "./Open/a", "first", undefined, "1"),
        command("Replace", "./Open/a", "second", undefined, "2"),
      ];
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
      const sequence: Command = {
        cmd: "Sequence",
        cmdId: "8",
        commands: [add("./Open/m", "1", "3"), read("./Open/m", "2")],
      };
      const atomic: Command = {
        cmd: "Atomic",
        cmdId: "9",
        commands: [add("./Open/n", "1", "5"), add("./Open/o", "1", "4")],
      };
      const found = await order(w, read("./Open/a", "7"), sequence, atomic, add("./Open/p", "1", "1"));
      expect(found.filter((it) => it.startsWith("Status"))).toEqual(
        ["7", "8", "3", "2", "9", "5", "4", "1"].map((ref) => `Status ${ref}`),
      );
    },
  },
  "protocol §8.2#3": {
    "a Sequence is fine though each of its commands fails": async () => {
      const { codes } = await (await world()).run("S", {
        cmd: "Sequence",
        cmdId: "8",
        commands: [read("./none", "1"), add("./Open/a", "x", "2")],
      });
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
        ["no CmdID before what no client is sent", { ...foreign("Put"), cmdId: "" }, 400],
        ["what no client is sent before no Item", { cmd: "Put", cmdId: "1", items: [] }, 405],
        ["no Item before anything about its place", several("Exec", [at("./none"), at("./none")]), 412],
        ["no Target before the tree", several("Get", [{}]), 412],
        ["too long before missing", read(`./none/${"x".repeat(256)}`), 414],
        ["malformed before rights", read("./Closed/c/../c"), 404],
        ["missing before rights", read("./Closed/none"), 404],
        ["there already before rights", add("./Closed/c", "x"), 418],
        ["rights before what the node is", command("Replace", "./Closed/d", "x"), 425],
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
      d.say([several("Get", [], ""), foreign("Put")]);
      expect(d.statuses).toEqual(["SyncHdr 0 407", "Get  407", "Put 1 407"]);
    },
    "bypassed before what is wrong with it": async () => {
      const { codes } = await (await world()).run("S", {
        cmd: "Atomic",
        cmdId: "9",
        commands: [read("./none", "1"), several("Replace", [], "2")],
      });
      expect(codes).toEqual({ 9: ["507"], 1: ["500"], 2: ["215"] });
    },
    "its container before its URI": async () => {
      const { codes } = await (await world()).run("S", {
        cmd: "Atomic",
        cmdId: "9",
        commands: [read(`./${"x".repeat(256)}`, "1")],
      });
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
  "protocol §8.5#1": {
    Add: says(200, add("./Open/n", "x")),
    Replace: says(200, command("Replace", "./Open/a", "x")),
    Get: says(200, read("./Open/a")),
    Delete: says(200, command("Delete", "./Open/a")),
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
        const codes = [await w.code("S", read(uri)), await w.code("S", command("Delete", uri))];
        expect(codes).toEqual([404, 404]);
      },
    ]),
  ),
  "protocol §8.5#7": {
    "an element that is none of SyncML": says(400, { cmd: "Unknown", cmdId: "1", element: "Frob" }),
  },
  "protocol §8.5#8": Object.fromEntries(
    ["Put", "Map", "Search", "Sync", "Move", "Results"].map((cmd) => [cmd, says(405, foreign(cmd))]),
  ),
  "protocol §8.5#9": {
    Add: says(425, add("./Closed/n", "x")),
    Replace: says(425, command("Replace", "./Closed/c", "x")),
    Delete: says(425, command("Delete", "./Closed/c")),
    Get: says(425, read("./Closed/c")),
    Exec: says(425, command("Exec", "./Closed/c")),
    Copy: says(425, copy("./Closed/c", "./Open/n")),
  },
  "protocol §8.5#10": {
    "an object that fails": says(
      500,
      command("Replace", "./A/v", "1"),
      object({
        validate: () => {
          throw new Error("broken");
        },
      }),
    ),
    "an object that cannot keep it": says(
      510,
      command("Replace", "./A/v", "1"),
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
  "protocol §8.5#22": { "404": says(404, command("Replace", "./Open/none", "x")) },
  "protocol §8.5#23": { "405": says(405, command("Replace", "./Open/dir", "x")) },
  "protocol §8.5#24": {
    "an object that is using it": says(
      403,
      command("Replace", "./A/v", "1"),
      object({ validate: () => STATUS.forbidden }),
    ),
  },
  "protocol §8.5#25": { "418": says(418, command("Replace", "./Open/dir?prop=Name", "a")) },
  "protocol §8.5#26": {
    Format: says(405, command("Replace", "./Obj/fixed", "1", { format: "int" })),
    Name: says(405, command("Replace", "./Obj/fixed?prop=Name", "other")),
    Type: says(405, command("Replace", "./Obj/fixed", "x", { type: "image/png" })),
  },
  "protocol §8.5#27": { "405": says(405, command("Replace", "./Obj/ro", "x")) },
  "protocol §8.5#28": {
    "none of that name": says(406, command("Replace", "./Open/a?prop=Colour", "x")),
    "one that is fixed": says(405, command("Replace", "./Open/a?prop=Size", "9")),
  },
  "protocol §8.5#29": {
    Format: says(415, command("Replace", "./Obj/num", "x")),
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
      expect(await w.code("S", command("Delete", "."))).toBe(405);
    },
  },
  "protocol §8.5#40": {
    "the node itself": says(405, command("Delete", "./Obj/deep/perm")),
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
      expect(await w.code("S", command("Delete", "./Dev"))).toBe(405);
      expect(structureText(w.tree)).toBe(before);
    },
  },
  "protocol §8.5#41": { "405": says(405, command("Delete", "./Obj/keep")) },
  "protocol §8.5#42": { "404": says(404, command("Delete", "./Open/none")) },
  "protocol §8.5#43": {
    "an object that is using it": says(403, command("Delete", "./A/v"), object({ validate: () => STATUS.forbidden })),
  },
  "protocol §8.5#44": {
    "the whole subtree is gone": async () => {
      const w = await world();
      expect(await w.code("S", command("Delete", "./Open/dir"))).toBe(200);
      for (const uri of ["./Open/dir", "./Open/dir/x", "./Open/dir/sub/y"])
        expect(await w.code("S", read(uri))).toBe(404);
    },
  },
  "protocol §8.5#45": { "200": says(200, RUN, executing(200)) },
  "protocol §8.5#46": { "202": says(202, RUN, executing(202)) },
  "protocol §8.5#47": { "404": says(404, command("Exec", "./Open/none")) },
  "protocol §8.5#48": { "405": says(405, command("Exec", "./Open/a")) },
  "protocol §8.5#49": Object.fromEntries(
    [403, 420, 500, 510].map((code) => [String(code), says(code, RUN, executing(code))]),
  ),
  "protocol §8.5#50": { "412": says(412, several("Exec", [at("./A/run"), at("./A/run")]), executing(200)) },
});
