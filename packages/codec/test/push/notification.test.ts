import {
  type DigestName,
  decodeNotification12,
  decodeNotification13,
  digestCandidates,
  encodeNotification12,
  encodeNotification13,
  type Notification12,
  type Notification13,
  R1,
  RESYNCHRONISATION_NONCE,
  TRIGGER_LAYOUT,
  triggerDigest,
} from "@oma-dm/codec/notification";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hex, toHex } from "./hex.ts";
import { refusal } from "./refusal.ts";

const NAME = "com.mgmtsrv.manage";
const KEY = { name: NAME, secret: "srvsecret", nonce: hex("31323334") };
const KNOCK_12: Omit<Notification12, "format"> = {
  version: 11,
  uiMode: "background",
  initiator: "client",
  futureUse: 0,
  sessionId: 0x1234,
  serverId: NAME,
  vendorData: hex(""),
};
const TRIGGER = "02d00000001234 12 636f6d2e6d676d747372762e6d616e616765";
const KNOCK_13: Omit<Notification13, "format"> = {
  version: 1,
  uiMode: "background",
  initiator: "server",
  reserved: 0,
  sessionId: 0x1234,
  timestamp: 1356998400,
  timeoutDays: 7,
  serverId: NAME,
  targetedMos: [],
  requestedMos: [],
  preferredBearers: [1],
  unknownOptions: [],
};
const BODY_13 = "1260 1234 50e22700 07 | 1012 636f6d2e6d676d747372762e6d616e616765 | 400101";

describe("a notification of DM 1.2", () => {
  it("is the vector of bootstrap-push §2.6#1, §2.2#1, §2.3#4", () => {
    const message = encodeNotification12(KNOCK_12, KEY);
    expect(toHex(message)).toBe(toHex(hex(`6d4f493b94709180c11e6625fe073544${TRIGGER}`)));
    const { digest, signed, ...read } = decodeNotification12(message);
    expect(read).toEqual({ format: "1.2", ...KNOCK_12 });
    expect(toHex(digest)).toBe("6d4f493b94709180c11e6625fe073544");
    expect(toHex(signed)).toBe(toHex(hex(TRIGGER)));
  });
  it("has the digest of the special nonce, four octets that are zero: bootstrap-push §2.4#1", () => {
    const digest = triggerDigest(hex(TRIGGER), { ...KEY, nonce: RESYNCHRONISATION_NONCE });
    expect(toHex(digest)).toBe("4e151d30268a5c88c53be0bc0a7bc3aa");
  });
  it("is the second vector: bootstrap-push §2.6#2", () => {
    const knock = { ...KNOCK_12, initiator: "server", sessionId: 12345, serverId: "Scts" } as const;
    const message = encodeNotification12(knock, { name: "Scts", secret: "SimpleClient", nonce: hex("00e56e00") });
    expect(toHex(message)).toBe("ece403cde6bfd11780d5185040ec301202d800000030390453637473");
  });
  it("takes a missing nonce for an empty one: bootstrap-push §2.3#3", () => {
    const bare = triggerDigest(hex(TRIGGER), { ...KEY, nonce: new Uint8Array() });
    expect(toHex(bare)).not.toBe(toHex(triggerDigest(hex(TRIGGER), KEY)));
    expect(bare.length).toBe(16);
  });
  it.each([
    ["not-specified", "client", "02c0"],
    ["background", "client", "02d0"],
    ["informative", "client", "02e0"],
    ["user-interaction", "client", "02f0"],
    ["user-interaction", "server", "02f8"],
  ] as const)("packs %s, %s into %s: bootstrap-push §2.2#1", (uiMode, initiator, word) => {
    const message = encodeNotification12({ ...KNOCK_12, uiMode, initiator }, KEY);
    expect(toHex(message.subarray(16, 18))).toBe(word);
    expect(decodeNotification12(message)).toMatchObject({ uiMode, initiator });
  });
  it("hands on what a vendor put behind it, under the digest: bootstrap-push §2.5#10", () => {
    const message = encodeNotification12({ ...KNOCK_12, vendorData: hex("cafe") }, KEY);
    const read = decodeNotification12(message);
    expect(toHex(read.vendorData)).toBe("cafe");
    expect(toHex(read.signed).endsWith("cafe")).toBe(true);
  });
  it("refuses every shorter message, and an identifier of no octets: bootstrap-push §2.5#11", () => {
    const message = encodeNotification12(KNOCK_12, KEY);
    for (let length = 0; length < message.length; length++) {
      expect(refusal(() => decodeNotification12(message.subarray(0, length)))).toBe("truncated");
    }
    expect(refusal(() => decodeNotification12(hex(`${"00".repeat(16)}02d0000000123400`)))).toBe("bad-length");
    expect(refusal(() => decodeNotification12(hex(`${"00".repeat(16)}02d0000000123401ff`)))).toBe("bad-value");
    expect(refusal(() => decodeNotification12(new Uint8Array(20_000)))).toBe("limit");
  });
  it("writes nothing a field cannot hold", () => {
    expect(() => encodeNotification12({ ...KNOCK_12, sessionId: 0x10000 }, KEY)).toThrow(RangeError);
    expect(() => encodeNotification12({ ...KNOCK_12, serverId: "" }, KEY)).toThrow(RangeError);
    expect(() => encodeNotification12({ ...KNOCK_12, serverId: "x".repeat(256) }, KEY)).toThrow(RangeError);
  });
  it("keeps every field apart from its neighbours", () => {
    const field = (bits: number) => fc.nat(2 ** bits - 1);
    const fields = fc.record({
      version: field(10),
      uiMode: field(2),
      initiator: field(1),
      futureUse: field(27),
      sessionId: field(16),
      serverIdLength: field(8),
    });
    fc.assert(
      fc.property(fields, (value) => {
        expect(TRIGGER_LAYOUT.decode(TRIGGER_LAYOUT.encode(value))).toEqual(value);
      }),
    );
  });
});

describe("a notification of DM 1.3, reconstruction R1", () => {
  it.each([
    ["D1", "04cfeabf6837e63572b14664685aa305d10275dfc652e8468f6d4368e08855ff", "bootstrap-push §3.4#3"],
    ["D2", "9ab01ee9cf9ae279bf84080ecf6c843d9829f2864fa26223398182d2345af672", "bootstrap-push §3.4#4"],
    ["D3", "0d93f7de47bc60ec2018b0229a203b035746dc125433ec2f6f2a1afcc152d2a7", "bootstrap-push §3.4#5"],
    ["D4", "d6caad46ee7be23dee0e110d0d9a9b5b", "bootstrap-push §3.4#6"],
  ] as const)("is the vector with digest %s: %s", (digest, value, _rule) => {
    const message = encodeNotification13(KNOCK_13, KEY, { digest });
    expect(toHex(message)).toBe(toHex(hex(BODY_13)) + value);
    const { digest: received, signed, ...read } = decodeNotification13(message);
    expect(read).toEqual({ format: "1.3", ...KNOCK_13 });
    expect(toHex(received)).toBe(value);
    expect(toHex(signed)).toBe(toHex(hex(BODY_13)));
  });
  it("sends D1 unless told otherwise, and tells candidates by the length: bootstrap-push §3.4#1, §3.4#2", () => {
    expect(encodeNotification13(KNOCK_13, KEY)).toEqual(encodeNotification13(KNOCK_13, KEY, { digest: "D1" }));
    const names = (length: number): DigestName[] => digestCandidates(new Uint8Array(length)).map(({ name }) => name);
    expect(names(32)).toEqual(["D1", "D2", "D3"]);
    expect(names(16)).toEqual(["D4"]);
    for (const extra of ["00", "00".repeat(15), "00".repeat(17), "00".repeat(33)]) {
      expect(refusal(() => decodeNotification13(hex(BODY_13 + extra)))).toBe("bad-length");
    }
  });
  it("carries every option in the order of the numbers: bootstrap-push §3.3#1–#7, #12, §3.1#7, #8", () => {
    const knock = {
      ...KNOCK_13,
      targetedMos: [1, 300],
      requestedMos: [255, 65535],
      preferredBearers: [3, 1],
      connectReason: "näher",
      vendorInfo: hex("00ff"),
      unknownOptions: [{ number: 9, value: hex("0102") }],
    };
    const { digest: _, signed, ...read } = decodeNotification13(encodeNotification13(knock, KEY));
    expect(read).toEqual({ format: "1.3", ...knock });
    expect(toHex(signed)).toContain("200101" + "2002012c" + "3001ff" + "3002ffff" + "400103" + "400101");
  });
  const D = "00".repeat(32);
  const with13 = (count: number, options: string): Uint8Array =>
    hex(`1${count.toString(16)}60123450e2270007${options}${D}`);
  it.each([
    ["VER 0", hex(`01601234 50e22700 07 100141 ${D}`), "unsupported-version", "bootstrap-push §3.5#2"],
    ["VER 2", hex(`21601234 50e22700 07 100141 ${D}`), "unsupported-version", "bootstrap-push §3.5#2"],
    ["VER 15", hex(`f1601234 50e22700 07 100141 ${D}`), "unsupported-version", "bootstrap-push §3.5#2"],
    ["no server", with13(0, ""), "missing-element", "bootstrap-push §3.3#11"],
    ["two servers", with13(2, "100141100142"), "unexpected-element", "bootstrap-push §3.3#11"],
    ["options out of order", with13(2, "400101100141"), "bad-value", "bootstrap-push §3.3#11"],
    ["more options counted than there are", with13(15, "100141"), "bad-value", "bootstrap-push §3.3#11"],
    ["fewer options counted than there are", with13(1, "100141400101"), "bad-length", "bootstrap-push §3.3#11"],
    ["an option that runs out", with13(1, "1fff41"), "bad-length", "bootstrap-push §3.3#11"],
    ["a server of no octets", with13(1, "1000"), "bad-length", "bootstrap-push §3.3#1"],
    ["a number of three octets", with13(2, "1001412003010203"), "bad-length", "bootstrap-push §3.3#2"],
    ["a bearer of two octets", with13(2, "10014140020101"), "bad-length", "bootstrap-push §3.3#4"],
    ["a name that is no text", with13(1, "1001ff"), "bad-value", "bootstrap-push §3.3#7"],
  ] as const)("refuses %s", (_title, bytes, code, _rule) => {
    expect(refusal(() => decodeNotification13(bytes))).toBe(code);
  });
  it("passes over options it does not know: bootstrap-push §3.3#11", () => {
    expect(decodeNotification13(with13(2, "100141700299aa")).unknownOptions).toEqual([
      { number: 7, value: hex("99aa") },
    ]);
  });
  it("has every field where R1 draws it, most significant bit first: bootstrap-push §3.2#1–#9, §3.1#2–#6, #10", () => {
    const D1 = "00".repeat(32);
    const read = (head: string) => decodeNotification13(hex(`${head} 100141 ${D1}`));
    const zero = "1100000000000000 00";
    expect(read(zero)).toMatchObject({ version: 1, uiMode: "not-specified", initiator: "client", reserved: 0 });
    expect(read(zero)).toMatchObject({ sessionId: 0, timestamp: 0, timeoutDays: 0, serverId: "A" });
    expect(read("11c0000000000000 00")).toMatchObject({ uiMode: "user-interaction", initiator: "client", reserved: 0 });
    expect(read("1120000000000000 00")).toMatchObject({ uiMode: "not-specified", initiator: "server", reserved: 0 });
    expect(read("1101000000000000 00")).toMatchObject({ initiator: "client", reserved: 1, sessionId: 0 });
    expect(read("1100800100000000 00")).toMatchObject({ reserved: 0, sessionId: 0x8001, timestamp: 0 });
    expect(read("1100000080000001 00")).toMatchObject({ sessionId: 0, timestamp: 0x80000001, timeoutDays: 0 });
    expect(read("1100000000000000 81")).toMatchObject({ timestamp: 0, timeoutDays: 0x81 });
    expect(toHex(read(zero).signed)).toBe(`${zero.replace(" ", "")}100141`);
  });
  it("reads reserved bits and lets them be: bootstrap-push §3.2#5", () => {
    expect(decodeNotification13(hex(`117f1234 50e22700 07 100141 ${D}`))).toMatchObject({
      reserved: 31,
      sessionId: 0x1234,
    });
  });
  it("refuses every shorter message", () => {
    const message = encodeNotification13(KNOCK_13, KEY);
    for (let length = 0; length < message.length; length++) {
      // What remains might be the other digest; whether it is one is not for the decoder to say.
      if (length === message.length - 16) continue;
      expect(
        refusal(() => decodeNotification13(message.subarray(0, length))),
        String(length),
      ).not.toBe("none");
    }
  });
  it("can be another layout, in one place: bootstrap-push §3.2#1", () => {
    const layout = { ...R1, version: 5 };
    const message = encodeNotification13({ ...KNOCK_13, version: 5 }, KEY, { layout });
    expect(refusal(() => decodeNotification13(message))).toBe("unsupported-version");
    expect(decodeNotification13(message, layout).version).toBe(5);
  });
});
