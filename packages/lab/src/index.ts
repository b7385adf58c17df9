/**
 * A scripted OMA DM server on a real socket, with a raw-bytes log, wire traces and verdicts.
 *
 * It is written from the specification and shares nothing with the client but the codecs, so that one cannot mirror
 * the other's misreading.
 */

export type { LabAccount, LabCredential, LabHmac, NonceStore } from "./account.ts";
export * from "./bootstrap.ts";
export { type CardDescription, type CardFaults, CardGone, URL_OID, VirtualCard } from "./card/virtual-card.ts";
export * from "./conformance/index.ts";
export { basicText, digestText } from "./credentials.ts";
export { describeMessage } from "./describe.ts";
export { type HmacConstruction, type MacInput, macText, parseHmacHeader, printHmacHeader } from "./hmac.ts";
export * from "./hostile/index.ts";
export type { DigestAlgorithm, LabHttpAuth } from "./http-auth.ts";
export * from "./http-faults.ts";
export { judge, RULES } from "./judge.ts";
export { type LadderOptions, type LadderRole, printLadder } from "./ladder.ts";
export { type ChunkOptions, sendInChunks } from "./large-object.ts";
export type { LogEntry, SessionReport } from "./log.ts";
export { maskMessage } from "./masking.ts";
export type { MessageForm } from "./message-form.ts";
export * from "./push/make-push.ts";
export * from "./push/send-push.ts";
export type { ClientMessage, Exchange, HeaderList, JudgeContext, Rule, Violation } from "./rule.ts";
export type {
  AuthScope,
  ClientAuth,
  Expectation,
  Fault,
  ReportOptions,
  Script,
  ScriptOptions,
  ServerAuth,
  Step,
  TextMatch,
  Turn,
} from "./script.ts";
export * from "./scripts/index.ts";
export { type Secret, secretForms } from "./secrets.ts";
export { type SelfSignedOptions, selfSignedCertificate } from "./self-signed.ts";
export { type Lab, type LabOptions, type LabTls, startLab } from "./server.ts";
export type { Outcome } from "./server-session.ts";
export * from "./steps.ts";
export { parseTrace, printTrace, type TraceEvent, traceEvent, traceOf } from "./trace.ts";
export * from "./ui-alerts.ts";
export type { WbxmlStyle } from "./write-wbxml.ts";
