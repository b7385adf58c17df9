import { crc32 } from "node:zlib";

/**
 * Version of the store's own format. 1: LevelDB with nothing but the entries. 2: with a seal, written in each batch.
 *
 * LevelDB drops log records it cannot read and does not verify blocks it reads, so that entries can go missing or
 * change unnoticed. The seal counts and sums up all entries: a store whose entries do not add up to it is damaged.
 */
export const STORE_VERSION = 2;

/** Outside the key space of the port: no byte of UTF-8 is 0xff. Sorts after every key. */
export const SEAL_KEY = Buffer.from("\u00ffseal", "latin1");

export interface Seal {
  readonly version: number;
  /** Batches since the seal was first set. */
  readonly batch: number;
  readonly entries: number;
  /** Of the checksums of all entries (store-tally.ts), modulo 2^32. */
  readonly sum: number;
}

const SEAL = /^oma-dm store (\d{1,9}); batch (\d+); entries (\d+); sum (\d+)$/;
/** What every version begins and ends with, so that a newer one is known for what it is. */
const SIGNED = /^(oma-dm store (\d{1,9});.*); crc ([0-9a-f]{8})\n?$/s;

export function printSeal({ version, batch, entries, sum }: Seal): string {
  return signed(`oma-dm store ${version}; batch ${batch}; entries ${entries}; sum ${sum}`);
}

/** The seal, only its version when that is not ours, or `undefined` when the text is no seal. */
export function parseSeal(text: string): Seal | { readonly version: number } | undefined {
  const found = readSigned(text);
  if (found === undefined || found.version !== STORE_VERSION) return found;
  const [, , batch, entries, sum] = SEAL.exec(found.body) ?? [];
  if (sum === undefined) return undefined;
  return { version: STORE_VERSION, batch: Number(batch), entries: Number(entries), sum: Number(sum) };
}

/** What says beside the entries that there is a seal. */
export function printMark(): string {
  return `${signed(`oma-dm store ${STORE_VERSION}; sealed`)}\n`;
}

/** The version of a store with such a mark; 0 when it cannot be read. */
export function versionOfMark(text: string): number {
  return readSigned(text)?.version ?? 0;
}

function signed(body: string): string {
  return `${body}; crc ${hex(crc32(body))}`;
}

function readSigned(text: string): { readonly version: number; readonly body: string } | undefined {
  const [, body, version, crc] = SIGNED.exec(text) ?? [];
  return body === undefined || crc !== hex(crc32(body)) ? undefined : { version: Number(version), body };
}

function hex(crc: number): string {
  return crc.toString(16).padStart(8, "0");
}
