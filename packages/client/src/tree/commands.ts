/**
 * Add, Replace, Delete and Get on one node. Checks run in the order of decisions D1: existence, ACL, access type,
 * format; each function either changes the tree inside the transaction and says 200, or changes nothing.
 *
 * Clause: DMTND 1.2 §6, DMREPU 1.2 §6.6; outcomes tree §6.2.
 */
import type { Data } from "@oma-dm/codec/syncml";
import type { AccessType } from "@oma-dm/codec/tnds";
import { STATUS, type StatusCode } from "../status.ts";
import { type Actor, creatorAcl, mayDo, mayReplaceAcl } from "./access.ts";
import { parseAcl, printAcl } from "./acl.ts";
import { type ManagementTree, pathOf, type Transaction, type TreeNode } from "./management-tree.ts";
import type { NodeSpec } from "./node-spec.ts";
import { escapeName, type NodeAddress, printUri, URI_LIMITS } from "./uri.ts";
import { readValue, type TypedValue } from "./value.ts";

export interface Write {
  readonly format?: string;
  readonly type?: string;
  readonly data?: Data;
}

export interface TreeContext {
  readonly tree: ManagementTree;
  readonly transaction: Transaction;
  readonly actor: Actor;
  /** A value computed by a management object; `undefined` leaves the stored one. */
  readonly read?: (path: readonly string[]) => string | Uint8Array | undefined;
}

/** Servers never address what lies in the Inbox (tree §11). */
export function inInbox(path: readonly string[]): boolean {
  return path[0] === "Inbox";
}

export function addNode(context: TreeContext, { path, prop, list }: NodeAddress, write: Write): StatusCode {
  const { tree, transaction, actor } = context;
  if (prop !== undefined || list !== undefined) return STATUS.commandNotAllowed;
  if (tree.find(path) !== undefined) return STATUS.alreadyExists;
  let depth = path.length - 1;
  while (tree.find(path.slice(0, depth)) === undefined) depth -= 1;
  let parent = tree.find(path.slice(0, depth))!;
  if (!mayDo(actor, "Add", parent)) return STATUS.permissionDenied;
  if (parent.children === undefined) return STATUS.commandNotAllowed;
  for (let length = depth + 1; length <= path.length; length++) {
    const refusal = mayCreate(context, path.slice(0, length), parent);
    if (refusal !== undefined) return refusal;
  }
  const spec = tree.specAt(path);
  const value = readValue(write, write.data, spec);
  if (typeof value === "number") return value;
  for (let length = depth + 1; length < path.length; length++) {
    const ancestor = tree.specAt(path.slice(0, length));
    if (ancestor !== undefined && ancestor.format !== "node") return STATUS.commandNotAllowed;
    parent = insert(context, parent, path[length - 1]!, { format: "node", type: ancestor?.moid ?? "", value: "" });
  }
  const node = insert(context, parent, path.at(-1)!, value);
  for (const child of spec?.children ?? []) tree.instantiate(transaction, node, child);
  return STATUS.ok;
}

function insert(context: TreeContext, parent: TreeNode, name: string, value: TypedValue): TreeNode {
  const acl = value.format === "node" ? creatorAcl(context.actor, parent) : "";
  return context.transaction.insert(parent, { name, ...value, acl });
}

/** Scope, occurrence and AccessType of a place where nothing is yet (tree §3, §12.3). */
function mayCreate({ tree, actor }: TreeContext, path: readonly string[], existing: TreeNode): StatusCode | undefined {
  const spec = tree.specAt(path);
  if (spec === undefined) return tree.isOpen(path) ? undefined : STATUS.commandNotAllowed;
  if (actor.kind === "device") return undefined;
  if (spec.scope === "Permanent") return STATUS.commandNotAllowed;
  const parentSpec = tree.specAt(path.slice(0, -1));
  if (!spec.access.includes("Add") && parentSpec?.access.includes("Add") !== true) return STATUS.commandNotAllowed;
  const siblings = path.length - 1 === pathOf(existing).length ? (existing.children?.size ?? 0) : 0;
  return spec.name === null && siblings >= spec.max ? STATUS.deviceFull : undefined;
}

export function replaceNode(context: TreeContext, address: NodeAddress, write: Write): StatusCode {
  const { tree, transaction, actor } = context;
  const { path, prop, list } = address;
  const node = tree.find(path);
  if (list !== undefined) return STATUS.commandNotAllowed;
  if (node === undefined) return STATUS.notFound;
  if (prop !== undefined) return replaceProperty(context, node, prop, write);
  if (!mayDo(actor, "Replace", node)) return STATUS.permissionDenied;
  if (node.children !== undefined) return STATUS.commandNotAllowed;
  const spec = tree.specAt(path);
  if (!permits(spec, actor, "Replace")) return STATUS.commandNotAllowed;
  const meta = spec === undefined && write.format === undefined ? { ...write, format: node.format } : write;
  const value = readValue(meta, write.data, spec);
  if (typeof value === "number") return value;
  if (value.format === "node") return STATUS.commandNotAllowed;
  transaction.set(node, { ...value, type: write.type ?? node.type });
  return STATUS.ok;
}

export function deleteNode({ tree, transaction, actor }: TreeContext, { path, prop, list }: NodeAddress): StatusCode {
  if (prop !== undefined || list !== undefined) return STATUS.commandNotAllowed;
  const node = tree.find(path);
  if (node === undefined) return STATUS.notFound;
  if (!mayDo(actor, "Delete", node)) return STATUS.permissionDenied;
  if (node.parent === undefined) return STATUS.commandNotAllowed;
  const spec = tree.specAt(path);
  if (actor.kind === "server" && spec?.scope === "Permanent") return STATUS.commandNotAllowed;
  if (!permits(spec, actor, "Delete")) return STATUS.commandNotAllowed;
  transaction.remove(node);
  return STATUS.ok;
}

export interface Read {
  readonly format: string;
  readonly type: string;
  readonly data: string | Uint8Array;
}

export function getNode(context: TreeContext, { path, prop, list }: NodeAddress): Read | StatusCode {
  const { tree, actor } = context;
  const node = tree.find(path);
  if (node === undefined) return STATUS.notFound;
  if (!mayDo(actor, "Get", node)) return STATUS.permissionDenied;
  if (list !== undefined) return STATUS.optionalFeatureNotSupported;
  if (prop !== undefined) return readProperty(context, node, prop);
  if (!permits(tree.specAt(path), actor, "Get")) return STATUS.commandNotAllowed;
  if (node.children !== undefined) {
    return { format: "node", type: "text/plain", data: [...node.children.keys()].map(escapeName).join("/") };
  }
  return { format: node.format, type: node.type, data: context.read?.(path) ?? node.value };
}

/** Whether Exec may reach the object behind the node; 200 says yes. */
export function checkExec({ tree, actor }: TreeContext, { path, prop, list }: NodeAddress): StatusCode {
  if (prop !== undefined || list !== undefined) return STATUS.commandNotAllowed;
  const node = tree.find(path);
  if (node === undefined) return STATUS.notFound;
  if (!mayDo(actor, "Exec", node)) return STATUS.permissionDenied;
  return tree.specAt(path)?.access.includes("Exec") === true ? STATUS.ok : STATUS.commandNotAllowed;
}

/** Nodes without a description belong to the servers that made them. */
function permits(spec: NodeSpec | undefined, actor: Actor, access: AccessType): boolean {
  return spec === undefined || actor.kind === "device" || spec.access.includes(access);
}

/** tree §4.1. */
function readProperty({ read }: TreeContext, node: TreeNode, prop: string): Read | StatusCode {
  const property = (data: string): Read => ({ format: "chr", type: "text/plain", data });
  switch (prop) {
    case "ACL":
      return property(node.acl);
    case "Format":
      return property(node.format);
    case "Name":
      return property(node.name);
    case "Type":
      return property(node.type);
    case "Size": {
      if (node.children !== undefined) return STATUS.optionalFeatureNotSupported;
      const value = read?.(pathOf(node)) ?? node.value;
      return property(String(typeof value === "string" ? new TextEncoder().encode(value).length : value.length));
    }
    default:
      return STATUS.optionalFeatureNotSupported;
  }
}

function replaceProperty(context: TreeContext, node: TreeNode, prop: string, write: Write): StatusCode {
  const { transaction, actor } = context;
  const text = typeof write.data === "string" ? write.data.trim() : "";
  switch (prop) {
    case "ACL": {
      if (!mayReplaceAcl(actor, node)) return STATUS.permissionDenied;
      const acl = parseAcl(text);
      if (acl === undefined) return STATUS.commandFailed;
      // Without Add for everyone at the root a device could be locked for good (tree §5.6).
      if (node.parent === undefined && acl.Add?.includes("*") !== true) return STATUS.commandNotAllowed;
      transaction.set(node, { acl: printAcl(acl) });
      return STATUS.ok;
    }
    case "Name":
      return renameNode(context, node, text);
    case "Format":
    case "Type":
    case "Size":
      return mayDo(actor, "Replace", node) ? STATUS.commandNotAllowed : STATUS.permissionDenied;
    default:
      return STATUS.optionalFeatureNotSupported;
  }
}

/** tree §4.4. */
function renameNode({ tree, transaction, actor }: TreeContext, node: TreeNode, name: string): StatusCode {
  if (!mayDo(actor, "Replace", node)) return STATUS.permissionDenied;
  const { parent } = node;
  const path = pathOf(node);
  const spec = tree.specAt(path);
  const movable = spec === undefined || (spec.scope === "Dynamic" && spec.name === null);
  if (parent?.children === undefined || !movable) return STATUS.commandNotAllowed;
  if (name === "" || name === "." || name === ".." || name.includes("/")) return STATUS.commandNotAllowed;
  if ([...name].length > URI_LIMITS.maxSegLen) return STATUS.uriTooLong;
  if (printUri([...path.slice(0, -1), name]).length > URI_LIMITS.maxTotLen) return STATUS.uriTooLong;
  if (parent.children.has(name)) return STATUS.alreadyExists;
  transaction.rename(node, name);
  return STATUS.ok;
}
