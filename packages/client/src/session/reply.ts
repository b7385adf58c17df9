/** Elements waiting to be sent, and how many of them fit into one message. Clause: DMPRO 1.2 §6.5, §7; protocol §5.6. */
import {
  type Alert,
  type Chal,
  type Command,
  type Encoding,
  encodeMessage,
  type Item,
  type Message,
  type Replace,
  type Results,
  type Status,
  type SyncHdr,
} from "@oma-dm/codec/syncml";

type WithoutId<T> = Omit<T, "cmdId">;

/** A command of the client before it has a CmdID. */
export type Outgoing = WithoutId<Status> | WithoutId<Results> | WithoutId<Alert> | WithoutId<Replace>;

export interface StatusParts {
  readonly msgRef: string;
  readonly cmdRef: string;
  readonly command: string;
  readonly code: number;
  readonly targetRef?: string | undefined;
  readonly sourceRef?: string | undefined;
  readonly chal?: Chal | undefined;
  readonly items?: readonly Item[] | undefined;
}

export function statusOf(parts: StatusParts): WithoutId<Status> {
  const { msgRef, cmdRef, command, code, targetRef, sourceRef, chal, items } = parts;
  return {
    cmd: "Status",
    msgRef,
    cmdRef,
    command,
    ...(targetRef === undefined ? {} : { targetRefs: [targetRef] }),
    ...(sourceRef === undefined ? {} : { sourceRefs: [sourceRef] }),
    ...(chal === undefined ? {} : { chal }),
    data: String(code),
    ...(items === undefined ? {} : { items }),
  };
}

export interface Packed {
  readonly message: Message;
  readonly bytes: Uint8Array;
  /** What did not fit, in order. */
  readonly rest: readonly Outgoing[];
}

/**
 * One message with as much of `queue` as `maxBytes` allows, at least its first element. Final goes in only when all of
 * it fits.
 */
export function pack(
  header: SyncHdr,
  encoding: Encoding,
  queue: readonly Outgoing[],
  options: { readonly maxBytes: number; readonly final: boolean },
): Packed {
  const whole = build(header, queue, options.final, encoding);
  if (whole.bytes.length <= options.maxBytes || queue.length <= 1) return { ...whole, rest: [] };
  const empty = build(header, [], options.final, encoding).bytes.length;
  let size = empty;
  let count = 0;
  for (const element of queue) {
    size += sizeOf(element, header, encoding);
    if (size > options.maxBytes && count > 0) break;
    count += 1;
  }
  const part = build(header, queue.slice(0, count), false, encoding);
  return { ...part, rest: queue.slice(count) };
}

/** Bytes an element adds to a message, with the longest CmdID it may get. */
export function sizeOf(element: Outgoing, header: SyncHdr, encoding: Encoding): number {
  const bare = encodeMessage({ syncHdr: header, syncBody: { commands: [] } }, encoding).length;
  const commands = [{ ...element, cmdId: "99999" } as Command];
  return encodeMessage({ syncHdr: header, syncBody: { commands } }, encoding).length - bare;
}

function build(header: SyncHdr, elements: readonly Outgoing[], final: boolean, encoding: Encoding) {
  const commands = elements.map((element, index) => ({ ...element, cmdId: String(index + 1) }) as Command);
  const message: Message = { syncHdr: header, syncBody: { commands, ...(final ? { final } : {}) } };
  return { message, bytes: encodeMessage(message, encoding) };
}
