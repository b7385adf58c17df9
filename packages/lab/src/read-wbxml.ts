/**
 * A strict reader for the WBXML a client emits: header of protocol §4.1, tokens of §4.2–§4.5, nothing else.
 */
import { DMDDF_NS, type Element, METINF_NS, StrictReadError, SYNCML_NS } from "./element.ts";

/** Code page 0 from token 05 on; an empty name is reserved. Clause: protocol §4.3. */
export const SYNCML_TOKENS =
  "Add Alert Archive Atomic Chal Cmd CmdID CmdRef Copy Cred Data Delete Exec Final Get Item Lang LocName LocURI Map MapItem Meta MsgID MsgRef NoResp NoResults Put Replace RespURI Results Search Sequence SessionID SftDel Source SourceRef Status Sync SyncBody SyncHdr SyncML Target TargetRef - VerDTD VerProto NumberOfChanges MoreData Field Filter Record FilterType SourceParent TargetParent Move Correlator".split(
    " ",
  );
/** Code page 1 from token 05 on. Clause: protocol §4.4. */
export const METINF_TOKENS =
  "Anchor EMI Format FreeID FreeMem Last Mark MaxMsgSize Mem MetInf Next NextNonce SharedMem Size Type Version MaxObjSize FieldLevel".split(
    " ",
  );
const PAGES: readonly (readonly [namespace: string, names: readonly string[] | undefined])[] = [
  [SYNCML_NS, SYNCML_TOKENS],
  [METINF_NS, METINF_TOKENS],
  // TNDS payload: the judge does not look inside, so its names are not needed.
  [DMDDF_NS, undefined],
];

export const SYNCML_1_2_ID = 0x1201;
export const SYNCML_FPI = "-//SYNCML//DTD SyncML 1.2//EN";

export interface WbxmlHeader {
  readonly version: number;
  /** Numeric public id, or 0 when the identifier is text. */
  readonly publicId: number;
  readonly publicIdText?: string;
  readonly charset: number;
}

/** What is wrong with the document header; empty when nothing is. Clause: protocol §4.1 "Emit", INV-19. */
export function headerFaults(header: WbxmlHeader): string[] {
  const faults: string[] = [];
  if (header.version !== 0x03) faults.push(`WBXML version byte ${hex(header.version)}, not 0x03`);
  if (header.charset !== 0x6a) faults.push(`charset ${hex(header.charset)}, not 0x6a (UTF-8)`);
  const isSyncml12 =
    header.publicId === SYNCML_1_2_ID || header.publicIdText?.toUpperCase() === SYNCML_FPI.toUpperCase();
  if (!isSyncml12) faults.push(`public id ${header.publicIdText ?? hex(header.publicId)}, not 0x1201 (SyncML 1.2)`);
  return faults;
}

/** Reads one WBXML document. @throws StrictReadError when a token is unknown, a length lies or bytes are left over */
export function readWbxml(bytes: Uint8Array): { header: WbxmlHeader; root: Element } {
  const reader = new Reader(bytes);
  const header = reader.readHeader();
  const root = reader.readElement(reader.readTag());
  if (reader.at !== bytes.length) throw reader.refuse(`${bytes.length - reader.at} bytes after the document`);
  return { header, root };
}

class Reader {
  at = 0;
  readonly #bytes: Uint8Array;
  #strings: Uint8Array = new Uint8Array();
  #page = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  refuse(what: string): StrictReadError {
    return new StrictReadError(`${what} at byte ${this.at}`);
  }

  readHeader(): WbxmlHeader {
    const version = this.#byte();
    const publicId = this.#number();
    const textAt = publicId === 0 ? this.#number() : undefined;
    const charset = this.#number();
    this.#strings = this.#take(this.#number());
    const header = { version, publicId, charset };
    return textAt === undefined ? header : { ...header, publicIdText: this.#tableString(textAt) };
  }

  /** The next tag token; code page switches on the way are obeyed. */
  readTag(): number {
    for (;;) {
      const token = this.#byte();
      if (token !== 0x00) return token;
      this.#page = this.#byte();
    }
  }

  readElement(token: number): Element {
    const page = PAGES[this.#page];
    if (page === undefined) throw this.refuse(`code page ${this.#page}`);
    if ((token & 0x80) !== 0) throw this.refuse("attributes are never used");
    const code = token & 0x3f;
    const name = page[1] === undefined ? hex(code) : page[1][code - 5];
    if (name === undefined || name === "-") throw this.refuse(`token ${hex(token)} on code page ${this.#page}`);
    const content: Element & { children: Element[]; text: string; opaque: boolean } = {
      name,
      namespace: page[0],
      children: [],
      text: "",
      opaque: false,
    };
    if ((token & 0x40) === 0) return content;
    for (;;) {
      const next = this.readTag();
      if (next === 0x01) return content;
      if (next === 0x03) content.text += this.#inlineString();
      else if (next === 0x83) content.text += this.#tableString(this.#number());
      else if (next === 0xc3) {
        content.text += Buffer.from(this.#take(this.#number())).toString("utf8");
        content.opaque = true;
      } else if ((next & 0x3f) < 5) throw this.refuse(`global token ${hex(next)}`);
      else content.children.push(this.readElement(next));
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.at];
    if (byte === undefined) throw this.refuse("the document ends early");
    this.at += 1;
    return byte;
  }

  #number(): number {
    let value = 0;
    for (let count = 0; count < 5; count++) {
      const byte = this.#byte();
      value = value * 128 + (byte & 0x7f);
      if ((byte & 0x80) === 0) return value;
    }
    throw this.refuse("a number of more than five bytes");
  }

  #take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.at) throw this.refuse("a length that runs past the end");
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  #inlineString(): string {
    const end = this.#bytes.indexOf(0, this.at);
    if (end < 0) throw this.refuse("a string without its end");
    const text = Buffer.from(this.#take(end - this.at)).toString("utf8");
    this.at += 1;
    return text;
  }

  #tableString(index: number): string {
    if (index > this.#strings.length) throw this.refuse("a string table index past the table");
    const end = this.#strings.indexOf(0, index);
    return Buffer.from(this.#strings.subarray(index, end < 0 ? undefined : end)).toString("utf8");
  }
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(2, "0")}`;
}
