/** SE, up to 15: sessions, packages, several messages, and messages that are none. */

import type { Step } from "../../script.ts";
import {
  abort,
  add,
  alert,
  end,
  expectAbort,
  expectAlert,
  expectEveryStatus,
  expectListed,
  expectPackage1,
  expectResults,
  expectSilence,
  expectStatus,
  get,
  given,
  inForm,
  raw,
  replace,
  send,
  sendPart,
  withRespUri,
} from "../../steps.ts";
import type { ConformanceCase } from "../case.ts";
import { BOTH, but, EVERY_WAY, prepare, rawSession, see, session, testCase, under } from "../case-builders.ts";

const MAN = "./DevInfo/Man";
const INT = "./Test/int";
const opening = expectPackage1({ devInfo: true });
const int = (value: string) => replace(INT, value, { format: "int" });
const READ: readonly Step[] = [send(get(MAN)), expectStatus(MAN, 200)];
/** Twelve leaves of 600 bytes: more than any message of 2,000. */
const LEAVES = Array.from({ length: 12 }, (_, at) => `./Test/dyn/leaf-${at}`);
const fill = prepare(
  send(...LEAVES.map((uri, at) => add(uri, String.fromCharCode(97 + at).repeat(600)))),
  expectEveryStatus(200),
);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const STRANGE_STATUS = { cmd: "Status", cmdId: "", msgRef: "99", cmdRef: "7", command: "Get", data: "200" } as const;

export const SESSION_CASES: readonly ConformanceCase[] = [
  testCase(
    "SE-01",
    "An empty package closes the session",
    "protocol §5.4, §5.5",
    { encodings: BOTH },
    rawSession({}, opening, end(), expectSilence()),
    see({ see: "messages", atMost: 1 }),
  ),
  testCase(
    "SE-02",
    "Several rounds of management",
    "protocol §5.4, §5.5",
    { encodings: BOTH, securities: EVERY_WAY },
    session(
      send(get(INT)),
      expectStatus(INT, 200),
      send(int("7"), get(INT)),
      expectStatus(INT, 200, "Replace"),
      expectResults(INT, "7"),
      send(get(INT)),
      expectResults(INT, "7"),
    ),
    see({ see: "messages", atLeast: 4, atMost: 4 }),
  ),
  testCase(
    "SE-03",
    "MsgRef follows the server's own numbers",
    "protocol §3.3#2, §5.3",
    { encodings: BOTH },
    session(
      ...READ,
      inForm(send(get(MAN)), { edits: [["<MsgID>2</MsgID>", "<MsgID>5</MsgID>"]] }),
      expectStatus(MAN, 200),
      inForm(send(get(MAN)), { edits: [["<MsgID>6</MsgID>", "<MsgID>9</MsgID>"]] }),
      expectStatus(MAN, 200),
    ),
    see({ see: "msg-refs", of: "5", commands: 1 }),
    see({ see: "msg-refs", of: "9", commands: 1 }),
  ),
  testCase(
    "SE-04",
    "RespURI is where the answer goes, for the rest of the session",
    "protocol §12.4",
    { encodings: BOTH },
    session(
      withRespUri(send(get(MAN)), "/second?sid=abc&k=1"),
      expectStatus(MAN, 200),
      send(get("./DevInfo/Mod")),
      expectStatus("./DevInfo/Mod", 200),
    ),
    see({ see: "target", message: 2, value: "/second?sid=abc&k=1" }),
    see({ see: "target", message: 3, value: "/second?sid=abc&k=1" }),
    session(),
    see({ see: "target", message: 1, value: /^\/(?!second)/ }),
  ),
  testCase(
    "SE-05",
    "The client aborts, and what the server says to it is not obeyed",
    "protocol §5.7#1",
    { encodings: BOTH },
    prepare(send(int("1")), expectStatus(INT, 200)),
    but(rawSession({}, opening, send(get(MAN)), expectAbort(), send(int("4711"), get(INT))), {
      cancelAfter: 1,
      ends: ["aborted-by-client"],
    }),
    see({ see: "text", message: 2, value: /<Data>1223<\/Data>.*<Final ?\/>/s }),
    see({ see: "messages", atMost: 2 }),
    session(send(get(INT)), expectResults(INT, "1")),
  ),
  testCase(
    "SE-05b",
    "The client aborts between two messages of a package",
    "protocol §5.7#1",
    {},
    fill,
    but(rawSession({ maxMsgSize: 2000, respectMaxMsgSize: false }, opening, send(get(...LEAVES)), expectAbort()), {
      cancelAfter: 2,
      ends: ["aborted-by-client"],
    }),
    see({ see: "text", message: 3, value: /<Data>1223<\/Data>.*<Final ?\/>/s }),
  ),
  testCase(
    "SE-06",
    "The server aborts: nothing comes back",
    "protocol §5.7#3",
    { encodings: BOTH },
    but(rawSession({}, opening, abort(), expectSilence()), { ends: ["aborted-by-server"] }),
    see({ see: "messages", atMost: 1 }),
    session(...READ),
  ),
  testCase(
    "SE-07",
    "Commands beside the server's abort are not carried out",
    "protocol §5.7#3",
    {},
    prepare(send(int("1")), expectStatus(INT, 200)),
    but(rawSession({}, opening, { ...send(alert(1223), int("4711")), last: true }, expectSilence()), {
      ends: ["aborted-by-server"],
    }),
    session(send(get(INT)), expectResults(INT, "1")),
  ),
  testCase(
    "SE-08",
    "A package larger than the server's messages comes in pieces",
    "protocol §5.6",
    { encodings: BOTH, securities: EVERY_WAY },
    fill,
    under(
      { maxMsgSize: 2000 },
      session(
        send(get(...LEAVES)),
        ...LEAVES.map((uri, at) => expectResults(uri, String.fromCharCode(97 + at).repeat(600))),
      ),
    ),
    see({ see: "messages", atLeast: 4 }),
    see({ see: "final-once" }),
  ),
  testCase(
    "SE-08b",
    "A tree in pieces is whole",
    "protocol §5.6, tree §7.2",
    { encodings: BOTH },
    fill,
    under(
      { maxMsgSize: 2000 },
      session(send(get("./Test/dyn?list=StructData")), expectListed(["./Test/dyn", ...LEAVES])),
    ),
    see({ see: "messages", atLeast: 4 }),
    see({ see: "final-once" }),
  ),
  testCase(
    "SE-09",
    "The server aborts a package in pieces",
    "protocol §5.7#3",
    {},
    fill,
    but(rawSession({ maxMsgSize: 2000, abortAt: 3 }, opening, send(get(...LEAVES))), {
      ends: ["aborted-by-server"],
    }),
    see({ see: "messages", atMost: 3 }),
    session(...READ),
  ),
  testCase(
    "SE-10",
    "No Final before the server's",
    "protocol §5.6#2, #3",
    { encodings: BOTH },
    session(sendPart(), expectAlert(1222), send(get(MAN)), expectStatus(MAN, 200)),
    see({ see: "text", message: 2, value: /^(?!.*<Final)/s }),
    see({ see: "text", message: 3, value: /<Final ?\/>/ }),
  ),
  testCase(
    "SE-10b",
    "Instead of asking for the next message the client aborts",
    "protocol §5.6#3, §5.7#1",
    {},
    but(rawSession({}, opening, sendPart(), expectAbort()), { cancelAfter: 1, ends: ["aborted-by-client"] }),
    see({ see: "text", message: 2, value: /^(?!.*<Data>1222<).*<Data>1223<\/Data>.*<Final ?\/>/s }),
  ),
  testCase(
    "SE-11",
    "The client asks for the next message",
    "protocol §5.6#3",
    { encodings: BOTH },
    session(sendPart(get(MAN)), sendPart(get("./DevInfo/Mod")), send(get("./DevInfo/Lang")), expectEveryStatus(200)),
    see({ see: "text", message: 2, value: /<Data>1222<\/Data>|<Results>/ }),
  ),
  testCase(
    "SE-12",
    "Status for a request for the next message, and none twice",
    "protocol §5.6#7",
    {},
    fill,
    under({ maxMsgSize: 1500 }, session(send(...LEAVES.map((uri) => get(uri))), expectEveryStatus(200))),
    see({ see: "msg-refs", of: "1", commands: 12 }),
    see({ see: "text", message: 0, value: /<MsgRef>2<\/MsgRef><CmdRef>\d+<\/CmdRef><Cmd>Alert<\/Cmd>.*<Data>200/s }),
  ),
  testCase(
    "SE-13",
    "A version the server does not speak",
    "protocol §8.3#7, §18#1",
    {},
    but(rawSession({ verProtos: ["DM/9.9"] }, opening), { ends: ["version-refused"] }),
    see({ see: "messages", atMost: 2 }),
  ),
  testCase(
    "SE-13b",
    "A server that answers in DM/1.2",
    "protocol §18#1, §2.1",
    {},
    session(
      inForm(send(get(MAN)), { edits: [["<VerProto>DM/1.3<", "<VerProto>DM/1.2<"]] }),
      given(expectStatus(MAN, 200)),
    ),
  ),
  testCase(
    "SE-14",
    "Answers to nothing",
    "protocol §8.9, §15.1",
    { class: "X" },
    session(send(STRANGE_STATUS, get(MAN)), expectStatus(MAN, 200)),
    but(
      rawSession(
        {},
        opening,
        inForm(send(int("4711")), { edits: [["<SessionID>", "<SessionID>F"]], means: "nothing" }),
        expectAbort(),
        expectSilence(),
      ),
      { ends: ["aborted-by-client", "completed"] },
    ),
    session(send(get(INT)), expectResults(INT, /^(?!4711)/)),
  ),
  ...(
    [
      ["SE-15", "Truncated XML", bytes("<?xml version='1.0'?><SyncML xmlns='SYNCML:SYNCML1.2'><SyncHdr>")],
      ["SE-15b", "Bytes that are no WBXML", Uint8Array.of(3, 0xa4, 1, 0x6a, 0, 0x6d, 0xff, 0xff, 0, 0x13, 0x37)],
      ["SE-15c", "Another root element", bytes("<?xml version='1.0'?><MgmtTree xmlns='syncml:dmddf1.2'/>")],
    ] as const
  ).map(([id, title, body]) =>
    testCase(
      id,
      title,
      "protocol §8.3, §3.5",
      { class: "X" },
      but(rawSession({}, opening, raw(body), expectAbort(), expectSilence()), {
        ends: ["aborted-by-client", "completed"],
      }),
      session(...READ),
    ),
  ),
  testCase(
    "SE-14b",
    "Statuses of codes nobody knows, and of Results that were too large",
    "protocol §8.9",
    {},
    under({ alertStatus: { 1201: 299 } }, session(...READ)),
    under({ alertStatus: { 1201: 599 } }, session(...READ)),
    session(
      ...READ,
      send({ ...STRANGE_STATUS, msgRef: "2", cmdRef: "3", command: "Results", data: "413" }, get(MAN)),
      expectStatus(MAN, 200),
    ),
  ),
  testCase(
    "SE-15d",
    "A body of ten megabytes",
    "protocol §8.3, §3.4#6",
    { class: "X" },
    but(
      rawSession(
        { encoding: "xml", respectMaxMsgSize: false },
        opening,
        inForm(send(get(MAN)), { fill: 10_000_000, means: "nothing" }),
        expectAbort(),
        expectSilence(),
      ),
      { ends: ["aborted-by-client", "completed"] },
    ),
    session(...READ),
  ),
];
