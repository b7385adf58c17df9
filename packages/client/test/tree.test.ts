/** What the tree is made of: URIs, ACL text, transactions, and what comes back from the store. */
import { STATUS, StateError, type Store, testObject } from "@oma-dm/client";
import { memoryStore } from "@oma-dm/client/node";
import { describe, expect, it } from "vitest";
import { type Actor, mayDo, mayReplaceAcl } from "../src/tree/access.ts";
import { aclAllows, parseAcl, printAcl } from "../src/tree/acl.ts";
import { addNode, deleteNode, replaceNode, type TreeContext } from "../src/tree/commands.ts";
import { ManagementTree } from "../src/tree/management-tree.ts";
import { interior } from "../src/tree/node-spec.ts";
import type { Transaction } from "../src/tree/transaction.ts";
import { knownAddress, parseUri, printUri } from "../src/tree/uri.ts";

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
    expect(parseUri("./?prop=ACL")).toBe(STATUS.notFound);
    expect(parseUri("./A?prop=ACL")).toEqual({ path: ["A"], prop: "ACL" });
  });
});

describe("URIs that were asked for before", () => {
  it("are the same address, and held to the limits of the day", () => {
    const long = `./Known/${"x".repeat(40)}`;
    const limits = { maxDepth: 3, maxTotLen: 60, maxSegLen: 50 };
    const first = parseUri(long, limits);
    expect(first).toEqual({ path: ["Known", "x".repeat(40)] });
    expect(parseUri(long, limits)).toBe(first);
    for (const limit of ["maxDepth", "maxTotLen", "maxSegLen"] as const) {
      expect(parseUri(long, { ...limits, [limit]: 1 })).toBe(STATUS.uriTooLong);
    }
    const query = "./Known?list=Struct";
    for (let i = 0; i < 2; i++) expect(parseUri(query, { ...limits, maxTotLen: 7 })).toMatchObject({ list: "Struct" });
    expect(parseUri(query, { ...limits, maxTotLen: 6 })).toBe(STATUS.uriTooLong);
  });
  it("may be forgotten, however many there are", () => {
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 2_000; i++) expect(parseUri(`./Many/${i}`)).toEqual({ path: ["Many", String(i)] });
    }
  });
  it("are never those that name an object, which may be elsewhere by now (tree §8.1)", () => {
    expect(parseUri("./MOID=x/y")).toEqual({ path: ["MOID=x", "y"] });
    expect(knownAddress("./MOID=x/y")).toBeUndefined();
    expect(parseUri("./Known/y")).toBe(knownAddress("./Known/y"));
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

/** Changes as the device makes them; what `work` says decides whether they stand. */
async function change(tree: ManagementTree, work: (context: TreeContext) => void, stands = true): Promise<void> {
  await tree.transact((transaction) => {
    work({ tree, transaction, actor: { kind: "device" } });
    if (stands) transaction.commit();
  });
}

/** The worked example of tree §5.8. */
async function example(): Promise<ManagementTree> {
  const tree = await ManagementTree.load(memoryStore());
  const open = { open: true, scope: "Permanent" } as const;
  tree.mount(interior("Ops", ["Add", "Get"], [], { ...open, acl: "Get=S3&Replace=S3" }));
  tree.mount(interior("Net", ["Add", "Get"], [], { ...open, acl: "Get=S1&Replace=S1" }));
  await change(tree, (context) => {
    for (const path of [
      ["Ops", "A"],
      ["Net", "X"],
      ["Net", "Y"],
    ])
      addNode(context, { path }, { data: "v" });
    replaceNode(context, { path: ["Ops", "A"], prop: "ACL" }, { data: "Get=*" });
    replaceNode(context, { path: ["Net", "Y"], prop: "ACL" }, { data: "Get=S2&Replace=S2&Delete=S2" });
  });
  return tree;
}

describe("rights (tree §5.2#1, #2, §5.3#7, #8, §5.8#1, #2)", () => {
  it.each([
    ["S1", "Get", ["Net", "X"], true],
    ["S1", "Replace", ["Net", "X"], true],
    ["S1", "Get", ["Net", "Y"], false],
    ["S2", "Replace", ["Net", "Y"], true],
    ["S3", "Replace", ["Ops", "A"], false],
    ["S9", "Get", ["Ops", "A"], true],
    ["S9", "Add", ["Ops"], false],
    ["S9", "Add", ["Net"], false],
    ["S9", "Add", [], true],
    ["S3", "Delete", ["Ops", "A"], false],
    ["S1", "Replace", ["Net", "Y"], false],
  ] as const)("%s %s %j: %s", async (id, command, path, allowed) => {
    const tree = await example();
    expect(mayDo(server(id), command, tree.nodeAt(path)!)).toBe(allowed);
  });
  it("lets a leaf's owner not change its ACL, its parent's owner always", async () => {
    const tree = await example();
    expect(mayReplaceAcl(server("S2"), tree.nodeAt(["Net", "Y"])!)).toBe(false);
    expect(mayReplaceAcl(server("S1"), tree.nodeAt(["Net", "Y"])!)).toBe(true);
    expect(mayReplaceAcl(server("S3"), tree.nodeAt(["Ops", "A"])!)).toBe(true);
    expect(mayReplaceAcl(server("S3"), tree.nodeAt(["Ops"])!)).toBe(true);
  });
});

/** Every entry of a store, as text. */
async function dump(store: Store): Promise<Readonly<Record<string, string>>> {
  const entries = await store.entries("");
  return Object.fromEntries(entries.map(([key, value]) => [key, new TextDecoder().decode(value)]));
}

describe("transactions", () => {
  it("undo values, names, ACLs, titles and subtrees, counts and times included", async () => {
    let now = 1_000;
    const store = memoryStore();
    const tree = await ManagementTree.load(store, { now: () => (now += 1_000) });
    tree.mount(testObject().spec);
    await change(tree, (context) => {
      addNode(context, { path: ["Test", "dyn", "a", "b"] }, { data: "1" });
      addNode(context, { path: ["Test", "dyn", "c"] }, { data: "2" });
    });
    await tree.flush();
    const before = await dump(store);
    const size = tree.size;
    await change(
      tree,
      (context) => {
        expect(replaceNode(context, { path: ["Test", "dyn", "a", "b"] }, { data: "9" }).status).toBe(200);
        expect(replaceNode(context, { path: ["Test", "dyn", "a"], prop: "Name" }, { data: "z" }).status).toBe(200);
        expect(replaceNode(context, { path: ["Test", "dyn", "z"], prop: "ACL" }, { data: "Get=S" }).status).toBe(200);
        expect(replaceNode(context, { path: ["Test", "dyn", "z"], prop: "Title" }, { data: "t" }).status).toBe(200);
        expect(deleteNode(context, { path: ["Test", "dyn", "z"] }).status).toBe(200);
        expect(addNode(context, { path: ["Test", "dyn", "a"] }, { data: "new" }).status).toBe(200);
      },
      false,
    );
    await tree.flush();
    expect(await dump(store)).toEqual(before);
    expect(tree.size).toBe(size);
  });
  it("that only read are refused a change, which is undone", async () => {
    const tree = await ManagementTree.load(memoryStore());
    tree.mount(testObject().spec);
    const path = ["Test", "int"];
    const write = (transaction: Transaction): void => {
      replaceNode({ tree, transaction, actor: { kind: "device" } }, { path }, { data: "7" });
    };
    const message = "what only reads has changed the tree";
    expect(() => tree.read(write)).toThrow(message);
    const later = async (transaction: Transaction): Promise<void> => {
      await undefined;
      write(transaction);
    };
    await expect(tree.read(later)).rejects.toThrow(message);
    const failing = (transaction: Transaction): void => {
      write(transaction);
      throw new Error("no more");
    };
    expect(() => tree.read(failing)).toThrow(message);
    expect(tree.find(path)?.value).toBe("0");
    expect(tree.read(() => tree.find(path)?.value)).toBe("0");
  });
  it("run one after the other, flushes included", async () => {
    const store = memoryStore();
    const tree = await ManagementTree.load(store);
    tree.mount(testObject().spec);
    let go = (): void => {};
    const waiting = tree.transact(async (transaction) => {
      addNode({ tree, transaction, actor: { kind: "device" } }, { path: ["Test", "dyn", "half"] }, { data: "1" });
      await new Promise<void>((resolve) => {
        go = resolve;
      });
    });
    const flushed = tree.flush();
    await new Promise((resolve) => setImmediate(resolve));
    expect(Object.keys(await dump(store))).toEqual([]);
    go();
    await Promise.all([waiting, flushed]);
    expect(Object.keys(await dump(store))).not.toContain("node:./Test/dyn/half");
    expect(Object.keys(await dump(store))).toContain("node:./Test/dyn");
  });
});

describe("durability (decisions D16)", () => {
  it("comes back as it was left, bytes, ACLs, titles and odd names included", async () => {
    const store = memoryStore();
    const tree = await ManagementTree.load(store, { now: () => 5_000 });
    tree.mount(testObject().spec);
    await change(tree, (context) => {
      addNode(context, { path: ["Test", "dyn", "a b-é"] }, { format: "bin", data: Uint8Array.of(0, 255) });
      replaceNode(context, { path: ["Test", "dyn"], prop: "ACL" }, { data: "Get=*&Add=S" });
      replaceNode(context, { path: ["Test", "dyn"], prop: "Title" }, { data: "T" });
    });
    await tree.flush();
    const again = await ManagementTree.load(store);
    expect(again.find(["Test", "dyn", "a b-é"])?.value).toEqual(Uint8Array.of(0, 255));
    expect(again.nodeAt(["Test", "dyn"])).toMatchObject({ acl: "Add=S&Get=*", title: "T", verNo: 2, changed: 5 });
    expect(again.size).toBe(tree.size);
    const before = await dump(store);
    await again.flush();
    expect(await dump(store)).toEqual(before);
  });
  it("knows a node by its name of the day", async () => {
    const store = memoryStore();
    const tree = await ManagementTree.load(store);
    tree.mount(testObject().spec);
    const leaf = (name: string): readonly string[] => ["Test", "dyn", name, "b"];
    const set = (name: string, data: string) =>
      change(tree, (context) => void replaceNode(context, { path: leaf(name) }, { data }));
    const rename = (from: string, to: string, stands: boolean) =>
      change(
        tree,
        (context) => void replaceNode(context, { path: ["Test", "dyn", from], prop: "Name" }, { data: to }),
        stands,
      );
    await change(tree, (context) => void addNode(context, { path: leaf("a") }, { data: "1" }));
    await tree.flush();
    for (const [step, name] of [
      [() => set("a", "2"), "a"],
      [() => rename("a", "z", false), "a"],
      [() => set("a", "3"), "a"],
      [() => rename("a", "z", true), "z"],
      [() => set("z", "4"), "z"],
      [() => rename("z", "a", true), "a"],
      [() => set("a", "5"), "a"],
    ] as const) {
      await step();
      await tree.flush();
      const again = await ManagementTree.load(store);
      expect(again.find(leaf(name))?.value).toBe(tree.find(leaf(name))?.value);
      expect(again.size).toBe(tree.size);
    }
  });
  it("waits for whatever a store gives to wait for", async () => {
    let finish = (): void => undefined;
    const slow: PromiseLike<void> = {
      // biome-ignore lint/suspicious/noThenProperty: what is no Promise and can be waited for has one
      then: (done, failed) => new Promise<void>((resolve) => (finish = resolve)).then(done, failed),
    };
    const inner = memoryStore();
    const tree = await ManagementTree.load({
      entries: (prefix) => inner.entries(prefix),
      commit: () => slow as Promise<void>,
      close: () => inner.close(),
    });
    let isDone = false;
    const flushed = Promise.resolve(tree.flush()).then(() => {
      isDone = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isDone).toBe(false);
    finish();
    await flushed;
    expect(isDone).toBe(true);
  });
  it.each([
    ["later", () => Promise.reject(new Error("full"))],
    [
      "at once",
      () => {
        throw new Error("full");
      },
    ],
  ])("forgets nothing when the store fails %s", async (_when, fail) => {
    const inner = memoryStore();
    let failing = true;
    const store: Store = {
      ...inner,
      commit: (changes) => (failing ? fail() : inner.commit(changes)),
      entries: (prefix) => inner.entries(prefix),
      close: () => inner.close(),
    };
    const tree = await ManagementTree.load(store);
    tree.mount(testObject().spec);
    await expect((async () => tree.flush())()).rejects.toThrow("full");
    failing = false;
    await tree.flush();
    expect((await ManagementTree.load(store)).find(["Test", "int"])?.value).toBe("0");
  });
  it.each([
    ["newer", "tree-format", "3"],
    ["damaged", "tree-format", "x"],
    ["damaged", "node:./Test/int", "{"],
    ["damaged", "node:./Test/int", "null"],
    ["damaged", "node:./Test/int", '{"format":"what","type":""}'],
    ["damaged", "node:./Test/int", '{"format":"bin","type":"","bytes":"?"}'],
    ["damaged", "node:./Test/int", '["bin","","?"]'],
    ["damaged", "node:./Test/int", '["what",""]'],
    ["damaged", "node:./Test/int", '["chr",7]'],
    ["damaged", "node:./Test/int", '["chr","","",5]'],
    ["damaged", "node:./Test/int", '["chr","","","","","one"]'],
    ["damaged", "node:./Test/int", "[]"],
    ["damaged", "node:./Test/int", '{"format":"chr","type":"","value":5}'],
    ["damaged", "node:./Nowhere/int", '{"format":"chr","type":""}'],
    ["damaged", "node:.//int", '{"format":"chr","type":""}'],
    ["damaged", "node:.", '["node",""]'],
    ["damaged", "node:x", '["node",""]'],
    ["damaged", "node:x/y", '["node",""]'],
    ["damaged", "node:./a%zz", '["node",""]'],
  ] as const)("refuses what is %s and writes nothing: %s %s", async (code, key, text) => {
    const store = memoryStore();
    const tree = await ManagementTree.load(store);
    tree.mount(testObject().spec);
    await tree.flush();
    await store.commit([{ key, value: new TextEncoder().encode(text) }]);
    const before = await dump(store);
    const error = await ManagementTree.load(store).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StateError);
    expect((error as StateError).code).toBe(code);
    expect(await dump(store)).toEqual(before);
  });
});
