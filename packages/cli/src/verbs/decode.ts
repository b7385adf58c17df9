/** `decode`: a document as XML or JSON. */
import { printDocument } from "@oma-dm/codec/document";
import { readDocument, warnings } from "../document.ts";
import { EXIT, Failure, notBuilt } from "../failure.ts";
import { readInput } from "../input.ts";
import type { Io } from "../io.ts";
import { toJson } from "../json.ts";
import { printable } from "../printable.ts";

const FORMS = ["auto", "syncml", "tnds", "ddf", "notification", "notification-1.2", "wsp-push", "sms", "bootstrap"];

export async function decode(
  io: Io,
  file: string | undefined,
  options: { readonly as: string; readonly hex?: boolean; readonly json?: boolean },
): Promise<number> {
  if (!FORMS.includes(options.as)) throw new Failure(EXIT.usage, `--as takes one of ${FORMS.join(", ")}`);
  if (!["auto", "syncml", "tnds", "ddf", "bootstrap"].includes(options.as)) throw notBuilt(`decode --as ${options.as}`);
  const bytes = await readInput(io, file, options.hex);
  const read = readDocument(bytes, options.as);
  const { kind, document, value, refusal } = read;
  if (options.json === true) {
    if (refusal !== undefined) throw refusal;
    io.out(toJson({ kind, encoding: document.encoding, bytes: bytes.length, document: value }));
    return EXIT.done;
  }
  io.out(`${printDocument(document, "  ")}\n`);
  for (const warning of warnings(read)) io.say(printable(warning));
  return EXIT.done;
}
