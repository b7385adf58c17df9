/**
 * A client nobody drives: the runner listens at an address and waits until it comes. What it is told about the client
 * stands in a file (IXIT); between the cases its tree is brought back as far as a server can.
 *
 * Clause: conformance §2#2, #4.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Encoding } from "@oma-dm/codec/syncml";
import type { LabCredential } from "../account.ts";
import type { ScriptOptions, Step } from "../script.ts";
import { type Lab, startLab } from "../server.ts";
import { end, remove, replace, script, send } from "../steps.ts";
import type { Bench, Station } from "./bench.ts";
import type { ConformanceCase, Feature } from "./case.ts";
import type { BootstrapEnd, ClientDriver, DrivenDevice, SessionEnd } from "./driver.ts";
import { NOBODY_CAME } from "./run-case.ts";

/** What is known of a client beforehand. */
export interface Ixit {
  readonly name: string;
  /** Where the runner listens: an http URL of this machine. */
  readonly url: string;
  readonly deviceId?: string;
  readonly client: LabCredential;
  readonly server: LabCredential;
  /** What both sides show each other; default md5. */
  readonly auth: "md5" | "basic" | "none";
  readonly encodings: readonly Encoding[];
  readonly offers: readonly Feature[];
  /** Milliseconds a session is waited for; default 60,000. */
  readonly patienceMs?: number;
  /** Milliseconds without a message after which a session is over; default 500. */
  readonly quietMs?: number;
}

const AUTH: Readonly<Record<Ixit["auth"], ScriptOptions>> = {
  md5: {},
  basic: { requireAuth: "basic", serverAuth: "basic" },
  none: { requireAuth: "none", serverAuth: "none" },
};
const POLL_MS = 20;

export interface WaitingClient {
  readonly driver: ClientDriver;
  readonly open: (test: ConformanceCase) => Promise<Bench>;
  close(): Promise<void>;
}

/** Listens. Rejects when the address is taken, or is none of this machine. */
export async function waitForClient(ixit: Ixit): Promise<WaitingClient> {
  const { hostname, port } = new URL(ixit.url);
  const idle = script("between the cases", { ...AUTH[ixit.auth] }, end());
  let next: Station["script"] | undefined;
  const lab = await startLab({
    accounts: [
      { client: ixit.client, server: ixit.server, ...(ixit.deviceId === undefined ? {} : { deviceId: ixit.deviceId }) },
    ],
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? 80 : Number(port),
    script: () => {
      const due = next ?? idle;
      next = undefined;
      return due;
    },
  });
  const station: Station = {
    lab,
    get script() {
      return next ?? idle;
    },
    set script(due) {
      next = due;
    },
  };
  const visitor = new Visitor(lab, ixit);
  const offers = new Set<Feature>([...ixit.offers, ...(ixit.auth === "none" ? [] : ([ixit.auth] as const))]);
  return {
    driver: {
      name: ixit.name,
      offers,
      encodings: ixit.encodings,
      defaults: AUTH[ixit.auth],
      open: () => Promise.resolve(visitor),
    },
    open: async (test) => {
      if (test.needs.includes("test-object") && test.needs.every((need) => offers.has(need))) {
        station.script = script("clean", { ...AUTH[ixit.auth] }, ...cleaning(test), end());
        await visitor.session();
      }
      return { stations: new Map([["A", station]]), device: visitor, accountOf, close: async () => undefined };
    },
    close: () => lab.close(),
  };
}

/** Takes away what the case is going to make, and sets back what it may have set. */
function cleaning({ acts }: ConformanceCase): Step[] {
  const made = [...JSON.stringify(acts).matchAll(/\.\/Test\/dyn\/([^/"?]+)/g)].map(([, name]) => `./Test/dyn/${name}`);
  const gone = [...new Set(made)].map((uri) => remove(uri));
  return [send(...gone, replace("./Test/int", "0", { format: "int" }), replace("./Test/text", ""))];
}

/** Who comes by itself has its accounts already. */
function accountOf(): never {
  throw new TypeError("a client that nobody drives is given no bootstrap");
}

class Visitor implements DrivenDevice {
  readonly #lab: Lab;
  readonly #patienceMs: number;
  readonly #quietMs: number;
  #gone = false;

  constructor(lab: Lab, { patienceMs = 60_000, quietMs = 500 }: Ixit) {
    this.#lab = lab;
    this.#patienceMs = patienceMs;
    this.#quietMs = quietMs;
  }

  /** Waits for a session to begin, then until it is over and nothing more comes. */
  async session(): Promise<SessionEnd> {
    if (this.#gone) return { outcome: NOBODY_CAME };
    const before = this.#lab.sessions.length;
    for (let waited = 0; this.#lab.sessions.length === before; waited += POLL_MS) {
      if (waited >= this.#patienceMs) {
        this.#gone = true;
        return { outcome: NOBODY_CAME };
      }
      await sleep(POLL_MS);
    }
    let seen = this.#lab.log.length;
    for (let quiet = 0; quiet < this.#quietNeeded(before); quiet += POLL_MS) {
      // The next session of a client that does not wait is the end of this one.
      if (this.#lab.sessions.length > before + 1) break;
      await sleep(POLL_MS);
      if (this.#lab.log.length !== seen) quiet = 0;
      seen = this.#lab.log.length;
    }
    return { outcome: "seen by the server alone" };
  }

  /** A session that is not over for the server may only be slow. */
  #quietNeeded(session: number): number {
    return this.#lab.sessions[session]?.outcome === "running" ? 10 * this.#quietMs : this.#quietMs;
  }

  async act(): Promise<string | undefined> {
    return "this client is not driven";
  }

  async bootstrap(): Promise<BootstrapEnd> {
    return { refusal: "this client is not driven" };
  }

  async close(): Promise<void> {}
}
