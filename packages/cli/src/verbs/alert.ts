/** `alert`: queues a generic alert, or a client event, for the next session. */
import type { Mark } from "@oma-dm/client";
import { EXIT } from "../failure.ts";
import type { Io } from "../io.ts";
import { toJson } from "../json.ts";
import { printable } from "../printable.ts";
import { withDevice } from "../state.ts";

export interface AlertFlags {
  readonly state: string;
  readonly type: string;
  readonly format: string;
  readonly data?: string;
  readonly source?: string;
  readonly mark?: Mark;
  readonly correlator?: string;
  readonly server?: string;
  readonly event?: boolean;
  readonly json?: boolean;
}

export async function alert(io: Io, flags: AlertFlags): Promise<number> {
  const { state, type, format, data = "", source, mark, correlator, server } = flags;
  const given = {
    type,
    format,
    data,
    ...(source === undefined ? {} : { source }),
    ...(mark === undefined ? {} : { mark }),
    ...(correlator === undefined ? {} : { correlator }),
    ...(server === undefined ? {} : { serverId: server }),
  };
  const kept = await withDevice(io, state, (device) =>
    flags.event === true ? device.clientEvent(given) : device.alert(given),
  );
  if (kept.warning !== undefined) io.say(`warning: ${printable(kept.warning)}`);
  if (flags.json === true) io.out(toJson({ code: flags.event === true ? 1224 : 1226, ...kept }));
  else {
    io.out(`${kept.id}\n`);
    io.say(`it waits for the next session: oma-dm connect --state ${state}`);
  }
  return EXIT.done;
}
