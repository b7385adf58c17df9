/** Alert codes, in either direction: protocol §6.1. */
import type { UserAnswer } from "@oma-dm/client";
import { virtualClock } from "@oma-dm/client/node";
import type { Command } from "@oma-dm/codec/syncml";
import { expect } from "vitest";
import { scriptedUi } from "../../node/scripted-ui.ts";
import { type Case, cases } from "../../tree/cases/case.ts";
import { world, worldWith } from "../../tree/world.ts";
import { Dialogue, get } from "../dialogue.ts";

const alert = (data: string | undefined, ...texts: readonly string[]): Command =>
  ({
    cmd: "Alert",
    cmdId: "1",
    ...(data === undefined ? {} : { data }),
    ...(texts.length > 0 && { items: texts.map((it) => (it === "" ? {} : { data: it })) }),
  }) as Command;
const toClient = (code: number, ...data: readonly (string | undefined)[]) =>
  Object.fromEntries(
    data.map((each) => [
      `${each ?? "none"} of a server`,
      async () => expect(await (await world()).code("S", alert(each))).toBe(code),
    ]),
  );
/** An alert for the user, who answers. */
const asked =
  (data: string, answer: UserAnswer, question: string, ...choices: readonly string[]) =>
  async () => {
    const ui = scriptedUi(answer);
    const w = await worldWith({ user: { ui, clock: virtualClock(0) } });
    expect(await w.code("S", alert(data, "", "Text", ...choices))).toBe(200);
    expect(ui.asked.map((it) => it.question)).toEqual([question]);
  };
const startsWith = (code: "1200" | "1201") => async () => {
  const d = new Dialogue({ alert: code });
  expect(d.commands[0]).toEqual({ cmd: "Alert", cmdId: "1", data: code });
  expect(d.alerts).toEqual([code]);
};

export const ALERT_CASES: readonly Case[] = cases({
  "protocol §6.1#1": { Display: asked("1100", { answer: "accepted" }, "display") },
  "protocol §6.1#2": { "Confirm or reject": asked("1101", { answer: "accepted" }, "confirm") },
  "protocol §6.1#3": { "Text input": asked("1102", { answer: "accepted", text: "t" }, "input") },
  "protocol §6.1#4": { "Single choice": asked("1103", { answer: "accepted", choices: [1] }, "choose", "a", "b") },
  "protocol §6.1#5": { "Multiple choice": asked("1104", { answer: "accepted", choices: [1, 2] }, "choose", "a", "b") },
  "protocol §6.1#6": { "begins package 1": startsWith("1200"), ...toClient(405, "1200") },
  "protocol §6.1#7": { "begins package 1": startsWith("1201"), ...toClient(405, "1201") },
  "protocol §6.1#8": {
    ...toClient(200, "1222"),
    "of the client": async () => {
      const d = new Dialogue();
      d.say([], { final: false });
      expect(d.alerts).toEqual(["1222"]);
    },
  },
  "protocol §6.1#9": {
    "of a server": async () => {
      const d = new Dialogue();
      d.say([alert("1223")]);
      expect(d.ending).toEqual({ outcome: "aborted-by-server" });
    },
    "of the client": async () => {
      const d = new Dialogue();
      d.say([get("./A")]);
      d.take({ type: "abort" });
      expect(d.alerts).toEqual(["1223"]);
    },
  },
  "protocol §6.1#11": {
    ...toClient(200, "1225"),
    "of the client": async () => {
      const d = new Dialogue();
      d.say(
        [
          {
            cmd: "Add",
            cmdId: "2",
            items: [{ target: { locUri: "./B" }, meta: { size: "9" }, data: "0", moreData: true }],
          },
        ],
        { final: false },
      );
      d.done();
      d.say([get("./A")]);
      d.done();
      expect(d.alerts).toEqual(["1225"]);
    },
  },
  "protocol §6.1#14": toClient(406, "1105", "1199", "1202", "1220", "1227", "1229", "1231", "1299"),
  "protocol §6.1#15": {
    ...toClient(406, "1", "999", "1221", "abc"),
    ...toClient(405, "1200", "1201", "1224", "1226", "1230"),
    ...toClient(412, undefined, ""),
  },
});
