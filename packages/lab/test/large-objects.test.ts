/** Large objects both ways, and packages of several messages. Clause: protocol §5.6, §5.7, §5.8, §7, §8.3. */
import { type Command, dataText, type Item, type Message } from "@oma-dm/codec/syncml";
import {
  abort,
  add,
  end,
  expectResults,
  expectStatus,
  get,
  type Lab,
  replace,
  type Script,
  type ScriptOptions,
  type Step,
  script,
  send,
  sendInChunks,
  sendPart,
  startLab,
  withFaults,
  withHeaderNoResp,
  withMaxObjSize,
  withNoResp,
} from "@oma-dm/lab";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { ACCOUNT, hangUp, type PaperOptions, playSession } from "./paper-device.ts";

let lab: Lab | undefined;
afterEach(async () => lab?.close());
afterAll(hangUp);

const BIG = "./Test/dyn/Big";
const LEAVES = { "./DevInfo/Man": "Paper", "./DevInfo/Mod": "P-1" };

async function play(chosen: Script, options: Partial<PaperOptions> = {}) {
  lab = await startLab({ accounts: [ACCOUNT], script: chosen });
  const messages = await playSession({ url: lab.url, leaves: LEAVES, ...options });
  const report = lab.sessions.at(-1);
  if (report === undefined) throw new Error("no session");
  return { messages, report };
}

const playSteps = (steps: readonly Step[], options: Partial<PaperOptions> = {}, wanted: ScriptOptions = {}) =>
  play(script("steps", wanted, ...steps), options);

const chunksIn = (messages: readonly Message[]): { item: Item; final: boolean }[] =>
  messages.flatMap(({ syncBody }) =>
    syncBody.commands.flatMap((each) =>
      (each.cmd === "Add" || each.cmd === "Replace") && each.items[0] !== undefined
        ? [{ item: each.items[0], final: syncBody.final === true }]
        : [],
    ),
  );
const sent = () => lab?.log.flatMap((entry) => (entry.direction === "to-device" && entry.message ? [entry] : [])) ?? [];
const text = "0123456789 <ä€😀> ".repeat(300);

describe("a large object for the device", () => {
  it.each(["xml", "wbxml"] as const)(
    "is cut to the device's MaxMsgSize in %s and comes together again",
    async (encoding) => {
      const { messages, report } = await playSteps([send(add(BIG, text)), expectStatus(BIG, 200), end()], {
        encoding,
        maxMsgSize: 2000,
      });
      expect(report).toMatchObject({ violations: [], passed: true });
      expect(sent().every((entry) => entry.bytes.length <= 2000)).toBe(true);
      // Nothing is wasted either: all but the last chunk nearly fill their message.
      const sizes = sent().slice(0, -2);
      expect(sizes.every((entry) => entry.bytes.length > 1980)).toBe(true);
      const chunks = chunksIn(messages);
      expect(chunks.length).toBeGreaterThan(3);
      expect(chunks.map(({ item }) => dataText(item.data)).join("")).toBe(text);
      expect(chunks.map(({ item }) => item.meta?.size)).toEqual([
        String(Buffer.byteLength(text)),
        ...Array.from({ length: chunks.length - 1 }, () => undefined),
      ]);
      expect(chunks.map(({ item, final }) => [item.moreData === true, final])).toEqual(
        chunks.map((_, at) => [at < chunks.length - 1, at === chunks.length - 1]),
      );
    },
  );

  it("of bytes travels in XML as one base64 text", async () => {
    const bytes = Uint8Array.from({ length: 3001 }, (_, at) => at);
    const value = send(add(BIG, bytes, { format: "bin", type: "application/octet-stream" }));
    const { messages, report } = await playSteps([value, expectStatus(BIG, 200), end()], { maxMsgSize: 1500 });
    expect(report.passed).toBe(true);
    const chunks = chunksIn(messages);
    const whole = chunks.map(({ item }) => dataText(item.data)).join("");
    expect(whole).toBe(Buffer.from(bytes).toString("base64"));
    expect(chunks[0]?.item.meta).toMatchObject({ format: "b64", size: String(whole.length) });
  });

  it("stops at the first chunk that is refused, and the turn has the code of that chunk", async () => {
    const steps = [send(add(BIG, text), get("./DevInfo/Man")), expectStatus(BIG, 413), end()];
    const { messages, report } = await playSteps(steps, {
      maxMsgSize: 2000,
      status: (command) => (command.cmd === "Add" ? 413 : undefined),
    });
    expect(report).toMatchObject({ violations: [], passed: true });
    expect(chunksIn(messages)).toHaveLength(1);
    expect(JSON.stringify(messages[1]?.syncBody)).toContain("./DevInfo/Man");
  });

  it("is owed a Status for each chunk", async () => {
    const { report } = await playSteps([send(add(BIG, text)), end()], {
      maxMsgSize: 2000,
      twist: (message, msgId) => {
        if (msgId !== 2) return message;
        const commands = message.syncBody.commands.filter((each) => each.cmd !== "Status" || each.cmdRef === "0");
        return { ...message, syncBody: { ...message.syncBody, commands } };
      },
      maxMessages: 3,
    });
    expect(report.violations).toContainEqual({ rule: "protocol §7#4", message: 2, what: "no Status for a chunk" });
  });

  it("may be sent too large on purpose", async () => {
    const { messages } = await playSteps([send(add(BIG, text))], { maxMsgSize: 2000 }, { respectMaxMsgSize: false });
    expect(chunksIn(messages)).toHaveLength(1);
  });

  it("whole commands are moved to a message of their own before anything is cut", async () => {
    const values = Array.from({ length: 8 }, (_, at) => add(`./Test/dyn/n${at}`, "x".repeat(300)));
    const checks = values.map((_, at) => expectStatus(`./Test/dyn/n${at}`, 200));
    const { messages, report } = await playSteps([send(...values), ...checks, end()], { maxMsgSize: 1800 });
    expect(report).toMatchObject({ violations: [], passed: true });
    expect(chunksIn(messages)).toHaveLength(8);
    expect(chunksIn(messages).some(({ item }) => item.moreData === true)).toBe(false);
    expect(messages.filter((each) => each.syncBody.final !== true).length).toBeGreaterThan(1);
  });

  it.each([
    [
      "a Size that is not true",
      sendInChunks(add(BIG, "abcdef"), { chunkSize: 3, size: 7, code: 424 }),
      ["7", undefined],
    ],
    [
      "no Size",
      sendInChunks(add(BIG, "abcdef"), { chunkSize: 3, size: "missing", chunkCode: 411, code: 411 }),
      [undefined, undefined],
    ],
  ] as const)("has %s", async (_what, steps, sizes) => {
    const { messages, report } = await playSteps([...steps, end()], {
      status: (command) => {
        if (command.cmd !== "Add") return undefined;
        const more = command.items[0]?.moreData === true;
        return sizes[0] === undefined ? 411 : more ? 213 : 424;
      },
    });
    expect(report).toMatchObject({ violations: [], passed: true });
    expect(chunksIn(messages).map(({ item }) => item.meta?.size)).toEqual(sizes);
  });

  it("is interrupted by a new command, for which Alert 1225 is due", async () => {
    const steps = sendInChunks(replace(BIG, "abcdefghi"), {
      chunkSize: 3,
      interrupt: { after: 2, by: [get("./DevInfo/Man")] },
    });
    const silent = await playSteps([...steps, end()]);
    expect(silent.report.violations.map((each) => each.what)).toEqual(["no Alert 1225 as expected"]);
    expect(chunksIn(silent.messages).map(({ item }) => dataText(item.data))).toEqual(["abc", "def"]);
    await lab?.close();
    const { report } = await playSteps([...steps, end()], {
      twist: (message, msgId) => {
        if (msgId !== 4) return message;
        const broken: Command = { cmd: "Alert", cmdId: "99", data: "1225", items: [{ target: { locUri: BIG } }] };
        return { ...message, syncBody: { ...message.syncBody, commands: [...message.syncBody.commands, broken] } };
      },
    });
    expect(report).toMatchObject({ violations: [], passed: true });
  });

  it("cannot be made of anything but one Add or Replace", () => {
    expect(() => sendInChunks(get(BIG), { chunkSize: 1 })).toThrow(TypeError);
  });
});

describe("a large object of the device", () => {
  const part = (cmdId: string, data: string, meta: object, more: boolean, uri = "./DevInfo/Man"): Command => ({
    cmd: "Results",
    cmdId,
    msgRef: "1",
    cmdRef: "4",
    items: [{ source: { locUri: uri }, meta: { format: "chr", ...meta }, data, ...(more ? { moreData: true } : {}) }],
  });
  /** What the device says beside its Statuses in its 2nd, 3rd … message; the last has Final. */
  const saying =
    (...parts: readonly (readonly Command[])[]) =>
    (message: Message, msgId: number): Message => {
      const more = parts[msgId - 2];
      if (more === undefined) return message;
      const statuses = message.syncBody.commands.filter((each) => each.cmd === "Status");
      return { ...message, syncBody: { commands: [...statuses, ...more], final: msgId - 1 === parts.length } };
    };
  const upload: readonly Step[] = [
    withMaxObjSize(send(get("./DevInfo/Man")), 100),
    expectResults("./DevInfo/Man", "Paper"),
    end(),
  ];

  it("is answered with 213 and 1222, chunk by chunk", async () => {
    const twist = saying(
      [part("8", "Pa", { size: "5" }, true)],
      [part("8", "pe", {}, true)],
      [part("8", "r", {}, false)],
    );
    const { messages, report } = await playSteps(upload, { twist });
    expect(report).toMatchObject({ violations: [], passed: true });
    const answers = messages.map(({ syncBody }) =>
      syncBody.commands.map((each) =>
        each.cmd === "Status" ? each.data : each.cmd === "Alert" ? each.data : each.cmd,
      ),
    );
    expect(answers.slice(1, 3)).toEqual([
      ["200", "213", "1222"],
      ["200", "213", "1222"],
    ]);
    expect(messages[0]?.syncHdr.meta).toEqual({ maxObjSize: "100" });
  });

  it("is refused in the middle where the script says so", async () => {
    const { messages } = await playSteps(
      [send(get("./DevInfo/Man")), end()],
      { twist: saying([part("8", "Pa", { size: "5" }, true)], []) },
      { chunkStatus: 413 },
    );
    expect(messages[1]?.syncBody.commands.some((each) => each.cmd === "Status" && each.data === "413")).toBe(true);
    expect(lab?.sessions[0]?.violations).toEqual([]);
  });

  it.each([
    [
      "protocol §7#2",
      "the first chunk of Results ./DevInfo/Man has no Size",
      [[part("8", "Pap", {}, true)], [part("8", "er", {}, false)]],
    ],
    [
      "protocol §7#2",
      "Size again in a later chunk of Results ./DevInfo/Man",
      [[part("8", "Pap", { size: "5" }, true)], [part("8", "er", { size: "5" }, false)]],
    ],
    [
      "protocol §7#5",
      "Results ./DevInfo/Man has 5 bytes, Size said 6",
      [[part("8", "Pap", { size: "6" }, true)], [part("8", "er", {}, false)]],
    ],
    [
      "protocol §7#1",
      "MoreData, but Results ./DevInfo/Man is complete",
      [[part("8", "Paper", { size: "5" }, true)], [part("8", "", {}, false)]],
    ],
    [
      "protocol §7#1",
      "a chunk of Results ./DevInfo/Man in a message with Final",
      [[part("8", "Pap", { size: "5" }, true)]],
    ],
    ["protocol §7#3", "Results ./DevInfo/Man is not continued", [[part("8", "Pap", { size: "5" }, true)], []]],
    [
      "protocol §7#3",
      "Results ./B comes before the last chunk of Results ./DevInfo/Man",
      [[part("8", "Pap", { size: "5" }, true)], [part("8", "x", {}, false, "./B")]],
    ],
    [
      "protocol §7#3",
      "something follows the chunk of Results ./DevInfo/Man in its message",
      [[part("8", "Pap", { size: "5" }, true), part("9", "x", {}, false, "./B")], []],
    ],
    [
      "protocol §7#12",
      "Results ./DevInfo/Man has 200 bytes, MaxObjSize is 100",
      [[part("8", "Pap", { size: "200" }, true)], [part("8", "er", {}, false)]],
    ],
  ] as const)("%s: %s", async (rule, what, parts) => {
    const { report } = await playSteps(upload, { twist: saying(...parts), maxMessages: 4 });
    expect(report.violations).toContainEqual(expect.objectContaining({ rule, what }));
  });
});

describe("messages", () => {
  it("wait for Statuses that come in pieces (protocol §5.6#6)", async () => {
    const steps = [
      sendPart(get("./DevInfo/Man"), get("./DevInfo/Mod")),
      send(get("./DevInfo/None")),
      expectStatus("./DevInfo/None", 404),
      end(),
    ];
    let held: Command | undefined;
    const { messages, report } = await playSteps(steps, {
      twist: (message, msgId) => {
        const { commands } = message.syncBody;
        if (msgId === 2) {
          held = commands[2];
          const rest = commands.filter((each, at) => at !== 2 && each.cmd !== "Results");
          return { ...message, syncBody: { commands: rest } };
        }
        if (msgId !== 3 || held === undefined) return message;
        const [first, ...others] = commands;
        const next: Command = { cmd: "Alert", cmdId: "98", data: "1222" };
        const rest = [...others.filter((each) => each.cmd === "Status"), { ...held, cmdId: "97" }, next];
        return { ...message, syncBody: { commands: first === undefined ? rest : [first, ...rest] } };
      },
    });
    const shown = messages.map(({ syncBody }) =>
      syncBody.commands.flatMap((each) => (each.cmd === "Get" ? ["Get"] : each.cmd === "Alert" ? [each.data] : [])),
    );
    expect(shown.slice(0, 3)).toEqual([["Get", "Get"], ["1222"], ["Get"]]);
    expect(report).toMatchObject({ violations: [], passed: true });
  });

  it("wait for Statuses in pieces while a turn of several messages is on its way, and lose nothing of it", async () => {
    const values = Array.from({ length: 6 }, (_, at) => add(`./Test/dyn/n${at}`, "x".repeat(300)));
    const checks = values.map((_, at) => expectStatus(`./Test/dyn/n${at}`, 200));
    let held: Command | undefined;
    const { messages, report } = await playSteps([send(...values), ...checks, end()], {
      maxMsgSize: 2200,
      twist: (message, msgId) => {
        const { commands } = message.syncBody;
        if (msgId === 2) {
          held = commands[2];
          return { ...message, syncBody: { commands: commands.filter((_, at) => at !== 2) } };
        }
        if (msgId !== 3 || held === undefined) return message;
        return { ...message, syncBody: { commands: [...commands, { ...held, cmdId: "97" }] } };
      },
    });
    const adds = messages.map(({ syncBody }) => syncBody.commands.filter((each) => each.cmd === "Add").length);
    expect(adds.slice(0, 2)).toEqual([2, 0]);
    expect(adds.reduce((sum, each) => sum + each, 0)).toBe(6);
    expect(report).toMatchObject({ violations: [], passed: true });
  });

  it("meet the fault of their turn once, however many they are", async () => {
    const turn = withFaults(send(add(BIG, text)), { kind: "http-status", status: 503 });
    lab = await startLab({ accounts: [ACCOUNT], script: script("once", {}, turn, expectStatus(BIG, 200), end()) });
    await expect(playSession({ url: lab.url, maxMsgSize: 2000 })).rejects.toThrow();
    await playSession({ url: lab.url, maxMsgSize: 2000 });
    expect(lab.log.filter((entry) => entry.status === 503)).toHaveLength(1);
    expect(lab.sessions[0]).toMatchObject({ violations: [], passed: true });
  });

  it("that abort go whole", async () => {
    const { messages, report } = await playSteps([abort(add(BIG, text))], { maxMsgSize: 2000 });
    expect(messages).toHaveLength(1);
    expect(report).toMatchObject({ outcome: "aborted-by-server", violations: [], passed: true });
  });

  it("carry NoResp, which changes nothing", async () => {
    const steps = [withHeaderNoResp(send(withNoResp(get("./DevInfo/Man")))), expectStatus("./DevInfo/Man", 200), end()];
    const { messages, report } = await playSteps(steps);
    expect(report).toMatchObject({ violations: [], passed: true });
    expect(messages[0]?.syncHdr.noResp).toBe(true);
    expect(JSON.stringify(messages[0]?.syncBody)).toContain('"noResp":true');
  });

  it.each([1, 2, 3])("are an abort at number %i, whatever is due", async (abortAt) => {
    const steps = [sendPart(get("./DevInfo/Man")), send(get("./DevInfo/Mod")), send(get("./DevInfo/Mod"))];
    const { messages, report } = await playSteps(steps, {}, { abortAt });
    expect(messages).toHaveLength(abortAt);
    expect(messages.at(-1)?.syncBody.final).toBe(true);
    expect(report).toMatchObject({ violations: [], passed: true, outcome: "aborted-by-server" });
  });

  it("come twice: the previous answer first, the right one for the same request after it", async () => {
    const steps = [
      send(get("./DevInfo/Man")),
      withFaults(send(get("./DevInfo/Mod")), { kind: "replay" }),
      expectResults("./DevInfo/Mod", "P-1"),
      end(),
    ];
    lab = await startLab({ accounts: [ACCOUNT], script: script("replay", {}, ...steps) });
    const log = lab.log;
    // A device that knows a duplicate by its MsgID sends its last message again.
    const messages = await playSession({ url: lab.url, leaves: LEAVES, repeatsOnDuplicate: true });
    expect(lab.sessions[0]).toMatchObject({ violations: [], passed: true });
    expect(messages.map((each) => each.syncHdr.msgId)).toEqual(["1", "2", "3"]);
    expect(log[3]?.bytes).toEqual(log[1]?.bytes);
    expect(log[3]?.fault).toBe("the message before comes again");
    await lab.close();
    lab = await startLab({ accounts: [ACCOUNT], script: script("x", {}, withFaults(send(), { kind: "replay" })) });
    await expect(playSession({ url: lab.url })).rejects.toThrow();
    expect(lab.strays[0]).toContain("no message came before that could come again");
  });

  it.each([
    ["505", { verDtds: ["1.1", "1.2.1"] }, ["1.1", "1.2.1"]],
    ["513", { verProtos: ["DM/1.2"] }, ["DM/1.2"]],
  ] as const)("refuse a version with %s and list those that are taken", async (code, options, versions) => {
    lab = await startLab({
      accounts: [ACCOUNT],
      script: script("version", options, send(get("./DevInfo/Man")), end()),
    });
    const [answer] = await playSession({ url: lab.url, verProto: "DM/1.3", maxMessages: 1 });
    const [header, ...others] = answer?.syncBody.commands ?? [];
    expect(header).toMatchObject({ cmd: "Status", data: code, items: versions.map((data) => ({ data })) });
    expect(others.every((each) => each.cmd === "Status" && each.data === code)).toBe(true);
    expect(lab.sessions[0]).toMatchObject({ outcome: "version-refused", violations: [], passed: true });
  });
});
