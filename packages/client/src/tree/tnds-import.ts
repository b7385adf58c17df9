/** A TNDS object the device itself wrote, taken over exactly: what another state exported, or this one earlier. */
import type { MgmtTree } from "@oma-dm/codec/tnds";
import { isSuccess, STATUS, type StatusCode } from "../status.ts";
import { parseAcl, printAcl } from "./acl.ts";
import type { TreeContext } from "./commands.ts";
import { replacePlaced } from "./tnds-apply.ts";
import { type PlacedNode, placeNodes } from "./tnds-place.ts";

/**
 * The subtree at `target` becomes what `tnds` says, ACLs and titles included. The Node at the top is the target when it
 * is called so, else a child of it. Values that objects compute, and leaves whose value was left out, stay as they are.
 */
export function importNodes(context: TreeContext, tnds: MgmtTree, target: readonly string[]): StatusCode {
  const { tree, transaction } = context;
  const placed = placeNodes(tnds, {
    path: target,
    isTarget: (name) => name === target.at(-1),
    formatAt: (path) => tree.specAt(path)?.format,
  });
  if (typeof placed === "number") return placed;
  const nodes = placed.map((node) => keepUntold(context, node));
  const { status } = replacePlaced(context, nodes);
  if (!isSuccess(status)) return status;
  for (const { path, acl = "", title = "" } of nodes) {
    const node = tree.nodeAt(path)!;
    // The root has no Node of its own; its ACL is the device's.
    const parsed = parseAcl(acl);
    if (parsed === undefined) return STATUS.commandFailed;
    if (node.acl !== printAcl(parsed) || node.title !== title) transaction.set(node, { acl: printAcl(parsed), title });
  }
  return STATUS.ok;
}

function keepUntold({ tree, isBacked }: TreeContext, placed: PlacedNode): PlacedNode {
  const node = tree.nodeAt(placed.path);
  if (node === undefined || node.children !== undefined || placed.format === "node") return placed;
  const untold = placed.value === undefined && placed.format !== "null";
  return untold || isBacked?.(placed.path) === true ? { ...placed, keepsValue: true } : placed;
}
