/**
 * What becomes of a tree's bytes in XML: base64 where the Format is bin, which is what that means there; elsewhere the
 * text they are, because base64 would be taken for the text itself (tree §9.2#11).
 */
import { textInXml } from "../xml/writer.ts";
import type { MgmtTree, TndsNode } from "./model.ts";

/** The same tree when nothing in it changes. */
export function treeInXml(tree: MgmtTree): MgmtTree {
  const nodes = nodesInXml(tree.nodes);
  return nodes === tree.nodes ? tree : { ...tree, nodes };
}

function nodesInXml(nodes: readonly TndsNode[]): readonly TndsNode[] {
  let changed: TndsNode[] | undefined;
  nodes.forEach((node, index) => {
    const safe = nodeInXml(node);
    if (safe === node) return;
    changed ??= [...nodes];
    changed[index] = safe;
  });
  return changed ?? nodes;
}

function nodeInXml(node: TndsNode): TndsNode {
  let safe = node;
  const nodes = node.nodes === undefined ? undefined : nodesInXml(node.nodes);
  if (nodes !== undefined && nodes !== node.nodes) safe = { ...safe, nodes };
  const value = asText(node.value, node.rtProperties?.format);
  if (value !== undefined) safe = { ...safe, value };
  const { dfProperties } = node;
  const defaultValue = asText(dfProperties?.defaultValue, dfProperties?.dfFormat);
  if (defaultValue !== undefined) safe = { ...safe, dfProperties: { ...dfProperties, defaultValue } };
  return safe;
}

/** The text of bytes that are to be text; undefined where they stay what they are. */
function asText(value: string | Uint8Array | undefined, format: string | undefined): string | undefined {
  return value instanceof Uint8Array && format !== "bin" ? textInXml(value) : undefined;
}
