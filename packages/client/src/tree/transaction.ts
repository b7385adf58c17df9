/**
 * A series of changes that stands or falls as one. It counts changes and stamps their time (tree §4.1#13), and keeps
 * what was there before, both for going back and for the objects that want to know.
 */
import { countNodes, detached, leafView, type NewNode, pathOf, type TreeNode } from "./tree-node.ts";
import type { NodeView } from "./tree-view.ts";
import { printUri } from "./uri.ts";

/** What a transaction tells the tree it works on. */
export interface TransactionHost {
  /** The record of a URI has to be written again; `path` is the same place. */
  readonly touch: (uri: string, path: readonly string[]) => void;
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

export class Transaction {
  private readonly undo: (() => void)[] = [];
  /** By URI; made when something changes, since most transactions only read. */
  private before: Map<string, Before> | undefined;
  private stamped: Set<TreeNode> | undefined;
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
    return this.before === undefined ? [] : [...this.before.values()];
  }

  insert(parent: TreeNode, init: NewNode): TreeNode {
    if (parent.children === undefined) throw new TypeError(`${printUri(pathOf(parent))} is a leaf`);
    const { children } = parent;
    const node = detached(init);
    node.parent = parent;
    this.stampAbove(parent);
    children.set(node.name, node);
    this.host.count(1);
    this.undo.push(() => {
      children.delete(node.name);
      this.host.count(-1);
    });
    this.keep(pathOf(node), undefined);
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
    this.undo.push(() => {
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
    this.undo.push(() => {
      children.delete(name);
      node.name = old;
      children.set(old, node);
    });
    this.keepNew(node);
    this.stamp(node);
  }

  set(node: TreeNode, change: Partial<Pick<TreeNode, "format" | "type" | "acl" | "value" | "title">>): void {
    const { format, type, acl, value, title } = node;
    this.keep(pathOf(node), node);
    this.stamp(node);
    Object.assign(node, change);
    this.undo.push(() => Object.assign(node, { format, type, acl, value, title }));
  }

  /** The changes stand; they are not durable before the tree is flushed. */
  commit(): void {
    this.open = false;
    this.undo.length = 0;
  }

  /** Back to where it began; what was touched is only written again as it is. */
  rollBack(): void {
    if (!this.open) return;
    this.open = false;
    for (const step of this.undo.reverse()) step();
    this.undo.length = 0;
  }

  /** A node whose children change: it is written again, too, and is no place of a change itself. */
  private stampAbove(node: TreeNode): void {
    if (this.stamped?.has(node) === true) return;
    this.stamp(node);
    const path = pathOf(node);
    this.host.touch(printUri(path), path);
  }

  /** Counts the change of a node, once. */
  private stamp(node: TreeNode): void {
    this.stamped ??= new Set();
    if (this.stamped.has(node)) return;
    this.stamped.add(node);
    const { verNo, changed } = node;
    node.verNo = (verNo + 1) % 0x10000;
    node.changed = this.host.now();
    this.undo.push(() => {
      node.verNo = verNo;
      node.changed = changed;
    });
  }

  /** Keeps what is at `path` before its first change. */
  private keep(path: readonly string[], node: TreeNode | undefined): void {
    const uri = printUri(path);
    this.host.touch(uri, path);
    this.before ??= new Map();
    if (!this.before.has(uri)) this.before.set(uri, node === undefined ? { path } : { path, node: leafView(node) });
  }

  private keepAll(node: TreeNode): void {
    this.keep(pathOf(node), node);
    for (const child of node.children?.values() ?? []) this.keepAll(child);
  }

  private keepNew(node: TreeNode): void {
    this.keep(pathOf(node), undefined);
    for (const child of node.children?.values() ?? []) this.keepNew(child);
  }
}
