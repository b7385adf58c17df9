/**
 * Files of a card by APDUs: a UICC over a logical channel of its own, a SIM of the second generation file by file.
 * Clause: ETSI TS 102 221 §11.1, GSM 11.11 §9.2; rules bootstrap-push §9.3.
 */
import { decodeFileInfo, decodeSimFileInfo, type FileInfo } from "@oma-dm/codec/uicc";
import { CardError } from "../card-error.ts";
import type { CardConnection } from "../ports.ts";

/** The largest file that can be read: offsets have 15 bits (bootstrap-push §9.3#4). */
const MAX_FILE_BYTES = 32 * 1024;
const MAX_READ = 255;
/** Responses fetched for one command; each has up to 256 octets. */
const MAX_FETCHES = 8;
const MAX_RECORDS = 254;

/** The file ends before, or at, the place that was asked for; 9402 on a SIM. */
const END_OF_FILE: ReadonlySet<number> = new Set([0x6282, 0x6b00, 0x9402]);

const MF = 0x3f00;
/** The application that was selected, in a path (ETSI TS 102 221 §8.4.2). */
const CURRENT = 0x7fff;

interface Response {
  readonly data: Uint8Array;
  readonly status: number;
}

/** One card, one conversation. Methods reject with `CardError` and `DecodeError`. */
export interface CardFiles {
  readonly kind: "uicc" | "sim";
  /** Selects an application; whether it is there. A SIM has none. */
  selectApplication(aid: Uint8Array): Promise<boolean>;
  /** Content of a file by its path from the root, or from the selected application; `undefined` when there is none. */
  read(path: readonly number[]): Promise<Uint8Array | undefined>;
  close(): Promise<void>;
}

/** Finds out what kind of card it is, and on a UICC opens a channel, so that the modem keeps its own selection. */
export async function openCard(connection: CardConnection): Promise<CardFiles> {
  const probe = await send(connection, [0x00, 0xa4, 0x00, 0x04, 0x02, 0x3f, 0x00], true);
  if (probe.status === 0x6e00) return new SimFiles(connection);
  if (probe.status !== 0x9000) throw refused("its root", probe.status);
  const opened = await send(connection, [0x00, 0x70, 0x00, 0x00, 0x01]);
  const channel = opened.status === 0x9000 ? opened.data[0] : 0;
  // Without a channel of its own the basic one is shared: better than nothing where no modem is.
  if (channel === undefined || channel > 3) throw malformed("it opened a channel that cannot be");
  return new UiccFiles(connection, channel);
}

class UiccFiles implements CardFiles {
  readonly kind = "uicc";
  private readonly connection: CardConnection;
  private readonly channel: number;

  constructor(connection: CardConnection, channel: number) {
    this.connection = connection;
    this.channel = channel;
  }

  async selectApplication(aid: Uint8Array): Promise<boolean> {
    const { status } = await send(this.connection, [this.channel, 0xa4, 0x04, 0x04, aid.length, ...aid], true);
    if (isAbsent(status)) return false;
    if (status !== 0x9000) throw refused("its PKCS#15 application", status);
    return true;
  }

  async read(path: readonly number[]): Promise<Uint8Array | undefined> {
    const ids = path[0] === MF ? path.slice(1) : path[0] === CURRENT ? path : [CURRENT, ...path];
    const octets = ids.flatMap((id) => [id >> 8, id & 0xff]);
    const { status, data } = await send(
      this.connection,
      [this.channel, 0xa4, 0x08, 0x04, octets.length, ...octets],
      true,
    );
    if (isAbsent(status)) return undefined;
    if (status !== 0x9000) throw refused(nameOf(path), status);
    return readContent(this.connection, this.channel, decodeFileInfo(data), nameOf(path));
  }

  async close(): Promise<void> {
    if (this.channel !== 0) await send(this.connection, [0x00, 0x70, 0x80, this.channel]);
  }
}

/** PKCS#15 has a directory of its own on a SIM (bootstrap-push §9.3#3). */
const DF_PKCS15 = 0x7f50;

class SimFiles implements CardFiles {
  readonly kind = "sim";
  private readonly connection: CardConnection;

  constructor(connection: CardConnection) {
    this.connection = connection;
  }

  async selectApplication(): Promise<boolean> {
    return false;
  }

  async read(path: readonly number[]): Promise<Uint8Array | undefined> {
    const below = path[0] === CURRENT ? path.slice(1) : path;
    const ids = path[0] === MF ? path : [MF, DF_PKCS15, ...below];
    let answer: Response = { data: new Uint8Array(), status: 0 };
    for (const id of ids) {
      answer = await send(this.connection, [0xa0, 0xa4, 0x00, 0x00, 0x02, id >> 8, id & 0xff]);
      if (isAbsent(answer.status) || answer.status === 0x9404) return undefined;
      if (answer.status !== 0x9000) throw refused(nameOf(path), answer.status);
    }
    return readContent(this.connection, 0xa0, decodeSimFileInfo(answer.data), nameOf(path));
  }

  async close(): Promise<void> {}
}

/** What the card says of a file must fit what it gives. */
async function readContent(
  connection: CardConnection,
  cla: number,
  info: FileInfo,
  name: string,
): Promise<Uint8Array | undefined> {
  const { size, recordLength = 0, recordCount = 0 } = info;
  if (recordLength > 0) return readRecords(connection, cla, recordLength, Math.min(recordCount, MAX_RECORDS), name);
  if (size !== undefined && size > MAX_FILE_BYTES) throw malformed(`${name} is said to have ${size} bytes`);
  const pieces: Uint8Array[] = [];
  let offset = 0;
  while (offset < (size ?? MAX_FILE_BYTES)) {
    const wanted = Math.min(MAX_READ, (size ?? MAX_FILE_BYTES) - offset);
    const { data, status } = await send(connection, [cla, 0xb0, offset >> 8, offset & 0xff, wanted]);
    if (data.length > wanted) throw malformed(`it gives more of ${name} than it was asked for`);
    pieces.push(data);
    offset += data.length;
    const isEnd = END_OF_FILE.has(status) || (status === 0x9000 && data.length === 0);
    if (status !== 0x9000 && !isEnd) throw refused(name, status);
    if (size === undefined && (isEnd || data.length < wanted)) break;
    // Of what was announced something is missing.
    if (isEnd && size !== undefined && offset < size) {
      throw malformed(`${name} is said to have ${size} bytes and gives ${offset}`);
    }
  }
  return joined(pieces);
}

async function readRecords(
  connection: CardConnection,
  cla: number,
  length: number,
  count: number,
  name: string,
): Promise<Uint8Array> {
  if (length > MAX_READ) throw malformed(`${name} is said to have records of ${length} bytes`);
  const pieces: Uint8Array[] = [];
  for (let record = 1; record <= count; record++) {
    const { data, status } = await send(connection, [cla, 0xb2, record, 0x04, length]);
    if (status === 0x6a83 || status === 0x9402) break;
    if (status !== 0x9000) throw refused(name, status);
    if (data.length > length) throw malformed(`it gives more of ${name} than it was asked for`);
    pieces.push(data);
  }
  return joined(pieces);
}

/**
 * One command with all that belongs to its answer: GET RESPONSE after 61xx and 9Fxx, the right length after 6Cxx
 * (bootstrap-push §9.3#2). `asks`: the command has data and wants some back.
 */
async function send(connection: CardConnection, command: readonly number[], asks = false): Promise<Response> {
  const cla = command[0]!;
  let next = asks && connection.protocol === "T=1" ? [...command, 0x00] : command;
  const pieces: Uint8Array[] = [];
  for (let fetches = 0; fetches <= MAX_FETCHES; fetches++) {
    const response = await connection.transmit(Uint8Array.from(next));
    if (response.length < 2 || response.length > 258) throw malformed("its response has no status, or is too long");
    const [sw1, sw2] = response.subarray(-2) as unknown as [number, number];
    pieces.push(response.subarray(0, -2));
    if (sw1 === 0x61 || sw1 === 0x9f) next = [cla, 0xc0, 0x00, 0x00, sw2];
    else if (sw1 === 0x6c) next = [...(next.length > 5 ? next.slice(0, 5 + next[4]!) : next.slice(0, 4)), sw2];
    else return { data: joined(pieces), status: sw1 * 256 + sw2 };
  }
  throw malformed("its response has no end");
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
}

function isAbsent(status: number): boolean {
  return status === 0x6a82 || status === 0x6a83;
}

function nameOf(path: readonly number[]): string {
  return `file ${path.map((id) => id.toString(16).toUpperCase().padStart(4, "0")).join("/")}`;
}

function refused(what: string, status: number): CardError {
  const shown = status.toString(16).toUpperCase().padStart(4, "0");
  if (status === 0x6982 || status === 0x9804)
    return new CardError("locked", `the card wants its PIN before it gives ${what}`);
  return new CardError("failed", `the card refuses ${what} with status ${shown}`);
}

function malformed(what: string): CardError {
  return new CardError("malformed", `the card cannot be read: ${what}`);
}
