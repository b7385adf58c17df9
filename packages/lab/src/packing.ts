/**
 * Splits what a turn wants to say over messages that fit the client's MaxMsgSize: whole commands first, and the Data of
 * an Add or Replace in chunks where it is too large for a message of its own.
 *
 * Clause: protocol §5.1, §5.6, §7.
 */
import { type Command, type Data, type Encoding, type Item, MEDIA_TYPES, type Meta } from "@oma-dm/codec/syncml";
import { printTnds } from "@oma-dm/codec/tnds";

/** A command that waits to be sent. `begun`: chunks of it are out already. */
export interface Piece {
  readonly command: Command;
  readonly begun?: boolean;
}

export interface Packed {
  readonly now: readonly Command[];
  readonly rest: readonly Piece[];
}

/**
 * As much as fits. `fits` says whether a message with these commands does; when not even the first command does and it
 * cannot be cut, it goes alone, too large as it is.
 */
export function pack(
  pieces: readonly Piece[],
  encoding: Encoding,
  fits: (commands: readonly Command[]) => boolean,
): Packed {
  const all = pieces.map(({ command }) => command);
  if (fits(all)) return { now: all, rest: [] };
  let count = 0;
  while (count < all.length && fits(all.slice(0, count + 1))) count += 1;
  if (count > 0) return { now: all.slice(0, count), rest: pieces.slice(count) };
  const [first, ...others] = pieces;
  if (first === undefined) return { now: [], rest: [] };
  const cut = cutOne(first, encoding, fits);
  return cut === undefined ? { now: [first.command], rest: others } : { now: [cut[0]], rest: [cut[1], ...others] };
}

function cutOne(
  { command, begun = false }: Piece,
  encoding: Encoding,
  fits: (commands: readonly Command[]) => boolean,
): readonly [now: Command, rest: Piece] | undefined {
  if ((command.cmd !== "Add" && command.cmd !== "Replace") || command.items.length !== 1) return undefined;
  const [item] = command.items;
  if (item?.data === undefined) return undefined;
  const whole = asTransported(item, encoding);
  const first = (part: Data): Command => {
    const meta: Meta = begun ? { ...whole.meta } : { ...whole.meta, size: String(byteLength(whole.data)) };
    return { ...command, items: [{ ...whole, meta, data: part, moreData: true }] };
  };
  let low = 0;
  let high = whole.data.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits([first(head(whole.data, middle))])) low = middle;
    else high = middle - 1;
  }
  const part = head(whole.data, low);
  if (part.length === 0) return undefined;
  const rest = { ...command, items: [{ ...whole, data: whole.data.slice(part.length) }] };
  return [first(part), { command: rest, begun: true }];
}

/** The Item as the encoding carries it, so that its chunks may be put end to end (protocol §7#8, #9). */
function asTransported(item: Item, encoding: Encoding): Item & { readonly data: string | Uint8Array } {
  const { data = "" } = item;
  if (typeof data === "string") return { ...item, data };
  if (!(data instanceof Uint8Array)) {
    return { ...item, meta: { ...item.meta, format: "xml", type: MEDIA_TYPES.tnds.xml }, data: printTnds(data) };
  }
  if (encoding === "wbxml") return { ...item, data };
  return { ...item, meta: { ...item.meta, format: "b64" }, data: Buffer.from(data).toString("base64") };
}

function byteLength(data: string | Uint8Array): number {
  return Buffer.byteLength(data);
}

/** The first `length` units, one less where a character would be torn apart. */
function head(data: string | Uint8Array, length: number): string | Uint8Array {
  if (typeof data !== "string") return data.slice(0, length);
  const last = data.charCodeAt(length - 1);
  return data.slice(0, last >= 0xd800 && last < 0xdc00 && length < data.length ? length - 1 : length);
}
