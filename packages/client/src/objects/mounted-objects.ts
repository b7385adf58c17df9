/**
 * The objects of a device, and their say in what happens to the tree: before a change is durable (`validate`), when it
 * is undone, and after it is durable (`applied`).
 */

import type { MaybeLater } from "../maybe-later.ts";
import type { Clock, StoreChange } from "../ports.ts";
import { isSuccess, STATUS, type StatusCode } from "../status.ts";
import type { ManagementTree } from "../tree/management-tree.ts";
import type { Job, ObjectHost, Settled } from "../tree/object-host.ts";
import { ReadFailed } from "../tree/read-failed.ts";
import type { Transaction } from "../tree/transaction.ts";
import type { NodeValue } from "../tree/tree-view.ts";
import { parseUri, printUri } from "../tree/uri.ts";
import { type HookName, type ObjectFault, runHook } from "./hooks.ts";
import type { LongExec } from "./long-exec.ts";
import type { ManagementObject, ObjectChange } from "./management-object.ts";
import { changesBy } from "./object-change.ts";

interface Mounted {
  readonly path: readonly string[];
  readonly object: ManagementObject;
}

/** Of the store's keys that hold what `applied` hooks have not acted on yet. */
export const APPLIED_PREFIX = "applied:";

export interface ObjectsOptions {
  readonly onFault?: (fault: ObjectFault) => void;
  /** Adds to a transaction what follows from it, before anybody is asked. */
  readonly follow?: (transaction: Transaction) => void;
  /** Puts a job that goes on after its 202 on record, and begins it; the Status that refuses it otherwise. */
  readonly begin?: (job: StartedJob) => Promise<StatusCode>;
}

export interface StartedJob {
  readonly serverId: string;
  /** URI of the node that runs. */
  readonly uri: string;
  /** URI of the object it belongs to. */
  readonly source: string;
  readonly correlator?: string;
  readonly exec: LongExec;
}

/** Whether an object wants to know of changes. */
function hasSay(mounted: Mounted | undefined): boolean {
  return mounted !== undefined && (mounted.object.validate !== undefined || mounted.object.applied !== undefined);
}

function isAtOrBelow(path: readonly string[], root: readonly string[]): boolean {
  for (let i = 0; i < root.length; i++) if (path[i] !== root[i]) return false;
  return true;
}

const SETTLED: Settled = { status: STATUS.ok, isStuck: () => false };

export class MountedObjects implements ObjectHost {
  private readonly tree: ManagementTree;
  private readonly clock: Clock;
  private readonly onFault: (fault: ObjectFault) => void;
  private readonly follow: (transaction: Transaction) => void;
  private readonly begin: ObjectsOptions["begin"];
  private readonly closing = new AbortController();
  private mounted: readonly Mounted[] = [];
  /** URIs that changed, by URI of the object, until they are durable. */
  private readonly committed = new Map<string, Set<string>>();
  /** What an `applied` hook failed at: it runs again with the object's next change, or when the device is opened. */
  private readonly unfinished = new Map<string, Set<string>>();
  /** Records of hooks that ran: gone with the next batch. */
  private readonly obsolete = new Set<string>();

  constructor(tree: ManagementTree, clock: Clock, options: ObjectsOptions = {}) {
    this.tree = tree;
    this.clock = clock;
    this.onFault = options.onFault ?? (() => {});
    this.follow = options.follow ?? (() => {});
    this.begin = options.begin;
  }

  /** Throws `RangeError` when `under` is no URI of a node. */
  mount(object: ManagementObject): void {
    const address = parseUri(object.under ?? ".");
    if (typeof address === "number" || address.prop !== undefined || address.list !== undefined) {
      throw new RangeError(`an object cannot hang under ${JSON.stringify(object.under)}; give the URI of a node`);
    }
    const { spec } = object;
    const path = spec.name === null ? address.path : [...address.path, spec.name];
    const others = this.mounted.filter((each) => printUri(each.path) !== printUri(path));
    // The deepest object speaks for a node.
    this.mounted = [...others, { path, object }].sort((a, b) => b.path.length - a.path.length);
    this.tree.mount(spec, address.path);
  }

  readonly isBacked = (path: readonly string[]): boolean => this.at(path)?.object.read !== undefined;

  /**
   * Bound once: closures made anew for each session, called at one place, hold each other in V8 until the next
   * collection of everything, and with them whole sessions.
   */
  readonly read: ObjectHost["read"] = (path) => {
    const object = this.at(path)?.object;
    if (object?.read === undefined) return undefined;
    try {
      const value = object.read(path);
      return value instanceof Promise ? this.readLater(path, value) : value;
    } catch (error) {
      const failure = this.fault("read", path, error instanceof Error ? error.message : "threw no error");
      const rejected = Promise.reject(failure);
      // Whoever asked may find that it does not need the value after all.
      rejected.catch(() => undefined);
      return rejected;
    }
  };

  private async readLater(
    path: readonly string[],
    value: Promise<NodeValue | undefined>,
  ): Promise<NodeValue | undefined> {
    const result = await runHook(this.clock, "read", () => value, this.closing.signal);
    if (result.done) return result.value;
    throw this.fault("read", path, result.reason);
  }

  async exec(path: readonly string[], argument: string, job: Job): Promise<StatusCode> {
    const object = this.at(path)?.object;
    if (object?.exec === undefined) return STATUS.commandNotAllowed;
    const result = await runHook(
      this.clock,
      "exec",
      (signal) => object.exec!(path, argument, { ...job, signal }),
      this.closing.signal,
    );
    if (result.done) return typeof result.value === "number" ? result.value : this.start(path, result.value, job);
    this.fault("exec", path, result.reason);
    return STATUS.commandFailed;
  }

  private async start(path: readonly string[], exec: LongExec, { serverId, correlator }: Job): Promise<StatusCode> {
    if (this.begin === undefined || serverId === undefined) return STATUS.commandNotAllowed;
    const uri = printUri(path);
    const source = exec.source ?? printUri(this.rootAbove(path));
    try {
      return await this.begin({ serverId, uri, source, exec, ...(correlator === undefined ? {} : { correlator }) });
    } catch (error) {
      this.fault("exec", path, error instanceof Error ? error.message : "threw no error");
      return STATUS.dataStoreFailure;
    }
  }

  /** The nearest node above that says which object it is the root of; the node itself where none does. */
  private rootAbove(path: readonly string[]): readonly string[] {
    for (let depth = path.length; depth > 0; depth--) {
      const node = this.tree.nodeAt(path.slice(0, depth));
      if (node?.children !== undefined && node.type !== "") return path.slice(0, depth);
    }
    return path;
  }

  settle(transaction: Transaction): MaybeLater<Settled> {
    if (!transaction.isChanged) {
      transaction.commit();
      return SETTLED;
    }
    this.follow(transaction);
    for (const { path } of transaction.changes) if (hasSay(this.at(path))) return this.settleWithObjects(transaction);
    transaction.commit();
    return SETTLED;
  }

  private settleWithObjects(transaction: Transaction): MaybeLater<Settled> {
    const changes = changesBy(this.tree, transaction, (path) => this.at(path));
    for (const { object } of changes.keys()) {
      if (object.validate !== undefined) return this.ask(transaction, changes);
    }
    return this.stands(transaction, changes);
  }

  private async ask(transaction: Transaction, changes: ReadonlyMap<Mounted, ObjectChange>): Promise<Settled> {
    const asked: { readonly mounted: Mounted; readonly change: ObjectChange }[] = [];
    for (const mounted of this.mounted) {
      const change = changes.get(mounted);
      if (change === undefined) continue;
      const status = await this.validate(mounted, change);
      if (isSuccess(status)) {
        asked.push({ mounted, change });
        continue;
      }
      transaction.rollBack();
      const stuck: Mounted[] = [];
      for (const earlier of asked.reverse()) {
        if (!(await this.rollBack(earlier.mounted, earlier.change))) stuck.push(earlier.mounted);
      }
      return { status, isStuck: (path) => stuck.includes(this.at(path)!) };
    }
    return this.stands(transaction, changes);
  }

  private stands(transaction: Transaction, changes: ReadonlyMap<Mounted, ObjectChange>): Settled {
    transaction.commit();
    for (const [mounted, change] of changes) {
      if (mounted.object.applied !== undefined) this.remember(mounted, change);
    }
    return SETTLED;
  }

  private async validate({ object, path }: Mounted, change: ObjectChange): Promise<StatusCode> {
    if (object.validate === undefined) return STATUS.ok;
    const result = await runHook(this.clock, "validate", (signal) => object.validate!(change, signal));
    if (result.done) return result.value;
    this.fault("validate", path, result.reason);
    return STATUS.commandFailed;
  }

  private async rollBack({ object, path }: Mounted, change: ObjectChange): Promise<boolean> {
    if (object.rollBack === undefined) return true;
    const result = await runHook(this.clock, "rollBack", (signal) => object.rollBack!(change, signal));
    if (!result.done) this.fault("rollBack", path, result.reason);
    return result.done;
  }

  private remember({ path }: Mounted, { nodes }: ObjectChange): void {
    const uri = printUri(path);
    const uris = this.committed.get(uri) ?? new Set();
    for (const node of nodes) uris.add(printUri(node.path));
    this.committed.set(uri, uris);
  }

  /**
   * Makes everything so far durable in one batch with `more`, then lets objects act on it. What they have to act on is
   * in the batch too, so that a crash in between loses nothing (decisions D16).
   */
  flush(more: readonly StoreChange[] = []): MaybeLater<void> {
    return this.committed.size + this.obsolete.size === 0 ? this.tree.flush(more) : this.flushAndApply(more);
  }

  private async flushAndApply(more: readonly StoreChange[]): Promise<void> {
    const due = [...this.committed].map(
      ([uri, uris]) => [uri, new Set([...(this.unfinished.get(uri) ?? []), ...uris])] as const,
    );
    this.committed.clear();
    const obsolete = [...this.obsolete];
    this.obsolete.clear();
    const marks = due.map(
      ([uri, uris]): StoreChange => ({
        key: APPLIED_PREFIX + uri,
        value: new TextEncoder().encode(JSON.stringify([...uris])),
      }),
    );
    const written = new Set(marks.map(({ key }) => key));
    const gone = obsolete.filter((key) => !written.has(key)).map((key): StoreChange => ({ key, value: null }));
    try {
      await this.tree.flush([...more, ...gone, ...marks]);
    } catch (error) {
      for (const [uri, uris] of due) this.committed.set(uri, new Set([...uris, ...(this.committed.get(uri) ?? [])]));
      for (const key of obsolete) this.obsolete.add(key);
      throw error;
    }
    for (const [uri, uris] of due) await this.apply(uri, [...uris]);
  }

  /** Hooks that had not run, or not to their end, when the device stopped (`entries`: those of the store under `APPLIED_PREFIX`). */
  async recover(entries: readonly (readonly [key: string, value: Uint8Array])[]): Promise<void> {
    for (const [key, value] of entries) {
      await this.apply(key.slice(APPLIED_PREFIX.length), JSON.parse(new TextDecoder().decode(value)) as string[]);
    }
  }

  private async apply(uri: string, uris: readonly string[]): Promise<void> {
    const mounted = this.mounted.find(({ path }) => printUri(path) === uri);
    const paths = uris.flatMap((each) => {
      const address = parseUri(each);
      return typeof address === "number" ? [] : [address.path];
    });
    const applied = mounted?.object.applied;
    if (mounted !== undefined && applied !== undefined) {
      const result = await runHook(this.clock, "applied", (signal) =>
        applied.call(mounted.object, paths, this.tree, signal),
      );
      if (!result.done) {
        this.unfinished.set(uri, new Set(uris));
        this.fault("applied", mounted.path, result.reason);
        return;
      }
    }
    this.unfinished.delete(uri);
    this.obsolete.add(APPLIED_PREFIX + uri);
  }

  /** Stops what runs. */
  close(): void {
    this.closing.abort();
  }

  private at(path: readonly string[]): Mounted | undefined {
    for (const each of this.mounted) if (isAtOrBelow(path, each.path)) return each;
    return undefined;
  }

  private fault(hook: HookName, path: readonly string[], reason: string): Error {
    this.onFault({ hook, uri: printUri(path), reason: reason.split("\n")[0]! });
    return new ReadFailed();
  }
}
