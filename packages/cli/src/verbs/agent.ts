/** `agent`: the daemon. It listens for pushes, keeps the schedule and answers on its control socket until it is told to end. */
import { spawn } from "node:child_process";
import { readConfiguration } from "../agent/configuration.ts";
import { openControl } from "../agent/control.ts";
import { listenOptions } from "../agent/listen-options.ts";
import { Log } from "../agent/log.ts";
import { runSchedule } from "../agent/schedule.ts";
import { doorsOf, StartUp } from "../agent/start-up.ts";
import { EXIT } from "../failure.ts";
import type { Io } from "../io.ts";
import { toJson } from "../json.ts";
import { withDevice } from "../state.ts";

export interface AgentFlags {
  readonly config: string;
  readonly check?: boolean;
  readonly json?: boolean;
}

export async function agent(io: Io, { config, check, json }: AgentFlags): Promise<number> {
  const configuration = await readConfiguration(config);
  const { state, control, schedule, log: { level = "info" } = {} } = configuration;
  const bootstrap = await doorsOf(configuration);
  const options = await listenOptions(configuration, io.lines?.() ?? nothing());
  const log = new Log(io, level);
  return withDevice(
    io,
    state,
    async (device) => {
      if (check === true) {
        if (json === true) io.out(toJson({ ok: true, accounts: device.accounts() }));
        else io.say(`${config} is usable; the device has ${device.accounts().length} accounts`);
        return EXIT.done;
      }
      const signal = io.interrupted?.() ?? new AbortController().signal;
      const startUp = configuration.bootstrap && new StartUp(device, log, signal);
      const failed = (error: unknown): void => {
        // Told to end, it is not ready for what was under way.
        if (!signal.aborted) log.write("error", "start-up-failed", { reason: String(error) });
      };
      void (async () => {
        for await (const event of device.events()) {
          log.event(event);
          startUp?.note(event).catch(failed);
        }
      })();
      const listening = await device.listen(options);
      const listeners = listening.listeners.map(({ name }) => name);
      const status = async () => ({ accounts: device.accounts(), listeners, push: device.pushStatistics() });
      const socket = control === undefined ? undefined : await openControl(control, status);
      try {
        log.write("info", "ready", { listeners });
        tellSystemd();
        void startUp?.run().catch(failed);
        if (schedule !== undefined) await runSchedule(device, schedule, signal);
        await aborted(signal);
        log.write("info", "ending");
      } finally {
        await socket?.close();
        await listening.close();
      }
      if (json === true) io.out(toJson(await status()));
      return EXIT.done;
    },
    { bootstrap },
  );
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** Node.js has no datagrams on Unix sockets; systemd brings a program that has. */
function tellSystemd(): void {
  if (process.env["NOTIFY_SOCKET"] === undefined) return;
  spawn("systemd-notify", ["--ready", "--no-block"], { stdio: "ignore" }).on("error", () => undefined);
}
