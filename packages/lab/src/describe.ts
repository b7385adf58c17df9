/** A message in short lines for people: what the ladder shows under an arrow. */
import { type Alert, type Command, dataText, type Item, type Message, type Status } from "@oma-dm/codec/syncml";

/** Alerts with a meaning worth a word. Clause: protocol §6.1. */
const ALERT_NAMES: Readonly<Record<string, string>> = {
  "1100": "display",
  "1101": "confirm or reject",
  "1102": "text input",
  "1103": "single choice",
  "1104": "multiple choice",
  "1200": "server-initiated session",
  "1201": "client-initiated session",
  "1222": "next message",
  "1223": "session abort",
  "1224": "client event",
  "1225": "no end of data",
  "1226": "generic alert",
  "1230": "sessionless report",
};

/** Finds the peer's command that a Status answers, if it is known. */
export type CommandLookup = (msgRef: string, cmdRef: string) => Command | undefined;

/**
 * One line per command, in order; children of Atomic and Sequence are indented. Values are not shortened. With
 * `lookup` a Status names the URIs of its command even without TargetRef.
 */
export function describeMessage(message: Message, lookup?: CommandLookup): string[] {
  const { cred, respUri } = message.syncHdr;
  const lines: string[] = [];
  if (cred !== undefined) lines.push(`Cred ${cred.meta?.type ?? "of no type"}`);
  if (respUri !== undefined) lines.push(`RespURI ${respUri}`);
  return [...lines, ...message.syncBody.commands.flatMap((command) => describeCommand(command, lookup))];
}

function describeCommand(command: Command, lookup?: CommandLookup): string[] {
  switch (command.cmd) {
    case "Status":
      return [describeStatus(command, lookup)];
    case "Alert":
      return [describeAlert(command)];
    case "Atomic":
    case "Sequence":
      return [command.cmd, ...command.commands.flatMap((each) => describeCommand(each)).map((line) => `  ${line}`)];
    case "Results":
      return command.items.map((item) => `Results ${item.source?.locUri ?? "?"} = ${value(item)}`);
    case "Get":
    case "Delete":
      return [`${command.cmd} ${command.items.map((item) => item.target?.locUri ?? "?").join(", ")}`];
    case "Add":
    case "Replace":
    case "Copy":
    case "Exec":
      return [`${command.cmd} ${describeItems(command.items)}`];
    case "Unknown":
      return [`${command.element} (unknown)`];
    default:
      return [command.cmd];
  }
}

function describeStatus(status: Status, lookup?: CommandLookup): string {
  const about = [status.command];
  // SyncHdr's TargetRef is only the peer's own address.
  if (status.command !== "SyncHdr")
    about.push(...(status.targetRefs ?? urisOf(lookup?.(status.msgRef, status.cmdRef))));
  if (status.chal !== undefined) about.push(`+ Chal ${status.chal.meta.type ?? ""}`.trimEnd());
  return `Status ${status.data} ${about.join(" ")}`;
}

function urisOf(command: Command | undefined): string[] {
  if (command?.cmd === "Alert") return [command.data ?? ""];
  if (command === undefined || !("items" in command)) return [];
  const uris = (command.items ?? []).map((item) => item.target?.locUri).filter((uri) => uri !== undefined);
  return uris.length > 1 ? [`(${uris.length} items)`] : uris;
}

function describeAlert(alert: Alert): string {
  const code = alert.data ?? "without code";
  const name = ALERT_NAMES[code];
  const parts = [`Alert ${code}`];
  if (name !== undefined) parts.push(name);
  for (const item of alert.items ?? []) {
    if (item.source !== undefined) parts.push(item.source.locUri);
    if (item.meta?.type !== undefined) parts.push(item.meta.type);
    if (item.data !== undefined) parts.push(value(item));
  }
  return parts.join(" ");
}

function describeItems(items: readonly Item[]): string {
  const uris = items.map((item) => item.target?.locUri ?? item.source?.locUri ?? "?");
  const [first] = items;
  if (items.length > 1) return `${commonParent(uris)} (${items.length} items)`;
  const uri = uris[0] ?? "(no item)";
  if (first?.source !== undefined && first.target !== undefined) return `${first.source.locUri} to ${uri}`;
  if (first?.meta?.format === "node") return `${uri} (interior node)`;
  return first?.data === undefined ? uri : `${uri} = ${value(first)}`;
}

function value(item: Item): string {
  const { data, meta } = item;
  const more = item.moreData === true ? " (more follows)" : "";
  if (data instanceof Uint8Array) return `${data.length} bytes${more}`;
  if (data !== undefined && typeof data !== "string")
    return `TNDS ${data.nodes.map((node) => node.nodeName).join(", ")}`;
  if (meta?.type?.includes("dmtnds") === true) return `TNDS, ${dataText(data).length} characters${more}`;
  return `${JSON.stringify(dataText(data))}${more}`;
}

function commonParent(uris: readonly string[]): string {
  const paths = uris.map((uri) => uri.split("/").slice(0, -1));
  const [first = []] = paths;
  const shared = first.filter((_, at) =>
    paths.every((path) => path.slice(0, at + 1).join("/") === first.slice(0, at + 1).join("/")),
  );
  return shared.length === 0 ? "." : shared.join("/");
}
