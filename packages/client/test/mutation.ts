/**
 * Tables changed for the worse, one row at a time (decisions D19): each change must make some case fail. What the
 * product treats as read-only is changed in place, and put back.
 */
import { beforeAll, describe, expect, it } from "vitest";
import type { Case } from "./tree/cases/case.ts";

export interface Mutant {
  readonly name: string;
  /** Rules the row stands on: cases that cite them are tried first. */
  readonly rule: string;
  /** Makes the change; the answer takes it back. */
  readonly apply: () => () => void;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Sets one field. */
export function put<T extends object, K extends keyof T>(object: T, key: K, value: T[K]): () => () => void {
  return () => {
    const before = object[key];
    (object as Writable<T>)[key] = value;
    return () => {
      (object as Writable<T>)[key] = before;
    };
  };
}

/** Takes one entry out of a list. */
export function dropped<T>(list: readonly T[], index: number): () => () => void {
  return () => {
    const [row] = (list as T[]).splice(index, 1);
    return () => void (list as T[]).splice(index, 0, row!);
  };
}

/** A limit, one less and one more. */
export function around<K extends string>(
  table: string,
  limits: Readonly<Record<K, number>>,
  limit: K,
  rule: string,
): readonly Mutant[] {
  return [-1, 1].map((step) => ({
    name: `${table}.${limit} ${step < 0 ? "one less" : "one more"}`,
    rule,
    apply: put<Record<string, number>, string>(limits, limit, limits[limit] + step),
  }));
}

/** A map: each entry missing, and with each value that `others` has for it. */
export function mapped<K, V>(
  table: string,
  map: ReadonlyMap<K, V>,
  rule: (key: K) => string,
  others: (key: K, value: V) => readonly (readonly [name: string, value: V])[] = () => [],
): readonly Mutant[] {
  const open = map as Map<K, V>;
  return [...map].flatMap(([key, value]): Mutant[] => [
    {
      name: `${table} without ${String(key)}`,
      rule: rule(key),
      apply: () => {
        open.delete(key);
        return () => void open.set(key, value);
      },
    },
    ...others(key, value).map(
      ([name, other]): Mutant => ({
        name: `${table} ${String(key)} ${name}`,
        rule: rule(key),
        apply: () => {
          open.set(key, other);
          return () => void open.set(key, value);
        },
      }),
    ),
  ]);
}

/** A set: each member missing, and each of `strangers` in it. */
export function members<T>(
  table: string,
  set: ReadonlySet<T>,
  rule: (member: T) => string,
  strangers: readonly T[] = [],
): readonly Mutant[] {
  const open = set as Set<T>;
  return [
    ...[...set].map(
      (member): Mutant => ({
        name: `${table} without ${String(member)}`,
        rule: rule(member),
        apply: () => {
          open.delete(member);
          return () => void open.add(member);
        },
      }),
    ),
    ...strangers.map(
      (member): Mutant => ({
        name: `${table} with ${String(member)}`,
        rule: rule(member),
        apply: () => {
          open.add(member);
          return () => void open.delete(member);
        },
      }),
    ),
  ];
}

/** `§8.6#3` and so on; `#5` behind a comma belongs to the section before it, a run (`#7–#9`) names all between its ends. */
function rulesIn(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  let section = "";
  let last = 0;
  for (const [, run, named, number] of text.matchAll(/(–)?(§[\d.]+)?#(\d+)/g)) {
    section = named ?? section;
    for (let at = run === undefined ? Number(number) : last + 1; at <= Number(number); at++)
      found.add(`${section}#${at}`);
    last = Number(number);
  }
  return found;
}

/** Those that cite a rule of the row are the ones that should notice; they come first. */
function ordered(cases: readonly Case[], { rule }: Mutant, by: Noticing): readonly Case[] {
  const wanted = rulesIn(rule);
  const cites = (each: Case): boolean => [...rulesIn(each.rule)].some((one) => wanted.has(one));
  return [...cases.filter(cites), ...(by === "citing cases" ? [] : cases.filter((each) => !cites(each)))];
}

/** Milliseconds a case may take; what it waits for may never come once a table is wrong. */
const LONGEST_MS = 3_000;

async function fails({ run }: Case): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<true>((resolve) => {
    timer = setTimeout(() => resolve(true), LONGEST_MS);
  });
  const failed = run().then(
    () => false,
    () => true,
  );
  try {
    return await Promise.race([failed, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The first case that fails; undefined when none does. */
async function firstFailure(cases: readonly Case[]): Promise<string | undefined> {
  for (const each of cases) {
    const { rule, title } = each;
    if (await fails(each)) return `${rule}: ${title}`;
  }
  return undefined;
}

/** Who has to notice a mutant: a case that cites a rule of its row, or any. */
export type Noticing = "citing cases" | "all cases";

/** One test for each mutant, and one that they leave nothing behind. */
export function mutantsAreNoticed(
  name: string,
  cases: readonly Case[],
  mutants: readonly Mutant[],
  by: Noticing,
): void {
  const noticedBy = async (mutant: Mutant): Promise<string | undefined> => {
    const restore = mutant.apply();
    try {
      return await firstFailure(ordered(cases, mutant, by));
    } finally {
      restore();
    }
  };

  describe(name, () => {
    // A case that fails anyway would notice everything.
    beforeAll(async () => {
      expect(await firstFailure(cases), "fails before anything is changed").toBeUndefined();
    }, 60_000);

    it.each(mutants.map((mutant) => [mutant.name, mutant] as const))("%s", async (_, mutant) => {
      expect(await noticedBy(mutant), "no case noticed").toBeDefined();
    });

    it("leave nothing behind", async () => {
      expect(await firstFailure(cases)).toBeUndefined();
    });
  });
}
