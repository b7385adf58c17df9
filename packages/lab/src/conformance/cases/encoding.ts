/** EN: XML, WBXML, name spaces, media types. */
import type { MessageForm } from "../../message-form.ts";
import {
  add,
  end,
  expectAbort,
  expectPackage1,
  expectResults,
  expectSilence,
  expectStatus,
  get,
  inForm,
  raw,
  replace,
  send,
  withFaults,
} from "../../steps.ts";
import type { ConformanceCase } from "../case.ts";
import { BOTH, but, prepare, rawSession, see, session, testCase, under } from "../case-builders.ts";

const MAN = "./DevInfo/Man";
const INT = "./Test/int";
const A = "./Test/dyn/a";
const opening = expectPackage1({ devInfo: true });
const read = [send(get(MAN)), expectStatus(MAN, 200)];
/** An int, written in that form, arrives as an int. */
const arrives = (form: MessageForm) => [
  inForm(send(add(A, "åäö 7"), replace(INT, "7", { format: "int" })), form),
  expectStatus(A, 200),
  expectStatus(INT, 200),
  send(get(A, `${A}?prop=Format`, INT)),
  expectResults(A, "åäö 7"),
  expectResults(`${A}?prop=Format`, "chr"),
  expectResults(INT, "7", { format: "int" }),
];
const WRAPPED: MessageForm = {
  edits: [
    ['<Meta><Format xmlns="syncml:metinf">int', '<Meta><MetInf xmlns="syncml:metinf"><Format>int'],
    ["text/plain</Type></Meta>", "text/plain</Type></MetInf></Meta>"],
  ],
};
const PREFIXED: MessageForm = {
  edits: [
    ['<Format xmlns="syncml:metinf">', "<mi:Format xmlns:mi='syncml:metinf'>"],
    ["</Format>", "</mi:Format>"],
    ['<Type xmlns="syncml:metinf">', "<mi:Type xmlns:mi='syncml:metinf'>"],
    ["</Type>", "</mi:Type>"],
    ["<Replace>", "<s:Replace xmlns:s='SYNCML:SYNCML1.2'>"],
    ["</Replace>", "</s:Replace>"],
  ],
};
const badWbxml = (...bytes: readonly number[]) => raw(Uint8Array.of(3, 0xa4, 1, 0x6a, 0, ...bytes));

export const ENCODING_CASES: readonly ConformanceCase[] = [
  testCase(
    "EN-01",
    "Media types in both directions",
    "protocol §2.3, §12.2",
    { encodings: BOTH },
    session(...read),
    under({ encoding: "xml" }, session(...read)),
    under({ encoding: "wbxml" }, session(...read)),
    under(
      { encoding: "xml" },
      session(
        withFaults(send(get(MAN)), {
          kind: "headers",
          headers: { "content-type": "APPLICATION/vnd.syncml.DM+xml; charset=UTF-8; verproto=1.2" },
        }),
        expectStatus(MAN, 200),
      ),
    ),
  ),
  testCase(
    "EN-01b",
    "An answer of another media type is none",
    "protocol §12.2, §2.3",
    {},
    prepare(send(replace(INT, "1", { format: "int" })), expectStatus(INT, 200)),
    ...["text/html", "application/vnd.syncml+xml"].map((value) =>
      but(
        rawSession(
          {},
          opening,
          withFaults(send(replace(INT, "4711", { format: "int" })), { kind: "content-type", value }),
        ),
        { ends: ["running", "aborted-by-client", "completed"], without: ["script"] },
      ),
    ),
    session(send(get(INT)), expectResults(INT, "1")),
  ),
  testCase(
    "EN-02",
    "Name spaces of what is sent",
    "protocol §2.2",
    { encodings: ["xml"] },
    session(...read),
    see({ see: "bytes", value: /<SyncML xmlns="SYNCML:SYNCML1\.2">.*<MaxMsgSize xmlns="syncml:metinf">/s }),
  ),
  testCase(
    "EN-03",
    "Name spaces by default, by prefix, in single quotes",
    "protocol §2.2, §3.5",
    { encodings: ["xml"] },
    session(...arrives(PREFIXED)),
    session(
      inForm(send(get(MAN)), { edits: [['xmlns="SYNCML:SYNCML1.2"', "xmlns='SYNCML:SYNCML1.2'"]] }),
      expectStatus(MAN, 200),
    ),
  ),
  testCase(
    "EN-03b",
    "A command of a foreign name space is not carried out",
    "protocol §2.2",
    { encodings: ["xml"] },
    prepare(send(replace(INT, "1", { format: "int" })), expectStatus(INT, 200)),
    but(
      rawSession(
        {},
        opening,
        inForm(send(replace(INT, "4711", { format: "int" })), {
          edits: [["<Replace>", '<Replace xmlns="urn:x-foreign">']],
          means: "nothing",
        }),
        end(),
      ),
      { ends: ["completed", "aborted-by-client", "running"], without: ["INV-08", "INV-07", "script"] },
    ),
    session(send(get(INT)), expectResults(INT, "1")),
  ),
  testCase(
    "EN-04",
    "Meta with a MetInf around it, and without",
    "protocol §3.4#12, §4.4",
    { encodings: BOTH },
    session(
      inForm(send(replace(INT, "7", { format: "int" })), WRAPPED),
      expectStatus(INT, 200),
      send(get(`${INT}?prop=Format`, INT)),
      expectResults(`${INT}?prop=Format`, "int"),
      expectResults(INT, "7"),
    ),
  ),
  testCase(
    "EN-04b",
    "MetInf tokens of code page 1 on the wire",
    "protocol §4.4",
    {},
    session(...arrives({ wbxml: {} })),
    see({ see: "bytes", value: /\x00\x01.*\x4c\x03\d+\x00\x01/s }),
    see({ see: "bytes", value: /\x47\x03/ }),
  ),
  testCase(
    "EN-05",
    "WBXML as servers write it",
    "protocol §4.1, §4.2",
    {},
    session(...arrives({ wbxml: { publicId: "text" } })),
    session(replaceA({ wbxml: { strings: "table" } }), expectStatus(A, 200), send(get(A)), expectResults(A, "åäö")),
    session(replaceA({ wbxml: { strings: "opaque" } }), expectStatus(A, 200), send(get(A)), expectResults(A, "åäö")),
    session(
      replaceA({ wbxml: { publicId: "text", strings: "table" } }),
      expectStatus(A, 200),
      send(get(A)),
      expectResults(A, "åäö"),
    ),
    session(replaceA({ wbxml: { version: 1 } }), expectStatus(A, 200)),
    session(replaceA({ wbxml: { version: 2 } }), expectStatus(A, 200)),
  ),
  ...(
    [
      ["EN-06", "A token that does not exist", badWbxml(0x6d, 0x3f, 0x01)],
      ["EN-06b", "A code page that does not exist", badWbxml(0x6d, 0x00, 0x2a, 0x45, 0x01, 0x01)],
      ["EN-06c", "A number that runs over", badWbxml(0x6d, 0x6c, 0xc3, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f)],
      ["EN-06d", "An OPAQUE that ends early", badWbxml(0x6d, 0x6c, 0x71, 0xc3, 0x20, 0x31)],
    ] as const
  ).map(([id, title, turn]) =>
    testCase(
      id,
      title,
      "protocol §4.1, §4.2",
      { class: "X" },
      but(rawSession({}, opening, turn, expectAbort(), expectSilence()), { ends: ["completed", "aborted-by-client"] }),
      session(...read),
    ),
  ),
  testCase(
    "EN-07",
    "WBXML of the client, read by another decoder",
    "protocol §4.1, §4.6",
    {},
    session(
      send(add(A, Uint8Array.of(0, 1, 0xff), { format: "bin", type: "application/octet-stream" })),
      expectStatus(A, 200),
      send(get(A)),
      expectStatus(A, 200),
    ),
    see({ see: "bytes", value: /^\x03\xa4\x01\x6a\x00/ }),
    see({ see: "bytes", value: /\xc3\x03\x00\x01\xff/ }),
  ),
  testCase(
    "EN-08",
    "Identifiers: URNs, URIs, names",
    "protocol §2.4",
    { encodings: BOTH },
    session(
      send(
        {
          cmd: "Add",
          cmdId: "",
          items: [{ target: { locUri: "./Test/dyn/mo" }, meta: { format: "node", type: "urn:oma:mo:x-vendor:1.0" } }],
        },
        {
          cmd: "Add",
          cmdId: "",
          items: [{ target: { locUri: "./Test/dyn/old" }, meta: { format: "node", type: "org.example/1.0/Object" } }],
        },
      ),
      send(get("./Test/dyn/mo?prop=Type", "./Test/dyn/old?prop=Type", "./DevInfo/DevId")),
      expectResults("./Test/dyn/mo?prop=Type", "urn:oma:mo:x-vendor:1.0"),
      expectResults("./Test/dyn/old?prop=Type", "org.example/1.0/Object"),
      expectResults("./DevInfo/DevId", /^IMEI:\d{14,15}$/),
    ),
    see({ see: "header-refs" }),
    see({ see: "devinfo-source" }),
  ),
  testCase(
    "EN-09",
    "Order of elements, blanks, comments, a DOCTYPE",
    "protocol §3.5, decisions D13",
    { class: "X", encodings: ["xml"] },
    session(
      inForm(send(get(MAN)), {
        edits: [
          ["<Status><CmdID>1</CmdID><MsgRef>1</MsgRef>", "<Status><MsgRef>1</MsgRef><CmdID>1</CmdID>"],
          ["<SyncBody>", "<!-- a comment --><?php no?><SyncBody>\n  "],
        ],
      }),
      expectStatus(MAN, 200),
      inForm(send(add(A, "1", { format: "int" })), { edits: [[">int<", ">\n int \n<"]] }),
      expectStatus(A, 200),
      inForm(send(get(`${A}?prop=Format`)), {
        edits: [
          [
            "<SyncML ",
            '<!DOCTYPE SyncML PUBLIC "-//SYNCML//DTD SyncML 1.2//EN" "http://example.invalid/x.dtd"><SyncML ',
          ],
        ],
        means: "as-composed",
      }),
      expectResults(`${A}?prop=Format`, "int"),
    ),
  ),
  testCase(
    "EN-10",
    "A body with another root, with two bodies, with something behind it",
    "protocol §3.1#1, §3.5",
    { encodings: ["xml"] },
    prepare(send(replace(INT, "1", { format: "int" })), expectStatus(INT, 200)),
    ...(
      [
        [
          ["<SyncML ", "<SyncXL "],
          ["</SyncML>", "</SyncXL>"],
        ],
        [["<SyncBody>", "<SyncBody></SyncBody><SyncBody>"]],
        [["</SyncML>", "</SyncML>trailing"]],
      ] as const
    ).map((edits) =>
      but(
        rawSession(
          {},
          opening,
          inForm(send(replace(INT, "4711", { format: "int" })), { edits, means: "nothing" }),
          expectAbort(),
          expectSilence(),
        ),
        // A client that cannot read the answer does not know that it was let in.
        { ends: ["completed", "aborted-by-client"], without: ["protocol §10.6"] },
      ),
    ),
    session(send(get(INT)), expectResults(INT, "1")),
  ),
];

function replaceA(form: MessageForm) {
  return inForm(send(replace(A, "åäö")), form);
}
