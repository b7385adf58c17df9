/** The statement as JUnit XML, for whatever watches a build: a suite per document, a test per row. */
import type { RowStatement, Statement } from "../statement.ts";

export function printJunit({ client, rows }: Statement): string {
  const documents = [...new Set(rows.map(({ row }) => row.document))];
  const suites = documents.map((document) =>
    suite(
      document,
      rows.filter(({ row }) => row.document === document),
    ),
  );
  const [failures, skipped] = [rows.filter(isFailed).length, rows.filter(isSkipped).length];
  const head = `name="${xml(client)}" tests="${rows.length}" failures="${failures}" skipped="${skipped}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${head}>\n${suites.join("")}</testsuites>\n`;
}

function suite(document: string, rows: readonly RowStatement[]): string {
  const counts = `tests="${rows.length}" failures="${rows.filter(isFailed).length}" skipped="${rows.filter(isSkipped).length}"`;
  return `  <testsuite name="${xml(document)}" ${counts}>\n${rows.map(test).join("")}  </testsuite>\n`;
}

function test({ row, verdict, reasons }: RowStatement): string {
  const head = `    <testcase classname="${xml(row.document)} ${xml(row.clause)}" name="${row.id} ${xml(row.asks)}"`;
  const text = xml(reasons.join("\n"));
  if (verdict === "pass") return `${head}/>\n`;
  if (verdict === "fail") {
    return `${head}>\n      <failure message="${xml(reasons[0] ?? "failed")}">${text}</failure>\n    </testcase>\n`;
  }
  // Passed on text nobody read: a pass, with a note.
  if (verdict === "provisional")
    return `${head}>\n      <system-out>provisional: ${text}</system-out>\n    </testcase>\n`;
  return `${head}>\n      <skipped message="${verdict}: ${xml(reasons[0] ?? "")}"/>\n    </testcase>\n`;
}

function isFailed({ verdict }: RowStatement): boolean {
  return verdict === "fail";
}

function isSkipped({ verdict }: RowStatement): boolean {
  return !["pass", "fail", "provisional"].includes(verdict);
}

/** Text and attribute values; what XML cannot hold is left out. */
function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "")
    .replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}
