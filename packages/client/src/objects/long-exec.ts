/** An Exec that goes on after its Status 202, and the alert that ends it (protocol §8.8). */
import { STATUS } from "../status.ts";

/** How a long job ended, as the server is told in a generic alert. */
export interface ExecOutcome {
  /** Result code, or whatever the management object's specification has there. */
  readonly data: string;
  /** `chr` when not given. */
  readonly format?: string;
}

export interface LongExec {
  readonly status: typeof STATUS.acceptedForProcessing;
  /** Type of the alert that ends it: the management object's specification says which. */
  readonly type: string;
  /** URI the alert is about; the root of the object the node belongs to when not given. */
  readonly source?: string;
  /** What the server is told when the job throws, or when the device stopped in the middle of it. */
  readonly failed: ExecOutcome;
  /** Begins when the job is on record. `signal` aborts when the device is closed; the job then counts as failed. */
  readonly work: (signal: AbortSignal) => Promise<ExecOutcome>;
}

/** What an `exec` hook returns to answer 202 and go on; `failed` is 500 in the format `chr` when not given. */
export function longExec(job: Omit<LongExec, "status" | "failed"> & { readonly failed?: ExecOutcome }): LongExec {
  return { failed: { data: String(STATUS.commandFailed) }, ...job, status: STATUS.acceptedForProcessing };
}
