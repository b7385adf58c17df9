/** Secrets of accounts in trees whose item does not say that it holds one: its content decides. */
import { type Command, type Data, type Item, MEDIA_TYPES, type Message } from "@oma-dm/codec/syncml";
import { decodeTnds } from "@oma-dm/codec/tnds";
import { maskMessage } from "@oma-dm/lab";

/** Masks what `maskMessage` finds, and the same in items whose type stands on the command or nowhere. */
export function maskEverything(message: Message): Message {
  const { syncHdr, syncBody } = message;
  const maskItem = (item: Item): Item => {
    if (item.data === undefined || !mayBeTree(item.data)) return item;
    const typed = { ...item, meta: { ...item.meta, type: MEDIA_TYPES.tnds.xml } };
    const probe: Message = {
      syncHdr,
      syncBody: { commands: [{ cmd: "Add", cmdId: "1", items: [typed] }], final: true },
    };
    const [masked] = maskMessage(probe).syncBody.commands;
    // Only the data: the trace shows the type as it was sent.
    const data = masked?.cmd === "Add" ? masked.items[0]?.data : undefined;
    return data === undefined ? item : { ...item, data };
  };
  const maskCommand = (command: Command): Command => {
    if (command.cmd === "Atomic" || command.cmd === "Sequence") {
      return { ...command, commands: command.commands.map(maskCommand) };
    }
    if (!("items" in command) || command.items === undefined) return command;
    return { ...command, items: command.items.map(maskItem) } as Command;
  };
  return maskMessage({ syncHdr, syncBody: { ...syncBody, commands: syncBody.commands.map(maskCommand) } });
}

function mayBeTree(data: Data): boolean {
  if (typeof data === "object" && !(data instanceof Uint8Array)) return true;
  const text = typeof data === "string" ? data : new TextDecoder("latin1").decode(data);
  if (/AAuth(?:Secret|Data)/.test(text)) return true;
  try {
    decodeTnds(data);
    return true;
  } catch {
    return false;
  }
}
