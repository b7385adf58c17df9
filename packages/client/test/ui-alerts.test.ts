/** Alerts 1100 to 1104: what the person is asked, and what becomes of the commands around it (protocol §6.7). */
import type { InputPrompt, UserAnswer, UserInterface } from "@oma-dm/client";
import { virtualClock } from "@oma-dm/client/node";
import type { Command, Item, Status } from "@oma-dm/codec/syncml";
import { alert, atomic, get, replace, sequence } from "@oma-dm/lab";
import { describe, expect, it } from "vitest";
import { type ScriptedUi, scriptedUi } from "./node/scripted-ui.ts";
import { openDevice, paperServer } from "./report/paper-server.ts";

const items = (...texts: readonly string[]): readonly Item[] =>
  texts.map((text) => (text === "" ? {} : { data: text }));
const ask = (code: number, ...texts: readonly string[]) => alert(code, items(...texts));
const YES: UserAnswer = { answer: "accepted" };
const NO: UserAnswer = { answer: "rejected" };
const CANCEL: UserAnswer = { answer: "cancelled" };

/** Code and Item data of every Status, of commands inside others too. */
async function statuses(ui: UserInterface | undefined, ...commands: readonly Command[]): Promise<readonly string[]> {
  let id = 100;
  const number = (command: Command): Command => {
    const numbered = { ...command, cmdId: String(id++) };
    return "commands" in numbered && numbered.commands !== undefined
      ? ({ ...numbered, commands: numbered.commands.map(number) } as Command)
      : numbered;
  };
  const server = paperServer({ commands: commands.map(number) });
  const { device } = await openDevice(server, ui === undefined ? {} : { ports: { ui } });
  expect(await device.connect()).toMatchObject({ outcome: "completed" });
  const value = (await device.tree.get("./Test/text")).value;
  await device.close();
  return (server.sent[1]?.message.syncBody.commands ?? [])
    .filter((command): command is Status => command.cmd === "Status" && command.cmdRef !== "0")
    .map(({ command, data, items: said = [] }) => [command, data, ...said.map((item) => item.data)].join(" "))
    .concat(`text=${value}`);
}

async function one(ui: ScriptedUi | undefined, command: Command): Promise<string> {
  return (await statuses(ui, command))[0]!.replace(/^Alert /, "");
}

describe("one question", () => {
  it.each([
    ["protocol §6.7#10", 1100, ["", "Update done"], YES, "200"],
    ["protocol §6.7#10", 1101, ["", "Update now?"], YES, "200"],
    ["protocol §6.7#11", 1101, ["", "Update now?"], NO, "304"],
    ["protocol §6.7#12", 1101, ["", "Update now?"], CANCEL, "214"],
    ["protocol §6.7#13", 1101, ["", "Update now?"], { answer: "timed-out" }, "408"],
    ["protocol §6.7#6, #5", 1101, ["DR=1", "Update now?"], { answer: "timed-out" }, "200"],
    ["protocol §6.7#6, #5", 1101, ["DR=0", "Update now?"], { answer: "timed-out" }, "304"],
    ["protocol §6.7#6, #5", 1101, ["DR=2", "Update now?"], { answer: "timed-out" }, "408"],
    ["protocol §6.7#6, #5", 1100, ["DR=1", "Done"], { answer: "timed-out" }, "408"],
    ["protocol §6.7#10", 1102, ["", "Name?"], { answer: "accepted", text: "Ada" }, "200 Ada"],
    ["protocol §6.7#6, #5", 1102, ["DR=Grace+H%2e", "Name?"], { answer: "timed-out" }, "200 Grace H."],
    ["protocol §6.7#6, #7", 1102, ["MAXLEN=2&DR=abc", "Name?"], { answer: "timed-out" }, "408"],
    ["protocol §6.7#7", 1102, ["MAXLEN=2", "Name?"], { answer: "accepted", text: "Ada" }, "500"],
    ["protocol §6.7#10", 1102, ["", "Name?"], { answer: "accepted" }, "500"],
    ["protocol §6.7#10", 1103, ["", "Which?", "a", "b", "c"], { answer: "accepted", choices: [3] }, "200 3"],
    ["protocol §6.7#10", 1103, ["", "Which?", "a", "b"], { answer: "accepted", choices: [3] }, "500"],
    ["protocol §6.7#10", 1103, ["", "Which?", "a", "b"], { answer: "accepted", choices: [1, 2] }, "500"],
    ["protocol §6.7#6, #5", 1103, ["DR=2", "Which?", "a", "b"], { answer: "timed-out" }, "200 2"],
    ["protocol §6.7#6, #5", 1103, ["DR=3", "Which?", "a", "b"], { answer: "timed-out" }, "408"],
    ["protocol §6.7#10", 1104, ["", "Which?", "a", "b", "c"], { answer: "accepted", choices: [1, 3] }, "200 1 3"],
    ["protocol §6.7#10", 1104, ["", "Which?", "a", "b", "c"], { answer: "accepted", choices: [] }, "200"],
    ["protocol §6.7#6, #5", 1104, ["DR=2-3", "Which?", "a", "b", "c"], { answer: "timed-out" }, "200 2 3"],
    ["protocol §6.7#6, #5", 1104, ["DR=2-2", "Which?", "a", "b", "c"], { answer: "timed-out" }, "408"],
  ] as const)("%s: %i %j answered %j is %s", async (_rule, code, texts, answer, expected) => {
    expect(await one(scriptedUi(answer as UserAnswer), ask(code, ...texts))).toBe(expected);
  });
  it.each([
    [ask(1100), "412"],
    [ask(1100, ""), "412"],
    [ask(1100, "", ""), "412"],
    [ask(1100, "", "a", "b"), "412"],
    [ask(1101, "", "a", "b"), "412"],
    [ask(1103, "", "a"), "412"],
    [ask(1104, "", "a", "b", ""), "412"],
    [ask(1100, "", "x".repeat(4_097)), "416"],
    [ask(1103, "", "a", "x".repeat(257)), "416"],
    [ask(1103, "", "a", ...Array.from({ length: 65 }, (_, n) => `${n}`)), "416"],
    [ask(1105, "", "a"), "406"],
  ])("that cannot be asked is refused (protocol §6.7#15, #16)", async (command, code) => {
    const ui = scriptedUi();
    expect(await one(ui, command)).toBe(code);
    expect(ui.asked).toEqual([]);
  });
  it("is refused with 406 when nobody is there (protocol §6.7#14, #17)", async () => {
    for (const code of [1100, 1101, 1102, 1103, 1104])
      expect(await one(undefined, ask(code, "", "a", "b"))).toBe("406");
  });
  it("that the user interface fails at is a command that failed", async () => {
    const broken = { ...scriptedUi(), display: () => Promise.reject(new Error("no screen")) };
    expect(await statuses(broken, ask(1100, "", "a"))).toEqual(["Alert 500", "text="]);
  });
  it("keeps the order of its Items, and of the questions (protocol §6.7#1, #2)", async () => {
    const ui = scriptedUi({ answer: "accepted", choices: [1] }, YES, YES);
    await statuses(
      ui,
      ask(1103, "DR=2", "Which?", "c", "a", "b"),
      ask(1101, "DR=1", "Sure?"),
      ask(1100, "MINDT=5", "Bye"),
    );
    expect(ui.asked).toEqual([
      { question: "choose", prompt: { text: "Which?", choices: ["c", "a", "b"], preset: [2], multiple: false } },
      { question: "confirm", prompt: { text: "Sure?", preset: true } },
      { question: "display", prompt: { text: "Bye", minMs: 5_000 } },
    ]);
  });
});

describe("options", () => {
  const input = async (options: string): Promise<InputPrompt> => {
    const ui = scriptedUi(CANCEL);
    await statuses(ui, ask(1102, options, "?"));
    return ui.asked[0]!.prompt as InputPrompt;
  };
  it("are read as far as they can be (protocol §6.7#3, #4, #7, #9)", async () => {
    const all = "MINDT=2&MAXDT=9&DR=1.5&MAXLEN=4&IT=N&ET=P";
    expect(await input(all)).toMatchObject({ minMs: 2_000, preset: "1.5", maxLength: 4, kind: "number", secret: true });
    const odd = "MINDT=0&MAXLEN=-1&IT=X&ET=constructor&DR=%ZZ&constructor=1&NEW=x&DR&=&&IT=constructor";
    const { accepts, ...prompt } = await input(odd);
    expect(prompt).toEqual({ text: "?", kind: "text", secret: false });
    expect(accepts("anything at all")).toBe(true);
  });
  it.each([
    ["A", ["", "any text"], []],
    ["N", ["1", "-1.5", "+.5"], ["", "one", "1,5", "1e3"]],
    ["D", ["31122026"], ["32122026", "2026", "31-12-2026"]],
    ["T", ["235959"], ["240000", "23:59"]],
    ["P", ["+49p123w4", "123"], ["", "1+2", "phone"]],
    ["I", ["127.0.0.1", "010.001.000.255"], ["256.0.0.1", "1.2.3", "1.2.3.4."]],
  ])("IT=%s accepts %j and not %j (protocol §6.7#8)", async (type, good, bad) => {
    const { accepts } = await input(`IT=${type}`);
    expect(good.filter((text) => !accepts(text))).toEqual([]);
    expect(bad.filter((text) => accepts(text))).toEqual([]);
  });
});

describe("a user who does not agree", () => {
  const write = replace("./Test/text", "written");
  const sure = ask(1101, "", "Sure?");
  it.each([
    ["no", NO, "304", ["200", "written"]],
    ["cancels", CANCEL, "214", ["215", ""]],
    ["does not answer", { answer: "timed-out" }, "408", ["200", "written"]],
  ] as const)("%s: in a message (protocol §6.7#18, §8.5#6)", async (_name, answer, code, [status, text]) => {
    const got = await statuses(scriptedUi(answer), sure, write, get("./DevInfo/Man"));
    expect(got).toEqual([`Alert ${code}`, `Replace ${status}`, `Get ${status}`, `text=${text}`]);
  });
  it.each([
    ["no", NO, "304"],
    ["cancels", CANCEL, "214"],
    ["does not answer", { answer: "timed-out" }, "408"],
  ] as const)(
    "%s: in a Sequence the rest of it is bypassed, and nothing else (protocol §6.7#18)",
    async (_name, answer, code) => {
      const got = await statuses(scriptedUi(answer), sequence(sure, write, sequence(write)), get("./DevInfo/Man"));
      const inner = ["Replace 215", "Sequence 215", "Replace 215"];
      expect(got).toEqual(["Sequence 200", `Alert ${code}`, ...inner, "Get 200", "text="]);
    },
  );
  it.each([
    ["no", NO, "304"],
    ["cancels", CANCEL, "214"],
    ["does not answer", { answer: "timed-out" }, "408"],
  ] as const)("%s: an Atomic is undone (protocol §6.7#18)", async (_name, answer, code) => {
    const got = await statuses(scriptedUi(answer), atomic(write, sure, write), get("./DevInfo/Man"));
    expect(got).toEqual(["Atomic 507", "Replace 216", `Alert ${code}`, "Replace 215", "Get 200", "text="]);
  });
  it("of a Sequence with an Atomic in it stops the Atomic only", async () => {
    const got = await statuses(scriptedUi(NO), sequence(atomic(sure, write), get("./DevInfo/Man")));
    expect(got).toEqual(["Sequence 200", "Atomic 507", "Alert 304", "Replace 215", "Get 200", "text="]);
  });
  it("a question that cannot be asked stops nothing", async () => {
    const got = await statuses(scriptedUi(), sequence(ask(1100), write));
    expect(got).toEqual(["Sequence 200", "Alert 412", "Replace 200", "text=written"]);
  });
});

describe("time", () => {
  it.each([
    ["MAXDT=7", 7_000],
    ["", 600_000],
    ["MAXDT=999999", 600_000],
  ])("%s is waited for, and not longer (protocol §6.7#5)", async (options, ms) => {
    const clock = virtualClock(0);
    const ui = scriptedUi();
    const server = paperServer({ commands: [{ ...ask(1101, options, "?") }] });
    const { device } = await openDevice(server, { ports: { ui, clock } });
    const session = device.connect();
    await expect.poll(() => ui.asked.length).toBe(1);
    await clock.advance(ms - 1);
    expect(server.sent).toHaveLength(1);
    await clock.advance(1);
    expect(await session).toMatchObject({ outcome: "completed" });
    expect(server.sent[1]!.message.syncBody.commands.at(-1)).toMatchObject({ cmdRef: "4", data: "408" });
    await device.close();
  });
  it("ends when the session does", async () => {
    const ui = scriptedUi();
    const server = paperServer({ commands: [{ ...ask(1101, "", "?") }] });
    const { device } = await openDevice(server, { ports: { ui } });
    const stop = new AbortController();
    const session = device.connect(undefined, { signal: stop.signal });
    await expect.poll(() => ui.asked.length).toBe(1);
    stop.abort();
    expect(await session).toMatchObject({ outcome: "aborted" });
    expect(server.sent[1]!.message.syncBody.commands).toMatchObject([
      { command: "SyncHdr" },
      { cmdRef: "4", data: "214" },
      { cmd: "Alert", data: "1223" },
    ]);
    await device.close();
  });
});
