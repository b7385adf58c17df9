/** Commands of a server, and an object for them, as the cases put them together. */
import { interior, leaf, type ManagementObject } from "@oma-dm/client";
import type { Command, Item, Meta } from "@oma-dm/codec/syncml";
import { command, EVERYONE } from "../tree/world.ts";

export const at = (locUri: string, data?: string): Item => ({
  target: { locUri },
  ...(data === undefined ? {} : { data }),
});
export const add = (uri: string, data?: string, id = "1", meta?: Meta) => command("Add", uri, data, meta, id);
export const replace = (uri: string, data: string, id = "1") => command("Replace", uri, data, undefined, id);
export const read = (uri: string, id = "1") => command("Get", uri, undefined, undefined, id);
export const remove = (uri: string, id = "1") => command("Delete", uri, undefined, undefined, id);
export const run = (uri: string, id = "1") => command("Exec", uri, undefined, undefined, id);
export const several = (
  cmd: "Add" | "Replace" | "Get" | "Delete" | "Exec",
  items: readonly Item[],
  id = "1",
): Command => ({ cmd, cmdId: id, items }) as Command;

const container =
  (cmd: "Atomic" | "Sequence") =>
  (cmdId: string, ...commands: readonly Command[]): Command => ({ cmd, cmdId, commands });
export const atomic = container("Atomic");
export const sequence = container("Sequence");

/** What Device Management leaves out of SyncML. */
export const FOREIGN: Readonly<Record<string, Command>> = {
  Put: { cmd: "Put", cmdId: "1", items: [{ data: "x" }] },
  Map: { cmd: "Map", cmdId: "1", target: { locUri: "a" }, source: { locUri: "b" }, mapItems: [] },
  Search: { cmd: "Search", cmdId: "1", sources: [{ locUri: "a" }], meta: { type: "a/b" }, data: "x" },
  Sync: { cmd: "Sync", cmdId: "1", commands: [add("./Open/n", "1", "2")] },
  Move: { cmd: "Move", cmdId: "1", items: [{ target: { locUri: "./Open/n" }, source: { locUri: "./Open/a" } }] },
};

/** ./A with a value and something to run, and the hooks a case gives it. */
export function object(hooks: Omit<ManagementObject, "spec">): ManagementObject {
  const leaves = [
    leaf("v", "chr", ["Get", "Replace", "Delete"], { initial: "0" }),
    leaf("run", "null", ["Exec", "Get"], { scope: "Permanent" }),
  ];
  return { spec: interior("A", ["Get"], leaves, { scope: "Permanent", acl: EVERYONE }), ...hooks };
}
