/** A user interface whose answers are prepared; it remembers what it was asked. */
import type { UserAnswer, UserInterface } from "@oma-dm/client";

export interface ScriptedUi extends UserInterface {
  /** What was asked, in order: the name of the question and its prompt. */
  readonly asked: readonly { readonly question: string; readonly prompt: unknown }[];
  /** Answers the question that is open, or the next one. */
  answer(answer: UserAnswer): void;
}

export function scriptedUi(...answers: readonly UserAnswer[]): ScriptedUi {
  const asked: { question: string; prompt: unknown }[] = [];
  const ready = [...answers];
  let open: ((answer: UserAnswer) => void) | undefined;
  const ask = (question: string, prompt: unknown, signal?: AbortSignal): Promise<UserAnswer> => {
    asked.push({ question, prompt });
    const next = ready.shift();
    if (next !== undefined) return Promise.resolve(next);
    return new Promise((resolve) => {
      open = resolve;
      const cancel = (): void => resolve({ answer: "cancelled" });
      if (signal?.aborted === true) cancel();
      signal?.addEventListener("abort", cancel, { once: true });
    });
  };
  return {
    asked,
    answer: (answer) => {
      if (open === undefined) ready.push(answer);
      open?.(answer);
      open = undefined;
    },
    display: (prompt, signal) => ask("display", prompt, signal),
    confirm: (prompt, signal) => ask("confirm", prompt, signal),
    input: (prompt, signal) => ask("input", prompt, signal),
    choose: (prompt, signal) => ask("choose", prompt, signal),
    pin: async (purpose, signal) => {
      const answer = await ask("pin", purpose, signal);
      return answer.answer === "accepted" ? answer.text : undefined;
    },
  };
}
