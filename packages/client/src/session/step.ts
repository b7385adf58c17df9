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
import { afterSending, headerOf, headerStatus, integrityOf, issued, lacksNonce, spent } from "./our-header.ts";
import { type Outgoing, pack, Ruler, statusOf } from "./reply.ts";
import { acceptServer, issueFor, judgeServer, type Proof, UNPROVEN } from "./server-proof.ts";
import { forPackage1, noteSent, noteStatuses, settle, withWaiting } from "./session-alerts.ts";
import {
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

type Step = readonly [SessionState, readonly Effect[]];

export function step(before: SessionState, input: Input): Step {
  if (before.phase === "done") return [before, []];
  const waiting = "alerts" in input ? input.alerts : undefined;
  const state =
    waiting === undefined || waiting.length === 0 ? before : { ...before, alerts: withWaiting(before.alerts, waiting) };
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
      if (canSwitch(state)) return sendPackage1(inXml(state), []);
      return step(state, { type: "failed", reason: input.reason });
    case "too-large":
      return sendSmaller(state) ?? step(state, { type: "failed", reason: input.reason });
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
function inXml({ options, spentNonces, clientNonce, alerts }: SessionState): SessionState {
  const again = newSession({ ...options, encoding: "xml" });
  return { ...again, spentNonces, clientNonce, alerts };
}

// --- receiving -------------------------------------------------------------------------------------------------

function receive(before: SessionState, input: Received): Step {
  const { syncHdr, syncBody } = input.message;
  const duplicate = before.server?.msgId === syncHdr.msgId && before.lastReply !== undefined;
  if (duplicate) {
    // Not executed again: the same answer goes out once more (protocol §5.8).
    const emptyRounds = before.emptyRounds + 1;
    if (emptyRounds > ROUNDS.empty) return fail(before, "protocol", "the server repeats the same message");
    return [{ ...before, emptyRounds }, [before.lastReply]];
  }
  let state = noteHeader(before, input);
  const refused = checkHeader(state, syncHdr);
  if (refused !== undefined) {
    const ending: Ending = { outcome: "protocol", error: { code: "protocol", message: refused.message } };
    const { code, ours } = refused;
    return code === undefined ? finish(state, ending) : abort({ ...state, headerStatus: code, ours }, ending);
  }
  state = { ...state, alerts: noteStatuses(state.alerts, syncBody.commands, String(state.msgId)) };
  const proof = judgeServer(state, input);
  const status = headerStatusOf(syncBody.commands, state.msgId);
  const challenged = status !== undefined && isChallenge(Number(status.data));
  const work = syncBody.commands.filter(({ cmd }) => cmd !== "Status" && cmd !== "Results");

  const noted = challenged ? state : noteHeaderStatus(state, status);
  if ("outcome" in noted) {
    const verProto = versionToTry(status, state.options.verProto);
    return withEffects(verProto === undefined ? [] : [{ type: "version", verProto }], finish(state, noted));
  }
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
      (it.cmd === "Status" && it.msgRef === String(msgId) && it.command === partial?.cmd && Number(it.data) >= 400) ||
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
  const code = UNPROVEN[verdict === "missing" ? "missing" : "wrong"];
  const issue = peer && issueFor(peer, input.nonce);
  if (issue === undefined || serverFailures > ROUNDS.unproven || input.abort === true) {
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

/** Back to package 1 with fresh credentials, same session, next MsgID (protocol §10.7). */
function clientChallenged(state: SessionState, status: Status, replies: readonly Outgoing[]): Step {
  const answer = answerTo(state, status);
  if (typeof answer === "string") {
    return abort(state, { outcome: "auth-failed", error: { code: "auth-failed", message: answer } });
  }
  const next: SessionState = { ...state, ...answer, clientAuthenticated: false, queue: [], partial: undefined };
  // What was executed is told all the same (protocol §10.7#3); an object that was begun is not gone on with.
  const pending = state.queue.filter((element) => element !== state.partial);
  const of = (name: Outgoing["cmd"]): readonly Outgoing[] => pending.filter(({ cmd }) => cmd === name);
  return sendPackage1(next, [headerStatus(next), ...of("Status"), ...replies, ...of("Results")]);
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
  if (emptyRounds > ROUNDS.empty) return fail(state, "protocol", "the server never ends its package");
  const next: SessionState = { ...state, brokenOff: [], emptyRounds, alerts: offered.alerts };
  return send(next, [headerStatus(state), ...queue]);
}

function send(state: SessionState, queue: readonly Outgoing[]): Step {
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
  const next: SessionState = {
    ...afterSending(state),
    phase: "sent",
    msgId,
    queue: rest,
    partial,
    alerts: noteSent(
      state.alerts,
      queue.slice(0, queue.length - rest.length),
      String(msgId),
      partial !== undefined && rest[0] === partial
        ? { element: queue[queue.length - rest.length], rest: partial }
        : undefined,
    ),
    headerStatus: STATUS.ok,
    lastReply: effect,
    saying: { state: { ...state, saying: undefined }, queue },
  };
  return [next, [...issued(state), ...spent(state), effect]];
}

/** HTTP 413: what was said last, in messages of half its size at most; `undefined` where that cannot be (protocol §12.3#7). */
function sendSmaller(now: SessionState): Step | undefined {
  const { phase, saying, lastReply, spentNonces, clientNonce } = now;
  if (phase !== "sent" || saying === undefined || lastReply === undefined) return undefined;
  const most = Math.floor(lastReply.bytes.length / 2);
  // The nonce of a MAC is spent, though nobody looked at it.
  const before = { ...saying.state, peerMaxMsgSize: most, spentNonces, clientNonce };
  if (lacksNonce(before)) return undefined;
  const [next, effects] = send(before, saying.queue);
  const sent = effects.find((effect) => effect.type === "send" && !effect.last);
  // What else the first try did, such as remembering a nonce, is done.
  return sent && [next, [sent]];
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
    overhead: () => 0,
  });
  const next: SessionState = { ...afterSending(state), phase: "closing", msgId, queue: [], ending };
  const { url, encoding } = state;
  const effect = { type: "send", url, message, bytes, encoding, ...integrityOf(state, bytes), last: true } as const;
  return [next, [...issued(state), ...spent(state), effect]];
}

function withEffects(effects: readonly Effect[], [state, more]: Step): Step {
  return [state, [...effects, ...more]];
}

function unreachable(input: never): never {
  throw new TypeError(`no such input: ${JSON.stringify(input)}`);
}
