/** Every row of the tree's tables, changed for the worse (decisions D19): each change must make some case fail. */

import { STATUS } from "@oma-dm/client";
import { NODE_FORMATS, type NodeFormat } from "@oma-dm/codec/tnds";
import { DM_ACC_PLACEMENT } from "../../src/objects/dm-acc.ts";
import { ACL_COMMANDS } from "../../src/tree/acl.ts";
import { CONDITIONS, type Condition } from "../../src/tree/conditions.ts";
import type { Placement } from "../../src/tree/inbox.ts";
import { MOID_ALIASES } from "../../src/tree/moid.ts";
import { PROPERTIES, PROPERTY_NAMES } from "../../src/tree/properties.ts";
import { QUERIES } from "../../src/tree/queries.ts";
import { REFERENCE_LEAVES } from "../../src/tree/references.ts";
import * as rules from "../../src/tree/rules.ts";
import { TNDS_PARTS } from "../../src/tree/tnds-list.ts";
import { URI_LIMITS } from "../../src/tree/uri.ts";
import { INT_RANGE, LEXICAL, TREE_LIMITS } from "../../src/tree/value.ts";
import { around, dropped, type Mutant, put } from "../mutation.ts";

const TABLES: readonly (readonly [name: string, rows: rules.Check[]])[] = Object.entries(rules).map(([name, table]) => [
  name,
  table as readonly rules.Check[] as rules.Check[],
]);

function checks(): readonly Mutant[] {
  return TABLES.flatMap(([table, list]) =>
    list.flatMap((row, index): Mutant[] => {
      const of = (what: string, apply: Mutant["apply"], rule = row.rule): Mutant => ({
        name: `${table}[${index}] "${row.when}" ${what}`,
        rule,
        apply,
      });
      const status = row.status === STATUS.commandFailed ? STATUS.notFound : STATUS.commandFailed;
      const bound = row.servers ? "binds the device too" : "binds servers alone";
      // ACLs never bind the device.
      const isRight = /^no (?:\w+ )?right\b/.test(row.when);
      return [
        of("dropped", dropped(list, index)),
        of(`says ${status}`, put(row, "status", status)),
        ...(isRight && !row.servers ? [] : [of(bound, put(row, "servers", !row.servers), "tree §3#11")]),
      ];
    }),
  );
}

/** Neighbours in a table change places: the order of decisions D1. */
function orders(): readonly Mutant[] {
  return TABLES.flatMap(([table, list]) =>
    list.flatMap((row, index): Mutant[] => {
      const next = list[index + 1];
      if (next === undefined || next.status === row.status || excludes(row.when, next.when)) return [];
      const swap = (): void => {
        [list[index], list[index + 1]] = [list[index + 1]!, list[index]!];
      };
      const apply = (): (() => void) => {
        swap();
        return swap;
      };
      return [{ name: `${table}: "${next.when}" before "${row.when}"`, rule: `${row.rule}, tree §6.1`, apply }];
    }),
  );
}

/** Of two rows that never both hold the order says nothing. */
function excludes(one: Condition, other: Condition): boolean {
  const needsNode = (when: Condition): boolean => /^no \w+ right$/.test(when);
  if (one === "target missing") return needsNode(other);
  // No node has a name that is too long.
  return one === "name too long" && other === "sibling of that name";
}

/** What a row asks, answered always and never. */
function conditions(): readonly Mutant[] {
  return (Object.keys(CONDITIONS) as Condition[]).flatMap((name): Mutant[] => {
    const rows = TABLES.flatMap(([, list]) => list.filter(({ when }) => when === name));
    const rule = rows.map((row) => row.rule).join(", ");
    return [true, false].map((answer) => ({
      name: `CONDITIONS "${name}" ${answer ? "always" : "never"} holds`,
      rule,
      apply: () => {
        const undo = rows.map((row) => put(row, "holds", () => answer)());
        return () => {
          for (const step of undo) step();
        };
      },
    }));
  });
}

function properties(): readonly Mutant[] {
  return PROPERTY_NAMES.flatMap((name): Mutant[] => {
    const row = PROPERTIES[name];
    const kinds = (["acl", "name", "title", "refused"] as const).filter((kind) => kind !== row.replace);
    return [
      {
        name: `PROPERTIES.${name} interior`,
        rule: row.rule,
        apply: put(row, "interior", !row.interior),
      },
      ...kinds.map((kind) => ({
        name: `PROPERTIES.${name} replace ${kind}`,
        rule: row.rule,
        apply: put(row, "replace", kind),
      })),
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
    ...around("INT_RANGE", INT_RANGE, "min", "tree §4.2#2"),
    ...around("INT_RANGE", INT_RANGE, "max", "tree §4.2#2"),
    ...around("TREE_LIMITS", TREE_LIMITS, "maxValueBytes", "tree §6.2#14"),
    ...around("URI_LIMITS", URI_LIMITS, "maxSegLen", "tree §2#13"),
    ...around("URI_LIMITS", URI_LIMITS, "maxTotLen", "tree §2#12"),
    ...around("URI_LIMITS", URI_LIMITS, "maxDepth", "tree §2#11"),
    ...(["maxSegLen", "maxTotLen", "maxDepth"] as const).map((limit) => ({
      name: `URI_LIMITS.${limit} none`,
      rule: "tree §2#14",
      apply: put(URI_LIMITS, limit, 0),
    })),
  ];
}

/** Each entry of a list, called otherwise. */
function renamed(table: string, list: readonly string[], rule: string): readonly Mutant[] {
  return list.map((entry, index) => ({
    name: `${table} without ${entry}`,
    rule,
    apply: put(list as string[], index, `not-${entry}`),
  }));
}

function placements(): readonly Mutant[] {
  const of = (what: string, rule: string, apply: Mutant["apply"]): Mutant => ({
    name: `DM_ACC_PLACEMENT ${what}`,
    rule,
    apply,
  });
  const row: { -readonly [K in keyof Placement]?: Placement[K] | undefined } = DM_ACC_PLACEMENT;
  return [
    of("of another kind", "tree §11#4", put(row, "moid", "urn:oma:mo:x-other:1.0")),
    of("elsewhere", "tree §11#4", put(row, "container", ["Open"])),
    of("tells no versions apart", "tree §11#6", put(row, "identity", undefined)),
    of("replaces nothing", "tree §11#9", put(row, "prepare", undefined)),
    of("finishes nothing", "tree §11#11", put(row, "created", undefined)),
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
  return [
    ...aliases,
    ...renamed("REFERENCE_LEAVES", REFERENCE_LEAVES, "tree §11#8"),
    ...renamed("ACL_COMMANDS", ACL_COMMANDS, "tree §5.1#1, #2"),
    ...renamed("NODE_FORMATS", NODE_FORMATS, "tree §4.2#12"),
    ...renamed("TNDS_PARTS", TNDS_PARTS, "tree §7.3#2, #3, #4"),
  ];
}

export const MUTANTS: readonly Mutant[] = [
  ...checks(),
  ...orders(),
  ...conditions(),
  ...properties(),
  ...queries(),
  ...values(),
  ...names(),
  ...placements(),
];
