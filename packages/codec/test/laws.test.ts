/** What holds for every message and tree there can be: the arbitraries are made from the content models themselves. */
import { DEFAULT_LIMITS } from "@oma-dm/codec";
import { type DocumentElement, decodeDocument, encodeDocument, printDocument } from "@oma-dm/codec/document";
import { decodeMessage, encodeMessage, type Message, printMessage } from "@oma-dm/codec/syncml";
import { decodeTnds, encodeTnds, type MgmtTree } from "@oma-dm/codec/tnds";
import { DMDDF_1_2, type DocumentType, SYNCML_1_2, WbxmlReader, WbxmlWriter } from "@oma-dm/codec/wbxml";
import { fitsXml } from "@oma-dm/codec/xml";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Binder } from "../src/content-model/binder.ts";
import { emit } from "../src/content-model/emitter.ts";
import { type ElementModel, type Field, tableShape } from "../src/content-model/model.ts";
import { readPlain } from "../src/content-model/plain-reader.ts";
import { writePlain } from "../src/content-model/plain-writer.ts";
import { METINF_MODELS, SYNCML_MODELS } from "../src/syncml/content-model.ts";
import { SYNCML_MESSAGE } from "../src/syncml/records.ts";
import { SYNCML_PLAIN } from "../src/syncml/shapes.ts";
import { TNDS_MODELS } from "../src/tnds/content-model.ts";
import { MGMT_TREE } from "../src/tnds/records.ts";
import { TNDS_PLAIN } from "../src/tnds/shapes.ts";

/** Text that arrives as it was sent: nothing around it that a reader drops, and no half of a pair. */
const field = fc
  .oneof(
    fc.string({ unit: "binary", maxLength: 8 }),
    fc.constantFrom("chr", "./a/b?prop=ACL", "]]>", "<&>", "\0\x01", "é€𝄞"),
  )
  .map((text) => text.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, ""));
const content = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom(" x\n", "a\0b", "<r/>", "]]>", "\r\n"),
);
const octets = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 12 }),
  fc.base64String({ minLength: 4, maxLength: 12 }).map((text) => new TextEncoder().encode(text)),
);

const word = fc.stringMatching(/^[a-z/.]{0,12}$/);
const DEEPEST = 5;

/** Whether every text there can be is wanted, or only what messages are mostly made of. */
type Style = "any" | "plain";

/** Values of an element; undefined where none can be made that deep. */
function valuesOf(model: ElementModel, depth: number, style: Style): fc.Arbitrary<unknown> | undefined {
  switch (model.kind) {
    case "text":
      if (model.name === "Format") return fc.constantFrom("chr", "b64", "bin");
      return style === "plain" ? word : field;
    case "value":
    case "data":
      return style === "plain"
        ? fc.oneof({ arbitrary: word, weight: 30 }, { arbitrary: octets, weight: 1 })
        : fc.oneof(content, octets);
    case "flag":
      return fc.constant(true);
    case "token":
      return fc.constantFrom(...model.tokens.keys());
    case "tokens":
      return fc.subarray([...model.tokens.keys()]);
    case "occurrence":
      return fc.oneof(
        fc.constantFrom({ kind: "One" }, { kind: "ZeroOrMore" }),
        fc.record({ kind: fc.constantFrom("ZeroOrN", "OneOrN"), max: fc.nat(65_536) }),
      );
    case "record":
      return depth > DEEPEST || (model.rare && style === "plain") ? undefined : recordsOf(model, depth, style);
    default:
      return undefined;
  }
}

function recordsOf(model: ElementModel, depth: number, style: Style): fc.Arbitrary<unknown> | undefined {
  const parts: Record<string, fc.Arbitrary<unknown>> = {};
  for (const one of model.fields) {
    const values = fieldValues(one, depth, style);
    if (values !== undefined) parts[one.key] = values;
    else if (one.required && !one.many) return undefined;
  }
  const requiredKeys = model.fields.filter(({ key, required }) => required && parts[key] !== undefined);
  const missing = model.fields.filter(({ key, required }) => required && parts[key] === undefined);
  return fc
    .record(parts, { requiredKeys: requiredKeys.map(({ key }) => key) })
    .map((record) => ({ ...Object.fromEntries(missing.map(({ key }) => [key, []])), ...record }));
}

function fieldValues(
  { choice, many, models, required }: Field,
  depth: number,
  style: Style,
): fc.Arbitrary<unknown> | undefined {
  const values = models.flatMap((model) => {
    const inner = valuesOf(model, depth + 1, style);
    if (inner === undefined) return [];
    return [choice ? inner.map((value) => ({ cmd: model.name, ...(value as object) })) : inner];
  });
  if (values.length === 0) return undefined;
  const one = fc.oneof(...values);
  return many ? fc.array(one, { minLength: required && style === "any" ? 0 : 1, maxLength: 3 }) : one;
}

const messages = valuesOf(SYNCML_MESSAGE, 0, "any")! as fc.Arbitrary<Message>;
const trees = valuesOf(MGMT_TREE, 0, "any")! as fc.Arbitrary<MgmtTree>;

type Part = Readonly<Record<string, unknown>>;

/**
 * The same value after a journey through XML (protocol §3.4): bytes and what XML cannot hold become base64. `around` is
 * the Format that holds where the value names none of its own.
 */
function inXml(value: unknown, around?: string): unknown {
  if (typeof value === "string") {
    return value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, "\ufffd");
  }
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map((part) => inXml(part, around));
  if (typeof value !== "object" || value === null) return value;
  const part = value as Part;
  const format = (part["meta"] as { format?: string } | undefined)?.format ?? around;
  const holder = ["Alert", "Status"].includes(String(part["cmd"])) ? part : withFormat(part, format);
  return Object.fromEntries(
    Object.entries(withTreeText(holder)).map(([key, inner]) => [
      key,
      inXml(inner, key === "cred" ? undefined : format),
    ]),
  );
}

/** Of a tree, bytes that are text are that text, but under Format bin (tree §9.2#11). */
function withTreeText(node: Part): Part {
  const { value, defaultValue, dfFormat } = node;
  const format = (node["rtProperties"] as Part | undefined)?.["format"];
  const texts = { value: treeText(value, format), defaultValue: treeText(defaultValue, dfFormat) };
  return { ...node, ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined)) };
}

function treeText(value: unknown, format: unknown): string | undefined {
  if (!(value instanceof Uint8Array) || format === "bin") return undefined;
  const text = Buffer.from(value).toString("utf8");
  return Buffer.from(text).equals(Buffer.from(value)) && fitsXml(text) ? text : undefined;
}

function withFormat(holder: Part, format: string | undefined): Part {
  const { data } = holder;
  const bytes = typeof data === "string" && !fitsXml(data) ? new TextEncoder().encode(data) : data;
  if (!(bytes instanceof Uint8Array)) return holder;
  const text = Buffer.from(bytes).toString("utf8");
  // Under b64 the characters are the value.
  const isText = Buffer.from(text).equals(Buffer.from(bytes)) && fitsXml(text);
  if (format === "b64" && isText && data === bytes) return { ...holder, data: text };
  return { ...holder, meta: { ...(holder["meta"] as object), format: "b64" }, data: bytes };
}

const RUNS = { numRuns: 400 };

/** What an inline string cannot hold travels as OPAQUE: Data that was text then arrives as bytes. */
function inWbxml(value: unknown): unknown {
  if (typeof value === "string" || typeof value !== "object" || value === null || value instanceof Uint8Array)
    return value;
  if (Array.isArray(value)) return value.map(inWbxml);
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => {
      const isOpaque =
        typeof part === "string" && part.includes("\0") && ["data", "value", "defaultValue"].includes(key);
      const isCode = key === "data" && "cmd" in value && ["Alert", "Status"].includes(String(value.cmd));
      return [key, isOpaque && !isCode ? new TextEncoder().encode(part) : inWbxml(part)];
    }),
  );
}

describe("a message", () => {
  it("comes back from WBXML as it was", () => {
    fc.assert(
      fc.property(messages, (message) => {
        expect(decodeMessage(encodeMessage(message, "wbxml")).message).toEqual(inWbxml(message));
      }),
      RUNS,
    );
  });
  it("comes back from XML as it was, but for what XML cannot hold", () => {
    fc.assert(
      fc.property(messages, (message) => {
        expect(decodeMessage(encodeMessage(message, "xml")).message).toEqual(inXml(message));
        expect(decodeMessage(new TextEncoder().encode(printMessage(message, "\t"))).message).toEqual(inXml(message));
      }),
      RUNS,
    );
  });
});

describe("a tree", () => {
  it("comes back from either encoding", () => {
    fc.assert(
      fc.property(trees, (tree) => {
        expect(decodeTnds(encodeTnds(tree, "wbxml"))).toEqual(inWbxml(tree));
        expect(decodeTnds(encodeTnds(tree, "xml"))).toEqual(inXml(tree));
      }),
      RUNS,
    );
  });
});

describe("the fast lanes", () => {
  const CASES = [
    ["any messages", messages, SYNCML_MESSAGE, SYNCML_PLAIN, SYNCML_1_2, 0],
    ["any trees", trees, MGMT_TREE, TNDS_PLAIN, DMDDF_1_2, 0],
    ["plain messages", valuesOf(SYNCML_MESSAGE, 0, "plain")!, SYNCML_MESSAGE, SYNCML_PLAIN, SYNCML_1_2, 200],
    ["plain trees", valuesOf(MGMT_TREE, 0, "plain")!, MGMT_TREE, TNDS_PLAIN, DMDDF_1_2, 100],
  ] as const;
  const slowly = (model: ElementModel, value: unknown, type: DocumentType): Uint8Array => {
    const writer = new WbxmlWriter(type);
    emit(model, value, writer);
    return writer.finish();
  };
  it.each(CASES)("write and read %s as the long way round does", (_name, values, model, plain, type, least) => {
    let read = 0;
    let written = 0;
    fc.assert(
      fc.property(values, (value) => {
        const bytes = slowly(model, value, type);
        const plainly = writePlain(plain, value, type);
        if (plainly !== undefined) {
          written += 1;
          expect(plainly).toEqual(bytes);
        }
        const reader = new WbxmlReader(bytes, { limits: DEFAULT_LIMITS });
        const found = readPlain(reader, model, DEFAULT_LIMITS);
        const binder = new Binder(model);
        reader.read(binder);
        if (found !== undefined) {
          read += 1;
          expect(found).toEqual(binder.finish());
        }
      }),
      RUNS,
    );
    // A lane that takes nothing would agree with everything.
    expect(Math.min(read, written)).toBeGreaterThanOrEqual(least);
  });
  it("have shapes that say what the tables say", () => {
    for (const model of [...SYNCML_MODELS, ...METINF_MODELS, ...TNDS_MODELS].map(([, one]) => one)) {
      if (model.kind !== "record" || model.rare) continue;
      const isCommand = "cmd" in model.shape.build([], 0, 0);
      const table = tableShape(model.fields, isCommand ? model.name : undefined);
      const values = model.fields.map(({ key }) => key);
      for (let bits = 0; bits < 1 << model.fields.length; bits++) {
        const present = bits | model.required;
        expect(model.shape.build(["-", ...values], 1, present)).toStrictEqual(
          table.build(["-", ...values], 1, present),
        );
      }
    }
  });
});

describe("elements of vendors", () => {
  /** XML keeps what it can hold, and reads a line end as one character. */
  const text = fc
    .oneof(fc.string({ unit: "binary", maxLength: 8 }), content, fc.constantFrom("\t'\"\n", "<b>]]></b>"))
    .map((one) => `.${inXml(one)}`);
  const { element } = fc.letrec<{ element: DocumentElement }>((tie) => ({
    element: fc.record({
      name: fc.constantFrom("v:a", "v:Node", "Node", "w:_b-1.2"),
      xmlns: fc.constant("urn:v"),
      attributes: fc.dictionary(fc.constantFrom("a", "b:c", "__proto__"), text, { maxKeys: 2 }),
      children: fc.oneof(
        fc.constant([]),
        text.map((one) => [one]),
        fc.array(tie("element"), { minLength: 1, maxLength: 2 }),
        fc.tuple(text, tie("element"), text),
      ),
    }),
  }));
  it("come back from either encoding, with the declarations they need", () => {
    fc.assert(
      fc.property(fc.array(element, { minLength: 1, maxLength: 2 }), (extensions) => {
        const tree: MgmtTree = { verDtd: "1.2", nodes: [{ nodeName: "n", extensions }], extensions };
        for (const encoding of ["xml", "wbxml"] as const) {
          expect(undeclared(decodeTnds(encodeTnds(tree, encoding)))).toEqual(undeclared(tree));
        }
      }),
      RUNS,
    );
  });
});

/** Without the declarations of prefixes. */
function undeclared(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(undeclared);
  const entries = Object.entries(value).filter(([name]) => !name.startsWith("xmlns:"));
  return Object.fromEntries(entries.map(([name, part]) => [name, undeclared(part)]));
}

describe("a document", () => {
  it("says the same as text, through WBXML and laid out in lines", () => {
    fc.assert(
      fc.property(messages, fc.constantFrom("xml" as const, "wbxml" as const), (message, encoding) => {
        const document = decodeDocument(encodeMessage(message, encoding));
        const text = printDocument(document);
        expect(printDocument(decodeDocument(encodeDocument(document, "wbxml")))).toBe(text);
        // What XML cannot hold has become U+FFFD, and may be spelled in another way now.
        const settled = printDocument(decodeDocument(text));
        expect(printDocument(decodeDocument(settled))).toBe(settled);
        expect(printDocument(decodeDocument(printDocument(document, "  ")))).toBe(settled);
      }),
      RUNS,
    );
  });
});

type Path = readonly (string | number)[];

/** Where a value holds text of its sender's choosing. */
function textPaths(value: unknown, path: Path = []): Path[] {
  if (typeof value === "string") return path.at(-1) === "cmd" ? [] : [path];
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    textPaths(part, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

function at(value: unknown, path: Path): unknown {
  return path.reduce((part, key) => (part as Record<string | number, unknown> | undefined)?.[key], value);
}

/** A copy with another value at a place. */
function put(value: unknown, [key, ...rest]: Path, part: unknown): unknown {
  if (key === undefined) return part;
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  const inner = put((copy as Record<string | number, unknown>)[key], rest, part);
  return Object.assign(copy, { [key]: inner });
}

describe("no text becomes markup or tokens", () => {
  const controls = Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code));
  const hostile = fc.oneof(
    fc.constantFrom(...controls).map((control) => `a${control}\x01b`),
    fc.constantFrom(
      "</Data>",
      "<Final/>",
      "]]>",
      "<b>]]></b>",
      "&amp;",
      "&#0;",
      '"',
      "<![CDATA[",
      "\ud800",
      "a\udc00<",
      "\0\x01\x01\x12",
    ),
    fc.constantFrom("\ufffe", "\uffff", "\u0085", "\u2028", "\ufeff", "\x7f", "--><!--", "%", "\xc3"),
  );
  it.each(["xml", "wbxml"] as const)("in any field of a message: %s", (encoding) => {
    const plain = valuesOf(SYNCML_MESSAGE, 0, "plain")! as fc.Arbitrary<Message>;
    fc.assert(
      fc.property(plain, hostile, fc.nat(), (message, text, which) => {
        const paths = textPaths(message);
        const path = paths[which % paths.length]!;
        const spoilt = put(message, path, text) as Message;
        const read: unknown = decodeMessage(encodeMessage(spoilt, encoding)).message;
        // A Format of no meaning changes what becomes of the Data below.
        const meant = path.at(-1) === "format" ? put(message, path, "-") : message;
        let expected = encoding === "xml" ? inXml(meant) : message;
        expected = put(expected, path, at(read, path));
        // Data that XML cannot hold is base64, and the Format beside it says so.
        const item = path.slice(0, -1);
        const isCode = ["Alert", "Status"].includes(String((at(message, item) as Part)["cmd"]));
        if (path.at(-1) === "data" && encoding === "xml" && !isCode) {
          const meta = at(read, [...item, "meta"]);
          if (!fitsXml(text)) {
            expect(meta).toMatchObject({ format: "b64" });
            expected = put(expected, [...item, "meta"], {
              ...(at(message, [...item, "meta"]) as object),
              format: "b64",
            });
          }
        }
        expect(read).toEqual(expected);
      }),
      { numRuns: 1500 },
    );
  });
});
