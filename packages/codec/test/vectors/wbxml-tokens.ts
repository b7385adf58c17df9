/** Tokens of WBXML content: every way to spell text, and everything between it (protocol §4.2, §4.6). */
import { HEADER, message, messageNotation, START } from "./envelope.ts";
import { wbxml } from "./notation.ts";
import type { Row } from "./row.ts";

/** A LocURI and a Data of these tokens; the string table holds `table`. */
function spelled(
  name: string,
  where: "LocURI" | "Data",
  tokens: string,
  text: string | Uint8Array,
  { table = "", inXml }: { readonly table?: string; readonly inXml?: string } = {},
): Row {
  const start = table === "" ? START : `03 a401 6a (${table})`;
  const item = where === "LocURI" ? `6e 57 ${tokens} 01 01` : `4f ${tokens} 01`;
  const value = where === "LocURI" ? { target: { locUri: text as string } } : { data: text };
  const row = {
    name: `${name}, in ${where}`,
    form: "message",
    hex: wbxml(`${start} 6d ${HEADER} 6b 60 4b'1'01 54 ${item} 01 01 01 01`),
    value: message({ cmd: "Replace", cmdId: "1", items: [value] }),
  } as const;
  if (inXml === undefined) return row;
  // What XML cannot hold travels as base64 (protocol §3.4#11).
  const elsewhere = message({ cmd: "Replace", cmdId: "1", items: [{ meta: { format: "b64" }, data: inXml }] });
  return { ...row, elsewhere };
}

/** The whole Replace command, for what stands between elements. */
function around(name: string, body: string, start = START): Row {
  return {
    name,
    form: "message",
    hex: wbxml(`${start} 6d ${HEADER} 6b ${body} 01 01`),
    value: message({ cmd: "Replace", cmdId: "1", items: [{ data: "x" }] }),
  };
}

const LONG = "0123456789abcdef".repeat(9);

export const WBXML_TOKENS: readonly Row[] = [
  spelled("one STR_I", "LocURI", "'./a'", "./a"),
  spelled("two STR_I", "LocURI", "'./' 'a'", "./a"),
  spelled("an empty STR_I", "LocURI", "''", ""),
  spelled("an empty STR_I among others", "LocURI", "'./' '' 'a'", "./a"),
  spelled("STR_T", "LocURI", "83 02", "./a", { table: '"x" 00 "./a" 00' }),
  spelled("STR_T into the middle of a string", "LocURI", "83 01", "./a", { table: '"x./a" 00' }),
  spelled("STR_T at the end of the table without NUL", "LocURI", "83 02", "./a", { table: '"x" 00 "./a"' }),
  spelled("STR_T of an empty string", "LocURI", "83 00", "", { table: '00 "x" 00' }),
  spelled("STR_T with its index in two octets", "LocURI", "83 8100", "far", {
    table: `"${LONG.slice(0, 127)}" 00 "far" 00`,
  }),
  spelled("one STR_T used twice", "LocURI", "83 00 83 00", "abab", { table: '"ab" 00' }),
  spelled("an OPAQUE of UTF-8", "LocURI", '{"./a"}', "./a"),
  spelled("an empty OPAQUE", "LocURI", "{}", ""),
  spelled("an ENTITY", "LocURI", "02 41", "A"),
  spelled("an ENTITY of two octets", "LocURI", "02 8160", "à"),
  spelled("an ENTITY of three octets", "LocURI", "02 81c12c", "\u60ac"),
  spelled("an ENTITY outside the BMP", "LocURI", "02 87ec00", "\u{1f600}"),
  spelled("the last character as ENTITY", "LocURI", "02 c3ff7f", "\u{10ffff}"),
  spelled("every kind of text at once", "LocURI", `'a' 83 00 {"c"} 02 64 'e'`, "abcde", { table: '"b" 00' }),
  spelled("white space around a URI", "LocURI", "' ./a\n'", "./a"),
  spelled("UTF-8 of two, three and four octets", "LocURI", "'é€\u{1f600}'", "é€\u{1f600}"),
  spelled("a STR_I that holds a byte order mark", "Data", "'\ufeffx'", "\ufeffx"),
  spelled("white space in a value", "Data", "' a\n\t '", " a\n\t "),
  spelled("STR_I, ENTITY and STR_T joined", "Data", "'a' 02 20 83 00", "a b", { table: '"b" 00' }),
  spelled("an OPAQUE with NUL and invalid UTF-8", "Data", "{00ff80fe}", Uint8Array.of(0, 0xff, 0x80, 0xfe), {
    inXml: "AP+A/g==",
  }),
  spelled("an OPAQUE that holds END and SWITCH_PAGE", "Data", "{0100020101}", Uint8Array.of(1, 0, 2, 1, 1), {
    inXml: "AQACAQE=",
  }),
  spelled("an OPAQUE with its length in two octets", "Data", "c3 8001 ff", Uint8Array.of(0xff), { inXml: "/w==" }),
  spelled("an OPAQUE of 128 octets", "Data", `{${"fe".repeat(128)}}`, new Uint8Array(128).fill(0xfe), {
    inXml: `${"/v7+".repeat(42)}/v4=`,
  }),
  spelled("an OPAQUE of 127 octets", "Data", `{${"fd".repeat(127)}}`, new Uint8Array(127).fill(0xfd), {
    inXml: `${"/f39".repeat(42)}/Q==`,
  }),
  spelled("two OPAQUEs joined", "Data", "{00ff}{fe}", Uint8Array.of(0, 0xff, 0xfe), { inXml: "AP/+" }),
  spelled("a control character", "Data", "03 07 00", "\u0007", { inXml: "Bw==" }),

  around("a page switch to the page that is already there", `00 00 60 00 00 4b'1'01 54 00 00 4f'x'01 01 01`),
  around("page switches that change nothing in the end", `60 4b'1'01 54 00 01 00 02 00 00 4f'x'01 01 01`),
  around("a page switch before an END and back after it", `60 4b'1' 00 01 01 00 00 54 4f'x'01 01 01`),
  around("a page switch inside text", `60 4b'1'01 54 4f'x' 00 01 01 00 00 01 01`),
  around("a LITERAL with content, by its name", `60 4b'1'01 54 44 00 'x'01 01 01`, '03 a401 6a ("Data" 00)'),
  around("a LITERAL without content among items", `60 4b'1'01 54 04 00 4f'x'01 01 01`, '03 a401 6a ("Vendor" 00)'),
  around(
    "a LITERAL with attributes and content",
    `60 4b'1'01 54 c4 00 04 05 03"v"00 01 'x'01 01 01`,
    '03 a401 6a ("Data" 00 "a" 00)',
  ),
  around(
    "a LITERAL with attributes and no content",
    `60 4b'1'01 54 84 00 04 07 83 09 01 4f'x'01 01 01`,
    '03 a401 6a ("Vendor" 00 "a" 00 "v" 00)',
  ),
  around("a LITERAL that ends with the table", `60 4b'1'01 54 44 02 'x'01 01 01`, '03 a401 6a ("a" 00 "Data")'),
  around(
    "an attribute with a literal name on a known element",
    `60 4b'1'01 54 cf 04 00 'v' 01 'x'01 01 01`,
    '03 a401 6a ("a" 00)',
  ),
  around(
    "an attribute whose value is made of STR_I, STR_T, ENTITY and OPAQUE",
    `60 4b'1'01 54 cf 04 00 'v' 83 00 02 41 {42} 01 'x'01 01 01`,
    '03 a401 6a ("a" 00)',
  ),
  around(
    "attributes by tokens SyncML does not have, skipped (protocol §4.2)",
    `60 4b'1'01 54 cf 05 'v' 85 06 01 'x'01 01 01`,
  ),
  around("two attributes", `60 4b'1'01 54 cf 04 00 'v' 04 02 01 'x'01 01 01`, '03 a401 6a ("a" 00 "b" 00)'),
  around(
    "a processing instruction inside an element",
    `60 4b'1'01 43 04 00 'v' 01 54 4f'x'01 01 01`,
    '03 a401 6a ("pi" 00)',
  ),
  {
    name: "processing instructions before and after the root",
    form: "message",
    hex: wbxml(`03 a401 6a ("pi" 00) 43 04 00 'v' 01 6d ${HEADER} 6b 12 01 01 43 04 00 01`),
    value: { ...message(), syncBody: { commands: [], final: true } },
  },
  {
    name: "a processing instruction inside text",
    form: "message",
    hex: wbxml(`03 a401 6a ("pi" 00) 6d ${HEADER} 6b 60 4b'1'01 54 4f 'a' 43 04 00 'v' 01 'b' 01 01 01 01 01`),
    value: message({ cmd: "Replace", cmdId: "1", items: [{ data: "ab" }] }),
  },
  {
    name: "an element that has the content bit and no content",
    form: "message",
    hex: wbxml(messageNotation("52 01")),
    value: { ...message(), syncBody: { commands: [], final: true } },
  },
  {
    name: "a Data with the content bit and nothing in it",
    form: "message",
    hex: wbxml(messageNotation("60 4b'1'01 54 4f 01 01 01")),
    value: message({ cmd: "Replace", cmdId: "1", items: [{ data: "" }] }),
  },
  {
    name: "page switches before the root",
    form: "message",
    hex: wbxml(`${START} 00 01 00 00 6d ${HEADER} 6b 12 01 01`),
    value: { ...message(), syncBody: { commands: [], final: true } },
  },
];
