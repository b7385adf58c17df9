/**
 * A document of the DM Profile, command by command: objects through the Inbox, single nodes where accounts and
 * connectivity live. Clause: DMBOOT 1.2 §5.3–5.5; rules bootstrap-push §7.2, §7.3.
 */
import { type Command, effectiveMeta, type Item, type Message } from "@oma-dm/codec/syncml";
import { decodeTnds, type MgmtTree } from "@oma-dm/codec/tnds";
import { isSuccess, STATUS, type StatusCode } from "../status.ts";
import { deleteNode, type TreeContext } from "../tree/commands.ts";
import { type Placement, placeArrived, placeFromInbox } from "../tree/inbox.ts";
import { arrivedNode, InboxItems, isTnds } from "../tree/inbox-items.ts";
import { addPlaced, replacePlaced } from "../tree/tnds-apply.ts";
import { type PlacedNode, placeNodes } from "../tree/tnds-place.ts";
import { parseUri, printUri } from "../tree/uri.ts";
import { BootstrapError } from "./bootstrap-error.ts";

/** Where a document may write, and what it has written. */
export class DocumentWriter {
  /** The objects made or changed by their URIs, the first ones first. */
  readonly made = new Map<string, readonly string[]>();
  private readonly context: TreeContext;
  private readonly placements: readonly Placement[];
  /** First names of the subtrees open to single nodes (bootstrap-push §7.3#3). */
  private readonly roots: ReadonlySet<string>;
  private readonly arrived = new InboxItems();

  constructor(context: TreeContext, placements: readonly Placement[], roots: readonly string[]) {
    this.context = context;
    this.placements = placements;
    this.roots = new Set(roots);
  }

  /** Throws `BootstrapError` when a part of it cannot be. */
  apply({ syncBody }: Message): void {
    for (const command of syncBody.commands) this.run(command);
    for (const { nodes } of this.arrived.takeAll()) this.place(nodes);
  }

  /** Get, Exec, Alert and Copy are passed over: there is nobody to answer (bootstrap-push §A#14). */
  private run(command: Command): void {
    if (command.cmd === "Atomic" || command.cmd === "Sequence") {
      for (const child of command.commands) this.run(child);
    } else if (command.cmd === "Add" || command.cmd === "Replace" || command.cmd === "Delete") {
      for (const item of command.items) {
        this.write(command.cmd, { ...item, meta: effectiveMeta(command.meta, item.meta) });
      }
    }
  }

  private write(cmd: "Add" | "Replace" | "Delete", item: Item): void {
    const uri = item.target?.locUri ?? "";
    const address = parseUri(uri);
    // Properties are set by TNDS alone (bootstrap-push §7.3#8).
    if (typeof address === "number" || address.prop !== undefined || address.list !== undefined) return;
    const { path } = address;
    if (path[0] === "Inbox") {
      if (cmd !== "Delete") this.toInbox(path, item, uri);
    } else if (path.length > 1 && this.roots.has(path[0]!)) {
      this.directly(cmd, path, item, uri);
    }
  }

  private toInbox(path: readonly string[], item: Item, uri: string): void {
    if (isPlain(path, item)) {
      const node = arrivedNode(path, item);
      const status = typeof node === "number" ? node : this.arrived.add(node);
      if (!isSuccess(status)) throw cannotBe(uri, status);
      return;
    }
    if (item.data !== undefined) this.placeTree(treeOf(item), uri);
  }

  /** Objects as a tree below the Inbox. Throws `BootstrapError`. */
  placeTree(tree: MgmtTree, uri = "./Inbox"): void {
    const { status, created } = placeFromInbox(this.context, tree, this.placements, true);
    if (status !== STATUS.ok) throw cannotBe(uri, status);
    this.note(created);
  }

  /** Objects that came node by node (tree §11#16). */
  private place(nodes: readonly PlacedNode[]): void {
    const { status, created } = placeArrived(this.context, nodes, this.placements, true);
    if (status !== STATUS.ok) throw cannotBe(printUri(nodes[0]!.path), status);
    this.note(created);
  }

  private directly(cmd: "Add" | "Replace" | "Delete", path: readonly string[], item: Item, uri: string): void {
    const { context } = this;
    const exists = context.tree.nodeAt(path) !== undefined;
    if (cmd === "Delete") {
      const { status } = exists ? deleteNode(context, { path }) : { status: STATUS.ok };
      if (!isSuccess(status)) throw cannotBe(uri, status);
      return;
    }
    const nodes = nodesOf(path, item);
    if (typeof nodes === "number") throw cannotBe(uri, nodes);
    // What is there already needs no Add: documents begin with the nodes above.
    if (cmd === "Add" && nodes.length === 1 && nodes[0]!.format === "node" && exists) return;
    const { status } = cmd === "Replace" && exists ? replacePlaced(context, nodes) : addPlaced(context, nodes);
    if (!isSuccess(status)) throw cannotBe(uri, status);
    this.note([path.slice(0, 2)]);
  }

  private note(created: readonly (readonly string[])[]): void {
    for (const path of created) this.made.set(printUri(path), path);
  }
}

function nodesOf(path: readonly string[], item: Item): readonly PlacedNode[] | StatusCode {
  if (!isTnds(item)) {
    const node = arrivedNode(path, item);
    return typeof node === "number" ? node : [node];
  }
  // ACLs of accounts that were there before are nobody's to set; without them the device decides (bootstrap-push §7.3#8).
  return placeNodes(treeOf(item), { path, isTarget: (name) => name === path.at(-1) });
}

function treeOf({ data = "", meta }: Item) {
  return decodeTnds(data, meta?.format === undefined ? {} : { format: meta.format });
}

/** One node below the Inbox; what says nothing of itself is taken for a whole object where it looks like one. */
function isPlain(path: readonly string[], item: Item): boolean {
  if (path.length < 2 || isTnds(item)) return false;
  const { data, meta } = item;
  if (data === undefined || meta?.format !== undefined || meta?.type !== undefined) return true;
  return typeof data === "string" && !data.trimStart().startsWith("<");
}

export function cannotBe(uri: string, status: StatusCode): BootstrapError {
  return new BootstrapError("refused", `the objects for ${uri} cannot be created (Status ${status})`);
}
