/** `conformance`: runs the profile's rows against a client and writes the statement. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { styleText } from "node:util";
import {
  type CaseRun,
  type ClientDriver,
  printHtml,
  printJunit,
  printTable,
  type RunOptions,
  runConformance,
  type Statement,
  selectRows,
  statementData,
  type Verdict,
  waitForClient,
} from "@oma-dm/lab";
import { commandDriver } from "../conformance/command-driver.ts";
import { inProcessDriver } from "../conformance/in-process.ts";
import { parseIxit } from "../conformance/ixit.ts";
import { EXIT, Failure } from "../failure.ts";
import type { Io } from "../io.ts";
import { toJson } from "../json.ts";
import { printable } from "../printable.ts";

export interface ConformanceFlags {
  readonly client?: string;
  readonly url?: string;
  readonly ixit?: string;
  readonly rows?: string;
  readonly report?: string;
  readonly json?: boolean;
}

const COLOURS: Readonly<Partial<Record<Verdict, Parameters<typeof styleText>[0]>>> = {
  pass: "green",
  fail: "red",
  provisional: "yellow",
  inconclusive: "magenta",
};

export async function conformance(io: Io, flags: ConformanceFlags): Promise<number> {
  const rows = select(flags.rows);
  const options: RunOptions = { rows, onRun: progressOf(io, flags) };
  const statement = await judge(io, flags, options);
  io.progress?.("");
  if (flags.report !== undefined) writeReports(flags.report, statement);
  if (flags.json === true) io.out(toJson(statementData(statement)));
  else {
    const style = (text: string, verdict: Verdict): string => {
      const colour = COLOURS[verdict];
      return io.outIsTerminal && colour !== undefined ? styleText(colour, text) : text;
    };
    io.out(printTable(statement, { style }));
    if (flags.report !== undefined) io.say(`the statement is in ${join(flags.report, "statement.html")}`);
  }
  const failed = statement.rows.some(({ verdict }) => verdict === "fail");
  return failed || statement.cases.some(({ verdict }) => verdict === "fail") ? EXIT.failed : EXIT.done;
}

async function judge(io: Io, { client, url, ixit }: ConformanceFlags, options: RunOptions): Promise<Statement> {
  if (url === undefined) {
    if (ixit !== undefined)
      throw new Failure(EXIT.usage, "--ixit describes a client that is waited for; give --url too");
    const [driver, parallel]: [ClientDriver, number] =
      client === undefined ? [inProcessDriver(), 4] : [commandDriver(client), 2];
    return runConformance(driver, { ...options, parallel });
  }
  if (client !== undefined) throw new Failure(EXIT.usage, "give --client or --url, not both");
  if (ixit === undefined) throw new Failure(EXIT.usage, "--url needs --ixit FILE, which says who will come");
  if (!URL.canParse(url) || new URL(url).protocol !== "http:") {
    throw new Failure(EXIT.usage, `${url} is no http URL of this machine; give one such as http://127.0.0.1:8080/dm`);
  }
  const known = parseIxit(readFileSync(ixit, "utf8"), url);
  const waiting = await waitForClient(known);
  try {
    io.say(`waiting for sessions of ${printable(known.name)} at ${url}`);
    const { driver, open } = waiting;
    const actTimeoutMs = (known.patienceMs ?? 60_000) * 2 + 60_000;
    return await runConformance(driver, { ...options, open, parallel: 1, actTimeoutMs });
  } finally {
    await waiting.close();
  }
}

function select(rows: string | undefined): RunOptions["rows"] & object {
  try {
    return selectRows(
      (rows ?? "")
        .split(",")
        .map((each) => each.trim())
        .filter((each) => each !== ""),
    );
  } catch (error) {
    if (error instanceof RangeError) throw new Failure(EXIT.usage, error.message);
    throw error;
  }
}

/** On a terminal, one line that changes. */
function progressOf(io: Io, { json }: ConformanceFlags): NonNullable<RunOptions["onRun"]> {
  if (io.progress === undefined || json === true) return () => undefined;
  let failed = 0;
  return ({ id, verdict }: CaseRun, done, all) => {
    if (verdict === "fail") failed += 1;
    io.progress?.(`${done}/${all} ${id}${failed === 0 ? "" : `, ${failed} failed`}`);
  };
}

function writeReports(directory: string, statement: Statement): void {
  mkdirSync(directory, { recursive: true });
  const write = (name: string, text: string): void => writeFileSync(join(directory, name), text);
  write("statement.html", printHtml(statement));
  write("statement.json", toJson(statementData(statement)));
  write("statement.xml", printJunit(statement));
  write("statement.txt", `${printTable(statement)}`);
}
