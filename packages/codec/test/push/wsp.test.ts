import {
  decodeContentType,
  decodePush,
  encodeContentType,
  encodePush,
  headerOf,
  parseContentType,
  printContentType,
  type WspContentType,
} from "@oma-dm/codec/wsp";
import { describe, expect, it } from "vitest";
import { hex, toHex } from "./hex.ts";
import { refusal } from "./refusal.ts";

const ascii = (text: string): string => toHex(Buffer.from(text, "latin1"));

const DM = "application/vnd.syncml.dm+wbxml";
const MAC = "19BAE20D3DD2E8E26BA02627F96E0908A336DE25";

/** Octets, what they say, and whether we write them so ourselves. */
const CONTENT_TYPES: readonly [rule: string, octets: string, value: WspContentType, exact: boolean][] = [
  ["bootstrap-push §4.3#1", "c4", { type: "application/vnd.syncml.notification", code: 0x44, parameters: [] }, true],
  ["bootstrap-push §3.1#1", "d8", { type: "application/vnd.syncml.dm.notification", code: 0x58, parameters: [] }, true],
  ["bootstrap-push §4.3#1, #6", "ff", { code: 0x7f, parameters: [] }, true],
  ["bootstrap-push §4.3#2", `${ascii("a/b")}00`, { type: "a/b", parameters: [] }, true],
  ["bootstrap-push §4.3#3", "01c2", { type: DM, code: 0x42, parameters: [] }, false],
  ["bootstrap-push §4.3#4", "1f01c2", { type: DM, code: 0x42, parameters: [] }, false],
  ["bootstrap-push §4.3#5", "03020314", { type: "application/oma-directory+xml", code: 0x314, parameters: [] }, true],
  ["bootstrap-push §4.3#5", `04${ascii("a/b")}00`, { type: "a/b", parameters: [] }, false],
  [
    "bootstrap-push §4.3#8",
    `1f2dc2918092${ascii(MAC)}00`,
    {
      type: DM,
      code: 0x42,
      parameters: [
        { name: "SEC", value: 0 },
        { name: "MAC", value: MAC },
      ],
    },
    true,
  ],
  ["bootstrap-push §4.3#8", "03c29c00", { type: DM, code: 0x42, parameters: [{ name: "Domain" }] }, true],
  [
    "bootstrap-push §4.3#8",
    `05c29c22${ascii("x")}00`,
    { type: DM, code: 0x42, parameters: [{ name: "Domain", value: "x" }] },
    false,
  ],
  ["bootstrap-push §4.3#8", "03c28077", { type: DM, code: 0x42, parameters: [{ name: "Q", value: 0x77 }] }, true],
  ["bootstrap-push §4.3#8", "03c2801f", { type: DM, code: 0x42, parameters: [{ name: "Q", value: 0x1f }] }, true],
  ["bootstrap-push §4.3#8", "04c2808000", { type: DM, code: 0x42, parameters: [{ name: "Q", value: 0 }] }, true],
  [
    "bootstrap-push §4.3#8",
    "08c2510022302e3500",
    { type: DM, code: 0x42, parameters: [{ name: "Q", value: "0.5" }] },
    false,
  ],
  ["bootstrap-push §4.3#8", "04c2008331", { type: DM, code: 0x42, parameters: [{ name: "Q", value: 433 }] }, false],
  [
    "bootstrap-push §4.3#8",
    "05c201426100",
    { type: DM, code: 0x42, parameters: [{ name: "unassigned/0x42", value: "a" }] },
    false,
  ],
  [
    "bootstrap-push §4.3#8",
    `04c2${ascii("A")}00c5`,
    { type: DM, code: 0x42, parameters: [{ name: "A", value: 0x45 }] },
    true,
  ],
];

describe("a content type", () => {
  it.each(CONTENT_TYPES)("%s: %s", (_rule, octets, value, exact) => {
    const { length, ...read } = decodeContentType(hex(octets));
    expect(read).toEqual(value);
    expect(length).toBe(octets.length / 2);
    const written = encodeContentType(value);
    if (exact) expect(toHex(written)).toBe(octets);
    const { length: _, ...again } = decodeContentType(written);
    expect(again).toEqual(value);
  });
  it.each([
    ["nothing", "", "truncated"],
    ["a length beyond the end", "05c2", "truncated"],
    ["text without an end", ascii("a/b"), "truncated"],
    ["a type without a name", "7f00", "bad-value"],
    ["a parameter without a name", "04c27f00c5", "bad-value"],
    ["a parameter without a value", "02c291", "truncated"],
    ["a value without an end", `04c291${ascii("ab")}`, "truncated"],
    ["a length of six octets", "1f818181818101c2", "bad-length"],
    ["an integer of seven octets", `0907${"01".repeat(7)}00`, "limit"],
    ["33 parameters", `1f${(1 + 33 * 2).toString(16)}c2${"9180".repeat(33)}`, "limit"],
  ] as const)("refuses %s", (_title, octets, code) => {
    expect(refusal(() => decodeContentType(hex(octets)))).toBe(code);
  });
  it.each([
    ["DM", DM, "SEC=NETWORKID", 0],
    ["DM", DM, "SEC=USERPIN", 1],
    ["DM", DM, "SEC=USERPIN_NETWORKID", 2],
    ["CP", "application/vnd.wap.connectivity-wbxml", "SEC=NETWPIN", 0],
    ["CP", "application/vnd.wap.connectivity-wbxml", "SEC=USERNETWPIN", 2],
  ] as const)(
    "of %s is printed with the method's name and read again: bootstrap-push §4.3#9",
    (_family, type, sec, value) => {
      expect(printContentType({ type, parameters: [{ name: "SEC", value }] })).toBe(`${type}; ${sec}`);
      expect(parseContentType(`${type}; ${sec.toLowerCase()}; MAC="AB"`)).toEqual({
        type,
        parameters: [
          { name: "sec", value },
          { name: "MAC", value: "AB" },
        ],
      });
    },
  );
  it("has no text for a code that is not registered", () => {
    expect(printContentType({ code: 0x7f, parameters: [] })).toBeUndefined();
  });
});

const BODY = "00010203";
const push = (head: string, pdu = "0106"): Uint8Array =>
  hex(`${pdu}${(head.length / 2).toString(16).padStart(2, "0")}${head}${BODY}`);

describe("a push", () => {
  it("is what DM 1.2 shows: bootstrap-push §4.2#1, §4.4#1", () => {
    const read = decodePush(push("c4af87"));
    expect(read).toEqual({
      transactionId: 1,
      confirmed: false,
      contentType: { type: "application/vnd.syncml.notification", code: 0x44, parameters: [] },
      headers: [{ name: "X-Wap-Application-Id", value: "x-wap-application:syncml.dm" }],
      data: hex(BODY),
    });
    expect(toHex(encodePush(read))).toBe(toHex(push("c4af87")));
  });
  it("has its type as a number when it is sent, and may have it as text when it comes: bootstrap-push §4.3#7", () => {
    const written = encodePush({
      transactionId: 1,
      confirmed: false,
      contentType: parseContentType("Application/vnd.syncml.Notification"),
      headers: [{ name: "x-wap-application-id", value: "x-wap-application:syncml.dm" }],
      data: hex(BODY),
    });
    expect(toHex(written)).toBe(toHex(push("c4af87")));
    const textual = push(`${ascii("application/vnd.syncml.notification")}00af87`);
    expect(decodePush(textual).contentType.type).toBe("application/vnd.syncml.notification");
  });
  it.each([
    ["short", "87", "x-wap-application:syncml.dm"],
    ["long", "0107", "x-wap-application:syncml.dm"],
    ["as text", `${ascii("x-wap-application:syncml.dm")}00`, "x-wap-application:syncml.dm"],
    ["in OMA's later spelling", `${ascii("x-oma-application:other")}00`, "x-oma-application:other"],
    ["not registered", "029000", 0x9000],
  ] as const)("names its application %s: bootstrap-push §4.4#8", (_title, value, name) => {
    expect(headerOf(decodePush(push(`c4af${value}`)), "x-wap-application-id")).toBe(name);
  });
  it("reads the headers a gateway adds: bootstrap-push §4.4#1–#6", () => {
    const head = `c4 8d27 c393 b487 9204386d4380 b0${ascii("a:b")}00 b1${ascii("c:d")}00 8e${ascii("/e")}00`;
    const { headers, ...rest } = decodePush(push(head.replaceAll(" ", "").replace("8d27", "8da7")));
    expect(headers).toEqual([
      { name: "Content-Length", value: 39 },
      { name: "Encoding-Version", value: "1.3" },
      { name: "Push-Flag", value: 7 },
      { name: "Date", value: 0x386d4380 * 1000 },
      { name: "X-Wap-Content-URI", value: "a:b" },
      { name: "X-Wap-Initiator-URI", value: "c:d" },
      { name: "Content-Location", value: "/e" },
    ]);
    expect(decodePush(encodePush({ headers, ...rest }))).toEqual({ headers, ...rest });
  });
  it("passes over what it does not know, on whatever page: bootstrap-push §4.4#7", () => {
    const unknown = [
      "a902cafe",
      "a91f03010203",
      `a9${ascii("node")}00`,
      "a985",
      `${ascii("user-agent")}00${ascii("x")}00`,
    ];
    for (const header of unknown) {
      expect(headerOf(decodePush(push(`c4${header}af87`)), "X-Wap-Application-Id")).toBe("x-wap-application:syncml.dm");
    }
    expect(headerOf(decodePush(push("c402af90")), "X-Wap-Application-Id")).toBeUndefined();
    expect(headerOf(decodePush(push("c47f02af907f01af87")), "X-Wap-Application-Id")).toBe(
      "x-wap-application:syncml.dm",
    );
  });
  it("brings a text without characters back as one: bootstrap-push §4.4#7", () => {
    const read = decodePush(push("c4af7f00"));
    expect(read.headers).toEqual([{ name: "X-Wap-Application-Id", value: "" }]);
    expect(decodePush(encodePush(read))).toEqual(read);
  });
  it("takes a confirmed push for what it holds: bootstrap-push §4.2#2", () => {
    expect(decodePush(push("c4af87", "0107"))).toMatchObject({ confirmed: true, data: hex(BODY) });
  });
  it.each([
    ["another type of PDU", hex("010403c4af8700"), "unknown-document", "bootstrap-push §4.2#2"],
    ["headers longer than the datagram", hex("01067fc4af87"), "truncated", "bootstrap-push §4.2#1"],
    ["no content type, as one gateway's test has it", hex(`010600${ascii("application/x")}00`), "missing-element", ""],
    ["a length of six octets", hex("0106818181818100c4"), "bad-length", "bootstrap-push §4.2#1"],
    ["a content type beyond the headers", hex("01060205c2918000"), "truncated", ""],
    ["a header without its value", push("c4af"), "truncated", ""],
    ["text without an end", push(`c4${ascii("abc")}`), "truncated", ""],
    ["an octet that begins nothing", push("c400"), "bad-value", ""],
    ["65 headers", hex(`0106${"8103"}c4${"b487".repeat(65)}`), "limit", ""],
    ["64 KiB and one octet", new Uint8Array(64 * 1024 + 1), "limit", ""],
  ] as const)("refuses %s", (_title, bytes, code, _rule) => {
    expect(refusal(() => decodePush(bytes))).toBe(code);
  });
  it("refuses every shorter head", () => {
    const bytes = push(`1f2dc2918092${ascii(MAC)}00af87`);
    for (let length = 0; length < bytes.length - BODY.length / 2; length++) {
      expect(refusal(() => decodePush(bytes.subarray(0, length)))).toBe("truncated");
    }
  });
});
