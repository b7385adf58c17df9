/** What is planted is found, whatever it is written as. */
import { describe, expect, it } from "vitest";
import { leaks, secret } from "./secret-search.ts";

const PLANTED = `w5&<"Tp>'-planted/7?`;
const utf8 = (text: string): Buffer => Buffer.from(text, "utf8");

describe("the search for secrets", () => {
  // biome-ignore format: one a line
  it.each<[string, string | Uint8Array]>([
    ["raw, in text", `the password ${PLANTED} is wrong`],
    ["raw, in bytes", Buffer.concat([Buffer.of(0, 255, 3), utf8(PLANTED), Buffer.of(0)])],
    ["base64", utf8(PLANTED).toString("base64")],
    ["base64 after one byte more", utf8(`:${PLANTED}`).toString("base64")],
    ["base64 after a name", utf8(`gw-1:${PLANTED} and more`).toString("base64")],
    ["base64 for addresses", utf8(PLANTED).toString("base64url")],
    ["hex", utf8(PLANTED).toString("hex")],
    ["hex in capitals", utf8(PLANTED).toString("hex").toUpperCase()],
    ["percent-encoded", `http://h/?p=${encodeURIComponent(PLANTED)}`],
    ["percent-encoded, every byte", utf8(PLANTED).toString("hex").replace(/../g, "%$&")],
    ["in XML", `<Data>${PLANTED.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</Data>`],
    ["in XML with all five", PLANTED.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("'", "&apos;")],
    ["in XML by numbers", PLANTED.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)],
    ["in JSON", JSON.stringify({ error: PLANTED })],
    ["in XML within XML", PLANTED.replaceAll("&", "&amp;amp;").replaceAll("<", "&amp;lt;")],
    ["in XML in JSON", JSON.stringify(PLANTED.replaceAll("&", "&amp;").replaceAll("<", "&lt;"))],
  ])("finds it %s", (_, what) => {
    const written = [{ where: "elsewhere", what: "nothing to see" }, { where: "here", what }];
    expect(leaks([secret("password", PLANTED)], written)).toEqual(["password: here"]);
  });
  it("finds nothing where nothing is, and takes no secret it could not find", () => {
    expect(leaks([secret("password", PLANTED)], [{ where: "here", what: PLANTED.slice(1) }])).toEqual([]);
    expect(() => leaks([secret("pin", "123")], [])).toThrow(RangeError);
  });
});
