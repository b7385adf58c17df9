/**
 * A TNDS object becomes nodes: all of them or none. Whoever calls rolls back unless the outcome is a success. Clause:
 * DMTNDS 1.2 §5.3, DMTND 1.2 §8; statuses tree §9.5, §9.6.
 */
import { isSuccess, STATUS, type StatusCode } from "../status.ts";
import { mayDo } from "./access.ts";
import { parseAcl, printAcl } from "./acl.ts";
import { addNode, deleteNode, type Outcome, replaceNode, type TreeContext, type Write } from "./commands.ts";
import { Situation } from "./conditions.ts";
import { decide } from "./decide.ts";
import { isTitle } from "./properties.ts";
import { REPLACE_ACL } from "./rules.ts";
import { type PlacedNode, topsOf } from "./tnds-place.ts";
import type { TreeNode } from "./tree-node.ts";
import { printUri } from "./uri.ts";
import { TREE_LIMITS } from "./value.ts";

const OK: Outcome = { status: STATUS.ok };

/** Add with TNDS: interior nodes may be there already, as long as something is new (tree §9.5#4). */
export function addPlaced(context: TreeContext, nodes: readonly PlacedNode[]): Outcome {
  const { tree, actor } = context;
  const before = new Set(nodes.map(({ path }) => tree.nodeAt(path)).filter((node) => node !== undefined));
  // Refused before the work is begun.
  if (tree.size + nodes.length - before.size > TREE_LIMITS.maxNodes) return { status: STATUS.deviceFull };
  let created = false;
  let denied = false;
  for (const placed of nodes) {
    const existing = tree.nodeAt(placed.path);
    if (existing !== undefined && before.has(existing)) {
      if (placed.format !== "node" || existing.children === undefined) return { status: STATUS.alreadyExists };
      denied ||= !mayDo(actor, "Add", existing);
    } else {
      // What came into being with its parent has its place already, and takes the value.
      const { status } =
        existing === undefined ? addNode(context, { path: placed.path }, writeOf(placed)) : write(context, placed);
      if (!isSuccess(status)) return { status };
      created = true;
    }
  }
  if (!created) return { status: STATUS.alreadyExists };
  return denied ? { status: STATUS.permissionDenied } : setProperties(context, nodes);
}

/** Replace with TNDS: the subtrees described become exactly what the object says (tree §9.6#1). */
export function replacePlaced(context: TreeContext, nodes: readonly PlacedNode[]): Outcome {
  const tops = topsOf(nodes);
  for (const { path } of tops) {
    const node = context.tree.nodeAt(path);
    if (node !== undefined && !mayDo(context.actor, "Replace", node)) return { status: STATUS.permissionDenied };
    // No server replaces the root (tree §6.2#8).
    if (path.length === 0 && context.actor.kind === "server") return { status: STATUS.commandNotAllowed };
  }
  const listed = new Map(nodes.map((node) => [printUri(node.path), node]));
  for (const { path } of tops) {
    const status = prune(context, path, listed);
    if (!isSuccess(status)) return { status };
  }
  for (const node of nodes) {
    const { status } = write(context, node);
    if (!isSuccess(status)) return { status };
  }
  return setProperties(context, nodes);
}

/** Deletes what is there but not listed; permanent nodes are kept, and looked into (tree §9.6#3). */
function prune(context: TreeContext, path: readonly string[], listed: ReadonlyMap<string, PlacedNode>): StatusCode {
  for (const name of [...(context.tree.nodeAt(path)?.children?.keys() ?? [])]) {
    const child = [...path, name];
    const wanted = listed.get(printUri(child));
    const kept = context.tree.specAt(child)?.scope === "Permanent" || isSameKind(context.tree.nodeAt(child)!, wanted);
    const status = kept ? prune(context, child, listed) : deleteNode(context, { path: child }).status;
    if (!isSuccess(status)) return status;
  }
  return STATUS.ok;
}

/** A leaf does not become an interior node, nor the other way round: the old one goes. */
function isSameKind(node: TreeNode, wanted: PlacedNode | undefined): boolean {
  return wanted !== undefined && (wanted.format === "node") === (node.children !== undefined);
}

function write(context: TreeContext, placed: PlacedNode): Outcome {
  const { path, type } = placed;
  const existing = context.tree.nodeAt(path);
  if (existing === undefined) return addNode(context, { path }, writeOf(placed));
  if (placed.keepsValue === true) return OK;
  if (existing.children === undefined) return replaceNode(context, { path }, writeOf(placed));
  if (placed.format !== "node") return { status: STATUS.commandNotAllowed };
  const undescribed = context.tree.specAt(path) === undefined;
  if (undescribed && type !== undefined && type !== existing.type) {
    if (!mayDo(context.actor, "Replace", existing)) return { status: STATUS.permissionDenied };
    context.transaction.set(existing, { type });
  }
  return OK;
}

function writeOf({ format, type, value, sent }: PlacedNode): Write {
  if (sent !== undefined) return { ...sent, ...(value === undefined ? {} : { data: value }) };
  const mime = type === undefined || type === "" ? {} : { type };
  return { format, isOwnFormat: true, ...mime, ...(value === undefined ? {} : { data: value }) };
}

/**
 * ACLs and titles, once all nodes are there. Each ACL asks the right a Replace of it would (tree §9.5#2), as it stands
 * before the object's own ACLs take it away.
 */
function setProperties(context: TreeContext, nodes: readonly PlacedNode[]): Outcome {
  const changes: { readonly node: TreeNode; readonly acl?: string; readonly title?: string }[] = [];
  for (const { path, acl = "", title } of nodes) {
    const node = context.tree.nodeAt(path)!;
    if (acl !== "") {
      const refusal = decide(REPLACE_ACL, new Situation(context, { path, prop: "ACL" }, { data: acl }));
      if (refusal !== undefined) return { status: refusal };
    }
    if (title !== undefined && !isTitle(title)) return { status: STATUS.requestEntityTooLarge };
    const set = { ...(acl === "" ? {} : { acl: printAcl(parseAcl(acl)!) }), ...(title === undefined ? {} : { title }) };
    changes.push({ node, ...set });
  }
  for (const { node, ...change } of changes) {
    if (Object.keys(change).length > 0) context.transaction.set(node, change);
  }
  return OK;
}
