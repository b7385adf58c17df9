/** A document named on the command line, or standard input. */
import { readFile, stat } from "node:fs/promises";
import { DEFAULT_LIMITS } from "@oma-dm/codec";
import { EXIT, Failure } from "./failure.ts";
import type { Io } from "./io.ts";

const LIMIT = DEFAULT_LIMITS.maxBytes;

export async function readInput(io: Io, file: string | undefined, hex = false): Promise<Uint8Array> {
  const bytes = file === undefined || file === "-" ? await readStandardInput(io) : await readNamed(file);
  if (bytes === undefined) throw new Failure(EXIT.badInput, `limit at byte ${LIMIT}: the input has more; send less`);
  return hex ? unhex(bytes) : bytes;
}

/** Hexadecimal text as octets, a value for each line that is not empty. */
export async function readLines(io: Io, file: string | undefined): Promise<readonly Uint8Array[]> {
  const lines = new TextDecoder().decode(await readInput(io, file)).split(/\r?\n/);
  const values = lines.filter((line) => line.trim() !== "").map((line) => unhex(new TextEncoder().encode(line)));
  return values.length === 0 ? [new Uint8Array()] : values;
}

async function readStandardInput(io: Io): Promise<Uint8Array | undefined> {
  try {
    return await io.stdin(LIMIT);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown";
    throw new Failure(EXIT.missing, `standard input cannot be read (${code}); name a FILE or pipe a document in`);
  }
}

async function readNamed(file: string): Promise<Uint8Array | undefined> {
  try {
    if ((await stat(file)).size > LIMIT) return undefined;
    return await readFile(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown";
    throw new Failure(EXIT.missing, `${file} cannot be read (${code}); check the path`);
  }
}

function unhex(bytes: Uint8Array): Uint8Array {
  const digits = new TextDecoder().decode(bytes).replace(/\s|0x|,/g, "");
  const bad = /[^0-9a-fA-F]/.exec(digits);
  if (bad !== null) {
    throw new Failure(EXIT.badInput, `bad-value at digit ${bad.index}: ${JSON.stringify(bad[0])} is not hexadecimal`);
  }
  if (digits.length % 2 === 1)
    throw new Failure(EXIT.badInput, `truncated at digit ${digits.length}: half a byte is missing`);
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}
