/** Where WBXML documents grow: right at every length, apart from each other, and forgotten afterwards. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeMessage, type Message } from "../src/syncml/index.ts";
import { ByteBuffer } from "../src/wbxml/byte-buffer.ts";
import { SYNCML_1_2 } from "../src/wbxml/document-types.ts";
import { WbxmlWriter } from "../src/wbxml/writer.ts";

const encoder = new TextEncoder();
const ROOM = 16_384;
const ADD = 0x45;

/** What a leaf is, said another way. */
const leafBytes = (text: string): number[] => (text === "" ? [ADD & 0x3f] : [ADD, 3, ...encoder.encode(text), 0, 1]);

/** The room the next document will get. */
const nextRoom = (): Uint8Array => {
  const next = new ByteBuffer();
  const room = next["room"];
  next.release();
  return room;
};

const said = (data: string | Uint8Array): Message => ({
  syncHdr: {
    verDtd: "1.2",
    verProto: "DM/1.3",
    sessionId: "1",
    msgId: "1",
    target: { locUri: "https://dm.example/" },
    source: { locUri: "IMEI:1" },
  },
  syncBody: { commands: [{ cmd: "Alert", cmdId: "1", data: "1226", items: [{ data }] }] },
});

describe("a buffer of bytes", () => {
  it("holds leaves of any text but one with a NUL, of which it takes nothing", () => {
    const text = fc.oneof(fc.string({ unit: "binary" }), fc.string({ maxLength: 900 }), fc.constantFrom("", "\0", "é"));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 30 }), (texts) => {
        const buffer = new ByteBuffer();
        const taken = texts.filter((each) => buffer.leaf(ADD, each));
        expect(taken).toEqual(texts.filter((each) => !each.includes("\0")));
        expect([...buffer.finish()]).toEqual(taken.flatMap(leafBytes));
      }),
    );
  });

  it.each([ROOM - 4, ROOM - 3, ROOM - 1, ROOM, ROOM + 1, 3 * ROOM])("grows when %i bytes are in it", (before) => {
    for (const [add, expected] of [
      [(it: ByteBuffer) => it.byte(7), [7]],
      [(it: ByteBuffer) => it.append([1, 2, 3]), [1, 2, 3]],
      [(it: ByteBuffer) => it.leaf(ADD, "abc"), leafBytes("abc")],
      [(it: ByteBuffer) => it.leaf(ADD, "ü".repeat(500)), leafBytes("ü".repeat(500))],
    ] as const) {
      const buffer = new ByteBuffer();
      buffer.append(new Uint8Array(before).fill(9));
      add(buffer);
      const bytes = buffer.finish([Uint8Array.of(5)]);
      expect(bytes.length).toBe(1 + before + expected.length);
      expect([bytes[0], bytes[before], ...bytes.subarray(before + 1)]).toEqual([5, 9, ...expected]);
    }
  });

  it("is nobody else's while it is written", () => {
    const [one, other] = [new WbxmlWriter(SYNCML_1_2), new WbxmlWriter(SYNCML_1_2)];
    const tag = { name: "Data", vocabulary: 0, token: 0x0f, xmlns: "SYNCML:SYNCML1.2", id: 0x0f };
    one.leaf(tag, "first");
    other.leaf(tag, "second");
    one.leaf(tag, "third");
    const text = (bytes: Uint8Array): string => new TextDecoder("latin1").decode(bytes);
    expect(text(other.finish())).toContain("second");
    expect(text(one.finish())).toMatch(/first.*third/s);
  });

  it("may be asked for another message by whoever gives the memory for one", () => {
    const inner: Uint8Array[] = [];
    const bytes = encodeMessage(said("outer"), "wbxml", {
      allocate: (length) => {
        inner.push(encodeMessage(said("inner"), "wbxml"));
        return new Uint8Array(length);
      },
    });
    expect(bytes).toEqual(encodeMessage(said("outer"), "wbxml"));
    expect(inner).toEqual([encodeMessage(said("inner"), "wbxml")]);
  });

  it.each([
    ["a message", said("a secret")],
    ["one that takes the long way round", said(encoder.encode("a secret"))],
    ["one that breaks off", { ...said("a secret"), syncBody: { commands: [{ cmd: "Alert", data: "7" }] } }],
  ])("keeps nothing of %s", (_name, message) => {
    try {
      encodeMessage(message as Message, "wbxml");
    } catch (error) {
      expect(error).toBeInstanceOf(TypeError);
    }
    expect(nextRoom().every((byte) => byte === 0)).toBe(true);
  });

  it("keeps nothing of a text it did not take, nor of what was given up", () => {
    const buffer = new ByteBuffer();
    buffer.leaf(ADD, "given up");
    expect(buffer.leaf(ADD, "a secret\0")).toBe(false);
    buffer.release();
    expect(nextRoom().every((byte) => byte === 0)).toBe(true);
  });

  it("holds nothing once it is finished", () => {
    const buffer = new ByteBuffer();
    buffer.byte(1);
    expect([...buffer.finish()]).toEqual([1]);
    expect([...buffer.finish()]).toEqual([]);
    buffer.leaf(ADD, "x");
    expect([...buffer.finish()]).toEqual(leafBytes("x"));
  });
});
