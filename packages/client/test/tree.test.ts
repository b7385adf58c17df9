/** The tree on its own interface: tree §5, §6.2, durability decisions D16. */
import { STATUS, type Store, testObject } from "@oma-dm/client";
import { memoryStore } from "@oma-dm/client/node";
import { describe, expect, it } from "vitest";
import { type Actor, mayDo, mayReplaceAcl } from "../src/tree/access.ts";
import { aclAllows, parseAcl, printAcl } from "../src/tree/acl.ts";
import { addNode, deleteNode, getNode, replaceNode, type TreeContext } from "../src/tree/commands.ts";
import { ManagementTree } from "../src/tree/management-tree.ts";
import { interior } from "../src/tree/node-spec.ts";
import { parseUri, printUri } from "../src/tree/uri.ts";

const server = (serverId: string): Actor => ({ kind: "server", serverId });

describe("URIs (tree §2)", () => {
  it.each([
    [".", []],
    ["./", STATUS.notFound],
    ["./A/B", ["A", "B"]],
    ["A/B", ["A", "B"]],
    ["/A", STATUS.notFound],
    ["./A/", STATUS.notFound],
    ["./A//B", STATUS.notFound],
    ["./A/../B", STATUS.notFound],
    ["./A/./B", STATUS.notFound],
    ["./a b", STATUS.notFound],
    ["./a%20b", ["a b"]],
    ["./a%2Fb", STATUS.notFound],
    ["./a%zz", STATUS.notFound],
    ["./a%ff", STATUS.notFound],
    ["./A?x=1", STATUS.notFound],
    ["", STATUS.notFound],
    [`./${"x".repeat(255)}`, ["x".repeat(255)]],
    [`./${"x".repeat(256)}`, STATUS.uriTooLong],
    [`./${"é".repeat(256)}`, STATUS.uriTooLong],
    [`./${Array(21).fill("x").join("/")}`, STATUS.uriTooLong],
    [`./${Array(20).fill("x".repeat(60)).join("/")}`, STATUS.uriTooLong],
  ] as const)("%s", (uri, expected) => {
    const address = parseUri(uri);
    expect(typeof address === "number" ? address : address.path).toEqual(expected);
  });
  it("prints what it reads", () => {
    for (const uri of [".", "./A/B", "./a%20b/%C3%A9", "./x:y@z"]) {
      const address = parseUri(uri);
      expect(typeof address === "number" ? address : printUri(address.path)).toBe(uri);
    }
  });
  it("takes the root of a query with a slash too", () => {
    expect(parseUri("./?list=MORoot")).toEqual({ path: [], list: "MORoot" });
    expect(parseUri("./A?prop=ACL")).toEqual({ path: ["A"], prop: "ACL" });
  });
});

describe("ACLs (tree §5.1)", () => {
  it.each([
    ["", ""],
    ["Get=*", "Get=*"],
    ["Replace=a+b&Add=c", "Add=c&Replace=a+b"],
    ["Get=a+*+b", "Get=*"],
    ["Get=a&Get=b", "Get=a+b"],
  ])("reads %s as %s", (text, printed) => expect(printAcl(parseAcl(text)!)).toBe(printed));
  it.each(["Copy=*", "get=*", "Get", "Get=", "Get=a b", "Get=a&", "&"])("refuses %s", (text) => {
    expect(parseAcl(text)).toBeUndefined();
  });
  it("lets nobody in whom it does not name", () => {
    expect(aclAllows(parseAcl("Get=a")!, "Get", "b")).toBe(false);
    expect(aclAllows(parseAcl("Get=a")!, "Replace", "a")).toBe(false);
  });
});

/** The worked example of tree §5.8. */
async function example(): Promise<ManagementTree> {
  const tree = await ManagementTree.load(memoryStore());
  const open = { open: true, scope: "Permanent" } as const;
  tree.mount(interior("Ops", ["Add", "Get"], [], { ...open, acl: "Get=S3&Replace=S3" }));
  tree.mount(interior("Net", ["Add", "Get"], [], { ...open, acl: "Get=S1&Replace=S1" }));
  const context: TreeContext = { tree, transaction: tree.begin(), actor: { kind: "device" } };
  for (const path of [
    ["Ops", "A"],
    ["Net", "X"],
    ["Net", "Y"],
  ])
    addNode(context, { path }, { data: "v" });
  replaceNode(context, { path: ["Ops", "A"], prop: "ACL" }, { data: "Get=*" });
  replaceNode(context, { path: ["Net", "Y"], prop: "ACL" }, { data: "Get=S2&Replace=S2&Delete=S2" });
  context.transaction.commit();
  return tree;
}

describe("rights (tree §5.2, §5.3)", () => {
  it.each([
    ["S1", "Get", ["Net", "X"], true],
    ["S1", "Replace", ["Net", "X"], true],
    ["S1", "Get", ["Net", "Y"], false],
    ["S2", "Replace", ["Net", "Y"], true],
    ["S3", "Replace", ["Ops", "A"], false],
    ["S9", "Get", ["Ops", "A"], true],
    ["S9", "Add", ["Ops"], false],
    ["S9", "Add", [], true],
  ] as const)("%s %s %j: %s", async (id, command, path, allowed) => {
    const tree = await example();
    expect(mayDo(server(id), command, tree.find(path)!)).toBe(allowed);
  });
  it("lets a leaf's owner not change its ACL, its parent's owner always", async () => {
    const tree = await example();
    expect(mayReplaceAcl(server("S2"), tree.find(["Net", "Y"])!)).toBe(false);
    expect(mayReplaceAcl(server("S1"), tree.find(["Net", "Y"])!)).toBe(true);
    expect(mayReplaceAcl(server("S3"), tree.find(["Ops", "A"])!)).toBe(true);
    expect(mayReplaceAcl(server("S3"), tree.find(["Ops"])!)).toBe(true);
  });
  it("gives the creator of an interior node its rights where it has none", async () => {
    const tree = await ManagementTree.load(memoryStore());
    tree.mount(interior("Open", ["Add", "Get"], [], { open: true, scope: "Permanent", acl: "Add=*&Get=*" }));
    const context: TreeContext = { tree, transaction: tree.begin(), actor: server("S") };
    expect(addNode(context, { path: ["Open", "n"] }, { format: "node" })).toBe(200);
    expect(addNode(context, { path: ["Open", "leaf"] }, { data: "x" })).toBe(200);
    expect(tree.find(["Open", "n"])?.acl).toBe("Add=S&Delete=S&Get=*&Replace=S");
    expect(tree.find(["Open", "leaf"])?.acl).toBe("");
    expect(replaceNode(context, { path: ["Open", "leaf"] }, { data: "y" })).toBe(STATUS.permissionDenied);
  });
  it("keeps Add for everyone at the root", async () => {
    const tree = await ManagementTree.load(memoryStore());
    const context: TreeContext = { tree, transaction: tree.begin(), actor: { kind: "device" } };
    const write = (data: string) => replaceNode(context, { path: [], prop: "ACL" }, { data });
    expect(write("Add=S&Get=*")).toBe(STATUS.commandNotAllowed);
    expect(write("nonsense")).toBe(STATUS.commandFailed);
    expect(write("Add=*&Get=*&Replace=S")).toBe(200);
  });
});

describe("transactions", () => {
  it("undo values, names, ACLs and subtrees, in order", async () => {
    const tree = await ManagementTree.load(memoryStore());
    tree.mount(testObject().spec);
    const device: Actor = { kind: "device" };
    const setup: TreeContext = { tree, transaction: tree.begin(), actor: device };
    addNode(setup, { path: ["Test", "dyn", "a", "b"] }, { data: "1" });
    addNode(setup, { path: ["Test", "dyn", "c"] }, { data: "2" });
    setup.transaction.commit();
    const before = JSON.stringify(
      tree.takeChanges().map(({ key, value }) => [key, value && Buffer.from(value).toString()]),
    );
    await tree.flush();
    const context: TreeContext = { tree, transaction: tree.begin(), actor: device };
    expect(replaceNode(context, { path: ["Test", "dyn", "a", "b"] }, { data: "9" })).toBe(200);
    expect(replaceNode(context, { path: ["Test", "dyn", "a"], prop: "Name" }, { data: "z" })).toBe(200);
    expect(replaceNode(context, { path: ["Test", "dyn", "z"], prop: "ACL" }, { data: "Get=S" })).toBe(200);
    expect(deleteNode(context, { path: ["Test", "dyn", "z"] })).toBe(200);
    expect(addNode(context, { path: ["Test", "dyn", "a"] }, { data: "new" })).toBe(200);
    context.transaction.rollBack();
    expect([...tree.find(["Test", "dyn"])!.children!.keys()]).toEqual(["a", "c"]);
    const [b] = [getNode(context, { path: ["Test", "dyn", "a", "b"] })];
    expect(b).toMatchObject({ data: "1" });
    expect(tree.find(["Test", "dyn", "a"])?.acl).toBe("");
    const touched = JSON.parse(before) as [string, string][];
    for (const { key, value } of tree.takeChanges()) {
      const known = touched.find(([name]) => name === key);
      expect(value && Buffer.from(value).toString()).toBe(known?.[1] ?? null);
    }
  });
});

describe("durability (decisions D16)", () => {
  it("comes back as it was left, bytes, ACLs and odd names included", async () => {
    const store = memoryStore();
    const tree = await ManagementTree.load(store);
    tree.mount(testObject().spec);
    const context: TreeContext = { tree, transaction: tree.begin(), actor: { kind: "device" } };
    addNode(
      context,
      { path: ["Test", "dyn", "a b/é".replace("/", "-")] },
      { format: "bin", data: Uint8Array.of(0, 255) },
    );
    replaceNode(context, { path: ["Test", "dyn"], prop: "ACL" }, { data: "Get=*&Add=S" });
    context.transaction.commit();
    await tree.flush();
    const again = await ManagementTree.load(store);
    expect(again.find(["Test", "dyn", "a b-é"])?.value).toEqual(Uint8Array.of(0, 255));
    expect(again.find(["Test", "dyn"])?.acl).toBe("Add=S&Get=*");
    expect(again.takeChanges()).toEqual([]);
  });
  it("forgets nothing when the store fails", async () => {
    const inner = memoryStore();
    let failing = true;
    const store: Store = {
      ...inner,
      commit: (changes) => (failing ? Promise.reject(new Error("full")) : inner.commit(changes)),
      entries: (prefix) => inner.entries(prefix),
      close: () => inner.close(),
    };
    const tree = await ManagementTree.load(store);
    tree.mount(testObject().spec);
    await expect(tree.flush()).rejects.toThrow("full");
    failing = false;
    await tree.flush();
    expect((await ManagementTree.load(store)).find(["Test", "int"])?.value).toBe("0");
  });
});
