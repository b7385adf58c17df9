/** A whole tree as text, for comparison: everything a node has, children by name. */
import type { ManagementTree } from "../../../src/tree/management-tree.ts";
import type { TreeNode } from "../../../src/tree/tree-node.ts";
import { printUri } from "../../../src/tree/uri.ts";

export function structureText(tree: ManagementTree): string {
  const lines: string[] = [];
  const visit = (node: TreeNode, path: readonly string[]): void => {
    const { format, type, acl, value, title, verNo, changed } = node;
    lines.push(JSON.stringify([printUri(path), format, type, acl, [...value], title, verNo, changed]));
    const children = [...(node.children?.values() ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const child of children) visit(child, [...path, child.name]);
  };
  visit(tree.root, []);
  return lines.join("\n");
}
