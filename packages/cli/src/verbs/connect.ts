/** `connect`: one session now. */
import { closeSync, openSync, writeSync } from "node:fs";
import type { ConnectOptions, SessionOutcome, TraceEvent } from "@oma-dm/client";
import { printMessage } from "@oma-dm/codec/syncml";
import { EXIT, notBuilt } from "../failure.ts";
import type { Io } from "../io.ts";
import { toJson } from "../json.ts";
import { TraceMask } from "../mask-untyped.ts";
import { printable } from "../printable.ts";
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
  const options: ConnectOptions = {
    encoding: flags.xml === true ? "xml" : "wbxml",
    alert: flags.alert === "1200" ? "1200" : "1201",
    ...(flags.sessionId === undefined ? {} : { sessionId: flags.sessionId }),
  };
  const outcome = await withDevice(io, flags.state, async (device) => {
    // Opened before the session: a path that cannot be written is found out before anything is sent.
    const trace = flags.trace === undefined ? undefined : openTrace(flags.trace);
    const signal = io.interrupted?.();
    try {
      return await device.connect(serverId, {
        ...options,
        ...(signal && { signal }),
        ...(trace && { trace: trace.write }),
      });
    } finally {
      const lost = trace?.close();
      if (lost !== undefined) io.say(`the trace ${flags.trace} is not complete: ${printable(lost)}`);
    }
  });
  if (flags.json === true) io.out(toJson(outcome));
  else printOutcome(io, outcome);
  return outcome.outcome === "completed" ? EXIT.done : EXIT.failed;
}

interface Trace {
  readonly write: (event: TraceEvent) => void;
  /** Why a line was lost, if one was. */
  close(): string | undefined;
}

/** Line by line as it happens, so that a session that never ends has a trace too. It never disturbs the session. */
function openTrace(path: string): Trace {
  const file = openSync(path, "w", 0o600);
  const mask = new TraceMask();
  let lost: string | undefined;
  return {
    write: (event) => {
      try {
        writeSync(file, traceLine(event, mask));
      } catch (error) {
        lost ??= error instanceof Error ? error.message : String(error);
      }
    },
    close: () => {
      closeSync(file);
      return lost;
    },
  };
}

/** Secrets masked: a trace is made to be shown to others. */
function traceLine({ direction, url, encoding, bytes, message, at }: TraceEvent, mask: TraceMask): string {
  const xml = printMessage(mask.mask(message));
  return `${JSON.stringify({ time: new Date(at).toISOString(), direction, url, encoding, size: bytes.length, xml })}\n`;
}

function printOutcome(io: Io, outcome: SessionOutcome): void {
  for (const { cmd, uri, status } of outcome.commands) io.out(`${status} ${cmd} ${printable(uri)}\n`);
  const { sessionId, messages, server } = outcome;
  const proof = server.authenticated ? `server authenticated by ${server.by}` : "server not authenticated";
  io.say(`session ${sessionId} ${outcome.outcome}: ${messages} messages sent, ${proof}`);
  if ("error" in outcome) io.say(`error: ${outcome.error.code}: ${printable(outcome.error.message)}`);
}
