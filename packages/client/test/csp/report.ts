/** The table of answers other than 200, and the page with the counts. */
import { REASONS } from "./forecast.ts";
import type { CommandOutcome, DocumentOutcome } from "./outcomes.ts";

/** One line for each command that is not wholly 200: file, number of the command in it, command, codes, reasons. */
export function answersTable(outcomes: readonly DocumentOutcome[]): string {
  const rows = outcomes.flatMap(({ id, commands }) =>
    commands
      .filter(({ codes }) => codes.some((code) => code !== "200"))
      .map(({ cmdId, cmd, codes, reasons }) => [id, cmdId, cmd, codes.join(","), reasons.join(",")].join("\t")),
  );
  return `${["file\tcommand\tname\tcodes\treasons", ...rows].join("\n")}\n`;
}

interface Counts {
  readonly documents: readonly DocumentOutcome[];
  readonly unreadable: number;
  readonly empty: number;
}

export function page({ documents, unreadable, empty }: Counts): string {
  const commands = documents.flatMap((document) => document.commands);
  const without = documents.filter(({ descriptions }) => descriptions.length === 0);
  const described = documents.filter(({ descriptions }) => descriptions.length > 0);
  const files = new Set(documents.flatMap(({ descriptions }) => descriptions));
  const row = (what: string, some: readonly DocumentOutcome[]): string => {
    const all = some.flatMap((document) => document.commands);
    return `| ${what} | ${some.length} | ${all.length} | ${all.filter(isDone).length} |`;
  };
  const reasons = new Map<string, number>();
  for (const command of commands) {
    if (isDone(command)) continue;
    const codes = [...new Set(command.codes)].filter((code) => code !== "200").join(", ");
    for (const reason of command.reasons) {
      const key = `${codes} | ${reason} | ${REASONS[reason].words}`;
      reasons.set(key, (reasons.get(key) ?? 0) + 1);
    }
  }
  return `\n${[
    "| documents | how many | commands | answered 200 |",
    "|---|---:|---:|---:|",
    row("with at least one matching description", described),
    row("without one", without),
    row("all that were executed", documents),
    "",
    `${files.size} descriptions matched. Not executed: ${unreadable} that cannot be read — no well-formed XML, or prose and placeholders between the elements —, ${empty} that hold no command.`,
    "",
    "| code | reason | in words | commands |",
    "|---|---|---|---:|",
    ...[...reasons].sort().map(([key, count]) => `| ${key} | ${count} |`),
  ].join("\n")}\n\n`;
}

function isDone({ codes }: CommandOutcome): boolean {
  return codes.every((code) => code === "200");
}
