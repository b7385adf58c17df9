/** A person at a terminal, asked line by line. */
import { createInterface } from "node:readline";
import { type Readable, Writable } from "node:stream";
import type { UserAnswer, UserInterface } from "../ports.ts";

export interface TerminalUiOptions {
  /** Standard input when not given. */
  readonly input?: Readable;
  /** Standard error when not given: standard output is for data. */
  readonly output?: Writable;
}

/** Control characters but line ends, and marks that change the direction of writing: a server must not steer a terminal. */
const STEERING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]+/g;

type Verdict = UserAnswer | { readonly again: string };

/** Ctrl-C and the end of the input cancel. One question at a time. */
export function terminalUi(options: TerminalUiOptions = {}): UserInterface {
  const { input = process.stdin, output = process.stderr } = options;
  const say = (text: string): void => void output.write(`${text.replace(STEERING, " ")}\n`);

  const ask = async (
    shown: string,
    judge: (line: string) => Verdict,
    signal: AbortSignal | undefined,
    secret = false,
  ): Promise<UserAnswer> => {
    say(shown);
    for (;;) {
      const line = await readLine(input, output, secret, signal);
      if (line === undefined) return { answer: "cancelled" };
      const verdict = judge(line);
      if ("answer" in verdict) return verdict;
      say(verdict.again);
    }
  };

  return {
    display: ({ text }, signal) => ask(`${text}\n[Enter]`, () => ({ answer: "accepted" }), signal),
    confirm: ({ text, preset }, signal) =>
      ask(
        `${text}\n[${preset === true ? "Y" : "y"}/${preset === false ? "N" : "n"}]`,
        (line) => {
          const word = line.trim().toLowerCase();
          const yes = word === "" ? preset : WORDS.get(word);
          if (yes === undefined) return { again: "answer y or n" };
          return { answer: yes ? "accepted" : "rejected" };
        },
        signal,
      ),
    input: ({ text, kind, preset, secret, accepts, maxLength }, signal) => {
      const form = `${kind}${maxLength === undefined ? "" : `, at most ${maxLength} characters`}`;
      const suggested = preset === undefined || secret ? "" : `, Enter for ${JSON.stringify(preset)}`;
      return ask(
        `${text}\n[${form}${suggested}]`,
        (line) => {
          const entered = line === "" && preset !== undefined ? preset : line;
          return accepts(entered) ? { answer: "accepted", text: entered } : { again: `this is no ${form}; try again` };
        },
        signal,
        secret,
      );
    },
    choose: ({ text, choices, preset, multiple }, signal) => {
      const lines = choices.map((each, index) => `${preset.includes(index + 1) ? "*" : " "}${index + 1}  ${each}`);
      const how = multiple ? "numbers, or - for none" : "number";
      return ask(
        [text, ...lines, `[${how}]`].join("\n"),
        (line) => {
          const words = line.split(/[\s,]+/).filter((each) => each !== "");
          if (words.length === 0 && preset.length > 0) return { answer: "accepted", choices: preset };
          const none = multiple && words.length === 1 && words[0] === "-";
          const numbers = none ? [] : [...new Set(words.map(Number))];
          const valid = numbers.every((each) => Number.isInteger(each) && each >= 1 && each <= choices.length);
          const enough = none || (multiple ? numbers.length > 0 : numbers.length === 1);
          return valid && enough ? { answer: "accepted", choices: numbers } : { again: `give the ${how}` };
        },
        signal,
      );
    },
    pin: async (purpose, signal) => {
      const accepted = (line: string): UserAnswer => ({ answer: "accepted", text: line.trim() });
      const answer = await ask(`PIN ${purpose}`, accepted, signal, true);
      return answer.answer === "accepted" && answer.text !== "" ? answer.text : undefined;
    },
  };
}

const WORDS: ReadonlyMap<string, boolean> = new Map([
  ["y", true],
  ["yes", true],
  ["n", false],
  ["no", false],
]);

/** Undefined when there is none, or no time for one. */
function readLine(
  input: Readable,
  output: Writable,
  secret: boolean,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  if (signal?.aborted === true) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const terminal = "isTTY" in input && input.isTTY === true;
    const echo = new Writable({
      write: (chunk: Uint8Array, _encoding, done) => {
        if (secret) done();
        else output.write(chunk, done);
      },
    });
    const lines = createInterface({ input, output: echo, terminal });
    const finish = (line: string | undefined): void => {
      signal?.removeEventListener("abort", cancel);
      lines.removeAllListeners();
      lines.close();
      if (secret && terminal) output.write("\n");
      resolve(line);
    };
    const cancel = (): void => finish(undefined);
    signal?.addEventListener("abort", cancel, { once: true });
    lines.once("line", finish);
    lines.once("SIGINT", cancel);
    lines.once("close", cancel);
  });
}
