/**
 * What refuses a command on the tree, and with which Status: rows in the order of decisions D1 — existence, ACL, what
 * the node allows. The first row whose condition holds decides; what the value itself breaks comes after (tree/value).
 *
 * Clause: DMREPU 1.2 §6.6, DMTND 1.2 §6.2, §7; outcomes tree §6.2.
 */
import { STATUS, type StatusCode } from "../status.ts";
import { CONDITIONS, type Condition, type Situation } from "./conditions.ts";

interface Row {
  /** Rule ids it stands on. */
  readonly rule: string;
  readonly when: Condition;
  readonly status: StatusCode;
  /** Binds servers only; the device may do it to its own tree. */
  readonly servers?: boolean;
}

/** A row with the condition that it names. */
export interface Check extends Required<Row> {
  readonly holds: (situation: Situation) => boolean;
}

function checks(rows: readonly Row[]): readonly Check[] {
  return rows.map(({ rule, when, status, servers = false }) => ({
    rule,
    when,
    status,
    servers,
    holds: CONDITIONS[when],
  }));
}

/** A node at a place where there is none. */
export const ADD = checks([
  { rule: "tree §4.1#9", when: "property addressed", status: STATUS.commandNotAllowed },
  { rule: "tree §6.2#21", when: "query addressed", status: STATUS.commandNotAllowed },
  { rule: "tree §6.2#3, #8", when: "target exists", status: STATUS.alreadyExists },
  { rule: "tree §5.3#2", when: "no Add right on nearest ancestor", status: STATUS.permissionDenied },
  { rule: "tree §6.2#5", when: "nearest ancestor is a leaf", status: STATUS.commandNotAllowed },
]);

/** Each place an Add would fill, implicit ancestors first (tree §3#15). */
export const PLACE = checks([
  { rule: "tree §3#17", when: "place not described", status: STATUS.commandNotAllowed },
  { rule: "tree §6.2#7", when: "place described as permanent", status: STATUS.commandNotAllowed, servers: true },
  { rule: "tree §6.2#9, §12.3#1", when: "no AccessType Add", status: STATUS.commandNotAllowed, servers: true },
  { rule: "tree §6.2#5, §17#26", when: "ancestor born as a leaf", status: STATUS.commandNotAllowed },
  { rule: "tree §3#15", when: "ancestor described as a leaf", status: STATUS.unsupportedMediaTypeOrFormat },
]);

/** The same places once the value is found good: limits come last (decisions D1). */
export const ROOM = checks([
  { rule: "tree §3#17", when: "all instances there", status: STATUS.deviceFull, servers: true },
  { rule: "tree §6.2#13", when: "tree full", status: STATUS.deviceFull },
]);

export const REPLACE = checks([
  { rule: "tree §6.2#21", when: "query addressed", status: STATUS.commandNotAllowed },
  { rule: "tree §6.2#2", when: "target missing", status: STATUS.notFound },
  { rule: "tree §5.3#3", when: "no Replace right", status: STATUS.permissionDenied },
  { rule: "tree §6.2#6, #8", when: "target is interior", status: STATUS.commandNotAllowed },
  { rule: "tree §6.2#9", when: "no AccessType Replace", status: STATUS.commandNotAllowed, servers: true },
  { rule: "tree §6.2#7", when: "Format or Type of a permanent node would change", status: STATUS.commandNotAllowed },
  { rule: "tree §6.2#6", when: "leaf would become interior", status: STATUS.commandNotAllowed },
]);

export const DELETE = checks([
  { rule: "tree §4.1#9", when: "property addressed", status: STATUS.commandNotAllowed },
  { rule: "tree §6.2#21", when: "query addressed", status: STATUS.commandNotAllowed },
  { rule: "tree §6.2#2", when: "target missing", status: STATUS.notFound },
  { rule: "tree §5.3#4", when: "no Delete right", status: STATUS.permissionDenied },
  { rule: "tree §6.2#8", when: "target is the root", status: STATUS.commandNotAllowed },
  { rule: "tree §6.2#7", when: "target permanent", status: STATUS.commandNotAllowed, servers: true },
  { rule: "tree §6.2#9", when: "no AccessType Delete", status: STATUS.commandNotAllowed, servers: true },
  { rule: "tree §3#10, §6.2#24", when: "device-backed node below", status: STATUS.commandNotAllowed, servers: true },
]);

export const GET = checks([
  { rule: "tree §6.2#2", when: "target missing", status: STATUS.notFound },
  { rule: "tree §5.3#1", when: "no Get right", status: STATUS.permissionDenied },
]);

/** The node's own value or child list; properties and queries ask no AccessType of their target (tree §4.1#12). */
export const GET_VALUE = checks([
  { rule: "tree §6.2#9, §17#22", when: "no AccessType Get", status: STATUS.commandNotAllowed, servers: true },
]);

export const EXEC = checks([
  { rule: "tree §4.1#9", when: "property addressed", status: STATUS.commandNotAllowed },
  { rule: "tree §6.2#21", when: "query addressed", status: STATUS.commandNotAllowed },
  { rule: "tree §6.2#2", when: "target missing", status: STATUS.notFound },
  { rule: "tree §5.3#5", when: "no Exec right", status: STATUS.permissionDenied },
  { rule: "tree §6.2#6, #8, #9, §17#15", when: "no AccessType Exec", status: STATUS.commandNotAllowed },
]);

/** What a Copy reads from; its target is then written as by Replace, or by Add where nothing is (tree §5.3#6). */
export const COPY_SOURCE = checks([
  { rule: "tree §4.1#9", when: "property addressed", status: STATUS.commandNotAllowed },
  { rule: "tree §6.2#21", when: "query addressed", status: STATUS.commandNotAllowed },
  { rule: "protocol §8.5#52", when: "target missing", status: STATUS.notFound },
  { rule: "tree §5.3#6", when: "no Get right", status: STATUS.permissionDenied },
  { rule: "protocol §8.5#52", when: "target is interior", status: STATUS.commandNotAllowed },
  { rule: "tree §6.2#9", when: "no AccessType Get", status: STATUS.commandNotAllowed, servers: true },
]);

/** The target of a Copy, before it is written. */
export const COPY_TARGET = checks([
  { rule: "tree §4.1#9", when: "property addressed", status: STATUS.commandNotAllowed },
]);

/** Replace of a property, also of one nobody knows; the ACL of a node that is there asks another right. */
export const REPLACE_PROPERTY = checks([
  { rule: "tree §6.2#20", when: "target missing", status: STATUS.notFound },
  { rule: "tree §5.3#3", when: "no Replace right", status: STATUS.permissionDenied },
]);

/** Replace of the ACL of a node that is there. */
export const REPLACE_ACL = checks([
  { rule: "tree §5.3#7–#10", when: "no right to replace the ACL", status: STATUS.permissionDenied },
  { rule: "tree §5.1#2, §17#2", when: "not an ACL", status: STATUS.commandFailed },
  { rule: "tree §5.6, §17#2", when: "root ACL without Add for everyone", status: STATUS.commandNotAllowed },
]);

export const RENAME = checks([
  { rule: "tree §4.4, §6.2#8", when: "name fixed by its description", status: STATUS.commandNotAllowed },
  { rule: "tree §4.4", when: "not a name", status: STATUS.commandNotAllowed },
  { rule: "tree §4.4, §2#13", when: "name too long", status: STATUS.uriTooLong },
  { rule: "tree §4.4, §17#17", when: "sibling of that name", status: STATUS.alreadyExists },
  { rule: "tree §3#17", when: "name taken by another description", status: STATUS.commandNotAllowed },
]);
