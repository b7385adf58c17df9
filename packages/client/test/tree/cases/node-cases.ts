/** What nodes are and what they are born with; what the device may that servers may not: tree §3, §4, §12.2, §17. */
import { interior, leaf } from "@oma-dm/client";
import { encodeMessage, type Message } from "@oma-dm/codec/syncml";
import { decodeTnds, NODE_FORMATS } from "@oma-dm/codec/tnds";
import { expect } from "vitest";
import {
  addNode,
  checkExec,
  copyNode,
  deleteNode,
  getNode,
  replaceNode,
  type TreeContext,
} from "../../../src/tree/commands.ts";
import { TREE_LIMITS } from "../../../src/tree/value.ts";
import { command, copy, EVERYONE, type World, world, worldWith } from "../world.ts";
import { type Case, cases } from "./case.ts";

const NODE = { format: "node" };
const LAMP = "urn:oma:mo:ext-lamp:1.0";

async function prop(w: World, uri: string, name: string): Promise<unknown> {
  const { codes, items } = await w.run("S", command("Get", `${uri}?prop=${name}`));
  return items[0]?.data ?? Number(codes["1"]?.[0]);
}

/** What the device does itself; every answer must be a success. */
async function device(w: World, work: (context: TreeContext) => unknown): Promise<unknown> {
  return w.tree.transact(async (transaction) => {
    const done = await work({ tree: w.tree, transaction, actor: { kind: "device" } });
    transaction.commit();
    return done;
  });
}

/** The text of the message that carries the answer to a Get. */
async function sentInXml(w: World, uri: string): Promise<string> {
  const { items } = await w.run("S", command("Get", uri));
  const message = {
    syncHdr: {
      verDtd: "1.2",
      verProto: "DM/1.2",
      sessionId: "1",
      msgId: "1",
      target: { locUri: "s" },
      source: { locUri: "d" },
    },
    syncBody: { commands: [{ cmd: "Results", cmdId: "1", msgRef: "1", cmdRef: "1", items }], final: true },
  };
  return new TextDecoder().decode(encodeMessage(message as Message, "xml"));
}

export const NODE_CASES: readonly Case[] = cases({
  "tree §3#1": {
    "a node has children, a leaf a value, be it empty": async () => {
      const w = await world();
      for (const format of NODE_FORMATS) {
        const isNode = format === "node";
        const value = { int: "1", bool: "true", float: "1", date: "2026-11-24", time: "12:30" }[format as string] ?? "";
        expect(await w.code("S", command("Add", `./Open/${format}`, isNode ? undefined : value, { format }))).toBe(200);
        expect(await w.code("S", command("Add", `./Open/${format}/c`, "v"))).toBe(isNode ? 200 : 405);
        const [item] = (await w.run("S", command("Get", `./Open/${format}`))).items;
        const data = item?.data as string | Uint8Array;
        expect([format, data.length]).toEqual([format, isNode ? 1 : value.length]);
      }
    },
  },
  "tree §3#2": {
    "a child list of several": async () => {
      const [item] = (await (await world()).run("S", command("Get", "./Open/dir"))).items;
      expect(item).toEqual({
        source: { locUri: "./Open/dir" },
        meta: { format: "node", type: "text/plain" },
        data: "x/sub",
      });
    },
  },
  "tree §3#3": {
    "Format and Type go along, the usual ones too": async () => {
      const { items } = await (await world()).run("S", command("Get", "./Open/a"));
      expect(items).toEqual([
        { source: { locUri: "./Open/a" }, meta: { format: "chr", type: "text/plain" }, data: "1" },
      ]);
    },
  },
  "tree §3#4": {
    "a permanent node stays, with its name, Format and Type": async () => {
      const w = await world();
      expect(await w.code("S", command("Delete", "./Obj/deep/perm"))).toBe(405);
      expect(await w.code("S", command("Add", "./Obj/deep/absent", "v"))).toBe(405);
      expect(await w.code("S", command("Replace", "./Obj/deep/perm?prop=Name", "n"))).toBe(405);
      expect(await w.code("S", command("Replace", "./Obj/deep/perm", "1", { format: "int" }))).toBe(405);
      expect(await w.code("S", command("Replace", "./Obj/deep/perm", "v", { type: "image/png" }))).toBe(405);
      expect(await w.code("S", command("Replace", "./Obj/deep/perm", "v"))).toBe(200);
      await device(w, (context) => deleteNode(context, { path: ["Obj", "deep", "perm"] }));
      expect(await w.code("S", command("Get", "./Obj/deep/perm"))).toBe(404);
    },
  },
  "tree §3#7": {
    "ACL and AccessType must both allow": async () => {
      const w = await world();
      expect(await w.code("S", command("Replace", "./Obj/num", "2"))).toBe(200);
      expect(await w.code("S", command("Replace", "./Obj/ro", "x"))).toBe(405);
      expect(await w.code("S", command("Replace", "./Obj/num?prop=ACL", "Get=*"))).toBe(200);
      expect(await w.code("S", command("Replace", "./Obj/num", "3"))).toBe(425);
      expect(w.value("./Obj/num")).toBe("2");
    },
  },
  "tree §3#11": {
    "the device adds, changes, reads, copies and removes what servers may not": async () => {
      const w = await world({
        spec: interior("Dev", ["Get"], [leaf("t", "chr", ["Get"], { scope: "Permanent", initial: "" })], {
          initial: "",
          min: 0,
          acl: "Get=*",
        }),
        read: () => "20 C",
      });
      const ok = { status: 200 };
      await device(w, async (context) => {
        const { tree } = w;
        context.transaction.remove(tree.nodeAt(["Obj", "ro"])!);
        // Permanent, without AccessType Add.
        expect(addNode(context, { path: ["Obj", "ro"] }, { data: "r" })).toEqual(ok);
        expect(addNode(context, { path: ["Obj", "late"] }, { data: "l" })).toEqual(ok);
        // More than the description lets servers have.
        for (const name of ["a", "b", "c"]) {
          expect(addNode(context, { path: ["Obj", "list", name] }, { format: "node" })).toEqual(ok);
        }
        expect(replaceNode(context, { path: ["Obj", "ro"] }, { data: "s" })).toEqual(ok);
        expect(getNode(context, { path: ["Obj", "wo"] })).toMatchObject({ data: "hidden" });
        expect(await copyNode(context, { path: ["Obj", "wo"] }, { path: ["Open", "seen"] })).toEqual(ok);
        expect(deleteNode(context, { path: ["Obj", "ro"] })).toEqual(ok);
        expect(deleteNode(context, { path: ["Obj", "keep"] })).toEqual(ok);
        expect(deleteNode({ ...context, isBacked: () => true }, { path: ["Dev"] })).toEqual(ok);
      });
      expect([w.value("./Open/seen"), w.value("./Obj/ro"), w.value("./Dev/t")]).toEqual([
        "hidden",
        undefined,
        undefined,
      ]);
    },
    "what is nonsense it may not do either": async () => {
      const w = await world();
      await device(w, async (context) => {
        const all: readonly (readonly [number, unknown])[] = [
          [418, addNode(context, { path: ["Open", "a"] }, { data: "v" })],
          [405, addNode(context, { path: ["Open", "a", "b"] }, { data: "v" })],
          [405, addNode(context, { path: ["Obj", "unknown"] }, { data: "v" })],
          [405, addNode(context, { path: ["Obj", "deep", "bears", "born", "b"] }, { data: "v" })],
          [415, addNode(context, { path: ["Obj", "deep", "flat", "b"] }, { data: "v" })],
          [405, addNode(context, { path: ["Open", "a"], prop: "Title" }, { data: "v" })],
          [405, addNode(context, { path: ["Open", "a"], list: "Struct" }, { data: "v" })],
          [404, replaceNode(context, { path: ["Open", "none"] }, { data: "v" })],
          [405, replaceNode(context, { path: ["Open", "dir"] }, { data: "v" })],
          [405, replaceNode(context, { path: ["Open", "a"] }, { format: "node" })],
          [405, replaceNode(context, { path: ["Obj", "fixed"] }, { format: "int", data: "1" })],
          [405, replaceNode(context, { path: ["Open", "a"], list: "Struct" }, { data: "v" })],
          [500, replaceNode(context, { path: ["Open", "a"], prop: "ACL" }, { data: "nonsense" })],
          [405, replaceNode(context, { path: [], prop: "ACL" }, { data: "Get=*" })],
          [404, replaceNode(context, { path: ["Open", "none"], prop: "Title" }, { data: "t" })],
          [405, replaceNode(context, { path: ["Obj", "fixed"], prop: "Name" }, { data: "n" })],
          [405, replaceNode(context, { path: ["Open", "a"], prop: "Name" }, { data: "x/y" })],
          [414, replaceNode(context, { path: ["Open", "a"], prop: "Name" }, { data: "x".repeat(256) })],
          [418, replaceNode(context, { path: ["Open", "a"], prop: "Name" }, { data: "dir" })],
          [404, deleteNode(context, { path: ["Open", "none"] })],
          [405, deleteNode(context, { path: ["Open", "a"], prop: "Title" })],
          [405, deleteNode(context, { path: ["Open", "a"], list: "Struct" })],
          [404, await copyNode(context, { path: ["Open", "none"] }, { path: ["Open", "n"] })],
          [405, await copyNode(context, { path: ["Open", "dir"] }, { path: ["Open", "n"] })],
          [405, await copyNode(context, { path: ["Open", "a"], prop: "Title" }, { path: ["Open", "n"] })],
          [405, await copyNode(context, { path: ["Open", "a"], list: "Struct" }, { path: ["Open", "n"] })],
          [405, await copyNode(context, { path: ["Open", "a"] }, { path: ["Open", "n"], prop: "Title" })],
          [405, await copyNode(context, { path: ["Open", "a"] }, { path: ["Open", "dir", "x"], prop: "Title" })],
          [405, replaceNode(context, { path: ["Obj", "inst", "given"], prop: "Name" }, { data: "n" })],
        ];
        for (const [status, outcome] of all) expect(outcome).toMatchObject({ status });
        expect(getNode(context, { path: ["Open", "none"] })).toBe(404);
        expect(checkExec(context, { path: ["Obj", "run"] })).toBe(200);
        expect(checkExec(context, { path: ["Obj", "run"], prop: "Title" })).toBe(405);
        expect(checkExec(context, { path: ["Obj", "run"], list: "Struct" })).toBe(405);
        expect(checkExec(context, { path: ["Obj", "none"] })).toBe(404);
        expect(checkExec(context, { path: ["Obj", "num"] })).toBe(405);
        const before = TREE_LIMITS.maxNodes;
        try {
          TREE_LIMITS.maxNodes = w.tree.size;
          expect(addNode(context, { path: ["Open", "n"] }, { data: "v" })).toEqual({ status: 420 });
        } finally {
          TREE_LIMITS.maxNodes = before;
        }
      });
    },
    "it renames to no name of another description": async () => {
      const w = await world({
        spec: interior("Mix", ["Add", "Get"], [leaf("named", "chr", ["Get"]), leaf(null, "chr", ["Add", "Get"])], {
          scope: "Permanent",
        }),
      });
      await device(w, (context) => {
        expect(addNode(context, { path: ["Mix", "x"] }, { data: "v" })).toEqual({ status: 200 });
        const renamed = replaceNode(context, { path: ["Mix", "x"], prop: "Name" }, { data: "named" });
        expect(renamed).toEqual({ status: 405 });
      });
    },
  },
  "tree §3#12": {
    "the last segment is the name; what is there, or below a leaf, is refused": async () => {
      const w = await world();
      expect(await w.code("S", command("Add", "./Open/dir/new%20one", "v"))).toBe(200);
      expect(w.tree.nodeAt(["Open", "dir", "new one"])?.name).toBe("new one");
      expect(await w.code("S", command("Add", "./Open/dir/new%20one", "v"))).toBe(418);
      expect(await w.code("S", command("Add", "./Open/a/b", "v"))).toBe(405);
      expect(await w.code("S", command("Add", `./Open/${"x".repeat(256)}`, "v"))).toBe(414);
      expect(await w.code("S", command("Add", `./Open/${"x".repeat(255)}`, "v"))).toBe(200);
    },
  },
  "tree §3#13": {
    "chr and text/plain unless it is said": async () => {
      const w = await world();
      expect(await w.code("S", command("Add", "./Open/n", "v"))).toBe(200);
      expect(w.tree.nodeAt(["Open", "n"])).toMatchObject({ format: "chr", type: "text/plain" });
    },
  },
  "tree §3#14": {
    "a new node has every property, empty where nothing is known": async () => {
      const w = await world();
      expect(await w.code("S", command("Add", "./Open/n", "v"))).toBe(200);
      const found: Record<string, unknown> = {};
      for (const name of ["ACL", "Format", "Name", "Size", "Title", "TStamp", "Type", "VerNo"]) {
        found[name] = await prop(w, "./Open/n", name);
      }
      expect(found).toEqual({
        ACL: "",
        Format: "chr",
        Name: "n",
        Size: "1",
        Title: "",
        TStamp: expect.stringMatching(/^\d{8}T\d{6}Z$/),
        Type: "text/plain",
        VerNo: "1",
      });
    },
  },
  "tree §3#16": {
    "the Type of a new object's root is its identifier": async () => {
      const w = await world();
      const type = "urn:oma:mo:x-acme-new:1.0";
      expect(await w.code("S", command("Add", "./Open/mo", undefined, { format: "node", type }))).toBe(200);
      expect(await prop(w, "./Open/mo", "Type")).toBe(type);
      expect((await w.run("S", command("Get", ".?list=MORoot", type))).items).toMatchObject([
        { source: { locUri: "./Open/mo" } },
      ]);
    },
  },
  "tree §3#17, §12.2#4": {
    "its own description first, else the unnamed one": async () => {
      const w = await world({
        spec: interior(
          "Mix",
          ["Add", "Get"],
          [leaf("word", "chr", ["Add", "Get"]), leaf(null, "int", ["Add", "Get"])],
          { scope: "Permanent", acl: EVERYONE },
        ),
      });
      expect(await w.code("S", command("Add", "./Mix/word", "one"))).toBe(200);
      expect(await w.code("S", command("Add", "./Mix/other", "one"))).toBe(415);
      expect(await w.code("S", command("Add", "./Mix/other", "1"))).toBe(200);
      expect(w.tree.nodeAt(["Mix", "other"])?.format).toBe("int");
    },
    "a node with a name of its own is no instance of the unnamed one": async () => {
      const w = await world({
        spec: interior(
          "Mix",
          ["Add", "Get"],
          [leaf("word", "chr", ["Add", "Get"]), leaf(null, "chr", ["Add", "Get"], { max: 1 })],
          { scope: "Permanent", acl: EVERYONE },
        ),
      });
      for (const [name, code] of [
        ["word", 200],
        ["first", 200],
        ["second", 420],
      ] as const) {
        expect([name, await w.code("S", command("Add", `./Mix/${name}`, "v"))]).toEqual([name, code]);
      }
    },
  },
  "tree §4.1#10": {
    "a property is text": async () => {
      const w = await world();
      const { items } = await w.run("S", command("Get", "./Obj/num?prop=Format"));
      expect(items).toEqual([
        { source: { locUri: "./Obj/num?prop=Format" }, meta: { format: "chr", type: "text/plain" }, data: "int" },
      ]);
    },
  },
  "tree §4.1#13": {
    "an ACL that changes moves both": async () => {
      const w = await world();
      const before = [await prop(w, "./Open/a", "VerNo"), await prop(w, "./Open/a", "TStamp")];
      expect(await w.code("S", command("Replace", "./Open/a?prop=ACL", "Get=*"))).toBe(200);
      expect(Number(await prop(w, "./Open/a", "VerNo"))).toBe(Number(before[0]) + 1);
      expect(await prop(w, "./Open/a", "TStamp")).not.toBe(before[1]);
    },
  },
  "tree §4.2#9": {
    "an interior node brings no Data": async () => {
      const w = await world();
      expect(await w.code("S", command("Add", "./Open/n", "v", NODE))).toBe(415);
      expect(await w.code("S", command("Add", "./Open/n", undefined, NODE))).toBe(200);
      expect(await w.code("S", command("Add", "./Open/n/c", "v"))).toBe(200);
      expect((await w.run("S", command("Get", "./Open/n"))).items).toMatchObject([{ data: "c" }]);
    },
  },
  "tree §4.2#12": {
    "eleven formats, no other": async () => {
      const eleven = "b64 bin bool chr date float int node null time xml".split(" ");
      expect([...NODE_FORMATS].sort()).toEqual(eleven);
      const w = await world();
      for (const format of ["", "text", "CHR", "binary", "integer"]) {
        expect([format, await w.code("S", command("Add", "./Open/n", "1", { format }))]).toEqual([format, 415]);
      }
    },
  },
  "tree §4.2#10": {
    "bytes travel as base64 in XML, and the node stays bin": async () => {
      const w = await world();
      const type = "application/octet-stream";
      expect(await w.code("S", command("Replace", "./Obj/blob", "AP8=", { format: "b64", type }))).toBe(200);
      expect(w.value("./Obj/blob")).toEqual(Uint8Array.of(0, 255));
      expect(await prop(w, "./Obj/blob", "Format")).toBe("bin");
      expect((await w.run("S", command("Get", "./Obj/blob"))).items).toMatchObject([
        { meta: { format: "bin", type }, data: Uint8Array.of(0, 255) },
      ]);
      const text = await sentInXml(w, "./Obj/blob");
      expect(text).toMatch(/<Format[^>]*>b64<\/Format>/);
      expect(text).toContain("<Data>AP8=</Data>");
    },
  },
  "tree §4.2#11": {
    "base64 that is the value stays text": async () => {
      const w = await world();
      expect(await w.code("S", command("Replace", "./Obj/key", "AP8=", { format: "b64" }))).toBe(200);
      expect(w.value("./Obj/key")).toBe("AP8=");
      expect(await sentInXml(w, "./Obj/key")).toMatch(/<Format[^>]*>b64<\/Format>.*<Data>AP8=<\/Data>/s);
    },
  },
  "tree §4.2#15": {
    "Size is of the value, not of what travelled": async () => {
      const w = await world();
      const meta = { format: "b64", type: "application/octet-stream" };
      expect(await w.code("S", command("Replace", "./Obj/blob", "AAECAw==", meta))).toBe(200);
      expect(await prop(w, "./Obj/blob", "Size")).toBe("4");
    },
  },
  "tree §4.3#1": {
    "the nearest identifier along a path holds": async () => {
      const w = await world();
      const inner = "urn:oma:mo:x-inner:1.0";
      expect(await w.code("S", command("Add", "./Open/o", undefined, { format: "node", type: LAMP }))).toBe(200);
      expect(await w.code("S", command("Add", "./Open/o/v", "1"))).toBe(200);
      expect(await w.code("S", command("Add", "./Open/o/i", undefined, { format: "node", type: inner }))).toBe(200);
      expect(await w.code("S", command("Add", "./Open/o/i/v", "2"))).toBe(200);
      const of = async (moid: string) =>
        (await w.run("S", command("Get", "./Open?list=MORootData", moid))).items.map(({ source }) => source?.locUri);
      expect(await of(LAMP)).toEqual(["./Open/o", "./Open/o/v"]);
      expect(await of(inner)).toEqual(["./Open/o/i", "./Open/o/i/v"]);
      expect(await prop(w, "./Open/o/v", "Type")).toBe("text/plain");
      expect(await prop(w, "./Open/o", "Type")).toBe(LAMP);
    },
  },
  "tree §4.3#2": {
    "text/plain says nothing of an interior node": async () => {
      const w = await world();
      const meta = { format: "node", type: "text/plain" };
      expect(await w.code("S", command("Add", "./Open/n", undefined, meta))).toBe(200);
      expect(await prop(w, "./Open/n", "Type")).toBe("");
    },
  },
  "tree §4.3#3, §17#13": {
    "no Type where there is none to tell": async () => {
      const { items } = await (await world()).run("S", command("Get", "./Open?list=Struct"));
      expect(items.find(({ source }) => source?.locUri === "./Open/dir")?.meta).toEqual({ format: "node" });
      expect(items.find(({ source }) => source?.locUri === "./Open/a")?.meta?.type).toBe("text/plain");
    },
  },
  "tree §6.2#18": {
    "a device that fails says 500": async () => {
      const broken = () => {
        throw new Error("broken");
      };
      const w = await world({
        spec: interior(
          "A",
          ["Add", "Get", "Delete"],
          [
            leaf("v", "chr", ["Add", "Delete", "Get", "Replace"], { initial: "0" }),
            leaf("run", "null", ["Exec"], { initial: "" }),
          ],
          { scope: "Permanent", open: true, acl: EVERYONE },
        ),
        read: broken,
        validate: broken,
        exec: broken,
      });
      for (const [name, uri] of [
        ["Add", "./A/n"],
        ["Replace", "./A/v"],
        ["Delete", "./A/v"],
        ["Get", "./A/v"],
        ["Exec", "./A/run"],
      ] as const) {
        expect([name, await w.code("S", command(name, uri, name === "Exec" ? undefined : "1"))]).toEqual([name, 500]);
      }
      expect([w.value("./A/n"), w.value("./A/v")]).toEqual([undefined, "0"]);
    },
  },
  "tree §7.1#4": {
    "a Status, and the nodes in Results of their own": async () => {
      const { replies } = await (await world()).run("S", command("Get", "./Open/dir?list=StructData"));
      expect(replies.map(({ cmd }) => cmd)).toEqual(["Status", "Results", "Results", "Results", "Results"]);
      expect(replies[0]).toMatchObject({ data: "200", targetRefs: ["./Open/dir?list=StructData"] });
      expect(replies.slice(1).every((it) => it.cmd === "Results" && it.items.length === 1)).toBe(true);
    },
  },
  "tree §7.1#5": {
    "TargetRef repeats the query, Source is the node": async () => {
      const { replies } = await (await world()).run("S", command("Get", "Open/a?list=Struct"));
      expect(replies).toMatchObject([
        { cmd: "Status", targetRefs: ["Open/a?list=Struct"] },
        { cmd: "Results", targetRef: "Open/a?list=Struct", items: [{ source: { locUri: "./Open/a" } }] },
      ]);
    },
  },
  "tree §7.2#4": {
    "a lamp, as the sheet shows it": async () => {
      const w = await world({
        spec: interior(
          "Lamp",
          ["Get"],
          [
            leaf("On", "bool", ["Get"], { initial: "true" }),
            interior("Zone", ["Get"], [leaf("Name", "chr", ["Get"], { initial: "Hall" })], { initial: "" }),
          ],
          { scope: "Permanent", moid: LAMP, acl: EVERYONE },
        ),
      });
      expect((await w.run("S", command("Get", "./Lamp?list=StructData"))).items).toEqual([
        { source: { locUri: "./Lamp" }, meta: { format: "node", type: LAMP } },
        { source: { locUri: "./Lamp/On" }, meta: { format: "bool", type: "text/plain" }, data: "true" },
        { source: { locUri: "./Lamp/Zone" }, meta: { format: "node" } },
        { source: { locUri: "./Lamp/Zone/Name" }, meta: { format: "chr", type: "text/plain" }, data: "Hall" },
      ]);
    },
  },
  "tree §7.3#1": {
    "every property there is, and the value": async () => {
      const w = await world();
      await w.code("S", command("Replace", "./Open/a?prop=ACL", "Get=*&Replace=*"));
      await w.code("S", command("Replace", "./Open?prop=ACL", EVERYONE));
      await w.code("S", command("Replace", "./Open/a?prop=Title", "t"));
      const [item] = (await w.run("S", command("Get", "./Open/a?list=TNDS"))).items;
      expect(decodeTnds(item!.data!).nodes).toEqual([
        {
          nodeName: "a",
          rtProperties: {
            acl: "Get=*&Replace=*",
            format: "chr",
            size: "1",
            title: "t",
            tStamp: expect.stringMatching(/Z$/),
            type: { mime: ["text/plain"] },
            verNo: "3",
          },
          value: "1",
        },
      ]);
    },
  },
  "tree §7.3#2, #3, #4": {
    "each part is asked for and left out": async () => {
      const w = await world();
      await w.code("S", command("Replace", "./Open/a?prop=ACL", "Get=*&Replace=*"));
      await w.code("S", command("Replace", "./Open?prop=ACL", EVERYONE));
      await w.code("S", command("Replace", "./Open/a?prop=Title", "t"));
      const shown = async (list: string): Promise<readonly string[]> => {
        const [item] = (await w.run("S", command("Get", `./Open/a?list=${list}`))).items;
        const { rtProperties = {}, value } = decodeTnds(item!.data!).nodes[0]!;
        return [...Object.keys(rtProperties), ...(value === undefined ? [] : ["value"])].sort();
      };
      const PARTS = "ACL Format Name Size Title TStamp Type VerNo Value".split(" ");
      const all = await shown("TNDS");
      for (const part of PARTS) {
        const key = { ACL: "acl", TStamp: "tStamp", VerNo: "verNo" }[part] ?? part.toLowerCase();
        // RTProperties cannot be without a Type.
        const only = part === "Value" || part === "Type" ? [key] : [key, "type"].sort();
        expect([part, await shown(`TNDS+${part}`)]).toEqual([part, only]);
        const without = all.filter((each) => each !== key || key === "type");
        expect([part, await shown(`TNDS-${part}`)]).toEqual([part, without]);
      }
      expect(await shown("TNDS+ACL+Value")).toEqual(["acl", "type", "value"]);
      expect(await shown("TNDS-ACL-Value-Title")).toEqual(["format", "size", "tStamp", "type", "verNo"]);
    },
  },
  "tree §7.3#7, §9.4#1, #3, #9": {
    "one Item, in the form of the session": async () => {
      for (const [encoding, format, type] of [
        ["xml", "xml", "application/vnd.syncml.dmtnds+xml"],
        ["wbxml", "bin", "application/vnd.syncml.dmtnds+wbxml"],
      ] as const) {
        const w = await worldWith({ encoding });
        const { items } = await w.run("S", command("Get", "./Open/dir?list=TNDS"));
        expect(items).toMatchObject([{ source: { locUri: "./Open/dir" }, meta: { format, type } }]);
        expect(typeof items[0]?.data).toBe(encoding === "xml" ? "string" : "object");
        expect(decodeTnds(items[0]!.data!).nodes[0]?.nodeName).toBe("dir");
      }
      expect(await sentInXml(await worldWith({ encoding: "xml" }), "./Open/dir?list=TNDS")).toContain(
        "<![CDATA[<MgmtTree",
      );
    },
  },
  "tree §17#14": {
    "a child list names what may not be read, too": async () => {
      const w = await world();
      await w.code("S", command("Replace", "./Open/dir/sub?prop=ACL", "Get=T"));
      expect(await w.code("S", command("Get", "./Open/dir/sub"))).toBe(425);
      expect((await w.run("S", command("Get", "./Open/dir"))).items[0]?.data).toBe("x/sub");
      expect(String((await w.run("S", command("Get", "."))).items[0]?.data).split("/")).toContain("Closed");
    },
  },
  "tree §17#16": {
    "what is referred to may go": async () => {
      const w = await world();
      expect(w.value("./Lamps/one/ConRef")).toBe("./Open/dir");
      expect(await w.code("S", command("Delete", "./Open/dir"))).toBe(200);
      expect(w.value("./Lamps/one/ConRef")).toBe("./Open/dir");
    },
  },
  "tree §17#17": {
    "an object under a new name is found there": async () => {
      const w = await world();
      expect(await w.code("S", command("Replace", "./Lamps/one?prop=Name", "two"))).toBe(418);
      expect(await w.code("S", command("Replace", "./Lamps/one?prop=Name", "three"))).toBe(200);
      const { items } = await w.run("S", command("Get", ".?list=MORoot", LAMP));
      expect(items.map(({ source }) => source?.locUri).sort()).toEqual(["./Lamps/three", "./Lamps/two"]);
      expect(await w.code("S", command("Get", `MOID=${LAMP}&Id=1/Id`))).toBe(200);
    },
  },
  "tree §6.2#22": {
    "Copy overwrites what is there, another node's kind included": async () => {
      const w = await world();
      expect(await w.code("S", copy("./Obj/num", "./Open/dir/x"))).toBe(200);
      expect(w.tree.nodeAt(["Open", "dir", "x"])).toMatchObject({ format: "int", value: "1" });
    },
  },
});
