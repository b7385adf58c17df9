import { DecodeError } from "@oma-dm/codec";
import {
  DM_BOOTSTRAP_OID,
  decodeApplications,
  decodeDataObjects,
  decodeFileInfo,
  decodeIccid,
  decodeObjectDirectory,
  decodeSimFileInfo,
  PKCS15_AID,
} from "@oma-dm/codec/uicc";
import { describe, expect, it } from "vitest";

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
const codeOf = (decode: () => unknown): string => {
  try {
    decode();
    return "taken";
  } catch (error) {
    return error instanceof DecodeError ? error.code : String(error);
  }
};
const objects = (hex: string) => decodeDataObjects(bytes(hex), DM_BOOTSTRAP_OID);

describe("EF DIR (bootstrap-push §9.2#1)", () => {
  it("names applications, with fill between them", () => {
    const [pkcs15, usim, ...more] = decodeApplications(
      bytes(
        "FF 00 61 1A 4F 0C A000000063504B43532D3135 50 04 4C414245 51 04 3F007F50 FFFFFF 61 06 4F 04 A0000000 61 02 50 00",
      ),
    );
    expect(pkcs15).toEqual({ aid: PKCS15_AID, path: [0x3f00, 0x7f50] });
    expect(usim).toEqual({ aid: bytes("A0000000") });
    expect(more).toEqual([]);
  });
});

describe("EF ODF (bootstrap-push §9.4#1, §9.2#2)", () => {
  it("lists files of data objects in their order, and nothing else", () => {
    expect(
      decodeObjectDirectory(bytes("A0 06 30 04 04 02 6499 A7 06 30 04 04 02 6430 FF A7 08 30 06 04 04 7FFF6431")),
    ).toEqual([
      { files: [0x6430], index: 0 },
      { files: [0x7fff, 0x6431], index: 0 },
    ]);
    expect(decodeObjectDirectory(bytes("A7 02 30 00 FFFF"))).toEqual([]);
  });
});

describe("EF DODF (bootstrap-push §9.4#2, #3, §9.2#3)", () => {
  const path = "30 04 04 02 6433";
  it.each([
    ["an OID object", `A1 1C 30 04 0C 02 444D 30 02 0C 00 A1 10 30 0E 06 04 672B0701 ${path} 80 00`],
    ["a nested identifier", `A1 16 30 00 30 00 A1 10 30 0E 06 06 06 04 672B0701 ${path}`],
    ["an opaque object", `30 12 30 00 30 06 06 04 672B0701 A1 06 ${path}`],
  ])("%s leads to its file", (_name, hex) => {
    expect(objects(hex)).toEqual([{ files: [0x6433], index: 0 }]);
  });
  it("says which part of a file is meant", () => {
    expect(objects("30 1A 30 06 06 04 672B0701 A1 10 30 0E 04 04 3F006433 02 01 04 80 03 000100")).toEqual([
      { files: [0x3f00, 0x6433], index: 4, length: 256 },
    ]);
  });
  it("lists others, which are passed over", () => {
    expect(objects("30 12 30 00 30 06 06 04 672B0702 A1 06 30 04 04 02 6433")).toEqual([]);
    expect(objects("30 08 30 06 06 04 672B0701")).toEqual([]);
    expect(objects("FF FF 00")).toEqual([]);
  });
});

describe("what SELECT says of a file (bootstrap-push §9.3#1, #3)", () => {
  it("is its size, and its records", () => {
    expect(decodeFileInfo(bytes("62 0F 82 02 4121 83 02 6433 80 02 0123 8A 01 05"))).toEqual({ size: 0x123 });
    expect(decodeFileInfo(bytes("62 0D 82 05 42210030 02 80 02 0060 8A 00"))).toEqual({
      size: 96,
      recordLength: 48,
      recordCount: 2,
    });
    expect(decodeFileInfo(bytes("62 04 82 02 7821"))).toEqual({});
    expect(decodeFileInfo(bytes(""))).toEqual({});
    expect(decodeSimFileInfo(bytes("0000 0123 6433 04 00 000000 01 02 00 00"))).toEqual({ size: 0x123 });
    expect(decodeSimFileInfo(bytes("0000 0060 2F00 04 00 000000 01 02 01 30"))).toEqual({
      size: 96,
      recordLength: 48,
      recordCount: 2,
    });
    expect(decodeSimFileInfo(bytes("00"))).toEqual({});
  });
});

it("EF ICCID has its nibbles swapped, and F behind an odd count", () => {
  expect(decodeIccid(bytes("98 10 14 30 12 11 81 15 70 02"))).toBe("89014103211118510720");
  expect(decodeIccid(bytes("98 10 14 30 12 11 81 15 70 F2"))).toBe("8901410321111851072");
  expect(decodeIccid(bytes("FFFFFFFFFFFFFFFFFFFF"))).toBeUndefined();
  expect(decodeIccid(bytes("98 1A"))).toBeUndefined();
});

describe("what cannot be is refused (bootstrap-push §9.4#3)", () => {
  it.each([
    ["an object that ends beyond the file", "A7 06 30 04", "bad-length"],
    ["a length beyond the file", "A7 82 01", "truncated"],
    ["no length", "A7", "truncated"],
    ["a length of three octets", "A7 83 000001 00", "bad-length"],
    ["an indefinite length", "A7 80 0000", "bad-length"],
    ["a tag of several octets", "BF 20 00", "bad-token"],
    ["a path that is too long", `A7 16 30 14 04 12 ${"3F00".repeat(9)}`, "bad-value"],
    ["a place that is no number", "A7 0A 30 08 04 02 6430 02 02", "bad-length"],
    ["a place of four octets", "A7 0C 30 0A 04 02 6430 02 04 00000001", "bad-value"],
  ])("%s", (_name, hex, code) => {
    expect(codeOf(() => decodeObjectDirectory(bytes(hex)))).toBe(code);
  });
  it("nesting and objects without end", () => {
    let nested = "30 00";
    for (let depth = 0; depth < 12; depth++)
      nested = `30 ${(nested.replaceAll(" ", "").length / 2).toString(16).padStart(2, "0")} ${nested}`;
    expect(codeOf(() => objects(nested))).toBe("limit");
    expect(codeOf(() => objects("3000".repeat(4_097)))).toBe("limit");
  });
});
