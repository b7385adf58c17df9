/**
 * SyncML 1.2 messages as values. Field names are the elements' names in camelCase; text stays text (a CmdID is a
 * string that happens to hold digits), because peers put anything there and the session decides what it means.
 *
 * Clause: DMREPU 1.2 §5–6, SyncML RepPro 1.2 DTD.
 */
import type { MgmtTree } from "../tnds/model.ts";

export type { Encoding } from "../representation.ts";

/** One SyncML message: who speaks to whom, and what. Clause: DMREPU 1.2 §6; protocol §3.1#1. */
export interface Message {
  /** Who speaks to whom, in which session. */
  readonly syncHdr: SyncHdr;
  /** What is said. */
  readonly syncBody: SyncBody;
}

/** The commands of a message, in document order. Clause: protocol §3.1#3. */
export interface SyncBody {
  /** Requests, statuses and results alike. */
  readonly commands: readonly Command[];
  /** The message is the last of its package (protocol §5.6#1). */
  readonly final?: boolean;
}

/** The header of a message. Clause: protocol §3.1#2. */
export interface SyncHdr {
  /** Version of the DTD, such as `1.2`. Clause: DMREPU 1.2 §6.1.24; protocol §2.1. */
  readonly verDtd: string;
  /** Version of the protocol, such as `DM/1.2`. Clause: DMREPU 1.2 §6.1.25; protocol §2.1. */
  readonly verProto: string;
  /** At most four characters, the same in the whole session, case aside (protocol §3.3#1). */
  readonly sessionId: string;
  /** Decimal text, from 1 upwards in each direction (protocol §3.3#2). */
  readonly msgId: string;
  /** The server in a device's message, the device in a server's (protocol §3.3#7). */
  readonly target: Target;
  /** The other way round; its `locName` carries the user's name (protocol §3.3#8). */
  readonly source: Source;
  /** Absolute URI the answer goes to. Clause: DMREPU 1.2 §6.1.17; protocol §12.4. */
  readonly respUri?: string;
  /** Not used by Device Management, and to be ignored (protocol §3.3#10). */
  readonly noResp?: boolean;
  /** The sender's credentials. */
  readonly cred?: Cred;
  /** What the sender can receive: `maxMsgSize` and `maxObjSize` (protocol §3.4#6, #7). */
  readonly meta?: Meta;
}

/** What a message or an Item is addressed to. Clause: protocol §3.1#14. */
export interface Target {
  /** Absolute or relative URI, or a name such as `IMEI:…` (protocol §2.4#1). */
  readonly locUri: string;
  /** A name to show. */
  readonly locName?: string;
  /** Which records or fields of a database are meant; Data Synchronisation only. */
  readonly filter?: Filter;
}

/** Where a message or an Item comes from. Clause: protocol §3.1#15. */
export interface Source {
  /** Absolute or relative URI, or a name such as `IMEI:…` (protocol §2.4#1). */
  readonly locUri: string;
  /** In a header, the name the credentials are for (protocol §3.3#8). */
  readonly locName?: string;
}

/** A choice of records or fields; Data Synchronisation only (protocol §3.1#22). */
export interface Filter {
  /** `type` names the language of the filter. */
  readonly meta: Meta;
  /** Which fields are meant. */
  readonly field?: FilterPart;
  /** Which records are meant. */
  readonly record?: FilterPart;
  /** `INCLUSIVE` or `EXCLUSIVE`. */
  readonly filterType?: string;
}

/** The elements Field and Record of a Filter. */
export interface FilterPart {
  /** Its Data says which are meant. */
  readonly item: Item;
}

/** Credentials. Clause: protocol §3.1#17, §10.4. */
export interface Cred {
  /** `type` names the scheme, `format` the form of the data. */
  readonly meta?: Meta;
  /** Made by `basicCredential` or `md5Credential`. */
  readonly data: Data;
}

/** A challenge: which credentials are wanted, and the nonce for them. Clause: DMREPU 1.2 §6.1.2; protocol §10.5. */
export interface Chal {
  /** `type` names the scheme, `nextNonce` has the nonce. */
  readonly meta: Meta;
}

/**
 * MetInf 1.2. A MetInf wrapper is understood on input and never written (protocol §3.4#12).
 * Clause: Meta 1.2 §5; DMREPU 1.2 §6.4.
 */
export interface Meta {
  /** Data Synchronisation only. */
  readonly fieldLevel?: string;
  /** Form of the data; `chr` where no Meta says otherwise (protocol §3.4#1). */
  readonly format?: string;
  /** MIME type of the data, a credential's scheme or an alert's type; `text/plain` by default (protocol §3.4#2). */
  readonly type?: string;
  /** How important a Generic Alert is (protocol §6.4). */
  readonly mark?: string;
  /** Bytes of the whole object, decimal text (protocol §3.4#3, §7#8). */
  readonly size?: string;
  /** Data Synchronisation only. */
  readonly anchor?: Anchor;
  /** Version of the data. */
  readonly version?: string;
  /** Base64 text, to be decoded before use (protocol §3.4#5). */
  readonly nextNonce?: string;
  /** Bytes of the largest message its sender can receive, decimal text (protocol §3.4#6). */
  readonly maxMsgSize?: string;
  /** Bytes of the largest object its sender can receive, decimal text (protocol §3.4#7). */
  readonly maxObjSize?: string;
  /** What vendors have to say; to be ignored (protocol §3.4#8). */
  readonly emi?: readonly string[];
  /** Data Synchronisation only. */
  readonly mem?: Mem;
}

/** Marks of the last and of this synchronisation; Data Synchronisation only. */
export interface Anchor {
  /** Of the last synchronisation. */
  readonly last?: string;
  /** Of this one. */
  readonly next: string;
}

/** Free memory of a database; Data Synchronisation only. */
export interface Mem {
  /** The memory is shared with other databases. */
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

/** One thing a command is about: an address, what its data is, and the data. Clause: protocol §3.1#13. */
export interface Item {
  /** The node a request is for. */
  readonly target?: Target;
  /** The node that results, alerts or a Copy come from. */
  readonly source?: Source;
  /** Data Synchronisation only. */
  readonly sourceParent?: Source;
  /** Data Synchronisation only. */
  readonly targetParent?: Source;
  /** Overrides the command's Meta element by element (protocol §3.4#9): see `effectiveMeta`. */
  readonly meta?: Meta;
  /** The value; never trimmed (protocol §3.3#11). */
  readonly data?: Data;
  /** More chunks of this object follow in the next message (protocol §7#1). */
  readonly moreData?: boolean;
}

interface CommandStart {
  /** Unique in its message, never "0" (protocol §3.3#3). Empty when the peer left it out. */
  readonly cmdId: string;
}

interface Request extends CommandStart {
  /** Not used by Device Management, and to be ignored (protocol §3.3#10). */
  readonly noResp?: boolean;
  /** Not used by Device Management: credentials stand in the header (protocol §3.1#22). */
  readonly cred?: Cred;
  /** Holds for every Item that says nothing else (protocol §3.4#9). */
  readonly meta?: Meta;
  /** What the command is about, at least one. */
  readonly items: readonly Item[];
}

/** Creates nodes. Clause: DMREPU 1.2 §6.6.1; protocol §3.1#4. */
export interface Add extends Request {
  readonly cmd: "Add";
}
/** Sets the values of nodes; from a device, its DevInfo. Clause: DMREPU 1.2 §6.6.11; protocol §3.1#4. */
export interface Replace extends Request {
  readonly cmd: "Replace";
}
/** Copies the value of one node to another. Clause: DMREPU 1.2 §6.6.4; protocol §3.1#4. */
export interface Copy extends Request {
  readonly cmd: "Copy";
}
/** Deletes nodes with all below them. Clause: DMREPU 1.2 §6.6.5; protocol §3.1#5. */
export interface Delete extends Request {
  readonly cmd: "Delete";
  /** Data Synchronisation only. */
  readonly archive?: boolean;
  /** Data Synchronisation only. */
  readonly sftDel?: boolean;
}
/** Asks for the values of nodes; Results bring them. Clause: DMREPU 1.2 §6.6.7; protocol §3.1#6. */
export interface Get extends Request {
  readonly cmd: "Get";
  /** Language of the results; not used by Device Management (protocol §3.1#22). */
  readonly lang?: string;
}
/** Runs what stands behind a node. Clause: DMREPU 1.2 §6.6.6; protocol §3.1#7. */
export interface Exec extends Request {
  readonly cmd: "Exec";
  /** What the alert that ends an asynchronous run will repeat (protocol §3.3#13, §8.8). */
  readonly correlator?: string;
}

/** Tells of an event, steers the session, or asks the user. Clause: DMREPU 1.2 §6.6.2; protocol §3.1#8, §6.1. */
export interface Alert extends CommandStart {
  readonly cmd: "Alert";
  /** Not used by Device Management, and to be ignored (protocol §3.3#10). */
  readonly noResp?: boolean;
  /** Not used by Device Management: credentials stand in the header (protocol §3.1#22). */
  readonly cred?: Cred;
  /** The alert code, decimal text. */
  readonly data?: string;
  /** That of the Exec whose end this is. */
  readonly correlator?: string;
  /** By the code: none, the event's data, or the text and choices for the user. */
  readonly items?: readonly Item[];
}

/** Commands of which all succeed or none has happened. Clause: DMREPU 1.2 §6.6.3; protocol §3.1#9, §8.6. */
export interface Atomic extends CommandStart {
  readonly cmd: "Atomic";
  /** Not used by Device Management, and to be ignored (protocol §3.3#10). */
  readonly noResp?: boolean;
  /** Holds for every command inside that says nothing else (protocol §3.4#9). */
  readonly meta?: Meta;
  /** In their order, at least one. */
  readonly commands: readonly Command[];
}
/** Commands to be run in their order. Clause: DMREPU 1.2 §6.6.14; protocol §3.1#10, §8.7. */
export interface Sequence extends CommandStart {
  readonly cmd: "Sequence";
  /** Not used by Device Management, and to be ignored (protocol §3.3#10). */
  readonly noResp?: boolean;
  /** Holds for every command inside that says nothing else (protocol §3.4#9). */
  readonly meta?: Meta;
  /** In their order, at least one. */
  readonly commands: readonly Command[];
}

/** How a command, or the header, of the other side went. Clause: DMREPU 1.2 §6.5.1; protocol §3.1#11, §8.2. */
export interface Status extends CommandStart {
  readonly cmd: "Status";
  /** MsgID of the message that held the command (protocol §3.3#4). */
  readonly msgRef: string;
  /** CmdID of the command; "0" for the SyncHdr (protocol §3.3#5). */
  readonly cmdRef: string;
  /** Name of the command answered: the element `Cmd`. */
  readonly command: string;
  /** Targets it is about, where not the whole command is meant (protocol §8.2#4). */
  readonly targetRefs?: readonly string[];
  /** Sources it is about. */
  readonly sourceRefs?: readonly string[];
  /** Not used by Device Management: credentials stand in the header (protocol §3.1#22). */
  readonly cred?: Cred;
  /** Which credentials are wanted next (protocol §10.5). */
  readonly chal?: Chal;
  /** The status code, decimal text (protocol §9). */
  readonly data: string;
  /** What the code needs besides, such as the user's answers (protocol §8.2#7). */
  readonly items?: readonly Item[];
}

/** What a Get brought to light. Clause: DMREPU 1.2 §6.6.12; protocol §3.1#12, §8.2#6. */
export interface Results extends CommandStart {
  readonly cmd: "Results";
  /** MsgID of the message that held the Get (protocol §3.3#4). */
  readonly msgRef?: string;
  /** CmdID of the Get. */
  readonly cmdRef: string;
  /** Holds for every Item that says nothing else (protocol §3.4#9). */
  readonly meta?: Meta;
  /** LocURI of the target the Get named. */
  readonly targetRef?: string;
  /** LocURI of the source the Get named. */
  readonly sourceRef?: string;
  /** One for each value; `source` says whose it is. */
  readonly items: readonly Item[];
}

/** Commands of SyncML that Device Management never uses; a receiver refuses them (protocol §8.5). */
export const FOREIGN_COMMANDS = ["Put", "Map", "Search", "Sync", "Move"] as const;

/** Sends data unasked, such as device information; Data Synchronisation only. */
export interface Put extends Request {
  readonly cmd: "Put";
  /** Language of the data. */
  readonly lang?: string;
}
/** Moves records; Data Synchronisation only. */
export interface Move extends Request {
  readonly cmd: "Move";
}
/** The command Map, which pairs the identifiers of two databases; Data Synchronisation only. */
export interface MapCommand extends CommandStart {
  readonly cmd: "Map";
  /** One database. */
  readonly target: Target;
  /** The other. */
  readonly source: Source;
  /** Credentials for the database. */
  readonly cred?: Cred;
  /** Holds for every pair. */
  readonly meta?: Meta;
  /** The pairs, at least one. */
  readonly mapItems: readonly MapItem[];
}
/** Two identifiers of one record; Data Synchronisation only. */
export interface MapItem {
  /** Its identifier in the target database. */
  readonly target: Target;
  /** Its identifier in the source database. */
  readonly source: Source;
}
/** A query; Data Synchronisation only. */
export interface Search extends CommandStart {
  readonly cmd: "Search";
  /** No Status is wanted. */
  readonly noResp?: boolean;
  /** No Results are wanted. */
  readonly noResults?: boolean;
  /** Credentials for the databases. */
  readonly cred?: Cred;
  /** Where to put what is found. */
  readonly target?: Target;
  /** Databases to look in, at least one. */
  readonly sources: readonly Source[];
  /** Language of the results. */
  readonly lang?: string;
  /** `type` names the language of the query. */
  readonly meta: Meta;
  /** The query. */
  readonly data: Data;
}
/** Changes of a database; Data Synchronisation only. */
export interface Sync extends CommandStart {
  readonly cmd: "Sync";
  /** No Status is wanted. */
  readonly noResp?: boolean;
  /** Credentials for the database. */
  readonly cred?: Cred;
  /** The receiver's database. */
  readonly target?: Target;
  /** The sender's database. */
  readonly source?: Source;
  /** Holds for every command inside that says nothing else. */
  readonly meta?: Meta;
  /** Decimal text. */
  readonly numberOfChanges?: string;
  /** The changes, in their order. */
  readonly commands?: readonly Command[];
}

/** What `FOREIGN_COMMANDS` names, decoded all the same, so that each can be answered. */
export type ForeignCommand = Put | MapCommand | Search | Sync | Move;

/** An element that no SyncML document has at this place; only its name and CmdID are known. Never written. */
export interface UnknownCommand extends CommandStart {
  readonly cmd: "Unknown";
  /** Its name, without a prefix. */
  readonly element: string;
}

/** Everything that can stand in a body; `cmd` tells which. Clause: protocol §3.1#3. */
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

/** The element names of all commands that are known. */
export type CommandName = Exclude<Command["cmd"], "Unknown">;
