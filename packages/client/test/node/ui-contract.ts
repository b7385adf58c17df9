/** What every user interface must do, asked through whoever plays the person. */
import type { ChoicePrompt, InputPrompt, UserInterface } from "@oma-dm/client";
import { describe, expect, it } from "vitest";

/** Says what a person does about the question that is being asked, or will be asked next. */
export interface Person {
  readonly ui: UserInterface;
  enter(text: string): void;
  yes(): void;
  no(): void;
  choose(...numbers: readonly number[]): void;
  cancel(): void;
}

const INPUT: InputPrompt = { text: "Name?", kind: "text", secret: false, accepts: (text) => text.length <= 8 };
const CHOICE: ChoicePrompt = { text: "Which?", choices: ["red", "green", "blue"], preset: [], multiple: false };

export function uiContract(name: string, make: () => Person): void {
  describe(`${name} as a user interface`, () => {
    it("displays until it was seen", async () => {
      const person = make();
      const seen = person.ui.display({ text: "Hello" });
      person.enter("");
      expect(await seen).toEqual({ answer: "accepted" });
    });
    it("takes yes and no", async () => {
      const person = make();
      const first = person.ui.confirm({ text: "Sure?" });
      person.yes();
      expect(await first).toEqual({ answer: "accepted" });
      const second = person.ui.confirm({ text: "Sure?" });
      person.no();
      expect(await second).toEqual({ answer: "rejected" });
    });
    it("takes a text of its kind", async () => {
      const person = make();
      const answer = person.ui.input(INPUT);
      person.enter("Ada");
      expect(await answer).toEqual({ answer: "accepted", text: "Ada" });
    });
    it("takes one choice, and several", async () => {
      const person = make();
      const one = person.ui.choose(CHOICE);
      person.choose(2);
      expect(await one).toEqual({ answer: "accepted", choices: [2] });
      const several = person.ui.choose({ ...CHOICE, multiple: true });
      person.choose(1, 3);
      expect(await several).toEqual({ answer: "accepted", choices: [1, 3] });
    });
    it("takes a PIN, or none", async () => {
      const person = make();
      const pin = person.ui.pin("for the bootstrap");
      person.enter("1234");
      expect(await pin).toBe("1234");
      const none = person.ui.pin("for the bootstrap");
      person.cancel();
      expect(await none).toBeUndefined();
    });
    it("can be cancelled, whatever it asks", async () => {
      const person = make();
      for (const ask of [
        (): Promise<unknown> => person.ui.display({ text: "?" }),
        () => person.ui.confirm({ text: "?" }),
        () => person.ui.input(INPUT),
        () => person.ui.choose(CHOICE),
      ]) {
        const answer = ask();
        person.cancel();
        expect(await answer).toEqual({ answer: "cancelled" });
      }
    });
    it("settles when nobody waits any longer", async () => {
      const { ui } = make();
      const controller = new AbortController();
      const asked = [ui.display({ text: "?" }, controller.signal)];
      controller.abort();
      await Promise.all(asked);
      await ui.confirm({ text: "?" }, controller.signal);
    });
  });
}
