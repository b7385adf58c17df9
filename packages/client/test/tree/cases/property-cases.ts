/** Properties and ACLs: tree §4, §5. */
import { expect } from "vitest";
import { command, EVERYONE, type World, world } from "../world.ts";
import { type Case, cases } from "./case.ts";

const NODE = { format: "node" };
const says =
  (code: number, server: string, ...args: Parameters<typeof command>) =>
  async () =>
    expect(await (await world()).code(server, command(...args))).toBe(code);

async function prop(w: World, uri: string, name: string): Promise<unknown> {
  const { codes, items } = await w.run("S", command("Get", `${uri}?prop=${name}`));
  return items[0]?.data ?? Number(codes["1"]?.[0]);
}

async function withAcl(uri: string, acl: string): Promise<World> {
  const w = await world();
  await w.tree.transact((transaction) => {
    transaction.set(w.tree.nodeAt(uri === "." ? [] : uri.slice(2).split("/"))!, { acl });
    transaction.commit();
  });
  return w;
}

export const PROPERTY_CASES: readonly Case[] = cases({
  "tree §4.1#1, §5.4": {
    "the node's own ACL, never the inherited one": async () => {
      const w = await world();
      expect(await prop(w, "./Open", "ACL")).toBe(EVERYONE);
      expect(await prop(w, "./Open/a", "ACL")).toBe("");
    },
  },
  "tree §4.1#2": {
    Get: async () => {
      const w = await world();
      expect(await prop(w, "./Open", "Format")).toBe("node");
      expect(await prop(w, "./Obj/num", "Format")).toBe("int");
    },
    Replace: says(405, "S", "Replace", "./Open/a?prop=Format", "int"),
    "Replace of an interior node's": says(405, "S", "Replace", "./Open/dir?prop=Format", "int"),
  },
  "tree §4.1#3, §4.4#1": {
    Get: async () => expect(await prop(await world(), "./Open/dir", "Name")).toBe("dir"),
    "the subtree moves along, ACLs included": async () => {
      const w = await withAcl("./Open/dir/sub", "Get=*");
      expect(await w.code("S", command("Replace", "./Open/dir?prop=Name", "new"))).toBe(200);
      expect(w.value("./Open/dir")).toBeUndefined();
      expect(w.value("./Open/new/sub/y")).toBe("3");
      expect(w.acl("./Open/new/sub")).toBe("Get=*");
    },
    "a permanent node": says(405, "S", "Replace", "./Obj/fixed?prop=Name", "x"),
    "a named dynamic node": says(405, "S", "Replace", "./Obj/num?prop=Name", "x"),
    "a permanent instance": says(405, "S", "Replace", "./Obj/inst/given?prop=Name", "x"),
    "no right": says(425, "S", "Replace", "./Closed/c?prop=Name", "x"),
    "a sibling of that name": says(418, "S", "Replace", "./Open/a?prop=Name", "dir"),
    "no name": says(405, "S", "Replace", "./Open/a?prop=Name", ""),
    "a path": says(405, "S", "Replace", "./Open/a?prop=Name", "x/y"),
    "a path that is too long": says(405, "S", "Replace", "./Open/a?prop=Name", `x/${"y".repeat(256)}`),
    "too long": says(414, "S", "Replace", "./Open/a?prop=Name", "x".repeat(256)),
    "too long for what is below": async () => {
      const w = await world();
      const deep = `./Open/dir/sub/${Array(3).fill("z".repeat(250)).join("/")}/${"z".repeat(160)}`;
      expect(await w.code("S", command("Add", deep, "v"))).toBe(200);
      expect(await w.code("S", command("Replace", "./Open/dir?prop=Name", "x".repeat(250)))).toBe(414);
      expect(await w.code("S", command("Replace", "./Open/dir?prop=Name", "xxxx"))).toBe(200);
    },
    "a name that another description has": async () => {
      const w = await world({
        spec: {
          name: "Mix",
          format: "node",
          access: ["Add", "Get"],
          scope: "Permanent",
          min: 1,
          max: 1,
          acl: EVERYONE,
          children: [
            { name: "named", format: "chr", access: ["Get"], scope: "Dynamic", min: 0, max: 1 },
            { name: null, format: "chr", access: ["Add", "Get"], scope: "Dynamic", min: 0, max: 9 },
          ],
        },
      });
      expect(await w.code("S", command("Add", "./Mix/x", "v"))).toBe(200);
      expect(await w.code("S", command("Replace", "./Mix/x?prop=Name", "named"))).toBe(405);
      expect(await w.code("S", command("Replace", "./Mix/x?prop=Name", "y"))).toBe(200);
      expect(await w.code("S", command("Add", "./Mix/named", "v"))).toBe(200);
      expect(await w.code("S", command("Replace", "./Mix/y?prop=Name", "named"))).toBe(418);
    },
  },
  "tree §11#8": {
    "what refers to a renamed node follows": async () => {
      const w = await world();
      expect(await w.code("S", command("Replace", "./Open/dir?prop=Name", "new dir"))).toBe(200);
      expect(w.value("./Lamps/one/ConRef")).toBe("./Open/new%20dir");
    },
    "whatever kind of reference it is": async () => {
      const w = await world();
      for (const name of ["ConRef", "PrefConRef", "ProxyRef", "NAPRef", "ToRef"]) {
        expect(await w.code("S", command("Add", `./Open/${name}`, "./Open/dir/x"))).toBe(200);
      }
      expect(await w.code("S", command("Add", "./Open/other", "./Open/dir/x"))).toBe(200);
      expect(await w.code("S", command("Replace", "./Open/dir?prop=Name", "moved"))).toBe(200);
      for (const name of ["ConRef", "PrefConRef", "ProxyRef", "NAPRef", "ToRef"]) {
        expect(w.value(`./Open/${name}`)).toBe("./Open/moved/x");
      }
      expect(w.value("./Open/other")).toBe("./Open/dir/x");
    },
  },
  "tree §4.1#4": {
    Get: async () => {
      const w = await world();
      expect(await prop(w, "./Obj", "Type")).toBe("urn:oma:mo:ext-obj:1.0");
      expect(await prop(w, "./Open", "Type")).toBe("");
      expect(await prop(w, "./Obj/blob", "Type")).toBe("application/octet-stream");
    },
    Replace: says(405, "S", "Replace", "./Open/a?prop=Type", "x/y"),
    "Replace by what could be a name": says(405, "S", "Replace", "./Open/a?prop=Type", "plain"),
  },
  "tree §4.1#5, §4.2#15": {
    "bytes of the value": async () => {
      const w = await world();
      expect(await prop(w, "./Open/%C3%A9", "Size")).toBe("6");
      await w.code("S", command("Replace", "./Obj/blob", Uint8Array.of(1, 2, 3)));
      expect(await prop(w, "./Obj/blob", "Size")).toBe("3");
    },
    "never on an interior node": async () => {
      const w = await world();
      for (const uri of [".", "./Open", "./Obj/list"]) expect(await prop(w, uri, "Size")).toBe(406);
    },
    Replace: says(405, "S", "Replace", "./Open/a?prop=Size", "1"),
  },
  "tree §4.1#6, #14": {
    "is set and read": async () => {
      const w = await world();
      expect(await prop(w, "./Obj/fixed", "Title")).toBe("");
      expect(await w.code("S", command("Replace", "./Obj/fixed?prop=Title", "A title"))).toBe(200);
      expect(await prop(w, "./Obj/fixed", "Title")).toBe("A title");
      expect(await w.code("S", command("Replace", "./Obj?prop=Title", "of all"))).toBe(200);
    },
    "255 bytes": async () => {
      const w = await world();
      expect(await w.code("S", command("Replace", "./Open/a?prop=Title", "é".repeat(127)))).toBe(200);
      expect(await w.code("S", command("Replace", "./Open/a?prop=Title", "é".repeat(128)))).toBe(413);
    },
  },
  "tree §4.1#7, #8, #13": {
    "a change moves both": async () => {
      const w = await world();
      const [time, count] = [await prop(w, "./Open/a", "TStamp"), await prop(w, "./Open/a", "VerNo")];
      await w.code("S", command("Replace", "./Open/a", "2"));
      expect(await prop(w, "./Open/a", "TStamp")).not.toBe(time);
      expect(await prop(w, "./Open/a", "TStamp")).toMatch(/^\d{8}T\d{6}Z$/);
      expect(Number(await prop(w, "./Open/a", "VerNo"))).toBe(Number(count) + 1);
    },
    "a new child moves its parent, and nothing above": async () => {
      const w = await world();
      const [above, parent] = [await prop(w, "./Open", "VerNo"), await prop(w, "./Open/dir", "VerNo")];
      await w.code("S", command("Add", "./Open/dir/n", "x"));
      expect(Number(await prop(w, "./Open/dir", "VerNo"))).toBe(Number(parent) + 1);
      expect(await prop(w, "./Open", "VerNo")).toBe(above);
    },
    "a refused change moves nothing": async () => {
      const w = await world();
      const before = await prop(w, "./Open/a", "VerNo");
      await w.code("S", command("Replace", "./Open/a?prop=Format", "int"));
      expect(await prop(w, "./Open/a", "VerNo")).toBe(before);
    },
    "the count begins again after 65535": async () => {
      const w = await world();
      w.tree.nodeAt(["Open", "a"])!.verNo = 65_535;
      await w.code("S", command("Replace", "./Open/a", "2"));
      expect(await prop(w, "./Open/a", "VerNo")).toBe("0");
    },
    "TStamp is not replaced": says(405, "S", "Replace", "./Open/a?prop=TStamp", "x"),
    "VerNo is not replaced": says(405, "S", "Replace", "./Open/a?prop=VerNo", "1"),
    "nor on an interior node": says(405, "S", "Replace", "./Open/dir?prop=VerNo", "1"),
    "an interior node has them": async () => {
      const w = await world();
      expect(await prop(w, "./Open/dir", "TStamp")).toMatch(/Z$/);
      expect(await prop(w, "./Open/dir", "VerNo")).toMatch(/^\d+$/);
      expect(await prop(w, "./Open/dir", "Title")).toBe("");
    },
  },
  "tree §4.1#9, #11, §17#20": {
    "an unknown property": says(406, "S", "Get", "./Open/a?prop=Colour"),
    "names are exact": says(406, "S", "Get", "./Open/a?prop=acl"),
    "Replace of an unknown one": says(406, "S", "Replace", "./Open/a?prop=Colour", "red"),
    "of a missing node": says(404, "S", "Get", "./Open/none?prop=ACL"),
    "Replace at a missing node": says(404, "S", "Replace", "./Open/none?prop=Title", "x"),
    "Replace of the ACL of a missing node": says(404, "S", "Replace", "./Open/none?prop=ACL", "Get=*"),
    "no Get right": says(425, "S", "Get", "./Closed/c?prop=Name"),
  },
  "tree §4.1#12": {
    "properties ask no AccessType": async () => {
      const w = await world();
      expect(await prop(w, "./Obj/wo", "Format")).toBe("chr");
      expect(await w.code("S", command("Replace", "./Obj/ro?prop=ACL", "Get=*"))).toBe(200);
    },
  },
  "tree §5.2#1, #2": {
    "one entry hides all that is inherited": async () => {
      const w = await withAcl("./Open/a", "Get=S");
      expect(await w.code("S", command("Replace", "./Open/a", "x"))).toBe(425);
      expect(await w.code("S", command("Get", "./Open/a"))).toBe(200);
      expect(await w.code("T", command("Get", "./Open/a"))).toBe(425);
    },
  },
  "tree §5.3#7": {
    "an interior node's own right counts": async () => {
      const w = await withAcl("./Closed/d", "Replace=S");
      expect(await w.code("S", command("Replace", "./Closed/d?prop=ACL", "Get=S&Replace=S"))).toBe(200);
      expect(w.acl("./Closed/d")).toBe("Get=S&Replace=S");
    },
    "and so does its parent's": says(200, "A", "Replace", "./Closed/d?prop=ACL", "Get=*"),
    "nobody else's": says(425, "S", "Replace", "./Closed/d?prop=ACL", "Get=*"),
  },
  "tree §5.3#8, #11": {
    "a leaf's own right does not": async () => {
      const w = await withAcl("./Closed/c", "Replace=S");
      expect(await w.code("S", command("Replace", "./Closed/c?prop=ACL", "Get=S"))).toBe(425);
      expect(await w.code("A", command("Replace", "./Closed/c", "x"))).toBe(425);
      expect(await w.code("A", command("Replace", "./Closed/c?prop=ACL", "Replace=A"))).toBe(200);
      expect(await w.code("A", command("Replace", "./Closed/c", "x"))).toBe(200);
    },
  },
  "tree §5.3#9, #10, §5.6#1": {
    "the root's own ACL decides": async () => {
      const w = await world();
      expect(await w.code("S", command("Replace", ".?prop=ACL", "Add=*&Get=*"))).toBe(425);
      const owned = await withAcl(".", "Add=*&Get=*&Replace=S");
      expect(await owned.code("S", command("Replace", ".?prop=ACL", "Add=*&Get=S&Replace=S"))).toBe(200);
      expect(await owned.code("S", command("Replace", ".?prop=ACL", "Add=S&Replace=S"))).toBe(405);
      expect(await owned.code("S", command("Replace", ".?prop=ACL", ""))).toBe(405);
      expect(await owned.code("S", command("Replace", ".?prop=ACL", "nonsense"))).toBe(500);
    },
  },
  "tree §5.1#1, #2, §17#2": {
    "what is no ACL changes nothing": async () => {
      const w = await world();
      for (const bad of ["Copy=*", "get=*", "Get", "Get=", "Get=a b", "Get=a&", "&"]) {
        expect(await w.code("S", command("Replace", "./Open?prop=ACL", bad)), bad).toBe(500);
      }
      expect(w.acl("./Open")).toBe(EVERYONE);
    },
    "is written in one order": async () => {
      const w = await world();
      await w.code(
        "S",
        command("Replace", "./Open/dir?prop=ACL", "Replace=b+a&Get=x+*&Exec=e&Replace=c&Delete=d&Add=q"),
      );
      expect(w.acl("./Open/dir")).toBe("Add=q&Delete=d&Exec=e&Get=*&Replace=b+a+c");
    },
  },
  "tree §5.3#4; decisions D3": {
    "Delete asks the target alone, not what is below": async () => {
      const w = await withAcl("./Open/dir/sub", "Get=*");
      expect(await w.code("S", command("Delete", "./Open/dir/sub"))).toBe(425);
      expect(await w.code("S", command("Delete", "./Open/dir"))).toBe(200);
      expect(w.value("./Open/dir/sub/y")).toBeUndefined();
    },
  },
  "tree §5.3#12": {
    "empty inherits again": async () => {
      const w = await withAcl("./Open/a", "Get=T");
      expect(await w.code("S", command("Replace", "./Open/a?prop=ACL", ""))).toBe(200);
      expect(await w.code("S", command("Get", "./Open/a"))).toBe(200);
    },
  },
  "tree §5.5#1, #2, §17#9": {
    "a creator without Replace gets its own": async () => {
      const w = await withAcl("./Open", "Add=*&Get=T");
      expect(await w.code("S", command("Add", "./Open/p/q/r", "v"))).toBe(200);
      expect(w.acl("./Open/p")).toBe("Add=S&Delete=S&Get=T+S&Replace=S");
      expect(w.acl("./Open/p/q")).toBe("");
      expect(await w.code("S", command("Add", "./Open/leaf", "v"))).toBe(200);
      expect(w.acl("./Open/leaf")).toBe("");
    },
    "with Replace it inherits": async () => {
      const w = await world();
      await w.code("S", command("Add", "./Open/p", undefined, NODE));
      expect(w.acl("./Open/p")).toBe("");
    },
  },
});
