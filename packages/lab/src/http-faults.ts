/** Faults of the HTTP layer by name; for `withFaults`, or for `LabOptions.faults`. Clause: protocol §12.3. */
import type { Fault } from "./script.ts";

export interface HttpStatusOptions {
  /** Retry-After: seconds, or a date of HTTP. */
  readonly retryAfter?: number | string;
  readonly headers?: Readonly<Record<string, string>>;
  /** How many times in a row the same request meets it; default 1. */
  readonly times?: number;
}

/** An HTTP status without a body: 401, 408, 413, 429, 503 … */
export function httpStatus(status: number, options: HttpStatusOptions = {}): Fault {
  const { retryAfter, headers, times } = options;
  const retry = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  return { kind: "http-status", status, headers: { ...retry, ...headers }, ...(times === undefined ? {} : { times }) };
}

/** A redirect to a path of the lab or another URI. */
export function redirectTo(location: string, status: 301 | 302 | 307 | 308 = 307, times = 1): Fault {
  return { kind: "redirect", status, location, times };
}
