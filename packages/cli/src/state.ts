/** A device's state on disk: DIR/store holds the tree, DIR/device.json what the command line itself has to know. */
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DeviceClient, type DeviceDescription, testObject } from "@oma-dm/client";
import { EXIT, Failure } from "./failure.ts";
import type { Io } from "./io.ts";

interface Settings {
  /** Mount the object ./Test of conformance harnesses. */
  readonly testObject: boolean;
}

const settingsFile = (directory: string): string => join(directory, "device.json");

export async function createState(
  io: Io,
  directory: string,
  device: DeviceDescription,
  settings: Settings,
): Promise<void> {
  if (existsSync(settingsFile(directory))) {
    throw new Failure(EXIT.failed, `${directory} holds a device already; choose another directory or remove it`);
  }
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const client = await open(io, directory, settings, device);
  await client.close();
  await writeFile(settingsFile(directory), `${JSON.stringify(settings)}\n`, { mode: 0o600 });
}

/** Opens a state for the time of `use`. */
export async function withDevice<T>(io: Io, directory: string, use: (device: DeviceClient) => Promise<T>): Promise<T> {
  if (!existsSync(settingsFile(directory))) {
    const command = `oma-dm init --state ${directory} --dev-id IMEI:… --man … --mod …`;
    throw new Failure(EXIT.missing, `${directory} holds no device; create one: ${command}`);
  }
  const settings = JSON.parse(await readFile(settingsFile(directory), "utf8")) as Settings;
  const device = await open(io, directory, settings);
  try {
    return await use(device);
  } finally {
    await device.close();
  }
}

function open(io: Io, directory: string, settings: Settings, device?: DeviceDescription): Promise<DeviceClient> {
  return DeviceClient.open({
    state: join(directory, "store"),
    objects: settings.testObject ? [testObject()] : [],
    ...(device && { device }),
    ...(io.ports && { ports: io.ports }),
  });
}
