/**
 * A message without its secrets: digests, nonces and the secret leaves of a DMAcc become "…".
 *
 * Clause: decisions D11; tree §13.3 (AAuthSecret, AAuthData).
 */
import {
  type Command,
  type Data,
  effectiveMeta,
  type Item,
  type Message,
  type Meta,
  type Status,
} from "@oma-dm/codec/syncml";
import { decodeTnds, encodeTnds, type MgmtTree, type TndsNode } from "@oma-dm/codec/tnds";
import { countSecret, type Secret } from "./secrets.ts";

export const MASK = "…";

/** With or without a property asked for. */
const SECRET_LEAF = /(^|\/)AAuth(Secret|Data)(\?.*)?$/;

/** The same message, or the very same object when there was nothing to mask. */
export function maskMessage(message: Message, secrets: readonly Secret[] = []): Message {
  const { syncHdr, syncBody } = message;
  const commands = mapKeeping(syncBody.commands, (command) => maskCommand(command, secrets));
  const cred = syncHdr.cred;
  if (commands === syncBody.commands && cred === undefined) return message;
  return {
    syncHdr: cred === undefined ? syncHdr : { ...syncHdr, cred: { ...cred, data: MASK } },
    syncBody: { ...syncBody, commands },
  };
}

/** `outer`: the Meta of the commands around this one (protocol §3.4#9). */
function maskCommand(command: Command, secrets: readonly Secret[], outer?: Meta): Command {
  const meta = "meta" in command ? effectiveMeta(outer, command.meta) : outer;
  if (command.cmd === "Atomic" || command.cmd === "Sequence") {
    const commands = mapKeeping(command.commands, (each) => maskCommand(each, secrets, meta));
    return commands === command.commands ? command : { ...command, commands };
  }
  const open = command.cmd === "Status" ? maskChal(command) : maskCred(command);
  if (!("items" in open) || open.items === undefined) return open;
  const about = urisAround(open);
  const items = mapKeeping(open.items, (item) => maskItem(item, { secrets, meta, about }));
  return items === open.items ? open : { ...open, items };
}

function maskChal(status: Status): Status {
  if (status.chal?.meta.nextNonce === undefined) return status;
  return { ...status, chal: { meta: { ...status.chal.meta, nextNonce: MASK } } };
}

function maskCred<T extends Command>(command: T): T {
  if (!("cred" in command) || command.cred === undefined) return command;
  return { ...command, cred: { ...command.cred, data: MASK } };
}

/** What a command says of all its Items. */
interface ItemContext {
  readonly secrets: readonly Secret[];
  readonly meta: Meta | undefined;
  /** URIs the command names outside its Items. */
  readonly about: readonly string[];
}

function urisAround(command: Command): string[] {
  if (command.cmd === "Results") return [command.targetRef ?? "", command.sourceRef ?? ""];
  return command.cmd === "Status" ? [...(command.targetRefs ?? []), ...(command.sourceRefs ?? [])] : [];
}

function maskItem(item: Item, { secrets, meta, about }: ItemContext): Item {
  if (item.data === undefined) return item;
  const uris = [item.target?.locUri ?? "", item.source?.locUri ?? "", ...about];
  if (uris.some((uri) => SECRET_LEAF.test(uri))) return { ...item, data: MASK };
  const data = maskData(item.data, effectiveMeta(meta, item.meta).type ?? "");
  return holdsSecret(data, secrets) ? { ...item, data: MASK } : data === item.data ? item : { ...item, data };
}

function maskData(data: Data, type: string): Data {
  const isTree = typeof data === "object" && !(data instanceof Uint8Array);
  if (!isTree && !type.includes("dmtnds")) return data;
  try {
    const tree = decodeTnds(data);
    const masked = maskTree(tree);
    if (masked === tree) return data;
    if (isTree) return masked;
    if (typeof data === "string") return new TextDecoder().decode(encodeTnds(masked, "xml"));
    return encodeTnds(masked, data[0] === 0x3c ? "xml" : "wbxml");
  } catch {
    // A tree nobody can read may hold a secret all the same.
    return MASK;
  }
}

function maskTree(tree: MgmtTree): MgmtTree {
  const nodes = mapKeeping(tree.nodes, maskNode);
  return nodes === tree.nodes ? tree : { ...tree, nodes };
}

function maskNode(node: TndsNode): TndsNode {
  if (node.value !== undefined && SECRET_LEAF.test(node.nodeName)) return { ...node, value: MASK };
  if (node.nodes === undefined) return node;
  const nodes = mapKeeping(node.nodes, maskNode);
  return nodes === node.nodes ? node : { ...node, nodes };
}

function holdsSecret(data: Data, secrets: readonly Secret[]): boolean {
  if (secrets.length === 0) return false;
  const bytes =
    typeof data === "string"
      ? Buffer.from(data, "utf8")
      : data instanceof Uint8Array
        ? Buffer.from(data)
        : encodeTnds(data, "xml");
  const text = Buffer.from(bytes).toString("latin1");
  return secrets.some((secret) => countSecret(secret, text) > 0);
}

/** Like `map`, but the same array comes back when nothing changed. */
function mapKeeping<T>(list: readonly T[], change: (each: T) => T): readonly T[] {
  let changed = false;
  const mapped = list.map((each) => {
    const now = change(each);
    changed ||= now !== each;
    return now;
  });
  return changed ? mapped : list;
}
