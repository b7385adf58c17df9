/** Makes the server's messages: header, numbers, credentials, and as much of a turn as the client can receive. */
import { type Command, type Encoding, encodeMessage, type Message } from "@oma-dm/codec/syncml";
import { lastingFaults } from "./delivery.ts";
import { type Due, type HeaderAnswer, headerStatusFor } from "./due-statuses.ts";
import { HMAC_HEADER } from "./hmac.ts";
import { writeInForm } from "./message-form.ts";
import { type Piece, pack } from "./packing.ts";
import type { HeaderList } from "./rule.ts";
import type { Fault, Script, Turn } from "./script.ts";
import type { SessionAuth } from "./session-auth.ts";

export interface Reply {
  readonly bytes: Uint8Array;
  readonly encoding: Encoding;
  /** Absent for raw bytes that are none. */
  readonly message?: Message;
  readonly faults: readonly Fault[];
  /** Beyond those every answer has: x-syncml-hmac. */
  readonly headers?: HeaderList;
  /** HTTP status; default 200. */
  readonly status?: number;
  /** The answer before this one. */
  readonly previous?: Reply;
}

/** What a message is to say. */
export interface Answer {
  readonly header: HeaderAnswer;
  readonly statuses: readonly Due[];
  readonly commands?: readonly Command[];
  readonly final: boolean;
  /** The turn this message plays; absent for the answers the protocol dictates. */
  readonly turn?: Turn;
}

export interface Composed {
  readonly reply: Reply;
  readonly msgId: string;
  /** The commands in it, numbered. */
  readonly commands: readonly Command[];
}

/** What of a turn did not fit into the messages so far. */
interface Outbox {
  readonly turn: Turn;
  readonly pieces: readonly Piece[];
  readonly final: boolean;
}

export class Composer {
  /** MsgID of the last message. */
  lastMsgId = 0;
  /** Where the next client message must go: RespURI of this session, if any (protocol §12.4). */
  respUri: string | undefined;
  /** MaxObjSize as the server announced it last. */
  maxObjSize: number | undefined;
  /** MaxMsgSize as the client announced it last. */
  clientMaxMsgSize = Number.POSITIVE_INFINITY;
  #outbox: Outbox | undefined;
  readonly #script: Script;
  readonly #url: string;
  readonly #auth: SessionAuth;

  constructor(script: Script, url: string, auth: SessionAuth) {
    this.#script = script;
    this.#url = url;
    this.#auth = auth;
  }

  /** A turn goes on in the next message. */
  get isWaiting(): boolean {
    return this.#outbox !== undefined;
  }

  /** The first thing that waits is the rest of an object in chunks. */
  get isInChunks(): boolean {
    return this.#outbox?.pieces[0]?.begun === true;
  }

  /** The rest of the object that was begun is not sent. */
  dropObject(): void {
    if (this.#outbox === undefined) return;
    const pieces = this.#outbox.pieces.slice(1);
    this.#outbox = pieces.length === 0 ? undefined : { ...this.#outbox, pieces };
  }

  compose(received: Message, encoding: Encoding, answer: Answer): Composed {
    const { turn, commands = [] } = answer;
    return this.#composePieces(
      received,
      encoding,
      answer,
      turn,
      commands.map((command) => ({ command })),
    );
  }

  /** The next part of the turn that waits. */
  composeMore(received: Message, encoding: Encoding, answer: Pick<Answer, "header" | "statuses">): Composed {
    if (this.#outbox === undefined) throw new Error("nothing waits to be sent");
    const { turn, pieces, final } = this.#outbox;
    // What went wrong on the way went wrong once.
    const calm = { ...turn, faults: lastingFaults(turn.faults ?? []) };
    return this.#composePieces(received, encoding, { ...answer, final }, calm, pieces);
  }

  /** The reply with the mac of its bytes, where the script wants one. */
  sealed(reply: Reply): Reply {
    const mac = this.#auth.serverMac(reply.bytes);
    return mac === undefined ? reply : { ...reply, headers: [[HMAC_HEADER, mac]] };
  }

  #composePieces(
    received: Message,
    encoding: Encoding,
    { header, statuses, final }: Pick<Answer, "header" | "statuses" | "final">,
    turn: Turn | undefined,
    pieces: readonly Piece[],
  ): Composed {
    const script = this.#script;
    this.lastMsgId += 1;
    const syncHdr = this.#header(received, turn);
    const spoken = turn?.encoding ?? (script.encoding === "same" ? encoding : script.encoding);
    const dues = [headerStatusFor(received, header), ...statuses].map((due) => ({ ...due, cmdId: "" }));
    const inMessage = (commands: readonly Command[], last: boolean): Message => ({
      syncHdr,
      syncBody: { commands: numbered([...dues, ...commands]), final: last },
    });
    const fits = (commands: readonly Command[]): boolean =>
      !script.respectMaxMsgSize ||
      turn === undefined ||
      turn.last === true ||
      encodeMessage(inMessage(commands, true), spoken).length <= this.clientMaxMsgSize;
    const { now, rest } = pack(pieces, spoken, fits);
    if (turn !== undefined) this.#outbox = rest.length === 0 ? undefined : { turn, pieces: rest, final };
    const message = inMessage(now, final && rest.length === 0);
    const faults = turn?.faults ?? [];
    if (turn?.form !== undefined) {
      const written = writeInForm(message, spoken, turn.form, this.clientMaxMsgSize);
      const commands = written.message?.syncBody.commands.filter(({ cmd }) => cmd !== "Status") ?? [];
      const msgId = written.message?.syncHdr.msgId ?? syncHdr.msgId;
      this.lastMsgId = Number(msgId);
      return { reply: this.sealed({ ...written, faults }), msgId, commands };
    }
    const reply = { bytes: encodeMessage(message, spoken), encoding: spoken, message, faults };
    const commands = message.syncBody.commands.slice(dues.length);
    return { reply: this.sealed(reply), msgId: syncHdr.msgId, commands };
  }

  #header({ syncHdr: asked }: Message, turn: Turn | undefined): Message["syncHdr"] {
    const { verProtos, maxMsgSize, maxObjSize } = this.#script;
    const first = this.lastMsgId === 1;
    if (turn?.respUri !== undefined) this.respUri = new URL(turn.respUri, this.#url).href;
    const largestMessage = turn?.maxMsgSize ?? (first ? maxMsgSize : undefined);
    const largestObject = turn?.maxObjSize ?? (first ? maxObjSize : undefined);
    this.maxObjSize = largestObject ?? this.maxObjSize;
    const meta = {
      ...(largestMessage === undefined ? {} : { maxMsgSize: String(largestMessage) }),
      ...(largestObject === undefined ? {} : { maxObjSize: String(largestObject) }),
    };
    const cred = this.#auth.serverCred();
    const locName = this.#auth.serverLocName();
    return {
      verDtd: "1.2",
      verProto: verProtos?.includes(asked.verProto) === false ? (verProtos[0] ?? "") : asked.verProto,
      sessionId: asked.sessionId,
      msgId: String(this.lastMsgId),
      target: { locUri: asked.source.locUri },
      source: { locUri: this.#url, ...(locName === undefined ? {} : { locName }) },
      ...(turn?.respUri === undefined ? {} : { respUri: this.respUri ?? turn.respUri }),
      ...(turn?.noResp === true ? { noResp: true } : {}),
      ...(cred === undefined ? {} : { cred }),
      ...(Object.keys(meta).length === 0 ? {} : { meta }),
    };
  }
}

/** CmdIDs from 1 on, where a script gave none of its own; nested commands count on (protocol §3.3#3). */
function numbered(commands: readonly Command[]): Command[] {
  let cmdId = 0;
  const number = (command: Command): Command => {
    const own = command.cmdId !== "" ? command.cmdId : String(++cmdId);
    if (command.cmd !== "Atomic" && command.cmd !== "Sequence") return { ...command, cmdId: own };
    return { ...command, cmdId: own, commands: command.commands.map(number) };
  };
  return commands.map(number);
}
