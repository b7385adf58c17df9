/** AC: access control lists. */
import {
  add,
  addNode,
  exec,
  expectEveryStatus,
  expectListed,
  expectResults,
  expectStatus,
  get,
  remove,
  replace,
  send,
} from "../../steps.ts";
import type { ConformanceCase } from "../case.ts";
import { prepare, session, testCase, withB } from "../case-builders.ts";

const DYN = "./Test/dyn";
const N = `${DYN}/n`;
const A = "com.example.dm";
const B = "org.example.second";
const EVERYONE = "Add=*&Delete=*&Exec=*&Get=*&Replace=*";
const setAcl = (uri: string, acl: string) => replace(`${uri}?prop=ACL`, acl);
const two = { setup: { servers: ["A", "B"] as const } };

export const ACCESS_CASES: readonly ConformanceCase[] = [
  testCase(
    "AC-01",
    "The root has an ACL",
    "tree §5.6",
    {},
    session(send(get(".?prop=ACL")), expectResults(".?prop=ACL", /^(?=.*\bAdd=\*)(?=.*\bGet=\*)/)),
  ),
  testCase(
    "AC-02",
    "An ACL that is not set reads empty",
    "tree §5.4",
    {},
    session(
      send(add(N, "1"), get(`${N}?prop=ACL`)),
      expectStatus(`${N}?prop=ACL`, 200),
      expectResults(`${N}?prop=ACL`, ""),
    ),
  ),
  testCase(
    "AC-03",
    "Rights are inherited",
    "tree §5.2",
    two,
    prepare(
      send(addNode(N), add(`${N}/x`, "1"), setAcl(N, `Delete=${A}&Get=${A}&Replace=${A}`)),
      expectEveryStatus(200),
    ),
    withB(session(send(get(`${N}/x`)), expectStatus(`${N}/x`, 425))),
    session(send(get(`${N}/x`)), expectResults(`${N}/x`, "1")),
  ),
  testCase(
    "AC-04",
    "A list is inherited whole or not at all",
    "tree §5.2",
    {},
    prepare(
      send(addNode(N), add(`${N}/x`, "1"), setAcl(`${N}/x`, "Get=*"), setAcl(N, `Delete=${A}&Get=*&Replace=${A}`)),
      expectEveryStatus(200),
    ),
    session(
      send(replace(`${N}/x`, "2"), get(`${N}/x`)),
      expectStatus(`${N}/x`, 425, "Replace"),
      expectResults(`${N}/x`, "1"),
    ),
  ),
  testCase(
    "AC-05",
    "425 for every command",
    "protocol §8.5#9, tree §6.1",
    two,
    prepare(
      send(addNode(N), add(`${N}/x`, "1"), setAcl(N, `Add=${A}&Delete=${A}&Exec=${A}&Get=${A}&Replace=${A}`)),
      expectEveryStatus(200),
    ),
    withB(
      session(
        send(
          get(`${N}/x`),
          replace(`${N}/x`, "2"),
          remove(`${N}/x`),
          add(`${N}/y`, "1"),
          exec(`${N}/x`),
          setAcl(`${N}/x`, "Get=*"),
        ),
        expectEveryStatus(425),
      ),
    ),
    session(
      send(get(`${N}/x`, N, `${N}?prop=ACL`)),
      expectResults(`${N}/x`, "1"),
      expectResults(N, "x"),
      expectResults(`${N}?prop=ACL`, new RegExp(`Get=${A}`)),
    ),
  ),
  testCase(
    "AC-06",
    "The ACL of an interior node is replaced",
    "tree §5.3",
    {},
    session(
      send(addNode(N), setAcl(N, `Get=*&Replace=${A}`), setAcl(N, `Delete=${A}&Get=${A}&Replace=${A}`)),
      expectStatus(`${N}?prop=ACL`, 200),
      send(get(`${N}?prop=ACL`)),
      expectResults(`${N}?prop=ACL`, new RegExp(`^Delete=${A}&Get=${A}&Replace=${A}$`)),
    ),
  ),
  testCase(
    "AC-07",
    "A leaf does not govern its own ACL",
    "tree §5.3",
    {},
    prepare(
      send(addNode(N), add(`${N}/x`, "1"), setAcl(`${N}/x`, `Get=*&Replace=${A}`)),
      expectEveryStatus(200),
      send(setAcl(N, "Delete=*&Get=*")),
      expectEveryStatus(200),
    ),
    session(
      send(setAcl(`${N}/x`, "Get=*"), replace(`${N}/x`, "2")),
      expectStatus(`${N}/x?prop=ACL`, 425),
      expectStatus(`${N}/x`, 200),
    ),
  ),
  testCase(
    "AC-08",
    "Replace on the parent takes control of a child",
    "tree §5.3",
    {},
    prepare(
      send(addNode(N), add(`${N}/x`, "1"), setAcl(`${N}/x`, "Get=*"), setAcl(N, `Delete=*&Get=*&Replace=${A}`)),
      expectEveryStatus(200),
    ),
    session(
      send(replace(`${N}/x`, "2")),
      expectStatus(`${N}/x`, 425),
      send(setAcl(`${N}/x`, `Get=*&Replace=${A}`)),
      expectStatus(`${N}/x?prop=ACL`, 200),
      send(replace(`${N}/x`, "3"), get(`${N}/x`)),
      expectStatus(`${N}/x`, 200, "Replace"),
      expectResults(`${N}/x`, "3"),
    ),
  ),
  testCase(
    "AC-09",
    "A worked example with two servers",
    "tree §5.2, §5.3, §5.8",
    two,
    prepare(
      send(
        addNode(N),
        addNode(`${N}/node3`),
        add(`${N}/node3/node4`, "4"),
        addNode(`${N}/node3/node5`),
        add(`${N}/node3/node5/leaf`, "5"),
      ),
      expectEveryStatus(200),
      send(
        setAcl(`${N}/node3/node5`, `Get=${A}+${B}&Replace=${A}`),
        setAcl(`${N}/node3`, `Delete=${B}&Get=${B}&Replace=${B}`),
      ),
      expectEveryStatus(200),
      send(setAcl(N, `Get=${A}&Replace=${A}`)),
      expectEveryStatus(200),
    ),
    session(
      send(get(`${N}/node3/node4`, `${N}/node3/node5/leaf`), replace(`${N}/node3/node4`, "x")),
      expectStatus(`${N}/node3/node4`, 425),
      expectStatus(`${N}/node3/node5/leaf`, 200),
      // The right on the parent of an interior node says nothing of its own ACL, until it is used to change it.
      send(setAcl(`${N}/node3`, `Delete=${B}&Get=${A}+${B}&Replace=${B}`), get(`${N}/node3/node4`)),
      expectStatus(`${N}/node3?prop=ACL`, 200),
      expectStatus(`${N}/node3/node4`, 200),
    ),
    withB(
      session(
        send(replace(`${N}/node3/node4`, "b"), get(`${N}/node3/node5/leaf`), replace(`${N}/node3/node5/leaf`, "b")),
        expectStatus(`${N}/node3/node4`, 200),
        expectStatus(`${N}/node3/node5/leaf`, 200, "Get"),
        expectStatus(`${N}/node3/node5/leaf`, 425, "Replace"),
        send(get(N)),
        expectStatus(N, 425),
      ),
    ),
  ),
  testCase(
    "AC-10",
    "The ACL of a new node",
    "tree §5.5",
    {},
    prepare(send(addNode(N), setAcl(N, `Add=${A}&Get=*`)), expectEveryStatus(200)),
    session(
      send(addNode(`${N}/in`), get(`${N}/in?prop=ACL`)),
      expectStatus(`${N}/in`, 200),
      expectResults(`${N}/in?prop=ACL`, new RegExp(`^(?=.*Add=${A})(?=.*Delete=${A})(?=.*Replace=${A})`)),
      send(addNode(`${DYN}/free`), get(`${DYN}/free?prop=ACL`)),
      expectResults(`${DYN}/free?prop=ACL`, ""),
    ),
  ),
  testCase(
    "AC-11",
    "A star is everyone",
    "tree §5.1",
    two,
    prepare(send(addNode(N), setAcl(N, `Add=*&Get=*+${A}&Replace=*`)), expectEveryStatus(200)),
    session(send(get(N)), expectStatus(N, 200)),
    withB(session(send(get(N)), expectStatus(N, 200))),
  ),
  testCase(
    "AC-12",
    "Lists that are none",
    "tree §5.1",
    {},
    prepare(send(addNode(N), setAcl(N, EVERYONE)), expectEveryStatus(200)),
    session(
      send(...["Foo=A", "Get=", "Get=A&&", "Get=A B", "&Get=*"].map((acl) => setAcl(N, acl))),
      expectEveryStatus(400, 405, 412, 415, 500),
      send(get(`${N}?prop=ACL`)),
      expectResults(`${N}?prop=ACL`, EVERYONE),
    ),
  ),
  testCase(
    "AC-13",
    "A server that is gone stands in no list any more",
    "tree §5.7",
    { setup: { servers: ["A", "B"], accountAcl: "Add=*&Delete=*&Get=*&Replace=*" } },
    prepare(
      send(addNode(N), add(`${N}/x`, "1"), setAcl(N, `Add=${B}&Delete=${A}+${B}&Get=${A}+${B}&Replace=${A}`)),
      expectEveryStatus(200),
    ),
    session(
      send(remove("./DMAcc/AccountB")),
      expectStatus("./DMAcc/AccountB", 200),
      send(get(`${N}?prop=ACL`)),
      expectResults(`${N}?prop=ACL`, `Delete=${A}&Get=${A}&Replace=${A}`),
    ),
  ),
  testCase(
    "AC-14",
    "Properties follow the node's ACL",
    "tree §5.3",
    two,
    prepare(send(addNode(N), setAcl(N, `Delete=*&Get=${A}&Replace=${A}`)), expectEveryStatus(200)),
    withB(session(send(get(`${N}?prop=Name`, `${N}?prop=Format`)), expectEveryStatus(425))),
  ),
  testCase(
    "AC-15",
    "Rights go with the ServerID of the account",
    "tree §5.2, protocol §10.2",
    two,
    prepare(send(addNode(N), setAcl(N, `Delete=*&Get=${B}&Replace=${A}`)), expectEveryStatus(200)),
    session(send(get(N)), expectStatus(N, 425)),
    withB(session(send(get(N)), expectStatus(N, 200))),
  ),
  testCase(
    "AC-16",
    "Listings leave out what a server may not read",
    "tree §7.1#2",
    two,
    prepare(
      send(addNode(N), add(`${N}/open`, "1"), add(`${N}/shut`, "2"), setAcl(`${N}/shut`, `Get=${A}&Replace=${A}`)),
      expectEveryStatus(200),
    ),
    withB(
      session(
        send(get(`${N}?list=StructData`)),
        expectListed([N, `${N}/open`]),
        send(get(`${N}?list=Struct`)),
        expectListed([N, `${N}/open`]),
      ),
    ),
    session(send(get(`${N}?list=StructData`)), expectListed([N, `${N}/open`, `${N}/shut`])),
  ),
  testCase(
    "AC-17",
    "The root keeps Add for everyone, or says so",
    "tree §5.6",
    { class: "O", setup: { rootAcl: "Add=*&Get=*&Replace=*" } },
    session(send(setAcl(".", "Get=*&Replace=*")), expectStatus(".?prop=ACL", [200, 405])),
  ),
  testCase(
    "AC-18",
    "Delete of a subtree with a child that its own ACL protects is all or nothing",
    "decisions D3",
    { class: "O" },
    prepare(send(addNode(N), add(`${N}/x`, "1"), setAcl(`${N}/x`, `Get=*&Replace=${A}`)), expectEveryStatus(200)),
    session(
      send(remove(N)),
      expectStatus(N, 200),
      send(get(`${N}/x`, N)),
      expectStatus(`${N}/x`, 404),
      expectStatus(N, 404),
    ),
  ),
];
