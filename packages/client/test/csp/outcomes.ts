/** Documents executed: what each command was answered, and why when it was not 200. */
import type { Command } from "@oma-dm/codec/syncml";
import type { Outgoing } from "../../src/session/reply.ts";
import { matching, type Placed } from "./descriptions.ts";
import { CspDevice } from "./device.ts";
import { arrived, type CspDocument, flat } from "./documents.ts";
import { type Forecast, Forecaster, REASONS, type Reason } from "./forecast.ts";

/** One command; a container counts as one, and so does each command inside it. */
export interface CommandOutcome {
  readonly cmdId: string;
  readonly cmd: string;
  /** Codes of its Statuses: one, or one for each Item. */
  readonly codes: readonly string[];
  /** Of those that are not 200, one for each; empty when all are. */
  readonly reasons: readonly Reason[];
}

export interface DocumentOutcome {
  readonly id: string;
  /** Files of the descriptions that matched. */
  readonly descriptions: readonly string[];
  readonly commands: readonly CommandOutcome[];
  /** `CmdRef` of every Status, in order, repetitions of one command's Items left out. */
  readonly order: readonly string[];
  /** What the answer over WBXML has that the other has not. */
  readonly differing: readonly string[];
  /** Codes that the descriptions do not explain. */
  readonly unexplained: readonly string[];
  /** Gets answered 200, and Results. */
  readonly results: readonly [asked: number, given: number];
}

export async function outcomeOf({ id, commands }: CspDocument): Promise<DocumentOutcome> {
  const all = flat(commands);
  const placed = matching(all.flatMap(targets));
  const { forecast, replies } = await run(placed, commands, "xml");
  // An element that is no command is never written, so such documents arrive in one representation only.
  const isWritable = all.every(({ cmd }) => cmd !== "Unknown");
  const other = isWritable ? (await run(placed, arrived(commands, "wbxml"), "wbxml")).replies : replies;
  const outcomes = all.map((command): CommandOutcome => {
    const codes = statuses(replies).flatMap(({ cmdRef, data }) => (cmdRef === command.cmdId ? [data] : []));
    const predicted = forecast.get(command.cmdId) ?? [];
    const reasons = predicted.filter((reason) => reason !== undefined);
    return { cmdId: command.cmdId, cmd: command.cmd, codes, reasons: [...new Set(reasons)] };
  });
  return {
    id,
    descriptions: [...new Set(placed.map(({ file }) => file))].sort(),
    commands: outcomes,
    order: statuses(replies)
      .map(({ cmdRef }) => cmdRef)
      .filter((ref, index, refs) => ref !== refs[index - 1]),
    differing: differences(replies, other),
    unexplained: all.flatMap((command) => unexplained(command, forecast, replies)),
    results: [
      outcomes.filter(({ cmd, codes }) => cmd === "Get" && codes.includes("200")).length,
      new Set(replies.flatMap((reply) => (reply.cmd === "Results" ? [reply.cmdRef] : []))).size,
    ],
  };
}

async function run(placed: readonly Placed[], commands: readonly Command[], encoding: "xml" | "wbxml") {
  const device = await CspDevice.with(placed);
  await device.presuppose(commands);
  const forecast = new Forecaster(placed, device.nodes()).forecast(commands);
  return { forecast, replies: await device.run(commands, encoding) };
}

function targets(command: Command): readonly string[] {
  if (!("items" in command)) return [];
  return (command.items ?? []).flatMap(({ target }) => (target === undefined ? [] : [target.locUri]));
}

type SentStatus = Extract<Outgoing, { cmd: "Status" }>;

function statuses(replies: readonly Outgoing[]): readonly (SentStatus & { readonly data: string })[] {
  return replies.flatMap((reply) => (reply.cmd === "Status" ? [{ ...reply, data: String(reply.data) }] : []));
}

function differences(one: readonly Outgoing[], other: readonly Outgoing[]): readonly string[] {
  const told = (replies: readonly Outgoing[]) => statuses(replies).map(({ cmdRef, data }) => `${cmdRef} ${data}`);
  const known = told(one);
  return told(other).filter((line, index) => line !== known[index]);
}

/** One Status that speaks for all Items, or one each: no code but those the forecast's reasons allow. */
function unexplained(command: Command, forecast: Forecast, replies: readonly Outgoing[]): readonly string[] {
  const given = statuses(replies).filter(({ cmdRef }) => cmdRef === command.cmdId);
  const expected = forecast.get(command.cmdId) ?? [];
  if (given.length !== 1 && given.length !== expected.length) return [`${command.cmdId}: ${given.length} Statuses`];
  return expected.flatMap((reason, index) => {
    const { data } = given[index] ?? given[0]!;
    const allowed: readonly string[] = reason === undefined ? ["200"] : REASONS[reason].codes;
    return allowed.includes(data) ? [] : [`${command.cmdId} ${command.cmd} ${data}: ${reason ?? "allowed"}`];
  });
}
