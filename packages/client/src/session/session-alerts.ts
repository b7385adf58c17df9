/**
 * The device's own alerts in the course of one session: each is offered once, in package 1 or the next package 3, and
 * once more where the server challenges it. Pure. Clause: DMPRO 1.2 §8.3, §8.7; protocol §5.3, §6.3, §6.4.
 */
import type { Command } from "@oma-dm/codec/syncml";
import { STATUS } from "../status.ts";
import { isChallenge } from "./header-status.ts";
import { sizeOfData } from "./large-object.ts";
import type { Outgoing } from "./reply.ts";

/** An alert that waits for a server. */
export interface WaitingAlert {
  readonly id: string;
  readonly alert: Extract<Outgoing, { cmd: "Alert" }>;
}

export interface SessionAlert extends WaitingAlert {
  /** The alert as it waits, while `alert` is what is left of it: its beginning was sent (protocol §7#12). */
  readonly whole?: WaitingAlert["alert"];
  /** Put among what goes out; it may wait there for a message with room. */
  readonly offered: boolean;
  /** Where it went out. */
  readonly sent?: { readonly msgId: string; readonly cmdId: string };
  /** What the server answered. */
  readonly code?: number;
  /** It has been told that the server has answered for good. */
  readonly settled?: true;
}

export interface AlertSettled {
  readonly type: "alert-settled";
  readonly id: string;
  readonly status: number;
}

/**
 * Statuses after which an alert is not offered again: taken, or refused for good (protocol §6.4#9, #11, §6.3#1).
 * Whatever else is answered, it waits for the next session; a challenge asks for it again at once.
 */
export const SETTLES: ReadonlySet<number> = new Set([
  STATUS.ok,
  STATUS.acceptedForProcessing,
  STATUS.optionalFeatureNotSupported,
  STATUS.incompleteCommand,
  STATUS.unsupportedMediaTypeOrFormat,
]);

/** Adds those not seen in this session before. */
export function withWaiting(
  alerts: readonly SessionAlert[],
  waiting: readonly WaitingAlert[],
): readonly SessionAlert[] {
  const known = new Set(alerts.map(({ id }) => id));
  const fresh = waiting.filter(({ id }) => !known.has(id)).map((each) => ({ ...each, offered: false }));
  return fresh.length === 0 ? alerts : [...alerts, ...fresh];
}

export interface Room {
  /** Largest Data of one alert; a larger one waits for another session. */
  readonly each: number;
  /** Of those offered together; the rest come with the next package. */
  readonly together: number;
  readonly size: (alert: Outgoing) => number;
}

/** Those to be sent now, in order. */
export function offer(
  alerts: readonly SessionAlert[],
  { each, together, size }: Room,
): { readonly alerts: readonly SessionAlert[]; readonly outgoing: readonly Outgoing[] } {
  const outgoing: Outgoing[] = [];
  let sum = 0;
  let isFull = false;
  const next = alerts.map((one) => {
    if (one.offered || isFull) return one;
    const bytes = size(one.alert);
    if (dataBytes(one.alert) > each) return one;
    isFull = outgoing.length > 0 && sum + bytes > together;
    if (isFull) return one;
    sum += bytes;
    outgoing.push(one.alert);
    return { ...one, offered: true };
  });
  return { alerts: next, outgoing };
}

/** Those no server with that MaxObjSize can take: they wait for another one, or another MaxObjSize. */
export function tooLarge(alerts: readonly SessionAlert[], maxObjSize: number): readonly WaitingAlert[] {
  return alerts.filter(({ offered, alert }) => !offered && dataBytes(alert) > maxObjSize);
}

function dataBytes({ items = [] }: WaitingAlert["alert"]): number {
  return items.reduce((sum, { data }) => {
    return sum + (typeof data === "string" || data instanceof Uint8Array ? sizeOfData(data) : 0);
  }, 0);
}

/**
 * `elements` went out in message `msgId`, numbered from 1. Of `cut.element` only the beginning did, `cut.rest` is left.
 */
export function noteSent(
  alerts: readonly SessionAlert[],
  elements: readonly Outgoing[],
  msgId: string,
  cut?: { readonly element: Outgoing | undefined; readonly rest: Outgoing },
): readonly SessionAlert[] {
  if (alerts.length === 0) return alerts;
  return alerts.map((one): SessionAlert => {
    if (cut !== undefined && one.alert === cut.element) {
      return { ...one, alert: cut.rest as WaitingAlert["alert"], whole: one.whole ?? one.alert };
    }
    const at = elements.indexOf(one.alert);
    return at < 0 ? one : { ...one, sent: { msgId, cmdId: String(at + 1) } };
  });
}

/** Statuses belong to alerts by MsgRef and CmdRef; one without MsgRef is for the last message (protocol §8.9). */
export function noteStatuses(
  alerts: readonly SessionAlert[],
  commands: readonly Command[],
  lastMsgId: string,
): readonly SessionAlert[] {
  if (alerts.length === 0) return alerts;
  return alerts.map((one) => {
    const { sent } = one;
    if (sent === undefined || one.settled === true) return one;
    const status = commands.find(
      (command) =>
        command.cmd === "Status" &&
        command.cmdRef === sent.cmdId &&
        (command.msgRef === sent.msgId || (command.msgRef === "" && sent.msgId === lastMsgId)),
    );
    return status?.cmd === "Status" ? { ...one, code: Number(status.data) } : one;
  });
}

/** What a server that proved itself has answered for good. */
export function settle(alerts: readonly SessionAlert[]): {
  readonly alerts: readonly SessionAlert[];
  readonly effects: readonly AlertSettled[];
} {
  const effects: AlertSettled[] = [];
  const next = alerts.map((one): SessionAlert => {
    if (one.settled === true || one.code === undefined || !SETTLES.has(one.code)) return one;
    effects.push({ type: "alert-settled", id: one.id, status: one.code });
    return { ...one, settled: true };
  });
  return effects.length === 0 ? { alerts, effects } : { alerts: next, effects };
}

/** The server wants package 1 again: what it did not answer, or challenged, goes out again (protocol §10.7). */
export function forPackage1(alerts: readonly SessionAlert[]): readonly SessionAlert[] {
  return alerts.map((one) => {
    const answered = one.code !== undefined && !isChallenge(one.code);
    return answered ? one : { id: one.id, alert: one.whole ?? one.alert, offered: false };
  });
}
