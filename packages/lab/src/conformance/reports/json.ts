/** The statement as data. Its shape has a JSON Schema with the command line. */
import { createHash } from "node:crypto";
import type { CaseRun } from "../run-case.ts";
import { caseDataHash, countVerdicts, type Statement } from "../statement.ts";

export function statementData(statement: Statement): unknown {
  const { client, rows, cases } = statement;
  return {
    client,
    caseData: caseDataHash(),
    counts: {
      rows: countVerdicts(rows.map(({ verdict }) => verdict)),
      cases: countVerdicts(cases.map(({ verdict }) => verdict)),
    },
    rows: rows.map(({ row, verdict, reasons, cases: judged }) => ({
      id: row.id,
      document: row.document,
      clause: row.clause,
      asks: row.asks,
      verdict,
      reasons,
      cases: judged.map(([id]) => id),
    })),
    cases: cases.map(({ test, verdict, runs }) => ({
      id: test.id,
      title: test.title,
      clause: test.clause,
      class: test.class,
      since: test.since,
      verdict,
      runs: runs.map((run) => ({
        encoding: run.variant.encoding,
        security: run.variant.security,
        verdict: run.verdict,
        reasons: run.reasons,
        messages: run.trace.length,
        log: logHash(run),
      })),
    })),
  };
}

/** Of everything that went over the wire, secrets masked: what a verdict was given on. */
export function logHash({ trace }: CaseRun): string {
  return createHash("sha256").update(JSON.stringify(trace)).digest("hex");
}
