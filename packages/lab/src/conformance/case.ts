/**
 * A conformance case as data: what is set up, what is done to the client, what must be seen. Sessions are scripts of the
 * lab's own steps; everything else a client can be told goes through its driver.
 *
 * Clause: conformance §2 (harness).
 */
import type { Encoding } from "@oma-dm/codec/syncml";
import type { LabHmac } from "../account.ts";
import type { LabHttpAuth } from "../http-auth.ts";
import type { ScriptOptions, Step, TextMatch } from "../script.ts";
import type { Outcome } from "../server-session.ts";
import type { BootSetup, BootstrapAct } from "./bootstrap-act.ts";
import type { PortsAct, PushAct, PushPortSetup } from "./push-case.ts";

/** What a client, or whoever drives it, may offer beyond beginning a session. */
export const FEATURES = {
  "test-object": "the object ./Test",
  "bench-object":
    "./Bench: a box whose child goes only with it, a leaf that cannot be rolled back; ./Refusal: changes are refused last",
  "two-servers": "a second account",
  session: "a session begun on demand",
  abort: "a session cancelled from the device's side",
  alert: "a generic alert raised on demand",
  "alert-in-session": "a generic alert raised while a session is under way",
  event: "a client event raised on demand",
  report: "a sessionless report sent on demand",
  bootstrap: "bootstrap by push and from a file",
  restart: "a restart that keeps what is durable",
  reset: "a factory reset",
  "ui-absent": "a device without a user interface",
  ui: "a user interface whose answers are prepared",
  tls: "https with a trust anchor of the runner's",
  "client-certificate": "a client certificate",
  hmac: "syncml:auth-MAC",
  basic: "syncml:auth-basic",
  "http-auth": "HTTP credentials in the account",
  "account-setup": "an account whose leaves are chosen by the case",
  "large-objects": "objects in chunks",
  tnds: "the query ?list=TNDS",
  struct: "the query ?list=Struct",
  "old-tls": "TLS 1.1, switched on",
  "disk-full": "a store that can be made to refuse",
  md5: "syncml:auth-md5, both ways",
  "smart-card": "a smart card, and its web server",
  "bootstrap-server": "bootstrap asked of a server by https",
  notification: "a push handed to it, as a bearer would",
  "push-ports": "ports of its own for WAP push and HTTP push",
  clock: "a clock that can be set",
} as const;
export type Feature = keyof typeof FEATURES;

/** The servers of a case. A is the one that manages; B has an account of its own where a case asks for it. */
export type ServerName = "A" | "B";

export interface Setup {
  /** Accounts on the device; default A alone. */
  readonly servers?: readonly ServerName[];
  /** Those of them the device knows from the beginning; default all. */
  readonly held?: readonly ServerName[];
  readonly boot?: BootSetup;
  /** ACL of the account nodes; default none, the device decides. */
  readonly accountAcl?: string;
  /** AAuthPref; default the scheme of the account. `none`: no such leaf. */
  readonly preferred?: string;
  /** The device holds no nonces: the first message has nothing to make a digest of. */
  readonly noNonces?: boolean;
  /** The device holds another secret than the server knows. */
  readonly wrongSecret?: "client" | "server";
  /** Nonces are bytes above 0x7f and a NUL instead of text. */
  readonly binaryNonces?: boolean;
  /** The scheme of the account's credentials, where the case is about one. */
  readonly authType?: "DIGEST" | "BASIC" | "HMAC" | "TRANSPORT";
  /** How the server makes its macs. */
  readonly hmac?: LabHmac;
  /** HTTP authentication at the server, and in the account. */
  readonly httpAuth?: LabHttpAuth;
  /** The account's HTTP secret is another. */
  readonly wrongHttpSecret?: boolean;
  /** The port stands in Port/PortNbr, not in Addr. */
  readonly portNode?: boolean;
  /** A query behind the path of Addr. */
  readonly query?: string;
  readonly tls?: TlsSetup;
  /** What the user will answer, in order. */
  readonly ui?: readonly UiAnswer[];
  /** ACL of the device's root. */
  readonly rootAcl?: string;
  /** The device's own language, firmware and so on stay as they are; this many bytes its store still takes. */
  readonly fullDisk?: boolean;
  /** The device's clock when the case begins. */
  readonly now?: string;
  /** How the client's port for HTTP pushes is secured; default not at all. */
  readonly pushPort?: PushPortSetup;
}

export interface TlsSetup {
  /** Default `valid`. */
  readonly certificate?: "valid" | "expired" | "not-yet-valid" | "wrong-host" | "unknown-authority";
  readonly versions?: "1.1" | "1.2" | "1.3";
  /** The server demands a certificate of the client, which has one or not. */
  readonly clientCertificate?: "held" | "missing";
  /** The client may go down to TLS 1.1. */
  readonly allowOld?: boolean;
}

export type UiAnswer =
  | { readonly answer: "accepted"; readonly text?: string; readonly choices?: readonly number[] }
  | { readonly answer: "rejected" | "cancelled" | "timed-out" };

/** How the messages of a case travel. */
export type Security = "md5" | "hmac" | "tls";

export interface Variant {
  readonly encoding: Encoding;
  readonly security: Security;
}

/** One thing that is done, and what must come of it. */
export type Act = SessionAct | DeviceAct | BootstrapAct | PushAct | PortsAct | Observation;

export interface SessionAct {
  readonly act: "session";
  readonly options: ScriptOptions;
  readonly steps: readonly Step[];
  /** Default A. */
  readonly server?: ServerName;
  /** Where the client is waited for, when the account points elsewhere by now. */
  readonly at?: ServerName;
  readonly alert?: 1200 | 1201;
  /** Given by the control API, in hexadecimal. */
  readonly sessionId?: string;
  /** The device cancels when the server's message of that number has arrived. */
  readonly cancelAfter?: number;
  /** A generic alert raised when the server's message of that number has arrived. */
  readonly raise?: { readonly after: number; readonly type: string; readonly format: string; readonly data: string };
  /** How the session ends for the server. Default `completed`. */
  readonly ends?: readonly Outcome[];
  /** No message at all may reach the server. */
  readonly none?: true;
  /** The server turns every request away, so no session need come of it. */
  readonly absent?: true;
  /** It only prepares: a client that fails it is not judged by the case. */
  readonly given?: true;
  /** Rules this session cannot be judged by, because the server itself breaks what they stand on. */
  readonly without?: readonly string[];
}

/** What the device is told from its own side. */
export type DeviceAct =
  | {
      readonly act: "alert" | "event";
      readonly type: string;
      readonly format: string;
      readonly data: string;
      readonly source?: string;
      readonly mark?: string;
      readonly correlator?: string;
      /** The device must refuse it, and nothing may be sent of it. */
      readonly refused?: true;
    }
  | {
      readonly act: "report";
      readonly type: string;
      readonly format: string;
      readonly data: string;
      /** How the server takes it. */
      readonly options?: ScriptOptions;
      readonly delivered?: boolean;
    }
  | { readonly act: "restart" }
  | { readonly act: "reset" };

/** Something looked for in all that was sent since the case began, or in its last session. */
export type Observation = { readonly act: "observe" } & (
  | { readonly see: "messages"; readonly atLeast?: number; readonly atMost?: number }
  /** A header of every request of the last session. */
  | { readonly see: "header"; readonly name: string; readonly value: TextMatch }
  /** The request of the client's message of that number goes there. */
  | { readonly see: "target"; readonly message: number; readonly value: TextMatch }
  /** The XML form of the client's message of that number (0: of some message), as the codec prints it. */
  | { readonly see: "text"; readonly message: number; readonly value: TextMatch }
  /** In no message of the last session, in its XML form. */
  | { readonly see: "no-text"; readonly value: RegExp }
  /** The raw bytes of some message of the last session, as Latin-1. */
  | { readonly see: "bytes"; readonly value: TextMatch }
  /** Nowhere in anything sent, plain or in base64. */
  | { readonly see: "never"; readonly text: string }
  /** An Alert of that code in anything sent since the case began. */
  | {
      readonly see: "sent-alert";
      readonly code: number;
      readonly correlator?: string;
      readonly data?: TextMatch;
      readonly type?: string;
      readonly format?: TextMatch;
      readonly times?: number;
    }
  /** Results of these URIs are all the same. */
  | { readonly see: "one-value"; readonly uris: readonly string[] }
  /** Source of the header is DevInfo/DevId. */
  | { readonly see: "devinfo-source" }
  /** Replace of package 1 and Results of the same URIs agree. */
  | { readonly see: "devinfo-is-the-tree" }
  /** SessionIDs of the last two sessions differ. */
  | { readonly see: "another-session-id" }
  | { readonly see: "session-id"; readonly value: string }
  /** Final stands in the last message of the client's last package and in none before it of that package. */
  | { readonly see: "final-once" }
  /** No Status for the same command twice, and each keeps the MsgRef of its command's message. */
  | { readonly see: "msg-refs"; readonly of: string; readonly commands: number }
  /** The client's nonces, in every Chal so far: at least `count`, none twice, none shorter than 16 bytes. */
  | { readonly see: "nonces"; readonly count: number }
  /** Times the server refused the client's credentials in the last session. */
  | { readonly see: "refusals"; readonly atMost: number }
  /** Cred in the client's first message of the last session, of that type; `none`. */
  | { readonly see: "first-cred"; readonly type: string }
  /** SyncHdr Status refs: TargetRef and SourceRef repeat the server's header. */
  | { readonly see: "header-refs" }
  /** How the session ended for the client, in the words of its driver. */
  | { readonly see: "outcome"; readonly value: TextMatch }
  /** Every Results Item of the last session equals what a plain Get of its URI gave. */
  | { readonly see: "lists-agree" }
  /** The TNDS objects of the first and the last Results that hold one are equal, TStamp and VerNo aside. */
  | { readonly see: "same-tnds" }
  /** Requests with an Authorization header, of how many that the server turned away before. */
  | { readonly see: "http-attempts"; readonly atMost: number }
  /** The MO roots of a ?list=MORoot are those a walk over ?prop=Type finds, with the same identifiers. */
  | { readonly see: "mo-roots-agree" }
);

/** What the profile makes of a case: mandatory, optional (when offered), robustness beyond it, only with a card. */
export type CaseClass = "M" | "O" | "X" | "C";

export interface ConformanceCase {
  /** Ours. The specifications of the enabler's own tests were not to be had. */
  readonly id: string;
  readonly title: string;
  /** Rules it stands on. */
  readonly clause: string;
  readonly class: CaseClass;
  /** Version of Device Management that brings it. */
  readonly since: "1.2" | "1.3";
  /** What it cannot do without: a client without it is not judged. */
  readonly needs: readonly Feature[];
  /** Judged only when the client says it has, or lacks, the feature. */
  readonly when?: readonly [feature: Feature, offered: boolean];
  readonly setup: Setup;
  readonly variants: readonly Variant[];
  /** Why no client is judged by it so far. */
  readonly notYet?: string;
  readonly acts: readonly Act[];
}
