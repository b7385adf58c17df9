/** A case cites the rules it proves and rejects when one does not hold; the mutator needs cases it can run one by one. */
export interface Case {
  readonly rule: string;
  readonly title: string;
  readonly run: () => Promise<void>;
}

export function cases(rows: Readonly<Record<string, Readonly<Record<string, () => Promise<void>>>>>): readonly Case[] {
  return Object.entries(rows).flatMap(([rule, titles]) =>
    Object.entries(titles).map(([title, run]) => ({ rule, title, run })),
  );
}
