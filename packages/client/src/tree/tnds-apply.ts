/**
 * A TNDS object becomes nodes: all of them or none. Clause: DMTNDS 1.2 §5.3, DMTND 1.2 §8; placement tree §9.3,
 * statuses tree §9.5.
 */
import type { MgmtTree, NodeFormat, TndsNode } from "@oma-dm/codec/tnds";
import { isSuccess, STATUS, type StatusCode } from "../status.ts";
import { mayReplaceAcl } from "./access.ts";
import { parseAcl, printAcl } from "./acl.ts";
import { addNode, deleteNode, replaceNode, type TreeContext } from "./commands.ts";
import { parseUri, printUri } from "./uri.ts";

/** One node of a TNDS object with the place it asks for. */
export interface PlacedNode {
  readonly path: readonly string[];
  readonly format: NodeFormat;
  readonly type: string | undefined;
  readonly acl: string | undefined;
  readonly value: string | Uint8Array | undefined;
}

/** Parents before children; or the status of the first name or Path that cannot be. */
export function placeNodes(tree: MgmtTree, origin: readonly string[]): readonly PlacedNode[] | StatusCode {
  const placed: PlacedNode[] = [];
  const visit = (node: TndsNode, parent: readonly string[]): StatusCode | undefined => {
    const base = node.path === undefined ? parent : resolvePath(node.path, origin);
    if (typeof base === "number") return base;
    const path = node.nodeName === "" ? base : [...base, node.nodeName];
    const checked = parseUri(printUri(path));
    if (typeof checked === "number") return checked;
    const type = node.rtProperties?.type;
    placed.push({
      path,
      format: node.rtProperties?.format ?? impliedFormat(node),
      type: type?.ddfName ?? type?.mime?.[0],
      acl: node.rtProperties?.acl,
      value: node.value,
    });
    for (const child of node.nodes ?? []) {
      const refusal = visit(child, path);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  };
  for (const node of tree.nodes) {
    const refusal = visit(node, origin);
    if (refusal !== undefined) return refusal;
  }
  return placed.sort((a, b) => a.path.length - b.path.length);
}

function resolvePath(path: string, origin: readonly string[]): readonly string[] | StatusCode {
  const absolute = /^(?:\.\/|\/)/.test(path);
  const text = path.replace(/^(?:\.\/|\/)/, "").replace(/\/$/, "");
  if (text === "" || text === ".") return absolute ? [] : origin;
  const address = parseUri(text);
  if (typeof address === "number") return address;
  return absolute ? address.path : [...origin, ...address.path];
}

/** RTProperties may be missing although the text wants them (tree §9.2). */
function impliedFormat(node: TndsNode): NodeFormat {
  if ((node.nodes?.length ?? 0) > 0) return "node";
  return node.value === undefined ? "node" : "chr";
}

/** Add with TNDS. The caller rolls the transaction back unless this says 200. */
export function addPlaced(context: TreeContext, nodes: readonly PlacedNode[]): StatusCode {
  let created = false;
  for (const node of nodes) {
    const existing = context.tree.find(node.path);
    if (existing !== undefined) {
      if (node.value !== undefined || existing.children === undefined) return STATUS.alreadyExists;
    } else {
      const status = addNode(context, { path: node.path }, writeOf(node));
      if (!isSuccess(status)) return status;
      created = true;
    }
    const status = setAcl(context, node);
    if (!isSuccess(status)) return status;
  }
  return created ? STATUS.ok : STATUS.alreadyExists;
}

/** Replace with TNDS: the first node's subtree becomes exactly what the object says (tree §9.6). */
export function replacePlaced(context: TreeContext, nodes: readonly PlacedNode[]): StatusCode {
  const first = nodes[0];
  if (first === undefined) return STATUS.incompleteCommand;
  const listed = new Set(nodes.map(({ path }) => printUri(path)));
  const prune = (path: readonly string[]): StatusCode => {
    for (const name of [...(context.tree.find(path)?.children?.keys() ?? [])]) {
      const child = [...path, name];
      const permanent = context.tree.specAt(child)?.scope === "Permanent";
      const status = listed.has(printUri(child)) || permanent ? prune(child) : deleteNode(context, { path: child });
      if (!isSuccess(status)) return status;
    }
    return STATUS.ok;
  };
  const pruned = prune(first.path);
  if (!isSuccess(pruned)) return pruned;
  for (const node of nodes) {
    const existing = context.tree.find(node.path);
    let status: StatusCode = STATUS.ok;
    if (existing === undefined) status = addNode(context, { path: node.path }, writeOf(node));
    else if (existing.children === undefined) status = replaceNode(context, { path: node.path }, writeOf(node));
    if (isSuccess(status)) status = setAcl(context, node);
    if (!isSuccess(status)) return status;
  }
  return STATUS.ok;
}

function writeOf({ format, type, value }: PlacedNode) {
  // Text of a bin Value is base64, bytes are the value itself (tree §9.2).
  const sent = format === "bin" && typeof value === "string" ? "b64" : format;
  return { format: sent, ...(type === undefined ? {} : { type }), ...(value === undefined ? {} : { data: value }) };
}

function setAcl(context: TreeContext, { path, acl }: PlacedNode): StatusCode {
  if (acl === undefined || acl === "") return STATUS.ok;
  const node = context.tree.find(path)!;
  if (!mayReplaceAcl(context.actor, node) && node.acl === "") return STATUS.permissionDenied;
  const parsed = parseAcl(acl);
  if (parsed === undefined) return STATUS.commandFailed;
  context.transaction.set(node, { acl: printAcl(parsed) });
  return STATUS.ok;
}
