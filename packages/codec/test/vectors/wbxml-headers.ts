/** Document headers: version, public identifier, charset, string table (protocol §4.1, tree §10.1). */
import { HEADER, SYNC_HDR, TREE_START } from "./envelope.ts";
import { wbxml } from "./notation.ts";
import type { Row } from "./row.ts";

const MESSAGE = `6d ${HEADER} 6b 12 01 01`;
const VALUE = { syncHdr: SYNC_HDR, syncBody: { commands: [], final: true } } as const;

function header(name: string, notation: string, exact = false): Row {
  const row = { name, form: "message", hex: wbxml(`${notation} ${MESSAGE}`), value: VALUE } as const;
  return exact ? { ...row, exact } : row;
}

const TREE = "60 77'1.2'01 64 66'h'01 01 01";
const TREE_VALUE = { verDtd: "1.2", nodes: [{ nodeName: "h" }] } as const;

function tree(name: string, notation: string, exact = false): Row {
  const row = { name, form: "tnds", hex: wbxml(`${notation} ${TREE}`), value: TREE_VALUE } as const;
  return exact ? { ...row, exact } : row;
}

export const WBXML_HEADERS: readonly Row[] = [
  header("WBXML 1.3, SyncML 1.2 by number: the header we write", "03 a401 6a 00", true),
  header("WBXML 1.2 as one toolkit writes it", "02 a401 6a 00"),
  header("WBXML 1.1", "01 a401 6a 00"),
  header("SyncML 1.1 by number", "03 9f53 6a 00"),
  header("SyncML 1.0 by number", "03 9f51 6a 00"),
  header("a public id written in five octets", "03 808080a401 6a 00"),
  header("a charset written in two octets", "03 a401 806a 00"),
  header("an empty table whose length takes five octets", "03 a401 6a 8080808000"),
  header("a string table nobody points into", '03 a401 6a ("unused" 00)'),
  header("a string table without any NUL nobody points into", '03 a401 6a ("unused")'),
  header("the textual identifier with its NUL", '03 00 00 6a ("-//SYNCML//DTD SyncML 1.2//EN" 00)'),
  header("the textual identifier that ends with the table", '02 00 00 6a ("-//SYNCML//DTD SyncML 1.2//EN")'),
  header("the textual identifier in the letters of the DOCTYPE", '03 00 00 6a ("-//SYNCML//DTD SYNCML 1.2//EN" 00)'),
  header("the textual identifier of SyncML 1.1", '03 00 00 6a ("-//SYNCML//DTD SyncML 1.1//EN" 00)'),
  header("the textual identifier of SyncML 1.0", '03 00 00 6a ("-//SYNCML//DTD SyncML 1.0//EN" 00)'),
  header("the textual identifier behind another string", '03 00 02 6a ("x" 00 "-//SYNCML//DTD SyncML 1.2//EN" 00)'),
  header(
    "the textual identifier last in the table, without NUL",
    '03 00 02 6a ("x" 00 "-//SYNCML//DTD SyncML 1.2//EN")',
  ),
  header("an index of the identifier written in two octets", '03 00 8000 6a ("-//SYNCML//DTD SyncML 1.2//EN" 00)'),
  tree("the header of a tree as we write it", TREE_START, true),
  tree("the header of a tree without its NUL", '02 00 00 6a ("-//OMA//DTD-DM-DDF 1.2//EN") 00 02'),
  tree("a tree with public id 1, unknown, and an empty table", "03 01 6a 00 00 02"),
  tree("a tree without its page switch", '03 00 00 6a ("-//OMA//DTD-DM-DDF 1.2//EN" 00)'),
  tree("a tree with neither identifier nor page switch", "03 01 6a 00"),
  tree("a tree in WBXML 1.1", '01 00 00 6a ("-//OMA//DTD-DM-DDF 1.2//EN" 00) 00 02'),
];
