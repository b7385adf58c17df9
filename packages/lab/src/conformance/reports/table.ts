/** The statement for a terminal. */
import { countVerdicts, type Statement } from "../statement.ts";
import { VERDICTS, type Verdict } from "../verdict.ts";

export interface TableOptions {
  /** Columns; default 120. */
  readonly width?: number;
  readonly style?: (text: string, verdict: Verdict) => string;
}

export function printTable(statement: Statement, options: TableOptions = {}): string {
  const { width = 120, style = (text: string) => text } = options;
  const lines: string[] = [];
  let document = "";
  for (const { row, verdict, reasons } of statement.rows) {
    if (row.document !== document) lines.push("", row.document);
    document = row.document;
    const left = `${row.id}  ${row.clause.padEnd(11)} `;
    const word = style(verdict.padEnd(15), verdict);
    const room = Math.max(20, width - left.length - 15);
    lines.push(`${left}${word}${cut(row.asks, room)}`);
    const indent = " ".repeat(left.length + 15);
    if (verdict === "pass" || verdict === "not-yet" || verdict === "not-applicable") continue;
    lines.push(...reasons.slice(0, 3).map((reason) => `${indent}${cut(reason, room)}`));
  }
  return `${lines.join("\n").trimStart()}\n\n${printCounts(statement)}\n`;
}

/** One line: how many rows and cases came to which verdict. */
export function printCounts({ client, rows, cases }: Statement): string {
  const said = (verdicts: readonly Verdict[]): string => {
    const counts = countVerdicts(verdicts);
    return VERDICTS.flatMap((each) => (counts[each] === undefined ? [] : [`${counts[each]} ${each}`])).join(", ");
  };
  const ofRows = said(rows.map(({ verdict }) => verdict));
  const ofCases = said(cases.map(({ verdict }) => verdict));
  return `${client}: of ${rows.length} rows ${ofRows}; of ${cases.length} cases ${ofCases}.`;
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
