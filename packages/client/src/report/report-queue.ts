/** Sessionless reports that no server has taken yet (protocol §14#5). */

import { type KeptAlert, readAlert, writeAlert } from "./alert-record.ts";
import type { DurableQueue, QueueForm } from "./durable-queue.ts";

export type ReportQueue = DurableQueue<KeptAlert>;

export const REPORTS: QueueForm<KeptAlert> = {
  prefix: "report:",
  noun: "report",
  limits: { maxEntries: 256, maxBytes: 256 * 1024 },
  write: writeAlert,
  read: readAlert,
};

/** Deliveries in vain after which a report is given up. */
export const MAX_TRIES = 5;
