/** How documents are made that grow in one respect each. */
import { HEADER, HEADER_XML, START } from "../vectors/envelope.ts";
import { fromHex, wbxml } from "../vectors/notation.ts";

export interface Shape {
  readonly name: string;
  /** Bytes of the largest such input that is not refused: 8 MiB, or 200 000 elements. */
  readonly most: number;
  /** Measured up to its limit even if that takes a second. */
  readonly whole?: true;
  /** What is measured, with its input of about this many bytes made before. */
  prepare(bytes: number): () => unknown;
}

export const MOST_BYTES = 8 * 1024 * 1024;
export const MOST_ELEMENTS = 200_000;

/** How a document is put together: `unit` again and again, between the two ends. */
export interface Document {
  readonly head: string;
  /** One of them, or a different one for each place. */
  readonly unit: string | ((at: number) => string);
  readonly tail: string;
  /** Elements in one unit, and opaque blocks, which count as much. */
  readonly elements?: number;
}

export const xmlMessage = (head: string, unit: Document["unit"], tail: string, elements = 0): Document => ({
  head: `<SyncML xmlns="SYNCML:SYNCML1.2">${HEADER_XML}<SyncBody>${head}`,
  unit,
  tail: `${tail}</SyncBody></SyncML>`,
  elements,
});
export const binaryMessage = (head: string, unit: Document["unit"], tail: string, elements = 0): Document => ({
  head: `${START} 6d ${HEADER} 6b ${head}`,
  unit,
  tail: `${tail} 01 01`,
  elements,
});
export const xmlTree = (head: string, unit: Document["unit"], tail: string, elements = 0): Document => ({
  head: `<MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD>${head}`,
  unit,
  tail: `${tail}</MgmtTree>`,
  elements,
});

export const unitAt = ({ unit }: Document, at: number): string => (typeof unit === "string" ? unit : unit(at));

/** Of the longest there are. */
export function unitBytes(document: Document, isXml: boolean): number {
  const unit = unitAt(document, MOST_ELEMENTS);
  return isXml ? new TextEncoder().encode(unit).length : wbxml(unit).length / 2;
}

/** A document of at most this many bytes. */
export function written(document: Document, bytes: number, isXml: boolean): Uint8Array {
  const perUnit = unitBytes(document, isXml);
  const count = Math.max(1, Math.floor((bytes - 1024) / perUnit));
  if (isXml) {
    const units = typeof document.unit === "string" ? document.unit.repeat(count) : manyUnits(document, count);
    return new TextEncoder().encode(document.head + units + document.tail);
  }
  const units =
    typeof document.unit === "string"
      ? repeated(fromHex(wbxml(document.unit)), count)
      : Uint8Array.from(Array.from({ length: count }, (_, at) => [...fromHex(wbxml(unitAt(document, at)))]).flat());
  return joined(fromHex(wbxml(document.head)), units, fromHex(wbxml(document.tail)));
}

export const manyUnits = (document: Document, count: number): string =>
  Array.from({ length: count }, (_, at) => unitAt(document, at)).join("");

export function repeated(unit: Uint8Array, count: number): Uint8Array {
  const bytes = new Uint8Array(unit.length * count);
  for (let at = 0; at < bytes.length; at += unit.length) bytes.set(unit, at);
  return bytes;
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export function mostOf(document: Document, isXml: boolean): number {
  const { elements = 0 } = document;
  const units = elements === 0 ? Number.POSITIVE_INFINITY : Math.floor((MOST_ELEMENTS - 100) / elements);
  return Math.min(MOST_BYTES, units * unitBytes(document, isXml));
}

export type Read = (bytes: Uint8Array) => unknown;

export function read(name: string, decode: Read, document: Document, isXml: boolean): Shape {
  return {
    name,
    most: mostOf(document, isXml),
    prepare(bytes) {
      const input = written(document, bytes, isXml);
      return () => decode(input);
    },
  };
}

export const inXml = (name: string, decode: Read, document: Document): Shape =>
  read(`XML: ${name}`, decode, document, true);
export const inWbxml = (name: string, decode: Read, document: Document): Shape =>
  read(`WBXML: ${name}`, decode, document, false);

export const refused =
  (decode: Read): Read =>
  (bytes) => {
    try {
      decode(bytes);
    } catch (error) {
      return String(error);
    }
    throw new Error("it was not refused");
  };

export const DATA = "46 4b'1'01 54 4f";
export const DATA_END = "01 01 01";
export const XML_DATA = "<Alert><CmdID>1</CmdID><Item><Data>";
export const XML_DATA_END = "</Data></Item></Alert>";
/** `(` and `)` around a string table. */
export const withTable = (table: string, rest: string): string => `03 a401 6a (${table}) ${rest}`;
/** Without a single zero, in which every string is the entry at 2. */
export const REFERRING_HEAD = "6d 6c 71 _ 72 _ 65 _ 5b _ 6e 57 _ 01 67 57 _ 01 01 6b 46 4b _ 54 4f".replaceAll(
  "_",
  "83 02 01",
);
/** Five digits of seven bits hold every index. */
export const indexOctets = (index: number): number[] =>
  [28, 21, 14, 7, 0].map((shift) => ((index >> shift) & 0x7f) | (shift > 0 ? 0x80 : 0));

/** A name of seven octets in the table, six octets to mention it, two for its value. */
export function manyAttributes(bytes: number): Uint8Array {
  const count = Math.floor((bytes - 200) / 17);
  const names = Array.from({ length: count }, (_, at) => `a${String(at).padStart(7, "0")}\0`).join("");
  const body = new Uint8Array(count * 8);
  for (let at = 0; at < count; at++) body.set([4, ...indexOctets(at * 9), 2, 0x41], at * 8);
  const length = indexOctets(names.length).map((octet) => octet.toString(16).padStart(2, "0"));
  const start = fromHex(`03a4016a${length.join("")}`);
  return joined(start, new TextEncoder().encode(names), fromHex(wbxml(`6d ${HEADER} 6b 86`)), body, fromHex("010101"));
}

export const long = (bytes: number): string => "n".repeat(bytes);

/** Something whose one part grows with the document, so that a product of the two would show. */
export function both(name: string, run: Read, make: (half: number) => string, most = MOST_BYTES): Shape {
  return {
    name,
    most,
    prepare(bytes) {
      const input = new TextEncoder().encode(make(bytes / 2));
      return () => run(input);
    },
  };
}

export const times = (half: number, unit: string): string => unit.repeat(Math.max(1, Math.floor(half / unit.length)));
export const COMMAND = binaryMessage("", "46 4b'12'01 54 6e 57'./DevDetail/SwV'01 01 4f'value'01 01 01", "", 6);
export const XML_COMMAND = xmlMessage(
  "",
  "<Alert><CmdID>12</CmdID><Item><Target><LocURI>./DevDetail/SwV</LocURI></Target><Data>value</Data></Item></Alert>",
  "",
  6,
);
export const whole = (shape: Shape): Shape => ({ ...shape, whole: true });
