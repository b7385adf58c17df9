/** INV-04, INV-05, INV-12, INV-13: a message within its session. */
import type { Command, Message } from "@oma-dm/codec/syncml";
import { type Exchange, earlierMessages, type Rule } from "./rule.ts";

export const NEXT_MESSAGE = "1222";
export const SESSION_ABORT = "1223";
export const SESSIONLESS_REPORT = "1230";

export const SESSION_RULES: readonly Rule[] = [
  {
    id: "INV-04",
    what: "SessionID is constant within the session",
    judge: (context) => {
      const first = earlierMessages(context)[0]?.syncHdr.sessionId;
      const now = context.current.message?.syncHdr.sessionId;
      if (now === undefined) return [];
      if (first !== undefined && first !== now) return [`SessionID ${now}, the session began with ${first}`];
      return [...now].length > 4 || now === "" ? [`SessionID "${now}" is not 1 to 4 characters long`] : [];
    },
  },
  {
    id: "INV-05",
    what: "MsgID 1, 2, 3, … without gap or repeat",
    judge: ({ current, earlier }) => {
      const now = current.message?.syncHdr.msgId;
      const due = String(earlier.length + 1);
      // A report that is repeated after a challenge is no second message of a session (protocol §14#4).
      if (current.message !== undefined && isReport(current.message) && now === "1") return [];
      return now === undefined || now === due ? [] : [`MsgID ${now}, due is ${due}`];
    },
  },
  {
    id: "INV-12",
    what: "encoded length at most the server's MaxMsgSize in force",
    judge: ({ current, earlier }) => {
      // An announcement that is no number announces nothing.
      const sizes = earlier.map(({ server }) => server?.syncHdr.meta?.maxMsgSize?.trim() ?? "");
      const size = sizes.findLast((each) => /^\d+$/.test(each));
      const { length } = current.bytes;
      return size === undefined || length <= Number(size) ? [] : [`${length} bytes, MaxMsgSize is ${size}`];
    },
  },
  {
    id: "INV-13",
    what: "Final only in the last message of a package, never before the server's Final, always with 1223",
    judge: ({ current, earlier }) => {
      const { message } = current;
      if (message === undefined) return [];
      const final = message.syncBody.final === true;
      if (hasAlert(message, SESSION_ABORT)) return final ? [] : ["Alert 1223 without Final"];
      const open = serverPackageIsOpen(earlier);
      if (final && open) return ["Final before the server's Final"];
      if (!final && open && isSilent(message)) return ["neither Final, Alert 1222 nor another command"];
      return [];
    },
  },
];

/** The message has an Alert of that code at the top level. */
export function hasAlert(message: Message, code: string): boolean {
  return message.syncBody.commands.some((command) => command.cmd === "Alert" && command.data === code);
}

export function isReportAlert(command: Command): boolean {
  return command.cmd === "Alert" && command.data === SESSIONLESS_REPORT;
}

/** A sessionless report: Alerts 1230 and nothing else (protocol §14#7). */
export function isReport({ syncBody }: Message): boolean {
  return syncBody.commands.length > 0 && syncBody.commands.every(isReportAlert);
}

/** Nothing but Statuses: it asks for no next message (protocol §5.6). */
function isSilent(message: Message): boolean {
  return message.syncBody.commands.every((command) => command.cmd === "Status");
}

/**
 * The server's package still lacks its Final. A "Next Message" response lacks Final too, but it belongs to the
 * client's package: it answers a client message without Final while no server package was open (protocol §5.6).
 */
export function serverPackageIsOpen(exchanges: readonly Exchange[]): boolean {
  let open = false;
  for (const { client, server } of exchanges) {
    if (server === undefined) continue;
    if (server.syncBody.final === true) open = false;
    else if (open || client.message?.syncBody.final === true) open = true;
  }
  return open;
}
