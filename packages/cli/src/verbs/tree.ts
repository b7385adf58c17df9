/** `tree`: the device's tree, seen from the device's own side. */
import type { LocalNode, LocalTree } from "@oma-dm/client";
import { decodeTnds, printTnds } from "@oma-dm/codec/tnds";
import { EXIT, Failure } from "../failure.ts";
import { readInput } from "../input.ts";
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
  refuseForeign(action, value, flags);
  if (action === "import") {
    const tnds = decodeTnds(await readInput(io, value));
    return withDevice(io, flags.state, async ({ tree }) => {
      await tree.import(uri, tnds);
      if (flags.json === true) io.out(toJson(await tree.get(uri)));
      return EXIT.done;
    });
  }
  return withDevice(io, flags.state, async ({ tree }) => {
    switch (action) {
      case "set": {
        const { prop, format } = flags;
        await tree.set(uri, value ?? "", { ...(format && { format }), ...(prop && { prop }) });
        if (flags.json === true) io.out(toJson(prop ? await tree.get(uri, prop) : await described(tree, uri)));
        return EXIT.done;
      }
      case "get": {
        if (flags.list !== undefined) return list(io, tree, uri, flags.list, flags.json === true);
        const node = await tree.get(uri, flags.prop);
        if (flags.json === true) io.out(toJson(node));
        else io.out(`${shown(io, node)}\n`);
        return EXIT.done;
      }
      case "ls": {
        if (flags.list !== undefined) return list(io, tree, uri, flags.list, flags.json === true);
        const node = await tree.get(uri);
        if (flags.json === true) io.out(toJson(node));
        // As ls does with a file: a leaf lists itself.
        else for (const name of node.children ?? [uri]) io.out(`${printable(name)}\n`);
        return EXIT.done;
      }
      case "export": {
        const exported = await tree.export(uri);
        io.out(flags.json === true ? toJson(exported) : `${printTnds(exported, "  ")}\n`);
        return EXIT.done;
      }
    }
  });
}

/** A query's answer: a line for each node, or the TNDS document. */
async function list(io: Io, tree: LocalTree, uri: string, query: string, json: boolean): Promise<number> {
  const answer = await tree.list(uri, query);
  if ("tnds" in answer) io.out(json ? toJson(answer.tnds) : `${printTnds(answer.tnds, "  ")}\n`);
  else if (json) io.out(toJson({ uri, nodes: answer.nodes }));
  else {
    for (const { uri: each, format, type, value } of answer.nodes) {
      const parts = [each, format, type, ...(value === undefined ? [] : [JSON.stringify(value)])];
      io.out(`${printable(parts.join("  ").trimEnd())}\n`);
    }
  }
  return EXIT.done;
}

function refuseForeign(action: TreeAction, value: string | undefined, { prop, list, format }: TreeFlags): void {
  if (action === "set" && value === undefined) throw new Failure(EXIT.usage, "tree set needs a URI and a VALUE");
  if (value !== undefined && action !== "set" && action !== "import") {
    throw new Failure(EXIT.usage, `tree ${action} takes no VALUE`);
  }
  if (format !== undefined && action !== "set") throw new Failure(EXIT.usage, "--format belongs to tree set");
  if (prop !== undefined && action !== "get" && action !== "set") {
    throw new Failure(EXIT.usage, "--prop belongs to tree get and tree set");
  }
  if (list !== undefined && action !== "get" && action !== "ls") {
    throw new Failure(EXIT.usage, "--list belongs to tree get and tree ls");
  }
  if (list !== undefined && prop !== undefined) throw new Failure(EXIT.usage, "give --list or --prop, not both");
}

/** Untouched for a program; on a terminal a value set by a server must not steer it. */
function shown(io: Io, { value, children = [] }: LocalNode): string {
  const lines = value === undefined ? children : io.outIsTerminal ? value.split("\n") : [value];
  return (io.outIsTerminal ? lines.map(printable) : lines).join("\n");
}

/** A node just set, without its value when that is write-only: an export leaves it out too. */
async function described(tree: LocalTree, uri: string): Promise<LocalNode> {
  const node = (await tree.export(uri)).nodes[0];
  if (node === undefined || node.value !== undefined || node.nodes !== undefined) return tree.get(uri);
  const { format = "chr", type } = node.rtProperties ?? {};
  return { uri, format, type: type?.mime?.[0] ?? "" };
}
