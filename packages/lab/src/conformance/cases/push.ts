/** NO and HT-10: notifications and what brings them. */
import { end, expectPackage1, expectStatus, get, send, withFaults } from "../../steps.ts";
import type { ConformanceCase } from "../case.ts";
import { device, see, session, testCase, withB } from "../case-builders.ts";
import type { HttpForm, Knock, PortsAct, Push, PushAct } from "../push-case.ts";

const MAN = "./DevInfo/Man";
const AUTUMN = "2026-11-02T08:00:00Z";
const OTHER = "x-wap-application:mms.ua";
const OCTETS = "application/octet-stream";
const TYPE_12 = "application/vnd.syncml.notification";
const TYPE_13 = "application/vnd.syncml.dm.notification";
const PUSHER = { scheme: "basic", name: "pusher", secret: "pusher-secret-4402" } as const;
const VISIT = [expectPackage1({ alert: 1200, devInfo: true }), end()];
const READ = [send(get(MAN)), expectStatus(MAN, 200), send(get("./DevInfo/Mod")), expectStatus("./DevInfo/Mod", 200)];
/** Several messages, so that both sides get new nonces. */
const LONGER = [expectPackage1({ alert: 1200, devInfo: true }), ...READ, end()];
/** What nobody takes may be refused, or be taken and told to be of no use (bootstrap-push §6.2#6, #7). */
const REFUSED = [204, 400, 403, 404, 406, 415] as const;
const hex = (sessionId: number): string => sessionId.toString(16).toUpperCase();

/** Each of them leads to a session, in order. */
function visits(pushes: readonly Push[], more: Partial<PushAct> = {}): PushAct {
  const sessions = pushes.map(({ knock }) => hex(knock.sessionId));
  return { act: "push", pushes, sessions: [...new Set(sessions)], steps: VISIT, ...more };
}

/** One notification, one session. */
function visit(knock: Knock, more: Partial<PushAct> = {}): PushAct {
  return visits([{ knock }], more);
}

/** No server hears of any of them. */
function silence(pushes: readonly Push[], more: Partial<PushAct> = {}): PushAct {
  return { act: "push", pushes, sessions: [], steps: VISIT, ...more };
}

const ports = (open: boolean): PortsAct => ({ act: "ports", open });
/** A knock over HTTP that is answered so. */
const http = (knock: Knock, form: HttpForm, more: Partial<Push> = {}): Push => ({ knock, http: form, ...more });
/** The same in both formats. */
const both = (knock: Knock, more: Partial<Push> = {}): readonly Push[] => [
  { knock, ...more },
  { knock: { ...knock, format: "1.3" }, ...more },
];

/** Everything that can be said of a WAP push, with six SessionIDs from that of the knock on. */
function wapPushes(knock: Knock, otherType: string): readonly PushAct[] {
  const nth = (at: number, more: Partial<Knock> = {}): Knock => ({
    ...knock,
    ...more,
    sessionId: knock.sessionId + at,
  });
  return [
    visit(nth(0), { via: "wap" }),
    visits([{ knock: nth(1), textual: true }], { via: "wap" }),
    visits([{ knock: nth(2), textual: true }]),
    silence(
      [
        { knock: nth(3), application: OTHER },
        { knock: nth(3), application: OTHER, textual: true },
        { knock: nth(3), contentType: OCTETS },
        { knock: nth(3), contentType: otherType },
      ],
      { via: "wap" },
    ),
    visit(nth(3), { via: "sms" }),
    // More than one short message holds.
    visit(nth(4, { vendor: "x".repeat(200) }), { via: "sms" }),
    visit(nth(5), { via: "wap" }),
  ];
}

export const NOTIFICATION_CASES: readonly ConformanceCase[] = [
  testCase(
    "NO-01",
    "A valid notification",
    "bootstrap-push §2.5#4, protocol §5.2",
    {},
    visit({ sessionId: 0x1a }, { steps: LONGER }),
    see({ see: "sent-alert", code: 1200, times: 1 }),
    see({ see: "session-id", value: "1A" }),
    // A session of the device's own is none of the server's.
    session(),
    see({ see: "text", message: 1, value: /<Data>1201<\/Data>/ }),
  ),
  testCase(
    "NO-01b",
    "A valid notification of DM 1.3",
    "bootstrap-push §3.5",
    { since: "1.3" },
    visit({ sessionId: 0x1a, format: "1.3" }),
    see({ see: "sent-alert", code: 1200, times: 1 }),
  ),
  testCase(
    "NO-01c",
    "Of two servers the one that asks is visited",
    "bootstrap-push §2.5#4",
    { setup: { servers: ["A", "B"] } },
    visit({ sessionId: 0x21, server: "B" }, { server: "B" }),
    visit({ sessionId: 0x22 }),
    visit({ sessionId: 0x23, server: "B", format: "1.3" }, { server: "B" }),
    withB(session()),
  ),
  testCase(
    "NO-02",
    "One SessionID twice",
    "bootstrap-push §2.5#6",
    {},
    visits([{ knock: { sessionId: 0x31 } }, { knock: { sessionId: 0x31 } }]),
    silence([{ knock: { sessionId: 0x31 } }]),
    visit({ sessionId: 0x32 }),
  ),
  testCase(
    "NO-02b",
    "One SessionID and one time stamp twice",
    "bootstrap-push §3.5#5",
    { since: "1.3", setup: { now: AUTUMN } },
    visits([{ knock: { sessionId: 0x31, format: "1.3" } }, { knock: { sessionId: 0x31, format: "1.3" } }]),
    silence([{ knock: { sessionId: 0x31, format: "1.3" } }]),
    visit({ sessionId: 0x32, format: "1.3" }),
  ),
  testCase(
    "NO-02c",
    "One SessionID before and after a restart",
    "bootstrap-push §2.5#6",
    {},
    visit({ sessionId: 0x31 }),
    device({ act: "restart" }),
    silence([{ knock: { sessionId: 0x31 } }]),
    visit({ sessionId: 0x32 }),
  ),
  testCase(
    "NO-03",
    "A wrong digest",
    "bootstrap-push §2.5#2, §3.5#6",
    {},
    silence([...both({ sessionId: 0x41, wrongSecret: true }), ...both({ sessionId: 0x41 }, { spoilt: "octet" })]),
    visit({ sessionId: 0x41 }),
  ),
  testCase(
    "NO-04",
    "An unknown server, a message that ends early",
    "bootstrap-push §2.5#2, §2.2",
    {},
    silence([
      ...both({ sessionId: 0x51, serverId: "com.example.nobody" }),
      ...both({ sessionId: 0x51 }, { spoilt: "cut" }),
      ...both({ sessionId: 0x51 }, { spoilt: "longer" }),
    ]),
    visit({ sessionId: 0x51 }),
  ),
  testCase(
    "NO-04b",
    "Ten thousand messages at random",
    "bootstrap-push §3.5#6",
    { class: "X" },
    silence(both({ sessionId: 0x51, wrongSecret: true }, { spoilt: 5_000 })),
    visit({ sessionId: 0x51 }),
  ),
  testCase(
    "NO-05",
    "SessionIDs",
    "bootstrap-push §2.5#4",
    {},
    ...[0x0001, 0x00ab, 0xffff].map((sessionId) => visit({ sessionId }, { steps: LONGER })),
    see({ see: "session-id", value: "FFFF" }),
    see({ see: "sent-alert", code: 1200, times: 3 }),
  ),
  testCase(
    "NO-05b",
    "SessionIDs of DM 1.3",
    "bootstrap-push §3.2#6",
    { since: "1.3" },
    ...[0x0001, 0x00ab, 0xffff].map((sessionId) => visit({ sessionId, format: "1.3" }, { steps: LONGER })),
    see({ see: "session-id", value: "FFFF" }),
    see({ see: "sent-alert", code: 1200, times: 3 }),
  ),
  testCase(
    "NO-06",
    "Modes of the user interface",
    "bootstrap-push §2.5#7",
    { class: "O", setup: { ui: [{ answer: "accepted" }, { answer: "accepted" }, { answer: "rejected" }] } },
    visit({ sessionId: 0x61, uiMode: "not-specified" }),
    visit({ sessionId: 0x62, uiMode: "background" }),
    visit({ sessionId: 0x63, uiMode: "informative" }),
    visit({ sessionId: 0x64, uiMode: "user-interaction" }),
    silence([{ knock: { sessionId: 0x65, uiMode: "user-interaction" } }]),
    visit({ sessionId: 0x66, uiMode: "background" }),
  ),
  testCase(
    "NO-07",
    "Headers of WAP push",
    "bootstrap-push §4.3, §4.4#8",
    {},
    ...wapPushes({ sessionId: 0x70 }, TYPE_13),
  ),
  testCase(
    "NO-07b",
    "Headers of WAP push with the media type of DM 1.3",
    "bootstrap-push §4.3, §4.4#8",
    { since: "1.3" },
    ...wapPushes({ sessionId: 0x80, format: "1.3" }, TYPE_12),
  ),
  testCase(
    "NO-07c",
    "Ports that are open, and closed",
    "bootstrap-push §4.1, §6.1",
    {},
    ports(true),
    visit({ sessionId: 0x91 }, { via: "wap" }),
    visits([http({ sessionId: 0x92 }, { answers: [204] })], { via: "http" }),
    silence([{ knock: { sessionId: 0x93, wrongSecret: true }, spoilt: 2_000 }], { via: "wap" }),
    silence([{ knock: { sessionId: 0x93, wrongSecret: true }, spoilt: 200 }], { via: "http" }),
    visit({ sessionId: 0x94 }, { via: "wap" }),
    ports(false),
    silence([{ knock: { sessionId: 0x95 } }], { via: "wap" }),
    silence([http({ sessionId: 0x95 }, { answers: [] })], { via: "http" }),
  ),
  testCase(
    "NO-08",
    "A notification that comes again when the nonce has moved on",
    "bootstrap-push §2.3#3",
    {},
    visit({ sessionId: 0xa1 }, { steps: LONGER }),
    silence([...both({ sessionId: 0xa1, nonce: "first" }), ...both({ sessionId: 0xa2, nonce: "first" })]),
    session(...READ),
    silence(both({ sessionId: 0xa2, nonce: "first" })),
    visit({ sessionId: 0xa2 }),
  ),
  testCase(
    "NO-09",
    "The format of 1.3",
    "bootstrap-push §3.1",
    { since: "1.3" },
    visit({ sessionId: 0xb1, format: "1.3" }),
    visit({ sessionId: 0xb2 }),
    silence([
      { knock: { sessionId: 0xb3, format: "1.3" }, contentType: TYPE_12 },
      { knock: { sessionId: 0xb3 }, contentType: TYPE_13 },
    ]),
    visit({ sessionId: 0xb3, format: "1.3" }),
  ),
  testCase(
    "NO-10",
    "VER",
    "bootstrap-push §3.1#4",
    { since: "1.3" },
    silence([0, 2, 15].map((version) => ({ knock: { sessionId: 0xc1, format: "1.3", version } }))),
    visit({ sessionId: 0xc1, format: "1.3", version: 1 }),
  ),
  testCase(
    "NO-10b",
    "Fields of the header and options, each over its values",
    "bootstrap-push §3.2, §3.3",
    { since: "1.3" },
    ...(["not-specified", "background", "informative", "user-interaction"] as const).map((uiMode, at) =>
      visit({ sessionId: 0xd0 + at, format: "1.3", uiMode }, { told: { uiMode, sessionId: hex(0xd0 + at) } }),
    ),
    ...(["client", "server"] as const).map((initiator, at) =>
      visit({ sessionId: 0xd4 + at, format: "1.3", initiator }, { told: { initiator, serverId: "com.example.dm" } }),
    ),
    ...[0, 1, 255].map((timeoutDays, at) =>
      visit({ sessionId: 0xd6 + at, format: "1.3", timeoutDays }, { told: { timeoutDays } }),
    ),
    visit({ sessionId: 0xda, format: "1.3", connectReason: "mise à jour" }, { told: { connectReason: "mise à jour" } }),
    visit({ sessionId: 0xdb, format: "1.3", reserved: true, vendor: "anything" }, { told: { sessionId: "DB" } }),
    visit({ sessionId: 0xdc, format: "1.3", unknownOption: true }, { told: { sessionId: "DC" } }),
  ),
  testCase(
    "NO-11",
    "TIMEOUT",
    "bootstrap-push §3.5#4",
    { since: "1.3", setup: { now: AUTUMN } },
    visit({ sessionId: 0xe1, format: "1.3", timeoutDays: 7, ageHours: 7 * 24 - 1 }),
    silence([
      { knock: { sessionId: 0xe2, format: "1.3", timeoutDays: 7, ageHours: 7 * 24 + 1 } },
      { knock: { sessionId: 0xe2, format: "1.3", timeoutDays: 1, ageHours: 25 } },
      { knock: { sessionId: 0xe2, format: "1.3", timeoutDays: 7, ageHours: -25 } },
    ]),
    visit({ sessionId: 0xe3, format: "1.3", timeoutDays: 1, ageHours: 23 }),
    visit({ sessionId: 0xe4, format: "1.3", timeoutDays: 0, ageHours: 1_000 }),
    visit({ sessionId: 0xe5, format: "1.3", timeoutDays: 7, ageHours: -23 }),
  ),
  testCase(
    "NO-11b",
    "TIMEOUT and a clock that nobody set",
    "bootstrap-push §3.5#4",
    { since: "1.3", setup: { now: "1970-01-01T00:05:00Z" } },
    visit({ sessionId: 0xe6, format: "1.3", timeoutDays: 1, ageHours: -500_000 }),
  ),
  testCase(
    "NO-12",
    "HTTP push",
    "bootstrap-push §6.2, §6.3",
    { since: "1.3" },
    visits([http({ sessionId: 0xf1, format: "1.3" }, { answers: [200, 202, 204] })], { via: "http" }),
    visits([http({ sessionId: 0xf2 }, { answers: [200, 202, 204] })], { via: "http" }),
    visits([http({ sessionId: 0xf3, format: "1.3" }, { embedded: false, answers: [200, 202, 204] })], { via: "http" }),
    silence(
      [
        http({ sessionId: 0xf4, format: "1.3" }, { answers: REFUSED }, { contentType: OCTETS }),
        http({ sessionId: 0xf4, format: "1.3" }, { answers: REFUSED }, { contentType: TYPE_12 }),
        http({ sessionId: 0xf4, format: "1.3" }, { answers: REFUSED }, { application: OTHER }),
        http({ sessionId: 0xf4, format: "1.3" }, { method: "GET", answers: [405] }),
        http({ sessionId: 0xf4, format: "1.3" }, { method: "PUT", answers: [405] }),
        http({ sessionId: 0xf4, format: "1.3" }, { method: "OPTIONS", answers: [200, 204] }),
        http({ sessionId: 0xf4, format: "1.3" }, { more: 1_000_000, answers: [413] }),
      ],
      { via: "http" },
    ),
    visits([http({ sessionId: 0xf4, format: "1.3" }, { answers: [200, 202, 204] })], { via: "http" }),
  ),
  testCase(
    "NO-13",
    "Nonces that went apart",
    "bootstrap-push §2.4",
    { class: "O" },
    visit({ sessionId: 0x101, nonce: "lost" }, { steps: LONGER }),
    see({ see: "refusals", atMost: 0 }),
    session(...READ),
    visit({ sessionId: 0x102 }),
  ),
  testCase(
    "NO-14",
    "A notification in the middle of a session",
    "bootstrap-push §2.5#8",
    {},
    visits([{ knock: { sessionId: 0x111 } }, { knock: { sessionId: 0x112 }, during: true }], {
      steps: [
        expectPackage1({ alert: 1200, devInfo: true }),
        withFaults(send(get(MAN)), { kind: "delay", ms: 300 }),
        expectStatus(MAN, 200),
        end(),
      ],
    }),
  ),
];

/** Security of the push listener. */
export const PUSH_PORT_CASES: readonly ConformanceCase[] = [
  testCase(
    "HT-10",
    "A push listener that asks who pushes",
    "bootstrap-push §6.4",
    { since: "1.3", setup: { pushPort: { user: PUSHER } } },
    silence(
      [
        http({ sessionId: 0x121 }, { shows: "nothing", answers: [401] }),
        http({ sessionId: 0x121 }, { shows: "wrong", answers: [401] }),
      ],
      { via: "http" },
    ),
    visits([http({ sessionId: 0x121 }, { answers: [200, 202, 204] })], { via: "http" }),
  ),
  testCase(
    "HT-10b",
    "A push listener over TLS",
    "bootstrap-push §6.4",
    { since: "1.3", setup: { pushPort: { user: PUSHER, tls: true } } },
    silence(
      [
        http({ sessionId: 0x131, format: "1.3" }, { inClear: true, answers: [] }),
        http({ sessionId: 0x131, format: "1.3" }, { shows: "nothing", answers: [401] }),
        http({ sessionId: 0x131, format: "1.3" }, { shows: "wrong", answers: [401] }),
      ],
      { via: "http" },
    ),
    visits([http({ sessionId: 0x131, format: "1.3" }, { answers: [200, 202, 204] })], { via: "http" }),
  ),
];
