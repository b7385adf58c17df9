/** Alerts both ways, and sessionless reports. Clause: protocol §6, §14, §10.9. */
import { type Command, decodeMessage, encodeMessage, type Message } from "@oma-dm/codec/syncml";
import {
  choiceAlert,
  confirmAlert,
  displayAlert,
  end,
  expectAlert,
  expectUserAnswer,
  flowA,
  get,
  inputAlert,
  type Lab,
  multipleChoiceAlert,
  type Script,
  type ScriptOptions,
  script,
  send,
  startLab,
} from "@oma-dm/lab";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { ACCOUNT, DEVICE_ID, digest, hangUp, mac, type PaperOptions, playSession, post } from "./paper-device.ts";

let lab: Lab | undefined;
afterEach(async () => lab?.close());
afterAll(hangUp);

async function play(chosen: Script, options: Partial<PaperOptions> = {}) {
  lab = await startLab({ accounts: [ACCOUNT], script: chosen });
  const messages = await playSession({ url: lab.url, ...options });
  const report = lab.sessions.at(-1);
  if (report === undefined) throw new Error("no session");
  return { messages, report };
}

const item = { meta: { format: "chr", type: "urn:x" }, data: "1" };
const adding =
  (at: number, ...alerts: readonly string[]) =>
  (message: Message, msgId: number): Message => {
    if (msgId !== at) return message;
    const more = alerts.map((data, index): Command => ({ cmd: "Alert", cmdId: `9${index}`, data, items: [item] }));
    return { ...message, syncBody: { ...message.syncBody, commands: [...message.syncBody.commands, ...more] } };
  };

describe("the client's alerts", () => {
  it("get the Status the script says, or none", async () => {
    const options = { alertStatus: { 1226: 202, 1224: "none" } } as const;
    const chosen = script("alerts", options, expectAlert(1226, { type: "urn:x" }), send(get("./None")), end());
    const { messages, report } = await play(chosen, { twist: adding(1, "1226", "1224", "1226") });
    expect(report).toMatchObject({ violations: [], passed: true });
    const statuses = messages[0]?.syncBody.commands.filter((each) => each.cmd === "Status") ?? [];
    expect(statuses.map((each) => `${each.command} ${each.cmdRef} ${each.data}`)).toEqual([
      "SyncHdr 0 212",
      "Alert 1 200",
      "Replace 2 200",
      "Alert 90 202",
      "Alert 92 202",
    ]);
  });

  it("are all refused with a message that is refused", async () => {
    const { messages } = await play(script("alerts", { alertStatus: { 1226: 202 }, forgetsClientNonce: true }), {
      twist: adding(1, "1226"),
    });
    const codes = messages[0]?.syncBody.commands.map((each) => (each.cmd === "Status" ? each.data : each.cmd));
    expect(codes).toEqual(["401", "401", "401", "401"]);
  });
});

describe("alerts for the user", () => {
  it("have the options first, then the text, then the choices", () => {
    const data = (command: Command) => ("items" in command ? command.items?.map((each) => each.data) : undefined);
    expect(data(displayAlert("Hello", { minDt: 10, maxDt: 30 }))).toEqual(["MINDT=10&MAXDT=30", "Hello"]);
    expect(data(confirmAlert("Sure?", { dr: "0" }))).toEqual(["DR=0", "Sure?"]);
    expect(data(inputAlert("PIN", { maxLen: 4, it: "N", et: "P", dr: "a b&c" }))).toEqual([
      "MAXLEN=4&IT=N&ET=P&DR=a+b%26c",
      "PIN",
    ]);
    expect(data(choiceAlert("One", ["a", "b"]))).toEqual(["", "One", "a", "b"]);
    expect(data(multipleChoiceAlert("Some", ["a", "b"], { raw: "%%&=&DR" }))).toEqual(["%%&=&DR", "Some", "a", "b"]);
    const codes = [
      displayAlert(""),
      confirmAlert(""),
      inputAlert(""),
      choiceAlert("", []),
      multipleChoiceAlert("", []),
    ];
    expect(codes.map((each) => ("data" in each ? each.data : ""))).toEqual(["1100", "1101", "1102", "1103", "1104"]);
  });

  it.each(["xml", "wbxml"] as const)("are answered in the Items of their Status, in %s", async (encoding) => {
    const chosen = script(
      "ui",
      {},
      send(displayAlert("Hello"), multipleChoiceAlert("Some", ["a", "b", "c"])),
      expectUserAnswer(1100, 200),
      expectUserAnswer(1104, 200, ["1", "3"]),
      end(),
    );
    const answering =
      (...answers: readonly string[]) =>
      (message: Message, msgId: number): Message => {
        if (msgId !== 2) return message;
        const commands = message.syncBody.commands.map((each, at) =>
          each.cmd === "Status" && at === 2 ? { ...each, items: answers.map((data) => ({ data })) } : each,
        );
        return { ...message, syncBody: { ...message.syncBody, commands } };
      };
    expect((await play(chosen, { encoding, twist: answering("3", "1") })).report).toMatchObject({
      violations: [],
      passed: true,
    });
    await lab?.close();
    const other = await play(chosen, { encoding, twist: answering("3") });
    expect(other.report.violations.map((each) => each.what)).toEqual(['Alert 1104 is answered "3", expected "1, 3"']);
    await lab?.close();
    const none = await play(script("x", {}, send(get("./None")), expectUserAnswer(1101, 304), end()));
    expect(none.report.violations.map((each) => each.what)).toEqual(["the script sent no Alert 1101"]);
  });
});

// Sessionless reports.

interface ReportChange {
  readonly nonce?: Uint8Array;
  readonly msgId?: string;
  readonly sessionId?: string;
  readonly commands?: string;
  readonly secret?: string;
  readonly data?: string;
}

const { client } = ACCOUNT;
const REPORT_DATA = "<![CDATA[<r t='1'/>]]>";

function reportText({
  nonce,
  msgId = "1",
  sessionId = "3F",
  commands,
  secret,
  data = REPORT_DATA,
}: ReportChange): string {
  const shown = digest(client.name, secret ?? client.secret, nonce ?? client.nonce ?? new Uint8Array());
  const meta = (format: string, type: string) =>
    `<Meta><Format xmlns="syncml:metinf">${format}</Format><Type xmlns="syncml:metinf">${type}</Type></Meta>`;
  return (
    '<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.3</VerProto>' +
    `<SessionID>${sessionId}</SessionID><MsgID>${msgId}</MsgID><Target><LocURI>http://lab/dm</LocURI></Target>` +
    `<Source><LocURI>${DEVICE_ID}</LocURI><LocName>${client.name}</LocName></Source>` +
    `<Cred>${meta("b64", "syncml:auth-md5")}<Data>${shown}</Data></Cred></SyncHdr><SyncBody>${
      commands ??
      `<Alert><CmdID>1</CmdID><Data>1230</Data><Item>${meta("xml", "urn:x:report")}<Data>${data}</Data></Item></Alert>`
    }<Final/></SyncBody></SyncML>`
  );
}

async function reportLab(options: ScriptOptions = {}): Promise<string> {
  lab = await startLab({ accounts: [ACCOUNT], script: script("reports", options) });
  return lab.url;
}

const nonceIn = (body: Buffer): Uint8Array => {
  const [header] = decodeMessage(body).message.syncBody.commands;
  const text = header?.cmd === "Status" ? header.chal?.meta.nextNonce : undefined;
  return new Uint8Array(Buffer.from(text ?? "", "base64"));
};

describe("a sessionless report", () => {
  it("leaves every nonce as it was: no Chal, and a session with the same nonce after it", async () => {
    lab = await startLab({ accounts: [ACCOUNT], script: flowA });
    for (const sessionId of ["3F", "40"]) {
      const answer = decodeMessage((await post(lab.url, reportText({ sessionId }))).body).message;
      expect(answer.syncBody.commands).toMatchObject([{ data: "212" }, { command: "Alert", data: "200" }]);
      expect(JSON.stringify(answer)).not.toContain("nextNonce");
    }
    await playSession({ url: lab.url, leaves: { "./DevInfo/DevId": "x" } });
    expect(lab.sessions.map(({ outcome, passed }) => [outcome, passed])).toEqual([
      ["report", true],
      ["report", true],
      ["completed", true],
    ]);
  });

  it.each([200, 202, 204] as const)("may be answered with HTTP %i and nothing else", async (empty) => {
    const url = await reportLab({ report: { empty } });
    const { status, headers, body } = await post(url, reportText({}));
    expect([status, headers["content-type"], body.length]).toEqual([empty, undefined, 0]);
    expect(lab?.sessions[0]).toMatchObject({ outcome: "report", violations: [], passed: true });
  });

  it("may meet a fault and come again", async () => {
    const fault = { kind: "http-status", status: 503, headers: { "retry-after": "1" } } as const;
    const url = await reportLab({ report: { faults: [fault], empty: 202 }, alertStatus: { 1230: 202 } });
    expect((await post(url, reportText({}))).status).toBe(503);
    expect((await post(url, reportText({}))).status).toBe(202);
    expect(lab?.sessions).toHaveLength(1);
  });

  it.each([
    ["1", "401", {}],
    ["2", "401", { forgetsClientNonce: true }],
    ["1", "407", { report: { challenge: 407 } }],
  ] as const)("is challenged and comes once more, as message %s", async (msgId, code, options) => {
    const url = await reportLab({ report: { challenge: 401 }, ...options });
    const first = await post(url, reportText({}));
    expect(decodeMessage(first.body).message.syncBody.commands).toMatchObject([{ data: code }, { data: code }]);
    expect(lab?.sessions[0]?.outcome).toBe("running");
    const second = await post(url, reportText({ msgId, nonce: nonceIn(first.body) }));
    expect(decodeMessage(second.body).message.syncBody.commands).toMatchObject([{ data: "212" }, { data: "200" }]);
    expect(lab?.sessions).toMatchObject([{ outcome: "report", violations: [], passed: true }]);
    // The stored nonce outlived the challenge.
    if (!("forgetsClientNonce" in options)) {
      const third = await post(url, reportText({ sessionId: "41" }));
      await post(url, reportText({ sessionId: "41", nonce: nonceIn(third.body) }));
      expect(lab?.sessions[1]?.refusals).toEqual([]);
    }
  });

  it("is the same report under the same SessionID", async () => {
    const url = await reportLab({ report: { challenge: 401 } });
    const first = await post(url, reportText({}));
    await post(url, reportText({ sessionId: "40", nonce: nonceIn(first.body) }));
    expect(lab?.sessions).toMatchObject([{ outcome: "report", passed: false }]);
    expect(lab?.sessions[0]?.violations.map((each) => each.rule)).toEqual(["INV-04"]);
  });

  it("is not challenged a third time", async () => {
    const url = await reportLab();
    await post(url, reportText({ secret: "x" }));
    await post(url, reportText({ secret: "y", msgId: "2" }));
    expect(lab?.sessions).toMatchObject([{ outcome: "auth-failed" }]);
  });

  it("shows a mac instead of Cred", async () => {
    const url = await reportLab({ requireAuth: "hmac" });
    const body = reportText({}).replace(/<Cred>.*<\/Cred>/, "");
    const value = mac("SHA256", client.name, client.secret, client.nonce ?? new Uint8Array(), Buffer.from(body));
    const header = `algorithm=SHA256, username="${client.name}", mac=${value}`;
    const answer = await post(url, body, { headers: { "x-syncml-hmac": header } });
    expect(decodeMessage(answer.body).message.syncBody.commands).toMatchObject([{ data: "200" }, { data: "200" }]);
    expect(lab?.sessions[0]).toMatchObject({ outcome: "report", violations: [], passed: true });
  });

  const bare = reportText({}).replace(/^.*<SyncBody>|<Final.*$/g, "");
  it.each([
    ["protocol §14#7", "Data of a sessionless report is no CDATA", { data: "&lt;r/>" }],
    [
      "protocol §14#7",
      "a sessionless report of 2 Items, not one",
      { commands: bare.replace(/<Item>.*<\/Item>/, "$&$&") },
    ],
    ["protocol §14#3", "a sessionless report in chunks", { commands: bare.replace("</Item>", "<MoreData/></Item>") }],
    [
      "protocol §14#7",
      "Alert 1230 beside Alert",
      { commands: `<Alert><CmdID>2</CmdID><Data>1201</Data></Alert>${bare}` },
    ],
  ])("%s: %s", async (rule, what, change) => {
    const url = await reportLab();
    await post(url, reportText(change));
    expect(lab?.sessions[0]?.violations).toContainEqual({ rule, message: 1, what });
  });

  it("has no place within a session", async () => {
    const { syncHdr } = decodeMessage(Buffer.from(reportText({}))).message;
    const opening: Message = {
      syncHdr,
      syncBody: { commands: [{ cmd: "Alert", cmdId: "1", data: "1201" }], final: true },
    };
    const chosen = script("session", {}, send(get("./A")));
    lab = await startLab({ accounts: [ACCOUNT], script: chosen });
    await post(lab.url, encodeMessage(opening, "xml"));
    await post(lab.url, reportText({ msgId: "2" }));
    expect(lab.sessions[0]?.violations).toContainEqual({
      rule: "protocol §14#6",
      message: 2,
      what: "a sessionless report within a session",
    });
  });

  it("travels as OPAQUE in WBXML, and has a Final", async () => {
    const { message } = decodeMessage(Buffer.from(reportText({})));
    const url = await reportLab();
    await post(url, encodeMessage({ ...message, syncBody: { commands: message.syncBody.commands } }, "wbxml"));
    expect(lab?.sessions[0]?.violations.map((each) => each.what)).toEqual([
      "a sessionless report without Final",
      "Data of a sessionless report is no OPAQUE",
    ]);
  });
});

describe("nonces that are stored", () => {
  it("are not replaced by a client that never shows who it is", async () => {
    lab = await startLab({ accounts: [ACCOUNT], script: flowA });
    const stranger = { ...ACCOUNT, client: { ...client, secret: "another" } };
    await playSession({ url: lab.url, account: stranger });
    expect(lab.sessions[0]).toMatchObject({ outcome: "auth-failed" });
    // The device itself still knows both nonces, and the server's first Cred is right.
    const messages = await playSession({ url: lab.url, leaves: { "./DevInfo/DevId": "x" }, sessionId: "1B" });
    expect(messages).toHaveLength(2);
    expect(lab.sessions[1]).toMatchObject({ violations: [], passed: true, refusals: [] });
  });

  it("are replaced once the client that issued one is accepted", async () => {
    lab = await startLab({
      accounts: [ACCOUNT],
      script: (session) => ({ ...flowA, forgetsClientNonce: session === 1 }),
    });
    const first = await playSession({ url: lab.url, leaves: { "./DevInfo/DevId": "x" } });
    expect(lab.sessions[0]?.passed).toBe(true);
    const header = first[1]?.syncBody.commands[0];
    const nonce = header?.cmd === "Status" ? header.chal?.meta.nextNonce : undefined;
    const account = {
      ...ACCOUNT,
      client: { ...client, nonce: new Uint8Array(Buffer.from(nonce ?? "", "base64")) },
      server: { ...ACCOUNT.server, nonce: Buffer.from("fresh-server-nonce-1") },
    };
    const second = await playSession({ url: lab.url, account, leaves: { "./DevInfo/DevId": "x" }, sessionId: "1B" });
    expect(second).toHaveLength(2);
    expect(lab.sessions[1]).toMatchObject({ passed: true, refusals: [] });
  });
});
