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
const BEARERS = "notifications and the bearers that bring them are not built yet";
const DOORS = "the doors of bootstrap (push, card, web server) are not driven yet";

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
  notYet("IN-02", "A change after a notification", "protocol §5.2", BEARERS),
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

const NOTIFICATION: readonly (readonly [title: string, since?: "1.2" | "1.3"])[] = [
  ["A valid notification"],
  ["One SessionID twice"],
  ["A wrong digest"],
  ["An unknown server, a message that ends early"],
  ["SessionIDs"],
  ["Modes of the user interface"],
  ["Headers of WAP push"],
  ["A notification that comes again"],
  ["The format of 1.3", "1.3"],
  ["VER and the fields of the header", "1.3"],
  ["TIMEOUT", "1.3"],
  ["HTTP push", "1.3"],
  ["Nonces that went apart"],
  ["A notification in the middle of a session"],
];
const BOOTSTRAP: readonly (readonly [title: string, since?: "1.2" | "1.3", card?: "C"])[] = [
  ["A signed document with NETWORKID"],
  ["Documents whose security is wrong"],
  ["The first session after a bootstrap"],
  ["Forms of TNDS"],
  ["References are rewritten"],
  ["From a smart card", "1.2", "C"],
  ["Another card, or none", "1.2", "C"],
  ["From a smart card web server", "1.3", "C"],
  ["Asked for by the client", "1.3"],
  ["A bootstrap server nobody trusts", "1.3"],
  ["The Bootstrap Config object", "1.3"],
  ["Objects nobody knows"],
  ["USERPIN and USERPIN_NETWORKID"],
  ["The Client Provisioning profile"],
  ["A second bootstrap"],
];
const two = (at: number): string => String(at + 1).padStart(2, "0");

export const NOTIFICATION_CASES: readonly ConformanceCase[] = NOTIFICATION.map(([title, since = "1.2"], at) =>
  notYet(`NO-${two(at)}`, title, "protocol §5.2", BEARERS, { since }),
);
export const BOOTSTRAP_CASES: readonly ConformanceCase[] = BOOTSTRAP.map(([title, since = "1.2", card], at) =>
  notYet(`BO-${two(at)}`, title, "tree §11", DOORS, { since, class: card ?? "M" }),
);
