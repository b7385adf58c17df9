import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { decodeMessage } from "@oma-dm/codec/syncml";
import {
  end,
  expectResults,
  expectSilence,
  expectStatus,
  type Fault,
  garbage,
  get,
  inEncoding,
  type Lab,
  raw,
  script,
  send,
  startLab,
  stopMidSession,
  withFaults,
  withRespUri,
} from "@oma-dm/lab";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { ACCOUNT, DEVICE_ID, hangUp, OPEN, PACKAGE_1, playSession, post } from "./paper-device.ts";

let lab: Lab | undefined;
afterEach(async () => lab?.close());
afterAll(hangUp);

async function labWith(...faults: readonly Fault[]): Promise<string> {
  lab = await startLab({
    accounts: [ACCOUNT],
    script: script("faults", OPEN, withFaults(send(get("./DevInfo/Man")), ...faults), end()),
  });
  return lab.url;
}

describe("faults on the way back", () => {
  it("closes the socket without an answer, and answers the same request again", async () => {
    const url = await labWith({ kind: "drop" });
    await expect(post(url, PACKAGE_1)).rejects.toThrow();
    const answer = await post(url, PACKAGE_1);
    expect(answer.status).toBe(200);
    expect(decodeMessage(answer.body).message.syncHdr.msgId).toBe("1");
    const events = lab?.log.map(({ direction, fault, repeat }) => ({ direction, fault, repeat }));
    expect(events).toEqual([
      { direction: "to-server", fault: undefined, repeat: undefined },
      { direction: "to-device", fault: "the socket closes without an answer", repeat: undefined },
      { direction: "to-server", fault: undefined, repeat: true },
      { direction: "to-device", fault: undefined, repeat: true },
    ]);
    expect(lab?.sessions[0]?.messages).toBe(1);
  });

  it("answers with an HTTP status and headers of the script's choice", async () => {
    const url = await labWith({ kind: "http-status", status: 503, headers: { "retry-after": "2" } });
    const answer = await post(url, PACKAGE_1);
    expect([answer.status, answer.headers["retry-after"], answer.body.length]).toEqual([503, "2", 0]);
    expect((await post(url, PACKAGE_1)).status).toBe(200);
  });

  it("redirects, and takes the request on the other path", async () => {
    const url = await labWith({ kind: "redirect", status: 307, location: "/elsewhere" });
    const answer = await post(url, PACKAGE_1);
    expect([answer.status, answer.headers.location]).toEqual([307, "/elsewhere"]);
    expect((await post(new URL("/elsewhere", url).href, PACKAGE_1)).status).toBe(200);
  });

  it("sends garbage, a wrong content type and a content encoding", async () => {
    const url = await labWith(
      { kind: "garbage", bytes: new Uint8Array([1, 2, 3]) },
      { kind: "content-type", value: "text/html" },
      { kind: "content-encoding", value: "gzip" },
    );
    const answer = await post(url, PACKAGE_1);
    expect([...answer.body]).toEqual([1, 2, 3]);
    expect([answer.headers["content-type"], answer.headers["content-encoding"]]).toEqual(["text/html", "gzip"]);
    expect(lab?.log[1]?.fault).toBe("3 bytes of garbage, Content-Type text/html, Content-Encoding gzip");
  });

  it("cuts the body short of its Content-Length", async () => {
    const url = await labWith({ kind: "truncated", bytes: 10 });
    await expect(post(url, PACKAGE_1)).rejects.toThrow(/aborted|hang up|ECONNRESET/);
    expect(lab?.log[1]?.bytes.length).toBe(10);
  });

  it("answers in chunks and late, every time", async () => {
    const url = await labWith({ kind: "chunked", size: 1 }, { kind: "delay", ms: 30 });
    for (let round = 0; round < 2; round++) {
      const begun = performance.now();
      const answer = await post(url, PACKAGE_1);
      expect(performance.now() - begun).toBeGreaterThan(25);
      expect([answer.headers["transfer-encoding"], answer.headers["content-length"]]).toEqual(["chunked", undefined]);
      expect(decodeMessage(answer.body).encoding).toBe("xml");
    }
  });

  it("stops in mid-session: nothing listens any more", async () => {
    lab = await startLab({ accounts: [ACCOUNT], script: stopMidSession });
    const { port } = lab;
    await expect(playSession({ url: lab.url, leaves: { "./DevInfo/DevId": "x" } })).rejects.toThrow();
    expect(await lab.ended()).toMatchObject({ outcome: "completed", violations: [], passed: true });
    await lab.close();
    await expect(
      new Promise((resolve, reject) => connect(port, "127.0.0.1").once("connect", resolve).once("error", reject)),
    ).rejects.toThrow("ECONNREFUSED");
  });

  it("sends raw bytes as a message", async () => {
    lab = await startLab({ accounts: [ACCOUNT], script: garbage });
    await expect(playSession({ url: lab.url, leaves: { "./DevInfo/DevId": "x" } })).rejects.toThrow();
    expect(lab.sessions[0]).toMatchObject({ violations: [], passed: true });
    await lab.close();
    lab = await startLab({
      accounts: [ACCOUNT],
      script: script("raw", OPEN, raw(Buffer.from("<x/>")), expectSilence()),
    });
    expect((await post(lab.url, PACKAGE_1)).body.toString()).toBe("<x/>");
  });
});

describe("raw bytes that are a message", () => {
  const rawMessage = (final: boolean): Uint8Array =>
    Buffer.from(
      '<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>1A</SessionID>' +
        `<MsgID>1</MsgID><Target><LocURI>${DEVICE_ID}</LocURI></Target><Source><LocURI>http://lab/dm</LocURI></Source></SyncHdr>` +
        "<SyncBody><Status><CmdID>1</CmdID><MsgRef>1</MsgRef><CmdRef>0</CmdRef><Cmd>SyncHdr</Cmd><Data>200</Data></Status>" +
        "<Get><CmdID>5</CmdID><Item><Target><LocURI>./DevInfo/Man</LocURI></Target></Item></Get>" +
        `${final ? "<Final/>" : ""}</SyncBody></SyncML>`,
    );

  it.each([true, false])("are judged as one: Final %s", async (final) => {
    const steps = [raw(rawMessage(final)), expectStatus("./DevInfo/Man", 200), expectResults("./DevInfo/Man", "Paper")];
    lab = await startLab({ accounts: [ACCOUNT], script: script("raw", OPEN, ...steps, end()) });
    const messages = await playSession({
      url: lab.url,
      leaves: { "./DevInfo/Man": "Paper" },
      verifies: false,
      twist: ({ syncHdr: { cred: _, ...syncHdr }, syncBody }) => ({ syncHdr, syncBody }),
    });
    expect(lab.sessions[0]).toMatchObject({ violations: [], passed: true });
    expect(messages.map((each) => each.syncHdr.msgId)).toEqual(["1", "2"]);
  });

  it("are owed a Status like any other", async () => {
    lab = await startLab({ accounts: [ACCOUNT], script: script("raw", OPEN, raw(rawMessage(true)), end()) });
    await playSession({
      url: lab.url,
      verifies: false,
      twist: (message, msgId) => {
        const commands = message.syncBody.commands.filter((each) => msgId === 1 || each.cmdId === "1");
        return { ...message, syncBody: { ...message.syncBody, commands } };
      },
    });
    expect(lab.sessions[0]?.violations).toContainEqual({ rule: "INV-08", message: 2, what: "no Status for Get 1/5" });
  });
});

describe("requests", () => {
  it("answers in the encoding of the request unless the script says otherwise", async () => {
    lab = await startLab({ accounts: [ACCOUNT], script: script("wbxml", OPEN, inEncoding(send(), "wbxml")) });
    const answer = await post(lab.url, PACKAGE_1);
    expect(answer.headers["content-type"]).toBe("application/vnd.syncml.dm+wbxml");
    expect(decodeMessage(answer.body).encoding).toBe("wbxml");
  });

  it("refuses other methods, undecodable bodies, unknown devices and bodies that are too large", async () => {
    lab = await startLab({ accounts: [ACCOUNT], script: script("none", OPEN), maxBodyBytes: 2000 });
    const stranger = PACKAGE_1.replace(DEVICE_ID, "IMEI:1");
    const statuses = [
      (await post(lab.url, PACKAGE_1, { method: "PUT" })).status,
      (await post(lab.url, "<x/>")).status,
      (await post(lab.url, stranger)).status,
      (await post(lab.url, "x".repeat(2001))).status,
    ];
    expect(statuses).toEqual([405, 400, 404, 413]);
    expect(lab.strays).toHaveLength(4);
    expect(lab.log.filter((entry) => entry.error !== undefined)).toHaveLength(1);
  });

  it("says so when a script cannot be sent", async () => {
    const { cmdId: _, ...broken } = get("./A");
    const hollow = { ...broken, cmdId: "1", items: [{ target: {} }] } as unknown as ReturnType<typeof get>;
    lab = await startLab({ accounts: [ACCOUNT], script: script("broken", OPEN, send(hollow)) });
    expect((await post(lab.url, PACKAGE_1)).status).toBe(500);
    expect(lab.strays[0]).toMatch(/^the lab failed: /);
  });

  it("counts undecodable bytes against the one session there is", async () => {
    const url = await labWith();
    await post(url, PACKAGE_1);
    expect((await post(url, "<SyncML>")).status).toBe(400);
    expect(lab?.sessions[0]?.violations.map((each) => `${each.rule} ${each.message}`)).toContain("INV-02 2");
  });

  it("notices a SessionID that changes in mid-session", async () => {
    const url = await labWith();
    await post(url, PACKAGE_1);
    await post(url, PACKAGE_1.replace("<SessionID>7", "<SessionID>8").replace("<MsgID>1", "<MsgID>2"));
    expect(lab?.sessions).toHaveLength(1);
    expect(lab?.sessions[0]?.violations).toContainEqual({
      rule: "INV-04",
      message: 2,
      what: "SessionID 8, the session began with 7",
    });
  });

  it("blames a message after the end, and one that ignores RespURI", async () => {
    const status =
      "<Status><CmdID>1</CmdID><MsgRef>1</MsgRef><CmdRef>0</CmdRef><Cmd>SyncHdr</Cmd><Data>200</Data></Status>";
    const second = PACKAGE_1.replace("<MsgID>1", "<MsgID>2").replace(/<Alert>.*<\/Alert>/, status);
    lab = await startLab({ accounts: [ACCOUNT], script: script("moved", OPEN, withRespUri(end(), "/second")) });
    await post(lab.url, PACKAGE_1);
    await post(lab.url, second);
    expect(lab.sessions[0]?.violations.filter((each) => !each.rule.startsWith("INV"))).toEqual([
      { rule: "protocol §12.4", message: 2, what: "sent to /dm, RespURI is /second" },
      { rule: "protocol §5.5", message: 2, what: "a message with nothing but Status after the session was over" },
    ]);
  });

  it("takes sessionless reports beside sessions", async () => {
    lab = await startLab({ accounts: [ACCOUNT], script: script("none", OPEN) });
    const item =
      '<Item><Meta><Format xmlns="syncml:metinf">xml</Format><Type xmlns="syncml:metinf">urn:x</Type></Meta><Data><![CDATA[<r/>]]></Data></Item>';
    const answer = await post(lab.url, PACKAGE_1.replace("<Data>1201</Data>", `<Data>1230</Data>${item}`));
    expect(decodeMessage(answer.body).message.syncBody.commands.map((each) => each.cmd)).toEqual(["Status", "Status"]);
    expect(lab.sessions[0]).toMatchObject({ outcome: "report", passed: true });
  });

  it("gives one script to each session, and reports when a session is over", async () => {
    const names: string[] = [];
    lab = await startLab({
      accounts: [ACCOUNT],
      script: (session, deviceId) => {
        names.push(`${session} ${deviceId}`);
        return script(`number ${session}`, OPEN);
      },
    });
    const over = lab.ended(2);
    await post(lab.url, PACKAGE_1);
    await post(lab.url, PACKAGE_1.replace("<SessionID>7", "<SessionID>8"));
    expect((await over).script).toBe("number 2");
    expect(names).toEqual([`1 ${DEVICE_ID}`, `2 ${DEVICE_ID}`]);
    const never = lab.ended(3);
    await lab.close();
    await expect(never).rejects.toThrow("the lab closed before session 3");
  });

  it("stamps the log with the clock it was given", async () => {
    lab = await startLab({ accounts: [ACCOUNT], script: script("none", OPEN), clock: () => 1_700_000_000_000 });
    await post(lab.url, PACKAGE_1);
    expect(lab.trace().map((event) => event.time)).toEqual(["2023-11-14T22:13:20.000Z", "2023-11-14T22:13:20.000Z"]);
  });
});

it("imports nothing of the client", () => {
  const { dependencies } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    dependencies: Record<string, string>;
  };
  expect(Object.keys(dependencies)).toEqual(["@hono/node-server", "@oma-dm/codec", "hono"]);
});
