/** Every way a command can end, as an exit code and one line. */
import {
  BootstrapError,
  type BootstrapErrorCode,
  CardError,
  type CardErrorCode,
  DdfError,
  DeviceError,
  type DeviceErrorCode,
  StateError,
  TreeError,
} from "@oma-dm/client";
import { StoreError } from "@oma-dm/client/node";
import { DecodeError } from "@oma-dm/codec";
import { printable } from "./printable.ts";

export const EXIT = { done: 0, failed: 1, usage: 2, badInput: 65, missing: 69, internal: 70 } as const;

/** A command that cannot go on; the message is the line shown. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly exitCode: number;
  constructor(exitCode: number, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

export function notBuilt(what: string): Failure {
  return new Failure(EXIT.missing, `${what} is not built yet`);
}

const DEVICE_EXITS: Readonly<Record<DeviceErrorCode, number>> = {
  "no-device": EXIT.missing,
  "no-account": EXIT.missing,
  unavailable: EXIT.missing,
  "unknown-account": EXIT.failed,
  busy: EXIT.failed,
  "queue-full": EXIT.failed,
  closed: EXIT.failed,
  "bad-option": EXIT.usage,
};

/** All others are the document's fault. */
const BOOTSTRAP_EXITS: Readonly<Partial<Record<BootstrapErrorCode, number>>> = {
  "bad-url": EXIT.usage,
  "no-url": EXIT.usage,
  "pin-needed": EXIT.missing,
  "secret-missing": EXIT.missing,
  unreachable: EXIT.failed,
  "card-disabled": EXIT.failed,
  "card-rejected": EXIT.failed,
  "consent-refused": EXIT.failed,
  throttled: EXIT.failed,
};

const CARD_EXITS: Readonly<Record<CardErrorCode, number>> = {
  "not-available": EXIT.missing,
  "no-reader": EXIT.missing,
  removed: EXIT.failed,
  failed: EXIT.failed,
  locked: EXIT.failed,
  malformed: EXIT.badInput,
};

/** The exit code and the line for whatever was thrown. */
export function explain(error: unknown): { readonly exitCode: number; readonly line: string } {
  const line = (text: string): string => `error: ${printable(text)}`;
  if (error instanceof Failure) return { exitCode: error.exitCode, line: line(error.message) };
  if (error instanceof DecodeError) return { exitCode: EXIT.badInput, line: line(error.message) };
  if (error instanceof DdfError) return { exitCode: EXIT.badInput, line: line(error.message) };
  if (error instanceof BootstrapError) {
    return { exitCode: BOOTSTRAP_EXITS[error.code] ?? EXIT.badInput, line: line(`${error.code}: ${error.message}`) };
  }
  if (error instanceof CardError) return { exitCode: CARD_EXITS[error.code], line: line(error.message) };
  if (error instanceof DeviceError) return { exitCode: DEVICE_EXITS[error.code], line: line(error.message) };
  if (error instanceof StoreError || error instanceof StateError)
    return { exitCode: EXIT.missing, line: line(error.message) };
  if (error instanceof TreeError) return { exitCode: EXIT.failed, line: line(error.message) };
  if (isSystemError(error)) {
    const { path = "a file", code } = error;
    return {
      exitCode: EXIT.missing,
      line: line(`${path} cannot be used (${code}); check the path and its permissions`),
    };
  }
  const what = error instanceof Error ? error.message : String(error);
  return { exitCode: EXIT.internal, line: line(`internal: ${what}; please report it`) };
}

/** The file system refused; the message of Node.js says so in its own words. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error && "code" in error;
}
