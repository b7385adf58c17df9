/** Access control lists. Clause: tree §5. */
import { Refusal } from "./refusal.ts";

export const RIGHTS = ["Add", "Delete", "Exec", "Get", "Replace"] as const;
export type Right = (typeof RIGHTS)[number];

/** Throws 500 for a text that is no ACL (tree §5.1, §17#A2). The empty text is the empty list. */
export function parseAcl(text: string): Map<Right, Set<string>> {
  const acl = new Map<Right, Set<string>>();
  if (text === "") return acl;
  for (const entry of text.split("&")) {
    const [command, ids, ...more] = entry.split("=");
    const right = RIGHTS.find((known) => known === command);
    // choice: tree §5.1: an entry without ids (`Get=`) breaks the grammar: 500, rather than being dropped.
    if (right === undefined || ids === undefined || more.length > 0) throw new Refusal(500);
    const known = acl.get(right) ?? new Set();
    for (const id of ids.split("+")) {
      if (!/^(?:\*|[^\s*\p{Cc}]+)$/u.test(id)) throw new Refusal(500);
      known.add(id);
    }
    acl.set(right, known);
  }
  return acl;
}

/** In the order of tree §5.1. `*` beats ids; ids are sorted, so that equal lists are equal texts. */
export function formatAcl(acl: ReadonlyMap<Right, ReadonlySet<string>>): string {
  return RIGHTS.filter((right) => acl.has(right))
    .map((right) => `${right}=${acl.get(right)!.has("*") ? "*" : [...acl.get(right)!].sort().join("+")}`)
    .join("&");
}

export const canonicalAcl = (text: string): string => formatAcl(parseAcl(text));

/** Whether the list itself, with no inheritance, gives the right. */
export function grants(text: string, right: Right, server: string): boolean {
  const ids = parseAcl(text).get(right);
  return ids !== undefined && (ids.has("*") || ids.has(server));
}
