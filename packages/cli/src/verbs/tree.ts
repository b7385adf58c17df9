/** `tree`: the device's tree, seen from the device's own side. */
import type { LocalNode, LocalTree } from "@oma-dm/client";
import { printTnds } from "@oma-dm/codec/tnds";
import { EXIT, Failure, notBuilt } from "../failure.ts";
import type { Io } from "../io.ts";
import { toJson } from "../json.ts";
import { printable } from "../printable.ts";
import { withDevice } from "../state.ts";

export const TREE_ACTIONS = ["ls", "get", "set", "export", "import"] as const;
export type TreeAction = (typeof TREE_ACTIONS)[number];

export interface TreeFlags {
  readonly state: string;
  readonly prop?: string;
  readonly list?: string;
  readonly format?: string;
  readonly json?: boolean;
}

export async function tree(
  io: Io,
  action: TreeAction,
  uri: string,
  value: string | undefined,
  flags: TreeFlags,
): Promise<number> {
  if (action === "import") throw notBuilt("tree import");
  if (flags.list !== undefined) throw notBuilt("tree --list");
  if (action !== "set") refuseForeign(action, value, flags);
  else if (value === undefined) throw new Failure(EXIT.usage, "tree set needs a URI and a VALUE");
  else if (flags.prop !== undefined) throw notBuilt("tree set --prop");
  return withDevice(io, flags.state, async ({ tree }) => {
    switch (action) {
      case "set":
        await tree.set(uri, value ?? "", flags.format);
        if (flags.json === true) io.out(toJson(described(tree, uri)));
        return EXIT.done;
      case "get": {
        const node = tree.get(uri, flags.prop);
        if (flags.json === true) io.out(toJson(node));
        else io.out(`${shown(io, node)}\n`);
        return EXIT.done;
      }
      case "ls": {
        const node = tree.get(uri);
        if (flags.json === true) io.out(toJson(node));
        // As ls does with a file: a leaf lists itself.
        else for (const name of node.children ?? [uri]) io.out(`${printable(name)}\n`);
        return EXIT.done;
      }
      case "export": {
        const exported = tree.export(uri);
        io.out(flags.json === true ? toJson(exported) : `${printTnds(exported, "  ")}\n`);
        return EXIT.done;
      }
    }
  });
}

function refuseForeign(action: TreeAction, value: string | undefined, { prop, format }: TreeFlags): void {
  if (value !== undefined) throw new Failure(EXIT.usage, `tree ${action} takes no VALUE`);
  if (format !== undefined) throw new Failure(EXIT.usage, "--format belongs to tree set");
  if (prop !== undefined && action !== "get") throw new Failure(EXIT.usage, "--prop belongs to tree get");
}

/** Untouched for a program; on a terminal a value set by a server must not steer it. */
function shown(io: Io, { value, children = [] }: LocalNode): string {
  const lines = value === undefined ? children : io.outIsTerminal ? value.split("\n") : [value];
  return (io.outIsTerminal ? lines.map(printable) : lines).join("\n");
}

/** A node just set, without its value when that is write-only: an export leaves it out too. */
function described(tree: LocalTree, uri: string): LocalNode {
  const node = tree.export(uri).nodes[0];
  if (node === undefined || node.value !== undefined || node.nodes !== undefined) return tree.get(uri);
  const { format = "chr", type } = node.rtProperties ?? {};
  return { uri, format, type: type?.mime?.[0] ?? "" };
}
