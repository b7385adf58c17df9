/** What a session is made of: its options, what comes in, what goes out, and the state between (protocol §15). */
import type { Chal, Command, Encoding, Item, Message } from "@oma-dm/codec/syncml";
import type { Identity, Scheme } from "../security/authentication.ts";
import { STATUS } from "../status.ts";
import type { Outgoing } from "./reply.ts";

export interface Peer extends Identity {
  readonly scheme: Scheme;
  readonly nonce?: Uint8Array;
}

export interface SessionOptions {
  readonly sessionId: string;
  readonly alert: "1200" | "1201";
  readonly url: string;
  readonly deviceId: string;
  readonly verProto: string;
  readonly encoding: Encoding;
  /** Largest message this client takes. */
  readonly maxMsgSize: number;
  /** What we show the server; absent when the transport speaks for us. */
  readonly client?: Peer;
  /** What the server must show us; absent: only a verified TLS certificate will do. */
  readonly server?: Peer;
  /** One Item per leaf of ./DevInfo. */
  readonly devInfo: readonly Item[];
}

export type SessionErrorCode =
  | "auth-failed"
  | "server-not-authenticated"
  | "protocol"
  | "version-refused"
  | "busy"
  | "transport"
  | "undecodable";

export type Ending =
  | { readonly outcome: "completed" | "aborted-by-server" | "aborted" }
  | {
      readonly outcome: "auth-failed" | "transport" | "protocol";
      readonly error: { readonly code: SessionErrorCode; readonly message: string };
    };

export type Input =
  | { readonly type: "start" }
  | {
      readonly type: "message";
      readonly message: Message;
      readonly encoding: Encoding;
      /** A nonce nobody has seen, should the server need one. */
      readonly nonce: Uint8Array;
      readonly serverVerified: boolean;
      /** The user, or a shutdown, ends the session here: nothing of the message is executed. */
      readonly abort?: boolean;
    }
  | { readonly type: "executed"; readonly replies: readonly Outgoing[] }
  | { readonly type: "undecodable"; readonly reason: string }
  | { readonly type: "failed"; readonly reason: string }
  /** As `abort` of a message, when the commands have just run (`replies`) or nothing was received. */
  | { readonly type: "abort"; readonly replies?: readonly Outgoing[] };

export type Effect =
  | {
      readonly type: "send";
      readonly url: string;
      readonly message: Message;
      readonly bytes: Uint8Array;
      readonly encoding: Encoding;
      /** The answer's content does not matter: the session is over. */
      readonly last: boolean;
    }
  | { readonly type: "execute"; readonly commands: readonly Command[]; readonly msgRef: string }
  /** Keep for the next session. Durable before anything is sent (decisions D16). */
  | { readonly type: "remember"; readonly whose: "client" | "server"; readonly nonce: Uint8Array }
  | { readonly type: "done"; readonly ending: Ending };

export interface SessionState {
  readonly options: SessionOptions;
  readonly phase: "idle" | "sent" | "executing" | "closing" | "done";
  readonly url: string;
  readonly encoding: Encoding;
  /** Of the message sent last; 0 before the first. */
  readonly msgId: number;
  /** Header of the server's last message. */
  readonly server: { readonly msgId: string; readonly target: string; readonly source: string } | undefined;
  readonly peerMaxMsgSize: number;
  readonly clientAuthenticated: boolean;
  readonly clientNonce: Uint8Array | undefined;
  /** A nonce for the next session from a server that has not proved itself yet: kept once it has. */
  readonly offeredNonce: Uint8Array | undefined;
  readonly clientFailures: number;
  readonly serverAuthenticated: boolean;
  readonly serverNonce: Uint8Array | undefined;
  readonly serverFailures: number;
  readonly serverFinal: boolean;
  /** Statuses and Results of ours that did not fit yet. */
  readonly queue: readonly Outgoing[];
  /** Challenge to go with the next Status of the SyncHdr; its nonce counts once it is sent. */
  readonly issue: { readonly chal: Chal; readonly nonce: Uint8Array } | undefined;
  readonly headerStatus: number;
  readonly emptyRounds: number;
  readonly lastReply: Extract<Effect, { type: "send" }> | undefined;
  /** How it ends once the answer to our Alert 1223 is in. */
  readonly ending: Ending | undefined;
}

export function newSession(options: SessionOptions): SessionState {
  return {
    options,
    phase: "idle",
    url: options.url,
    encoding: options.encoding,
    msgId: 0,
    server: undefined,
    peerMaxMsgSize: Number.POSITIVE_INFINITY,
    clientAuthenticated: options.client === undefined,
    clientNonce: options.client?.nonce,
    offeredNonce: undefined,
    clientFailures: 0,
    serverAuthenticated: false,
    serverNonce: options.server?.nonce,
    serverFailures: 0,
    serverFinal: true,
    queue: [],
    issue: undefined,
    headerStatus: STATUS.ok,
    emptyRounds: 0,
    lastReply: undefined,
    ending: undefined,
  };
}
