/** The side that the model is compared with. */

import { memoryStore, systemClock } from "@oma-dm/client/node";
import type { Command, Data } from "@oma-dm/codec/syncml";
import { MountedObjects } from "../../src/objects/mounted-objects.ts";
import { execute } from "../../src/session/execute.ts";
import type { Outgoing } from "../../src/session/reply.ts";
import { ManagementTree } from "../../src/tree/management-tree.ts";
import type { NodeSpec } from "../../src/tree/node-spec.ts";
import type { TreeNode } from "../../src/tree/tree-node.ts";
import type { Answer, AnsweredStatus, NodeState, Result } from "./reference/reference-tree.ts";
import { formatPath } from "./reference/uri.ts";

export interface RealTree {
  run(server: string, commands: readonly Command[], msgRef: string): Promise<Answer>;
  /** Lets go of the tree and takes it up again from what is stored. */
  reopen(): Promise<void>;
  nodes(): Promise<ReadonlyMap<string, NodeState>>;
}

export async function openRealTree(specs: readonly NodeSpec[], rootAcl: string): Promise<RealTree> {
  const store = memoryStore();
  const open = async () => {
    const tree = await ManagementTree.load(store, { rootAcl });
    const objects = new MountedObjects(tree, systemClock(), {});
    for (const spec of specs) objects.mount({ spec });
    return { tree, objects };
  };
  let { tree, objects } = await open();
  return {
    async run(serverId, commands, msgRef) {
      const executor = {
        tree,
        objects,
        actor: { kind: "server", serverId } as const,
        placements: [],
        encoding: "wbxml" as const,
        decided: new Map(),
        flush: () => objects.flush(),
      };
      return answerOf(await execute(executor, commands, msgRef));
    },
    async reopen() {
      await objects.flush();
      ({ tree, objects } = await open());
    },
    async nodes() {
      return new Map(walk(tree.root, []));
    },
  };
}

function* walk(node: TreeNode, path: readonly string[]): Generator<readonly [string, NodeState]> {
  const { format, type, acl, value, title = "" } = node;
  yield [formatPath(path), { format, type, acl, title, value: plainData(value) }];
  for (const [name, child] of node.children ?? []) yield* walk(child, [...path, name]);
}

function answerOf(outgoing: readonly Outgoing[]): Answer {
  const statuses: AnsweredStatus[] = [];
  const results: Result[] = [];
  for (const each of outgoing) {
    if (each.cmd === "Status") {
      const { cmdRef, command, data, targetRefs = [] } = each;
      statuses.push({ cmdRef, cmd: command, code: data, targetRefs });
    } else if (each.cmd === "Results") {
      for (const { source, meta, data } of each.items) {
        const { format = "chr", type = "" } = meta ?? {};
        results.push({ cmdRef: each.cmdRef, uri: source?.locUri ?? "", format, type, data: plainData(data) });
      }
    }
  }
  return { statuses, results };
}

/** Bytes as base64, as the model has them. */
function plainData(data: Data | undefined): string {
  if (data instanceof Uint8Array) return Buffer.from(data).toString("base64");
  return typeof data === "string" ? data : "";
}
