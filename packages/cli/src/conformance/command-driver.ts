/**
 * A client that is a program: whatever speaks the verbs of this command line (init, bootstrap, connect, alert, report)
 * can be judged. A state directory per case, a process per verb.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type {
  BootstrapEnd,
  BootstrapRequest,
  ClientDriver,
  DeviceAct,
  DeviceSetup,
  DrivenDevice,
  Feature,
  SessionEnd,
  SessionRequest,
} from "@oma-dm/lab";
import { EXIT, Failure } from "../failure.ts";

const OFFERS: readonly Feature[] = [
  ...(["test-object", "two-servers", "session", "alert", "event", "report", "restart", "ui-absent", "md5"] as const),
  "bootstrap-server",
  ...(["hmac", "basic", "http-auth", "account-setup", "large-objects", "tnds", "struct", "tls"] as const),
];
/** Milliseconds one verb may take. */
const TIMEOUT_MS = 30_000;

interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly said: string;
}

/** Splits a command as a shell would, as far as quotes go. Throws `Failure` when there is none. */
export function splitCommand(command: string): readonly [string, ...string[]] {
  const words = [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? "",
  );
  const [program, ...args] = words;
  if (program === undefined) throw new Failure(EXIT.usage, "--client needs a command, such as --client oma-dm");
  return [program, ...args];
}

export function commandDriver(command: string): ClientDriver {
  const words = splitCommand(command);
  return { name: command, offers: new Set(OFFERS), open: (setup) => CommandDevice.open(words, setup) };
}

class CommandDevice implements DrivenDevice {
  readonly #words: readonly [string, ...string[]];
  readonly #folder: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #setup: DeviceSetup;

  private constructor(
    words: readonly [string, ...string[]],
    folder: string,
    environment: NodeJS.ProcessEnv,
    setup: DeviceSetup,
  ) {
    this.#words = words;
    this.#folder = folder;
    this.#environment = environment;
    this.#setup = setup;
  }

  static async open(words: readonly [string, ...string[]], setup: DeviceSetup): Promise<CommandDevice> {
    const folder = await mkdtemp(join(tmpdir(), "oma-dm-conformance-"));
    const ca = join(folder, "ca.pem");
    if (setup.ca !== undefined) await writeFile(ca, setup.ca);
    // Programs on Node.js take trust anchors beside their own from there.
    const trust = setup.ca === undefined ? {} : { NODE_EXTRA_CA_CERTS: ca };
    const device = new CommandDevice(words, folder, { ...process.env, ...trust }, setup);
    try {
      await device.#prepare(setup);
      return device;
    } catch (error) {
      await device.close();
      throw error;
    }
  }

  async #prepare({ deviceId, bootstraps, rootAcl }: DeviceSetup): Promise<void> {
    const about = ["--man", "Acme", "--mod", "GW-1", "--fw-v", "1.0", "--sw-v", "2.0", "--hw-v", "3.0"];
    this.#must(await this.#run("init", "--dev-id", deviceId, ...about, "--test-object"));
    if (rootAcl !== undefined) this.#must(await this.#run("tree", "set", ".", rootAcl, "--prop", "ACL"));
    for (const [at, { bytes, contentType, imsi }] of bootstraps.entries()) {
      const file = join(this.#folder, `bootstrap-${at}.wbxml`);
      await writeFile(file, bytes);
      this.#must(await this.#run("bootstrap", file, "--content-type", contentType, "--imsi", imsi));
    }
  }

  #must({ exit, said }: Ran): void {
    if (exit !== EXIT.done) throw new Failure(EXIT.failed, `the client cannot be set up: ${said}`);
  }

  async session({ serverId, encoding, alert, sessionId }: SessionRequest): Promise<SessionEnd> {
    const options = [
      ...(alert === undefined ? [] : ["--alert", String(alert)]),
      ...(sessionId === undefined ? [] : ["--session-id", sessionId]),
    ];
    const { out, said } = await this.#run("connect", serverId, `--${encoding}`, ...options, "--json");
    try {
      const { outcome, error } = JSON.parse(out) as { outcome: string; error?: { code: string; message: string } };
      return error === undefined ? { outcome } : { outcome, error: `${error.code}: ${error.message}` };
    } catch {
      return { outcome: "failed", error: said };
    }
  }

  async act(act: DeviceAct, { serverId }: Parameters<DrivenDevice["act"]>[1]): Promise<string | undefined> {
    if (act.act === "restart") return undefined;
    if (act.act === "reset") return "a command line has no factory reset";
    const { exit, said } = await this.#run(...verbFor(act, serverId));
    return exit === EXIT.done ? undefined : said;
  }

  /** Documents are asked of the bootstrap server alone; who makes this device tells its URL on the command line. */
  async bootstrap({ door }: BootstrapRequest): Promise<BootstrapEnd> {
    if (door !== "https") return { refusal: `a command line has no bootstrap by ${door}` };
    const { serverUrl } = this.#setup.bootstrap;
    const ca = this.#setup.ca === undefined ? [] : ["--ca", this.#caFile];
    const url = serverUrl === undefined ? [] : [serverUrl];
    const { exit, said } = await this.#run("bootstrap", ...ca, "--from-url", ...url);
    return exit === EXIT.done ? {} : { refusal: said };
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #caFile(): string {
    return join(this.#folder, "ca.pem");
  }

  #run(verb: string, ...args: readonly string[]): Promise<Ran> {
    const [program, ...before] = this.#words;
    const state = ["--state", join(this.#folder, "state")];
    const options = { env: this.#environment, timeout: TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 };
    return new Promise((resolve) => {
      execFile(program, [...before, verb, ...args, ...state], options, (error, out, said) => {
        const exit = error === null ? EXIT.done : typeof error.code === "number" ? error.code : EXIT.internal;
        resolve({ exit, out, said: said.trim() || (error?.message ?? "") });
      });
    });
  }
}

function verbFor(
  act: Exclude<DeviceAct, { readonly act: "restart" | "reset" }>,
  serverId: string,
): [string, ...string[]] {
  const about = ["--type", act.type, "--format", act.format, "--data", act.data];
  if (act.act === "report") return ["report", "--server", serverId, ...about];
  return [
    "alert",
    ...about,
    ...(act.act === "event" ? ["--event"] : []),
    ...(act.source === undefined ? [] : ["--source", act.source]),
    ...(act.mark === undefined ? [] : ["--mark", act.mark]),
    ...(act.correlator === undefined ? [] : ["--correlator", act.correlator]),
  ];
}
