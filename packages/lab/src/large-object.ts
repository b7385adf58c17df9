/** Script steps for a large object in chunks of a size of one's own, whole or broken. Clause: protocol §7. */
import { type Command, type Data, dataText } from "@oma-dm/codec/syncml";
import type { Step } from "./script.ts";
import { chunk, expectAlert, expectStatus, send, sendPart } from "./steps.ts";

export interface ChunkOptions {
  /** Of Data in each chunk but the last: characters of text, bytes of binary. */
  readonly chunkSize: number;
  /** What the first chunk claims; default the truth in bytes. */
  readonly size?: number | "missing";
  /** What every chunk but the last is answered with; default 213. */
  readonly chunkCode?: number | readonly number[];
  /** What the last chunk is answered with; default 200. */
  readonly code?: number | readonly number[];
  /** Only so many chunks are sent; then these commands come instead of the rest, and Alert 1225 is expected. */
  readonly interrupt?: { readonly after: number; readonly by: readonly Command[] };
}

/** The steps of a chunked Add or Replace of one Item with text or bytes. Throws `TypeError` for anything else. */
export function sendInChunks(command: Command, options: ChunkOptions): Step[] {
  if ((command.cmd !== "Add" && command.cmd !== "Replace") || command.items.length !== 1) {
    throw new TypeError("an Add or a Replace of one Item is sent in chunks");
  }
  const { chunkSize, chunkCode = 213, code = 200, interrupt } = options;
  const item = command.items[0];
  const uri = item?.target?.locUri ?? "";
  const data = item?.data instanceof Uint8Array ? item.data : dataText(item?.data);
  const size = options.size ?? Buffer.byteLength(data);
  const parts: Data[] = [];
  for (let at = 0; at < data.length; at += chunkSize) parts.push(data.slice(at, at + chunkSize));
  const steps: Step[] = [];
  for (const [at, part] of parts.entries()) {
    if (interrupt?.after === at) return [...steps, send(...interrupt.by), expectAlert(1225)];
    const more = at < parts.length - 1;
    const claim = at === 0 && size !== "missing" ? { size } : {};
    const piece = chunk({ ...command, items: [{ ...item, data: part }] }, { ...claim, more });
    steps.push(more ? sendPart(piece) : send(piece), expectStatus(uri, more ? chunkCode : code));
  }
  return steps;
}
