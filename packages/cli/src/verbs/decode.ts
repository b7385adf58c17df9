/** `decode`: a document as XML or JSON. */
import { printMessage } from "@oma-dm/codec/syncml";
import { printTnds } from "@oma-dm/codec/tnds";
import { decodeDocument } from "../document.ts";
import { EXIT, Failure, notBuilt } from "../failure.ts";
import { readInput } from "../input.ts";
import type { Io } from "../io.ts";
import { toJson } from "../json.ts";

const FORMS = ["auto", "syncml", "tnds", "ddf", "notification", "notification-1.2", "wsp-push", "sms", "bootstrap"];

export async function decode(
  io: Io,
  file: string | undefined,
  options: { readonly as: string; readonly hex?: boolean; readonly json?: boolean },
): Promise<number> {
  if (!FORMS.includes(options.as)) throw new Failure(EXIT.usage, `--as takes one of ${FORMS.join(", ")}`);
  if (!["auto", "syncml", "tnds", "ddf", "bootstrap"].includes(options.as)) throw notBuilt(`decode --as ${options.as}`);
  const bytes = await readInput(io, file, options.hex);
  const decoded = decodeDocument(bytes, options.as);
  const { kind, encoding, document } = decoded;
  if (options.json === true) io.out(toJson({ kind, encoding, bytes: bytes.length, document }));
  else
    io.out(`${decoded.kind === "syncml" ? printMessage(decoded.document, "  ") : printTnds(decoded.document, "  ")}\n`);
  return EXIT.done;
}
