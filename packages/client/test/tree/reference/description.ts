/** What descriptions say of a place in the tree, and what comes into being with a node. Clause: tree §12.2, §12.3. */
import type { AccessType } from "@oma-dm/codec/tnds";
import { interior, type NodeSpec } from "../../../src/tree/node-spec.ts";
import { canonicalAcl } from "./acl.ts";
import type { RefNode } from "./node.ts";
import type { Path } from "./uri.ts";

/** `free`: no description, the node belongs to the servers. `none`: nothing may be here. */
export type Description = NodeSpec | "free" | "none";

/** choice: tree §12.2: names are told apart by case everywhere (no description of the universe says `CIS`). */
export function describe(specs: readonly NodeSpec[], path: Path): Description {
  // choice: tree §5.6, §12.2: ACL of the root lets everyone Add, but its description is the maker's: Get only, not open.
  let here: Description = interior(".", ["Get"], specs, { scope: "Permanent" });
  let above: Parent = here;
  for (const name of path) {
    here = childOf(above, name) ?? (above.open === true ? "free" : "none");
    if (typeof here === "string") return here;
    above = here;
  }
  return here;
}

type Parent = Pick<NodeSpec, "children" | "open">;

function childOf(spec: Parent, name: string): NodeSpec | undefined {
  const children = spec.children ?? [];
  return children.find((child) => child.name === name) ?? children.find((child) => child.name === null);
}

export function allows(description: Description, command: AccessType): boolean {
  return description === "free" || (description !== "none" && description.access.includes(command));
}

export const isPermanent = (description: Description): boolean =>
  typeof description === "object" && description.scope === "Permanent";

/**
 * A described node at its birth, with the children that come with it: named ones that are permanent and must be
 * there, and those with a value from the start (tree §12.2, §17#A26).
 */
export function born(spec: NodeSpec): RefNode {
  return {
    format: spec.format,
    type: spec.format === "node" ? (spec.moid ?? "") : (spec.mime?.[0] ?? "text/plain"),
    acl: canonicalAcl(spec.acl ?? ""),
    title: spec.title ?? "",
    value: spec.format === "node" ? "" : (spec.initial ?? ""),
    children: bornChildren(spec),
  };
}

export function bornChildren(spec: NodeSpec): Map<string, RefNode> {
  const children = new Map<string, RefNode>();
  for (const child of spec.children ?? []) {
    if (child.name === null) continue;
    const mandatory = child.scope === "Permanent" && child.min === 1;
    if (mandatory || child.initial !== undefined) children.set(child.name, born(child));
  }
  return children;
}
