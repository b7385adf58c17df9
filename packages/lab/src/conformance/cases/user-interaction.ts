/** UI: alerts that ask the user, and LO: objects in chunks. Both optional. */
import { sendInChunks } from "../../large-object.ts";
import {
  abort,
  add,
  alert,
  chunk,
  expectEveryStatus,
  expectPackage1,
  expectResults,
  expectStatus,
  expectUserAnswer,
  get,
  replace,
  send,
  sendPart,
} from "../../steps.ts";
import { choiceAlert, confirmAlert, displayAlert, inputAlert, multipleChoiceAlert } from "../../ui-alerts.ts";
import type { ConformanceCase, UiAnswer } from "../case.ts";
import { BOTH, but, prepare, rawSession, see, session, testCase, under } from "../case-builders.ts";

const MAN = "./DevInfo/Man";
const CODES = [1100, 1101, 1102, 1103, 1104] as const;
const FRUIT = ["apple", "pear", "plum"];
const yes: UiAnswer = { answer: "accepted" };
const asked = (...ui: readonly UiAnswer[]) => ({ class: "O" as const, setup: { ui } });

export const USER_CASES: readonly ConformanceCase[] = [
  testCase(
    "UI-01",
    "Without a user interface its alerts are refused, and the rest goes on",
    "protocol §6.7",
    { needs: ["ui-absent"] },
    session(
      send(...CODES.map((code) => alert(code, [{ data: "" }, { data: "text" }])), get(MAN)),
      ...CODES.map((code) => expectUserAnswer(code, 406)),
      expectStatus(MAN, 200),
    ),
  ),
  testCase(
    "UI-02",
    "A text is shown",
    "protocol §6.7",
    asked(yes),
    session(send(displayAlert("Hello", { minDt: 1 })), expectUserAnswer(1100, 200)),
  ),
  testCase(
    "UI-03",
    "Yes, no, cancelled, no answer",
    "protocol §6.7",
    asked(yes, { answer: "rejected" }, { answer: "cancelled" }, { answer: "timed-out" }),
    ...[200, 304, 214, 408].map((status) => session(send(confirmAlert("Go on?")), expectUserAnswer(1101, status))),
  ),
  testCase(
    "UI-04",
    "A text is typed",
    "protocol §6.7",
    asked({ answer: "accepted", text: "my name" }),
    session(send(inputAlert("Who?", { maxLen: 20, it: "A", et: "T" })), expectUserAnswer(1102, 200, ["my name"])),
  ),
  testCase(
    "UI-05",
    "One of several choices",
    "protocol §6.7",
    asked({ answer: "accepted", choices: [2] }),
    session(send(choiceAlert("Which?", FRUIT, { dr: "3" })), expectUserAnswer(1103, 200, ["2"])),
  ),
  testCase(
    "UI-06",
    "Some of several choices",
    "protocol §6.7",
    asked({ answer: "accepted", choices: [2, 3] }),
    session(send(multipleChoiceAlert("Which?", FRUIT, { dr: "2-3" })), expectUserAnswer(1104, 200, ["2", "3"])),
  ),
  testCase(
    "UI-07",
    "Options nobody knows are passed over",
    "protocol §6.7",
    asked(yes),
    session(send(displayAlert("Hello", { raw: "FOO=1&MAXDT=20" })), expectUserAnswer(1100, 200)),
  ),
  testCase(
    "UI-08",
    "Nobody answers",
    "protocol §6.7",
    asked({ answer: "timed-out" }),
    session(send(confirmAlert("Go on?", { maxDt: 2 })), expectUserAnswer(1101, 408)),
  ),
  testCase(
    "UI-09",
    "A hundred choices",
    "protocol §6.7",
    asked({ answer: "accepted", choices: [77] }),
    session(
      send(
        choiceAlert(
          "Which?",
          Array.from({ length: 100 }, (_, at) => `choice ${at}`),
        ),
      ),
      expectUserAnswer(1103, [200, 416]),
    ),
  ),
  testCase(
    "UI-10",
    "The user cancels: the rest of the package is passed over",
    "protocol §6.7",
    asked({ answer: "cancelled" }),
    prepare(send(replace("./Test/text", "old"))),
    session(
      send(confirmAlert("Go on?"), replace("./Test/text", "new")),
      expectUserAnswer(1101, 214),
      expectStatus("./Test/text", [200, 215]),
    ),
  ),
];

const BIG = "./Test/dyn/big";
const VALUE = "0123456789".repeat(50);
const LARGE = { class: "O" as const, when: ["large-objects", true] as const };

export const LARGE_OBJECT_CASES: readonly ConformanceCase[] = [
  testCase(
    "LO-01",
    "A large object is received",
    "protocol §7",
    { encodings: BOTH, ...LARGE },
    session(...sendInChunks(add(BIG, VALUE), { chunkSize: 200 }), send(get(BIG)), expectResults(BIG, VALUE)),
  ),
  testCase(
    "LO-02",
    "A large object is sent",
    "protocol §7",
    { encodings: BOTH, ...LARGE },
    prepare(send(add(BIG, VALUE.repeat(12))), expectStatus(BIG, 200)),
    under(
      { maxMsgSize: 2000, maxObjSize: 100_000 },
      session(send(get(BIG)), expectStatus(BIG, 200), expectResults(BIG, VALUE.repeat(12))),
    ),
    see({ see: "text", message: 0, value: /<Size[^>]*>6000<.*<MoreData/s }),
  ),
  testCase(
    "LO-03",
    "A Size that is not the size",
    "protocol §7, §8.5#18",
    { encodings: BOTH, ...LARGE },
    session(
      ...sendInChunks(add(BIG, VALUE), { chunkSize: 200, size: 499, code: 424 }),
      send(get(BIG)),
      expectStatus(BIG, 404),
      send(add("./Test/dyn/small", "abc")),
      expectStatus("./Test/dyn/small", 200),
    ),
  ),
  testCase(
    "LO-03b",
    "Sizes that are none, on an object of one message",
    "protocol §3.4#3",
    {},
    ...["0", "007", "4294967296", "abc"].map((size, at) =>
      session(
        send({
          cmd: "Add",
          cmdId: "",
          items: [{ target: { locUri: `./Test/dyn/s${at}` }, meta: { format: "chr", size }, data: "1234567" }],
        }),
        expectStatus(`./Test/dyn/s${at}`, [200, 400, 413, 420, 424]),
      ),
    ),
    session(send(get(MAN)), expectStatus(MAN, 200)),
  ),
  testCase(
    "LO-03c",
    "Size on an object of one message",
    "protocol §3.4#3",
    { encodings: BOTH },
    session(
      send({
        cmd: "Add",
        cmdId: "",
        items: [{ target: { locUri: BIG }, meta: { format: "chr", size: "3" }, data: "abc" }],
      }),
      expectStatus(BIG, 200),
      send(get(BIG)),
      expectResults(BIG, "abc"),
    ),
  ),
  testCase(
    "LO-04",
    "The rest of a large object does not come",
    "protocol §7",
    LARGE,
    session(
      ...sendInChunks(add(BIG, VALUE), { chunkSize: 200, interrupt: { after: 1, by: [get(MAN)] } }),
      send(get(BIG)),
      expectStatus(BIG, 404),
    ),
  ),
  testCase(
    "LO-05",
    "An object larger than the client takes",
    "protocol §7, §3.4#7",
    LARGE,
    session(
      sendPart(chunk(add(BIG, "x"), { size: 2_000_000_000, more: true })),
      expectStatus(BIG, 413),
      send(get(BIG)),
      expectStatus(BIG, 404, "Get"),
    ),
    see({ see: "text", message: 1, value: /<MaxObjSize[^>]*>\d+</ }),
  ),
  testCase(
    "LO-06",
    "The session ends between two chunks",
    "protocol §5.7#5, §7",
    LARGE,
    prepare(send(add(BIG, "old")), expectStatus(BIG, 200)),
    but(
      rawSession(
        {},
        expectPackage1(),
        sendPart(chunk(replace(BIG, "one"), { size: 9, more: true })),
        expectEveryStatus(213),
        sendPart(chunk(replace(BIG, "two"), { more: true })),
        expectEveryStatus(213),
        abort(),
      ),
      { ends: ["aborted-by-server"] },
    ),
    session(send(get(BIG)), expectResults(BIG, "old")),
  ),
  testCase(
    "LO-07",
    "Chunks where they are not known",
    "protocol §7",
    { class: "X", when: ["large-objects", false] },
    session(
      send(chunk(add(BIG, "x"), { size: 9, more: true })),
      expectStatus(BIG, [406, 413, 500]),
      send(get(BIG)),
      expectStatus(BIG, 404),
    ),
  ),
];
