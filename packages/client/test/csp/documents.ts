/**
 * SyncML that Microsoft and its users publish for the configuration of Windows: mostly commands without a message around
 * them, with CmdIDs that are placeholders or repeat.
 */
import { DecodeError } from "@oma-dm/codec";
import { type Command, decodeMessage, encodeMessage, type Item, type Message } from "@oma-dm/codec/syncml";
import { type CorpusFile, corpusFiles } from "../../../codec/test/oracles/corpus.ts";

export interface CspDocument {
  /** Name of the file. */
  readonly id: string;
  /** In a message of its own; CmdIDs count the commands, containers first. */
  readonly commands: readonly Command[];
}

export interface Collected {
  readonly documents: readonly CspDocument[];
  /** Files that are no well-formed XML, or no SyncML once a message is put around what they hold. */
  readonly unreadable: readonly string[];
}

/** Theirs by name, or because a node of theirs is addressed. */
const THEIRS = /^syncml-dm\/\w+\/mscsp-/;
const ADDRESSED = /<LocURI>\s*(?:\.?\/)?(?:(?:Device|User)\s*\/)?(?:Vendor\/MSFT|cimv2)\//i;

const HEADER =
  "<SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>1</SessionID><MsgID>1</MsgID>" +
  "<Target><LocURI>device</LocURI></Target><Source><LocURI>server</LocURI></Source></SyncHdr>";

export function cspDocuments(): Collected {
  const documents: CspDocument[] = [];
  const unreadable: string[] = [];
  for (const file of corpusFiles("syncml-dm", (path) => path.endsWith(".xml"))) {
    const text = new TextDecoder().decode(file.bytes);
    if (!THEIRS.test(file.path) && !ADDRESSED.test(text)) continue;
    const id = file.path
      .split("/")
      .at(-1)!
      .replace(/\.xml$/, "");
    try {
      documents.push({ id, commands: numbered(read(file, text).syncBody.commands) });
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      unreadable.push(id);
    }
  }
  return { documents, unreadable };
}

function read({ bytes }: CorpusFile, text: string): Message {
  // What a page was copied from holds no-break spaces for indentation.
  const bare = text.replaceAll("\u00A0", " ").replace(/^\uFEFF?\s*(?:<\?xml[^>]*\?>|<!--[\s\S]*?-->|\s)*/, "");
  const root = /^<(\w+)/.exec(bare)?.[1];
  if (root === "SyncML" && bare.includes("<SyncHdr")) {
    return decodeMessage(text === bare ? bytes : new TextEncoder().encode(bare)).message;
  }
  const body = root === "SyncML" || root === "SyncHdr" || root === "SyncBody" ? bare : `<SyncBody>${bare}</SyncBody>`;
  const whole = root === "SyncML" ? body : `<SyncML xmlns="SYNCML:SYNCML1.2">${body}</SyncML>`;
  const document = root === "SyncHdr" ? whole : whole.replace(/<SyncML\b[^>]*>/, (start) => start + HEADER);
  return decodeMessage(new TextEncoder().encode(document)).message;
}

/** Statuses and Results answer what is not here: they are left out. */
function numbered(commands: readonly Command[]): readonly Command[] {
  let last = 0;
  const number = (command: Command): Command => {
    last += 1;
    const cmdId = String(last);
    if (command.cmd === "Atomic" || command.cmd === "Sequence") {
      return { ...command, cmdId, commands: command.commands.map(number) };
    }
    if (!("items" in command) || command.items === undefined) return { ...command, cmdId };
    return { ...command, cmdId, items: command.items.map(trimmed) } as Command;
  };
  return commands.filter(({ cmd }) => cmd !== "Status" && cmd !== "Results").map(number);
}

/** The samples are indented, addresses too; Windows takes them so. */
function trimmed(item: Item): Item {
  const { target } = item;
  return target === undefined ? item : { ...item, target: { ...target, locUri: target.locUri.trim() } };
}

/** The commands as they arrive: through either representation. */
export function arrived(commands: readonly Command[], encoding: "xml" | "wbxml"): readonly Command[] {
  const syncHdr = {
    verDtd: "1.2",
    verProto: "DM/1.2",
    sessionId: "1",
    msgId: "1",
    target: { locUri: "device" },
    source: { locUri: "server" },
  };
  const message = { syncHdr, syncBody: { commands, final: true } };
  return decodeMessage(encodeMessage(message, encoding)).message.syncBody.commands;
}

/** Containers before what they hold. */
export function flat(commands: readonly Command[]): readonly Command[] {
  return commands.flatMap((command) =>
    command.cmd === "Atomic" || command.cmd === "Sequence" ? [command, ...flat(command.commands)] : [command],
  );
}
