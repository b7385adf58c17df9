/** The tree as the device's own software sees it: no ACL, but nothing write-only is ever shown. */
import { encodeBase64 } from "@oma-dm/codec/auth";
import type { MgmtTree, TndsNode } from "@oma-dm/codec/tnds";
import { isSuccess, STATUS } from "./status.ts";
import { addNode, getNode, replaceNode, type TreeContext } from "./tree/commands.ts";
import type { ManagementTree, TreeNode } from "./tree/management-tree.ts";
import { parseUri } from "./tree/uri.ts";

export interface LocalNode {
  readonly uri: string;
  readonly format: string;
  readonly type: string;
  /** Text, or base64 of a bin node; absent on interior and write-only nodes. */
  readonly value?: string;
  readonly children?: readonly string[];
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
  private readonly readValue: TreeContext["read"];

  constructor(tree: ManagementTree, readValue: TreeContext["read"]) {
    this.tree = tree;
    this.readValue = readValue;
  }

  /** A node, or with `prop` one of its properties. Throws `TreeError`. */
  get(uri: string, prop?: string): LocalNode {
    const address = this.address(prop === undefined ? uri : `${uri}?prop=${prop}`);
    this.refuseWriteOnly(uri, address.path);
    const read = getNode(this.context(), address);
    if (typeof read === "number") throw new TreeError(read, reason(read, uri));
    const node = this.tree.find(address.path);
    const children = prop === undefined && node?.children !== undefined ? [...node.children.keys()] : undefined;
    const value = typeof read.data === "string" ? read.data : encodeBase64(read.data);
    return { uri, format: read.format, type: read.type, ...(children === undefined ? { value } : { children }) };
  }

  /** Sets a leaf, creating it where its place allows. Durable when it resolves. Throws `TreeError`. */
  async set(uri: string, value: string, format?: string): Promise<void> {
    const address = this.address(uri);
    if (address.prop === undefined && this.readValue?.(address.path) !== undefined) {
      throw new TreeError(STATUS.commandNotAllowed, `${uri} is computed by its object and cannot be set`);
    }
    const transaction = this.tree.begin();
    const context = { ...this.context(), transaction };
    const write = { data: value, ...(format === undefined ? {} : { format }) };
    const exists = this.tree.find(address.path) !== undefined;
    const status = exists ? replaceNode(context, address, write) : addNode(context, address, write);
    if (!isSuccess(status)) {
      transaction.rollBack();
      throw new TreeError(status, reason(status, uri));
    }
    transaction.commit();
    await this.tree.flush();
  }

  /** The subtree as a TNDS object; write-only values are left out. Throws `TreeError`. */
  export(uri: string): MgmtTree {
    const { path } = this.address(uri);
    const node = this.tree.find(path);
    if (node === undefined) throw new TreeError(STATUS.notFound, reason(STATUS.notFound, uri));
    const roots = node.parent === undefined ? [...node.children!.values()] : [node];
    const base = node.parent === undefined ? [] : path.slice(0, -1);
    return { verDtd: "1.2", nodes: roots.map((root) => this.exportNode(root, base)) };
  }

  private exportNode(node: TreeNode, parent: readonly string[]): TndsNode {
    const path = [...parent, node.name];
    const spec = this.tree.specAt(path);
    const { format, acl, type } = node;
    const typeProperty = type === "" ? {} : node.children === undefined ? { mime: [type] } : { ddfName: type };
    const rtProperties = { ...(acl === "" ? {} : { acl }), format, type: typeProperty };
    if (node.children !== undefined) {
      const nodes = [...node.children.values()].map((child) => this.exportNode(child, path));
      return { nodeName: node.name, rtProperties, ...(nodes.length === 0 ? {} : { nodes }) };
    }
    const readable = spec === undefined || spec.access.includes("Get");
    return { nodeName: node.name, rtProperties, ...(readable ? { value: this.readValue?.(path) ?? node.value } : {}) };
  }

  private context(): TreeContext {
    const { tree, readValue } = this;
    const base = { tree, transaction: tree.begin(), actor: { kind: "device" } } as const;
    return readValue === undefined ? base : { ...base, read: readValue };
  }

  private refuseWriteOnly(uri: string, path: readonly string[]): void {
    const spec = this.tree.specAt(path);
    if (spec === undefined || spec.format === "node" || spec.access.includes("Get")) return;
    if (this.tree.find(path) === undefined) return;
    throw new TreeError(STATUS.commandNotAllowed, `${uri} is write-only; its value is never shown`);
  }

  private address(uri: string) {
    const address = parseUri(uri);
    if (typeof address === "number") throw new TreeError(address, reason(address, uri));
    return address;
  }
}

const REASONS: Readonly<Record<number, string>> = {
  [STATUS.notFound]: "does not exist",
  [STATUS.commandNotAllowed]: "cannot be changed that way; its description does not allow it",
  [STATUS.optionalFeatureNotSupported]: "has no such property",
  [STATUS.uriTooLong]: "is longer than ./DevDetail/URI allows",
  [STATUS.unsupportedMediaTypeOrFormat]: "does not take a value of that format",
  [STATUS.alreadyExists]: "exists already",
};

function reason(status: number, uri: string): string {
  return `${uri} ${REASONS[status] ?? `was refused with Status ${status}`}`;
}
