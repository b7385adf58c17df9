/** `decode`: a document as XML or JSON, a captured push as JSON. */
import { DecodeError } from "@oma-dm/codec";
import { printDocument } from "@oma-dm/codec/document";
import { type ReadDocument, readDocument, warnings } from "../document.ts";
import { EXIT, explain, Failure } from "../failure.ts";
import { readInput, readLines } from "../input.ts";
import type { Io } from "../io.ts";
import { toJson } from "../json.ts";
import { isLayered, LAYERED_FORMS, type LayeredForm, readLayers } from "../layers.ts";
import { printable } from "../printable.ts";

const FORMS = ["auto", "syncml", "tnds", "ddf", "bootstrap", ...LAYERED_FORMS];

interface DecodeFlags {
  readonly as: string;
  readonly hex?: boolean;
  readonly json?: boolean;
}

export async function decode(io: Io, file: string | undefined, options: DecodeFlags): Promise<number> {
  if (!FORMS.includes(options.as)) throw new Failure(EXIT.usage, `--as takes one of ${FORMS.join(", ")}`);
  // The parts of one message stand on lines of their own.
  if (options.as === "sms" && options.hex === true) return showLayers(io, await readLines(io, file), "sms");
  const bytes = await readInput(io, file, options.hex);
  if (isLayered(options.as)) return showLayers(io, [bytes], options.as);
  const read = readOrPush(bytes, options.as);
  if (read === "push") return showLayers(io, [bytes], "wsp-push");
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

/** What is no document may be a push: its second octet says so. */
function readOrPush(bytes: Uint8Array, as: string): ReadDocument | "push" {
  try {
    return readDocument(bytes, as);
  } catch (error) {
    if (error instanceof DecodeError && as === "auto" && isPush(bytes)) return "push";
    throw error;
  }
}

function isPush(bytes: Uint8Array): boolean {
  if (bytes[1] !== 0x06 && bytes[1] !== 0x07) return false;
  try {
    readLayers([bytes], "wsp-push");
    return true;
  } catch {
    return false;
  }
}

function showLayers(io: Io, pdus: readonly Uint8Array[], form: LayeredForm): number {
  const { layers, refusal } = readLayers(pdus, form);
  const bytes = pdus.reduce((sum, { length }) => sum + length, 0);
  io.out(toJson({ kind: form, bytes, layers }));
  if (refusal === undefined) return EXIT.done;
  const { exitCode, line } = explain(refusal);
  io.say(line);
  return exitCode;
}
