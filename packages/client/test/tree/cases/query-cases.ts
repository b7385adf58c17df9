/** `?list=` and relative addressing: tree §7, §8. */
import type { Item } from "@oma-dm/codec/syncml";
import { decodeTnds } from "@oma-dm/codec/tnds";
import { expect } from "vitest";
import { command, type World, world } from "../world.ts";
import { type Case, cases } from "./case.ts";

const says =
  (code: number, uri: string, server = "S") =>
  async () =>
    expect(await (await world()).code(server, command("Get", uri))).toBe(code);

async function listed(w: World, uri: string, data?: string, server = "S"): Promise<readonly Item[]> {
  return (await w.run(server, command("Get", uri, data))).items;
}
const uris = (items: readonly Item[]): readonly string[] => items.map(({ source }) => source!.locUri);

const LAMP = "urn:oma:mo:ext-lamp:1.0";
const lamp = (uri: string) => ({ source: { locUri: uri }, meta: { format: "node", type: LAMP } });

export const QUERY_CASES: readonly Case[] = cases({
  "tree §7.1#1": {
    "missing start": says(404, "./Open/none?list=StructData"),
    "no Get right": says(425, "./Closed?list=StructData"),
    "unknown query": says(406, "./Open?list=Everything"),
    "a secret leaf": says(405, "./Obj/wo?list=StructData"),
  },
  "tree §7.1#2, §17#12": {
    "what may not be read is left out, what is below it is not": async () => {
      const w = await world();
      await w.tree.transact((transaction) => {
        transaction.set(w.tree.nodeAt(["Open", "dir"])!, { acl: "Get=T" });
        transaction.set(w.tree.nodeAt(["Open", "dir", "sub"])!, { acl: "Get=S" });
        transaction.commit();
      });
      const found = uris(await listed(w, "./Open?list=Struct"));
      expect([...found].sort()).toEqual(["./Open", "./Open/%C3%A9", "./Open/a", "./Open/dir/sub", "./Open/dir/sub/y"]);
    },
  },
  "tree §7.1#3": {
    "write-only leaves are left out": async () => {
      const w = await world();
      expect(JSON.stringify(await listed(w, "./Obj?list=StructData"))).not.toMatch(/hidden|Obj\/wo/);
      expect(JSON.stringify(await listed(w, ".?list=StructData"))).not.toMatch(/hidden|99|Inbox/);
      expect(JSON.stringify(await listed(w, "./Lamps?list=MORootData"))).not.toMatch(/99|Pin/);
    },
  },
  "tree §7.1#5, §7.2#2, #3": {
    "parents first, values of leaves alone, no empty Type": async () => {
      expect(await listed(await world(), "./Open/dir?list=StructData")).toEqual([
        { source: { locUri: "./Open/dir" }, meta: { format: "node" } },
        { source: { locUri: "./Open/dir/x" }, meta: { format: "chr", type: "text/plain" }, data: "2" },
        { source: { locUri: "./Open/dir/sub" }, meta: { format: "node" } },
        { source: { locUri: "./Open/dir/sub/y" }, meta: { format: "chr", type: "text/plain" }, data: "3" },
      ]);
    },
    "of a leaf, that leaf": async () => {
      expect(await listed(await world(), "./Open/a?list=StructData")).toEqual([
        { source: { locUri: "./Open/a" }, meta: { format: "chr", type: "text/plain" }, data: "1" },
      ]);
    },
    "a null leaf has no Data": async () => {
      expect(await listed(await world(), "./Obj/run?list=StructData")).toEqual([
        { source: { locUri: "./Obj/run" }, meta: { format: "null", type: "text/plain" } },
      ]);
    },
    "of the root, everything": async () => {
      const found = uris(await listed(await world(), ".?list=StructData"));
      expect(found[0]).toBe(".");
      expect(found).toContain("./Obj/list");
      expect(found).not.toContain("./Closed/c");
    },
  },
  "tree §7.2#1": {
    "Struct shows no Data": async () => {
      const items = await listed(await world(), "./Open?list=Struct");
      expect(items.length).toBe(7);
      expect(items.every(({ data }) => data === undefined)).toBe(true);
    },
  },
  "tree §17#21": {
    "whatever the case": async () => {
      const w = await world();
      expect(await listed(w, "./Open?list=structdata")).toEqual(await listed(w, "./Open?list=StructData"));
    },
  },
  "tree §7.3#6, #8, §17#31": {
    "TNDS holds the subtree": async () => {
      const [item, ...others] = await listed(await world(), "./Open/dir?list=TNDS+Value+Format");
      expect(others).toEqual([]);
      expect(item).toMatchObject({
        source: { locUri: "./Open/dir" },
        meta: { format: "bin", type: "application/vnd.syncml.dmtnds+wbxml" },
      });
      const leaf = (nodeName: string, value: string) => ({
        nodeName,
        rtProperties: { format: "chr", type: { mime: ["text/plain"] } },
        value,
      });
      expect(decodeTnds(item!.data!).nodes).toEqual([
        {
          nodeName: "dir",
          rtProperties: { format: "node", type: {} },
          nodes: [
            leaf("x", "2"),
            { nodeName: "sub", rtProperties: { format: "node", type: {} }, nodes: [leaf("y", "3")] },
          ],
        },
      ]);
    },
    "without Value": async () => {
      const [item] = await listed(await world(), "./Open/a?list=TNDS-Value");
      const node = decodeTnds(item!.data!).nodes[0]!;
      expect(node.value).toBeUndefined();
      expect(node.rtProperties).toMatchObject({ format: "chr", size: "1", verNo: "1" });
    },
    "only the value": async () => {
      const [item] = await listed(await world(), "./Open/a?list=TNDS%2BValue");
      expect(decodeTnds(item!.data!).nodes).toEqual([{ nodeName: "a", value: "1" }]);
    },
    "an ACL where there is one": async () => {
      const [item] = await listed(await world(), "./Open?list=TNDS+ACL");
      expect(decodeTnds(item!.data!).nodes[0]?.rtProperties?.acl).toMatch(/^Add=\*/);
    },
    "what hides below an unreadable node hangs by a Path": async () => {
      const w = await world();
      await w.tree.transact((transaction) => {
        transaction.set(w.tree.nodeAt(["Open", "dir"])!, { acl: "Get=T" });
        transaction.set(w.tree.nodeAt(["Open", "dir", "sub"])!, { acl: "Get=S" });
        transaction.commit();
      });
      const [item] = await listed(w, "./Open?list=TNDS+Value");
      expect(decodeTnds(item!.data!).nodes.find(({ nodeName }) => nodeName === "sub")?.path).toBe("Open/dir");
    },
    "the root's children stand at the top": async () => {
      const [item] = await listed(await world(), ".?list=TNDS");
      expect(decodeTnds(item!.data!).nodes.map(({ nodeName }) => nodeName)).toContain("Open");
    },
  },
  "tree §7.3#5": {
    "mixed signs": says(406, "./Open?list=TNDS+ACL-Value"),
    "an unknown part": says(406, "./Open?list=TNDS+Colour"),
    "no sign": says(406, "./Open?list=TNDSACL"),
  },
  "tree §7.4#1, #2, #4, #6, #10": {
    "every object that can be read": async () => {
      const w = await world();
      const items = await listed(w, ".?list=MORoot");
      expect([...uris(items)].sort()).toEqual(["./Lamps/one", "./Lamps/two", "./Obj"]);
      expect(items).toContainEqual(lamp("./Lamps/one"));
      expect(await listed(w, "./?list=MORoot")).toEqual(items);
    },
    "its data, object by object": async () => {
      const found = uris(await listed(await world(), "./Lamps?list=MORootData"));
      expect(found).toEqual(["./Lamps/one", "./Lamps/one/Id", "./Lamps/one/ConRef", "./Lamps/two", "./Lamps/two/Id"]);
    },
    "a root that cannot be read is none": async () => {
      const w = await world();
      await w.run("S", command("Replace", "./Lamps/one/Id?prop=ACL", "Get=*"));
      await w.run("S", command("Replace", "./Lamps/one?prop=ACL", "Get=A&Replace=S"));
      const found = uris(await listed(w, "./Lamps?list=MORootData"));
      expect(found).toEqual(["./Lamps/two", "./Lamps/two/Id"]);
    },
  },
  "tree §7.4#3": {
    "one identifier": async () => {
      expect(await listed(await world(), ".?list=MORoot", LAMP)).toEqual([lamp("./Lamps/one"), lamp("./Lamps/two")]);
    },
    "any version": async () => {
      expect(uris(await listed(await world(), ".?list=MORoot", "urn:oma:mo:ext-lamp"))).toHaveLength(2);
    },
    several: async () => {
      expect(uris(await listed(await world(), ".?list=MORoot", `${LAMP},urn:oma:mo:ext-obj:1.0`))).toHaveLength(3);
    },
    "one node of each": async () => {
      const items = await listed(await world(), ".?list=MORootData", `${LAMP}?Id`);
      expect(items.map(({ data }) => data)).toEqual(["1", "2"]);
    },
  },
  "tree §7.4#5": {
    "nothing, without a filter": async () => {
      const { codes, items } = await (await world()).run("S", command("Get", "./Open?list=MORoot"));
      expect([codes["1"], items]).toEqual([["200"], []]);
    },
    "nothing, with one": async () => {
      expect(await (await world()).code("S", command("Get", ".?list=MORoot", "urn:oma:mo:x-none:1.0"))).toBe(404);
    },
  },
  "tree §8.2#8, #9, §17#5": {
    "one LocURI": async () => {
      const items = await listed(await world(), `.?MOID=${LAMP}&Id=2/Id`);
      expect(items).toEqual([
        { source: { locUri: "./Lamps/two/Id" }, meta: { format: "chr", type: "text/plain" }, data: "2" },
      ]);
    },
    "without an area": async () => {
      expect(uris(await listed(await world(), `MOID=${LAMP}&Id=1/ConRef`))).toEqual(["./Lamps/one/ConRef"]);
    },
    "a property of the object": async () => {
      const items = await listed(await world(), `MOID=${LAMP}&Id=1?prop=Name`);
      expect(items).toMatchObject([{ source: { locUri: "./Lamps/one?prop=Name" }, data: "one" }]);
    },
    "a query of it": async () => {
      expect(uris(await listed(await world(), `MOID=${LAMP}&Id=2?list=Struct`))).toEqual([
        "./Lamps/two",
        "./Lamps/two/Id",
      ]);
    },
    "TargetParent and Target": async () => {
      const w = await world();
      const item = { targetParent: { locUri: `MOID=${LAMP}&Id=2` }, target: { locUri: "Id" }, data: "9" };
      expect(await w.code("S", { cmd: "Replace", cmdId: "1", items: [item] })).toBe(200);
      expect(w.value("./Lamps/two/Id")).toBe("9");
    },
    "TargetParent of a plain node": async () => {
      const w = await world();
      const item = { targetParent: { locUri: "./Open/dir" }, target: { locUri: "x" }, data: "9" };
      expect(await w.code("S", { cmd: "Replace", cmdId: "1", items: [item] })).toBe(200);
      expect(w.value("./Open/dir/x")).toBe("9");
    },
    "the object itself": async () => {
      const w = await world();
      const item = { targetParent: { locUri: `MOID=${LAMP}&Id=2` } };
      expect(await w.code("S", { cmd: "Delete", cmdId: "1", items: [item] })).toBe(200);
      expect(w.value("./Lamps/two/Id")).toBeUndefined();
    },
    "nothing there": says(404, "MOID=urn:oma:mo:x-none:1.0/Id"),
    "no such area": says(404, `./None?MOID=${LAMP}/Id`),
    "an area without it": says(404, `./Open?MOID=${LAMP}/Id`),
  },
  "tree §8.2#1, §17#4": {
    "several: nothing changes, the Status names them": async () => {
      const w = await world();
      const { codes, about } = await w.run("S", command("Replace", `MOID=${LAMP}/Id`, "x"));
      expect(codes["1"]).toEqual(["412"]);
      expect(about).toEqual(["./Lamps/one", "./Lamps/two"]);
      expect(w.value("./Lamps/one/Id")).toBe("1");
    },
  },
  "tree §8.2#1, #2": {
    "one that may not be read is not named": async () => {
      const w = await world();
      await w.tree.transact((transaction) => {
        transaction.set(w.tree.nodeAt(["Lamps", "one"])!, { acl: "Get=T" });
        transaction.commit();
      });
      const { codes, about } = await w.run("S", command("Get", `MOID=${LAMP}/Id`));
      expect([codes["1"], about]).toEqual([["412"], ["./Lamps/two"]]);
    },
  },
  "tree §8.2#2": {
    "a leaf that may not be read never matches": async () => {
      const w = await world();
      expect(await w.code("S", command("Get", `MOID=${LAMP}&Pin=99/Id`))).toBe(404);
      await w.tree.transact((transaction) => {
        transaction.set(w.tree.nodeAt(["Lamps", "one", "Id"])!, { acl: "Get=T" });
        transaction.commit();
      });
      expect(await w.code("S", command("Get", `MOID=${LAMP}&Id=1/ConRef`))).toBe(404);
      expect(await w.code("T", command("Get", `MOID=${LAMP}&Id=1/Id`))).toBe(200);
    },
  },
  "tree §8.2#3": {
    "rights are those of where it leads": async () => {
      const w = await world();
      await w.tree.transact((transaction) => {
        transaction.set(w.tree.nodeAt(["Lamps", "two", "Id"])!, { acl: "Get=*" });
        transaction.commit();
      });
      expect(await w.code("S", command("Replace", `MOID=${LAMP}&Id=2/Id`, "x"))).toBe(425);
    },
  },
  "tree §8.2#5": {
    "Add below the object": async () => {
      const w = await world();
      expect(await w.code("S", command("Add", `MOID=${LAMP}&Id=2/ConRef`, "./Open"))).toBe(200);
      expect(w.value("./Lamps/two/ConRef")).toBe("./Open");
      expect(await w.code("S", command("Add", `MOID=${LAMP}&Id=2`, undefined, { format: "node" }))).toBe(418);
    },
  },
  "tree §17#19, §15#14": {
    "aliases of an identifier find the same object": async () => {
      const aliases = [
        ["urn:oma:mo:oma-dm-devinfo:1.1", "urn:oma:mo:oma-dm-devinfo:1.0", "org.openmobilealliance.dm/1.0/DevInfo"],
        [
          "urn:oma:mo:oma-dm-devdetail:1.1",
          "urn:oma:mo:oma-dm-devdetail:1.0",
          "org.openmobilealliance.dm/1.0/DevDetail",
        ],
        ["urn:oma:mo:oma-dm-dmacc:1.1", "urn:oma:mo:oma-dm-dmacc:1.0", "org.openmobilealliance/1.0/w7"],
        ["urn:oma:mo:oma-connmo-nap:1.0", "org.openmobilealliance/1.0/ConnMO"],
        ["urn:oma:mo:oma-dm-inbox:1.0", "org.openmobilealliance.dm/1.0/Inbox"],
        ["urn:oma:mo:oma-fumo:1.0", "org.openmobilealliance/1.0/FirmwareUpdateManagementObject"],
        ["urn:oma:mo:oma-dm-dmacc:1.1", "URN:OMA:mo:OMA-dm-dmacc:1.1"],
      ];
      for (const [type = "", ...others] of aliases) {
        const w = await world();
        await w.tree.transact((transaction) => {
          transaction.set(w.tree.nodeAt(["Lamps", "one"])!, { type });
          transaction.commit();
        });
        for (const moid of [type, ...others]) {
          // An identifier with slashes goes into TargetParent alone (tree §8.2#8).
          const item = { targetParent: { locUri: `./Lamps?MOID=${moid}` }, target: { locUri: "Id" } };
          expect(await w.code("S", { cmd: "Get", cmdId: "1", items: [item] }), moid).toBe(200);
        }
        expect(await w.code("S", command("Get", `./Lamps?MOID=${type.replace(/.$/, "9")}/Id`))).toBe(404);
      }
    },
  },
});
