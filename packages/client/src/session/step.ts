/**
 * The session protocol: one message of the server in, one of the client out. Pure — no clock, socket, tree or
 * randomness; commands leave as an effect and come back as outcomes.
 *
 * Clause: DMPRO 1.2 §6, §8, §9; state machine protocol §15.
 */
import type { Command, Status, SyncHdr } from "@oma-dm/codec/syncml";
import { isMac, makeCred, makeIntegrity, needsNonce, readChal } from "../security/authentication.ts";
import { STATUS } from "../status.ts";
import { answerTo } from "./challenge.ts";
import { checkHeader, hasAlert, headerStatusOf, noteHeader } from "./header.ts";
import { sizeOfData, takeChunks } from "./large-object.ts";
import { type Outgoing, pack, Ruler, statusOf } from "./reply.ts";
import { acceptServer, issueFor, judgeServer, type Proof } from "./server-proof.ts";
import { forPackage1, noteSent, noteStatuses, offer, settle, withWaiting } from "./session-alerts.ts";
import {
  type Effect,
  type Ending,
  type Input,
  newSession,
  type Received,
  type SessionErrorCode,
  type SessionState,
} from "./state.ts";

/** Rounds in which the server fails to authenticate before the session is given up (protocol §10.8). */
const MAX_FAILURES = 2;
/** Messages of a server that says nothing and never ends its package (protocol §18#30). */
const MAX_EMPTY_ROUNDS = 3;

type Step = readonly [SessionState, readonly Effect[]];

export function step(before: SessionState, input: Input): Step {
  if (before.phase === "done") return [before, []];
  const waiting = "alerts" in input ? input.alerts : undefined;
  const state = waiting === undefined ? before : { ...before, alerts: withWaiting(before.alerts, waiting) };
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
    case "encoding-refused":
      if (canSwitch(state)) return sendPackage1(newSession({ ...state.options, encoding: "xml" }), []);
      return step(state, { type: "failed", reason: input.reason });
    case "failed":
      if (state.phase === "closing") return finish(state, state.ending ?? { outcome: "aborted" });
      return finish(state, {
        outcome: "transport",
        error: { code: input.code ?? "transport", message: input.reason },
      });
    case "abort":
      return abortByUser(state, input);
    default:
      return unreachable(input);
  }
}

/** Before the server has said anything, all can be said again in XML (protocol §12.3#4). */
function canSwitch({ phase, server, encoding }: SessionState): boolean {
  return phase === "sent" && server === undefined && encoding === "wbxml";
}

// --- receiving -------------------------------------------------------------------------------------------------

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
  state = { ...state, alerts: noteStatuses(state.alerts, syncBody.commands, String(state.msgId)) };
  const proof = judgeServer(state, input);
  const status = headerStatusOf(syncBody.commands, state.msgId);
  const challenged = status !== undefined && (status.data === "401" || status.data === "407");
  const work = syncBody.commands.filter(({ cmd }) => cmd !== "Status" && cmd !== "Results");

  const noted = challenged ? state : noteHeaderStatus(state, status);
  if ("outcome" in noted) return finish(state, noted);
  state = noted;
  if (proof.verdict !== "valid") {
    if (hasAlert(work, "1223")) return finish(state, { outcome: "aborted-by-server" });
    return serverNotAuthenticated(state, input, proof, work, challenged ? status : undefined);
  }
  const effects: Effect[] = state.issued ? [{ type: "confirm" }] : [];
  state = acceptServer({ ...state, issued: false, url: syncHdr.respUri ?? state.url }, proof.peer, input.nonce);

  const { client, offeredNonce } = state;
  if (offeredNonce !== undefined && client !== undefined) {
    effects.push({ type: "remember", whose: "client", scheme: client.scheme, nonce: offeredNonce });
  }
  if (!challenged && client !== undefined && client.scheme !== state.negotiated) {
    effects.push({ type: "negotiated", scheme: client.scheme });
    state = { ...state, negotiated: client.scheme };
  }
  const answered = settle(state.alerts);
  effects.push(...answered.effects);
  state = { ...state, offeredNonce: undefined, alerts: answered.alerts };
  if (hasAlert(work, "1223")) return withEffects(effects, finish(state, { outcome: "aborted-by-server" }));
  if (input.abort === true) {
    const queue = refuseAll(state, work, STATUS.notExecuted);
    return withEffects(effects, abort({ ...state, queue }, { outcome: "aborted" }));
  }
  if (challenged) {
    return withEffects(effects, clientChallenged(state, status, refuseAll(state, work, STATUS.notExecuted)));
  }
  return withEffects(effects, begin(dropRefusedObject(state, syncBody.commands), work, syncBody.final === true));
}

/** Hands the commands out, once what comes in chunks is sorted out (protocol §7). */
function begin(before: SessionState, work: readonly Command[], isFinal: boolean): Step {
  const { maxObjSize } = before.options;
  const { object, commands, decided, alerts } = takeChunks(before.object, work, { isFinal, maxBytes: maxObjSize });
  const state: SessionState = { ...before, object, brokenOff: [...before.brokenOff, ...alerts] };
  if (commands.length === 0) return reply(state, []);
  return [{ ...state, phase: "executing" }, [{ type: "execute", commands, decided, msgRef: state.server!.msgId }]];
}

/** A server that does not want the rest of an object is not sent it (protocol §7#12). */
function dropRefusedObject(state: SessionState, commands: readonly Command[]): SessionState {
  const { partial, msgId, queue } = state;
  const refused = commands.some(
    (it) =>
      (it.cmd === "Status" && it.msgRef === String(msgId) && it.command === "Results" && Number(it.data) >= 400) ||
      (it.cmd === "Alert" && it.data === "1225"),
  );
  if (partial === undefined || !refused) return state;
  return { ...state, partial: undefined, queue: queue.filter((element) => element !== partial) };
}

/** protocol §10.8: refuse what it sent and challenge, or fall silent when there is nothing to refuse. */
function serverNotAuthenticated(
  state: SessionState,
  input: Received,
  { verdict, peer }: Proof,
  work: readonly Command[],
  challenge: Status | undefined,
): Step {
  const reason = "the server did not prove who it is; check ServerID, secret and nonce of SRVCRED, or use https";
  const ending: Ending = { outcome: "auth-failed", error: { code: "server-not-authenticated", message: reason } };
  if (work.length === 0 && challenge === undefined) return finish(state, ending);
  const serverFailures = state.serverFailures + 1;
  const code = verdict === "missing" ? STATUS.authenticationRequired : STATUS.unauthorized;
  const issue = peer && issueFor(peer, input.nonce);
  if (issue === undefined || serverFailures > MAX_FAILURES || input.abort === true) {
    const queue = refuseAll(state, work, code);
    return abort(
      { ...state, headerStatus: code, queue, issue },
      input.abort === true ? { outcome: "aborted" } : ending,
    );
  }
  const next: SessionState = {
    ...state,
    serverFailures,
    serverAuthenticated: false,
    headerStatus: code,
    issue,
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

/** What the server thinks of our message (protocol §10.6, §8.9). */
function noteHeaderStatus(state: SessionState, status: Status | undefined): SessionState | Ending {
  if (status === undefined) {
    // Where TLS vouches for the server it counts as 200 (protocol §18#32).
    if (state.options.servers.length === 0) return state;
    const message = "the server's message has no Status for ours";
    return { outcome: "protocol", error: { code: "protocol", message } };
  }
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
  const mac = isMac(state.client?.scheme);
  const accepted = code === STATUS.authenticationAccepted || (mac && code === STATUS.ok);
  return {
    ...state,
    clientAuthenticated: state.clientAuthenticated || (accepted && !mac),
    // A MAC is never made twice with one nonce (protocol §11.1#6).
    clientNonce: mac ? nonce : (nonce ?? state.clientNonce),
    offeredNonce: nonce ?? state.offeredNonce,
    challenges: accepted ? [] : state.challenges,
  };
}

/** Back to package 1 with fresh credentials, same session, next MsgID (protocol §10.7). */
function clientChallenged(state: SessionState, status: Status, replies: readonly Outgoing[]): Step {
  const answer = answerTo(state, status);
  if (typeof answer === "string") {
    return abort(state, { outcome: "auth-failed", error: { code: "auth-failed", message: answer } });
  }
  const next: SessionState = { ...state, ...answer, clientAuthenticated: false, queue: [], partial: undefined };
  return sendPackage1(next, [headerStatus(next), ...replies]);
}

// --- sending ---------------------------------------------------------------------------------------------------

function sendPackage1(state: SessionState, before: readonly Outgoing[]): Step {
  const { options } = state;
  const offered = offerAlerts({ ...state, alerts: forPackage1(state.alerts) });
  const queue: readonly Outgoing[] = [
    ...before,
    { cmd: "Alert", data: options.alert },
    { cmd: "Replace", items: options.devInfo },
    ...offered.outgoing,
  ];
  return send({ ...state, alerts: offered.alerts, serverFinal: true }, queue);
}

/** The device's own alerts for the package that begins (protocol §5.3, §18#10, #40). */
function offerAlerts(state: SessionState): ReturnType<typeof offer> {
  if (state.alerts.every(({ offered }) => offered)) return { alerts: state.alerts, outgoing: [] };
  const ruler = new Ruler(headerOf(state, state.msgId + 1), state.encoding);
  return offer(state.alerts, {
    each: roomFor(state, ruler),
    together: state.options.maxMsgSize,
    size: (alert) => ruler.sizeOf(alert),
  });
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
  const mayOffer = state.serverFinal && state.serverAuthenticated;
  const offered = mayOffer ? offerAlerts(state) : { alerts: state.alerts, outgoing: [] };
  const queue = [
    ...state.queue.slice(0, at),
    ...fitResults(state, replies),
    ...state.queue.slice(at),
    ...state.brokenOff,
    ...offered.outgoing,
  ];
  if (queue.length === 0 && state.serverFinal) return finish(state, { outcome: "completed" });
  const emptyRounds = queue.length === 0 ? state.emptyRounds + 1 : 0;
  if (emptyRounds > MAX_EMPTY_ROUNDS) return fail(state, "protocol", "the server never ends its package");
  const more: readonly Outgoing[] = state.serverFinal ? [] : [{ cmd: "Alert", data: "1222" }];
  const next: SessionState = { ...state, brokenOff: [], emptyRounds, alerts: offered.alerts };
  return send(next, [headerStatus(state), ...queue, ...more]);
}

/** What else a later message of the package begins with. */
const NEXT_MESSAGE_STATUS = statusOf({ msgRef: "99999", cmdRef: "99999", command: "Alert", code: STATUS.ok });

function overhead(state: SessionState, ruler: Ruler): number {
  const status = state.server === undefined ? 0 : ruler.sizeOf(headerStatus({ ...state, issue: undefined }));
  return status + ruler.sizeOf(NEXT_MESSAGE_STATUS);
}

/** Bytes an element may have that stands alone with what every message begins with. */
function roomFor(state: SessionState, ruler: Ruler): number {
  return state.peerMaxMsgSize - ruler.empty - overhead(state, ruler);
}

/** Least room for the Data of a Results: it is sent in as many messages as it takes (protocol §7#12). */
const MIN_DATA_ROOM = 128;

/** A Results that the server cannot take becomes Status 413 of its Get (protocol §8.5). */
function fitResults(state: SessionState, replies: readonly Outgoing[]): readonly Outgoing[] {
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
    return [refused ? { ...it, data: String(STATUS.entityTooLarge) } : it];
  });
}

function send(state: SessionState, queue: readonly Outgoing[]): Step {
  if (lacksNonce(state)) {
    const message = "the server gave no nonce for the next MAC; the session cannot go on";
    return finish(state, { outcome: "auth-failed", error: { code: "auth-failed", message } });
  }
  const msgId = state.msgId + 1;
  const header = headerOf(state, msgId);
  const packed = pack(header, state.encoding, queue, {
    maxBytes: state.peerMaxMsgSize,
    final: state.serverFinal,
    overhead: overhead(state, new Ruler(header, state.encoding)),
    partial: state.partial,
  });
  const { message, bytes, rest, partial } = packed;
  // What was left over has to go on, or it never ends.
  const stuck = state.queue[0] !== undefined && rest.includes(state.queue[0]);
  if (stuck || bytes.length > state.peerMaxMsgSize) {
    return fail(state, "protocol", "the server's MaxMsgSize leaves no room for an answer");
  }
  const effect = {
    type: "send",
    url: state.url,
    message,
    bytes,
    encoding: state.encoding,
    ...integrityOf(state, bytes),
    last: false,
  } as const;
  const next: SessionState = {
    ...afterSending(state),
    phase: "sent",
    msgId,
    queue: rest,
    partial,
    alerts: noteSent(state.alerts, queue.slice(0, queue.length - rest.length), String(msgId)),
    headerStatus: STATUS.ok,
    lastReply: effect,
  };
  return [next, [...issued(state), effect]];
}

/** A MAC was shown before, and cannot be shown again (protocol §11.1#5). */
function lacksNonce({ client, macShown, clientNonce }: SessionState): boolean {
  return isMac(client?.scheme) && macShown && clientNonce === undefined;
}

function integrityOf({ client, clientNonce, options }: SessionState, bytes: Uint8Array): { integrity?: string } {
  if (client === undefined || !isMac(client.scheme) || clientNonce === undefined) return {};
  return { integrity: makeIntegrity(options.integrity, client, clientNonce, bytes) };
}

/** The nonce a message carries counts from then on; the one it was made with is used up by a MAC. */
function afterSending(state: SessionState): SessionState {
  const mac = isMac(state.client?.scheme);
  return {
    ...state,
    issue: undefined,
    issued: state.issue !== undefined,
    serverNonce: state.issue?.nonce ?? state.serverNonce,
    macShown: state.macShown || (mac && state.clientNonce !== undefined),
    clientNonce: mac ? undefined : state.clientNonce,
  };
}

function issued({ issue }: SessionState): readonly Effect[] {
  if (issue === undefined || !needsNonce(issue.peer.scheme)) return [];
  return [{ type: "remember", whose: "server", scheme: issue.peer.scheme, nonce: issue.nonce }];
}

function headerOf(state: SessionState, msgId: number): SyncHdr {
  const { options, client, clientNonce } = state;
  const shows =
    client !== undefined &&
    !isMac(client.scheme) &&
    !state.clientAuthenticated &&
    (!needsNonce(client.scheme) || clientNonce !== undefined);
  const name = (client ?? options.clients[0])?.name;
  return {
    verDtd: "1.2",
    verProto: options.verProto,
    sessionId: options.sessionId,
    msgId: String(msgId),
    target: { locUri: state.url },
    source: { locUri: options.deviceId, ...(name === undefined ? {} : { locName: name }) },
    ...(shows ? { cred: makeCred(client.scheme, client, clientNonce ?? new Uint8Array()) } : {}),
    meta: { maxMsgSize: String(options.maxMsgSize), maxObjSize: String(options.maxObjSize) },
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
  // A message without the MAC that the ones before had would prove nothing to the server.
  if (state.server === undefined || lacksNonce(state)) return finish(state, ending);
  // Nobody would read what the server answers to an alert.
  const alerts = new Set<Outgoing>(state.alerts.map(({ alert }) => alert));
  const told = [headerStatus(state), ...state.queue.filter((each) => !alerts.has(each))];
  const msgId = state.msgId + 1;
  const header = headerOf(state, msgId);
  const goodbye: Outgoing = { cmd: "Alert", data: "1223" };
  // What was executed is told as far as one message can hold it.
  const answer = unreadable ? [] : fitting(state, header, told, goodbye);
  const { message, bytes } = pack(header, state.encoding, [...answer, goodbye], {
    maxBytes: Number.POSITIVE_INFINITY,
    final: true,
    overhead: 0,
  });
  const next: SessionState = { ...afterSending(state), phase: "closing", msgId, queue: [], ending };
  const { url, encoding } = state;
  const effect = { type: "send", url, message, bytes, encoding, ...integrityOf(state, bytes), last: true } as const;
  return [next, [...issued(state), effect]];
}

/** The first elements of `queue` that fit a message of the server's size together with `last`. */
function fitting(
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

function withEffects(effects: readonly Effect[], [state, more]: Step): Step {
  return [state, [...effects, ...more]];
}

function unreachable(input: never): never {
  throw new TypeError(`no such input: ${JSON.stringify(input)}`);
}
