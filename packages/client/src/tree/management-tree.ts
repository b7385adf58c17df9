/**
 * The tree in memory, and what of it has changed since it was last made durable. Every change runs in a transaction
 * that can be undone; nothing here knows commands or servers.
 *
 * Clause: DMTND 1.2 §5–7; durability decisions D16.
 */
import { decodeBase64, encodeBase64 } from "@oma-dm/codec/auth";
import type { NodeFormat } from "@oma-dm/codec/tnds";
import type { Store, StoreChange } from "../ports.ts";
import { childSpec, interior, type NodeSpec } from "./node-spec.ts";
import { printUri } from "./uri.ts";

export type NodeValue = string | Uint8Array;

/** A node as it stands. Change it through a `Transaction` only. */
export interface TreeNode {
  name: string;
  format: NodeFormat;
  /** MIME type of a leaf, management object identifier (or empty) of an interior node. */
  type: string;
  /** The node's own ACL; empty inherits. */
  acl: string;
  value: NodeValue;
  parent: TreeNode | undefined;
  /** Present on interior nodes only. */
  readonly children: Map<string, TreeNode> | undefined;
}

export interface NewNode {
  readonly name: string;
  readonly format: NodeFormat;
  readonly type: string;
  readonly value?: NodeValue;
  readonly acl?: string;
}

/** decisions D21. */
const ROOT_ACL = "Add=*&Get=*";
const KEY_PREFIX = "node:";

export class ManagementTree {
  readonly root: TreeNode = { ...detached({ name: "", format: "node", type: "" }), acl: ROOT_ACL };
  private rootSpec: NodeSpec = interior("", ["Get"], [], { scope: "Permanent" });
  private readonly dirty = new Set<string>();
  private readonly store: Store;

  private constructor(store: Store) {
    this.store = store;
    this.dirty.add(".");
  }

  /** Reads the whole tree. Records it does not understand are left alone. */
  static async load(store: Store): Promise<ManagementTree> {
    const tree = new ManagementTree(store);
    const records = (await store.entries(KEY_PREFIX)).map(
      ([key, bytes]) => [pathOfKey(key), JSON.parse(new TextDecoder().decode(bytes)) as NodeRecord] as const,
    );
    records.sort(([a], [b]) => a.length - b.length);
    for (const [path, record] of records) tree.restore(path, record);
    if (records.length > 0) tree.dirty.clear();
    return tree;
  }

  private restore(path: readonly string[], record: NodeRecord): void {
    const name = path.at(-1);
    if (name === undefined) {
      this.root.acl = record.acl ?? ROOT_ACL;
      return;
    }
    const parent = this.find(path.slice(0, -1));
    if (parent?.children === undefined) return;
    const node = detached({ name, format: record.format, type: record.type, ...storedValue(record) });
    node.acl = record.acl ?? "";
    node.parent = parent;
    parent.children.set(name, node);
  }

  /** Adds an object's description under the root and creates what exists from the start. */
  mount(spec: NodeSpec): void {
    const children = [...(this.rootSpec.children ?? []).filter(({ name }) => name !== spec.name), spec];
    this.rootSpec = { ...this.rootSpec, children };
    const transaction = this.begin();
    this.instantiate(transaction, this.root, spec);
    transaction.commit();
  }

  /** Creates the permanent or valued descendants a new node has from the start (tree §17 A26). */
  instantiate(transaction: Transaction, parent: TreeNode, spec: NodeSpec): void {
    if (spec.name === null) return;
    let node = parent.children?.get(spec.name);
    if (node === undefined) {
      if (spec.scope !== "Permanent" && spec.initial === undefined) return;
      const type = spec.format === "node" ? (spec.moid ?? "") : (spec.mime?.[0] ?? "text/plain");
      const { name, format, initial = "", acl = "" } = spec;
      node = transaction.insert(parent, { name, format, type, value: initial, acl });
    }
    for (const child of spec.children ?? []) this.instantiate(transaction, node, child);
  }

  find(path: readonly string[]): TreeNode | undefined {
    let node: TreeNode | undefined = this.root;
    for (const name of path) node = node?.children?.get(name);
    return node;
  }

  /** The description that governs a path, whether or not a node is there. */
  specAt(path: readonly string[]): NodeSpec | undefined {
    let spec: NodeSpec | undefined = this.rootSpec;
    for (const name of path) spec = childSpec(spec, name);
    return spec;
  }

  /** Whether a path without a description of its own lies in an area where servers create what they like. */
  isOpen(path: readonly string[]): boolean {
    let spec: NodeSpec | undefined = this.rootSpec;
    for (const name of path) {
      const child = childSpec(spec, name);
      if (child === undefined) return spec?.open === true;
      spec = child;
    }
    return false;
  }

  begin(): Transaction {
    return new Transaction((path) => this.dirty.add(printUri(path)));
  }

  /** Changes since the last `take`; the caller commits them to the store in one batch. */
  takeChanges(): readonly StoreChange[] {
    const changes = [...this.dirty].map((uri): StoreChange => {
      const path = pathOfKey(KEY_PREFIX + uri);
      const node = this.find(path);
      return { key: KEY_PREFIX + uri, value: node === undefined ? null : encodeRecord(node) };
    });
    this.dirty.clear();
    return changes;
  }

  /** One synced batch of everything changed, with `more` beside it. On failure nothing is forgotten. */
  async flush(more: readonly StoreChange[] = []): Promise<void> {
    const changes = this.takeChanges();
    if (changes.length + more.length === 0) return;
    try {
      await this.store.commit([...changes, ...more]);
    } catch (error) {
      for (const { key } of changes) this.dirty.add(key.slice(KEY_PREFIX.length));
      throw error;
    }
  }
}

/** A series of changes that stands or falls as one. */
export class Transaction {
  private readonly undo: (() => void)[] = [];
  private readonly touch: (path: readonly string[]) => void;

  constructor(touch: (path: readonly string[]) => void) {
    this.touch = touch;
  }

  insert(parent: TreeNode, init: NewNode): TreeNode {
    if (parent.children === undefined) throw new TypeError(`${printUri(pathOf(parent))} is a leaf`);
    const { children } = parent;
    const node = detached(init);
    node.acl = init.acl ?? "";
    node.parent = parent;
    children.set(node.name, node);
    this.undo.push(() => children.delete(node.name));
    this.touch(pathOf(node));
    return node;
  }

  remove(node: TreeNode): void {
    const { parent } = node;
    if (parent?.children === undefined) throw new TypeError("the root cannot be removed");
    const { children } = parent;
    this.touchAll(node);
    const order = [...children];
    children.delete(node.name);
    this.undo.push(() => refill(children, order));
  }

  rename(node: TreeNode, name: string): void {
    const { parent, name: old } = node;
    if (parent?.children === undefined) throw new TypeError("the root cannot be renamed");
    const { children } = parent;
    this.touchAll(node);
    const order = [...children];
    children.delete(old);
    node.name = name;
    children.set(name, node);
    this.touchAll(node);
    this.undo.push(() => {
      node.name = old;
      refill(children, order);
    });
  }

  set(node: TreeNode, change: Partial<Pick<TreeNode, "format" | "type" | "acl" | "value">>): void {
    const { format, type, acl, value } = node;
    Object.assign(node, change);
    this.undo.push(() => Object.assign(node, { format, type, acl, value }));
    this.touch(pathOf(node));
  }

  commit(): void {
    this.undo.length = 0;
  }

  /** Back to where `begin` was; what was touched is only written again as it is. */
  rollBack(): void {
    for (const step of this.undo.reverse()) step();
    this.undo.length = 0;
  }

  private touchAll(node: TreeNode): void {
    this.touch(pathOf(node));
    for (const child of node.children?.values() ?? []) this.touchAll(child);
  }
}

function refill(children: Map<string, TreeNode>, entries: readonly (readonly [string, TreeNode])[]): void {
  children.clear();
  for (const [name, child] of entries) children.set(name, child);
}

export function pathOf(node: TreeNode): readonly string[] {
  const path: string[] = [];
  for (let at = node; at.parent !== undefined; at = at.parent) path.unshift(at.name);
  return path;
}

function detached(init: NewNode): TreeNode {
  const children = init.format === "node" ? new Map<string, TreeNode>() : undefined;
  const { name, format, type } = init;
  return { name, format, type, acl: "", value: init.value ?? "", parent: undefined, children };
}

interface NodeRecord {
  readonly format: NodeFormat;
  readonly type: string;
  readonly acl?: string;
  readonly value?: string;
  /** The value was bytes: base64 here. */
  readonly bytes?: string;
}

function encodeRecord(node: TreeNode): Uint8Array {
  const record: NodeRecord = {
    format: node.format,
    type: node.type,
    ...(node.acl === "" ? {} : { acl: node.acl }),
    ...(typeof node.value !== "string"
      ? { bytes: encodeBase64(node.value) }
      : node.value === ""
        ? {}
        : { value: node.value }),
  };
  return new TextEncoder().encode(JSON.stringify(record));
}

function storedValue(record: NodeRecord): { value: NodeValue } {
  if (record.bytes !== undefined) return { value: decodeBase64(record.bytes) ?? new Uint8Array() };
  return { value: record.value ?? "" };
}

function pathOfKey(key: string): readonly string[] {
  const uri = key.slice(KEY_PREFIX.length);
  return uri === "." ? [] : uri.slice(2).split("/").map(decodeURIComponent);
}
