/** What a client says in one package, message by message, beside the commands it answers. */
import type { Command, Message, Status } from "@oma-dm/codec/syncml";
import type { ClientPackage, SentCommand } from "./expectations.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

export class PackageInProgress implements ClientPackage {
  readonly sent: Mutable<ClientPackage>["sent"] = [];
  readonly statuses: Mutable<ClientPackage>["statuses"] = [];
  readonly results: Mutable<ClientPackage>["results"] = [];
  readonly alerts: Mutable<ClientPackage>["alerts"] = [];
  readonly replaces: Mutable<ClientPackage>["replaces"] = [];
  headerStatus: string | undefined;

  /** A package of these messages that answers nothing. */
  static of(...messages: readonly Message[]): PackageInProgress {
    const own = new PackageInProgress();
    for (const message of messages) own.take(message);
    return own;
  }

  take(message: Message): void {
    for (const command of message.syncBody.commands) {
      if (command.cmd === "Status") {
        if (isHeaderStatus(command)) this.headerStatus = command.data;
        else this.statuses.push(command);
      } else if (command.cmd === "Results") this.results.push(command);
      else if (command.cmd === "Alert") this.alerts.push(command);
      else if (command.cmd === "Replace") this.replaces.push(command);
    }
  }

  /** Notes commands the client has to answer, those inside Atomic and Sequence too. */
  ask(msgId: string, commands: readonly Command[]): void {
    for (const command of commands) {
      this.sent.push({ msgId, command });
      if (command.cmd === "Atomic" || command.cmd === "Sequence") this.ask(msgId, command.commands);
    }
  }

  statusOf({ msgId, command }: SentCommand): Status | undefined {
    return this.statuses.find((each) => each.msgRef === msgId && each.cmdRef === command.cmdId);
  }

  /** A command was sent that has no Status yet. */
  get isUnanswered(): boolean {
    return this.sent.some((each) => this.statusOf(each) === undefined);
  }

  /** A chunk that was taken says nothing of how the command went (protocol §7#5). */
  forgetChunks(): void {
    for (const each of this.sent.filter(isChunk)) {
      const status = this.statusOf(each);
      if (status?.data !== "213") continue;
      this.sent.splice(this.sent.indexOf(each), 1);
      this.statuses.splice(this.statuses.indexOf(status), 1);
    }
  }
}

export function isHeaderStatus(command: Command): command is Status {
  return command.cmd === "Status" && command.cmdRef === "0";
}

function isChunk({ command }: SentCommand): boolean {
  return "items" in command && command.items?.some((item) => item.moreData === true) === true;
}
