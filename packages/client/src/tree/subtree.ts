/** A subtree, node by node, as one reader may see it. Clause: DMTND 1.2 §8.1; rules tree §7.1. */
import { effectiveAcl } from "./access.ts";
import { aclAllows, storedAcl } from "./acl.ts";
import type { TreeContext } from "./conditions.ts";
import { childSpec, type NodeSpec } from "./node-spec.ts";
import { nodeValue } from "./read.ts";
import type { TreeNode } from "./tree-node.ts";
import type { NodeValue } from "./tree-view.ts";
import { escapeName, printUri } from "./uri.ts";

/** One node of an answer. */
export interface ListedNode {
  readonly uri: string;
  readonly path: readonly string[];
  readonly format: string;
  /** Empty: an interior node without an identifier; left out of the answer (tree §4.3#3). */
  readonly type: string;
  /** Absent: none is shown. */
  readonly data?: NodeValue | Promise<NodeValue>;
}

/** A node on the way through a subtree, with what is known of it there. */
export interface Visited {
  readonly node: TreeNode;
  readonly uri: string;
  readonly path: readonly string[];
  readonly spec: NodeSpec | undefined;
  /** Its own ACL and AccessType let the reader have it. */
  readonly readable: boolean;
}

/** A node as Struct (or, with its data, StructData) shows it. */
export function listed(context: TreeContext, { node, uri, path }: Visited, withData: boolean): ListedNode {
  const { format, type } = node;
  if (!withData || node.children !== undefined || format === "null") return { uri, path, format, type };
  return { uri, path, format, type, data: nodeValue(context, node, path) };
}

/**
 * The node and all below it, parents first. What may not be read is visited all the same: a node below can have an ACL
 * of its own (tree §7.1#2).
 */
export function* subtree(context: TreeContext, start: TreeNode, path: readonly string[]): Generator<Visited> {
  const { actor, tree } = context;
  const device = actor.kind === "device";
  const serverId = actor.kind === "server" ? actor.serverId : "";
  const rights = new Map<string, boolean>();
  const mayGet = (acl: string): boolean => {
    let allowed = rights.get(acl);
    if (allowed === undefined) {
      allowed = device || aclAllows(storedAcl(acl), "Get", serverId);
      rights.set(acl, allowed);
    }
    return allowed;
  };
  interface Step {
    readonly node: TreeNode;
    readonly uri: string;
    readonly path: readonly string[];
    readonly spec: NodeSpec | undefined;
    readonly acl: string;
  }
  const stack: Step[] = [{ node: start, uri: printUri(path), path, spec: tree.specAt(path), acl: effectiveAcl(start) }];
  for (let step = stack.pop(); step !== undefined; step = stack.pop()) {
    const { node, uri, path: at, spec, acl } = step;
    const readable = mayGet(acl) && (spec === undefined || spec.access.includes("Get"));
    yield { node, uri, path: at, spec, readable };
    const children = node.children === undefined ? [] : [...node.children.values()];
    const base = node.parent === undefined ? "./" : `${uri}/`;
    for (let i = children.length - 1; i >= 0; i--) {
      const child = children[i]!;
      stack.push({
        node: child,
        uri: base + escapeName(child.name),
        path: [...at, child.name],
        spec: childSpec(spec, child.name),
        acl: child.acl === "" ? acl : child.acl,
      });
    }
  }
}
