/** Add and Replace of a whole TNDS object. Clause: tree §9.3, §9.5, §9.6. */
import type { MgmtTree, TndsNode } from "@oma-dm/codec/tnds";
import type { Content } from "./content.ts";
import { type Description, describe, isPermanent } from "./description.ts";
import { drop, find, isInterior, nameOf, parentOf, put, type RefNode } from "./node.ts";
import {
  type Actor,
  addAncestors,
  createNode,
  existing,
  permit,
  replaceAcl,
  replaceTitle,
  writeLeaf,
} from "./nodes.ts";
import { demand } from "./refusal.ts";
import { checkPath, type Path } from "./uri.ts";

interface Listed {
  readonly path: Path;
  readonly node: TndsNode;
}

/** tree §9.5: one Status, the first failing node's; the caller keeps the old tree then. */
export function addTree(before: RefNode, actor: Actor, origin: Path, tree: MgmtTree): RefNode {
  const listed = resolve(tree, origin, find(before, origin) === undefined);
  // Existence comes first (decisions D1): the example of tree §9.8, sent again, gets 418 though its sender may not Add
  // below what is there.
  demand(
    listed.some(({ path }) => find(before, path) === undefined),
    418,
  );
  let root = before;
  for (const each of listed) root = addListed(root, before, actor, each);
  return setAcls(root, actor, listed);
}

/** choice: tree §9.5: in document order; the first node that fails decides. */
function addListed(root: RefNode, before: RefNode, actor: Actor, { path, node }: Listed): RefNode {
  const content = contentOf(node, describe(actor.specs, path));
  const old = find(before, path);
  if (old !== undefined) {
    // choice: tree §9.5: an existing interior node is tolerated only where the object lists it as interior.
    demand(isInterior(old) && content.format === "node", 418);
    // choice: tree §9.5: rights are looked up in the tree as it was before the command.
    permit(before, actor, "Add", path);
  } else if (find(root, path) !== undefined) root = fillBorn(root, actor, path, content);
  else root = addBelow(root, before, actor, path, content);
  return setTitle(root, path, node);
}

/** The right to Add once, on the first existing ancestor (tree §9.5). */
function addBelow(root: RefNode, before: RefNode, actor: Actor, path: Path, content: Content): RefNode {
  let ancestor = parentOf(path);
  while (find(root, ancestor) === undefined) ancestor = parentOf(ancestor);
  if (find(before, ancestor) !== undefined) permit(before, actor, "Add", ancestor);
  return createNode(addAncestors(root, actor, path, false), actor, path, content, false);
}

/** A child that came into being with its parent in this very command takes what the object says of it. */
function fillBorn(root: RefNode, actor: Actor, path: Path, content: Content): RefNode {
  // choice: tree §12.2, §9.5: without a look at rights, but AccessType must have Replace.
  const node = existing(root, path);
  demand(isInterior(node) === (content.format === "node"), 405);
  return isInterior(node) ? root : writeLeaf(root, actor, path, content);
}

/** ACLs that the object asks for, by the rules of a Replace of each (tree §9.5). */
function setAcls(root: RefNode, actor: Actor, listed: readonly Listed[]): RefNode {
  // choice: tree §9.5: all rights are looked up in the tree as it is when all nodes are there and no ACL is set yet.
  const wanted = listed.flatMap(({ path, node }) => {
    const acl = node.rtProperties?.acl;
    return acl === undefined ? [] : [{ path, acl: find(replaceAcl(root, actor, path, acl), path)!.acl }];
  });
  for (const { path, acl } of wanted) root = put(root, path, { ...existing(root, path), acl });
  return root;
}

function setTitle(root: RefNode, path: Path, { rtProperties }: TndsNode): RefNode {
  return rtProperties?.title === undefined ? root : replaceTitle(root, path, rtProperties.title);
}

/**
 * tree §9.6, §17#A6. choice: rights are the equivalent ones: Replace on the first node and on leaves that are written,
 * Delete on what goes, Add on what was there above what comes.
 */
export function replaceTree(before: RefNode, actor: Actor, origin: Path, tree: MgmtTree): RefNode {
  const target = existing(before, origin);
  const listed = resolve(tree, origin, !target.children.has(nameOf(origin)));
  const top = listed[0]!;
  const old = find(before, top.path);
  if (old === undefined) return replaceAll(before, before, actor, listed);

  permit(before, actor, "Replace", top.path);
  const here = describe(actor.specs, top.path);
  // choice: tree §9.6: AccessType is asked of leaves that are written, not of the interior nodes around them.
  demand(top.path.length > 0, 405);
  const root = isInterior(old) ? put(before, top.path, pruned(before, old, top.path, actor, listed)) : before;
  // choice: tree §9.6: the first node stays what it is: a leaf a leaf, an interior node an interior one.
  demand(isInterior(old) === (contentOf(top.node, here).format === "node"), 405);
  return replaceAll(root, before, actor, listed);
}

function replaceAll(root: RefNode, before: RefNode, actor: Actor, listed: readonly Listed[]): RefNode {
  for (const each of listed) root = replaceListed(root, before, actor, each, listed[0]!.path);
  return setAcls(root, actor, listed);
}

/** Without what the object does not list; permanent nodes stay, but not in what goes (tree §9.6). */
function pruned(before: RefNode, node: RefNode, path: Path, actor: Actor, listed: readonly Listed[]): RefNode {
  const children = new Map<string, RefNode>();
  for (const [name, child] of node.children) {
    const at = [...path, name];
    const here = listed.filter((other) => at.every((part, index) => other.path[index] === part));
    const self = here.find((other) => other.path.length === at.length);
    const stays = here.length > 0;
    const content = self && contentOf(self.node, describe(actor.specs, at));
    // choice: tree §9.6, decisions D3: what becomes a leaf goes whole, by the right to delete it alone.
    if (content !== undefined && isInterior(child) && content.format !== "node") children.set(name, child);
    // choice: tree §9.6: of a permanent node that is not listed, dynamic nodes below go all the same.
    else if (stays || isPermanent(describe(actor.specs, at)))
      children.set(name, pruned(before, child, at, actor, listed));
    else permit(before, actor, "Delete", at);
  }
  return { ...node, children };
}

function replaceListed(root: RefNode, before: RefNode, actor: Actor, { path, node }: Listed, top: Path): RefNode {
  const here = describe(actor.specs, path);
  const content = contentOf(node, here);
  const old = find(root, path);
  const wasThere = find(before, path) !== undefined;
  if (old !== undefined && isInterior(old) !== (content.format === "node")) {
    // choice: tree §9.6: below the first node, a dynamic node may change from leaf to interior and back; elsewhere not.
    const below = path.length > top.length && top.every((name, index) => path[index] === name);
    demand(below && !isPermanent(here), 405);
    permit(before, actor, "Delete", path);
    root = addBelow(drop(root, path), before, actor, path, content);
  } else if (old === undefined) root = addBelow(root, before, actor, path, content);
  else if (!wasThere) root = fillBorn(root, actor, path, content);
  else if (!isInterior(old)) root = replaceLeaf(root, before, actor, path, content);
  else if (here === "free") root = retype(root, path, content);
  return setTitle(root, path, node);
}

function replaceLeaf(root: RefNode, before: RefNode, actor: Actor, path: Path, content: Content): RefNode {
  permit(before, actor, "Replace", path);
  return writeLeaf(root, actor, path, content);
}

/** choice: tree §9.6: an interior node that stays keeps ACL and Title; one without description takes a Type listed. */
function retype(root: RefNode, path: Path, content: Content): RefNode {
  const node = existing(root, path);
  return put(root, path, { ...node, type: content.type ?? node.type });
}

/** Every node of the object with its place, in document order (tree §9.3). `lax`: see the last rule there. */
function resolve(tree: MgmtTree, origin: Path, lax: boolean): Listed[] {
  const listed: Listed[] = [];
  const visit = (node: TndsNode, above: Path, atTop = false): void => {
    const path = placeOf(node, above, atTop);
    checkPath(path);
    listed.push({ path, node });
    for (const child of node.nodes ?? []) visit(child, path);
  };
  const placeOf = (node: TndsNode, above: Path, atTop: boolean): Path => {
    if (node.path !== undefined && node.path !== "") return [...origin, ...node.path.split("/"), node.nodeName];
    if (node.nodeName === "") return above;
    if (lax && atTop && origin.length > 0 && node.nodeName === nameOf(origin)) return origin;
    return [...above, node.nodeName];
  };
  for (const node of tree.nodes) visit(node, origin, true);
  return listed;
}

/** A Format that is not said is inferred (tree §9.2#10). */
function contentOf(node: TndsNode, here: Description): Content {
  const described = typeof here === "object" ? here.format : undefined;
  const parent = node.nodes !== undefined && node.nodes.length > 0;
  // choice: tree §9.2#10: what has a value is a leaf, whatever the description says.
  const leaf = described === undefined || described === "node" ? "chr" : described;
  // choice: tree §9.2#10: a described leaf that brings no value is not taken for one; makers' objects that forgot it
  // have to be refused.
  const inferred = parent ? "node" : node.value !== undefined ? leaf : described === "null" ? "null" : "node";
  const { format, type } = node.rtProperties ?? {};
  return { format: format ?? inferred, type: type?.ddfName ?? type?.mime?.[0], data: node.value, says: "node" };
}
