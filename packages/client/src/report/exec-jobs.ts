/** Execs that go on after their 202: on record until the alert that ends them is (protocol §8.8; decisions D16). */
import type { Store, StoreChange } from "../ports.ts";
import { STATUS, type StatusCode } from "../status.ts";
import { damaged } from "../tree/node-record.ts";
import type { AlertQueue } from "./alert-queue.ts";

const JOB_PREFIX = "exec-job:";
/** Jobs at a time; each has a place in the queue of alerts beyond that queue's own limits. */
const MAX_JOBS = 64;

interface Outcome {
  readonly data: string;
  readonly format?: string;
}

/** What is on record of a job. */
export interface JobRecord {
  readonly serverId: string;
  /** URI of the node that runs. */
  readonly uri: string;
  /** URI the alert is about. */
  readonly source: string;
  readonly type: string;
  readonly correlator?: string;
  readonly failed: Outcome;
}

export interface JobEnd {
  readonly uri: string;
  /** The alert that tells the server. */
  readonly alertId: string;
  /** One line, when it failed. */
  readonly reason?: string;
}

export class ExecJobs {
  private readonly store: Store;
  private readonly alerts: () => AlertQueue;
  private readonly onEnd: (end: JobEnd) => void;
  private readonly running = new Set<string>();
  private readonly closing = new AbortController();
  private last = 0;

  constructor(store: Store, alerts: () => AlertQueue, onEnd: (end: JobEnd) => void) {
    this.store = store;
    this.alerts = alerts;
    this.onEnd = onEnd;
  }

  /** Jobs that ran when the device stopped have failed. Rejects with `StateError` when a record cannot be read. */
  async recover(): Promise<void> {
    for (const [key, bytes] of await this.store.entries(JOB_PREFIX)) {
      await this.tell(key, readRecord(key, bytes), undefined, "the device stopped in the middle of it");
    }
  }

  /** 202 once the job is on record; it then begins. Otherwise the Status that refuses it. */
  async begin(record: JobRecord, work: (signal: AbortSignal) => Promise<Outcome>): Promise<StatusCode> {
    if (this.running.size >= MAX_JOBS || this.closing.signal.aborted) return STATUS.retryLater;
    this.last += 1;
    const key = `${JOB_PREFIX}${this.last}`;
    this.running.add(key);
    try {
      await this.store.commit([{ key, value: new TextEncoder().encode(JSON.stringify(record)) }]);
    } catch (error) {
      this.running.delete(key);
      throw error;
    }
    void this.run(key, record, work);
    return STATUS.acceptedForProcessing;
  }

  /** Stops what runs; it is told as failed when the device is opened again. */
  close(): void {
    this.closing.abort();
  }

  private async run(key: string, record: JobRecord, work: (signal: AbortSignal) => Promise<Outcome>): Promise<void> {
    const { signal } = this.closing;
    let outcome: Outcome | undefined;
    let reason: string | undefined;
    try {
      outcome = await work(signal);
    } catch (error) {
      reason = error instanceof Error ? error.message.split("\n")[0]! : "threw no error";
    }
    this.running.delete(key);
    if (signal.aborted) return;
    try {
      await this.tell(key, record, outcome, reason);
    } catch {
      // The record stays: the job is told as failed when the device is opened again.
    }
  }

  /** The alert comes and the record goes in one batch. */
  private async tell(key: string, record: JobRecord, outcome: Outcome | undefined, reason?: string): Promise<void> {
    const { serverId, source, type, correlator, uri, failed } = record;
    const { data, format = "chr" } = outcome ?? failed;
    const gone: StoreChange = { key, value: null };
    const alertId = await this.alerts().add(
      { code: "1226", type, format, data, source, serverId, ...(correlator === undefined ? {} : { correlator }) },
      { more: [gone], reserved: true },
    );
    this.onEnd({ uri, alertId, ...(reason === undefined ? {} : { reason }) });
  }
}

function readRecord(key: string, bytes: Uint8Array): JobRecord {
  try {
    const record = JSON.parse(new TextDecoder().decode(bytes)) as JobRecord;
    if (typeof record.type === "string" && typeof record.serverId === "string") return record;
  } catch {
    // Told below, like a record of another shape.
  }
  throw damaged(`${JSON.stringify(key.slice(0, 80))} is no job`);
}
