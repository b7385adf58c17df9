/** The conditions of the rules, each by its name, on the situation a command finds. */
import type { Data } from "@oma-dm/codec/syncml";
import { dataText } from "@oma-dm/codec/syncml";
import type { AccessType } from "@oma-dm/codec/tnds";
import { type Actor, mayDo, mayReplaceAcl } from "./access.ts";
import { parseAcl } from "./acl.ts";
import type { ManagementTree } from "./management-tree.ts";
import { isAlwaysThere, type NodeSpec } from "./node-spec.ts";
import type { Transaction } from "./transaction.ts";
import { pathOf, type TreeNode } from "./tree-node.ts";
import type { NodeValue } from "./tree-view.ts";
import { type NodeAddress, printUri, URI_LIMITS } from "./uri.ts";
import { TREE_LIMITS, type Write } from "./value.ts";

export interface TreeContext {
  readonly tree: ManagementTree;
  readonly transaction: Transaction;
  readonly actor: Actor;
  /** A value computed by a management object; `undefined` leaves the stored one. */
  readonly read?: (path: readonly string[]) => NodeValue | undefined | Promise<NodeValue | undefined>;
  /** Whether values at a path are computed: such a node lives in the device, not in the tree. */
  readonly isBacked?: (path: readonly string[]) => boolean;
}

const NOTHING: Write = {};

/** What a check looks at; what it costs to know is found out when a check asks. */
export class Situation {
  readonly context: TreeContext;
  readonly address: NodeAddress;
  readonly write: Write;
  /** How long the whole path is of which `address` is a part. */
  readonly pathLength: number;
  readonly node: TreeNode | undefined;
  private spec_: NodeSpec | undefined;
  private isLookedUp = false;

  constructor(context: TreeContext, address: NodeAddress, write = NOTHING, pathLength = address.path.length) {
    this.context = context;
    this.address = address;
    this.write = write;
    this.pathLength = pathLength;
    this.node = context.tree.nodeAt(address.path);
  }

  get spec(): NodeSpec | undefined {
    if (this.node !== undefined) return this.context.tree.specOf(this.node);
    if (!this.isLookedUp) {
      this.spec_ = this.context.tree.specAt(this.address.path);
      this.isLookedUp = true;
    }
    return this.spec_;
  }

  get parentSpec(): NodeSpec | undefined {
    return this.context.tree.specAt(this.address.path.slice(0, -1));
  }

  /** The nearest node above the target that is there; the root's own is the root. */
  get ancestor(): TreeNode {
    return this.context.tree.nodeAt(this.address.path.slice(0, this.depth))!;
  }

  /** How many names of the path lead to `ancestor`. */
  get depth(): number {
    const { path } = this.address;
    let depth = Math.max(path.length - 1, 0);
    while (this.context.tree.nodeAt(path.slice(0, depth)) === undefined) depth -= 1;
    return depth;
  }
}

const may = (command: Parameters<typeof mayDo>[1]) => (it: Situation) =>
  it.node !== undefined && !mayDo(it.context.actor, command, it.node);

/** Nodes without a description belong to the servers that made them. */
const lacks = (access: AccessType) => (it: Situation) => it.spec !== undefined && !it.spec.access.includes(access);

export const CONDITIONS = {
  "property addressed": ({ address }) => address.prop !== undefined,
  "query addressed": ({ address }) => address.list !== undefined,
  "target exists": ({ node }) => node !== undefined,
  "target missing": ({ node }) => node === undefined,
  "target is the root": ({ address }) => address.path.length === 0,
  "target is interior": ({ node }) => node?.children !== undefined,
  "target permanent": ({ spec }) => spec?.scope === "Permanent",
  "no Get right": may("Get"),
  "no Replace right": may("Replace"),
  "no Delete right": may("Delete"),
  "no Exec right": may("Exec"),
  "no AccessType Get": lacks("Get"),
  "no AccessType Replace": lacks("Replace"),
  "no AccessType Delete": lacks("Delete"),
  "no AccessType Exec": ({ spec }) => spec?.access.includes("Exec") !== true,
  "no AccessType Add": ({ spec, parentSpec }) =>
    spec !== undefined && !spec.access.includes("Add") && parentSpec?.access.includes("Add") !== true,
  "no Add right on nearest ancestor": ({ context, ancestor }) => !mayDo(context.actor, "Add", ancestor),
  "nearest ancestor is a leaf": ({ ancestor }) => ancestor.children === undefined,
  "place not described": ({ context, address, spec }) => spec === undefined && !context.tree.isOpen(address.path),
  "place described as permanent": ({ spec }) => spec?.scope === "Permanent",
  "ancestor described as a leaf": ({ address, spec, pathLength }) =>
    address.path.length < pathLength && spec !== undefined && spec.format !== "node",
  "ancestor born as a leaf": ({ address, spec, pathLength, depth }) =>
    address.path.length < pathLength &&
    address.path.length > depth + 1 &&
    spec !== undefined &&
    spec.format !== "node" &&
    (spec.initial !== undefined || isAlwaysThere(spec)),
  "all instances there": (it) => {
    const { spec } = it;
    return spec?.name === null && instances(it) >= spec.max;
  },
  "tree full": ({ context, pathLength, depth }) => context.tree.size + pathLength - depth > TREE_LIMITS.maxNodes,
  "leaf would become interior": ({ write }) => write.format === "node",
  "Format or Type of a permanent node would change": ({ spec, node, write }) =>
    spec?.scope === "Permanent" &&
    ((write.format !== undefined && write.format !== node?.format && !travelsAs(write.format, node?.format)) ||
      (write.type !== undefined && write.type !== node?.type && spec.mime?.includes(write.type) !== true)),
  "device-backed node below": ({ context, node }) => node !== undefined && hasBacked(context, node),
  "no right to replace the ACL": ({ context, node }) => node !== undefined && !mayReplaceAcl(context.actor, node),
  "not an ACL": ({ write }) => parseAcl(propertyText(write.data)) === undefined,
  "root ACL without Add for everyone": ({ address, write }) =>
    address.path.length === 0 && parseAcl(propertyText(write.data))?.Add?.includes("*") !== true,
  "name fixed by its description": ({ spec }) =>
    spec !== undefined && !(spec.scope === "Dynamic" && spec.name === null),
  "not a name": ({ write }) => !isName(propertyText(write.data)),
  "name too long": (it) => isTooLong(it, propertyText(it.write.data)),
  "sibling of that name": ({ context, address, node, write }) => {
    const sibling = context.tree.nodeAt([...address.path.slice(0, -1), propertyText(write.data)]);
    return sibling !== undefined && sibling !== node;
  },
  "name taken by another description": ({ context, address, spec, write }) =>
    context.tree.specAt([...address.path.slice(0, -1), propertyText(write.data)]) !== spec,
} satisfies Readonly<Record<string, (situation: Situation) => boolean>>;

export type Condition = keyof typeof CONDITIONS;

/** Text of a property: white space around it is layout. */
export function propertyText(data: Data | undefined): string {
  return dataText(data).trim();
}

/** Names that can be a segment of a URI (tree §2#3, #4, #8). */
function isName(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && name !== "*" && !/[/\0]/.test(name);
}

/** base64 is how a bin value travels in XML, and text how a base64 one may, not another Format (tree §4.2#13). */
function travelsAs(sent: string, stored: string | undefined): boolean {
  return (stored === "bin" && sent === "b64") || (stored === "b64" && sent === "chr");
}

/** Instances of the unnamed description a place falls under; named siblings are none. */
function instances({ address, ancestor, depth, parentSpec }: Situation): number {
  const siblings = ancestor.children;
  if (siblings === undefined || depth !== address.path.length - 1) return 0;
  const named = (parentSpec?.children ?? []).filter(({ name }) => name !== null && siblings.has(name));
  return siblings.size - named.length;
}

/** The published limits hold for every node that moves along (tree §2#12, #13). */
function isTooLong({ address, node }: Situation, name: string): boolean {
  if (URI_LIMITS.maxSegLen > 0 && [...name].length > URI_LIMITS.maxSegLen) return true;
  if (URI_LIMITS.maxTotLen === 0 || node === undefined) return false;
  const own = [...printUri([...address.path.slice(0, -1), name])].length;
  return own + longestBelow(node) > URI_LIMITS.maxTotLen;
}

/** Characters the longest URI below a node has more than its own. */
function longestBelow(node: TreeNode): number {
  let longest = 0;
  for (const child of node.children?.values() ?? []) {
    longest = Math.max(longest, [...printUri([child.name])].length - 1 + longestBelow(child));
  }
  return longest;
}

function hasBacked(context: TreeContext, node: TreeNode): boolean {
  if (context.isBacked === undefined) return false;
  for (const child of node.children?.values() ?? []) {
    const path = pathOf(child);
    const permanent = context.tree.specOf(child)?.scope === "Permanent";
    if ((permanent && context.isBacked(path)) || hasBacked(context, child)) return true;
  }
  return false;
}
