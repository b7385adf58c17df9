/** A small device for the cases: one described object, one open area, one that hardly anybody may touch. */
import { type Clock, interior, leaf, type ManagementObject, type NodeSpec, type Store } from "@oma-dm/client";
import { memoryStore, systemClock } from "@oma-dm/client/node";
import type { Command, Data, Encoding, Item, Meta } from "@oma-dm/codec/syncml";
import { INBOX } from "../../src/objects/device-objects.ts";
import { DM_ACC, DM_ACC_PLACEMENT, followAccounts } from "../../src/objects/dm-acc.ts";
import type { ObjectFault } from "../../src/objects/hooks.ts";
import { MountedObjects } from "../../src/objects/mounted-objects.ts";
import { execute } from "../../src/session/execute.ts";
import type { Outgoing } from "../../src/session/reply.ts";
import type { Asking } from "../../src/session/ui-alert.ts";
import { addNode } from "../../src/tree/commands.ts";
import { placementsOf } from "../../src/tree/inbox.ts";
import { ManagementTree } from "../../src/tree/management-tree.ts";
import { importNodes } from "../../src/tree/tnds-import.ts";
import { parseUri } from "../../src/tree/uri.ts";

export const EVERYONE = "Add=*&Delete=*&Exec=*&Get=*&Replace=*";
const P = { scope: "Permanent" } as const;
const ALL = ["Add", "Delete", "Get", "Replace"] as const;

export const OBJECT: NodeSpec = interior(
  "Obj",
  ["Get"],
  [
    leaf("fixed", "chr", ["Get", "Replace"], { ...P, initial: "f" }),
    leaf("ro", "chr", ["Get"], { ...P, initial: "r" }),
    leaf("wo", "chr", ["Replace"], { ...P, initial: "hidden" }),
    leaf("num", "int", ALL, { initial: "1" }),
    leaf("keep", "chr", ["Get", "Replace"], { initial: "k" }),
    leaf("late", "chr", ["Get"]),
    leaf("key", "b64", ["Get", "Replace"], { ...P, initial: "AA==" }),
    leaf("run", "null", ["Exec", "Get"], P),
    leaf("blob", "bin", ["Get", "Replace"], { ...P, mime: ["application/octet-stream"] }),
    interior("list", ["Add", "Get"], [interior(null, ALL, [leaf("name", "chr", ALL)], { max: 2 })], P),
    interior(
      "deep",
      ["Add", "Get"],
      [
        interior("mid", ALL, [leaf("end", "chr", ALL)]),
        interior("bears", ALL, [leaf("born", "chr", ALL, { initial: "b" })]),
        leaf("flat", "chr", ALL),
        leaf("perm", "chr", ALL, { ...P, initial: "p" }),
        leaf("absent", "chr", ALL, { ...P, min: 0 }),
      ],
      P,
    ),
    interior("inst", ["Add", "Get"], [leaf(null, "chr", ALL, P)], P),
    interior("case", ["Add", "Get"], [leaf("Mixed", "chr", ALL, { initial: "m" })], { ...P, caseSense: "CIS" }),
  ],
  { ...P, moid: "urn:oma:mo:ext-obj:1.0", acl: EVERYONE },
);

const OPEN = interior("Open", ["Add", "Get"], [], { ...P, open: true, acl: EVERYONE });
const CLOSED = interior("Closed", ["Add", "Get"], [], { ...P, open: true, acl: "Add=A&Get=A&Replace=A" });
const LAMPS = interior(
  "Lamps",
  ["Add", "Get"],
  [
    interior(null, ALL, [leaf("Id", "chr", ALL), leaf("Pin", "chr", ["Replace", "Add"]), leaf("ConRef", "chr", ALL)], {
      moid: "urn:oma:mo:ext-lamp:1.0",
    }),
  ],
  { ...P, acl: EVERYONE },
);

export interface Answer {
  /** `CmdID` → codes of its Statuses, in order. */
  readonly codes: Readonly<Record<string, readonly string[]>>;
  readonly items: readonly Item[];
  /** URIs that Statuses carry as Items. */
  readonly about: readonly string[];
  /** Everything, as it goes into messages. */
  readonly replies: readonly Outgoing[];
}

export interface World {
  readonly tree: ManagementTree;
  readonly objects: MountedObjects;
  readonly faults: ObjectFault[];
  run(server: string, ...commands: readonly Command[]): Promise<Answer>;
  /** The only code of one command. */
  code(server: string, command: Command): Promise<number>;
  value(uri: string): unknown;
  acl(uri: string): string | undefined;
}

export async function world(...extra: readonly ManagementObject[]): Promise<World> {
  return worldWith({}, ...extra);
}

/** A world whose hooks are timed by a clock of the test's own. */
export async function worldWith(
  options: { readonly clock?: Clock; readonly store?: Store; readonly encoding?: Encoding; readonly user?: Asking },
  ...extra: readonly ManagementObject[]
): Promise<World> {
  let seconds = 1_000_000_000;
  const tree = await ManagementTree.load(options.store ?? memoryStore(), {
    now: () => {
      seconds += 1;
      return seconds * 1_000;
    },
  });
  const faults: ObjectFault[] = [];
  const objects = new MountedObjects(tree, options.clock ?? systemClock(), {
    onFault: (fault) => faults.push(fault),
    follow: (transaction) => followAccounts(tree, transaction),
  });
  for (const object of [INBOX, DM_ACC, { spec: OPEN }, { spec: CLOSED }, { spec: LAMPS }, { spec: OBJECT }, ...extra]) {
    objects.mount(object);
  }
  await tree.transact((transaction) => {
    const context = { tree, transaction, actor: { kind: "device" } } as const;
    importNodes(context, { verDtd: "1.2", nodes: CONTENT }, []);
    addNode(context, { path: ["Obj", "inst", "given"] }, { data: "g" });
    transaction.commit();
  });
  const at = (uri: string) => {
    const address = parseUri(uri);
    return typeof address === "number" ? undefined : tree.nodeAt(address.path);
  };
  const run: World["run"] = async (serverId, ...commands) => {
    const replies = await execute(
      {
        tree,
        objects,
        actor: { kind: "server", serverId },
        placements: [DM_ACC_PLACEMENT, ...placementsOf(tree.spec)],
        decided: new Map(),
        encoding: options.encoding ?? "wbxml",
        flush: () => objects.flush(),
        ...(options.user && { user: options.user }),
      },
      commands,
      "1",
    );
    const codes: Record<string, string[]> = {};
    const items: Item[] = [];
    const about: string[] = [];
    for (const reply of replies) {
      if (reply.cmd === "Status") {
        codes[reply.cmdRef] = [...(codes[reply.cmdRef] ?? []), String(reply.data)];
        about.push(...(reply.items ?? []).map(({ target }) => target?.locUri ?? ""));
      } else if (reply.cmd === "Results") items.push(...reply.items);
    }
    return { codes, items, about, replies };
  };
  return {
    tree,
    objects,
    faults,
    run,
    code: async (server, command) => Number((await run(server, command)).codes[command.cmdId]?.[0]),
    value: (uri) => at(uri)?.value,
    acl: (uri) => at(uri)?.acl,
  };
}

const text = (nodeName: string, value: string) =>
  ({ nodeName, value, rtProperties: { format: "chr", type: {} } }) as const;
const dir = (nodeName: string, nodes: readonly object[], ddfName = "", acl = "") => ({
  nodeName,
  rtProperties: { acl, format: "node", type: { ddfName } } as const,
  nodes: nodes as never,
});
const CONTENT = [
  dir(
    "Open",
    [text("a", "1"), dir("dir", [text("x", "2"), dir("sub", [text("y", "3")])]), text("é", "umlaut")],
    "",
    EVERYONE,
  ),
  dir("Closed", [text("c", "secret"), dir("d", [text("e", "deep")])], "", "Add=A&Get=A&Replace=A"),
  dir(
    "Lamps",
    [
      dir("one", [text("Id", "1"), text("Pin", "99"), text("ConRef", "./Open/dir")], "urn:oma:mo:ext-lamp:1.0"),
      dir("two", [text("Id", "2")], "urn:oma:mo:ext-lamp:1.0"),
    ],
    "",
    EVERYONE,
  ),
];

type Name = "Add" | "Replace" | "Delete" | "Get" | "Exec";

/** A command with one Item. */
export function command(cmd: Name, uri: string, data?: Data, meta?: Meta, cmdId = "1"): Command {
  const item = { target: { locUri: uri }, ...(data === undefined ? {} : { data }), ...(meta && { meta }) };
  return { cmd, cmdId, items: [item] } as Command;
}

export function copy(from: string, to: string, cmdId = "1"): Command {
  return { cmd: "Copy", cmdId, items: [{ source: { locUri: from }, target: { locUri: to } }] } as Command;
}
