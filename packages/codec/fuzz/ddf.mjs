/** Any bytes are a description or a DecodeError, and the report on one can be written down. */
import { strict as assert } from "node:assert";
import { checkDdf, DDF_FINDINGS, decodeDdf, encodeDdf } from "@oma-dm/codec/ddf";
import { decodeDocument } from "@oma-dm/codec/document";
import { withoutLayout } from "./laws/layout.mjs";
import { decoded } from "./laws/refusal.mjs";
import { vectors } from "./seeds/vectors.mjs";

export const seeds = vectors("ddf", "tnds", "report");

/** Without declarations of prefixes: where vendors' elements stand alone, each needs what those around had declared. */
function bare(value) {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(bare);
  const entries = Object.entries(value).filter(([name]) => !name.startsWith("xmlns:"));
  return Object.fromEntries(entries.map(([name, part]) => [name, bare(part)]));
}

export function fuzz(data) {
  const report = decoded(checkDdf, data);
  const tree = decoded(decodeDdf, data);
  if (report === undefined) {
    // Who finds a MgmtTree at the root has something to say of it.
    assert.notEqual(decoded(decodeDocument, data)?.type.root, "MgmtTree");
  } else {
    assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
    const { findings, valid } = report;
    for (const { code, severity } of findings) assert.equal(severity, DDF_FINDINGS[code].severity);
    assert.equal(
      valid,
      findings.every(({ code }) => !DDF_FINDINGS[code].dtd),
    );
    if (findings.length === 0) assert.notEqual(tree, undefined);
  }
  if (tree === undefined) return;
  assert.deepEqual(withoutLayout(bare(decodeDdf(encodeDdf(tree, "wbxml")))), withoutLayout(bare(tree)));
}
