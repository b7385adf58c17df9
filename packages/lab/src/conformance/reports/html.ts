/**
 * The statement as one page that needs nothing else: rows to filter by document and verdict, each case with its ladder
 * and its messages, XML and bytes side by side. What the page shows of the wire lies in it compressed.
 */
import { deflateRawSync } from "node:zlib";
import { printLadder } from "../../ladder.ts";
import type { TraceEvent } from "../../trace.ts";
import type { CaseRun } from "../run-case.ts";
import type { Statement } from "../statement.ts";
import { VERDICTS } from "../verdict.ts";
import { PAGE_SCRIPT, PAGE_STYLE } from "./page.ts";
import { printCounts } from "./table.ts";

export function printHtml(statement: Statement): string {
  const { client, rows, cases } = statement;
  const documents = [...new Set(rows.map(({ row }) => row.document))];
  const options = (list: readonly string[]): string => list.map((each) => `<option>${html(each)}</option>`).join("");
  const lines = rows.map(({ row, verdict, reasons, cases: judged }) => {
    const links = judged.map(([id, each]) => `<a href="#${id}" class="${each}">${id}</a>`).join(" ");
    const cells = [row.id, row.document, row.clause, html(row.asks), `<b class="${verdict}">${verdict}</b>`, links];
    const data = `data-document="${row.document}" data-verdict="${verdict}"`;
    return `<tr ${data}>${cells.map((cell) => `<td>${cell}</td>`).join("")}<td>${html(reasons.join("; "))}</td></tr>`;
  });
  const details = cases.map(({ test, verdict, runs }) => {
    const title = `<b class="${verdict}">${verdict}</b> ${test.id} ${html(test.title)} <small>${html(test.clause)}</small>`;
    const inside = runs.map((run, at) => runMarkup(run, `${test.id}/${at}`)).join("");
    return `<details id="${test.id}" data-verdict="${verdict}"><summary>${title}</summary>${inside}</details>`;
  });
  const wire = Object.fromEntries(
    cases.flatMap(({ test, runs }) => runs.map((run, at) => [`${test.id}/${at}`, wireOf(run)] as const)),
  );
  const packed = deflateRawSync(JSON.stringify(wire), { level: 9 }).toString("base64");
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Conformance statement: ${html(client)}</title>
<style>${PAGE_STYLE}</style></head><body>
<h1>Conformance statement</h1>
<p>${html(printCounts(statement))}</p>
<p><label>Document <select id="document"><option value="">all</option>${options(documents)}</select></label>
<label>Verdict <select id="verdict"><option value="">all</option>${options(VERDICTS)}</select></label></p>
<table><thead><tr><th>row</th><th>document</th><th>§</th><th>asks for</th><th>verdict</th><th>cases</th><th>remarks</th></tr></thead>
<tbody id="rows">${lines.join("\n")}</tbody></table>
<h2>Cases</h2>
<div id="cases">${details.join("\n")}</div>
<script id="wire" type="text/plain">${packed}</script>
<script>${PAGE_SCRIPT}</script>
</body></html>
`;
}

function runMarkup({ variant, verdict, reasons, trace }: CaseRun, key: string): string {
  const title = `${variant.encoding}, ${variant.security}: <b class="${verdict}">${verdict}</b>`;
  const why = reasons.map((reason) => `<li>${html(reason)}</li>`).join("");
  const wire = trace.length === 0 ? "" : `<div class="wire" data-run="${key}"></div>`;
  return `<section><h3>${title}</h3>${why === "" ? "" : `<ul>${why}</ul>`}${wire}</section>`;
}

function wireOf({ trace }: CaseRun): { ladder: string; messages: unknown[] } {
  return {
    ladder: trace.length === 0 ? "" : printLadder(trace, { width: 110 }),
    messages: trace.map(messageOf),
  };
}

function messageOf({
  n,
  direction,
  method,
  path,
  status,
  headers,
  encoding,
  size,
  bytes,
  masked,
  xml,
  error,
  fault,
}: TraceEvent) {
  const line = direction === "to-server" ? `${method} ${path}` : `HTTP ${status ?? "nothing"}`;
  // The bytes of an XML message are its text.
  const isText = encoding === "xml" && xml !== undefined && masked === true;
  return { n, direction, line, headers, encoding, size, masked, xml, error, fault, ...(isText ? {} : { bytes }) };
}

function html(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}
