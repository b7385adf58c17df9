/**
 * What a rule of the judge is and what it sees.
 *
 * Clause: conformance §3.
 */
import type { Encoding, Message } from "@oma-dm/codec/syncml";
import type { Element } from "./element.ts";
import type { WbxmlHeader } from "./read-wbxml.ts";
import type { Secret } from "./secrets.ts";

export type HeaderList = readonly (readonly [name: string, value: string])[];

/** One HTTP request of the client, as the judge sees it. */
export interface ClientMessage {
  /** Position among the client's messages of the session, from 1. */
  readonly n: number;
  readonly method: string;
  /** Request target: path and query. */
  readonly path?: string;
  readonly headers: HeaderList;
  /** The HTTP entity body. */
  readonly bytes: Uint8Array;
  /** What the bytes turned out to be. Absent: nothing we know. */
  readonly encoding?: Encoding;
  /** Absent when the codec refused the bytes. */
  readonly message?: Message;
  /** Why the codec refused them. */
  readonly error?: string;
}

/** A client message and the server's answer. `server` is absent when the answer was no SyncML (a fault, raw bytes). */
export interface Exchange {
  readonly client: ClientMessage;
  readonly server?: Message;
}

export interface JudgeContext {
  readonly current: ClientMessage;
  /** What went before in this session, oldest first; byte-identical re-POSTs are left out (decisions D12). */
  readonly earlier: readonly Exchange[];
  /** What INV-18 looks for. */
  readonly secrets: readonly Secret[];
}

/** A context with the document read a second time, strictly. */
export interface RuleContext extends JudgeContext {
  readonly root?: Element;
  readonly wbxmlHeader?: WbxmlHeader;
  /** Why the strict reader refused the bytes. */
  readonly strictError?: string;
}

export interface Rule {
  /** `INV-08`, or the clause for a rule that conformance §3 does not number. */
  readonly id: string;
  readonly what: string;
  /** One sentence per violation. */
  judge(context: RuleContext): readonly string[];
}

export interface Violation {
  readonly rule: string;
  /** Position among the client's messages of the session, from 1; 0 when no message is to blame. */
  readonly message: number;
  readonly what: string;
}

/** XML starts with "<", white space or a byte order mark; every WBXML version byte is below those. */
export function looksLikeXml(bytes: Uint8Array): boolean {
  const first = bytes[0];
  return (
    first !== undefined && (first === 0x3c || first === 0xef || first === 0x20 || (first >= 0x09 && first <= 0x0d))
  );
}

/** Value of a header, looked up without regard to case. */
export function headerValue(headers: HeaderList, name: string): string | undefined {
  return headers.find(([each]) => each.toLowerCase() === name)?.[1];
}

/** Messages of the client before this one, those the codec could read. */
export function earlierMessages(context: JudgeContext): Message[] {
  return context.earlier.map((exchange) => exchange.client.message).filter((message) => message !== undefined);
}
