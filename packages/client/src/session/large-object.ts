/**
 * Objects a server sends in chunks over several messages: put together here, executed once, as if they had come whole.
 * Clause: DMPRO 1.2 §7.1; rules protocol §7.
 */
import { decodeBase64 } from "@oma-dm/codec/auth";
import { type Command, type Data, dataText, effectiveMeta, type Item, type Meta } from "@oma-dm/codec/syncml";
import { STATUS, type StatusCode } from "../status.ts";
import type { Outgoing } from "./reply.ts";

const encoder = new TextEncoder();

/** Commands whose Item may come in chunks (protocol §7#10). */
type ChunkedCommand = Extract<Command, { cmd: "Add" | "Replace" | "Exec" }>;
export const CHUNKED: ReadonlySet<string> = new Set(["Add", "Replace", "Exec"]);

/** An object of which some chunks are here. */
export interface OpenObject {
  readonly cmd: string;
  readonly target: string;
  /** Bytes of the whole, as its first chunk says; absent when that said nothing. */
  readonly size: number | undefined;
  /** Of the first chunk: later ones need not repeat it (protocol §7#2). */
  readonly meta: Meta;
  readonly chunks: readonly Data[];
  readonly bytes: number;
  /** What became of it already: its chunks are thrown away, each with this Status. */
  readonly refused?: StatusCode;
}

export interface Intake {
  /** Still incomplete after this message. */
  readonly object: OpenObject | undefined;
  /** The commands, with an object that became whole in place of its last chunk. */
  readonly commands: readonly Command[];
  /** Items that are answered without being executed. */
  readonly decided: ReadonlyMap<Item, StatusCode>;
  /** Alert 1225 for an object that was broken off (protocol §7#6). */
  readonly alerts: readonly Outgoing[];
}

/**
 * Takes the chunks out of a message's commands. `open` is what the message before left incomplete, `isFinal` whether
 * the server's package ends here, `maxBytes` the largest object taken.
 */
export function takeChunks(
  open: OpenObject | undefined,
  commands: readonly Command[],
  { isFinal, maxBytes }: { readonly isFinal: boolean; readonly maxBytes: number },
): Intake {
  // Mostly nothing comes in chunks.
  if (open === undefined && !commands.some(beginsObject))
    return { object: undefined, commands, decided: NONE, alerts: [] };
  const decided = new Map<Item, StatusCode>();
  const alerts: Outgoing[] = [];
  let object = open;
  const taken = commands.map((command): Command => {
    if (command.cmd === "Alert") return command;
    const first = "items" in command ? command.items?.[0] : undefined;
    if (object !== undefined && !continues(object, command, first)) {
      alerts.push(noEndOfData(object));
      object = undefined;
    }
    if (!isChunked(command)) return command;
    const items = command.items.map((item): Item => {
      if (object === undefined && item.moreData !== true) return item;
      const next = withChunk(object ?? opened(command, item, maxBytes), item);
      if (item.moreData === true) {
        decided.set(item, next.refused ?? STATUS.chunkedItemAcceptedAndBuffered);
        object = next;
        return item;
      }
      object = undefined;
      const refused =
        next.refused ?? (isWhole(next, effectiveMeta(next.meta, item.meta)) ? undefined : STATUS.sizeMismatch);
      if (refused === undefined) return whole(next, item);
      decided.set(item, refused);
      return item;
    });
    return { ...command, items } as Command;
  });
  if (object !== undefined && isFinal) {
    alerts.push(noEndOfData(object));
    object = undefined;
  }
  return { object, commands: taken, decided, alerts };
}

const NONE: ReadonlyMap<Item, StatusCode> = new Map();

function beginsObject(command: Command): boolean {
  return isChunked(command) && command.items.some(({ moreData }) => moreData === true);
}

function isChunked(command: Command): command is ChunkedCommand {
  return CHUNKED.has(command.cmd);
}

function continues({ cmd, target }: OpenObject, command: Command, item: Item | undefined): boolean {
  return command.cmd === cmd && item?.target?.locUri.trim() === target;
}

function opened(command: ChunkedCommand, item: Item, maxBytes: number): OpenObject {
  const meta = effectiveMeta(command.meta, item.meta);
  const text = meta.size?.trim() ?? "";
  const size = /^\d{1,10}$/.test(text) ? Number(text) : undefined;
  const refused = size === undefined ? STATUS.sizeRequired : size > maxBytes ? STATUS.requestEntityTooLarge : undefined;
  const target = item.target?.locUri.trim() ?? "";
  return { cmd: command.cmd, target, size, meta, chunks: [], bytes: 0, ...(refused === undefined ? {} : { refused }) };
}

function withChunk(object: OpenObject, { data = "", meta, moreData }: Item): OpenObject {
  if (object.refused !== undefined) return object;
  const drop = (refused: StatusCode): OpenObject => ({ ...object, chunks: [], refused });
  if (typeof data !== "string" && !(data instanceof Uint8Array)) return drop(STATUS.incompleteCommand);
  const bytes = object.bytes + sizeOfData(data);
  const { size = 0 } = object;
  // Said again it has to be the same (protocol §18#27); a whole object has no more to come (protocol §7#7).
  const changed = object.chunks.length > 0 && meta?.size !== undefined && Number(meta.size) !== size;
  const most = object.meta.format === "b64" ? 4 * Math.ceil(size / 3) : size;
  const tooMuch = moreData === true ? bytes >= most : bytes > most;
  if (changed || tooMuch) return drop(STATUS.sizeMismatch);
  return { ...object, chunks: [...object.chunks, data], bytes };
}

/** Size counts what was transported; base64 whose Size is that of the bytes it stands for is let pass (§18#26). */
function isWhole({ bytes, size, chunks }: OpenObject, { format }: Meta): boolean {
  if (bytes === size) return true;
  return format === "b64" && decodeBase64(chunks.map((chunk) => dataText(chunk)).join(""))?.length === size;
}

function whole({ chunks, meta }: OpenObject, item: Item): Item {
  const { moreData: _, ...rest } = item;
  return { ...rest, meta: effectiveMeta(meta, item.meta), data: joined(chunks) };
}

function joined(chunks: readonly Data[]): Data {
  if (chunks.every((chunk) => typeof chunk === "string")) return chunks.join("");
  const parts = chunks.map((chunk) => (chunk instanceof Uint8Array ? chunk : encoder.encode(dataText(chunk))));
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Bytes of an Item's Data as they are transported (protocol §7#8). */
export function sizeOfData(data: string | Uint8Array): number {
  return typeof data === "string" ? encoder.encode(data).length : data.length;
}

function noEndOfData({ target }: OpenObject): Outgoing {
  return { cmd: "Alert", data: "1225", items: [{ target: { locUri: target } }] };
}
