/** `encode`: an XML document as WBXML 1.3. */
import { writeFile } from "node:fs/promises";
import { encodeDocument } from "@oma-dm/codec/document";
import { readDocument, warnings } from "../document.ts";
import { EXIT, Failure } from "../failure.ts";
import { readInput } from "../input.ts";
import type { Io } from "../io.ts";
import { toJson } from "../json.ts";
import { printable } from "../printable.ts";

export async function encode(
  io: Io,
  file: string | undefined,
  options: { readonly output?: string; readonly json?: boolean },
): Promise<number> {
  const read = readDocument(await readInput(io, file), "auto");
  const { kind, document } = read;
  const bytes = encodeDocument(document, "wbxml");
  const { output, json } = options;
  if (output !== undefined) await writeFile(output, bytes);
  if (json === true)
    io.out(toJson({ kind, bytes: bytes.length, ...(output === undefined ? { document: bytes } : { output }) }));
  else if (output !== undefined) io.say(`${bytes.length} bytes of WBXML in ${output}`);
  else if (io.outIsTerminal)
    throw new Failure(EXIT.usage, "WBXML is no text; name a file with -o or redirect the output");
  else io.out(bytes);
  for (const warning of warnings(read)) io.say(printable(warning));
  return EXIT.done;
}
