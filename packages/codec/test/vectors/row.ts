/** What a row of the vector suite says. Rows are data: hex or XML text, the value, and what must come back. */
import type { DecodeCode, DecodeLimits, MgmtTree, Position } from "@oma-dm/codec";
import type { DdfFinding, DdfReport } from "@oma-dm/codec/ddf";
import type { DocumentElement } from "@oma-dm/codec/document";
import type { Message } from "@oma-dm/codec/syncml";

/** A document, spelled in exactly one way. */
export type Spelling = { readonly hex: string; readonly xml?: never } | { readonly xml: string; readonly hex?: never };

interface Good {
  readonly name: string;
  /** Octets written as hex that are XML all the same (another character encoding). */
  readonly encoding?: "xml";
  /** Our encoder gives exactly these octets for the value; otherwise only octets with an equal value. */
  readonly exact?: true;
  /** Why the value cannot be written again (a command nobody ever sends). */
  readonly oneWay?: string;
}

/** The value after a trip through the other representation, where that cannot be the same. */
export type MessageRow = Good &
  Spelling & { readonly form: "message"; readonly value: Message; readonly elsewhere?: Message };

export type TreeRow = Good &
  Spelling & {
    readonly form: "tnds" | "ddf";
    readonly value: MgmtTree;
    readonly elsewhere?: MgmtTree;
    /** Meta Format beside the tree; and whether the codec gets text instead of octets. */
    readonly format?: string;
    readonly asText?: true;
  };

/** A tree inside the Data of a message's only command (tree §9.4). */
export type EmbeddedRow = Spelling & {
  readonly name: string;
  readonly form: "embedded";
  readonly value: MgmtTree;
};

export type DocumentRow = Good &
  Spelling & {
    readonly form: "document";
    /** Name of the document type. */
    readonly type: string;
    readonly value: DocumentElement;
    readonly elsewhere?: DocumentElement;
  };

export type BadRow = Spelling & {
  readonly name: string;
  readonly form: "refused";
  readonly as: "message" | "tnds" | "ddf" | "document" | "wbxml";
  readonly code: DecodeCode;
  readonly at: Position;
  readonly path: readonly string[];
  /** Why, in plain words. */
  readonly reason: string;
  readonly limits?: Partial<DecodeLimits>;
};

/** What `checkDdf` must say of a description: nothing, or exactly one finding. */
export interface ReportRow {
  readonly name: string;
  readonly form: "report";
  readonly xml: string;
  readonly value: Omit<DdfReport, "findings">;
  readonly finding?: Pick<DdfFinding, "code" | "severity" | "at" | "path">;
}

/** `hex` absent: the text is not base64. `exact`: this is also how we write these octets. */
export interface Base64Row {
  readonly name: string;
  readonly form: "base64";
  readonly text: string;
  readonly hex?: string;
  readonly exact?: true;
}

export interface CredentialRow {
  readonly name: string;
  readonly form: "credential";
  readonly scheme: "basic" | "user-digest" | "md5";
  readonly user: string;
  readonly secret: string;
  /** NextNonce as it travels. */
  readonly nextNonce?: string;
  readonly value: string;
  /** A digest that must not come out. */
  readonly never?: string;
}

export interface MacRow {
  readonly name: string;
  readonly form: "mac";
  readonly algorithm: "sha1" | "sha256";
  readonly key: string;
  readonly body: string;
  readonly value: string;
}

export interface ImsiRow {
  readonly name: string;
  readonly form: "imsi";
  readonly imsi: string;
  /** Absent: not an IMSI. */
  readonly hex?: string;
}

export type Row =
  | MessageRow
  | TreeRow
  | EmbeddedRow
  | DocumentRow
  | BadRow
  | ReportRow
  | Base64Row
  | CredentialRow
  | MacRow
  | ImsiRow;
