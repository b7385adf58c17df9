/** The header of a server's message: whether it can be taken, and what it says. Rules protocol §8.3, §12.4. */
import type { Command, Status, SyncHdr } from "@oma-dm/codec/syncml";
import { STATUS } from "../status.ts";
import type { Received, SessionState } from "./state.ts";

export interface HeaderFault {
  /** Absent: nothing is answered at all. */
  readonly code?: number;
  readonly message: string;
}

/** protocol §8.3. */
export function checkHeader({ options, url }: SessionState, header: SyncHdr): HeaderFault | undefined {
  if (header.sessionId.toUpperCase() !== options.sessionId.toUpperCase()) {
    return { message: `the server answered for session ${quote(header.sessionId)}, not ${options.sessionId}` };
  }
  if (!/^1\.[12]$/.test(header.verDtd)) {
    const message = `the server speaks VerDTD ${quote(header.verDtd)}; this client 1.2`;
    return { code: STATUS.dtdVersionNotSupported, message };
  }
  if (!/^DM\/1\.\d$/.test(header.verProto)) {
    const message = `the server speaks ${quote(header.verProto)}; this client DM/1.x`;
    return { code: STATUS.protocolVersionNotSupported, message };
  }
  if (header.msgId === "") return { code: STATUS.incompleteCommand, message: "the server's message has no MsgID" };
  if (header.respUri !== undefined && !mayFollow(url, header.respUri)) {
    return { code: STATUS.badRequest, message: "RespURI is no http(s) address or leaves https; the session ends" };
  }
  return undefined;
}

/** Another host is fine, less protection is not (decisions D10). */
function mayFollow(from: string, to: string): boolean {
  if (!URL.canParse(to)) return false;
  const { protocol, username, password } = new URL(to);
  if (username !== "" || password !== "") return false;
  return protocol === "https:" || (protocol === "http:" && new URL(from).protocol === "http:");
}

export function noteHeader(
  state: SessionState,
  { message, encoding }: Pick<Received, "message" | "encoding">,
): SessionState {
  const { syncHdr, syncBody } = message;
  return {
    ...state,
    encoding,
    server: { msgId: syncHdr.msgId, target: syncHdr.target.locUri, source: syncHdr.source.locUri },
    peerMaxMsgSize: announced(syncHdr.meta?.maxMsgSize) ?? state.peerMaxMsgSize,
    peerMaxObjSize: announced(syncHdr.meta?.maxObjSize) ?? state.peerMaxObjSize,
    // A Next Message answer has no Final and ends nothing (protocol §5.6): what counted before still counts.
    serverFinal: syncBody.final === true || (state.serverFinal && state.queue.length > 0),
  };
}

function announced(text = ""): number | undefined {
  return /^[1-9]\d{0,9}$/.test(text.trim()) ? Number(text) : undefined;
}

/** The Status of our last SyncHdr; a missing CmdRef counts as 0 with Cmd SyncHdr (protocol §3.5). */
export function headerStatusOf(commands: readonly Command[], msgId: number): Status | undefined {
  return commands.find(
    (command): command is Status =>
      command.cmd === "Status" &&
      (command.cmdRef === "0" || (command.cmdRef === "" && command.command === "SyncHdr")) &&
      (command.msgRef === String(msgId) || command.msgRef === ""),
  );
}

export function hasAlert(commands: readonly Command[], code: string): boolean {
  return commands.some((command) => command.cmd === "Alert" && command.data !== undefined && command.data === code);
}

export function quote(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}
