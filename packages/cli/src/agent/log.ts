/** The agent's log: a line of JSON each, in the form of pino, so that its tools can read it. */
import type { DeviceEvent } from "@oma-dm/client";
import type { Io } from "../io.ts";
import { toJson } from "../json.ts";

const LEVELS = { debug: 20, info: 30, warn: 40, error: 50, silent: 60 } as const;
export type LogLevel = keyof typeof LEVELS;

export class Log {
  private readonly io: Io;
  private readonly least: number;

  constructor(io: Io, level: LogLevel) {
    this.io = io;
    this.least = LEVELS[level];
  }

  write(level: Exclude<LogLevel, "silent">, msg: string, more: object = {}): void {
    if (LEVELS[level] < this.least) return;
    this.io.say(
      toJson({ level: LEVELS[level], time: Date.now(), msg, ...more })
        .replace(/\n\s*/g, " ")
        .trim(),
    );
  }

  event({ type, ...more }: DeviceEvent): void {
    this.write(type === "warning" ? "warn" : "info", type, more);
  }
}
