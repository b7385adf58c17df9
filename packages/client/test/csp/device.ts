/** A device that has the described objects, on which an authorised server's commands run. */
import { type NodeSpec, STATUS } from "@oma-dm/client";
import { memoryStore, systemClock } from "@oma-dm/client/node";
import type { Command, Encoding } from "@oma-dm/codec/syncml";
import { MountedObjects } from "../../src/objects/mounted-objects.ts";
import { execute } from "../../src/session/execute.ts";
import type { Outgoing } from "../../src/session/reply.ts";
import { addNode } from "../../src/tree/commands.ts";
import { ManagementTree } from "../../src/tree/management-tree.ts";
import type { TreeNode } from "../../src/tree/tree-node.ts";
import { parseUri } from "../../src/tree/uri.ts";
import { type Placed, segments } from "./descriptions.ts";
import { flat } from "./documents.ts";

const EVERYONE = "Add=*&Delete=*&Exec=*&Get=*&Replace=*";

/** A value of each Format, for what has to be there. */
const VALUES: Readonly<Record<string, string>> = {
  int: "0",
  bool: "false",
  float: "0",
  date: "2020-01-01",
  time: "T00",
};

export class CspDevice {
  readonly tree: ManagementTree;
  private readonly objects: MountedObjects;

  private constructor(tree: ManagementTree) {
    this.tree = tree;
    this.objects = new MountedObjects(tree, systemClock());
  }

  static async with(placed: readonly Placed[]): Promise<CspDevice> {
    const device = new CspDevice(await ManagementTree.load(memoryStore(), { rootAcl: EVERYONE }));
    for (const { spec, under } of placed) device.objects.mount({ spec, under, exec: () => STATUS.ok });
    return device;
  }

  /** Makes what the commands take for granted, where the descriptions know it: as the device's own software would. */
  async presuppose(commands: readonly Command[]): Promise<void> {
    await this.tree.transact((transaction) => {
      const context = { tree: this.tree, transaction, actor: { kind: "device" } } as const;
      for (const path of presupposed(commands)) {
        const spec = this.tree.specAt(path);
        if (spec === undefined || this.tree.nodeAt(path) !== undefined) continue;
        addNode(context, { path }, writeOf(spec));
      }
      transaction.commit();
    });
  }

  /** URI → whether the node is an interior one. */
  nodes(): ReadonlyMap<string, boolean> {
    const found = new Map<string, boolean>();
    const visit = (node: TreeNode, path: readonly string[]): void => {
      if (path.length > 0) found.set(path.join("/"), node.children !== undefined);
      for (const [name, child] of node.children ?? []) visit(child, [...path, name]);
    };
    visit(this.tree.root, []);
    return found;
  }

  async run(commands: readonly Command[], encoding: Encoding): Promise<readonly Outgoing[]> {
    const { tree, objects } = this;
    return execute(
      {
        tree,
        objects,
        actor: { kind: "server", serverId: "csp" },
        placements: [],
        decided: new Map(),
        encoding,
        flush: () => objects.flush(),
      },
      commands,
      "1",
    );
  }
}

function writeOf({ format }: NodeSpec) {
  return format === "node" ? { format } : { format, isOwnFormat: true, data: VALUES[format] ?? "" };
}

/** Nodes that commands other than Add address and that no Add before them makes, neither by name nor on its way. */
function presupposed(commands: readonly Command[]): readonly (readonly string[])[] {
  const added: (readonly string[])[] = [];
  const wanted: (readonly string[])[] = [];
  const isMade = (path: readonly string[]): boolean =>
    added.some((own) => own.every((name, index) => path[index] === name) || path.every((name, i) => own[i] === name));
  for (const command of flat(commands)) {
    if (!("items" in command)) continue;
    for (const { target } of command.items ?? []) {
      if (target === undefined || typeof parseUri(target.locUri) === "number") continue;
      const path = segments(target.locUri);
      if (command.cmd === "Add") added.push(path);
      else if (!isMade(path)) wanted.push(path);
    }
  }
  return wanted;
}
