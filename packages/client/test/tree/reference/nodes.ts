/**
 * What one Item does to the tree: each function takes a tree and gives the next one, or throws a Refusal.
 * Order of the checks: existence, ACL, AccessType and kind, Format and Type, limits (decisions D1).
 */
import type { NodeSpec } from "../../../src/tree/node-spec.ts";
import { canonicalAcl, formatAcl, grants, parseAcl, type Right } from "./acl.ts";
import { type Content, sizeOf, stored } from "./content.ts";
import { allows, bornChildren, type Description, describe, isPermanent } from "./description.ts";
import { allowed, drop, effectiveAcl, find, isInterior, nameOf, parentOf, put, type RefNode } from "./node.ts";
import { demand, Refusal } from "./refusal.ts";
import { checkLength, checkPath, formatName, isName, type Path } from "./uri.ts";

/** Who acts, in which objects. */
export interface Actor {
  readonly server: string;
  readonly specs: readonly NodeSpec[];
}

const INTERIOR: Content = { format: "node", says: "node" };

export function existing(root: RefNode, path: Path): RefNode {
  const node = find(root, path);
  demand(node !== undefined, 404);
  return node;
}

export function permit(root: RefNode, { server }: Actor, right: Right, path: Path): void {
  demand(allowed(root, server, right, path), 425);
}

/** Add of one node, with the ancestors it lacks (tree §3, Creation). */
export function addNode(root: RefNode, actor: Actor, path: Path, content: Content): RefNode {
  demand(find(root, path) === undefined, 418);
  return createNode(addAncestors(root, actor, path), actor, path, content);
}

/** Each as an explicit Add of an interior node would make it, from the top (tree §5.5). */
export function addAncestors(root: RefNode, actor: Actor, path: Path, checkRight = true): RefNode {
  for (let depth = 1; depth < path.length; depth++) {
    const ancestor = path.slice(0, depth);
    if (find(root, ancestor) === undefined) root = createNode(root, actor, ancestor, INTERIOR, checkRight);
  }
  return root;
}

/** The parent exists. `checkRight` off: the right to Add was looked at before (tree §9.5). */
export function createNode(root: RefNode, actor: Actor, path: Path, content: Content, checkRight = true): RefNode {
  const above = parentOf(path);
  const parent = existing(root, above);
  const here = describe(actor.specs, path);
  if (checkRight) permit(root, actor, "Add", above);
  demand(isInterior(parent), 405);
  demand(here !== "none" && !isPermanent(here), 405);
  demand(allows(here, "Add") || allows(describe(actor.specs, above), "Add"), 405);
  const wanted = stored(content, here);
  demand(hasRoom(parent, actor, path, here), 420);
  const node: RefNode = {
    ...wanted,
    acl: bornAcl(root, actor, above, wanted.format === "node"),
    title: typeof here === "object" ? (here.title ?? "") : "",
    children: typeof here === "object" ? bornChildren(here) : new Map(),
  };
  return put(root, path, node);
}

/** Occurrence (tree §3). A named description is for one node, which is not there. */
function hasRoom(parent: RefNode, { specs }: Actor, path: Path, here: Description): boolean {
  if (typeof here === "string" || here.name !== null) return true;
  const fellows = [...parent.children.keys()].filter((name) => describe(specs, [...parentOf(path), name]) === here);
  return fellows.length < here.max;
}

/** tree §5.5, §17#A9. */
function bornAcl(root: RefNode, { server }: Actor, above: Path, interior: boolean): string {
  // choice: tree §5.5: a list in the description is for nodes that the device makes, not for those that servers add.
  if (!interior || allowed(root, server, "Replace", above)) return "";
  const readers = parseAcl(effectiveAcl(root, above)).get("Get") ?? new Set();
  const own = new Set([server]);
  return formatAcl(
    new Map<Right, Set<string>>([
      ["Add", own],
      ["Delete", own],
      ["Get", new Set([...readers, server])],
      ["Replace", own],
    ]),
  );
}

/** Replace of a leaf's value (tree §6.2, §17#A18). */
export function replaceValue(root: RefNode, actor: Actor, path: Path, content: Content): RefNode {
  const node = existing(root, path);
  permit(root, actor, "Replace", path);
  demand(!isInterior(node), 405);
  return writeLeaf(root, actor, path, content);
}

/** All checks but the right. The node is a leaf. */
export function writeLeaf(root: RefNode, actor: Actor, path: Path, content: Content): RefNode {
  const node = existing(root, path);
  const here = describe(actor.specs, path);
  // choice: tree §6.2: what a leaf is asked to become an interior node by is a command not allowed on it, 405.
  demand(allows(here, "Replace") && content.format !== "node", 405);
  // choice: tree §4.3: a Type that is not said leaves the node's Type as it is; it does not decide what b64 means.
  // choice: protocol §3.4#1: a Format that is not said is the node's own.
  const keeps = content.type === undefined;
  const format = content.format ?? node.format;
  const sane = typeof here === "object" && keeps ? { ...content, format, type: node.type } : { ...content, format };
  const wanted = { ...storedAgain(sane, here, node), ...(keeps && { type: node.type }) };
  return put(root, path, { ...node, ...wanted });
}

/** Format and Type of a permanent node never change: 405, where others would have 415 (tree §3, §17#A18). */
function storedAgain(content: Content, here: Description, node: RefNode): ReturnType<typeof stored> {
  if (!isPermanent(here)) return stored(content, here);
  const suits = (attempt: Content) => {
    try {
      return stored(attempt, here).type === node.type;
    } catch {
      return false;
    }
  };
  demand(suits({ ...content, data: node.format === "bin" ? new Uint8Array() : SAMPLE[node.format] }), 405);
  return stored(content, here);
}

/** A value that nobody could object to: what is left to object to is Format and Type. */
const SAMPLE: Record<string, string> = { int: "0", bool: "true" };

export function deleteNode(root: RefNode, actor: Actor, path: Path): RefNode {
  existing(root, path);
  permit(root, actor, "Delete", path);
  const here = describe(actor.specs, path);
  demand(path.length > 0 && !isPermanent(here) && allows(here, "Delete"), 405);
  // choice: tree §3: the last instance of a OneOrMore may go; Occurrence bounds creation only.
  return drop(root, path);
}

/** Nothing can be run here: only who may not even try is told something else (tree §6.2, §17#A15). */
export function execute(root: RefNode, actor: Actor, path: Path): never {
  existing(root, path);
  permit(root, actor, "Exec", path);
  // choice: protocol §8.5 (Exec): a node without a description is not executable.
  throw new Refusal(405);
}

/** What may be copied: the source's checks. choice: decisions D1: all of them before those of the target. */
export function copied(root: RefNode, actor: Actor, source: Path): RefNode {
  const from = existing(root, source);
  permit(root, actor, "Get", source);
  // choice: tree §12.2: AccessType Copy is not asked for; Get on the source and Replace or Add on the target are.
  demand(!isInterior(from) && allows(describe(actor.specs, source), "Get"), 405);
  return from;
}

/** Copy, leaf to leaf, by the equivalent rights (tree §5.3, §6.2). */
export function copyNode(root: RefNode, actor: Actor, from: RefNode, target: Path): RefNode {
  // choice: tree §6.2 (Copy): only value, Format and Type are copied; Title and ACL are the target's own.
  const content: Content = { format: from.format, type: from.type, data: from.value, says: "node" };
  const into = find(root, target);
  // choice: protocol §18#24: a missing target comes into being as by an Add, or fails with its code.
  if (into === undefined) return addNode(root, actor, target, content);
  const described = typeof describe(actor.specs, target) === "object";
  // choice: tree §17#A18: a described target keeps Format and Type; text must suit them, bytes are for `bin` only.
  const alike = (from.format === "bin") === (into.format === "bin");
  return replaceValue(root, actor, target, described && alike ? { data: from.value, says: "node" } : content);
}

const PROPERTIES = ["ACL", "Format", "Name", "Type", "Size", "Title", "TStamp", "VerNo"];

/** Get of a property (tree §4.1): AccessType is not asked. */
export function readProperty(root: RefNode, actor: Actor, path: Path, prop: string): string {
  const node = existing(root, path);
  permit(root, actor, "Get", path);
  demand(hasProperty(node, prop), 406);
  if (prop === "ACL") return node.acl;
  if (prop === "Format") return node.format;
  if (prop === "Type") return node.type;
  if (prop === "Title") return node.title;
  if (prop === "Size") return String(sizeOf(node));
  // choice: tree §4.1 (Name): the name as it is, not in its URI form; the root has none.
  demand(prop === "Name", 406);
  return nameOf(path);
}

const hasProperty = (node: RefNode, prop: string): boolean =>
  PROPERTIES.includes(prop) && !(prop === "Size" && isInterior(node));

/** Replace of a property (tree §4.1, §4.4, §5.3). */
export function writeProperty(root: RefNode, actor: Actor, path: Path, prop: string, value: string): RefNode {
  const node = existing(root, path);
  if (prop === "ACL") return replaceAcl(root, actor, path, value);
  permit(root, actor, "Replace", path);
  demand(hasProperty(node, prop), 406);
  if (prop === "Name") return rename(root, actor, path, value);
  demand(prop === "Title", 405);
  return replaceTitle(root, path, value);
}

export function replaceTitle(root: RefNode, path: Path, value: string): RefNode {
  // choice: tree §4.1 (Title): more than 255 bytes are too large an entity, 413.
  demand(Buffer.byteLength(value) <= 255, 413);
  return put(root, path, { ...existing(root, path), title: value });
}

/** tree §5.3, §5.6. */
export function replaceAcl(root: RefNode, actor: Actor, path: Path, value: string): RefNode {
  const node = existing(root, path);
  const byOwn = isInterior(node) && allowed(root, actor.server, "Replace", path);
  const byParent = path.length > 0 && allowed(root, actor.server, "Replace", parentOf(path));
  demand(byOwn || byParent, 425);
  if (path.length === 0) {
    demand(value !== "", 405);
    // A text that is no ACL is that first (500); one that drops `Add=*` is refused (405).
    demand(grants(value, "Add", "*"), 405);
  }
  return put(root, path, { ...node, acl: canonicalAcl(value) });
}

/** tree §4.4, §17#A17. The right was looked at before. */
function rename(root: RefNode, { specs }: Actor, path: Path, name: string): RefNode {
  const node = existing(root, path);
  const here = describe(specs, path);
  // choice: tree §4.4: the name in a description is not the server's to change, 405, not even to itself.
  const named = typeof here === "object" && here.name !== null;
  demand(path.length > 0 && !isPermanent(here) && !named, 405);
  // choice: tree §4.4: names that no URI can hold (`.`, `..`, `*`) are refused like empty ones.
  demand(isName(name), 405);
  checkLength(name);
  const target = [...parentOf(path), name];
  checkPath(target);
  // choice: tree §4.4: a node renamed to its own name stays as it is, 200.
  if (name === nameOf(path)) return root;
  demand(find(root, target) === undefined, 418);
  // choice: tree §4.4: the description goes with the name: where the new name means another one, 405.
  demand(describe(specs, target) === here, 405);
  return put(drop(root, path), target, node);
}

/** Get of a node's value or child list (tree §3). */
export function readNode(root: RefNode, actor: Actor, path: Path): { format: string; type: string; data: string } {
  const node = existing(root, path);
  permit(root, actor, "Get", path);
  demand(allows(describe(actor.specs, path), "Get"), 405);
  if (!isInterior(node)) return { format: node.format, type: node.type, data: node.value };
  // All names, those of unreadable children too (tree §17#A14).
  return { format: "node", type: "text/plain", data: [...node.children.keys()].map(formatName).join("/") };
}
