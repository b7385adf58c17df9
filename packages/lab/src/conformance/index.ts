/** The profile's rows and the cases that judge a client by them. */
export * from "./bootstrap-act.ts";
export * from "./case.ts";
export { CASES } from "./cases/index.ts";
export * from "./driver.ts";
export type * from "./push-case.ts";
export { printHtml } from "./reports/html.ts";
export { logHash, statementData } from "./reports/json.ts";
export { printJunit } from "./reports/junit.ts";
export { printMarkdown } from "./reports/markdown.ts";
export { printCounts, printTable, type TableOptions } from "./reports/table.ts";
export { ROWS } from "./rows/index.ts";
export type { Row, RowDocument, RowKind } from "./rows/row.ts";
export { PROVISIONAL } from "./rows/standing.ts";
export { type CaseOptions, type CaseRun, runCase } from "./run-case.ts";
export * from "./statement.ts";
export { VERDICTS, type Verdict } from "./verdict.ts";
export { type Ixit, type WaitingClient, waitForClient } from "./waiting.ts";
