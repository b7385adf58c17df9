/** Access control lists. Clause: DMTND 1.2 §7.7.1; grammar and evaluation tree §5. */

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
    for (const id of ids.split("+")) {
      if (id !== "*" && !/^[^\s*=&+]+$/.test(id)) return undefined;
      const known = acl[command] ?? [];
      if (!known.includes(id)) known.push(id);
      acl[command] = known;
    }
  }
  // `*` makes every other identifier of its entry idle (tree §5.1).
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

function isAclCommand(text: string): text is AclCommand {
  return (ACL_COMMANDS as readonly string[]).includes(text);
}
