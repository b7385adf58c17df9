/** A device's state on disk: DIR/store holds the tree, DIR/device.json what the command line itself has to know. */
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DeviceClient, type DeviceDescription, type DeviceOptions, type Ports, testObject } from "@oma-dm/client";
import { EXIT, Failure } from "./failure.ts";
import type { Io } from "./io.ts";

interface Settings {
  /** Mount the object ./Test of conformance harnesses. */
  readonly testObject: boolean;
}

const settingsFile = (directory: string): string => join(directory, "device.json");

/** Makes the state whole or leaves nothing behind. */
export async function createState(
  io: Io,
  directory: string,
  device: DeviceDescription,
  settings: Settings,
): Promise<void> {
  if (existsSync(settingsFile(directory))) {
    throw new Failure(EXIT.failed, `${directory} holds a device already; choose another directory or remove it`);
  }
  const made = await mkdir(directory, { recursive: true, mode: 0o700 });
  const store = join(directory, "store");
  // Whoever makes the store owns it: another init at the same moment, or what one left behind, is never touched.
  if (existsSync(store)) {
    throw new Failure(
      EXIT.failed,
      `${store} is there already, without a device; remove it or choose another directory`,
    );
  }
  await mkdir(store, { mode: 0o700 });
  try {
    const client = await open(io, directory, settings, device);
    await client.close();
    await writeFile(settingsFile(directory), `${JSON.stringify(settings)}\n`, { mode: 0o600 });
  } catch (error) {
    await rm(made ?? store, { recursive: true, force: true });
    throw error;
  }
}

/** What a command adds to how the device is opened. */
export interface Edges extends Pick<DeviceOptions, "http" | "bootstrap"> {
  readonly ports?: Partial<Ports>;
}

/** Opens a state for the time of `use`. */
export async function withDevice<T>(
  io: Io,
  directory: string,
  use: (device: DeviceClient) => Promise<T>,
  edges: Edges = {},
): Promise<T> {
  if (!existsSync(settingsFile(directory))) {
    const command = `oma-dm init --state ${directory} --dev-id IMEI:… --man … --mod …`;
    throw new Failure(EXIT.missing, `${directory} holds no device; create one: ${command}`);
  }
  const settings = readSettings(settingsFile(directory), await readFile(settingsFile(directory), "utf8"));
  const device = await open(io, directory, settings, undefined, edges);
  try {
    return await use(device);
  } finally {
    await device.close();
  }
}

function readSettings(file: string, text: string): Settings {
  try {
    const { testObject } = JSON.parse(text) as Partial<Settings>;
    if (typeof testObject === "boolean") return { testObject };
  } catch {
    // Told below, like settings of another shape.
  }
  throw new Failure(EXIT.missing, `${file} is damaged; write {"testObject":false} into it, the tree is kept elsewhere`);
}

function open(
  io: Io,
  directory: string,
  settings: Settings,
  device?: DeviceDescription,
  { http = {}, ports = {}, ...more }: Edges = {},
): Promise<DeviceClient> {
  return DeviceClient.open({
    ...more,
    http,
    state: join(directory, "store"),
    objects: settings.testObject ? [testObject()] : [],
    ...(device && { device }),
    ports: { ...io.ports, ...ports },
  });
}
