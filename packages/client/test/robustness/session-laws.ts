/** What holds for every session, whatever the server does: judged from outside, so that a stub can break each law. */
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** A device as the laws see it. */
export interface Subject {
  connect(): Promise<unknown>;
  /** Everything the device keeps, as text, without what every session may change. */
  kept(): Promise<string>;
}

export interface Bounds {
  /** Milliseconds after which a session that has not ended never will. */
  readonly mostMs: number;
  /** Milliseconds a session may have taken, once it is over. */
  readonly allowedMs: () => number;
  /** Whether the server could have proved itself. */
  readonly stranger: boolean;
}

const PLAIN = ["completed", "aborted-by-server", "aborted"];
const FAILED = ["auth-failed", "transport", "protocol"];
const CODES = [
  ...["auth-failed", "server-not-authenticated", "protocol", "version-refused", "busy", "transport"],
  ...["http-authentication", "tls-not-yet-valid", "undecodable"],
];
const PROOFS = ["hmac", "md5", "basic", "tls"];

/** The laws one session broke, in words. */
export async function sessionFaults(subject: Subject, bounds: Bounds): Promise<readonly string[]> {
  const before = await subject.kept();
  const begun = performance.now();
  const over = new AbortController();
  const session = subject.connect().then(
    (outcome) => ({ outcome }),
    (error: unknown) => ({ error }),
  );
  const late = sleep(bounds.mostMs, undefined, { signal: over.signal }).catch(() => undefined);
  const end = await Promise.race([session, late]);
  over.abort();
  if (end === undefined) return [`no outcome after ${bounds.mostMs} ms`];
  if ("error" in end) return [`connect rejected: ${String(end.error)}`];
  const took = performance.now() - begun;
  const faults = outcomeFaults(end.outcome, bounds.stranger);
  if (took > bounds.allowedMs()) faults.push(`${Math.round(took)} ms, allowed are ${bounds.allowedMs()}`);
  const { commands } = end.outcome as { readonly commands?: readonly unknown[] };
  if (commands?.length === 0 && (await subject.kept()) !== before) faults.push("nothing was executed, yet it changed");
  return faults;
}

function outcomeFaults(value: unknown, stranger: boolean): string[] {
  const shown = JSON.stringify(value);
  const said = (value ?? {}) as Readonly<Record<string, unknown>>;
  const faults: string[] = [];
  if (FAILED.includes(String(said["outcome"]))) {
    const { code, message } = (said["error"] ?? {}) as { code?: string; message?: string };
    if (!CODES.includes(code ?? "")) faults.push(`an error without a known code: ${shown}`);
    if (!/^[^\n\r]{8,}$/.test(message ?? "")) faults.push(`an error that says nothing in one line: ${shown}`);
  } else if (!PLAIN.includes(String(said["outcome"])) || said["error"] !== undefined) {
    faults.push(`no outcome that is known: ${shown}`);
  }
  const isNumbered = /^[0-9A-F]{1,4}$/.test(String(said["sessionId"])) && Number.isInteger(said["messages"]);
  if (!isNumbered) faults.push(`no session: ${shown}`);
  const { authenticated, by } = (said["server"] ?? {}) as { authenticated?: boolean; by?: string };
  if (authenticated === true ? !PROOFS.includes(by ?? "") : by !== "none") faults.push(`no such proof: ${shown}`);
  const { commands } = said;
  if (!Array.isArray(commands)) faults.push(`no commands: ${shown}`);
  else if (stranger && commands.length > 0) faults.push(`a stranger's commands ran: ${shown}`);
  if (stranger && authenticated !== false) faults.push(`a stranger passed for the server: ${shown}`);
  return faults;
}

/** What `work` left unhandled. Nobody else hears of it meanwhile. */
export async function unhandledIn(work: () => Promise<void>): Promise<readonly unknown[]> {
  const others = process.listeners("unhandledRejection");
  const found: unknown[] = [];
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", (reason) => void found.push(reason));
  try {
    await work();
    // It is told after the microtasks of a turn.
    await sleep(5);
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const each of others) process.on("unhandledRejection", each);
  }
  return found;
}

/** Bytes in use that cannot be given back. */
export async function bytesKept(): Promise<number> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  for (let times = 0; times < 3; times++) {
    collect();
    await sleep(10);
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
