/** The statement as a page of the documentation: no time, no address, the same for the same client and cases. */
import type { CaseStatement, RowStatement, Statement } from "../statement.ts";
import { caseDataHash } from "../statement.ts";
import { printCounts } from "./table.ts";

/** `intro` stands above the tables. */
export function printMarkdown(statement: Statement, intro: readonly string[]): string {
  const { rows, cases } = statement;
  const documents = [...new Set(rows.map(({ row }) => row.document))];
  return [
    ...intro,
    "",
    printCounts(statement),
    "",
    `Case data: \`${caseDataHash()}\``,
    "",
    "## Rows",
    ...documents.flatMap((document) =>
      rowTable(
        document,
        rows.filter(({ row }) => row.document === document),
      ),
    ),
    "",
    "## Cases",
    "",
    "| case | what | class | rules | runs | verdict |",
    "|---|---|---|---|---|---|",
    ...cases.map(caseLine),
    "",
  ].join("\n");
}

function rowTable(document: string, rows: readonly RowStatement[]): string[] {
  return [
    "",
    `### ${document}`,
    "",
    "| row | § | asks for | verdict | cases | remarks |",
    "|---|---|---|---|---|---|",
    ...rows.map(({ row, verdict, reasons, cases }) => {
      const judged = [...cases.map(([id]) => id), ...row.invariants].join(", ");
      return `| ${row.id} | ${row.clause} | ${cell(row.asks)} | ${verdict} | ${judged} | ${cell(reasons.join("; "))} |`;
    }),
  ];
}

function caseLine({ test, verdict, runs }: CaseStatement): string {
  const ways = runs.map(({ variant }) => `${variant.encoding} ${variant.security}`).join(", ");
  return `| ${test.id} | ${cell(test.title)} | ${test.class} | ${cell(test.clause)} | ${test.notYet === undefined ? ways : ""} | ${verdict} |`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
