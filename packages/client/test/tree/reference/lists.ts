/** Get of `?list=…`: the readable nodes of a subtree. Clause: tree §7. */
import { allows, describe } from "./description.ts";
import { allowed, isInterior, type RefNode, walk } from "./node.ts";
import { type Actor, existing, permit } from "./nodes.ts";
import { demand } from "./refusal.ts";
import { formatPath, type Path } from "./uri.ts";

export interface Listed {
  readonly uri: string;
  readonly format: string;
  readonly type: string;
  readonly data: string;
}

const LISTS = ["Struct", "StructData", "MORoot", "MORootData"];

/** The Items, in no order that matters. `filter`: the Data of the Get's Item. */
export function list(root: RefNode, actor: Actor, path: Path, attribute: string, filter: string): readonly Listed[] {
  const start = existing(root, path);
  permit(root, actor, "Get", path);
  // choice: tree §7.1: a start whose AccessType has no Get is refused as a Get of it would be.
  demand(allows(describe(actor.specs, path), "Get"), 405);
  const name =
    LISTS.find((known) => known === attribute) ??
    LISTS.find((known) => known.toLowerCase() === attribute.toLowerCase());
  demand(name !== undefined, 406);
  const readable = [...walk(start, path)].filter(([at]) => isReadable(root, actor, at));
  if (name === "Struct" || name === "StructData") {
    return readable.map(([at, node]) => item(at, node, name === "StructData"));
  }
  return objects(readable, filter, name === "MORootData");
}

function isReadable(root: RefNode, actor: Actor, path: Path): boolean {
  return allowed(root, actor.server, "Get", path) && allows(describe(actor.specs, path), "Get");
}

function item(path: Path, node: RefNode, withData: boolean): Listed {
  return { uri: formatPath(path), format: node.format, type: node.type, data: withData ? node.value : "" };
}

/** tree §7.4. The universe has no filter with a `?relpath`. */
function objects(readable: readonly (readonly [Path, RefNode])[], filter: string, withData: boolean): Listed[] {
  const wanted = filter.split(/[\s,]+/).filter((moid) => moid !== "");
  const isRoot = (node: RefNode) => isInterior(node) && node.type !== "";
  const isWanted = (node: RefNode) => wanted.length === 0 || wanted.some((moid) => matches(node.type, moid));
  const roots = readable.filter(([, node]) => isRoot(node));
  demand(wanted.length === 0 || roots.some(([, node]) => isWanted(node)), 404);
  if (!withData) return roots.filter(([, node]) => isWanted(node)).map(([at, node]) => item(at, node, false));
  // choice: tree §7.4: a node belongs to the nearest object root above it that the server can read; the filter
  // chooses among these groups, so that a nested object that does not match is left out of the outer one.
  return readable.flatMap(([at, node]) => {
    const group = roots.filter(([top]) => top.every((name, index) => at[index] === name)).at(-1);
    return group !== undefined && isWanted(group[1]) ? [item(at, node, true)] : [];
  });
}

/** Exact, or any version where the filter names none, with its last colon or without (tree §7.4). */
function matches(type: string, moid: string): boolean {
  const version = type.lastIndexOf(":");
  return [type, type.slice(0, version), type.slice(0, version + 1)].includes(moid);
}
