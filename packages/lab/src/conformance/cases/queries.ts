import {
  add,
  addNode,
  expectEveryStatus,
  expectListed,
  expectNoResults,
  expectResults,
  expectStatus,
  get,
  replace,
  send,
} from "../../steps.ts";
import type { ConformanceCase } from "../case.ts";
import { BOTH, prepare, see, session, testCase } from "../case-builders.ts";

const DYN = "./Test/dyn";
const BOX = `${DYN}/box`;
const makeBox = prepare(
  send(addNode(BOX), add(`${BOX}/n`, "7", { format: "int" }), addNode(`${BOX}/in`), add(`${BOX}/in/t`, "text")),
  expectEveryStatus(200),
);
const NODES = [BOX, `${BOX}/n`, `${BOX}/in`, `${BOX}/in/t`];

export const QUERY_CASES: readonly ConformanceCase[] = [
  testCase(
    "TN-17",
    "A query nobody knows",
    "protocol §8.5#36",
    {},
    session(
      send(get("./DevInfo?list=Foo")),
      expectStatus("./DevInfo?list=Foo", 406),
      expectNoResults("./DevInfo?list=Foo"),
    ),
  ),
  testCase(
    "TN-18",
    "A query on a leaf",
    "tree §7.2#2",
    {},
    makeBox,
    session(
      send(get(`${BOX}/n?list=StructData`)),
      expectStatus(`${BOX}/n?list=StructData`, 200),
      expectListed([`${BOX}/n`]),
      expectResults(`${BOX}/n`, "7"),
    ),
  ),
  testCase(
    "TN-19",
    "?list=MORoot",
    "tree §7.4#2, #4",
    { since: "1.3", encodings: BOTH, setup: { servers: ["A", "B"], accountAcl: "Get=*" } },
    session(
      send(get(".?list=MORoot")),
      expectStatus(".?list=MORoot", 200),
      expectListed(["./DevInfo", "./DevDetail", "./DMAcc/AccountA", "./DMAcc/AccountB"], {
        not: [".", "./DMAcc", "./DevInfo/DevId"],
        more: true,
      }),
      send(
        get(
          ...["./DevInfo", "./DevDetail", "./Test", "./DMAcc", "./DMAcc/AccountA", "./DMAcc/AccountB"].map(
            (uri) => `${uri}?prop=Type`,
          ),
        ),
      ),
      expectEveryStatus(200),
      send(get("./DMAcc?list=MORoot")),
      expectListed(["./DMAcc/AccountA", "./DMAcc/AccountB"]),
    ),
    see({ see: "mo-roots-agree" }),
  ),
  testCase(
    "TN-20",
    "?list=MORootData",
    "tree §7.4#2, #4",
    { since: "1.3", encodings: BOTH, setup: { accountAcl: "Get=*" } },
    session(
      send(get(".?list=MORootData")),
      expectStatus(".?list=MORootData", 200),
      expectListed(["./DevInfo", "./DevInfo/DevId", "./DMAcc/AccountA"], {
        not: ["./DMAcc/AccountA/AppAuth/1/AAuthSecret"],
        more: true,
      }),
      send(get("./DevInfo/DevId", "./DevInfo/Man", "./DevDetail/SwV", "./DMAcc/AccountA/ServerID")),
      expectEveryStatus(200),
    ),
    see({ see: "lists-agree" }),
    see({ see: "never", text: "client-secret-A-7391" }),
  ),
  testCase(
    "TN-21",
    "A node by the identifier of its object and a condition",
    "tree §8.2#8, #9",
    { since: "1.3", setup: { servers: ["A", "B"], accountAcl: "Get=*" } },
    session(
      send(
        ...["org.example.second", "com.example.dm", "nobody"].map((id) =>
          get(`.?MOID=urn:oma:mo:oma-dm-dmacc:1.1&ServerID=${id}/Name`),
        ),
      ),
      expectStatus(".?MOID=urn:oma:mo:oma-dm-dmacc:1.1&ServerID=org.example.second/Name", 200),
      expectStatus(".?MOID=urn:oma:mo:oma-dm-dmacc:1.1&ServerID=com.example.dm/Name", 200),
      expectStatus(".?MOID=urn:oma:mo:oma-dm-dmacc:1.1&ServerID=nobody/Name", 404),
      expectResults("./DMAcc/AccountB/Name", "org.example.second"),
      expectResults("./DMAcc/AccountA/Name", "com.example.dm"),
    ),
  ),
  testCase(
    "TN-22",
    "Replace of a leaf beside a query of the same package",
    "tree §7.2",
    {},
    makeBox,
    session(
      send(replace(`${BOX}/n`, "8", { format: "int" }), get(`${BOX}?list=StructData`)),
      expectListed(NODES),
      expectResults(`${BOX}/n`, "8"),
    ),
  ),
];
