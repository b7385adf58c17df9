/**
 * A series of changes that stands or falls as one. It counts changes and stamps their time (tree §4.1#13), and keeps
 * what was there before, both for going back and for the objects that want to know.
 */
import { SmallSet } from "./small-set.ts";
import { countNodes, detached, leafView, type NewNode, pathOf, type TreeNode } from "./tree-node.ts";
import type { NodeView } from "./tree-view.ts";
import { printUri } from "./uri.ts";

/** What a transaction tells the tree it works on. */
export interface TransactionHost {
  /** The record of a node has to be written again. */
  readonly changed: (node: TreeNode) => void;
  /** A node is no longer at `path`: its record goes, unless another one comes. */
  readonly left: (path: readonly string[]) => void;
  /** Nodes that came (or, negative, went). */
  readonly count: (difference: number) => void;
  /** Seconds since 1970. */
  readonly now: () => number;
}

/** A place of the tree as it was before the transaction. */
export interface Before {
  readonly path: readonly string[];
  /** Absent: nothing was there. Names of children are not kept. */
  readonly node?: NodeView;
}

const NO_CHANGES: readonly Before[] = [];

export class Transaction {
  /** These are made when something changes, since most transactions only read. */
  private undo: (() => void)[] | undefined;
  private before: Before[] | undefined;
  /** URIs of `before`, from the second place on. */
  private kept: Set<string> | undefined;
  private stamped: SmallSet<TreeNode> | undefined;
  private readonly host: TransactionHost;
  private open = true;

  constructor(host: TransactionHost) {
    this.host = host;
  }

  get isChanged(): boolean {
    return this.before !== undefined;
  }

  /** Every place a change was made at, as it was before; in the order of the first change. */
  get changes(): readonly Before[] {
    return this.before ?? NO_CHANGES;
  }

  insert(parent: TreeNode, init: NewNode): TreeNode {
    if (parent.children === undefined) throw new TypeError(`${printUri(pathOf(parent))} is a leaf`);
    const { children } = parent;
    const node = detached(init);
    node.parent = parent;
    this.stampAbove(parent);
    children.set(node.name, node);
    this.host.count(1);
    this.onUndo(() => {
      children.delete(node.name);
      this.host.count(-1);
    });
    this.keepNew(node);
    this.stamp(node);
    return node;
  }

  remove(node: TreeNode): void {
    const { parent } = node;
    if (parent?.children === undefined) throw new TypeError("the root cannot be removed");
    const { children } = parent;
    this.keepAll(node);
    this.stampAbove(parent);
    children.delete(node.name);
    const count = countNodes(node);
    this.host.count(-count);
    this.onUndo(() => {
      // At the end: the order of children is free (tree §3#2).
      children.set(node.name, node);
      this.host.count(count);
    });
  }

  rename(node: TreeNode, name: string): void {
    const { parent, name: old } = node;
    if (parent?.children === undefined) throw new TypeError("the root cannot be renamed");
    const { children } = parent;
    this.keepAll(node);
    this.stampAbove(parent);
    children.delete(old);
    node.name = name;
    children.set(name, node);
    this.onUndo(() => {
      children.delete(name);
      node.name = old;
      children.set(old, node);
      forgetPlace(node);
    });
    forgetPlace(node);
    this.keepNew(node);
    this.stamp(node);
  }

  set(node: TreeNode, change: Partial<Pick<TreeNode, "format" | "type" | "acl" | "value" | "title">>): void {
    const { format, type, acl, value, title, verNo, changed } = node;
    this.onUndo(setBack(node, { format, type, acl, value, title, verNo, changed }));
    this.keep(pathOf(node), node);
    this.host.changed(node);
    this.count(node);
    if (change.format !== undefined) node.format = change.format;
    if (change.type !== undefined) node.type = change.type;
    if (change.acl !== undefined) node.acl = change.acl;
    if (change.value !== undefined) node.value = change.value;
    if (change.title !== undefined) node.title = change.title;
  }

  /** The changes stand; they are not durable before the tree is flushed. */
  commit(): void {
    this.open = false;
    this.undo = undefined;
  }

  /** Back to where it began; what was touched is only written again as it is. */
  rollBack(): void {
    if (!this.open) return;
    this.open = false;
    for (const step of this.undo?.reverse() ?? []) step();
    this.undo = undefined;
  }

  private onUndo(step: () => void): void {
    this.undo ??= [];
    this.undo.push(step);
  }

  /** A node whose children change: it is written again, too, and is no place of a change itself. */
  private stampAbove(node: TreeNode): void {
    if (this.stamp(node)) this.host.changed(node);
  }

  private stamp(node: TreeNode): boolean {
    const { verNo, changed } = node;
    if (!this.count(node)) return false;
    this.onUndo(setBack(node, { verNo, changed }));
    return true;
  }

  /** Counts the change of a node, once; whether it did. */
  private count(node: TreeNode): boolean {
    this.stamped ??= new SmallSet();
    if (!this.stamped.add(node)) return false;
    node.verNo = (node.verNo + 1) % 0x10000;
    node.changed = this.host.now();
    return true;
  }

  /** Keeps what is at `path` before its first change. */
  private keep(path: readonly string[], node: TreeNode | undefined): void {
    if (this.before === undefined) this.before = [];
    else {
      this.kept ??= new Set(this.before.map((first) => printUri(first.path)));
      const { size } = this.kept;
      if (this.kept.add(printUri(path)).size === size) return;
    }
    this.before.push(node === undefined ? { path } : { path, node: leafView(node) });
  }

  private keepAll(node: TreeNode): void {
    const path = pathOf(node);
    this.keep(path, node);
    this.host.left(path);
    for (const child of node.children?.values() ?? []) this.keepAll(child);
  }

  private keepNew(node: TreeNode): void {
    this.keep(pathOf(node), undefined);
    this.host.changed(node);
    for (const child of node.children?.values() ?? []) this.keepNew(child);
  }
}

function setBack(node: TreeNode, before: Partial<TreeNode>): () => void {
  return () => {
    Object.assign(node, before);
  };
}

/** Its URI is another one, and with it those of all below; so may be what describes them. */
function forgetPlace(node: TreeNode): void {
  node.key = "";
  node.describedIn = undefined;
  for (const child of node.children?.values() ?? []) forgetPlace(child);
}
