/** `init`: a new device's state. */
import type { DeviceDescription } from "@oma-dm/client";
import { EXIT } from "../failure.ts";
import type { Io } from "../io.ts";
import { toJson } from "../json.ts";
import { createState } from "../state.ts";

export interface InitFlags {
  readonly state: string;
  readonly devId: string;
  readonly man: string;
  readonly mod: string;
  readonly lang?: string;
  readonly fwV?: string;
  readonly swV?: string;
  readonly hwV?: string;
  readonly testObject?: boolean;
  readonly json?: boolean;
}

export async function init(io: Io, flags: InitFlags): Promise<number> {
  const { state, devId, man, mod, lang, fwV, swV, hwV } = flags;
  const device: DeviceDescription = {
    devId,
    man,
    mod,
    ...(lang === undefined ? {} : { lang }),
    ...(fwV === undefined ? {} : { fwV }),
    ...(swV === undefined ? {} : { swV }),
    ...(hwV === undefined ? {} : { hwV }),
  };
  await createState(io, state, device, { testObject: flags.testObject === true });
  if (flags.json === true) io.out(toJson({ state, devId }));
  else io.say(`${devId} lives in ${state}; next: oma-dm bootstrap FILE --state ${state}`);
  return EXIT.done;
}
