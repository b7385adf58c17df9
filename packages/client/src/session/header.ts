/** The header of a server's message: whether it can be taken, and what it says. Rules protocol §8.3, §12.4. */
import type { Command, Status, SyncHdr } from "@oma-dm/codec/syncml";
import { STATUS, type StatusCode } from "../status.ts";
import { VER_DTD } from "./our-header.ts";
import type { Draft, Received, SessionState } from "./state.ts";

export interface HeaderFault {
  /** Absent: nothing is answered at all. */
  readonly code?: StatusCode;
  readonly message: string;
  /** The version we speak, where the server's is the fault (protocol §8.2#7). */
  readonly ours?: string;
}

type Header = readonly [header: SyncHdr, state: SessionState];

export interface HeaderCheck {
  /** Rule ids it stands on. */
  readonly rule: string;
  readonly isFault: (...of: Header) => boolean;
  /** Status of the SyncHdr with which the session ends; absent: it ends in silence. */
  readonly status?: StatusCode;
  /** What happened, in one line. */
  readonly says: (...of: Header) => string;
  readonly ours?: (...of: Header) => string;
}

/** What a server's header is refused for: the first row that holds decides. */
export const HEADER_CHECKS: readonly HeaderCheck[] = [
  {
    rule: "protocol §3.3#1, §8.3#10",
    isFault: ({ sessionId }, { options }) => sessionId.toUpperCase() !== options.sessionId.toUpperCase(),
    says: ({ sessionId }, { options }) =>
      `the server answered for session ${quote(sessionId)}, not ${options.sessionId}`,
  },
  {
    rule: "protocol §2.1#6, §8.3#6",
    isFault: ({ verDtd }) => !/^1\.[12]$/.test(verDtd),
    status: STATUS.dtdVersionNotSupported,
    says: ({ verDtd }) => `the server speaks VerDTD ${quote(verDtd)}; this client ${VER_DTD}`,
    ours: () => VER_DTD,
  },
  {
    rule: "protocol §2.1#6, §8.3#7",
    isFault: ({ verProto }) => !/^DM\/1\.\d$/.test(verProto),
    status: STATUS.protocolVersionNotSupported,
    says: ({ verProto }) => `the server speaks ${quote(verProto)}; this client DM/1.x`,
    ours: (_, { options }) => options.verProto,
  },
  {
    rule: "protocol §8.3#8",
    isFault: ({ msgId }) => msgId === "",
    status: STATUS.incompleteCommand,
    says: () => "the server's message has no MsgID",
  },
  {
    rule: "protocol §8.3#8",
    isFault: ({ target }) => target.locUri === "",
    status: STATUS.incompleteCommand,
    says: () => "the server's message has no Target",
  },
  {
    rule: "protocol §12.4#1",
    isFault: ({ respUri }, { url }) => respUri !== undefined && !mayFollow(url, respUri),
    status: STATUS.badRequest,
    says: () => "RespURI is no http(s) address or leaves https; the session ends",
  },
];

export function checkHeader(state: SessionState, header: SyncHdr): HeaderFault | undefined {
  for (const check of HEADER_CHECKS) if (check.isFault(header, state)) return faultOf(check, header, state);
  return undefined;
}

function faultOf({ status, says, ours }: HeaderCheck, header: SyncHdr, state: SessionState): HeaderFault {
  return {
    message: says(header, state),
    ...(status === undefined ? {} : { code: status }),
    ...(ours === undefined ? {} : { ours: ours(header, state) }),
  };
}

/** Another host is fine, less protection is not (decisions D10). */
function mayFollow(from: string, to: string): boolean {
  if (!URL.canParse(to)) return false;
  const { protocol, username, password } = new URL(to);
  if (username !== "" || password !== "") return false;
  return protocol === "https:" || (protocol === "http:" && new URL(from).protocol === "http:");
}

export function noteHeader(state: Draft, { message, encoding }: Pick<Received, "message" | "encoding">): void {
  const { syncHdr, syncBody } = message;
  state.encoding = encoding;
  state.server = { msgId: syncHdr.msgId, target: syncHdr.target.locUri, source: syncHdr.source.locUri };
  state.peerMaxMsgSize = announced(syncHdr.meta?.maxMsgSize) ?? state.peerMaxMsgSize;
  state.peerMaxObjSize = announced(syncHdr.meta?.maxObjSize) ?? state.peerMaxObjSize;
  // A Next Message answer has no Final and ends nothing (protocol §5.6): what counted before still counts.
  state.serverFinal = syncBody.final === true || (state.serverFinal && state.queue.length > 0);
}

function announced(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
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
