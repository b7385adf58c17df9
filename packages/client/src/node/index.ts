/** The ports of the client on Node.js. */
import type { Ports } from "../ports.ts";
import { openLevelStore } from "./level-store.ts";
import { memoryStore } from "./memory-store.ts";
import { systemClock } from "./system-clock.ts";
import { systemRandom } from "./system-random.ts";
import { type UndiciHttpOptions, undiciHttp } from "./undici-http.ts";

export { openLevelStore } from "./level-store.ts";
export { memoryStore } from "./memory-store.ts";
export { type PcscOptions, pcscCardReader } from "./pcsc-card.ts";
export { seededRandom } from "./seeded-random.ts";
export { StoreError, type StoreErrorCode } from "./store-error.ts";
export { systemClock } from "./system-clock.ts";
export { systemRandom } from "./system-random.ts";
export { type TerminalUiOptions, terminalUi } from "./terminal-ui.ts";
export { type UndiciHttpOptions, undiciHttp } from "./undici-http.ts";
export { type VirtualClock, virtualClock } from "./virtual-clock.ts";

export interface DefaultPortsOptions {
  /** Where the device keeps its state; without one, it forgets everything when the process ends. */
  readonly stateDirectory?: string;
  readonly http?: UndiciHttpOptions;
}

/**
 * System clock and random bytes, a durable store, HTTP; no user interface and no card. The caller closes `store` and
 * `http`. Rejects with `StoreError` when the store cannot be opened.
 */
export async function defaultPorts(options: DefaultPortsOptions = {}): Promise<Ports> {
  // First, because it throws: a store opened before would stay locked.
  const http = undiciHttp(options.http);
  try {
    const store = options.stateDirectory === undefined ? memoryStore() : await openLevelStore(options.stateDirectory);
    return { clock: systemClock(), random: systemRandom(), store, http };
  } catch (error) {
    await http.close();
    throw error;
  }
}
