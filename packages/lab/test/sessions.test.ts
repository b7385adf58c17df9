import type { Command, Message, Status } from "@oma-dm/codec/syncml";
import {
  abortByServer,
  add,
  challenge,
  demoSession,
  end,
  expectAbort,
  expectPackage1,
  expectResults,
  expectSilence,
  expectStatus,
  expectStatusOf,
  expectSyncHdrStatus,
  flowA,
  flowB,
  flowBStaleNonce,
  flowC,
  flowCStaleNonce,
  flowCWrongCred,
  flowD,
  flowDBothWrong,
  flowE,
  get,
  impostor,
  type Lab,
  type LabOptions,
  largeObject,
  multiMessage,
  type Script,
  script,
  send,
  sequence,
  startLab,
  withRespUri,
} from "@oma-dm/lab";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { ACCOUNT, type Answers, hangUp, type PaperOptions, playSession } from "./paper-device.ts";

let lab: Lab | undefined;
afterEach(async () => lab?.close());
afterAll(hangUp);

const LEAVES: Answers = {
  "./DevInfo/DevId": "IMEI:004999010640000",
  "./DevInfo/Man": "Paper",
  "./DevInfo/Mod": "P-1",
  "./DevDetail/SwV": "1.0",
  "./Test/int": "5",
  "./Test/dyn/Big": "one, two, three",
};

async function play(chosen: Script, options: Partial<PaperOptions> = {}, labOptions: Partial<LabOptions> = {}) {
  lab = await startLab({ accounts: [options.account ?? ACCOUNT], script: chosen, ...labOptions });
  const messages = await playSession({ url: lab.url, leaves: LEAVES, ...options });
  const report = lab.sessions.at(-1);
  if (report === undefined) throw new Error("no session");
  return { messages, report };
}

const without = (which: "client" | "server" | "both") => {
  const bare = ({ name, secret }: { name: string; secret: string }) => ({ name, secret });
  return {
    ...ACCOUNT,
    client: which === "server" ? ACCOUNT.client : bare(ACCOUNT.client),
    server: which === "client" ? ACCOUNT.server : bare(ACCOUNT.server),
  };
};
const headerCodes = (messages: readonly { syncBody: { commands: readonly object[] } }[]) =>
  messages.map(({ syncBody }) => {
    const first = syncBody.commands[0] as { data: string; chal?: object };
    return first.chal === undefined ? first.data : `${first.data}+`;
  });

describe("flows of protocol §10.10", () => {
  it.each(["xml", "wbxml"] as const)("A in %s: both nonces in sync", async (encoding) => {
    const { messages, report } = await play(flowA, { encoding });
    expect(report).toMatchObject({ violations: [], passed: true, outcome: "completed", messages: 2 });
    expect(report.authenticated).toEqual({ client: true, server: true });
    expect(headerCodes(messages)).toEqual(["212+", "200"]);
    expect(messages[0]?.syncHdr.cred?.meta).toEqual({ format: "b64", type: "syncml:auth-md5" });
    expect(messages[1]?.syncHdr.cred).toBeUndefined();
  });

  it("B: a client without a nonce is challenged with 407, one with a stale nonce with 401", async () => {
    const first = await play(flowB, { account: without("client") });
    expect(first.report).toMatchObject({ violations: [], passed: true, messages: 3 });
    expect(headerCodes(first.messages)).toEqual(["407+", "212+", "200"]);
    await lab?.close();
    const second = await play(flowB);
    expect(second.report).toMatchObject({ violations: [], passed: true });
    expect(headerCodes(second.messages)).toEqual(["401+", "212+", "200"]);
  });

  it("C: the server shows nothing before the client's 407, then repeats its commands", async () => {
    const { messages, report } = await play(flowC);
    expect(report).toMatchObject({ violations: [], passed: true, messages: 3 });
    expect(messages.map((each) => each.syncHdr.cred !== undefined)).toEqual([false, true, false]);
    expect(messages[1]?.syncBody.commands.some((each) => each.cmd === "Get")).toBe(true);
  });

  it("D: both challenge at once", async () => {
    const { messages, report } = await play(flowD, { account: without("both") });
    expect(report).toMatchObject({ violations: [], passed: true, messages: 3 });
    expect(headerCodes(messages)).toEqual(["407+", "212+", "200"]);
    expect(messages.map((each) => each.syncHdr.cred !== undefined)).toEqual([false, true, false]);
  });

  it("E: every server Status of SyncHdr is 200 with a new nonce", async () => {
    const { messages, report } = await play(flowE);
    expect(report).toMatchObject({ violations: [], passed: true });
    expect(headerCodes(messages)).toEqual(["200+", "200+"]);
  });

  it.each([
    ["B, the server lost the nonce", flowBStaleNonce, ["401+", "212+", "200"], ["212", "200"]],
    ["C, the server's nonce is stale", flowCStaleNonce, ["212+", "200", "200"], ["401", "212"]],
    ["C, the server's secret is wrong", flowCWrongCred, ["212+", "200", "200"], ["401", "212"]],
    ["D, both fail", flowDBothWrong, ["401+", "212+", "200"], ["401", "212"]],
  ] as const)("%s", async (_what, chosen, server, client) => {
    const { messages, report } = await play(chosen);
    expect(report).toMatchObject({ violations: [], passed: true, messages: 3 });
    expect(headerCodes(messages)).toEqual(server);
    const sent = lab?.log.filter((entry) => entry.direction === "to-server").flatMap(({ message }) => message ?? []);
    expect(headerCodes(sent?.slice(1) ?? []).map((code) => code.replace("+", ""))).toEqual(client);
  });

  it("remembers the nonces of one session for the next", async () => {
    const { messages } = await play(flowA);
    const status = messages[0]?.syncBody.commands[0] as Status | undefined;
    const nonce = status?.chal?.meta.nextNonce;
    const account = {
      ...ACCOUNT,
      client: { ...ACCOUNT.client, nonce: new Uint8Array(Buffer.from(nonce ?? "", "base64")) },
      server: { ...ACCOUNT.server, nonce: new Uint8Array(Buffer.from("fresh-server-nonce-1")) },
    };
    const again = await playSession({ url: lab?.url ?? "", leaves: LEAVES, account, sessionId: "1B" });
    expect(headerCodes(again)).toEqual(["212+", "200"]);
    expect(lab?.sessions.map((each) => each.passed)).toEqual([true, true]);
  });

  it("gives up on a client that never shows the right secret", async () => {
    const account = { ...ACCOUNT, client: { ...ACCOUNT.client, secret: "another" } };
    lab = await startLab({ accounts: [ACCOUNT], script: flowA });
    const messages = await playSession({ url: lab.url, account });
    expect(headerCodes(messages)).toEqual(["401+", "401+", "401+", "401+"]);
    expect(lab.sessions[0]).toMatchObject({ outcome: "auth-failed", passed: false });
  });

  it("takes basic where the script wants it", async () => {
    const cred = {
      meta: { format: "b64", type: "syncml:auth-basic" },
      data: Buffer.from("device-user:device-secret").toString("base64"),
    };
    const { report } = await play(script("basic", { requireAuth: "basic" }, send(get("./DevInfo/Man")), end()), {
      twist: (message, msgId) => (msgId === 1 ? { ...message, syncHdr: { ...message.syncHdr, cred } } : message),
    });
    expect(report).toMatchObject({ violations: [], passed: true });
  });
});

it.each([
  ["an empty nonce", () => new Uint8Array(), "the digest is made with an empty nonce"],
  ["a wrong nonce", () => new Uint8Array(9), "the digest does not match: stale nonce or wrong secret"],
  [
    "the base64 text of the nonce",
    (nonce: Uint8Array) => new Uint8Array(Buffer.from(Buffer.from(nonce).toString("base64"))),
    "the digest hashes the base64 text of the nonce, not its bytes",
  ],
] as const)("says what is behind a digest made with %s", async (_what, spoil, refusal) => {
  const client = { ...ACCOUNT.client, nonce: spoil(ACCOUNT.client.nonce ?? new Uint8Array()) };
  lab = await startLab({ accounts: [ACCOUNT], script: flowA });
  await playSession({ url: lab.url, leaves: LEAVES, account: { ...ACCOUNT, client } });
  expect(lab.sessions[0]).toMatchObject({ refusals: [refusal], passed: true });
});

describe("judging how the client treats the server", () => {
  it("blames a client that accepts wrong server credentials", async () => {
    const { report } = await play(impostor, { verifies: false });
    expect(report.violations.map((each) => each.rule)).toContain("protocol §10.8");
  });

  it("passes a client that refuses an impostor and aborts", async () => {
    const { report } = await play(impostor, {
      twist: (message, msgId) => {
        if (msgId < 3) return message;
        const [status] = message.syncBody.commands;
        const abort = { cmd: "Alert", cmdId: "9", data: "1223" } as const;
        return { ...message, syncBody: { commands: status === undefined ? [abort] : [status, abort], final: true } };
      },
    });
    expect(report).toMatchObject({ outcome: "aborted-by-client", violations: [], passed: true });
  });

  it("shows its credentials again after a 200, which holds for one message only", async () => {
    const twice = script("twice", {}, send(get("./DevInfo/Man")), send(get("./DevInfo/Mod")), end());
    const { messages } = await play(twice, {
      twist: (message, msgId) => (msgId === 2 ? editHeaderStatus(message, { data: "200" }) : message),
    });
    expect(messages.map((each) => each.syncHdr.cred !== undefined)).toEqual([true, true, true]);
  });

  it.each([
    [
      "protocol §10.5",
      "SyncHdr Status 407 without Chal",
      flowC,
      (m: Message) => editHeaderStatus(m, { chal: undefined }),
    ],
    [
      "protocol §10.6",
      "Cred although the server said 212",
      flowA,
      (m: Message) => ({ ...m, syncHdr: { ...m.syncHdr, cred: { data: "x" } } }),
    ],
    [
      "protocol §10.7",
      "after the challenge: package 1 lacks DevInfo DevId, Man, Mod, DmV, Lang",
      flowB,
      (m: Message) => ({
        ...m,
        syncBody: { ...m.syncBody, commands: m.syncBody.commands.filter((each) => each.cmd !== "Replace") },
      }),
    ],
  ] as const)("%s: %s", async (rule, what, chosen, change) => {
    const { report } = await play(chosen, {
      twist: (message, msgId) => (msgId === 2 ? change(message) : message),
      maxMessages: 3,
    });
    expect(report.violations).toContainEqual({ rule, message: 2, what });
  });

  it("lets a script expect the refusal itself", async () => {
    const refused = script("no-cred", { serverAuth: "none" }, send(get("./DevInfo/Man")), expectSyncHdrStatus(407));
    expect((await play(refused)).report).toMatchObject({ outcome: "server-refused", violations: [], passed: true });
    await lab?.close();
    const trusting = script(
      "no-cred",
      { serverAuth: "none" },
      send(get("./DevInfo/Man")),
      expectStatus("./DevInfo/Man", 200),
    );
    expect((await play(trusting)).report).toMatchObject({ passed: false });
  });
});

describe("packages", () => {
  it("sends a package in several messages and waits for Alert 1222", async () => {
    const { messages, report } = await play(multiMessage);
    expect(report).toMatchObject({ violations: [], passed: true });
    expect(messages.map((each) => each.syncBody.final === true)).toEqual([false, false, true, true]);
  });

  it("takes chunks of a large object as one package, and says Final in every other message (protocol §5.6#4)", async () => {
    const { messages, report } = await play(largeObject);
    expect(report).toMatchObject({ violations: [], passed: true });
    const hasMore = ({ syncBody }: Message): boolean =>
      syncBody.commands.some((each) => "items" in each && each.items?.some((item) => item.moreData === true));
    expect(messages.some(hasMore)).toBe(true);
    for (const message of messages) expect(message.syncBody.final === true).toBe(!hasMore(message));
  });

  it("answers a client package without Final with SyncHdr Status and Alert 1222 only (protocol §5.6#5)", async () => {
    const lines = { "./DevInfo/Man": "Paper", "./DevInfo/Mod": "P-1" };
    lab = await startLab({
      accounts: [ACCOUNT],
      script: script(
        "split",
        {},
        expectPackage1({ devInfo: true }),
        send(get("./DevInfo/Man")),
        expectResults("./DevInfo/Man", "Paper"),
        end(),
      ),
    });
    // Package 1 in two messages: the Alert first, DevInfo after the server's 1222.
    const messages = await playSession({
      url: lab.url,
      leaves: lines,
      twist: (message, msgId) => {
        if (msgId === 1)
          return { ...message, syncBody: { commands: message.syncBody.commands.slice(0, 1), final: false } };
        if (msgId !== 2) return message;
        const [header, next] = message.syncBody.commands;
        const replace = { cmd: "Replace", cmdId: "3", items: devInfo() } as const;
        return {
          ...message,
          syncBody: { commands: [...[header, next].filter((each) => each !== undefined), replace], final: true },
        };
      },
    });
    expect(messages[0]?.syncBody.final).toBeUndefined();
    expect(messages[0]?.syncBody.commands.map((each) => (each.cmd === "Alert" ? each.data : each.cmd))).toEqual([
      "Status",
      "1222",
    ]);
    // The Status of the Alert comes with the answer to the whole package, under the Alert's own MsgRef.
    const late = messages[1]?.syncBody.commands.filter((each) => each.cmd === "Status") ?? [];
    expect(late.map((each) => `${each.command} ${each.msgRef}`)).toEqual(["SyncHdr 2", "Alert 1", "Replace 2"]);
    expect(lab.sessions[0]).toMatchObject({ violations: [], passed: true });
  });

  it("takes a large object of the client: 213 and 1222 for a chunk, the value whole", async () => {
    const wanted = script("upload", {}, send(get("./DevInfo/Man")), expectResults("./DevInfo/Man", "Paper"), end());
    const part = (cmdId: string, data: string, more: boolean): Command => ({
      cmd: "Results",
      cmdId,
      msgRef: "1",
      cmdRef: "4",
      items: [
        {
          source: { locUri: "./DevInfo/Man" },
          meta: more ? { format: "chr", size: "5" } : { format: "chr" },
          data,
          ...(more ? { moreData: true } : {}),
        },
      ],
    });
    const { messages, report } = await play(wanted, {
      twist: (message, msgId) => {
        const statuses = message.syncBody.commands.filter((each) => each.cmd === "Status");
        if (msgId === 2) return { ...message, syncBody: { commands: [...statuses, part("8", "Pap", true)] } };
        if (msgId === 3)
          return { ...message, syncBody: { commands: [...statuses, part("9", "er", false)], final: true } };
        return message;
      },
    });
    const shown = messages[1]?.syncBody.commands.map((each) => (each.cmd === "Status" ? each.data : each.cmd));
    expect(shown).toEqual(["200", "213", "Alert"]);
    expect(report).toMatchObject({ violations: [], passed: true });
  });

  it("plays the demo against a device that obeys", async () => {
    const tree: Record<string, string> = { ...LEAVES };
    const { report } = await play(demoSession, {
      leaves: tree,
      status: (command) => {
        if (command.cmd === "Delete")
          for (const uri of Object.keys(tree)) if (uri.startsWith("./Test/dyn/Lamp")) delete tree[uri];
        if (command.cmd === "Get" && command.items[0]?.target?.locUri === "./Test/dyn/Lamp/On")
          return "./Test/dyn/Lamp/On" in tree ? 200 : 404;
        if (command.cmd === "Replace") tree["./Test/dyn/Lamp/On"] = "true";
        if (command.cmd === "Add") tree["./Test/dyn/Lamp"] = "On";
        return command.cmd === "Get" ? undefined : 200;
      },
      twist: (message) => asNode(message),
    });
    expect(report).toMatchObject({ violations: [], passed: true });
  });

  it("notes what is not as expected, by message", async () => {
    const strict = script(
      "strict",
      {},
      expectPackage1({ alert: 1200 }),
      send(sequence(get("./DevInfo/Man"), get("./DevInfo/None")), add("./Test/dyn/x", "1")),
      expectStatusOf("Sequence", 200),
      expectStatus("./Test/dyn/x", 418),
      expectResults("./DevInfo/Man", "Other"),
    );
    const { report } = await play(strict);
    expect(report.violations).toEqual([
      { rule: "script", message: 1, what: "package 1 has Alert 1201, 1200 is expected" },
      { rule: "script", message: 2, what: "Status 200 for ./Test/dyn/x, expected 418" },
      { rule: "script", message: 2, what: "no Results for ./DevInfo/Man" },
    ]);
  });

  it("notes a session that stops in the middle, and an abort nobody asked for", async () => {
    const { report } = await play(flowA, { maxMessages: 1 });
    expect(report).toMatchObject({ passed: false, outcome: "running" });
    expect(report.violations[0]?.what).toBe("the script did not come to its end (running)");
  });

  it("counts an expected abort by the client as a pass", async () => {
    const { report } = await play(script("abort", {}, send(get("./DevInfo/Man")), expectAbort()), {
      twist: (message, msgId) => {
        if (msgId !== 2) return message;
        const abort = { cmd: "Alert", cmdId: "99", data: "1223" } as const;
        return { ...message, syncBody: { commands: [...message.syncBody.commands, abort], final: true } };
      },
    });
    expect(report).toMatchObject({ outcome: "aborted-by-client", violations: [], passed: true });
  });

  it("ends the session by Alert 1223 and accepts nothing after it", async () => {
    const { messages, report } = await play(abortByServer);
    expect(messages.at(-1)?.syncBody.commands.some((each) => each.cmd === "Alert" && each.data === "1223")).toBe(true);
    expect(report).toMatchObject({ outcome: "aborted-by-server", violations: [], passed: true });
  });

  it("blames a message where silence is due", async () => {
    const { report } = await play(script("quiet", {}, send(get("./DevInfo/Man")), expectSilence()));
    expect(report.violations.map((each) => each.what)).toEqual(["a message, where silence was expected"]);
  });

  it("holds the client to RespURI", async () => {
    const moved = script("moved", {}, withRespUri(send(get("./DevInfo/Man")), "/second?a=1&b=2"), end());
    expect((await play(moved)).report).toMatchObject({ violations: [], passed: true });
    expect(lab?.log.at(-1)?.path).toBe("/second?a=1&b=2");
  });

  it("announces sizes and challenges on demand, with and without a nonce in sync", async () => {
    const { messages } = await play(
      script("sizes", { maxMsgSize: 4000, maxObjSize: 9000 }, challenge(), send(get("./DevInfo/Man"))),
    );
    expect(messages[0]?.syncHdr.meta).toEqual({ maxMsgSize: "4000", maxObjSize: "9000" });
    expect(messages[1]?.syncHdr.meta).toBeUndefined();
  });
});

function editHeaderStatus(message: Message, change: { data?: string; chal?: undefined }): Message {
  const commands = message.syncBody.commands.map((each): Command => {
    if (each.cmd !== "Status" || each.cmdRef !== "0") return each;
    const { chal, ...rest } = each;
    const data = change.data ?? each.data;
    return "chal" in change || chal === undefined ? { ...rest, data } : { ...rest, data, chal };
  });
  return { ...message, syncBody: { ...message.syncBody, commands } };
}

function devInfo() {
  return ["DevId", "Man", "Mod", "DmV", "Lang"].map((name) => ({
    source: { locUri: `./DevInfo/${name}` },
    meta: { format: "chr", type: "text/plain" },
    data: "x",
  }));
}

/** Results of an interior node carry Format node. */
function asNode(message: Parameters<NonNullable<PaperOptions["twist"]>>[0]) {
  const commands = message.syncBody.commands.map((command) => {
    if (command.cmd !== "Results" || command.items[0]?.source?.locUri !== "./Test/dyn/Lamp") return command;
    return {
      ...command,
      items: command.items.map((item) => ({ ...item, meta: { format: "node", type: "text/plain" } })),
    };
  });
  return { ...message, syncBody: { ...message.syncBody, commands } };
}

describe("a script", () => {
  it("cannot hold an expectation that nobody would judge", () => {
    expect(() => script("idle", {}, end(), expectResults("./nowhere", "1"))).toThrow(/never judged/);
    expect(() => script("quiet", {}, end(), expectSilence())).not.toThrow();
  });
});
