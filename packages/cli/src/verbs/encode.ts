/** `encode`: an XML document as WBXML 1.3. */
import { writeFile } from "node:fs/promises";
import { encodeDocument } from "@oma-dm/codec/document";
import { readDocument } from "../document.ts";
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
  const { kind, document, refusal } = readDocument(await readInput(io, file), "auto");
  const bytes = encodeDocument(document, "wbxml");
  const { output, json } = options;
  if (output !== undefined) await writeFile(output, bytes);
  if (json === true)
    io.out(toJson({ kind, bytes: bytes.length, ...(output === undefined ? { document: bytes } : { output }) }));
  else if (output !== undefined) io.say(`${bytes.length} bytes of WBXML in ${output}`);
  else if (io.outIsTerminal)
    throw new Failure(EXIT.usage, "WBXML is no text; name a file with -o or redirect the output");
  else io.out(bytes);
  // A lab may want just such a document.
  if (refusal !== undefined) io.say(printable(`warning: a receiver refuses this document: ${refusal.message}`));
  return EXIT.done;
}
