/** INV-07, INV-08, INV-09: what a client owes the server for its commands. */
import type { Command, Message, Results, Status } from "@oma-dm/codec/syncml";
import { hasAlert, isReport, NEXT_MESSAGE, SESSION_ABORT } from "./judge-session.ts";
import type { Exchange, Rule, RuleContext } from "./rule.ts";

/** A server command that awaits its Status, and the Statuses it got so far. */
interface Debt {
  readonly msgId: string;
  readonly command: Command;
  readonly statuses: Status[];
  /** The server asked for package 1 again, so the Status may come once more (protocol §10.7). */
  renewed: boolean;
}

export const STATUS_RULES: readonly Rule[] = [
  {
    id: "INV-07",
    what: "an answer begins with the Status of SyncHdr: CmdRef 0, MsgRef of the server's message",
    judge: ({ current, earlier }) => {
      const answered = earlier.at(-1)?.server;
      if (current.message === undefined || answered === undefined || isReport(current.message)) return [];
      const first = current.message.syncBody.commands[0];
      if (first?.cmd !== "Status" || first.command !== "SyncHdr" || first.cmdRef !== "0") {
        return [`the first command is ${first?.cmd ?? "missing"}, not the Status of SyncHdr`];
      }
      const { msgId } = answered.syncHdr;
      return first.msgRef === msgId
        ? []
        : [`SyncHdr Status has MsgRef ${first.msgRef}, the server's message is ${msgId}`];
    },
  },
  {
    id: "INV-08",
    what: "exactly one Status per received command, in their order; none for Status or Results",
    judge: statusFaults,
  },
  {
    id: "INV-09",
    what: "Results come after the Status of their Get, and never for a Get that failed",
    judge: (context) => {
      const debts = debtsOf(context.earlier);
      const faults: string[] = [];
      for (const command of context.current.message?.syncBody.commands ?? []) {
        if (command.cmd === "Status") settle(debts, command);
        if (command.cmd === "Results") faults.push(...resultsFaults(debts, command));
      }
      return faults;
    },
  },
];

function statusFaults({ current, earlier }: RuleContext): string[] {
  const { message } = current;
  if (message === undefined) return [];
  const debts = debtsOf(earlier);
  const faults: string[] = [];
  let last = -1;
  for (const command of message.syncBody.commands) {
    if (command.cmd !== "Status" || command.cmdRef === "0") continue;
    const debt = settle(debts, command);
    const about = `Status ${command.data} for ${command.command} ${command.msgRef}/${command.cmdRef}`;
    if (debt === undefined) {
      faults.push(`${about}: the server sent no such command`);
      continue;
    }
    const name = debt.command.cmd === "Unknown" ? debt.command.element : debt.command.cmd;
    if (name !== command.command) faults.push(`${about}: the server's command is ${name}`);
    if (debt.statuses.length > 1 && !isPerItem(debt) && !debt.renewed) faults.push(`${about} is a second Status`);
    // The Status of a request for the next message comes before what that message goes on with (protocol §5.6#8).
    if (isNextMessage(debt.command)) continue;
    const position = debts.indexOf(debt);
    if (position < last) faults.push(`${about} is out of order`);
    last = Math.max(last, position);
  }
  // An aborting client may leave commands unanswered (protocol §5.7).
  if (message.syncBody.final !== true || hasAlert(message, SESSION_ABORT)) return faults;
  for (const debt of debts) {
    const { cmd, cmdId } = debt.command;
    if (debt.statuses.length === 0) faults.push(`no Status for ${cmd} ${debt.msgId}/${cmdId}`);
    else if (isPerItem(debt) && debt.statuses.length > 1 && debt.statuses.length < itemCount(debt.command)) {
      faults.push(
        `${debt.statuses.length} Statuses for the ${itemCount(debt.command)} Items of ${cmd} ${debt.msgId}/${cmdId}`,
      );
    }
  }
  return faults;
}

function resultsFaults(debts: readonly Debt[], results: Results): string[] {
  const msgRef = results.msgRef ?? "1";
  const about = `Results for ${msgRef}/${results.cmdRef}`;
  const debt = debts.find((each) => each.msgId === msgRef && each.command.cmdId === results.cmdRef);
  if (debt === undefined || debt.command.cmd !== "Get") return [`${about}: the server sent no such Get`];
  if (debt.statuses.length === 0) return [`${about} come before the Status of the Get`];
  if (debt.statuses.every((status) => !status.data.startsWith("2"))) return [`${about}, but the Get failed`];
  return [];
}

/** Commands the server sent so far, containers before their children, with the Statuses the client gave. */
function debtsOf(exchanges: readonly Exchange[]): Debt[] {
  const debts: Debt[] = [];
  for (const { client, server } of exchanges) {
    for (const command of client.message?.syncBody.commands ?? []) if (command.cmd === "Status") settle(debts, command);
    if (server === undefined) continue;
    if (isChallenge(server)) for (const debt of debts) debt.renewed = true;
    addDebts(debts, server.syncHdr.msgId, server.syncBody.commands);
  }
  return debts;
}

function addDebts(debts: Debt[], msgId: string, commands: readonly Command[]): void {
  for (const command of commands) {
    if (command.cmd === "Status" || command.cmd === "Results") continue;
    debts.push({ msgId, command, statuses: [], renewed: false });
    if (command.cmd === "Atomic" || command.cmd === "Sequence") addDebts(debts, msgId, command.commands);
  }
}

function settle(debts: readonly Debt[], status: Status): Debt | undefined {
  const debt = debts.find((each) => each.msgId === status.msgRef && each.command.cmdId === status.cmdRef);
  debt?.statuses.push(status);
  return debt;
}

/** One Status per Item, told apart by TargetRef (decisions D4). */
function isPerItem(debt: Debt): boolean {
  return itemCount(debt.command) > 1 && debt.statuses.every((status) => (status.targetRefs?.length ?? 0) > 0);
}

function isNextMessage(command: Command): boolean {
  return command.cmd === "Alert" && command.data === NEXT_MESSAGE;
}

function itemCount(command: Command): number {
  return "items" in command ? (command.items?.length ?? 0) : 0;
}

function isChallenge(message: Message): boolean {
  return message.syncBody.commands.some(
    (command) =>
      command.cmd === "Status" && command.cmdRef === "0" && (command.data === "401" || command.data === "407"),
  );
}
