/** Small documents around the element a row is about, in both spellings. */
import type { DecodeCode, DecodeLimits, MgmtTree, Position } from "@oma-dm/codec";
import type { Command, Message, SyncHdr } from "@oma-dm/codec/syncml";
import { placed, wbxml } from "./notation.ts";
import type { BadRow, MessageRow, Row, TreeRow } from "./row.ts";

/** WBXML 1.3, SyncML 1.2, UTF-8, no string table (protocol §4.1). */
export const START = "03 a401 6a 00";
export const HEADER = `6c 71'1.2'01 72'DM/1.2'01 65'1'01 5b'1'01 6e 57'd'01 01 67 57's'01 01 01`;
export const HEADER_XML =
  "<SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>1</SessionID><MsgID>1</MsgID>" +
  "<Target><LocURI>d</LocURI></Target><Source><LocURI>s</LocURI></Source></SyncHdr>";
export const SYNC_HDR: SyncHdr = {
  verDtd: "1.2",
  verProto: "DM/1.2",
  sessionId: "1",
  msgId: "1",
  target: { locUri: "d" },
  source: { locUri: "s" },
};

/** A SyncML document with this SyncBody content, by hand from protocol §4.3. */
export function messageNotation(body: string, header = HEADER): string {
  return `${START} 6d ${header} 6b ${body} 01 01`;
}

export function messageXml(body: string, header = HEADER_XML): string {
  return `<SyncML xmlns="SYNCML:SYNCML1.2">${header}<SyncBody>${body}</SyncBody></SyncML>`;
}

export function message(...commands: readonly Command[]): Message {
  return { syncHdr: SYNC_HDR, syncBody: { commands } };
}

/** A MetInf element as we write it: its namespace on itself (protocol §2.2#8). */
export function metinf(name: string, content: string): string {
  return `<${name} xmlns="syncml:metinf">${content}</${name}>`;
}

/** Meta around page 1, switched eagerly: right after its start tag and back before its END (protocol §4.6#3). */
export function meta(content: string): string {
  return `5a 0001 ${content} 0000 01`;
}

type Options = Partial<Pick<MessageRow, "exact" | "oneWay" | "elsewhere">>;

/** The same command in both spellings, each of which must come back octet for octet. */
export function commandRows(name: string, notation: string, xml: string, ...commands: readonly Command[]): Row[] {
  return [
    commandWbxml(name, notation, message(...commands), { exact: true }),
    commandXml(name, xml, message(...commands), { exact: true }),
  ];
}

export function commandWbxml(name: string, notation: string, value: Message, options: Options = {}): MessageRow {
  return { name: `${name}, WBXML`, form: "message", hex: wbxml(messageNotation(notation)), value, ...options };
}

export function commandXml(name: string, xml: string, value: Message, options: Options = {}): MessageRow {
  return { name: `${name}, XML`, form: "message", xml: messageXml(xml), value, ...options };
}

/** A whole DDF or TNDS document: no numeric public id, so its identifier stands in the string table (tree §10.1). */
export const TREE_START = '03 00 00 6a ("-//OMA//DTD-DM-DDF 1.2//EN" 00) 00 02';

export function treeNotation(content: string): string {
  return `${TREE_START} 60 77'1.2'01 ${content} 01`;
}

export function treeXml(content: string): string {
  return `<MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD>${content}</MgmtTree>`;
}

export function treeRows(
  form: "tnds" | "ddf",
  name: string,
  notation: string,
  xml: string,
  tree: Omit<MgmtTree, "verDtd">,
): TreeRow[] {
  const value: MgmtTree = { verDtd: "1.2", ...tree };
  return [
    { name: `${name}, WBXML`, form, hex: wbxml(treeNotation(notation)), value, exact: true },
    { name: `${name}, XML`, form, xml: treeXml(xml), value, exact: true },
  ];
}

/** A WBXML document to refuse; `^` in the notation is the place the error must name. */
export function refusedWbxml(
  name: string,
  notation: string,
  code: DecodeCode,
  path: string,
  reason: string,
  more: { readonly as?: BadRow["as"]; readonly limits?: Partial<DecodeLimits> } = {},
): BadRow {
  const { hex, offset } = placed(notation);
  if (offset === undefined) throw new Error(`${name} names no place`);
  const at = { kind: "offset", offset } as const;
  return { name: `${name}, WBXML`, form: "refused", as: "message", hex, code, at, path: names(path), reason, ...more };
}

/** The same in XML: `^` stands at the line and column the error must name. */
export function refusedXml(
  name: string,
  marked: string,
  code: DecodeCode,
  path: string,
  reason: string,
  more: { readonly as?: BadRow["as"]; readonly limits?: Partial<DecodeLimits> } = {},
): BadRow {
  const { xml, at } = placedXml(marked);
  return { name: `${name}, XML`, form: "refused", as: "message", xml, code, at, path: names(path), reason, ...more };
}

/** XML text whose `^` marks a place: the text without it, and line and column of the place. */
export function placedXml(marked: string): { readonly xml: string; readonly at: Position } {
  const offset = marked.indexOf("^");
  if (offset < 0) throw new Error(`no place in ${marked}`);
  const before = marked.slice(0, offset).split(/\r\n?|\n/);
  return {
    xml: marked.replace("^", ""),
    at: { kind: "line", line: before.length, column: before.at(-1)!.length + 1 },
  };
}

function names(path: string): readonly string[] {
  return path === "" ? [] : path.split("/");
}
