/** TR, up to 18: the management tree and the properties of its nodes. */
import {
  add,
  addNode,
  copy,
  exec,
  expectEveryStatus,
  expectNoResults,
  expectResults,
  expectStatus,
  get,
  remove,
  replace,
  send,
} from "../../steps.ts";
import type { ConformanceCase } from "../case.ts";
import { BOTH, EVERY_WAY, prepare, see, session, testCase } from "../case-builders.ts";

const DYN = "./Test/dyn";
const A = `${DYN}/a`;
const MAN = "./DevInfo/Man";
const BOX = `${DYN}/box`;
const makeBox = prepare(send(addNode(BOX), add(`${BOX}/x`, "1"), addNode(`${BOX}/in`), add(`${BOX}/in/y`, "2")));

export const TREE_CASES: readonly ConformanceCase[] = [
  testCase(
    "TR-01",
    "Get of a leaf",
    "protocol §8.5#31",
    { encodings: BOTH, securities: EVERY_WAY },
    session(send(get(MAN)), expectStatus(MAN, 200), expectResults(MAN, /./, { format: "chr", type: "text/plain" })),
  ),
  testCase(
    "TR-02",
    "Get of an interior node",
    "protocol §8.5#32",
    { encodings: BOTH },
    session(
      send(get("./DevInfo")),
      expectStatus("./DevInfo", 200),
      expectResults(
        "./DevInfo",
        /^(?=.*\bDevId\b)(?=.*\bMan\b)(?=.*\bMod\b)(?=.*\bDmV\b)(?=.*\bLang\b)[^/]+(?:\/[^/]+)+$/,
        {
          format: "node",
        },
      ),
    ),
  ),
  testCase(
    "TR-03",
    "Get of an interior node without children",
    "protocol §8.5#32",
    { encodings: BOTH },
    session(
      send(addNode(A)),
      expectStatus(A, 200),
      send(get(A)),
      expectStatus(A, 200),
      expectResults(A, "", { format: "node" }),
    ),
  ),
  testCase(
    "TR-04",
    "Get of a node that is not there",
    "protocol §8.5#33",
    { encodings: BOTH },
    session(send(get("./NoSuch")), expectStatus("./NoSuch", 404), expectNoResults("./NoSuch")),
  ),
  testCase(
    "TR-05",
    "Get of the root",
    "protocol §8.5#32, tree §2",
    {},
    session(
      send(get(".")),
      expectStatus(".", 200),
      expectResults(".", /^(?=.*\bDevInfo\b)(?=.*\bDevDetail\b)(?=.*\bDMAcc\b)/),
    ),
  ),
  testCase(
    "TR-06",
    "URIs with and without the leading ./",
    "tree §2",
    {},
    session(
      send(get("DevInfo/DevId"), get("./DevInfo/DevId")),
      expectResults("DevInfo/DevId", /./),
      expectResults("./DevInfo/DevId", /./),
    ),
    see({ see: "one-value", uris: ["DevInfo/DevId", "./DevInfo/DevId"] }),
  ),
  testCase(
    "TR-07",
    "URIs that are none",
    "tree §2, decisions D2",
    {},
    session(
      send(
        ...["./DevInfo/", "./DevInfo/../DevDetail", "/DevInfo", "./DevInfo/./Man", "./DevInfo//Man"].map((uri) =>
          get(uri),
        ),
      ),
      expectEveryStatus(400, 404),
      expectNoResults("./DevInfo/"),
      expectNoResults("/DevInfo"),
      expectNoResults("./DevInfo/../DevDetail"),
    ),
  ),
  testCase(
    "TR-08",
    "Case is kept",
    "tree §2",
    { class: "O" },
    session(
      send(add(`${DYN}/AbC`, "1"), get(DYN)),
      expectResults(DYN, "AbC"),
      send(get(`${DYN}/AbC`)),
      expectResults(`${DYN}/AbC`, "1"),
    ),
  ),
  testCase(
    "TR-09",
    "The mandatory properties",
    "tree §4.1",
    { encodings: BOTH },
    session(
      send(
        ...["ACL", "Format", "Name", "Type"].flatMap((name) => [
          get(`./DevInfo?prop=${name}`),
          get(`${MAN}?prop=${name}`),
        ]),
      ),
      expectEveryStatus(200),
      expectResults("./DevInfo?prop=Format", "node"),
      expectResults(`${MAN}?prop=Format`, "chr"),
      expectResults("./DevInfo?prop=Name", "DevInfo"),
      expectResults(`${MAN}?prop=Name`, "Man"),
      expectResults(`${MAN}?prop=Type`, "text/plain"),
    ),
  ),
  testCase(
    "TR-10",
    "No Size on interior nodes",
    "tree §4.1, protocol §8.5#37",
    {},
    session(
      send(addNode(A), get(".?prop=Size", "./DevInfo?prop=Size", `${A}?prop=Size`)),
      expectStatus(".?prop=Size", 406),
      expectStatus("./DevInfo?prop=Size", 406),
      expectStatus(`${A}?prop=Size`, 406),
      expectNoResults("./DevInfo?prop=Size"),
    ),
  ),
  testCase(
    "TR-11",
    "Size of a leaf",
    "tree §4.1",
    { class: "O" },
    session(
      send(add(A, "Åäö1"), get(`${A}?prop=Size`)),
      expectStatus(A, 200),
      expectStatus(`${A}?prop=Size`, [200, 406]),
    ),
    see({ see: "text", message: 2, value: /<Data>406<|prop=Size<\/LocURI><\/Source>(?:<Meta>.*?<\/Meta>)?<Data>7</s }),
  ),
  testCase(
    "TR-12",
    "Title, TStamp and VerNo",
    "tree §4.1",
    { class: "O" },
    session(
      send(add(A, "1"), get(`${A}?prop=Title`, `${A}?prop=TStamp`, `${A}?prop=VerNo`)),
      expectStatus(`${A}?prop=Title`, [200, 406]),
      expectStatus(`${A}?prop=TStamp`, [200, 406]),
      expectStatus(`${A}?prop=VerNo`, [200, 406]),
      send(replace(`${A}?prop=Title`, "a title")),
      expectStatus(`${A}?prop=Title`, [200, 406]),
    ),
    see({ see: "text", message: 2, value: /<Data>406<|<Data>\d{8}T\d{6}Z</ }),
  ),
  testCase(
    "TR-13",
    "A property nobody knows",
    "protocol §8.5#36",
    {},
    session(send(get(`${MAN}?prop=Foo`)), expectStatus(`${MAN}?prop=Foo`, 406), expectNoResults(`${MAN}?prop=Foo`)),
  ),
  testCase(
    "TR-14",
    "A subtree is renamed",
    "tree §4.4",
    { encodings: BOTH },
    makeBox,
    session(
      send(replace(`${BOX}?prop=ACL`, "Add=*&Delete=*&Get=*&Replace=*")),
      expectStatus(`${BOX}?prop=ACL`, 200),
      send(replace(`${BOX}?prop=Name`, "chest")),
      expectStatus(`${BOX}?prop=Name`, 200),
      send(get(BOX, `${DYN}/chest/x`, `${DYN}/chest/in/y`, `${DYN}/chest?prop=ACL`)),
      expectStatus(BOX, 404),
      expectResults(`${DYN}/chest/x`, "1"),
      expectResults(`${DYN}/chest/in/y`, "2"),
      expectResults(`${DYN}/chest?prop=ACL`, "Add=*&Delete=*&Get=*&Replace=*"),
    ),
  ),
  testCase(
    "TR-15",
    "Renaming to the name of a sibling",
    "protocol §8.5#25",
    {},
    makeBox,
    session(
      send(add(A, "1"), replace(`${A}?prop=Name`, "box")),
      expectStatus(`${A}?prop=Name`, 418),
      send(get(A, `${BOX}/x`)),
      expectResults(A, "1"),
      expectResults(`${BOX}/x`, "1"),
    ),
  ),
  testCase(
    "TR-16",
    "Permanent nodes keep their name",
    "protocol §8.5#26",
    {},
    session(
      send(replace("./Test?prop=Name", "Toast"), replace("./DevInfo?prop=Name", "Info")),
      expectStatus("./Test?prop=Name", [405, 425]),
      expectStatus("./DevInfo?prop=Name", [405, 425]),
      send(get("./DevInfo", "./Test")),
      expectStatus("./DevInfo", 200),
      expectStatus("./Test", 200),
    ),
  ),
  testCase(
    "TR-16b",
    "Names that cannot be",
    "tree §4.4, §2",
    {},
    session(
      send(add(A, "1"), replace(`${A}?prop=Name`, "b/c"), replace(`${A}?prop=Name`, "n".repeat(256))),
      expectStatus(`${A}?prop=Name`, [400, 404, 405, 414, 415, 418]),
      send(get(A)),
      expectResults(A, "1"),
    ),
  ),
  testCase(
    "TR-17",
    "Properties that cannot be set",
    "protocol §8.5#28",
    {},
    session(
      send(add(A, "1")),
      expectStatus(A, 200),
      send(...["Format", "Type", "Size", "TStamp", "VerNo"].map((name) => replace(`${A}?prop=${name}`, "1"))),
      expectEveryStatus(405, 406),
      send(get(`${A}?prop=Format`, `${A}?prop=Type`)),
      expectResults(`${A}?prop=Format`, "chr"),
      expectResults(`${A}?prop=Type`, "text/plain"),
    ),
  ),
  testCase(
    "TR-18",
    "Commands that are not for properties",
    "protocol §8.5#21",
    {},
    session(
      send(add(A, "1")),
      expectStatus(A, 200),
      send(add(`${A}?prop=Name`, "b"), remove(`${A}?prop=Name`), exec(`${A}?prop=Name`), copy(MAN, `${A}?prop=Name`)),
      expectEveryStatus(405, 406),
      send(get(A)),
      expectResults(A, "1"),
    ),
  ),
];
