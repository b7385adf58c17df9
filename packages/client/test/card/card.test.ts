/** From the card's files to accounts, with cards in memory. */
import { type BootstrapPolicy, CardError, DeviceClient, type DeviceEvent } from "@oma-dm/client";
import { memoryStore, pcscCardReader, virtualClock } from "@oma-dm/client/node";
import { decodeMessage, encodeMessage } from "@oma-dm/codec/syncml";
import { bootstrapDocument, type CardDescription, URL_OID, VirtualCard } from "@oma-dm/lab";
import { afterEach, describe, expect, it } from "vitest";
import { ACCOUNT, codeOf, contents, DEVICE, lastingStore } from "../bootstrap/device.ts";
import { CARD_CONTRACT } from "./card-contract.ts";
import { MemoryReader } from "./memory-reader.ts";

describe("a reader in memory as a card reader", () => {
  it.each(CARD_CONTRACT)("%s: %s", async (_title, expected, run) => {
    const reader = new MemoryReader();
    const insert = async (card: CardDescription) => {
      reader.card = new VirtualCard(card);
    };
    const remove = async () => {
      reader.card = undefined;
    };
    expect(await run({ reader, insert, remove })).toBe(expected);
  });
});

const document = bootstrapDocument(ACCOUNT);
const other = bootstrapDocument({ ...ACCOUNT, serverId: "other.example" });
const open: DeviceClient[] = [];
afterEach(async () => {
  for (const device of open.splice(0)) await device.close();
});

async function device(card: CardDescription | undefined, policy: BootstrapPolicy = {}, store = lastingStore()) {
  const reader = new MemoryReader(card && new VirtualCard(card));
  const clock = virtualClock(Date.UTC(2026, 10, 1));
  const http = {
    exchange: async ({ url }: { url: string }) => {
      asked.push(url);
      return { outcome: "failure", kind: "refused", message: "nobody" } as const;
    },
    close: async () => {},
  };
  const asked: string[] = [];
  const client = await DeviceClient.open({
    device: DEVICE,
    ports: { store, clock, http, card: reader },
    bootstrap: { request: { attempts: 1 }, ...policy },
  });
  open.push(client);
  const events: DeviceEvent[] = [];
  void (async () => {
    for await (const event of client.events()) events.push(event);
  })();
  return { client, reader, store, clock, asked, events };
}
const saidBy = async (outcome: Promise<unknown>): Promise<string> =>
  outcome.then(
    () => "done",
    (error: unknown) => (error instanceof CardError ? error.code : codeOf(Promise.reject(error))),
  );

describe("a card with a bootstrap document", () => {
  it.each<readonly [string, CardDescription]>([
    ["of a UICC", {}],
    ["of a UICC with T=0, by GET RESPONSE", { protocol: "T=0" }],
    ["of a 2G SIM", { kind: "sim", protocol: "T=0" }],
    ["with fill behind it", { fill: 700 }],
    ["behind an EF DIR of records", { records: true }],
    ["under a nested identifier", { style: "nested" }],
    ["as an opaque object", { style: "opaque" }],
    ["under a path relative to its directory", { style: "relative" }],
    ["under a relative path on a SIM", { style: "relative", kind: "sim", protocol: "T=0" }],
    ["as a part of a file", { style: "part", fill: 20 }],
    ["read in the pieces the card wants", { faults: { wantsLength: true } }],
  ])("%s makes its account (bootstrap-push §9.2#1, #3, §9.3#1–#4, §9.4#1–#4, R100)", async (_name, card) => {
    const { client, reader } = await device({ document, ...card });
    expect((await client.bootstrapFrom("card"))?.accounts).toEqual([ACCOUNT.serverId]);
    expect(reader.open).toBe(0);
    expect((await client.tree.get("./DMAcc/Account/AppAddr/1/Addr")).value).toBe(ACCOUNT.url);
  });
  it("is read over a channel of its own, which is closed (bootstrap-push §9.3#1)", async () => {
    const { client, reader } = await device({ document, records: true });
    await client.bootstrapFrom("card");
    const { commands } = reader.card!;
    expect(commands.slice(0, 3)).toEqual(["00A40004023F0000", "0070000001", "01A40804022FE200"]);
    expect(commands).toContain("01A404040CA000000063504B43532D313500");
    expect(commands).toContain("01A40804047FFF503100");
    expect(commands.at(-1)).toBe("00708001");
  });
  it("is read one directory at a time on a SIM (bootstrap-push §9.3#3)", async () => {
    const { client, reader } = await device({ document, kind: "sim", protocol: "T=0" });
    await client.bootstrapFrom("card");
    const selected = reader
      .card!.commands.filter((command) => command.startsWith("A0A4"))
      .map((command) => command.slice(-4));
    expect(selected.slice(-6)).toEqual(["3F00", "7F50", "6430", "3F00", "7F50", "6433"]);
    expect(reader.card!.commands.some((command) => /^A0C00000/.test(command))).toBe(true);
  });
  it.each<readonly [string, CardDescription]>([
    ["names no such application", { document, noApplication: true }],
    ["lists no such object", {}],
    ["has an empty file", { document: new Uint8Array(64).fill(0xff) }],
    ["has no EF DIR", { document, files: { "2F00": new Uint8Array() } }],
  ])("that %s has none, which is no error (bootstrap-push §9.3#1, #2, §9.4#4)", async (_name, card) => {
    const { client, store } = await device(card);
    const before = await contents(store);
    expect(await client.bootstrapFrom("card")).toBeUndefined();
    expect(await contents(store)).toBe(before);
  });
});

describe("a card that is wrong", () => {
  const odf = (text: string) => ({ "5031": Uint8Array.from(Buffer.from(text, "hex")) });
  it.each<readonly [string, CardDescription, string]>([
    ["says a file is longer than it is", { faults: { sizes: { "6433": 2_000 } } }, "malformed"],
    ["says a file is longer than any", { faults: { sizes: { "6433": 40_000 } } }, "malformed"],
    ["says a file is shorter than it is", { faults: { sizes: { "6433": 100 } } }, "truncated"],
    ["gives more than it was asked for", { faults: { overflows: true } }, "malformed"],
    ["has more to say for ever", { protocol: "T=0", faults: { endless: true } }, "malformed"],
    ["opens a channel that cannot be", { faults: { channel: 9 } }, "malformed"],
    ["wants its PIN", { faults: { locked: "6433" } }, "locked"],
    ["wants its CHV", { kind: "sim", protocol: "T=0", faults: { locked: "6433" } }, "locked"],
    ["refuses everything", { faults: { status: 0x6f00 } }, "failed"],
    ["is taken out at once", { faults: { removedAt: 1 } }, "removed"],
    ["is taken out while it is read", { faults: { removedAt: 12 } }, "removed"],
    ["has a directory that ends inside an object", { files: odf("A70630040402") }, "bad-length"],
    ["has a length of four octets", { files: odf("A784000000063004") }, "bad-length"],
    ["has a tag of several octets", { files: odf("BF2000") }, "bad-token"],
    ["has an odd path", { files: odf("A7073005040364306400") }, "done"],
    ["has a document that is none", { document: Uint8Array.of(3, 1, 0x6a, 0) }, "truncated"],
    ["has a document in XML", { document: encodeMessage(decodeMessage(document).message, "xml") }, "xml-refused"],
    [
      "has a document for another device",
      { document: bootstrapDocument({ ...ACCOUNT, deviceId: "IMEI:1" }) },
      "misdirected",
    ],
  ])(
    "because it %s is refused, and every byte as it was (bootstrap-push §9.3#2, #4, #5)",
    async (_name, card, code) => {
      const { client, store, reader } = await device({ document, ...card });
      const before = await contents(store);
      const outcome = await saidBy(client.bootstrapFrom("card"));
      expect(outcome).toBe(code);
      expect(await contents(store)).toBe(before);
      expect(reader.open).toBe(0);
    },
  );
  it("wherever it is taken out, leaves the device as it was or bootstrapped", async () => {
    for (let at = 1; at < 40; at++) {
      const { client, store } = await device({ document, faults: { removedAt: at } });
      const before = await contents(store);
      const outcome = await saidBy(client.bootstrapFrom("card"));
      if (outcome === "done") {
        expect(client.accounts()).toEqual([ACCOUNT.serverId]);
        if (at > 20) break;
      } else {
        expect(outcome).toBe("removed");
        expect(await contents(store)).toBe(before);
      }
    }
  });
  it("says in one line what is wrong, and nothing of what is on it", async () => {
    const { client } = await device({ document, faults: { sizes: { "6433": 2_000 } } });
    const error = await client.bootstrapFrom("card").catch((reason: Error) => reason);
    expect(String(error)).toBe(
      `CardError: the card cannot be read: file 3F00/7F50/6433 is said to have 2000 bytes and gives ${document.length}`,
    );
  });
});

describe("policy (bootstrap-push §9.1#2, #3, R101)", () => {
  const matrix = [
    [true, true, "done", [ACCOUNT.serverId]],
    [true, false, "card-rejected", []],
    [false, true, "card-disabled", []],
    [false, false, "card-disabled", []],
  ] as const;
  it.each(matrix)("enabled %s, accepted %s: %s", async (enabled, accepted, code, accounts) => {
    const seen: string[] = [];
    const accepts = ({ iccid }: { iccid: string }) => {
      seen.push(iccid);
      return accepted;
    };
    const { client, reader } = await device({ document, iccid: "8949012345678901234" }, { card: { enabled, accepts } });
    expect(await saidBy(client.bootstrapFrom("card"))).toBe(code);
    expect(client.accounts()).toEqual(accounts);
    expect(seen).toEqual(enabled ? ["8949012345678901234"] : []);
    // Who is not accepted is not read further than that.
    if (!accepted) expect(reader.card!.commands.some((command) => command.includes("5031"))).toBe(false);
  });
  it("without a reader is told in one line", async () => {
    const client = await DeviceClient.open({ device: DEVICE, ports: { store: memoryStore() } });
    open.push(client);
    await expect(client.bootstrapFrom("card")).rejects.toThrow("this device has no card reader");
  });
});

describe("power-on (bootstrap-push §9.1#1, #3, #4, #5, §10#5, §A#8, #9, #17, §11.1#5, R102)", () => {
  it("applies the card once, and leaves what has evolved since alone", async () => {
    const { client, store } = await device({ document });
    expect(await client.powerOn()).toMatchObject([{ door: "card", outcome: { accounts: [ACCOUNT.serverId] } }]);
    await client.tree.set("./DMAcc/Account/AppAuth/1/AAuthData", Buffer.from("evolved").toString("base64"));
    await client.tree.set("./DMAcc/Account/AppAddr/1/Addr", "https://moved.example/");
    const before = await contents(store);
    await client.close();
    const again = await device({ document }, {}, store);
    const [report] = await again.client.powerOn();
    expect(report).toMatchObject({ door: "card", outcome: { unchanged: true, created: [] } });
    expect(await contents(store)).toBe(before);
  });
  it.each<readonly [string, CardDescription | undefined, readonly string[]]>([
    ["another card", { document: other, iccid: "8949000000000000002" }, ["factory.example", "other.example"]],
    ["the same card with another document", { document: other }, ["factory.example", "other.example"]],
    ["a card without any", {}, ["factory.example"]],
    ["no card", undefined, ["factory.example"]],
  ])("with %s withdraws the accounts of the earlier one, and no other", async (_name, card, accounts) => {
    const factory = { document: bootstrapDocument({ ...ACCOUNT, serverId: "factory.example", nodeName: "F" }) };
    const first = await device({ document }, { factory });
    await first.client.powerOn();
    expect(first.client.accounts()).toEqual([ACCOUNT.serverId, "factory.example"]);
    await first.client.tree.set("./DMAcc/F", `Get=*&Replace=${ACCOUNT.serverId}+factory.example`, { prop: "ACL" });
    await first.client.close();
    const next = await device(card, { factory }, first.store);
    await next.client.powerOn();
    expect([...next.client.accounts()].sort()).toEqual(accounts);
    expect((await next.client.tree.get("./DMAcc/F", "ACL")).value).not.toContain(ACCOUNT.serverId);
    expect(await contents(first.store)).not.toContain(`bootstrap:origin:${ACCOUNT.serverId}`);
    await expect.poll(() => next.events.some(({ type }) => type === "accounts-withdrawn")).toBe(true);
    await next.client.close();
    const last = await device(card, { factory }, first.store);
    expect([...last.client.accounts()].sort()).toEqual(accounts);
  });
  it("with a rejected card withdraws what an earlier one gave; one that cannot be read changes nothing", async () => {
    const first = await device({ document });
    await first.client.powerOn();
    await first.client.close();
    const broken = await device({ document: other, faults: { removedAt: 9 } }, {}, first.store);
    expect(await broken.client.powerOn()).toMatchObject([{ door: "card", error: { code: "removed" } }]);
    expect(broken.client.accounts()).toEqual([ACCOUNT.serverId]);
    await broken.client.close();
    const locked = await device({ document: other }, { card: { accepts: () => false } }, first.store);
    expect(await locked.client.powerOn()).toMatchObject([{ door: "card", error: { code: "card-rejected" } }]);
    expect(locked.client.accounts()).toEqual([]);
  });
  it("goes on to the web server of the card, then to the factory's document, and to the server only without an account", async () => {
    const policy = {
      scwsUrl: "https://127.0.0.1:4116/dm/bootstrap",
      serverUrl: "https://boot.example/",
      holdOffMs: 30_000,
    };
    const lonely = await device({}, policy);
    const done = lonely.client.powerOn();
    await expect.poll(() => lonely.asked).toEqual([policy.scwsUrl]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await lonely.clock.advance(29_999);
    expect(lonely.asked).toHaveLength(1);
    await lonely.clock.advance(1);
    expect((await done).map(({ door, error }) => `${door} ${error?.code ?? ""}`)).toEqual([
      "card ",
      "scws ",
      "https unreachable",
    ]);
    expect(lonely.asked).toEqual([policy.scwsUrl, policy.serverUrl]);
    const factory = await device(undefined, { ...policy, factory: { document } });
    expect((await factory.client.powerOn()).map(({ door }) => door)).toEqual(["card", "scws", "factory"]);
    expect((await factory.client.powerOn()).map(({ door }) => door)).toEqual(["card", "scws"]);
    const pushed = await device(undefined, { serverUrl: policy.serverUrl });
    const waiting = pushed.client.powerOn();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await pushed.client.bootstrap(document, { allowUnsigned: true });
    await pushed.clock.advance(60_000);
    expect((await waiting).map(({ door }) => door)).toEqual(["card"]);
    expect(pushed.asked).toEqual([]);
  });
});

describe("the URL of the bootstrap server on a card (bootstrap-push §11.1#3, #4, R110)", () => {
  const url = "https://from-card.example/boot";
  const policy = { serverUrl: "https://from-maker.example/", card: { serverUrlOid: URL_OID } };
  const tree = (value: string) =>
    `<MgmtTree><VerDTD>1.2</VerDTD><Node><NodeName>BootConfig</NodeName><RTProperties><Format><node/></Format><Type><DDFName>urn:oma:mo:oma-dm-bootstrapcfg:1.0</DDFName></Type></RTProperties><Node><NodeName>BootstrapServerURL</NodeName><RTProperties><Format><chr/></Format></RTProperties><Value>${value}</Value></Node></Node></MgmtTree>`;
  it.each([
    ["as text", url],
    ["as a Bootstrap Config object", tree(url)],
  ])("%s comes before the tree's and the device maker's", async (_name, content) => {
    const { client, asked } = await device({ serverUrl: new TextEncoder().encode(content), fill: 0 }, policy);
    await client.tree.set("./BootConfig/BootstrapServerURL", "https://from-tree.example/");
    expect(await saidBy(client.bootstrapFrom("https"))).toBe("unreachable");
    expect(asked).toEqual([url]);
    const without = await device({}, policy);
    await without.client.tree.set("./BootConfig/BootstrapServerURL", "https://from-tree.example/");
    expect(await saidBy(without.client.bootstrapFrom("https"))).toBe("unreachable");
    expect(without.asked).toEqual(["https://from-tree.example/"]);
  });
  it.each([
    ["no URL", "nonsense"],
    ["plain http", tree("http://from-card.example/")],
  ])("that is %s is refused, and nobody asked", async (_name, content) => {
    const { client, asked } = await device({ serverUrl: new TextEncoder().encode(content) }, policy);
    expect(await saidBy(client.bootstrapFrom("https"))).not.toBe("done");
    expect(asked).toEqual([]);
  });
  it("in the card's document is set in the tree, with or without an account beside it", async () => {
    const { syncHdr } = decodeMessage(document).message;
    const items = [
      {
        target: { locUri: "./Inbox" },
        meta: { type: "application/vnd.syncml.dmtnds+xml", format: "xml" },
        data: tree(url),
      },
    ];
    const bytes = encodeMessage(
      { syncHdr, syncBody: { commands: [{ cmd: "Add", cmdId: "1", items }], final: true } } as never,
      "wbxml",
    );
    const { client, asked } = await device({ document: bytes });
    expect(await client.bootstrapFrom("card")).toEqual({ accounts: [], created: ["./BootConfig"] });
    expect(await saidBy(client.bootstrapFrom("https"))).toBe("unreachable");
    expect(asked).toEqual([url]);
    expect(await saidBy(client.bootstrap(bytes, { allowUnsigned: true }))).toBe("no-account");
  });
});

it("PC/SC without its optional package says in one line what is missing", async () => {
  const reader = pcscCardReader({ timeoutMs: 200 });
  const error = await reader.connect().catch((reason: unknown) => reason);
  // Where somebody has installed it, the service may be missing, or a reader.
  expect(error === undefined || error instanceof CardError).toBe(true);
  expect(String(error)).not.toContain("\n");
  await reader.close();
});
