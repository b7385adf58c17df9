/** TN, up to 16: listings and TNDS objects. */
import type { MgmtTree, TndsNode } from "@oma-dm/codec/tnds";
import { accountTree } from "../../bootstrap.ts";
import {
  add,
  addNode,
  addTnds,
  expectEveryStatus,
  expectListed,
  expectResults,
  expectStatus,
  get,
  remove,
  send,
  tndsItem,
} from "../../steps.ts";
import type { ConformanceCase } from "../case.ts";
import { BOTH, EVERY_WAY, prepare, see, session, testCase } from "../case-builders.ts";

const DYN = "./Test/dyn";
const BOX = `${DYN}/box`;
const MO = `${DYN}/mo`;
const makeBox = prepare(
  send(addNode(BOX), add(`${BOX}/n`, "7", { format: "int" }), addNode(`${BOX}/in`), add(`${BOX}/in/t`, "text")),
  expectEveryStatus(200),
);
const NODES = [BOX, `${BOX}/n`, `${BOX}/in`, `${BOX}/in/t`];

const leaf = (nodeName: string, value: string, format: "chr" | "int" = "chr"): TndsNode => ({
  nodeName,
  rtProperties: { format, type: { mime: ["text/plain"] } },
  value,
});
const interior = (nodeName: string, ...nodes: readonly TndsNode[]): TndsNode => ({
  nodeName,
  rtProperties: { format: "node", type: {} },
  nodes,
});
const tree = (...nodes: readonly TndsNode[]): MgmtTree => ({ verDtd: "1.2", nodes });
const TEN = tree(
  interior(
    "mo",
    leaf("a", "1", "int"),
    leaf("b", "two"),
    interior("c", leaf("d", "<&>"), interior("e", leaf("f", "6"))),
    interior("g"),
    leaf("h", ""),
    leaf("i", "åäö"),
  ),
);
const TEN_URIS = ["", "/a", "/b", "/c", "/c/d", "/c/e", "/c/e/f", "/g", "/h", "/i"].map((path) => `${MO}${path}`);
const readTen = [
  send(get(`${MO}/a`, `${MO}/b`, `${MO}/c/d`, `${MO}/c/e/f`, `${MO}/g`, `${MO}/i`, `${MO}/a?prop=Format`)),
  expectResults(`${MO}/a`, "1"),
  expectResults(`${MO}/b`, "two"),
  expectResults(`${MO}/c/d`, "<&>"),
  expectResults(`${MO}/c/e/f`, "6"),
  expectResults(`${MO}/g`, ""),
  expectResults(`${MO}/i`, "åäö"),
  expectResults(`${MO}/a?prop=Format`, "int"),
  send(get(`${MO}?list=StructData`)),
  expectListed(TEN_URIS),
];
const BAD = tree(
  interior(
    "mo",
    leaf("a", "1"),
    interior("c", { ...leaf("d", "x"), rtProperties: { format: "int", type: { mime: ["text/plain"] } } }),
    leaf("z", "1"),
  ),
);
const ACCOUNT = accountTree({
  serverId: "net.example.third",
  url: "https://third.example/dm",
  deviceId: "IMEI:004999010640000",
  nodeName: "inboxed",
  client: { name: "third-client", secret: "third-secret-1" },
  server: { name: "third-server", secret: "third-secret-2" },
});
const TNDS = { when: ["tnds", true] as const };

export const TNDS_CASES: readonly ConformanceCase[] = [
  testCase(
    "TN-01",
    "?list=StructData",
    "tree §7.2",
    { encodings: BOTH, securities: EVERY_WAY },
    makeBox,
    session(
      send(get(`${BOX}?list=StructData`)),
      expectStatus(`${BOX}?list=StructData`, 200),
      expectListed(NODES),
      expectResults(`${BOX}/n`, "7", { format: "int" }),
      expectResults(`${BOX}/in/t`, "text"),
      expectResults(BOX, "", { format: "node" }),
      send(get(`${BOX}/n`, `${BOX}/in/t`)),
      expectResults(`${BOX}/n`, "7"),
    ),
    see({ see: "lists-agree" }),
  ),
  testCase(
    "TN-02",
    "?list=Struct",
    "tree §7.2",
    { class: "O", when: ["struct", true] },
    makeBox,
    session(send(get(`${BOX}?list=Struct`)), expectListed(NODES), expectResults(`${BOX}/n`, "", { format: "int" })),
  ),
  testCase(
    "TN-02b",
    "?list=Struct is refused where it is not known",
    "tree §7.1#1",
    { class: "O", when: ["struct", false] },
    session(send(get("./DevInfo?list=Struct")), expectStatus("./DevInfo?list=Struct", 406)),
  ),
  testCase(
    "TN-03",
    "?list=TNDS",
    "tree §7.3",
    { class: "O", encodings: BOTH, ...TNDS },
    makeBox,
    session(
      send(get(`${BOX}?list=TNDS`)),
      expectStatus(`${BOX}?list=TNDS`, 200),
      send(get(`${BOX}?list=TNDS`)),
      expectStatus(`${BOX}?list=TNDS`, 200),
    ),
    see({ see: "same-tnds" }),
    see({ see: "text", message: 2, value: /application\/vnd\.syncml\.dmtnds\+(?:xml|wbxml)/ }),
  ),
  testCase(
    "TN-04",
    "Which properties a TNDS object brings",
    "tree §7.3#1, #2, #3, #5",
    { class: "O", encodings: ["xml"], ...TNDS },
    makeBox,
    session(
      send(get(`${BOX}?list=TNDS+Value+ACL`)),
      expectStatus(`${BOX}?list=TNDS+Value+ACL`, 200),
      send(get(`${BOX}?list=TNDS-Format`)),
      expectStatus(`${BOX}?list=TNDS-Format`, 200),
      send(get(`${BOX}?list=TNDS+ACL-Format`), get(`${BOX}?list=TNDS+Foo`)),
      expectEveryStatus(406),
    ),
    see({ see: "text", message: 2, value: /^(?!.*VerNo)(?=.*Value)/s }),
  ),
  testCase(
    "TN-06",
    "Add of a TNDS object in XML",
    "tree §9.5#1",
    { encodings: BOTH, securities: EVERY_WAY },
    session(send(addTnds(MO, TEN, "xml")), expectStatus(MO, 200), ...readTen),
  ),
  testCase(
    "TN-07",
    "Add of a TNDS object in WBXML, whole and in place",
    "tree §9.4, §9.5#1",
    {},
    session(
      send(addTnds(MO, TEN, "wbxml")),
      expectStatus(MO, 200),
      ...readTen,
      send(remove(MO)),
      expectStatus(MO, 200),
      send(addTnds(MO, TEN, "inline")),
      expectStatus(MO, 200),
      ...readTen,
    ),
  ),
  testCase(
    "TN-08",
    "A TNDS object with one bad node adds nothing",
    "tree §9.5#1, §9.7",
    { encodings: BOTH },
    session(send(addTnds(MO, BAD)), expectStatus(MO, [404, 405, 415]), send(get(DYN)), expectResults(DYN, "")),
  ),
  testCase(
    "TN-09",
    "Replace with a TNDS object: what is not in it goes",
    "tree §9.6#1",
    { encodings: BOTH },
    prepare(send(addTnds(MO, TEN)), expectStatus(MO, 200)),
    session(
      send({
        cmd: "Replace",
        cmdId: "",
        items: [tndsItem(MO, tree(interior("mo", leaf("b", "new"), leaf("x", "added"))), "xml")],
      }),
      expectStatus(MO, 200),
      send(get(`${MO}?list=StructData`)),
      expectListed([MO, `${MO}/b`, `${MO}/x`]),
      expectResults(`${MO}/b`, "new"),
    ),
  ),
  testCase(
    "TN-10",
    "Replace with a bad TNDS object changes nothing",
    "tree §9.6#1",
    {},
    prepare(send(addTnds(MO, TEN)), expectStatus(MO, 200)),
    session(
      send({ cmd: "Replace", cmdId: "", items: [tndsItem(MO, BAD, "xml")] }),
      expectStatus(MO, [404, 405, 415]),
      ...readTen,
    ),
  ),
  testCase(
    "TN-11",
    "ACLs in a TNDS object",
    "tree §9.5#2",
    {},
    session(
      send(
        addTnds(
          MO,
          tree({
            nodeName: "mo",
            rtProperties: { acl: "Get=*&Replace=*", format: "node", type: {} },
            nodes: [leaf("a", "1")],
          }),
        ),
      ),
      expectStatus(MO, 200),
      send(get(`${MO}?prop=ACL`, `${MO}/a`)),
      expectResults(`${MO}?prop=ACL`, "Get=*&Replace=*"),
      expectResults(`${MO}/a`, "1"),
    ),
  ),
  testCase(
    "TN-12",
    "A TNDS object through the Inbox",
    "tree §11#2, #3, #5",
    { encodings: BOTH },
    session(
      send(addTnds("./Inbox", ACCOUNT)),
      expectStatus("./Inbox", 200),
      send(get("./Inbox"), get("./Inbox/inboxed")),
      expectEveryStatus(405),
      send(get("./DMAcc")),
      expectResults("./DMAcc", /\binboxed\b/),
      send(addTnds("./Inbox", tree(interior("unknown", leaf("x", "1"))))),
      expectStatus("./Inbox", [404, 405, 415]),
      send(add("./Inbox/plain", "1")),
      expectStatus("./Inbox/plain", [404, 405, 412, 415]),
    ),
  ),
  testCase(
    "TN-13",
    "Nodes with a Path instead of a nest",
    "tree §9.3",
    {},
    session(
      send(
        addTnds(
          DYN,
          tree(
            interior("mo"),
            { ...leaf("a", "1"), path: "mo" },
            { ...interior("c"), path: "mo" },
            { ...leaf("d", "4"), path: "mo/c" },
          ),
        ),
      ),
      expectStatus(DYN, 200),
      send(get(`${MO}?list=StructData`)),
      expectListed([MO, `${MO}/a`, `${MO}/c`, `${MO}/c/d`]),
    ),
  ),
  testCase(
    "TN-14",
    "An empty NodeName is the last segment of Target",
    "tree §9.3",
    {},
    session(
      send(addTnds(MO, tree(interior("", leaf("a", "1"))))),
      expectStatus(MO, 200),
      send(get(`${MO}/a`)),
      expectResults(`${MO}/a`, "1"),
    ),
  ),
  testCase(
    "TN-15",
    "Data that is no TNDS object",
    "tree §9.5#5",
    {},
    session(
      send(add(MO, "<nothing/>", { format: "xml", type: "application/vnd.syncml.dmtnds+xml" })),
      expectStatus(MO, 415),
      send(get(MO)),
      expectStatus(MO, 404),
    ),
  ),
  testCase(
    "TN-16",
    "There and back again",
    "tree §7.3, §9.5",
    { encodings: BOTH, ...TNDS },
    prepare(send(addTnds(MO, TEN)), expectStatus(MO, 200)),
    session(
      send(get(`${MO}?list=TNDS`)),
      expectStatus(`${MO}?list=TNDS`, 200),
      send(remove(MO), addTnds(MO, TEN)),
      expectEveryStatus(200),
      send(get(`${MO}?list=TNDS`)),
      expectStatus(`${MO}?list=TNDS`, 200),
    ),
    see({ see: "same-tnds" }),
  ),
];
