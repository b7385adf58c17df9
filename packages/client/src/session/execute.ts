/**
 * The server's commands, in message order, each in a transaction of its own; an Atomic in one (protocol §8).
 * Clause: DMPRO 1.2 §6.5, DMREPU 1.2 §6.6, SyncML RepPro 1.2 §6.5.
 */
import {
  type Atomic,
  type Command,
  type Data,
  dataText,
  effectiveMeta,
  type Item,
  MEDIA_TYPES,
  type Meta,
  type Sequence,
} from "@oma-dm/codec/syncml";
import { decodeTnds } from "@oma-dm/codec/tnds";
import { isSuccess, STATUS } from "../status.ts";
import { type Actor, mayDo } from "../tree/access.ts";
import { addNode, checkExec, deleteNode, getNode, inInbox, replaceNode, type TreeContext } from "../tree/commands.ts";
import { type Placement, placeFromInbox } from "../tree/inbox.ts";
import type { ManagementTree, Transaction } from "../tree/management-tree.ts";
import { addPlaced, placeNodes, replacePlaced } from "../tree/tnds-apply.ts";
import { type NodeAddress, parseUri } from "../tree/uri.ts";
import { type Outgoing, statusOf } from "./reply.ts";
import { nameOf } from "./step.ts";

export interface Executor {
  readonly tree: ManagementTree;
  readonly actor: Actor;
  readonly placements: readonly Placement[];
  readonly read: (path: readonly string[]) => string | Uint8Array | undefined;
  /** Runs a node; never rejects. */
  readonly exec: (path: readonly string[], argument: string) => Promise<number>;
  /** Everything so far becomes durable: before a device acts on it (decisions D16). */
  readonly flush: () => Promise<void>;
  /** For each finished command: what a person watching wants to know. */
  readonly note?: (command: string, uri: string, status: number) => void;
}

/** Statuses in the order of the commands, then all Results (protocol §18#11). */
export async function execute(
  executor: Executor,
  commands: readonly Command[],
  msgRef: string,
): Promise<readonly Outgoing[]> {
  const run = new Run(executor, msgRef);
  for (const command of commands) await run.command(command);
  return [...run.statuses, ...run.results];
}

interface ItemOutcome {
  readonly uri: string;
  readonly code: number;
  readonly result?: Item;
}

class Run {
  readonly statuses: Outgoing[] = [];
  readonly results: Outgoing[] = [];
  private readonly executor: Executor;
  private readonly msgRef: string;

  constructor(executor: Executor, msgRef: string) {
    this.executor = executor;
    this.msgRef = msgRef;
  }

  /** Returns whether the command succeeded as a whole. */
  async command(
    command: Command,
    scope?: { readonly transaction: Transaction; readonly meta: Meta },
  ): Promise<boolean> {
    switch (command.cmd) {
      case "Atomic":
        return scope === undefined ? this.atomic(command) : this.refuse(command, STATUS.commandFailed);
      case "Sequence":
        return scope === undefined ? this.sequence(command) : this.refuse(command, STATUS.commandFailed);
      case "Add":
      case "Replace":
      case "Delete":
      case "Get":
      case "Exec":
        return this.items(command, scope);
      case "Alert":
        return this.status(command, alertStatus(command.data));
      case "Copy":
        return this.refuse(command, STATUS.optionalFeatureNotSupported);
      case "Unknown":
        return this.status(command, command.cmdId === "" ? STATUS.badRequest : STATUS.optionalFeatureNotSupported);
      case "Status":
        return true;
      default:
        return this.refuse(command, STATUS.commandNotAllowed);
    }
  }

  private async items(
    command: Extract<Command, { cmd: "Add" | "Replace" | "Delete" | "Get" | "Exec" }>,
    scope: { readonly transaction: Transaction; readonly meta: Meta } | undefined,
  ): Promise<boolean> {
    if (command.cmdId === "") return this.status(command, STATUS.badRequest);
    if (command.items.length === 0 || (command.cmd === "Exec" && command.items.length > 1)) {
      return this.status(command, STATUS.incompleteCommand);
    }
    const meta = effectiveMeta(scope?.meta, command.meta);
    const outcomes: ItemOutcome[] = [];
    for (const item of command.items) {
      const uri = item.target?.locUri ?? "";
      const outcome = await this.item(
        command.cmd,
        uri,
        { ...item, meta: effectiveMeta(meta, item.meta) },
        scope?.transaction,
      );
      outcomes.push(outcome);
      this.executor.note?.(command.cmd, uri, outcome.code);
      // Inside an Atomic the first failure decides; the rest of its Items would only be undone.
      if (scope !== undefined && !isSuccess(outcome.code)) break;
    }
    this.report(command, outcomes);
    return outcomes.every(({ code }) => isSuccess(code));
  }

  private async item(
    name: "Add" | "Replace" | "Delete" | "Get" | "Exec",
    uri: string,
    item: Item,
    shared: Transaction | undefined,
  ): Promise<ItemOutcome> {
    if (uri === "") return { uri, code: STATUS.incompleteCommand };
    const address = parseUri(uri);
    if (typeof address === "number") return { uri, code: address };
    if (item.moreData === true) return { uri, code: STATUS.optionalFeatureNotSupported };
    const { tree, actor, read } = this.executor;
    const transaction = shared ?? tree.begin();
    const context: TreeContext = { tree, transaction, actor, read };
    if (inInbox(address.path) && name !== "Add" && (name === "Get" || address.prop === undefined)) {
      return { uri, code: STATUS.commandNotAllowed };
    }
    let code: number;
    switch (name) {
      case "Get": {
        const found = getNode(context, address);
        if (typeof found === "number") return { uri, code: found };
        const { format, type, data } = found;
        // A null node and an empty interior node have nothing to show but an empty Data.
        return { uri, code: STATUS.ok, result: { source: { locUri: uri }, meta: { format, type }, data } };
      }
      case "Delete":
        code = deleteNode(context, address);
        break;
      case "Exec":
        code = checkExec(context, address);
        if (code === STATUS.ok) {
          await this.executor.flush();
          code = await this.executor.exec(address.path, dataText(item.data));
        }
        break;
      default:
        code = write(name, context, address, item, this.executor.placements);
    }
    if (shared === undefined) {
      if (isSuccess(code)) transaction.commit();
      else transaction.rollBack();
    }
    return { uri, code };
  }

  /** One Status when all Items fared alike, else one each (protocol §8.2; decisions D4). */
  private report(command: Command, outcomes: readonly ItemOutcome[]): void {
    const base = { msgRef: this.msgRef, cmdRef: command.cmdId, command: nameOf(command) };
    const [first] = outcomes;
    if (first !== undefined && outcomes.every(({ code }) => code === first.code)) {
      const targetRef = outcomes.length === 1 && first.uri !== "" ? first.uri : undefined;
      this.statuses.push(statusOf({ ...base, code: first.code, targetRef }));
    } else {
      for (const { uri, code } of outcomes) this.statuses.push(statusOf({ ...base, code, targetRef: uri }));
    }
    const items = outcomes.flatMap(({ result }) => result ?? []);
    if (items.length > 0) this.results.push({ cmd: "Results", msgRef: this.msgRef, cmdRef: command.cmdId, items });
  }

  private status(command: Command, code: number): boolean {
    this.statuses.push(statusOf({ msgRef: this.msgRef, cmdRef: command.cmdId, command: nameOf(command), code }));
    return isSuccess(code);
  }

  /** `code` for the command, "not executed" for whatever it holds. */
  private refuse(command: Command, code: number): boolean {
    this.status(command, code);
    if ("commands" in command) for (const child of command.commands) this.refuse(child, STATUS.notExecuted);
    return false;
  }

  /** A failing child stops nothing (protocol §8.7). */
  private async sequence(sequence: Sequence): Promise<boolean> {
    this.status(sequence, STATUS.ok);
    for (const child of sequence.commands) {
      if (child.cmd === "Sequence") this.refuse(child, STATUS.commandFailed);
      else await this.command(child);
    }
    return true;
  }

  /** All or nothing; who failed, who was undone and who never ran is told apart (protocol §8.6). */
  private async atomic(atomic: Atomic): Promise<boolean> {
    const at = this.statuses.length;
    this.status(atomic, STATUS.ok);
    const illegal = atomic.commands.some(({ cmd }) => ILLEGAL_IN_ATOMIC.has(cmd));
    const transaction = this.executor.tree.begin();
    let failed = illegal;
    for (const child of atomic.commands) {
      if (illegal) {
        this.refuse(child, ILLEGAL_IN_ATOMIC.has(child.cmd) ? STATUS.commandFailed : STATUS.notExecuted);
      } else if (failed) this.refuse(child, STATUS.notExecuted);
      else failed = !(await this.command(child, { transaction, meta: atomic.meta ?? {} }));
    }
    if (!failed) {
      transaction.commit();
      return true;
    }
    transaction.rollBack();
    this.statuses[at] = statusOf({
      msgRef: this.msgRef,
      cmdRef: atomic.cmdId,
      command: "Atomic",
      code: STATUS.atomicFailed,
    });
    for (let i = at + 1; i < this.statuses.length; i++) {
      const status = this.statuses[i]!;
      if (status.cmd === "Status" && isSuccess(Number(status.data)) && status.data !== String(STATUS.notExecuted)) {
        this.statuses[i] = { ...status, data: String(STATUS.atomicRollBackOk) };
      }
    }
    return false;
  }
}

const ILLEGAL_IN_ATOMIC: ReadonlySet<string> = new Set(["Atomic", "Get", "Exec", "Sequence"]);

/** protocol §6.1: what a server may alert a client to. Alert 1223 never gets here. */
function alertStatus(code: Data | undefined): number {
  const text = typeof code === "string" ? code.trim() : "";
  if (text === "") return STATUS.incompleteCommand;
  if (text === "1222") return STATUS.ok;
  // Known, but never from a server.
  if (["1200", "1201", "1224", "1226", "1230"].includes(text)) return STATUS.commandNotAllowed;
  return STATUS.optionalFeatureNotSupported;
}

function write(
  name: "Add" | "Replace",
  context: TreeContext,
  address: NodeAddress,
  item: Item,
  placements: readonly Placement[],
): number {
  const { format, type } = item.meta ?? {};
  const { data } = item;
  const inline = typeof data === "object" && !(data instanceof Uint8Array);
  const isTnds = inline || type === MEDIA_TYPES.tnds.xml || type === MEDIA_TYPES.tnds.wbxml;
  if (!isTnds) {
    if (inInbox(address.path)) return STATUS.commandNotAllowed;
    const { path, prop, list } = address;
    const target = { path, ...(prop === undefined ? {} : { prop }), ...(list === undefined ? {} : { list }) };
    const value = {
      ...(format === undefined ? {} : { format }),
      ...(type === undefined ? {} : { type }),
      ...(data === undefined ? {} : { data }),
    };
    return name === "Add" ? addNode(context, target, value) : replaceNode(context, target, value);
  }
  if (data === undefined) return STATUS.incompleteCommand;
  let tnds: ReturnType<typeof decodeTnds>;
  try {
    tnds = decodeTnds(data, format === undefined ? {} : { format });
  } catch {
    return STATUS.badRequest;
  }
  if (inInbox(address.path)) {
    const inbox = context.tree.find(["Inbox"]);
    if (inbox === undefined) return STATUS.notFound;
    if (!mayDo(context.actor, "Add", inbox)) return STATUS.permissionDenied;
    return placeFromInbox(context, tnds, placements, false).status;
  }
  const nodes = placeNodes(tnds, address.path);
  if (typeof nodes === "number") return nodes;
  return name === "Add" ? addPlaced(context, nodes) : replacePlaced(context, nodes);
}
