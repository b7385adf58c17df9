/** What Results of tree queries must have in common with plain Gets. Clause: tree §7.2, §7.3, §7.4. */
import { dataText, type Item, type Results } from "@oma-dm/codec/syncml";
import { decodeTnds, type MgmtTree, type TndsNode } from "@oma-dm/codec/tnds";

function uriOf(item: Item): string {
  return item.source?.locUri ?? "";
}

/** A node that a query and a plain Get both brought has the same value in both. */
export function listFaults(results: readonly Results[]): string[] {
  const values = new Map<string, Set<string>>();
  for (const item of results.flatMap(({ items }) => items)) {
    if (item.data === undefined || uriOf(item).includes("?") || item.meta?.format === "node") continue;
    values.set(uriOf(item), (values.get(uriOf(item)) ?? new Set()).add(dataText(item.data)));
  }
  if (values.size === 0) return ["no value came at all"];
  return [...values].filter(([, each]) => each.size > 1).map(([uri, each]) => `${uri} is ${[...each].join(" and ")}`);
}

/** The tree of an Item with a TNDS object, whichever way it travels. */
function treeOf({ data }: Item): MgmtTree | undefined {
  if (data === undefined) return undefined;
  if (typeof data !== "string" && !(data instanceof Uint8Array)) return data;
  try {
    return decodeTnds(typeof data === "string" ? new TextEncoder().encode(data) : data);
  } catch {
    return undefined;
  }
}

function comparable({ nodeName, value, nodes = [], rtProperties }: TndsNode): unknown {
  const { tStamp: _, verNo: __, ...properties } = { tStamp: undefined, verNo: undefined, ...rtProperties };
  const below = nodes.map(comparable);
  return { nodeName, value: value ?? "", properties, nodes: below.map((each) => JSON.stringify(each)).sort() };
}

export function tndsFaults(results: readonly Results[]): string[] {
  const trees = results.flatMap(({ items }) => items.flatMap((item) => treeOf(item) ?? []));
  const [first, last] = [trees[0], trees.at(-1)];
  if (trees.length < 2 || first === undefined || last === undefined)
    return [`${trees.length} TNDS objects came, not two`];
  const text = (tree: MgmtTree): string => JSON.stringify(tree.nodes.map(comparable));
  return text(first) === text(last) ? [] : ["the objects differ"];
}

/** URI → identifier, from Results of ?list=MORoot and from Gets of ?prop=Type. */
export function moRootFaults(results: readonly Results[]): string[] {
  const items = results.flatMap(({ items: each }) => each);
  const listed = new Map<string, string>();
  const typed = new Map<string, string>();
  for (const item of items) {
    const uri = uriOf(item);
    if (uri.endsWith("?prop=Type")) typed.set(uri.slice(0, -"?prop=Type".length), dataText(item.data));
    else if (item.meta?.type?.startsWith("urn:") === true) listed.set(uri, item.meta.type);
  }
  if (listed.size === 0) return ["no management object is listed"];
  return [...typed].flatMap(([uri, type]) => {
    if (!type.startsWith("urn:")) return listed.has(uri) ? [`${uri} is listed and has no identifier`] : [];
    return listed.get(uri) === type ? [] : [`${uri} is a ${type}, the list says ${listed.get(uri) ?? "nothing"}`];
  });
}
