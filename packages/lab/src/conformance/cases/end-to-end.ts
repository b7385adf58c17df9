/** IN: whole stories, and what no client is judged by yet. */
import {
  add,
  addNode,
  addTnds,
  atomic,
  end,
  exec,
  expectEveryStatus,
  expectPackage1,
  expectResults,
  expectStatus,
  get,
  remove,
  replace,
  send,
  sequence,
  withFaults,
} from "../../steps.ts";
import type { ConformanceCase } from "../case.ts";
import { BOTH, EVERY_WAY, notYet, rawSession, see, session, testCase, withB } from "../case-builders.ts";

const DYN = "./Test/dyn";
const MO = `${DYN}/mo`;

export const END_TO_END_CASES: readonly ConformanceCase[] = [
  testCase(
    "IN-01",
    "A device that was just bootstrapped shows itself",
    "tree §13.1, §13.2",
    { encodings: BOTH },
    session(
      send(get("./DevInfo?list=StructData")),
      expectStatus("./DevInfo?list=StructData", 200),
      send(get("./DevDetail")),
      expectStatus("./DevDetail", 200),
    ),
  ),
  testCase(
    "IN-02",
    "A change after a notification",
    "protocol §5.2, bootstrap-push §2",
    {},
    {
      act: "push",
      pushes: [{ knock: { sessionId: 0x2b } }],
      sessions: ["2B"],
      steps: [
        expectPackage1({ alert: 1200, devInfo: true }),
        send(sequence(get("./Test/int"), replace("./Test/int", "7", { format: "int" }), get("./Test/int"))),
        expectResults("./Test/int", /7$/),
        send(get("./Test/int")),
        expectResults("./Test/int", "7"),
        end(),
      ],
    },
  ),
  testCase(
    "IN-03",
    "A whole object comes, lives and goes",
    "tree §9.5, protocol §8.5#44",
    { encodings: BOTH, securities: EVERY_WAY },
    session(
      send(
        addTnds(MO, {
          verDtd: "1.2",
          nodes: [
            {
              nodeName: "mo",
              rtProperties: { format: "node", type: { ddfName: "urn:oma:mo:x-vendor:1.0" } },
              nodes: [{ nodeName: "v", rtProperties: { format: "int", type: { mime: ["text/plain"] } }, value: "1" }],
            },
          ],
        }),
      ),
      expectStatus(MO, 200),
      send(sequence(replace(`${MO}/v`, "2", { format: "int" }), get(`${MO}/v`))),
      expectResults(`${MO}/v`, "2"),
      send(remove(MO)),
      expectStatus(MO, 200),
      send(get(`${MO}/v`)),
      expectStatus(`${MO}/v`, 404),
    ),
  ),
  testCase(
    "IN-04",
    "Two servers: one makes, the other is denied, then allowed",
    "tree §5.2, §5.3",
    { setup: { servers: ["A", "B"] } },
    session(
      send(
        addNode(MO),
        add(`${MO}/v`, "1"),
        replace(`${MO}?prop=ACL`, "Add=*&Get=com.example.dm&Replace=com.example.dm"),
      ),
      expectEveryStatus(200),
    ),
    withB(session(send(get(`${MO}/v`)), expectStatus(`${MO}/v`, 425))),
    session(
      send(
        replace(`${MO}?prop=ACL`, "Get=com.example.dm+org.example.second&Replace=com.example.dm+org.example.second"),
      ),
      expectStatus(`${MO}?prop=ACL`, 200),
    ),
    withB(session(send(replace(`${MO}/v`, "2"), get(`${MO}/v`)), expectResults(`${MO}/v`, "2"))),
  ),
  testCase(
    "IN-05",
    "An operation that takes its time tells of its end in another session",
    "protocol §8.8, §6.4#7",
    { encodings: BOTH },
    rawSession(
      {},
      expectPackage1(),
      send(exec("./Test/async", { data: "1.1", correlator: "update-7" })),
      expectStatus("./Test/async", 202),
      end(),
    ),
    rawSession({}, expectPackage1(), end()),
    see({ see: "sent-alert", code: 1226, correlator: "update-7", data: "1.1", times: 1 }),
  ),
  testCase(
    "IN-06",
    "A support call: the tree is read and a leaf is mended",
    "protocol §5.4, tree §7.2",
    { encodings: BOTH, securities: EVERY_WAY },
    session(
      send(get("./Test?list=StructData")),
      expectStatus("./Test?list=StructData", 200),
      send(replace("./Test/int", "42", { format: "int" }), get("./Test/int")),
      expectResults("./Test/int", "42"),
    ),
  ),
  testCase(
    "IN-07",
    "A network that loses every other answer",
    "protocol §5.8",
    { class: "X", securities: EVERY_WAY },
    ...Array.from({ length: 6 }, (_, at) =>
      session(
        withFaults(send(atomic(add(`${DYN}/n${at}`, "1"), replace("./Test/text", `${at}`))), { kind: "drop" }),
        expectEveryStatus(200),
        withFaults(send(get("./Test/text", `${DYN}/n${at}`)), { kind: "drop" }),
        expectResults("./Test/text", `${at}`),
        expectResults(`${DYN}/n${at}`, "1"),
      ),
    ),
  ),
  notYet("IN-08", "A second implementation", "conformance §2", "this program is run against it", { class: "X" }),
];
