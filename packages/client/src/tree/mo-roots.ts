/**
 * PROVISIONAL. `?list=MORoot` and `?list=MORootData`: the text of DMTND 1.3 §9.1 was never read; names and mandatory
 * status are the profile's, the rest is our recommendation (tree §7.4). Whatever the text turns out to say is changed
 * here and nowhere else.
 */
import { STATUS, type StatusCode } from "../status.ts";
import type { TreeContext } from "./conditions.ts";
import { canonicalMoid } from "./moid.ts";
import { type ListedNode, listed, subtree, type Visited } from "./subtree.ts";
import type { TreeNode } from "./tree-node.ts";

/** What a Get's Data narrows the answer to (tree §7.4#3). */
interface Wanted {
  readonly moid: string;
  /** Names below the root; `*` or nothing stands for any. */
  readonly below?: readonly string[];
}

export function listMoRoots(
  context: TreeContext,
  start: TreeNode,
  path: readonly string[],
  withData: boolean,
  filter: string,
): Iterable<ListedNode> | StatusCode {
  const wanted = parseFilter(filter);
  const answer = moRoots(context, start, path, withData, wanted);
  if (wanted.length === 0) return answer;
  // A filter that matches nothing is told so (tree §7.4#5), which asks for the first node only.
  const first = answer.next();
  if (first.done === true) return STATUS.notFound;
  return (function* () {
    yield first.value;
    yield* answer;
  })();
}

function* moRoots(
  context: TreeContext,
  start: TreeNode,
  path: readonly string[],
  withData: boolean,
  wanted: readonly Wanted[],
): Generator<ListedNode> {
  /** The roots above the node at hand, outermost first: the nearest one owns it. */
  const above: { readonly depth: number; readonly wanted: readonly Wanted[] }[] = [];
  for (const visited of subtree(context, start, path)) {
    const depth = visited.path.length;
    while (above.length > 0 && above.at(-1)!.depth >= depth) above.pop();
    // A root that may not be read is none for this server: its nodes belong to the next one above (tree §7.4#6).
    const isRoot = visited.readable && visited.node.children !== undefined && visited.node.type !== "";
    if (isRoot) above.push({ depth, wanted: wanted.filter(({ moid }) => matches(visited.node.type, moid)) });
    const owner = above.at(-1);
    if (owner === undefined || !visited.readable) continue;
    if (wanted.length > 0 && owner.wanted.length === 0) continue;
    if (shows(visited, isRoot, owner, withData)) yield listed(context, visited, withData);
  }
}

function shows(
  { path }: Visited,
  isRoot: boolean,
  owner: { readonly depth: number; readonly wanted: readonly Wanted[] },
  withData: boolean,
): boolean {
  if (!withData) return isRoot;
  if (owner.wanted.length === 0) return true;
  const below = path.slice(owner.depth);
  return owner.wanted.some((each) => each.below === undefined || leadsTo(each.below, below));
}

function leadsTo(pattern: readonly string[], below: readonly string[]): boolean {
  if (pattern.length !== below.length) return false;
  return pattern.every((name, index) => name === "*" || name === "" || name === below[index]);
}

function matches(type: string, moid: string): boolean {
  const found = canonicalMoid(type);
  // Without a version any version will do.
  const versioned = /:\d+(?:\.\d+)*$/.test(moid) || !/^urn:/i.test(moid);
  return versioned
    ? found === canonicalMoid(moid)
    : found.replace(/:[^:]*$/, "") === canonicalMoid(`${moid}:`).replace(/:$/, "");
}

function parseFilter(filter: string): readonly Wanted[] {
  return filter
    .split(/[\s,]+/)
    .filter((each) => each !== "")
    .map((each) => {
      const question = each.indexOf("?");
      if (question < 0) return { moid: each.replace(/:$/, "") };
      return { moid: each.slice(0, question).replace(/:$/, ""), below: each.slice(question + 1).split("/") };
    });
}
