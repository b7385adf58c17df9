/** The tree as values that never change: a roll-back is keeping the old root. Clause: tree §3, §5.2. */
import { grants, type Right } from "./acl.ts";
import type { Path } from "./uri.ts";

export interface RefNode {
  readonly format: string;
  readonly type: string;
  /** The node's own list; empty: inherits. */
  readonly acl: string;
  readonly title: string;
  /** Of a `bin` node its base64. Empty for interior nodes. */
  readonly value: string;
  readonly children: ReadonlyMap<string, RefNode>;
}

export const isInterior = (node: RefNode): boolean => node.format === "node";
export const parentOf = (path: Path): Path => path.slice(0, -1);
/** The root has no name. */
export const nameOf = (path: Path): string => path[path.length - 1] ?? "";

export function find(root: RefNode, path: Path): RefNode | undefined {
  let node: RefNode | undefined = root;
  for (const name of path) node = node?.children.get(name);
  return node;
}

/** The tree with `node` at `path`, whose parent exists. */
export function put(root: RefNode, path: Path, node: RefNode): RefNode {
  const [name, ...below] = path;
  if (name === undefined) return node;
  const child = below.length === 0 ? node : put(root.children.get(name)!, below, node);
  return { ...root, children: new Map([...root.children, [name, child]]) };
}

/** The tree without the node at `path` and all below it. */
export function drop(root: RefNode, path: Path): RefNode {
  const parent = find(root, parentOf(path))!;
  const left = [...parent.children].filter(([name]) => name !== nameOf(path));
  return put(root, parentOf(path), { ...parent, children: new Map(left) });
}

/** The closest list that is not empty, on the node or above; it hides all others (tree §5.2). */
export function effectiveAcl(root: RefNode, path: Path): string {
  for (let at = path; ; at = parentOf(at)) {
    const own = find(root, at)!.acl;
    if (own !== "" || at.length === 0) return own;
  }
}

export function allowed(root: RefNode, server: string, right: Right, path: Path): boolean {
  return grants(effectiveAcl(root, path), right, server);
}

/** The node and all below it, parents first. */
export function* walk(node: RefNode, path: Path): Generator<readonly [Path, RefNode]> {
  yield [path, node];
  for (const [name, child] of node.children) yield* walk(child, [...path, name]);
}
