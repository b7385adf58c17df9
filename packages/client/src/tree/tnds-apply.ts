/**
 * A TNDS object becomes nodes: all of them or none. Whoever calls rolls back unless the outcome is a success. Clause:
 * DMTNDS 1.2 §5.3, DMTND 1.2 §8; statuses tree §9.5, §9.6.
 */
import { isSuccess, STATUS, type StatusCode } from "../status.ts";
import { mayDo, mayReplaceAcl } from "./access.ts";
import { parseAcl, printAcl } from "./acl.ts";
import { addNode, deleteNode, type Outcome, replaceNode, type TreeContext, type Write } from "./commands.ts";
import { MAX_TITLE_BYTES } from "./properties.ts";
import { type PlacedNode, topsOf } from "./tnds-place.ts";
import type { TreeNode } from "./tree-node.ts";
import { printUri } from "./uri.ts";
import { valueBytes } from "./value.ts";

const OK: Outcome = { status: STATUS.ok };

/** Add with TNDS: interior nodes may be there already, as long as something is new (tree §9.5#4). */
export function addPlaced(context: TreeContext, nodes: readonly PlacedNode[]): Outcome {
  let created = false;
  for (const node of nodes) {
    const existing = context.tree.nodeAt(node.path);
    if (existing === undefined) {
      const { status } = addNode(context, { path: node.path }, writeOf(node));
      if (!isSuccess(status)) return { status };
      created = true;
    } else {
      if (!mayDo(context.actor, "Add", existing)) return { status: STATUS.permissionDenied };
      if (node.format !== "node" || existing.children === undefined) return { status: STATUS.alreadyExists };
    }
  }
  return created ? setProperties(context, nodes) : { status: STATUS.alreadyExists };
}

/** Replace with TNDS: the subtrees described become exactly what the object says (tree §9.6#1). */
export function replacePlaced(context: TreeContext, nodes: readonly PlacedNode[]): Outcome {
  const tops = topsOf(nodes);
  for (const { path } of tops) {
    const node = context.tree.nodeAt(path);
    if (node !== undefined && !mayDo(context.actor, "Replace", node)) return { status: STATUS.permissionDenied };
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

function writeOf({ format, type, value }: PlacedNode): Write {
  return {
    format,
    ...(type === undefined || type === "" ? {} : { type }),
    ...(value === undefined ? {} : { data: value }),
  };
}

/**
 * ACLs and titles, once all nodes are there. Each ACL asks the right a Replace of it would (tree §9.5#2), as it stands
 * before the object's own ACLs take it away.
 */
function setProperties(context: TreeContext, nodes: readonly PlacedNode[]): Outcome {
  const changes: { readonly node: TreeNode; readonly acl?: string; readonly title?: string }[] = [];
  for (const { path, acl = "", title } of nodes) {
    const node = context.tree.nodeAt(path)!;
    const parsed = parseAcl(acl);
    if (parsed === undefined) return { status: STATUS.commandFailed };
    if (acl !== "" && !mayReplaceAcl(context.actor, node)) return { status: STATUS.permissionDenied };
    if (title !== undefined && valueBytes(title) > MAX_TITLE_BYTES) return { status: STATUS.entityTooLarge };
    changes.push({ node, ...(acl === "" ? {} : { acl: printAcl(parsed) }), ...(title === undefined ? {} : { title }) });
  }
  for (const { node, ...change } of changes) {
    if (Object.keys(change).length > 0) context.transaction.set(node, change);
  }
  return OK;
}
