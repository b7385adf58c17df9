/** Follows the large objects a client sends in chunks, and says what is wrong with them. Clause: protocol §7. */
import { dataText, effectiveMeta, type Item, type Message } from "@oma-dm/codec/syncml";
import { hasAlert, SESSION_ABORT } from "./judge-session.ts";

interface OpenObject {
  readonly about: string;
  readonly size: number | undefined;
  bytes: number;
}

interface Part {
  readonly about: string;
  readonly item: Item;
  /** Size of the Item's or the command's Meta. */
  readonly size: string | undefined;
}

export type Fault = readonly [rule: string, what: string];

export class IncomingObjects {
  #open: OpenObject | undefined;

  /** An object lacks its last chunk. */
  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** The server refused a chunk: the rest must not come. */
  drop(): void {
    this.#open = undefined;
  }

  /** Takes the chunks of a message. `maxObjSize`: the largest object the server takes, if it said so. */
  take(message: Message, maxObjSize: number | undefined): Fault[] {
    const parts = partsOf(message);
    const faults: Fault[] = [];
    const chunks = parts.filter(({ item }) => item.moreData === true);
    if (chunks.length > 0 && message.syncBody.final === true) {
      faults.push(["protocol §7#1", `a chunk of ${chunks[0]?.about} in a message with Final`]);
    }
    const aborts = hasAlert(message, SESSION_ABORT);
    if (this.#open !== undefined && parts.length === 0 && !aborts) {
      faults.push(["protocol §7#3", `${this.#open.about} is not continued`]);
      this.drop();
    }
    parts.forEach((part, at) => {
      faults.push(...this.#takePart(part, maxObjSize));
      if (part.item.moreData === true && at < parts.length - 1) {
        faults.push(["protocol §7#3", `something follows the chunk of ${part.about} in its message`]);
      }
    });
    if (aborts) this.drop();
    return faults;
  }

  #takePart({ about, item, size }: Part, maxObjSize: number | undefined): Fault[] {
    const faults: Fault[] = [];
    const length = item.data instanceof Uint8Array ? item.data.length : Buffer.byteLength(dataText(item.data));
    if (this.#open !== undefined && this.#open.about !== about) {
      faults.push(["protocol §7#3", `${about} comes before the last chunk of ${this.#open.about}`]);
      this.drop();
    }
    const open = this.#open;
    const whole = size === undefined ? length : Number(size);
    if (open === undefined && maxObjSize !== undefined && whole > maxObjSize) {
      faults.push(["protocol §7#12", `${about} has ${whole} bytes, MaxObjSize is ${maxObjSize}`]);
    }
    if (open === undefined && item.moreData === true) {
      if (size === undefined) faults.push(["protocol §7#2", `the first chunk of ${about} has no Size`]);
      else if (length >= whole) faults.push(["protocol §7#1", `MoreData, but ${about} is complete`]);
      this.#open = { about, size: size === undefined ? undefined : whole, bytes: length };
      return faults;
    }
    if (open === undefined) return faults;
    open.bytes += length;
    if (size !== undefined) faults.push(["protocol §7#2", `Size again in a later chunk of ${about}`]);
    if (item.moreData === true) return faults;
    if (open.size !== undefined && open.bytes !== open.size) {
      faults.push(["protocol §7#5", `${about} has ${open.bytes} bytes, Size said ${open.size}`]);
    }
    this.drop();
    return faults;
  }
}

/** Items with data of the Results and of the typed Alerts, in order. */
function partsOf({ syncBody }: Message): Part[] {
  return syncBody.commands.flatMap((command) => {
    if (command.cmd !== "Results" && command.cmd !== "Alert") return [];
    const meta = command.cmd === "Results" ? command.meta : undefined;
    return (command.items ?? [])
      .filter((item) => item.data !== undefined || item.moreData === true)
      .map((item): Part => {
        const about = `${command.cmd} ${item.source?.locUri ?? "without Source"}`;
        return { about, item, size: effectiveMeta(meta, item.meta).size };
      });
  });
}
