/** Alerts on their way to a server: kept until it took them or refused them for good (protocol §6.4#11). */

import type { WaitingAlert } from "../session/session-alerts.ts";
import { alertCommand, type KeptAlert, readAlert, writeAlert } from "./alert-record.ts";
import type { DurableQueue, QueueForm } from "./durable-queue.ts";

export type AlertQueue = DurableQueue<KeptAlert>;

export const ALERTS: QueueForm<KeptAlert> = {
  prefix: "alert:",
  noun: "alert",
  limits: { maxEntries: 256, maxBytes: 256 * 1024 },
  write: writeAlert,
  read: readAlert,
};

const NONE: readonly WaitingAlert[] = [];

/** Those a session with that server offers, the oldest first. */
export function alertsFor(queue: AlertQueue, serverId: string): readonly WaitingAlert[] {
  if (queue.entries.length === 0) return NONE;
  return queue.entries
    .filter(({ value }) => value.serverId === undefined || value.serverId === serverId)
    .map(({ id, value }) => ({ id, alert: alertCommand(value) }));
}
