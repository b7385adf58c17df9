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
import type { Writable } from "../writable.ts";
import { cutElement } from "./cut-element.ts";
import { bytesOfBlock } from "./message-block.ts";

/** A command of the client before it has a CmdID, with the fields that ours have. */
export type Outgoing = OurStatus | OurResults | Omit<Alert, "cmdId"> | Omit<Replace, "cmdId">;
type OurStatus = Omit<Status, "cmdId" | "noResp" | "cred">;
type OurResults = Pick<Results, "cmd" | "cmdRef" | "targetRef" | "items"> & { readonly msgRef: string };

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

/** Fields are set one by one: spreading four objects cost more than the Status' place in the message. */
export function statusOf(parts: StatusParts): OurStatus {
  const { msgRef, cmdRef, command, code, targetRef, sourceRef, chal, items } = parts;
  const status: Writable<OurStatus> = { cmd: "Status", msgRef, cmdRef, command, data: String(code) };
  if (targetRef !== undefined) status.targetRefs = [targetRef];
  if (sourceRef !== undefined) status.sourceRefs = [sourceRef];
  if (chal !== undefined) status.chal = chal;
  if (items !== undefined) status.items = items;
  return status;
}

export interface Packed {
  readonly message: Message;
  readonly bytes: Uint8Array;
  /** What did not fit, in order. */
  readonly rest: readonly Outgoing[];
  /** The element of `rest` that is what is left of an object whose beginning has been sent. */
  readonly partial: Outgoing | undefined;
}

export interface PackOptions {
  readonly maxBytes: number;
  /** Whether the package ends once everything is said: Final goes in only when all of `queue` fits. */
  readonly final: boolean;
  /** Bytes of what every later message of the package begins with; asked only when something is left for one. */
  readonly overhead: () => number;
  /** The element of `queue` that is the rest of an object. */
  readonly partial?: Outgoing | undefined;
  /** Ends the message, however much of `queue` it holds. */
  readonly closing?: Outgoing | undefined;
}

/**
 * One message with as much of `queue` as `maxBytes` allows, at least its first element. A Results of several Items is
 * cut between them, an Item that no message can hold inside its Data (protocol §7#12).
 */
export function pack(
  header: SyncHdr,
  encoding: Encoding,
  queue: readonly Outgoing[],
  { maxBytes, final, overhead, partial, closing }: PackOptions,
): Packed {
  // Mostly everything fits, and nothing has to be measured.
  if (maxBytes === Number.POSITIVE_INFINITY || leastBytes(queue) <= maxBytes) {
    const { message, bytes } = build(header, closing === undefined ? queue : [...queue, closing], final, encoding);
    if (bytes.length <= maxBytes) return { message, bytes, rest: [], partial: undefined };
  }
  const ruler = new Ruler(header, encoding);
  const elements: Outgoing[] = [];
  const done = (rest: readonly Outgoing[], begun = partial): Packed => {
    const ended = final && rest.length === 0;
    const left = begun !== undefined && rest.includes(begun) ? begun : undefined;
    const whole = closing === undefined ? elements : [...elements, closing];
    return { rest, partial: left, ...build(header, whole, ended, encoding) };
  };
  let room = maxBytes - ruler.empty - (closing === undefined ? 0 : ruler.sizeOf(closing));
  for (const [index, element] of queue.entries()) {
    const size = ruler.sizeOf(element);
    if (size <= room) {
      room -= size;
      elements.push(element);
      continue;
    }
    const rest = queue.slice(index + 1);
    const cut = cutElement(element, ruler, room, {
      whole: maxBytes - ruler.empty - overhead(),
      continued: element === partial,
    });
    if (cut !== undefined) {
      elements.push(cut.head);
      return done([cut.tail, ...rest], cut.isChunk ? cut.tail : partial);
    }
    if (elements.length > 0) return done([element, ...rest]);
    elements.push(element);
    return done(rest);
  }
  return done([]);
}

/** No message with these elements is shorter: what cannot fit is not written just to be thrown away. */
function leastBytes(queue: readonly Outgoing[]): number {
  let bytes = 0;
  for (const element of queue) {
    bytes += LEAST_ELEMENT;
    if (element.cmd === "Status") continue;
    for (const { data } of element.items ?? []) {
      if (typeof data === "string" || data instanceof Uint8Array) bytes += data.length;
    }
  }
  return bytes;
}

/** Bytes of an element with nothing in it: tags and CmdID. */
const LEAST_ELEMENT = 8;

/** Measures elements in a message with one header. */
export class Ruler {
  readonly encoding: Encoding;
  /** Bytes of a message that says nothing, Final included. */
  readonly empty: number;
  private readonly header: SyncHdr;
  private readonly bare: number;

  constructor(header: SyncHdr, encoding: Encoding) {
    this.header = header;
    this.encoding = encoding;
    this.bare = encodeMessage({ syncHdr: header, syncBody: { commands: [] } }, encoding).length;
    this.empty = encodeMessage({ syncHdr: header, syncBody: { commands: [], final: true } }, encoding).length;
  }

  /** Bytes an element adds to a message, with the longest CmdID it may get. */
  sizeOf(element: Outgoing): number {
    const commands = [numbered(element, "99999")];
    return encodeMessage({ syncHdr: this.header, syncBody: { commands } }, this.encoding).length - this.bare;
  }
}

const IN_BLOCKS = { allocate: bytesOfBlock };

function build(header: SyncHdr, elements: readonly Outgoing[], final: boolean, encoding: Encoding) {
  const commands: Command[] = [];
  for (const element of elements) commands.push(numbered(element, String(commands.length + 1)));
  const message: Message = { syncHdr: header, syncBody: final ? { commands, final } : { commands } };
  return { message, bytes: encodeMessage(message, encoding, IN_BLOCKS) };
}

/** Field by field what there is much of: a copy of the whole costs four times as much. */
function numbered(element: Outgoing, cmdId: string): Command {
  switch (element.cmd) {
    case "Status": {
      const { msgRef, cmdRef, command, data, targetRefs, sourceRefs, chal, items } = element;
      const status: Writable<Status> = { cmd: "Status", cmdId, msgRef, cmdRef, command, data };
      if (targetRefs !== undefined) status.targetRefs = targetRefs;
      if (sourceRefs !== undefined) status.sourceRefs = sourceRefs;
      if (chal !== undefined) status.chal = chal;
      if (items !== undefined) status.items = items;
      return status;
    }
    case "Results": {
      const { msgRef, cmdRef, targetRef, items } = element;
      const results: Writable<Results> = { cmd: "Results", cmdId, msgRef, cmdRef, items };
      if (targetRef !== undefined) results.targetRef = targetRef;
      return results;
    }
    default:
      return { cmdId, ...element };
  }
}
