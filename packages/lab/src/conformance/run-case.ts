/** Runs one case in one variant: opens the bench, does its acts in order, and says what came of it. */
import type { LogEntry, SessionReport } from "../log.ts";
import type { ScriptOptions } from "../script.ts";
import { PRECONDITION } from "../server-session.ts";
import { script } from "../steps.ts";
import { type TraceEvent, traceOf } from "../trace.ts";
import { fillAddresses } from "./addresses.ts";
import { type Bench, openBench, SERVERS, type Station } from "./bench.ts";
import type { Act, ConformanceCase, DeviceAct, SessionAct, Variant } from "./case.ts";
import type { ClientDriver, SessionEnd } from "./driver.ts";
import { type Seen, unseen } from "./observe.ts";
import { playBootstrap } from "./play-bootstrap.ts";
import type { PushAct } from "./push-case.ts";
import { PushHand } from "./run-push.ts";
import type { Verdict } from "./verdict.ts";

export interface CaseRun {
  readonly id: string;
  readonly variant: Variant;
  readonly verdict: Verdict;
  /** One sentence each. */
  readonly reasons: readonly string[];
  /** Rules that were broken, the script's own wishes aside. */
  readonly broken: readonly string[];
  /** Everything that went over the wire, secrets masked. */
  readonly trace: readonly TraceEvent[];
}

export interface CaseOptions {
  /** Milliseconds one act may take; default 20,000. */
  readonly actTimeoutMs?: number;
  /** Seed of everything that is drawn at random. */
  readonly seed?: string;
  /** In place of servers and a device of the case's own. */
  readonly open?: (test: ConformanceCase, variant: Variant, driver: ClientDriver, seed: string) => Promise<Bench>;
}

/** The server's own part in each kind of security; a case says what differs. */
const DEFAULTS: Readonly<Record<Variant["security"], ScriptOptions>> = {
  md5: { requireAuth: "md5", serverAuth: "md5" },
  hmac: { requireAuth: "hmac", serverAuth: "hmac" },
  tls: { requireAuth: "none", serverAuth: "none" },
};

/** Beyond what a step itself says: the end of a script that ends early on purpose. */
const UNFINISHED = "the script did not come to its end";

export async function runCase(
  test: ConformanceCase,
  variant: Variant,
  driver: ClientDriver,
  options: CaseOptions = {},
): Promise<CaseRun> {
  const said = (
    verdict: Verdict,
    reasons: readonly string[],
    trace: readonly TraceEvent[] = [],
    broken: readonly string[] = [],
  ): CaseRun => ({
    id: test.id,
    variant,
    verdict,
    reasons,
    broken,
    trace,
  });
  if (test.notYet !== undefined) return said("not-yet", [test.notYet]);
  const [asked, offered] = test.when ?? [];
  if (asked !== undefined && driver.offers.has(asked) !== offered) {
    return said("not-applicable", [`the client ${offered === true ? "does not offer" : "offers"} ${asked}`]);
  }
  const missing = [...test.needs, ...needsOf(variant)].filter((need) => !driver.offers.has(need));
  if (missing.length > 0)
    return said(
      "inconclusive",
      missing.map((need) => `the client offers no ${need}`),
    );
  const { seed = "oma-dm", open = openBench } = options;
  const bench = await open(test, variant, driver, `${seed} ${test.id} ${variant.encoding} ${variant.security}`);
  const performance = new Performance(test, variant, bench, {
    timeoutMs: options.actTimeoutMs ?? 20_000,
    defaults: { ...DEFAULTS[variant.security], ...driver.defaults },
  });
  try {
    const [verdict, reasons] = await performance.run();
    return said(verdict, reasons, performance.trace(), [...performance.broken]);
  } finally {
    await bench.close();
  }
}

function needsOf({ security }: Variant): readonly ("hmac" | "tls")[] {
  return security === "md5" ? [] : [security];
}

/** Outcome of a session that was waited for in vain. */
export const NOBODY_CAME = "nobody came";

/** Something stands in the way of judging. */
class Missing extends Error {}

class Performance {
  readonly #test: ConformanceCase;
  readonly #variant: Variant;
  readonly #bench: Bench;
  readonly #timeoutMs: number;
  readonly #defaults: ScriptOptions;
  readonly #pushes: PushHand;
  /** Rules that were broken so far. */
  readonly broken = new Set<string>();
  /** Where the logs of the servers stood when the case began. */
  readonly #from: ReadonlyMap<Station, number>;
  #last: readonly LogEntry[] = [];
  #sessions: readonly SessionReport[] = [];
  #end: SessionEnd | undefined;
  #turnedAway = 0;

  constructor(
    test: ConformanceCase,
    variant: Variant,
    bench: Bench,
    { timeoutMs, defaults }: { readonly timeoutMs: number; readonly defaults: ScriptOptions },
  ) {
    this.#test = test;
    this.#variant = variant;
    this.#bench = bench;
    this.#timeoutMs = timeoutMs;
    this.#defaults = defaults;
    this.#pushes = new PushHand(bench, test.setup, `${test.id} pushes`);
    this.#from = new Map([...bench.stations.values()].map((station) => [station, station.lab.log.length]));
  }

  trace(): TraceEvent[] {
    const events = [...this.#bench.stations.values()].flatMap(({ lab }) => lab.secrets);
    return traceOf(this.#entries(), events).map((event, at) => ({ ...event, n: at + 1 }));
  }

  #entries(): LogEntry[] {
    return [...this.#from].flatMap(([{ lab }, from]) => lab.log.slice(from)).sort((a, b) => a.timeMs - b.timeMs);
  }

  async run(): Promise<[Verdict, readonly string[]]> {
    const faults: string[] = [];
    for (const [at, act] of this.#test.acts.entries()) {
      try {
        const found = await this.#within(this.#perform(act), act);
        faults.push(...found.map((what) => (this.#test.acts.length > 1 ? `${nameOf(act, at)}: ${what}` : what)));
      } catch (error) {
        if (!(error instanceof Missing)) throw error;
        // What was seen to be wrong stays wrong.
        return [faults.length === 0 ? "inconclusive" : "fail", [...faults, `${nameOf(act, at)}: ${error.message}`]];
      }
      // What comes after stands on it.
      if (faults.length > 0 && act.act !== "observe") break;
    }
    return [faults.length === 0 ? "pass" : "fail", faults];
  }

  async #within(work: Promise<string[]>, act: Act): Promise<string[]> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string[]>((resolve) => {
      timer = setTimeout(() => resolve([`no end of it within ${this.#timeoutMs} ms (${act.act})`]), this.#timeoutMs);
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #perform(act: Act): Promise<string[]> {
    switch (act.act) {
      case "session":
        return this.#session(act);
      case "observe":
        return Promise.resolve(unseen(act, this.#seen()));
      case "push":
        return this.#push(act);
      case "ports":
        return this.#pushes.ports(act.open).then(() => []);
      case "bootstrap":
        return playBootstrap(act, this.#bench);
      default:
        return this.#deviceAct(act);
    }
  }

  #seen(): Seen {
    return {
      all: this.#entries(),
      last: this.#last,
      sessions: this.#sessions,
      end: this.#end,
      turnedAway: this.#turnedAway,
    };
  }

  /** Does something while a server is listening with that script; the report of the session, if one came of it. */
  async #listening(
    station: Station,
    options: ScriptOptions,
    steps: SessionAct["steps"],
    work: () => Promise<void>,
  ): Promise<readonly SessionReport[]> {
    const { lab } = station;
    const filled = fillAddresses(steps, this.#bench.stations, this.#bench.boot?.url);
    station.script = script(this.#test.id, { ...this.#defaults, ...options }, ...filled);
    const [entries, sessions, refusals] = [lab.log.length, lab.sessions.length, lab.httpRefusals.length];
    await work();
    this.#turnedAway = lab.httpRefusals.length - refusals;
    const reports = lab.sessions.slice(sessions).filter((report) => report.script === this.#test.id);
    // A client that nobody drives may be in its next session already.
    const isOurs = ({ sessionId }: LogEntry): boolean =>
      sessionId === undefined || reports.length === 0 || reports.some((report) => report.sessionId === sessionId);
    this.#last = lab.log.slice(entries).filter(isOurs);
    this.#sessions = [...this.#sessions, ...reports];
    return reports;
  }

  async #session(act: SessionAct): Promise<string[]> {
    const server = act.server ?? "A";
    const station = this.#bench.stations.get(act.at ?? server)!;
    const strays = station.lab.strays.length;
    const reports = await this.#listening(station, act.options, act.steps, async () => {
      this.#end = await this.#bench.device.session({
        server,
        serverId: SERVERS[server].serverId,
        encoding: this.#variant.encoding,
        ...(act.alert === undefined ? {} : { alert: act.alert }),
        ...(act.sessionId === undefined ? {} : { sessionId: act.sessionId }),
        ...(act.cancelAfter === undefined ? {} : { cancelAfter: act.cancelAfter }),
        ...(act.raise === undefined ? {} : { raise: act.raise }),
      });
    });
    const broken = station.lab.strays.slice(strays).find((stray) => stray.startsWith("the lab failed"));
    if (broken !== undefined) throw new Missing(`the session cannot be played to this client: ${broken}`);
    if (act.none === true) {
      const came = this.#last.filter(({ direction }) => direction === "to-server").length;
      return came === 0 ? [] : [`${came} requests came, where none was to come`];
    }
    const [report] = reports;
    const said = this.#end?.error === undefined ? "" : `; the client says: ${this.#end.error}`;
    if (report === undefined && act.absent === true) return [];
    if (report === undefined && this.#end?.outcome === NOBODY_CAME) throw new Missing("the client began no session");
    if (report === undefined) {
      const why = [...station.lab.strays.slice(strays), ...station.lab.httpRefusals.slice(-1)].join("; ");
      return this.#judged(act, [`no session came${why === "" ? "" : ` (${why})`}${said}`]);
    }
    const without = new Set(act.without ?? []);
    const violations = report.violations.filter(({ rule }) => !without.has(rule));
    for (const { rule } of violations) this.broken.add(rule);
    const unmet = violations.filter(({ rule }) => rule === PRECONDITION).map(({ what }) => what);
    if (unmet.length > 0) throw new Missing(unmet.join("; "));
    const ends = act.ends ?? ["completed"];
    const faults = violations
      .filter(({ what }) => act.ends === undefined || !what.startsWith(UNFINISHED))
      .map(({ rule, message, what }) => (rule === "script" ? what : `message ${message}, ${rule}: ${what}`));
    if (!ends.includes(report.outcome))
      faults.push(`the session is ${report.outcome}, expected ${ends.join(" or ")}${said}`);
    faults.push(...station.lab.strays.slice(strays));
    return this.#judged(act, faults);
  }

  #judged(act: SessionAct, faults: string[]): string[] {
    if (act.given === true && faults.length > 0) throw new Missing(faults.join("; "));
    return faults;
  }

  async #push(act: PushAct): Promise<string[]> {
    const station = this.#bench.stations.get(act.server ?? "A")!;
    const strays = station.lab.strays.length;
    const faults: string[] = [];
    const reports = await this.#listening(station, act.options ?? {}, act.steps, async () => {
      faults.push(...(await this.#pushes.push(act)));
    });
    for (const { violations, outcome, sessionId } of reports) {
      for (const { rule } of violations) this.broken.add(rule);
      faults.push(...violations.map(({ rule, message, what }) => `message ${message}, ${rule}: ${what}`));
      if (outcome !== "completed") faults.push(`session ${sessionId} is ${outcome}, expected completed`);
    }
    return [...faults, ...station.lab.strays.slice(strays)];
  }

  async #deviceAct(act: DeviceAct): Promise<string[]> {
    const station = this.#bench.stations.get("A")!;
    const options = act.act === "report" ? (act.options ?? {}) : {};
    let refusal: string | undefined;
    const reports = await this.#listening(station, options, [], async () => {
      refusal = await this.#bench.device.act(act, {
        serverId: SERVERS.A.serverId,
        encoding: this.#variant.encoding,
      });
    });
    if (act.act === "report") {
      const violations = reports.flatMap((report) => report.violations.map(({ rule, what }) => `${rule}: ${what}`));
      const wanted = act.delivered ?? true;
      if (wanted !== (refusal === undefined)) violations.push(wanted ? `not delivered: ${refusal}` : "delivered");
      return violations;
    }
    const refused = "refused" in act && act.refused === true;
    if (refused && refusal === undefined) return ["the device took what it had to refuse"];
    return !refused && refusal !== undefined ? [`the device refuses: ${refusal}`] : [];
  }
}

function nameOf(act: Act, at: number): string {
  return `act ${at + 1} (${act.act === "observe" ? act.see : act.act})`;
}
