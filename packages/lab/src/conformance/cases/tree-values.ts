/** TR, from 19 on: what nodes hold, and what stays. */
import {
  add,
  addNode,
  end,
  expectEveryStatus,
  expectPackage1,
  expectResults,
  expectStatus,
  get,
  inForm,
  remove,
  replace,
  send,
} from "../../steps.ts";
import type { ConformanceCase } from "../case.ts";
import { BOTH, but, prepare, rawSession, see, session, testCase } from "../case-builders.ts";

const DYN = "./Test/dyn";
const A = `${DYN}/a`;
const BOX = `${DYN}/box`;
const makeBox = prepare(send(addNode(BOX), add(`${BOX}/x`, "1"), addNode(`${BOX}/in`), add(`${BOX}/in/y`, "2")));
const text = (value: string, type = "text/plain") => replace(A, value, { type });

/** Values of each format that must come back as they went. */
const VALUES: readonly (readonly [format: string, value: string])[] = [
  ["chr", "text"],
  ["int", "-42"],
  ["bool", "true"],
  ["xml", "<a>1</a>"],
  ["date", "2005-10-15"],
  ["time", "23:15:25"],
  ["float", "-1.2345e-03"],
];
const FLOATS = ["+1.2345e+3", "-1.2345e-03", "123.456", "123", "0"];
const DATES = ["2005-10-15", "20050125"];
const TIMES = ["23:15:25", "231525", "23:15:25Z"];

export const TREE_VALUE_CASES: readonly ConformanceCase[] = [
  testCase(
    "TR-19",
    "Format and Type follow the value",
    "tree §4.1, §4.3",
    { encodings: BOTH },
    session(
      send(add(A, "1", { format: "int" }), get(`${A}?prop=Format`, `${A}?prop=Type`)),
      expectResults(`${A}?prop=Format`, "int"),
      expectResults(`${A}?prop=Type`, "text/plain"),
      send(replace(A, "<a/>", { format: "xml", type: "application/xml" }), get(`${A}?prop=Format`, `${A}?prop=Type`)),
      expectStatus(A, 200),
      expectResults(`${A}?prop=Format`, "xml"),
      expectResults(`${A}?prop=Type`, "application/xml"),
      send(text("v", "application/vnd.acme")),
      expectStatus(A, 200),
      send(get(`${A}?prop=Type`, A)),
      expectResults(`${A}?prop=Type`, "application/vnd.acme"),
      expectResults(A, "v", { type: "application/vnd.acme" }),
    ),
  ),
  testCase(
    "TR-19b",
    "Type with blanks and line breaks around it",
    "protocol §3.5, tree §4.3",
    { encodings: ["xml"] },
    session(
      inForm(send(add(A, "1", { type: "application/vnd.acme" })), {
        edits: [[">application/vnd.acme<", ">\n   application/vnd.acme  \n<"]],
      }),
      expectStatus(A, 200),
      send(get(`${A}?prop=Type`)),
      expectResults(`${A}?prop=Type`, "application/vnd.acme"),
    ),
  ),
  testCase(
    "TR-20",
    "A binary leaf",
    "tree §4.2, protocol §3.4",
    { encodings: BOTH },
    session(
      send(add(A, Uint8Array.of(0, 255, 128, 60, 38, 1), { format: "bin", type: "application/octet-stream" })),
      expectStatus(A, 200),
      send(get(A, `${A}?prop=Format`)),
      expectStatus(A, 200),
      expectResults(`${A}?prop=Format`, "bin"),
    ),
    see({ see: "bytes", value: /AP\+APCYB|\x00\xff\x80<&\x01/ }),
  ),
  testCase(
    "TR-21",
    "Every format comes back as it went",
    "tree §4.2",
    { encodings: BOTH },
    session(
      send(...VALUES.map(([format, value]) => add(`${DYN}/${format}`, value, { format }))),
      expectEveryStatus(200),
      send(...VALUES.map(([format]) => get(`${DYN}/${format}`))),
      ...VALUES.map(([format, value]) => expectResults(`${DYN}/${format}`, value, { format })),
      send(add(`${DYN}/null`, "", { format: "null" }), addNode(`${DYN}/node`)),
      expectEveryStatus(200),
      send(get(`${DYN}/null`, `${DYN}/node`)),
      expectResults(`${DYN}/null`, "", { format: "null" }),
      expectResults(`${DYN}/node`, "", { format: "node" }),
    ),
  ),
  testCase(
    "TR-21b",
    "Forms of float, date and time",
    "tree §4.2",
    {},
    session(
      send(...FLOATS.map((value, at) => add(`${DYN}/float${at}`, value, { format: "float" }))),
      expectEveryStatus(200),
      send(...DATES.map((value, at) => add(`${DYN}/date${at}`, value, { format: "date" }))),
      expectEveryStatus(200),
      send(...TIMES.map((value, at) => add(`${DYN}/time${at}`, value, { format: "time" }))),
      expectEveryStatus(200),
      send(get(`${DYN}/float0`, `${DYN}/date1`, `${DYN}/time1`)),
      expectResults(`${DYN}/float0`, "+1.2345e+3"),
      expectResults(`${DYN}/date1`, "20050125"),
      expectResults(`${DYN}/time1`, "231525"),
    ),
  ),
  testCase(
    "TR-22",
    "Names and values beyond ASCII",
    "tree §2, protocol §3.3",
    { encodings: BOTH },
    session(
      send(add(`${DYN}/Åäö`, "värde €"), add(`${DYN}/a%20b`, "blank")),
      expectEveryStatus(200),
      send(get(`${DYN}/Åäö`, `${DYN}/a%20b`, `${DYN}/%C3%85%C3%A4%C3%B6?prop=Name`)),
      expectResults(`${DYN}/Åäö`, "värde €"),
      expectResults(`${DYN}/a%20b`, "blank"),
      expectResults(`${DYN}/%C3%85%C3%A4%C3%B6?prop=Name`, "Åäö"),
    ),
  ),
  testCase(
    "TR-23",
    "Markup, blanks and line ends in Data",
    "protocol §3.3#11",
    { encodings: BOTH },
    session(
      send(
        ...["<a>&amp;</a>", "]]>", "  x y  ", "tab\tand\nline", "'\""].map((value, at) => add(`${DYN}/m${at}`, value)),
      ),
      expectEveryStatus(200),
      send(get(...[0, 1, 2, 3, 4].map((at) => `${DYN}/m${at}`))),
      expectResults(`${DYN}/m0`, "<a>&amp;</a>"),
      expectResults(`${DYN}/m1`, "]]>"),
      expectResults(`${DYN}/m2`, "  x y  "),
      expectResults(`${DYN}/m3`, "tab\tand\nline"),
      expectResults(`${DYN}/m4`, "'\""),
      send(replace("./Test/text", "")),
      expectStatus("./Test/text", 200),
      send(get("./Test/text")),
      expectResults("./Test/text", ""),
    ),
  ),
  testCase(
    "TR-23b",
    "A value of 32 kilobytes",
    "protocol §3.3#11, §5.6#12",
    { encodings: BOTH },
    session(
      send(replace("./Test/text", "0123456789abcdef".repeat(2048))),
      expectStatus("./Test/text", 200),
      send(get("./Test/text")),
      expectResults("./Test/text", "0123456789abcdef".repeat(2048)),
    ),
  ),
  testCase(
    "TR-24",
    "Several Items in one Get",
    "protocol §8.2",
    { encodings: BOTH },
    session(
      send(get(...["Man", "Mod", "DmV", "Lang", "DevId"].map((name) => `./DevInfo/${name}`))),
      expectEveryStatus(200),
      ...["Man", "Mod", "DmV", "Lang", "DevId"].map((name) => expectResults(`./DevInfo/${name}`, /./)),
    ),
    see({
      see: "text",
      message: 2,
      value: /DevInfo\/Man<.*DevInfo\/Mod<.*DevInfo\/DmV<.*DevInfo\/Lang<.*DevInfo\/DevId</s,
    }),
    session(
      send({ cmd: "Replace", cmdId: "", items: [...twice("./Test/text", "first"), ...twice("./Test/text", "last")] }),
      expectStatus("./Test/text", 200),
      send(get("./Test/text")),
      expectResults("./Test/text", "last"),
    ),
  ),
  testCase(
    "TR-25",
    "Permanent nodes and the root stay",
    "protocol §8.5#39, #40",
    {},
    session(
      send(remove("./Test"), remove("./DevInfo"), remove(".")),
      expectEveryStatus(405, 425),
      send(get("./DevInfo", "./Test")),
      expectStatus("./DevInfo", 200),
      expectStatus("./Test", 200),
    ),
  ),
  testCase(
    "TR-26",
    "A node whose AccessType lacks Delete",
    "protocol §8.5#41, tree §3",
    {},
    session(
      send(remove("./Test/protected")),
      expectStatus("./Test/protected", 405),
      send(get("./Test/protected")),
      expectResults("./Test/protected", "kept"),
    ),
  ),
  testCase(
    "TR-26b",
    "A node whose AccessType lacks Delete goes with its parent",
    "protocol §8.5#41, tree §3",
    { needs: ["bench-object"] },
    session(
      send(addNode("./Bench/box"), add("./Bench/box/kept", "1")),
      expectEveryStatus(200),
      send(remove("./Bench/box/kept")),
      expectStatus("./Bench/box/kept", 405),
      send(remove("./Bench/box"), get("./Bench/box/kept")),
      expectStatus("./Bench/box", 200),
      expectStatus("./Bench/box/kept", 404),
    ),
  ),
  testCase(
    "TR-27",
    "What was written outlives a restart, and not a factory reset",
    "tree §3",
    {},
    makeBox,
    session(send(replace(`${BOX}?prop=ACL`, "Delete=*&Get=*&Replace=*")), expectStatus(`${BOX}?prop=ACL`, 200)),
    { act: "restart" },
    session(
      send(get(`${BOX}/x`, `${BOX}?prop=ACL`)),
      expectResults(`${BOX}/x`, "1"),
      expectResults(`${BOX}?prop=ACL`, "Delete=*&Get=*&Replace=*"),
    ),
    { act: "reset" },
    // The account is gone with everything else.
    but(rawSession({}, expectPackage1(), end()), { none: true }),
  ),
];

function twice(uri: string, data: string) {
  return [{ target: { locUri: uri }, meta: { format: "chr", type: "text/plain" }, data }];
}
