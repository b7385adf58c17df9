/**
 * The session protocol: one message of the server in, one of the client out. Pure — no clock, socket, tree or
 * randomness; commands leave as an effect and come back as outcomes.
 *
 * Clause: DMPRO 1.2 §6, §8, §9; state machine protocol §15.
 */
import { type Command, encodeMessage, type Status, type SyncHdr } from "@oma-dm/codec/syncml";
import { type Judgement, judgeCred, makeChal, makeCred, readChal } from "../security/authentication.ts";
import { STATUS } from "../status.ts";
import { type Outgoing, pack, sizeOf, statusOf } from "./reply.ts";
import type { Effect, Ending, Input, SessionErrorCode, SessionState } from "./state.ts";

/** Rounds in which one side fails to authenticate before the session is given up (protocol §10.7, §10.8). */
const MAX_FAILURES = 2;
/** Messages of a server that says nothing and never ends its package (protocol §18#30). */
const MAX_EMPTY_ROUNDS = 3;

type Step = readonly [SessionState, readonly Effect[]];

export function step(state: SessionState, input: Input): Step {
  if (state.phase === "done") return [state, []];
  switch (input.type) {
    case "start":
      return state.phase === "idle" ? sendPackage1(state, []) : [state, []];
    case "message":
      if (state.phase === "closing") return finish(state, state.ending ?? { outcome: "aborted" });
      return state.phase === "sent" ? receive(state, input) : [state, []];
    case "executed":
      return state.phase === "executing" ? reply(state, input.replies) : [state, []];
    case "undecodable":
      if (state.phase === "closing") return finish(state, state.ending ?? { outcome: "aborted" });
      return abort(state, unreadable(input.reason), true);
    case "failed":
      if (state.phase === "closing") return finish(state, state.ending ?? { outcome: "aborted" });
      return finish(state, { outcome: "transport", error: { code: "transport", message: input.reason } });
    case "abort":
      return abortByUser(state, input);
    default:
      return unreachable(input);
  }
}

// --- receiving -------------------------------------------------------------------------------------------------

type Received = Extract<Input, { type: "message" }>;

function receive(before: SessionState, input: Received): Step {
  const { syncHdr, syncBody } = input.message;
  const duplicate = before.server?.msgId === syncHdr.msgId && before.lastReply !== undefined;
  if (duplicate) {
    // Not executed again: the same answer goes out once more (protocol §5.8).
    const emptyRounds = before.emptyRounds + 1;
    if (emptyRounds > MAX_EMPTY_ROUNDS) return fail(before, "protocol", "the server repeats the same message");
    return [{ ...before, emptyRounds }, [before.lastReply]];
  }
  let state = noteHeader(before, input);
  const refused = checkHeader(state, syncHdr);
  if (refused !== undefined) {
    const ending: Ending = { outcome: "protocol", error: { code: "protocol", message: refused.message } };
    return refused.code === undefined ? finish(state, ending) : abort({ ...state, headerStatus: refused.code }, ending);
  }
  const effects: Effect[] = [];

  const verdict = judgeServer(state, syncHdr, input.serverVerified);
  const status = headerStatusOf(syncBody.commands, state.msgId);
  const challenged = status !== undefined && (status.data === "401" || status.data === "407");
  const work = syncBody.commands.filter(({ cmd }) => cmd !== "Status" && cmd !== "Results");

  const noted = challenged ? state : noteHeaderStatus(state, status);
  if ("outcome" in noted) return finish(state, noted);
  state = noted;
  if (verdict !== "valid") {
    if (hasAlert(work, "1223")) return finish(state, { outcome: "aborted-by-server" });
    return serverNotAuthenticated(state, input, verdict, work, challenged ? status : undefined);
  }
  const { server } = state.options;
  if (server !== undefined && !state.serverAuthenticated) {
    const issue = { chal: makeChal(server.scheme, input.nonce), nonce: input.nonce };
    const headerStatus = STATUS.authenticationAccepted;
    state = { ...state, headerStatus, ...(server.scheme === "syncml:auth-md5" ? { issue } : {}) };
  }
  state = { ...state, serverAuthenticated: true, url: syncHdr.respUri ?? state.url };

  const { offeredNonce } = state;
  if (offeredNonce !== undefined) effects.push({ type: "remember", whose: "client", nonce: offeredNonce });
  state = { ...state, offeredNonce: undefined };
  if (hasAlert(work, "1223")) return withEffects(effects, finish(state, { outcome: "aborted-by-server" }));
  if (input.abort === true) {
    const queue = refuseAll(state, work, STATUS.notExecuted);
    return withEffects(effects, abort({ ...state, queue }, { outcome: "aborted" }));
  }
  if (challenged) {
    return withEffects(effects, clientChallenged(state, status, refuseAll(state, work, STATUS.notExecuted)));
  }
  if (work.length === 0) return withEffects(effects, reply(state, []));
  return [{ ...state, phase: "executing" }, [...effects, { type: "execute", commands: work, msgRef: syncHdr.msgId }]];
}

interface HeaderFault {
  /** Absent: nothing is answered at all. */
  readonly code?: number;
  readonly message: string;
}

/** protocol §8.3. */
function checkHeader({ options, url }: SessionState, header: SyncHdr): HeaderFault | undefined {
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

function noteHeader(state: SessionState, { message, encoding }: Pick<Received, "message" | "encoding">): SessionState {
  const { syncHdr, syncBody } = message;
  const announced = syncHdr.meta?.maxMsgSize ?? "";
  return {
    ...state,
    encoding,
    server: { msgId: syncHdr.msgId, target: syncHdr.target.locUri, source: syncHdr.source.locUri },
    peerMaxMsgSize: /^[1-9]\d{0,9}$/.test(announced) ? Number(announced) : state.peerMaxMsgSize,
    // A Next Message answer has no Final and ends nothing (protocol §5.6): what counted before still counts.
    serverFinal: syncBody.final === true || (state.serverFinal && state.queue.length > 0),
  };
}

function judgeServer(state: SessionState, header: SyncHdr, serverVerified: boolean): Judgement {
  const { server } = state.options;
  // Accepted with 212, it is accepted for the session (protocol §10.6).
  if (state.serverAuthenticated) return "valid";
  if (server === undefined) return serverVerified ? "valid" : "missing";
  return judgeCred(header.cred, server.scheme, server, state.serverNonce);
}

/** protocol §10.8: refuse what it sent and challenge, or fall silent when there is nothing to refuse. */
function serverNotAuthenticated(
  state: SessionState,
  input: Received,
  verdict: Judgement,
  work: readonly Command[],
  challenge: Status | undefined,
): Step {
  const { server } = state.options;
  const reason = "the server did not prove who it is; check ServerID, secret and nonce of SRVCRED, or use https";
  const ending: Ending = { outcome: "auth-failed", error: { code: "server-not-authenticated", message: reason } };
  if (work.length === 0 && challenge === undefined) return finish(state, ending);
  const serverFailures = state.serverFailures + 1;
  const code = verdict === "missing" ? STATUS.authenticationRequired : STATUS.unauthorized;
  if (server === undefined || serverFailures > MAX_FAILURES || input.abort === true) {
    const queue = refuseAll(state, work, code);
    const issue = server && { chal: makeChal(server.scheme, input.nonce), nonce: input.nonce };
    return abort(
      { ...state, headerStatus: code, queue, issue },
      input.abort === true ? { outcome: "aborted" } : ending,
    );
  }
  const next: SessionState = {
    ...state,
    serverFailures,
    headerStatus: code,
    issue: { chal: makeChal(server.scheme, input.nonce), nonce: input.nonce },
  };
  const refusals = refuseAll(next, work, code);
  return challenge === undefined ? reply(next, refusals) : clientChallenged(next, challenge, refusals);
}

function refuseAll(state: SessionState, commands: readonly Command[], code: number): readonly Outgoing[] {
  const msgRef = state.server!.msgId;
  return commands.flatMap((command): readonly Outgoing[] => {
    const own = statusOf({ msgRef, cmdRef: command.cmdId, command: nameOf(command), code });
    const inner = "commands" in command ? refuseAll(state, command.commands, code) : [];
    return [own, ...inner];
  });
}

export function nameOf(command: Command): string {
  return command.cmd === "Unknown" ? command.element : command.cmd;
}

/** The Status of our last SyncHdr; a missing CmdRef counts as 0 with Cmd SyncHdr (protocol §3.5). */
function headerStatusOf(commands: readonly Command[], msgId: number): Status | undefined {
  return commands.find(
    (command): command is Status =>
      command.cmd === "Status" &&
      (command.cmdRef === "0" || (command.cmdRef === "" && command.command === "SyncHdr")) &&
      (command.msgRef === String(msgId) || command.msgRef === ""),
  );
}

function hasAlert(commands: readonly Command[], code: string): boolean {
  return commands.some((command) => command.cmd === "Alert" && command.data !== undefined && command.data === code);
}

/** What the server thinks of our message (protocol §10.6, §8.9). */
function noteHeaderStatus(state: SessionState, status: Status | undefined): SessionState | Ending {
  if (status === undefined) return state;
  const code = Number(status.data);
  if (code === STATUS.dtdVersionNotSupported || code === STATUS.protocolVersionNotSupported) {
    const message = `the server does not speak ${state.options.verProto} (Status ${code})`;
    return { outcome: "protocol", error: { code: "version-refused", message } };
  }
  if (code === 503) return { outcome: "protocol", error: { code: "busy", message: "the server is busy; try later" } };
  if (!(code >= 100 && code < 300)) {
    const message = `the server refused the message with Status ${status.data.slice(0, 8)}`;
    return { outcome: "protocol", error: { code: "protocol", message } };
  }
  const nonce = status.chal === undefined ? undefined : readChal(status.chal).nonce;
  const accepted = code === STATUS.authenticationAccepted;
  return {
    ...state,
    clientAuthenticated: state.clientAuthenticated || accepted,
    clientNonce: nonce ?? state.clientNonce,
    offeredNonce: nonce ?? state.offeredNonce,
    clientFailures: accepted ? 0 : state.clientFailures,
  };
}

// --- authentication of the client ------------------------------------------------------------------------------

/** Back to package 1 with fresh credentials, same session, next MsgID (protocol §10.7). */
function clientChallenged(state: SessionState, status: Status, replies: readonly Outgoing[]): Step {
  const { client } = state.options;
  const failed = (message: string): Step =>
    abort(state, { outcome: "auth-failed", error: { code: "auth-failed", message } });
  if (client === undefined) return failed("the server wants credentials and the account has none");
  if (status.chal === undefined) return failed(`the server answered ${status.data} without a challenge`);
  const { scheme, nonce } = readChal(status.chal);
  if (scheme !== client.scheme)
    return failed(`the server wants ${quote(status.chal.meta.type ?? "")}, the account has ${client.scheme}`);
  const clientFailures = state.clientFailures + 1;
  if (clientFailures > MAX_FAILURES) return failed("the server refused the credentials; check name and secret");
  const clientNonce = nonce ?? state.clientNonce;
  const next: SessionState = { ...state, clientFailures, clientAuthenticated: false, clientNonce, queue: [] };
  return sendPackage1(next, [headerStatus(next), ...replies]);
}

// --- sending ---------------------------------------------------------------------------------------------------

function sendPackage1(state: SessionState, before: readonly Outgoing[]): Step {
  const { options } = state;
  const queue: readonly Outgoing[] = [
    ...before,
    { cmd: "Alert", data: options.alert },
    { cmd: "Replace", items: options.devInfo },
  ];
  return send({ ...state, serverFinal: true }, queue);
}

function headerStatus(state: SessionState): Outgoing {
  const { msgId, target, source } = state.server!;
  return statusOf({
    msgRef: msgId,
    cmdRef: "0",
    command: "SyncHdr",
    code: state.headerStatus,
    targetRef: target,
    sourceRef: source,
    chal: state.issue?.chal,
  });
}

/** The answer to a message, or the end when there is nothing to say (protocol §5.5). */
function reply(state: SessionState, replies: readonly Outgoing[]): Step {
  // What is left of our package goes on after the Status of the Next Message alert (protocol §5.6); Statuses keep the
  // order of their commands all the same.
  const firstResults = state.queue.findIndex(({ cmd }) => cmd !== "Status");
  const at = firstResults < 0 ? state.queue.length : firstResults;
  const queue = [...state.queue.slice(0, at), ...fitResults(state, replies), ...state.queue.slice(at)];
  if (queue.length === 0 && state.serverFinal) return finish(state, { outcome: "completed" });
  const emptyRounds = queue.length === 0 ? state.emptyRounds + 1 : 0;
  if (emptyRounds > MAX_EMPTY_ROUNDS) return fail(state, "protocol", "the server never ends its package");
  const more: readonly Outgoing[] = state.serverFinal ? [] : [{ cmd: "Alert", data: "1222" }];
  return send({ ...state, emptyRounds }, [headerStatus(state), ...queue, ...more]);
}

/** What else a later message of the package begins with. */
const NEXT_MESSAGE_STATUS = statusOf({ msgRef: "99999", cmdRef: "99999", command: "Alert", code: STATUS.ok });

/** A Results that no message can hold becomes Status 413 of its Get (protocol §8.5). */
function fitResults(state: SessionState, replies: readonly Outgoing[]): readonly Outgoing[] {
  const limit = state.peerMaxMsgSize;
  if (limit === Number.POSITIVE_INFINITY) return replies;
  const header = headerOf(state, state.msgId + 1);
  const room =
    limit -
    encodeMessage({ syncHdr: header, syncBody: { commands: [], final: true } }, state.encoding).length -
    sizeOf(headerStatus(state), header, state.encoding) -
    sizeOf(NEXT_MESSAGE_STATUS, header, state.encoding);
  const tooLarge = new Set(
    replies.flatMap((it) => (it.cmd === "Results" && sizeOf(it, header, state.encoding) > room ? [it.cmdRef] : [])),
  );
  if (tooLarge.size === 0) return replies;
  return replies.flatMap((it): readonly Outgoing[] => {
    if (it.cmd === "Results" && tooLarge.has(it.cmdRef)) return [];
    const refused = it.cmd === "Status" && it.command === "Get" && tooLarge.has(it.cmdRef) && it.data === "200";
    return [refused ? { ...it, data: String(STATUS.entityTooLarge) } : it];
  });
}

function send(state: SessionState, queue: readonly Outgoing[]): Step {
  const msgId = state.msgId + 1;
  const header = headerOf(state, msgId);
  const packed = pack(header, state.encoding, queue, {
    maxBytes: state.peerMaxMsgSize,
    final: state.serverFinal,
  });
  if (state.queue.length > 0 && packed.rest.length >= state.queue.length) {
    return fail(state, "protocol", "the server's MaxMsgSize leaves no room for an answer");
  }
  const effect = {
    type: "send",
    url: state.url,
    message: packed.message,
    bytes: packed.bytes,
    encoding: state.encoding,
    last: false,
  } as const;
  const next: SessionState = {
    ...state,
    phase: "sent",
    msgId,
    queue: packed.rest,
    headerStatus: STATUS.ok,
    issue: undefined,
    serverNonce: state.issue?.nonce ?? state.serverNonce,
    lastReply: effect,
  };
  if (state.issue === undefined) return [next, [effect]];
  return [next, [remembered(state.issue.nonce), effect]];
}

function remembered(nonce: Uint8Array): Effect {
  return { type: "remember", whose: "server", nonce };
}

function headerOf(state: SessionState, msgId: number): SyncHdr {
  const { options } = state;
  const { client } = options;
  const shows =
    client !== undefined &&
    !state.clientAuthenticated &&
    (client.scheme === "syncml:auth-basic" || state.clientNonce !== undefined);
  return {
    verDtd: "1.2",
    verProto: options.verProto,
    sessionId: options.sessionId,
    msgId: String(msgId),
    target: { locUri: state.url },
    source: { locUri: options.deviceId, ...(client === undefined ? {} : { locName: client.name }) },
    ...(shows ? { cred: makeCred(client.scheme, client, state.clientNonce ?? new Uint8Array()) } : {}),
    meta: { maxMsgSize: String(options.maxMsgSize) },
  };
}

// --- endings ---------------------------------------------------------------------------------------------------

function finish(state: SessionState, ending: Ending): Step {
  return [{ ...state, phase: "done" }, [{ type: "done", ending }]];
}

function unreadable(reason: string): Ending {
  return {
    outcome: "protocol",
    error: { code: "undecodable", message: `the server's message cannot be read: ${reason}` },
  };
}

function fail(state: SessionState, code: SessionErrorCode, message: string): Step {
  return abort(state, { outcome: "protocol", error: { code, message } });
}

function abortByUser(state: SessionState, { replies = [] }: Extract<Input, { type: "abort" }>): Step {
  // While a request is on its way nothing can be said; the connection was dropped (protocol §5.7).
  if (state.phase === "sent") return finish(state, { outcome: "aborted" });
  return abort({ ...state, queue: [...replies, ...state.queue] }, { outcome: "aborted" });
}

/** Alert 1223 when it is our turn to speak, always with Final; its answer is not read (protocol §5.7). */
function abort(state: SessionState, ending: Ending, unreadable = false): Step {
  if (state.server === undefined) return finish(state, ending);
  const answer = unreadable ? [] : [headerStatus(state), ...state.queue];
  const msgId = state.msgId + 1;
  const { message, bytes } = pack(headerOf(state, msgId), state.encoding, [...answer, { cmd: "Alert", data: "1223" }], {
    maxBytes: Number.POSITIVE_INFINITY,
    final: true,
  });
  const next: SessionState = { ...state, phase: "closing", msgId, queue: [], ending };
  const issued = state.issue === undefined ? [] : [remembered(state.issue.nonce)];
  return [next, [...issued, { type: "send", url: state.url, message, bytes, encoding: state.encoding, last: true }]];
}

function withEffects(effects: readonly Effect[], [state, more]: Step): Step {
  return [state, [...effects, ...more]];
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}

function unreachable(input: never): never {
  throw new TypeError(`no such input: ${JSON.stringify(input)}`);
}
