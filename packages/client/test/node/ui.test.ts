/** User interfaces: the scripted one of the tests, and the terminal. */
import { PassThrough } from "node:stream";
import { terminalUi } from "@oma-dm/client/node";
import { describe, expect, it } from "vitest";
import { scriptedUi } from "./scripted-ui.ts";
import { uiContract } from "./ui-contract.ts";

uiContract("a script", () => {
  const ui = scriptedUi();
  return {
    ui,
    enter: (text) => ui.answer({ answer: "accepted", ...(text === "" ? {} : { text }) }),
    yes: () => ui.answer({ answer: "accepted" }),
    no: () => ui.answer({ answer: "rejected" }),
    choose: (...choices) => ui.answer({ answer: "accepted", choices }),
    cancel: () => ui.answer({ answer: "cancelled" }),
  };
});

interface Terminal {
  readonly ui: ReturnType<typeof terminalUi>;
  type(line: string): void;
  key(bytes: string): void;
  shown(): string;
}

/** A terminal as far as readline sees one: keys come one by one, Ctrl-C among them. */
function terminal(): Terminal {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const output = new PassThrough();
  const shown: string[] = [];
  output.on("data", (chunk) => shown.push(String(chunk)));
  const ui = terminalUi({ input, output });
  return {
    ui,
    type: (line) => input.write(`${line}\n`),
    key: (bytes) => input.write(bytes),
    shown: () => shown.join(""),
  };
}

uiContract("a terminal", () => {
  const { ui, type, key } = terminal();
  return {
    ui,
    enter: type,
    yes: () => type("y"),
    no: () => type("No"),
    choose: (...numbers) => type(numbers.join(" ")),
    cancel: () => key("\x03"),
  };
});

describe("a terminal", () => {
  it("asks again until the answer fits", async () => {
    const { ui, type, shown } = terminal();
    const accepts = (text: string): boolean => /^\d+$/.test(text);
    const answer = ui.input({ text: "How many?", kind: "number", secret: false, accepts, maxLength: 4 });
    type("many");
    await expect.poll(shown).toContain("try again");
    type("12");
    expect(await answer).toEqual({ answer: "accepted", text: "12" });
    expect(shown()).toContain("[number, at most 4 characters]");
    const choice = ui.choose({ text: "Which?", choices: ["a", "b"], preset: [], multiple: false });
    type("3");
    await expect.poll(shown).toContain("give the number");
    type("2");
    expect(await choice).toEqual({ answer: "accepted", choices: [2] });
    const sure = ui.confirm({ text: "Sure?" });
    type("perhaps");
    await expect.poll(shown).toContain("answer y or n");
    type("n");
    expect(await sure).toEqual({ answer: "rejected" });
  });
  it("takes what is suggested when nothing is typed", async () => {
    const { ui, type, shown } = terminal();
    const all = { text: "?", secret: false, kind: "text", accepts: () => true } as const;
    const ask = async (asked: Promise<unknown>): Promise<unknown> => {
      type("");
      return asked;
    };
    expect(await ask(ui.input({ ...all, preset: "Ada" }))).toEqual({ answer: "accepted", text: "Ada" });
    expect(await ask(ui.confirm({ text: "?", preset: false }))).toEqual({ answer: "rejected" });
    expect(await ask(ui.confirm({ text: "?", preset: true }))).toEqual({ answer: "accepted" });
    const choices = { text: "?", choices: ["a", "b"], preset: [2], multiple: true };
    expect(await ask(ui.choose(choices))).toEqual({ answer: "accepted", choices: [2] });
    expect(shown()).toContain(" 1  a\n*2  b\n");
  });
  it("chooses none of several when told so", async () => {
    const { ui, type } = terminal();
    const answer = ui.choose({ text: "?", choices: ["a", "b"], preset: [1], multiple: true });
    type("-");
    expect(await answer).toEqual({ answer: "accepted", choices: [] });
  });
  it("does not show a secret", async () => {
    const { ui, type, shown } = terminal();
    const prompt = {
      text: "Password?",
      kind: "text",
      secret: true,
      preset: "preset-word",
      accepts: () => true,
    } as const;
    const answer = ui.input(prompt);
    type("typed-word");
    expect(await answer).toEqual({ answer: "accepted", text: "typed-word" });
    const pin = ui.pin("of the card");
    type("4711");
    expect(await pin).toBe("4711");
    expect(shown()).toContain("Password?");
    expect(shown()).not.toMatch(/typed-word|preset-word|4711/);
  });
  it("is not steered by a server's text", async () => {
    const { ui, type, shown } = terminal();
    const answer = ui.display({ text: "a\u001b[2Jb\u009b2Jc\u202ed\rline\nline" });
    type("");
    await answer;
    expect(shown()).toContain("a [2Jb 2Jc d line\nline\n");
  });
});
