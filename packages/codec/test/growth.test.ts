/**
 * Time and memory grow with the length of the input and no faster, up to the limits. Four times the input may take
 * four times as long, with a reserve for a noisy machine; what grows with the square would take sixteen times.
 */
import { checkDdf, DEFAULT_LIMITS, decodeBase64, encodeBase64 } from "@oma-dm/codec";
import { decodeDdf } from "@oma-dm/codec/ddf";
import { decodeDocument, encodeDocument, printDocument } from "@oma-dm/codec/document";
import { decodeMessage, encodeMessage, printMessage } from "@oma-dm/codec/syncml";
import { decodeTnds } from "@oma-dm/codec/tnds";
import { describe, expect, it } from "vitest";

const MOST_TIMES = 9;
/** Bytes of memory for one of input: values are larger than what they are written as. */
const MOST_MEMORY = 120;

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const bytes = (...parts: readonly (readonly number[] | Uint8Array)[]): Uint8Array => {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
};
const repeat = (part: readonly number[], times: number): Uint8Array => {
  const joined = new Uint8Array(part.length * times);
  for (let i = 0; i < times; i++) joined.set(part, i * part.length);
  return joined;
};
const mb = (value: number): number[] =>
  value < 128 ? [value] : [...mb(Math.floor(value / 128)).map((byte) => byte | 0x80), value % 128];
const text = (value: string): number[] => [0x03, ...utf8(value), 0];

const XML_HEAD =
  '<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>1</SessionID>' +
  "<MsgID>1</MsgID><Target><LocURI>d</LocURI></Target><Source><LocURI>s</LocURI></Source></SyncHdr><SyncBody>";
const xmlMessage = (body: string): Uint8Array => utf8(`${XML_HEAD}${body}</SyncBody></SyncML>`);
const xmlData = (data: string): Uint8Array =>
  xmlMessage(`<Add><CmdID>1</CmdID><Item><Data>${data}</Data></Item></Add>`);

/** protocol §4.8, up to the start tag of SyncBody. */
const WBXML_HEAD = [
  ...[0x6d, 0x6c, 0x71, ...text("1.2"), 1, 0x72, ...text("DM/1.2"), 1, 0x65, ...text("1"), 1, 0x5b, ...text("1"), 1],
  ...[0x6e, 0x57, ...text("d"), 1, 1, 0x67, 0x57, ...text("s"), 1, 1, 1, 0x6b],
];
const wbxmlMessage = (body: Uint8Array, table: Uint8Array = new Uint8Array()): Uint8Array =>
  bytes([0x03, 0xa4, 0x01, 0x6a, ...mb(table.length)], table, WBXML_HEAD, body, [1, 1]);
const wbxmlData = (content: Uint8Array, table?: Uint8Array): Uint8Array =>
  wbxmlMessage(bytes([0x45, 0x4b, ...text("1"), 1, 0x54, 0x4f], content, [1, 1, 1]), table);

const GET = [0x53, 0x4b, ...text("1"), 1, 0x54, 0x6e, 0x57, ...text("./DevInfo/Man"), 1, 1, 1, 1];
const ddf = (nodes: string): Uint8Array => utf8(`<MgmtTree><VerDTD>1.2</VerDTD>${nodes}</MgmtTree>`);
const node = (inner: string): string =>
  `<Node><NodeName>n</NodeName><DFProperties>${inner}<DFFormat><int/></DFFormat></DFProperties></Node>`;

type Shape = readonly [name: string, size: number, make: (size: number) => Uint8Array];

const MESSAGES: readonly Shape[] = [
  ["commands, WBXML", 8_000, (n) => wbxmlMessage(repeat(GET, n))],
  ["commands, XML", 2_000, (n) => xmlMessage("<Get><CmdID>1</CmdID><Item/></Get>".repeat(n))],
  ["one long string, WBXML", 1_500_000, (n) => wbxmlData(bytes([3], new Uint8Array(n).fill(65), [0]))],
  ["one long string, XML", 1_500_000, (n) => xmlData("A".repeat(n))],
  ["one long OPAQUE", 1_500_000, (n) => wbxmlData(bytes([0xc3, ...mb(n)], new Uint8Array(n)))],
  ["OPAQUEs of a byte", 150_000, (n) => wbxmlData(repeat([0xc3, 1, 0xff], n))],
  ["strings of a character", 150_000, (n) => wbxmlData(repeat([3, 65, 0], n))],
  ["entities, WBXML", 150_000, (n) => wbxmlData(repeat([2, 65], n))],
  ["entities, XML", 80_000, (n) => xmlData("&lt;&#65;".repeat(n))],
  ["sections of CDATA", 40_000, (n) => xmlData("<![CDATA[<]]>".repeat(n))],
  [
    "text that is seldom ASCII",
    40_000,
    (n) => wbxmlMessage(repeat([...GET.slice(0, 3), 0xc3, 0xa4, ...GET.slice(4)], n / 10)),
  ],
  ["references into one long table entry", 4_000, (n) => wbxmlData(repeat([0x83, 0], n), new Uint8Array(500).fill(66))],
  ["markup inside Data", 10_000, (n) => xmlData(`<r>${"<a b='c'>x</a>".repeat(n)}</r>`)],
  ["elements nobody knows", 20_000, (n) => xmlMessage("<v/>".repeat(n))],
  [
    "attributes on one element",
    8_000,
    (n) => xmlMessage(`<v ${Array.from({ length: n }, (_, i) => `a${i}='x'`).join(" ")}/>`),
  ],
  ["comments", 200_000, (n) => xmlMessage("<!---->".repeat(n))],
  ["processing instructions, WBXML", 150_000, (n) => wbxmlMessage(repeat([0x43, 0x05, 1], n))],
  [
    "a DOCTYPE of comments",
    150_000,
    (n) => bytes(utf8(`<!DOCTYPE SyncML [${"<!---->".repeat(n)}]>`), xmlMessage("<Final/>")),
  ],
  ["page switches", 400_000, (n) => wbxmlMessage(repeat([0, 0], n))],
];

const TREES: readonly Shape[] = [
  ["nodes", 4_000, (n) => ddf("<Node><NodeName>n</NodeName><Value>v</Value></Node>".repeat(n))],
  ["vendors' elements", 4_000, (n) => ddf(node(`<m:A xmlns:m="urn:m"><m:B c="d"/></m:A>`.repeat(n)))],
  ["words of AccessType", 20_000, (n) => ddf(node(`<AccessType>${"<Get/>".repeat(n)}</AccessType>`))],
  [
    "prefixes",
    1_500,
    (n) =>
      ddf(
        `<Node><NodeName>n</NodeName>${Array.from({ length: n }, (_, i) => `<p${i}:a xmlns:p${i}="urn:${i}"/>`).join("")}</Node>`,
      ),
  ],
];

const base64Of = (n: number): Uint8Array => utf8("QUJD".repeat(n));

/** Processor time in milliseconds, the lesser of two runs. */
function least(run: () => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < 2; turn++) {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1_000);
  }
  return best;
}

/** How many times as long four times the input takes; a bad moment is given a second chance. */
function growth(prepare: (size: number) => () => unknown, size: number): number {
  const measure = (): number => {
    const small = prepare(size);
    const large = prepare(size * 4);
    least(small);
    return least(large) / Math.max(least(small), 0.5);
  };
  const first = measure();
  return first < MOST_TIMES ? first : Math.min(first, measure());
}

/** Any bytes will do: a refusal has cost its time as well. */
const tried = (run: () => unknown) => () => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};

describe("reading takes time in step with the input", () => {
  it.each(MESSAGES)("for messages: %s", (_name, size, make) => {
    expect(
      growth((n) => {
        const input = make(n);
        expect(input.length).toBeLessThanOrEqual(DEFAULT_LIMITS.maxBytes);
        return tried(() => decodeMessage(input));
      }, size),
    ).toBeLessThan(MOST_TIMES);
  });
  it.each([...MESSAGES, ...TREES])("for documents, printed and encoded again: %s", (_name, size, make) => {
    expect(
      growth((n) => {
        const input = make(n);
        return tried(() => {
          const document = decodeDocument(input);
          return [printDocument(document, " "), encodeDocument(document, "wbxml")];
        });
      }, size / 3),
    ).toBeLessThan(MOST_TIMES);
  });
  it.each(TREES)("for trees and their reports: %s", (_name, size, make) => {
    expect(
      growth((n) => {
        const input = make(n);
        return tried(() => [decodeTnds(input), decodeDdf(input), checkDdf(input)]);
      }, size),
    ).toBeLessThan(MOST_TIMES);
  });
  it("for base64", () => {
    expect(
      growth((n) => {
        const input = new TextDecoder().decode(base64Of(n));
        return () => encodeBase64(decodeBase64(input)!);
      }, 200_000),
    ).toBeLessThan(MOST_TIMES);
  });
});

it("writing takes time in step with the value", () => {
  for (const [name, size, make] of MESSAGES.slice(0, 5)) {
    const times = growth((n) => {
      const { message } = decodeMessage(make(n));
      return () => [encodeMessage(message, "wbxml"), encodeMessage(message, "xml"), printMessage(message, " ")];
    }, size / 2);
    expect(times, name).toBeLessThan(MOST_TIMES);
  }
});

it("memory stays in step with the input at the limits", () => {
  for (const [name, , make] of MESSAGES.slice(0, 6)) {
    // As many as fit: of elements, or of bytes.
    const perUnit = (make(2_000).length - make(1_000).length) / 1_000;
    const size = Math.floor(Math.min(DEFAULT_LIMITS.maxBytes / perUnit - 1_000, perUnit > 1 ? 39_000 : 8_000_000));
    const input = make(size);
    const before = process.memoryUsage();
    const value = decodeMessage(input);
    const after = process.memoryUsage();
    const grown = after.heapUsed + after.external - before.heapUsed - before.external;
    expect(grown / input.length, name).toBeLessThan(MOST_MEMORY);
    expect(value.encoding).toMatch(/xml/);
  }
});
