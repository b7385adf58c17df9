/** The credentials of one account: no two for the same level and type (tree §13.3#26). Clause: DMSTDOBJ 1.2 §5.3.1. */
import { STATUS, type StatusCode } from "../status.ts";
import type { TreeView } from "../tree/tree-view.ts";
import type { ObjectChange } from "./management-object.ts";

/** 418 when a change leaves an account with two credentials of which nobody could say which one is meant. */
export function judgeCredentials({ nodes, tree }: ObjectChange): StatusCode {
  const accounts = new Set(nodes.flatMap(({ path }) => (path[2] === "AppAuth" ? [path[1]!] : [])));
  return [...accounts].some((name) => hasTwins(tree, ["DMAcc", name, "AppAuth"])) ? STATUS.alreadyExists : STATUS.ok;
}

function hasTwins(tree: TreeView, path: readonly string[]): boolean {
  const text = (name: string, leaf: string) => String(tree.find([...path, name, leaf])?.value ?? "").trim();
  const pairs = (tree.find(path)?.children ?? [])
    .map((name) => [text(name, "AAuthLevel"), text(name, "AAuthType")])
    // One that is still being made says nothing yet.
    .filter((pair) => pair.every((part) => part !== ""))
    .map((pair) => pair.join(" "));
  return new Set(pairs).size < pairs.length;
}
