/** Alerts of the server: their codes, the questions of 1100 to 1104 and what is made of the answers: protocol §6.1, §6.7. */
import type { UserAnswer } from "@oma-dm/client";
import { virtualClock } from "@oma-dm/client/node";
import type { Alert } from "@oma-dm/codec/syncml";
import { expect } from "vitest";
import type { InputPrompt } from "../../../src/ports.ts";
import { askUser, UI_LIMITS } from "../../../src/session/ui-alert.ts";
import { scriptedUi } from "../../node/scripted-ui.ts";
import { type Case, cases } from "../../tree/cases/case.ts";
import { command, world, worldWith } from "../../tree/world.ts";

const alert = (data: string, ...texts: readonly string[]): Alert => ({
  cmd: "Alert",
  cmdId: "1",
  data,
  items: texts.map((text) => (text === "" ? {} : { data: text })),
});
const accepted = (more: object = {}): UserAnswer => ({ answer: "accepted", ...more });
const LATE: UserAnswer = { answer: "timed-out" };

/** `200 a b`: the Status of a question and the Data of its Items. */
async function answered(answer: UserAnswer, question: Alert): Promise<string> {
  const { code, items = [] } = await askUser({ ui: scriptedUi(answer), clock: virtualClock(0) }, question);
  return [code, ...items.map(({ data }) => data)].join(" ");
}

async function prompted(options: string): Promise<InputPrompt> {
  const ui = scriptedUi({ answer: "cancelled" });
  await askUser({ ui, clock: virtualClock(0) }, alert("1102", options, "?"));
  return ui.asked[0]!.prompt as InputPrompt;
}

const codeOf = async (data: string): Promise<string> => {
  const w = await world();
  return (await w.run("S", alert(data))).codes["1"]![0]!;
};

type Row = readonly [title: string, answer: UserAnswer, question: Alert, expected: string];
const rows = (...list: readonly Row[]): Readonly<Record<string, () => Promise<void>>> =>
  Object.fromEntries(
    list.map(([title, answer, question, expected]) => [
      title,
      async () => expect(await answered(answer, question)).toBe(expected),
    ]),
  );

/** Input type, what it is called, what it takes and what not. */
const INPUTS = [
  ["A", "text", ["", "any text"], []],
  ["N", "number", ["1", "-1.5", "+.5"], ["", "one", "1,5", "1e3"]],
  ["D", "date", ["31122026"], ["32122026", "2026", "31-12-2026"]],
  ["T", "time", ["235959"], ["240000", "23:59"]],
  ["P", "phone", ["+49p123w4", "123"], ["", "1+2", "phone"]],
  ["I", "ip-address", ["127.0.0.1", "010.001.000.255"], ["256.0.0.1", "1.2.3", "1.2.3.4."]],
] as const;

export const QUESTION_CASES: readonly Case[] = cases({
  "protocol §6.1#8, #11, §6.5#1": {
    "1222 and 1225 are said by either side": async () => {
      expect([await codeOf("1222"), await codeOf("1225")]).toEqual(["200", "200"]);
    },
  },
  "protocol §6.1#15": {
    "known, but not from a server: 405": async () => {
      for (const code of ["1200", "1201", "1224", "1226", "1230"])
        expect([code, await codeOf(code)]).toEqual([code, "405"]);
    },
    "unknown: 406": async () => {
      for (const code of ["1105", "1199", "1202", "1220", "1227", "1299", "9", "constructor"]) {
        expect([code, await codeOf(code)]).toEqual([code, "406"]);
      }
    },
    "none: 412": async () => expect(await codeOf(" ")).toBe("412"),
  },
  "protocol §6.7#10": rows(
    ["shown", accepted(), alert("1100", "", "Done"), "200"],
    ["confirmed", accepted(), alert("1101", "", "Sure?"), "200"],
    ["entered", accepted({ text: "Ada" }), alert("1102", "", "Name?"), "200 Ada"],
    ["one chosen", accepted({ choices: [3] }), alert("1103", "", "Which?", "a", "b", "c"), "200 3"],
    ["two where one can be", accepted({ choices: [1, 2] }), alert("1103", "", "Which?", "a", "b"), "500"],
    ["several chosen", accepted({ choices: [3, 1] }), alert("1104", "", "Which?", "a", "b", "c"), "200 3 1"],
    ["none chosen", accepted({ choices: [] }), alert("1104", "", "Which?", "a", "b"), "200"],
  ),
  "protocol §6.7#11": rows(["no", { answer: "rejected" }, alert("1101", "", "Sure?"), "304"]),
  "protocol §6.7#12": rows(["cancelled", { answer: "cancelled" }, alert("1101", "", "Sure?"), "214"]),
  "protocol §6.7#13": rows(["no reaction", LATE, alert("1101", "", "Sure?"), "408"]),
  "protocol §6.7#14": {
    "nobody is there": async () => {
      expect(await askUser(undefined, alert("1100", "", "Done"))).toEqual({ code: 406 });
    },
  },
  "protocol §6.7#15": rows(
    ["no items", accepted(), alert("1100"), "412"],
    ["no text", accepted(), alert("1100", "", ""), "412"],
    ["choices of a question without", accepted(), alert("1101", "", "a", "b"), "412"],
    ["no choices for one with", accepted({ choices: [] }), alert("1104", "", "a"), "412"],
  ),
  "protocol §6.7#16": {
    "as much as can be displayed, and no more": async () => {
      const { maxText, maxChoice, maxChoices } = UI_LIMITS;
      expect([maxText, maxChoice, maxChoices]).toEqual([4_096, 256, 64]);
      const texts = (text: number, choice: number, count: number) =>
        alert("1104", "", "t".repeat(text), ...Array.from({ length: count }, () => "c".repeat(choice)));
      expect(await answered(accepted({ choices: [1] }), texts(4_096, 256, 64))).toBe("200 1");
      for (const question of [texts(4_097, 256, 64), texts(4_096, 257, 64), texts(4_096, 256, 65)]) {
        expect(await answered(accepted({ choices: [1] }), question)).toBe("416");
      }
    },
  },
  "protocol §6.7#3": {
    "what cannot be read is skipped": async () => {
      const { accepts, ...prompt } = await prompted("MINDT=0&MAXLEN=-1&IT=X&ET=x&DR=%ZZ&NEW=1&constructor=1");
      expect(prompt).toEqual({ text: "?", kind: "text", secret: false });
      expect(accepts("anything")).toBe(true);
    },
  },
  "protocol §6.7#4": {
    "the least time": async () => expect((await prompted("MINDT=5")).minMs).toBe(5_000),
  },
  "protocol §6.7#5": {
    "the most time, of the server or of ours": async () => {
      for (const [options, ms] of [
        ["MAXDT=7", 7_000],
        ["", 600_000],
        ["MAXDT=999999", 600_000],
      ] as const) {
        const clock = virtualClock(0);
        let code = 0;
        void askUser({ ui: scriptedUi(), clock }, alert("1101", options, "?")).then((it) => {
          code = it.code;
        });
        await clock.advance(ms - 1);
        expect(code).toBe(0);
        await clock.advance(1);
        await clock.advance(0);
        expect(code).toBe(408);
      }
    },
  },
  "protocol §6.7#6": rows(
    ["the server's yes", LATE, alert("1101", "DR=1", "?"), "200"],
    ["the server's no", LATE, alert("1101", "DR=0", "?"), "304"],
    ["its text", LATE, alert("1102", "DR=Grace+H%2e", "?"), "200 Grace H."],
    ["its choice", LATE, alert("1103", "DR=2", "?", "a", "b"), "200 2"],
    ["its choices", LATE, alert("1104", "DR=2-3", "?", "a", "b", "c"), "200 2 3"],
    ["not of a display", LATE, alert("1100", "DR=1", "?"), "408"],
  ),
  "protocol §6.7#7": {
    "the longest text": async () => {
      const { accepts, maxLength } = await prompted("MAXLEN=3");
      expect([maxLength, accepts("abc"), accepts("abcd")]).toEqual([3, true, false]);
    },
  },
  "protocol §6.7#8": Object.fromEntries(
    INPUTS.map(([type, kind, good, bad]) => [
      `${type} is ${kind}`,
      async () => {
        const prompt = await prompted(`IT=${type}`);
        expect(prompt.kind).toBe(kind);
        expect(good.filter((text) => !prompt.accepts(text))).toEqual([]);
        expect(bad.filter((text: string) => prompt.accepts(text))).toEqual([]);
      },
    ]),
  ),
  "protocol §6.7#9": {
    "a password is not shown": async () => {
      expect((await prompted("ET=P")).secret).toBe(true);
      expect((await prompted("ET=T")).secret).toBe(false);
    },
  },
  "protocol §8.6#4, #5, §18#15": {
    "what an Atomic cannot hold is refused, whatever else it holds": async () => {
      for (const cmd of ["Get", "Exec"] as const) {
        const w = await world();
        const children = [
          command("Add", "./Open/n", "1", undefined, "1"),
          command(cmd, "./Obj/run", undefined, undefined, "2"),
        ];
        const { codes } = await w.run("S", { cmd: "Atomic", cmdId: "9", commands: children });
        expect(codes).toEqual({ 9: ["507"], 1: ["215"], 2: ["500"] });
      }
      for (const cmd of ["Atomic", "Sequence"] as const) {
        const w = await world();
        const add = (uri: string, cmdId: string) => command("Add", uri, "1", undefined, cmdId);
        const inner = { cmd, cmdId: "2", commands: [add("./Open/m", "3")] };
        const { codes } = await w.run("S", { cmd: "Atomic", cmdId: "9", commands: [add("./Open/n", "1"), inner] });
        expect(codes).toEqual({ 9: ["507"], 1: ["215"], 2: ["500"], 3: ["215"] });
      }
    },
    "what changes the tree is allowed in it": async () => {
      const w = await world();
      const { codes } = await w.run("S", {
        cmd: "Atomic",
        cmdId: "9",
        commands: [
          command("Add", "./Open/n", "1", undefined, "1"),
          command("Replace", "./Open/a", "2", undefined, "2"),
          { cmd: "Copy", cmdId: "3", items: [{ source: { locUri: "./Open/a" }, target: { locUri: "./Open/b" } }] },
          command("Delete", "./Open/dir", undefined, undefined, "4"),
          alert("1222"),
        ],
      });
      expect(codes).toMatchObject({ 9: ["200"], 2: ["200"], 3: ["200"], 4: ["200"] });
    },
  },
  "protocol §8.6#3, §6.7#18": {
    "a question that is cancelled, and what never ran, are not called undone": async () => {
      for (const [answer, code] of [
        ["cancelled", "214"],
        ["rejected", "304"],
        ["timed-out", "408"],
      ] as const) {
        const w = await worldWith({ user: { ui: scriptedUi({ answer }), clock: virtualClock(0) } });
        const write = (data: string, cmdId: string) => command("Replace", "./Open/a", data, undefined, cmdId);
        const { codes } = await w.run("S", {
          cmd: "Atomic",
          cmdId: "9",
          commands: [write("2", "2"), alert("1101", "", "Sure?"), write("3", "3")],
        });
        expect(codes).toEqual({ 9: ["507"], 2: ["216"], 1: [code], 3: ["215"] });
        expect(w.value("./Open/a")).toBe("1");
      }
    },
    "no, cancelled and late each stop what is left of a Sequence": async () => {
      for (const answer of ["cancelled", "rejected", "timed-out"] as const) {
        const w = await worldWith({ user: { ui: scriptedUi({ answer }), clock: virtualClock(0) } });
        const { codes } = await w.run("S", {
          cmd: "Sequence",
          cmdId: "8",
          commands: [alert("1101", "", "Sure?"), command("Replace", "./Open/a", "3", undefined, "3")],
        });
        expect(codes).toMatchObject({ 8: ["200"], 3: ["215"] });
      }
    },
  },
});
