/** `decode` and `encode`. */
import { writeFile } from "node:fs/promises";
import { DecodeError } from "@oma-dm/codec";
import {
  decodeMessage,
  detectEncoding,
  type Encoding,
  encodeMessage,
  type Message,
  printMessage,
} from "@oma-dm/codec/syncml";
import { decodeTnds, encodeTnds, type MgmtTree, printTnds } from "@oma-dm/codec/tnds";
import { EXIT, Failure, notBuilt } from "../failure.ts";
import { readInput } from "../input.ts";
import type { Io } from "../io.ts";
import { toJson } from "../json.ts";

type Decoded =
  | { readonly kind: "syncml"; readonly encoding: Encoding; readonly document: Message }
  | { readonly kind: "tnds"; readonly encoding: Encoding; readonly document: MgmtTree };

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
  if (options.json === true) io.out(toJson({ ...decoded, bytes: bytes.length }));
  else
    io.out(`${decoded.kind === "syncml" ? printMessage(decoded.document, "  ") : printTnds(decoded.document, "  ")}\n`);
  return EXIT.done;
}

export async function encode(
  io: Io,
  file: string | undefined,
  options: { readonly output?: string; readonly json?: boolean },
): Promise<number> {
  const { kind, document } = decodeDocument(await readInput(io, file), "auto");
  const bytes = kind === "syncml" ? encodeMessage(document, "wbxml") : encodeTnds(document, "wbxml");
  const { output, json } = options;
  if (output !== undefined) await writeFile(output, bytes);
  if (json === true)
    io.out(toJson({ kind, bytes: bytes.length, ...(output === undefined ? { document: bytes } : { output }) }));
  else if (output !== undefined) io.say(`${bytes.length} bytes of WBXML in ${output}`);
  else if (io.outIsTerminal)
    throw new Failure(EXIT.usage, "WBXML is no text; name a file with -o or redirect the output");
  else io.out(bytes);
  return EXIT.done;
}

/** By its root element; what looks like neither is reported as a SyncML message would be. */
function decodeDocument(bytes: Uint8Array, as: string): Decoded {
  const encoding = detectEncoding(bytes) ?? "xml";
  const tnds = (): Decoded => ({ kind: "tnds", encoding, document: decodeTnds(bytes) });
  if (as === "tnds" || as === "ddf") return tnds();
  try {
    return { kind: "syncml", encoding, document: decodeMessage(bytes).message };
  } catch (error) {
    const otherRoot = error instanceof DecodeError && error.code === "unexpected-element" && error.path.length === 0;
    if (as !== "auto" || !otherRoot) throw error;
    return tnds();
  }
}
