/**
 * The tree in memory, and what of it has changed since it was last made durable. Transactions and flushes run one
 * after the other; nothing here knows commands or servers.
 *
 * Clause: DMTND 1.2 §5–7; durability decisions D16.
 */
import type { MaybeLater } from "../maybe-later.ts";
import type { Store, StoreChange } from "../ports.ts";
import { Turns } from "../turns.ts";
import { encodeTogether } from "./encode-together.ts";
import {
  checkFormat,
  damaged,
  decodeRecord,
  FORMAT_KEY,
  formatMark,
  keyAt,
  keyOf,
  NODE_PREFIX,
  pathOfKey,
  printRecord,
  splitKey,
} from "./node-record.ts";
import { childSpec, interior, isAlwaysThere, type NodeSpec } from "./node-spec.ts";
import { graft } from "./spec-tree.ts";
import { Transaction, type TransactionHost } from "./transaction.ts";
import { detached, isBelow, pathOf, type TreeNode, viewOf } from "./tree-node.ts";
import type { NodeView, TreeView } from "./tree-view.ts";
import { printUri } from "./uri.ts";
import { initialValue } from "./value.ts";

/** decisions D21. */
export const ROOT_ACL = "Add=*&Get=*";

const MOUNTED_PREFIX = "mounted:";

export interface TreeOptions {
  /** Milliseconds since 1970, for TStamp; without it nodes carry no time. */
  readonly now?: () => number;
  /** ACL of a new tree's root; `Add=*&Get=*` when not given (decisions D21). */
  readonly rootAcl?: string;
}

/** What is on its way to the store. */
interface Unwritten {
  readonly changed: ReadonlySet<TreeNode>;
  readonly left: readonly (readonly string[])[];
  readonly mounted: readonly StoreChange[];
}

export class ManagementTree implements TreeView {
  readonly root: TreeNode;
  private spec_: NodeSpec = interior("", ["Get"], [], { scope: "Permanent" });
  private caseless = false;
  private nodes = 1;
  /** Nodes whose records have to be written again. */
  private changed = new Set<TreeNode>();
  /** Places that nodes have left. */
  private left: (readonly string[])[] = [];
  private unmarked = true;
  /** URIs of the objects that were mounted, now or in another life. */
  private readonly mounted = new Set<string>();
  private newlyMounted: StoreChange[] = [];
  private readonly store: Store;
  private readonly host: TransactionHost;
  private readonly turns = new Turns();
  /** The transaction of whoever only reads. */
  private unchanged: Transaction;

  private constructor(store: Store, { now, rootAcl = ROOT_ACL }: TreeOptions) {
    this.store = store;
    this.host = {
      changed: (node) => this.changed.add(node),
      left: (path) => this.left.push(path),
      count: (difference) => {
        this.nodes += difference;
      },
      now: now === undefined ? () => 0 : () => Math.floor(now() / 1_000),
    };
    this.root = detached({ name: "", format: "node", type: "", acl: rootAcl });
    this.unchanged = this.begin();
  }

  /** Reads the whole tree. Rejects with `StateError` when it cannot be used, having written nothing. */
  static async load(store: Store, options: TreeOptions = {}): Promise<ManagementTree> {
    const tree = new ManagementTree(store, options);
    const format = (await store.entries(FORMAT_KEY)).find(([key]) => key === FORMAT_KEY)?.[1];
    checkFormat(format);
    const records = await store.entries(NODE_PREFIX);
    tree.restore(records);
    if (records.length > 0 && tree.root.acl === "") throw damaged("the root has no ACL");
    if (records.length === 0) tree.changed.add(tree.root);
    tree.unmarked = format === undefined;
    for (const [key] of await store.entries(MOUNTED_PREFIX)) tree.mounted.add(key.slice(MOUNTED_PREFIX.length));
    return tree;
  }

  /** Keys are in the order of their bytes, and a URI is a prefix of all below it: parents come first. */
  private restore(records: readonly (readonly [key: string, value: Uint8Array])[]): void {
    let parent: TreeNode | undefined = this.root;
    let parentKey = "";
    for (const [key, bytes] of records) {
      const place = splitKey(key);
      const node = decodeRecord(key, place?.name ?? "", bytes);
      if (place === undefined) {
        const { acl, title, verNo, changed } = node;
        Object.assign(this.root, { acl, title, verNo, changed });
        continue;
      }
      if (place.parent !== parentKey) {
        parentKey = place.parent;
        parent = this.exactAt(pathOfKey(parentKey));
      }
      if (parent?.children === undefined) throw damaged(`${JSON.stringify(place.name.slice(0, 80))} has no parent`);
      node.parent = parent;
      parent.children.set(place.name, node);
      this.nodes += 1;
    }
  }

  /** How many nodes there are, the root included. */
  get size(): number {
    return this.nodes;
  }

  /** What describes the root, and below it everything mounted. */
  get spec(): NodeSpec {
    return this.spec_;
  }

  /**
   * Adds an object's description below `under` and creates what exists from the start: of an object that was mounted
   * before, only permanent nodes, since servers may have deleted the others.
   */
  mount(spec: NodeSpec, under: readonly string[] = []): void {
    const grafted = graft(this.spec_, spec, under);
    this.spec_ = grafted.root;
    this.caseless ||= grafted.caseless;
    const path = spec.name === null ? under : [...under, spec.name];
    const isNew = !this.mounted.has(printUri(path)) && this.exactAt(path) === undefined;
    const transaction = this.begin();
    let parent: TreeNode | undefined = this.root;
    for (const [depth, name] of under.entries()) {
      const above = this.specAt(under.slice(0, depth + 1));
      if (above !== undefined) this.instantiate(transaction, parent, { ...above, name, children: [] });
      parent = parent.children?.get(name);
      if (parent === undefined) break;
    }
    if (parent !== undefined) this.instantiate(transaction, parent, this.specAt(path) ?? spec, isNew);
    transaction.commit();
    this.noteMounted(path);
  }

  private noteMounted(path: readonly string[]): void {
    const uri = printUri(path);
    if (this.mounted.has(uri)) return;
    this.mounted.add(uri);
    this.newlyMounted.push({ key: MOUNTED_PREFIX + uri, value: new Uint8Array() });
  }

  /** Creates what a new node has from the start: permanent descendants and, where all is new, valued ones (tree §17#26). */
  instantiate(transaction: Transaction, parent: TreeNode, spec: NodeSpec, isNew = true): void {
    if (spec.name === null) return;
    let node = parent.children?.get(spec.name);
    const wasThere = node !== undefined;
    if (node === undefined) {
      if (!isAlwaysThere(spec) && !(isNew && spec.initial !== undefined)) return;
      const type = spec.format === "node" ? (spec.moid ?? "") : (spec.mime?.[0] ?? "text/plain");
      const { name, format, acl = "", title = "" } = spec;
      node = transaction.insert(parent, { name, format, type, value: initialValue(spec), acl, title });
    }
    for (const child of spec.children ?? []) this.instantiate(transaction, node, child, isNew || !wasThere);
  }

  nodeAt(path: readonly string[]): TreeNode | undefined {
    return this.caseless ? this.caselessAt(path) : this.exactAt(path);
  }

  private exactAt(path: readonly string[]): TreeNode | undefined {
    let node: TreeNode | undefined = this.root;
    for (const name of path) node = node?.children?.get(name);
    return node;
  }

  /** Where a description says CIS, another spelling of a name is the same name (tree §2#5). */
  private caselessAt(path: readonly string[]): TreeNode | undefined {
    let node: TreeNode | undefined = this.root;
    let spec: NodeSpec | undefined = this.spec_;
    for (const name of path) {
      let child: TreeNode | undefined = node?.children?.get(name);
      if (child === undefined && spec?.caseSense === "CIS") {
        const wanted = name.toLowerCase();
        child = [...(node?.children?.values() ?? [])].find((each) => each.name.toLowerCase() === wanted);
      }
      node = child;
      spec = childSpec(spec, name);
    }
    return node;
  }

  find(path: readonly string[]): NodeView | undefined {
    const node = this.nodeAt(path);
    return node && viewOf(node);
  }

  /** The description that governs a path, whether or not a node is there. */
  specAt(path: readonly string[]): NodeSpec | undefined {
    let spec: NodeSpec | undefined = this.spec_;
    for (const name of path) spec = childSpec(spec, name);
    return spec;
  }

  /** The description of a node, looked up once until something is mounted. */
  specOf(node: TreeNode): NodeSpec | undefined {
    if (node.describedIn !== this.spec_) {
      node.spec = this.specAt(pathOf(node));
      node.describedIn = this.spec_;
    }
    return node.spec;
  }

  /** Whether a path without a description of its own lies in an area where servers create what they like. */
  isOpen(path: readonly string[]): boolean {
    let spec: NodeSpec | undefined = this.spec_;
    for (const name of path) {
      const child = childSpec(spec, name);
      if (child === undefined) return spec?.open === true;
      spec = child;
    }
    return false;
  }

  /**
   * Runs `work` with a transaction of its own when no other one, and no flush, is under way. What `work` did not commit
   * is rolled back, also when it throws. Work that waits for nothing is done when this returns.
   */
  transact<T>(work: (transaction: Transaction) => MaybeLater<T>): MaybeLater<T> {
    return this.turns.take(this.within<T>, work);
  }

  /**
   * As `transact`, for work that changes nothing: all of it shares one transaction. Throws `TypeError` when it does
   * change something, which is undone.
   */
  read<T>(work: (transaction: Transaction) => MaybeLater<T>): MaybeLater<T> {
    return this.turns.take(this.reading<T>, work);
  }

  private readonly reading = <T>(work: (transaction: Transaction) => MaybeLater<T>): MaybeLater<T> => {
    let result: MaybeLater<T>;
    try {
      result = work(this.unchanged);
    } finally {
      if (this.unchanged.isChanged) this.refuseChange();
    }
    return result instanceof Promise ? this.readAfter(result) : result;
  };

  private async readAfter<T>(result: Promise<T>): Promise<T> {
    try {
      return await result;
    } finally {
      if (this.unchanged.isChanged) this.refuseChange();
    }
  }

  private refuseChange(): never {
    this.unchanged.rollBack();
    this.unchanged = this.begin();
    throw new TypeError("what only reads has changed the tree");
  }

  private readonly within = <T>(work: (transaction: Transaction) => MaybeLater<T>): MaybeLater<T> => {
    const transaction = this.begin();
    let result: MaybeLater<T>;
    try {
      result = work(transaction);
    } catch (error) {
      transaction.rollBack();
      throw error;
    }
    if (result instanceof Promise) return rolledBackAfter(result, transaction);
    transaction.rollBack();
    return result;
  };

  /** One synced batch of everything changed, with `more` beside it. On failure nothing is forgotten. */
  flush(more: readonly StoreChange[] = []): MaybeLater<void> {
    return this.turns.take(() => {
      const isIdle = this.changed.size + this.left.length + this.newlyMounted.length + more.length === 0;
      return isIdle ? undefined : this.commit(more);
    });
  }

  private commit(more: readonly StoreChange[]): MaybeLater<void> {
    const { changed, left, newlyMounted: mounted } = this;
    const changes = this.records(changed, left);
    if (this.unmarked) changes.push(formatMark());
    for (const change of mounted) changes.push(change);
    for (const change of more) changes.push(change);
    const committing = this.store.commit(changes);
    if (changed.size > 0) this.changed = new Set();
    if (left.length > 0) this.left = [];
    this.newlyMounted = [];
    // Whatever a store of somebody else's gives to wait for is waited for.
    if (committing !== undefined) return this.committed(committing, { changed, left, mounted });
    this.unmarked = false;
  }

  private async committed(committing: Promise<void>, { changed, left, mounted }: Unwritten): Promise<void> {
    try {
      await committing;
      this.unmarked = false;
    } catch (error) {
      this.newlyMounted = [...mounted, ...this.newlyMounted];
      for (const node of changed) this.changed.add(node);
      this.left.push(...left);
      throw error;
    }
  }

  /** What makes the store say what the tree does, at the nodes that changed and the places that were left. */
  private records(changed: ReadonlySet<TreeNode>, left: readonly (readonly string[])[]): StoreChange[] {
    const keys: string[] = [];
    const records: string[] = [];
    for (const node of changed) {
      // What was removed meanwhile, or taken back, is not there.
      if (!isBelow(this.root, node)) continue;
      keys.push(keyOf(node));
      records.push(printRecord(node));
    }
    const changes = encodeTogether(records).map((value, index): StoreChange => ({ key: keys[index]!, value }));
    const gone = new Set<string>();
    for (const path of left) if (this.exactAt(path) === undefined) gone.add(keyAt(path));
    for (const key of gone) changes.push({ key, value: null });
    return changes;
  }

  private begin(): Transaction {
    return new Transaction(this.host);
  }
}

function rolledBackAfter<T>(result: Promise<T>, transaction: Transaction): Promise<T> {
  return result.finally(() => transaction.rollBack());
}
