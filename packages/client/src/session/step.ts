/**
 * The session protocol: one message of the server in, one of the client out. Pure — no clock, socket, tree or
 * randomness; commands leave as an effect and come back as outcomes.
 *
 * Clause: DMPRO 1.2 §6, §8, §9; state machine protocol §15.
 */
import type { Command, Status } from "@oma-dm/codec/syncml";
import { STATUS } from "../status.ts";
import { answerTo } from "./challenge.ts";
import { fitResults, fitting, NEXT_MESSAGE, offerAlerts, overhead } from "./fitting.ts";
import { checkHeader, hasAlert, headerStatusOf, noteHeader } from "./header.ts";
import { isChallenge, noteHeaderStatus, versionToTry } from "./header-status.ts";
import { takeChunks } from "./large-object.ts";
import { headerOf, headerStatus, integrityOf, issued, lacksNonce, noteSending, spent } from "./our-header.ts";
import { type Outgoing, pack, Ruler, statusOf } from "./reply.ts";
import { acceptServer, issueFor, judgeServer, type Proof, UNPROVEN } from "./server-proof.ts";
import { forPackage1, noteSent, noteStatuses, settle, withWaiting } from "./session-alerts.ts";
import {
  type Draft,
  draftOf,
  type Effect,
  type Ending,
  type Input,
  newSession,
  type Received,
  type SessionErrorCode,
  type SessionState,
} from "./state.ts";

export const ROUNDS = {
  /** In which the server fails to authenticate before the session is given up (protocol §10.8#8). */
  unproven: 2,
  /** Of a server that says nothing and never ends its package, or only repeats itself (protocol §18#30). */
  empty: 3,
} as const;

type Effects = readonly Effect[];

export function step(before: SessionState, input: Input): readonly [SessionState, Effects] {
  if (before.phase === "done") return [before, []];
  const state = draftOf(before);
  const effects = take(state, input);
  return [state, effects];
}

function take(state: Draft, input: Input): Effects {
  if ("alerts" in input && input.alerts !== undefined && input.alerts.length > 0) {
    state.alerts = withWaiting(state.alerts, input.alerts);
  }
  switch (input.type) {
    case "start":
      return state.phase === "idle" ? sendPackage1(state, []) : [];
    case "message":
      if (state.phase === "closing") return finish(state, state.ending ?? { outcome: "aborted" });
      return state.phase === "sent" ? receive(state, input) : [];
    case "executed":
      return state.phase === "executing" ? reply(state, input.replies) : [];
    case "undecodable":
      if (state.phase === "closing") return finish(state, state.ending ?? { outcome: "aborted" });
      return abort(state, unreadable(input.reason), true);
    case "encoding-refused":
      if (!canSwitch(state)) return take(state, { type: "failed", reason: input.reason });
      beginInXml(state);
      return sendPackage1(state, []);
    case "too-large":
      return sendSmaller(state) ?? take(state, { type: "failed", reason: input.reason });
    case "failed":
      if (state.phase === "closing") return finish(state, state.ending ?? { outcome: "aborted" });
      return finish(state, {
        // HTTP did its part where the server answered, but with no message (protocol §12.2#2).
        outcome: input.code === "protocol" ? "protocol" : "transport",
        error: { code: input.code ?? "transport", message: input.reason },
      });
    case "abort":
      if (state.phase === "closing") return finish(state, state.ending ?? { outcome: "aborted" });
      return abortByUser(state, input);
    default:
      return unreachable(input);
  }
}

/** Before the server has said anything, all can be said again in XML (protocol §12.3#4). */
function canSwitch({ phase, server, encoding }: SessionState): boolean {
  return phase === "sent" && server === undefined && encoding === "wbxml";
}

/** A nonce the refused message had a MAC of is not used again: the server will give another. */
function beginInXml(state: Draft): void {
  const { options, spentNonces, clientNonce, alerts } = state;
  Object.assign(state, newSession({ ...options, encoding: "xml" }), { spentNonces, clientNonce, alerts });
}

// --- receiving -------------------------------------------------------------------------------------------------

function receive(state: Draft, input: Received): Effects {
  const { syncHdr, syncBody } = input.message;
  if (state.server?.msgId === syncHdr.msgId && state.lastReply !== undefined) return repeat(state, state.lastReply);
  noteHeader(state, input);
  const refused = checkHeader(state, syncHdr);
  if (refused !== undefined) {
    const ending: Ending = { outcome: "protocol", error: { code: "protocol", message: refused.message } };
    if (refused.code === undefined) return finish(state, ending);
    state.headerStatus = refused.code;
    state.ours = refused.ours;
    return abort(state, ending);
  }
  state.alerts = noteStatuses(state.alerts, syncBody.commands, String(state.msgId));
  const proof = judgeServer(state, input);
  const status = headerStatusOf(syncBody.commands, state.msgId);
  const challenged = status !== undefined && isChallenge(Number(status.data));
  const work = syncBody.commands.filter(({ cmd }) => cmd !== "Status" && cmd !== "Results");

  const ending = challenged ? undefined : noteHeaderStatus(state, status);
  if (ending !== undefined) {
    const verProto = versionToTry(status, state.options.verProto);
    return [...(verProto === undefined ? [] : [{ type: "version", verProto } as const]), ...finish(state, ending)];
  }
  if (proof.verdict !== "valid") {
    if (hasAlert(work, "1223")) return finish(state, { outcome: "aborted-by-server" });
    return serverNotAuthenticated(state, input, proof, work, challenged ? status : undefined);
  }
  const effects: Effect[] = state.issued ? [{ type: "confirm" }] : [];
  state.issued = false;
  state.url = syncHdr.respUri ?? state.url;
  acceptServer(state, proof.peer, input.nonce);

  const { client, offeredNonce } = state;
  if (offeredNonce !== undefined && client !== undefined) {
    effects.push({ type: "remember", whose: "client", scheme: client.scheme, nonce: offeredNonce });
  }
  if (!challenged && client !== undefined && client.scheme !== state.negotiated) {
    effects.push({ type: "negotiated", scheme: client.scheme });
    state.negotiated = client.scheme;
  }
  const answered = settle(state.alerts);
  effects.push(...answered.effects);
  state.alerts = answered.alerts;
  state.offeredNonce = undefined;
  effects.push(...goOn(state, input, work, challenged ? status : undefined));
  return effects;
}

/** Not executed again: the same answer goes out once more (protocol §5.8). */
function repeat(state: Draft, lastReply: Effect): Effects {
  if (state.emptyRounds >= ROUNDS.empty) return fail(state, "protocol", "the server repeats the same message");
  state.emptyRounds += 1;
  return [lastReply];
}

/** What the server that proved itself wants. */
function goOn(state: Draft, input: Received, work: readonly Command[], challenge: Status | undefined): Effects {
  if (hasAlert(work, "1223")) return finish(state, { outcome: "aborted-by-server" });
  if (input.abort === true) {
    state.queue = refuseAll(state, work, STATUS.notExecuted);
    return abort(state, { outcome: "aborted" });
  }
  if (challenge !== undefined) {
    return clientChallenged(state, challenge, refuseAll(state, work, STATUS.notExecuted));
  }
  const { commands, final } = input.message.syncBody;
  dropRefusedObject(state, commands);
  return begin(state, work, final === true);
}

/** Hands the commands out, once what comes in chunks is sorted out (protocol §7). */
function begin(state: Draft, work: readonly Command[], isFinal: boolean): Effects {
  const { maxObjSize } = state.options;
  const { object, commands, decided, alerts } = takeChunks(state.object, work, { isFinal, maxBytes: maxObjSize });
  state.object = object;
  state.brokenOff = [...state.brokenOff, ...alerts];
  if (commands.length === 0) return reply(state, []);
  state.phase = "executing";
  return [{ type: "execute", commands, decided, msgRef: state.server!.msgId }];
}

/** A server that does not want the rest of an object is not sent it (protocol §7#12). */
function dropRefusedObject(state: Draft, commands: readonly Command[]): void {
  const { partial, msgId, queue } = state;
  if (partial === undefined) return;
  const refused = commands.some(
    (it) =>
      (it.cmd === "Status" && it.msgRef === String(msgId) && it.command === partial.cmd && Number(it.data) >= 400) ||
      (it.cmd === "Alert" && it.data === "1225"),
  );
  if (!refused) return;
  state.partial = undefined;
  state.queue = queue.filter((element) => element !== partial);
}

/** protocol §10.8: refuse what it sent and challenge, or fall silent when there is nothing to refuse. */
function serverNotAuthenticated(
  state: Draft,
  input: Received,
  { verdict, peer }: Proof,
  work: readonly Command[],
  challenge: Status | undefined,
): Effects {
  const reason = "the server did not prove who it is; check ServerID, secret and nonce of SRVCRED, or use https";
  const ending: Ending = { outcome: "auth-failed", error: { code: "server-not-authenticated", message: reason } };
  if (work.length === 0 && challenge === undefined) return finish(state, ending);
  const code = UNPROVEN[verdict === "missing" ? "missing" : "wrong"];
  const refusals = refuseAll(state, work, code);
  state.headerStatus = code;
  state.issue = peer && issueFor(peer, input.nonce);
  if (state.issue === undefined || state.serverFailures >= ROUNDS.unproven || input.abort === true) {
    state.queue = refusals;
    return abort(state, input.abort === true ? { outcome: "aborted" } : ending);
  }
  state.serverFailures += 1;
  state.serverAuthenticated = false;
  return challenge === undefined ? reply(state, refusals) : clientChallenged(state, challenge, refusals);
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

/** Back to package 1 with fresh credentials, same session, next MsgID (protocol §10.7). */
function clientChallenged(state: Draft, status: Status, replies: readonly Outgoing[]): Effects {
  const answer = answerTo(state, status);
  if (typeof answer === "string") {
    return abort(state, { outcome: "auth-failed", error: { code: "auth-failed", message: answer } });
  }
  // What was executed is told all the same (protocol §10.7#3); an object that was begun is not gone on with.
  const pending = state.queue.filter((element) => element !== state.partial);
  const of = (name: Outgoing["cmd"]): readonly Outgoing[] => pending.filter(({ cmd }) => cmd === name);
  Object.assign(state, answer);
  state.clientAuthenticated = false;
  state.queue = [];
  state.partial = undefined;
  return sendPackage1(state, [headerStatus(state), ...of("Status"), ...replies, ...of("Results")]);
}

// --- sending ---------------------------------------------------------------------------------------------------

function sendPackage1(state: Draft, before: readonly Outgoing[]): Effects {
  const { options } = state;
  state.alerts = forPackage1(state.alerts);
  const offered = offerAlerts(state);
  const queue: readonly Outgoing[] = [
    ...before,
    { cmd: "Alert", data: options.alert },
    { cmd: "Replace", items: options.devInfo },
    ...offered.outgoing,
  ];
  state.alerts = offered.alerts;
  state.serverFinal = true;
  return send(state, queue);
}

/** The answer to a message, or the end when there is nothing to say (protocol §5.5). */
function reply(state: Draft, replies: readonly Outgoing[]): Effects {
  // What is left of our package goes on after the Status of the Next Message alert (protocol §5.6); Statuses keep the
  // order of their commands all the same.
  const firstResults = state.queue.findIndex(({ cmd }) => cmd !== "Status");
  const at = firstResults < 0 ? state.queue.length : firstResults;
  const mayOffer = state.serverFinal && state.serverAuthenticated;
  const offered = mayOffer ? offerAlerts(state) : { alerts: state.alerts, outgoing: [] };
  const fitting = fitResults(state, replies);
  const isAll = state.queue.length + state.brokenOff.length + offered.outgoing.length === 0;
  const queue = isAll
    ? fitting
    : state.queue.slice(0, at).concat(fitting, state.queue.slice(at), state.brokenOff, offered.outgoing);
  if (queue.length === 0 && state.serverFinal) return finish(state, { outcome: "completed" });
  const emptyRounds = queue.length === 0 ? state.emptyRounds + 1 : 0;
  if (emptyRounds > ROUNDS.empty) return fail(state, "protocol", "the server never ends its package");
  state.brokenOff = [];
  state.emptyRounds = emptyRounds;
  state.alerts = offered.alerts;
  return send(state, [headerStatus(state), ...queue]);
}

function send(state: Draft, queue: readonly Outgoing[]): Effects {
  if (lacksNonce(state)) {
    const message = "the server gave no fresh nonce for the next MAC; the session cannot go on";
    return finish(state, { outcome: "auth-failed", error: { code: "auth-failed", message } });
  }
  const msgId = state.msgId + 1;
  const header = headerOf(state, msgId);
  const packed = pack(header, state.encoding, queue, {
    maxBytes: state.peerMaxMsgSize,
    final: state.serverFinal,
    overhead: () => overhead(state, new Ruler(header, state.encoding)),
    partial: state.partial,
    closing: state.serverFinal ? undefined : NEXT_MESSAGE,
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
  const effects = [...issued(state), ...spent(state), effect];
  const whole = draftOf(state);
  whole.saying = undefined;
  state.saying = { state: whole, queue };
  noteSending(state);
  const said = queue.length - rest.length;
  const cut = partial !== undefined && rest[0] === partial ? { element: queue[said], rest: partial } : undefined;
  state.alerts = noteSent(state.alerts, queue.slice(0, said), String(msgId), cut);
  state.phase = "sent";
  state.msgId = msgId;
  state.queue = rest;
  state.partial = partial;
  state.headerStatus = STATUS.ok;
  state.lastReply = effect;
  return effects;
}

/** HTTP 413: what was said last, in messages of half its size at most; `undefined` where that cannot be (protocol §12.3#7). */
function sendSmaller(state: Draft): Effects | undefined {
  const { phase, saying, lastReply, spentNonces, clientNonce } = state;
  if (phase !== "sent" || saying === undefined || lastReply === undefined) return undefined;
  const peerMaxMsgSize = Math.floor(lastReply.bytes.length / 2);
  // The nonce of a MAC is spent, though nobody looked at it.
  const again: Draft = { ...saying.state, peerMaxMsgSize, spentNonces, clientNonce };
  if (lacksNonce(again)) return undefined;
  const sent = send(again, saying.queue).find((effect) => effect.type === "send" && !effect.last);
  if (sent === undefined) return undefined;
  Object.assign(state, again);
  // What else the first try did, such as remembering a nonce, is done.
  return [sent];
}

// --- endings ---------------------------------------------------------------------------------------------------

function finish(state: Draft, ending: Ending): Effects {
  state.phase = "done";
  return [{ type: "done", ending }];
}

function unreadable(reason: string): Ending {
  return {
    outcome: "protocol",
    error: { code: "undecodable", message: `the server's message cannot be read: ${reason}` },
  };
}

function fail(state: Draft, code: SessionErrorCode, message: string): Effects {
  return abort(state, { outcome: "protocol", error: { code, message } });
}

function abortByUser(state: Draft, { replies = [] }: Extract<Input, { type: "abort" }>): Effects {
  // While a request is on its way nothing can be said; the connection was dropped (protocol §5.7).
  if (state.phase === "sent") return finish(state, { outcome: "aborted" });
  state.queue = [...replies, ...state.queue];
  return abort(state, { outcome: "aborted" });
}

/** Alert 1223 when it is our turn to speak, always with Final; its answer is not read (protocol §5.7). */
function abort(state: Draft, ending: Ending, unreadable = false): Effects {
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
    overhead: () => 0,
  });
  const { url, encoding } = state;
  const effect = { type: "send", url, message, bytes, encoding, ...integrityOf(state, bytes), last: true } as const;
  const effects = [...issued(state), ...spent(state), effect];
  noteSending(state);
  state.phase = "closing";
  state.msgId = msgId;
  state.queue = [];
  state.ending = ending;
  return effects;
}

function unreachable(input: never): never {
  throw new TypeError(`no such input: ${JSON.stringify(input)}`);
}
