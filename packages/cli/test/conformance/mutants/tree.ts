/** Clients whose tree is wrong: rows of its tables, and how transactions go back. */
import { DM_ACC } from "../../../../client/src/objects/dm-acc.ts";
import type { Condition } from "../../../../client/src/tree/conditions.ts";
import type { NodeSpec } from "../../../../client/src/tree/node-spec.ts";
import { PROPERTIES } from "../../../../client/src/tree/properties.ts";
import { QUERIES } from "../../../../client/src/tree/queries.ts";
import * as rules from "../../../../client/src/tree/rules.ts";
import { Transaction } from "../../../../client/src/tree/transaction.ts";
import type { TreeNode } from "../../../../client/src/tree/tree-node.ts";
import { URI_LIMITS } from "../../../../client/src/tree/uri.ts";
import { LEXICAL } from "../../../../client/src/tree/value.ts";
import { drop, type Mutant, put } from "./mutant.ts";

const row = (table: readonly rules.Check[], when: string) => drop(table, (each) => each.when === when);
const all =
  (...changes: readonly (() => () => void)[]) =>
  (): (() => void) => {
    const undo = changes.map((change) => change());
    return () => {
      for (const each of undo.reverse()) each();
    };
  };
/** What every row with that condition asks. */
const condition = (name: Condition, answer: boolean) =>
  all(
    ...Object.values(rules)
      .flat()
      .filter(({ when }) => when === name)
      .map((check) => put(check as { holds: rules.Check["holds"] }, "holds", () => answer)),
  );
const status = (table: readonly rules.Check[], when: string, code: rules.Check["status"]) => {
  const found = table.find((each) => each.when === when)!;
  return put(found as { status: rules.Check["status"] }, "status", code);
};

/** A method of the transaction that goes wrong. */
function transaction<K extends "rollBack" | "set" | "remove" | "rename">(
  name: K,
  change: (original: Transaction[K]) => Transaction[K],
): () => () => void {
  return put(Transaction.prototype as Pick<Transaction, K>, name, change(Transaction.prototype[name]));
}

type SetChange = Parameters<Transaction["set"]>[1];

export const TREE_MUTANTS: readonly Mutant[] = [
  {
    name: "Replace of what is not there is a success",
    killer: "CM-12",
    apply: status(rules.REPLACE, "target missing", 200 as never),
  },
  { name: "Add over what is there", killer: "CM-03", apply: row(rules.ADD, "target exists") },
  { name: "Add below a leaf", killer: "CM-04", apply: status(rules.ADD, "nearest ancestor is a leaf", 200 as never) },
  { name: "Add where nothing may be added", killer: "CM-06", apply: row(rules.PLACE, "place not described") },
  {
    name: "Delete of permanent nodes",
    killer: "TR-25",
    apply: all(
      row(rules.DELETE, "target permanent"),
      row(rules.DELETE, "no AccessType Delete"),
      row(rules.DELETE, "no Delete right"),
    ),
  },
  { name: "Delete of what lacks AccessType Delete", killer: "TR-26", apply: row(rules.DELETE, "no AccessType Delete") },
  { name: "Get of what lacks AccessType Get", killer: "CM-31", apply: row(rules.GET_VALUE, "no AccessType Get") },
  {
    name: "Replace of what can only be read",
    killer: "CM-14",
    apply: all(row(rules.REPLACE, "no AccessType Replace"), row(rules.REPLACE, "no Replace right")),
  },
  { name: "Exec of any node", killer: "CM-21", apply: row(rules.EXEC, "no AccessType Exec") },
  { name: "ACLs are ignored for Get", killer: "AC-03", apply: condition("no Get right", false) },
  { name: "ACLs are ignored for Replace", killer: "AC-05", apply: condition("no Replace right", false) },
  { name: "ACLs are ignored for Delete", killer: "AC-05", apply: condition("no Delete right", false) },
  { name: "ACLs are ignored for Exec", killer: "CM-24", apply: condition("no Exec right", false) },
  { name: "anyone may change an ACL", killer: "AC-07", apply: condition("no right to replace the ACL", false) },
  { name: "texts that are no ACL are taken for one", killer: "AC-12", apply: condition("not an ACL", false) },
  { name: "425 comes before 404", killer: "TR-04", apply: status(rules.GET, "target missing", 425 as never) },
  { name: "two siblings of one name", killer: "TR-15", apply: row(rules.RENAME, "sibling of that name") },
  {
    name: "permanent nodes change their names",
    killer: "TR-16",
    apply: all(
      row(rules.RENAME, "name fixed by its description"),
      row(rules.RENAME, "name taken by another description"),
      row(rules.REPLACE_PROPERTY, "no Replace right"),
    ),
  },
  {
    name: "Size of interior nodes",
    killer: "TR-10",
    apply: put(PROPERTIES.Size as { interior: boolean }, "interior", true),
  },
  {
    name: "Format can be set",
    killer: "TR-17",
    apply: put(PROPERTIES.Format as { replace: string }, "replace", "title"),
  },
  {
    name: "StructData without data",
    killer: "TN-01",
    apply: put(QUERIES["StructData"] as { data: boolean }, "data", false),
  },
  {
    name: "MORoot lists every node",
    killer: "TN-19",
    apply: put(QUERIES["MORoot"] as { selects: string }, "selects", "every node"),
  },
  {
    name: "MORootData without data",
    killer: "TN-20",
    apply: put(QUERIES["MORootData"] as { data: boolean }, "data", false),
  },
  { name: "no number is an int", killer: "TR-21", apply: put(LEXICAL.int as { form: RegExp }, "form", /^\b$/) },
  { name: "URIs of any length", killer: "CM-08", apply: put(URI_LIMITS as { maxSegLen: number }, "maxSegLen", 60_000) },
  {
    name: "secrets can be read",
    killer: "DI-14",
    apply: put(secretSpec() as { access: NodeSpec["access"] }, "access", ["Add", "Delete", "Get", "Replace"]),
  },
  {
    name: "an Atomic that fails is not rolled back",
    killer: "AS-06",
    apply: transaction(
      "rollBack",
      () =>
        function (this: Transaction) {
          this.commit();
        },
    ),
  },
  {
    name: "a roll-back forgets ACLs",
    killer: "AS-07",
    apply: transaction(
      "set",
      (original) =>
        function (this: Transaction, node: TreeNode, change: SetChange) {
          if (change.acl === undefined) original.call(this, node, change);
          else forgetSince(this, () => original.call(this, node, change));
        },
    ),
  },
  {
    name: "a roll-back forgets names",
    killer: "AS-07",
    apply: transaction(
      "rename",
      (original) =>
        function (this: Transaction, node: TreeNode, name: string) {
          forgetSince(this, () => original.call(this, node, name));
        },
    ),
  },
  {
    name: "a roll-back forgets what was deleted",
    killer: "AS-07",
    apply: transaction(
      "remove",
      (original) =>
        function (this: Transaction, node: TreeNode) {
          forgetSince(this, () => original.call(this, node));
        },
    ),
  },
];

/** What was done since cannot be undone any more. */
function forgetSince(transaction_: Transaction, doIt: () => void): void {
  const open = transaction_ as unknown as { undo: (() => void)[] | undefined };
  const before = open.undo?.length ?? 0;
  doIt();
  open.undo?.splice(before);
}

/** The description of AAuthSecret. */
function secretSpec(): NodeSpec {
  const find = (spec: NodeSpec): NodeSpec | undefined =>
    spec.name === "AAuthSecret" ? spec : (spec.children ?? []).map(find).find((each) => each !== undefined);
  const found = find(DM_ACC.spec);
  if (found === undefined) throw new TypeError("DMAcc has no AAuthSecret");
  return found;
}
