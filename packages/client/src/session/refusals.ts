/**
 * What a command is answered before the tree is asked: rows in their order, the first that holds decides.
 *
 * Clause: DMREPU 1.2 §6.5, §6.6; outcomes protocol §6.1, §8.5–§8.7.
 */
import { type Command, FOREIGN_COMMANDS } from "@oma-dm/codec/syncml";
import { STATUS, type StatusCode } from "../status.ts";

const NEVER_TO_A_CLIENT: ReadonlySet<string> = new Set([...FOREIGN_COMMANDS, "Results"]);

type Holds = (command: Command) => boolean;

const FAULTS = {
  // A Status asks for no answer.
  "no CmdID": ({ cmd, cmdId }: Command) => cmdId === "" && cmd !== "Status",
  "no command of SyncML": ({ cmd }: Command) => cmd === "Unknown",
  "never sent to a client": ({ cmd }: Command) => NEVER_TO_A_CLIENT.has(cmd),
  "no Item": (command: Command) => command.cmd !== "Alert" && "items" in command && command.items.length === 0,
  "Exec of several Items": (command: Command) => command.cmd === "Exec" && command.items.length > 1,
} satisfies Readonly<Record<string, Holds>>;

export interface Refusal {
  /** Rule ids it stands on. */
  readonly rule: string;
  readonly when: keyof typeof FAULTS;
  readonly holds: Holds;
  readonly status: StatusCode;
}

const refusals = (rows: readonly Omit<Refusal, "holds">[]): readonly Refusal[] =>
  rows.map(({ rule, when, status }) => ({ rule, when, holds: FAULTS[when], status }));

export const REFUSALS = refusals([
  { rule: "protocol §8.5#2", when: "no CmdID", status: STATUS.badRequest },
  { rule: "protocol §8.5#7", when: "no command of SyncML", status: STATUS.badRequest },
  { rule: "protocol §8.5#8", when: "never sent to a client", status: STATUS.commandNotAllowed },
  { rule: "protocol §8.5#3", when: "no Item", status: STATUS.incompleteCommand },
  { rule: "protocol §8.5#50", when: "Exec of several Items", status: STATUS.incompleteCommand },
]);

export function refusalOf(command: Command): StatusCode | undefined {
  for (const refusal of REFUSALS) if (refusal.holds(command)) return refusal.status;
  return undefined;
}

export interface Container {
  readonly rule: string;
  /** Commands that may not stand in it; each is answered 500. */
  readonly bars: readonly Command["cmd"][];
}

export const CONTAINERS: Readonly<Record<"Atomic" | "Sequence", Container>> = {
  Atomic: { rule: "protocol §8.6#4", bars: ["Atomic", "Get", "Exec", "Sequence"] },
  Sequence: { rule: "protocol §8.7#3", bars: ["Sequence"] },
};

export function isBarred({ cmd }: Command, container: keyof typeof CONTAINERS): boolean {
  return CONTAINERS[container].bars.includes(cmd);
}

export interface AlertAnswer {
  readonly rule: string;
  readonly codes: readonly string[];
  readonly status: StatusCode;
}

/** What a server may alert a client to, besides its user (session/ui-alert). Alert 1223 never gets here. */
export const ALERT_ANSWERS: readonly AlertAnswer[] = [
  { rule: "protocol §6.1#15", codes: [""], status: STATUS.incompleteCommand },
  { rule: "protocol §6.1#8, #11", codes: ["1222", "1225"], status: STATUS.ok },
  // Known, but never from a server.
  { rule: "protocol §6.1#15", codes: ["1200", "1201", "1224", "1226", "1230"], status: STATUS.commandNotAllowed },
];

export function answerToAlert(code: string): StatusCode {
  const known = ALERT_ANSWERS.find(({ codes }) => codes.includes(code));
  return known?.status ?? STATUS.optionalFeatureNotSupported;
}
