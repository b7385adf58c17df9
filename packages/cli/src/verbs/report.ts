/** `report`: sends a sessionless report now, or keeps it for later. */
import { EXIT } from "../failure.ts";
import type { Io } from "../io.ts";
import { toJson } from "../json.ts";
import { printable } from "../printable.ts";
import { withDevice } from "../state.ts";

export interface ReportFlags {
  readonly state: string;
  readonly server: string;
  readonly type: string;
  readonly format: string;
  readonly data: string;
  readonly source?: string;
  readonly json?: boolean;
}

export async function report(io: Io, flags: ReportFlags): Promise<number> {
  const { state, server: serverId, type, format, data, source } = flags;
  const given = { serverId, type, format, data, ...(source === undefined ? {} : { source }) };
  const signal = io.interrupted?.();
  const outcome = await withDevice(io, state, (device) => device.report(given, signal && { signal }));
  if (outcome.warning !== undefined) io.say(`warning: ${printable(outcome.warning)}`);
  if (flags.json === true) io.out(toJson(outcome));
  else io.out(`${outcome.id}\n`);
  if (outcome.delivered) {
    const { sessionId, status } = outcome;
    if (flags.json !== true) io.say(`report ${sessionId} delivered${status === undefined ? "" : `, Status ${status}`}`);
    return EXIT.done;
  }
  const { code, message } = outcome.error;
  io.say(`error: ${code}: ${printable(message)}; the report is kept for the next report or session`);
  return EXIT.failed;
}
