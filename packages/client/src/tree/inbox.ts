/**
 * ./Inbox: an object added there is recognised by its identifier and created where its kind lives.
 * Clause: DMSTDOBJ 1.2 §5.3.4, DMBOOT 1.2 §5.3; rules tree §11, bootstrap-push §7.3.
 */
import type { MgmtTree } from "@oma-dm/codec/tnds";
import { STATUS, type StatusCode } from "../status.ts";
import type { TreeContext } from "./commands.ts";
import { addPlaced, type PlacedNode, placeNodes } from "./tnds-apply.ts";
import { printUri } from "./uri.ts";

/** Where objects of one kind live, and what must happen around the creation of one. */
export interface Placement {
  /** Whether this placement takes objects with that identifier. */
  readonly accepts: (moid: string) => boolean;
  readonly container: readonly string[];
  /** Runs before an object is created: may remove what it replaces. Anything but 200 refuses it. */
  readonly prepare?: (context: TreeContext, nodes: readonly PlacedNode[]) => StatusCode;
  /** Runs once the object stands. */
  readonly created?: (context: TreeContext, path: readonly string[]) => StatusCode;
}

export interface InboxOutcome {
  readonly status: StatusCode;
  /** Where objects were created. */
  readonly created: readonly (readonly string[])[];
}

/**
 * Creates every object of `tnds`. With `ignoreUnknown` (bootstrap) an object no placement takes is left out, otherwise
 * it refuses the whole with 415. The caller rolls back unless the status is 200.
 */
export function placeFromInbox(
  context: TreeContext,
  tnds: MgmtTree,
  placements: readonly Placement[],
  ignoreUnknown: boolean,
): InboxOutcome {
  const nodes = placeNodes(tnds, ["Inbox"]);
  if (typeof nodes === "number") return { status: nodes, created: [] };
  const roots = nodes.flatMap((root) => {
    const moid = root.format === "node" ? root.type : undefined;
    const placement = moid === undefined ? undefined : placements.find(({ accepts }) => accepts(moid));
    return placement === undefined ? [] : [{ root, placement, to: [] as readonly string[] }];
  });
  const orphan = nodes.some(
    ({ path }) => path.length === 2 && !roots.some(({ root }) => isBelow(path, root.path) || isBelow(root.path, path)),
  );
  if (orphan && !ignoreUnknown) return { status: STATUS.unsupportedMediaTypeOrFormat, created: [] };
  const taken = new Set<string>();
  for (const entry of roots) {
    const own = nodes.filter(({ path }) => isBelow(path, entry.root.path));
    const prepared = entry.placement.prepare?.(context, own) ?? STATUS.ok;
    if (prepared !== STATUS.ok) return { status: prepared, created: [] };
    entry.to = freeName(context, entry.placement.container, entry.root.path.at(-1)!, taken);
    taken.add(printUri(entry.to));
  }
  for (const { root, placement, to } of roots) {
    const moved = nodes
      .filter(({ path }) => isBelow(path, root.path))
      .map((node) => ({
        ...node,
        path: [...to, ...node.path.slice(root.path.length)],
        value: typeof node.value === "string" ? rewriteReference(node.value, roots) : node.value,
      }));
    const status = addPlaced({ ...context, actor: { kind: "device" } }, moved);
    if (status !== STATUS.ok) return { status, created: [] };
    const finished = placement.created?.(context, to) ?? STATUS.ok;
    if (finished !== STATUS.ok) return { status: finished, created: [] };
  }
  return { status: STATUS.ok, created: roots.map(({ to }) => to) };
}

function isBelow(path: readonly string[], root: readonly string[]): boolean {
  return root.every((name, index) => path[index] === name);
}

/** `name`, `name_1`, … (tree §11). */
function freeName(
  { tree }: TreeContext,
  container: readonly string[],
  name: string,
  taken: ReadonlySet<string>,
): readonly string[] {
  for (let suffix = 0; ; suffix++) {
    const path = [...container, suffix === 0 ? name : `${name}_${suffix}`];
    if (tree.find(path) === undefined && !taken.has(printUri(path))) return path;
  }
}

/** `./Inbox/X/…` in a value names another object of the same TNDS (bootstrap-push §7.3 B-6). */
function rewriteReference(
  value: string,
  roots: readonly { readonly root: PlacedNode; readonly to: readonly string[] }[],
): string {
  if (!value.startsWith("./Inbox/")) return value;
  for (const { root, to } of roots) {
    const from = printUri(root.path);
    if (value === from || value.startsWith(`${from}/`)) return printUri(to) + value.slice(from.length);
  }
  return value;
}
