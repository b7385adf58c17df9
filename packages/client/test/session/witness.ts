/** Looks on while a session is played, and says which law of protocol §5, §10, §11 a step broke. */
import { decodeMessage, encodeMessage } from "@oma-dm/codec/syncml";
import { digestText, type Exchange, judge, macText, parseHmacHeader, RULES } from "@oma-dm/lab";
import type { Effect, Input, SessionOptions, SessionState } from "../../src/session/state.ts";
import { CLIENT, type ImaginedServer, type Said, type Sent } from "./imagined-server.ts";

const BASIC = "syncml:auth-basic";

/** The rules that need no request around the message. */
const IDS = RULES.map(({ id }) => id).filter((id) => !["INV-01", "INV-18", "INV-20"].includes(id));

export class Witness {
  readonly faults: string[] = [];
  private readonly options: SessionOptions;
  private readonly server: ImaginedServer;
  private exchanges: Exchange[] = [];
  private sent: Sent | undefined;
  private answered: Exchange["server"];
  private maxMsgSize = Number.POSITIVE_INFINITY;
  private ended = 0;
  private lastWord = false;
  private credShown = false;
  private firstProof: "cred" | "mac" | undefined;
  /** The server heard a MAC: it hears one with every message. */
  private owesMac = false;
  /** Before the message sent last. */
  private owedMac = false;
  private readonly macNonces = new Set<string>();

  constructor(options: SessionOptions, server: ImaginedServer) {
    this.options = options;
    this.server = server;
  }

  /** One step, in full. `said` is the message that was heard, if it was one. */
  see(before: SessionState, input: Input, effects: readonly Effect[], after: SessionState, said?: Said): void {
    if (this.ended > 0 && effects.length > 0) this.fault("something happens after the end");
    if (said !== undefined) this.hear(before, said);
    // What cannot be read is no message that could be answered.
    if (input.type === "undecodable") this.answered = undefined;
    // The message sent last was heard by nobody.
    if (input.type === "too-large" && after.phase === "sent") {
      this.maxMsgSize = Math.min(this.maxMsgSize, Math.floor(this.sent!.bytes.length / 2));
      this.sent = undefined;
      this.owesMac = this.owedMac;
    }
    if (input.type === "encoding-refused" && after.encoding === "xml" && after.phase === "sent") this.startAgain();
    const last = effects.at(-1);
    const goesOn = effects.filter(({ type }) => type === "send" || type === "execute" || type === "done");
    if (goesOn.length > 1 || (goesOn.length === 1 && goesOn[0] !== last)) this.fault("what goes on is not the last");
    for (const effect of effects) {
      if (effect.type === "execute") this.seeExecute(said);
      if (effect.type === "send") this.seeSend(effect);
      if (effect.type === "done") this.ended += 1;
    }
    if (this.ended > 1) this.fault("it ends twice");
    if ((after.phase === "done") !== this.ended > 0) this.fault("its phase and its end are not the same");
  }

  private hear(before: SessionState, { input, credIsRight, macIsRight }: Said): void {
    const { syncHdr } = input.message;
    // It repeats itself: nothing of it is looked at.
    if (before.phase !== "sent" || this.answered?.syncHdr.msgId === syncHdr.msgId) return;
    this.answered = input.message;
    const announced = syncHdr.meta?.maxMsgSize;
    if (announced !== undefined) this.maxMsgSize = Number(announced);
    const onlyMac = this.options.servers.every(({ scheme }) => scheme === "syncml:auth-MAC");
    // A MAC that is there is looked at before a Cred, where the account could have one.
    const looksForMac = input.integrity !== undefined && this.options.servers.some(({ scheme }) => scheme !== BASIC);
    if (this.firstProof === undefined && macIsRight) this.firstProof = "mac";
    else if (this.firstProof === undefined && credIsRight && !onlyMac && !looksForMac) {
      this.firstProof = "cred";
    }
    this.credShown ||= this.firstProof === "cred" && credIsRight;
  }

  private seeExecute(said: Said | undefined): void {
    if (said === undefined) {
      this.fault("commands run though nobody said them");
      return;
    }
    const { servers } = this.options;
    const proven =
      servers.length === 0
        ? said.input.serverVerified
        : said.macIsRight || (this.firstProof === "cred" && this.credShown);
    if (!proven)
      this.fault(`commands run for a server that did not prove itself: ${JSON.stringify(said.input.message)}`);
    if (said.input.abort === true) this.fault("commands run though the session was to end");
  }

  private seeSend(sent: Sent): void {
    if (this.lastWord) this.fault("something is said after the last word");
    this.lastWord ||= sent.last;
    if (this.sent?.bytes === sent.bytes) {
      if (this.sent.integrity !== sent.integrity) this.fault("another MAC for the same message");
      return;
    }
    const { message, encoding } = decodeMessage(sent.bytes);
    if (encoding !== sent.encoding) this.fault(`the bytes are ${encoding}`);
    if (JSON.stringify(message) !== JSON.stringify(decodeMessage(encodeMessage(sent.message, encoding)).message)) {
      this.fault("the bytes are another message");
    }
    if (sent.bytes.length > this.maxMsgSize && !sent.last) {
      this.fault(`${sent.bytes.length} bytes for a server that takes ${this.maxMsgSize}`);
    }
    this.judgeProof(sent);
    this.judgeMessage(sent, message);
  }

  private judgeMessage(sent: Sent, message: Sent["message"]): void {
    if (this.sent !== undefined) {
      const client = clientMessage(this.exchanges.length + 1, this.sent, this.sent.message);
      this.exchanges.push({ client, ...(this.answered === undefined ? {} : { server: this.answered }) });
    }
    this.sent = sent;
    const current = clientMessage(this.exchanges.length + 1, sent, message);
    for (const { rule, what } of judge({ current, earlier: this.exchanges, secrets: [] }, IDS)) {
      // A last word is said even where nothing fits beside it.
      if (sent.last && (rule === "INV-12" || (rule === "INV-07" && this.maxMsgSize < 1_000))) continue;
      this.fault(`${rule}, message ${message.syncHdr.msgId}: ${what}`);
    }
  }

  /** The MAC of this message alone, made with the nonce given last; a Cred with one that was given. */
  private judgeProof({ bytes, integrity, message }: Sent): void {
    const { cred } = message.syncHdr;
    const { given } = this.server;
    if (cred?.meta?.type === "syncml:auth-md5") {
      const fits = given.some((nonce) => digestText(CLIENT.name, CLIENT.secret, nonce) === cred.data);
      if (!fits) this.fault("a Cred of no nonce that was given");
    }
    if (cred?.meta?.type === BASIC && !this.options.mayShowBasic) this.fault("the password is shown");
    const [only, ...others] = this.options.clients;
    const owes = others.length === 0 && only?.scheme === "syncml:auth-MAC" && this.owesMac;
    this.owedMac = this.owesMac;
    this.owesMac ||= integrity !== undefined;
    if (integrity === undefined) {
      if (owes) this.fault("a message without the MAC the ones before had");
      return;
    }
    const nonce = this.nonceOf(integrity, bytes);
    if (nonce === undefined) this.fault("a MAC of no nonce that was given");
    else if (this.macNonces.has(nonce)) this.fault("a nonce is used for two MACs");
    this.macNonces.add(nonce ?? "");
  }

  private nonceOf(integrity: string, body: Uint8Array): string | undefined {
    const header = parseHmacHeader(integrity);
    if (typeof header === "string") return undefined;
    const { algorithm, mac } = header;
    const found = this.server.given.findLast((nonce) => macText({ algorithm, ...CLIENT, nonce, body }) === mac);
    return found && Buffer.from(found).toString("hex");
  }

  /** The server took nothing of what was said so far. */
  private startAgain(): void {
    this.owesMac = false;
    this.maxMsgSize = Number.POSITIVE_INFINITY;
    this.exchanges = [];
    this.sent = undefined;
    this.answered = undefined;
  }

  private fault(what: string): void {
    this.faults.push(what);
  }
}

function clientMessage(n: number, { bytes, encoding, integrity }: Sent, message: Sent["message"]) {
  const headers = integrity === undefined ? [] : [["x-syncml-hmac", integrity] as const];
  return { n, method: "POST", headers, bytes, encoding, message };
}
