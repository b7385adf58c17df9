import { DecodeError } from "@oma-dm/codec";
import {
  type Characteristic,
  decodeProvisioning,
  encodeProvisioning,
  type ProvisioningDocument,
} from "@oma-dm/codec/cp";
import { describe, expect, it } from "vitest";
import { ATTRIBUTE_STARTS, ATTRIBUTE_VALUES, WRITTEN } from "../src/cp/tables.ts";

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
const ascii = (text: string): string => Buffer.from(text, "ascii").toString("hex");
const hexOf = (document: Uint8Array): string => Buffer.from(document).toString("hex");
const parms = (...pairs: readonly (readonly [string, string?])[]) =>
  pairs.map(([name, value = ""]) => ({ name, value }));
const one = (
  type: string,
  list: Characteristic["parms"],
  ...characteristics: readonly Characteristic[]
): Characteristic => ({
  type,
  parms: list,
  characteristics,
});
const codeOf = (document: Uint8Array | string): string => {
  try {
    decodeProvisioning(document);
    return "taken";
  } catch (error) {
    return error instanceof DecodeError ? error.code : String(error);
  }
};

/** cp-profile §8.1#1. */
const FULL_HEX =
  "030b6a00c54503312e310001c65501871106034e415031000187070603496f540001871006ab0187080603696f742e6578616d706c6500018709068901c65a01870c069a01870d0603750001870e06037000010101c600015501873600000603773700018700013800000603636f6d2e6d676d747372762e6d616e6167650001870706034f70730001872206034e4150310001870503494e49540001c60001560187340000060368747470733a2f2f646d2e6578616d706c652e636f6d2f646d0001c65301872306033834343300010101c600015701873000000600018d01873300000600019301873100000603646576343200018700013200000603636c73656372657400018700012f00000603626d3975593255784d6a4d30000101c600015701873000000603434c49454e5400018700013300000600019301873100000603636f6d2e6d676d747372762e6d616e6167650001870001320000060373727673656372657400018700012f000006034d54497a4e413d3d0001010101";
const FULL: ProvisioningDocument = {
  version: "1.1",
  characteristics: [
    one(
      "NAPDEF",
      parms(
        ["NAPID", "NAP1"],
        ["NAME", "IoT"],
        ["BEARER", "GSM-GPRS"],
        ["NAP-ADDRESS", "iot.example"],
        ["NAP-ADDRTYPE", "APN"],
      ),
      one("NAPAUTHINFO", parms(["AUTHTYPE", "PAP"], ["AUTHNAME", "u"], ["AUTHSECRET", "p"])),
    ),
    one(
      "APPLICATION",
      parms(["APPID", "w7"], ["PROVIDER-ID", "com.mgmtsrv.manage"], ["NAME", "Ops"], ["TO-NAPID", "NAP1"], ["INIT"]),
      one("APPADDR", parms(["ADDR", "https://dm.example.com/dm"]), one("PORT", parms(["PORTNBR", "8443"]))),
      one(
        "APPAUTH",
        parms(
          ["AAUTHLEVEL", "APPSRV"],
          ["AAUTHTYPE", "DIGEST"],
          ["AAUTHNAME", "dev42"],
          ["AAUTHSECRET", "clsecret"],
          ["AAUTHDATA", "bm9uY2UxMjM0"],
        ),
      ),
      one(
        "APPAUTH",
        parms(
          ["AAUTHLEVEL", "CLIENT"],
          ["AAUTHTYPE", "DIGEST"],
          ["AAUTHNAME", "com.mgmtsrv.manage"],
          ["AAUTHSECRET", "srvsecret"],
          ["AAUTHDATA", "MTIzNA=="],
        ),
      ),
    ),
  ],
};
/** cp-profile §8.2#1: one switch to page 1, and value tokens in a row. */
const STICKY_HEX =
  "030b6a00c54503312e310001c600015501873606037737000187380603636f6d2e6d676d747372762e6d616e6167650001870706034f70730001c656018734060368747470733a2f2f646d2e6578616d706c652e636f6d2f646d000101c657018730068d01873306919301873106036465763432000187320603636c7365637265740001010101";
const STICKY: ProvisioningDocument = {
  version: "1.1",
  characteristics: [
    one(
      "APPLICATION",
      parms(["APPID", "w7"], ["PROVIDER-ID", "com.mgmtsrv.manage"], ["NAME", "Ops"]),
      one("APPADDR", parms(["ADDR", "https://dm.example.com/dm"])),
      one(
        "APPAUTH",
        parms(
          ["AAUTHLEVEL", "APPSRV"],
          ["AAUTHTYPE", "HTTP-DIGEST"],
          ["AAUTHNAME", "dev42"],
          ["AAUTHSECRET", "clsecret"],
        ),
      ),
    ),
  ],
};
/** cp-profile §8.4#1. */
const PAGE_0_HEX =
  "030b6a00c54601c65601870706034f70000187150603505831000101c65101871506035058310001870706034f702070726f78790001c65201872f060350310001872006033139322e302e322e3800018721068501872206034e4150310001c653018723060338303830000101010101";
const PAGE_0: ProvisioningDocument = {
  version: "1.0",
  characteristics: [
    one("BOOTSTRAP", parms(["NAME", "Op"], ["PROXY-ID", "PX1"])),
    one(
      "PXLOGICAL",
      parms(["PROXY-ID", "PX1"], ["NAME", "Op proxy"]),
      one(
        "PXPHYSICAL",
        parms(["PHYSICAL-PROXY-ID", "P1"], ["PXADDR", "192.0.2.8"], ["PXADDRTYPE", "IPV4"], ["TO-NAPID", "NAP1"]),
        one("PORT", parms(["PORTNBR", "8080"])),
      ),
    ),
  ],
};

describe("examples of the rule book (cp-profile §2#2–#5)", () => {
  it.each([
    ["flipping pages, both ways (cp-profile §8.1#1, §3.1#5, #6, #8)", FULL_HEX, FULL, true],
    ["staying on page 1 (cp-profile §8.2#1, §3.1#1, #3, #4)", STICKY_HEX, STICKY, false],
    ["page 0 alone, both ways (cp-profile §8.4#1)", PAGE_0_HEX, PAGE_0, true],
  ])("%s", (_name, hex, document, isOurs) => {
    expect(decodeProvisioning(bytes(hex))).toEqual(document);
    if (isOurs) expect(hexOf(encodeProvisioning(document))).toBe(hex);
    expect(decodeProvisioning(encodeProvisioning(document))).toEqual(document);
  });
  it("a comma list of tokens, both ways (cp-profile §8.3#1)", () => {
    const document = {
      version: "1.1",
      characteristics: [one("APPAUTH", parms(["AAUTHTYPE", "HTTP-BASIC,HTTP-DIGEST"]))],
    };
    const written = hexOf(encodeProvisioning(document));
    expect(written).toContain("8733 0000 06 9c 0001 90 0000 9d 01".replaceAll(" ", ""));
    expect(decodeProvisioning(bytes(written))).toEqual(document);
  });
  it("tokens of the edition of 2002 are refused, not misread (cp-profile §3.1#7)", () => {
    expect(codeOf(bytes(STICKY_HEX.replace("069193", "068193")))).toBe("bad-token");
    expect(codeOf(bytes(STICKY_HEX.replace("06919301", "068301019301")))).toBe("bad-value");
  });
});

describe("tokens", () => {
  const wrapped = (body: string, table = "") =>
    `030b6a${(table.length / 2).toString(16).padStart(2, "0")}${table}c54503${ascii("1.1")}0001${body}01`;
  const inNap = (parm: string) => wrapped(`c65501${parm}01`);
  it("switch pages in two registers that know nothing of each other (cp-profile §3.1#1, #2)", () => {
    // Page 1 of tags has characteristic and parm too; attributes stay on page 0, where 36 is another name.
    const document = decodeProvisioning(bytes(wrapped(`0001c6550187360603${ascii("9")}000101`)));
    expect(document.characteristics).toEqual([one("NAPDEF", parms(["MAX-BITRATE-DNLINK", "9"]))]);
    // Attributes on page 1, which an element's end does not undo; tags stay on page 0.
    const sticky = decodeProvisioning(bytes(wrapped(`c6000155018736 0603${ascii("w7")}000101`)));
    expect(sticky.characteristics).toEqual([one("APPLICATION", parms(["APPID", "w7"]))]);
  });
  it("bring values in every form a string can have (cp-profile §3.1#4, #9)", () => {
    const table = `${ascii("abc")}00`;
    const parm = `871106 8300 8301 c302${ascii("hi")} 028120 03${ascii("x")}00 01`.replaceAll(" ", "");
    const [nap] = decodeProvisioning(bytes(wrapped(`c65501${parm}01`, table))).characteristics;
    expect(nap?.parms).toEqual(parms(["NAPID", "abcbchi\u00a0x"]));
  });
  it("bring names and types as text, elements by literal names, and what nobody knows (cp-profile §3.1#8, §2#10, #12, #13)", () => {
    const table = `${ascii("parm")}00${ascii("mwid")}00${ascii("noparm")}00`;
    const body =
      `c65003${ascii("WLAN")}0001` +
      // A literal parm with a name as text, an attribute with a literal name, and no value.
      `8400 0503${ascii("SSID2")}00 0405 03${ascii("1")}00 01` +
      // A literal element nobody knows, with a parm in it.
      `c40a 0503${ascii("gone")}00 01 871101 01` +
      // A tag nobody assigned, with text in it.
      `49 03${ascii("odd")}00 01` +
      // An attribute nobody assigned, a value, and the name behind it.
      `877e 0603${ascii("v")}00 0503${ascii("N")}00 01` +
      "01";
    const [wlan] = decodeProvisioning(bytes(wrapped(body, table))).characteristics;
    expect(wlan).toEqual(one("WLAN", parms(["SSID2"], ["N", "v"])));
  });
  it("are all of them what the tables say, on their pages (cp-profile §3.2#1, §3.3#1, §3.4#1, §3.5#1)", () => {
    for (const [page, starts] of ATTRIBUTE_STARTS.entries()) {
      for (const [token, { attribute, text }] of starts) {
        if (text === "" || attribute === "version") continue;
        const start = `00${page.toString(16).padStart(2, "0")}${token.toString(16).padStart(2, "0")}`;
        const body = attribute === "type" ? `86${start}01` : `c65501 87${start}01 01`.replaceAll(" ", "");
        const [made] = decodeProvisioning(bytes(wrapped(body))).characteristics;
        expect(attribute === "type" ? made : made?.parms[0]).toMatchObject(
          attribute === "type" ? { type: text } : { name: text },
        );
      }
    }
    for (const [page, values] of ATTRIBUTE_VALUES.entries()) {
      for (const [token, text] of Object.entries(values)) {
        const value = `0600${page.toString(16).padStart(2, "0")}${Number(token).toString(16)}`;
        expect(decodeProvisioning(bytes(inNap(`8711${value}01`))).characteristics[0]?.parms).toEqual(
          parms(["NAPID", text]),
        );
      }
    }
    // Those that are written stand in both editions of the tables alike.
    for (const [kind, pages] of Object.entries(WRITTEN)) {
      for (const text of pages.flatMap((tokens) => [...tokens.keys()])) {
        const parm = kind === "name" ? [text, "x"] : ["NAPID", text];
        const document = {
          version: "1.1",
          characteristics: [one(kind === "type" ? text : "NAPDEF", parms(parm as [string, string]))],
        };
        expect(decodeProvisioning(encodeProvisioning(document))).toEqual(document);
      }
    }
    const misspelt = inNap(`871106 03${ascii("CDMA2000-IX-SIMPLE-IP")}00 01`.replaceAll(" ", ""));
    expect(decodeProvisioning(bytes(misspelt)).characteristics[0]?.parms).toEqual(
      parms(["NAPID", "CDMA2000-1X-SIMPLE-IP"]),
    );
  });
  it("that nobody assigned make a value that names nothing", () => {
    expect(decodeProvisioning(bytes(inNap("871106fe01"))).characteristics[0]?.parms).toEqual(
      parms(["NAPID", "\ufffd"]),
    );
  });
  it("mean the same on either page where both have them", () => {
    const [nap] = decodeProvisioning(bytes(inNap("870001220688 01"))).characteristics;
    expect(nap?.parms).toEqual(parms(["TO-NAPID", "ALPHA"]));
  });
});

describe("headers (cp-profile §1#5, #6, #8, §7#10, #11)", () => {
  const rest = FULL_HEX.slice(8);
  it.each([
    ["WBXML 1.1", `010b6a00${rest}`, "taken"],
    ["US-ASCII", `030b0300${rest}`, "taken"],
    ["no charset", `030b0000${rest}`, "taken"],
    ["an unknown public id", `03016a00${rest}`, "taken"],
    ["the name in the string table", `0300006a1e${ascii("-//WAPFORUM//DTD PROV 1.0//EN")}00${rest}`, "taken"],
    ["another name", `0300006a02${ascii("X")}00${rest}`, "unknown-document"],
    ["another language", `03840b6a00${rest}`, "unknown-document"],
    ["SyncML", `03a4016a00${rest}`, "unknown-document"],
    ["UTF-16", `030b87f700${rest}`, "bad-charset"],
    ["WBXML 1.4", `040b6a00${rest}`, "unknown-document"],
    ["fill behind it", `${FULL_HEX}00ffff`, "taken"],
    ["something behind it", `${FULL_HEX}00c5`, "trailing-bytes"],
  ])("%s", (_name, hex, code) => {
    expect(codeOf(bytes(hex))).toBe(code);
  });
  it("say which octets are text: Latin-1", () => {
    const document = bytes(PAGE_0_HEX.replace("030b6a", "030b04").replace("034f70", "034fe9"));
    expect(decodeProvisioning(document).characteristics[0]?.parms[0]).toEqual({ name: "NAME", value: "Oé" });
    expect(codeOf(bytes(PAGE_0_HEX.replace("034f70", "034fe9")))).toBe("bad-charset");
  });
});

describe("what cannot be is refused (cp-profile §3.1#10, §7#9, #10, #12)", () => {
  const deep = (levels: number): string => `${"c65501".repeat(levels)}${"01".repeat(levels)}`;
  it.each([
    ["a version that is not 1.x", FULL_HEX.replace("03312e3100", "03322e3100"), "unsupported-version"],
    ["another root", `030b6a00c6550101`, "unexpected-element"],
    ["a characteristic without its type", "030b6a00c546014601", "missing-element"],
    ["a parm without its name", "030b6a00c54601c65501070101", "missing-element"],
    ["nesting", `030b6a00c54601${deep(8)}01`, "limit"],
    ["parms", `030b6a00c54601c65501${"871101".repeat(513)}0101`, "limit"],
    ["a long value", `030b6a00c54601c6550187110603${"61".repeat(4097)}00010101`, "limit"],
    ["a value in many pieces", `030b6a8c00${"61".repeat(1535)}00c54601c65501871106${"8300".repeat(4)}010101`, "limit"],
    ["a document too large", `030b6a00c54601c65501${"871101".repeat(5500)}0101`, "limit"],
    ["an opaque block that ends beyond", "030b6a00c54601c65501871106c30f", "bad-length"],
    ["an index beyond the table", "030b6a00c54601c655018711068305010101", "bad-value"],
    ["an entity that is no character", "030b6a00c54601c65501871106 0283b000 01 0101", "bad-value"],
    ["a number without end", "030b6a00c54601c65501871106c38080808080", "bad-length"],
    ["an attribute twice", "030b6a00c54601c65501871111010101", "bad-value"],
    ["a value without a name", "030b6a00c54601c685010101", "bad-token"],
    ["END of nothing", "030b6a0001", "bad-token"],
    ["text outside the root", "030b6a00036100", "bad-token"],
    ["nothing", "", "truncated"],
    ["only a header", "030b6a00", "truncated"],
  ])("%s", (_name, hex, code) => {
    expect(codeOf(bytes(hex))).toBe(code);
  });
  it("every truncation, and every octet turned round is a document or a DecodeError", () => {
    const whole = bytes(FULL_HEX);
    for (let length = 0; length < whole.length; length++) {
      expect(codeOf(whole.subarray(0, length))).not.toMatch(/taken|Error/);
      const changed = whole.slice();
      changed[length]! ^= 0xff;
      expect(codeOf(changed)).not.toContain("Error");
    }
  });
  it("and the error tells no value", () => {
    const broken = bytes(FULL_HEX.slice(0, -20));
    try {
      decodeProvisioning(broken);
    } catch (error) {
      expect(String(error)).not.toMatch(/srvsecret|clsecret|dev42/);
    }
    expect(codeOf(broken)).toBe("truncated");
  });
});

describe("XML", () => {
  it("says the same, whatever order and whatever stands between (cp-profile §2#1, #10, #13)", () => {
    const xml = `<?xml version="1.0"?><!DOCTYPE wap-provisioningdoc>
      <wap-provisioningdoc version="1.1" xmlns:m="urn:x"><nocharacteristic type="X"><parm name="a"/></nocharacteristic>
      <characteristic type="APPLICATION" mwid="1"><characteristic type="APPADDR"><parm name="ADDR" value="u" datatype="s"/>
      </characteristic>text<parm name="APPID" value="w7"/><noparm name="b"/></characteristic></wap-provisioningdoc>`;
    const document = {
      version: "1.1",
      characteristics: [one("APPLICATION", parms(["APPID", "w7"]), one("APPADDR", parms(["ADDR", "u"])))],
    };
    expect(decodeProvisioning(xml)).toEqual(document);
    expect(decodeProvisioning(new TextEncoder().encode(xml))).toEqual(document);
  });
  it.each([
    ["SyncML", "<SyncML/>", "unexpected-element"],
    ["a declaration", '<!DOCTYPE x [<!ENTITY e "v">]><wap-provisioningdoc/>', "doctype-refused"],
    ["nesting", `<wap-provisioningdoc>${"<x>".repeat(9)}${"</x>".repeat(9)}</wap-provisioningdoc>`, "limit"],
    ["half a document", "<wap-provisioningdoc>", "truncated"],
    ["neither", "{}", "unknown-document"],
  ])("%s is refused", (_name, text, code) => {
    expect(codeOf(text)).toBe(code);
  });
});

it("what a string cannot hold is a caller's mistake", () => {
  const document = { version: "1.1", characteristics: [one("NAPDEF", parms(["NAPID", "a\0b"]))] };
  expect(() => encodeProvisioning(document)).toThrow(TypeError);
});
