/** A device, bootstrapped, and a lab that knows it, over a real socket. */
import { DeviceClient, type DeviceOptions, type SessionOutcome, testObject } from "@oma-dm/client";
import { bootstrapDocument, type Lab, type LabHmac, type Script, startLab } from "@oma-dm/lab";
import { afterEach, expect } from "vitest";

const DEVICE = { devId: "IMEI:004999010640000", man: "Acme", mod: "GW-1", swV: "1.0" };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const CLIENT = { name: "gw-1", secret: "client-pass-7", nonce: bytes("client-nonce-1") };
export const SERVER = { name: "com.example.dm", secret: "server-pass-9", nonce: bytes("server-nonce-1") };
export const SERVER_ID = "com.example.dm";

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

export interface Setup {
  readonly script: Script;
  readonly authType?: "DIGEST" | "HMAC";
  readonly hmac?: LabHmac;
  readonly options?: Omit<DeviceOptions, "device" | "objects">;
  readonly client?: Partial<typeof CLIENT>;
  readonly server?: Partial<typeof SERVER>;
  readonly forgetNonces?: boolean;
}

export async function setUp(setup: Setup): Promise<{ lab: Lab; device: DeviceClient }> {
  const server = await startLab({
    accounts: [{ client: CLIENT, server: SERVER, ...(setup.hmac && { hmac: setup.hmac }) }],
    script: setup.script,
  });
  open.push(server);
  const device = await DeviceClient.open({ device: DEVICE, objects: [testObject()], ...setup.options });
  open.push(device);
  const stored = ({ name, secret, nonce }: typeof CLIENT) =>
    setup.forgetNonces === true ? { name, secret } : { name, secret, nonce };
  const document = bootstrapDocument({
    serverId: SERVER_ID,
    url: server.url,
    deviceId: DEVICE.devId,
    authType: setup.authType ?? "DIGEST",
    client: stored({ ...CLIENT, ...setup.client }),
    server: stored({ ...SERVER, ...setup.server }),
  });
  expect(await device.bootstrap(document, { allowUnsigned: true })).toMatchObject({ accounts: [SERVER_ID] });
  return { lab: server, device };
}

export async function run(
  setup: Setup,
  options = {},
): Promise<{ outcome: SessionOutcome; lab: Lab; device: DeviceClient }> {
  const both = await setUp(setup);
  const outcome = await both.device.connect(SERVER_ID, { attempts: 1, ...options });
  return { outcome, ...both };
}
