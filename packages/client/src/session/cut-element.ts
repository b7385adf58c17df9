/**
 * What is too long for a message, in two: a Results between its Items, a single Item inside its Data. Clause: DMPRO 1.2
 * §7.1; rules protocol §5.6, §7#12.
 */
import { encodeBase64 } from "@oma-dm/codec/auth";
import type { Item } from "@oma-dm/codec/syncml";
import { sizeOfData } from "./large-object.ts";
import type { Outgoing, Ruler } from "./reply.ts";

/** Less of an object than this is not worth a beginning. */
const MIN_CHUNK_BYTES = 64;

export interface Cut {
  readonly head: Outgoing;
  readonly tail: Outgoing;
  /** `head` ends inside an Item's Data, and `tail` goes on there. */
  readonly isChunk: boolean;
}

export interface CutOptions {
  /** Room of a later message that holds nothing else of this kind. */
  readonly whole: number;
  /** The element is the rest of an object: its Size has been said. */
  readonly continued: boolean;
}

/** `element` does not fit in `room` bytes; `undefined` when nothing of it does, or all of it fits the next message. */
export function cutElement(element: Outgoing, ruler: Ruler, room: number, options: CutOptions): Cut | undefined {
  const items = "items" in element ? element.items : undefined;
  if ((element.cmd !== "Results" && element.cmd !== "Alert") || items === undefined) return undefined;
  if (items.length > 1) return element.cmd === "Results" ? cutItems(element, items, ruler, room) : undefined;
  const [item] = items;
  if (item === undefined || (!options.continued && ruler.sizeOf(element) <= options.whole)) return undefined;
  return cutData(element, item, ruler, room, options.continued);
}

/** As many Items as fit; at least one stays behind. */
function cutItems(element: Outgoing, items: readonly Item[], ruler: Ruler, room: number): Cut | undefined {
  const part = (some: readonly Item[]) => ({ ...element, items: some }) as Outgoing;
  let fitting = 0;
  let size = 0;
  for (const item of items.slice(0, -1)) {
    const alone = ruler.sizeOf(part([item]));
    size += fitting === 0 ? alone : ruler.sizeOf(part([item, item])) - alone;
    if (size > room) break;
    fitting += 1;
  }
  if (fitting === 0) return undefined;
  return { head: part(items.slice(0, fitting)), tail: part(items.slice(fitting)), isChunk: false };
}

function cutData(element: Outgoing, item: Item, ruler: Ruler, room: number, continued: boolean): Cut | undefined {
  const { data, meta } = transported(item, ruler.encoding === "xml");
  if (data === undefined) return undefined;
  const part = (some: string | Uint8Array, isLast: boolean): Outgoing => {
    const size = continued || isLast ? {} : { size: String(sizeOfData(data)) };
    const whole = { ...item, meta: { ...meta, ...size }, data: some, ...(isLast ? {} : { moreData: true }) };
    return { ...element, items: [whole] } as Outgoing;
  };
  const available = room - ruler.sizeOf(part(data.slice(0, 0), false));
  let length = Math.min(available, data.length - 1);
  while (length >= MIN_CHUNK_BYTES) {
    const cut = beforeSurrogate(data, length);
    const head = part(data.slice(0, cut), false);
    const excess = ruler.sizeOf(head) - room;
    if (excess <= 0) return { head, tail: part(data.slice(cut), true), isChunk: true };
    // Escaping makes text longer than it is; each try is shorter than the last.
    length = Math.min(length - 1, Math.floor((length * available) / (available + excess)));
  }
  return undefined;
}

/** Bytes travel in XML as base64, which is cut as text (protocol §7#9). */
function transported({ data, meta = {} }: Item, inXml: boolean): Pick<Item, "meta"> & { data?: string | Uint8Array } {
  if (data instanceof Uint8Array)
    return inXml ? { data: encodeBase64(data), meta: { ...meta, format: "b64" } } : { data, meta };
  return typeof data === "string" ? { data, meta } : { meta };
}

function beforeSurrogate(data: string | Uint8Array, length: number): number {
  if (typeof data !== "string") return length;
  const last = data.charCodeAt(length - 1);
  return last >= 0xd800 && last <= 0xdbff ? length - 1 : length;
}
