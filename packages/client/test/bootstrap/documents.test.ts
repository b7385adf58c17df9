import { BootstrapError, type BootstrapOptions, DeviceClient } from "@oma-dm/client";
import { DecodeError } from "@oma-dm/codec";
import { decodeMessage, encodeMessage } from "@oma-dm/codec/syncml";
import { bootstrapDocument, signBootstrap } from "@oma-dm/lab";
import { afterEach, describe, expect, it } from "vitest";

const DEVICE = { devId: "IMEI:004999010640000", man: "Acme", mod: "GW-1" };
const ACCOUNT = {
  serverId: "com.example.dm",
  url: "https://dm.example/dm",
  deviceId: DEVICE.devId,
  client: { name: "gw", secret: "pass-7", nonce: Uint8Array.of(0, 1, 2) },
  server: { name: "com.example.dm", secret: "pass-9" },
};
const IMSI = "262019876543210";
const open: DeviceClient[] = [];
afterEach(async () => {
  for (const device of open.splice(0)) await device.close();
});
async function device(): Promise<DeviceClient> {
  const client = await DeviceClient.open({ device: DEVICE });
  open.push(client);
  return client;
}
const refusal = async (document: Uint8Array, options: BootstrapOptions): Promise<string> => {
  const client = await device();
  const before = JSON.stringify(await client.tree.export("."));
  const error = await client.bootstrap(document, options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(JSON.stringify(await client.tree.export("."))).toBe(before);
  expect(client.accounts()).toEqual([]);
  if (error instanceof BootstrapError) return error.code;
  return error instanceof DecodeError ? error.code : String(error);
};

describe("a bootstrap document", () => {
  it.each(["inline", "opaque", "xml-cdata"] as const)(
    "makes an account from TNDS %s (bootstrap-push §7.2#4, #5, §7.3#4, R099, R103)",
    async (form) => {
      const client = await device();
      const outcome = await client.bootstrap(bootstrapDocument({ ...ACCOUNT, form }), { allowUnsigned: true });
      expect(outcome).toEqual({ accounts: ["com.example.dm"], created: ["./DMAcc/Account"] });
      expect((await client.tree.get("./DMAcc/Account/ServerID")).value).toBe("com.example.dm");
      expect((await client.tree.get("./DMAcc/Account", "ACL")).value).toBe(
        "Add=com.example.dm&Delete=com.example.dm&Get=com.example.dm&Replace=com.example.dm",
      );
    },
  );
  it.each(["sha1", "sha256"] as const)("is taken with a NETWORKID MAC by %s", async (hash) => {
    const document = bootstrapDocument(ACCOUNT);
    const contentType = signBootstrap(document, { sec: "NETWORKID", imsi: IMSI }, hash);
    const signed = typeof contentType === "string" ? contentType : contentType.contentType;
    const client = await device();
    expect((await client.bootstrap(document, { contentType: signed, imsi: IMSI })).accounts).toEqual([
      "com.example.dm",
    ]);
    expect(await refusal(document, { contentType: signed, imsi: "262019876543211" })).toBe("mac-wrong");
    expect(await refusal(document, { contentType: signed })).toBe("secret-missing");
    const changed = document.slice();
    changed[changed.length - 20]! ^= 1;
    expect(await refusal(changed, { contentType: signed, imsi: IMSI })).toBe("mac-wrong");
  });
  it("replaces the account of a known server and keeps a second server's", async () => {
    const client = await device();
    await client.bootstrap(bootstrapDocument(ACCOUNT), { allowUnsigned: true });
    await client.bootstrap(bootstrapDocument({ ...ACCOUNT, url: "https://other.example/" }), { allowUnsigned: true });
    expect(client.accounts()).toEqual(["com.example.dm"]);
    await client.bootstrap(bootstrapDocument({ ...ACCOUNT, serverId: "second" }), { allowUnsigned: true });
    expect(client.accounts()).toEqual(["com.example.dm", "second"]);
    expect((await client.tree.get("./DMAcc")).children).toEqual(["Account", "Account_1"]);
  });
  it("makes an account node by node, and ignores an object it does not know (tree §11#5, #15, #16)", async () => {
    const { syncHdr } = decodeMessage(bootstrapDocument(ACCOUNT)).message;
    const add = (uri: string, data?: string, meta: object = {}) => ({
      target: { locUri: `./Inbox/${uri}` },
      meta,
      ...(data === undefined ? {} : { data }),
    });
    const node = { format: "node" };
    const items = [
      add("op", undefined, { ...node, type: "urn:oma:mo:oma-dm-dmacc:1.1" }),
      add("op/ServerID", "op"),
      add("odd", undefined, { ...node, type: "urn:oma:mo:x-none:1.0" }),
      add("odd/leaf", "v"),
      add("nameless/leaf", "v"),
      add("op/AppAddr", undefined, node),
      add("op/AppAddr/a/Addr", "https://op.example/dm"),
      add("op/AppAuth/c/AAuthData", "AP8=", { format: "b64" }),
    ];
    const document = (...more: readonly object[]): Uint8Array => {
      const commands = [{ cmd: "Add", cmdId: "1", items: [...items, ...more] }];
      return encodeMessage({ syncHdr, syncBody: { commands, final: true } } as never, "wbxml");
    };
    const client = await device();
    const outcome = await client.bootstrap(document(), { allowUnsigned: true });
    expect(outcome).toEqual({ accounts: ["op"], created: ["./DMAcc/op"] });
    expect((await client.tree.get("./DMAcc/op/AppAddr/a/Addr")).value).toBe("https://op.example/dm");
    expect(await refusal(document(add("op/ServerID", "other")), { allowUnsigned: true })).toBe("refused");
    expect(await refusal(document(add("op/Unknown", "v")), { allowUnsigned: true })).toBe("refused");
    expect(await refusal(document(add("op/Name", "v", { format: "what" })), { allowUnsigned: true })).toBe("refused");
  });
  it("only says what it would do when checked", async () => {
    const client = await device();
    const outcome = await client.bootstrap(bootstrapDocument(ACCOUNT), { allowUnsigned: true, check: true });
    expect(outcome.created).toEqual(["./DMAcc/Account"]);
    expect(client.accounts()).toEqual([]);
  });
  it("never shows its secrets", async () => {
    const client = await device();
    await client.bootstrap(bootstrapDocument(ACCOUNT), { allowUnsigned: true });
    expect(JSON.stringify(await client.tree.export("."))).not.toMatch(/pass-[79]/);
    const [credential] = (await client.tree.get("./DMAcc/Account/AppAuth")).children!;
    await expect(client.tree.get(`./DMAcc/Account/AppAuth/${credential}/AAuthSecret`)).rejects.toThrow(/write-only/);
  });
});

describe("a document that is refused changes nothing", () => {
  const document = bootstrapDocument(ACCOUNT);
  const xml = encodeMessage(decodeMessage(document).message, "xml");
  const rest = decodeMessage(document).message;
  const withItems = (items: object[]): Uint8Array =>
    encodeMessage({ ...rest, syncBody: { commands: [{ cmd: "Add", cmdId: "1", items }] } } as never, "wbxml");
  const cases: readonly (readonly [string, Uint8Array, BootstrapOptions, string])[] = [
    ["unsigned from an untrusted source", document, {}, "unsigned-refused"],
    ["XML", xml, { allowUnsigned: true }, "xml-refused"],
    [
      "a MAC of odd length",
      document,
      { contentType: "application/vnd.syncml.dm+wbxml;SEC=NETWORKID;MAC=abc", imsi: IMSI },
      "mac-malformed",
    ],
    [
      "an unknown method",
      document,
      { contentType: `application/vnd.syncml.dm+wbxml;SEC=X;MAC=${"0".repeat(40)}` },
      "security-method-unknown",
    ],
    ["another content type", document, { contentType: "text/plain", allowUnsigned: true }, "refused"],
    ["another device's", bootstrapDocument({ ...ACCOUNT, deviceId: "IMEI:1" }), { allowUnsigned: true }, "misdirected"],
    ["truncated", document.subarray(0, 100), { allowUnsigned: true }, "truncated"],
    ["empty", new Uint8Array(), { allowUnsigned: true }, "truncated"],
    [
      "no account",
      withItems([{ target: { locUri: "./Inbox" }, data: { verDtd: "1.2", nodes: [] } }]),
      { allowUnsigned: true },
      "nothing-to-apply",
    ],
    [
      "an account without a secret",
      bootstrapDocument({ ...ACCOUNT, client: { name: "gw", secret: "" } }),
      { allowUnsigned: true },
      "refused",
    ],
  ];
  it.each(cases)("%s", async (_name, bytes, options, code) => {
    expect(await refusal(bytes, options)).toBe(code);
  });
  it("every truncation", async () => {
    const client = await device();
    for (let length = 0; length < document.length; length += 7) {
      await expect(client.bootstrap(document.subarray(0, length), { allowUnsigned: true })).rejects.toThrow();
    }
    expect(client.accounts()).toEqual([]);
  });
});
