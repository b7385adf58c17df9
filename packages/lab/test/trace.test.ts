import { decodeMessage, encodeMessage, type Message } from "@oma-dm/codec/syncml";
import { decodeTnds, encodeTnds } from "@oma-dm/codec/tnds";
import {
  accountTree,
  add,
  addTnds,
  alert,
  atomic,
  bootstrapDocument,
  end,
  exec,
  get,
  type Lab,
  maskMessage,
  parseTrace,
  printLadder,
  printTrace,
  remove,
  replace,
  type Script,
  script,
  secretForms,
  send,
  sendPart,
  startLab,
  traceEvent,
  withFaults,
} from "@oma-dm/lab";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { ACCOUNT, hangUp, playSession, post } from "./paper-device.ts";

let lab: Lab | undefined;
afterEach(async () => lab?.close());
afterAll(hangUp);

const SESSION: Script = script(
  "ladder",
  {},
  send(
    get("./DevInfo/Man", "./DevInfo/Mod"),
    atomic(replace("./Test/int", "5", { format: "int" }), add("./Test/dyn/a", "x".repeat(80))),
  ),
  sendPart(exec("./Test/exec", { correlator: "c1" })),
  send(remove("./Test/dyn/a"), get("./Test/none"), alert(1100, [{ data: "MINDT=5" }, { data: "Hello" }])),
  withFaults(end(), { kind: "delay", ms: 1 }),
);

async function record(encoding: "xml" | "wbxml"): Promise<Lab> {
  let tick = 0;
  lab = await startLab({
    accounts: [ACCOUNT],
    script: SESSION,
    clock: () => 1_700_000_000_000 + 25 * tick++,
    random: (length) => new Uint8Array(length).fill(7),
  });
  await playSession({ url: lab.url, encoding, leaves: { "./DevInfo/Man": "Paper", "./DevInfo/Mod": "P-1" } });
  expect(lab.sessions[0]?.violations).toEqual([]);
  return lab;
}

describe("the trace", () => {
  it.each(["xml", "wbxml"] as const)("shows no secret, nonce or digest of a session in %s", async (encoding) => {
    const { secrets, trace, log } = await record(encoding);
    const text = printTrace(trace());
    const bodies = trace().map((event) => Buffer.from(event.bytes ?? "", "base64").toString("latin1"));
    // The sharp end of the test: the raw log does hold them.
    const raw = log.map((entry) => Buffer.from(entry.bytes).toString("latin1")).join();
    const digests = log.flatMap(({ message }) =>
      message?.syncHdr.cred === undefined ? [] : [String(message.syncHdr.cred.data)],
    );
    expect(digests).toHaveLength(2);
    expect(secrets.filter((secret) => secretForms(secret).some((form) => raw.includes(form))).length).toBeGreaterThan(
      1,
    );
    for (const shown of [text, ...bodies]) {
      for (const form of [...secrets.flatMap(secretForms), ...digests]) expect(shown).not.toContain(form);
    }
  });

  it("keeps sizes, order, time and the XML of what travelled as WBXML", async () => {
    const { trace, log } = await record("wbxml");
    const events = trace();
    expect(events.map((event) => event.n)).toEqual(log.map((_, at) => at + 1));
    expect(events.map((event) => event.size)).toEqual(log.map((entry) => entry.bytes.length));
    expect(events[1]).toMatchObject({
      direction: "to-device",
      status: 200,
      session: "1A",
      encoding: "wbxml",
      masked: true,
    });
    expect(events[1]?.time).toBe("2023-11-14T22:13:20.025Z");
    expect(events[0]?.xml).toMatch(/^<SyncML xmlns="SYNCML:SYNCML1.2">.*<Data>…<\/Data>/);
    // What holds no secret goes byte for byte.
    expect(events[4]?.masked).toBeUndefined();
    expect(Buffer.from(events[4]?.bytes ?? "", "base64")).toEqual(Buffer.from(log[4]?.bytes ?? []));
  });

  it("reads what it wrote", async () => {
    const { trace } = await record("xml");
    expect(parseTrace(printTrace(trace()))).toEqual(trace());
  });

  it("masks headers that carry credentials, and secrets in any other", () => {
    const entry = {
      n: 1,
      direction: "to-server",
      timeMs: 0,
      path: "/dm?key=device-secret",
      method: "POST",
      headers: [
        ["Authorization", "Basic eA=="],
        ["X-Debug", "device-secret"],
        ["Accept", "*/*"],
      ],
      bytes: Buffer.from("<SyncML>device-secret"),
    } as const;
    const event = traceEvent(entry, [{ name: "secret", bytes: Buffer.from("device-secret") }]);
    expect(event.headers).toEqual([
      ["Authorization", "…"],
      ["X-Debug", "…"],
      ["Accept", "*/*"],
    ]);
    expect([event.path, event.bytes, event.size]).toEqual(["…", undefined, 21]);
    // Nor in the disguise that XML gives it.
    for (const text of ["<SyncML>a&lt;b&amp;c&#100;", "<SyncML>a&amp;lt;b&amp;amp;c&amp;#100;"]) {
      const disguised = { ...entry, bytes: Buffer.from(text) };
      expect(traceEvent(disguised, [{ name: "secret", bytes: Buffer.from("a<b&cd") }]).bytes).toBeUndefined();
    }
  });
});

describe("masking", () => {
  const account = {
    serverId: "s",
    url: "https://s/",
    deviceId: "IMEI:1",
    client: { name: "u", secret: "hidden-1", nonce: Buffer.from("nonce-nonce") },
    server: { name: "s", secret: "hidden-2" },
  };

  it.each(["inline", "opaque", "xml-cdata"] as const)("hides the secrets of a DMAcc that travels %s", (form) => {
    const masked = maskMessage(decodeMessage(bootstrapDocument({ ...account, form })).message);
    const text = Buffer.from(encodeMessage(masked, "wbxml")).toString("latin1");
    expect(text).not.toMatch(/hidden-[12]|bm9uY2Utbm9uY2U/);
    expect(text).toContain("AAuthSecret");
  });

  it("hides secret leaves, nested ones too, and leaves the rest alone", () => {
    const hdr = {
      verDtd: "1.2",
      verProto: "DM/1.2",
      sessionId: "1",
      msgId: "1",
      target: { locUri: "a" },
      source: { locUri: "b" },
    };
    const wrap = (...commands: Message["syncBody"]["commands"]): Message => ({ syncHdr: hdr, syncBody: { commands } });
    const plain = wrap(get("./A"), replace("./DMAcc/1/AAuthPref", "DIGEST"));
    expect(maskMessage(plain)).toBe(plain);
    const secret = wrap(atomic(replace("./DMAcc/1/AppAuth/1/AAuthSecret", "hidden")));
    expect(JSON.stringify(maskMessage(secret))).not.toContain("hidden");
    const known = wrap(replace("./A", "it is hidden here"));
    expect(JSON.stringify(maskMessage(known, [{ name: "secret", bytes: Buffer.from("hidden") }]))).not.toContain(
      "hidden",
    );
    const broken = wrap(replace("./A", "<MgmtTree>", { format: "xml", type: "application/vnd.syncml.dmtnds+xml" }));
    expect(JSON.stringify(maskMessage(broken))).not.toContain("MgmtTree");
  });

  it("knows what an Item is by the Meta and the references of its command", () => {
    const hdr = {
      verDtd: "1.2",
      verProto: "DM/1.2",
      sessionId: "1",
      msgId: "1",
      target: { locUri: "a" },
      source: { locUri: "b" },
    };
    const show = (...commands: Message["syncBody"]["commands"]) =>
      JSON.stringify(maskMessage({ syncHdr: hdr, syncBody: { commands } }));
    const text = new TextDecoder().decode(encodeTnds(accountTree(account), "xml"));
    const meta = { format: "xml", type: "application/vnd.syncml.dmtnds+xml" };
    const item = { target: { locUri: "./Inbox" }, data: text };
    const masked = [
      show({ cmd: "Replace", cmdId: "1", meta, items: [item] }),
      show({ cmd: "Atomic", cmdId: "1", meta, commands: [{ cmd: "Add", cmdId: "2", items: [item] }] }),
      show({ cmd: "Results", cmdId: "1", cmdRef: "1", meta, items: [{ source: { locUri: "./DMAcc" }, data: text }] }),
    ];
    for (const each of masked) {
      expect(each).not.toContain("hidden-1");
      expect(each).toContain("ServerID");
    }
    const secret = "./DMAcc/1/AppAuth/1/AAuthSecret";
    expect(
      show({ cmd: "Results", cmdId: "1", cmdRef: "1", targetRef: secret, items: [{ data: "hid" }] }),
    ).not.toContain("hid");
    expect(show(replace(`${secret}?prop=Value`, "hid"))).not.toContain("hid");
    // The Item's own Type wins.
    const plain = { ...item, meta: { type: "text/plain" }, data: "<MgmtTree>" };
    expect(show({ cmd: "Replace", cmdId: "1", meta, items: [plain] })).toContain("MgmtTree");
  });

  it("keeps a TNDS readable", () => {
    const item = addTnds("./Inbox", accountTree(account), "wbxml");
    const hdr = {
      verDtd: "1.2",
      verProto: "DM/1.2",
      sessionId: "1",
      msgId: "1",
      target: { locUri: "a" },
      source: { locUri: "b" },
    };
    const [command] = maskMessage({ syncHdr: hdr, syncBody: { commands: [item] } }).syncBody.commands;
    const data = command?.cmd === "Add" ? command.items[0]?.data : undefined;
    expect(new TextDecoder().decode(encodeTnds(decodeTnds(data ?? ""), "xml"))).toContain(
      "<NodeName>ServerID</NodeName>",
    );
  });
});

describe("the ladder", () => {
  it("draws a session", async () => {
    const { trace, port } = await record("wbxml");
    const chart = printLadder(trace());
    expect(chart.replaceAll(String(port), "port ")).toMatchSnapshot();
    for (const line of chart.split("\n")) expect([...line].length).toBeLessThanOrEqual(100);
  });

  it("fits the width it is given and passes every piece of text through the style", async () => {
    const { trace } = await record("xml");
    for (const line of printLadder(trace(), { width: 72 }).split("\n"))
      expect([...line].length).toBeLessThanOrEqual(72);
    const roles = new Set<string>();
    const styled = printLadder(trace(), {
      style: (text, role) => {
        roles.add(role);
        return text;
      },
    });
    expect(styled).toBe(printLadder(trace()));
    expect([...roles].sort()).toEqual(["arrow", "device", "fault", "lifeline", "server", "title"]);
  });

  it("shows what is no message: faults, errors, silence", async () => {
    lab = await startLab({ accounts: [ACCOUNT], script: script("x", {}) });
    await post(lab.url, "<SyncML>");
    const chart = printLadder(lab.trace());
    expect(chart).toContain("─▶│");
    expect(chart).toContain("HTTP 400");
    expect(chart).toMatch(/! .* at line 1/);
  });
});
