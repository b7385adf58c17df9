/** What the page does: every row, then the rows that must fail; the outcome becomes its text. */
import { checkVector } from "../vectors/check.ts";
import { ROWS, WRONG_ROWS } from "../vectors/rows.ts";

export interface Outcome {
  readonly rows: number;
  readonly failures: readonly string[];
  readonly wrongRows: number;
  /** Of the wrong rows, those that were let pass. */
  readonly letPass: readonly string[];
}

declare const document: { body: { textContent: string } };

function failure(name: string, check: () => void): string[] {
  try {
    check();
    return [];
  } catch (error) {
    return [`${name}: ${String(error)}`];
  }
}

const outcome: Outcome = {
  rows: ROWS.length,
  failures: ROWS.flatMap((row) => failure(`${row.form} ${row.name}`, () => checkVector(row))),
  wrongRows: WRONG_ROWS.length,
  letPass: WRONG_ROWS.filter((row) => failure(row.name, () => checkVector(row)).length === 0).map(({ name }) => name),
};
document.body.textContent = encodeURIComponent(JSON.stringify(outcome));
