/** The card in a reader of this machine, through the system's PC/SC service. */
import { CardError } from "../card-error.ts";
import type { CardConnection, CardReader } from "../ports.ts";

export interface PcscOptions {
  /** Part of the reader's name; the first reader there is when not given. */
  readonly reader?: string;
  /** Milliseconds the service has to tell of a reader; 3,000 when not given. */
  readonly timeoutMs?: number;
  /** Milliseconds a card has for the answer to one command; 10,000 when not given. */
  readonly commandTimeoutMs?: number;
}

/** An optional peer: whoever has no cards installs nothing, and nothing of it stands in our lock. */
const PACKAGE: string = "pcsc-mini";

/** What we use of it. */
interface Pcsc {
  readonly Client: new () => PcscClient;
  readonly CardMode: { readonly SHARED: number };
  readonly CardDisposition: { readonly LEAVE: number };
  readonly Protocol: { readonly T0: number };
  readonly ReaderStatus: { readonly PRESENT: number; readonly MUTE: number };
}

interface PcscClient {
  /** Throws when no service runs. */
  start(): PcscClient;
  stop(): void;
  on(event: "error", listener: (error: Error) => void): void;
  on(event: "reader", listener: (reader: Reader) => void): void;
}

interface Reader {
  name(): string;
  connect(mode: number): Promise<PcscCard>;
  on(event: "change", listener: (status: { has(flag: number): boolean }) => void): void;
  on(event: "disconnect", listener: () => void): void;
}

interface PcscCard {
  protocol(): number;
  transmit(command: Uint8Array): Promise<Uint8Array>;
  disconnect(disposition: number): Promise<void>;
}

const MISSING =
  "smart cards need the optional package pcsc-mini and the library of PC/SC: npm install pcsc-mini, and the system's libpcsclite1";
const REMOVED = "the card was taken out, or reset, while it was read";
const NO_SERVICE = "no PC/SC service runs here: start pcscd";

/** What the service says of a card that is no longer there. */
const GONE: ReadonlySet<string> = new Set([
  "RemovedCard",
  "NoSmartCard",
  "ResetCard",
  "UnpoweredCard",
  "ReaderUnavailable",
  "NoCardConnection",
  "UnknownReader",
]);

/** Loads what it needs with the first connection; without it the rest of the product works. */
export function pcscCardReader(options: PcscOptions = {}): CardReader {
  const { reader, timeoutMs = 3_000, commandTimeoutMs = 10_000 } = options;
  const open = new Set<CardConnection>();
  let watch: Watch | undefined;
  let closed = false;
  return {
    async connect(signal) {
      if (closed) throw new CardError("not-available", "the reader was closed");
      const pcsc = await load();
      if (watch?.failed === true) await watch.stop();
      if (watch === undefined || watch.failed) watch = new Watch(pcsc);
      const present = await watch.findCard(reader, timeoutMs, signal);
      if (present === undefined) return undefined;
      try {
        const card = await within(commandTimeoutMs, present.connect(pcsc.CardMode.SHARED));
        const connection = connectionOf(pcsc, card, commandTimeoutMs, (it) => open.delete(it));
        open.add(connection);
        return connection;
      } catch (error) {
        throw told(error);
      }
    },
    async close() {
      if (closed) return;
      closed = true;
      for (const each of [...open]) await each.disconnect();
      await watch?.stop();
    },
  };
}

async function load(): Promise<Pcsc> {
  try {
    const loaded = (await import(PACKAGE)) as Pcsc & { readonly default?: Pcsc };
    return loaded.default ?? loaded;
  } catch {
    throw new CardError("not-available", MISSING);
  }
}

/** How long the library's thread gets to be back at its waiting. */
const SETTLE_MS = 500;

/**
 * The readers and what is in them, as the service tells. One for the whole life of a card reader: the library's `stop`
 * waits for its own thread, for ever where that is just busy with a change, as each connection makes one.
 */
class Watch {
  /** The service went away. */
  failed = false;
  private readonly pcsc: Pcsc;
  private readonly client: PcscClient;
  private readonly readers = new Map<string, { readonly reader: Reader; status?: { has(flag: number): boolean } }>();
  private readonly waiting = new Set<() => void>();
  private fault: CardError | undefined;

  constructor(pcsc: Pcsc) {
    this.pcsc = pcsc;
    const client = new pcsc.Client();
    client.on("error", (error) => {
      this.failed = true;
      this.fault = told(error);
      this.wake();
    });
    client.on("reader", (reader) => {
      const known: { readonly reader: Reader; status?: { has(flag: number): boolean } } = { reader };
      this.readers.set(reader.name(), known);
      reader.on("change", (status) => {
        known.status = status;
        this.wake();
      });
      reader.on("disconnect", () => {
        this.readers.delete(reader.name());
        this.wake();
      });
      this.wake();
    });
    try {
      this.client = client.start();
    } catch {
      throw new CardError("not-available", NO_SERVICE);
    }
  }

  /** The reader with a card in it; `undefined` when there are readers and none has one. */
  async findCard(wanted: string | undefined, timeoutMs: number, signal?: AbortSignal): Promise<Reader | undefined> {
    const until = performance.now() + timeoutMs;
    for (;;) {
      if (signal?.aborted === true) throw new CardError("failed", "reading the card was aborted");
      if (this.fault !== undefined) throw this.fault;
      const { PRESENT, MUTE } = this.pcsc.ReaderStatus;
      const fitting = [...this.readers.values()].filter(({ reader }) => reader.name().includes(wanted ?? ""));
      const found = fitting.find(({ status }) => status?.has(PRESENT));
      if (found?.status?.has(MUTE) === true) {
        throw new CardError("failed", "the card does not answer; is it put in the right way round?");
      }
      if (found !== undefined) return found.reader;
      const left = until - performance.now();
      if (left <= 0 && fitting.length > 0) return undefined;
      if (left <= 0) {
        throw new CardError("no-reader", `there is no ${wanted === undefined ? "card reader" : "such card reader"}`);
      }
      await this.change(left, signal);
    }
  }

  /** Something is told, or the time is over. */
  private change(ms: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", finish);
        this.waiting.delete(finish);
        resolve();
      };
      const timer = setTimeout(finish, ms);
      signal?.addEventListener("abort", finish, { once: true });
      this.waiting.add(finish);
    });
  }

  private wake(): void {
    for (const each of [...this.waiting]) each();
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    try {
      this.client.stop();
    } catch {
      // It throws when its service has gone: nothing is left to be stopped.
    }
  }
}

function connectionOf(
  { CardDisposition, Protocol }: Pcsc,
  card: PcscCard,
  timeoutMs: number,
  forget: (connection: CardConnection) => void,
): CardConnection {
  let isOpen = true;
  const connection: CardConnection = {
    protocol: card.protocol() === Protocol.T0 ? "T=0" : "T=1",
    async transmit(command) {
      if (!isOpen) throw new CardError("failed", "the card was disconnected");
      try {
        // A copy: the buffer is the library's.
        const response = Uint8Array.from(await within(timeoutMs, card.transmit(command)));
        // Some drivers answer nothing, and no error, when the card leaves under a command.
        if (response.length >= 2) return response;
        throw new CardError("removed", REMOVED);
      } catch (error) {
        throw told(error);
      }
    },
    async disconnect() {
      if (!isOpen) return;
      isOpen = false;
      forget(connection);
      await within(timeoutMs, card.disconnect(CardDisposition.LEAVE)).catch(() => undefined);
    },
  };
  return connection;
}

/** A reader that hangs must not hold the device. */
async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new CardError("failed", "the card, or its reader, does not answer")), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function told(error: unknown): CardError {
  if (error instanceof CardError) return error;
  const code = String((error as { code?: unknown } | null)?.code ?? "unknown");
  if (GONE.has(code)) return new CardError("removed", REMOVED);
  if (code === "NoService") return new CardError("not-available", NO_SERVICE);
  return new CardError("failed", `PC/SC reports ${code.slice(0, 40)}`);
}
