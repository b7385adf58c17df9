/** Short messages as lines of hexadecimal digits, one SMS-DELIVER a line: a modem's log, a pipe. */
import type { PushListener, ShortMessages } from "../push-ports.ts";

/** A PDU has at most 374 digits; longer lines are passed over. */
const MAX_LINE = 1_024;

/** `ended` resolves at the end of the lines. */
export function readSmsLines(
  lines: AsyncIterable<Uint8Array | string>,
  messages: ShortMessages,
): PushListener & { readonly ended: Promise<void> } {
  const iterator = lines[Symbol.asyncIterator]();
  let isClosed = false;
  const take = async (): Promise<void> => {
    let line = "";
    for (let next = await iterator.next(); next.done !== true && !isClosed; next = await iterator.next()) {
      const parts = (line + Buffer.from(next.value as string).toString("latin1")).split(/\r?\n/);
      // Of an endless line only as much is kept as shows that it is too long.
      line = parts.pop()!.slice(0, MAX_LINE + 1);
      for (const part of parts) await takeLine(part, messages);
    }
    if (!isClosed) await takeLine(line, messages);
  };
  // A pipe that breaks has ended, however it says so.
  const ended = take().catch(() => undefined);
  return {
    name: "sms lines",
    ended,
    close: async () => {
      isClosed = true;
      // Whoever waits for a line that does not come is not waited for, and keeps no process alive.
      if ("destroy" in lines && typeof lines.destroy === "function") lines.destroy();
      else void iterator.return?.();
    },
  };
}

async function takeLine(line: string, messages: ShortMessages): Promise<void> {
  const digits = line.trim();
  if (line.length > MAX_LINE || !/^(?:[0-9a-f]{2})+$/i.test(digits)) return;
  // A line comes once: what could not be taken is lost, and told by whoever could not take it.
  await messages.pdu(Uint8Array.from(Buffer.from(digits, "hex"))).catch(() => false);
}
