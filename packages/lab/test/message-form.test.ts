/** Messages as other servers write them: every form says the same to a reader that is not ours. */
import { decodeMessage, type Message } from "@oma-dm/codec/syncml";
import { replace } from "@oma-dm/lab";
import { describe, expect, it } from "vitest";
import { writeInForm } from "../src/message-form.ts";
import { readWbxml } from "../src/read-wbxml.ts";
import { readXml } from "../src/read-xml.ts";
import { type WbxmlStyle, writeWbxml } from "../src/write-wbxml.ts";

const MESSAGE: Message = {
  syncHdr: {
    verDtd: "1.2",
    verProto: "DM/1.2",
    sessionId: "1",
    msgId: "2",
    target: { locUri: "IMEI:1" },
    source: { locUri: "http://srv/" },
  },
  syncBody: { commands: [{ ...replace("./A", "åäö <&>", { format: "chr" }), cmdId: "7" }], final: true },
};
const NO_LIMIT = Number.POSITIVE_INFINITY;

describe("WBXML by hand", () => {
  const STYLES: readonly WbxmlStyle[] = [
    {},
    { version: 1 },
    { version: 2 },
    { publicId: "text" },
    { strings: "table" },
    { strings: "opaque" },
    { publicId: "text", strings: "table" },
  ];

  it.each(STYLES)("%j reads as the XML it was made from (protocol §4.1, §4.2)", (style) => {
    const plain = writeInForm(MESSAGE, "xml", {}, NO_LIMIT);
    const { bytes, encoding } = writeInForm(MESSAGE, "xml", { wbxml: style }, NO_LIMIT);
    expect(encoding).toBe("wbxml");
    const { header, root } = readWbxml(bytes);
    expect(header).toMatchObject({ version: style.version ?? 3, charset: 0x6a });
    const bare = (element: typeof root): unknown => ({
      ...element,
      opaque: false,
      children: element.children.map(bare),
    });
    expect(bare(root)).toEqual(bare(readXml(plain.bytes)));
  });

  it("refuses an element without a token", () => {
    expect(() => writeWbxml(readXml(new TextEncoder().encode("<Foo/>")))).toThrow(TypeError);
  });
});

describe("an edited message", () => {
  it("means what the codec reads in it, what was meant, or nothing", () => {
    const edits = [["./A", "./B"]] as const;
    const uri = (means?: "as-composed" | "nothing") => {
      const form = means === undefined ? { edits } : { edits, means };
      const { message } = writeInForm(MESSAGE, "xml", form, NO_LIMIT);
      const command = message?.syncBody.commands[0];
      return command?.cmd === "Replace" ? command.items[0]?.target?.locUri : undefined;
    };
    expect([uri(), uri("as-composed"), uri("nothing")]).toEqual(["./B", "./A", undefined]);
  });

  it("is refused where there is nothing to edit", () => {
    expect(() => writeInForm(MESSAGE, "xml", { edits: [["./Z", ""]] }, NO_LIMIT)).toThrow("nothing to change");
  });

  it("fills a client's largest message to the byte", () => {
    for (const fill of [0, 1]) {
      const { bytes, message } = writeInForm(MESSAGE, "wbxml", { fill }, 2000);
      expect(bytes).toHaveLength(2000 + fill);
      expect(message).toEqual(MESSAGE);
    }
    expect(() => writeInForm(MESSAGE, "xml", { fill: 0 }, 10)).toThrow(TypeError);
  });

  it("may be UTF-16", () => {
    const { bytes } = writeInForm(MESSAGE, "wbxml", { utf16: true, means: "as-composed" }, NO_LIMIT);
    expect([...bytes.slice(0, 4)]).toEqual([0xff, 0xfe, 0x3c, 0]);
    expect(decodeMessage(bytes).message).toEqual(MESSAGE);
  });
});
