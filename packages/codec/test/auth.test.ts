import {
  basicCredential,
  bootstrapMac,
  decodeBase64,
  encodeBase64,
  imsiOctets,
  integrityMac,
  md5Credential,
  md5UserDigest,
  parseIntegrityHeader,
  printIntegrityHeader,
  sameDigest,
} from "@oma-dm/codec/auth";
import { describe, expect, it } from "vitest";

const bytes = (base64: string): Uint8Array => decodeBase64(base64)!;
const unhex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));

describe("credentials (protocol §16)", () => {
  it("computes basic and the user digest", () => {
    expect(basicCredential("Bruce2", "OhBehave")).toBe("QnJ1Y2UyOk9oQmVoYXZl");
    expect(md5UserDigest("Bruce2", "OhBehave")).toBe("PtEdr8lBQ45IbT1bZIkrOQ==");
  });
  it.each([
    ["Bruce2", "OhBehave", "Tm9uY2U=", "Zz6EivR3yeaaENcRN6lpAQ=="],
    ["Bruce2", "OhBehave", "LG3iZQhhdmKNHg==", "LAK2i25Fh0nxxGGaAzRRpg=="],
    ["Bruce2", "OhBehave", "AP8NCjor", "GqVzmsT21PgM12WMPdyngA=="],
    ["Bruce2", "OhBehave", "AAAAAA==", "cnPI6nO9RgujiHU0y58kNA=="],
    ["Bruce2", "OhBehave", "", "lEf25jyjHbCcTbj4p/1pUw=="],
    ["Zoë", "päss", "Tm9uY2U=", "2fI88tRcNVi0R39isQajkg=="],
  ])("computes md5 for %s, %s, nonce %s", (name, secret, nonce, digest) => {
    expect(md5Credential(name, secret, bytes(nonce))).toBe(digest);
  });
  it("compares digests", () => {
    expect(sameDigest("abc=", "abc=")).toBe(true);
    for (const other of ["abd=", "abc", "", "abc=="]) expect(sameDigest("abc=", other)).toBe(false);
  });
});

describe("MACs of messages (protocol §11, §16)", () => {
  const xml = new TextEncoder().encode("<SyncML xmlns='SYNCML:SYNCML1.2'/>");
  const wbxml = unhex(
    "03a4016a006d6c7103312e320001 7203444d2f312e330001 6503310001 5b03310001 6e57 0368747470733a2f2f732f00 0101 6757 03494d45493a3100 0101 5a 0001 4c 033530303000 01 01 01 0000 6b 46 4b03310001 4f033132303100 01 01 12 01 01".replaceAll(
      " ",
      "",
    ),
  );
  const parts = { name: "Bruce2", secret: "OhBehave", nonce: new TextEncoder().encode("Nonce") };
  it.each([
    ["MD5", xml, "91o6k7iTz9rwVedoZ8A0PQ=="],
    ["MD5", wbxml, "EQFP6IILlOCuJvfxNbkQXg=="],
    ["SHA256", xml, "tU9tsaTtBYFypKlMYeGYCJOUQVDkmQ0WMWsS9LRbJ8E="],
    ["SHA256", wbxml, "LZZjqDX6nZRL2yrxPHSXqEKu6Qb+OP009EOnGBRHpIw="],
  ] as const)("are nested hashes with %s", (algorithm, body, mac) => {
    expect(integrityMac(algorithm, { ...parts, body })).toBe(mac);
  });
  it("can be made as RFC 2104 has it", () => {
    expect(integrityMac("SHA256", { ...parts, body: xml }, "rfc2104")).toBe(
      "3PVBBhnUaHPqRGl7zCLkQ1rUPkkuOwyN+1NuExnMBuw=",
    );
  });
  it.each([
    ['algorithm=MD5, username="Bruce2", mac=ab+/==', { algorithm: "MD5", username: "Bruce2", mac: "ab+/==" }],
    ['MAC="x=" ,USERNAME=me', { algorithm: "MD5", username: "me", mac: "x=" }],
    ['username="a\\"b\\\\, c",Algorithm = sha-256,mac=x', { algorithm: "SHA256", username: 'a"b\\, c', mac: "x" }],
    ["username=a,mac=b,algorithm=whirlpool", { algorithm: undefined, username: "a", mac: "b" }],
    ["username=a", undefined],
    ["mac=a", undefined],
    ["username=a,mac=", undefined],
    ["username=a,username=b,mac=c", undefined],
    ["username=a;mac=c", undefined],
    [`username=${"a".repeat(5_000)},mac=c`, undefined],
  ] as const)("are read from the header %j", (value, header) => {
    expect(parseIntegrityHeader(value)).toEqual(header);
  });
  it("are read as they were printed", () => {
    const printed = printIntegrityHeader("SHA256", 'a "b"\\', "AA==");
    expect(printed).toBe('algorithm=SHA256, username="a \\"b\\"\\\\", mac=AA==');
    expect(parseIntegrityHeader(printed)).toEqual({ algorithm: "SHA256", username: 'a "b"\\', mac: "AA==" });
  });
});

describe("bootstrap MACs (bootstrap-push §8.6)", () => {
  const body = new TextEncoder().encode("DM-BOOTSTRAP");
  it("puts the IMSI into octets as EF_IMSI holds it", () => {
    expect(imsiOctets("262019876543210")).toEqual(unhex("2926108967452301"));
    expect(imsiOctets("26201987654321")).toEqual(unhex("21261089674523f1"));
    expect(() => imsiOctets("12a")).toThrow(RangeError);
  });
  it.each([
    ["sha1", "262019876543210", "19bae20d3dd2e8e26ba02627f96e0908a336de25"],
    ["sha256", "262019876543210", "f9a05bc0ac10420abc72edcd712712d90883a9cd51b1db034403d02493191a73"],
  ] as const)("computes NETWORKID with %s", (algorithm, imsi, mac) => {
    expect(bootstrapMac(algorithm, imsiOctets(imsi), body)).toEqual(unhex(mac));
  });
});

describe("base64", () => {
  it("writes padding and reads without it, over line breaks", () => {
    for (const text of ["", "f", "fo", "foo", "foob"]) {
      const raw = new TextEncoder().encode(text);
      expect(encodeBase64(raw)).toBe(Buffer.from(raw).toString("base64"));
      expect(decodeBase64(encodeBase64(raw).replaceAll("=", ""))).toEqual(raw);
    }
    expect(decodeBase64(" Tm9\r\nuY2U= ")).toEqual(new TextEncoder().encode("Nonce"));
    for (const bad of ["T", "Tm9u_Y2U", "é", "T=m9"]) expect(decodeBase64(bad)).toBeUndefined();
  });
});
