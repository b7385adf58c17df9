/**
 * ./Inbox: an object added there is recognised by its identifier and created where its kind lives.
 * Clause: DMSTDOBJ 1.2 §5.3.4, DMBOOT 1.2 §5.3; rules tree §11, bootstrap-push §7.3.
 */
import type { MgmtTree } from "@oma-dm/codec/tnds";
import { isSuccess, STATUS, type StatusCode } from "../status.ts";
import { creatorAcl } from "./access.ts";
import type { TreeContext } from "./commands.ts";
import { compareVersions, isOtherVersion, sameMoid } from "./moid.ts";
import type { NodeSpec } from "./node-spec.ts";
import { rewritten } from "./references.ts";
import { addPlaced, replacePlaced } from "./tnds-apply.ts";
import { type PlacedNode, placeNodes, topsOf } from "./tnds-place.ts";
import { printUri } from "./uri.ts";

/** Where objects of one kind live, and what must happen around the creation of one. */
export interface Placement {
  readonly moid: string;
  readonly container: readonly string[];
  /** There is only one, and this is its name. */
  readonly name?: string;
  /** Tells whether two objects of one document are the same one in two versions. */
  readonly identity?: (nodes: readonly PlacedNode[]) => string | undefined;
  /** Takes a node for what its sender must have meant. */
  readonly understood?: (node: PlacedNode) => PlacedNode;
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

/** Servers never address what lies in the Inbox (tree §11#3). */
export function inInbox(path: readonly string[]): boolean {
  return path[0] === "Inbox";
}

/** What the descriptions of a tree say of where objects live. */
export function placementsOf(spec: NodeSpec, path: readonly string[] = []): readonly Placement[] {
  return (spec.children ?? []).flatMap((child) => {
    if (child.moid !== undefined && !(path.length === 0 && child.name === "Inbox")) {
      const { name, moid } = child;
      return [{ moid, container: path, ...(name === null ? {} : { name }) }];
    }
    return child.name === null ? [] : placementsOf(child, [...path, child.name]);
  });
}

/** Objects of one document; a document with more is refused with 420 (tree §11#18). */
const MAX_ARRIVALS = 100;

interface Arrival {
  readonly root: PlacedNode;
  readonly placement: Placement;
  to: readonly string[];
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
  const nodes = placeNodes(tnds, { path: ["Inbox"] });
  return typeof nodes === "number" ? refused(nodes) : placeArrived(context, nodes, placements, ignoreUnknown);
}

function refused(status: StatusCode): InboxOutcome {
  return { status, created: [] };
}

/** The same for nodes below ./Inbox, however they came. */
export function placeArrived(
  context: TreeContext,
  nodes: readonly PlacedNode[],
  placements: readonly Placement[],
  ignoreUnknown: boolean,
): InboxOutcome {
  const found = findArrivals(nodes, placements);
  if (found.length > MAX_ARRIVALS) return refused(STATUS.deviceFull);
  const orphan = topsOf(nodes).some(
    ({ path, type = "" }) =>
      !found.some(
        ({ root }) => isBelow(path, root.path) || isBelow(root.path, path) || isOtherVersion(type, root.type ?? ""),
      ),
  );
  if (orphan && !ignoreUnknown) return refused(STATUS.unsupportedMediaTypeOrFormat);
  const arrivals = newestOf(found, nodes);
  const taken = new Set<string>();
  for (const arrival of arrivals) {
    const { root, placement } = arrival;
    const prepared = placement.prepare?.(context, nodesOf(arrival, nodes)) ?? STATUS.ok;
    if (!isSuccess(prepared)) return refused(prepared);
    arrival.to =
      placement.name === undefined
        ? freeName(context, placement.container, root.path.at(-1)!, taken)
        : [...placement.container, placement.name];
    const identity = identityOf(arrival, nodes) ?? printUri(arrival.to);
    if (taken.has(identity)) return refused(STATUS.alreadyExists);
    taken.add(identity).add(printUri(arrival.to));
  }
  for (const arrival of arrivals) {
    const status = create(context, arrival, moved(nodes, arrival, arrivals));
    if (!isSuccess(status)) return refused(status);
  }
  return { status: STATUS.ok, created: arrivals.map(({ to }) => to) };
}

/** Outermost objects with an identifier somebody takes. */
function findArrivals(nodes: readonly PlacedNode[], placements: readonly Placement[]): readonly Arrival[] {
  const arrivals: Arrival[] = [];
  for (const root of nodes) {
    if (arrivals.length > MAX_ARRIVALS) break;
    if (root.format !== "node" || root.type === undefined || root.path.length < 2) continue;
    if (arrivals.some((outer) => isBelow(root.path, outer.root.path))) continue;
    const placement = placements.find(({ moid }) => sameMoid(moid, root.type!));
    if (placement !== undefined) arrivals.push({ root, placement, to: [] });
  }
  return arrivals;
}

function nodesOf({ root }: Arrival, nodes: readonly PlacedNode[]): readonly PlacedNode[] {
  return nodes.filter(({ path }) => isBelow(path, root.path));
}

/** Of an object that comes in several versions the newest one; the others are not looked at (tree §11#6). */
function newestOf(arrivals: readonly Arrival[], nodes: readonly PlacedNode[]): readonly Arrival[] {
  const identities = new Map(arrivals.map((arrival) => [arrival, identityOf(arrival, nodes)]));
  return arrivals.filter((arrival) => {
    const identity = identities.get(arrival);
    const others = arrivals.filter((each) => identity !== undefined && identities.get(each) === identity);
    return others.every(({ root }) => compareVersions(root.type ?? "", arrival.root.type ?? "") <= 0);
  });
}

/** What two versions of one object have in common; undefined where any two are two objects. */
function identityOf(arrival: Arrival, nodes: readonly PlacedNode[]): string | undefined {
  const { placement } = arrival;
  const own = placement.name ?? placement.identity?.(nodesOf(arrival, nodes));
  return own === undefined ? undefined : `${printUri(placement.container)} ${own}`;
}

/** An object's nodes under its final URI, what they say of the Inbox included (bootstrap-push §7.3 B-6). */
function moved(
  nodes: readonly PlacedNode[],
  { root, to, placement }: Arrival,
  arrivals: readonly Arrival[],
): readonly PlacedNode[] {
  return nodes
    .filter(({ path }) => isBelow(path, root.path))
    .map((node) => placement.understood?.(node) ?? node)
    .map((node) => ({
      ...node,
      path: [...to, ...node.path.slice(root.path.length)],
      value: typeof node.value === "string" ? followed(node.value, arrivals) : node.value,
    }));
}

/**
 * A new object asks no right but Add on the Inbox, which the caller has seen to. The only one of its kind is replaced by
 * whoever may (tree §17#24).
 */
function create(context: TreeContext, { placement, to }: Arrival, nodes: readonly PlacedNode[]): StatusCode {
  const { tree, actor, transaction } = context;
  const exists = tree.nodeAt(to) !== undefined;
  const { status } = exists
    ? replacePlaced(context, nodes)
    : addPlaced({ ...context, actor: { kind: "device" } }, nodes);
  if (!isSuccess(status)) return status;
  const finished = placement.created?.(context, to) ?? STATUS.ok;
  const node = tree.nodeAt(to)!;
  // Whoever brought it must be able to manage it (tree §5.5#1).
  if (isSuccess(finished) && !exists && node.acl === "" && node.parent !== undefined) {
    const acl = creatorAcl(actor, node.parent);
    if (acl !== "") transaction.set(node, { acl });
  }
  return finished;
}

function isBelow(path: readonly string[], root: readonly string[]): boolean {
  return root.every((name, index) => path[index] === name);
}

/** `name`, `name_1`, … (tree §11#9). */
function freeName(
  { tree }: TreeContext,
  container: readonly string[],
  name: string,
  taken: ReadonlySet<string>,
): readonly string[] {
  for (let suffix = 0; ; suffix++) {
    const path = [...container, suffix === 0 ? name : `${name}_${suffix}`];
    if (tree.nodeAt(path) === undefined && !taken.has(printUri(path))) return path;
  }
}

/** `./Inbox/X/…` names another object of the same TNDS (tree §11#8). */
function followed(value: string, arrivals: readonly Arrival[]): string {
  if (!value.trimStart().startsWith("./Inbox/")) return value;
  for (const { root, to } of arrivals) {
    const final = rewritten(value, root.path, to);
    if (final !== undefined) return final;
  }
  return value;
}
