/** Who may do what. Clause: DMTND 1.2 §7.7.1; which node is asked tree §5.3. */
import { type AclCommand, aclAllows, parseAcl, printAcl, storedAcl } from "./acl.ts";
import type { TreeNode } from "./tree-node.ts";

/** On whose behalf a change is made. The device itself and a verified bootstrap ask no ACL. */
export type Actor = { readonly kind: "server"; readonly serverId: string } | { readonly kind: "device" };

/** The first ACL found going up; one entry of a node hides all of its ancestors' (tree §5.2). */
export function effectiveAcl(node: TreeNode): string {
  let at: TreeNode = node;
  while (at.acl === "" && at.parent !== undefined) at = at.parent;
  return at.acl;
}

export function mayDo(actor: Actor, command: AclCommand, node: TreeNode): boolean {
  return actor.kind === "device" || aclAllows(storedAcl(effectiveAcl(node)), command, actor.serverId);
}

/** An interior node's own Replace right counts for its ACL, a leaf's does not; the parent's counts for both. */
export function mayReplaceAcl(actor: Actor, node: TreeNode): boolean {
  if (node.parent === undefined) return mayDo(actor, "Replace", node);
  if (mayDo(actor, "Replace", node.parent)) return true;
  return node.children !== undefined && mayDo(actor, "Replace", node);
}

/**
 * The ACL a new interior node gets when its creator could not replace it otherwise (tree §5.5, §17#9): the text's three
 * commands, and Get, or the creator could not read its own node. Empty for a ServerID that ACL syntax cannot hold.
 */
export function creatorAcl(actor: Actor, parent: TreeNode): string {
  if (actor.kind === "device" || mayDo(actor, "Replace", parent)) return "";
  const { serverId } = actor;
  const readers = storedAcl(effectiveAcl(parent)).Get ?? [];
  const get = readers.includes("*") ? ["*"] : [...new Set([...readers, serverId])];
  const text = printAcl({ Add: [serverId], Delete: [serverId], Get: get, Replace: [serverId] });
  return parseAcl(text) === undefined ? "" : text;
}
