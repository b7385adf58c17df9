/** Pushes in a case, as data: what a server pushes, how it travels, and what must come of it. Clause: bootstrap-push §2 to §6. */
import type { DigestName, Initiator, UiMode } from "@oma-dm/codec/notification";
import type { ScriptOptions, Step } from "../script.ts";
import type { ServerName } from "./case.ts";

/** A notification: what stands in it. */
export interface Knock {
  /** SESSIONID, 0 to 65535. */
  readonly sessionId: number;
  /** Default 1.2. */
  readonly format?: "1.2" | "1.3";
  /** Whose it is; default A. */
  readonly server?: ServerName;
  /** The server it names, where that is another. */
  readonly serverId?: string;
  readonly uiMode?: UiMode;
  readonly initiator?: Initiator;
  /** Default 11 for 1.2 and 1 for 1.3. */
  readonly version?: number;
  /** Of the bits that mean nothing: all set. */
  readonly reserved?: true;
  readonly vendor?: string;
  readonly digest?: DigestName;
  /** Which nonce of the server's: the one it has, the one the account began with, or the special one of a server that lost its own. */
  readonly nonce?: "held" | "first" | "lost";
  /** The server's secret is another. */
  readonly wrongSecret?: true;
  /** Of 1.3: hours between its time stamp and the device's clock; default 0, and behind the clock when positive. */
  readonly ageHours?: number;
  /** Of 1.3: default 7. */
  readonly timeoutDays?: number;
  readonly connectReason?: string;
  /** Of 1.3: an option nobody knows stands in it. */
  readonly unknownOption?: true;
}

/** One push, or a whole family of spoilt ones. */
export interface Push {
  readonly knock: Knock;
  /** In place of the media type of the notification's format. */
  readonly contentType?: string;
  /** X-Wap-Application-Id, in place of that of Device Management; `none`: no such header. */
  readonly application?: string;
  /** Of WAP push: media type and application stand in words, not in numbers. */
  readonly textual?: true;
  /**
   * In place of the push, one for each: `cut`: every octet at which it can end; `octet`: every octet changed, once in one
   * bit and once in all; `longer`: octets behind its end. A number: so many at random, made of it.
   */
  readonly spoilt?: "cut" | "octet" | "longer" | number;
  /** It comes when the session before it is under way. */
  readonly during?: true;
  readonly http?: HttpForm;
}

/** How a push over HTTP is asked for, and what must be answered. */
export interface HttpForm {
  /** Default POST. */
  readonly method?: string;
  /** The push stands in a response of its own; default true. */
  readonly embedded?: boolean;
  /** Whether the pusher shows who it is: its credentials, wrong ones, or none; default its credentials where there are some. */
  readonly shows?: "nothing" | "wrong";
  /** Without TLS, where the port has it. */
  readonly inClear?: true;
  /** So many octets behind it. */
  readonly more?: number;
  /** HTTP statuses; none of them: nobody answers. */
  readonly answers: readonly number[];
}

export interface PushAct {
  readonly act: "push";
  /**
   * `inject`: the bearer's PDU is handed to the client; `sms`: the same, in short messages; `wap` and `http`: sent to the
   * client's own ports. Default `inject`.
   */
  readonly via?: "inject" | "sms" | "wap" | "http";
  readonly pushes: readonly Push[];
  /** SessionIDs of the sessions that come of them, in order. None: no server may hear of it. */
  readonly sessions: readonly string[];
  /** Who is visited; default A. */
  readonly server?: ServerName;
  readonly options?: ScriptOptions;
  /** Of every session that comes. */
  readonly steps: readonly Step[];
  /** What the client itself tells of the last notification it took. */
  readonly told?: Told;
}

/** A notification as the client's own control interface tells of it. */
export type Told = Readonly<Record<string, string | number>>;

/** How the client's ports are to be opened, or that they are closed. */
export interface PortsAct {
  readonly act: "ports";
  readonly open: boolean;
}

/** Security of the port for HTTP pushes. */
export interface PushPortSetup {
  /** The client is a TLS server. */
  readonly tls?: true;
  /** Pushers have to show these credentials. */
  readonly user?: { readonly scheme: "basic"; readonly name: string; readonly secret: string };
}
