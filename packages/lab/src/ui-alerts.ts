/** Alerts that ask the user, 1100 to 1104. Clause: protocol §6.7. */
import type { Command, Item } from "@oma-dm/codec/syncml";
import { alert } from "./steps.ts";

/** The options string of Item 1; what is left out is not sent. */
export interface UiOptions {
  /** Seconds the text is shown at least. */
  readonly minDt?: number;
  /** Seconds the user has at most. */
  readonly maxDt?: number;
  /** Default response: text, an index, indexes joined by "-", 0 or 1. */
  readonly dr?: string;
  /** Characters of input at most. */
  readonly maxLen?: number;
  /** Input type: alphanumeric, numeric, date, time, phone, IP address. */
  readonly it?: "A" | "N" | "D" | "T" | "P" | "I";
  /** Echo type: text, password. */
  readonly et?: "T" | "P";
  /** A whole options string instead, however odd. */
  readonly raw?: string;
}

/** Alert 1100: the text is shown. */
export function displayAlert(text: string, options: UiOptions = {}): Command {
  return uiAlert(1100, text, options);
}

/** Alert 1101: the user says yes (Status 200) or no (304). */
export function confirmAlert(text: string, options: UiOptions = {}): Command {
  return uiAlert(1101, text, options);
}

/** Alert 1102: the user types a text. */
export function inputAlert(text: string, options: UiOptions = {}): Command {
  return uiAlert(1102, text, options);
}

/** Alert 1103: the user picks one choice; they count from 1. */
export function choiceAlert(text: string, choices: readonly string[], options: UiOptions = {}): Command {
  return uiAlert(1103, text, options, choices);
}

/** Alert 1104: the user picks any number of choices; they count from 1. */
export function multipleChoiceAlert(text: string, choices: readonly string[], options: UiOptions = {}): Command {
  return uiAlert(1104, text, options, choices);
}

function uiAlert(code: number, text: string, options: UiOptions, choices: readonly string[] = []): Command {
  return alert(
    code,
    [optionsText(options), text, ...choices].map((data): Item => ({ data })),
  );
}

/** `NAME=value` joined by "&", form-encoded: "+" is a space. */
function optionsText({ raw, ...options }: UiOptions): string {
  if (raw !== undefined) return raw;
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(options)) pairs.append(name.toUpperCase(), String(value));
  return pairs.toString();
}
