/** Every row of the tree's tables, changed for the worse (decisions D19): each change must make some case fail. */

import { STATUS } from "@oma-dm/client";
import type { NodeFormat } from "@oma-dm/codec/tnds";
import { MOID_ALIASES } from "../../src/tree/moid.ts";
import { PROPERTIES, PROPERTY_NAMES } from "../../src/tree/properties.ts";
import { QUERIES } from "../../src/tree/queries.ts";
import { REFERENCE_LEAVES } from "../../src/tree/references.ts";
import * as rules from "../../src/tree/rules.ts";
import { URI_LIMITS } from "../../src/tree/uri.ts";
import { INT_RANGE, LEXICAL } from "../../src/tree/value.ts";

export interface Mutant {
  readonly name: string;
  /** Rules the row stands on: cases that cite them are tried first. */
  readonly rule: string;
  /** Makes the change; the answer takes it back. */
  readonly apply: () => () => void;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Sets one field of an object the product treats as read-only. */
function put<T extends object, K extends keyof T>(object: T, key: K, value: T[K]): () => () => void {
  return () => {
    const before = object[key];
    (object as Writable<T>)[key] = value;
    return () => {
      (object as Writable<T>)[key] = before;
    };
  };
}

function checks(): readonly Mutant[] {
  return Object.entries(rules).flatMap(([table, rows]) =>
    rows.flatMap((row, index): Mutant[] => {
      const of = (what: string, apply: Mutant["apply"]): Mutant => ({
        name: `${table}[${index}] "${row.when}" ${what}`,
        rule: row.rule,
        apply,
      });
      const list = rows as rules.Check[];
      const drop = (): (() => void) => {
        list.splice(index, 1);
        return () => void list.splice(index, 0, row);
      };
      const status = row.status === STATUS.commandFailed ? STATUS.notFound : STATUS.commandFailed;
      return [of("dropped", drop), of(`says ${status}`, put(row, "status", status))];
    }),
  );
}

function properties(): readonly Mutant[] {
  return PROPERTY_NAMES.flatMap((name): Mutant[] => {
    const row = PROPERTIES[name];
    const replaced = row.replace === "title" ? "refused" : "title";
    return [
      {
        name: `PROPERTIES.${name} interior`,
        rule: row.rule,
        apply: put(row, "interior", !row.interior),
      },
      { name: `PROPERTIES.${name} replace ${replaced}`, rule: row.rule, apply: put(row, "replace", replaced) },
    ];
  });
}

function queries(): readonly Mutant[] {
  return Object.entries(QUERIES).flatMap(([name, row]): Mutant[] => [
    { name: `QUERIES.${name} data`, rule: row.rule, apply: put(row, "data", !row.data) },
    {
      name: `QUERIES.${name} selects`,
      rule: row.rule,
      apply: put(row, "selects", row.selects === "every node" ? "management objects" : "every node"),
    },
  ]);
}

function values(): readonly Mutant[] {
  const forms = Object.keys(LEXICAL) as NodeFormat[];
  return [
    ...forms.flatMap((format): Mutant[] => {
      const row = LEXICAL[format]!;
      return [
        { name: `LEXICAL.${format} takes all`, rule: row.rule, apply: put(row, "form", /^/) },
        { name: `LEXICAL.${format} takes nothing`, rule: row.rule, apply: put(row, "form", /^\b$/) },
      ];
    }),
    { name: "INT_RANGE.min", rule: "tree §4.2#2", apply: put(INT_RANGE, "min", INT_RANGE.min - 1) },
    { name: "INT_RANGE.max", rule: "tree §4.2#2", apply: put(INT_RANGE, "max", INT_RANGE.max + 1) },
    { name: "URI_LIMITS.maxSegLen", rule: "tree §2#13", apply: put(URI_LIMITS, "maxSegLen", 0) },
    { name: "URI_LIMITS.maxTotLen", rule: "tree §2#12", apply: put(URI_LIMITS, "maxTotLen", 0) },
    { name: "URI_LIMITS.maxDepth", rule: "tree §2#11", apply: put(URI_LIMITS, "maxDepth", 0) },
  ];
}

function names(): readonly Mutant[] {
  const aliases = Object.keys(MOID_ALIASES).map(
    (alias): Mutant => ({
      name: `MOID_ALIASES ${alias}`,
      rule: "tree §17#19, §11#11",
      apply: put(MOID_ALIASES as Record<string, string>, alias, alias),
    }),
  );
  const leaves = REFERENCE_LEAVES.map(
    (name, index): Mutant => ({
      name: `REFERENCE_LEAVES ${name}`,
      rule: "tree §11#8",
      apply: put(REFERENCE_LEAVES as string[], index, `not ${name}`),
    }),
  );
  return [...aliases, ...leaves];
}

export const MUTANTS: readonly Mutant[] = [...checks(), ...properties(), ...queries(), ...values(), ...names()];
