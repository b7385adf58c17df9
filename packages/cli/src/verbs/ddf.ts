/** `ddf`: tools for device descriptions. */
import { LOADER_FINDINGS, specsFromDdf } from "@oma-dm/client";
import { printPosition } from "@oma-dm/codec";
import { checkDdf, type DdfReport } from "@oma-dm/codec/ddf";
import { generateModule } from "../ddf-types/module.ts";
import { EXIT, Failure } from "../failure.ts";
import { readInput } from "../input.ts";
import type { Io } from "../io.ts";
import { toJson } from "../json.ts";
import { printable } from "../printable.ts";

export const DDF_ACTIONS = ["check", "types"] as const;
export type DdfAction = (typeof DDF_ACTIONS)[number];

export async function ddf(
  io: Io,
  action: DdfAction,
  file: string | undefined,
  options: { readonly json?: boolean },
): Promise<number> {
  const document = await readInput(io, file);
  if (action === "types") return types(io, document, options.json === true);
  const report = checkDdf(document);
  if (options.json === true) io.out(toJson(report));
  else io.out(describe(report));
  return report.findings.some(({ severity }) => severity === "error") ? EXIT.failed : EXIT.done;
}

/** A node that had to be left out makes it a failure: the module is there, and not all of the document. */
function types(io: Io, document: Uint8Array, json: boolean): number {
  const { specs, findings } = specsFromDdf(document);
  const lost = findings.some(({ code }) => LOADER_FINDINGS[code].leftOut);
  if (specs.length === 0 && !lost) {
    throw new Failure(EXIT.badInput, "no-object at .: the document describes no object; give it a Node");
  }
  const { module, objects } = generateModule(specs);
  io.out(json ? toJson({ objects, findings, module }) : module);
  for (const { code, path, reason } of findings) {
    const severity = LOADER_FINDINGS[code].leftOut ? "error" : "warning";
    io.say(printable(`${severity}: ${code} at ${path}: ${reason}`));
  }
  return lost ? EXIT.failed : EXIT.done;
}

function describe({ version, valid, nodes, extensions, findings }: DdfReport): string {
  const lines = findings.map(
    ({ code, severity, at, path, reason }) => `${severity}: ${code} at ${printPosition(at)} (${path}): ${reason}`,
  );
  const vendors = Object.entries(extensions).map(([xmlns, count]) => `${count} of ${xmlns}`);
  const errors = findings.filter(({ severity }) => severity === "error").length;
  lines.push(
    `DDF ${version}: ${nodes} nodes, ${valid ? "valid" : "not valid"} by the DTD, ` +
      `${errors} errors, ${findings.length - errors} warnings`,
  );
  if (vendors.length > 0) lines.push(`kept as vendors' own: ${vendors.join(", ")}`);
  return `${lines.map(printable).join("\n")}\n`;
}
