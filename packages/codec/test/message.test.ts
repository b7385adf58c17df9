import { DecodeError } from "@oma-dm/codec";
import { decodeMessage, encodeMessage, type Message } from "@oma-dm/codec/syncml";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const unhex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/\s/g, ""), "hex"));
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const PACKAGE_1: Message = {
  syncHdr: {
    verDtd: "1.2",
    verProto: "DM/1.3",
    sessionId: "1",
    msgId: "1",
    target: { locUri: "https://s/" },
    source: { locUri: "IMEI:1" },
    meta: { maxMsgSize: "5000" },
  },
  syncBody: { commands: [{ cmd: "Alert", cmdId: "1", data: "1201" }], final: true },
};

const HEAD =
  "<SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>1</SessionID><MsgID>1</MsgID><Target><LocURI>d</LocURI></Target><Source><LocURI>s</LocURI></Source></SyncHdr>";
const xml = (body: string, head = HEAD): Uint8Array =>
  utf8(`<SyncML xmlns="SYNCML:SYNCML1.2">${head}<SyncBody>${body}</SyncBody></SyncML>`);

/** protocol §4.8: the same package 1, once with lazy and once with eager page switches. */
const BEFORE_META = `03a4016a00 6d 6c 7103312e320001 7203444d2f312e330001 6503310001 5b03310001
  6e57 0368747470733a2f2f732f00 0101 6757 03494d45493a3100 0101`;
const AFTER_META_BODY = "46 4b03310001 4f033132303100 01 01 12 01 01";
const LAZY = `${BEFORE_META} 5a 0001 4c 033530303000 01 01 01 0000 6b ${AFTER_META_BODY}`;
const EAGER = `${BEFORE_META} 5a 0001 4c 033530303000 01 0000 01 01 6b ${AFTER_META_BODY}`;

describe("WBXML messages (protocol §4.8#1, #2)", () => {
  it("writes package 1 with eager page switches, byte for byte", () => {
    expect(unhex(LAZY)).toHaveLength(96);
    expect(hex(encodeMessage(PACKAGE_1, "wbxml"))).toBe(hex(unhex(EAGER)));
  });
  it.each([
    ["lazy", LAZY],
    ["eager", EAGER],
  ])("reads %s page switches", (_name, bytes) => {
    expect(decodeMessage(unhex(bytes))).toEqual({ message: PACKAGE_1, encoding: "wbxml" });
  });
  it("reads the identifier from the string table, with and without its NUL", () => {
    const body = EAGER.replace(/\s/g, "").slice(10);
    const fpi = hex(utf8("-//SYNCML//DTD SyncML 1.2//EN"));
    expect(decodeMessage(unhex(`0200006a1d${fpi}${body}`)).message).toEqual(PACKAGE_1);
    expect(decodeMessage(unhex(`0200006a1e${fpi}00${body}`)).message).toEqual(PACKAGE_1);
  });
  it("joins STR_I, STR_T, ENTITY and OPAQUE inside one element", () => {
    // Alert Data "12" + table[0] "0" + entity "1"
    const bytes = EAGER.replace(/\s/g, "")
      .replace("a4016a00", "a4016a023000")
      .replace("4f033132303100", "4f0331320083000231");
    expect(decodeMessage(unhex(bytes)).message).toEqual(PACKAGE_1);
  });
});

describe("XML messages", () => {
  it("writes namespaces where they change and nowhere else", () => {
    expect(new TextDecoder().decode(encodeMessage(PACKAGE_1, "xml"))).toBe(
      '<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.3</VerProto><SessionID>1</SessionID>' +
        "<MsgID>1</MsgID><Target><LocURI>https://s/</LocURI></Target><Source><LocURI>IMEI:1</LocURI></Source><Meta>" +
        '<MaxMsgSize xmlns="syncml:metinf">5000</MaxMsgSize></Meta></SyncHdr><SyncBody><Alert><CmdID>1</CmdID>' +
        "<Data>1201</Data></Alert><Final/></SyncBody></SyncML>",
    );
  });

  /** protocol §3.5: forms real peers send. */
  const sloppy: readonly (readonly [string, string, unknown])[] = [
    [
      "MsgRef before CmdID",
      "<Status><MsgRef>1</MsgRef><CmdID>2</CmdID><CmdRef>0</CmdRef><Cmd>SyncHdr</Cmd><Data>200</Data></Status>",
      { cmd: "Status", cmdId: "2", msgRef: "1", cmdRef: "0", command: "SyncHdr", data: "200" },
    ],
    [
      "a Status without CmdID and CmdRef",
      "<Status><MsgRef>1</MsgRef><Cmd>SyncHdr</Cmd><Data>212</Data></Status>",
      { cmd: "Status", cmdId: "", msgRef: "1", cmdRef: "", command: "SyncHdr", data: "212" },
    ],
    [
      "a Target without LocURI",
      "<Get><CmdID>1</CmdID><Item><Target>./x</Target></Item></Get>",
      { cmd: "Get", cmdId: "1", items: [{ target: { locUri: "./x" } }] },
    ],
    [
      "white space inside Type",
      '<Get><CmdID> 1\n</CmdID><Meta><Type xmlns="syncml:metinf">\n text/plain </Type></Meta></Get>',
      { cmd: "Get", cmdId: "1", meta: { type: "text/plain" }, items: [] },
    ],
    [
      "MetInf around Meta's children and no namespace",
      "<Get><CmdID>1</CmdID><Meta><MetInf><Format>b64</Format></MetInf></Meta></Get>",
      { cmd: "Get", cmdId: "1", meta: { format: "b64" }, items: [] },
    ],
    [
      "a Cmd inside Results",
      "<Results><CmdID>1</CmdID><CmdRef>2</CmdRef><Cmd>Get</Cmd><Item><Data> v </Data></Item></Results>",
      { cmd: "Results", cmdId: "1", cmdRef: "2", items: [{ data: " v " }] },
    ],
    [
      "markup inside Data",
      '<Add><CmdID>1</CmdID><Item><Data>a<b c="&quot;">&lt;</b></Data></Item></Add>',
      { cmd: "Add", cmdId: "1", items: [{ data: 'a<b xmlns="SYNCML:SYNCML1.2" c="&quot;">&lt;</b>' }] },
    ],
    [
      "an unknown element with a CmdID",
      "<Frob><CmdID>9</CmdID><X><CmdID>8</CmdID></X></Frob>",
      { cmd: "Unknown", element: "Frob", cmdId: "9" },
    ],
    [
      "a command of Data Synchronisation",
      "<Sync><CmdID>4</CmdID><Add><CmdID>5</CmdID></Add></Sync>",
      { cmd: "Sync", cmdId: "4", commands: [{ cmd: "Add", cmdId: "5", items: [] }] },
    ],
  ];
  it.each(sloppy)("reads %s", (_name, body, command) => {
    expect(decodeMessage(xml(body)).message.syncBody.commands).toEqual([command]);
  });

  it("carries bytes and control characters as base64 with Format b64", () => {
    const message: Message = {
      ...PACKAGE_1,
      syncBody: {
        commands: [
          {
            cmd: "Results",
            cmdId: "1",
            cmdRef: "1",
            items: [{ meta: { format: "bin" }, data: Uint8Array.of(0, 255) }, { data: "\u0001" }],
          },
        ],
      },
    };
    const [results] = decodeMessage(encodeMessage(message, "xml")).message.syncBody.commands;
    expect(results).toMatchObject({
      items: [
        { meta: { format: "b64" }, data: "AP8=" },
        { meta: { format: "b64" }, data: "AQ==" },
      ],
    });
    const [binary] = decodeMessage(encodeMessage(message, "wbxml")).message.syncBody.commands;
    expect(binary).toMatchObject({
      items: [{ meta: { format: "bin" }, data: Uint8Array.of(0, 255) }, { data: "\u0001" }],
    });
  });

  it("puts WBXML where it is told to, with as many bytes as it takes", () => {
    const whole = encodeMessage(PACKAGE_1, "wbxml");
    const memory = new Uint8Array(whole.length + 20).fill(0x55);
    const asked: number[] = [];
    const bytes = encodeMessage(PACKAGE_1, "wbxml", {
      allocate: (length) => {
        asked.push(length);
        return memory.subarray(10, 10 + length);
      },
    });
    expect(asked).toEqual([whole.length]);
    expect(bytes.buffer).toBe(memory.buffer);
    expect(bytes).toEqual(whole);
    expect([...memory.subarray(0, 10), ...memory.subarray(-10)]).toEqual(Array(20).fill(0x55));
  });

  it("puts the Data of Items, and no other, in CDATA when asked to (protocol §14#7)", () => {
    const said = (data: string): Message => ({
      ...PACKAGE_1,
      syncBody: { commands: [{ cmd: "Alert", cmdId: "1", data: "1230", items: [{ data }] }], final: true },
    });
    const text = new TextDecoder().decode(encodeMessage(said("21.5"), "xml", { itemData: "cdata" }));
    expect(text).toContain("<Data>1230</Data><Item><Data><![CDATA[21.5]]></Data></Item>");
    expect(new TextDecoder().decode(encodeMessage(said("21.5"), "xml"))).toContain("<Item><Data>21.5</Data></Item>");
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^[\]>\r\u0080a<&]*$/)), (data) => {
        fc.pre(!/[\0-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/.test(data));
        const { message } = decodeMessage(encodeMessage(said(data), "xml", { itemData: "cdata" }));
        expect(message).toEqual(said(data));
      }),
    );
  });
  it("tolerates a DOCTYPE that declares nothing and refuses one that does (decisions D13)", () => {
    const plain = new TextDecoder().decode(xml("<Final/>"));
    const calm = '<!DOCTYPE SyncML PUBLIC "-//SYNCML//DTD SYNCML 1.2//EN" "http://x/y.dtd" [<!-- c --> <?pi x?>]>';
    expect(decodeMessage(utf8(calm + plain)).message.syncBody.final).toBe(true);
    expect(() => decodeMessage(utf8(`<!DOCTYPE SyncML [<!ENTITY a "b">]>${plain}`))).toThrow(/^doctype-refused/);
  });
});

describe("bad input", () => {
  const whole = unhex(EAGER);
  const refused: readonly (readonly [string, Uint8Array, string])[] = [
    ["nothing", new Uint8Array(), "truncated at byte 0: the document is empty"],
    ["text", utf8("hello"), "unknown-document at byte 0: the document is neither XML nor WBXML"],
    [
      "an unknown public id",
      unhex("03016a00 6d01"),
      "unknown-document at byte 1: public id 0x01 is not a document this codec knows",
    ],
    ["another charset", unhex("03a40103 00 6d01"), "bad-charset at byte 3: charset 3 is not UTF-8 (106)"],
    ["a number of six bytes", unhex("03 ffffffffffff7f"), "bad-length at byte 1: a number has more than five bytes"],
    [
      "an opaque longer than the document",
      unhex("03a4016a00 6d c3 8fffffff7f"),
      "truncated at byte 7 in SyncML: an opaque block of 4294967295 bytes is longer than the document",
    ],
    [
      "bytes after the end",
      Uint8Array.of(...whole, 0),
      `trailing-bytes at byte ${whole.length}: 1 bytes follow the end of the document`,
    ],
    [
      "an extension token",
      unhex("03a4016a00 6d c0 01"),
      "bad-token at byte 6 in SyncML: extension token 0xc0 has no meaning in SyncML",
    ],
    ["another root", unhex("03a4016a00 45 01"), 'unexpected-element at byte 5: the root is "Add", not SyncML'],
    [
      "a body without header",
      utf8("<SyncML><SyncBody/></SyncML>"),
      "missing-element at line 1, column 29 in SyncML: SyncML has no SyncHdr",
    ],
    [
      "two headers",
      utf8(`<SyncML>${HEAD}${HEAD}<SyncBody/></SyncML>`),
      `unexpected-element at line 1, column ${8 + HEAD.length + 10} in SyncML: a second SyncHdr`,
    ],
    ["a mismatched end tag", utf8("<SyncML><a></b></SyncML>"), "not-well-formed"],
    ["text among elements", xml("{Command}"), "unexpected-text"],
  ];
  it.each(refused)("refuses %s and says where", (_name, bytes, message) => {
    let caught: unknown;
    try {
      decodeMessage(bytes);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(DecodeError);
    expect((caught as DecodeError).message.startsWith(message), (caught as DecodeError).message).toBe(true);
  });
  it("refuses every truncation", () => {
    for (let length = 0; length < whole.length; length++) {
      expect(() => decodeMessage(whole.subarray(0, length)), `${length} bytes`).toThrow(DecodeError);
    }
    const text = encodeMessage(PACKAGE_1, "xml");
    for (let length = 0; length < text.length; length++) {
      expect(() => decodeMessage(text.subarray(0, length)), `${length} bytes of XML`).toThrow(DecodeError);
    }
  });
  it("keeps its limits", () => {
    const deep = utf8(`<SyncML>${"<a>".repeat(40)}`);
    expect(() => decodeMessage(deep)).toThrow(/^limit .*deeper than 32/);
    expect(() => decodeMessage(unhex(`03a4016a00 6d${"6b".repeat(40)}`))).toThrow(/^limit .*deeper than 32/);
    expect(() => decodeMessage(whole, { limits: { maxBytes: 10 } })).toThrow(/^limit/);
    expect(() => decodeMessage(whole, { limits: { maxElements: 3 } })).toThrow(/^limit/);
  });
  it("answers any bytes with a value or a DecodeError", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(whole.length), (noise, at) => {
        const mutated = Uint8Array.from([...whole.subarray(0, at), ...noise, ...whole.subarray(at + noise.length)]);
        try {
          decodeMessage(mutated);
        } catch (error) {
          if (!(error instanceof DecodeError)) throw error;
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe("both encodings", () => {
  it("carry the same values", () => {
    const word = fc
      .string({ unit: "binary", maxLength: 12 })
      .map((text) =>
        text.replace(/[\0-\x20\x7f-\xa0\ufeff\ufffe\uffff\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/g, "x"),
      );
    const item = fc.record({
      target: fc.record({ locUri: word }),
      meta: fc.record({ format: word, type: word }),
      data: word,
    });
    const command = fc.oneof(
      fc.record({
        cmd: fc.constantFrom("Add", "Replace"),
        cmdId: word,
        items: fc.array(item, { minLength: 1, maxLength: 3 }),
      }),
      fc.record({ cmd: fc.constant("Status"), cmdId: word, msgRef: word, cmdRef: word, command: word, data: word }),
    );
    fc.assert(
      fc.property(fc.array(command, { minLength: 1, maxLength: 4 }), (commands) => {
        const message = { ...PACKAGE_1, syncBody: { commands } } as unknown as Message;
        for (const encoding of ["xml", "wbxml"] as const) {
          expect(decodeMessage(encodeMessage(message, encoding))).toEqual({ message, encoding });
        }
      }),
    );
  });
});
