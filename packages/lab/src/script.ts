/**
 * A script: what the server demands, sends and expects, as data. Steps are written with the builders of `steps.ts`
 * and grouped here into turns, one for each message the server sends of its own.
 *
 * Clause: protocol §5.4–§5.6 (packages 2, 4, 6 …), §10.6 and §10.10 (authentication).
 */
import type { Command, Encoding } from "@oma-dm/codec/syncml";
import type { MessageForm } from "./message-form.ts";

/** What the client must show. `hmac`: the header x-syncml-hmac. `none`: nothing, the transport vouches for it. */
export type ClientAuth = "md5" | "basic" | "hmac" | "none";

/**
 * How the server shows who it is.
 * - `md5`, `basic`: Cred in every message until the client says 212. `md5` without a stored nonce sends none.
 * - `md5-when-challenged`: no Cred before the client asks (flow C).
 * - `stale-nonce`: a digest with a nonce that is none of the client's first, the right one after the challenge.
 * - `wrong-once`: a wrong digest first, the right one after the challenge.
 * - `wrong`: a wrong digest always.
 * - `hmac` and so on: the same with the header x-syncml-hmac, in every message (protocol §11.1#5).
 * - `none`: never, TLS vouches.
 */
export type ServerAuth =
  | "md5"
  | "basic"
  | "md5-when-challenged"
  | "stale-nonce"
  | "wrong-once"
  | "wrong"
  | "hmac"
  | "hmac-when-challenged"
  | "hmac-stale-nonce"
  | "hmac-wrong-once"
  | "hmac-wrong"
  | "none";

/**
 * What accepted credentials are worth (protocol §10.6): `session` answers 212 with the nonce of the next session,
 * `message` answers 200 with the nonce of the next message (flow E).
 */
export type AuthScope = "session" | "message";

export interface ScriptOptions {
  /** Default `md5`. */
  readonly requireAuth?: ClientAuth;
  /** Default `session`. */
  readonly authScope?: AuthScope;
  /** Default `md5`. */
  readonly serverAuth?: ServerAuth;
  /**
   * The server lost N_cs before this session: credentials made with it are answered with 401 and a fresh nonce
   * (flow B, protocol §10.10). Default false.
   */
  readonly forgetsClientNonce?: boolean;
  /** Default `same`: as the request came. */
  readonly encoding?: Encoding | "same";
  /** Bytes; announced in SyncHdr Meta of the server's first message. */
  readonly maxMsgSize?: number;
  /** Bytes; announced in SyncHdr Meta of the server's first message. */
  readonly maxObjSize?: number;
  /** Splits a turn over messages of the client's MaxMsgSize (protocol §5.6#12). Default true. */
  readonly respectMaxMsgSize?: boolean;
  /** What a chunk from the client is answered with; default 213. Anything else, and the rest must not come. */
  readonly chunkStatus?: number;
  /** VerDTDs that are taken; another gets 505 and the end (protocol §8.3#6). Default: all. */
  readonly verDtds?: readonly string[];
  /** VerProtos that are taken; another gets 513 and the end (protocol §8.3#7). Default: all. */
  readonly verProtos?: readonly string[];
  /** Status of the client's Alerts by code: `{ 1226: 202, 1224: "none" }`. Default 200 (protocol §6.3, §6.4). */
  readonly alertStatus?: Readonly<Record<number, number | "none">>;
  /** How a sessionless report is taken. Default: a message with Statuses. */
  readonly report?: ReportOptions;
  /** The server's message of that number, from 1, is Alert 1223, whatever was due (protocol §5.7#3). */
  readonly abortAt?: number;
}

/** Clause: protocol §14#4. */
export interface ReportOptions {
  /** An answer without a body, of this HTTP status; default a message of Statuses with 200. */
  readonly empty?: 200 | 202 | 204;
  /** The first report is refused with this code and a nonce, whatever it shows. */
  readonly challenge?: 401 | 407;
  /** Of the answer to the first report. */
  readonly faults?: readonly Fault[];
}

type Defaulted =
  | "requireAuth"
  | "authScope"
  | "serverAuth"
  | "forgetsClientNonce"
  | "encoding"
  | "respectMaxMsgSize"
  | "chunkStatus";

export interface Script extends Omit<ScriptOptions, Defaulted>, Required<Pick<ScriptOptions, Defaulted>> {
  readonly name: string;
  readonly steps: readonly Step[];
}

export type Step = Turn | Expectation;

/** A message of the server. Faults apply to its delivery. */
export interface Turn {
  readonly kind: "turn";
  /**
   * - `commands`: Statuses that are due, then these commands.
   * - `challenge`: 401 (a Cred was shown) or 407 (none) for everything, with a fresh nonce; package 1 comes again.
   *   A client that was refused on its own account has had its challenge: the turn is then skipped.
   * - `raw`: these bytes and nothing else.
   */
  readonly body:
    | { readonly kind: "commands"; readonly commands: readonly Command[]; readonly final: boolean }
    | { readonly kind: "challenge" }
    | { readonly kind: "raw"; readonly bytes: Uint8Array };
  /** The session is over once this message is out: nothing may follow. */
  readonly last?: boolean;
  /** Path (from the lab's origin) or URI the client must answer to (protocol §12.4). */
  readonly respUri?: string;
  readonly encoding?: Encoding;
  readonly maxMsgSize?: number;
  readonly maxObjSize?: number;
  /** NoResp in SyncHdr, which a client ignores (protocol §3.3#10). */
  readonly noResp?: boolean;
  /** How the message is written, where a codec would write it otherwise. */
  readonly form?: MessageForm;
  readonly faults?: readonly Fault[];
}

/**
 * Something that goes wrong on the way back. It strikes once, or so many `times` in a row; then a re-POST gets the
 * answer. `delay`, `chunked` and `headers` strike every time.
 */
export type Fault =
  /** The server is gone: listener and connections closed, nothing answered. */
  | { readonly kind: "stop-server" }
  /** The socket closes without an answer. */
  | { readonly kind: "drop"; readonly times?: number }
  | { readonly kind: "garbage"; readonly bytes: Uint8Array }
  | { readonly kind: "content-type"; readonly value: string }
  | {
      readonly kind: "http-status";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly times?: number;
    }
  /** Beside those the answer has, or instead of them. */
  | { readonly kind: "headers"; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: "delay"; readonly ms: number }
  /** The message before this one comes again instead (protocol §5.8#3). */
  | { readonly kind: "replay" }
  /** The first `from` in the body becomes `to`, of the same length in bytes; a mac is of the body as it was. */
  | { readonly kind: "tampered"; readonly from: string; readonly to: string }
  /** Content-Length promises everything, `bytes` arrive, the socket closes. */
  | { readonly kind: "truncated"; readonly bytes: number }
  /** No Content-Length; chunks of `size` bytes. */
  | { readonly kind: "chunked"; readonly size: number }
  /** Claims an encoding; the body is not changed (decisions D14). */
  | { readonly kind: "content-encoding"; readonly value: string }
  /** The body is compressed with gzip, and says so (decisions D14). */
  | { readonly kind: "compressed" }
  | {
      readonly kind: "redirect";
      readonly status: 301 | 302 | 307 | 308;
      readonly location: string;
      readonly times?: number;
    };

/** A value to compare with: the whole text, or a pattern within it. */
export type TextMatch = string | RegExp;

/** `given`: what a case takes for granted; a client that does not show it is not judged by the case. */
export type Expectation = Wanted & { readonly given?: true };

type Wanted =
  | { readonly kind: "package1"; readonly alert?: 1200 | 1201; readonly devInfo?: boolean }
  /** Status of the commands whose Item targets `uri`; `cmd` narrows it to one command name. */
  | { readonly kind: "status"; readonly uri: string; readonly codes: readonly number[]; readonly cmd?: Command["cmd"] }
  /** Status of every command of that name, URI or not: `Atomic`, `Sequence`, `Alert`. */
  | { readonly kind: "command-status"; readonly cmd: Command["cmd"]; readonly codes: readonly number[] }
  | {
      readonly kind: "results";
      readonly uri: string;
      readonly value: TextMatch;
      readonly format?: string;
      readonly type?: string;
    }
  | { readonly kind: "no-results"; readonly uri: string }
  | {
      readonly kind: "alert";
      readonly code: number;
      readonly type?: string;
      /** `none`: no Item of it has a Source. */
      readonly source?: string;
      readonly correlator?: string;
      readonly data?: TextMatch;
      readonly mark?: string;
      readonly format?: string;
      /** How many Items, over all Alerts of that code and type. */
      readonly items?: number;
    }
  /** The URIs Results bring for a query: all of `uris` and, unless `more`, nothing else; none of `not`. */
  | {
      readonly kind: "listed";
      readonly uris: readonly string[];
      readonly not?: readonly string[];
      readonly more?: boolean;
    }
  /** Every command of the package before has a Status of one of these codes, however it is addressed. */
  | { readonly kind: "every-status"; readonly codes: readonly number[] }
  /** SyncHdr Status of the last message of the client's package. */
  | { readonly kind: "header-status"; readonly codes: readonly number[] }
  /** Status of the server's UI alerts of that code, and the answers in its Items, in any order. */
  | {
      readonly kind: "user-answer";
      readonly code: number;
      readonly codes: readonly number[];
      readonly answers?: readonly string[];
    }
  /** The client answers with Alert 1223. */
  | { readonly kind: "abort" }
  /** The client sends nothing more in this session. */
  | { readonly kind: "silence" };

/** A turn with what the client owes for it. */
export interface PlannedTurn {
  readonly turn: Turn;
  readonly expectations: readonly Expectation[];
}

export interface Plan {
  /** What package 1 must look like. */
  readonly opening: readonly Expectation[];
  readonly turns: readonly PlannedTurn[];
}

/** Groups the steps: expectations belong to the turn before them, those before every turn to package 1. */
export function planOf(script: Script): Plan {
  const opening: Expectation[] = [];
  const turns: { turn: Turn; expectations: Expectation[] }[] = [];
  for (const step of script.steps) {
    if (step.kind === "turn") turns.push({ turn: step, expectations: [] });
    else (turns.at(-1)?.expectations ?? opening).push(step);
  }
  return { opening, turns };
}
