/**
 * A server's question to the person at the device: Alerts 1100 to 1104. Clause: DMPRO 1.2 §10.2, §10.3; protocol §6.7.
 */
import { type Alert, dataText, type Item } from "@oma-dm/codec/syncml";
import type { Clock, InputPrompt, Prompt, UserAnswer, UserInterface } from "../ports.ts";
import { STATUS, type StatusCode } from "../status.ts";

/** Who can be asked, and how long. */
export interface Asking {
  readonly ui: UserInterface;
  readonly clock: Clock;
  /** The session is to end: nobody is asked any longer. */
  readonly signal?: AbortSignal;
}

export interface UserStatus {
  readonly code: StatusCode;
  /** What the user entered or chose. */
  readonly items?: readonly Item[];
}

export const UI_LIMITS = {
  /** Characters of the text, of one choice, and how many choices; more cannot be displayed: 416. */
  maxText: 4_096,
  maxChoice: 256,
  maxChoices: 64,
  /** Milliseconds a user has, whatever the server allows. */
  maxWaitMs: 10 * 60_000,
} as const;

/** What the options of an alert say, as far as they can be read. */
interface Options {
  readonly minMs?: number;
  readonly maxMs?: number;
  readonly preset?: string;
  readonly maxLength?: number;
  readonly type?: InputType;
  readonly secret?: boolean;
}

const seconds = (text: string): number | undefined => (/^[1-9]\d{0,5}$/.test(text) ? Number(text) * 1_000 : undefined);

/** What is not named here, or not of its form, is skipped (protocol §6.7#3). */
export const OPTIONS: ReadonlyMap<string, (value: string) => Options> = new Map([
  ["MINDT", (value) => only("minMs", seconds(value))],
  ["MAXDT", (value) => only("maxMs", seconds(value))],
  ["DR", (value) => ({ preset: value })],
  ["MAXLEN", (value) => only("maxLength", /^[1-9]\d{0,5}$/.test(value) ? Number(value) : undefined)],
  ["IT", (value) => only("type", INPUT_TYPES.get(value))],
  ["ET", (value) => only("secret", value === "P" ? true : value === "T" ? false : undefined)],
]);

interface InputType {
  readonly kind: InputPrompt["kind"];
  readonly form: RegExp;
}

/** protocol §6.7#8. */
export const INPUT_TYPES: ReadonlyMap<string, InputType> = new Map([
  ["A", { kind: "text", form: /^/ }],
  ["N", { kind: "number", form: /^[+-]?(?:\d+\.?\d*|\.\d+)$/ }],
  ["D", { kind: "date", form: /^(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{4}$/ }],
  ["T", { kind: "time", form: /^(?:[01]\d|2[0-3])[0-5]\d[0-5]\d$/ }],
  ["P", { kind: "phone", form: /^\+?[\dpws]+$/ }],
  ["I", { kind: "ip-address", form: /^(?:(?:25[0-5]|2[0-4]\d|[01]?\d?\d)(?:\.(?!$)|$)){4}$/ }],
]);
const ANY_TEXT = INPUT_TYPES.get("A")!;

function only<Key extends keyof Options>(key: Key, value: Options[Key]): Options {
  return value === undefined ? {} : { [key]: value };
}

/** What is asked, by code. */
interface Question {
  readonly text: string;
  readonly choices: readonly string[];
  readonly options: Options;
}

interface Kind {
  readonly hasChoices: boolean;
  ask(ui: UserInterface, question: Question, signal: AbortSignal): Promise<UserAnswer>;
  /** What an answer becomes in the Status; undefined: it answers another question. */
  items(answer: Accepted, question: Question): readonly Item[] | undefined;
  /** The default response as an answer; undefined: there is none that fits. */
  preset(question: Question): UserAnswer | undefined;
}

type Accepted = Extract<UserAnswer, { answer: "accepted" }>;

export const KINDS: ReadonlyMap<string, Kind> = new Map(
  Object.entries<Kind>({
    "1100": {
      hasChoices: false,
      ask: (ui, question, signal) => ui.display(promptOf(question), signal),
      items: () => [],
      preset: () => undefined,
    },
    "1101": {
      hasChoices: false,
      ask: (ui, question, signal) => {
        const preset = question.options.preset;
        const known = preset === "1" || preset === "0" ? { preset: preset === "1" } : {};
        return ui.confirm({ ...promptOf(question), ...known }, signal);
      },
      items: () => [],
      preset: ({ options }) =>
        options.preset === "1" ? { answer: "accepted" } : options.preset === "0" ? { answer: "rejected" } : undefined,
    },
    "1102": {
      hasChoices: false,
      ask: (ui, question, signal) => ui.input(inputOf(question), signal),
      items: ({ text }, question) =>
        text !== undefined && inputOf(question).accepts(text) ? [{ data: text }] : undefined,
      preset: (question) => {
        const { preset } = inputOf(question);
        return preset === undefined ? undefined : { answer: "accepted", text: preset };
      },
    },
    "1103": choice(false),
    "1104": choice(true),
  }),
);

function choice(multiple: boolean): Kind {
  const suggested = ({ options, choices }: Question): readonly number[] | undefined => {
    const numbers = options.preset?.split("-").map((each) => (/^\d{1,4}$/.test(each) ? Number(each) : 0));
    return numbers !== undefined && fits(numbers, choices, multiple) ? numbers : undefined;
  };
  return {
    hasChoices: true,
    ask: (ui, question, signal) =>
      ui.choose(
        { ...promptOf(question), choices: question.choices, preset: suggested(question) ?? [], multiple },
        signal,
      ),
    items: ({ choices: chosen = [] }, { choices }) =>
      fits(chosen, choices, multiple) ? chosen.map((each) => ({ data: String(each) })) : undefined,
    preset: (question) => {
      const choices = suggested(question);
      return choices && { answer: "accepted", choices };
    },
  };
}

function fits(numbers: readonly number[], choices: readonly string[], multiple: boolean): boolean {
  const valid = numbers.every((each) => Number.isInteger(each) && each >= 1 && each <= choices.length);
  return valid && new Set(numbers).size === numbers.length && (multiple || numbers.length === 1);
}

function promptOf({ text, options: { minMs } }: Question): Prompt {
  return minMs === undefined ? { text } : { text, minMs };
}

function inputOf(question: Question): InputPrompt {
  const { type = ANY_TEXT, secret = false, preset, maxLength } = question.options;
  const accepts = (text: string): boolean =>
    type.form.test(text) && (maxLength === undefined || [...text].length <= maxLength);
  return {
    ...promptOf(question),
    kind: type.kind,
    secret,
    accepts,
    ...(preset !== undefined && accepts(preset) && { preset }),
    ...(maxLength !== undefined && { maxLength }),
  };
}

export function isUserAlert({ data }: Alert): boolean {
  return KINDS.has(data?.trim() ?? "");
}

/** No, cancelled, or no answer: what an Atomic, a Sequence or a message is stopped by (protocol §6.7#18). */
export function isUserRefusal(code: StatusCode): boolean {
  return Object.values(ANSWERS).includes(code);
}

/** protocol §6.7#11–#13. */
export const ANSWERS: Readonly<Record<Exclude<UserAnswer["answer"], "accepted">, StatusCode>> = {
  rejected: STATUS.notModified,
  cancelled: STATUS.operationCancelled,
  "timed-out": STATUS.requestTimeout,
};

/** Never rejects: a user interface that fails is a command that failed. */
export async function askUser(asking: Asking | undefined, alert: Alert): Promise<UserStatus> {
  if (asking === undefined) return { code: STATUS.optionalFeatureNotSupported };
  const kind = KINDS.get(alert.data!.trim())!;
  const question = readQuestion(alert, kind);
  if (typeof question === "number") return { code: question };
  let answer: UserAnswer;
  try {
    answer = await answerOf(asking, kind, question);
  } catch {
    return { code: STATUS.commandFailed };
  }
  if (answer.answer === "timed-out") answer = kind.preset(question) ?? answer;
  if (answer.answer !== "accepted") return { code: ANSWERS[answer.answer] };
  const items = kind.items(answer, question);
  if (items === undefined) return { code: STATUS.commandFailed };
  return items.length === 0 ? { code: STATUS.ok } : { code: STATUS.ok, items };
}

/** Options, text, choices: in the order of the Items (protocol §6.7#1). */
function readQuestion({ items = [] }: Alert, kind: Kind): Question | StatusCode {
  const [options, text, ...choices] = items.map(({ data }) => dataText(data));
  if (options === undefined || text === undefined || text === "") return STATUS.incompleteCommand;
  if (kind.hasChoices !== choices.length > 0 || choices.includes("")) return STATUS.incompleteCommand;
  const { maxText, maxChoice, maxChoices } = UI_LIMITS;
  const isTooMuch = text.length > maxText || choices.length > maxChoices;
  if (isTooMuch || choices.some((each) => each.length > maxChoice)) return STATUS.requestedRangeNotSatisfiable;
  return { text, choices, options: readOptions(options) };
}

function readOptions(text: string): Options {
  const read = text.split("&").flatMap((part) => {
    const [name = "", value] = part.split(/=(.*)/s);
    const decoded = value === undefined ? undefined : decode(value);
    return decoded === undefined ? [] : (OPTIONS.get(name.trim())?.(decoded) ?? []);
  });
  return Object.assign({}, ...read);
}

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}

/** The user's answer, or what came before it: the end of the wait, or of the session. */
async function answerOf({ ui, clock, signal }: Asking, kind: Kind, question: Question): Promise<UserAnswer> {
  const { maxWaitMs } = UI_LIMITS;
  const wait = Math.min(question.options.maxMs ?? maxWaitMs, maxWaitMs);
  if (signal?.aborted === true) return { answer: "cancelled" };
  const over = new AbortController();
  const late = clock.sleep(wait, over.signal).then((): UserAnswer => ({ answer: "timed-out" }));
  let stop = (): void => {};
  const stopped = new Promise<UserAnswer>((resolve) => {
    stop = () => resolve({ answer: "cancelled" });
    signal?.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([kind.ask(ui, question, over.signal), late, stopped]);
  } finally {
    signal?.removeEventListener("abort", stop);
    over.abort();
  }
}
