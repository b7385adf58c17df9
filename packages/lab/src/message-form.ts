/**
 * Messages as other servers write them: the text of the codec, edited by hand, and WBXML of the lab's own writing. So a
 * client meets prefixes, wrappers, string tables and plain mistakes that no encoder of ours makes.
 *
 * Clause: protocol §3.5, §4.1, §4.2.
 */
import { DecodeError } from "@oma-dm/codec";
import { decodeMessage, type Encoding, encodeMessage, type Message } from "@oma-dm/codec/syncml";
import { readXml } from "./read-xml.ts";
import { type WbxmlStyle, writeWbxml } from "./write-wbxml.ts";

export interface MessageForm {
  /** On the XML text, one after the other; every occurrence of `from` is replaced. One that is not there is an error. */
  readonly edits?: readonly (readonly [from: string, to: string])[];
  /** WBXML written from that text by hand. */
  readonly wbxml?: WbxmlStyle;
  /** XML of the largest message the client said it takes, and so many bytes more. */
  readonly fill?: number;
  /** XML in UTF-16, little endian, with a byte order mark. */
  readonly utf16?: true;
  /**
   * What a client is to understand: `reread`, what the codec reads in the result (usual); `as-composed`, what was meant
   * before the edits; `nothing`.
   */
  readonly means?: "reread" | "as-composed" | "nothing";
}

export interface Written {
  readonly bytes: Uint8Array;
  readonly encoding: Encoding;
  /** Absent: a client understands nothing. */
  readonly message?: Message;
}

/**
 * Writes the message in that form. @throws TypeError when an edit finds nothing to change
 * @param largest MaxMsgSize of the client
 */
export function writeInForm(message: Message, encoding: Encoding, form: MessageForm, largest: number): Written {
  const { edits = [], wbxml, utf16, means = "reread" } = form;
  let text = new TextDecoder().decode(encodeMessage(message, "xml"));
  for (const [from, to] of edits) {
    if (!text.includes(from)) throw new TypeError(`the message has nothing to change: no ${JSON.stringify(from)}`);
    text = text.replaceAll(from, () => to);
  }
  if (form.fill !== undefined) {
    const missing = largest + form.fill - Buffer.byteLength(text);
    if (!(missing >= 0 && missing < Number.POSITIVE_INFINITY)) throw new TypeError("the message cannot be filled up");
    text = text.replace(/<\/SyncML>$/, (end) => `${" ".repeat(missing)}${end}`);
  }
  const utf8 = new TextEncoder().encode(text);
  const binary = wbxml !== undefined || (encoding === "wbxml" && form.fill === undefined && utf16 !== true);
  const xml = utf16 === true ? new Uint8Array(Buffer.from(`\uFEFF${text}`, "utf16le")) : utf8;
  const bytes = binary ? writeWbxml(readXml(utf8), wbxml) : xml;
  const written = { bytes, encoding: binary ? "wbxml" : "xml" } as const;
  if (means === "nothing") return written;
  if (means === "as-composed") return { ...written, message };
  const read = reread(bytes);
  return read === undefined ? written : { ...written, message: read };
}

function reread(bytes: Uint8Array): Message | undefined {
  try {
    return decodeMessage(bytes).message;
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
