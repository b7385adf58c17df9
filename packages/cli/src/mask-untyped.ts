/**
 * Secrets of accounts in trees whose item does not say that it holds one: its content decides, or the beginning of the
 * object it is a piece of.
 */
import { type Command, type Data, type Item, MEDIA_TYPES, type Message } from "@oma-dm/codec/syncml";
import { decodeTnds } from "@oma-dm/codec/tnds";
import { maskMessage } from "@oma-dm/lab";

const MASK = "…";

/** Masks the messages of one session, in their order: what is in pieces is known by the first of them. */
export class TraceMask {
  /** Targets of the objects of which more is to come. */
  private readonly open = new Set<string>();

  /** What `maskMessage` finds, the same in items whose type stands on the command or nowhere, and trees in pieces. */
  mask(message: Message): Message {
    const { syncHdr, syncBody } = message;
    const commands = syncBody.commands.map((command) => this.command(command, syncHdr));
    return maskMessage({ syncHdr, syncBody: { ...syncBody, commands } });
  }

  private command(command: Command, syncHdr: Message["syncHdr"]): Command {
    if (command.cmd === "Atomic" || command.cmd === "Sequence") {
      return { ...command, commands: command.commands.map((each) => this.command(each, syncHdr)) };
    }
    if (!("items" in command) || command.items === undefined) return command;
    const type = "meta" in command ? command.meta?.type : undefined;
    return { ...command, items: command.items.map((item) => this.item(item, type, syncHdr)) } as Command;
  }

  private item(item: Item, outerType: string | undefined, syncHdr: Message["syncHdr"]): Item {
    if (item.data === undefined) return item;
    const target = item.target?.locUri.trim() ?? "";
    const isPiece = this.open.has(target) || (item.moreData === true && beginsTree(item, outerType));
    if (isPiece && item.moreData === true) this.open.add(target);
    else this.open.delete(target);
    if (isPiece) return { ...item, data: MASK };
    return mayBeTree(item.data) ? maskTree(item, syncHdr) : item;
  }
}

function maskTree(item: Item, syncHdr: Message["syncHdr"]): Item {
  const typed = { ...item, meta: { ...item.meta, type: MEDIA_TYPES.tnds.xml } };
  const probe: Message = {
    syncHdr,
    syncBody: { commands: [{ cmd: "Add", cmdId: "1", items: [typed] }], final: true },
  };
  const [masked] = maskMessage(probe).syncBody.commands;
  // Only the data: the trace shows the type as it was sent.
  const data = masked?.cmd === "Add" ? masked.items[0]?.data : undefined;
  return data === undefined ? item : { ...item, data };
}

/** Whatever goes to the Inbox is an object; elsewhere its type or its first octets say so. */
function beginsTree({ target, meta, data }: Item, outerType = ""): boolean {
  const isTyped = (meta?.type ?? outerType).includes("dmtnds");
  const text = typeof data === "string" ? data : data instanceof Uint8Array ? textOf(data) : "";
  return isTyped || /^(?:\.\/)?Inbox(?:\/|$)/.test(target?.locUri.trim() ?? "") || /MgmtTree|DM-DDF|AAuth/.test(text);
}

function mayBeTree(data: Data): boolean {
  if (typeof data === "object" && !(data instanceof Uint8Array)) return true;
  const text = typeof data === "string" ? data : textOf(data);
  if (/AAuth(?:Secret|Data)/.test(text)) return true;
  try {
    decodeTnds(data);
    return true;
  } catch {
    return false;
  }
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}
