/** NO: sessions that a notification asks for. */
import { end, expectPackage1 } from "../../steps.ts";
import type { ConformanceCase, PushSpec } from "../case.ts";
import { but, notYet, rawSession, see, testCase, under, withB } from "../case-builders.ts";

const FORMATS = ["1.2", "1.3"] as const;
/** A session that this push asks for. */
const asked = (push: PushSpec) => but(rawSession({}, expectPackage1({ alert: 1200, devInfo: true }), end()), { push });
/** This push asks for nothing. */
const ignored = (push: PushSpec) => but(rawSession({}, end()), { push, none: true });
const BEARERS = "the bearer is not driven by the runner yet";
/** Lengths a notification may be cut to. */
const CUTS = [0, 1, 15, 16, 17, 20, 23, 24, 30];

export const NOTIFICATION_CASES: readonly ConformanceCase[] = [
  testCase(
    "NO-01",
    "A valid notification",
    "bootstrap-push §2, protocol §5.2, §6.2",
    {},
    asked({ format: "1.2", sessionId: 0x1a }),
    see({ see: "session-id", value: "1A" }),
  ),
  testCase(
    "NO-01b",
    "Only the server that is named is spoken to",
    "bootstrap-push §2, protocol §5.2",
    { setup: { servers: ["A", "B"] } },
    withB(asked({ format: "1.2", sessionId: 7 })),
    see({ see: "session-id", value: "7" }),
  ),
  testCase(
    "NO-02",
    "One SessionID twice is one session",
    "bootstrap-push §2.5",
    {},
    asked({ format: "1.2", sessionId: 9, times: 2 }),
    see({ see: "sent-alert", code: 1200, times: 1 }),
  ),
  testCase(
    "NO-03",
    "A digest that is wrong by one bit",
    "bootstrap-push §2.5",
    {},
    ...FORMATS.flatMap((format) => [
      ignored({ format, sessionId: 3, flip: { at: 0, by: 1 } }),
      ignored({ format, sessionId: 3, nonce: "wrong" }),
    ]),
    ignored({ format: "1.2", sessionId: 3, flip: { at: -1, by: 1 } }),
  ),
  testCase(
    "NO-04",
    "A server nobody knows, a message that ends early",
    "bootstrap-push §2.5",
    {},
    ...FORMATS.map((format) => ignored({ format, sessionId: 4, stranger: true })),
    ...CUTS.map((cut) => ignored({ format: "1.2", sessionId: 4, cut })),
    ...CUTS.map((cut) => ignored({ format: "1.3", sessionId: 4, cut })),
    asked({ format: "1.2", sessionId: 4 }),
  ),
  ...(
    [
      ["NO-05", 0x0001, "1"],
      ["NO-05b", 0x00ab, "AB"],
      ["NO-05c", 0xffff, "FFFF"],
    ] as const
  ).map(([id, sessionId, text]) =>
    testCase(
      id,
      `SESSIONID ${sessionId} is SessionID ${text}`,
      "bootstrap-push §2.5#4",
      {},
      asked({ format: "1.2", sessionId }),
      see({ see: "session-id", value: text }),
    ),
  ),
  notYet(
    "NO-06",
    "Modes of the user interface",
    "bootstrap-push §2",
    "the answers of a user to a notification are not prepared yet",
  ),
  testCase(
    "NO-07",
    "A push of another type, or of a type that tells the other format",
    "bootstrap-push §4.4, decisions D6",
    {},
    ignored({ format: "1.2", sessionId: 5, contentType: "text/plain" }),
    ignored({ format: "1.2", sessionId: 5, contentType: "application/vnd.syncml.dm.notification" }),
    ignored({ format: "1.3", sessionId: 5, contentType: "application/vnd.syncml.notification" }),
    asked({ format: "1.2", sessionId: 5 }),
  ),
  testCase(
    "NO-08",
    "A notification that comes again when the nonce has moved on",
    "bootstrap-push §2.5",
    {},
    asked({ format: "1.2", sessionId: 8 }),
    under({}, ignored({ format: "1.2", sessionId: 8 })),
  ),
  testCase(
    "NO-09",
    "The format of 1.3",
    "bootstrap-push §3",
    { since: "1.3" },
    asked({ format: "1.3", sessionId: 0x1a }),
    see({ see: "session-id", value: "1A" }),
  ),
  testCase(
    "NO-10",
    "VER other than 1",
    "bootstrap-push §3",
    { since: "1.3" },
    ...[1, 2 ^ 1, 0xff ^ 1].map((by) => ignored({ format: "1.3", sessionId: 6, flip: { at: 16, by } })),
    asked({ format: "1.3", sessionId: 6 }),
  ),
  testCase(
    "NO-11",
    "A notification within its TIMEOUT",
    "bootstrap-push §3",
    { since: "1.3" },
    asked({ format: "1.3", sessionId: 11, ageDays: 2.95, timeoutDays: 3 }),
  ),
  testCase(
    "NO-11b",
    "A notification beyond its TIMEOUT",
    "bootstrap-push §3",
    { since: "1.3" },
    ignored({ format: "1.3", sessionId: 11, ageDays: 3.05, timeoutDays: 3 }),
  ),
  testCase(
    "NO-11c",
    "A notification without an end",
    "bootstrap-push §3",
    { since: "1.3" },
    asked({ format: "1.3", sessionId: 11, ageDays: 300, timeoutDays: 0 }),
  ),
  testCase(
    "NO-12",
    "HTTP push",
    "bootstrap-push §6",
    { since: "1.3" },
    ignored({ format: "1.3", sessionId: 12, bearer: "http-push", contentType: "text/plain" }),
    asked({ format: "1.3", sessionId: 12, bearer: "http-push" }),
  ),
  testCase(
    "NO-13",
    "A notification with the special nonce, of a server that lost its own",
    "bootstrap-push §2.4",
    { class: "O" },
    but(asked({ format: "1.2", sessionId: 13, nonce: "lost" }), { without: ["protocol §10.9"] }),
  ),
  notYet("NO-14", "A notification in the middle of a session", "bootstrap-push §2", BEARERS),
];
