/**
 * One session as the server sees it: takes a client message, plays the next turn of the script, and notes what was
 * not as it should be. No socket, no clock.
 *
 * Clause: protocol §5.3–§5.7 (packages and messages), §10.7–§10.10 (being challenged and challenging).
 */
import { DecodeError } from "@oma-dm/codec";
import { type Command, decodeMessage, type Encoding, type Message } from "@oma-dm/codec/syncml";
import type { KnownDevice } from "./account.ts";
import { isHeaderStatus, PackageInProgress } from "./client-package.ts";
import { type Answer, type Composed, Composer, type Reply } from "./composer.ts";
import { lastingFaults } from "./delivery.ts";
import { chunkStatuses, type Due, dueFor, type HeaderAnswer } from "./due-statuses.ts";
import { unmet } from "./expectations.ts";
import { HMAC_HEADER } from "./hmac.ts";
import { IncomingObjects } from "./incoming-object.ts";
import { hasAlert, isReport, NEXT_MESSAGE, SESSION_ABORT } from "./judge-session.ts";
import { mixedReportFaults, reportFaults } from "./report-faults.ts";
import { type HeaderList, headerValue } from "./rule.ts";
import { type Expectation, type Plan, planOf, type Script, type Turn } from "./script.ts";
import { type HeaderVerdict, SessionAuth } from "./session-auth.ts";

export type Outcome =
  | "running"
  /** Every turn of the script is out. */
  | "completed"
  | "aborted-by-client"
  | "aborted-by-server"
  /** The client never showed the right credentials. */
  | "auth-failed"
  /** The client never accepted the server's credentials. */
  | "server-refused"
  /** The server does not speak the client's version (Status 505 or 513). */
  | "version-refused"
  /** Not a session: Alerts 1230 only (protocol §14). */
  | "report";

/** A client message as it came over the wire. */
export interface Received {
  readonly message: Message;
  readonly encoding: Encoding;
  readonly bytes: Uint8Array;
  readonly headers: HeaderList;
}

export interface SessionPorts {
  readonly device: KnownDevice;
  readonly script: Script;
  /** The server's own URI: SyncHdr Source. */
  readonly url: string;
  readonly random: (length: number) => Uint8Array;
  /** Notes a violation against the current client message. */
  readonly report: (rule: string, what: string) => void;
}

/** Rule of a violation of what a script takes for granted. */
export const PRECONDITION = "precondition";
/** One challenge more than a careful client answers (protocol §10.7), so that its own limit is what shows. */
const MOST_CHALLENGES = 4;

export class ServerSession {
  outcome: Outcome = "running";
  /** Every turn is out and every expectation was looked at. */
  finished = false;
  /** A sessionless report was challenged and may come once more. */
  awaitsReport = false;
  readonly auth: SessionAuth;
  readonly #ports: SessionPorts;
  readonly #plan: Plan;
  /** Turns sent. */
  #cursor = 0;
  #openPackage = false;
  #hadCommands = false;
  #mustRepeatPackage1 = false;
  #pack = new PackageInProgress();
  #due: Due[] = [];
  readonly #objects = new IncomingObjects();
  readonly #composer: Composer;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
    this.#plan = planOf(ports.script);
    this.auth = new SessionAuth(ports.device, ports.script, ports.random);
    this.#composer = new Composer(ports.script, ports.url, this.auth);
  }

  /** Where the next client message must go: RespURI of this session, if any (protocol §12.4). */
  get respUri(): string | undefined {
    return this.#composer.respUri;
  }

  /** Takes one client message and answers it. */
  receive({ message, encoding, bytes, headers }: Received): Reply {
    const { report, script } = this.#ports;
    const respond = (answer: Answer): Reply => this.#compose(message, encoding, answer);
    const refused = versionRefusal(message, script);
    if (refused !== undefined) {
      this.#finish("version-refused");
      return respond({ header: refused, statuses: dueFor(message, refused.code), final: true });
    }
    const { cred, source, verProto, meta } = message.syncHdr;
    if (meta?.maxMsgSize !== undefined) this.#composer.clientMaxMsgSize = Number(meta.maxMsgSize);
    const hmac = headerValue(headers, HMAC_HEADER);
    const proof = { cred, hmac, body: bytes, locName: source.locName, verProto, isReport: isReport(message) };
    const header = this.auth.judgeClient(proof, report);
    const headerStatus = message.syncBody.commands.find(isHeaderStatus);
    const server = this.auth.readServerVerdict(headerStatus, this.#hadCommands, report);
    for (const [rule, what] of mixedReportFaults(message)) report(rule, what);
    if (isReport(message)) return this.#takeReport(message, bytes, header, respond);
    if (!header.accepted) return this.#refuse(message, header, respond);
    if (this.#mustRepeatPackage1) this.#checkRepeatedPackage1(message);
    this.#collect(message);
    if (hasAlert(message, SESSION_ABORT)) return this.#takeAbort(header, respond);
    if (this.outcome !== "running") return this.#answerAfterEnd(message, header, respond);
    if (server === "challenged" && this.#hadCommands) return this.#repeatTurn(header, respond);
    if (server === "challenged" && this.#mustGiveUp()) return this.#giveUp(header, respond);
    if (this.#composer.lastMsgId + 1 === script.abortAt) return this.#abort(header, respond);
    const chunks = this.#takeObjects(message);
    if (message.syncBody.final !== true && (!this.#openPackage || chunks.length > 0 || this.#mustWait(message))) {
      const next: Command = { cmd: "Alert", cmdId: "", data: NEXT_MESSAGE };
      return respond({ header, statuses: chunks, commands: [next], final: false });
    }
    this.#takeChunkStatus();
    if (this.#composer.isWaiting) {
      const more = this.#composer.composeMore(message, encoding, { header, statuses: this.#takeDue() });
      return this.#note(more, this.#plan.turns[this.#cursor - 1]?.turn);
    }
    this.#checkExpectations();
    if (this.#openPackage) this.#pack.forgetChunks();
    else this.#pack = new PackageInProgress();
    return this.#nextTurn(message, header, respond);
  }

  /** Statuses for the chunks in this message. */
  #takeObjects(message: Message): Due[] {
    for (const [rule, what] of this.#objects.take(message, this.#composer.maxObjSize)) this.#ports.report(rule, what);
    const { chunkStatus } = this.#ports.script;
    if (chunkStatus !== 213) this.#objects.drop();
    return chunkStatuses(message, String(chunkStatus));
  }

  /** Statuses are missing and come in pieces: no new command before the last of them (protocol §5.6#6). */
  #mustWait(message: Message): boolean {
    const brings = message.syncBody.commands.some(
      (each) => each.cmd === "Results" || (each.cmd === "Status" && each.cmdRef !== "0" && each.command !== "Alert"),
    );
    return this.#pack.isUnanswered && brings;
  }

  /** Looks at the Status of the chunk that is out. The rest goes on after 213 only. */
  #takeChunkStatus(): void {
    const sent = this.#pack.sent.at(-1);
    if (!this.#composer.isInChunks || sent === undefined) return;
    const code = this.#pack.statusOf(sent)?.data;
    if (code === undefined) this.#ports.report("protocol §7#4", "no Status for a chunk");
    if (code === "213") this.#pack.forgetChunks();
    else this.#composer.dropObject();
  }

  #abort(header: HeaderVerdict, respond: (answer: Answer) => Reply): Reply {
    this.#finish("aborted-by-server");
    const stop: Command = { cmd: "Alert", cmdId: "", data: SESSION_ABORT };
    return respond({ header, statuses: this.#takeDue(), commands: [stop], final: true });
  }

  /** The expectations that are due now: of the last turn, or of package 1. */
  #expectations(): readonly Expectation[] {
    return this.#cursor === 0 ? this.#plan.opening : (this.#plan.turns[this.#cursor - 1]?.expectations ?? []);
  }

  /** `abort` is met by the abort that is being judged, `silence` cannot be met any more. */
  #checkExpectations(aborted = false): void {
    for (const expectation of this.#expectations()) {
      if (aborted && (expectation.kind === "abort" || expectation.kind === "silence")) continue;
      const rule = expectation.given === true ? PRECONDITION : "script";
      for (const what of unmet(expectation, this.#pack)) this.#ports.report(rule, what);
    }
  }

  #nextTurn(message: Message, header: HeaderVerdict, respond: (answer: Answer) => Reply): Reply {
    const turn = this.#plan.turns[this.#cursor]?.turn;
    const statuses = this.#takeDue();
    if (turn === undefined) {
      this.#finish("completed");
      return respond({ header, statuses, final: true });
    }
    this.#cursor += 1;
    if (turn.body.kind === "challenge") {
      const refusal = this.auth.rejectClient(message.syncHdr.cred === undefined ? 407 : 401);
      this.#mustRepeatPackage1 = true;
      this.#finishIfSilent();
      return respond({ header: refusal, statuses: dueFor(message, refusal.code), final: true, turn });
    }
    if (turn.body.kind === "raw") return this.#sendRaw(turn.body.bytes, turn);
    const { commands, final } = turn.body;
    const aborts = commands.some((command) => command.cmd === "Alert" && command.data === SESSION_ABORT);
    const reply = respond({ header, statuses, commands, final, turn });
    if (aborts) this.#finish("aborted-by-server");
    else if (turn.last === true) this.#finish("completed");
    else this.#finishIfSilent();
    return reply;
  }

  /** Bytes of the script's own. Where they are a message, the client owes what it owes for any other. */
  #sendRaw(bytes: Uint8Array, turn: Turn): Reply {
    const message = readable(bytes);
    const commands = message?.syncBody.commands.filter((each) => each.cmd !== "Status") ?? [];
    this.#hadCommands = commands.length > 0;
    this.#openPackage = message !== undefined && message.syncBody.final !== true;
    if (message !== undefined) {
      this.#composer.lastMsgId += 1;
      this.#pack.ask(message.syncHdr.msgId, commands);
    }
    this.#finishIfSilent();
    const encoding = turn.encoding ?? (bytes[0] === 0x3c ? "xml" : "wbxml");
    this.auth.serverCred();
    const reply = { bytes, encoding, faults: turn.faults ?? [] };
    return this.#composer.sealed(message === undefined ? reply : { ...reply, message });
  }

  /** One message, and one more when it is challenged; it never becomes a session (protocol §14#4). */
  #takeReport(message: Message, bytes: Uint8Array, shown: HeaderVerdict, respond: (answer: Answer) => Reply): Reply {
    const { report, script } = this.#ports;
    const { empty, challenge, faults = [] } = script.report ?? {};
    if (this.#composer.lastMsgId > 0 && !this.awaitsReport)
      report("protocol §14#6", "a sessionless report within a session");
    for (const [rule, what] of reportFaults(message, bytes)) report(rule, what);
    const first = !this.awaitsReport;
    const header = first && challenge !== undefined ? this.auth.rejectClient(challenge) : shown;
    this.awaitsReport = first && !header.accepted;
    if (!this.awaitsReport) this.#finish(header.accepted ? "report" : "auth-failed");
    const code = header.accepted ? "200" : header.code;
    const reply = respond({ header, statuses: dueFor(message, code, script.alertStatus), final: true });
    const spoilt = first ? { ...reply, faults } : reply;
    if (empty === undefined || !header.accepted) return spoilt;
    return { bytes: new Uint8Array(), encoding: reply.encoding, status: empty, faults: spoilt.faults };
  }

  #refuse(message: Message, header: HeaderVerdict, respond: (answer: Answer) => Reply): Reply {
    this.#mustRepeatPackage1 = true;
    const statuses = dueFor(message, header.code);
    if (hasAlert(message, SESSION_ABORT)) return this.#takeAbort(header, respond);
    if (this.#plan.turns[this.#cursor]?.turn.body.kind === "challenge") this.#cursor += 1;
    if (this.auth.rejections < MOST_CHALLENGES) {
      this.#finishIfSilent();
      return respond({ header, statuses, final: true });
    }
    this.#finish("auth-failed");
    this.#ports.report("protocol §10.7", `the client was refused ${MOST_CHALLENGES} times and went on`);
    const stop: Command = { cmd: "Alert", cmdId: "", data: SESSION_ABORT };
    return respond({ header, statuses, commands: [stop], final: true });
  }

  #takeAbort(header: HeaderVerdict, respond: (answer: Answer) => Reply): Reply {
    const expected = this.#expectations().some((each) => each.kind === "abort");
    if (!expected && this.outcome === "running") this.#ports.report("script", "the client aborted the session");
    this.#checkExpectations(true);
    this.outcome = "aborted-by-client";
    this.finished = expected;
    // What a script has to say to a client that is gone must not be obeyed (protocol §5.7#1).
    const late = this.#plan.turns[this.#cursor]?.turn.body;
    const commands = late?.kind === "commands" && expected ? late.commands : [];
    return respond({ header, statuses: this.#takeDue(), commands, final: true });
  }

  /** After the last message only something of the client's own justifies another one (protocol §5.5). */
  #answerAfterEnd(message: Message, header: HeaderVerdict, respond: (answer: Answer) => Reply): Reply {
    const { report } = this.#ports;
    const silenced = this.#expectations().some((each) => each.kind === "silence");
    if (this.outcome === "aborted-by-server") report("protocol §5.7", "a message after the server's Alert 1223");
    else if (silenced) report("script", "a message, where silence was expected");
    else if (message.syncBody.commands.every((command) => command.cmd === "Status")) {
      report("protocol §5.5", "a message with nothing but Status after the session was over");
    }
    return respond({ header, statuses: this.#takeDue(), final: true });
  }

  /** The client did not know who we are: the same commands again, with credentials (flow C). */
  #repeatTurn(header: HeaderVerdict, respond: (answer: Answer) => Reply): Reply {
    if (this.#mustGiveUp()) return this.#giveUp(header, respond);
    const turn = this.#plan.turns[this.#cursor - 1]?.turn;
    const commands = turn?.body.kind === "commands" ? turn.body.commands : [];
    const final = turn?.body.kind !== "commands" || turn.body.final;
    this.#pack = new PackageInProgress();
    // What went wrong on the way went wrong once.
    const again = turn === undefined ? {} : { turn: { ...turn, faults: lastingFaults(turn.faults ?? []) } };
    return respond({ header, statuses: this.#takeDue(), commands, final, ...again });
  }

  #mustGiveUp(): boolean {
    return this.#ports.script.serverAuth === "none" || this.auth.challenges >= MOST_CHALLENGES;
  }

  #giveUp(header: HeaderVerdict, respond: (answer: Answer) => Reply): Reply {
    if (this.auth.challenges >= MOST_CHALLENGES) {
      this.#ports.report("protocol §10.8", `the client challenged ${MOST_CHALLENGES} times and did not stop`);
    }
    const foreseen = this.#expectations().some((each) => each.kind === "header-status");
    if (foreseen) this.#checkExpectations();
    else this.#ports.report("script", "the client refused the server");
    this.#finish("server-refused");
    return respond({ header, statuses: this.#takeDue(), final: true });
  }

  #finish(outcome: Outcome): void {
    this.outcome = outcome;
    this.finished = true;
  }

  #finishIfSilent(): void {
    if (this.#expectations().some((each) => each.kind === "silence")) this.#finish("completed");
  }

  /** protocol §10.7: the challenged client begins again with Alert and DevInfo. */
  #checkRepeatedPackage1(message: Message): void {
    this.#mustRepeatPackage1 = false;
    if (hasAlert(message, SESSION_ABORT)) return;
    for (const what of unmet({ kind: "package1", devInfo: true }, PackageInProgress.of(message))) {
      this.#ports.report("protocol §10.7", `after the challenge: ${what}`);
    }
  }

  #collect(message: Message): void {
    this.#pack.take(message);
    const chunks = chunkStatuses(message, "213");
    const due = dueFor(message, "200", this.#ports.script.alertStatus);
    this.#due.push(...due.filter((each) => !chunks.some((one) => one.cmdRef === each.cmdRef)));
  }

  #takeDue(): Due[] {
    const due = this.#due;
    this.#due = [];
    return due;
  }

  #compose(received: Message, encoding: Encoding, answer: Answer): Reply {
    return this.#note(this.#composer.compose(received, encoding, answer), answer.turn);
  }

  /** Remembers what the client owes for a message of this turn. */
  #note({ reply, msgId, commands }: Composed, turn: Turn | undefined): Reply {
    const asks = turn?.body.kind === "commands";
    if (asks) this.#openPackage = reply.message?.syncBody.final !== true;
    if (turn !== undefined) this.#pack.ask(msgId, commands);
    this.#hadCommands = asks && commands.length > 0;
    return reply;
  }
}

/** SyncHdr Status 505 or 513 with the versions that are taken (protocol §8.2#7, §8.3#6, #7). */
function versionRefusal({ syncHdr }: Message, { verDtds, verProtos }: Script): HeaderAnswer | undefined {
  const refuse = (code: string, versions: readonly string[]): HeaderAnswer => ({
    code,
    accepted: false,
    items: versions.map((data) => ({ data })),
  });
  if (verDtds !== undefined && !verDtds.includes(syncHdr.verDtd)) return refuse("505", verDtds);
  if (verProtos !== undefined && !verProtos.includes(syncHdr.verProto)) return refuse("513", verProtos);
  return undefined;
}

function readable(bytes: Uint8Array): Message | undefined {
  try {
    return decodeMessage(bytes).message;
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
