/**
 * A session with its judge: feeds client messages to the `ServerSession`, judges them, remembers the exchanges and
 * the last answer for a repeated request. No socket.
 */
import type { DecodeError } from "@oma-dm/codec";
import type { Encoding, Message } from "@oma-dm/codec/syncml";
import type { KnownDevice } from "./account.ts";
import type { Reply } from "./composer.ts";
import { arrives, lastingFaults } from "./delivery.ts";
import { judge } from "./judge.ts";
import type { SessionReport } from "./log.ts";
import type { ClientMessage, Exchange, HeaderList, Violation } from "./rule.ts";
import type { Fault, Script } from "./script.ts";
import type { Secret } from "./secrets.ts";
import { ServerSession } from "./server-session.ts";

/** One request as the HTTP side hands it over. */
export interface Incoming {
  readonly method: string;
  readonly path: string;
  readonly headers: HeaderList;
  readonly bytes: Uint8Array;
  readonly encoding?: Encoding;
  readonly message?: Message;
  readonly error?: DecodeError;
}

export interface ConversationPorts {
  readonly device: KnownDevice;
  readonly script: Script;
  readonly url: string;
  readonly random: (length: number) => Uint8Array;
  /** What INV-18 looks for beside the device's own secrets. */
  readonly secrets: readonly Secret[];
}

export class Conversation {
  readonly sessionId: string;
  readonly device: KnownDevice;
  readonly #script: Script;
  readonly #session: ServerSession;
  readonly #url: string;
  readonly #secrets: readonly Secret[];
  readonly #violations: Violation[] = [];
  readonly #exchanges: Exchange[] = [];
  #current: ClientMessage | undefined;
  #lastReply: Reply | undefined;
  /** How often the last request came again. */
  #repeats = 0;

  constructor(sessionId: string, { device, script, url, random, secrets }: ConversationPorts) {
    this.sessionId = sessionId;
    this.device = device;
    this.#script = script;
    this.#url = url;
    this.#secrets = secrets;
    const report = (rule: string, what: string): void => {
      this.#violations.push({ rule, message: this.#current?.n ?? 0, what });
    };
    this.#session = new ServerSession({ device, script, url, random, report });
  }

  get isOver(): boolean {
    return this.#session.outcome !== "running";
  }

  /** A sessionless report was challenged and may come once more. */
  get awaitsReport(): boolean {
    return this.#session.awaitsReport;
  }

  /** `bytes` repeat the last request, so they get its answer again (protocol §5.8, decisions D12). */
  isRepeat(bytes: Uint8Array): boolean {
    const { bytes: last } = this.#current ?? {};
    return last !== undefined && this.#lastReply !== undefined && Buffer.compare(last, bytes) === 0;
  }

  /** The answer given before, when `bytes` repeat the last request, with the faults that strike again and `faults`. */
  replyAgain(bytes: Uint8Array, faults: readonly Fault[]): Reply | undefined {
    const last = this.#lastReply;
    if (last === undefined || !this.isRepeat(bytes)) return undefined;
    this.#repeats += 1;
    const reply = { ...last, faults: [...lastingFaults(last.faults, this.#repeats), ...faults] };
    this.#noteAnswer(reply);
    return reply;
  }

  /** An answer spoilt on its way is none the client could answer. */
  #noteAnswer({ message, faults }: Reply): void {
    if (message === undefined || !arrives(faults)) return;
    const last = this.#exchanges.at(-1);
    if (last !== undefined) this.#exchanges.splice(-1, 1, { ...last, server: message });
  }

  /** Judges and answers a message of this session. `faults` strike this answer beside those of the script. */
  receive(
    incoming: Incoming & { readonly message: Message; readonly encoding: Encoding },
    faults: readonly Fault[],
  ): Reply {
    this.#begin(incoming);
    this.#checkAddress(incoming.path);
    const previous = this.#lastReply;
    const reply = { ...this.#session.receive(incoming), ...(previous === undefined ? {} : { previous }) };
    this.#lastReply = reply;
    this.#repeats = 0;
    this.#exchanges.push({ client: this.#current as ClientMessage });
    const struck = { ...reply, faults: [...reply.faults, ...faults] };
    this.#noteAnswer(struck);
    return struck;
  }

  /** Notes a request that is no message at all; there is no answer to it. */
  refuse(incoming: Incoming): void {
    this.#begin(incoming);
    this.#exchanges.push({ client: this.#current as ClientMessage });
  }

  report(): SessionReport {
    const { outcome, finished, auth } = this.#session;
    const violations = [...this.#violations];
    if (!finished) {
      violations.push({ rule: "script", message: 0, what: `the script did not come to its end (${outcome})` });
    }
    return {
      sessionId: this.sessionId,
      deviceId: this.device.deviceId,
      script: this.#script.name,
      outcome,
      messages: this.#exchanges.length,
      authenticated: { client: auth.clientAccepted, server: auth.serverAccepted },
      refusals: auth.refusals,
      violations,
      passed: violations.length === 0,
    };
  }

  #begin({ method, path, headers, bytes, encoding, message, error }: Incoming): void {
    this.#current = {
      n: this.#exchanges.length + 1,
      method,
      path,
      headers,
      bytes,
      ...(encoding === undefined ? {} : { encoding }),
      ...(message === undefined ? {} : { message }),
      ...(error === undefined ? {} : { error: error.message }),
    };
    const context = {
      current: this.#current,
      earlier: this.#exchanges,
      secrets: [...secretsOf(this.device), ...this.#secrets],
    };
    this.#violations.push(...judge(context));
  }

  #checkAddress(path: string): void {
    const wanted = this.#session.respUri;
    if (wanted === undefined) return;
    const url = new URL(wanted);
    if (url.origin !== new URL(this.#url).origin || url.pathname + url.search === path) return;
    this.#violations.push({
      rule: "protocol §12.4",
      message: this.#current?.n ?? 0,
      what: `sent to ${path}, RespURI is ${url.pathname}${url.search}`,
    });
  }
}

/** The account's secrets and every nonce that was ever valid: what INV-18 looks for. */
export function secretsOf({ account, nonceHistory }: KnownDevice): Secret[] {
  const utf8 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "utf8"));
  return [
    { name: "client secret", bytes: utf8(account.client.secret) },
    { name: "server secret", bytes: utf8(account.server.secret) },
    // Short nonces, the resynchronisation nonce above all, turn up in any binary document by chance.
    ...nonceHistory.filter((nonce) => nonce.length >= 8).map((bytes) => ({ name: "nonce", bytes })),
  ];
}
