/** Access control lists. Clause: DMTND 1.2 §7.7.1; grammar and evaluation tree §5. */

import { Recent } from "../recent.ts";

/** In the order they are written. */
export const ACL_COMMANDS = ["Add", "Delete", "Exec", "Get", "Replace"] as const;
export type AclCommand = (typeof ACL_COMMANDS)[number];

/** Server identifiers by command; a command without identifiers is absent. */
export type Acl = Readonly<Partial<Record<AclCommand, readonly string[]>>>;

/** `undefined` for text that is not an ACL. The empty text is the empty ACL, which inherits. */
export function parseAcl(text: string): Acl | undefined {
  const acl: Partial<Record<AclCommand, string[]>> = {};
  if (text === "") return acl;
  for (const entry of text.split("&")) {
    const [, command = "", ids = ""] = /^(\w+)=([^=]*)$/.exec(entry) ?? [];
    if (!isAclCommand(command)) return undefined;
    const known = new Set(acl[command] ?? []);
    for (const id of ids.split("+")) {
      if (id !== "*" && !/^[^\s*=&+]+$/.test(id)) return undefined;
      known.add(id);
    }
    acl[command] = [...known];
  }
  // `*` makes every other identifier of its entry idle (tree §5.1#2).
  for (const command of ACL_COMMANDS) if (acl[command]?.includes("*")) acl[command] = ["*"];
  return acl;
}

export function printAcl(acl: Acl): string {
  return ACL_COMMANDS.filter((command) => (acl[command]?.length ?? 0) > 0)
    .map((command) => `${command}=${acl[command]!.join("+")}`)
    .join("&");
}

export function aclAllows(acl: Acl, command: AclCommand, serverId: string): boolean {
  const ids = acl[command];
  return ids !== undefined && (ids.includes("*") || ids.includes(serverId));
}

/** `acl` without a server; an entry nobody is left in is gone (tree §5.7). */
export function withoutServer(acl: Acl, serverId: string): Acl {
  return mapIds(acl, (ids) => ids.filter((id) => id !== serverId));
}

/** `acl` with a server under its new identifier (tree §13.3#26). */
export function renameServer(acl: Acl, from: string, to: string): Acl {
  return mapIds(acl, (ids) => [...new Set(ids.map((id) => (id === from ? to : id)))]);
}

function mapIds(acl: Acl, change: (ids: readonly string[]) => readonly string[]): Acl {
  return Object.fromEntries(Object.entries(acl).map(([command, ids]) => [command, change(ids)]));
}

/** Few different ACLs stand on many nodes: what was parsed last is kept. */
const parsed = new Recent<Acl>(256);

/** The ACL a node stores, which is one since it was checked when it was set. */
export function storedAcl(text: string): Acl {
  return parsed.get(text) ?? parsed.keep(text, parseAcl(text) ?? {});
}

function isAclCommand(text: string): text is AclCommand {
  return (ACL_COMMANDS as readonly string[]).includes(text);
}
