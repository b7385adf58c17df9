import {
  challenge,
  end,
  expectResults,
  expectStatus,
  get,
  given,
  inForm,
  send,
  withFaults,
  withMaxMsgSize,
} from "../../steps.ts";
import type { ConformanceCase } from "../case.ts";
import { BOTH, but, prepare, rawSession, see, session, testCase, under } from "../case-builders.ts";
import { fill, INT, int, LEAVES, MAN, opening, READ } from "./session-steps.ts";

export const SESSION_TROUBLE_CASES: readonly ConformanceCase[] = [
  testCase(
    "SE-16",
    "The server fails in the middle of a session",
    "protocol §5.8, §12.3",
    { class: "X", needs: ["session"] },
    but(rawSession({}, opening, withFaults(send(int("4711")), { kind: "http-status", status: 500, times: 9 })), {
      ends: ["running"],
      without: ["INV-05"],
    }),
    but(rawSession({}, opening, ...READ, withFaults(send(get(MAN)), { kind: "drop", times: 9 })), {
      ends: ["running"],
    }),
    session(send(get(INT)), expectResults(INT, /^(?!4711)/)),
    see({ see: "another-session-id" }),
  ),
  testCase(
    "SE-17",
    "Messages of the size the client announced, and one byte more",
    "protocol §3.4#6, §5.6#12",
    {},
    session(),
    see({ see: "text", message: 1, value: /<MaxMsgSize xmlns="syncml:metinf">[1-9]\d{3,}<\/MaxMsgSize>/ }),
    under(
      { encoding: "xml", respectMaxMsgSize: false },
      session(inForm(send(get(MAN)), { fill: 0 }), expectStatus(MAN, 200)),
    ),
    but(
      rawSession({ encoding: "xml", respectMaxMsgSize: false }, opening, inForm(send(get(MAN)), { fill: 1 }), end()),
      { ends: ["completed", "aborted-by-client", "running"] },
    ),
    session(...READ),
  ),
  testCase(
    "SE-18",
    "A late answer",
    "protocol §5.8",
    { class: "X" },
    session(withFaults(send(get(MAN)), { kind: "delay", ms: 800 }), expectStatus(MAN, 200)),
  ),
  testCase(
    "SE-19",
    "A command nobody knows",
    "protocol §8.5#7",
    { class: "X", encodings: ["xml"] },
    session(
      inForm(send({ ...get(MAN), cmdId: "77" }, get("./DevInfo/Mod")), {
        edits: [
          ["<Get><CmdID>77</CmdID>", "<Foo><CmdID>77</CmdID>"],
          ["/Man</LocURI></Target></Item></Get>", "/Man</LocURI></Target></Item></Foo>"],
        ],
      }),
      expectStatus("./DevInfo/Mod", 200),
    ),
    see({
      see: "text",
      message: 2,
      value: /<CmdRef>77<\/CmdRef><Cmd>Foo<\/Cmd>(?:<TargetRef>[^<]*<\/TargetRef>)?<Data>(?:400|406|405|501)</,
    }),
  ),
  testCase(
    "SE-20",
    "A command without CmdID is not carried out silently",
    "protocol §8.5#2",
    { class: "X", encodings: ["xml"] },
    prepare(send(int("1")), given(expectStatus(INT, 200))),
    but(
      session(inForm(send({ ...int("4711"), cmdId: "77" }), { edits: [["<CmdID>77</CmdID>", ""]], means: "nothing" })),
      { without: ["INV-08"] },
    ),
    see({ see: "text", message: 2, value: /<Data>(?:400|412)<\/Data>/ }),
    session(send(get(INT)), expectResults(INT, "1")),
  ),
  testCase(
    "SE-21",
    "MaxMsgSize may grow within a session",
    "protocol §3.4#6",
    { encodings: BOTH },
    fill,
    under(
      { maxMsgSize: 2200 },
      session(
        send(get(...LEAVES.slice(0, 3))),
        expectResults(LEAVES[0]!, "a".repeat(600)),
        withMaxMsgSize(send(get(...LEAVES)), 4000),
        expectResults(LEAVES[11]!, "l".repeat(600)),
      ),
    ),
  ),
  testCase(
    "SE-21b",
    "A MaxMsgSize that is none",
    "protocol §3.4#6",
    { encodings: BOTH },
    ...["abc", "-5", ""].map((text) =>
      session(
        inForm(withMaxMsgSize(send(get(MAN)), 5000), { edits: [[">5000<", `>${text}<`]] }),
        expectStatus(MAN, 200),
      ),
    ),
  ),
  testCase(
    "SE-22",
    "Bodies with Status and Final, with Final alone, and with nothing",
    "protocol §5.4, §5.5",
    { encodings: ["xml"] },
    but(rawSession({}, opening, challenge(), inForm(end(), { edits: [["<Final/>", "<Final></Final>"]] })), {}),
    but(
      rawSession({ requireAuth: "none" }, opening, inForm(end(), { edits: [["<SyncBody>", "<SyncBody><!-- -->"]] })),
      {},
    ),
    session(...READ),
  ),
];
