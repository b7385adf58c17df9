/** Runs one session: the loop between the pure step, the tree and the network. */
import { DecodeError } from "@oma-dm/codec";
import { INTEGRITY_HEADER } from "@oma-dm/codec/auth";
import { decodeMessage, type Encoding, type Item, type Message } from "@oma-dm/codec/syncml";
import { type BindingFailure, HttpBinding } from "./http-binding.ts";
import { httpCredentials } from "./http-credentials.ts";
import type { AccountHttpOptions } from "./http-options.ts";
import { andThen, type MaybeLater } from "./maybe-later.ts";
import { type Account, accountOf, storeNonce } from "./objects/dm-acc.ts";
import type { Ports, StoreChange } from "./ports.ts";
import {
  INTEGRITY_BY_VERSION,
  type IntegrityOptions,
  isMac,
  NONCE_BYTES,
  printableNonce,
} from "./security/authentication.ts";
import { type Executor, execute } from "./session/execute.ts";
import { tooLarge, type WaitingAlert } from "./session/session-alerts.ts";
import {
  type Effect,
  type Ending,
  type Input,
  newSession,
  type SessionErrorCode,
  type SessionState,
} from "./session/state.ts";
import { step } from "./session/step.ts";
import type { Asking } from "./session/ui-alert.ts";
import { credentialFor, sessionCredentials, type UserDigest } from "./session-credentials.ts";
import {
  forgetReplaced,
  rememberReplaced,
  rememberScheme,
  rememberSpent,
  type SessionMemory,
} from "./session-memory.ts";
import type { ManagementTree } from "./tree/management-tree.ts";
import type { Writable } from "./writable.ts";

export interface ConnectOptions {
  /** Aborting it ends the session with Alert 1223 at the next turn to speak. */
  readonly signal?: AbortSignal;
  /** 1201 when not given; 1200 only in answer to a notification. */
  readonly alert?: "1200" | "1201";
  /** 1 to 4 hexadecimal digits; otherwise the next of the device's own. */
  readonly sessionId?: string;
  /** Representation of the first message; the server's choice afterwards. WBXML when not given. */
  readonly encoding?: Encoding;
  /** Every message in and out, as it was on the wire. */
  readonly trace?: (event: TraceEvent) => void;
  /** Milliseconds one request may take; 60,000 when not given. */
  readonly timeoutMs?: number;
  /** Tries for each message; 3 when not given (protocol §5.8). */
  readonly attempts?: number;
  /** For this session, over what the device was opened with for the account. */
  readonly http?: AccountHttpOptions;
}

export interface TraceEvent {
  readonly direction: "out" | "in";
  readonly url: string;
  readonly encoding: Encoding;
  /** Their buffer may hold other messages beside them. */
  readonly bytes: Uint8Array;
  readonly message: Message;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface CommandNote {
  readonly cmd: string;
  readonly uri: string;
  readonly status: number;
}

export type SessionOutcome = Ending & {
  readonly sessionId: string;
  /** Messages sent. */
  readonly messages: number;
  /** What the server asked for and how it went, in order. */
  readonly commands: readonly CommandNote[];
  readonly server: { readonly authenticated: boolean; readonly by: ServerProof };
};

export interface SessionParts {
  readonly ports: Ports;
  readonly tree: ManagementTree;
  readonly account: Account;
  readonly sessionId: string;
  readonly verProto: string;
  /** The server refuses `verProto`; this one may be tried in another session. */
  readonly otherVersion: (verProto: string) => void;
  readonly deviceId: string;
  readonly devInfo: readonly Item[];
  /** How its server is reached. */
  readonly http: AccountHttpOptions;
  readonly memory: SessionMemory;
  readonly userDigest: UserDigest;
  /** In place of what goes with the version of the protocol. */
  readonly integrity: Partial<IntegrityOptions>;
  readonly executor: Omit<Executor, "flush" | "note" | "encoding" | "decided" | "user">;
  /** Makes the tree durable, with changes beside it, and lets objects act on it. */
  readonly flush: (more: readonly StoreChange[]) => MaybeLater<void>;
  /** Written together with the first message's changes. */
  readonly firstChanges: readonly StoreChange[];
  readonly alerts: SessionAlerts;
}

/** The device's own alerts as a session needs them. */
export interface SessionAlerts {
  /** Those for this server, the oldest first. */
  waiting(): readonly WaitingAlert[];
  /** What removes one from the store. */
  removal(id: string): StoreChange;
  /** It is removed, durably. */
  settled(id: string, status: number): void;
  /** It was not offered: the server's MaxObjSize is `maxObjSize` bytes. */
  held(id: string, maxObjSize: number): void;
}

/** Largest message announced and accepted, bytes. */
const MAX_MSG_SIZE = 64 * 1024;
/** Largest object announced and accepted, bytes as transported. */
const MAX_OBJ_SIZE = 2 * 1024 * 1024;

const NO_NONCE = new Uint8Array();

/** Failures a caller acts upon, each with a code of its own; the others are `transport`. */
export const FAILURE_CODES: Readonly<Partial<Record<BindingFailure["kind"], SessionErrorCode>>> = {
  "http-authentication": "http-authentication",
  "http-busy": "busy",
  "no-message": "protocol",
  // The clock of the device may stand wrong (decisions D15).
  "tls-not-yet-valid": "tls-not-yet-valid",
};

export function runSession(parts: SessionParts, options: ConnectOptions): Promise<SessionOutcome> {
  return new SessionRun(parts, options).run();
}

class SessionRun {
  private readonly parts: SessionParts;
  private readonly options: ConnectOptions;
  private readonly binding: HttpBinding;
  private readonly commands: CommandNote[] = [];
  private readonly user: Asking | undefined;
  private state: SessionState;
  private pending: readonly StoreChange[];
  /** Alerts whose removal is among what is pending. */
  private settled: readonly { readonly id: string; readonly status: number }[] = [];

  constructor(parts: SessionParts, options: ConnectOptions) {
    this.parts = parts;
    this.options = options;
    this.pending = parts.firstChanges;
    const { account } = parts;
    const { timeoutMs, attempts } = options;
    this.binding = new HttpBinding(parts.ports, {
      ...parts.http,
      url: account.url,
      credentials: httpCredentials(account),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(attempts === undefined ? {} : { attempts }),
      maxResponseBytes: MAX_MSG_SIZE * 4,
    });
    const { ui, clock } = parts.ports;
    const { signal } = options;
    this.user = ui && { ui, clock, ...(signal && { signal }) };
    const byVersion = INTEGRITY_BY_VERSION[parts.verProto] ?? INTEGRITY_BY_VERSION["DM/1.3"]!;
    this.state = newSession({
      sessionId: parts.sessionId,
      alert: options.alert ?? "1201",
      url: account.url,
      deviceId: parts.deviceId,
      verProto: parts.verProto,
      encoding: options.encoding ?? "wbxml",
      maxMsgSize: MAX_MSG_SIZE,
      maxObjSize: MAX_OBJ_SIZE,
      devInfo: parts.devInfo,
      negotiated: parts.memory.negotiated,
      integrity: { ...byVersion, ...parts.integrity },
      ...sessionCredentials(account, parts.memory, parts.userDigest),
    });
  }

  async run(): Promise<SessionOutcome> {
    let input: Input = { type: "start", alerts: this.parts.alerts.waiting() };
    for (;;) {
      const [next, effects] = step(this.state, input);
      this.state = next;
      const performed = this.perform(effects);
      const outcome = performed instanceof Promise ? await performed : performed;
      if ("outcome" in outcome) return outcome;
      input = outcome;
    }
  }

  /** Effects in order; the last one says how it goes on. */
  private perform(effects: readonly Effect[]): MaybeLater<Input | SessionOutcome> {
    for (let at = 0; at < effects.length; at++) {
      const effect = effects[at]!;
      switch (effect.type) {
        case "remember": {
          const remembered = this.remember(effect);
          if (remembered instanceof Promise) return this.performAfter(remembered, effects.slice(at + 1));
          break;
        }
        case "confirm":
          this.pending = [...this.pending, forgetReplaced(this.parts.account.serverId)];
          break;
        case "spent":
          this.pending = [...this.pending, rememberSpent(this.parts.account.serverId, effect.nonce)];
          break;
        case "negotiated":
          this.pending = [...this.pending, rememberScheme(this.parts.account.serverId, effect.scheme)];
          break;
        case "version":
          this.parts.otherVersion(effect.verProto);
          break;
        case "alert-settled":
          this.pending = [...this.pending, this.parts.alerts.removal(effect.id)];
          this.settled = [...this.settled, effect];
          break;
        case "execute":
          return this.execute(effect);
        case "send":
          return this.send(effect);
        case "done":
          return this.end(effect.ending);
        default:
          throw new TypeError(`no such effect: ${JSON.stringify(effect satisfies never)}`);
      }
    }
    throw new TypeError("a step left the session with nothing to do");
  }

  private async performAfter(remembered: Promise<void>, rest: readonly Effect[]): Promise<Input | SessionOutcome> {
    await remembered;
    return this.perform(rest);
  }

  private async end(ending: Ending): Promise<SessionOutcome> {
    await this.flush();
    this.tellHeld();
    return this.outcome(ending);
  }

  private remember({ whose, scheme, nonce }: Extract<Effect, { type: "remember" }>): MaybeLater<void> {
    const { account, tree } = this.parts;
    // The server may have renamed its own account meanwhile.
    const now = accountOf(tree, account.serverId, account.path) ?? account;
    const credential = credentialFor(whose === "client" ? now.clients : now.servers, scheme);
    if (credential === undefined) return;
    const { nonce: before } = credential;
    if (whose === "server" && before !== undefined) {
      this.pending = [...this.pending, rememberReplaced(account.serverId, nonce, before)];
    }
    return storeNonce(tree, credential, nonce);
  }

  private execute({ commands, decided, msgRef }: Extract<Effect, { type: "execute" }>): MaybeLater<Input> {
    return andThen(execute(this.executor(decided), commands, msgRef), (replies): Input => {
      if (this.options.signal?.aborted === true) return { type: "abort", replies };
      return { type: "executed", replies, alerts: this.parts.alerts.waiting() };
    });
  }

  private executor(decided: Executor["decided"]): Executor {
    const { tree, objects, actor, placements, progress } = this.parts.executor;
    const { encoding } = this.state;
    const { user } = this;
    const flush = (): MaybeLater<void> => this.flush();
    const note = (cmd: string, uri: string, status: number): void => void this.commands.push({ cmd, uri, status });
    const executor: Writable<Executor> = { tree, objects, actor, placements, decided, encoding, flush, note };
    if (progress !== undefined) executor.progress = progress;
    if (user !== undefined) executor.user = user;
    return executor;
  }

  /** Nothing leaves before everything it speaks of is durable (decisions D16). */
  private flush(): MaybeLater<void> {
    const { pending, settled } = this;
    const flushed = this.parts.flush(pending);
    this.pending = [];
    this.settled = [];
    return flushed instanceof Promise ? this.flushed(flushed, pending, settled) : this.tellSettled(settled);
  }

  private flushed(flushing: Promise<void>, pending: typeof this.pending, settled: typeof this.settled): Promise<void> {
    return flushing.then(
      () => this.tellSettled(settled),
      (error: unknown) => {
        this.pending = pending;
        this.settled = settled;
        throw error;
      },
    );
  }

  private tellSettled(settled: typeof this.settled): void {
    for (const { id, status } of settled) this.parts.alerts.settled(id, status);
  }

  private async send(effect: Extract<Effect, { type: "send" }>): Promise<Input> {
    const { signal } = this.options;
    const flushed = this.flush();
    if (flushed instanceof Promise) await flushed;
    if (signal?.aborted === true && !effect.last) return { type: "abort" };
    this.trace("out", effect.url, effect.encoding, effect.bytes, effect.message);
    const { url, bytes, encoding: sent, last, integrity } = effect;
    const headers = integrity === undefined ? undefined : { [INTEGRITY_HEADER]: integrity };
    const request = { url, bytes, encoding: sent, last, ...(headers && { headers }) };
    const answer = await this.binding.exchange(request, signal);
    if (answer.outcome === "failure") {
      if (answer.kind === "encoding-refused") return { type: "encoding-refused", reason: answer.message };
      if (answer.kind === "message-too-large") return { type: "too-large", reason: answer.message };
      // The last word was spoken already: nothing is left to be aborted.
      if (answer.kind === "aborted" && !effect.last) return { type: "abort" };
      return { type: "failed", reason: answer.message, code: FAILURE_CODES[answer.kind] ?? "transport" };
    }
    try {
      const { message, encoding } = decodeMessage(answer.body);
      this.trace("in", answer.url, encoding, answer.body, message);
      return {
        type: "message",
        message,
        bytes: answer.body,
        encoding,
        integrity: answer.headers[INTEGRITY_HEADER],
        nonce: this.freshNonce(),
        serverVerified: answer.serverVerified,
        abort: signal?.aborted === true,
        alerts: this.parts.alerts.waiting(),
      };
    } catch (error) {
      if (error instanceof DecodeError) return { type: "undecodable", reason: error.message };
      throw error;
    }
  }

  /** For a server that has to prove itself, unless it did so for the whole session; the transport alone needs none. */
  private freshNonce(): Uint8Array {
    const { options, serverAuthenticated, serverScheme } = this.state;
    if (options.servers.length === 0 || (serverAuthenticated && !isMac(serverScheme))) return NO_NONCE;
    return printableNonce(this.parts.ports.random.bytes(NONCE_BYTES));
  }

  private trace(direction: "in" | "out", url: string, encoding: Encoding, bytes: Uint8Array, message: Message): void {
    this.options.trace?.({ direction, url, encoding, bytes, message, at: this.parts.ports.clock.now() });
  }

  private tellHeld(): void {
    const { alerts, peerMaxObjSize } = this.state;
    for (const { id } of tooLarge(alerts, peerMaxObjSize)) this.parts.alerts.held(id, peerMaxObjSize);
  }

  private outcome(ending: Ending): SessionOutcome {
    const { serverAuthenticated: authenticated, serverScheme, msgId: messages } = this.state;
    const { sessionId } = this.parts;
    const { commands } = this;
    const server = { authenticated, by: PROVEN_BY[authenticated ? (serverScheme ?? "transport") : "nothing"] };
    return "error" in ending
      ? { ...ending, sessionId, messages, commands, server }
      : { outcome: ending.outcome, sessionId, messages, commands, server };
  }
}

/** How the server proved itself; `tls`: by its certificate alone. */
export type ServerProof = (typeof PROVEN_BY)[keyof typeof PROVEN_BY];

export const PROVEN_BY = {
  "syncml:auth-MAC": "hmac",
  "syncml:auth-md5": "md5",
  "syncml:auth-basic": "basic",
  transport: "tls",
  nothing: "none",
} as const;
