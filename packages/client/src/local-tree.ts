/** The tree as the device's own software sees it: no ACL, but nothing write-only is ever shown. */
import { encodeBase64 } from "@oma-dm/codec/auth";
import type { MgmtTree, TndsNode } from "@oma-dm/codec/tnds";
import type { MountedObjects } from "./objects/mounted-objects.ts";
import { isSuccess, STATUS } from "./status.ts";
import { addNode, deleteNode, getNode, replaceNode, type TreeContext } from "./tree/commands.ts";
import type { ManagementTree } from "./tree/management-tree.ts";
import { query } from "./tree/queries.ts";
import { importNodes } from "./tree/tnds-import.ts";
import { typeProperty } from "./tree/tnds-list.ts";
import type { Transaction } from "./tree/transaction.ts";
import type { TreeNode } from "./tree/tree-node.ts";
import type { NodeValue } from "./tree/tree-view.ts";
import { type NodeAddress, parseUri } from "./tree/uri.ts";

export interface LocalNode {
  readonly uri: string;
  readonly format: string;
  readonly type: string;
  /** Text, or base64 of a bin node; absent on interior and write-only nodes. */
  readonly value?: string;
  readonly children?: readonly string[];
}

/** The answer to a query: its nodes, or the TNDS object. */
export type LocalList = { readonly nodes: readonly LocalNode[] } | { readonly tnds: MgmtTree };

export interface SetOptions {
  /** Of a new node; an existing one keeps its own. */
  readonly format?: string;
  readonly type?: string;
  /** The property to set instead of the value: ACL, Name or Title. */
  readonly prop?: string;
}

/** The status a server would have got; the message says why. */
export class TreeError extends Error {
  override readonly name = "TreeError";
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export class LocalTree {
  private readonly tree: ManagementTree;
  private readonly objects: MountedObjects;

  constructor(tree: ManagementTree, objects: MountedObjects) {
    this.tree = tree;
    this.objects = objects;
  }

  /** A node, or with `prop` one of its properties. Rejects with `TreeError`. */
  async get(uri: string, prop?: string): Promise<LocalNode> {
    const address = this.address(prop === undefined ? uri : `${uri}?prop=${prop}`);
    if (address.list !== undefined)
      throw new TreeError(STATUS.commandNotAllowed, `${uri} is a query; ask it with list`);
    this.refuseWriteOnly(uri, address);
    return this.tree.transact(async (transaction) => {
      const read = getNode(this.context(transaction), address);
      if (typeof read === "number") throw refusal(read, uri);
      const node = this.tree.nodeAt(address.path);
      const data = await this.settled(read.data, uri);
      const { format, type } = read;
      if (address.prop === undefined && node?.children !== undefined) {
        return { uri, format, type: node.type, children: [...node.children.keys()] };
      }
      return { uri, format, type, value: textOf(data) };
    });
  }

  /** `Struct`, `StructData`, `TNDS…`, `MORoot` or `MORootData` of a subtree. Rejects with `TreeError`. */
  async list(uri: string, list: string): Promise<LocalList> {
    const address = this.address(`${uri}?list=${list}`);
    return this.tree.transact(async (transaction) => {
      const answer = query(this.context(transaction), address);
      if (typeof answer === "number") throw refusal(answer, uri);
      if (answer.kind === "tnds") return { tnds: await answer.build() };
      const nodes: LocalNode[] = [];
      for (const { uri: each, format, type, data } of answer.nodes) {
        const value = data === undefined ? undefined : textOf(await this.settled(data, each));
        nodes.push({ uri: each, format, type, ...(value === undefined ? {} : { value }) });
      }
      return { nodes };
    });
  }

  /** Sets a leaf, creating it where its place allows, or a property. Durable when it resolves. Rejects with `TreeError`. */
  async set(uri: string, value: string, { format, type, prop }: SetOptions = {}): Promise<void> {
    const address = this.address(prop === undefined ? uri : `${uri}?prop=${prop}`);
    if (address.prop === undefined && this.objects.read(address.path) !== undefined) {
      throw new TreeError(STATUS.commandNotAllowed, `${uri} is computed by its object and cannot be set`);
    }
    const write = { data: value, ...(format === undefined ? {} : { format }), ...(type === undefined ? {} : { type }) };
    await this.change(uri, (context) => {
      const exists = this.tree.nodeAt(address.path) !== undefined;
      return exists || address.prop !== undefined
        ? replaceNode(context, address, write).status
        : addNode(context, address, write).status;
    });
  }

  /** Removes a node and all below it. Durable when it resolves. Rejects with `TreeError`. */
  async remove(uri: string): Promise<void> {
    const address = this.address(uri);
    await this.change(uri, (context) => deleteNode(context, address).status);
  }

  /** The subtree as a TNDS object; write-only values are left out. Rejects with `TreeError`. */
  async export(uri: string): Promise<MgmtTree> {
    const { path } = this.address(uri);
    return this.tree.transact(async () => {
      const node = this.tree.nodeAt(path);
      if (node === undefined) throw refusal(STATUS.notFound, uri);
      const roots = node.parent === undefined ? [...node.children!.values()] : [node];
      const base = node.parent === undefined ? [] : path.slice(0, -1);
      const nodes: TndsNode[] = [];
      for (const root of roots) nodes.push(await this.exportNode(root, base));
      return { verDtd: "1.2", nodes };
    });
  }

  /**
   * The subtree at `uri` becomes what the TNDS object says, as `export` wrote it: values, ACLs and titles. Values that
   * objects compute and those left out as write-only stay as they are. Durable when it resolves. Rejects with `TreeError`.
   */
  async import(uri: string, tnds: MgmtTree): Promise<void> {
    const { path } = this.address(uri);
    await this.change(uri, (context) => importNodes(context, tnds, path));
  }

  private async change(uri: string, work: (context: TreeContext) => number): Promise<void> {
    const status = await this.tree.transact(async (transaction) => {
      const code = work(this.context(transaction));
      return isSuccess(code) ? (await this.objects.settle(transaction)).status : code;
    });
    if (!isSuccess(status)) throw refusal(status, uri);
    await this.objects.flush();
  }

  private async exportNode(node: TreeNode, parent: readonly string[]): Promise<TndsNode> {
    const path = [...parent, node.name];
    const spec = this.tree.specAt(path);
    const { format, acl, title } = node;
    const rtProperties = {
      ...(acl === "" ? {} : { acl }),
      format,
      ...(title === "" ? {} : { title }),
      type: typeProperty(node),
    };
    if (node.children !== undefined) {
      const nodes: TndsNode[] = [];
      for (const child of node.children.values()) nodes.push(await this.exportNode(child, path));
      return { nodeName: node.name, rtProperties, ...(nodes.length === 0 ? {} : { nodes }) };
    }
    const readable = spec === undefined || spec.access.includes("Get");
    if (!readable || format === "null") return { nodeName: node.name, rtProperties };
    const value = (await this.objects.read(path)) ?? node.value;
    return { nodeName: node.name, rtProperties, value };
  }

  private context(transaction: Transaction): TreeContext {
    const { tree, objects } = this;
    return {
      tree,
      transaction,
      actor: { kind: "device" },
      read: objects.read,
      isBacked: objects.isBacked,
    };
  }

  private async settled(data: NodeValue | Promise<NodeValue>, uri: string): Promise<NodeValue> {
    try {
      return await data;
    } catch {
      throw new TreeError(STATUS.commandFailed, `${uri} cannot be read: its object failed`);
    }
  }

  private refuseWriteOnly(uri: string, { path, prop }: NodeAddress): void {
    const spec = this.tree.specAt(path);
    if (prop !== undefined || spec === undefined || spec.format === "node" || spec.access.includes("Get")) return;
    if (this.tree.nodeAt(path) === undefined) return;
    throw new TreeError(STATUS.commandNotAllowed, `${uri} is write-only; its value is never shown`);
  }

  private address(uri: string): NodeAddress {
    const address = parseUri(uri);
    if (typeof address === "number") throw refusal(address, uri);
    return address;
  }
}

function textOf(value: NodeValue): string {
  return typeof value === "string" ? value : encodeBase64(value);
}

const REASONS: Readonly<Record<number, string>> = {
  [STATUS.notFound]: "does not exist",
  [STATUS.commandNotAllowed]: "cannot be changed that way; its description does not allow it",
  [STATUS.optionalFeatureNotSupported]: "has no such property or query",
  [STATUS.uriTooLong]: "is longer than ./DevDetail/URI allows",
  [STATUS.requestEntityTooLarge]: "does not take a value that large",
  [STATUS.unsupportedMediaTypeOrFormat]: "does not take a value of that format",
  [STATUS.alreadyExists]: "exists already",
  [STATUS.deviceFull]: "does not fit: the tree, or the node above, is full",
};

function refusal(status: number, uri: string): TreeError {
  return new TreeError(status, `${uri} ${REASONS[status] ?? `was refused with Status ${status}`}`);
}
