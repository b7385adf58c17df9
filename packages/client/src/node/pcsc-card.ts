/** The card in a reader of this machine, through the system's PC/SC service. */
import { CardError } from "../card-error.ts";
import type { CardConnection, CardReader } from "../ports.ts";

export interface PcscOptions {
  /** Part of the reader's name; the first reader there is when not given. */
  readonly reader?: string;
  /** Milliseconds the service has to tell of a reader; 3,000 when not given. */
  readonly timeoutMs?: number;
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
  const { reader, timeoutMs = 3_000 } = options;
  const open = new Set<CardConnection>();
  let closed = false;
  return {
    async connect(signal) {
      if (closed) throw new CardError("not-available", "the reader was closed");
      const pcsc = await load();
      const client = start(pcsc);
      try {
        const present = await findCard(pcsc, client, reader, timeoutMs, signal);
        if (present === undefined) {
          stop(client);
          return undefined;
        }
        const card = await present.connect(pcsc.CardMode.SHARED);
        const connection = connectionOf(pcsc, client, card, (it) => open.delete(it));
        open.add(connection);
        return connection;
      } catch (error) {
        stop(client);
        throw told(error);
      }
    },
    async close() {
      closed = true;
      for (const each of [...open]) await each.disconnect();
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

function start({ Client }: Pcsc): PcscClient {
  const client = new Client();
  try {
    return client.start();
  } catch {
    throw new CardError("not-available", NO_SERVICE);
  }
}

/** It throws when its service, or its reader, has gone meanwhile. */
function stop(client: PcscClient): void {
  try {
    client.stop();
  } catch {
    // Nothing is left to be stopped.
  }
}

/** The reader with a card in it; `undefined` when there are readers and none has one. */
function findCard(
  { ReaderStatus }: Pcsc,
  client: PcscClient,
  wanted: string | undefined,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Reader | undefined> {
  return new Promise((resolve, reject) => {
    let isSeen = false;
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      finish();
    };
    const onAbort = (): void => settle(() => reject(new CardError("failed", "reading the card was aborted")));
    const timer = setTimeout(() => {
      const none = new CardError(
        "no-reader",
        wanted === undefined ? "there is no card reader" : "there is no such card reader",
      );
      settle(() => (isSeen ? resolve(undefined) : reject(none)));
    }, timeoutMs);
    signal?.addEventListener("abort", onAbort, { once: true });
    client.on("error", (error) => settle(() => reject(told(error))));
    client.on("reader", (reader) => {
      if (wanted !== undefined && !reader.name().includes(wanted)) return;
      isSeen = true;
      reader.on("change", (status) => {
        // A reader without a card may be one of several: the others get their time.
        if (!status.has(ReaderStatus.PRESENT)) {
          if (wanted !== undefined) settle(() => resolve(undefined));
        } else if (status.has(ReaderStatus.MUTE)) {
          settle(() => reject(new CardError("failed", "the card does not answer; is it put in the right way round?")));
        } else settle(() => resolve(reader));
      });
    });
    if (signal?.aborted === true) onAbort();
  });
}

function connectionOf(
  { CardDisposition, Protocol }: Pcsc,
  client: PcscClient,
  card: PcscCard,
  forget: (connection: CardConnection) => void,
): CardConnection {
  let isOpen = true;
  const connection: CardConnection = {
    protocol: card.protocol() === Protocol.T0 ? "T=0" : "T=1",
    async transmit(command) {
      if (!isOpen) throw new CardError("failed", "the card was disconnected");
      try {
        // A copy: the buffer is the library's.
        const response = Uint8Array.from(await card.transmit(command));
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
      await card.disconnect(CardDisposition.LEAVE).catch(() => undefined);
      stop(client);
    },
  };
  return connection;
}

function told(error: unknown): CardError {
  if (error instanceof CardError) return error;
  const code = String((error as { code?: unknown } | null)?.code ?? "unknown");
  if (GONE.has(code)) return new CardError("removed", REMOVED);
  if (code === "NoService") return new CardError("not-available", NO_SERVICE);
  return new CardError("failed", `PC/SC reports ${code.slice(0, 40)}`);
}
