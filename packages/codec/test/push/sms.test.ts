import {
  decodeSmsDeliver,
  decodeUserData,
  encodeSmsDeliver,
  encodeUserData,
  Reassembly,
  splitUserData,
  type UserData,
} from "@oma-dm/codec/sms";
import { describe, expect, it } from "vitest";
import { hex, toHex } from "./hex.ts";
import { refusal } from "./refusal.ts";

const KNOCK = "010603c4af876d4f493b94709180c11e6625fe07354402d0000000123412636f6d2e6d676d747372762e6d616e616765";
const PORTS = { destination: 2948, source: 0xc002 };
const EXAMPLE = `44 0b914477001234f5 00 f5 62705090000080 37 0605040b84c002 ${KNOCK}`;

describe("a short message", () => {
  it("is the example of bootstrap-push §4.5#14, #15", () => {
    const read = decodeSmsDeliver(hex(EXAMPLE));
    expect(read).toEqual({
      originator: "+44770021435",
      protocolId: 0,
      dataCoding: 0xf5,
      timestamp: Date.UTC(2026, 6, 5, 9, 0, 0) - 2 * 60 * 60_000,
      userData: { ports: PORTS, payload: hex(KNOCK) },
    });
  });
  it("may stand behind the address of its service centre: bootstrap-push §4.5#1", () => {
    const bare = decodeSmsDeliver(hex(EXAMPLE));
    expect(decodeSmsDeliver(hex(`0791534850020020 ${EXAMPLE}`))).toEqual(bare);
    expect(decodeSmsDeliver(hex(`00 ${EXAMPLE}`))).toEqual(bare);
  });
  it("is written as it is read: bootstrap-push §4.5#13", () => {
    const sms = {
      originator: "+358501234567",
      timestamp: Date.UTC(2026, 0, 2, 3, 4, 5),
      userData: { ports: PORTS, payload: hex(KNOCK) },
    };
    const { protocolId: _, dataCoding: __, ...read } = decodeSmsDeliver(encodeSmsDeliver(sms));
    expect(read).toEqual(sms);
  });
  it.each([
    ["national digits", "0481 2143", "1234"],
    ["an odd count of digits", "0381 21f3", "123"],
    ["a name", "0ad0 c8329bfd06", "Hello"],
  ] as const)("comes from %s: bootstrap-push §4.5#2", (_title, address, originator) => {
    expect(decodeSmsDeliver(hex(`04 ${address} 00 04 62705090000000 01 41`)).originator).toBe(originator);
  });
  it.each([
    ["04", true],
    ["f5", true],
    ["f6", true],
    ["05", true],
    ["08", false],
    ["f1", false],
    ["11", false],
  ] as const)("with coding %s is data or text: bootstrap-push §4.5#3", (coding, isData) => {
    const { userData } = decodeSmsDeliver(hex(`04 0481 2143 00 ${coding} 62705090000000 02 4142`));
    expect(userData).toEqual(isData ? { payload: hex("4142") } : undefined);
  });
  it("is data though it says text, where the length counts octets: bootstrap-push §4.5#3", () => {
    const { userData } = decodeSmsDeliver(hex(EXAMPLE.replace(" f5 6270", " 00 6270")));
    expect(userData).toEqual({ ports: PORTS, payload: hex(KNOCK) });
  });
  it("has no time where its octets are none", () => {
    expect(decodeSmsDeliver(hex(EXAMPLE.replace("62705090000080", "62fff090000080"))).timestamp).toBeUndefined();
  });
  it.each([
    ["a status report", hex("06"), "unknown-document"],
    ["nothing", hex(""), "truncated"],
    ["a longer length than there is", hex(EXAMPLE.replace(" 37 ", " 38 ")), "truncated"],
    ["something behind it", hex(`${EXAMPLE}00`), "trailing-bytes"],
    ["141 octets", hex(`04 0481 2143 00 04 62705090000000 8d ${"00".repeat(141)}`), "bad-length"],
    ["21 digits", hex(`04 1581 ${"21".repeat(11)} 00 04 62705090000000 01 41`), "bad-length"],
    ["a kilobyte", new Uint8Array(1024), "limit"],
  ] as const)("refuses %s", (_title, bytes, code) => {
    expect(refusal(() => decodeSmsDeliver(bytes))).toBe(code);
  });
});

describe("user data", () => {
  it.each([
    ["ports of 16 bits", "06 05040b84c002", { ports: PORTS }, "bootstrap-push §4.5#8"],
    ["ports of 8 bits", "04 0402 f0f1", { ports: { destination: 0xf0, source: 0xf1 } }, "bootstrap-push §4.5#7, #9"],
    [
      "a part, 8 bits",
      "05 0003 070302",
      { concatenation: { width: 8, reference: 7, total: 3, sequence: 2 } },
      "bootstrap-push §4.5#5",
    ],
    [
      "a part, 16 bits",
      "06 0804 01020302",
      { concatenation: { width: 16, reference: 258, total: 3, sequence: 2 } },
      "bootstrap-push §4.5#6",
    ],
    ["an unknown element", "09 7001 ff 05040b84c002", { ports: PORTS }, "bootstrap-push §4.5#4"],
    ["an element twice", "0c 0504 00010002 05040b84c002", { ports: PORTS }, "bootstrap-push §4.5#4"],
    ["part 0", "05 0003 070300", {}, "bootstrap-push §4.5#10"],
    ["part 4 of 3", "05 0003 070304", {}, "bootstrap-push §4.5#10"],
    ["none of none", "05 0003 070000", {}, "bootstrap-push §4.5#10"],
    ["an element of another length", "04 0002 0703", {}, "bootstrap-push §4.5#5"],
  ] as const)("knows %s", (_title, header, value, _rule) => {
    const [length, ...elements] = header.split(" ");
    expect(Number.parseInt(length!, 16)).toBe(elements.join("").length / 2);
    expect(decodeUserData(hex(`${header}aa`))).toEqual({ ...value, payload: hex("aa") });
  });
  it.each([
    ["a header beyond the end", "07 05040b84c002"],
    ["an element beyond the header", "03 050400"],
    ["half an element", "01 05"],
    ["nothing", ""],
  ] as const)("refuses %s", (_title, bytes) => {
    expect(refusal(() => decodeUserData(hex(bytes)))).toBe("truncated");
  });
  it.each([
    [133, 8, 1, 140],
    [134, 8, 2, 140],
    [256, 8, 2, 140],
    [257, 8, 3, 140],
    [254, 16, 2, 140],
    [255, 16, 3, 140],
  ] as const)(
    "%i octets with references of %i bits take %i messages: bootstrap-push §4.5#11",
    (octets, width, count, longest) => {
      const pdu = Uint8Array.from({ length: octets }, (_, i) => i & 0xff);
      const parts = splitUserData(pdu, PORTS, { reference: 9, width });
      expect(parts.length).toBe(count);
      expect(Math.max(...parts.map(({ length }) => length))).toBe(longest);
      const reassembly = new Reassembly();
      const whole = parts.map((part) => reassembly.add("+1", decodeUserData(part), 0)).at(-1);
      expect(whole).toEqual({ ports: PORTS, payload: pdu });
    },
  );
  it("goes into no more than 255 messages", () => {
    expect(() => splitUserData(new Uint8Array(256 * 128), PORTS, { reference: 1 })).toThrow(RangeError);
    expect(splitUserData(new Uint8Array(255 * 128), PORTS, { reference: 1 }).length).toBe(255);
  });
});

describe("reassembly: bootstrap-push §4.5#10", () => {
  const part = (
    sequence: number,
    more: Partial<UserData & { total: number; width: 8 | 16; reference: number }> = {},
  ): UserData => {
    const { total = 3, width = 8, reference = 1, payload = Uint8Array.of(sequence), ports } = more;
    return { concatenation: { width, reference, total, sequence }, payload, ...(ports && { ports }) };
  };
  it("takes parts in any order, the first of a number, and the port from any of them", () => {
    const reassembly = new Reassembly();
    expect(reassembly.add("a", part(3, { ports: PORTS }), 0)).toBeUndefined();
    expect(reassembly.add("a", part(1), 1)).toBeUndefined();
    expect(reassembly.add("a", part(1, { payload: Uint8Array.of(99) }), 2)).toBeUndefined();
    expect(reassembly.add("a", part(2), 3)).toEqual({ ports: PORTS, payload: Uint8Array.of(1, 2, 3) });
    expect(reassembly.pending).toBe(0);
  });
  it.each([
    ["originators", "b", {}],
    ["widths", "a", { width: 16 }],
    ["references", "a", { reference: 2 }],
    ["totals", "a", { total: 2 }],
  ] as const)("keeps %s apart", (_title, originator, more) => {
    const reassembly = new Reassembly();
    reassembly.add("a", part(1), 0);
    reassembly.add("a", part(2), 0);
    expect(reassembly.add(originator, part(2, more), 0)).toBeUndefined();
    expect(reassembly.add("a", part(3), 0)).toBeDefined();
  });
  it("drops what stays incomplete", () => {
    const reassembly = new Reassembly({ expiresMs: 1000 });
    reassembly.add("a", part(1, { total: 2 }), 0);
    expect(reassembly.add("a", part(2, { total: 2 }), 1000)).toBeUndefined();
    expect(reassembly.pending).toBe(1);
  });
  it("lets no originator, no crowd and no bulk hold more than its share", () => {
    const reassembly = new Reassembly({ maxPerOriginator: 2, maxSets: 5, maxBytes: 300 });
    for (let reference = 0; reference < 9; reference++) reassembly.add("a", part(1, { reference }), 0);
    expect(reassembly.pending).toBe(2);
    for (let reference = 0; reference < 9; reference++) reassembly.add(`b${reference}`, part(1), 0);
    expect(reassembly.pending).toBe(5);
    reassembly.add("c", part(1, { payload: new Uint8Array(200) }), 0);
    reassembly.add("d", part(1, { payload: new Uint8Array(200) }), 0);
    expect(reassembly.pending).toBe(1);
  });
  it("passes on at once what is no part", () => {
    expect(new Reassembly().add("a", { ports: PORTS, payload: hex("01") }, 0)).toEqual({
      ports: PORTS,
      payload: hex("01"),
    });
  });
  it("writes no header that says nothing", () => {
    expect(toHex(encodeUserData({ payload: hex("01") }))).toBe("0001");
  });
});
