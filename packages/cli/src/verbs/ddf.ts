/** `ddf`: tools for device descriptions. */
import { printPosition } from "@oma-dm/codec";
import { checkDdf, type DdfReport } from "@oma-dm/codec/ddf";
import { EXIT, notBuilt } from "../failure.ts";
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
  if (action === "types") throw notBuilt("ddf types");
  const report = checkDdf(await readInput(io, file));
  if (options.json === true) io.out(toJson(report));
  else io.out(describe(report));
  return report.findings.some(({ severity }) => severity === "error") ? EXIT.failed : EXIT.done;
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
