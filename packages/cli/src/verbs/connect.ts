/** `connect`: one session now. */
import { appendFile, writeFile } from "node:fs/promises";
import type { ConnectOptions, SessionOutcome, TraceEvent } from "@oma-dm/client";
import { printMessage } from "@oma-dm/codec/syncml";
import { maskMessage } from "@oma-dm/lab";
import { EXIT, notBuilt } from "../failure.ts";
import type { Io } from "../io.ts";
import { toJson } from "../json.ts";
import { withDevice } from "../state.ts";

export interface ConnectFlags {
  readonly state: string;
  readonly alert?: string;
  readonly sessionId?: string;
  readonly trace?: string;
  readonly xml?: boolean;
  readonly persona?: string;
  readonly json?: boolean;
}

export async function connect(io: Io, serverId: string | undefined, flags: ConnectFlags): Promise<number> {
  if (flags.persona !== undefined) throw notBuilt("connect --persona");
  const events: TraceEvent[] = [];
  const options: ConnectOptions = {
    encoding: flags.xml === true ? "xml" : "wbxml",
    alert: flags.alert === "1200" ? "1200" : "1201",
    ...(flags.sessionId === undefined ? {} : { sessionId: flags.sessionId }),
    ...(io.signal && { signal: io.signal }),
    ...(flags.trace === undefined ? {} : { trace: (event) => events.push(event) }),
  };
  // Found out before the session, not after it.
  if (flags.trace !== undefined) await writeFile(flags.trace, "", { mode: 0o600 });
  const outcome = await withDevice(io, flags.state, (device) => device.connect(serverId, options));
  if (flags.trace !== undefined) await appendFile(flags.trace, events.map(traceLine).join(""));
  if (flags.json === true) io.out(toJson(outcome));
  else printOutcome(io, outcome);
  return outcome.outcome === "completed" ? EXIT.done : EXIT.failed;
}

/** Secrets masked: a trace is made to be shown to others. */
function traceLine({ direction, url, encoding, bytes, message, at }: TraceEvent): string {
  const xml = printMessage(maskMessage(message));
  return `${JSON.stringify({ time: new Date(at).toISOString(), direction, url, encoding, size: bytes.length, xml })}\n`;
}

function printOutcome(io: Io, outcome: SessionOutcome): void {
  for (const { cmd, uri, status } of outcome.commands) io.out(`${status} ${cmd} ${uri}\n`);
  const { sessionId, messages, server } = outcome;
  const proof = server.authenticated ? `server authenticated by ${server.by}` : "server not authenticated";
  io.say(`session ${sessionId} ${outcome.outcome}: ${messages} messages sent, ${proof}`);
  if ("error" in outcome) io.say(`error: ${outcome.error.code}: ${outcome.error.message}`);
}
