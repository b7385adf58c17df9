/** Two answers, brought to one form: what the text leaves open (decisions D4, orders, sets) is no difference. */
import type { Command, Data } from "@oma-dm/codec/syncml";
import type { TndsNode } from "@oma-dm/codec/tnds";
import { canonicalAcl } from "./reference/acl.ts";
import type { Answer, AnsweredStatus, NodeState, Result } from "./reference/reference-tree.ts";

export interface PlainAnswer {
  /** Of each command in the order of its first Status: `4 Add 200 418`, a code for each Item. */
  readonly codes: readonly string[];
  /** A set of what was found for each Get. */
  readonly found: readonly string[];
}

export function plainAnswer(commands: readonly Command[], { statuses, results }: Answer): PlainAnswer {
  const requests = new Map(flatten(commands).map((command) => [command.cmdId, command]));
  const order = [...new Set(statuses.map(({ cmdRef }) => cmdRef))];
  return {
    codes: order.map((cmdRef) =>
      codesOf(
        requests.get(cmdRef),
        statuses.filter((each) => each.cmdRef === cmdRef),
      ),
    ),
    found: [...new Set(results.map(plainResult))].sort(),
  };
}

function flatten(commands: readonly Command[]): Command[] {
  return commands.flatMap((command) => [command, ...("commands" in command ? flatten(command.commands ?? []) : [])]);
}

/** One Status for the command stands for all its Items; one with targets for those Items (decisions D4). */
function codesOf(request: Command | undefined, statuses: readonly AnsweredStatus[]): string {
  const items = request !== undefined && "items" in request ? (request.items ?? []) : [];
  const codes: (string | undefined)[] = items.length === 0 ? [undefined] : items.map(() => undefined);
  const surplus: string[] = [];
  const whole = statuses.length === 1;
  for (const { code, targetRefs } of statuses) {
    if (whole && targetRefs.length === 0) codes.fill(code);
    else {
      for (const ref of targetRefs.length === 0 ? [undefined] : targetRefs) {
        const index = items.findIndex(({ target }, at) => codes[at] === undefined && target?.locUri === ref);
        if (index < 0) surplus.push(`${code} for ${ref}`);
        else codes[index] = code;
      }
    }
  }
  codes.forEach((code, at) => {
    if (code !== undefined && isLargeTree(items[at]?.data) && !/^2/.test(code)) codes[at] = "refused";
  });
  const cmd = statuses[0]!.cmd;
  return [statuses[0]!.cmdRef, cmd, ...codes.map((code) => code ?? "none"), ...surplus].join(" ");
}

/**
 * One Status tells of a whole TNDS object; where several of its nodes fail, the text does not say whose code it has
 * (tree §9.5).
 */
function isLargeTree(data: Data | undefined): boolean {
  const size = (nodes: readonly TndsNode[]): number => nodes.reduce((sum, node) => sum + 1 + size(node.nodes ?? []), 0);
  return typeof data === "object" && !(data instanceof Uint8Array) && size(data.nodes) > 1;
}

/** A child list is a set of names, an ACL a set of rights. */
function plainResult({ cmdRef, uri, format, type, data }: Result): string {
  const isList = format === "node" && !uri.includes("?");
  const plain = isList ? data.split("/").sort().join("/") : uri.endsWith("?prop=ACL") ? canonicalAcl(data) : data;
  return [cmdRef, uri, format, type, plain].join(" | ");
}

/** The whole tree, a line for each node. */
export function plainNodes(nodes: ReadonlyMap<string, NodeState>): string[] {
  return [...nodes]
    .map(([uri, { format, type, acl, title, value }]) =>
      [uri, format, type, canonicalAcl(acl), title, value].join(" | "),
    )
    .sort();
}
