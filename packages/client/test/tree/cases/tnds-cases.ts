/** TNDS Add and Replace, and the Inbox: tree §9, §11. */
import { interior, type NodeSpec, leaf as specLeaf } from "@oma-dm/client";
import type { MgmtTree, NodeFormat, TndsNode } from "@oma-dm/codec/tnds";
import { decodeTnds, encodeTnds, printTnds } from "@oma-dm/codec/tnds";
import { expect } from "vitest";
import { followAccounts } from "../../../src/objects/dm-acc.ts";
import { command, EVERYONE, type World, world } from "../world.ts";
import { type Case, cases } from "./case.ts";

const leaf = (nodeName: string, value: string | Uint8Array, format: NodeFormat = "chr"): TndsNode => ({
  nodeName,
  rtProperties: { format, type: { mime: ["text/plain"] } },
  value,
});
const dir = (nodeName: string, nodes: readonly TndsNode[], type = "", acl?: string): TndsNode => ({
  nodeName,
  rtProperties: { ...(acl === undefined ? {} : { acl }), format: "node", type: type === "" ? {} : { ddfName: type } },
  nodes,
});
const tree = (...nodes: readonly TndsNode[]): MgmtTree => ({ verDtd: "1.2", nodes });

/** Add or Replace with an object, in the message itself. */
async function put(w: World, cmd: "Add" | "Replace", uri: string, tnds: MgmtTree, server = "S"): Promise<number> {
  return w.code(server, command(cmd, uri, tnds));
}
const says =
  (code: number, cmd: "Add" | "Replace", uri: string, ...nodes: readonly TndsNode[]) =>
  async () => {
    const w = await world();
    const before = JSON.stringify(state(w));
    expect(await put(w, cmd, uri, tree(...nodes))).toBe(code);
    if (code !== 200) expect(JSON.stringify(state(w))).toBe(before);
  };

function state(w: World): unknown {
  const visit = (node: NonNullable<ReturnType<World["tree"]["nodeAt"]>>): unknown => [
    node.name,
    node.format,
    node.type,
    node.acl,
    node.value,
    node.verNo,
    [...(node.children?.values() ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1)).map(visit),
  ];
  return visit(w.tree.root);
}

const LAMP = "urn:oma:mo:ext-lamp:1.0";

export const TNDS_CASES: readonly Case[] = cases({
  "tree §9.5#1": {
    "all nodes, one Status": async () => {
      const w = await world();
      const { codes } = await w.run(
        "S",
        command("Add", "./Open", tree(dir("n", [leaf("p", "1"), dir("q", [leaf("r", "2")])]))),
      );
      expect(codes).toEqual({ 1: ["200"] });
      expect([w.value("./Open/n/p"), w.value("./Open/n/q/r")]).toEqual(["1", "2"]);
    },
    "the last one fails, none is left": says(415, "Add", "./Open", dir("n", [leaf("p", "1"), leaf("q", "x", "int")])),
    "a described place refuses": says(405, "Add", "./Obj", dir("deep", [leaf("unknown", "1")])),
    "no right": says(425, "Add", "./Closed", leaf("n", "1")),
    "too long a name": says(414, "Add", "./Open", leaf("x".repeat(256), "1")),
  },
  "tree §9.5#2": {
    "an ACL in the object is set": async () => {
      const w = await world();
      expect(await put(w, "Add", "./Open", tree(dir("n", [leaf("p", "1")], "", "Get=*&Replace=T")))).toBe(200);
      expect(w.acl("./Open/n")).toBe("Get=*&Replace=T");
      expect(w.value("./Open/n/p")).toBe("1");
    },
    "what is no ACL refuses all": says(500, "Add", "./Open", dir("n", [], "", "nonsense")),
    "an ACL that may not be set refuses all": async () => {
      const w = await world();
      await w.tree.transact((transaction) => {
        transaction.set(w.tree.nodeAt(["Open"])!, { acl: "Add=*&Get=*" });
        transaction.commit();
      });
      const withAcl = { nodeName: "p", value: "1", rtProperties: { acl: "Get=S", format: "chr", type: {} } } as const;
      expect(await put(w, "Add", "./Open", tree(withAcl))).toBe(425);
      expect(w.value("./Open/p")).toBeUndefined();
      expect(await put(w, "Add", "./Open", tree(dir("d", [withAcl])))).toBe(200);
    },
  },
  "tree §9.5#4, §17#7": {
    "interior nodes may be there": async () => {
      const w = await world();
      expect(await put(w, "Add", "./Open", tree(dir("dir", [leaf("new", "1")])))).toBe(200);
      expect([w.value("./Open/dir/new"), w.value("./Open/dir/x")]).toEqual(["1", "2"]);
    },
    "leaves may not": says(418, "Add", "./Open", dir("dir", [leaf("new", "1"), leaf("x", "9")])),
    "nothing new": says(418, "Add", "./Open", dir("dir", [])),
    "nothing new where nothing is allowed": says(418, "Add", ".", dir("Closed", [])),
    "an interior node over a leaf": says(418, "Add", "./Open", dir("a", [leaf("new", "1")])),
    "no Add on one that is there": says(425, "Add", ".", dir("Closed", [leaf("n", "1")])),
  },
  "tree §17#26, §12.2#6": {
    "a child born with its parent takes the object's value": async () => {
      const child = leaf("name", "given");
      const name: NodeSpec = specLeaf("name", "chr", ["Get", "Replace"], { scope: "Permanent", initial: "born" });
      const w = await world({
        spec: interior("Born", ["Add", "Get"], [interior(null, ["Get"], [name])], {
          scope: "Permanent",
          acl: EVERYONE,
        }),
      });
      expect(await put(w, "Add", "./Born", tree(dir("a", [child])))).toBe(200);
      expect(w.value("./Born/a/name")).toBe("given");
      expect(await put(w, "Add", "./Born", tree(dir("b", [])))).toBe(200);
      expect(w.value("./Born/b/name")).toBe("born");
      expect(await put(w, "Add", "./Born", tree(dir("a", [child])))).toBe(418);
    },
  },
  "tree §6.2#8, §5.6#1": {
    "no object goes around the root's rules": async () => {
      const w = await world();
      await w.tree.transact((transaction) => {
        transaction.set(w.tree.root, { acl: EVERYONE });
        transaction.commit();
      });
      const root = { nodeName: "", rtProperties: { acl: "Get=*", format: "node", type: {} } } as const;
      expect(await put(w, "Replace", ".", tree(root))).toBe(405);
      expect(await put(w, "Add", ".", tree(root, leaf("n", "1")))).toBe(405);
      expect([w.acl("."), w.value("./Open/a")]).toEqual([EVERYONE, "1"]);
    },
  },
  "tree §9.2#2, #3": {
    "ACL, Format and Type of each node are taken": async () => {
      const w = await world();
      const value = {
        nodeName: "v",
        rtProperties: { acl: "Get=T", format: "int", type: { mime: ["a/b"] } },
        value: "1",
      };
      expect(await put(w, "Add", "./Open", tree(dir("n", [value as TndsNode], LAMP, "Get=*&Replace=S")))).toBe(200);
      expect(w.tree.nodeAt(["Open", "n"])).toMatchObject({ type: LAMP, acl: "Get=*&Replace=S", format: "node" });
      expect(w.tree.nodeAt(["Open", "n", "v"])).toMatchObject({ type: "a/b", acl: "Get=T", format: "int", value: "1" });
    },
  },
  "tree §9.2#4, #5": {
    "a Title is taken; times, counts, Name and Size are not": async () => {
      const w = await world();
      const node: TndsNode = {
        nodeName: "n",
        rtProperties: {
          format: "chr",
          name: "other",
          size: "99",
          title: "A title",
          tStamp: "20010711T163817Z",
          type: {},
          verNo: "77",
        },
        value: "v",
      };
      expect(await put(w, "Add", "./Open", { verDtd: "1.2", man: "m", mod: "n", nodes: [node] })).toBe(200);
      const made = w.tree.nodeAt(["Open", "n"])!;
      expect(made).toMatchObject({ name: "n", title: "A title", value: "v" });
      expect([made.verNo < 77, made.changed >= 1_000_000_000]).toEqual([true, true]);
      expect((await w.run("S", command("Get", "./Open/n?prop=Size"))).items[0]?.data).toBe("1");
    },
    "a Title that is too long refuses all": says(413, "Add", "./Open", {
      nodeName: "n",
      rtProperties: { format: "chr", title: "é".repeat(128), type: {} },
      value: "v",
    }),
  },
  "tree §9.2#6": {
    "a description inside an object describes nothing": async () => {
      const w = await world();
      const node: TndsNode = {
        nodeName: "n",
        rtProperties: { format: "chr", type: {} },
        dfProperties: { accessType: [], dfFormat: "int", scope: "Permanent" },
        value: "v",
      };
      expect(await put(w, "Add", "./Open", tree(node))).toBe(200);
      expect(await w.code("S", command("Replace", "./Open/n", "w"))).toBe(200);
      expect(await w.code("S", command("Delete", "./Open/n"))).toBe(200);
    },
  },
  "tree §9.2#9": {
    "a Node with neither Value nor Node goes on under a Path": async () => {
      const w = await world();
      const nodes: readonly TndsNode[] = [
        { nodeName: "n", nodes: [{ nodeName: "m" }] },
        { nodeName: "v", path: "n/m", value: "1" },
      ];
      expect(await put(w, "Add", "./Open", tree(...nodes))).toBe(200);
      expect([w.tree.nodeAt(["Open", "n", "m"])?.format, w.value("./Open/n/m/v")]).toEqual(["node", "1"]);
    },
  },
  "tree §9.1#6, §17#27": {
    "version 1.3 is taken, 1.2 is given": async () => {
      const w = await world();
      expect(await put(w, "Add", "./Open", { verDtd: "1.3", nodes: [leaf("n", "1")] })).toBe(200);
      const [item] = (await w.run("S", command("Get", "./Open/n?list=TNDS"))).items;
      expect(decodeTnds(item!.data!).verDtd).toBe("1.2");
    },
  },
  "tree §17#28": {
    "an unknown element says nothing, an unknown Format is refused": async () => {
      const type = "application/vnd.syncml.dmtnds+xml";
      const text = (inside: string) =>
        `<MgmtTree><VerDTD>1.2</VerDTD><Node><NodeName>n</NodeName>${inside}<Value>v</Value></Node></MgmtTree>`;
      const w = await world();
      const format = "<RTProperties><Format><blob/></Format><Type/></RTProperties>";
      expect(await w.code("S", command("Add", "./Open", text(format), { type }))).toBe(415);
      expect(await w.code("S", command("Add", "./Open", text("<Vendor><a>1</a></Vendor>"), { type }))).toBe(200);
      expect([w.value("./Open/n"), w.tree.find(["Open"])?.children?.length]).toEqual(["v", 4]);
    },
  },
  "tree §9.5#3": {
    "the right to add is asked above the first new node alone": async () => {
      const w = await world();
      await w.tree.transact((transaction) => {
        transaction.set(w.tree.nodeAt(["Open"])!, { acl: "Add=S&Get=*" });
        transaction.commit();
      });
      const object = (name: string) => tree(dir(name, [dir("b", [leaf("c", "1"), dir("d", [leaf("e", "2")])])]));
      expect(await put(w, "Add", "./Open", object("x"), "T")).toBe(425);
      expect(w.tree.nodeAt(["Open", "x"])).toBeUndefined();
      expect(await put(w, "Add", "./Open", object("x"))).toBe(200);
      expect(w.value("./Open/x/b/d/e")).toBe("2");
    },
  },
  "tree §9.5#3, §17#7": {
    "and on each node that is there and listed": async () => {
      const w = await world();
      await w.tree.transact((transaction) => {
        transaction.set(w.tree.nodeAt(["Open", "dir"])!, { acl: "Get=*&Replace=*" });
        transaction.set(w.tree.nodeAt(["Open", "dir", "sub"])!, { acl: EVERYONE });
        transaction.commit();
      });
      expect(await put(w, "Add", "./Open", tree(dir("dir", [dir("sub", [leaf("n", "1")])])))).toBe(425);
      expect(w.value("./Open/dir/sub/n")).toBeUndefined();
      expect(await put(w, "Add", "./Open/dir", tree(dir("sub", [leaf("n", "1")])))).toBe(200);
      expect(w.value("./Open/dir/sub/n")).toBe("1");
    },
  },
  "tree §9.8#1, #2, #3": {
    "a lamp, as the sheet adds it": async () => {
      const type = "application/vnd.syncml.dmtnds+xml";
      const rt = (format: string, inside: string, acl = "") =>
        `<RTProperties>${acl}<Format><${format}/></Format><Type>${inside}</Type></RTProperties>`;
      const on = (path = "") =>
        `<Node><NodeName>On</NodeName>${path}${rt("bool", "<MIME>text/plain</MIME>")}<Value>true</Value></Node>`;
      const lamp = (below: string, behind = "") =>
        `<MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD><Node><NodeName>Lamp</NodeName>` +
        `${rt("node", `<DDFName>${LAMP}</DDFName>`, "<ACL>Get=*&amp;Replace=srv1</ACL>")}${below}</Node>${behind}</MgmtTree>`;
      for (const text of [lamp(on()), lamp("", on("<Path>Lamp</Path>"))]) {
        const w = await world();
        const add = command("Add", "./Open", text, { format: "xml", type });
        const { codes } = await w.run("S", add);
        expect(codes).toEqual({ 1: ["200"] });
        expect(w.tree.nodeAt(["Open", "Lamp"])).toMatchObject({ type: LAMP, acl: "Get=*&Replace=srv1" });
        expect(w.tree.nodeAt(["Open", "Lamp", "On"])).toMatchObject({ format: "bool", value: "true" });
        const before = JSON.stringify(state(w));
        expect(await w.code("S", add)).toBe(418);
        expect(JSON.stringify(state(w))).toBe(before);
      }
    },
  },
  "tree §9.6#1": {
    "becomes exactly the object": async () => {
      const w = await world();
      expect(await put(w, "Replace", "./Open", tree(dir("dir", [leaf("x", "9"), leaf("z", "8")])))).toBe(200);
      expect([...w.tree.find(["Open", "dir"])!.children!].sort()).toEqual(["x", "z"]);
      expect(w.value("./Open/dir/x")).toBe("9");
    },
    "one bad value, nothing changes": says(415, "Replace", "./Open", dir("dir", [leaf("z", "x", "int")])),
    "a leaf becomes an interior node": async () => {
      const w = await world();
      expect(
        await put(w, "Replace", "./Open", tree(dir("dir", [dir("x", [leaf("in", "1")]), leaf("sub", "now a leaf")]))),
      ).toBe(200);
      expect([w.value("./Open/dir/x/in"), w.value("./Open/dir/sub")]).toEqual(["1", "now a leaf"]);
    },
  },
  "tree §9.6#2": {
    "siblings of the first node are untouched": async () => {
      const w = await world();
      await put(w, "Replace", "./Open", tree(dir("dir", [])));
      expect(w.value("./Open/a")).toBe("1");
    },
    "an empty NodeName means the Target": async () => {
      const w = await world();
      expect(await put(w, "Replace", "./Open/dir", tree(dir("", [leaf("only", "1")])))).toBe(200);
      expect(w.tree.find(["Open", "dir"])?.children).toEqual(["only"]);
    },
  },
  "tree §9.6#3": {
    "no Replace on the first node": says(425, "Replace", ".", dir("Closed", [])),
    "no Delete on what goes": async () => {
      const w = await world();
      await w.tree.transact((transaction) => {
        transaction.set(w.tree.nodeAt(["Open", "dir", "sub"])!, { acl: "Get=*&Replace=*" });
        transaction.commit();
      });
      expect(await put(w, "Replace", "./Open", tree(dir("dir", [leaf("x", "9")])))).toBe(425);
      expect(w.value("./Open/dir/x")).toBe("2");
    },
    "permanent nodes are kept": async () => {
      const w = await world();
      await w.tree.transact((transaction) => {
        transaction.remove(w.tree.nodeAt(["Obj", "keep"])!);
        transaction.commit();
      });
      expect(await put(w, "Replace", ".", tree(dir("Obj", [leaf("num", "7", "int")])))).toBe(200);
      expect([w.value("./Obj/fixed"), w.value("./Obj/num")]).toEqual(["f", "7"]);
    },
  },
  "tree §9.6#4, §17#6": {
    "a first node that is missing": async () => {
      const w = await world();
      expect(await put(w, "Replace", "./Open", tree(dir("n", [leaf("p", "1")])))).toBe(200);
      expect(w.value("./Open/n/p")).toBe("1");
    },
    "an origin that is missing": says(404, "Replace", "./Open/none", leaf("p", "1")),
  },
  "tree §9.3#1, §9.2#8, §17#8": {
    "Path is relative to the Target": async () => {
      const w = await world();
      const nodes = [dir("n", []), { ...leaf("p", "1"), path: "n" }];
      expect(await put(w, "Add", "./Open", tree(...nodes))).toBe(200);
      expect(w.value("./Open/n/p")).toBe("1");
    },
    "or absolute": async () => {
      const w = await world();
      expect(await put(w, "Add", "./Open", tree({ ...leaf("p", "1"), path: "/Open/dir" }))).toBe(200);
      expect(w.value("./Open/dir/p")).toBe("1");
    },
    "the Target's own name": async () => {
      const w = await world();
      expect(await put(w, "Add", "./Open/new", tree(dir("new", [leaf("p", "1")])))).toBe(200);
      expect(w.value("./Open/new/p")).toBe("1");
      expect(await put(w, "Replace", "./Open/new", tree(dir("new", [leaf("p", "2")])))).toBe(200);
      expect(w.value("./Open/new/p")).toBe("2");
    },
  },
  "tree §17#27, #29": {
    "another major version": async () => {
      expect(await put(await world(), "Add", "./Open", { verDtd: "2.0", nodes: [leaf("n", "1")] })).toBe(415);
    },
    "a place twice": async () => {
      const w = await world();
      expect(await put(w, "Add", "./Open", tree(leaf("n", "1"), leaf("n", "2")))).toBe(418);
      const bare = { nodeName: "n", rtProperties: { format: "chr", type: {} } } as const;
      expect(await put(w, "Add", "./Open", tree(bare, leaf("n", "2")))).toBe(200);
      expect(w.value("./Open/n")).toBe("2");
    },
  },
  "tree §9.2#10": {
    "Formats that are not said": async () => {
      const w = await world();
      expect(
        await put(
          w,
          "Add",
          "./Open",
          tree({ nodeName: "n", nodes: [{ nodeName: "p", value: "1" }, { nodeName: "q" }] }),
        ),
      ).toBe(200);
      expect(w.tree.nodeAt(["Open", "n", "p"])?.format).toBe("chr");
      expect(w.tree.nodeAt(["Open", "n", "q"])?.format).toBe("node");
    },
  },
  "tree §9.2#11": {
    "text of a bin Value is base64, bytes are themselves": async () => {
      const w = await world();
      expect(
        await put(w, "Add", "./Open", tree(dir("n", [leaf("t", "AP8=", "bin"), leaf("o", Uint8Array.of(7), "bin")]))),
      ).toBe(200);
      expect([w.value("./Open/n/t"), w.value("./Open/n/o")]).toEqual([Uint8Array.of(0, 255), Uint8Array.of(7)]);
    },
    "b64 stays what it is": async () => {
      const w = await world();
      const node = {
        nodeName: "n",
        rtProperties: { format: "b64", type: { mime: ["audio/x"] } },
        value: "AP8=",
      } as const;
      expect(await put(w, "Add", "./Open", tree(node))).toBe(200);
      expect(w.tree.nodeAt(["Open", "n"])).toMatchObject({ format: "b64", value: "AP8=" });
    },
    "text that is no base64": says(415, "Add", "./Open", leaf("n", "?", "bin")),
  },
  "tree §9.4#1, #2, #3, #5, #6, §9.5#5": {
    "in every form": async () => {
      const w = await world();
      const object = (name: string) => tree(dir(name, [leaf("p", "1")]));
      const xml = "application/vnd.syncml.dmtnds+xml";
      const wbxml = "application/vnd.syncml.dmtnds+wbxml";
      const base64 = Buffer.from(encodeTnds(object("t5"), "wbxml")).toString("base64");
      const forms = [
        command("Add", "./Open", printTnds(object("t1")), { format: "xml", type: xml }),
        command("Add", "./Open", object("t2"), { format: "xml", type: xml }),
        command("Add", "./Open", encodeTnds(object("t3"), "wbxml"), { format: "bin", type: wbxml }),
        command("Add", "./Open", base64, { format: "b64", type: wbxml }),
        command("Add", "./Open", encodeTnds(object("t6"), "xml"), { format: "xml", type: `${xml}; charset=utf-8` }),
      ];
      for (const form of forms) expect(await w.code("S", form)).toBe(200);
      for (const name of ["t1", "t2", "t3", "t5", "t6"]) expect(w.value(`./Open/${name}/p`)).toBe("1");
    },
    "what is none": async () => {
      const type = "application/vnd.syncml.dmtnds+xml";
      expect(await (await world()).code("S", command("Add", "./Open", "<MgmtTree>", { type }))).toBe(415);
      expect(await (await world()).code("S", command("Add", "./Open", undefined, { type }))).toBe(412);
      expect(await (await world()).code("S", command("Add", "./Open?prop=ACL", "<x/>", { type }))).toBe(405);
    },
  },
  "tree §11#2, #4": {
    "an object goes where its kind lives": async () => {
      const w = await world();
      expect(await put(w, "Add", "./Inbox", tree(dir("three", [leaf("Id", "3")], LAMP)))).toBe(200);
      expect(w.value("./Lamps/three/Id")).toBe("3");
      expect(w.tree.find(["Inbox"])?.children).toEqual([]);
    },
    "its bringer can manage it": async () => {
      const w = await world();
      await w.tree.transact((transaction) => {
        transaction.set(w.tree.nodeAt(["Lamps"])!, { acl: "Get=*" });
        transaction.commit();
      });
      expect(await put(w, "Add", "./Inbox", tree(dir("three", [leaf("Id", "3")], LAMP)))).toBe(200);
      expect(await w.code("S", command("Replace", "./Lamps/three/Id", "4"))).toBe(200);
      expect(await w.code("T", command("Replace", "./Lamps/three/Id", "5"))).toBe(425);
    },
  },
  "tree §11#1": {
    "its ACL says who may": async () => {
      const w = await world();
      await w.tree.transact((transaction) => {
        transaction.set(w.tree.nodeAt(["Inbox"])!, { acl: "Add=T" });
        transaction.commit();
      });
      expect(await put(w, "Add", "./Inbox", tree(dir("three", [], LAMP)))).toBe(425);
      expect(await put(w, "Add", "./Inbox", tree(dir("three", [], LAMP)), "T")).toBe(200);
    },
  },
  "tree §11#5, #15": {
    "an unknown identifier": says(415, "Add", "./Inbox", dir("x", [], "urn:oma:mo:x-none:1.0")),
    "no identifier": says(415, "Add", "./Inbox", dir("x", [leaf("a", "1")])),
    "one of two unknown, none is made": says(
      415,
      "Add",
      "./Inbox",
      dir("three", [], LAMP),
      dir("x", [], "urn:oma:mo:x-none:1.0"),
    ),
  },
  "tree §11#8, #14": {
    "references into the Inbox follow": async () => {
      const w = await world();
      const nodes = [
        dir("one", [leaf("Id", "4"), leaf("ConRef", "./Inbox/other/Id")], LAMP),
        dir("other", [leaf("Id", "5")], LAMP),
      ];
      expect(await put(w, "Add", "./Inbox", tree(...nodes))).toBe(200);
      expect(w.value("./Lamps/one_1/ConRef")).toBe("./Lamps/other/Id");
    },
  },
  "tree §11#6": {
    "of several versions the newest that is known": async () => {
      const w = await world();
      const account = (name: string, version: string, id = "s") =>
        dir(
          name,
          [
            leaf("AppID", "w7"),
            leaf("ServerID", id),
            leaf("Name", version),
            dir("AppAddr", [dir("A", [leaf("Addr", "https://example.com/")])]),
          ],
          version,
        );
      const older = "urn:oma:mo:oma-dm-dmacc:1.0";
      const newer = "urn:oma:mo:oma-dm-dmacc:1.1";
      const object = tree(
        account("legacy", "org.openmobilealliance/1.0/w7"),
        account("new", newer),
        account("old", older),
        account("other", older, "t"),
      );
      expect(await put(w, "Add", "./Inbox", object)).toBe(200);
      expect(w.tree.find(["DMAcc"])?.children).toEqual(["new", "other"]);
      expect([w.value("./DMAcc/new/Name"), w.value("./DMAcc/other/Name")]).toEqual([newer, older]);
      expect(await put(await world(), "Add", "./Inbox", tree(account("a", newer), account("b", newer)))).toBe(418);
      const future = tree(account("next", "urn:oma:mo:oma-dm-dmacc:1.2"), account("new", newer));
      const again = await world();
      expect(await put(again, "Add", "./Inbox", future)).toBe(200);
      expect(again.tree.find(["DMAcc"])?.children).toEqual(["new"]);
    },
    "of the only one of its kind, too": async () => {
      const w = await world({
        spec: interior(
          "Sole",
          ["Get"],
          [specLeaf("v", "chr", ["Get", "Replace"], { scope: "Permanent", initial: "" })],
          {
            scope: "Permanent",
            moid: "urn:oma:mo:oma-dm-devdetail:1.1",
            acl: EVERYONE,
          },
        ),
      });
      const sole = (name: string, version: string) =>
        dir(name, [leaf("v", version)], `urn:oma:mo:oma-dm-devdetail:${version}`);
      expect(await put(w, "Add", "./Inbox", tree(sole("a", "1.1"), sole("b", "1.0")))).toBe(200);
      expect(w.value("./Sole/v")).toBe("1.1");
      expect(await put(w, "Add", "./Inbox", tree(sole("a", "1.0"), sole("b", "1.0")))).toBe(418);
    },
  },
  "tree §11#13": {
    "the Status names the Inbox, and not where the object went": async () => {
      const w = await world();
      const { replies } = await w.run("S", command("Add", "./Inbox", tree(dir("three", [leaf("Id", "3")], LAMP))));
      expect(replies).toEqual([
        { cmd: "Status", msgRef: "1", cmdRef: "1", command: "Add", targetRefs: ["./Inbox"], data: "200" },
      ]);
    },
  },
  "tree §11#9": {
    "a name that is taken": async () => {
      const w = await world();
      expect(await put(w, "Add", "./Inbox", tree(dir("one", [leaf("Id", "4")], LAMP)))).toBe(200);
      expect([w.value("./Lamps/one/Id"), w.value("./Lamps/one_1/Id")]).toEqual(["1", "4"]);
    },
  },
  "tree §11#9, §5.5#1": {
    "an account of a server that has one: its own takes the place, nobody else's": async () => {
      const w = await accounts();
      const again = tree(
        dir(
          "again",
          [
            leaf("AppID", "w7"),
            leaf("ServerID", "one"),
            dir("AppAddr", [dir("A", [leaf("Addr", "https://b.example/")])]),
          ],
          "urn:oma:mo:oma-dm-dmacc:1.1",
        ),
      );
      expect(await put(w, "Add", "./Inbox", again, "two")).toBe(418);
      expect(w.tree.find(["DMAcc"])?.children).toEqual(["one", "two"]);
      expect(await put(w, "Add", "./Inbox", again, "one")).toBe(200);
      expect(w.tree.find(["DMAcc"])?.children).toEqual(["two", "again"]);
    },
  },
  "tree §9.2#7": {
    "a Node without a name is the Target": async () => {
      const w = await world();
      expect(await put(w, "Add", "./Open/n", tree(dir("", [leaf("p", "1")])))).toBe(200);
      expect([w.tree.find(["Open", "n"])?.children, w.value("./Open/n/p")]).toEqual([["p"], "1"]);
    },
  },
  "tree §17#24": {
    "the only one of its kind is replaced by who may": async () => {
      const w = await world();
      const object = tree(dir("any", [leaf("fixed", "new")], "urn:oma:mo:ext-obj:1.0"));
      await w.tree.transact((transaction) => {
        transaction.remove(w.tree.nodeAt(["Obj", "keep"])!);
        transaction.commit();
      });
      expect(await put(w, "Add", "./Inbox", object)).toBe(200);
      expect(w.value("./Obj/fixed")).toBe("new");
      await w.tree.transact((transaction) => {
        transaction.set(w.tree.nodeAt(["Obj"])!, { acl: "Get=*" });
        transaction.commit();
      });
      expect(await put(w, "Add", "./Inbox", object)).toBe(425);
    },
  },
  "tree §11#11": {
    "identifiers from before the registry": async () => {
      const w = await world();
      const account = dir(
        "Old",
        [
          leaf("AppID", "w7"),
          leaf("ServerID", "old"),
          dir("AppAddr", [dir("A", [leaf("Addr", "https://example.com/"), leaf("AddrType", "URI")])]),
        ],
        "org.openmobilealliance/1.0/w7",
      );
      expect(await put(w, "Add", "./Inbox", tree(account))).toBe(200);
      expect(w.value("./DMAcc/Old/ServerID")).toBe("old");
      expect(w.acl("./DMAcc/Old")).toBe("Add=old&Delete=old&Get=old&Replace=old");
    },
  },
  "tree §5.7#1, §13.3#28": {
    "a server whose account goes is forgotten": async () => {
      const w = await accounts();
      await w.tree.transact((transaction) => {
        transaction.set(w.tree.nodeAt(["Open"])!, {
          acl: `${EVERYONE}`.replace("Get=*", "Get=one+two").replace("Exec=*", "Exec=one"),
        });
        transaction.set(w.tree.root, { acl: "Add=*&Get=one" });
        transaction.commit();
      });
      expect(await w.code("one", command("Delete", "./DMAcc/one"))).toBe(200);
      expect(w.acl("./Open")).toBe("Add=*&Delete=*&Get=two&Replace=*");
      expect(w.acl(".")).toBe("Add=*&Get=*");
    },
  },
  "tree §13.3#28": {
    "the server of the session under way is forgotten at its end": async () => {
      const w = await accounts();
      await w.tree.transact((transaction) => {
        transaction.set(w.tree.nodeAt(["Open"])!, { acl: "Get=one+two" });
        transaction.commit();
      });
      await w.tree.transact((transaction) => {
        for (const name of ["one", "two"]) transaction.remove(w.tree.nodeAt(["DMAcc", name])!);
        followAccounts(w.tree, transaction, "one");
        transaction.commit();
      });
      expect(w.acl("./Open")).toBe("Get=one");
    },
  },
  "tree §13.3#25": {
    "the identifier is the instance's, not its container's": async () => {
      const w = await accounts();
      expect([w.tree.nodeAt(["DMAcc"])?.type, w.tree.nodeAt(["DMAcc", "one"])?.type]).toEqual([
        "",
        "urn:oma:mo:oma-dm-dmacc:1.1",
      ]);
    },
  },
  "tree §13.3#26": {
    "its server may replace, add and delete": async () => {
      const w = await accounts();
      const node = (uri: string) => w.code("one", command("Add", uri, undefined, { format: "node" }));
      expect(await w.code("one", command("Replace", "./DMAcc/one/AppID", "w7"))).toBe(200);
      expect(await node("./DMAcc/one/AppAuth")).toBe(200);
      expect(await node("./DMAcc/one/AppAuth/x")).toBe(200);
      expect(await w.code("one", command("Delete", "./DMAcc/one/AppAuth/x"))).toBe(200);
      expect(await w.code("two", command("Replace", "./DMAcc/one/AppID", "w7"))).toBe(425);
    },
    "one credential for a level and a type": async () => {
      const w = await accounts();
      const credential = (name: string, level: string, type: string) =>
        put(
          w,
          "Add",
          "./DMAcc/one",
          tree(dir("AppAuth", [dir(name, [leaf("AAuthLevel", level), leaf("AAuthType", type)])])),
          "one",
        );
      expect(await credential("a", "CLCRED", "DIGEST")).toBe(200);
      expect(await credential("b", "SRVCRED", "DIGEST")).toBe(200);
      expect(await credential("c", "CLCRED", "BASIC")).toBe(200);
      expect(await credential("d", "CLCRED", "DIGEST")).toBe(418);
      expect(await w.code("one", command("Replace", "./DMAcc/one/AppAuth/c/AAuthType", "DIGEST"))).toBe(418);
      expect(w.tree.find(["DMAcc", "one", "AppAuth"])?.children).toEqual(["a", "b", "c"]);
    },
    "a server under a new ServerID keeps its rights": async () => {
      const w = await accounts();
      expect(await w.code("one", command("Replace", "./DMAcc/one/ServerID", "uno"))).toBe(200);
      expect(w.acl("./DMAcc/one")).toBe("Add=uno&Delete=uno&Get=uno&Replace=uno");
      expect(w.acl("./DMAcc/two")).toBe("Add=two&Delete=two&Get=two&Replace=two");
    },
  },
});

async function accounts(): Promise<World> {
  const w = await world();
  const account = (id: string) =>
    dir(
      id,
      [leaf("AppID", "w7"), leaf("ServerID", id), dir("AppAddr", [dir("A", [leaf("Addr", "https://example.com/")])])],
      "urn:oma:mo:oma-dm-dmacc:1.1",
    );
  expect(await put(w, "Add", "./Inbox", tree(account("one"), account("two")))).toBe(200);
  return w;
}
