/** CM, from 20 on: Exec, Copy, many commands at once, and what is none. */
import type { Command } from "@oma-dm/codec/syncml";
import {
  add,
  addNode,
  alert,
  atomic,
  copy,
  end,
  exec,
  expectEveryStatus,
  expectNoResults,
  expectPackage1,
  expectResults,
  expectStatus,
  get,
  inForm,
  remove,
  replace,
  send,
  sequence,
} from "../../steps.ts";
import type { ConformanceCase } from "../case.ts";
import { BOTH, but, EVERY_WAY, prepare, rawSession, see, session, testCase } from "../case-builders.ts";

const DYN = "./Test/dyn";
const A = `${DYN}/a`;
const MAN = "./DevInfo/Man";
const makeA = prepare(send(add(A, "1")), expectStatus(A, 200));
const lone = (cmd: "Get" | "Add" | "Replace" | "Delete" | "Exec", data?: string): Command =>
  ({ cmd, cmdId: "", items: [data === undefined ? {} : { data }] }) as Command;

export const OTHER_COMMAND_CASES: readonly ConformanceCase[] = [
  testCase(
    "CM-20",
    "Exec, done at once",
    "protocol §8.5#45",
    { encodings: BOTH },
    session(send(exec("./Test/exec", { data: "argument" })), expectStatus("./Test/exec", [200, 202])),
  ),
  testCase(
    "CM-21",
    "Exec of a node that does nothing",
    "protocol §8.5#48",
    {},
    session(
      send(exec("./Test/int"), exec(MAN)),
      expectStatus("./Test/int", [405, 406]),
      expectStatus(MAN, [405, 406, 425]),
    ),
  ),
  testCase(
    "CM-22",
    "Exec of a node that is not there",
    "protocol §8.5#47",
    {},
    session(send(exec("./none")), expectStatus("./none", 404)),
  ),
  testCase(
    "CM-23",
    "Exec that takes its time, with a Correlator",
    "protocol §8.8, §6.4#7",
    { encodings: BOTH, securities: EVERY_WAY },
    session(
      send(exec("./Test/async", { data: "argument", correlator: "abc-1" })),
      expectStatus("./Test/async", 202),
      send(get(MAN)),
      expectStatus(MAN, 200),
    ),
    rawSession({}, expectPackage1({ devInfo: true }), end()),
    see({ see: "sent-alert", code: 1226, correlator: "abc-1", data: "argument" }),
  ),
  testCase(
    "CM-24",
    "Exec without the right to",
    "protocol §8.5#9",
    { setup: { servers: ["A", "B"] } },
    prepare(
      send(replace("./Test?prop=ACL", "Add=*&Delete=*&Exec=com.example.dm&Get=*&Replace=*")),
      expectStatus("./Test?prop=ACL", 200),
    ),
    but(session(send(exec("./Test/exec")), expectStatus("./Test/exec", 425)), { server: "B" }),
    session(send(exec("./Test/exec")), expectStatus("./Test/exec", 200)),
  ),
  testCase(
    "CM-25",
    "Copy, or a word that it is not known",
    "protocol §8.5#51, #52",
    { class: "O" },
    makeA,
    session(
      send(add(`${DYN}/b`, "2")),
      send(copy(A, `${DYN}/b`), copy(A, DYN)),
      expectStatus(`${DYN}/b`, [200, 406]),
      expectStatus(DYN, [403, 404, 405, 406]),
      send(get(A, DYN)),
      expectResults(A, "1"),
      expectResults(DYN, /^(?:a\/b|b\/a)$/),
    ),
  ),
  testCase(
    "CM-28",
    "Credentials inside a command count for nothing",
    "protocol §3.1#22",
    { class: "X", setup: { servers: ["A", "B"] } },
    prepare(send(add(A, "1"), replace(`${A}?prop=ACL`, "Get=org.example.second&Replace=*")), expectEveryStatus(200)),
    session(
      send({
        ...get(A),
        cred: { meta: { format: "b64", type: "syncml:auth-basic" }, data: "b3JnLmV4YW1wbGUuc2Vjb25kOng=" },
      }),
      expectStatus(A, [400, 425]),
      expectNoResults(A),
    ),
  ),
  testCase(
    "CM-29",
    "Ten commands, ten Statuses, in order",
    "protocol §8.1, §8.2",
    { encodings: BOTH, securities: EVERY_WAY },
    session(
      send(
        ...[get(MAN), add(A, "1"), replace(A, "2"), get(`${DYN}/none`), remove(A)],
        ...[remove(A), exec("./Test/exec"), alert(1100), addNode(`${DYN}/n`), get("./DevInfo")],
      ),
      expectStatus(MAN, 200),
      expectStatus(A, 200, "Add"),
      expectStatus(A, 200, "Replace"),
      expectStatus(A, [200, 404], "Delete"),
      expectStatus(`${DYN}/none`, 404),
      expectStatus("./Test/exec", 200),
      expectStatus("./DevInfo", 200),
    ),
  ),
  testCase(
    "CM-29b",
    "CmdIDs of all kinds come back as CmdRef",
    "protocol §3.3#3, §8.2",
    { encodings: BOTH },
    session(
      send(
        { ...get(MAN), cmdId: "100" },
        { ...get("./DevInfo/Mod"), cmdId: "30" },
        {
          ...sequence({ ...get("./DevInfo/Lang"), cmdId: "21" }, { ...get("./DevInfo/DmV"), cmdId: "22" }),
          cmdId: "65535",
        },
        { ...atomic({ ...add(A, "1"), cmdId: "A1" }), cmdId: "7000" },
      ),
      expectEveryStatus(200),
    ),
    see({
      see: "text",
      message: 2,
      value: /<CmdRef>100<.*<CmdRef>30<.*<CmdRef>65535<.*<CmdRef>21<.*<CmdRef>22<.*<CmdRef>7000<.*<CmdRef>A1</s,
    }),
  ),
  testCase(
    "CM-30",
    "Commands that Device Management does not have",
    "protocol §8.5#8",
    { class: "X", encodings: ["xml"] },
    ...["Put", "Search", "Move"].map((name) =>
      session(
        inForm(send({ ...remove(`${DYN}/none`), cmdId: "77" }, get(MAN)), {
          edits: [
            ["<Delete>", `<${name}>`],
            ["</Delete>", `</${name}>`],
          ],
          means: "reread",
        }),
        expectStatus(MAN, 200),
      ),
    ),
    see({
      see: "text",
      message: 2,
      value: /<CmdRef>77<\/CmdRef><Cmd>Move<\/Cmd>(?:<TargetRef>[^<]*<\/TargetRef>)*<Data>(?:4\d\d|5\d\d)</,
    }),
  ),
  testCase(
    "CM-31",
    "Get of a node that cannot be read",
    "protocol §8.5#34",
    {},
    session(send(get("./Test/secret")), expectStatus("./Test/secret", [405, 406]), expectNoResults("./Test/secret")),
  ),
  testCase(
    "CM-32",
    "Items without Target",
    "protocol §8.5#3",
    { class: "X", encodings: BOTH },
    session(
      send(lone("Get"), lone("Add", "1"), lone("Replace", "1"), lone("Delete"), lone("Exec")),
      expectEveryStatus(400, 404, 412),
      send(get(DYN)),
      expectResults(DYN, ""),
    ),
  ),
];
