/**
 * Add, Replace, Delete, Get, Exec and Copy on one node: the rules decide, then the tree changes inside the transaction.
 * Whoever calls rolls back unless the outcome is a success.
 *
 * Clause: DMTND 1.2 §6, DMREPU 1.2 §6.6; outcomes tree §6.2.
 */
import { STATUS, type StatusCode } from "../status.ts";
import { creatorAcl } from "./access.ts";
import { Situation, type TreeContext } from "./conditions.ts";
import { decide } from "./decide.ts";
import type { NodeSpec } from "./node-spec.ts";
import { readProperty, replaceProperty } from "./properties.ts";
import { nodeValue, type Read, readNode } from "./read.ts";
import { ADD, COPY_SOURCE, COPY_TARGET, DELETE, EXEC, GET, GET_VALUE, PLACE, REPLACE, ROOM } from "./rules.ts";
import type { TreeNode } from "./tree-node.ts";
import type { NodeAddress } from "./uri.ts";
import { readValue, type TypedValue, type Write } from "./value.ts";

export type { TreeContext } from "./conditions.ts";
export type { Read } from "./read.ts";
export type { Write } from "./value.ts";

export interface Outcome {
  readonly status: StatusCode;
  /** The implicit ancestor that could not be made (tree §3#15). */
  readonly failedAt?: readonly string[];
}

const OK: Outcome = { status: STATUS.ok };

export function addNode(context: TreeContext, address: NodeAddress, write: Write): Outcome {
  const situation = new Situation(context, address, write);
  const refusal = decide(ADD, situation);
  if (refusal !== undefined) return { status: refusal };
  const { path } = address;
  const { depth } = situation;
  for (let length = depth + 1; length < path.length; length++) {
    const place = path.slice(0, length);
    const between = new Situation(context, { path: place }, write, path.length);
    // As an Add of its own would fare.
    const status = decide(PLACE, between) ?? decide(ROOM, between);
    if (status !== undefined) return { status, failedAt: place };
  }
  const unplaced = decide(PLACE, situation);
  if (unplaced !== undefined) return { status: unplaced };
  const spec = context.tree.specAt(path);
  const value = readValue(write, spec);
  if (typeof value === "number") return { status: value };
  // Nobody makes an interior node by not saying so (tree §3#13).
  if (value.format === "node" && write.format === undefined) return { status: STATUS.unsupportedMediaTypeOrFormat };
  const unfit = decide(ROOM, situation);
  if (unfit !== undefined) return { status: unfit };
  let parent = situation.ancestor;
  for (let length = depth + 1; length < path.length; length++) {
    const between = context.tree.specAt(path.slice(0, length));
    parent = insert(context, parent, path[length - 1]!, between, {
      format: "node",
      type: between?.moid ?? "",
      value: "",
    });
  }
  insert(context, parent, path.at(-1)!, spec, value);
  return OK;
}

function insert(
  context: TreeContext,
  parent: TreeNode,
  name: string,
  spec: NodeSpec | undefined,
  value: TypedValue,
): TreeNode {
  const { transaction, tree, actor } = context;
  const acl = value.format === "node" ? creatorAcl(actor, parent) : "";
  const node = transaction.insert(parent, { name, ...value, acl, ...(spec?.title && { title: spec.title }) });
  for (const child of spec?.children ?? []) tree.instantiate(transaction, node, child);
  return node;
}

export function replaceNode(context: TreeContext, address: NodeAddress, write: Write): Outcome {
  const situation = new Situation(context, address, write);
  if (address.prop !== undefined && address.list === undefined) return { status: replaceProperty(situation) };
  const refusal = decide(REPLACE, situation);
  if (refusal !== undefined) return { status: refusal };
  const node = situation.node!;
  const { spec } = situation;
  // What nobody describes stays what it is unless the command says otherwise (tree §17#18).
  const assumed = spec === undefined && write.format === undefined ? { ...write, format: node.format } : write;
  const value = readValue(assumed, spec);
  if (typeof value === "number") return { status: value };
  context.transaction.set(node, { format: value.format, type: write.type ?? node.type, value: value.value });
  return OK;
}

export function deleteNode(context: TreeContext, address: NodeAddress): Outcome {
  const situation = new Situation(context, address);
  const refusal = decide(DELETE, situation);
  if (refusal !== undefined) return { status: refusal };
  context.transaction.remove(situation.node!);
  return OK;
}

/** A value, a child list or a property; queries have an interpreter of their own (tree/queries). */
export function getNode(context: TreeContext, address: NodeAddress): Read | StatusCode {
  const situation = new Situation(context, address);
  const refusal = decide(GET, situation);
  if (refusal !== undefined) return refusal;
  if (address.prop !== undefined) return readProperty(context, situation.node!, address.path, address.prop);
  return decide(GET_VALUE, situation) ?? readNode(context, situation.node!, address.path);
}

/** Whether Exec may reach the object behind the node; 200 says yes. */
export function checkExec(context: TreeContext, address: NodeAddress): StatusCode {
  return decide(EXEC, new Situation(context, address)) ?? STATUS.ok;
}

/** One leaf's Format, Type and value to another place (tree §6.2#22, #23). */
export async function copyNode(context: TreeContext, from: NodeAddress, to: NodeAddress): Promise<Outcome> {
  const source = new Situation(context, from);
  const refusal = decide(COPY_SOURCE, source);
  if (refusal !== undefined) return { status: refusal };
  const node = source.node!;
  const value = await nodeValue(context, node, from.path);
  const whole: Write = { format: node.format, isOwnFormat: true, type: node.type, data: value };
  const existing = context.tree.nodeAt(to.path);
  // A described target stays what it is and takes the value alone, unless that would turn bytes into text.
  const sameKind = (existing?.format === "bin") === (node.format === "bin");
  const write =
    existing !== undefined && sameKind && context.tree.specAt(to.path) !== undefined ? { data: value } : whole;
  const target = new Situation(context, to, write);
  const unwritable = decide(COPY_TARGET, target);
  if (unwritable !== undefined) return { status: unwritable };
  return target.node === undefined ? addNode(context, to, write) : replaceNode(context, to, write);
}
