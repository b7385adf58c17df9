/** Descriptions of objects grown together into the description of the whole tree. */
import { childSpec, inOneShape, interior, type NodeSpec } from "./node-spec.ts";

/**
 * `spec` as a child of the node at `under`; ancestors nobody described are permanent interior nodes that can be read.
 * A description of the same name at the same place is replaced.
 */
export function graft(
  root: NodeSpec,
  spec: NodeSpec,
  under: readonly string[],
): { readonly root: NodeSpec; readonly caseless: boolean } {
  let caseless = false;
  const inherit = (each: NodeSpec, above: "CS" | "CIS"): NodeSpec => {
    const caseSense = each.caseSense ?? above;
    if (caseSense === "CIS") caseless = true;
    const children = each.children?.map((child) => inherit(child, caseSense));
    return inOneShape(each, { caseSense, children });
  };
  const place = (at: NodeSpec, depth: number): NodeSpec => {
    const name = under[depth];
    const child =
      name === undefined
        ? inherit(spec, at.caseSense ?? "CS")
        : place(childSpec(at, name) ?? interior(name, ["Get"], [], { scope: "Permanent", min: 1 }), depth + 1);
    const others = (at.children ?? []).filter((each) => each.name !== child.name);
    return inOneShape(at, { caseSense: at.caseSense, children: [...others, child] });
  };
  return { root: place(root, 0), caseless };
}
