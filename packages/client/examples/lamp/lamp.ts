/** A lamp as a management object: `shapes.ts` is what `oma-dm ddf types lamp.ddf.xml` prints. */
import { DeviceClient, defineObject, type ManagementObject, STATUS } from "@oma-dm/client";
import { LampShape } from "./shapes.ts";

/** What the lamp's own software offers. */
export interface Lights {
  readonly lit: boolean;
  blink(times: number, signal: AbortSignal): Promise<void>;
  dim(percent: number): void;
  watts(zone: string): number;
}

const isPercent = (value: number | undefined) =>
  value === undefined || (value >= 0 && value <= 100) ? STATUS.ok : STATUS.unsupportedMediaTypeOrFormat;

export function lamp(lights: Lights): ManagementObject {
  return defineObject(LampShape, {
    read: {
      Lit: () => lights.lit,
      "Zone/*/Power": (zone) => lights.watts(zone),
    },
    validate: { Brightness: isPercent, "Zone/*/Level": isPercent },
    applied: { Brightness: (percent) => lights.dim(percent ?? 0) },
    exec: {
      Blink: async (times, job) => {
        await lights.blink(Number(times), job.signal);
        return STATUS.ok;
      },
    },
  });
}

/** One session of a device with the lamp, with the server that the bootstrap document names. */
export async function manage(lights: Lights, bootstrapDocument: Uint8Array): Promise<string> {
  const device = await DeviceClient.open({
    device: { devId: "IMEI:004999010640000", man: "Acme", mod: "Lamp-1" },
    objects: [lamp(lights)],
  });
  await device.bootstrap(bootstrapDocument, { allowUnsigned: true });
  const session = await device.connect();
  await device.close();
  return session.outcome;
}
