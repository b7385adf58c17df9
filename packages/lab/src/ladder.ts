/**
 * A trace as a ladder chart: the device on the left, the server on the right, an arrow per HTTP message and under it
 * a line per command on the side that speaks.
 */
import { DecodeError } from "@oma-dm/codec";
import { type Command, decodeMessage, type Message } from "@oma-dm/codec/syncml";
import { describeMessage } from "./describe.ts";
import type { TraceEvent } from "./trace.ts";

/** Which part of the chart a piece of text is; for colouring. */
export type LadderRole = "title" | "arrow" | "device" | "server" | "fault" | "lifeline";

export interface LadderOptions {
  /** Columns; default 100, at least 60. */
  readonly width?: number;
  /** Wraps a piece of text in colour, say. It must not change what the text shows. */
  readonly style?: (text: string, role: LadderRole) => string;
}

/** Columns of margin before the device's lifeline. */
const MARGIN = "  ";

/** Draws the trace. The text ends in a newline; no line is longer than `width`. */
export function printLadder(trace: readonly TraceEvent[], options: LadderOptions = {}): string {
  const width = Math.max(60, options.width ?? 100);
  const style = options.style ?? ((text: string): string => text);
  const inner = width - MARGIN.length - 2;
  const bar = style("│", "lifeline");
  const row = (text: string, role: LadderRole): string => {
    const shown = cut(text, inner);
    return `${MARGIN}${bar}${style(shown, role)}${" ".repeat(inner - length(shown))}${bar}`;
  };

  const lines: string[] = [title(trace, width, style), row("", "lifeline")];
  const said = new Map<string, Command>();
  for (const event of trace) {
    const message = messageOf(event);
    const peer = event.direction === "to-server" ? "to-device" : "to-server";
    const key = (msgId: string, cmdId: string): string => `${event.session} ${msgId} ${cmdId}`;
    if (message !== undefined)
      remember(message, (cmdId) => `${event.direction} ${key(message.syncHdr.msgId, cmdId)}`, said);
    const toServer = event.direction === "to-server";
    lines.push(`${MARGIN}${arrow(event, message, inner, style)}`);
    const indent = toServer ? "  " : " ".repeat(Math.floor(inner * 0.42));
    for (const line of message === undefined
      ? []
      : describeMessage(message, (msgRef, cmdRef) => said.get(`${peer} ${key(msgRef, cmdRef)}`))) {
      lines.push(row(cut(indent + line, inner - 1), toServer ? "device" : "server"));
    }
    if (event.error !== undefined) lines.push(row(cut(`${indent}! ${event.error}`, inner - 1), "fault"));
    if (event.fault !== undefined) lines.push(row(cut(`${indent}! ${event.fault}`, inner - 1), "fault"));
    lines.push(row("", "lifeline"));
  }
  return `${lines.join("\n")}\n`;
}

/** Files the commands of a message, nested ones too, for the Statuses that will answer them. */
function remember(message: Message, key: (cmdId: string) => string, said: Map<string, Command>): void {
  const file = (command: Command): void => {
    said.set(key(command.cmdId), command);
    if (command.cmd === "Atomic" || command.cmd === "Sequence") command.commands.forEach(file);
  };
  message.syncBody.commands.forEach(file);
}

function title(trace: readonly TraceEvent[], width: number, style: NonNullable<LadderOptions["style"]>): string {
  const first = trace.find((event) => event.direction === "to-server");
  const message = first === undefined ? undefined : messageOf(first);
  const device = message?.syncHdr.source.locUri ?? "device";
  const server = message?.syncHdr.target.locUri ?? "server";
  const left = cut(device, Math.floor(width / 2) - 2);
  const right = cut(server, Math.floor(width / 2) - 2);
  const gap = " ".repeat(width - MARGIN.length - length(left) - length(right));
  return `${MARGIN}${style(left, "title")}${gap}${style(right, "title")}`;
}

function arrow(
  event: TraceEvent,
  message: Message | undefined,
  inner: number,
  style: NonNullable<LadderOptions["style"]>,
): string {
  const parts = [message === undefined ? "–" : message.syncHdr.msgId];
  if (event.encoding !== undefined && message !== undefined) parts.push(event.encoding);
  parts.push(`${event.size} bytes`);
  if (event.direction === "to-device" && event.status !== 200) {
    parts.push(event.status === undefined ? "no answer" : `HTTP ${event.status}`);
  }
  if (message !== undefined && message.syncBody.final !== true) parts.push("more follows");
  if (event.repeat === true) parts.push("repeated");
  const label = ` ${parts.join(" · ")} `;
  const rule = "─".repeat(Math.max(1, inner - length(label) - 3));
  return event.direction === "to-server"
    ? style(`├──${label}${rule}▶│`, "arrow")
    : style(`│◀${rule}${label}──┤`, "arrow");
}

function messageOf(event: TraceEvent): Message | undefined {
  if (event.bytes === undefined || event.encoding === undefined) return undefined;
  try {
    return decodeMessage(new Uint8Array(Buffer.from(event.bytes, "base64"))).message;
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

/** Characters, counted as a terminal does for the scripts without wide characters. */
function length(text: string): number {
  return [...text].length;
}

function cut(text: string, most: number): string {
  const flat = text.replace(/[\r\n\t]+/g, " ");
  return length(flat) <= most ? flat : `${[...flat].slice(0, most - 1).join("")}…`;
}
