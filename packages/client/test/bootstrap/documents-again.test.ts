/** What a document makes beside an account, and what becomes of an account that comes again. */
import { interior, type Store } from "@oma-dm/client";
import { decodeMessage, encodeMessage } from "@oma-dm/codec/syncml";
import type { TndsNode } from "@oma-dm/codec/tnds";
import { accountTree, bootstrapDocument } from "@oma-dm/lab";
import { describe, expect, it } from "vitest";
import { ACCOUNT, bench, codeOf, contents, DEVICE } from "./device.ts";

const { syncHdr } = decodeMessage(bootstrapDocument(ACCOUNT)).message;
const FILE = { allowUnsigned: true } as const;

function message(...commands: readonly object[]): Uint8Array {
  const numbered = commands.map((command, index) => ({ cmdId: String(index + 1), ...command }));
  return encodeMessage({ syncHdr, syncBody: { commands: numbered, final: true } } as never, "wbxml");
}
function leaf(nodeName: string, value: string): TndsNode {
  return { nodeName, rtProperties: { format: "chr", type: { mime: ["text/plain"] } }, value };
}
function root(nodeName: string, ddfName: string, ...nodes: readonly TndsNode[]): TndsNode {
  return { nodeName, rtProperties: { format: "node", type: { ddfName } }, nodes };
}
function account(serverId: string, more: readonly TndsNode[] = [], nodeName = "Account"): TndsNode {
  const [made] = accountTree({ ...ACCOUNT, serverId, nodeName }).nodes;
  return { ...made!, nodes: [...(made!.nodes ?? []), ...more] };
}
const toInbox = (...nodes: readonly TndsNode[]) => ({
  cmd: "Add",
  items: [{ target: { locUri: "./Inbox" }, data: { verDtd: "1.2", nodes } }],
});
/** As the store has it: the tree never shows it. */
const nonceIn = async (store: Store): Promise<string> => {
  const key = "node:./DMAcc/Account/AppAuth/1/AAuthData";
  const bytes = (await store.entries(key))[0]![1];
  return Buffer.from((JSON.parse(Buffer.from(bytes).toString()) as string[])[2]!, "base64").toString("latin1");
};
const nap = (name: string, ...more: readonly TndsNode[]) =>
  root(name, "urn:oma:mo:oma-connmo-nap:1.0", leaf("NAPID", name), leaf("Addr", "iot.example"), ...more);

describe("objects of a document", () => {
  it("stand where their kind lives, and what refers to them follows (bootstrap-push §7.2#6, §7.3#4–#6, R104)", async () => {
    const { client, store } = await bench();
    const first = message(toInbox(nap("Internet"), account("one", [leaf("PrefConRef", "./Inbox/Internet")])));
    expect(await client.bootstrap(first, FILE)).toEqual({
      accounts: ["one"],
      created: ["./NAP/Internet", "./DMAcc/Account"],
    });
    expect((await client.tree.get("./DMAcc/Account/PrefConRef")).value).toBe("./NAP/Internet");
    // The second document's access point has the name of the first one's.
    const proxy = root("Proxy", "urn:oma:mo:oma-connmo-proxy:1.0", leaf("ProxyId", "p"), leaf("Addr", "192.0.2.8"));
    const ref = { nodeName: "ToConRef", rtProperties: { format: "node", type: {} }, nodes: [] } as const;
    const refs = { ...ref, nodes: [{ ...ref, nodeName: "1", nodes: [leaf("ConRef", "./Inbox/Internet")] }] };
    const second = message(
      toInbox(account("two", [leaf("PrefConRef", "./Inbox/Proxy"), refs]), nap("Internet"), proxy),
    );
    const outcome = await client.bootstrap(second, FILE);
    expect(outcome.created).toEqual(["./DMAcc/Account_1", "./NAP/Internet_1", "./Proxy/Proxy"]);
    expect((await client.tree.get("./DMAcc/Account_1/PrefConRef")).value).toBe("./Proxy/Proxy");
    expect((await client.tree.get("./DMAcc/Account_1/ToConRef/1/ConRef")).value).toBe("./NAP/Internet_1");
    expect(await contents(store)).not.toContain("Inbox/");
  });
  it("keep their parameters, and their secrets unseen", async () => {
    const { client } = await bench();
    const auth = { nodeName: "AuthInfo", rtProperties: { format: "node", type: {} } } as const;
    const node = nap("N", { ...auth, nodes: [leaf("AuthType", "PAP"), leaf("AuthSecret", "hidden-3")] });
    await client.bootstrap(message(toInbox(node, account("one"))), FILE);
    expect(JSON.stringify(await client.tree.export("."))).toContain("iot.example");
    expect(JSON.stringify(await client.tree.export("."))).not.toContain("hidden-3");
  });
  it("of a kind nobody takes, and older versions, are left out (bootstrap-push §7.3#7)", async () => {
    const { client } = await bench();
    const odd = root("Odd", "urn:oma:mo:x-none:1.0", leaf("a", "b"));
    const old = {
      ...account("one", [], "Old"),
      rtProperties: { format: "node", type: { ddfName: "org.openmobilealliance/1.0/w7" } },
    } as TndsNode;
    const outcome = await client.bootstrap(message(toInbox(odd, old, account("one"))), FILE);
    expect(outcome).toEqual({ accounts: ["one"], created: ["./DMAcc/Account"] });
  });
  it("may be several accounts, all of them due for a first session (bootstrap-push §7.3#10, #11)", async () => {
    const { client, store, clock } = await bench();
    await client.bootstrap(message(toInbox(account("one", [], "A")), toInbox(account("two", [], "B"))), FILE);
    expect(client.accounts()).toEqual(["one", "two"]);
    expect(await client.due()).toEqual(["one", "two"]);
    await client.close();
    const again = await bench({}, { store, clock });
    expect(await again.client.due()).toEqual(["one", "two"]);
    expect(again.client.accounts()).toEqual(["one", "two"]);
  });
  it("stand or fall together: one that cannot be leaves every byte as it was (bootstrap-push §7.3#9, §A#15)", async () => {
    const { client, store } = await bench();
    await client.bootstrap(message(toInbox(nap("N"), account("one"))), FILE);
    const before = await contents(store);
    const tree = JSON.stringify(await client.tree.export("."));
    const incomplete = root("Half", "urn:oma:mo:oma-dm-dmacc:1.1", leaf("ServerID", "half"));
    const bad: readonly (readonly [Uint8Array, string])[] = [
      [message(toInbox(nap("M"), account("two"), incomplete)), "refused"],
      [message(toInbox(account("two"), { ...account("three"), nodes: [leaf("NotInDMAcc", "v")] })), "refused"],
      [message(toInbox(account("two", [], "A"), account("two", [], "B"))), "refused"],
      [message(toInbox(nap("M"))), "no-account"],
      [message({ cmd: "Get", items: [{ target: { locUri: "./DevInfo" } }] }), "nothing-to-apply"],
    ];
    for (const [document, code] of bad) expect(await codeOf(client.bootstrap(document, FILE))).toBe(code);
    // Hostile: every byte of a good document turned round, one at a time.
    const good = message(toInbox(account("two")));
    let refused = 0;
    for (let at = 0; at < good.length; at++) {
      const document = good.slice();
      document[at]! ^= 0xff;
      if ((await codeOf(client.bootstrap(document, { ...FILE, check: true }))) !== "done") refused++;
      expect(await contents(store)).toBe(before);
    }
    expect(refused).toBeGreaterThan(good.length / 4);
    expect(JSON.stringify(await client.tree.export("."))).toBe(tree);
  });
});

describe("single nodes (bootstrap-push §7.2#3, §7.3#3, §A#14)", () => {
  const node = { meta: { format: "node" } };
  const at = (locUri: string, data?: string) => ({ target: { locUri }, ...(data === undefined ? node : { data }) });
  const account = [
    at("./DMAcc"),
    at("./DMAcc/op"),
    at("./DMAcc/op/ServerID", "op"),
    at("./DMAcc/op/AppAddr/1/Addr", "https://op.example/dm"),
  ];
  it("make an account below its root, in Sequence and Atomic too", async () => {
    const { client } = await bench();
    const sequence = { cmd: "Sequence", commands: [{ cmd: "Add", cmdId: "8", items: account.slice(2) }] };
    const atomic = { cmd: "Atomic", commands: [{ cmd: "Add", cmdId: "9", items: account.slice(0, 2) }] };
    expect(await client.bootstrap(message(atomic, sequence), FILE)).toEqual({
      accounts: ["op"],
      created: ["./DMAcc/op"],
    });
    expect((await client.tree.get("./DMAcc/op", "ACL")).value).toBe("Add=op&Delete=op&Get=op&Replace=op");
    const replace = { cmd: "Replace", items: [at("./DMAcc/op/AppAddr/1/Addr", "https://new.example/")] };
    const rights = { cmd: "Replace", items: [at("./DMAcc/op?prop=ACL", "Get=*")] };
    await client.bootstrap(message(replace, rights), FILE);
    expect((await client.tree.get("./DMAcc/op/AppAddr/1/Addr")).value).toBe("https://new.example/");
    expect((await client.tree.get("./DMAcc/op", "ACL")).value).toBe("Add=op&Delete=op&Get=op&Replace=op");
    const second = account.map(({ target: { locUri }, ...rest }) => ({
      target: { locUri: locUri.replace("op", "of") },
      ...rest,
    }));
    const gone = { cmd: "Delete", items: [at("./DMAcc/op"), at("./DMAcc/never")] };
    await client.bootstrap(message(gone, { cmd: "Add", items: second }), FILE);
    expect((await client.tree.get("./DMAcc")).children).toEqual(["of"]);
  });
  it("reach nothing else, unless the device maker opened it", async () => {
    const outside = { cmd: "Add", items: [at("./Elsewhere/x", "v"), at("./DevInfo/Lang", "de"), ...account] };
    const closed = await bench();
    await closed.client.bootstrap(message(outside), FILE);
    await expect(closed.client.tree.get("./Elsewhere")).rejects.toThrow(/does not exist/);
    const open = await bench({ roots: ["Elsewhere"] });
    open.client.mount({ spec: interior("Elsewhere", ["Get"], [], { open: true }) });
    await open.client.bootstrap(message(outside), FILE);
    expect((await open.client.tree.get("./Elsewhere/x")).value).toBe("v");
  });
  it("for another device are refused, unless the device maker does not look (bootstrap-push §7.2#2)", async () => {
    const other = bootstrapDocument({ ...ACCOUNT, deviceId: "IMEI:1" });
    expect(await codeOf((await bench()).client.bootstrap(other, FILE))).toBe("misdirected");
    expect(await codeOf((await bench({ anyTarget: true })).client.bootstrap(other, FILE))).toBe("done");
    const hdr = { ...syncHdr, verProto: "DM/1.3", sessionId: "7", msgId: "9", target: { locUri: "any name" } };
    const commands = [{ cmdId: "4", ...toInbox((accountTree(ACCOUNT).nodes as [TndsNode])[0]) }];
    const free = encodeMessage({ syncHdr: hdr, syncBody: { commands } } as never, "wbxml");
    expect(await codeOf((await bench()).client.bootstrap(free, FILE))).toBe("done");
  });
});

describe("an account", () => {
  const withData = (format: string, value: string | Uint8Array): TndsNode => {
    const [made] = accountTree(ACCOUNT).nodes as [TndsNode];
    const change = (node: TndsNode): TndsNode =>
      node.nodeName === "AAuthData"
        ? ({ ...node, rtProperties: { ...node.rtProperties, format }, value } as TndsNode)
        : { ...node, ...(node.nodes && { nodes: node.nodes.map(change) }) };
    return change(made);
  };
  it.each([
    ["bin", "AAEC", "\0\x01\x02"],
    ["bin", Uint8Array.of(0, 1, 2), "\0\x01\x02"],
    ["b64", "AAEC", "\0\x01\x02"],
    ["chr", "AAEC", "\0\x01\x02"],
    ["chr", "nonce!", "nonce!"],
  ] as const)(
    "takes AAuthData of Format %s for octets, and never shows them (bootstrap-push §7.3#14)",
    async (format, value, octets) => {
      const { client, store } = await bench();
      await client.bootstrap(message(toInbox(withData(format, value))), FILE);
      expect(await nonceIn(store)).toBe(octets);
      await expect(client.tree.get("./DMAcc/Account/AppAuth/1/AAuthData")).rejects.toThrow(/write-only/);
      await expect(client.tree.get("./DMAcc/Account/AppAuth/1/AAuthSecret")).rejects.toThrow(/write-only/);
    },
  );
  it("has the rights its document gives, and its server no others (bootstrap-push §7.3#8, #13)", async () => {
    const { client } = await bench();
    const other = {
      ...account("one", [], "A"),
      rtProperties: { ...account("one").rtProperties, acl: "Get=*" },
    } as TndsNode;
    // The header names somebody else: that one gains nothing.
    const hdr = { ...syncHdr, source: { locUri: "https://somebody-else.example" } };
    const commands = [{ cmdId: "1", ...toInbox(other, account("two", [], "B")) }];
    const bytes = encodeMessage({ syncHdr: hdr, syncBody: { commands, final: true } } as never, "wbxml");
    expect((await client.bootstrap(bytes, FILE)).accounts).toEqual(["one", "two"]);
    expect((await client.tree.get("./DMAcc/A", "ACL")).value).toBe("Get=*");
    expect((await client.tree.get("./DMAcc/B", "ACL")).value).toBe("Add=two&Delete=two&Get=two&Replace=two");
    expect(JSON.stringify(await client.tree.export("."))).not.toContain("somebody-else");
  });
});

describe("an account that comes again", () => {
  it("in the same document keeps the nonces of the last session; in another one begins anew (bootstrap-push §7.3#11, §A#8)", async () => {
    const { client, store } = await bench();
    const document = bootstrapDocument(ACCOUNT);
    await client.bootstrap(document, FILE);
    expect(await nonceIn(store)).toBe("\0\x01\x02");
    await client.tree.set("./DMAcc/Account/AppAuth/1/AAuthData", Buffer.from("evolved").toString("base64"));
    const evolved = await nonceIn(store);
    expect(evolved).not.toBe("\0\x01\x02");
    await store.commit([{ key: "auth-type:com.example.dm", value: new TextEncoder().encode("syncml:auth-md5") }]);
    await client.tree.set("./DMAcc/Account/AppAddr/1/Addr", "https://elsewhere.example/");
    await client.bootstrap(document, FILE);
    expect(await nonceIn(store)).toBe(evolved);
    expect((await client.tree.get("./DMAcc/Account/AppAddr/1/Addr")).value).toBe(ACCOUNT.url);
    expect(await contents(store)).toContain("auth-type:");
    await client.bootstrap(bootstrapDocument({ ...ACCOUNT, displayName: "renewed" }), FILE);
    expect(await nonceIn(store)).toBe("\0\x01\x02");
    expect(await contents(store)).not.toContain("auth-type:");
    expect(client.accounts()).toEqual([ACCOUNT.serverId]);
  });
  it("remembers where it came from (bootstrap-push §7.3#12)", async () => {
    const { client, store } = await bench();
    await client.bootstrap(bootstrapDocument(ACCOUNT), { source: "factory" });
    const [[key, bytes] = []] = await store.entries("bootstrap:origin:");
    expect(key).toBe("bootstrap:origin:com.example.dm");
    expect(JSON.parse(Buffer.from(bytes!).toString())).toMatchObject({
      source: "factory",
      created: ["./DMAcc/Account"],
    });
    expect(Buffer.from(bytes!).toString()).not.toMatch(/pass-/);
  });
  it("says so to whoever listens, and to nobody else: nothing is sent (bootstrap-push §7.3#2)", async () => {
    const requests: string[] = [];
    const { client, events } = await bench({}, { exchange: (url) => requests.push(url) });
    await client.bootstrap(bootstrapDocument(ACCOUNT), FILE);
    await codeOf(client.bootstrap(bootstrapDocument({ ...ACCOUNT, deviceId: "IMEI:1" }), FILE));
    expect(requests).toEqual([]);
    expect(events).toEqual([{ type: "bootstrapped", accounts: [ACCOUNT.serverId] }]);
    expect(DEVICE.devId).toBe(ACCOUNT.deviceId);
  });
});
