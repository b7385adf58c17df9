/** The profile's rows and the cases that judge a client by them. */
export * from "./case.ts";
export { CASES } from "./cases/index.ts";
export * from "./driver.ts";
export { ROWS } from "./rows/index.ts";
export type { Row, RowDocument, RowKind } from "./rows/row.ts";
export { PROVISIONAL } from "./rows/standing.ts";
export { type CaseOptions, type CaseRun, runCase } from "./run-case.ts";
export { VERDICTS, type Verdict } from "./verdict.ts";
