/** The Statuses a server owes for a client message. Clause: protocol §5.6#7, §6, §7#12. */
import type { Item, Message, Status } from "@oma-dm/codec/syncml";
import type { Script } from "./script.ts";
import type { HeaderVerdict } from "./session-auth.ts";

/** A Status the server owes; it is numbered when it is sent. */
export type Due = Omit<Status, "cmdId">;

/** What the SyncHdr Status says: an authentication's verdict, or a refusal of the version. */
export interface HeaderAnswer extends Omit<HeaderVerdict, "code"> {
  readonly code: string;
  readonly items?: readonly Item[];
}

export function headerStatusFor({ syncHdr }: Message, { code, chal, items }: HeaderAnswer): Due {
  return {
    cmd: "Status",
    msgRef: syncHdr.msgId,
    cmdRef: "0",
    command: "SyncHdr",
    targetRefs: [syncHdr.target.locUri],
    sourceRefs: [syncHdr.source.locUri],
    data: code,
    ...(chal === undefined ? {} : { chal }),
    ...(items === undefined ? {} : { items }),
  };
}

/**
 * A Status for every Alert, Replace and whatever else a client should not send; none for Status and Results.
 * @param alertStatus what Alerts of a code get instead of 200
 */
export function dueFor(message: Message, code: string, alertStatus: Script["alertStatus"] = {}): Due[] {
  const due: Due[] = [];
  for (const command of message.syncBody.commands) {
    if (command.cmd === "Status" || command.cmd === "Results" || command.cmd === "Unknown") continue;
    const wanted = command.cmd === "Alert" && code === "200" ? alertStatus[Number(command.data)] : undefined;
    if (wanted === "none") continue;
    const usual = command.cmd === "Alert" || command.cmd === "Replace" || code !== "200" ? code : "405";
    const data = wanted === undefined ? usual : String(wanted);
    const { msgId } = message.syncHdr;
    due.push({ cmd: "Status", msgRef: msgId, cmdRef: command.cmdId, command: command.cmd, data });
  }
  return due;
}

/** One Status for every chunk of a large object on its way to the server (protocol §7#12). */
export function chunkStatuses(message: Message, code: string): Due[] {
  return message.syncBody.commands
    .filter((command) => command.cmd === "Results" || command.cmd === "Alert")
    .filter((command) => command.items?.some((item) => item.moreData === true) === true)
    .map(({ cmd, cmdId }) => ({
      cmd: "Status",
      msgRef: message.syncHdr.msgId,
      cmdRef: cmdId,
      command: cmd,
      data: code,
    }));
}
