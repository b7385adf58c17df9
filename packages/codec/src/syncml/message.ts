/**
 * SyncML 1.2 messages as values. Field names are the elements' names in camelCase; text stays text (a CmdID is a
 * string that happens to hold digits), because peers put anything there and the session decides what it means.
 *
 * Clause: DMREPU 1.2 §5–6, SyncML RepPro 1.2 DTD.
 */
import type { MgmtTree } from "../tnds/model.ts";

export type { Encoding } from "../representation.ts";

/** One SyncML message. `final` is true when the body ends with Final. */
export interface Message {
  readonly syncHdr: SyncHdr;
  readonly syncBody: SyncBody;
}

export interface SyncBody {
  readonly commands: readonly Command[];
  /** The message is the last of its package. */
  readonly final?: boolean;
}

export interface SyncHdr {
  readonly verDtd: string;
  readonly verProto: string;
  readonly sessionId: string;
  readonly msgId: string;
  readonly target: Target;
  readonly source: Source;
  readonly respUri?: string;
  readonly noResp?: boolean;
  readonly cred?: Cred;
  readonly meta?: Meta;
}

export interface Target {
  readonly locUri: string;
  readonly locName?: string;
  /** Which records or fields of a database are meant; Data Synchronisation only. */
  readonly filter?: Filter;
}

export interface Source {
  readonly locUri: string;
  readonly locName?: string;
}

export interface Filter {
  readonly meta: Meta;
  readonly field?: FilterPart;
  readonly record?: FilterPart;
  /** `INCLUSIVE` or `EXCLUSIVE`. */
  readonly filterType?: string;
}

/** The elements Field and Record of a Filter. */
export interface FilterPart {
  readonly item: Item;
}

export interface Cred {
  readonly meta?: Meta;
  readonly data: Data;
}

export interface Chal {
  readonly meta: Meta;
}

/** MetInf 1.2. A MetInf wrapper is understood on input and never written. Clause: Meta 1.2 §5. */
export interface Meta {
  readonly fieldLevel?: string;
  readonly format?: string;
  readonly type?: string;
  readonly mark?: string;
  readonly size?: string;
  readonly anchor?: Anchor;
  readonly version?: string;
  readonly nextNonce?: string;
  readonly maxMsgSize?: string;
  readonly maxObjSize?: string;
  readonly emi?: readonly string[];
  readonly mem?: Mem;
}

export interface Anchor {
  readonly last?: string;
  readonly next: string;
}

/** Free memory of a database; Data Synchronisation only. */
export interface Mem {
  readonly sharedMem?: boolean;
  /** Bytes, decimal text. */
  readonly freeMem: string;
  /** Free record identifiers, decimal text. */
  readonly freeId: string;
}

/**
 * Content of a Data element.
 * - `string`: character data, after unescaping; markup that is neither SyncML nor TNDS arrives serialised.
 * - `Uint8Array`: a WBXML OPAQUE, byte for byte. Some peers send text that way: see `dataText`.
 * - `MgmtTree`: a TNDS object written in place as elements or page-2 tokens (tree §9.4 T2, T4).
 */
export type Data = string | Uint8Array | MgmtTree;

export interface Item {
  readonly target?: Target;
  readonly source?: Source;
  readonly sourceParent?: Source;
  readonly targetParent?: Source;
  readonly meta?: Meta;
  readonly data?: Data;
  /** More chunks of this object follow in the next message. */
  readonly moreData?: boolean;
}

interface CommandStart {
  /** Empty when the peer left it out. */
  readonly cmdId: string;
}

interface Request extends CommandStart {
  readonly noResp?: boolean;
  readonly cred?: Cred;
  readonly meta?: Meta;
  readonly items: readonly Item[];
}

export interface Add extends Request {
  readonly cmd: "Add";
}
export interface Replace extends Request {
  readonly cmd: "Replace";
}
export interface Copy extends Request {
  readonly cmd: "Copy";
}
export interface Delete extends Request {
  readonly cmd: "Delete";
  readonly archive?: boolean;
  readonly sftDel?: boolean;
}
export interface Get extends Request {
  readonly cmd: "Get";
  readonly lang?: string;
}
export interface Exec extends Request {
  readonly cmd: "Exec";
  readonly correlator?: string;
}

export interface Alert extends CommandStart {
  readonly cmd: "Alert";
  readonly noResp?: boolean;
  readonly cred?: Cred;
  /** The alert code, decimal text. */
  readonly data?: string;
  readonly correlator?: string;
  readonly items?: readonly Item[];
}

export interface Atomic extends CommandStart {
  readonly cmd: "Atomic";
  readonly noResp?: boolean;
  readonly meta?: Meta;
  readonly commands: readonly Command[];
}
export interface Sequence extends CommandStart {
  readonly cmd: "Sequence";
  readonly noResp?: boolean;
  readonly meta?: Meta;
  readonly commands: readonly Command[];
}

export interface Status extends CommandStart {
  readonly cmd: "Status";
  readonly msgRef: string;
  /** "0" for the SyncHdr. */
  readonly cmdRef: string;
  /** Name of the command answered: the element `Cmd`. */
  readonly command: string;
  readonly targetRefs?: readonly string[];
  readonly sourceRefs?: readonly string[];
  readonly cred?: Cred;
  readonly chal?: Chal;
  /** The status code, decimal text. */
  readonly data: string;
  readonly items?: readonly Item[];
}

export interface Results extends CommandStart {
  readonly cmd: "Results";
  readonly msgRef?: string;
  readonly cmdRef: string;
  readonly meta?: Meta;
  readonly targetRef?: string;
  readonly sourceRef?: string;
  readonly items: readonly Item[];
}

/** Commands of SyncML that Device Management never uses; a receiver refuses them (protocol §8.5). */
export const FOREIGN_COMMANDS = ["Put", "Map", "Search", "Sync", "Move"] as const;

export interface Put extends Request {
  readonly cmd: "Put";
  readonly lang?: string;
}
export interface Move extends Request {
  readonly cmd: "Move";
}
/** The command Map. */
export interface MapCommand extends CommandStart {
  readonly cmd: "Map";
  readonly target: Target;
  readonly source: Source;
  readonly cred?: Cred;
  readonly meta?: Meta;
  readonly mapItems: readonly MapItem[];
}
export interface MapItem {
  readonly target: Target;
  readonly source: Source;
}
export interface Search extends CommandStart {
  readonly cmd: "Search";
  readonly noResp?: boolean;
  readonly noResults?: boolean;
  readonly cred?: Cred;
  readonly target?: Target;
  readonly sources: readonly Source[];
  readonly lang?: string;
  readonly meta: Meta;
  readonly data: Data;
}
export interface Sync extends CommandStart {
  readonly cmd: "Sync";
  readonly noResp?: boolean;
  readonly cred?: Cred;
  readonly target?: Target;
  readonly source?: Source;
  readonly meta?: Meta;
  readonly numberOfChanges?: string;
  readonly commands?: readonly Command[];
}

export type ForeignCommand = Put | MapCommand | Search | Sync | Move;

/** An element that no SyncML document has at this place; only its name and CmdID are known. Never written. */
export interface UnknownCommand extends CommandStart {
  readonly cmd: "Unknown";
  readonly element: string;
}

export type Command =
  | Add
  | Alert
  | Atomic
  | Copy
  | Delete
  | Exec
  | Get
  | Replace
  | Results
  | Sequence
  | Status
  | ForeignCommand
  | UnknownCommand;

export type CommandName = Exclude<Command["cmd"], "Unknown">;
