/** Builders for scripts: commands, turns, expectations, faults. All return plain data. */
import {
  type Command,
  type Data,
  type Encoding,
  type Exec,
  type Get,
  type Item,
  MEDIA_TYPES,
  type Meta,
} from "@oma-dm/codec/syncml";
import { encodeTnds, type MgmtTree } from "@oma-dm/codec/tnds";
import type { MessageForm } from "./message-form.ts";
import type { Expectation, Fault, Script, ScriptOptions, Step, TextMatch, Turn } from "./script.ts";

const DEFAULTS = {
  requireAuth: "md5",
  authScope: "session",
  serverAuth: "md5",
  forgetsClientNonce: false,
  encoding: "same",
  respectMaxMsgSize: true,
  chunkStatus: 213,
} as const;

/**
 * A script of that name. Steps run in order; see `ScriptOptions` for the defaults. Throws `TypeError` for an expectation
 * after `end()` that could never be judged: only silence can be asked of a session that is over.
 */
export function script(name: string, options: ScriptOptions, ...steps: readonly Step[]): Script {
  const ended = steps.findIndex((step) => "last" in step && step.last === true);
  const idle = ended < 0 ? undefined : steps.slice(ended + 1).find((step) => "kind" in step && step.kind !== "silence");
  if (idle !== undefined) throw new TypeError(`script ${name}: an expectation after end() is never judged`);
  return { ...DEFAULTS, ...options, name, steps };
}

// Commands. The CmdID stays empty: the session numbers commands as it sends them.

export interface ValueOptions {
  /** Meta Format; default `chr`. */
  readonly format?: string;
  /** Meta Type; default `text/plain`, none for Format node. */
  readonly type?: string;
}

/** Get of one or several URIs in one command. */
export function get(...uris: readonly string[]): Get {
  return { cmd: "Get", cmdId: "", items: uris.map((uri) => ({ target: { locUri: uri } })) };
}

/** Add of a leaf. */
export function add(uri: string, data: Data, options: ValueOptions = {}): Command {
  return { cmd: "Add", cmdId: "", items: [valueItem(uri, data, options)] };
}

/** Add of an interior node; `type` is its management object identifier, if any. */
export function addNode(uri: string, type?: string): Command {
  const meta: Meta = type === undefined ? { format: "node" } : { format: "node", type };
  return { cmd: "Add", cmdId: "", items: [{ target: { locUri: uri }, meta }] };
}

/**
 * Add of a TNDS object (tree §9.4): `xml` puts XML text into Data (T1, T6), `wbxml` a whole WBXML document as
 * OPAQUE (T3), `inline` the elements themselves (T2, T4).
 */
export function addTnds(uri: string, tree: MgmtTree, form: Encoding | "inline" = "xml"): Command {
  return { cmd: "Add", cmdId: "", items: [tndsItem(uri, tree, form)] };
}

/** Replace of a leaf's value or, with `?prop=` in the URI, of a property. */
export function replace(uri: string, data: Data, options: ValueOptions = {}): Command {
  return { cmd: "Replace", cmdId: "", items: [valueItem(uri, data, options)] };
}

/** Delete of one or several URIs in one command. */
export function remove(...uris: readonly string[]): Command {
  return { cmd: "Delete", cmdId: "", items: uris.map((uri) => ({ target: { locUri: uri } })) };
}

export function copy(source: string, target: string): Command {
  return { cmd: "Copy", cmdId: "", items: [{ target: { locUri: target }, source: { locUri: source } }] };
}

export function exec(uri: string, options: { readonly data?: string; readonly correlator?: string } = {}): Exec {
  const item: Item =
    options.data === undefined
      ? { target: { locUri: uri } }
      : { target: { locUri: uri }, meta: { format: "chr", type: "text/plain" }, data: options.data };
  const command: Exec = { cmd: "Exec", cmdId: "", items: [item] };
  return options.correlator === undefined ? command : { ...command, correlator: options.correlator };
}

/** An Alert of the server: a user interaction (1100–1104) or anything a test wants to try. */
export function alert(code: number, items: readonly Item[] = []): Command {
  const command: Command = { cmd: "Alert", cmdId: "", data: String(code) };
  return items.length === 0 ? command : { ...command, items };
}

export function atomic(...commands: readonly Command[]): Command {
  return { cmd: "Atomic", cmdId: "", commands };
}

export function sequence(...commands: readonly Command[]): Command {
  return { cmd: "Sequence", cmdId: "", commands };
}

/** The same command with NoResp, which a client ignores (protocol §3.3#10). */
export function withNoResp<T extends Command>(command: T): T {
  return { ...command, noResp: true };
}

/** One chunk of a large object (protocol §7). `size` belongs to the first chunk only. */
export function chunk(command: Command, options: { readonly size?: number; readonly more: boolean }): Command {
  if (command.cmd !== "Add" && command.cmd !== "Replace") throw new TypeError("only Add and Replace carry chunks");
  const items = command.items.map((item): Item => {
    const meta: Meta = options.size === undefined ? { ...item.meta } : { ...item.meta, size: String(options.size) };
    return options.more ? { ...item, meta, moreData: true } : { ...item, meta };
  });
  return { ...command, items };
}

function valueItem(uri: string, data: Data, { format = "chr", type = "text/plain" }: ValueOptions): Item {
  return { target: { locUri: uri }, meta: { format, type }, data };
}

/** The Item of a TNDS object in one of the forms of `addTnds`. */
export function tndsItem(uri: string, tree: MgmtTree, form: Encoding | "inline"): Item {
  const target = { locUri: uri };
  if (form === "inline") return { target, meta: { format: "bin", type: MEDIA_TYPES.tnds.wbxml }, data: tree };
  const bytes = encodeTnds(tree, form);
  if (form === "wbxml") return { target, meta: { format: "bin", type: MEDIA_TYPES.tnds.wbxml }, data: bytes };
  return { target, meta: { format: "xml", type: MEDIA_TYPES.tnds.xml }, data: new TextDecoder().decode(bytes) };
}

// Turns.

/** A whole package, or the last message of one: these commands and Final. */
export function send(...commands: readonly Command[]): Turn {
  return { kind: "turn", body: { kind: "commands", commands, final: true } };
}

/** A message of a package that goes on in the next turn: no Final (protocol §5.6). */
export function sendPart(...commands: readonly Command[]): Turn {
  return { kind: "turn", body: { kind: "commands", commands, final: false } };
}

/** Refuses the client whatever it shows, and hands it a fresh nonce (protocol §10.7). */
export function challenge(): Turn {
  return { kind: "turn", body: { kind: "challenge" } };
}

/** Statuses and Final, no command: the session is over (protocol §5.4). A script without it ends the same way. */
export function end(): Turn {
  return { ...send(), last: true };
}

/** Alert 1223 beside `commands`, which the client must not execute (protocol §5.7). */
export function abort(...commands: readonly Command[]): Turn {
  return { ...send(...commands, alert(1223)), last: true };
}

/** These bytes as HTTP body. */
export function raw(bytes: Uint8Array): Turn {
  return { kind: "turn", body: { kind: "raw", bytes } };
}

/** The same turn, delivered with faults. */
export function withFaults(turn: Turn, ...faults: readonly Fault[]): Turn {
  return { ...turn, faults: [...(turn.faults ?? []), ...faults] };
}

/** The same turn with RespURI: a path of the lab (`/second?x=1`) or a whole URI. */
export function withRespUri(turn: Turn, respUri: string): Turn {
  return { ...turn, respUri };
}

/** The same turn in an encoding of its own. */
export function inEncoding(turn: Turn, encoding: Encoding): Turn {
  return { ...turn, encoding };
}

/** The same turn announcing a MaxMsgSize in bytes. */
export function withMaxMsgSize(turn: Turn, maxMsgSize: number): Turn {
  return { ...turn, maxMsgSize };
}

/** The same turn announcing a MaxObjSize in bytes. */
export function withMaxObjSize(turn: Turn, maxObjSize: number): Turn {
  return { ...turn, maxObjSize };
}

/** The same turn, written in another form. */
export function inForm(turn: Turn, form: MessageForm): Turn {
  return { ...turn, form };
}

/** The same turn with NoResp in its SyncHdr. */
export function withHeaderNoResp(turn: Turn): Turn {
  return { ...turn, noResp: true };
}

// Expectations.

/** Exactly one Alert 1200 or 1201, and the five mandatory leaves of DevInfo in a Replace (protocol §5.3). */
export function expectPackage1(wanted: { readonly alert?: 1200 | 1201; readonly devInfo?: boolean } = {}): Expectation {
  return { kind: "package1", ...wanted };
}

/** Status of the commands at `uri` in the package before; `cmd` narrows it when there are several. */
export function expectStatus(uri: string, code: number | readonly number[], cmd?: Command["cmd"]): Expectation {
  const codes = typeof code === "number" ? [code] : code;
  return cmd === undefined ? { kind: "status", uri, codes } : { kind: "status", uri, codes, cmd };
}

/** Status of every command of that name in the package before. */
export function expectStatusOf(cmd: Command["cmd"], code: number | readonly number[]): Expectation {
  return { kind: "command-status", cmd, codes: typeof code === "number" ? [code] : code };
}

export function expectResults(
  uri: string,
  value: TextMatch,
  meta: { readonly format?: string; readonly type?: string } = {},
): Expectation {
  return { kind: "results", uri, value, ...meta };
}

export function expectNoResults(uri: string): Expectation {
  return { kind: "no-results", uri };
}

/** An Alert of the client in the package before, or in package 1. */
export function expectAlert(
  code: number,
  wanted: {
    readonly type?: string;
    readonly source?: string;
    readonly correlator?: string;
    readonly data?: TextMatch;
    readonly mark?: string;
    readonly format?: string;
    readonly items?: number;
  } = {},
): Expectation {
  return { kind: "alert", code, ...wanted };
}

export function expectSyncHdrStatus(code: number | readonly number[]): Expectation {
  return { kind: "header-status", codes: typeof code === "number" ? [code] : code };
}

/** Status of the UI alerts of that code in the package before, and the user's answers in it (protocol §6.7). */
export function expectUserAnswer(
  code: 1100 | 1101 | 1102 | 1103 | 1104,
  status: number | readonly number[],
  answers?: readonly string[],
): Expectation {
  const codes = typeof status === "number" ? [status] : status;
  return answers === undefined ? { kind: "user-answer", code, codes } : { kind: "user-answer", code, codes, answers };
}

/** The URIs that Results bring in the package before: these, and nothing else unless `more`. */
export function expectListed(
  uris: readonly string[],
  options: { readonly not?: readonly string[]; readonly more?: boolean } = {},
): Expectation {
  return { kind: "listed", uris, ...options };
}

/** Each command of the package before has a Status of one of these codes. */
export function expectEveryStatus(...codes: readonly number[]): Expectation {
  return { kind: "every-status", codes };
}

/** The same expectation as a precondition: a client that does not meet it is not judged by the script. */
export function given(expectation: Expectation): Expectation {
  return { ...expectation, given: true };
}

/** The client aborts the session instead of answering. */
export function expectAbort(): Expectation {
  return { kind: "abort" };
}

/** The client sends nothing more; the session counts as finished when the turn before is out. */
export function expectSilence(): Expectation {
  return { kind: "silence" };
}
