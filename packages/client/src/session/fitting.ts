/** What the server's MaxMsgSize and MaxObjSize leave room for. Rules protocol §5.6, §7#12. */
import type { SyncHdr } from "@oma-dm/codec/syncml";
import { STATUS } from "../status.ts";
import { sizeOfData } from "./large-object.ts";
import { headerOf, headerStatus } from "./our-header.ts";
import { type Outgoing, Ruler, statusOf } from "./reply.ts";
import { offer } from "./session-alerts.ts";
import type { SessionState } from "./state.ts";

/** Asks for the rest of the server's package, in every message until its Final is here (protocol §5.6#3). */
export const NEXT_MESSAGE: Outgoing = { cmd: "Alert", data: "1222" };
/** What else a later message of the package begins with. */
const NEXT_MESSAGE_STATUS = statusOf({ msgRef: "99999", cmdRef: "99999", command: "Alert", code: STATUS.ok });

export function overhead(state: SessionState, ruler: Ruler): number {
  const status = state.server === undefined ? 0 : ruler.sizeOf(headerStatus({ ...state, issue: undefined }));
  return status + ruler.sizeOf(NEXT_MESSAGE_STATUS) + (state.serverFinal ? 0 : ruler.sizeOf(NEXT_MESSAGE));
}

/** Bytes an element may have that stands alone with what every message begins with. */
function roomFor(state: SessionState, ruler: Ruler): number {
  return state.peerMaxMsgSize - ruler.empty - overhead(state, ruler);
}

/** Least room for the Data of a Results: it is sent in as many messages as it takes (protocol §7#12). */
const MIN_DATA_ROOM = 128;
/** A Results that the server cannot take becomes Status 413 of its Get (protocol §8.5). */
export function fitResults(state: SessionState, replies: readonly Outgoing[]): readonly Outgoing[] {
  const { peerMaxMsgSize, peerMaxObjSize } = state;
  if (peerMaxMsgSize === Number.POSITIVE_INFINITY && peerMaxObjSize === Number.POSITIVE_INFINITY) return replies;
  const ruler = new Ruler(headerOf(state, state.msgId + 1), state.encoding);
  const room = roomFor(state, ruler);
  const tooLarge = new Set<string>();
  for (const it of replies) {
    if (it.cmd !== "Results") continue;
    for (const item of it.items) {
      const size = item.data === undefined ? 0 : sizeOfData(item.data as string | Uint8Array);
      const fits = ruler.sizeOf({ ...it, items: [item] }) <= room;
      const canBeCut = (): boolean => ruler.sizeOf({ ...it, items: [{ ...item, data: "" }] }) + MIN_DATA_ROOM <= room;
      if (size > peerMaxObjSize || !(fits || canBeCut())) tooLarge.add(it.cmdRef);
    }
  }
  if (tooLarge.size === 0) return replies;
  return replies.flatMap((it): readonly Outgoing[] => {
    if (it.cmd === "Results" && tooLarge.has(it.cmdRef)) return [];
    const refused = it.cmd === "Status" && it.command === "Get" && tooLarge.has(it.cmdRef) && it.data === "200";
    return [refused ? { ...it, data: String(STATUS.requestEntityTooLarge) } : it];
  });
}

/** The first elements of `queue` that fit a message of the server's size together with `last`. */
export function fitting(
  state: SessionState,
  header: SyncHdr,
  queue: readonly Outgoing[],
  last: Outgoing,
): readonly Outgoing[] {
  const ruler = new Ruler(header, state.encoding);
  let room = state.peerMaxMsgSize - ruler.empty - ruler.sizeOf(last);
  const end = queue.findIndex((element) => {
    room -= ruler.sizeOf(element);
    return room < 0;
  });
  return end < 0 ? queue : queue.slice(0, end);
}

/** The device's own alerts for the package that begins (protocol §5.3, §18#10, #40). */
export function offerAlerts(state: SessionState): ReturnType<typeof offer> {
  if (state.alerts.every(({ offered }) => offered)) return { alerts: state.alerts, outgoing: [] };
  const ruler = new Ruler(headerOf(state, state.msgId + 1), state.encoding);
  return offer(state.alerts, {
    each: state.peerMaxObjSize,
    together: state.options.maxMsgSize,
    size: (alert) => ruler.sizeOf(alert),
  });
}
