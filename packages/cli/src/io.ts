/** What a command reads and writes; tests bring their own. */
import type { Ports } from "@oma-dm/client";
import { terminalUi } from "@oma-dm/client/node";

export interface Io {
  /** Everything on standard input, at most `limit` bytes; `undefined` when there is more. */
  readonly stdin: (limit: number) => Promise<Uint8Array | undefined>;
  /** Data. */
  readonly out: (data: string | Uint8Array) => void;
  /** Words for people. */
  readonly say: (text: string) => void;
  /** One line that changes while something takes its time; an empty one takes it away. Absent: nobody watches. */
  readonly progress?: (line: string) => void;
  /** Standard output is a person's terminal. */
  readonly outIsTerminal: boolean;
  /** From this call on an interrupt (Ctrl-C), or being told to end, only aborts the signal; a second one ends the program. */
  readonly interrupted?: () => AbortSignal;
  /** Standard input as it comes, for those that go on for long. */
  readonly lines?: () => AsyncIterable<Uint8Array>;
  /** Edges of the device in place of the usual ones. */
  readonly ports?: Partial<Ports>;
}

export function processIo(): Io {
  return {
    stdin: async (limit) => {
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) {
        size += chunk.length;
        if (size > limit) return undefined;
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    },
    out: (data) => void process.stdout.write(data),
    say: (text) => void process.stderr.write(`${text}\n`),
    ...(process.stderr.isTTY === true
      ? { progress: (line: string) => void process.stderr.write(`\r\u001b[K${line}`) }
      : {}),
    lines: () => process.stdin as AsyncIterable<Uint8Array>,
    outIsTerminal: process.stdout.isTTY === true,
    // A server's questions are asked where a person can answer them; elsewhere it is told that nobody is there.
    ...(process.stdin.isTTY === true && process.stderr.isTTY === true ? { ports: { ui: terminalUi() } } : {}),
    interrupted: () => {
      const controller = new AbortController();
      process.once("SIGINT", () => controller.abort());
      process.once("SIGTERM", () => controller.abort());
      return controller.signal;
    },
  };
}
