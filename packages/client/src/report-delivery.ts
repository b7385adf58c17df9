/** Sessionless reports of a device: kept, sent outside sessions, tried again, given up (protocol §14#4–#6). */

import type { CheckedAlert } from "./report/alert-content.ts";
import { MAX_TRIES, type ReportQueue } from "./report/report-queue.ts";
import type { Delivery } from "./send-report.ts";

export type ReportEvent =
  /** The server has it. */
  | {
      readonly type: "report-delivered";
      readonly id: string;
      readonly serverId: string;
      /** What the server said of it, where it said anything. */
      readonly status?: number;
    }
  /** It was tried too often in vain, or its account is gone. */
  | { readonly type: "report-lost"; readonly id: string; readonly serverId: string; readonly reason: string };

export type Send = (report: CheckedAlert) => Promise<Delivery>;

export class ReportDelivery {
  private readonly queue: ReportQueue;
  private readonly emit: (event: ReportEvent) => void;

  constructor(queue: ReportQueue, emit: (event: ReportEvent) => void) {
    this.queue = queue;
    this.emit = emit;
  }

  get isWaiting(): boolean {
    return this.queue.entries.length > 0;
  }

  /** Durable when it resolves. Rejects with `DeviceError` queue-full. */
  add(report: CheckedAlert, serverId: string): Promise<string> {
    return this.queue.add({ ...report, serverId });
  }

  /**
   * Sends what waits for a server, the oldest first and none younger than `youngest`, until one does not get through.
   * Resolves with how the last one went; undefined when nothing waited.
   */
  async deliver(serverId: string, send: Send, youngest?: string): Promise<Delivery | undefined> {
    let last: Delivery | undefined;
    const due = this.queue.entries.filter(
      (each) => each.value.serverId === serverId && (youngest === undefined || each.id <= youngest),
    );
    for (const { id, value } of due) {
      last = await send(value);
      if (last.delivered) {
        await this.queue.remove([id]);
        const { status } = last;
        this.emit({ type: "report-delivered", id, serverId, ...(status === undefined ? {} : { status }) });
        continue;
      }
      if (last.error.code === "aborted") break;
      const tries = (value.tries ?? 0) + 1;
      if (tries < MAX_TRIES) await this.queue.replace(id, { ...value, tries });
      else await this.lose(id, serverId, last.error.message);
      break;
    }
    return last;
  }

  /** Reports for servers that are no longer there. */
  async forget(isKnown: (serverId: string) => boolean): Promise<void> {
    const lost = this.queue.entries.filter(({ value }) => !isKnown(value.serverId!));
    for (const { id, value } of lost) await this.lose(id, value.serverId!, "its account is gone");
  }

  private async lose(id: string, serverId: string, reason: string): Promise<void> {
    await this.queue.remove([id]);
    this.emit({ type: "report-lost", id, serverId, reason });
  }
}
