/** What a session is made of: its options, what comes in, what goes out, and the state between (protocol §15). */
import type { Chal, Command, Encoding, Item, Message } from "@oma-dm/codec/syncml";
import type { Identity, IntegrityOptions, Scheme } from "../security/authentication.ts";
import { STATUS, type StatusCode } from "../status.ts";
import type { Writable } from "../writable.ts";
import type { OpenObject } from "./large-object.ts";
import type { Outgoing } from "./reply.ts";
import type { AlertSettled, SessionAlert, WaitingAlert } from "./session-alerts.ts";

export interface Peer extends Identity {
  readonly scheme: Scheme;
  readonly nonce?: Uint8Array;
  /** What `nonce` replaced, while it is not sure that the server ever learned of `nonce` (protocol §10.9). */
  readonly previousNonce?: Uint8Array;
}

/** A challenge for the server. */
export interface Issue {
  readonly chal: Chal;
  readonly nonce: Uint8Array;
  readonly peer: Peer;
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
  /** Largest object this client takes, over however many messages. */
  readonly maxObjSize: number;
  /** What we may show the server when it asks; none when the transport speaks for us. */
  readonly clients: readonly Peer[];
  /** The one of `clients` that goes with the first message; none waits to be asked (protocol §10.3). */
  readonly first?: Peer | undefined;
  /** What the two sides settled on last time. */
  readonly negotiated?: Scheme | undefined;
  /** Whether `syncml:auth-basic` may be shown when a server asks for it: only where nobody listens. */
  readonly mayShowBasic: boolean;
  /** What the server must show us, any of these; none: only a verified TLS certificate will do. */
  readonly servers: readonly Peer[];
  readonly integrity: IntegrityOptions;
  /** One Item per leaf of ./DevInfo. */
  readonly devInfo: readonly Item[];
}

/** Why a session failed: a closed list, which scripts rely on. */
export const SESSION_ERROR_CODES = [
  "auth-failed",
  "server-not-authenticated",
  "protocol",
  "version-refused",
  "busy",
  "transport",
  "http-authentication",
  "tls-not-yet-valid",
  "undecodable",
] as const;

export type SessionErrorCode = (typeof SESSION_ERROR_CODES)[number];

export type Ending =
  | { readonly outcome: "completed" | "aborted-by-server" | "aborted" }
  | {
      readonly outcome: "auth-failed" | "transport" | "protocol";
      readonly error: { readonly code: SessionErrorCode; readonly message: string };
    };

/** Alerts of the device that wait for this server now; those already offered count once. */
interface WithAlerts {
  readonly alerts?: readonly WaitingAlert[];
}

export interface Received extends WithAlerts {
  readonly type: "message";
  readonly message: Message;
  /** The octets it was read from. */
  readonly bytes: Uint8Array;
  readonly encoding: Encoding;
  /** Value of the header `x-syncml-hmac`. */
  readonly integrity?: string | undefined;
  /** A nonce nobody has seen, should the server need one. */
  readonly nonce: Uint8Array;
  readonly serverVerified: boolean;
  /** The user, or a shutdown, ends the session here: nothing of the message is executed. */
  readonly abort?: boolean;
}

export type Input =
  | ({ readonly type: "start" } & WithAlerts)
  | Received
  | ({ readonly type: "executed"; readonly replies: readonly Outgoing[] } & WithAlerts)
  | { readonly type: "undecodable"; readonly reason: string }
  /** The server takes no message in this representation; nothing of it was looked at. */
  | { readonly type: "encoding-refused"; readonly reason: string }
  /** The message sent last was larger than the server's HTTP takes; nothing of it was looked at. */
  | { readonly type: "too-large"; readonly reason: string }
  | { readonly type: "failed"; readonly reason: string; readonly code?: SessionErrorCode }
  /** As `abort` of a message, when the commands have just run (`replies`) or nothing was received. */
  | { readonly type: "abort"; readonly replies?: readonly Outgoing[] };

export type Effect =
  | {
      readonly type: "send";
      readonly url: string;
      readonly message: Message;
      readonly bytes: Uint8Array;
      readonly encoding: Encoding;
      /** Value of the header `x-syncml-hmac` over `bytes`. */
      readonly integrity?: string;
      /** The answer's content does not matter: the session is over. */
      readonly last: boolean;
    }
  | {
      readonly type: "execute";
      readonly commands: readonly Command[];
      /** Items that are answered without being executed. */
      readonly decided: ReadonlyMap<Item, StatusCode>;
      readonly msgRef: string;
    }
  /** Keep for the next session. Durable before anything is sent (decisions D16). */
  | { readonly type: "remember"; readonly whose: "client"; readonly scheme: Scheme; readonly nonce: Uint8Array }
  /** A nonce issued to the server; the one before it is good until `confirm` (protocol §10.9). */
  | { readonly type: "remember"; readonly whose: "server"; readonly scheme: Scheme; readonly nonce: Uint8Array }
  /** The server has the nonce issued last: it answered the message that carried it. */
  | { readonly type: "confirm" }
  /** A MAC was made with this nonce: it is never used again, in no later session either (protocol §11.1#6). */
  | { readonly type: "spent"; readonly nonce: Uint8Array }
  /** What the two sides settled on, for the next session of an account without a preference (protocol §10.3#1). */
  | { readonly type: "negotiated"; readonly scheme: Scheme }
  /** The version of the protocol to try in a session of its own (protocol §2.1#5). */
  | { readonly type: "version"; readonly verProto: string }
  /** The server took an alert, or refused it for good: forgotten, durably, before anything is sent. */
  | AlertSettled
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
  readonly peerMaxObjSize: number;
  /** What we show the server now. */
  readonly client: Peer | undefined;
  /** Accepted for the session; never so with a MAC, which each message needs anew. */
  readonly clientAuthenticated: boolean;
  readonly clientNonce: Uint8Array | undefined;
  /** Base64 of the nonces a MAC was made with: none is ever used again (protocol §11.1#6). */
  readonly spentNonces: readonly string[];
  /** A nonce for the next session from a server that has not proved itself yet: kept once it has. */
  readonly offeredNonce: Uint8Array | undefined;
  /** Schemes of the challenges answered since the server accepted anything. */
  readonly challenges: readonly Scheme[];
  /** A message of this session went out with a MAC. */
  readonly macShown: boolean;
  readonly negotiated: Scheme | undefined;
  readonly serverAuthenticated: boolean;
  /** How the server proved itself. */
  readonly serverScheme: Scheme | undefined;
  /** Issued in this session. */
  readonly serverNonce: Uint8Array | undefined;
  /** A nonce of ours was in the message sent last. */
  readonly issued: boolean;
  readonly serverFailures: number;
  readonly serverFinal: boolean;
  /** Statuses and Results of ours that did not fit yet. */
  readonly queue: readonly Outgoing[];
  /** The element of `queue` that is the rest of an object whose beginning was sent. */
  readonly partial: Outgoing | undefined;
  /** Alerts 1225, to follow the answers to a message's commands. */
  readonly brokenOff: readonly Outgoing[];
  /** What the server has sent so far of an object. */
  readonly object: OpenObject | undefined;
  /** The device's own, in their order. */
  readonly alerts: readonly SessionAlert[];
  /** Challenge to go with the next Status of the SyncHdr; its nonce counts once it is sent. */
  readonly issue: Issue | undefined;
  readonly headerStatus: number;
  /** The version of ours that this Status names, where the server's was refused (protocol §8.2#7). */
  readonly ours: string | undefined;
  readonly emptyRounds: number;
  readonly lastReply: Extract<Effect, { type: "send" }> | undefined;
  /** What `lastReply` was made of, should it have to be said in smaller messages (protocol §12.3#7). */
  readonly saying: { readonly state: SessionState; readonly queue: readonly Outgoing[] } | undefined;
  /** How it ends once the answer to our Alert 1223 is in. */
  readonly ending: Ending | undefined;
}

/** The state in the course of one step, which is changed in place: a copy of it costs more than most of a step. */
export type Draft = Writable<SessionState>;

export function newSession(options: SessionOptions): SessionState {
  return {
    options,
    phase: "idle",
    url: options.url,
    encoding: options.encoding,
    msgId: 0,
    server: undefined,
    peerMaxMsgSize: Number.POSITIVE_INFINITY,
    peerMaxObjSize: Number.POSITIVE_INFINITY,
    client: options.first,
    clientAuthenticated: false,
    clientNonce: options.first?.nonce,
    spentNonces: [],
    offeredNonce: undefined,
    challenges: [],
    macShown: false,
    negotiated: options.negotiated,
    serverAuthenticated: false,
    serverScheme: undefined,
    serverNonce: undefined,
    issued: false,
    serverFailures: 0,
    serverFinal: true,
    queue: [],
    partial: undefined,
    brokenOff: [],
    object: undefined,
    alerts: [],
    issue: undefined,
    headerStatus: STATUS.ok,
    ours: undefined,
    emptyRounds: 0,
    lastReply: undefined,
    saying: undefined,
    ending: undefined,
  };
}

/** A copy to change. Field by field: spread objects differ in shape, and V8 makes whoever reads them pay for that. */
export function draftOf(state: SessionState): Draft {
  return {
    options: state.options,
    phase: state.phase,
    url: state.url,
    encoding: state.encoding,
    msgId: state.msgId,
    server: state.server,
    peerMaxMsgSize: state.peerMaxMsgSize,
    peerMaxObjSize: state.peerMaxObjSize,
    client: state.client,
    clientAuthenticated: state.clientAuthenticated,
    clientNonce: state.clientNonce,
    spentNonces: state.spentNonces,
    offeredNonce: state.offeredNonce,
    challenges: state.challenges,
    macShown: state.macShown,
    negotiated: state.negotiated,
    serverAuthenticated: state.serverAuthenticated,
    serverScheme: state.serverScheme,
    serverNonce: state.serverNonce,
    issued: state.issued,
    serverFailures: state.serverFailures,
    serverFinal: state.serverFinal,
    queue: state.queue,
    partial: state.partial,
    brokenOff: state.brokenOff,
    object: state.object,
    alerts: state.alerts,
    issue: state.issue,
    headerStatus: state.headerStatus,
    ours: state.ours,
    emptyRounds: state.emptyRounds,
    lastReply: state.lastReply,
    saying: state.saying,
    ending: state.ending,
  };
}
