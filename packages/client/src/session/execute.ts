/**
 * The server's commands, in message order: each Item in a transaction of its own, an Atomic in one (protocol §8).
 * Clause: DMPRO 1.2 §6.5, DMREPU 1.2 §6.6, SyncML RepPro 1.2 §6.5.
 */
import {
  type Alert,
  type Atomic,
  type Command,
  dataText,
  type Encoding,
  type Exec,
  effectiveMeta,
  type Item,
  type Meta,
  type Sequence,
} from "@oma-dm/codec/syncml";
import { andThen, type MaybeLater } from "../maybe-later.ts";
import { isSuccess, STATUS, type StatusCode } from "../status.ts";
import type { Actor } from "../tree/access.ts";
import { type Placement, placeArrived } from "../tree/inbox.ts";
import { type GatheredObject, InboxItems } from "../tree/inbox-items.ts";
import type { ManagementTree } from "../tree/management-tree.ts";
import type { ObjectHost, Settled } from "../tree/object-host.ts";
import type { Transaction } from "../tree/transaction.ts";
import { answerToAlert, isBarred, refusalOf } from "./refusals.ts";
import { type Outgoing, statusOf } from "./reply.ts";
import { type ItemCommand, type ItemContext, type ItemOutcome, runItem } from "./run-item.ts";
import { nameOf } from "./step.ts";
import { type Asking, askUser, isUserAlert, isUserRefusal } from "./ui-alert.ts";

export interface Executor {
  readonly tree: ManagementTree;
  readonly objects: ObjectHost;
  readonly actor: Actor;
  readonly placements: readonly Placement[];
  /** Items that are answered without being executed: chunks of objects. */
  readonly decided: ReadonlyMap<Item, StatusCode>;
  /** Of the answer. */
  readonly encoding: Encoding;
  /** Everything so far becomes durable: before a device acts on it (decisions D16). */
  readonly flush: () => MaybeLater<void>;
  /** For each finished command: what a person watching wants to know. */
  readonly note?: (command: string, uri: string, status: number) => void;
  /** How far an Exec is. */
  readonly progress?: (uri: string, note: string) => void;
  /** Absent: nobody is there to be asked. */
  readonly user?: Asking;
}

/** Statuses in the order of the commands, then all Results (protocol §18#11). */
export function execute(
  executor: Executor,
  commands: readonly Command[],
  msgRef: string,
): MaybeLater<readonly Outgoing[]> {
  return new Run(executor, msgRef).from(commands, 0);
}

type ItemsCommand = Extract<Command, { cmd: ItemCommand }>;

/** What surrounds a command inside an Atomic. */
interface Scope {
  readonly transaction: Transaction;
  readonly meta: Meta;
  /** Where each Status of the Atomic's commands led, by the Status' place in the answer. */
  readonly paths: Map<number, readonly (readonly string[])[]>;
  readonly arrived: InboxItems;
}

class Run {
  private readonly statuses: Outgoing[] = [];
  private readonly results: Outgoing[] = [];
  /** How the user refused the alert that has just run, where the command that has just run was one. */
  private declined: StatusCode | undefined;
  private readonly executor: Executor;
  private readonly msgRef: string;
  private readonly arrived = new InboxItems();
  private shared: (Omit<ItemContext, "transaction"> & { transaction: Transaction }) | undefined;

  constructor(executor: Executor, msgRef: string) {
    this.executor = executor;
    this.msgRef = msgRef;
  }

  /** The commands from one on, and what they brought about. */
  from(commands: readonly Command[], start: number): MaybeLater<readonly Outgoing[]> {
    for (let at = start; at < commands.length; at++) {
      const command = commands[at]!;
      // A user who cancels stops what is left of the message (protocol §6.7#18).
      if (this.declined === STATUS.operationCancelled) this.refuse(command, STATUS.notExecuted);
      else {
        const done = this.command(command);
        if (done instanceof Promise) return this.fromAfter(done, commands, at + 1);
      }
    }
    const arrived = this.arrived.takeAll();
    return arrived.length === 0 ? this.answers() : this.placeArrived(arrived).then(() => this.answers());
  }

  /** A closure has a method of its own, here and below: V8 makes room for what it captures wherever it might be made. */
  private fromAfter(done: Promise<boolean>, commands: readonly Command[], start: number): Promise<readonly Outgoing[]> {
    return done.then(() => this.from(commands, start));
  }

  private answers(): readonly Outgoing[] {
    return [...this.statuses, ...this.results];
  }

  /** Returns whether the command succeeded as a whole. */
  private command(command: Command, scope?: Scope, meta?: Meta): MaybeLater<boolean> {
    this.declined = undefined;
    const refusal = refusalOf(command);
    if (refusal !== undefined) return this.refuse(command, refusal);
    switch (command.cmd) {
      case "Alert":
        return this.alert(command);
      case "Atomic":
        return this.container(this.atomic(command, meta));
      case "Sequence":
        return this.container(this.sequence(command));
      case "Status":
        return true;
      default:
        return this.items(command as ItemsCommand, scope, scope?.meta ?? meta);
    }
  }

  /** What a user refused inside a command stops nothing behind it. */
  private async container(running: Promise<boolean>): Promise<boolean> {
    const succeeded = await running;
    this.declined = undefined;
    return succeeded;
  }

  private async alert(alert: Alert): Promise<boolean> {
    const answer = isUserAlert(alert)
      ? await askUser(this.executor.user, alert)
      : { code: answerToAlert(alert.data?.trim() ?? "") };
    this.declined = isUserAlert(alert) && isUserRefusal(answer.code) ? answer.code : undefined;
    this.statuses.push(statusOf({ msgRef: this.msgRef, cmdRef: alert.cmdId, command: "Alert", ...answer }));
    // A cancelled one is no success, whatever its first digit (protocol §8.6#3).
    return answer.code === STATUS.ok;
  }

  private items(command: ItemsCommand, scope: Scope | undefined, outer: Meta | undefined): MaybeLater<boolean> {
    if (command.items.length > 1) return this.manyItems(command, scope, outer);
    const outcome = this.outcomeOf(command, command.items[0]!, scope, outer);
    return outcome instanceof Promise ? this.endedAfter(outcome, command, scope) : this.ended(command, outcome, scope);
  }

  private endedAfter(outcome: Promise<ItemOutcome>, command: ItemsCommand, scope: Scope | undefined): Promise<boolean> {
    return outcome.then((it) => this.ended(command, it, scope));
  }

  private ended(command: ItemsCommand, itself: ItemOutcome, scope: Scope | undefined): boolean {
    const at = this.statuses.length;
    const outcome = this.noted(command, itself, at, scope);
    const { results: items, isList } = outcome;
    if (isList === true) this.results.push(...resultsOf(command, [outcome], this.msgRef));
    else if (items !== undefined) {
      this.results.push({ cmd: "Results", msgRef: this.msgRef, cmdRef: command.cmdId, items });
    }
    this.statuses.push(this.statusFor(command, outcome));
    if (scope !== undefined && outcome.path !== undefined) scope.paths.set(at, [outcome.path]);
    return isSuccess(outcome.code);
  }

  private async manyItems(command: ItemsCommand, scope: Scope | undefined, outer: Meta | undefined): Promise<boolean> {
    const outcomes: ItemOutcome[] = [];
    for (const item of command.items) {
      const outcome = await this.outcomeOf(command, item, scope, outer);
      outcomes.push(this.noted(command, outcome, this.statuses.length + outcomes.length, scope));
      // Inside an Atomic the first failure decides; the rest of its Items would only be undone.
      if (scope !== undefined && !isSuccess(outcomes.at(-1)!.code)) break;
    }
    for (const { target } of command.items.slice(outcomes.length)) {
      outcomes.push({ uri: target?.locUri ?? "", code: STATUS.notExecuted });
    }
    return this.told(command, outcomes, scope);
  }

  private outcomeOf(
    command: ItemsCommand,
    item: Item,
    scope: Scope | undefined,
    outer: Meta | undefined,
  ): MaybeLater<ItemOutcome> {
    const code = scope === undefined ? this.executor.decided.get(item) : undefined;
    if (code !== undefined) return { uri: item.target?.locUri ?? "", code };
    if (outer === undefined && command.meta === undefined) return this.item(command, item, scope);
    return this.item(command, { ...item, meta: effectiveMeta(outer, command.meta, item.meta) }, scope);
  }

  /** What became of an Item, told to whoever watches; a node below the Inbox waits for the rest of its object. */
  private noted(command: ItemsCommand, outcome: ItemOutcome, status: number, scope: Scope | undefined): ItemOutcome {
    if (outcome.arrived !== undefined) {
      return { ...outcome, code: (scope?.arrived ?? this.arrived).add(outcome.arrived, status) };
    }
    this.executor.note?.(command.cmd, outcome.uri, outcome.code);
    return outcome;
  }

  private told(command: ItemsCommand, outcomes: readonly ItemOutcome[], scope: Scope | undefined): boolean {
    const at = this.statuses.length;
    const isOne = this.report(command, outcomes);
    if (scope !== undefined) {
      for (const [index, { path }] of outcomes.entries()) {
        const status = isOne ? at : at + index;
        if (path !== undefined) scope.paths.set(status, [...(scope.paths.get(status) ?? []), path]);
      }
    }
    return outcomes.every(({ code }) => isSuccess(code));
  }

  /** Objects that came node by node, each in a transaction of its own: the message is over (tree §11#16). */
  private async placeArrived(arrived: readonly GatheredObject[]): Promise<void> {
    for (const object of arrived) {
      const code = await this.executor.tree.transact(async (transaction) => {
        const placed = this.place(object, transaction);
        return isSuccess(placed) ? (await this.executor.objects.settle(transaction)).status : placed;
      });
      this.answer(object, code);
    }
  }

  private place({ nodes }: GatheredObject, transaction: Transaction): StatusCode {
    return placeArrived(this.context(transaction), nodes, this.executor.placements, false).status;
  }

  /** What became of an object is what became of each of its Items. */
  private answer({ statuses }: GatheredObject, code: StatusCode): void {
    for (const index of statuses) {
      const status = withCode(this.statuses[index]!, code);
      this.statuses[index] = status;
      if (status.cmd === "Status") this.executor.note?.("Add", status.targetRefs?.[0] ?? "", code);
    }
  }

  /** Inside an Atomic, objects are placed before it is settled; the first that cannot be fails it. */
  private placeAll(objects: readonly GatheredObject[], transaction: Transaction): boolean {
    return objects.every((object) => {
      const code = this.place(object, transaction);
      this.answer(object, code);
      return isSuccess(code);
    });
  }

  private item(command: ItemsCommand, item: Item, scope: Scope | undefined): MaybeLater<ItemOutcome> {
    if (scope !== undefined) return runItem(this.context(scope.transaction), command.cmd, item);
    return command.cmd === "Exec" ? this.execItem(command, item) : this.inTransaction(command.cmd, item);
  }

  private inTransaction(name: ItemCommand, item: Item): MaybeLater<ItemOutcome> {
    if (name === "Get") return this.executor.tree.read((none) => runItem(this.context(none), name, item));
    return this.executor.tree.transact((transaction) => {
      const found = runItem(this.context(transaction), name, item);
      return found instanceof Promise ? this.settleAfter(transaction, found) : this.settle(transaction, found);
    });
  }

  private settle(transaction: Transaction, found: ItemOutcome): MaybeLater<ItemOutcome> {
    if (!isSuccess(found.code)) return found;
    const settled = this.executor.objects.settle(transaction);
    return settled instanceof Promise ? settledAfter(found, settled) : settledAs(found, settled);
  }

  private settleAfter(transaction: Transaction, found: Promise<ItemOutcome>): Promise<ItemOutcome> {
    return found.then((later) => this.settle(transaction, later));
  }

  /** An Exec changes nothing by itself, and runs once the transaction is over. */
  private execItem(command: Exec, item: Item): MaybeLater<ItemOutcome> {
    const outcome = this.executor.tree.transact((transaction) => runItem(this.context(transaction), "Exec", item));
    return andThen(outcome, async (found) =>
      isSuccess(found.code) ? { ...found, code: await this.exec(command, found, item) } : found,
    );
  }

  /** After everything before it is durable, and with no transaction held: it may take its time. */
  private async exec(command: Exec, { path = [], uri }: ItemOutcome, item: Item): Promise<StatusCode> {
    const { actor, flush, objects, progress } = this.executor;
    await flush();
    return objects.exec(path, dataText(item.data), {
      progress: (note) => progress?.(uri, note),
      ...(command.correlator === undefined ? {} : { correlator: command.correlator }),
      ...(actor.kind === "server" ? { serverId: actor.serverId } : {}),
    });
  }

  /** One for all: Items have their turns one after the other. */
  private context(transaction: Transaction): ItemContext {
    if (this.shared === undefined) {
      const { tree, objects, actor, placements, encoding } = this.executor;
      const { read, isBacked } = objects;
      this.shared = { tree, transaction, actor, placements, encoding, read, isBacked };
    }
    this.shared.transaction = transaction;
    return this.shared;
  }

  /** One Status when all Items fared alike, else one each (protocol §8.2; decisions D4). Says which it was. */
  private report(command: ItemsCommand, outcomes: readonly ItemOutcome[]): boolean {
    if (outcomes.some(({ results }) => results !== undefined)) {
      this.results.push(...resultsOf(command, outcomes, this.msgRef));
    }
    // What waits for the end of the message may fare otherwise than the Item beside it.
    const isOne = outcomes.every(({ code, arrived }) => code === outcomes[0]?.code && arrived === undefined);
    if (!isOne) {
      for (const outcome of outcomes) this.statuses.push(this.statusFor(command, outcome));
      return false;
    }
    const about = outcomes.flatMap((each) => each.about ?? []);
    this.statuses.push(
      this.statusFor(command, { uri: "", code: outcomes[0]!.code, ...(about.length > 0 && { about }) }),
    );
    return true;
  }

  private statusFor({ cmdId, cmd }: ItemsCommand, { uri, source, code, about }: ItemOutcome): Outgoing {
    return statusOf({
      msgRef: this.msgRef,
      cmdRef: cmdId,
      command: cmd,
      code,
      targetRef: uri === "" ? undefined : uri,
      sourceRef: source,
      items: about?.map((locUri): Item => ({ target: { locUri } })),
    });
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

  /** A failing child stops nothing; a user who says no bypasses the rest (protocol §8.7, §6.7#18). */
  private async sequence(sequence: Sequence): Promise<boolean> {
    this.status(sequence, STATUS.ok);
    this.declined = undefined;
    for (const child of sequence.commands) {
      if (this.declined !== undefined) this.refuse(child, STATUS.notExecuted);
      else if (isBarred(child, "Sequence")) this.refuse(child, STATUS.commandFailed);
      else await this.command(child, undefined, sequence.meta);
    }
    return true;
  }

  /** All or nothing; who failed, who was undone and who never ran is told apart (protocol §8.6). */
  private async atomic(atomic: Atomic, outer: Meta | undefined): Promise<boolean> {
    const at = this.statuses.length;
    this.status(atomic, STATUS.ok);
    if (atomic.commands.some((child) => isBarred(child, "Atomic"))) {
      for (const child of atomic.commands) {
        this.refuse(child, isBarred(child, "Atomic") ? STATUS.commandFailed : STATUS.notExecuted);
      }
      return this.atomicFailed(atomic, at);
    }
    const paths: Scope["paths"] = new Map();
    return this.executor.tree.transact(async (transaction) => {
      const arrived = new InboxItems();
      const scope: Scope = { transaction, meta: effectiveMeta(outer, atomic.meta), paths, arrived };
      let failed = false;
      for (const child of atomic.commands) {
        if (failed) this.refuse(child, STATUS.notExecuted);
        else failed = !(await this.command(child, scope));
      }
      failed ||= !this.placeAll(arrived.takeAll(), transaction);
      const settled = failed ? undefined : await this.executor.objects.settle(transaction);
      if (settled !== undefined && isSuccess(settled.status)) return true;
      transaction.rollBack();
      this.markUndone(at, (index) => (paths.get(index) ?? []).some((path) => settled?.isStuck(path) === true));
      return this.atomicFailed(atomic, at);
    });
  }

  private atomicFailed(atomic: Atomic, at: number): boolean {
    const base = { msgRef: this.msgRef, cmdRef: atomic.cmdId, command: "Atomic" };
    this.statuses[at] = statusOf({ ...base, code: STATUS.atomicFailed });
    return false;
  }

  /** Whatever had been done inside an Atomic says that it was undone, or that this failed (protocol §8.6#3). */
  private markUndone(at: number, isStuck: (index: number) => boolean): void {
    for (let i = at + 1; i < this.statuses.length; i++) {
      const status = this.statuses[i]!;
      if (status.cmd !== "Status" || !isSuccess(Number(status.data)) || NOT_DONE.has(status.data)) continue;
      const code = isStuck(i) ? STATUS.atomicRollBackFailed : STATUS.atomicRollBackOk;
      this.statuses[i] = withCode(status, code);
    }
  }
}

function settledAfter(found: ItemOutcome, settled: Promise<Settled>): Promise<ItemOutcome> {
  return settled.then((later) => settledAs(found, later));
}

function settledAs(found: ItemOutcome, { status, isStuck }: Settled): ItemOutcome {
  if (isSuccess(status)) return found;
  const stuck = found.path !== undefined && isStuck(found.path);
  return { ...found, code: stuck ? STATUS.atomicRollBackFailed : status };
}

function withCode(status: Outgoing, code: StatusCode): Outgoing {
  return status.cmd === "Status" ? { ...status, data: String(code) } : status;
}

/** Codes of what never happened, though their first digit is that of success. */
export const NOT_DONE: ReadonlySet<string> = new Set([String(STATUS.notExecuted), String(STATUS.operationCancelled)]);

/** One Results for a Get; one for each node of a query, so that an answer can be spread over messages (tree §7.1#4). */
function resultsOf(command: Command, outcomes: readonly ItemOutcome[], msgRef: string): readonly Outgoing[] {
  const cmdRef = command.cmdId;
  const base = { cmd: "Results", msgRef, cmdRef } as const;
  const plain = outcomes.flatMap(({ isList, results = [] }) => (isList === true ? [] : results));
  const listed = outcomes.flatMap(({ isList, uri, results = [] }) =>
    isList === true ? results.map((item): Outgoing => ({ ...base, targetRef: uri, items: [item] })) : [],
  );
  return plain.length === 0 ? listed : [{ ...base, items: plain }, ...listed];
}
