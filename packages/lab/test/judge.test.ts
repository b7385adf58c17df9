import { DecodeError } from "@oma-dm/codec";
import { type Command, decodeMessage, encodeMessage, type Message } from "@oma-dm/codec/syncml";
import {
  type ClientMessage,
  type Exchange,
  type JudgeContext,
  judge,
  RULES,
  type Secret,
  secretForms,
} from "@oma-dm/lab";
import { describe, expect, it } from "vitest";
import { GOOD_HEADERS } from "./paper-device.ts";

const NONCE = Buffer.from("n0nce-for-judging").toString("base64");
const META = '<Meta><Format xmlns="syncml:metinf">chr</Format><Type xmlns="syncml:metinf">text/plain</Type></Meta>';
const devInfo = (name: string) =>
  `<Item><Source><LocURI>./DevInfo/${name}</LocURI></Source>${META}<Data>x</Data></Item>`;
const header = (msgId: number, rest = "") =>
  `<SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.3</VerProto><SessionID>1A</SessionID><MsgID>${msgId}</MsgID>` +
  `<Target><LocURI>http://lab/dm</LocURI></Target><Source><LocURI>IMEI:1</LocURI><LocName>user</LocName></Source>${rest}</SyncHdr>`;
const CRED =
  '<Cred><Meta><Format xmlns="syncml:metinf">b64</Format><Type xmlns="syncml:metinf">syncml:auth-md5</Type></Meta><Data>Zz6EivR3yeaaENcRN6lpAQ==</Data></Cred>';
const CHAL = `<Chal><Meta><Type xmlns="syncml:metinf">syncml:auth-md5</Type><Format xmlns="syncml:metinf">b64</Format><NextNonce xmlns="syncml:metinf">${NONCE}</NextNonce></Meta></Chal>`;

/** Package 1, right in every respect. */
const OPENING = `<SyncML xmlns="SYNCML:SYNCML1.2">${header(1, `${CRED}<Meta><MaxMsgSize xmlns="syncml:metinf">5000</MaxMsgSize></Meta>`)}<SyncBody><Alert><CmdID>1</CmdID><Data>1201</Data></Alert><Replace><CmdID>2</CmdID>${["DevId", "Man", "Mod", "DmV", "Lang"].map(devInfo).join("")}</Replace><Final/></SyncBody></SyncML>`;

const status = (cmdId: number, cmdRef: number, cmd: string, code: number, rest = "", refs = "") =>
  `<Status><CmdID>${cmdId}</CmdID><MsgRef>1</MsgRef><CmdRef>${cmdRef}</CmdRef><Cmd>${cmd}</Cmd>${refs}${rest}<Data>${code}</Data></Status>`;
const RESULTS = `<Results><CmdID>5</CmdID><MsgRef>1</MsgRef><CmdRef>4</CmdRef>${META}<Item><Source><LocURI>./A</LocURI></Source><Data>1</Data></Item></Results>`;
/** Package 3, right in every respect: answers Get ./A (4), Get ./None (5), Replace of two Items (6). */
const STATUSES = [
  status(1, 0, "SyncHdr", 212, CHAL),
  status(2, 4, "Get", 200),
  status(3, 5, "Get", 404),
  status(4, 6, "Replace", 200),
];
const ANSWER = `<SyncML xmlns="SYNCML:SYNCML1.2">${header(2)}<SyncBody>${STATUSES.join("")}${RESULTS}<Final/></SyncBody></SyncML>`;

const leaf = (uri: string) => ({ target: { locUri: uri }, meta: { format: "chr", type: "text/plain" }, data: "1" });
const COMMANDS: readonly Command[] = [
  { cmd: "Status", cmdId: "1", msgRef: "1", cmdRef: "0", command: "SyncHdr", data: "212" },
  { cmd: "Status", cmdId: "2", msgRef: "1", cmdRef: "1", command: "Alert", data: "200" },
  { cmd: "Status", cmdId: "3", msgRef: "1", cmdRef: "2", command: "Replace", data: "200" },
  { cmd: "Get", cmdId: "4", items: [{ target: { locUri: "./A" } }] },
  { cmd: "Get", cmdId: "5", items: [{ target: { locUri: "./None" } }] },
  { cmd: "Replace", cmdId: "6", items: [leaf("./A"), leaf("./B/")] },
];
const serverMessage = (change: { final?: boolean; maxMsgSize?: string } = {}): Message => ({
  syncHdr: {
    verDtd: "1.2",
    verProto: "DM/1.3",
    sessionId: "1A",
    msgId: "1",
    target: { locUri: "IMEI:1" },
    source: { locUri: "http://lab/dm" },
    ...(change.maxMsgSize === undefined ? {} : { meta: { maxMsgSize: change.maxMsgSize } }),
  },
  syncBody: { commands: COMMANDS, final: change.final ?? true },
});

const SECRETS: readonly Secret[] = [
  { name: "client secret", bytes: Buffer.from("OhBehave") },
  { name: "nonce", bytes: Buffer.from("n0nce-for-judging") },
];

function clientMessage(
  body: string | Uint8Array,
  n: number,
  headers: Record<string, string> = {},
  method = "POST",
): ClientMessage {
  const bytes = new Uint8Array(Buffer.from(body));
  const type = bytes[0] === 0x3c ? "application/vnd.syncml.dm+xml" : "application/vnd.syncml.dm+wbxml";
  const all = { ...GOOD_HEADERS, "Content-Type": type, "Content-Length": String(bytes.length), ...headers };
  const base = { n, method, headers: Object.entries(all), bytes };
  try {
    return { ...base, ...decodeMessage(bytes) };
  } catch (error) {
    if (error instanceof DecodeError) return { ...base, error: error.message };
    throw error;
  }
}

interface Change {
  readonly headers?: Record<string, string>;
  readonly method?: string;
  readonly server?: { final?: boolean; maxMsgSize?: string };
}

const opening = (body: string | Uint8Array = OPENING, { headers, method }: Change = {}): JudgeContext => ({
  current: clientMessage(body, 1, headers, method),
  earlier: [],
  secrets: SECRETS,
});
const answering = (body: string | Uint8Array = ANSWER, { headers, server }: Change = {}): JudgeContext => {
  const earlier: Exchange[] = [{ client: clientMessage(OPENING, 1), server: serverMessage(server) }];
  return { current: clientMessage(body, 2, headers), earlier, secrets: SECRETS };
};
/** `from` must be there: a vector that changes nothing proves nothing. */
const edit = (text: string, from: string, to: string): string => {
  if (!text.includes(from)) throw new Error(`"${from}" is not in the vector`);
  return text.replace(from, to);
};
const wbxml = (text: string) => encodeMessage(decodeMessage(Buffer.from(text)).message, "wbxml");
const patched = (bytes: Uint8Array, at: number, value: number) =>
  bytes.map((byte, index) => (index === at ? value : byte));

const GET = "<Get><CmdID>9</CmdID><Item><Target><LocURI>./A</LocURI></Target></Item></Get>";
const ALERT_1223 = "<Alert><CmdID>9</CmdID><Data>1223</Data></Alert>";
const ALERT_1222 = "<Alert><CmdID>9</CmdID><Data>1222</Data></Alert>";
const GENERIC =
  '<Alert><CmdID>9</CmdID><Data>1226</Data><Item><Meta><Type xmlns="syncml:metinf">urn:x</Type></Meta><Data>1</Data></Item></Alert>';

/** Messages in which no rule finds anything. */
const RIGHT: readonly (readonly [string, JudgeContext])[] = [
  ["package 1 in XML", opening()],
  ["package 1 in WBXML", opening(wbxml(OPENING))],
  ["package 3 in XML", answering()],
  ["package 3 in WBXML", answering(wbxml(ANSWER))],
  ["package 3 exactly as long as MaxMsgSize", answering(ANSWER, { server: { maxMsgSize: String(ANSWER.length) } })],
  [
    "a Status per Item, told apart by TargetRef",
    answering(
      edit(
        ANSWER,
        STATUSES[3] ?? "",
        status(4, 6, "Replace", 200, "", "<TargetRef>./A</TargetRef>") +
          status(7, 6, "Replace", 404, "", "<TargetRef>./B/</TargetRef>"),
      ),
    ),
  ],
  [
    "Alert 1222 and no Final while the server's package is open",
    answering(edit(ANSWER, "<Final/>", ALERT_1222), { server: { final: false } }),
  ],
  [
    "an abort with half of the Statuses",
    answering(edit(edit(ANSWER, STATUSES[3] ?? "", ""), "<Final/>", `${ALERT_1223}<Final/>`)),
  ],
  ["a first part without Final", answering(edit(edit(ANSWER, "<Final/>", ""), STATUSES[3] ?? "", ""))],
  ["the asked spelling, slash and all", answering(edit(ANSWER, "./A</LocURI></Source>", "./A</LocURI></Source>"))],
];

/** After raw bytes from the server there is no message to answer; the client aborts. */
const AFTER_GARBAGE: JudgeContext = {
  ...answering(),
  current: clientMessage(
    edit(edit(edit(ANSWER, "<MsgID>2", "<MsgID>3"), RESULTS, ""), STATUSES.slice(1).join(""), ALERT_1223),
    3,
  ),
  earlier: [...answering().earlier, { client: clientMessage(ANSWER, 2) }],
};

/** Rule, what is wrong, the message, what the judge says. */
const WRONG: readonly (readonly [string, string, JudgeContext, string])[] = [
  ["INV-01", "PUT", opening(OPENING, { method: "PUT" }), "method PUT, not POST"],
  [
    "INV-01",
    "XML announced as WBXML",
    opening(OPENING, { headers: { "Content-Type": "application/vnd.syncml.dm+wbxml" } }),
    "Content-Type application/vnd.syncml.dm+wbxml, but the body is application/vnd.syncml.dm+xml",
  ],
  [
    "INV-01",
    "a foreign type",
    opening(OPENING, { headers: { "Content-Type": "text/xml; charset=utf-8" } }),
    "Content-Type text/xml is no DM media type",
  ],
  ["INV-02", "a mismatched tag", opening(edit(OPENING, "</Alert>", "</Alrt>")), "</Alrt> closes nothing at character"],
  ["INV-02", "two documents", opening(OPENING + OPENING), "a second root element at character"],
  ["INV-02", "bytes after the document", opening(Uint8Array.of(...wbxml(OPENING), 0)), "1 bytes after the document"],
  ["INV-02", "a WBXML attribute", opening(patched(wbxml(OPENING), 5, 0xed)), "attributes are never used at byte 6"],
  ["INV-02", "a DOCTYPE", opening(`<!DOCTYPE SyncML>${OPENING}`), "a DOCTYPE is never emitted at character 0"],
  [
    "INV-02",
    "Data before CmdID",
    opening(edit(OPENING, "<CmdID>1</CmdID><Data>1201</Data>", "<Data>1201</Data><CmdID>1</CmdID>")),
    "Alert has children Data CmdID; the DTD says",
  ],
  [
    "INV-02",
    "no namespace",
    opening(edit(OPENING, ' xmlns="SYNCML:SYNCML1.2"', "")),
    'root is SyncML in "", not SyncML in SYNCML:SYNCML1.2',
  ],
  ["INV-02", "text in a container", opening(edit(OPENING, "<SyncBody>", "<SyncBody>x")), "SyncBody holds text"],
  ["INV-02", "a Final with content", opening(edit(OPENING, "<Final/>", "<Final>1</Final>")), "Final is not empty"],
  [
    "INV-03",
    "MsgID before SessionID",
    opening(edit(OPENING, "<SessionID>1A</SessionID><MsgID>1</MsgID>", "<MsgID>1</MsgID><SessionID>1A</SessionID>")),
    "SyncHdr has children VerDTD VerProto MsgID SessionID",
  ],
  [
    "INV-04",
    "another SessionID",
    answering(edit(ANSWER, "<SessionID>1A", "<SessionID>1B")),
    "SessionID 1B, the session began with 1A",
  ],
  [
    "INV-04",
    "a long SessionID",
    opening(edit(OPENING, "<SessionID>1A", "<SessionID>12345")),
    'SessionID "12345" is not 1 to 4 characters long',
  ],
  ["INV-05", "a gap", answering(edit(ANSWER, "<MsgID>2", "<MsgID>3")), "MsgID 3, due is 2"],
  ["INV-05", "a repeat", answering(edit(ANSWER, "<MsgID>2", "<MsgID>1")), "MsgID 1, due is 2"],
  ["INV-06", "a CmdID twice", opening(edit(OPENING, "<CmdID>2", "<CmdID>1")), "CmdID 1 twice"],
  ["INV-06", "CmdID 0", opening(edit(OPENING, "<CmdID>2", "<CmdID>0")), "Replace has CmdID 0"],
  ["INV-06", "no CmdID", opening(edit(OPENING, "<CmdID>1</CmdID>", "")), "Alert without CmdID"],
  [
    "INV-07",
    "no SyncHdr Status",
    answering(edit(ANSWER, STATUSES[0] ?? "", "")),
    "the first command is Status, not the Status of SyncHdr",
  ],
  [
    "INV-07",
    "SyncHdr Status in second place",
    answering(edit(edit(ANSWER, STATUSES[0] ?? "", ""), STATUSES[1] ?? "", `${STATUSES[1]}${STATUSES[0]}`)),
    "the first command is Status, not the Status of SyncHdr",
  ],
  [
    "INV-07",
    "a wrong MsgRef",
    answering(edit(ANSWER, "<CmdID>1</CmdID><MsgRef>1", "<CmdID>1</CmdID><MsgRef>2")),
    "SyncHdr Status has MsgRef 2, the server's message is 1",
  ],
  ["INV-08", "a missing Status", answering(edit(ANSWER, STATUSES[3] ?? "", "")), "no Status for Replace 1/6"],
  [
    "INV-08",
    "two for one",
    answering(edit(ANSWER, STATUSES[2] ?? "", `${STATUSES[2]}${status(8, 5, "Get", 404)}`)),
    "Status 404 for Get 1/5 is a second Status",
  ],
  [
    "INV-08",
    "the order turned",
    answering(edit(ANSWER, `${STATUSES[2]}${STATUSES[3]}`, `${STATUSES[3]}${STATUSES[2]}`)),
    "Status 404 for Get 1/5 is out of order",
  ],
  [
    "INV-08",
    "a Status for a Status",
    answering(edit(ANSWER, "<Final/>", `${status(8, 2, "Status", 200)}<Final/>`)),
    "Status 200 for Status 1/2: the server sent no such command",
  ],
  [
    "INV-08",
    "another command's name",
    answering(edit(ANSWER, "<Cmd>Replace", "<Cmd>Add")),
    "Status 200 for Add 1/6: the server's command is Replace",
  ],
  [
    "INV-08",
    "a Status in package 1",
    opening(edit(OPENING, "<SyncBody>", `<SyncBody>${status(8, 3, "Get", 200)}`)),
    "the server sent no such command",
  ],
  [
    "INV-09",
    "Results first",
    answering(edit(edit(ANSWER, RESULTS, ""), STATUSES[1] ?? "", `${RESULTS}${STATUSES[1]}`)),
    "Results for 1/4 come before the Status of the Get",
  ],
  [
    "INV-09",
    "Results of a Get that failed",
    answering(edit(ANSWER, "<CmdRef>4</CmdRef><Meta>", "<CmdRef>5</CmdRef><Meta>")),
    "Results for 1/5, but the Get failed",
  ],
  ["INV-10", "a Get from the client", answering(edit(ANSWER, "<Final/>", `${GET}<Final/>`)), "Get from a client"],
  [
    "INV-10",
    "a Replace beyond DevInfo",
    opening(edit(OPENING, "./DevInfo/Lang", "./DevDetail/SwV")),
    "Replace of ./DevDetail/SwV, which is not DevInfo",
  ],
  [
    "INV-10",
    "Target instead of Source",
    opening(
      edit(
        OPENING,
        "<Source><LocURI>./DevInfo/Lang</LocURI></Source>",
        "<Target><LocURI>./DevInfo/Lang</LocURI></Target>",
      ),
    ),
    "a Replace Item without Source",
  ],
  [
    "INV-11",
    "Cred in a command",
    opening(edit(OPENING, "<CmdID>1</CmdID>", `<CmdID>1</CmdID>${CRED}`)),
    "Cred inside SyncBody",
  ],
  [
    "INV-11",
    "Cred beside the HMAC header",
    opening(OPENING, { headers: { "x-syncml-hmac": "mac=AA==" } }),
    "Cred beside x-syncml-hmac",
  ],
  [
    "INV-12",
    "a byte too long",
    answering(ANSWER, { server: { maxMsgSize: String(ANSWER.length - 1) } }),
    `${ANSWER.length} bytes, MaxMsgSize is ${ANSWER.length - 1}`,
  ],
  ["INV-13", "1223 without Final", answering(edit(ANSWER, "<Final/>", ALERT_1223)), "Alert 1223 without Final"],
  ["INV-13", "Final too early", answering(ANSWER, { server: { final: false } }), "Final before the server's Final"],
  [
    "INV-13",
    "nothing that asks for more",
    answering(edit(edit(ANSWER, RESULTS, ""), "<Final/>", ""), { server: { final: false } }),
    "neither Final, Alert 1222 nor another command",
  ],
  [
    "INV-14",
    "Meta in the wrong namespace",
    opening(edit(OPENING, '<MaxMsgSize xmlns="syncml:metinf">', "<MaxMsgSize>")),
    'MaxMsgSize in Meta has namespace "SYNCML:SYNCML1.2"',
  ],
  [
    "INV-14",
    "a generic alert without Format",
    opening(edit(OPENING, "<Final/>", `${GENERIC}<Final/>`)),
    "an Item of Alert 1226 without Type and Format",
  ],
  [
    "INV-15",
    "Cred without Format b64",
    opening(edit(OPENING, '<Format xmlns="syncml:metinf">b64</Format>', "")),
    'Cred Format "", not b64',
  ],
  [
    "INV-15",
    "a digest in hex",
    opening(edit(OPENING, "Zz6EivR3yeaaENcRN6lpAQ==", "673e848af477c9e69a10d71137a96901")),
    "Cred Data is not the base64 of 16 bytes",
  ],
  [
    "INV-15",
    "Chal without nonce",
    answering(edit(ANSWER, `<NextNonce xmlns="syncml:metinf">${NONCE}</NextNonce>`, "")),
    "Chal without NextNonce",
  ],
  ["INV-15", "a nonce that is no base64", answering(edit(ANSWER, NONCE, "n!")), "NextNonce is not base64"],
  [
    "INV-16",
    "a trailing slash",
    opening(edit(OPENING, "./DevInfo/Lang", "./DevInfo/Lang/")),
    'Source of Replace "./DevInfo/Lang/" ends in "/"',
  ],
  [
    "INV-16",
    "a climb",
    opening(edit(OPENING, "./DevInfo/Lang", "./DevInfo/../Lang")),
    'Source of Replace "./DevInfo/../Lang" climbs with ".."',
  ],
  [
    "INV-16",
    "another spelling than asked",
    answering(edit(ANSWER, "<LocURI>./A</LocURI></Source><Data>", "<LocURI>A</LocURI></Source><Data>")),
    'Results for "A", which nobody asked',
  ],
  [
    "INV-17",
    "NoResp",
    opening(edit(OPENING, "<CmdID>1</CmdID>", "<CmdID>1</CmdID><NoResp/>")),
    "NoResp is not used in Device Management",
  ],
  [
    "INV-18",
    "the secret in a value",
    opening(edit(OPENING, "<Data>x</Data>", "<Data>OhBehave</Data>")),
    "the client secret shows in the body",
  ],
  [
    "INV-18",
    "the secret in base64",
    opening(edit(OPENING, "<Data>x</Data>", `<Data>${Buffer.from("x:OhBehave").toString("base64")}</Data>`)),
    "the client secret shows in the body",
  ],
  [
    "INV-18",
    "the secret in hex",
    opening(edit(OPENING, "<Data>x</Data>", `<Data>${Buffer.from("OhBehave").toString("hex")}</Data>`)),
    "the client secret shows in the body",
  ],
  [
    "INV-18",
    "the secret percent-encoded",
    opening(edit(OPENING, "<Data>x</Data>", "<Data>%4f%68%42%65%68%61%76%65</Data>")),
    "the client secret shows in the body",
  ],
  [
    "INV-18",
    "the nonce in a header",
    answering(ANSWER, { headers: { "X-Debug": NONCE } }),
    "the nonce shows in the header X-Debug",
  ],
  ...(
    [
      ["as character references", "OhBeh&#97;v&#x65;"],
      ["as XML within XML", "&lt;Value&gt;OhBeh&amp;#97;ve&lt;/Value&gt;"],
      ["in CDATA sections that share it", "<![CDATA[OhBe]]><![CDATA[have]]>"],
    ] as const
  ).map(
    ([how, data]) =>
      [
        "INV-18",
        `the secret ${how}`,
        opening(edit(OPENING, "<Data>x</Data>", `<Data>${data}</Data>`)),
        "the client secret shows in the body",
      ] as const,
  ),
  [
    "INV-18",
    "the secret in the request line",
    {
      ...opening(),
      current: { ...clientMessage(OPENING, 1), path: "/dm?password=Oh%42ehave&p=%4fhBehave&q=OhBehave" },
    },
    "the client secret shows in the request line",
  ],
  ["INV-19", "WBXML 1.2", opening(patched(wbxml(OPENING), 0, 0x02)), "WBXML version byte 0x02, not 0x03"],
  [
    "INV-19",
    "public id of SyncML 1.1",
    opening(patched(patched(wbxml(OPENING), 1, 0x9f), 2, 0x53)),
    "public id 0xfd3, not 0x1201 (SyncML 1.2)",
  ],
  ["INV-20", "no User-Agent", opening(OPENING, { headers: { "user-agent": "" } }), "User-Agent has no product token"],
  [
    "INV-20",
    "no Accept-Charset",
    opening(OPENING, { headers: { "accept-charset": "" } }),
    "Accept-Charset does not list utf-8",
  ],
  [
    "INV-20",
    "a cacheable request",
    opening(OPENING, { headers: { "cache-control": "max-age=0" } }),
    "Cache-Control has neither no-store nor private",
  ],
  [
    "INV-20",
    "Accept of something else",
    opening(OPENING, { headers: { accept: "*/*" } }),
    "Accept lists no DM media type",
  ],
  [
    "INV-20",
    "another User-Agent in mid-session",
    answering(ANSWER, { headers: { "user-agent": "Other/2.0" } }),
    "user-agent changed within the session",
  ],
];

describe("the judge", () => {
  it.each(RIGHT)("finds nothing in %s", (_what, context) => {
    expect(judge(context)).toEqual([]);
  });

  it.each(WRONG)("%s finds %s", (rule, _what, context, what) => {
    const found = judge(context, [rule]);
    expect(found.map((each) => each.what).join("\n")).toContain(what);
    expect(found.every((each) => each.message === context.current.n)).toBe(true);
  });

  it("has a failing vector for every rule, and every invariant of conformance §3 as a rule", () => {
    const ids = Array.from({ length: 20 }, (_, at) => `INV-${String(at + 1).padStart(2, "0")}`);
    expect(RULES.map((rule) => rule.id)).toEqual(ids);
    expect([...new Set(WRONG.map(([rule]) => rule))]).toEqual(ids);
  });

  it("finds nothing in an abort after bytes that were no message", () => {
    expect(judge(AFTER_GARBAGE)).toEqual([]);
    // Nor does an answer without abort trip over the gap.
    const answer = clientMessage(edit(ANSWER, "<MsgID>2", "<MsgID>3"), 3);
    expect(judge({ ...AFTER_GARBAGE, current: answer }, ["INV-07", "INV-13"])).toEqual([]);
  });

  it("knows a secret in base64 wherever it starts and whatever follows", () => {
    const bytes = Buffer.from("OhBehave");
    const forms = secretForms({ name: "secret", bytes });
    for (let before = 0; before < 3; before++) {
      for (let after = 0; after < 3; after++) {
        const text = Buffer.concat([Buffer.alloc(before, 0x5a), bytes, Buffer.alloc(after, 0xa5)]).toString("base64");
        expect(forms.some((form) => text.includes(form))).toBe(true);
      }
    }
  });

  it("finds a secret with markup in it, as XML has to write it", () => {
    const secrets = [{ name: "client secret", bytes: Buffer.from("a<b>&c") }];
    const leaking = edit(OPENING, "<Data>x</Data>", "<Data>a&lt;b&gt;&amp;c</Data>");
    for (const body of [leaking, wbxml(leaking)]) {
      expect(judge({ ...opening(body), secrets }, ["INV-18"]).map((each) => each.what)).toEqual([
        "the client secret shows in the body",
      ]);
    }
    expect(judge({ ...opening(), secrets }, ["INV-18"])).toEqual([]);
  });

  it("lets a secret travel where it belongs: basic Cred and NextNonce", () => {
    const basic = Buffer.from("user:OhBehave").toString("base64");
    const cred = edit(edit(OPENING, "Zz6EivR3yeaaENcRN6lpAQ==", basic), "syncml:auth-md5", "syncml:auth-basic");
    expect(judge(opening(cred), ["INV-18"])).toEqual([]);
    expect(judge(opening(wbxml(cred)), ["INV-18"])).toEqual([]);
  });

  it("judges bytes that are no message at all", () => {
    const rules = judge(opening(new Uint8Array([0x03, 0xa4, 0x01, 0x6a, 0x00, 0xff]))).map((each) => each.rule);
    expect(rules).toEqual(["INV-02", "INV-02"]);
    expect(judge(opening("not a message")).map((each) => each.rule)).toContain("INV-01");
  });
});
