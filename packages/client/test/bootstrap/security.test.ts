import { encodeMessage } from "@oma-dm/codec/syncml";
import { bootstrapDocument, signBootstrap } from "@oma-dm/lab";
import { describe, expect, it } from "vitest";
import { isGenuine, networkSecrets, readClaim } from "../../src/bootstrap/security.ts";
import { ACCOUNT, bench, codeOf, contents, typing } from "./device.ts";
import { ASCII_IMSI_MAC, IMSI, MAC_VECTORS, minimalDocument, PIN } from "./vectors.ts";

const COUNTS = ["bootstrap:pin:", "bootstrap:failed"];
const document = bootstrapDocument(ACCOUNT);
const signed = (sec: "NETWORKID" | "USERPIN" | "USERPIN_NETWORKID", of = document, imsi = IMSI) =>
  signBootstrap(of, { sec, imsi, pin: PIN }).contentType;

describe("the vectors of the rule book (bootstrap-push §8.2#1, #2, #5, #6, §8.3#1–#7, #9, §8.6#1)", () => {
  const bodies = { minimal: minimalDocument(), text: new TextEncoder().encode("DM-BOOTSTRAP") };
  const rows = MAC_VECTORS.flatMap(([body, type, sec, ...macs]) =>
    macs.filter((mac) => mac !== undefined).map((mac) => [body, type, sec, mac] as const),
  );
  it.each(rows)("%s as %s with %s: %s", (body, type, sec, mac) => {
    const genuine = (given: string, pin = PIN, imsi = IMSI, bytes: Uint8Array = bodies[body]) => {
      const claim = readClaim({ contentType: `${type}; SEC=${sec}; MAC=${given}` }, {});
      return isGenuine(bytes, claim, networkSecrets({ imsi }, {}), pin);
    };
    expect(genuine(mac)).toBe(true);
    expect(genuine(mac.toLowerCase())).toBe(true);
    expect(genuine(`"${mac}"`)).toBe(true);
    const flipped = mac.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
    expect(genuine(flipped)).toBe(false);
    const changed = bodies[body].slice();
    changed[4]! ^= 0x10;
    expect(genuine(mac, PIN, IMSI, changed)).toBe(false);
    if (sec !== "USERPIN") expect(genuine(mac, PIN, "262019876543211")).toBe(false);
    if (sec !== "NETWORKID") expect(genuine(mac, "1235")).toBe(false);
  });
  it("keys with the ASCII IMSI where the device maker says so, after the semi-octets (bootstrap-push §8.3#8, §A#10)", () => {
    const claim = readClaim({ sec: 0x80, mac: ASCII_IMSI_MAC }, {});
    expect(isGenuine(bodies.minimal, claim, networkSecrets({ imsi: IMSI }, {}), "")).toBe(false);
    expect(isGenuine(bodies.minimal, claim, networkSecrets({ imsi: IMSI }, { imsiAsAscii: true }), "")).toBe(true);
    const meid = new TextEncoder().encode(IMSI);
    expect(isGenuine(bodies.minimal, claim, networkSecrets({}, { networkSecrets: [meid] }), "")).toBe(true);
  });
  it("authenticates the minimal document, whose account is not complete (bootstrap-push §7.4#1, #2, §7.3#9)", async () => {
    const { client, store } = await bench({ imsi: IMSI, anyTarget: true });
    const before = await contents(store);
    const [[, type, sec, mac]] = MAC_VECTORS as [(typeof MAC_VECTORS)[number]];
    const contentType = `${type}; SEC=${sec}; MAC=${mac}`;
    expect(await codeOf(client.bootstrap(minimalDocument(), { contentType, source: "push" }))).toBe("refused");
    expect(await contents(store)).toBe(before);
  });
});

describe("SEC and MAC", () => {
  const mac = "0".repeat(40);
  it("are found in the media type and beside it, in either family's names (bootstrap-push §A#3, #4, #11, #12)", () => {
    for (const sec of ["NETWORKID", "netwpin", "0", 0, 0x80]) {
      expect(readClaim({ sec, mac }, {}).protection?.name).toBe("NETWORKID");
    }
    expect(readClaim({ sec: 1, mac }, {}).protection?.name).toBe("USERPIN");
    expect(readClaim({ sec: "USERNETWPIN", mac }, {}).protection?.name).toBe("USERPIN_NETWORKID");
    const contentType = `Application/vnd.syncml.dm+wbxml ;sec=USERPIN_NETWORKID; mac="${mac}"; charset=utf-8`;
    expect(readClaim({ contentType }, {}).protection?.name).toBe("USERPIN_NETWORKID");
  });
  it.each([
    ["a MAC without a method", { mac }, "security-method-unknown"],
    ["a method without a MAC", { sec: "NETWORKID" }, "mac-malformed"],
    ["an odd count of digits", { sec: "NETWORKID", mac: mac.slice(1) }, "mac-malformed"],
    ["a MAC of no known length", { sec: "NETWORKID", mac: `${mac}00` }, "mac-malformed"],
    ["a letter that is no digit", { sec: "NETWORKID", mac: `${mac.slice(1)}g` }, "mac-malformed"],
    ["an unknown method", { sec: "constructor", mac }, "security-method-unknown"],
    ["USERPINMAC, which is of the other profile", { sec: 3, mac }, "security-method-unknown"],
  ])("%s is no protection (bootstrap-push §8.2#4)", async (_name, options, code) => {
    const { client, store } = await bench({ imsi: IMSI });
    const before = await contents(store);
    expect(await codeOf(client.bootstrap(document, { ...options, source: "push" }))).toBe(code);
    expect(await contents(store)).toBe(before);
  });
  it("of a kind the device maker rules out are refused (bootstrap-push §8.2#2)", async () => {
    const { client } = await bench({ imsi: IMSI, minMac: "sha256", methods: ["NETWORKID"] });
    expect(await codeOf(client.bootstrap(document, { contentType: signed("NETWORKID") }))).toBe(
      "security-method-refused",
    );
    expect(await codeOf(client.bootstrap(document, { contentType: signed("USERPIN") }))).toBe(
      "security-method-refused",
    );
    const { contentType } = signBootstrap(document, { sec: "NETWORKID", imsi: IMSI }, "sha256");
    expect((await client.bootstrap(document, { contentType })).accounts).toEqual([ACCOUNT.serverId]);
  });
});

describe("a document without a MAC", () => {
  it("is taken only from a source the device maker trusts (bootstrap-push §8.1#2, §A#13)", async () => {
    const { client, store } = await bench();
    const before = await contents(store);
    for (const source of ["push", "file"] as const) {
      expect(await codeOf(client.bootstrap(document, { source }))).toBe("unsigned-refused");
    }
    expect(await contents(store)).toBe(before);
    for (const source of ["https", "scws", "card", "factory"] as const) {
      expect((await client.bootstrap(document, { source })).accounts).toEqual([ACCOUNT.serverId]);
    }
    const strict = await bench({ unsignedFrom: ["file"] });
    expect(await codeOf(strict.client.bootstrap(document, { source: "https" }))).toBe("unsigned-refused");
    expect((await strict.client.bootstrap(document)).accounts).toEqual([ACCOUNT.serverId]);
  });
  it("that has a wrong one all the same is refused from every source (bootstrap-push §8.1#2)", async () => {
    const { client } = await bench({ imsi: IMSI });
    const contentType = signed("NETWORKID", document, "262019876543211");
    for (const source of ["push", "file", "https", "scws", "card", "factory"] as const) {
      expect(await codeOf(client.bootstrap(document, { contentType, source, allowUnsigned: true }))).toBe("mac-wrong");
    }
  });
});

describe("a PIN (bootstrap-push §8.3#2, #3, §8.4#1)", () => {
  it("is asked of the user, and the document taken once it is right", async () => {
    const ui = typing("9999", PIN);
    const { client, store } = await bench({ imsi: IMSI }, { ui });
    const outcome = await client.bootstrap(document, { contentType: signed("USERPIN_NETWORKID"), source: "push" });
    expect(outcome.accounts).toEqual([ACCOUNT.serverId]);
    expect(ui.asked).toHaveLength(2);
    expect(ui.asked.join()).not.toContain(ACCOUNT.serverId);
    expect(await contents(store)).not.toContain("bootstrap:pin:");
  });
  it("may be wrong three times, restarts included; then the document is discarded and nothing else has changed", async () => {
    const first = await bench();
    const before = await contents(first.store, COUNTS);
    const contentType = signed("USERPIN");
    expect(await codeOf(first.client.bootstrap(document, { contentType, pin: "1" }))).toBe("mac-wrong");
    expect(await codeOf(first.client.bootstrap(document, { contentType, pin: "2" }))).toBe("mac-wrong");
    await first.client.close();
    const ui = typing("3", PIN);
    const { client, store, clock } = await bench({}, { ui, store: first.store, clock: first.clock });
    expect(await codeOf(client.bootstrap(document, { contentType, source: "push" }))).toBe("mac-wrong");
    expect(await codeOf(client.bootstrap(document, { contentType, pin: PIN }))).toBe("pin-exhausted");
    expect(ui.asked).toHaveLength(1);
    expect(await contents(store, COUNTS)).toBe(before);
    const other = bootstrapDocument({ ...ACCOUNT, displayName: "another document" });
    expect(await codeOf(client.bootstrap(other, { contentType: signed("USERPIN", other), pin: PIN }))).toBe("done");
    await clock.advance(25 * 3_600_000);
    expect(await codeOf(client.bootstrap(document, { contentType, pin: PIN }))).toBe("done");
  });
  it("counts a try before anybody learns what came of it, and with --check too", async () => {
    const { client, store } = await bench();
    const contentType = signed("USERPIN");
    for (let count = 0; count < 3; count++) {
      expect(await codeOf(client.bootstrap(document, { contentType, pin: "0", check: true }))).toBe("mac-wrong");
    }
    expect(await codeOf(client.bootstrap(document, { contentType, pin: PIN, check: true }))).toBe("pin-exhausted");
    expect(await contents(store, COUNTS)).not.toContain("DMAcc/");
  });
  it("that is right costs no try, whatever becomes of the document", async () => {
    const { client, store } = await bench();
    const before = await contents(store);
    const elsewhere = bootstrapDocument({ ...ACCOUNT, deviceId: "IMEI:1" });
    for (let count = 0; count < 4; count++) {
      const options = { contentType: signed("USERPIN"), pin: PIN, check: true };
      expect(await codeOf(client.bootstrap(document, options))).toBe("done");
      const other = { contentType: signed("USERPIN", elsewhere), pin: PIN };
      expect(await codeOf(client.bootstrap(elsewhere, other))).toBe("misdirected");
    }
    expect(await contents(store)).toBe(before);
  });
  it("that nobody gives leaves a pushed document waiting for a day, through a restart", async () => {
    const first = await bench();
    const push = { contentType: signed("USERPIN"), source: "push" } as const;
    const before = await contents(first.store);
    expect(await codeOf(first.client.bootstrap(document, push))).toBe("pin-needed");
    await first.client.close();
    const { client, store, clock } = await bench({}, { store: first.store, clock: first.clock });
    expect((await client.bootstrapFrom("pending", { pin: PIN, check: true }))?.accounts).toEqual([ACCOUNT.serverId]);
    expect((await client.bootstrapFrom("pending", { pin: PIN }))?.accounts).toEqual([ACCOUNT.serverId]);
    expect(await client.bootstrapFrom("pending", { pin: PIN })).toBeUndefined();
    expect(await contents(store)).not.toContain("bootstrap:pending");
    await client.factoryReset();
    expect(await codeOf(client.bootstrap(document, push))).toBe("pin-needed");
    await clock.advance(25 * 3_600_000);
    expect(await client.bootstrapFrom("pending", { pin: PIN })).toBeUndefined();
    const file = await bench();
    expect(await codeOf(file.client.bootstrap(document, { contentType: push.contentType }))).toBe("pin-needed");
    expect(await contents(file.store)).toBe(before);
  });
  it("stands in no message, whatever is wrong", async () => {
    const { client } = await bench({ imsi: IMSI });
    const said = async (options: object) =>
      String(await client.bootstrap(document, options).catch((error: Error) => error));
    const contentType = signed("USERPIN_NETWORKID", document, "262019876543211");
    for (let count = 0; count < 4; count++) {
      const text = await said({ contentType, pin: "73519" });
      expect(text).not.toMatch(/73519|262019876543210/);
      expect(text.split("\n")).toHaveLength(1);
    }
  });
});

describe("from the air", () => {
  it("five wrong MACs an hour are looked at, restarts included (bootstrap-push §8.5#1)", async () => {
    const wrong = { contentType: signed("NETWORKID", document, "262019876543211"), source: "push" } as const;
    const right = { contentType: signed("NETWORKID"), source: "push" } as const;
    const first = await bench({ imsi: IMSI });
    const before = await contents(first.store, COUNTS);
    for (let count = 0; count < 5; count++)
      expect(await codeOf(first.client.bootstrap(document, wrong))).toBe("mac-wrong");
    await first.client.close();
    const { client, store, clock } = await bench({ imsi: IMSI }, { store: first.store, clock: first.clock });
    expect(await codeOf(client.bootstrap(document, right))).toBe("throttled");
    expect(await contents(store, COUNTS)).toBe(before);
    await clock.advance(3_600_001);
    expect(await codeOf(client.bootstrap(document, right))).toBe("done");
  });
  it("the same document within a day is ignored (bootstrap-push §A#16)", async () => {
    const push = { contentType: signed("NETWORKID"), source: "push" } as const;
    const { client, store, clock } = await bench({ imsi: IMSI });
    await client.bootstrap(document, push);
    const before = await contents(store);
    expect(await codeOf(client.bootstrap(document, push))).toBe("duplicate");
    expect(await contents(store)).toBe(before);
    await clock.advance(25 * 3_600_000);
    expect(await codeOf(client.bootstrap(document, push))).toBe("done");
  });
  it("NETWORKID alone brings a further server in only with the user's consent (bootstrap-push §8.5#1)", async () => {
    const further = bootstrapDocument({ ...ACCOUNT, serverId: "other.example" });
    const push = { contentType: signed("NETWORKID", further), source: "push" } as const;
    const lonely = await bench({ imsi: IMSI });
    expect(await codeOf(lonely.client.bootstrap(document, { ...push, contentType: signed("NETWORKID") }))).toBe("done");
    const before = await contents(lonely.store);
    expect(await codeOf(lonely.client.bootstrap(further, push))).toBe("consent-refused");
    expect(await contents(lonely.store)).toBe(before);
    const known = bootstrapDocument({ ...ACCOUNT, displayName: "renewed" });
    expect(
      await codeOf(lonely.client.bootstrap(known, { source: "push", contentType: signed("NETWORKID", known) })),
    ).toBe("done");
    const ui = typing("no", "yes");
    const asked = await bench({ imsi: IMSI }, { ui });
    await asked.client.bootstrap(document, { source: "factory" });
    expect(await codeOf(asked.client.bootstrap(further, push))).toBe("consent-refused");
    expect(await codeOf(asked.client.bootstrap(further, push))).toBe("done");
    expect(ui.asked).toEqual([expect.stringContaining("other.example"), expect.stringContaining("other.example")]);
    const trusting = await bench({ imsi: IMSI, networkIdAlone: "accept" });
    await trusting.client.bootstrap(document, { source: "factory" });
    expect(await codeOf(trusting.client.bootstrap(further, push))).toBe("done");
  });
  it("XML is refused, signed or not (bootstrap-push §7.2#1, decisions D5)", async () => {
    const { decodeMessage } = await import("@oma-dm/codec/syncml");
    const xml = encodeMessage(decodeMessage(document).message, "xml");
    const { client, store } = await bench({ imsi: IMSI });
    const before = await contents(store);
    const contentType = signed("NETWORKID", xml);
    expect(await codeOf(client.bootstrap(xml, { contentType, source: "push" }))).toBe("xml-refused");
    expect(await codeOf(client.bootstrap(xml, { source: "push", allowXml: true }))).toBe("unsigned-refused");
    expect(await codeOf(client.bootstrap(xml, { contentType, source: "push", allowXml: true }))).toBe("xml-refused");
    expect(await contents(store)).toBe(before);
    expect(await codeOf(client.bootstrap(xml, { allowXml: true, allowUnsigned: true }))).toBe("done");
  });
  it("more than 64 KiB are not looked at", async () => {
    const { client } = await bench();
    expect(await codeOf(client.bootstrap(new Uint8Array(64 * 1024 + 1), { allowUnsigned: true }))).toBe("too-large");
  });
});
