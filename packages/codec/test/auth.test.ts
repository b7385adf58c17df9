import { createHash } from "node:crypto";
import {
  basicCredential,
  bootstrapMac,
  decodeBase64,
  encodeBase64,
  imsiOctets,
  integrityMac,
  md5Credential,
  md5CredentialOf,
  md5UserDigest,
  parseIntegrityHeader,
  printIntegrityHeader,
  sameDigest,
} from "@oma-dm/codec/auth";
import { describe, expect, it } from "vitest";

const bytes = (base64: string): Uint8Array => decodeBase64(base64)!;
const unhex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));

const sha256 = (input: string | Uint8Array): string => createHash("sha256").update(input).digest("base64");
const md5 = (input: string | Uint8Array): string => createHash("md5").update(input).digest("base64");

describe("credentials (protocol §16)", () => {
  it("computes basic (protocol §16#1, §10.4#1)", () => {
    expect(basicCredential("Bruce2", "OhBehave")).toBe("QnJ1Y2UyOk9oQmVoYXZl");
    expect(basicCredential("Zoë", "p:ss")).toBe(Buffer.from("Zoë:p:ss", "utf8").toString("base64"));
  });
  it("computes the digest of a user (protocol §16#2)", () => {
    expect(md5UserDigest("Bruce2", "OhBehave")).toBe("PtEdr8lBQ45IbT1bZIkrOQ==");
  });
  it.each([
    ["protocol §16#3", "Bruce2", "OhBehave", "Tm9uY2U=", "Zz6EivR3yeaaENcRN6lpAQ=="],
    ["protocol §16#5", "Bruce2", "OhBehave", "LG3iZQhhdmKNHg==", "LAK2i25Fh0nxxGGaAzRRpg=="],
    ["protocol §16#6", "Bruce2", "OhBehave", "AP8NCjor", "GqVzmsT21PgM12WMPdyngA=="],
    ["protocol §16#7", "Bruce2", "OhBehave", "AAAAAA==", "cnPI6nO9RgujiHU0y58kNA=="],
    ["protocol §16#8", "Bruce2", "OhBehave", "", "lEf25jyjHbCcTbj4p/1pUw=="],
    ["protocol §16#10", "Zoë", "päss", "Tm9uY2U=", "2fI88tRcNVi0R39isQajkg=="],
  ])("%s: computes md5 for %s, %s, nonce %s", (_rule, name, secret, nonce, digest) => {
    expect(md5Credential(name, secret, bytes(nonce))).toBe(digest);
    expect(md5CredentialOf(md5UserDigest(name, secret), bytes(nonce))).toBe(digest);
  });
  it("compares digests", () => {
    expect(sameDigest("abc=", "abc=")).toBe(true);
    for (const other of ["abd=", "abc", "", "abc=="]) expect(sameDigest("abc=", other)).toBe(false);
  });
  it("compares them to their ends, wherever they differ", () => {
    const looks = (other: string): number => {
      let count = 0;
      const watched = {
        length: other.length,
        charCodeAt: (at: number) => {
          count += 1;
          return other.charCodeAt(at);
        },
      };
      sameDigest(watched as unknown as string, "abcdefgh");
      return count;
    };
    expect(["abcdefgh", "Xbcdefgh", "abcdefgX"].map(looks)).toEqual([8, 8, 8]);
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
    ["protocol §16#12, §11.1#4", "MD5", xml, "91o6k7iTz9rwVedoZ8A0PQ=="],
    ["protocol §16#12, §11.1#4", "MD5", wbxml, "EQFP6IILlOCuJvfxNbkQXg=="],
    ["protocol §16#15", "SHA256", xml, "tU9tsaTtBYFypKlMYeGYCJOUQVDkmQ0WMWsS9LRbJ8E="],
    ["protocol §16#15", "SHA256", wbxml, "LZZjqDX6nZRL2yrxPHSXqEKu6Qb+OP009EOnGBRHpIw="],
  ] as const)("%s: are nested hashes with %s", (_rule, algorithm, body, mac) => {
    expect(integrityMac(algorithm, { ...parts, body })).toBe(mac);
  });
  it.each([
    ["protocol §16#11", "MD5", xml, "i31Jd+40lUT6ugtI7qszng=="],
    ["protocol §16#11", "MD5", wbxml, "wuhObPapue0SOc6HieN70w=="],
    ["protocol §16#14", "SHA256", xml, "Vus5ijTAy5cw5pylyMpDatKOgK+OGY2C3Gl0TO1g+40="],
    ["protocol §16#14", "SHA256", wbxml, "hLbOK4yW9+Cw+lFWCwxH4Cebl/kq03ZZBy+gLTx5L7s="],
  ] as const)("%s: hash the body first, with %s, to the middle of what is hashed", (_rule, algorithm, body, digest) => {
    const hash = algorithm === "MD5" ? md5 : sha256;
    expect(hash(body)).toBe(digest);
    expect(integrityMac(algorithm, { ...parts, body })).toBe(hash(`${hash("Bruce2:OhBehave")}:Nonce:${digest}`));
  });
  it("hash the user first, with the hash of the whole (protocol §16#13)", () => {
    const user = "R97sly7ZBZJBy453p8EcsTXjWZs9+cyuHXyPGRtKXlU=";
    expect(sha256("Bruce2:OhBehave")).toBe(user);
    expect(integrityMac("SHA256", { ...parts, body: xml })).toBe(sha256(`${user}:Nonce:${sha256(xml)}`));
  });
  it("can be made as RFC 2104 has it (protocol §16#16)", () => {
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
